//! How alerts overlap, against sets of customers that are counted one by one.

use std::collections::BTreeSet;

use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::overlap::overlap;
use appraise_core::policy::SourceFile;

const POLICY: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields: {id: {type: string}, n: {type: int, nullable: true}}
  calls:
    parent: id
    id: call
    fields: {call: {type: string}, id: {type: string}, loud: {type: bool}}
alerts:
  even: {kind: demand, priority: low, when: \"n % 2 == 0\"}
  third: {kind: demand, priority: low, when: \"n % 3 == 0\"}
  never: {kind: demand, priority: low, when: \"n < 0\"}
  loud: {kind: service, priority: low, each: calls c, when: \"c.loud\"}
";

const CUSTOMERS: usize = 500;

#[test]
fn alerts_overlap_as_sets_of_their_customers_do() {
    let loaded = load(&[SourceFile { name: "p.yaml", text: POLICY }]).1.unwrap();
    let (mut customers, mut calls) = (String::from("id,n\n"), String::from("call,id,loud\n"));
    let mut sets: [BTreeSet<usize>; 4] = Default::default();
    for at in 0..CUSTOMERS {
        // Every seventh is unknown: nothing that asks for `n` fires.
        let n = if at % 7 == 6 { String::new() } else { at.to_string() };
        customers.push_str(&format!("C{at},{n}\n"));
        for call in 0..at % 4 {
            let is_loud = call > 0;
            calls.push_str(&format!("K{at}.{call},C{at},{is_loud}\n"));
            if is_loud {
                sets[3].insert(at);
            }
        }
        if at % 7 != 6 {
            for (set, every) in [(0, 2), (1, 3)] {
                if at % every == 0 {
                    sets[set].insert(at);
                }
            }
        }
    }
    let mut builder = Builder::new(&loaded.model.schema);
    builder.read("customers", customers.as_bytes(), true).unwrap();
    builder.read("calls", calls.as_bytes(), true).unwrap();
    let dataset = builder.seal().unwrap();
    let as_of = as_of(&loaded.model, "2026-12-01", true).unwrap();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let found = overlap(&run, &run.evaluate(false));

    for (at, alert) in found.alerts.iter().enumerate() {
        let others: BTreeSet<usize> = sets
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .flat_map(|(_, set)| set)
            .copied()
            .collect();
        assert_eq!(alert.customers, sets[at].len(), "{}", alert.id);
        assert_eq!(alert.alone, sets[at].difference(&others).count(), "{}", alert.id);
    }
    assert_eq!(found.pairs.len(), 3, "who never fires overlaps with nobody");
    for pair in &found.pairs {
        let (one, other) = (&sets[pair.one], &sets[pair.other]);
        assert_eq!((pair.both, pair.either), (one.intersection(other).count(), one.union(other).count()));
        assert!((pair.jaccard - pair.both as f64 / pair.either as f64).abs() < 1e-15);
    }
    assert!(found.pairs.windows(2).all(|two| two[0].jaccard >= two[1].jaccard));
}

//! The names that `wealth-cvm` computes of every customer: how many there are, what they rest on, and of whom they are known.

use std::collections::{BTreeMap, BTreeSet};

use appraise_core::load::Loaded;
use appraise_core::model::{CUSTOMERS, rests_on_rows};
use appraise_core::policy::FigureKind;
use appraise_core::query::{Answer, Measure, Query};

use super::{bank, run, wealth};

const CUSTOMERS_OF_BANK: u64 = 3_000;
const NAMES: usize = 200;
/// So many names rest on tables of each family.
const OF_FAMILY: usize = 15;
const FAMILIES: [(&str, &[&str]); 4] = [
    ("assets", &["holdings", "months"]),
    ("transactions", &["transactions", "cards", "loans"]),
    ("behaviour", &["events", "interactions", "surveys", "complaints", "services"]),
    ("network", &["relatives", "companies", "referrals"]),
];
/// What the synthetic bank does not deliver: earlier scores on its first day, and logins as events.
const NOT_DELIVERED: [&str; 6] =
    ["bond_before", "last_login", "loyalty_before", "score_before", "score_change", "score_falls"];

/// Derived values and tags, what decision tables put out, and the parts of the score.
fn names(policy: &Loaded) -> BTreeSet<String> {
    let model = &policy.model;
    let mut names: BTreeSet<String> = model.derives.iter().map(|derived| derived.id.clone()).collect();
    for decision in &model.decisions {
        let one = decision.outputs.len() == 1;
        let name = |id: &str| if one { decision.id.clone() } else { format!("{}.{id}", decision.id) };
        names.extend(decision.outputs.iter().map(|output| name(&output.id)));
    }
    for card in &model.scorecards {
        names.insert(card.id.clone());
        names.extend(card.dimensions.iter().map(|dimension| format!("{}.{}", card.id, dimension.id)));
    }
    names
}

/// The names that are known of nobody, asked in one query.
fn known_of_nobody(policy: &Loaded, names: &BTreeSet<String>) -> Vec<String> {
    let dataset = bank(policy, CUSTOMERS_OF_BANK);
    let run = run(policy, &dataset);
    let outcome = run.evaluate(false);
    let share = |name: &String| Measure {
        id: name.replace('.', "_"),
        kind: FigureKind::Share,
        of: Some(format!("{name} != null")),
    };
    let measures = names.iter().map(share).collect();
    let query = Query { measures, purpose: Some("service".into()), ..Query::default() };
    let answer = Answer::of(&policy.policy, &run, &outcome, query).unwrap();
    let all = answer.groups().totals.pop().unwrap();
    let known = names.iter().zip(all.values);
    let nobody = known.filter(|(_, share)| share.value.as_deref() == Some("0.0000"));
    nobody.map(|(name, _)| name.clone()).collect()
}

#[test]
fn two_hundred_names_are_known_of_customers_of_a_whole_book() {
    let policy = wealth(None);
    let names = names(&policy);
    assert!(names.len() >= NAMES, "{} names", names.len());
    assert_eq!(known_of_nobody(&policy, &names), NOT_DELIVERED);
}

#[test]
fn the_names_are_of_four_families() {
    let policy = wealth(None);
    let model = &policy.model;
    let mut families: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for derived in &model.derives {
        rests_on_rows(model, &derived.term, &mut |field, _| {
            let table = model.schema.tables.get(usize::from(field.table.0)).map_or("", |table| &table.id);
            let family = FAMILIES.iter().find(|(_, tables)| tables.contains(&table));
            if let Some((family, _)) = family.filter(|_| field.table != CUSTOMERS) {
                families.entry(family).or_default().insert(&derived.id);
            }
        });
    }
    for (family, _) in FAMILIES {
        let of = families.get(family).map_or(0, BTreeSet::len);
        assert!(of >= OF_FAMILY, "{family}: {of} names");
    }
}

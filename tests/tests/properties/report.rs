//! Reports of parts, joined in any order, are the report of the whole.

use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::policy::SourceFile;
use appraise_core::report;
use appraise_tests::random::Random;

use super::seeds;

const POLICY: &str = r#"
appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      branch: {type: string, nullable: true}
      grade: {type: enum, values: [low, high], nullable: true}
      aum: {type: decimal(2), nullable: true}
reports:
  groups:
    by: [branch, grade, "aum > 100.0"]
    where: "aum != 7.0"
    measures:
      customers: count
      aum: {sum: aum}
      mean: {mean: aum}
      rich: {share: "aum > 500.0"}
      at: {quantiles: aum, at: [0.01, 0.5, 0.99]}
    partner: {min_cell: 3}
  whole: {measures: {at: {quantiles: aum, at: [0.1, 0.5, 0.9]}}}
  drift: {psi: aum, bins: ["< 0", "[0..500)", ">= 500"], expected: [0.2, 0.3, 0.5]}
"#;

#[test]
fn parts_of_a_population_joined_in_any_order_are_the_whole() {
    let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
    let loaded = loaded.unwrap();
    let model = &loaded.model;
    let states = |rows: &[String]| {
        let mut builder = Builder::new(&model.schema);
        let text = String::from("id,branch,grade,aum\n") + &rows.concat();
        builder.read("customers", text.as_bytes(), true).unwrap();
        let dataset = builder.seal().unwrap();
        let as_of = as_of(model, "2026-12-02", false).unwrap();
        let run = Run { model, program: &loaded.program, dataset: &dataset, as_of };
        report::write(model, &run.evaluate(false).reports)
    };
    for seed in 0..seeds() / 20 + 10 {
        let mut random = Random::new(seed);
        let count = random.below(3000);
        let row = |i: usize, random: &mut Random| {
            let branch = *random.pick(&["", "north", "south", "\"\u{5317}, x\"", "unknown"]);
            let grade = *random.pick(&["", "low", "high"]);
            let cents = random.within(-100_000, 1_000_000);
            let aum = *random.pick(&["", "7.00", "0.5"]);
            let aum = if random.percent(80) { format!("{}", cents as f64 / 100.0) } else { aum.into() };
            format!("C{i},{branch},{grade},{aum}\n")
        };
        let rows: Vec<String> = (0..count).map(|i| row(i, &mut random)).collect();
        let whole = states(&rows);
        let mut parts = Vec::new();
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            let (part, next) = rest.split_at(1 + random.below(rest.len()));
            parts.insert(random.below(parts.len() + 1), states(part));
            rest = next;
        }
        parts.insert(random.below(parts.len() + 1), states(&[]));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let joined = report::merge(model, &parts).unwrap();
        assert_eq!(joined, whole, "seed {seed}");
        let table = |text: &str| output::csv(&report::table(model, &report::read(model, text).unwrap()));
        assert_eq!(table(&joined), table(&whole), "seed {seed}");
    }
}

#[test]
fn states_of_another_policy_are_refused() {
    let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
    let model = loaded.unwrap().model;
    let own = report::merge(&model, &[]).unwrap();
    let other = own.replace(&model.full_hash, "0");
    for text in [other.as_str(), "", "{}", &own[..own.len() - 1]] {
        assert!(report::merge(&model, &[&own, text]).is_err(), "{text}");
    }
}

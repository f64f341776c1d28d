//! Assessments against counting: areas by pairs, rules by rows, and nothing that depends on the order of the file.

use appraise_core::assess::report::{Assessment, Part};
use appraise_core::assess::{Options, Question, assess};
use appraise_core::dataset::Builder;
use appraise_core::load::{Loaded, load_asking};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_tests::random::Random;

use crate::seeds;

const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      x: {type: int, nullable: true}
      y: {type: bool, nullable: true}
      v: {type: decimal(2), nullable: true}
      t: {type: date, nullable: true}
      k: {type: enum, values: [a, b, c], nullable: true}
scorecards:
  s:
    range: [0, 10]
    dimensions:
      d: {weight: 100, indicators: {x: {of: x, weight: 100, curve: [[0, 0], [10, 10]], missing: unknown}}}
alerts:
  big: {kind: risk, priority: low, when: \"x >= 5\"}
";

/// A row: number, label, value in cents, month, member; each may be unknown.
#[derive(Clone, Debug)]
struct Row(Option<i64>, Option<bool>, Option<i64>, Option<usize>, Option<usize>);

fn row(random: &mut Random) -> Row {
    let mut some = |below: usize| {
        let known = random.below(8) > 0;
        let value = random.below(below);
        known.then_some(value)
    };
    let number = some(7).map(|v| i64::try_from(v).unwrap());
    let label = some(2).map(|v| v == 1);
    let worth = some(1000).map(|v| i64::try_from(v).unwrap());
    Row(number, label, worth, some(4), some(3))
}

fn file(rows: &[(usize, Row)]) -> String {
    let mut text = String::from("id,x,y,v,t,k\n");
    let shown = |value: Option<String>| value.unwrap_or_default();
    for (at, Row(x, y, v, t, k)) in rows {
        let v = v.map(|v| format!("{}.{:02}", v / 100, v % 100));
        let t = t.map(|t| format!("2025-0{}-15", t + 1));
        let k = k.map(|k| ["a", "b", "c"][k].to_owned());
        let cells = [x.map(|x| x.to_string()), y.map(|y| y.to_string()), v, t, k].map(shown);
        text.push_str(&format!("{at},{}\n", cells.join(",")));
    }
    text
}

fn assessed(loaded: &Loaded, rows: &[(usize, Row)]) -> Assessment {
    let mut builder = Builder::new(&loaded.model.schema);
    builder.read("customers", file(rows).as_bytes(), true).unwrap();
    let dataset = builder.seal().unwrap();
    let as_of = as_of(&loaded.model, "2026-01-01", true).unwrap();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    assess(&run, &run.evaluate(false), Options::of(Some("2025-03-01"), Some("month")).unwrap()).unwrap()
}

fn near(what: &str, got: Option<f64>, wanted: Option<f64>) {
    let same = match (got, wanted) {
        (Some(got), Some(wanted)) => got.is_finite() && (got - wanted).abs() < 1e-12,
        (None, None) => true,
        _ => false,
    };
    assert!(same, "{what}: {got:?} instead of {wanted:?}");
}

/// The share of pairs that are ordered rightly, ties half.
fn area(rows: &[&Row]) -> Option<f64> {
    let of = |label| rows.iter().filter(move |row| row.1 == Some(label)).filter_map(|row| row.0);
    let (mut halves, mut pairs) = (0, 0);
    for yes in of(true) {
        for no in of(false) {
            pairs += 1;
            halves += if yes > no { 2 } else { i32::from(yes == no) };
        }
    }
    (pairs > 0).then(|| f64::from(halves) / 2.0 / f64::from(pairs))
}

fn check(part: &Part, rows: &[&Row]) {
    let of = |a: i64, b: i64| (b > 0).then(|| a as f64 / b as f64);
    let count = |holds: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| holds(row)).count() as i64;
    let positives = count(&|row| row.1 == Some(true));
    assert_eq!((part.rows, part.positives), (rows.len() as i64, positives));
    near("area", part.scores[0].ranking.auc, area(rows));
    let known = count(&|row| row.0.is_some());
    assert_eq!((part.scores[0].ranking.known, part.scores[0].ranking.unknown), (known, part.rows - known));
    let tenths = &part.scores[0].lift;
    assert_eq!(tenths.len(), if known > 0 { 10 } else { 0 });
    let sum: f64 = tenths.iter().map(|tenth| tenth.positives).sum();
    let ranked = count(&|row| row.0.is_some() && row.1 == Some(true));
    near(
        "positives of the tenths",
        Some(sum).filter(|_| known > 0),
        Some(ranked as f64).filter(|_| known > 0),
    );
    let bins: i64 = part.scores[0].calibration.iter().map(|bin| bin.rows).sum();
    assert_eq!(bins, known);
    let (fired, hits) =
        (count(&|row| row.0 >= Some(5)), count(&|row| row.0 >= Some(5) && row.1 == Some(true)));
    let rule = &part.rules[0];
    assert_eq!((rule.fired, rule.hits, rule.unknown), (fired, hits, part.rows - known));
    near("precision", rule.precision.value, of(hits, fired));
    near("recall", rule.recall.value, of(hits, positives));
    near("lift", rule.lift, of(hits * part.rows, fired * positives));
    let worth = |holds: &dyn Fn(&Row) -> bool| -> i64 {
        rows.iter().filter(|row| row.1 == Some(true) && holds(row)).filter_map(|row| row.2).sum()
    };
    near("value", rule.value_captured, of(worth(&|row| row.0 >= Some(5)), worth(&|_| true)));
}

#[test]
fn figures_are_those_of_counting_whatever_the_order_of_rows() {
    let question =
        Question { label: "y", value: Some("v"), time: Some("t"), baseline: &["k", "x"], suspects: &[] };
    let (report, loaded) = load_asking(&[SourceFile { name: "p.yaml", text: POLICY }], Some(&question));
    let loaded = loaded.unwrap_or_else(|| panic!("{:?}", report.diagnostics));
    for seed in 0..seeds() {
        let mut random = Random::new(seed);
        let count = random.below(40);
        let mut rows: Vec<(usize, Row)> = (0..count).map(|at| (at, row(&mut random))).collect();
        let assessment = assessed(&loaded, &rows);
        let labelled: Vec<&Row> = rows.iter().map(|(_, row)| row).filter(|row| row.1.is_some()).collect();
        assert_eq!(assessment.unlabelled, count - labelled.len());
        check(&assessment.parts[0], &labelled);
        for (part, later) in [(1, false), (2, true)] {
            let within = |row: &&&Row| row.3.is_some_and(|month| (month >= 2) == later);
            check(&assessment.parts[part], &labelled.iter().filter(within).copied().collect::<Vec<_>>());
        }
        let months: Vec<usize> = labelled.iter().filter_map(|row| row.3).collect();
        let span = months.iter().max().map_or(0, |last| last - months.iter().min().unwrap() + 1);
        assert_eq!(assessment.periods.len(), span);
        let timed: i64 = assessment.periods.iter().map(|period| period.rows).sum();
        assert_eq!(timed as usize + assessment.without_time, labelled.len());
        rows.reverse();
        assert_eq!(assessed(&loaded, &rows), assessment, "seed {seed}");
    }
}

//! Funnels against counting by hand, and distances to alerts tried on the engine.

use appraise_core::dataset::Builder;
use appraise_core::explain::explain;
use appraise_core::funnel::Step;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_core::value::Lang;
use appraise_tests::random::Random;

use super::seeds;

const HEAD: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
params:
  edge: {type: 'decimal(2)', value: 5.00}
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      a: {type: 'decimal(2)', nullable: true}
      b: {type: int, nullable: true}
      c: {type: bool, nullable: true}
      d: {type: date, nullable: true}
derive:
  both: {expr: 'a > edge && b <= 3'}
alerts:
  flat: {kind: risk, priority: low, when: 'a > edge && b <= 3 && c', event: {key: today}, owner: x}
  named: {kind: risk, priority: low, when: 'c && both', event: {key: today}, owner: x}
";

#[test]
fn a_funnel_is_what_counting_the_conditions_gives() {
    let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: HEAD }]);
    let Loaded { model, program, .. } = loaded.unwrap();
    for seed in 0..seeds() / 40 + 8 {
        let mut random = Random::new(seed);
        let rows = 1 + random.below(1_200);
        let mut truths: Vec<[Option<bool>; 3]> = Vec::new();
        let mut input = String::from("id,a,b,c,d\n");
        for id in 0..rows {
            let a = (!random.percent(20)).then(|| random.within(300, 700));
            let b = (!random.percent(20)).then(|| random.within(0, 6));
            let c = (!random.percent(20)).then(|| random.percent(60));
            let text = |v: Option<i64>| v.map_or(String::new(), |v| v.to_string());
            let cents = a.map_or(String::new(), |a| format!("{}.{:02}", a / 100, a % 100));
            input += &format!("{id},{cents},{},{},\n", text(b), c.map_or(String::new(), |c| c.to_string()));
            truths.push([a.map(|a| a > 500), b.map(|b| b <= 3), c]);
        }
        let mut builder = Builder::new(&model.schema);
        builder.read("customers", input.as_bytes(), true).unwrap();
        let dataset = builder.seal().unwrap();
        let as_of = as_of(&model, "2026-01-01", false).unwrap();
        let run = Run { model: &model, program: &program, dataset: &dataset, as_of };
        let outcome = run.evaluate(false);
        for (alert, order) in [[0usize, 1, 2], [2, 0, 1]].into_iter().enumerate() {
            let mut expected = vec![Step { left: rows as u64, ..Step::default() }];
            for at in 0..3 {
                let count = |of: &dyn Fn(&[Option<bool>; 3]) -> bool| {
                    truths.iter().filter(|t| of(&order.map(|place| t[place]))).count() as u64
                };
                expected.push(Step {
                    failed: count(&|t| t[at] == Some(false)),
                    unknown: count(&|t| t[at].is_none()),
                    alone: count(&|t| {
                        t[at] == Some(false) && (0..3).all(|other| other == at || t[other] == Some(true))
                    }),
                    left: count(&|t| (0..=at).all(|of| t[of] == Some(true))),
                });
            }
            assert_eq!(outcome.funnels[alert], expected, "seed {seed}, alert {alert}");
            let (fired, not_fired, unknown) = outcome.alerts[alert].counts();
            assert_eq!((expected[3].left, fired + not_fired + unknown), (fired as u64, rows));
        }
    }
}

/// Conditions on one field each, the field, and one unit of its last place.
const NEAR: [(&str, &str, i64); 12] = [
    ("a > 5.00", "a", 1),
    ("a >= 5", "a", 1),
    ("a < -2.5", "a", 1),
    ("!(a > 3)", "a", 1),
    ("edge <= a", "a", 1),
    ("a == 4.00", "a", 1),
    ("b > edge", "b", 1),
    ("b <= -3", "b", 1),
    ("a / 3.00 > 2", "a", 1),
    ("d > date('2026-03-01')", "d", 1),
    ("d <= add_days(today, -30)", "d", 1),
    ("days_between(d, today) >= 45", "d", -1),
];

#[test]
fn the_distance_to_an_alert_is_the_smallest_move_that_fires_it() {
    let mut text = String::from(HEAD);
    for (at, (when, ..)) in NEAR.iter().enumerate() {
        text += &format!(
            "  n{at}: {{kind: risk, priority: low, when: \"c && {when}\", event: {{key: today}}, owner: x}}\n"
        );
    }
    let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: &text }]);
    assert!(report.ok, "{report:?}");
    let Loaded { model, program, .. } = loaded.unwrap();
    let first = appraise_core::date::parse("2026-02-01").unwrap();
    let mut random = Random::new(3);
    let mut seen = [0usize; NEAR.len()];
    let ask = |a: i64, b: i64, d: i64| {
        let cents = format!("{}{}.{:02}", if a < 0 { "-" } else { "" }, a.abs() / 100, a.abs() % 100);
        let day = appraise_core::date::format(first + i32::try_from(d).unwrap());
        let input = format!("id,a,b,c,d\n1,{cents},{b},true,{day}\n");
        let mut builder = Builder::new(&model.schema);
        builder.read("customers", input.as_bytes(), true).unwrap();
        let dataset = builder.seal().unwrap();
        let as_of = as_of(&model, "2026-02-01", false).unwrap();
        let run = Run { model: &model, program: &program, dataset: &dataset, as_of };
        explain(&run, "1", Lang::En).unwrap()
    };
    for _ in 0..seeds() / 8 + 20 {
        let (a, b, d) = (random.within(-900, 900), random.within(-9, 9), random.within(-60, 60));
        let found = ask(a, b, d);
        assert!(found.nearly.is_sorted_by_key(|near| near.relative.parse::<f64>().unwrap()));
        for (at, (when, field, unit)) in NEAR.iter().enumerate() {
            let id = format!("n{at}");
            let fired = found.alerts.iter().find(|alert| alert.id == id).unwrap().status == "fired";
            let near = found.nearly.iter().find(|near| near.alert == id);
            assert_eq!(fired, near.is_none(), "{when} of {a} {b} {d}");
            let Some(near) = near else { continue };
            // What a quotient lacks is told of the quotient, not of the field.
            if when.contains('/') {
                continue;
            }
            let by: i64 = near.difference.replace('.', "").parse::<i64>().unwrap() * unit;
            let moved = |by: i64| {
                let on = |name: &str| if *field == name { by } else { 0 };
                let alerts = ask(a + on("a"), b + on("b"), d + on("d")).alerts;
                alerts.into_iter().find(|alert| alert.id == id).unwrap().status == "fired"
            };
            assert!(moved(by), "{when} of {a} {b} {d}: {near:?}");
            assert!(!moved(by - by.signum()), "{when} of {a} {b} {d}: {near:?}");
            seen[at] += 1;
        }
    }
    assert!(seen.iter().zip(NEAR).all(|(count, (when, ..))| *count > 2 || when.contains('/')), "{seen:?}");
}

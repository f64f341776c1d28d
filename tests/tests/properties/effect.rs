//! Measured rules against a bank in which it is known what a rule does.
//!
//! Two runs of the engine make the state: on the first day the rule tells everybody but the held out, and the second has
//! read that all was done. Then it happens to customers by chance, at one rate to those who were told and at another to
//! those who were not.

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::effect::{Estimate, History, Report, measure};
use appraise_core::load::{Loaded, load};
use appraise_core::model::holdout::is_drawn;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::policy::SourceFile;

const POLICY: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields: {id: {type: string}, aum: {type: decimal(2)}}
alerts:
  call:
    {kind: demand, priority: low, when: \"aum > 0\", lasting: {rearm: 30d},
     task: {to: rm, due: 5d, title: {en: call, zh-CN: 致电}, closes_with: [reached]}}
outcomes:
  churned: {when: \"aum == 0\", window: 90d, value: aum, least: 30}
holdout: {share: 50, salt: s, rules: [call], from: 2026-01-01, until: 2026-02-01, owner: a}
";

fn policy() -> Loaded {
    load(&[SourceFile { name: "p.yaml", text: POLICY }]).1.unwrap()
}

fn dataset(policy: &Loaded, tables: &[(&str, &str)]) -> Dataset {
    let mut builder = Builder::new(&policy.model.schema);
    for (table, text) in tables {
        builder.read(table, text.as_bytes(), true).unwrap();
    }
    builder.seal().unwrap()
}

fn instant(policy: &Loaded, day: &str) -> i64 {
    as_of(&policy.model, day, true).unwrap()
}

/// Money of customer `at`: some have much.
fn money(at: usize) -> u64 {
    100 + (at as u64 * 7919) % 900 * if at.is_multiple_of(10) { 20 } else { 1 }
}

fn customers(count: usize, aum: impl Fn(usize) -> u64) -> String {
    (0..count).fold("id,aum\n".into(), |text, at| format!("{text}C{at},{}\n", aum(at)))
}

/// What the state hands to the next run.
fn state(policy: &Loaded, dataset: &Dataset, day: &str) -> [String; 2] {
    let run = Run { model: &policy.model, program: &policy.program, dataset, as_of: instant(policy, day) };
    let outcome = run.evaluate(false);
    ["state_tasks", "state_run"].map(|name| output::csv(&output::table(&run, &outcome, name).unwrap()))
}

/// A bank of so many customers after the rule has told and everything was done.
struct Bank {
    policy: Loaded,
    count: usize,
    told: Dataset,
    first: String,
}

fn bank(count: usize) -> Bank {
    let policy = policy();
    let first = customers(count, money);
    let [tasks, run] = state(&policy, &dataset(&policy, &[("customers", &first)]), "2026-01-05");
    let mut journal = String::from("customer_id,entry_id,task_id,action,outcome,author,at\n");
    for line in tasks.lines().skip(1).filter(|line| line.contains(",open,")) {
        let mut cells = line.split(',');
        let (customer, task) = (cells.next().unwrap(), cells.next().unwrap());
        journal.push_str(&format!("{customer},E{customer},{task},done,reached,me,2026-01-06T12:00:00Z\n"));
    }
    let tables =
        [("customers", &*first), ("state_tasks", &*tasks), ("state_run", &*run), ("journal", &*journal)];
    let [tasks, run] = state(&policy, &dataset(&policy, &tables), "2026-01-07");
    let tables =
        [("customers", &*first), ("state_tasks", &*tasks), ("state_run", &*run), ("journal", &*journal)];
    let told = dataset(&policy, &tables);
    Bank { policy, count, told, first }
}

impl Bank {
    fn is_held_out(&self, at: usize) -> bool {
        is_drawn("s", "call", &format!("C{at}"), 5_000)
    }

    /// What is measured when it happens to one in a hundred `told` and `held` times.
    fn measure(&self, seed: u64, told: u64, held: u64) -> Report {
        let churned = |at: usize| {
            let rate = if self.is_held_out(at) { held } else { told };
            chance(seed, at) % 100 < rate
        };
        let later = customers(self.count, |at| if churned(at) { 0 } else { money(at) });
        let mut history = History::new(&self.policy.model);
        for (day, text) in [("2026-01-05", &self.first), ("2026-04-05", &later)] {
            let delivered = dataset(&self.policy, &[("customers", text)]);
            history.add(&delivered, instant(&self.policy, day)).unwrap();
        }
        let Loaded { model, program, .. } = &self.policy;
        let as_of = instant(&self.policy, "2026-05-01");
        measure(&history, &Run { model, program, dataset: &self.told, as_of })
    }
}

/// A number by chance, the same for the same seed and customer.
fn chance(seed: u64, at: usize) -> u64 {
    let mut x = (seed << 32 ^ at as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    for factor in [0xbf58_476d_1ce4_e5b9_u64, 0x94d0_49bb_1331_11eb] {
        x = (x ^ x >> 29).wrapping_mul(factor);
    }
    (x ^ x >> 32) >> 8
}

fn covers(found: &Option<Estimate>, truth: f64) -> bool {
    let found = found.as_ref().unwrap();
    let end = |text: &String| text.parse::<f64>().unwrap();
    end(&found.low) <= truth && truth <= end(&found.high)
}

/// In how many of the banks the interval of the difference covers the truth, by count and by money.
fn covered(bank: &Bank, banks: u64, (told, held): (u64, u64)) -> (u64, u64) {
    let truth = (told as f64 - held as f64) / 100.0;
    let (mut by_count, mut by_value) = (0, 0);
    for seed in 0..banks {
        let report = bank.measure(seed, told, held);
        let pair = &report.rules[0].outcomes[0].comparisons[0];
        assert!(pair.is_control && pair.arm == "raised" && pair.against == "control");
        by_count += u64::from(covers(&pair.difference, truth));
        by_value += u64::from(covers(&pair.value_difference, truth));
    }
    (by_count, by_value)
}

#[test]
fn the_interval_covers_what_a_rule_does() {
    let bank = bank(1_000);
    let (by_count, by_value) = covered(&bank, 60, (5, 10));
    println!("5 % against 10 %: {by_count} and {by_value} of 60 intervals cover the difference");
    assert!((54..=60).contains(&by_count) && (52..=60).contains(&by_value), "{by_count} {by_value}");
}

#[test]
fn a_rule_that_does_nothing_is_not_said_to_do_something() {
    let bank = bank(1_000);
    let (by_count, by_value) = covered(&bank, 60, (8, 8));
    println!("8 % against 8 %: {by_count} and {by_value} of 60 intervals cover 0");
    assert!((54..=60).contains(&by_count) && (52..=60).contains(&by_value), "{by_count} {by_value}");
}

#[test]
fn few_customers_are_not_enough_data() {
    let report = bank(40).measure(1, 5, 10);
    for pair in &report.rules[0].outcomes[0].comparisons {
        assert_eq!(pair.why.unwrap().id(), "not_enough_data");
        assert_eq!((&pair.difference, &pair.value_difference), (&None, &None));
    }
}

#[test]
fn every_count_is_that_of_the_rows_of_the_state() {
    let bank = bank(300);
    let report = bank.measure(3, 50, 50);
    let rule = &report.rules[0];
    let held = u32::try_from((0..300).filter(|at| bank.is_held_out(*at)).count()).unwrap();
    assert_eq!(
        (report.tasks, rule.tasks.all, rule.tasks.held_out, rule.tasks.done),
        (300, 300, held, 300 - held)
    );
    assert_eq!((rule.tasks.in_time, rule.tasks.late, rule.timed), (300 - held, 0, 300 - held));
    assert_eq!(rule.median_hours.as_deref(), Some("36.00"));
    let effect = &rule.outcomes[0];
    let sizes: Vec<(&str, u32)> = effect.arms.iter().map(|arm| (arm.arm, arm.customers)).collect();
    let told = 300 - held;
    assert_eq!(sizes, [("raised", told), ("done", told), ("not_done", 0), ("control", held)]);
    let happened: u32 = effect.arms.iter().filter(|arm| arm.arm != "done").map(|arm| arm.happened).sum();
    let churned = (0..300).filter(|at| chance(3, *at) % 100 < 50).count();
    assert_eq!(happened as usize, churned);
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains("NaN") && !text.contains("inf"));
}

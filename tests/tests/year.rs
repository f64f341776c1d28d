//! Mornings of a synthetic bank: what must hold on every day does, and every rule concerns somebody. The full year is
//! `make year`.

#![allow(clippy::unwrap_used, reason = "a suite, where a panic is the report")]

use appraise_host::synth::Options;
use appraise_tests::corpus::root;
use appraise_tests::year::tally::Tally;
use appraise_tests::year::{Plan, live};

fn lived(policy: &str, customers: u64, days: u32) -> Tally {
    let bank = Options { customers, seed: 3, days };
    live(&Plan { policy: root().join(policy), bank, talk: false }).unwrap()
}

#[test]
fn two_months_of_a_small_bank_break_nothing() {
    let tally = lived("core/policies/wealth-cvm", 400, 60);
    assert_eq!((tally.days, tally.broken.as_slice()), (60, [].as_slice()));
    assert!(tally.done > 100, "{tally}");
}

/// Rules that no November morning is the day of: festivals, the end of a quarter, and steps that come days after the first.
const OTHER_DAYS: [&str; 6] = [
    "spring_greeting",
    "autumn_greeting",
    "festival_message",
    "hnw_quarterly",
    "large_movement.plan",
    "large_movement.look_back",
];

#[test]
fn on_a_morning_of_20_000_every_rule_concerns_some_and_not_others() {
    let tally = lived("core/policies/wealth-cvm", 20_000, 1);
    let sided = tally.one_sided();
    assert!(sided.iter().all(|rule| OTHER_DAYS.contains(rule)), "{sided:?}");
}

#[test]
fn every_table_of_the_bank_is_read_by_every_policy_made_for_it() {
    for policy in
        ["core/policies/wealth-cvm", "core/policies/retail-tiers.yaml", "core/policies/eight-classes.yaml"]
    {
        let tally = lived(policy, 1_000, 1);
        assert_eq!(tally.unreadable, [0, 0], "{policy}");
    }
}

#[test]
fn the_same_days_give_the_same_counts() {
    let counts = |tally: Tally| (tally.tasks, tally.done, tally.alerts);
    let [first, again] = [(); 2].map(|()| counts(lived("core/policies/wealth-cvm", 150, 20)));
    assert_eq!(first, again);
}

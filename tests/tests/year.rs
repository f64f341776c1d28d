//! Two months of mornings over a small bank: what must hold on every day does. The full year is `make year`.

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

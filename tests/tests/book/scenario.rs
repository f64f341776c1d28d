//! A shock of the markets as a version of the policy: the whole book is scored again, and only who holds shares moves.

use appraise_core::load::Loaded;
use appraise_core::number::parse_decimal;
use appraise_core::outcome::{Outcome, Run};
use appraise_core::output::json::Cell;
use appraise_core::query::{Answer, Query};

use super::{bank, run, wealth};

const CUSTOMERS: u64 = 3_000;
/// Four fifths of equity are lost.
const SHOCK: (&str, &str, &str) = (
    "params.yaml",
    "shock_equity:\n    {type: decimal(2), value: 0.00",
    "shock_equity:\n    {type: decimal(2), value: 0.80",
);
/// Money and points with two places; what the last two say are tiers.
const COLUMNS: [&str; 5] = ["mix_equity", "market_loss", "value", "tier.indicative", "tier_in_scenario"];

/// Every customer's cells, in the order of the file.
fn shown(policy: &Loaded, run: &Run<'_>, outcome: &Outcome) -> Vec<Vec<Cell>> {
    // No purpose is named, though every rule of the policy names one.
    let query = Query { columns: COLUMNS.map(String::from).to_vec(), ..Query::default() };
    let answer = Answer::of(&policy.policy, run, outcome, query).unwrap();
    answer.page(run, &[], 0, usize::MAX).rows.into_iter().map(|row| row.cells).collect()
}

fn book(policy: &Loaded) -> Vec<Vec<Cell>> {
    let dataset = bank(policy, CUSTOMERS);
    let run = run(policy, &dataset);
    let outcome = run.evaluate(false);
    shown(policy, &run, &outcome)
}

/// A number in ten thousandths; nothing where it is unknown.
fn number(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Text(text) => parse_decimal(text, 4).ok(),
        _ => None,
    }
}

#[test]
fn without_a_shock_nothing_is_lost_and_every_tier_is_that_of_the_day() {
    for customer in book(&wealth(None)) {
        assert_eq!(number(&customer[1]), Some(0));
        // Who has no tier of the day is `unrated` there, and unknown here.
        assert!(customer[4] == Cell::Null || customer[3] == customer[4], "{customer:?}");
    }
}

#[test]
fn a_shock_lowers_scores_and_tiers_of_who_holds_shares_and_of_nobody_else() {
    let (today, shocked) = (book(&wealth(None)), book(&wealth(Some(SHOCK))));
    assert_eq!(today.len(), shocked.len());
    let (mut fallen, mut moved, mut unknown) = (0, 0, 0);
    for (before, after) in today.iter().zip(&shocked) {
        assert_eq!(
            (&before[0], &before[3]),
            (&after[0], &after[3]),
            "holdings and the tier of the day are facts"
        );
        let Some(held) = number(&before[0]) else {
            // What is held is not known, and so nothing is that rests on it.
            assert_eq!((&after[1], &after[2], &after[4]), (&Cell::Null, &Cell::Null, &Cell::Null));
            unknown += 1;
            continue;
        };
        assert_eq!(number(&after[1]), Some((held * 8 / 10 + 50) / 100 * 100), "{before:?}");
        if held == 0 {
            assert_eq!(before, after);
        }
        assert!(number(&after[2]) <= number(&before[2]), "{before:?} {after:?}");
        fallen += usize::from(number(&after[2]) < number(&before[2]));
        moved += usize::from(after[4] != before[4]);
    }
    eprintln!(
        "of {} customers {fallen} fall, {moved} are in another tier, of {unknown} it is not known",
        today.len()
    );
    assert!(fallen > 0 && moved > 0);
}

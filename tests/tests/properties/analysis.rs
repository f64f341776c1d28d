//! The analysis of tables against counting: on small random tables, every gap is found and none is invented.
//!
//! A table has two or three inputs of a few values each, so that all combinations can be tried.

use appraise_core::analysis::tables::{Swept, sweep};
use appraise_core::model::sets::RangeSet;
use appraise_core::model::{CellSet, Decision, Row};
use appraise_core::policy::Hit;
use appraise_tests::random::Random;

use crate::seeds;

/// Values of an input: `0..VALUES`.
const VALUES: i128 = 5;

/// A cell: any, or a random set of ranges.
fn cell(random: &mut Random) -> Option<CellSet> {
    if random.below(4) == 0 {
        return None;
    }
    let mut set = RangeSet::default();
    for _ in 0..=random.below(2) {
        let low = i128::try_from(random.below(5)).unwrap();
        let high = (low + i128::try_from(random.below(3)).unwrap()).min(VALUES - 1);
        set = set.union(&RangeSet::range(low, high));
    }
    Some(CellSet::Ranges(set))
}

fn table(random: &mut Random, inputs: usize) -> Decision {
    let row = |random: &mut Random| Row {
        texts: Vec::new(),
        cells: (0..inputs).map(|_| cell(random)).collect(),
        values: Vec::new(),
    };
    let rows = (0..random.below(7)).map(|_| row(random)).collect();
    let (id, label) = ("t".to_owned(), None);
    Decision {
        id,
        label,
        hit: Hit::First,
        inputs: Vec::new(),
        columns: Vec::new(),
        outputs: Vec::new(),
        rows,
    }
}

fn takes(cell: &Option<CellSet>, value: i128) -> bool {
    match cell {
        Some(CellSet::Ranges(set)) => set.contains(value),
        _ => true,
    }
}

/// Whether some row takes a combination.
fn taken(table: &Decision, values: &[i128]) -> bool {
    table.rows.iter().any(|row| row.cells.iter().zip(values).all(|(cell, value)| takes(cell, *value)))
}

/// Every combination of so many values.
fn combinations(inputs: usize) -> Vec<Vec<i128>> {
    (0..inputs).fold(vec![Vec::new()], |all, _| {
        all.iter().flat_map(|one| (0..VALUES).map(|v| [one.as_slice(), &[v]].concat())).collect()
    })
}

#[test]
fn gaps_of_tables_are_those_that_counting_finds() {
    let mut random = Random::new(5);
    let (mut complete, mut with_gaps) = (0, 0);
    for _ in 0..seeds() * 400 {
        let inputs = 2 + usize::from(random.below(2) == 0);
        let table = table(&mut random, inputs);
        let whole = vec![CellSet::Ranges(RangeSet::range(0, VALUES - 1)); inputs];
        let Swept::Gaps(gaps) = sweep(&table, &whole) else { panic!("a small table is within the bound") };
        let missed: Vec<Vec<i128>> =
            combinations(inputs).into_iter().filter(|values| !taken(&table, values)).collect();
        assert_eq!(gaps.is_empty(), missed.is_empty(), "{table:?}");
        for gap in &gaps {
            // Every combination of the gap is taken by no row.
            let inside = |values: &&Vec<i128>| gap.iter().zip(*values).all(|(set, value)| takes(set, *value));
            let all = combinations(inputs);
            let of_gap: Vec<&Vec<i128>> = all.iter().filter(inside).collect();
            assert!(!of_gap.is_empty() && of_gap.iter().all(|values| missed.contains(values)), "{gap:?}");
        }
        if missed.is_empty() { complete += 1 } else { with_gaps += 1 }
    }
    println!("{complete} complete tables, {with_gaps} with gaps");
}

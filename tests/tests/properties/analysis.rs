//! The analysis of tables against counting: on small random tables, every gap, every row that never decides and every
//! overlap of which the order decides is found, and none is invented.
//!
//! A table has two or three inputs of a few values each, so that all combinations can be tried.

use appraise_core::analysis::tables::{Reach, Swept, overlaps, reach, sweep};
use appraise_core::model::sets::RangeSet;
use appraise_core::model::{CellSet, Decision, Row};
use appraise_core::policy::Hit;
use appraise_core::value::{EnumId, Value};
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

/// A table whose rows say one of three members, of a hit policy by which one row decides.
fn ranked(random: &mut Random, inputs: usize) -> Decision {
    let mut table = table(random, inputs);
    table.hit = [Hit::First, Hit::Priority][usize::from(random.below(2) == 0)];
    for row in &mut table.rows {
        row.values = vec![Value::Enum(EnumId(0), u32::try_from(random.below(3)).unwrap())];
    }
    table
}

fn takes_all(row: &Row, values: &[i128]) -> bool {
    row.cells.iter().zip(values).all(|(cell, value)| takes(cell, *value))
}

/// The rows that take a combination, the one that decides first. Rows of one member are equally strong.
fn takers(table: &Decision, values: &[i128]) -> Vec<usize> {
    let mut rows: Vec<usize> =
        (0..table.rows.len()).filter(|row| takes_all(&table.rows[*row], values)).collect();
    if table.hit == Hit::Priority {
        rows.sort_by_key(|row| match table.rows[*row].values[0] {
            Value::Enum(_, member) => member,
            _ => u32::MAX,
        });
    }
    rows
}

#[test]
fn rows_that_never_decide_are_those_that_counting_finds() {
    let mut random = Random::new(6);
    let (mut found, mut reached) = (0, 0);
    for _ in 0..seeds() * 400 {
        let inputs = 1 + random.below(3);
        let table = ranked(&mut random, inputs);
        // The last value of the first input is beyond what its field declares.
        let all = CellSet::Ranges(RangeSet::range(0, VALUES - 1));
        let mut whole = vec![all; inputs];
        whole[0] = CellSet::Ranges(RangeSet::range(0, VALUES - 2));
        let possible = |values: &&Vec<i128>| values[0] < VALUES - 1;
        let combinations = combinations(inputs);
        let takers: Vec<Vec<usize>> =
            combinations.iter().filter(possible).map(|values| takers(&table, values)).collect();
        let told = reach(&table, &whole).unwrap();
        for row in 0..table.rows.len() {
            let own = &table.rows[row].values;
            let rows = || takers.iter().filter(|rows| rows.contains(&row));
            let strongest = |rows: &&Vec<usize>| {
                table.rows[rows[0]].values == *own && (table.hit == Hit::Priority || rows[0] == row)
            };
            let rivals_say_the_same = || {
                rows().all(|rows| {
                    rows.iter()
                        .take_while(|other| **other != row)
                        .all(|other| table.rows[*other].values == *own)
                })
            };
            let expected = if rows().next().is_none() {
                Some(true)
            } else if !rows().any(|rows| strongest(&rows)) && !rivals_say_the_same() {
                Some(false)
            } else {
                None
            };
            let claimed = told
                .iter()
                .find(|(at, _)| *at as usize == row)
                .map(|(_, why)| matches!(why, Reach::OutOfRange(_)));
            assert_eq!(claimed, expected, "row {row} of {table:?}");
            if expected.is_some() { found += 1 } else { reached += 1 }
        }
    }
    println!("{found} rows that never decide, {reached} that do");
}

#[test]
fn overlaps_of_which_the_order_decides_are_those_that_counting_finds() {
    let mut random = Random::new(7);
    let mut pairs = 0;
    for _ in 0..seeds() * 400 {
        let inputs = 1 + random.below(3);
        let mut table = ranked(&mut random, inputs);
        table.hit = Hit::First;
        let whole = vec![CellSet::Ranges(RangeSet::range(0, VALUES - 1)); inputs];
        let all = combinations(inputs);
        let mut expected = Vec::new();
        for second in 0..table.rows.len() {
            for first in 0..second {
                let (a, b) = (&table.rows[first], &table.rows[second]);
                let meet = all.iter().any(|values| takes_all(a, values) && takes_all(b, values));
                let exception = all.iter().all(|values| !takes_all(a, values) || takes_all(b, values));
                if meet && !exception && a.values != b.values {
                    expected.push((u32::try_from(first).unwrap(), u32::try_from(second).unwrap()));
                }
            }
        }
        assert_eq!(overlaps(&table, &whole, usize::MAX), expected, "{table:?}");
        pairs += expected.len();
    }
    println!("{pairs} overlaps");
}

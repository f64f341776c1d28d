//! What the rows of a table decide of one input while the others stay as they are.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::sets::RangeSet;
use crate::model::{CellSet, Decision, Term};
use crate::policy::Hit;

/// The inputs of a customer as keys of cells.
pub(super) type Keys = Vec<Key>;

/// A value as cells know it.
pub(super) enum Key {
    Number(i128),
    Text(String),
}

/// For each row that can take an input's value, the row and the values that it decides.
pub(super) type Regions = Vec<(usize, RangeSet)>;

/// An input that moves: its place, its value and what it can be.
pub(super) struct Moving<'a> {
    pub at: usize,
    pub id: &'a str,
    pub term: &'a Term,
    pub value: i128,
    pub whole: RangeSet,
}

/// What each row decides of an input, the others being as they are: rows that count first take their values first.
pub(super) fn regions(table: &Decision, input: &Moving<'_>, keys: &Keys) -> Regions {
    let mut order: Vec<usize> = (0..table.rows.len()).collect();
    if table.hit == Hit::Priority {
        let rank = |at: &usize| table.rows.get(*at).map(crate::model::priority);
        crate::order::sort_by(&mut order, |a, b| rank(a).cmp(&rank(b)));
    }
    let mut open = input.whole.clone();
    let mut regions = Vec::new();
    for at in order {
        let Some(row) = table.rows.get(at) else { continue };
        let others = row.cells.iter().zip(keys).enumerate().filter(|(of, _)| *of != input.at);
        if !others.clone().all(|(_, (cell, key))| cell.as_ref().is_none_or(|cell| takes(cell, key))) {
            continue;
        }
        let values = match row.cells.get(input.at) {
            Some(Some(CellSet::Ranges(set))) => open.intersect(set),
            Some(None) => open.clone(),
            _ => continue,
        };
        open = open.minus(&values);
        if !values.is_empty() {
            regions.push((at, values));
        }
    }
    regions
}

fn takes(cell: &CellSet, key: &Key) -> bool {
    match (cell, key) {
        (CellSet::Ranges(set), Key::Number(value)) => set.contains(*value),
        (CellSet::Texts { items, negated }, Key::Text(text)) => items.contains(text) != *negated,
        _ => false,
    }
}

/// The value of a set that is nearest to one; of two that are, the larger.
pub(super) fn nearest(set: &RangeSet, value: i128) -> Option<i128> {
    let ends = set.0.iter().map(|(low, high)| value.clamp(*low, *high));
    let mut best: Option<i128> = None;
    for end in ends {
        let nearer = best.is_none_or(|best| (end - value).abs() <= (best - value).abs());
        best = if nearer { Some(end) } else { best };
    }
    best
}

//! Values that no row of a decision table takes, and rows that never decide, found by a sweep.
//!
//! The inputs are looked at one after the other. The values of an input fall into pieces within which the same rows are
//! still possible; each set of possible rows is looked at once. Where a possible row takes everything of the inputs that
//! are left, nothing is missing. So a table of thousands of rows is swept in the time of its different sets, not of its
//! combinations of values; one that needs more than [`MAX_STEPS`] is said not to be analysed.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::model::sets::RangeSet;
use crate::model::{CellSet, Decision, Row};
use crate::order::Sorted;
use crate::policy::Hit;

/// Most sets of rows that are looked at for one table.
pub const MAX_STEPS: usize = 1 << 18;

/// Most gaps that are told of one table.
pub const MAX_GAPS: usize = 8;

/// A value of each input, none of which a row takes; `None`: any.
pub type Gap = Vec<Option<CellSet>>;

/// What a sweep found.
#[derive(Debug, Clone, PartialEq)]
pub enum Swept {
    /// What no row takes, at most [`MAX_GAPS`] examples; none: every combination of known values is taken.
    Gaps(Vec<Gap>),
    /// The table is too large for the bound.
    TooLarge,
}

/// Sweeps a table whose inputs may have the values of `whole`.
#[must_use]
pub fn sweep(decision: &Decision, whole: &[CellSet]) -> Swept {
    let order = order(decision, whole.len());
    let mut sweep = Sweep {
        decision,
        whole,
        order: &order,
        seen: Sorted::default(),
        steps: 0,
        most: MAX_GAPS,
        gaps: Vec::new(),
    };
    let rows = (0u32..).zip(&decision.rows).map(|(at, _)| at).collect();
    match sweep.gaps(rows, 0, &mut vec![None; whole.len()]) {
        Err(TooLarge) => Swept::TooLarge,
        Ok(()) => Swept::Gaps(sweep.gaps),
    }
}

/// The inputs, those that tell rows apart best first: those with many different cells.
fn order(decision: &Decision, inputs: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..inputs).collect();
    let different = |input: &usize| {
        let mut texts: Vec<&String> = decision.rows.iter().filter_map(|row| row.texts.get(*input)).collect();
        crate::order::sort_unique(&mut texts);
        texts.len()
    };
    let counts: Vec<usize> = order.iter().map(different).collect();
    let count = |input: &usize| counts.get(*input).copied().unwrap_or(0);
    crate::order::sort_by(&mut order, |a, b| count(b).cmp(&count(a)).then(a.cmp(b)));
    order
}

/// Why a row decides for no known values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Its cell of this input takes nothing that the input may be.
    OutOfRange(usize),
    /// Rows that decide before it take everything that it takes.
    Covered,
}

/// The rows that decide for no known values of the inputs, in order; `None` when the table is too large for the bound.
///
/// A row is not among them where all rows that could decide in its place say the same: then it settles cases in
/// which it is not known which of them decides.
#[must_use]
pub fn reach(decision: &Decision, whole: &[CellSet]) -> Option<Vec<(u32, Reach)>> {
    let order = order(decision, whole.len());
    let mut found = Vec::new();
    let mut steps = 0;
    let ranks = ranks(decision);
    for ((at, row), own) in (0u32..).zip(&decision.rows).zip(ranks.iter().copied()) {
        let cells: Vec<CellSet> =
            row.cells.iter().zip(whole).map(|(cell, whole)| narrowed(cell.as_ref(), whole)).collect();
        if let Some(input) = cells.iter().position(CellSet::is_empty) {
            found.push((at, Reach::OutOfRange(input)));
            continue;
        }
        let meets = |other: &Row| {
            other.cells.iter().zip(&cells).all(|(cell, own)| cell.as_ref().is_none_or(|cell| cell.meets(own)))
        };
        let rows = (0u32..).zip(&decision.rows).zip(&ranks);
        let rivals = rows.filter(|((rival, other), rank)| **rank < own && *rival != at && meets(other));
        let rivals: Vec<u32> = rivals.map(|((rival, _), _)| rival).collect();
        let differ =
            |rival: &u32| decision.rows.get(*rival as usize).is_some_and(|other| other.values != row.values);
        if !rivals.iter().any(differ) {
            continue;
        }
        let mut sweep = Sweep {
            decision,
            whole: &cells,
            order: &order,
            seen: Sorted::default(),
            steps,
            most: 1,
            gaps: Vec::new(),
        };
        sweep.gaps(rivals, 0, &mut vec![None; cells.len()]).ok()?;
        steps = sweep.steps;
        if sweep.gaps.is_empty() {
            found.push((at, Reach::Covered));
        }
    }
    Some(found)
}

fn narrowed(cell: Option<&CellSet>, whole: &CellSet) -> CellSet {
    cell.map_or_else(|| whole.clone(), |cell| whole.intersect(cell))
}

/// Which row decides of several: the one with the smallest number; of equal ones both.
fn ranks(decision: &Decision) -> Vec<u32> {
    match decision.hit {
        Hit::First => (0u32..).zip(&decision.rows).map(|(at, _)| at).collect(),
        Hit::Priority => {
            let of: Vec<Vec<u32>> = decision.rows.iter().map(crate::model::priority).collect();
            let mut sorted = of.clone();
            crate::order::sort_unique(&mut sorted);
            let place = |rank: &Vec<u32>| sorted.binary_search(rank).unwrap_or(0);
            of.iter().map(|rank| u32::try_from(place(rank)).unwrap_or(0)).collect()
        }
        _ => vec![0; decision.rows.len()],
    }
}

/// Pairs of rows of a table of hit `first` that take values in common and say different things, as far as `most`. Where
/// the second takes all that the first does, it is the rule to which the first is an exception, and none.
#[must_use]
pub fn overlaps(decision: &Decision, whole: &[CellSet], most: usize) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    if decision.hit != Hit::First {
        return found;
    }
    let rows: Vec<Vec<CellSet>> = decision
        .rows
        .iter()
        .map(|row| row.cells.iter().zip(whole).map(|(cell, whole)| narrowed(cell.as_ref(), whole)).collect())
        .collect();
    for (at, (second, row)) in (0u32..).zip(rows.iter().zip(&decision.rows)) {
        for (before, (first, other)) in (0u32..at).zip(rows.iter().zip(&decision.rows)) {
            if found.len() >= most {
                return found;
            }
            let meet = first.iter().zip(second).all(|(a, b)| a.meets(b));
            if meet
                && other.values != row.values
                && first.iter().zip(second).any(|(a, b)| !a.minus(b).is_empty())
            {
                found.push((before, at));
            }
        }
    }
    found
}

/// The bound is reached.
struct TooLarge;

struct Sweep<'a> {
    decision: &'a Decision,
    whole: &'a [CellSet],
    /// The inputs in the order in which they are looked at.
    order: &'a [usize],
    /// Sets of rows that leave nothing out from an input on.
    seen: Sorted<(usize, Vec<u32>), ()>,
    steps: usize,
    most: usize,
    gaps: Vec<Gap>,
}

impl Sweep<'_> {
    fn cell(&self, row: u32, input: usize) -> Option<&CellSet> {
        self.decision.rows.get(row as usize)?.cells.get(input)?.as_ref()
    }

    /// Finds values of the inputs from the `depth`th on that none of `rows` takes, beside those already `taken`.
    fn gaps(&mut self, rows: Vec<u32>, depth: usize, taken: &mut Gap) -> Result<(), TooLarge> {
        let left = self.order.get(depth..).unwrap_or_default();
        let takes_all = |row: &u32| left.iter().all(|input| self.cell(*row, *input).is_none());
        if rows.iter().any(takes_all) || self.gaps.len() >= self.most {
            return Ok(());
        }
        if rows.is_empty() {
            self.gaps.push(taken.clone());
            return Ok(());
        }
        let Some(&input) = left.first() else { return Ok(()) };
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(TooLarge);
        }
        for (piece, possible) in self.pieces(&rows, input) {
            let key = (depth, possible);
            if self.seen.contains_key(&key) {
                continue;
            }
            let before = self.gaps.len();
            taken.get_mut(input).into_iter().for_each(|slot| *slot = Some(piece.clone()));
            self.gaps(key.1.clone(), depth + 1, taken)?;
            if self.gaps.len() == before {
                self.seen.insert(key, ());
            }
        }
        taken.get_mut(input).into_iter().for_each(|slot| *slot = None);
        Ok(())
    }

    /// The values of an input in pieces, each with the rows that take it; of pieces with the same rows the first, but
    /// every one that no row takes.
    fn pieces(&self, rows: &[u32], input: usize) -> Vec<(CellSet, Vec<u32>)> {
        let Some(whole) = self.whole.get(input) else { return Vec::new() };
        let mut pieces: Vec<(CellSet, Vec<u32>)> = Vec::new();
        for piece in cut(whole, rows.iter().filter_map(|row| self.cell(*row, input))) {
            let takes = |row: &&u32| self.cell(**row, input).is_none_or(|cell| piece.meets(cell));
            let possible: Vec<u32> = rows.iter().filter(takes).copied().collect();
            if possible.is_empty() || !pieces.iter().any(|(_, rows)| *rows == possible) {
                pieces.push((piece, possible));
            }
        }
        pieces
    }
}

/// The pieces into which sets cut a whole: each is inside or outside of every one of them.
fn cut<'a>(whole: &CellSet, sets: impl Iterator<Item = &'a CellSet>) -> Vec<CellSet> {
    match whole {
        CellSet::Ranges(whole) => {
            let mut starts: Vec<i128> = whole.0.iter().map(|(low, _)| *low).collect();
            for set in sets {
                let CellSet::Ranges(set) = set else { continue };
                starts.extend(set.0.iter().flat_map(|(low, high)| [*low, high.saturating_add(1)]));
            }
            crate::order::sort_unique(&mut starts);
            let ends = starts.iter().skip(1).map(|next| next - 1).chain([i128::MAX]);
            let piece = |(low, high): (&i128, i128)| whole.intersect(&RangeSet::range(*low, high));
            let pieces = starts.iter().zip(ends).map(piece).filter(|set| !set.is_empty());
            pieces.map(CellSet::Ranges).collect()
        }
        CellSet::Texts { .. } => {
            let mut items: Vec<String> = Vec::new();
            for set in sets {
                if let CellSet::Texts { items: more, .. } = set {
                    items.extend(more.iter().cloned());
                }
            }
            crate::order::sort_unique(&mut items);
            let one = |item: &String| CellSet::Texts { items: vec![item.clone()], negated: false };
            let mut pieces: Vec<CellSet> = items.iter().map(one).collect();
            pieces.push(CellSet::Texts { items, negated: true });
            pieces
        }
    }
}

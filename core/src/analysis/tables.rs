//! Values that no row of a decision table takes, found by a sweep.
//!
//! The inputs are looked at one after the other. The values of an input fall into pieces within which the same rows are
//! still possible; each set of possible rows is looked at once. Where a possible row takes everything of the inputs that
//! are left, nothing is missing. So a table of thousands of rows is swept in the time of its different sets, not of its
//! combinations of values; one that needs more than [`MAX_STEPS`] is said not to be analysed.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::model::sets::RangeSet;
use crate::model::{CellSet, Decision};
use crate::order::Sorted;

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
    let mut order: Vec<usize> = (0..whole.len()).collect();
    // An input with many different cells tells rows apart best.
    let different = |input: &usize| {
        let mut texts: Vec<&String> = decision.rows.iter().filter_map(|row| row.texts.get(*input)).collect();
        crate::order::sort_unique(&mut texts);
        texts.len()
    };
    let counts: Vec<usize> = order.iter().map(different).collect();
    let count = |input: &usize| counts.get(*input).copied().unwrap_or(0);
    crate::order::sort_by(&mut order, |a, b| count(b).cmp(&count(a)).then(a.cmp(b)));
    let mut sweep = Sweep { decision, whole, order, seen: Sorted::default(), steps: 0, gaps: Vec::new() };
    let rows = (0u32..).zip(&decision.rows).map(|(at, _)| at).collect();
    let mut taken = vec![None; whole.len()];
    match sweep.gaps(rows, 0, &mut taken) {
        Err(TooLarge) => Swept::TooLarge,
        Ok(()) => Swept::Gaps(sweep.gaps),
    }
}

/// The bound is reached.
struct TooLarge;

struct Sweep<'a> {
    decision: &'a Decision,
    whole: &'a [CellSet],
    /// The inputs in the order in which they are looked at.
    order: Vec<usize>,
    /// Sets of rows that leave nothing out from an input on.
    seen: Sorted<(usize, Vec<u32>), ()>,
    steps: usize,
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
        if rows.iter().any(takes_all) || self.gaps.len() >= MAX_GAPS {
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

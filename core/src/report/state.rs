//! What a report knows before anything is divided: counts, sums and values by group.

use alloc::string::String;
use alloc::vec::Vec;

use crate::order::{sort, sort_by};

/// So many values of a figure are kept as they are; more go into buckets.
pub const EXACT: usize = 1024;

/// The largest number of customers of a state that is read; far above what there are, and far below where sums end.
pub(crate) const MOST: i64 = 1 << 48;

/// Bits of a value that its bucket keeps.
const BITS: u32 = 6;

/// A report before anything is divided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Customers of whom it is not known whether they count.
    pub doubtful: i64,
    /// The cells, sorted by their groups.
    pub cells: Vec<Cell>,
}

/// The customers of one combination of groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// One text per group of the report.
    pub groups: Vec<String>,
    /// Customers.
    pub rows: i64,
    /// One per figure.
    pub figures: Vec<Sums>,
}

/// A figure of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// Customers of whom the value is known.
    pub known: i64,
    /// The sum of the known values, in units of the value's last place.
    pub sum: i128,
    /// The values themselves, for quantiles only.
    pub spread: Spread,
}

/// The values of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spread {
    /// Each value, sorted once the state is complete.
    Exact(Vec<i64>),
    /// Bucket and number of values, sorted by bucket.
    Buckets(Vec<(i64, i64)>),
}

impl Default for Spread {
    fn default() -> Self {
        Self::Exact(Vec::new())
    }
}

impl State {
    /// Adds the customers of another part.
    pub fn join(&mut self, other: Self) {
        self.doubtful = self.doubtful.saturating_add(other.doubtful);
        self.cells.extend(other.cells);
        self.settle();
    }

    /// Customers of all cells, and those of whom it is not known whether they count.
    pub(crate) fn customers(&self) -> i128 {
        self.cells.iter().fold(i128::from(self.doubtful), |all, cell| all + i128::from(cell.rows))
    }

    /// Sorts the cells and makes one of those with the same groups.
    pub fn settle(&mut self) {
        sort_by(&mut self.cells, |a, b| a.groups.cmp(&b.groups));
        let mut cells: Vec<Cell> = Vec::with_capacity(self.cells.len());
        for cell in core::mem::take(&mut self.cells) {
            match cells.last_mut().filter(|last| last.groups == cell.groups) {
                Some(last) => last.join(cell),
                None => cells.push(cell),
            }
        }
        cells.iter_mut().flat_map(|c| &mut c.figures).for_each(|sums| sums.spread.settle());
        self.cells = cells;
    }
}

impl Cell {
    fn join(&mut self, other: Self) {
        self.rows = self.rows.saturating_add(other.rows);
        for (sums, other) in self.figures.iter_mut().zip(other.figures) {
            sums.known = sums.known.saturating_add(other.known);
            sums.sum = sums.sum.saturating_add(other.sum);
            sums.spread.join(other.spread);
        }
    }

    /// Of how few customers a number of this cell speaks.
    #[must_use]
    pub fn size(&self) -> i64 {
        self.figures.iter().map(|s| s.known).filter(|k| *k > 0).fold(self.rows, i64::min)
    }
}

impl Sums {
    /// Whether a run could have given it: as many values as are known when they are kept, each in its place, and a sum
    /// that so many values can have.
    pub(super) fn adds_up(&self, keeps_values: bool) -> bool {
        let values = match &self.spread {
            Spread::Exact(values) if !keeps_values => values.is_empty(),
            Spread::Buckets(_) if !keeps_values => false,
            Spread::Exact(values) => {
                i64::try_from(values.len()) == Ok(self.known) && values.len() <= EXACT && values.is_sorted()
            }
            Spread::Buckets(all) => {
                let sorted = all.is_sorted_by(|(a, _), (b, _)| a < b);
                let real = all.iter().all(|(b, count)| b.unsigned_abs() <= LAST_BUCKET && *count > 0);
                let known = all.iter().fold(0i128, |known, (_, count)| known + i128::from(*count));
                sorted && real && known == i128::from(self.known) && known > EXACT as i128
            }
        };
        values && self.sum.unsigned_abs() <= u128::from(self.known.unsigned_abs()) << 63
    }
}

impl Spread {
    /// Adds a value.
    pub fn add(&mut self, value: i64) {
        match self {
            Self::Exact(values) if values.len() < EXACT => values.push(value),
            _ => self.join(Self::Exact(alloc::vec![value])),
        }
    }

    fn join(&mut self, other: Self) {
        let joined = match (core::mem::take(self), other) {
            (Self::Exact(mut a), Self::Exact(b)) if a.len() + b.len() <= EXACT => {
                a.extend(b);
                Self::Exact(a)
            }
            (a, b) => {
                let mut all = a.buckets();
                b.buckets().into_iter().for_each(|(bucket, count)| add_to(&mut all, bucket, count));
                Self::Buckets(all)
            }
        };
        *self = joined;
    }

    fn buckets(self) -> Vec<(i64, i64)> {
        match self {
            Self::Buckets(all) => all,
            Self::Exact(values) => {
                let mut all = Vec::new();
                values.into_iter().for_each(|value| add_to(&mut all, bucket(value), 1));
                all
            }
        }
    }

    fn settle(&mut self) {
        if let Self::Exact(values) = self {
            sort(values);
        }
    }

    /// The value of rank `rank`, from 1; of a bucket, the middle of it.
    #[must_use]
    pub fn at(&self, rank: i64) -> Option<i64> {
        match self {
            Self::Exact(values) => values.get(usize::try_from(rank.checked_sub(1)?).ok()?).copied(),
            Self::Buckets(all) => {
                let mut seen = 0;
                let found = all.iter().find(|(_, count)| {
                    seen += count;
                    seen >= rank
                });
                found.map(|(bucket, _)| middle(*bucket))
            }
        }
    }
}

fn add_to(all: &mut Vec<(i64, i64)>, bucket: i64, count: i64) {
    match all.binary_search_by_key(&bucket, |(b, _)| *b) {
        Ok(at) => all.iter_mut().skip(at).take(1).for_each(|(_, n)| *n = n.saturating_add(count)),
        Err(at) => all.insert(at, (bucket, count)),
    }
}

/// The bucket of the largest magnitude, 2^63.
const LAST_BUCKET: u64 = (57 << BITS) + 64;

/// The bucket of a value: itself below 64, then 64 buckets for each doubling; of negative values, mirrored.
fn bucket(value: i64) -> i64 {
    let magnitude = value.unsigned_abs();
    let shift = (u64::BITS - magnitude.leading_zeros()).saturating_sub(BITS + 1);
    let bucket = (u64::from(shift) << BITS) + (magnitude >> shift);
    i64::try_from(bucket).unwrap_or(i64::MAX) * value.signum()
}

/// The value in the middle of a bucket.
fn middle(bucket: i64) -> i64 {
    let index = bucket.unsigned_abs();
    let shift = (index >> BITS).saturating_sub(1);
    let low = (index - (shift << BITS)) << shift;
    let middle = low + ((1 << shift) >> 1);
    i64::try_from(middle).unwrap_or(i64::MAX) * bucket.signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_the_order_of_values_and_are_at_most_a_64th_wide() {
        let mut last = i64::MIN;
        let mut values: Vec<i64> = (0..62).flat_map(|p| [-1, 0, 1, 12].map(|d| (1 << p) + d)).collect();
        values.extend(0..5000);
        values.extend([i64::MAX, i64::MIN + 1]);
        let negative: Vec<i64> = values.iter().map(|v| -v).collect();
        values.extend(negative);
        sort(&mut values);
        for value in values {
            assert!(bucket(value) >= last, "{value}");
            last = bucket(value);
            assert!(last.unsigned_abs() <= LAST_BUCKET, "{value}");
            let off = (i128::from(middle(last)) - i128::from(value)).abs();
            assert!(off * 64 <= i128::from(value).abs(), "{value} in {last}: {}", middle(last));
            assert!(value.abs() >= 128 || off == 0, "{value}");
        }
    }

    #[test]
    fn the_last_bucket_is_that_of_the_smallest_value() {
        assert_eq!(bucket(i64::MIN).unsigned_abs(), LAST_BUCKET);
        assert_eq!(middle(bucket(i64::MIN)), -i64::MAX);
    }

    #[test]
    fn a_list_turns_into_buckets_at_the_same_number_of_values_in_any_order() {
        let values: Vec<i64> = (0..3000).map(|i| (i * 7919) % 3001).collect();
        let mut whole = Spread::default();
        values.iter().for_each(|v| whole.add(*v));
        for cut in [1, 500, 1024, 1025, 2999] {
            let (a, b) = values.split_at(cut);
            let part = |values: &[i64]| {
                let mut spread = Spread::default();
                values.iter().for_each(|v| spread.add(*v));
                spread
            };
            let mut joined = part(b);
            joined.join(part(a));
            assert_eq!(joined, whole, "{cut}");
        }
        assert_eq!(whole.at(1), Some(0));
    }
}

//! How well numbers order rows: everything that is counted before the first division.
//!
//! Rows are joined to ties, groups of one value, so that no figure depends on the order of rows: where a cut falls
//! inside a tie, each of its rows counts with the same share. Counts, ranks and money are integers, and each figure is
//! one quotient of exact sums; only roots, logarithms and averages over ties are reckoned in doubles.
//!
//! The interval of an area is DeLong's (DeLong, DeLong, Clarke-Pearson 1988): a row's component is the share of rows
//! of the other class that it is ordered rightly against, a tie counting half, and the area's variance is that of the
//! components of both classes.

use alloc::vec::Vec;

use crate::number::interval::{Z, wilson};
use crate::order::sort_by;

/// A labelled row with a known value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Larger speaks for the label.
    pub value: i64,
    /// Its label.
    pub positive: bool,
    /// What it is worth, in the smallest unit.
    pub worth: i64,
}

/// Rows of one value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tie {
    pub value: i64,
    pub positives: i64,
    pub negatives: i64,
    /// What its positive rows are worth.
    pub worth: i128,
}

impl Tie {
    pub fn rows(&self) -> i64 {
        self.positives + self.negatives
    }
}

/// Ties by rising value, and their totals.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranks {
    pub ties: Vec<Tie>,
    pub positives: i64,
    pub negatives: i64,
    pub worth: i128,
}

impl Ranks {
    pub fn of(mut rows: Vec<Row>) -> Self {
        sort_by(&mut rows, |a, b| a.value.cmp(&b.value));
        let mut ranks = Self::default();
        for rows in rows.chunk_by(|a, b| a.value == b.value) {
            let mut tie = Tie { value: rows.first().map_or(0, |row| row.value), ..Tie::default() };
            for row in rows {
                *if row.positive { &mut tie.positives } else { &mut tie.negatives } += 1;
                tie.worth += if row.positive { i128::from(row.worth) } else { 0 };
            }
            ranks.positives += tie.positives;
            ranks.negatives += tie.negatives;
            ranks.worth += tie.worth;
            ranks.ties.push(tie);
        }
        ranks
    }

    pub fn rows(&self) -> i64 {
        self.positives + self.negatives
    }

    /// Whether both classes are there.
    pub fn both(&self) -> bool {
        self.positives > 0 && self.negatives > 0
    }

    fn pairs(&self) -> i128 {
        i128::from(self.positives) * i128::from(self.negatives)
    }

    /// The largest distance between the two classes' distributions (Kolmogorov and Smirnov).
    pub fn ks(&self) -> Option<f64> {
        let (mut positives, mut negatives, mut most) = (0i128, 0i128, 0i128);
        for tie in &self.ties {
            positives += i128::from(tie.positives);
            negatives += i128::from(tie.negatives);
            let apart = positives * i128::from(self.negatives) - negatives * i128::from(self.positives);
            most = most.max(apart.abs());
        }
        self.both().then(|| share(most, self.pairs()))
    }

    /// Precision averaged over the rises of recall, from the largest value downwards, without interpolation.
    pub fn average_precision(&self) -> Option<f64> {
        let (mut positives, mut rows, mut sum) = (0i64, 0i64, 0.0);
        for tie in self.ties.iter().rev() {
            positives += tie.positives;
            rows += tie.rows();
            sum += tie.positives as f64 * (positives as f64 / rows as f64);
        }
        (self.positives > 0).then(|| sum / self.positives as f64)
    }

    /// The mean square between the label and the value brought to 0..1 from `low..high`.
    pub fn brier(&self, low: i64, high: i64) -> Option<f64> {
        let width = i128::from(high) - i128::from(low);
        let squares = self.ties.iter().map(|tie| {
            let (to_low, to_high) =
                (i128::from(tie.value) - i128::from(low), i128::from(high) - i128::from(tie.value));
            i128::from(tie.positives) * to_high * to_high + i128::from(tie.negatives) * to_low * to_low
        });
        let sum: i128 = squares.sum();
        (self.rows() > 0 && width > 0).then(|| share(sum, width * width) / self.rows() as f64)
    }

    /// The points of the curve of hits over false alarms, from (0, 0) to (1, 1), at most one per hundredth of the rows.
    pub fn curve(&self) -> Vec<(f64, f64)> {
        let mut points = alloc::vec![(0.0, 0.0)];
        let (mut positives, mut negatives, mut next) = (0i64, 0i64, 1i64);
        for tie in self.ties.iter().rev() {
            positives += tie.positives;
            negatives += tie.negatives;
            let rows = positives + negatives;
            if rows * 100 >= next * self.rows() {
                next = rows * 100 / self.rows().max(1) + 1;
                points.push((
                    negatives as f64 / self.negatives as f64,
                    positives as f64 / self.positives as f64,
                ));
            }
        }
        if self.both() { points } else { Vec::new() }
    }

    /// Rows' components: twice the number of rows of the other class that each value is ordered rightly against.
    pub fn components(&self) -> Components<'_> {
        let mut below = Vec::with_capacity(self.ties.len());
        let (mut positives, mut negatives) = (0, 0);
        for tie in &self.ties {
            below.push((positives, negatives));
            positives += tie.positives;
            negatives += tie.negatives;
        }
        Components { ranks: self, below }
    }

    /// The largest values down to a share of `part` out of `parts` of the rows: rows, positives and worth, as far as a
    /// tie's share counts.
    pub fn top(&self, part: i64, parts: i64) -> (f64, f64, f64) {
        let wanted = self.rows() * part;
        let (mut rows, mut positives, mut worth) = (0i64, 0i64, 0i128);
        for tie in self.ties.iter().rev() {
            let left = wanted - rows * parts;
            if left < tie.rows() * parts {
                let of = left as f64 / (tie.rows() * parts) as f64;
                let hits = positives as f64 + tie.positives as f64 * of;
                return (wanted as f64 / parts as f64, hits, worth as f64 + tie.worth as f64 * of);
            }
            rows += tie.rows();
            positives += tie.positives;
            worth += tie.worth;
        }
        (rows as f64, positives as f64, worth as f64)
    }
}

/// See [`Ranks::components`].
pub(super) struct Components<'a> {
    ranks: &'a Ranks,
    /// Per tie the positives and the negatives of smaller values.
    below: Vec<(i64, i64)>,
}

impl Components<'_> {
    /// The component of a row.
    pub fn of(&self, row: &Row) -> i64 {
        let at = self.ranks.ties.partition_point(|tie| tie.value < row.value);
        let Some((tie, (positives, negatives))) = self.ranks.ties.get(at).zip(self.below.get(at)) else {
            return 0;
        };
        if row.positive {
            2 * negatives + tie.negatives
        } else {
            2 * (self.ranks.positives - positives) - tie.positives
        }
    }
}

/// Sums of components of the rows of both classes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spread {
    /// Of positive rows, of negative ones.
    classes: [Moments; 2],
}

#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    count: i128,
    sum: i128,
    squares: i128,
}

impl Spread {
    pub fn add(&mut self, positive: bool, component: i64) {
        let [yes, no] = &mut self.classes;
        let of = if positive { yes } else { no };
        of.count += 1;
        of.sum += i128::from(component);
        of.squares += i128::from(component) * i128::from(component);
    }

    /// The area, or the difference of two when differences of components were added.
    pub fn area(&self) -> Option<f64> {
        let [yes, no] = &self.classes;
        (yes.count > 0 && no.count > 0).then(|| share(yes.sum, 2 * yes.count * no.count))
    }

    /// Half of the width of its interval; nothing where a class has fewer than two rows.
    pub fn reach(&self) -> Option<f64> {
        let [yes, no] = &self.classes;
        let part = |of: &Moments, other: &Moments| {
            let spread = of.count * of.squares - of.sum * of.sum;
            let all = 4 * other.count * other.count * of.count * (of.count - 1);
            (of.count > 1).then(|| share(spread, all) / of.count as f64)
        };
        Some(Z * libm::sqrt(part(yes, no)? + part(no, yes)?))
    }
}

/// The quotient of two integers as a double.
pub(super) fn share(num: i128, den: i128) -> f64 {
    num as f64 / den as f64
}

/// The interval of a share at 95 %; of nothing there is none.
pub(super) fn around(hits: i64, of: i64) -> Option<(f64, f64)> {
    (of > 0).then(|| wilson(hits as f64 / of as f64, of as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(rows: &[(i64, bool)]) -> Ranks {
        Ranks::of(
            rows.iter()
                .map(|(value, positive)| Row { value: *value, positive: *positive, worth: *value })
                .collect(),
        )
    }

    fn spread(rows: &[(i64, bool)]) -> Spread {
        let ranks = ranks(rows);
        let components = ranks.components();
        let mut spread = Spread::default();
        for (value, positive) in rows {
            let row = Row { value: *value, positive: *positive, worth: 0 };
            spread.add(row.positive, components.of(&row));
        }
        spread
    }

    const ROWS: [(i64, bool); 8] =
        [(1, false), (2, false), (2, true), (3, false), (4, true), (4, true), (4, false), (5, true)];

    #[test]
    fn the_area_counts_pairs_and_ties_half() {
        // 16 pairs: 2 beats 1 and ties 2; each 4 beats 1, 2, 3 and ties 4; 5 beats all.
        let wanted = (1.5 + 3.5 + 3.5 + 4.0) / 16.0;
        assert_eq!(spread(&ROWS).area(), Some(wanted));
        assert!(spread(&ROWS).reach().is_some_and(|reach| reach > 0.0));
        assert_eq!(spread(&[(1, true), (2, true)]).area(), None);
        assert_eq!(spread(&[(1, true), (2, false), (3, false)]).reach(), None);
    }

    #[test]
    fn the_variance_of_an_area_is_that_of_its_components_by_the_formula() {
        let area = spread(&ROWS).area().unwrap();
        let yes = [1.5, 3.5, 3.5, 4.0].map(|c| c / 4.0);
        let no = [4.0, 3.5, 3.0, 2.0].map(|c| c / 4.0);
        let variance = |c: [f64; 4]| c.iter().map(|c| (c - area) * (c - area)).sum::<f64>() / 3.0 / 4.0;
        let wanted = Z * libm::sqrt(variance(yes) + variance(no));
        assert!((spread(&ROWS).reach().unwrap() - wanted).abs() < 1e-12);
    }

    #[test]
    fn a_cut_inside_a_tie_takes_its_share_of_each_row() {
        let ranks = ranks(&ROWS);
        assert_eq!(ranks.top(1, 4), (2.0, 1.0 + 2.0 / 3.0, 5.0 + 8.0 / 3.0));
        assert_eq!(ranks.top(4, 4), (8.0, 4.0, 15.0));
        assert_eq!(ranks.ks(), Some(0.5));
    }

    #[test]
    fn a_share_of_nothing_has_no_interval() {
        assert_eq!(around(0, 0), None);
        assert_eq!(around(5, 10), Some(wilson(0.5, 10.0)));
    }
}

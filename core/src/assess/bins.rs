//! Bins of a number: how far two distributions are apart, and what each bin says about the label.
//!
//! A number is cut at the tenths of the rows that it is compared with; a value that stands at several cuts makes one.
//! The members of an enumeration are bins themselves. Unknown is a bin of its own, so that data that went missing show.

use alloc::vec::Vec;

use super::sample::{Measured, Sample};
use crate::order::{sort, sort_unique};
use crate::report::stability;

/// Where bins of a number end.
pub(super) enum Bins {
    /// Up to and with each of these, then all above.
    Cuts(Vec<i64>),
    /// Each number below this one is a bin.
    Members(usize),
}

impl Bins {
    /// The bins of the rows of a part.
    pub fn of(measured: &Measured, part: &[u32], members: Option<usize>) -> Self {
        if let Some(members) = members {
            return Self::Members(members);
        }
        let mut values: Vec<i64> = part.iter().filter_map(|at| *measured.0.get(*at as usize)?).collect();
        sort(&mut values);
        let cut = |tenth: usize| values.get((values.len() * tenth).div_ceil(10).checked_sub(1)?).copied();
        let mut cuts: Vec<i64> = (1..10).filter_map(cut).collect();
        sort_unique(&mut cuts);
        // Nothing lies above the largest value, so that its bin is the last.
        if cuts.last() == values.last() {
            cuts.pop();
        }
        Self::Cuts(cuts)
    }

    /// How many there are, unknown among them.
    fn len(&self) -> usize {
        match self {
            Self::Cuts(cuts) => cuts.len() + 2,
            Self::Members(members) => members + 1,
        }
    }

    /// The bin of a value; unknown is the last.
    fn at(&self, value: Option<i64>) -> usize {
        let unknown = self.len() - 1;
        match (self, value) {
            (_, None) => unknown,
            (Self::Cuts(cuts), Some(value)) => cuts.partition_point(|cut| *cut < value),
            (Self::Members(_), Some(value)) => usize::try_from(value).unwrap_or(unknown).min(unknown),
        }
    }

    /// Rows of a part per bin: those with the label and those without.
    fn counts(&self, sample: &Sample, measured: &Measured, part: &[u32]) -> Vec<(i64, i64)> {
        let mut counts = alloc::vec![(0, 0); self.len()];
        for at in part.iter().map(|at| *at as usize) {
            let (Some(value), Some(positive)) = (measured.0.get(at), sample.positive.get(at)) else {
                continue;
            };
            if let Some((positives, negatives)) = counts.get_mut(self.at(*value)) {
                *if *positive { positives } else { negatives } += 1;
            }
        }
        counts
    }

    /// The population stability index of a part against that which the bins were made of.
    pub fn psi(&self, sample: &Sample, measured: &Measured, base: &[u32], part: &[u32]) -> Option<f64> {
        let rows = |part: &[u32]| -> Vec<i64> {
            self.counts(sample, measured, part).into_iter().map(|(yes, no)| yes + no).collect()
        };
        let (base, part) = (rows(base), rows(part));
        let (all, of) = (base.iter().sum::<i64>(), part.iter().sum::<i64>());
        let shares = part.iter().zip(&base).filter(|(a, b)| **a + **b > 0);
        let shares = shares.map(|(a, b)| (*a as f64 / of as f64, *b as f64 / all as f64));
        (all > 0 && of > 0).then(|| stability(shares))
    }

    /// Each row's weight of evidence in millionths: the logarithm of how much likelier its bin is with the label than
    /// without, by the rows of a part; half a row is added to each bin.
    pub fn evidence(&self, sample: &Sample, measured: &Measured, part: &[u32]) -> Vec<i64> {
        let counts = self.counts(sample, measured, part);
        let half = counts.len() as f64 / 2.0;
        let all = |of: fn(&(i64, i64)) -> i64| counts.iter().map(of).sum::<i64>() as f64 + half;
        let (yes, no) = (all(|c| c.0), all(|c| c.1));
        let weight =
            |c: &(i64, i64)| libm::log((c.0 as f64 + 0.5) / yes) - libm::log((c.1 as f64 + 0.5) / no);
        let weights: Vec<i64> = counts.iter().map(|c| libm::round(weight(c) * 1e6) as i64).collect();
        let of = |value: &Option<i64>| weights.get(self.at(*value)).copied().unwrap_or(0);
        measured.0.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_cut_at_tenths_and_unknown_is_a_bin() {
        let measured = Measured((0..100).map(Some).chain([None]).collect());
        let part: Vec<u32> = (0..101).collect();
        let bins = Bins::of(&measured, &part, None);
        assert!(matches!(&bins, Bins::Cuts(cuts) if *cuts == [9, 19, 29, 39, 49, 59, 69, 79, 89]));
        assert_eq!((bins.at(Some(9)), bins.at(Some(10)), bins.at(Some(1000)), bins.at(None)), (0, 1, 9, 10));
        let sample = Sample { positive: alloc::vec![true; 101], ..Sample::default() };
        assert_eq!(bins.psi(&sample, &measured, &part, &part), Some(0.0));
        assert_eq!(bins.psi(&sample, &measured, &part, &[]), None);
        let one = Bins::of(&Measured(alloc::vec![Some(1); 9]), &[0, 1, 2], None);
        assert!(matches!(one, Bins::Cuts(cuts) if cuts.is_empty()));
    }
}

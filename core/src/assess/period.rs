//! Figures by month, quarter or year.
//!
//! Every period from the first row to the last is there, also one without rows; of a history that is so sparse that
//! there would be more than [`MOST`], only those with rows.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Study;
use super::bins::Bins;
use super::report::{Period, PeriodScore, Share};
use super::sample::count;
use super::score::ranking;
use crate::date;
use crate::order::{Sorted, sort};

/// Periods that are listed without a gap.
const MOST: i32 = 600;

/// How long a period is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum By {
    #[default]
    Month,
    Quarter,
    Year,
}

impl By {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "month" => Some(Self::Month),
            "quarter" => Some(Self::Quarter),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    /// Periods per year.
    const fn of_year(self) -> i32 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }

    /// A number that is one larger in the next period.
    fn at(self, day: i32) -> i32 {
        let (year, month, _) = date::civil(day);
        let month = i32::try_from(month).unwrap_or(1) - 1;
        year * self.of_year() + month * self.of_year() / 12
    }

    fn id(self, at: i32) -> String {
        let (year, part) = (at.div_euclid(self.of_year()), at.rem_euclid(self.of_year()) + 1);
        match self {
            Self::Month => format!("{year:04}-{part:02}"),
            Self::Quarter => format!("{year:04}-Q{part}"),
            Self::Year => format!("{year:04}"),
        }
    }
}

impl Study<'_> {
    /// Figures of all periods, the earliest first.
    pub(super) fn periods(&self) -> Vec<Period> {
        let by = self.options.by;
        let mut rows: Sorted<i32, Vec<u32>> = Sorted::default();
        for (at, day) in (0u32..).zip(&self.sample.day) {
            let Some(period) = day.map(|day| by.at(day)) else { continue };
            match rows.get_mut(&period) {
                Some(rows) => rows.push(at),
                None => {
                    rows.insert(period, alloc::vec![at]);
                }
            }
        }
        let mut days: Vec<i32> = self.sample.day.iter().filter_map(|day| Some(by.at((*day)?))).collect();
        sort(&mut days);
        let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else {
            return Vec::new();
        };
        let base = rows.get(&first).cloned().unwrap_or_default();
        let whole = last - first < MOST;
        days.dedup();
        let listed: Vec<i32> = if whole { (first..=last).collect() } else { days };
        let period = |at: &i32| self.period(by.id(*at), rows.get(at).map_or(&[], Vec::as_slice), &base);
        listed.iter().map(period).collect()
    }

    fn period(&self, id: String, rows: &[u32], base: &[u32]) -> Period {
        let sample = &self.sample;
        let positives = sample.positives(rows);
        let scores = self.scores.iter().map(|score| PeriodScore {
            id: score.card.id.clone(),
            ranking: ranking(sample, &score.score, rows).0,
            psi: Bins::of(&score.score, base, None).psi(sample, &score.score, base, rows),
        });
        Period {
            id,
            rows: count(rows.len()),
            positives,
            rate: Share::of(positives, count(rows.len())),
            scores: scores.collect(),
            drift: self.fields.iter().map(|field| field.psi(sample, base, rows)).collect(),
        }
    }
}

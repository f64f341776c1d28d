//! Dates as days since 1970-01-01, for the synthetic bank and for the times in the register of runs (Howard Hinnant, chrono-Compatible Low-Level
//! Date Algorithms).

use std::fmt;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) i64);

/// 2026-11-21, [`crate::synth::AS_OF`].
pub(crate) const TODAY: Day = Day(20_778);

impl Day {
    /// The day of a year, month and day of month.
    pub(crate) fn of(year: i64, month: i64, day: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
    }

    /// Year, month, day of month.
    pub(crate) fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// The day of a text such as `2026-11-21`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(|part| part.parse().ok());
        Some(Self::of(parts.next()??, parts.next()??, parts.next()??))
    }

    /// Some days later.
    pub(crate) fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_the_documented_date() {
        assert_eq!(TODAY.to_string(), crate::synth::AS_OF);
    }

    #[test]
    fn every_day_of_a_century_comes_back() {
        for days in Day::of(1940, 1, 1).0..=Day::of(2040, 12, 31).0 {
            let (year, month, day) = Day(days).civil();
            assert_eq!(Day::of(year, month, day), Day(days));
        }
    }
}

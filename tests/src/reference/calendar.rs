//! Dates by counting: every day from 1600 to 2400, one after the other.

/// The first day that is counted, 1600-01-01.
const FIRST: i32 = -135_140;

/// Days with their year, month and day of month.
#[derive(Debug, Clone)]
pub struct Calendar(Vec<(i32, u32, u32)>);

impl Default for Calendar {
    fn default() -> Self {
        let mut days = Vec::new();
        for year in 1600..2400 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (length, month) in lengths.into_iter().zip(1..) {
                days.extend((1..=length).map(|day| (year, month, day)));
            }
        }
        Self(days)
    }
}

impl Calendar {
    /// Year, month and day of month; `None` outside of what was counted.
    #[must_use]
    pub fn civil(&self, day: i32) -> Option<(i32, u32, u32)> {
        self.0.get(usize::try_from(day - FIRST).ok()?).copied()
    }

    /// The day of a year, month and day of month; `None` when there is no such day.
    #[must_use]
    pub fn day(&self, year: i32, month: u32, day: u32) -> Option<i32> {
        let at = self.0.binary_search(&(year, month, day)).ok()?;
        Some(FIRST + i32::try_from(at).ok()?)
    }

    /// The same day some months later, or the last of that month.
    #[must_use]
    pub fn add_months(&self, day: i32, months: i64) -> Option<i32> {
        let (year, month, of_month) = self.civil(day)?;
        let (mut year, mut month) = (i64::from(year), i64::from(month) + months);
        while month > 12 {
            (year, month) = (year + 1, month - 12);
        }
        while month < 1 {
            (year, month) = (year - 1, month + 12);
        }
        let (year, month) = (i32::try_from(year).ok()?, u32::try_from(month).ok()?);
        (1..=of_month).rev().find_map(|day| self.day(year, month, day))
    }

    /// The largest number of months after which `a` is not after `b`.
    #[must_use]
    pub fn months_between(&self, a: i32, b: i32) -> Option<i64> {
        if b < a {
            return self.months_between(b, a).map(|months| -months);
        }
        let mut months = i64::from((b - a) / 31);
        while self.add_months(a, months + 1)? <= b {
            months += 1;
        }
        Some(months)
    }

    /// The first anniversary on or after `today`; that of 29 February is 28 February in other years.
    #[must_use]
    pub fn next_anniversary(&self, day: i32, today: i32) -> Option<i32> {
        let (_, month, of_month) = self.civil(day)?;
        (today..=today + 366).find(|at| {
            self.civil(*at).is_some_and(|(year, m, d)| {
                let falls_early = (month, of_month) == (2, 29) && self.day(year, 2, 29).is_none();
                (m, d) == (month, if falls_early { 28 } else { of_month })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_starts_where_it_says() {
        assert_eq!(Calendar::default().civil(0), Some((1970, 1, 1)));
        assert_eq!(Calendar::default().day(2000, 2, 29), Some(11_016));
    }
}

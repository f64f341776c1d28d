//! Business days: the calendar of a dataset, counted.
//!
//! A day is a business day when it is no weekend, or is named a workday; and not when it is named a holiday. The
//! calendar covers the years in which it has a row. A day that it does not cover, and a day whose rows contradict
//! each other, is unknown, and so is everything that has to be counted across it.
//!
//! INVARIANT: `add(d, between(d, b)) == b` for business days `b` other than `d`.

use alloc::vec;
use alloc::vec::Vec;

use crate::column::Values;
use crate::dataset::Dataset;
use crate::date::instant::SECOND;
use crate::date::{self, Zone};
use crate::model::{Calendar, TableId, reference};
use crate::value::Reason;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// The business days of a run.
#[derive(Debug, Clone, Default)]
pub struct Workdays {
    table: TableId,
    hours: Option<(u16, u16)>,
    supplied: bool,
    /// The first day of the first year that is covered.
    first: i32,
    /// One per day from there to the end of the last year.
    days: Vec<Day>,
    /// Business days, in order.
    open: Vec<i32>,
    /// Days that are unknown, in order.
    unknown: Vec<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Open,
    Closed,
    /// In a year without a row.
    Uncovered,
    /// Its rows contradict each other, or one of them could not be read.
    Doubtful,
}

impl Workdays {
    /// The business days that a dataset's calendar gives.
    #[must_use]
    pub fn of(calendar: Option<&Calendar>, dataset: &Dataset) -> Self {
        let Some(calendar) = calendar else { return Self::default() };
        let mut out = Self { table: calendar.table, hours: calendar.hours, ..Self::default() };
        let Some(data) = dataset.tables.get(usize::from(calendar.table.0)) else { return out };
        out.supplied = data.supplied;
        let kind = data.columns.get(usize::from(reference::KIND)).and_then(Option::as_ref);
        let mut named: Vec<(i32, Day)> = Vec::with_capacity(data.rows);
        for row in 0..data.rows {
            let Some(day) = data.day(reference::DAY, row) else { continue };
            let known = kind.filter(|kind| kind.known.as_ref().is_none_or(|known| known.get(row)));
            let member = known.and_then(|kind| match &kind.values {
                Values::Code(codes) => codes.get(row).copied(),
                _ => None,
            });
            named.push((
                day,
                match member {
                    Some(0) => Day::Closed,
                    Some(_) => Day::Open,
                    None => Day::Doubtful,
                },
            ));
        }
        let (lost, lost_any) = data.lost_keys();
        named.extend(
            lost.iter().filter_map(|code| Some((date::parse(dataset.texts.text(*code))?, Day::Doubtful))),
        );
        out.fill(&named, calendar.weekend, lost_any);
        out
    }

    fn fill(&mut self, named: &[(i32, Day)], weekend: [bool; 7], lost_any: bool) {
        let year = |day: i32| date::civil(day).0;
        let first = named.iter().map(|(day, _)| *day).min().map(year);
        let last = named.iter().map(|(day, _)| *day).max().map(year);
        let Some((first, last)) = first.zip(last) else { return };
        let bounds = date::from_civil(first, 1, 1).zip(date::from_civil(last, 12, 31));
        let Some((start, end)) = bounds else { return };
        self.first = start;
        let years = usize::try_from(last - first + 1).unwrap_or(0);
        let mut covered = vec![false; years];
        for (day, _) in named {
            let at = usize::try_from(year(*day) - first).ok();
            if let Some(slot) = at.and_then(|at| covered.get_mut(at)) {
                *slot = true;
            }
        }
        self.days = (start..=end)
            .map(|day| {
                let at = usize::try_from(year(day) - first).ok();
                let rest = weekend.get(date::weekday(day) as usize).copied().unwrap_or(false);
                match at.and_then(|at| covered.get(at)).copied() {
                    // Any day may have been a lost row's.
                    Some(true) if lost_any => Day::Doubtful,
                    Some(true) if rest => Day::Closed,
                    Some(true) => Day::Open,
                    _ => Day::Uncovered,
                }
            })
            .collect();
        for (day, named) in named.iter().filter(|_| !lost_any) {
            let at = usize::try_from(day - start).ok();
            if let Some(slot) = at.and_then(|at| self.days.get_mut(at)) {
                *slot = *named;
            }
        }
        for (day, is) in (start..).zip(&self.days) {
            match is {
                Day::Open => self.open.push(day),
                Day::Closed => {}
                Day::Uncovered | Day::Doubtful => self.unknown.push(day),
            }
        }
    }

    /// The calendar's table.
    #[must_use]
    pub const fn table(&self) -> TableId {
        self.table
    }

    /// The first and the last day that are covered, with years between them that may not be.
    #[must_use]
    pub fn covers(&self) -> Option<(i32, i32)> {
        let last = self.first.checked_add(i32::try_from(self.days.len().checked_sub(1)?).ok()?)?;
        Some((self.first, last))
    }

    /// Whether a day is a business day.
    ///
    /// # Errors
    ///
    /// `not_supplied`, `no_hit` where the calendar does not cover the day, `incomplete` where its rows contradict.
    pub fn is_open(&self, day: i32) -> Result<bool, Reason> {
        let at = day.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        match at.and_then(|at| self.days.get(at)) {
            Some(Day::Open) => Ok(true),
            Some(Day::Closed) => Ok(false),
            Some(Day::Doubtful) => Err(Reason::Incomplete),
            _ if !self.supplied => Err(Reason::NotSupplied),
            Some(Day::Uncovered) | None => Err(Reason::NoHit),
        }
    }

    /// The number of business days after `a` up to `b`; negative, after `b` up to `a`, when `b` is earlier.
    ///
    /// # Errors
    ///
    /// As [`Self::is_open`], for any day that counts.
    pub fn between(&self, a: i32, b: i32) -> Result<i64, Reason> {
        if a == b {
            return self.is_open(a).map(|_| 0);
        }
        let (low, high) = (a.min(b), a.max(b));
        self.known(low.saturating_add(1), high)?;
        let count = self.upto(high) - self.upto(low);
        let count = i64::try_from(count).unwrap_or(0);
        Ok(if a < b { count } else { -count })
    }

    /// The `n`-th business day after `day`, or before it when `n` is negative; for 0 the first on or after it.
    ///
    /// # Errors
    ///
    /// As [`Self::is_open`], for any day on the way.
    pub fn add(&self, day: i32, n: i64) -> Result<i32, Reason> {
        let place = match n {
            0 => self.upto(day.saturating_sub(1)),
            1.. => self.upto(day).saturating_add(usize::try_from(n).unwrap_or(usize::MAX)).saturating_sub(1),
            _ => {
                let before = self.upto(day.saturating_sub(1));
                let back = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
                before.checked_sub(back).unwrap_or(usize::MAX)
            }
        };
        let found = self.open.get(place).copied();
        // Where there is none, the count runs into the end of the calendar.
        let end = found.unwrap_or(if n < 0 { i32::MIN } else { i32::MAX });
        match n {
            0 => self.known(day, end)?,
            1.. => self.known(day.saturating_add(1), end)?,
            _ => self.known(end, day.saturating_sub(1))?,
        }
        found.ok_or(Reason::NoHit)
    }

    /// The time so many business hours later, both in seconds of local time. Outside the hours of business the clock
    /// stands at the next opening.
    ///
    /// # Errors
    ///
    /// As [`Self::is_open`], for any day on the way; `no_hit` for fewer than 0 hours, `not_supplied` when the calendar
    /// has no hours.
    pub fn add_hours(&self, local: i64, hours: i64) -> Result<i64, Reason> {
        let (open, close) = self.hours.ok_or(Reason::NotSupplied)?;
        let (open, close) = (i64::from(open) * MINUTE, i64::from(close) * MINUTE);
        let rest = hours.checked_mul(60 * MINUTE).ok_or(Reason::Overflow)?;
        if hours < 0 {
            return Err(Reason::NoHit);
        }
        let mut day = i32::try_from(local.div_euclid(DAY)).map_err(|_| Reason::Overflow)?;
        let mut time = local.rem_euclid(DAY).max(open);
        if !self.is_open(day)? || time >= close {
            day = self.add(day, 1)?;
            time = open;
        }
        let left = close - time;
        if rest <= left {
            return Ok(i64::from(day) * DAY + time + rest);
        }
        // Whole days, the last of which may be used up to its end.
        let (rest, length) = (rest - left, close - open);
        let whole = (rest - 1) / length;
        let day = self.add(day, whole + 1)?;
        Ok(i64::from(day) * DAY + open + rest - whole * length)
    }

    /// The instant so many business hours after another, both in nanoseconds, by the clocks of a zone.
    ///
    /// # Errors
    ///
    /// As [`Self::add_hours`].
    pub fn later(&self, instant: i128, hours: i64, zone: Zone) -> Result<i128, Reason> {
        let second = i64::try_from(instant.div_euclid(SECOND)).map_err(|_| Reason::Overflow)?;
        let local = second + zone.offset(second);
        let later = self.add_hours(local, hours)?;
        // What is less than a second is kept, unless the clock was set to an opening.
        let part = if later.rem_euclid(60) == local.rem_euclid(60) { instant.rem_euclid(SECOND) } else { 0 };
        Ok(i128::from(zone.instant(later)) * SECOND + part)
    }

    /// Number of business days up to a day.
    fn upto(&self, day: i32) -> usize {
        self.open.partition_point(|open| *open <= day)
    }

    /// Fails when a day from `low` to `high` is unknown.
    fn known(&self, low: i32, high: i32) -> Result<(), Reason> {
        // The nearest reason is told: ends first, then what lies between.
        let first = self.unknown.partition_point(|day| *day < low);
        if let Some(day) = self.unknown.get(first).filter(|day| **day <= high) {
            return self.is_open(*day).map(|_| ());
        }
        for end in [low, high] {
            if low <= high {
                self.is_open(end)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        date::parse(text).unwrap()
    }

    /// The year 2026 with the first week of October off and one Saturday worked, and 20 October in doubt.
    fn calendar() -> Workdays {
        let mut named: Vec<(i32, Day)> = (1..=7).map(|d| (day("2026-10-01") + d - 1, Day::Closed)).collect();
        named.push((day("2026-10-10"), Day::Open));
        named.push((day("2026-10-20"), Day::Doubtful));
        let hours = Some((9 * 60, 17 * 60));
        let mut out = Workdays { supplied: true, hours, ..Workdays::default() };
        out.fill(&named, [true, false, false, false, false, false, true], false);
        out
    }

    #[test]
    fn counting_is_what_a_walk_from_day_to_day_gives() {
        let calendar = calendar();
        let (first, last) = (day("2025-12-20"), day("2027-01-10"));
        for start in (first..=last).step_by(3) {
            for n in -30..=30i64 {
                assert_eq!(calendar.add(start, n), walk(&calendar, start, n), "{} {n}", date::format(start));
            }
            for end in (first..=last).step_by(7) {
                let (low, high) = (start.min(end), start.max(end));
                let open: Result<Vec<bool>, Reason> = (low + 1..=high).map(|d| calendar.is_open(d)).collect();
                let count = open.map(|open| open.iter().filter(|o| **o).count() as i64);
                let count = count.map(|n| if start <= end { n } else { -n });
                let found = calendar.between(start, end);
                assert_eq!(found.is_ok(), count.is_ok() && (start != end || calendar.is_open(start).is_ok()));
                if found.is_ok() {
                    assert_eq!(found, count);
                }
            }
        }
    }

    fn walk(calendar: &Workdays, start: i32, n: i64) -> Result<i32, Reason> {
        let (mut at, mut left) = (start, n);
        if n == 0 {
            while !calendar.is_open(at)? {
                at += 1;
            }
        }
        while left != 0 {
            at += i32::try_from(n.signum()).unwrap();
            left -= if calendar.is_open(at)? { n.signum() } else { 0 };
        }
        Ok(at)
    }

    #[test]
    fn hours_run_while_the_bank_is_open() {
        let calendar = calendar();
        let utc = Zone::named("UTC").unwrap();
        let at = |text: &str| date::parse_instant(text, utc).unwrap() / 1_000_000;
        let show = |second: i64| date::format_instant(second * 1_000_000, utc);
        let add = |text: &str, hours| calendar.add_hours(at(text), hours).map(show);
        for (from, hours, to) in [
            ("2026-09-30T10:00", 2, "2026-09-30T12:00:00Z"),
            ("2026-09-30T00:00", 2, "2026-09-30T11:00:00Z"),
            ("2026-09-30T15:00", 2, "2026-09-30T17:00:00Z"),
            ("2026-09-30T16:00", 2, "2026-10-08T10:00:00Z"),
            ("2026-09-30T17:00", 0, "2026-10-08T09:00:00Z"),
            ("2026-10-03T12:00", 8, "2026-10-08T17:00:00Z"),
            ("2026-10-03T12:00", 17, "2026-10-10T10:00:00Z"),
        ] {
            assert_eq!(add(from, hours).as_deref(), Ok(to), "{from} {hours}");
        }
        assert_eq!(add("2026-10-19T16:00", 2), Err(Reason::Incomplete));
        assert_eq!(add("2026-12-31T16:00", 2), Err(Reason::NoHit));
    }

    #[test]
    fn a_year_without_rows_is_not_covered() {
        let mut gap = Workdays { supplied: true, ..Workdays::default() };
        gap.fill(&[(day("2024-01-01"), Day::Closed), (day("2026-01-01"), Day::Closed)], [false; 7], false);
        assert_eq!(gap.is_open(day("2024-12-31")), Ok(true));
        assert_eq!(gap.is_open(day("2025-06-01")), Err(Reason::NoHit));
        assert_eq!(gap.add(day("2024-12-31"), 1), Err(Reason::NoHit));
        assert_eq!(gap.add(day("2026-01-02"), 1), Ok(day("2026-01-03")));
        assert_eq!(Workdays::default().is_open(0), Err(Reason::NotSupplied));
    }
}

//! The Chinese lunar calendar of 1900 to 2100, for birthdays that are kept by it.
//!
//! A lunar year is a word of `YEARS`. A birthday in a leap month is kept in the ordinary month of its number, and
//! one on a 30th on the 29th where the month has no 30th; this is the common custom.
//!
//! What this is *not*: astronomy. The years are a table, taken from the Python package `lunar_python` 1.4.8; the
//! package `lunardate` 0.3.0 gives the same dates for the days of `lunar_facts.txt` before 2100-02-09. Days outside
//! the table have no lunar date.

use super::day_number;

/// Lunar years from 1900. Bit 15 down to bit 4: whether months 1 to 12 have 30 days, or 29. Bits 3 to 0: after which
/// month there is a leap month, 0 for none; bit 16: whether that has 30 days.
const YEARS: [u32; 201] = [
    0x04bd8, 0x04ae0, 0x0a570, 0x054d5, 0x0d260, 0x0d950, 0x16554, 0x056a0, 0x09ad0, 0x055d2, 0x04ae0,
    0x0a5b6, 0x0a4d0, 0x0d250, 0x1d255, 0x0b540, 0x0d6a0, 0x0ada2, 0x095b0, 0x14977, 0x04970, 0x0a4b0,
    0x0b4b5, 0x06a50, 0x06d40, 0x1ab54, 0x02b60, 0x09570, 0x052f2, 0x04970, 0x06566, 0x0d4a0, 0x0ea50,
    0x16a95, 0x05ad0, 0x02b60, 0x186e3, 0x092e0, 0x1c8d7, 0x0c950, 0x0d4a0, 0x1d8a6, 0x0b550, 0x056a0,
    0x1a5b4, 0x025d0, 0x092d0, 0x0d2b2, 0x0a950, 0x0b557, 0x06ca0, 0x0b550, 0x15355, 0x04da0, 0x0a5b0,
    0x14573, 0x052b0, 0x0a9a8, 0x0e950, 0x06aa0, 0x0aea6, 0x0ab50, 0x04b60, 0x0aae4, 0x0a570, 0x05260,
    0x0f263, 0x0d950, 0x05b57, 0x056a0, 0x096d0, 0x04dd5, 0x04ad0, 0x0a4d0, 0x0d4d4, 0x0d250, 0x0d558,
    0x0b540, 0x0b6a0, 0x195a6, 0x095b0, 0x049b0, 0x0a974, 0x0a4b0, 0x0b27a, 0x06a50, 0x06d40, 0x0af46,
    0x0ab60, 0x09570, 0x04af5, 0x04970, 0x064b0, 0x074a3, 0x0ea50, 0x06b58, 0x05ac0, 0x0ab60, 0x096d5,
    0x092e0, 0x0c960, 0x0d954, 0x0d4a0, 0x0da50, 0x07552, 0x056a0, 0x0abb7, 0x025d0, 0x092d0, 0x0cab5,
    0x0a950, 0x0b4a0, 0x0baa4, 0x0ad50, 0x055d9, 0x04ba0, 0x0a5b0, 0x15176, 0x052b0, 0x0a930, 0x07954,
    0x06aa0, 0x0ad50, 0x05b52, 0x04b60, 0x0a6e6, 0x0a4e0, 0x0d260, 0x0ea65, 0x0d530, 0x05aa0, 0x076a3,
    0x096d0, 0x04afb, 0x04ad0, 0x0a4d0, 0x1d0b6, 0x0d250, 0x0d520, 0x0dd45, 0x0b5a0, 0x056d0, 0x055b2,
    0x049b0, 0x0a577, 0x0a4b0, 0x0aa50, 0x1b255, 0x06d20, 0x0ada0, 0x14b63, 0x09370, 0x049f8, 0x04970,
    0x064b0, 0x168a6, 0x0ea50, 0x06b20, 0x1a6c4, 0x0aae0, 0x092e0, 0x0d2e3, 0x0c960, 0x0d557, 0x0d4a0,
    0x0da50, 0x05d55, 0x056a0, 0x0a6d0, 0x055d4, 0x052d0, 0x0a9b8, 0x0a950, 0x0b4a0, 0x0b6a6, 0x0ad50,
    0x055a0, 0x0aba4, 0x0a5b0, 0x052b0, 0x0b273, 0x06930, 0x07337, 0x06aa0, 0x0ad50, 0x14b55, 0x04b60,
    0x0a570, 0x054e4, 0x0d160, 0x0e968, 0x0d520, 0x0daa0, 0x16aa6, 0x056d0, 0x04ae0, 0x0a9d4, 0x0a2d0,
    0x0d150, 0x0f252, 0x0d520,
];

const FIRST_YEAR: i32 = 1900;

/// A day of the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunarDate {
    /// The year, by the year in which it begins.
    pub year: i32,
    /// The month from 1; a leap month has the number of the month before it.
    pub month: u32,
    /// Whether the month is a leap month.
    pub leap: bool,
    /// The day from 1.
    pub day: u32,
}

/// Per lunar year the days from 1900-01-31 to its first day, and last those to the end of the table.
const STARTS: [i32; YEARS.len() + 1] = starts();

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated when the table is made: a wrong index does not compile"
)]
const fn starts() -> [i32; YEARS.len() + 1] {
    let mut out = [0; YEARS.len() + 1];
    let mut at = 0;
    while at < YEARS.len() {
        // Twelve months of 29 days, a day for each long one, and the leap month.
        let (info, mut days) = (YEARS[at], 12 * 29);
        let mut month = 4;
        while month < 16 {
            days += if info >> month & 1 == 1 { 1 } else { 0 };
            month += 1;
        }
        if info & 0xf != 0 {
            days += if info >> 16 & 1 == 1 { 30 } else { 29 };
        }
        out[at + 1] = out[at] + days;
        at += 1;
    }
    out
}

/// The lunar date of a day; `None` outside the table.
#[must_use]
pub fn of(days: i32) -> Option<LunarDate> {
    let since = days.checked_sub(first_day())?;
    let before = STARTS.partition_point(|start| *start <= since).checked_sub(1)?;
    let (info, mut rest) = (*YEARS.get(before)?, since - *STARTS.get(before)?);
    let year = FIRST_YEAR + i32::try_from(before).ok()?;
    for (month, leap, days) in months(info) {
        if rest < days {
            return Some(LunarDate { year, month, leap, day: u32::try_from(rest).ok()? + 1 });
        }
        rest -= days;
    }
    None
}

/// The first day on or after `today` on which the lunar birthday of `day` is kept; `None` outside the table.
#[must_use]
pub fn next_anniversary(day: i32, today: i32) -> Option<i32> {
    let born = of(day)?;
    let year = of(today)?.year;
    let kept = |year| kept_on(year, born.month, born.day);
    kept(year).filter(|day| *day >= today).or_else(|| kept(year + 1))
}

/// The day on which a day of an ordinary month is kept in a lunar year.
fn kept_on(year: i32, month: u32, day: u32) -> Option<i32> {
    let before = usize::try_from(year.checked_sub(FIRST_YEAR)?).ok()?;
    let info = YEARS.get(before)?;
    let mut at = first_day() + *STARTS.get(before)?;
    for (number, leap, days) in months(*info) {
        if number == month && !leap {
            return Some(at + i32::try_from(day).ok()?.min(days) - 1);
        }
        at += days;
    }
    None
}

/// The day on which 1900 begins: 1900-01-31.
fn first_day() -> i32 {
    day_number(1900, 1, 31)
}

/// Months of a lunar year: number, whether it is a leap month, days; without a leap month the last has none.
fn months(info: u32) -> impl Iterator<Item = (u32, bool, i32)> {
    let leap = info & 0xf;
    (1..=13).map(move |place| {
        let is_leap = leap != 0 && place == leap + 1;
        let number = if leap != 0 && place > leap { place - 1 } else { place };
        let long = if is_leap { info >> 16 } else { info >> (16 - number.min(16)) } & 1;
        if number > 12 { (0, false, 0) } else { (number, is_leap, if long == 1 { 30 } else { 29 }) }
    })
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::date::{format, parse};

    /// Days with their lunar dates as the Python package `lunar_python` 1.4 gives them; leap months are negative.
    const FACTS: &str = include_str!("lunar_facts.txt");

    #[test]
    fn days_have_the_lunar_dates_that_another_program_gives() {
        let mut seen = 0;
        for line in FACTS.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let number = |at: usize| words[at].parse::<i32>().unwrap();
            let (month, day) = (number(2), number(3));
            let wanted = LunarDate {
                year: number(1),
                month: month.unsigned_abs(),
                leap: month < 0,
                day: day.unsigned_abs(),
            };
            assert_eq!(of(parse(words[0]).unwrap()), Some(wanted), "{line}");
            seen += 1;
        }
        assert!(seen > 800, "{seen}");
    }

    #[test]
    fn there_is_no_lunar_date_outside_the_table() {
        assert_eq!(of(parse("1900-01-30").unwrap()), None);
        assert_eq!(of(parse("2101-01-29").unwrap()), None);
        assert!(of(parse("2101-01-28").unwrap()).is_some());
        assert_eq!((of(i32::MIN), of(i32::MAX)), (None, None));
    }

    #[test]
    fn a_lunar_birthday_is_kept_once_a_lunar_year() {
        let next = |day: &str, today: &str| {
            next_anniversary(parse(day).unwrap(), parse(today).unwrap()).map(format).unwrap()
        };
        // The first day of the eighth month.
        assert_eq!(next("1990-09-19", "2026-01-01"), "2026-09-11");
        assert_eq!(next("1990-09-19", "2026-09-11"), "2026-09-11");
        assert_eq!(next("1990-09-19", "2026-09-12"), "2027-09-01");
        // Born in the leap sixth month of 2025: kept in the ordinary sixth month.
        assert_eq!(next("2025-08-01", "2026-01-01"), "2026-07-21");
        // Born on a 30th, kept on the 29th of a month that has no 30th.
        assert_eq!(of(parse("2024-02-09").unwrap()).map(|d| (d.month, d.day)), Some((12, 30)));
        assert_eq!(next("2024-02-09", "2025-01-01"), "2025-01-28");
    }
}

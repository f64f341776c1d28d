//! Civil dates, without a clock and without a time-zone database of the platform.
//!
//! A date is a day number, days since 1970-01-01 in the proleptic Gregorian calendar, years 1 to 9999. Instants and
//! durations are in [`instant`], zones in [`zone`].
//!
//! INVARIANT: every function that gives a day gives one of the years 1 to 9999.

pub mod lunar;

use alloc::string::String;

use crate::number::push_digits;

pub mod instant;
pub mod zone;

pub use instant::{format_instant, local_date, parse_instant};
pub use zone::Zone;

/// Day number of 0001-01-01.
pub const MIN_DAY: i32 = -719_162;
/// Day number of 9999-12-31.
pub const MAX_DAY: i32 = 2_932_896;

/// The day number of a civil date; `None` when there is no such date.
#[must_use]
pub fn from_civil(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=9999).contains(&year) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    Some(day_number(year, month, day))
}

/// The algorithm `days_from_civil` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in
/// March, so that the leap day is the last one. The arguments are a date.
fn day_number(year: i32, month: u32, day: u32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let shifted = month.cast_signed() + if month > 2 { -3 } else { 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day.cast_signed() - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month (1-12) and day (1-31) of a day number; numbers outside the calendar are taken as its nearest day.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "halves of a product are 32 bits")]
pub fn civil(days: i32) -> (i32, u32, u32) {
    // Cassio Neri and Lorenz Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022):
    // years begin in March as in `day_number`; a remainder of a product says the day of the year, and another the day.
    let since_march = (days.clamp(MIN_DAY, MAX_DAY) + 719_468).cast_unsigned();
    let quarters = 4 * since_march + 3;
    let (century, of_century) = (quarters / 146_097, quarters % 146_097 / 4);
    let years = 2_939_745 * u64::from(4 * of_century + 3);
    let day_of_year = (years as u32) / 2_939_745 / 4;
    let months = 2_141 * day_of_year + 197_913;
    let (month, day) = (months >> 16, (months & 0xffff) / 2_141);
    let is_next = day_of_year >= 306;
    let year = 100 * century + (years >> 32) as u32 + u32::from(is_next);
    (year.cast_signed(), if is_next { month - 12 } else { month }, day + 1)
}

/// Number of days of a month; 0 for a month that is not 1 to 12.
#[must_use]
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Reads `2026-01-31`, `2026/01/31` or `20260131`; `None` for every other text and for a date that does not exist.
#[must_use]
pub fn parse(text: &str) -> Option<i32> {
    match *text.as_bytes() {
        [a, b, c, d, s1, e, f, s2, g, h] if s1 == s2 && matches!(s1, b'-' | b'/') => {
            from_digits([a, b, c, d, e, f, g, h])
        }
        [a, b, c, d, e, f, g, h] => from_digits([a, b, c, d, e, f, g, h]),
        _ => None,
    }
}

fn from_digits(digits: [u8; 8]) -> Option<i32> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [a, b, c, d, e, f, g, h] = digits.map(|digit| u32::from(digit - b'0'));
    let year = a * 1000 + b * 100 + c * 10 + d;
    from_civil(year.cast_signed(), e * 10 + f, g * 10 + h)
}

/// The date as `2026-01-31`.
#[must_use]
pub fn format(days: i32) -> String {
    let mut text = String::new();
    push(&mut text, days);
    text
}

/// Appends what [`format`] gives.
pub fn push(out: &mut String, days: i32) {
    let (year, month, day) = civil(days);
    push_digits(out, u64::from(year.unsigned_abs()), 4);
    out.push('-');
    push_digits(out, u64::from(month), 2);
    out.push('-');
    push_digits(out, u64::from(day), 2);
}

/// Day of the week, 0 is Sunday.
#[must_use]
pub fn weekday(days: i32) -> u32 {
    // 1970-01-01 was a Thursday.
    (i64::from(days) + 4).rem_euclid(7) as u32
}

/// Day of the year, 1 January is 1.
#[must_use]
pub fn day_of_year(days: i32) -> u32 {
    let (year, _, _) = civil(days);
    (days.clamp(MIN_DAY, MAX_DAY) - day_number(year, 1, 1)).cast_unsigned() + 1
}

/// The day `n` days later (earlier when negative); `None` outside the calendar.
#[must_use]
pub fn add_days(days: i32, n: i64) -> Option<i32> {
    let day = i32::try_from(i64::from(days).checked_add(n)?).ok()?;
    (MIN_DAY..=MAX_DAY).contains(&day).then_some(day)
}

/// The same day `n` months later (earlier when negative), or the last one of that month where it has no such day;
/// `None` outside the calendar.
#[must_use]
pub fn add_months(days: i32, n: i64) -> Option<i32> {
    let (year, month, day) = civil(days);
    let months = (i64::from(year) * 12 + i64::from(month) - 1).checked_add(n)?;
    let year = i32::try_from(months.div_euclid(12)).ok()?;
    let month = months.rem_euclid(12) as u32 + 1;
    from_civil(year, month, day.min(days_in_month(year, month)))
}

/// Whole months from `a` to `b`: the largest `n` whose `add_months(a, n)` is not after `b`; for `b` before `a` the
/// negative of the months from `b` to `a`.
#[must_use]
pub fn months_between(a: i32, b: i32) -> i64 {
    if b < a {
        return -months_between(b, a);
    }
    let (y1, m1, d1) = civil(a);
    let (y2, m2, d2) = civil(b);
    let months = i64::from(y2 - y1) * 12 + i64::from(m2) - i64::from(m1);
    months - i64::from(d2 < d1.min(days_in_month(y2, m2)))
}

/// Whole years from `a` to `b`, by [`months_between`]: who is born on 29 February is a year older on 28 February of
/// a common year.
#[must_use]
pub fn years_between(a: i32, b: i32) -> i64 {
    months_between(a, b) / 12
}

/// The first anniversary of `day` on or after `today`; 29 February falls on 28 February in common years. It may lie
/// before `day` itself when `today` does; `None` beyond the calendar's last year.
#[must_use]
pub fn next_anniversary(day: i32, today: i32) -> Option<i32> {
    let (_, month, of_month) = civil(day);
    let (year, _, _) = civil(today);
    let in_year = |y| from_civil(y, month, of_month.min(days_in_month(y, month)));
    in_year(year).filter(|&d| d >= today).or_else(|| in_year(year + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        parse(text).unwrap()
    }

    #[test]
    fn every_day_of_the_calendar_follows_the_one_before() {
        let (mut y, mut m, mut d) = (1, 1, 1);
        for days in MIN_DAY..=MAX_DAY {
            assert_eq!(civil(days), (y, m, d));
            assert_eq!(from_civil(y, m, d), Some(days));
            d += 1;
            if d > days_in_month(y, m) {
                (m, d) = (m + 1, 1);
            }
            if m > 12 {
                (y, m) = (y + 1, 1);
            }
        }
        assert_eq!((y, m, d), (10_000, 1, 1));
        assert_eq!(from_civil(10_000, 1, 1), None);
        assert_eq!(from_civil(0, 12, 31), None);
    }

    #[test]
    fn four_hundred_years_round_trip_as_text() {
        let mut in_year = 0;
        for days in day("1800-01-01")..day("2200-01-01") {
            let text = format(days);
            assert_eq!(parse(&text), Some(days));
            assert_eq!(parse(&text.replace('-', "/")), Some(days));
            assert_eq!(parse(&text.replace('-', "")), Some(days));
            in_year = if text.ends_with("-01-01") { 1 } else { in_year + 1 };
            assert_eq!(day_of_year(days), in_year);
        }
    }

    #[test]
    fn known_days_have_their_numbers_and_weekdays() {
        assert_eq!(day("1970-01-01"), 0);
        assert_eq!(day("2000-02-29"), 11_016);
        assert_eq!(weekday(day("1970-01-01")), 4);
        assert_eq!(weekday(day("2026-11-22")), 0);
        assert_eq!(weekday(day("1969-12-31")), 3);
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "0000-01-01",
            "2026-1-31",
            "2026-01/31",
            "2026.01.31",
            "260131",
            "+2026-01-1",
            "2026-01-31T00:00",
            " 2026-01-31",
            "2026-01-3１",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_are_added_with_the_day_clipped() {
        assert_eq!(add_months(day("2026-01-31"), 1), Some(day("2026-02-28")));
        assert_eq!(add_months(day("2024-03-31"), -1), Some(day("2024-02-29")));
        assert_eq!(add_months(day("2026-11-30"), 3), Some(day("2027-02-28")));
        assert_eq!(add_months(day("9999-12-01"), 1), None);
        assert_eq!(add_months(day("2026-01-31"), i64::MAX), None);
        assert_eq!(add_days(day("9999-12-31"), 1), None);
        assert_eq!(add_days(day("2026-12-31"), 1), Some(day("2027-01-01")));
    }

    #[test]
    fn months_between_is_the_inverse_of_adding_them() {
        let start = day("2023-12-01");
        for a in start..start + 130 {
            for b in a..a + 800 {
                let n = months_between(a, b);
                assert!(add_months(a, n).unwrap() <= b, "{} {}", format(a), format(b));
                assert!(add_months(a, n + 1).unwrap() > b, "{} {}", format(a), format(b));
                assert_eq!(months_between(b, a), -n);
            }
        }
        assert_eq!(years_between(day("2000-02-29"), day("2001-02-28")), 1);
        assert_eq!(years_between(day("2000-02-29"), day("2004-02-28")), 3);
        assert_eq!(years_between(day("2026-05-01"), day("2025-05-02")), 0);
    }

    #[test]
    fn an_anniversary_is_never_in_the_past() {
        let next = |a: &str, b: &str| next_anniversary(day(a), day(b)).map(format);
        assert_eq!(next("1990-11-22", "2026-11-22").as_deref(), Some("2026-11-22"));
        assert_eq!(next("1990-11-21", "2026-11-22").as_deref(), Some("2027-11-21"));
        assert_eq!(next("1992-02-29", "2026-02-28").as_deref(), Some("2026-02-28"));
        assert_eq!(next("1992-02-29", "2027-03-01").as_deref(), Some("2028-02-29"));
        assert_eq!(next("1992-01-01", "9999-06-01"), None);
    }
}

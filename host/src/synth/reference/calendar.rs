//! The calendar of mainland China for 2025 and 2026: notices of the General Office of the State Council on the arrangement
//! of holidays, of 12 November 2024 and 4 November 2025.

use std::fmt::Write;

use crate::date::Day;

/// Days off beside weekends: first and last day, and the name.
const HOLIDAYS: [(&str, &str, &str); 13] = [
    ("2025-01-01", "2025-01-01", "元旦"),
    ("2025-01-28", "2025-02-04", "春节"),
    ("2025-04-04", "2025-04-06", "清明节"),
    ("2025-05-01", "2025-05-05", "劳动节"),
    ("2025-05-31", "2025-06-02", "端午节"),
    ("2025-10-01", "2025-10-08", "国庆节、中秋节"),
    ("2026-01-01", "2026-01-03", "元旦"),
    ("2026-02-15", "2026-02-23", "春节"),
    ("2026-04-04", "2026-04-06", "清明节"),
    ("2026-05-01", "2026-05-05", "劳动节"),
    ("2026-06-19", "2026-06-21", "端午节"),
    ("2026-09-25", "2026-09-27", "中秋节"),
    ("2026-10-01", "2026-10-07", "国庆节"),
];

/// Weekend days that are worked instead.
const MAKE_UP_DAYS: [&str; 11] = [
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
];

/// Holidays and make-up days.
pub(super) fn calendar() -> String {
    let mut text = String::from("day,kind,name\n");
    for (first, last, name) in HOLIDAYS {
        let (Some(first), Some(last)) = (Day::parse(first), Day::parse(last)) else { continue };
        for day in first.0..=last.0 {
            let _ = writeln!(text, "{},holiday,{name}", Day(day));
        }
    }
    for day in MAKE_UP_DAYS {
        let _ = writeln!(text, "{day},workday,调休上班");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn make_up_days_are_weekend_days_that_are_no_holidays() {
        let text = calendar();
        for day in MAKE_UP_DAYS {
            // 1970-01-01 was a Thursday.
            let weekday = (Day::parse(day).unwrap().0 + 4).rem_euclid(7);
            assert!(weekday == 0 || weekday == 6, "{day}");
            assert_eq!(text.matches(day).count(), 1, "{day}");
        }
    }
}

//! Tables that are not about one customer: products, rates, the calendar, managers, branches, and what was delivered.
//!
//! The calendar is the real one of mainland China for 2025 and 2026: notices of the General Office of the State Council
//! on the arrangement of holidays, of 12 November 2024 and 4 November 2025. Everything else is invented.

use std::fmt::Write;

use super::date::Day;
use super::random::Random;
use super::record::DAYS_BACK;
use super::{Bank, MANAGERS_PER_BRANCH};

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

/// The reference tables of a day: name, text, number of rows.
pub(super) fn tables(bank: &Bank, today: Day) -> [(&'static str, String); 6] {
    [
        ("products", products()),
        ("fx", rates(today)),
        ("calendar", calendar()),
        ("managers", managers(bank)),
        ("branches", branches(bank)),
        ("deliveries", deliveries(today)),
    ]
}

/// Forty products of each kind; every tenth is no longer sold.
fn products() -> String {
    let mut text = String::from("product_id,name,kind,risk,valid_from,valid_to\n");
    let kinds = [
        ('D', "deposit", "存款", ["R1", "R1", "R1"]),
        ('W', "wealth", "理财", ["R2", "R2", "R3"]),
        ('F', "fund", "基金", ["R3", "R4", "R5"]),
        ('I', "insurance", "保险", ["R1", "R2", "R2"]),
    ];
    for (initial, kind, name, risks) in kinds {
        for (number, risk) in (1..=40).zip(risks.iter().cycle()) {
            let until = if number % 10 == 0 { "2027-01-01" } else { "" };
            let _ = writeln!(text, "{initial}{number:03},{name}{number}号,{kind},{risk},2015-01-01,{until}");
        }
    }
    text
}

/// Yuan per US dollar, every day but one: the rate of the thirtieth day before is missing.
fn rates(today: Day) -> String {
    let mut text = String::from("currency,day,rate\n");
    for ago in (0..120).rev().filter(|ago| *ago != 30) {
        let day = today.plus(-ago);
        let rate = 7_100_000 + Random::of(0, u64::try_from(day.0).unwrap_or(0)).between(-40_000, 40_000);
        let _ = writeln!(text, "USD,{day},{}.{:06}", rate / 1_000_000, rate % 1_000_000);
    }
    text
}

fn calendar() -> String {
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

fn managers(bank: &Bank) -> String {
    let mut text = String::from("rm_id,branch_id,capacity,seniority_years,private_banker\n");
    for manager in 0..bank.managers {
        let mut r = Random::of(0x726d, manager);
        let private = r.per_mille(100);
        let (number, branch) = (manager + 1, manager / MANAGERS_PER_BRANCH + 1);
        let capacity = if private { 30 } else { r.between(200, 500) };
        let _ = writeln!(text, "RM{number:03},B{branch:02},{capacity},{},{private}", r.between(0, 15));
    }
    text
}

fn branches(bank: &Bank) -> String {
    let mut text = String::from("branch_id,name\n");
    for branch in 1..=bank.managers.div_ceil(MANAGERS_PER_BRANCH) {
        let _ = writeln!(text, "B{branch:02},第{branch}支行");
    }
    text
}

/// Every table is complete up to the day before.
fn deliveries(today: Day) -> String {
    let mut text = String::from("table,cut_off,covers_from\n");
    let cut_off = today.plus(-1);
    let _ = writeln!(text, "holdings,{cut_off},");
    for table in ["transactions", "interactions"] {
        let _ = writeln!(text, "{table},{cut_off},{}", cut_off.plus(1 - DAYS_BACK));
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

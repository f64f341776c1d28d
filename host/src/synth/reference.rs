//! Tables that are not about one customer: products and their margins, rates, the market, the calendar, who works where,
//! services, merchant categories, and what was delivered. The calendar is real, everything else is invented.

pub(super) mod catalogue;

mod calendar;
mod market;
mod product;
mod staff;

use std::fmt::Write;

use super::Bank;
use super::part::{DAYS_BACK, YEAR_BACK};
use crate::date::Day;

/// The reference tables of a day: name, text with its header.
pub(super) fn tables(bank: &Bank, today: Day) -> [(&'static str, String); 12] {
    [
        ("products", product::products()),
        ("ftp", product::margins()),
        ("fx", market::rates(today)),
        ("market", market::market(today)),
        ("calendar", calendar::calendar()),
        ("mcc", catalogue::merchants()),
        ("catalogue", catalogue::services()),
        ("managers", staff::managers(bank)),
        ("branches", staff::branches(bank)),
        ("specialists", staff::specialists(bank)),
        ("deputies", staff::deputies(bank, today)),
        ("deliveries", deliveries(today)),
    ]
}

/// Every table is complete up to the day before.
fn deliveries(today: Day) -> String {
    const TABLES: [(&str, i64); 9] = [
        ("months", YEAR_BACK),
        ("transactions", DAYS_BACK),
        ("interactions", YEAR_BACK),
        ("complaints", YEAR_BACK),
        ("surveys", YEAR_BACK),
        ("events", DAYS_BACK),
        ("services", YEAR_BACK),
        ("referrals", YEAR_BACK),
        ("holdings", 0),
    ];
    let mut text = String::from("table,cut_off,covers_from\n");
    let cut_off = today.plus(-1);
    for (table, days) in TABLES {
        let from = if days == 0 { String::new() } else { cut_off.plus(1 - days).to_string() };
        let _ = writeln!(text, "{table},{cut_off},{from}");
    }
    text
}

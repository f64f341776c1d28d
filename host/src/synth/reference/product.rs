//! What the bank sells, and what it earns with it.

use std::fmt::Write;

/// A family of products: name, its kind and letter, Chinese name, asset class, risk, days, least yuan, margin in millionths.
struct Family {
    name: &'static str,
    kind: (char, &'static str),
    label: &'static str,
    class: &'static str,
    risk: &'static str,
    days: u32,
    least: u32,
    margin: u32,
}

const fn family(
    name: &'static str,
    kind: (char, &'static str),
    (label, class, risk): (&'static str, &'static str, &'static str),
    (days, least, margin): (u32, u32, u32),
) -> Family {
    Family { name, kind, label, class, risk, days, least, margin }
}

const DEPOSIT: (char, &str) = ('D', "deposit");
const WEALTH: (char, &str) = ('W', "wealth");
const FUND: (char, &str) = ('F', "fund");
const INSURANCE: (char, &str) = ('I', "insurance");
const STOCK: (char, &str) = ('S', "stock");
const TRUST: (char, &str) = ('T', "trust");

/// Products of a kind are numbered through its families in turn.
const FAMILIES: [Family; 19] = [
    family("certificate", DEPOSIT, ("大额存单", "fixed", "R1"), (365, 200_000, 4_000)),
    family("structured", DEPOSIT, ("结构性存款", "fixed", "R2"), (180, 10_000, 6_000)),
    family("short_wealth", WEALTH, ("短期理财", "fixed", "R2"), (90, 10_000, 5_000)),
    family("fixed_plus", WEALTH, ("固收+", "fixed", "R3"), (365, 10_000, 8_000)),
    family("alternative", WEALTH, ("另类投资", "alternative", "R4"), (365, 300_000, 12_000)),
    family("private_equity", WEALTH, ("私募股权", "alternative", "R5"), (1_825, 1_000_000, 18_000)),
    family("money_fund", FUND, ("货币基金", "cash", "R1"), (0, 1, 3_000)),
    family("bond_fund", FUND, ("债券基金", "fixed", "R2"), (0, 10, 6_000)),
    family("equity_fund", FUND, ("权益基金", "equity", "R4"), (0, 10, 12_000)),
    family("quant_fund", FUND, ("量化基金", "equity", "R4"), (0, 100_000, 14_000)),
    family("pension_fund", FUND, ("养老目标基金", "equity", "R3"), (1_095, 10, 8_000)),
    family("savings_plan", FUND, ("基金定投", "equity", "R3"), (0, 10, 9_000)),
    family("annuity", INSURANCE, ("年金保险", "cover", "R1"), (3_650, 10_000, 25_000)),
    family("health_cover", INSURANCE, ("健康险", "cover", "R1"), (365, 500, 30_000)),
    family("travel_cover", INSURANCE, ("旅行险", "cover", "R1"), (30, 50, 30_000)),
    family("family_cover", INSURANCE, ("家庭保障险", "cover", "R1"), (365, 1_000, 30_000)),
    family("education_plan", INSURANCE, ("教育金", "cover", "R2"), (3_650, 5_000, 20_000)),
    family("", STOCK, ("证券", "equity", "R4"), (0, 100, 500)),
    family("", TRUST, ("信托", "alternative", "R4"), (730, 1_000_000, 10_000)),
];

/// Forty products of each kind, twenty of securities and of trusts. Every tenth is no longer listed after the year; of the
/// others every fifth is not on sale, and every seventh is sold for a few weeks only.
pub(super) fn products() -> String {
    let mut text = String::from(
        "product_id,name,kind,risk,valid_from,valid_to,family,asset_class,sale_from,sale_to,term_days,min_amount,margin\n",
    );
    for (kind, count) in [(DEPOSIT, 40), (WEALTH, 40), (FUND, 40), (INSURANCE, 40), (STOCK, 20), (TRUST, 20)]
    {
        let families = FAMILIES.iter().filter(|family| family.kind == kind).cycle();
        for (number, family) in (1..=count).zip(families) {
            let Family { name, kind: (letter, kind), label, class, risk, days, least, margin } = family;
            let until = if number % 10 == 0 { "2027-01-01" } else { "" };
            let (from, to) = match number {
                _ if number % 10 == 0 => ("", ""),
                _ if number % 5 == 0 => ("2024-01-01", "2024-03-31"),
                _ if number % 7 == 0 => ("2026-11-01", "2026-12-15"),
                _ => ("2020-01-01", "2029-12-31"),
            };
            let term = if *days == 0 { String::new() } else { days.to_string() };
            let (whole, part) = (margin / 1_000_000, margin % 1_000_000 / 100);
            let _ = writeln!(
                text,
                "{letter}{number:03},{label}{number}号,{kind},{risk},2015-01-01,{until},{name},{class},{from},{to},{term},\
                 {least}.00,{whole}.{part:04}"
            );
        }
    }
    text
}

/// The margin of each kind of holding after transfer pricing, for each of two years.
pub(super) fn margins() -> String {
    const KINDS: [(&str, u32); 6] = [
        ("deposit", 12_000),
        ("wealth", 6_000),
        ("fund", 8_000),
        ("insurance", 20_000),
        ("trust", 10_000),
        ("stock", 1_000),
    ];
    let mut text = String::from("kind,valid_from,valid_to,margin\n");
    for (kind, margin) in KINDS {
        let _ = writeln!(text, "{kind},2024-01-01,2026-01-01,0.{margin:06}");
        let _ = writeln!(text, "{kind},2026-01-01,,0.{:06}", margin * 9 / 10);
    }
    text
}

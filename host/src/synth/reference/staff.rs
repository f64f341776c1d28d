//! Who works where: managers, branches, specialists, deputies.

use std::fmt::Write;

use crate::date::Day;
use crate::synth::random::Random;
use crate::synth::{Bank, MANAGERS_PER_BRANCH};

/// One manager in ten is a private banker, one in thirty has left. Two in a hundred have no capacity on file.
pub(super) fn managers(bank: &Bank) -> String {
    let mut text = String::from(
        "rm_id,branch_id,capacity,seniority_years,private_banker,name,daily_contacts,expertise,active\n",
    );
    for manager in 0..bank.managers {
        let mut r = Random::of(0x726d, manager);
        let private = r.per_mille(100);
        let (number, branch) = (manager + 1, manager / MANAGERS_PER_BRANCH + 1);
        let capacity = if private { 30 } else { r.between(200, 500) };
        let seniority = r.between(0, 15);
        let daily = if r.per_mille(20) { String::new() } else { r.between(12, 25).to_string() };
        let expertise =
            r.pick("general", &[("general", 55), ("cross_border", 15), ("technology", 15), ("tax", 15)]);
        let active = manager % 30 != 29;
        let _ = writeln!(
            text,
            "RM{number:03},B{branch:02},{capacity},{seniority},{private},经理{number},{daily},{expertise},{active}"
        );
    }
    text
}

pub(super) fn branches(bank: &Bank) -> String {
    let mut text = String::from("branch_id,name,head\n");
    for branch in 1..=bank.managers.div_ceil(MANAGERS_PER_BRANCH) {
        let _ = writeln!(text, "B{branch:02},第{branch}支行,BH{branch:02}");
    }
    text
}

/// One of each role for every twenty managers.
pub(super) fn specialists(bank: &Bank) -> String {
    let mut text = String::from("specialist_id,role,name,capacity\n");
    for role in ["lawyer", "tax", "trust", "product", "risk"] {
        for number in 1..=bank.managers.div_ceil(20) {
            let _ = writeln!(text, "{role}-{number},{role},{role}{number},40");
        }
    }
    text
}

/// Every tenth manager is away for a week in each month, and the next one of the book stands in.
pub(super) fn deputies(bank: &Bank, today: Day) -> String {
    let mut text = String::from("deputy_id,absent,deputy,from_day,until_day\n");
    let (year, month, _) = today.civil();
    for manager in (0..bank.managers).filter(|manager| manager % 10 == 0) {
        let deputy = if manager + 1 < bank.managers { manager + 2 } else { 1 };
        let from = Day::of(year, month, 1 + i64::try_from(manager / 10 % 20).unwrap_or(0));
        let (absent, until) = (manager + 1, from.plus(7));
        let _ = writeln!(text, "{absent}-{from},RM{absent:03},RM{deputy:03},{from},{until}");
    }
    text
}

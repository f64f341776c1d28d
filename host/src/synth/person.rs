//! Who a customer is, how they stand with the bank, and what risk they bear.

use super::customer::share;
use super::line::{Line, Money, Tenths};
use super::random::Random;
use crate::date::Day;

pub(super) struct Person {
    pub(super) birthday: Day,
    pub(super) marital_status: &'static str,
    industry: &'static str,
    pub(super) position: &'static str,
    credit_grade: &'static str,
    credit_headroom: i64,
}

impl Person {
    pub(super) fn draw(r: &mut Random, aum: i64, today: Day) -> Self {
        let (youngest, oldest) = (today.0 - 20 * 366, today.0 - 85 * 365);
        let day = Day((r.between(oldest, youngest) + r.between(oldest, youngest)) / 2);
        let (year, _, _) = day.civil();
        let birthday = if r.per_mille(20) {
            let (_, month, day) = today.plus(r.between(0, 7)).civil();
            Day::of(year, month, day)
        } else {
            day
        };
        let age = today.civil().0 - year;
        Self {
            birthday,
            marital_status: marital_status(r, age),
            industry: r.pick("other", &INDUSTRIES),
            position: position(r, age, aum),
            credit_grade: r.pick("B", &[("A", 35), ("B", 40), ("C", 18), ("D", 7)]),
            credit_headroom: share(aum, r.between(0, 3_000)) + r.between(0, 3_000) * 10_000,
        }
    }

    /// A child with an account, or somebody who may still study.
    pub(super) fn young(&mut self, minor: Option<i64>, student: bool, today: Day) {
        if let Some(age) = minor {
            let (_, month, day) = self.birthday.civil();
            let year = today.civil().0 - age;
            self.birthday = Day::of(year, month, day.min(28));
            self.marital_status = "single";
        }
        let years = today.civil().0 - self.birthday.civil().0;
        if minor.is_some() || years < 25 && student {
            self.position = "student";
        }
    }

    pub(super) fn write(&self, line: &mut Line<'_>) {
        line.cell("birthday", 30, self.birthday);
        line.cell("marital_status", 110, self.marital_status);
        line.cell("industry", 90, self.industry);
        line.cell("position", 100, self.position);
        line.cell("credit_grade", 60, self.credit_grade);
        line.cell("credit_headroom", 100, Money(self.credit_headroom));
    }
}

const INDUSTRIES: [(&str, u64); 7] = [
    ("technology", 16),
    ("healthcare", 10),
    ("finance", 11),
    ("manufacturing", 22),
    ("trade", 17),
    ("public", 14),
    ("other", 10),
];

fn marital_status(r: &mut Random, age: i64) -> &'static str {
    let weights = match age {
        ..30 => [70, 28, 2, 0],
        30..60 => [10, 78, 11, 1],
        _ => [3, 72, 7, 18],
    };
    choose(r, ["single", "married", "divorced", "widowed"], weights)
}

fn position(r: &mut Random, age: i64, aum: i64) -> &'static str {
    const MILLION: i64 = 100_000_000;
    if age >= 60 && r.per_mille(800) {
        return "retired";
    }
    let weights = if aum >= MILLION { [20, 28, 30, 15, 7] } else { [4, 9, 27, 45, 15] };
    choose(r, ["founder", "executive", "professional", "staff", "other"], weights)
}

fn choose<const N: usize>(r: &mut Random, names: [&'static str; N], weights: [u64; N]) -> &'static str {
    let mut pairs = [("", 0); N];
    for (pair, (name, weight)) in pairs.iter_mut().zip(names.into_iter().zip(weights)) {
        *pair = (name, weight);
    }
    r.pick("", &pairs)
}

pub(super) struct Relation {
    pub(super) since: Day,
    pub(super) referrals_12m: i64,
    influence_grade: &'static str,
    family_aum: i64,
    /// In tenths of a percent.
    pub(super) wallet_share: i64,
    pub(super) contacts_90d: i64,
    pub(super) satisfaction: i64,
    complaints_open: i64,
    complaints_90d: i64,
    complaints_prev_90d: i64,
}

impl Relation {
    pub(super) fn draw(r: &mut Random, aum: i64, since: Day) -> Self {
        let complains = r.per_mille(15);
        let complaints_open = if complains { r.between(1, 2) } else { 0 };
        let satisfied = r.pick(4, &[(1, 3), (2, 7), (3, 25), (4, 43), (5, 22)]);
        Self {
            since,
            referrals_12m: if r.per_mille(820) { 0 } else { r.pick(1, &[(1, 60), (2, 25), (3, 10), (5, 5)]) },
            influence_grade: r.pick("none", &[("none", 880), ("local", 95), ("sector", 20), ("national", 5)]),
            family_aum: share(aum, r.between(0, 20_000)),
            wallet_share: r.between(50, 1_000),
            contacts_90d: r.between(0, 3) * r.between(0, 3),
            satisfaction: if complains { r.between(1, 2) } else { satisfied },
            complaints_open,
            complaints_90d: complaints(r).max(complaints_open),
            complaints_prev_90d: complaints(r),
        }
    }

    /// Complaints that are open, of the last 90 days, and of the 90 days before.
    pub(super) fn complaints(&self) -> [i64; 3] {
        [self.complaints_open, self.complaints_90d, self.complaints_prev_90d]
    }

    /// Sets what [`Self::complaints`] gives.
    pub(super) fn complain(&mut self, counts: [i64; 3]) {
        [self.complaints_open, self.complaints_90d, self.complaints_prev_90d] = counts;
    }

    pub(super) fn write(&self, line: &mut Line<'_>) {
        line.cell("referrals_12m", 50, self.referrals_12m);
        line.cell("influence_grade", 120, self.influence_grade);
        line.cell("family_aum", 150, Money(self.family_aum));
        line.cell("wallet_share", 120, Tenths(self.wallet_share));
        line.cell("contacts_90d", 20, self.contacts_90d);
        line.cell("satisfaction", 150, self.satisfaction);
        line.cell("complaints_open", 5, self.complaints_open);
        line.cell("complaints_90d", 5, self.complaints_90d);
        line.cell("complaints_prev_90d", 20, self.complaints_prev_90d);
    }
}

fn complaints(r: &mut Random) -> i64 {
    if r.per_mille(960) { 0 } else { r.pick(1, &[(1, 80), (2, 15), (3, 5)]) }
}

/// The risk questionnaire; without a grade there is no date either.
pub(super) struct Risk(Option<(&'static str, Day)>);

impl Risk {
    pub(super) fn draw(r: &mut Random, today: Day) -> Self {
        let grade = r.pick("C3", &[("C1", 12), ("C2", 28), ("C3", 33), ("C4", 19), ("C5", 8)]);
        let until = today.plus(r.between(-180, 545));
        Self((!r.per_mille(50)).then_some((grade, until)))
    }

    /// Whether the grade is one of the two lowest.
    pub(super) fn is_cautious(&self) -> bool {
        self.0.is_some_and(|(grade, _)| grade == "C1" || grade == "C2")
    }

    /// A day goes by: a grade that ends soon, or has ended, is renewed in one case of 150, for two years.
    pub(super) fn pass_day(&mut self, r: &mut Random, today: Day) {
        let renewed = r.below(150) == 0;
        if let Some((grade, until)) = self.0.as_mut().filter(|(_, until)| renewed && until.0 < today.0 + 20) {
            *until = today.plus(729);
            *grade = r.pick(*grade, &[(*grade, 9), ("C3", 1)]);
        }
    }

    pub(super) fn write(&self, line: &mut Line<'_>) {
        line.optional("risk_grade", 0, self.0.map(|(grade, _)| grade));
        line.optional("risk_grade_until", 0, self.0.map(|(_, until)| until));
    }
}

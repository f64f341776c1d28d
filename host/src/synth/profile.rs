//! Columns of a customer that came later: who is never contacted, assets elsewhere, how the customer came, the income.
//! Drawn from a stream of their own, so that the other columns stay as they are.

use super::line::{Line, Money};
use super::random::Random;
use crate::date::Day;

/// The later columns.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    deceased: bool,
    frozen: bool,
    in_dispute: bool,
    staff: bool,
    do_not_contact: bool,
    /// A child with an account, and so many years old.
    pub(super) minor: Option<i64>,
    /// A student, if young enough.
    pub(super) student: bool,
    elsewhere: (i64, i64),
    preferred_channel: &'static str,
    joined_by: &'static str,
    profile_updated_on: Day,
    pub(super) income_monthly: i64,
    /// A student who opened the account so many days ago.
    pub(super) fresh: Option<i64>,
    /// In the last days the customer bought the first product that is no demand deposit, so many days ago.
    pub(super) newcomer: Option<i64>,
    /// A product of the customer matured so many days ago and was not renewed.
    pub(super) lapsed_ago: Option<i64>,
    /// Days from the first such purchase to the next one.
    pub(super) repurchased_after: Option<i64>,
}

/// Separates this stream from that of the customer's other columns.
const PROFILE: u64 = 0x7072_6f66_696c;

impl Profile {
    /// The profile of a customer with these assets and this share of the wallet, in tenths of a percent.
    pub(super) fn draw(seed: u64, number: u64, aum: i64, wallet: i64, today: Day) -> Self {
        let mut random = Random::of(seed ^ PROFILE, number);
        let r = &mut random;
        // The wallet's share is an estimate, and so is what it leaves.
        let elsewhere = aum / wallet.max(50) * (1_000 - wallet).max(0);
        let low = elsewhere / 100 * r.between(50, 100);
        Self {
            deceased: r.per_mille(2),
            frozen: r.per_mille(2),
            in_dispute: r.per_mille(1),
            staff: r.per_mille(10),
            do_not_contact: r.per_mille(10),
            minor: r.per_mille(4).then(|| r.between(4, 17)),
            student: r.per_mille(600),
            elsewhere: (low, low + elsewhere / 100 * r.between(0, 80)),
            preferred_channel: r
                .pick("call", &[("call", 40), ("wechat", 35), ("sms", 10), ("app", 12), ("mail", 3)]),
            joined_by: r.pick(
                "branch",
                &[
                    ("branch", 48),
                    ("payroll", 20),
                    ("referral", 10),
                    ("mortgage", 8),
                    ("online", 9),
                    ("campus", 5),
                ],
            ),
            profile_updated_on: today.plus(-r.between(0, 900)),
            income_monthly: r.log_normal(11_000.0, 0.6),
            newcomer: r.per_mille(30).then(|| r.between(1, 10)),
            fresh: r.per_mille(300).then(|| r.between(5, 85)),
            lapsed_ago: r.per_mille(150).then(|| r.between(1, 40)),
            repurchased_after: r.per_mille(500).then(|| r.between(30, 400)),
        }
    }

    /// A profile is looked after now and then.
    pub(super) fn pass_day(&mut self, r: &mut Random, today: Day) {
        if r.below(500) == 0 {
            self.profile_updated_on = today.plus(-1);
        }
    }

    /// Writes the columns: AUM a month ago, the first purchases of products that are no deposits, and the profile's own.
    pub(super) fn write(
        &self,
        line: &mut Line<'_>,
        month_ago: Option<i64>,
        [first, again]: [Option<Day>; 2],
    ) {
        line.cell("deceased", 1, self.deceased);
        line.cell("frozen", 1, self.frozen);
        line.cell("in_dispute", 1, self.in_dispute);
        line.cell("staff", 1, self.staff);
        line.cell("do_not_contact", 1, self.do_not_contact);
        line.optional("aum_month_ago", 10, month_ago.map(Money));
        line.cell("elsewhere_low", 150, Money(self.elsewhere.0));
        line.cell("elsewhere_high", 150, Money(self.elsewhere.1));
        line.optional("first_wealth_on", 10, first);
        line.optional("repurchased_on", 10, again);
        line.cell("preferred_channel", 150, self.preferred_channel);
        line.cell("income_monthly", 150, Money(self.income_monthly));
        line.cell("joined_by", 60, self.joined_by);
        line.cell("profile_updated_on", 50, self.profile_updated_on);
    }
}

//! How much a customer uses the bank: products, transactions, logins, and whether the account sleeps.

use super::customer::Status;
use super::holding::Holding;
use super::line::Line;
use super::random::Random;

/// Days that count as a month without a transaction.
const MONTH: i64 = 31;

pub(super) struct Activity {
    products_held: i64,
    pub(super) txn_count_6m: i64,
    /// Days since the last transaction of the customer's own.
    idle_days: i64,
    asleep: bool,
    days_since_login: Option<i64>,
}

impl Activity {
    pub(super) fn draw(r: &mut Random, status: Status, holdings: &[Holding]) -> Self {
        let kinds = holdings.iter().map(|holding| holding.kind).collect::<std::collections::BTreeSet<_>>();
        let products_held = i64::try_from(kinds.len()).unwrap_or(0) + 1 + r.between(0, 2);
        if status != Status::Active {
            let login = (!r.per_mille(400)).then(|| r.between(200, 700));
            return Self {
                products_held,
                txn_count_6m: 0,
                idle_days: r.between(12, 48) * MONTH,
                asleep: true,
                days_since_login: login,
            };
        }
        let login = |r: &mut Random| {
            let (low, high) = r.pick((0, 10), &[((0, 10), 60), ((11, 90), 30), ((91, 700), 10)]);
            r.between(low, high)
        };
        let txn_count_6m = r.between(0, 13) * r.between(0, 13);
        Self {
            products_held,
            txn_count_6m,
            idle_days: if txn_count_6m == 0 { r.between(6, 11) } else { r.between(0, 2) } * MONTH,
            asleep: txn_count_6m == 0,
            days_since_login: (!r.per_mille(150)).then(|| login(r)),
        }
    }

    /// Whether the customer uses the account at all.
    pub(super) fn is_awake(&self) -> bool {
        !self.asleep
    }

    /// A day goes by: the customer falls asleep or wakes, and logs in or has not for a day more.
    pub(super) fn pass_day(&mut self, r: &mut Random, active: bool) {
        let (wakes, sleeps, uses) = (r.below(400) == 0, r.below(3_000) == 0, r.per_mille(300));
        self.asleep = if self.asleep { !(active && wakes) } else { sleeps };
        self.idle_days = if uses && !self.asleep { 0 } else { self.idle_days + 1 };
        let often = self.days_since_login.is_some_and(|days| days < 30);
        self.days_since_login = match self.days_since_login {
            Some(_) if r.per_mille(if often { 200 } else { 10 }) => Some(0),
            other => other.map(|days| days + 1),
        };
    }

    pub(super) fn write(&self, line: &mut Line<'_>) {
        line.cell("products_held", 0, self.products_held);
        line.cell("txn_count_6m", 10, self.txn_count_6m);
        line.cell("months_since_txn", 10, self.idle_days / MONTH);
        line.optional("days_since_login", 0, self.days_since_login);
    }
}

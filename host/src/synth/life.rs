//! A customer's days after the first: money comes and goes, products mature and are bought, complaints are settled.
//!
//! A day is drawn from a stream of its own, (seed, customer, day), so that the tenth day of a customer is the same in a
//! bank of ten days and of a hundred.

use super::customer::{Customer, share};
use super::holding::Holding;
use super::random::Random;
use crate::date::Day;

/// A customer with the days behind them.
pub(super) struct Life {
    pub(super) customer: Customer,
    seed: u64,
    /// AUM at the end of each day before the present one, the first day's first.
    history: Vec<i64>,
    first: Start,
    next_serial: u64,
}

/// What the first day said about the past.
struct Start {
    day: Day,
    month: Option<i64>,
    quarter: Option<i64>,
    year: Option<i64>,
    aum: i64,
}

/// Days for which the bank still lists what matured and was not renewed.
const REMEMBERED: i64 = 60;

/// Separates the streams of days from those of customers.
const DAYS: u64 = 0x6461_7973;

impl Life {
    pub(super) fn start(customer: Customer, seed: u64, day: Day) -> Self {
        let wealth = &customer.wealth;
        let (month, quarter, year) = (wealth.aum_month_ago, wealth.aum_90d_ago, wealth.aum_year_ago);
        let first = Start { day, month, quarter, year, aum: wealth.aum };
        let next_serial = u64::try_from(customer.holdings.len()).unwrap_or(0) + 1;
        Self { customer, seed, history: Vec::new(), first, next_serial }
    }

    /// Lives through the day before `today`, so that the columns are those of `today`'s delivery.
    pub(super) fn advance(&mut self, today: Day) {
        let stream = self.seed ^ DAYS.wrapping_mul(u64::try_from(today.0).unwrap_or(0));
        let mut random = Random::of(stream, self.customer.number);
        let r = &mut random;
        self.history.push(self.customer.wealth.aum);
        let active = self.customer.is_active();
        self.customer.activity.pass_day(r, active);
        self.customer.risk.pass_day(r, today);
        self.customer.profile.pass_day(r, today);
        self.mature(r, today);
        if active && self.customer.activity.is_awake() {
            self.trade(r, today);
        } else {
            (self.customer.wealth.inflow_1d, self.customer.wealth.outflow_1d) = (0, 0);
        }
        self.look_back(today);
    }

    /// What matured is renewed, or paid out and remembered for a while.
    fn mature(&mut self, r: &mut Random, today: Day) {
        let Customer { holdings, wealth, lapsed, .. } = &mut self.customer;
        lapsed.retain(|holding| holding.matures_on.is_some_and(|day| day.0 > today.0 - REMEMBERED));
        holdings.retain_mut(|holding| {
            if holding.matures_on.is_none_or(|day| day > today) {
                return true;
            }
            if holding.renewed {
                holding.renew(r);
            } else {
                wealth.deposits_demand += holding.fen();
                lapsed.push(holding.clone());
            }
            holding.renewed && holding.matures_on.is_some()
        });
    }

    /// The day's flows; one day in three thousand brings a large outflow, for which products are sold, and one in
    /// two thousand a large inflow.
    fn trade(&mut self, r: &mut Random, today: Day) {
        let Customer { holdings, wealth, bought, .. } = &mut self.customer;
        let flow = |r: &mut Random| if r.per_mille(930) { 0 } else { r.between(1, 300) };
        let parts = if r.below(3_000) == 0 { r.between(3_100, 8_000) } else { flow(r) };
        let wanted = share(wealth.aum, parts);
        while wealth.deposits_demand < wanted
            && let Some(sold) = holdings.pop()
        {
            wealth.deposits_demand += sold.fen();
        }
        wealth.outflow_1d = wanted.min(wealth.deposits_demand);
        let parts = if r.below(2_000) == 0 { r.between(3_100, 9_000) } else { flow(r) };
        wealth.inflow_1d = share(wealth.aum, parts);
        wealth.deposits_demand += wealth.inflow_1d - wealth.outflow_1d;
        if r.per_mille(12) && wealth.deposits_demand > 2_000_000 {
            let fen = wealth.deposits_demand / 2;
            wealth.deposits_demand -= fen;
            let day = today.plus(-1);
            holdings.push(Holding::bought(r, self.next_serial, fen, day));
            self.next_serial += 1;
            let [first, again] = bought;
            match first {
                None => *first = Some(day),
                Some(_) => *again = again.or(Some(day)),
            }
        }
        let held: i64 = holdings.iter().map(Holding::fen).sum();
        wealth.aum = wealth.deposits_demand + held;
    }

    /// AUM of 30, 90 and 365 days ago: out of the days lived, before them on a straight line to the first day.
    fn look_back(&mut self, today: Day) {
        let &Start { day, month, quarter, year, aum } = &self.first;
        let lived = today.0 - day.0;
        let ago = |days: i64, then: Option<i64>| match usize::try_from(lived - days) {
            Ok(index) => self.history.get(index).copied(),
            Err(_) => then.map(|then| then + (aum - then) / days * lived),
        };
        let (month, quarter, year) = (ago(30, month), ago(90, quarter), ago(365, year));
        self.customer.wealth.aum_month_ago = month;
        self.customer.wealth.aum_90d_ago = quarter;
        self.customer.wealth.aum_year_ago = year;
    }
}

//! A customer's days after the first: money comes and goes, products mature and are bought, complaints are settled.
//!
//! A day is drawn from a stream of its own, (seed, customer, day), so that the tenth day of a customer is the same in a
//! bank of ten days and of a hundred.

use super::customer::{Customer, share};
use super::date::Day;
use super::holding::Holding;
use super::random::Random;

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
    quarter: Option<i64>,
    year: Option<i64>,
    aum: i64,
}

/// Separates the streams of days from those of customers.
const DAYS: u64 = 0x6461_7973;

impl Life {
    pub(super) fn start(customer: Customer, seed: u64, day: Day) -> Self {
        let wealth = &customer.wealth;
        let first = Start { day, quarter: wealth.aum_90d_ago, year: wealth.aum_year_ago, aum: wealth.aum };
        let next_serial = u64::try_from(customer.holdings.len()).unwrap_or(0) + 1;
        Self { customer, seed, history: Vec::new(), first, next_serial }
    }

    /// Lives through the day before `today`, so that the columns are those of `today`'s delivery.
    pub(super) fn advance(&mut self, today: Day) {
        let stream = self.seed ^ DAYS.wrapping_mul(u64::try_from(today.0).unwrap_or(0));
        let mut random = Random::of(stream, self.customer.number);
        let r = &mut random;
        self.history.push(self.customer.wealth.aum);
        self.customer.activity.pass_day(r);
        self.customer.relation.pass_day(r);
        self.mature(r, today);
        if self.customer.is_active() {
            self.trade(r, today);
        }
        self.look_back(today);
    }

    /// What matured is renewed or paid out.
    fn mature(&mut self, r: &mut Random, today: Day) {
        let Customer { holdings, wealth, .. } = &mut self.customer;
        holdings.retain_mut(|holding| {
            if holding.matures_on.is_none_or(|day| day > today) {
                return true;
            }
            if holding.renewed {
                holding.renew(r);
            } else {
                wealth.deposits_demand += holding.fen();
            }
            holding.renewed && holding.matures_on.is_some()
        });
    }

    /// The day's flows; one day in a thousand brings a large outflow, for which products are sold.
    fn trade(&mut self, r: &mut Random, today: Day) {
        let Customer { holdings, wealth, .. } = &mut self.customer;
        let flow = |r: &mut Random| if r.per_mille(800) { 0 } else { r.between(1, 300) };
        let parts = if r.per_mille(1) { r.between(3_100, 8_000) } else { flow(r) };
        let wanted = share(wealth.aum, parts);
        while wealth.deposits_demand < wanted
            && let Some(sold) = holdings.pop()
        {
            wealth.deposits_demand += sold.fen();
        }
        wealth.outflow_1d = wanted.min(wealth.deposits_demand);
        wealth.inflow_1d = share(wealth.aum, flow(r));
        wealth.deposits_demand += wealth.inflow_1d - wealth.outflow_1d;
        if r.per_mille(4) && wealth.deposits_demand > 2_000_000 {
            let fen = wealth.deposits_demand / 2;
            wealth.deposits_demand -= fen;
            holdings.push(Holding::bought(r, self.next_serial, fen, today.plus(-1)));
            self.next_serial += 1;
        }
        let held: i64 = holdings.iter().map(Holding::fen).sum();
        wealth.aum = wealth.deposits_demand + held;
    }

    /// AUM of 90 and of 365 days ago: out of the days lived, before them on a straight line to the first day.
    fn look_back(&mut self, today: Day) {
        let &Start { day, quarter, year, aum } = &self.first;
        let lived = today.0 - day.0;
        let ago = |days: i64, then: Option<i64>| match usize::try_from(lived - days) {
            Ok(index) => self.history.get(index).copied(),
            Err(_) => then.map(|then| then + (aum - then) / days * lived),
        };
        let (quarter, year) = (ago(90, quarter), ago(365, year));
        self.customer.wealth.aum_90d_ago = quarter;
        self.customer.wealth.aum_year_ago = year;
    }
}

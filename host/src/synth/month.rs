//! What each month brought in: assets at its end and on average, fees, interest, margin, and what it cost.

use super::customer::{Customer, share};
use super::line::Money;
use super::part::Part;
use super::random::Random;
use super::sheet::{Sheet, Sheets};
use crate::date::Day;

/// How many months are delivered.
const MONTHS: usize = 13;

/// The last months of a customer, the earliest first.
pub(super) struct Months(Vec<Month>);

struct Month {
    end: Day,
    aum: i64,
    average: i64,
    fees: i64,
    interest: i64,
    margin: i64,
    risk_cost: i64,
    service_cost: i64,
}

impl Part for Months {
    /// Assets on a straight line from a year ago; the twelve contributions make up about the customer's column.
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let mut ends = Vec::new();
        let mut end = end_before(today);
        for _ in 0..MONTHS {
            ends.push(end);
            end = end_before(end);
        }
        let then = customer.wealth.aum_year_ago.unwrap_or(customer.wealth.aum / 2);
        let since = customer.relation.since;
        let mut months = Vec::new();
        for end in ends.into_iter().rev().filter(|end| *end >= since) {
            let ago = (today.0 - end.0).min(365);
            let aum = customer.wealth.aum - (customer.wealth.aum - then) / 365 * ago;
            months.push(Month::draw(customer, r, end, aum));
        }
        Self(months)
    }

    /// A month ends.
    fn advance(&mut self, customer: &mut Customer, r: &mut Random, today: Day) {
        if today.civil().2 == 1 {
            let end = today.plus(-1);
            self.0.push(Month::draw(customer, r, end, customer.wealth.aum));
            if self.0.len() > MONTHS {
                self.0.remove(0);
            }
            let gained: i64 = self.0.iter().rev().take(12).map(Month::contribution).sum();
            customer.wealth.contribution_12m = gained;
        }
    }

    fn write(&self, customer: &Customer, _: Day, sheets: &mut Sheets) {
        let id = customer.number;
        for month in &self.0 {
            let Month { end, aum, average, fees, interest, margin, risk_cost, service_cost } = month;
            let (year, number, _) = end.civil();
            let [aum, average, fees] = [Money(*aum), Money(*average), Money(*fees)];
            let [interest, margin] = [Money(*interest), Money(*margin)];
            let [risk_cost, service_cost] = [Money(*risk_cost), Money(*service_cost)];
            sheets.row(
                Sheet::Months,
                format_args!(
                    "M{id:07}-{year}{number:02},C{id:07},{end},{aum},{average},{fees},{interest},{margin},{risk_cost},\
                     {service_cost}"
                ),
            );
        }
    }
}

impl Month {
    fn draw(customer: &Customer, r: &mut Random, end: Day, aum: i64) -> Self {
        let whole = customer.contribution() / 12;
        let margin = share(aum, r.between(2, 8));
        let interest = if r.per_mille(200) { share(whole.abs(), r.between(1_000, 4_000)) } else { 0 };
        let service_cost = r.between(0, 5_000);
        let risk_cost = share(interest, r.between(0, 3_000));
        Self {
            end,
            aum,
            average: share(aum, r.between(9_700, 10_300)),
            fees: (whole - margin - interest + service_cost + risk_cost).max(0),
            interest,
            margin,
            risk_cost,
            service_cost,
        }
    }

    fn contribution(&self) -> i64 {
        self.fees + self.interest + self.margin - self.risk_cost - self.service_cost
    }
}

/// The last day of the month before the one of `day`.
fn end_before(day: Day) -> Day {
    let (_, _, date) = day.civil();
    day.plus(-date)
}

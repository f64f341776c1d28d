//! Credit cards and loans.

use super::customer::{Customer, share};
use super::line::Money;
use super::part::Part;
use super::random::Random;
use super::sheet::{Maybe, Sheet, Sheets};
use crate::date::Day;

/// The card and the loans of a customer.
pub(super) struct Credit {
    card: Option<Card>,
    loans: Vec<Loan>,
}

struct Card {
    level: &'static str,
    limit: i64,
    bill: i64,
    due_on: Day,
    autopay: bool,
}

struct Loan {
    kind: &'static str,
    balance: i64,
    overdue_days: i64,
    matures_on: Option<Day>,
}

impl Part for Credit {
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let card = customer.habits.limit.map(|limit| Card::draw(r, limit, today));
        let mut loans = Vec::new();
        for (kind, share, yuan, years) in
            [("mortgage", 150, 900_000, 25), ("consumer", 60, 80_000, 3), ("business", 30, 600_000, 2)]
        {
            if r.per_mille(share) {
                loans.push(Loan::draw(r, kind, yuan, years, today));
            }
        }
        Self { card, loans }
    }

    fn advance(&mut self, _: &mut Customer, r: &mut Random, today: Day) {
        if let Some(card) = self.card.as_mut().filter(|card| card.due_on < today) {
            card.bill = bill(r, card.limit);
            card.due_on = next_month(card.due_on);
        }
        for loan in &mut self.loans {
            let starts = r.below(4_000) == 0;
            loan.overdue_days = match loan.overdue_days {
                0 => i64::from(starts),
                _ if r.per_mille(80) => 0,
                days => days + 1,
            };
        }
        if r.below(12_000) == 0 && self.loans.len() < 3 {
            self.loans.push(Loan::draw(r, "consumer", 80_000, 3, today));
        }
        self.loans.retain(|loan| loan.matures_on.is_none_or(|day| day >= today));
    }

    fn write(&self, customer: &Customer, _: Day, sheets: &mut Sheets) {
        let id = customer.number;
        if let Some(Card { level, limit, bill, due_on, autopay }) = &self.card {
            let (limit, bill) = (Money(*limit), Money(*bill));
            let cells = format_args!("K{id:07},C{id:07},{level},{limit},{bill},{due_on},{autopay}");
            sheets.row(Sheet::Cards, cells);
        }
        for (loan, at) in self.loans.iter().zip(1..) {
            let Loan { kind, balance, overdue_days, matures_on } = loan;
            let (balance, matures_on) = (Money(*balance), Maybe(*matures_on));
            let cells = format_args!("L{id:07}-{at},C{id:07},{kind},{balance},{overdue_days},{matures_on}");
            sheets.row(Sheet::Loans, cells);
        }
    }
}

impl Card {
    fn draw(r: &mut Random, limit: i64, today: Day) -> Self {
        let level = match limit {
            ..10_000_000 => "standard",
            10_000_000..25_000_000 => "gold",
            _ => "platinum",
        };
        let bill = bill(r, limit);
        Self { level, limit, bill, due_on: today.plus(r.between(0, 29)), autopay: r.per_mille(600) }
    }
}

/// A month's bill: one in twenty is most of the limit.
fn bill(r: &mut Random, limit: i64) -> i64 {
    if r.per_mille(50) { share(limit, r.between(6_000, 9_500)) } else { share(limit, r.between(0, 3_000)) }
}

fn next_month(day: Day) -> Day {
    let (year, month, date) = day.civil();
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Day::of(year, month, date.min(28))
}

impl Loan {
    /// One loan in fifty matures within a month, one in sixty is overdue.
    fn draw(r: &mut Random, kind: &'static str, yuan: i64, years: i64, today: Day) -> Self {
        let ahead = if r.per_mille(20) {
            r.pick(15, &[(30, 1), (15, 2), (7, 2), (3, 1)])
        } else {
            r.between(20, years * 365)
        };
        let overdue_days = if r.per_mille(16) { r.between(1, 60) } else { 0 };
        let balance = r.between(yuan / 5, yuan * 2) * 100;
        Self { kind, balance, overdue_days, matures_on: Some(today.plus(ahead)) }
    }
}

//! Companies that a customer owns, directs or works for.

use super::customer::Customer;
use super::line::Money;
use super::part::Part;
use super::random::Random;
use super::sheet::{Sheet, Sheets};
use crate::date::Day;

/// The companies of a customer.
pub(super) struct Companies(Vec<Company>);

struct Company {
    role: &'static str,
    since: Day,
    listed: bool,
    /// In ten thousandths.
    growth: i64,
    deposits: i64,
    turnover: i64,
    turnover_before: i64,
    account: bool,
    loan: bool,
    payroll: bool,
}

impl Part for Companies {
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let (role, share) = match customer.position() {
            "founder" => ("owner", 800),
            _ if customer.wealth.aum >= 500_000_000 && r.per_mille(400) => ("owner", 1_000),
            "executive" => (r.pick("executive", &[("executive", 3), ("director", 1)]), 250),
            _ => ("employee", 20),
        };
        let mut companies = Vec::new();
        if r.per_mille(share) {
            let since = today.plus(-r.between(60, 6_000));
            companies.push(Company::draw(r, role, since, false));
        }
        if customer.habits.cash_out && r.per_mille(400) {
            let since = today.plus(-r.between(700, 3_000));
            let mut failing = Company::draw(r, "owner", since, false);
            failing.collapse(r);
            companies.push(failing);
        }
        if r.per_mille(3) {
            let since = today.plus(-r.between(1, 25));
            companies.push(Company::draw(r, "director", since, true));
        }
        Self(companies)
    }

    fn advance(&mut self, _: &mut Customer, r: &mut Random, today: Day) {
        if r.below(30_000) == 0 {
            self.0.push(Company::draw(r, "director", today.plus(-1), true));
        }
        if today.civil().2 == 1 {
            self.0.iter_mut().for_each(|company| company.turn(r));
        }
    }

    fn write(&self, customer: &Customer, _: Day, sheets: &mut Sheets) {
        let id = customer.number;
        for (company, at) in self.0.iter().zip(1..) {
            let Company { role, since, listed, growth, account, loan, payroll, .. } = company;
            let sign = if *growth < 0 { "-" } else { "" };
            let growth = growth.unsigned_abs();
            let (whole, part) = (growth / 10_000, growth % 10_000);
            let (deposits, turnover) = (Money(company.deposits), Money(company.turnover));
            let before = Money(company.turnover_before);
            sheets.row(
                Sheet::Companies,
                format_args!(
                    "Q{id:07}-{at},C{id:07},E{id:07}{at},第{id}{at}号企业,{role},{since},{listed},{sign}{whole}.{part:04},\
                     {deposits},{turnover},{before},{},{account},{loan},{payroll}",
                    Money(company.contribution())
                ),
            );
        }
    }
}

impl Company {
    fn draw(r: &mut Random, role: &'static str, since: Day, listed: bool) -> Self {
        let turnover = r.between(10, 3_000) * 1_000_000;
        let account = r.per_mille(500);
        let mut company = Self {
            role,
            since,
            listed: listed || r.per_mille(30),
            growth: r.between(-3_000, 9_000),
            deposits: if account { r.between(0, 2_000) * 100_000 } else { 0 },
            turnover,
            turnover_before: turnover,
            account,
            loan: account && r.per_mille(300),
            payroll: account && r.per_mille(300),
        };
        company.turn(r);
        company
    }

    /// What it brings in a year: a little of its turnover and of its deposits, and of its loan, where it has them.
    fn contribution(&self) -> i64 {
        let business = if self.account { self.turnover / 1_000 + self.deposits / 100 } else { 0 };
        business + if self.loan { self.turnover / 200 } else { 0 }
    }

    /// The next 30 days: about as much as before, but one company in twenty loses most of its turnover.
    fn turn(&mut self, r: &mut Random) {
        if r.per_mille(50) {
            self.collapse(r);
            return;
        }
        self.turnover_before = self.turnover.max(5_000_000);
        self.turnover = self.turnover_before / 100 * r.between(80, 125);
    }

    /// Most of the turnover is gone.
    fn collapse(&mut self, r: &mut Random) {
        self.turnover_before = self.turnover.max(5_000_000);
        self.turnover = self.turnover_before / 100 * r.between(5, 45);
    }
}

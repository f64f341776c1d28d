//! What a customer used of the bank's own services, and whom the customer brought.

use super::customer::Customer;
use super::line::Money;
use super::part::{Part, YEAR_BACK};
use super::random::Random;
use super::reference::catalogue::{CATALOGUE, Offered};
use super::sheet::{Maybe, Sheet, Sheets};
use crate::date::Day;

/// Services used and referrals made.
#[derive(Default)]
pub(super) struct Services {
    used: Vec<Used>,
    referrals: Vec<Referral>,
    next: u32,
}

struct Used {
    serial: u32,
    day: Day,
    offered: &'static Offered,
    feedback: Option<i64>,
}

struct Referral {
    day: Day,
    status: &'static str,
    aum: Option<i64>,
}

impl Part for Services {
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let mut services = Self::default();
        for ago in (1..=YEAR_BACK).rev() {
            services.pass(customer, r, today.plus(-ago));
        }
        for _ in 0..customer.relation.referrals_12m {
            let day = today.plus(-r.between(1, 365));
            services.refer(r, day, "joined");
        }
        if r.per_mille(15) {
            let day = today.plus(-r.between(1, 60));
            services.refer(r, day, "open");
        }
        services
    }

    fn advance(&mut self, customer: &mut Customer, r: &mut Random, today: Day) {
        let yesterday = today.plus(-1);
        self.used.retain(|row| row.day.0 > today.0 - 1 - YEAR_BACK);
        self.pass(customer, r, yesterday);
        if r.below(900) == 0 {
            self.refer(r, yesterday, "open");
        }
        for referral in self.referrals.iter_mut().filter(|referral| referral.status == "open") {
            if r.per_mille(40) {
                referral.status = r.pick("joined", &[("joined", 2), ("declined", 1)]);
                referral.aum = (referral.status == "joined").then(|| r.between(1, 3_000) * 100_000);
            }
        }
        let joined = |row: &&Referral| row.status == "joined" && row.day.0 > today.0 - 365;
        let joined = self.referrals.iter().filter(joined).count();
        customer.relation.referrals_12m = i64::try_from(joined).unwrap_or(0);
    }

    fn write(&self, customer: &Customer, today: Day, sheets: &mut Sheets) {
        let id = customer.number;
        let covered = |day: Day| day.0 > today.0 - 1 - YEAR_BACK && day < today;
        for row in self.used.iter().filter(|row| covered(row.day)) {
            let Used { serial, day, offered, feedback } = row;
            let (cost, feedback) = (Money(offered.yuan * 100), Maybe(*feedback));
            let cells = format_args!("G{id:07}-{serial},C{id:07},{day},{},{cost},{feedback}", offered.id);
            sheets.row(Sheet::Services, cells);
        }
        for (row, at) in self.referrals.iter().zip(1..).filter(|(row, _)| covered(row.day)) {
            let Referral { day, status, aum } = row;
            let aum = Maybe(aum.map(Money));
            sheets.row(Sheet::Referrals, format_args!("J{id:07}-{at},C{id:07},{day},{status},{aum}"));
        }
    }
}

impl Services {
    /// A day on which a service may be used: six times a year from 5 M, twice from 1 M, one customer in twelve below.
    fn pass(&mut self, customer: &Customer, r: &mut Random, day: Day) {
        const MILLION: i64 = 100_000_000;
        let (often, tiers) = match customer.wealth.aum {
            ..MILLION => (2, 1),
            MILLION..500_000_000 => (55, 2),
            500_000_000..3_000_000_000 => (165, 3),
            _ => (300, 4),
        };
        // One customer in four uses nothing.
        if r.below(10_000) >= often || customer.number.is_multiple_of(4) {
            return;
        }
        let choices = CATALOGUE.iter().filter(|offered| offered.tier <= tiers);
        let at = usize::try_from(r.below(choices.clone().count().try_into().unwrap_or(1))).unwrap_or(0);
        let feedback = r.per_mille(700).then(|| r.pick(5, &[(2, 3), (3, 12), (4, 40), (5, 45)]));
        if let Some(offered) = choices.clone().nth(at) {
            self.next += 1;
            self.used.push(Used { serial: self.next, day, offered, feedback });
        }
    }

    fn refer(&mut self, r: &mut Random, day: Day, status: &'static str) {
        let aum = r.between(1, 3_000) * 100_000;
        self.referrals.push(Referral { day, status, aum: (status == "joined").then_some(aum) });
    }
}

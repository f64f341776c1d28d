//! Contacts between the bank and a customer.

use super::customer::Customer;
use super::part::{DAYS_BACK, Part, YEAR_BACK};
use super::random::Random;
use super::sheet::{Maybe, Sheet, Sheets};
use crate::date::Day;

/// The contacts of a customer.
#[derive(Default)]
pub(super) struct Contacts {
    rows: Vec<Contact>,
    next: u32,
    /// Contacts in 90 days, as they were on the first day.
    often: i64,
}

struct Contact {
    serial: u32,
    day: Day,
    kind: &'static str,
    outcome: &'static str,
    ours: bool,
    topic: &'static str,
    reason: Option<&'static str>,
}

impl Contact {
    /// How long it took: nobody is reached in two minutes, and a visit takes an hour or so. Told from the rest of the row,
    /// so that nothing else of the bank hangs on it.
    fn minutes(&self) -> u64 {
        let more = (u64::from(self.serial) * 7 + self.day.0.unsigned_abs()) % 20;
        match (self.outcome, self.kind) {
            ("reached", "visit") => 50 + more * 2,
            ("reached", "branch") => 25 + more,
            ("reached", _) => 5 + more,
            _ => 2,
        }
    }
}

const TOPICS: [(&str, u64); 6] =
    [("product", 40), ("other", 26), ("market", 12), ("review", 12), ("festival", 6), ("birthday", 4)];

const REASONS: [(&str, u64); 5] =
    [("rate", 35), ("service", 20), ("spending", 20), ("invested", 15), ("moved", 10)];

impl Part for Contacts {
    /// As many in 90 days as the customer's column says, at the same pace before; one customer in fifty was asked within
    /// the last month why money had left.
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let often = customer.relation.contacts_90d;
        let mut contacts = Self { often, ..Self::default() };
        let earlier = often * (YEAR_BACK - DAYS_BACK) / DAYS_BACK;
        for _ in 0..earlier {
            let ago = r.between(DAYS_BACK + 1, YEAR_BACK);
            contacts.add(r, today.plus(-ago), false);
        }
        let asked = often > 0 && r.per_mille(40);
        for at in 0..often {
            let retention = asked && at == 0;
            let ago = r.between(1, if retention { 30 } else { DAYS_BACK });
            contacts.add(r, today.plus(-ago), retention);
        }
        contacts
    }

    fn advance(&mut self, customer: &mut Customer, r: &mut Random, today: Day) {
        let yesterday = today.plus(-1);
        self.rows.retain(|row| row.day.0 > today.0 - 1 - YEAR_BACK);
        if r.below(90) < u64::try_from(self.often).unwrap_or(0).min(9) {
            self.add(r, yesterday, false);
        }
        let left = customer.wealth.outflow_1d > customer.wealth.aum / 5;
        if left && r.per_mille(700) {
            self.add(r, yesterday, true);
        }
        let recent = self.rows.iter().filter(|row| row.day.0 >= today.0 - DAYS_BACK).count();
        customer.relation.contacts_90d = i64::try_from(recent).unwrap_or(0);
    }

    fn write(&self, customer: &Customer, today: Day, sheets: &mut Sheets) {
        let (id, manager) = (customer.number, customer.manager() + 1);
        let covered = |day: Day| day.0 > today.0 - 1 - YEAR_BACK && day < today;
        for row in self.rows.iter().filter(|row| covered(row.day)) {
            let Contact { serial, day, kind, outcome, ours, topic, reason } = row;
            let reason = Maybe(*reason);
            sheets.row(
                Sheet::Interactions,
                format_args!(
                    "V{id:07}-{serial:03},C{id:07},{day},{kind},{outcome},RM{manager:03},{ours},{topic},{reason},{}",
                    row.minutes()
                ),
            );
        }
    }
}

impl Contacts {
    fn add(&mut self, r: &mut Random, day: Day, retention: bool) {
        self.next += 1;
        let outcome = r.pick("reached", &[("reached", 62), ("not_reached", 30), ("call_back", 8)]);
        let kind = r.pick("call", &[("call", 50), ("message", 30), ("visit", 12), ("branch", 8)]);
        let (ours, topic) = (r.per_mille(700), r.pick("product", &TOPICS));
        let reason = r.pick("rate", &REASONS);
        self.rows.push(Contact {
            serial: self.next,
            day,
            kind,
            outcome: if retention { "reached" } else { outcome },
            ours: ours || retention,
            topic: if retention { "retention" } else { topic },
            reason: retention.then_some(reason),
        });
    }
}

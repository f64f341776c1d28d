//! What the bank records about a customer row by row: transactions, contacts, consents, a spouse, a second id.
//!
//! Every row is drawn from a stream of its own customer, apart from that of the customer's columns. A transaction
//! carries the moment at which the bank learned of it; most are known the next night, some days later.

use std::fmt::Write;

use super::customer::Customer;
use super::date::Day;
use super::line::Money;
use super::random::Random;

/// Days that transactions and contacts go back.
pub(super) const DAYS_BACK: i64 = 90;

/// Separates these streams from those of customers.
const RECORDS: u64 = 0x7265_636f_7264;

/// The rows of one customer.
pub(super) struct Records {
    customer: u64,
    /// The second id under which some transactions come.
    alias: bool,
    transactions: Vec<Transaction>,
    contacts: Vec<Contact>,
    /// Status and day of the consents to marketing and to profiling; absent where the bank has none on file.
    consents: [Option<(bool, Day)>; 2],
    spouse_since: Option<Day>,
}

struct Transaction {
    posted: Day,
    known: Day,
    incoming: bool,
    external: bool,
    channel: &'static str,
    fen: i64,
}

struct Contact {
    day: Day,
    kind: &'static str,
    outcome: &'static str,
}

/// The names of the files and their headers, in the order of [`Records::write`].
pub(super) const TABLES: [(&str, &str); 5] = [
    ("transactions", "txn_id,customer_id,posted_on,known_at,direction,external,channel,amount\n"),
    ("interactions", "interaction_id,customer_id,contacted_on,kind,outcome,rm_id\n"),
    ("consents", "consent_id,customer_id,category,status,changed_on\n"),
    ("relations", "relation_id,member,head,relation,since,until,share\n"),
    ("identities", "alias,customer_id\n"),
];

impl Records {
    /// Draws what is on file on the customer's first day.
    pub(super) fn draw(customer: &Customer, seed: u64, today: Day) -> Self {
        let mut random = Random::of(seed ^ RECORDS, customer.number);
        let r = &mut random;
        let alias = r.per_mille(5);
        let consents = [consent(r, today, 30), consent(r, today, 60)];
        let spouse_since = r.per_mille(250).then(|| today.plus(-r.between(400, 12_000)));
        let count = customer.activity.txn_count_6m * DAYS_BACK / 182;
        let transactions = (0..count).map(|_| Transaction::draw(r, customer.wealth.aum, today)).collect();
        let contacts = (0..customer.relation.contacts_90d).map(|_| Contact::draw(r, today)).collect();
        let mut records =
            Self { customer: customer.number, alias, transactions, contacts, consents, spouse_since };
        records.flows(customer, r, today);
        records
    }

    /// Adds the rows of the day before `today`: its flows, and now and then a contact or a changed consent.
    pub(super) fn advance(&mut self, customer: &Customer, seed: u64, today: Day) {
        let stream = seed ^ RECORDS.wrapping_mul(u64::try_from(today.0).unwrap_or(0));
        let mut random = Random::of(stream, self.customer);
        let r = &mut random;
        self.flows(customer, r, today);
        if r.per_mille(20) {
            self.contacts.push(Contact { day: today.plus(-1), ..Contact::draw(r, today) });
        }
        if r.below(2_000) == 0
            && let [Some((granted, day)), _] = &mut self.consents
        {
            (*granted, *day) = (!*granted, today.plus(-1));
        }
    }

    /// The in- and outflow of the day before, as the customer's columns say them.
    fn flows(&mut self, customer: &Customer, r: &mut Random, today: Day) {
        let flows = [(true, customer.wealth.inflow_1d), (false, customer.wealth.outflow_1d)];
        for (incoming, fen) in flows.into_iter().filter(|(_, fen)| *fen > 0) {
            let posted = today.plus(-1);
            let channel = r.pick("app", &CHANNELS);
            let known = posted.plus(1);
            self.transactions.push(Transaction { posted, known, incoming, external: true, channel, fen });
        }
    }

    /// Appends the rows known on `today` to the tables of [`TABLES`].
    pub(super) fn write(&self, customer: &Customer, today: Day, tables: &mut [String; 5]) {
        let [transactions, interactions, consents, relations, identities] = tables;
        let id = self.customer;
        let covered = |day: Day| day.0 > today.0 - 1 - DAYS_BACK && day < today;
        // Writing to a String cannot fail.
        for (row, at) in self.transactions.iter().zip(1..) {
            if covered(row.posted) && row.known <= today {
                let letter = if self.alias && at % 2 == 0 { 'A' } else { 'C' };
                let _ = row.write(
                    transactions,
                    format_args!("{letter}{id:07}"),
                    format_args!("T{id:07}-{at:04}"),
                );
            }
        }
        for (row, at) in self.contacts.iter().zip(1..).filter(|(row, _)| covered(row.day)) {
            let manager = customer.manager() + 1;
            let _ = writeln!(
                interactions,
                "V{id:07}-{at:03},C{id:07},{},{},{},RM{manager:03}",
                row.day, row.kind, row.outcome
            );
        }
        for (category, consent) in ["marketing", "profiling"].iter().zip(&self.consents) {
            if let Some((granted, day)) = consent {
                let status = if *granted { "granted" } else { "withdrawn" };
                let _ = writeln!(consents, "{id:07}-{category},C{id:07},{category},{status},{day}");
            }
        }
        self.relate(id, relations);
        if self.alias {
            let _ = writeln!(identities, "A{id:07},C{id:07}");
        }
    }

    /// Even customers may be married to the one before them; one pair in five thousand is recorded both ways round,
    /// which makes a circle.
    fn relate(&self, id: u64, relations: &mut String) {
        let Some(since) = self.spouse_since.filter(|_| id.is_multiple_of(2)) else { return };
        let head = id - 1;
        let _ = writeln!(relations, "R{id:07},C{id:07},C{head:07},spouse,{since},,100");
        if id.is_multiple_of(10_000) {
            let _ = writeln!(relations, "R{id:07}b,C{head:07},C{id:07},spouse,{since},,100");
        }
    }
}

const CHANNELS: [(&str, u64); 4] = [("app", 70), ("counter", 8), ("atm", 7), ("pos", 15)];

impl Transaction {
    fn draw(r: &mut Random, aum: i64, today: Day) -> Self {
        let posted = today.plus(-r.between(2, DAYS_BACK + 30));
        let late = if r.per_mille(5) { r.between(2, 6) } else { 1 };
        let most = (aum / 200).max(10_000);
        Self {
            posted,
            known: posted.plus(late),
            incoming: r.per_mille(400),
            external: r.per_mille(600),
            channel: r.pick("app", &CHANNELS),
            fen: r.between(100, most),
        }
    }

    fn write(
        &self,
        to: &mut String,
        customer: std::fmt::Arguments<'_>,
        id: std::fmt::Arguments<'_>,
    ) -> std::fmt::Result {
        let direction = if self.incoming { "in" } else { "out" };
        let Self { posted, external, channel, fen, .. } = self;
        // Loaded the evening before the morning on which it is known, so that a run of that date sees it.
        let known = self.known.plus(-1);
        let amount = Money(*fen);
        writeln!(to, "{id},{customer},{posted},{known}T23:30:00,{direction},{external},{channel},{amount}")
    }
}

impl Contact {
    fn draw(r: &mut Random, today: Day) -> Self {
        Self {
            day: today.plus(-r.between(1, DAYS_BACK)),
            kind: r.pick("call", &[("call", 50), ("message", 30), ("visit", 12), ("branch", 8)]),
            outcome: r.pick("reached", &[("reached", 62), ("not_reached", 30), ("call_back", 8)]),
        }
    }
}

/// Granted by most, withdrawn by `withdrawn` of a thousand, not on file for 50.
fn consent(r: &mut Random, today: Day, withdrawn: u64) -> Option<(bool, Day)> {
    let day = today.plus(-r.between(1, 1_500));
    let granted = !r.per_mille(withdrawn);
    (!r.per_mille(50)).then_some((granted, day))
}

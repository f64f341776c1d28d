//! Transactions: what comes and goes, what the card pays for, salaries, interest and fees.
//!
//! A transaction carries the moment at which the bank learned of it; most are known the next night, some days later.

use super::customer::{Customer, share};
use super::line::Money;
use super::part::{DAYS_BACK, Part};
use super::random::Random;
use super::sheet::{Sheet, Sheets};
use crate::date::Day;

/// The transactions of a customer.
#[derive(Default)]
pub(super) struct Payments {
    rows: Vec<Payment>,
    next: u32,
}

struct Payment {
    serial: u32,
    posted: Day,
    known: Day,
    incoming: bool,
    external: bool,
    channel: &'static str,
    fen: i64,
    kind: &'static str,
    mcc: &'static str,
    country: &'static str,
    counterparty: &'static str,
}

const CHANNELS: [(&str, u64); 4] = [("app", 70), ("counter", 8), ("atm", 7), ("pos", 15)];

/// Where money goes to, and where it comes from.
const TO: [(&str, u64); 6] = [
    ("person", 30),
    ("company", 12),
    ("large_bank", 18),
    ("other_bank", 15),
    ("broker", 10),
    ("platform", 15),
];
const FROM: [(&str, u64); 5] =
    [("person", 35), ("company", 25), ("large_bank", 15), ("other_bank", 20), ("broker", 5)];

/// What a habit pays for: merchant categories, countries, how often in 90 days, yuan from and to.
struct Spending {
    mcc: [&'static str; 2],
    country: &'static str,
    often: u64,
    yuan: (i64, i64),
}

const DAILY: [&str; 4] = ["5411", "5812", "4111", "5541"];

impl Part for Payments {
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let mut payments = Self::default();
        for _ in 0..customer.activity.txn_count_6m * DAYS_BACK / 182 {
            let ago = r.between(2, DAYS_BACK + 30);
            payments.ordinary(r, customer.wealth.aum, today.plus(-ago));
        }
        for ago in (2..DAYS_BACK + 30).rev() {
            payments.habits(customer, r, today.plus(-ago));
        }
        payments.flows(customer, r, today.plus(-1));
        payments
    }

    fn advance(&mut self, customer: &mut Customer, r: &mut Random, today: Day) {
        let yesterday = today.plus(-1);
        self.rows.retain(|row| row.posted.0 > today.0 - DAYS_BACK - 30);
        self.flows(customer, r, yesterday);
        self.habits(customer, r, yesterday);
        let often = u64::try_from(customer.activity.txn_count_6m).unwrap_or(0);
        if customer.activity.is_awake() && r.below(182) < often {
            let fen = r.between(1_000, customer.wealth.aum.max(10_000_000) / 500);
            self.card(r, yesterday, fen, "CN", "");
        }
    }

    fn write(&self, customer: &Customer, today: Day, sheets: &mut Sheets) {
        let id = customer.number;
        let covered = |day: Day| day.0 > today.0 - 1 - DAYS_BACK && day < today;
        for row in self.rows.iter().filter(|row| covered(row.posted) && row.known <= today) {
            let letter = if customer.habits.alias && row.serial.is_multiple_of(2) { 'A' } else { 'C' };
            let direction = if row.incoming { "in" } else { "out" };
            // Loaded the evening before the morning on which it is known, so that a run of that date sees it.
            let known = row.known.plus(-1);
            let Payment { serial, posted, external, channel, fen, kind, mcc, country, counterparty, .. } =
                row;
            let amount = Money(*fen);
            sheets.row(
                Sheet::Transactions,
                format_args!(
                    "T{id:07}-{serial:04},{letter}{id:07},{posted},{known}T23:30:00,{direction},{external},{channel},\
                     {amount},{kind},{mcc},{country},{counterparty}"
                ),
            );
        }
    }
}

impl Payments {
    /// Adds a row of which the bank learns the next night.
    fn add(&mut self, posted: Day, fen: i64, kind: &'static str) -> Option<&mut Payment> {
        self.next += 1;
        self.rows.push(Payment {
            serial: self.next,
            posted,
            known: posted.plus(1),
            incoming: false,
            external: true,
            channel: "app",
            fen: fen.max(1),
            kind,
            mcc: "",
            country: "",
            counterparty: "",
        });
        self.rows.last_mut()
    }

    /// An ordinary row of some day in the past, small against the assets.
    fn ordinary(&mut self, r: &mut Random, aum: i64, posted: Day) {
        let late = if r.per_mille(5) { r.between(2, 6) } else { 1 };
        let (incoming, external) = (r.per_mille(400), r.per_mille(600));
        let channel = r.pick("app", &CHANNELS);
        let fen = r.between(100, (aum / 200).max(10_000));
        let counterparty = if incoming { r.pick("person", &FROM) } else { r.pick("person", &TO) };
        if channel == "pos" {
            self.card(r, posted, fen, "CN", "");
            return;
        }
        if let Some(row) = self.add(posted, fen, "transfer") {
            (row.incoming, row.external, row.channel) = (incoming, external, channel);
            row.counterparty = counterparty;
            row.known = posted.plus(late);
        }
    }

    /// A card payment; without a merchant category it is one of daily life.
    fn card(&mut self, r: &mut Random, posted: Day, fen: i64, country: &'static str, mcc: &'static str) {
        let daily = DAILY.get(usize::try_from(r.below(4)).unwrap_or(0)).copied().unwrap_or("5411");
        if let Some(row) = self.add(posted, fen, "card") {
            (row.channel, row.country) = ("pos", country);
            row.mcc = if mcc.is_empty() { daily } else { mcc };
            row.counterparty = "company";
        }
    }

    /// The in- and outflow of a day, as the customer's columns say them.
    fn flows(&mut self, customer: &Customer, r: &mut Random, posted: Day) {
        let flows = [(true, customer.wealth.inflow_1d), (false, customer.wealth.outflow_1d)];
        for (incoming, fen) in flows.into_iter().filter(|(_, fen)| *fen > 0) {
            let channel = r.pick("app", &[("app", 85), ("counter", 15)]);
            let counterparty = if incoming { r.pick("person", &FROM) } else { r.pick("person", &TO) };
            let kind = if counterparty == "broker" { "investment" } else { "transfer" };
            if let Some(row) = self.add(posted, fen, kind) {
                (row.incoming, row.channel, row.counterparty) = (incoming, channel, counterparty);
            }
        }
    }

    /// What a day brings by habit.
    fn habits(&mut self, customer: &Customer, r: &mut Random, day: Day) {
        let (_, month, date) = day.civil();
        let habits = &customer.habits;
        if habits.payroll && date == 10 && customer.activity.is_awake() {
            let fen = customer.profile.income_monthly;
            if let Some(row) = self.add(day, fen, "salary") {
                (row.incoming, row.counterparty) = (true, "company");
            }
        }
        if month % 3 == 0 && date == 21 {
            let fen = share(customer.wealth.deposits_demand, 2) / 4;
            if let Some(row) = self.add(day, fen, "interest") {
                (row.incoming, row.external) = (true, false);
            }
        }
        if date == 1
            && r.per_mille(50)
            && let Some(row) = self.add(day, 1_000, "fee")
        {
            row.external = false;
        }
        if !customer.activity.is_awake() {
            return;
        }
        self.spend(customer, r, day);
    }

    /// What a day's habits pay for.
    fn spend(&mut self, customer: &Customer, r: &mut Random, day: Day) {
        let habits = &customer.habits;
        if habits.exchange && r.per_mille(30) {
            let fen = r.between(500_000, 5_000_000);
            self.add(day, fen, "fx");
        }
        if habits.cash_out && r.per_mille(40) {
            let limit = habits.limit.unwrap_or(1_000_000);
            let fen = share(limit, r.between(4_500, 9_000));
            self.card(r, day, fen, "CN", "6051");
        }
        for (holds, spending) in spendings(customer) {
            if holds && r.below(90) < spending.often {
                let [first, second] = spending.mcc;
                let (low, high) = spending.yuan;
                let fen = r.between(low * 100, high * 100);
                let mcc = if r.per_mille(500) { first } else { second };
                self.card(r, day, fen, spending.country, mcc);
            }
        }
    }
}

fn spendings(customer: &Customer) -> [(bool, Spending); 6] {
    const ABROAD: [&str; 5] = ["JP", "FR", "SG", "GB", "HK"];
    let habits = &customer.habits;
    let country = ABROAD.get(usize::try_from(customer.number % 5).unwrap_or(0)).copied().unwrap_or("JP");
    let spending = |mcc, country, often, yuan| Spending { mcc, country, often, yuan };
    [
        (habits.overseas, spending(["5944", "5311"], country, 12, (3_000, 30_000))),
        (habits.traveller, spending(["4511", "7011"], "CN", 12, (500, 8_000))),
        (habits.luxury, spending(["5944", "5311"], "CN", 6, (8_000, 60_000))),
        (habits.schools, spending(["8211", "8299"], "CN", 4, (8_000, 60_000))),
        (habits.hospitals, spending(["8062", "8011"], "CN", 4, (3_000, 40_000))),
        (habits.treats, spending(["5814", "5462"], "CN", 50, (15, 60))),
    ]
}

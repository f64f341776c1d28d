//! One customer, drawn so that the columns fit each other.
//!
//! Each group of columns is a struct with `draw` and `write`; `write` also writes the header, so that names and cells
//! cannot drift apart. The number beside a name is in how many rows of a thousand the cell is missing at random.

use super::activity::Activity;
use super::habit::Habits;
use super::holding::{self, Holding};
use super::line::{Line, Money};
use super::person::{Person, Relation, Risk};
use super::profile::Profile;
use super::random::Random;
use super::{Bank, MANAGERS_PER_BRANCH, name};
use crate::date::Day;

/// One customer: a line of `customers.csv` and lines of `holdings.csv`.
pub(super) struct Customer {
    pub(super) number: u64,
    identity: Identity,
    pub(super) wealth: Wealth,
    pub(super) activity: Activity,
    person: Person,
    pub(super) relation: Relation,
    pub(super) risk: Risk,
    pub(super) profile: Profile,
    pub(super) habits: Habits,
    pub(super) holdings: Vec<Holding>,
    /// What matured and was not renewed: the money is in the account.
    pub(super) lapsed: Vec<Holding>,
    /// First purchase of a product that is no deposit, and the next one.
    pub(super) bought: [Option<Day>; 2],
    random: Random,
}

impl Customer {
    /// Draws the customer with this number from their streams.
    pub(super) fn draw(number: u64, bank: &Bank, seed: u64) -> Self {
        let mut random = Random::of(seed, number);
        let r = &mut random;
        let identity = Identity::draw(r, bank);
        let today = bank.today;
        let since = today.plus(-r.between(1, 8_030).min(r.between(1, 8_030)));
        let mut wealth = Wealth::draw(r, identity.status, since, today);
        let maturing = r.per_mille(30);
        let invested = wealth.aum - wealth.deposits_demand;
        let mut holdings = holding::draw(r, invested, since, today, maturing);
        if holdings.is_empty() {
            wealth.deposits_demand = wealth.aum;
        }
        let activity = Activity::draw(r, identity.status, &holdings);
        let mut person = Person::draw(r, wealth.aum, today);
        let mut relation = Relation::draw(r, wealth.aum, since);
        let risk = Risk::draw(r, today);
        let profile = Profile::draw(seed, number, wealth.aum, relation.wallet_share, today);
        if let Some(ago) = profile.newcomer.filter(|_| identity.status == Status::Active) {
            holding::plant_newcomer(&mut holdings, today.plus(-ago));
        }
        person.young(profile.minor, profile.student, today);
        if let Some(ago) = profile.fresh.filter(|_| person.position == "student") {
            relation.since = today.plus(-ago);
            (wealth.aum_90d_ago, wealth.aum_year_ago) = (None, None);
            holdings.iter_mut().for_each(|held| held.bought_on = held.bought_on.max(relation.since));
        }
        // Of what does not suit the cautious, one product in fifty was sold all the same.
        for holding in &mut holdings {
            let sold = r.per_mille(20);
            holding.tame(risk.is_cautious() && !sold);
        }
        let lapsed = profile.lapsed_ago.filter(|_| wealth.deposits_demand > 12_000_000);
        let lapsed = lapsed.map(|ago| Holding::lapsed(wealth.deposits_demand / 2, today.plus(-ago)));
        let first = holdings.iter().filter(|holding| holding.kind != "deposit").map(|h| h.bought_on).min();
        let again = first.zip(profile.repurchased_after).map(|(first, days)| first.plus(days));
        Self {
            number,
            habits: Habits::draw(seed, number, wealth.aum),
            bought: [first, again.filter(|day| *day < today)],
            activity,
            person,
            relation,
            risk,
            profile,
            identity,
            wealth,
            lapsed: lapsed.into_iter().collect(),
            holdings,
            random,
        }
    }

    /// Whether the customer still does business.
    pub(super) fn is_active(&self) -> bool {
        self.identity.status == Status::Active
    }

    /// Whether the customer is married.
    pub(super) fn is_married(&self) -> bool {
        self.person.marital_status == "married"
    }

    /// The customer's position at work.
    pub(super) fn position(&self) -> &'static str {
        self.person.position
    }

    pub(super) fn birthday(&self) -> Day {
        self.person.birthday
    }

    /// Age in years, give or take a birthday.
    pub(super) fn age(&self, today: Day) -> i64 {
        (today.0 - self.person.birthday.0) * 4 / 1_461
    }

    /// Contribution in twelve months, in fen.
    pub(super) fn contribution(&self) -> i64 {
        self.wealth.contribution_12m
    }

    /// Another manager takes the customer over.
    pub(super) fn hand_over(&mut self, r: &mut Random, managers: u64) {
        self.identity.manager = r.below(managers);
    }

    /// The number of the customer's manager, from 0.
    pub(super) fn manager(&self) -> u64 {
        self.identity.manager
    }

    /// Appends the line of `customers.csv`.
    pub(super) fn write(&self, text: &mut String) {
        self.cells(Line::cells(text, self.random.clone()));
    }

    /// The header of `customers.csv`.
    pub(super) fn header() -> String {
        let mut text = String::new();
        let anybody = Self::draw(1, &Bank { managers: 1, today: crate::date::TODAY }, 0);
        anybody.cells(Line::header(&mut text));
        text
    }

    fn cells(&self, mut line: Line<'_>) {
        line.cell("customer_id", 0, format_args!("C{:07}", self.number));
        self.identity.write(&mut line);
        self.wealth.write(&mut line);
        self.activity.write(&mut line);
        self.person.write(&mut line);
        self.relation.write(&mut line);
        self.risk.write(&mut line);
        line.cell("since", 5, self.relation.since);
        self.profile.write(&mut line, self.wealth.aum_month_ago, self.bought);
        line.end();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    Dormant,
    Closed,
}

struct Identity {
    name: String,
    manager: u64,
    status: Status,
}

impl Identity {
    fn draw(r: &mut Random, bank: &Bank) -> Self {
        Self {
            name: name::draw(r),
            manager: r.below(bank.managers).min(r.below(bank.managers)),
            status: r
                .pick(Status::Active, &[(Status::Active, 930), (Status::Dormant, 50), (Status::Closed, 20)]),
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        let status = match self.status {
            Status::Active => "active",
            Status::Dormant => "dormant",
            Status::Closed => "closed",
        };
        line.cell("name", 0, &self.name);
        line.cell("rm_id", 3, format_args!("RM{:03}", self.manager + 1));
        line.cell("branch_id", 0, format_args!("B{:02}", self.manager / MANAGERS_PER_BRANCH + 1));
        line.cell("status", 0, status);
    }
}

/// Money in fen.
pub(super) struct Wealth {
    pub(super) aum: i64,
    pub(super) aum_month_ago: Option<i64>,
    pub(super) aum_90d_ago: Option<i64>,
    pub(super) aum_year_ago: Option<i64>,
    pub(super) deposits_demand: i64,
    pub(super) outflow_1d: i64,
    pub(super) inflow_1d: i64,
    pub(super) contribution_12m: i64,
}

impl Wealth {
    fn draw(r: &mut Random, status: Status, since: Day, today: Day) -> Self {
        let aum = match status {
            Status::Active => assets(r),
            Status::Dormant => assets(r) / 10,
            Status::Closed => 0,
        };
        let dropped = r.per_mille(25);
        let (least, most) = if dropped { (4_000, 7_990) } else { (9_200, 11_300) };
        let before = |days: i64| since <= today.plus(-days);
        let (quarter, year) = (r.between(least, most), r.between(7_500, 14_000));
        // A third of the way back to the quarter before.
        let month = before(30).then(|| aum + (aum * 10_000 / quarter - aum) / 3);
        let inflow = if r.per_mille(10) { r.between(3_100, 9_000) } else { flow(r) };
        let outflow = if r.per_mille(15) { r.between(3_100, 8_000) } else { flow(r) };
        Self {
            aum,
            aum_month_ago: month,
            aum_90d_ago: before(90).then(|| aum * 10_000 / quarter),
            aum_year_ago: before(365).then(|| aum * 10_000 / year),
            deposits_demand: share(aum, r.between(400, 4_000)),
            outflow_1d: share(aum, outflow),
            inflow_1d: share(aum, inflow),
            contribution_12m: share(aum, r.between(-20, 140)) - r.between(0, 60_000),
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        line.cell("aum_prev_day", 5, Money(self.aum));
        line.optional("aum_90d_ago", 20, self.aum_90d_ago.map(Money));
        line.optional("aum_year_ago", 40, self.aum_year_ago.map(Money));
        line.cell("deposits_demand", 10, Money(self.deposits_demand));
        line.cell("outflow_1d", 10, Money(self.outflow_1d));
        line.cell("inflow_1d", 10, Money(self.inflow_1d));
        line.cell("contribution_12m", 50, Money(self.contribution_12m));
    }
}

/// Log-normal with a Pareto tail from a million, which takes the place of the log-normal's own 2 %.
fn assets(r: &mut Random) -> i64 {
    const MILLION: i64 = 100_000_000;
    if r.per_mille(20) {
        return r.pareto(1e6, 1.18);
    }
    loop {
        let fen = r.log_normal(180_000.0, 0.835);
        if fen < MILLION {
            return fen;
        }
    }
}

/// A part in ten thousandths.
pub(super) fn share(fen: i64, parts: i64) -> i64 {
    fen * parts / 10_000
}

/// An ordinary day's flow in ten thousandths of the AUM.
fn flow(r: &mut Random) -> i64 {
    if r.per_mille(800) { 0 } else { r.between(1, 800) }
}

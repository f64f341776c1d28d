//! One customer, drawn so that the columns fit each other.
//!
//! Each group of columns is a struct with `draw` and `write`; `write` also writes the header, so that names and cells
//! cannot drift apart. The number beside a name is in how many rows of a thousand the cell is missing at random.

use super::date::{Day, TODAY};
use super::holding::{self, Holding};
use super::line::{Line, Money, Tenths};
use super::random::Random;
use super::{Bank, MANAGERS_PER_BRANCH, name};

/// One customer: a line of `customers.csv` and lines of `holdings.csv`.
pub(super) struct Customer {
    pub(super) number: u64,
    identity: Identity,
    wealth: Wealth,
    activity: Activity,
    person: Person,
    relation: Relation,
    risk: Risk,
    pub(super) holdings: Vec<Holding>,
    random: Random,
}

impl Customer {
    /// Draws the customer with this number from their stream.
    pub(super) fn draw(number: u64, bank: &Bank, mut random: Random) -> Self {
        let r = &mut random;
        let identity = Identity::draw(r, bank);
        let since = TODAY.plus(-r.between(1, 8_030).min(r.between(1, 8_030)));
        let wealth = Wealth::draw(r, identity.status, since);
        let maturing = r.per_mille(30);
        let holdings = holding::draw(r, wealth.aum - wealth.deposits_demand, since, maturing);
        Self {
            number,
            activity: Activity::draw(r, identity.status, &holdings),
            person: Person::draw(r, wealth.aum),
            relation: Relation::draw(r, wealth.aum, since),
            risk: Risk::draw(r),
            identity,
            wealth,
            holdings,
            random,
        }
    }

    /// Appends the line of `customers.csv`.
    pub(super) fn write(&self, text: &mut String) {
        self.cells(Line::cells(text, self.random.clone()));
    }

    /// The header of `customers.csv`.
    pub(super) fn header() -> String {
        let mut text = String::new();
        let anybody = Self::draw(1, &Bank { managers: 1 }, Random::of(0, 1));
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
        line.end();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
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
        line.cell("rm_id", 0, format_args!("RM{:03}", self.manager + 1));
        line.cell("branch_id", 0, format_args!("B{:02}", self.manager / MANAGERS_PER_BRANCH + 1));
        line.cell("status", 0, status);
    }
}

/// Money in fen.
struct Wealth {
    aum: i64,
    aum_90d_ago: Option<i64>,
    aum_year_ago: Option<i64>,
    deposits_demand: i64,
    outflow_1d: i64,
    inflow_1d: i64,
    contribution_12m: i64,
}

impl Wealth {
    fn draw(r: &mut Random, status: Status, since: Day) -> Self {
        let aum = match status {
            Status::Active => assets(r),
            Status::Dormant => assets(r) / 10,
            Status::Closed => 0,
        };
        let dropped = r.per_mille(25);
        let (least, most) = if dropped { (4_000, 7_990) } else { (9_200, 11_300) };
        let before = |days: i64| since <= TODAY.plus(-days);
        let (quarter, year) = (r.between(least, most), r.between(7_500, 14_000));
        let outflow = if r.per_mille(15) { r.between(3_100, 8_000) } else { flow(r) };
        Self {
            aum,
            aum_90d_ago: before(90).then(|| aum * 10_000 / quarter),
            aum_year_ago: before(365).then(|| aum * 10_000 / year),
            deposits_demand: share(aum, r.between(400, 4_000)),
            outflow_1d: share(aum, outflow),
            inflow_1d: share(aum, flow(r)),
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
fn share(fen: i64, parts: i64) -> i64 {
    fen * parts / 10_000
}

/// An ordinary day's flow in ten thousandths of the AUM.
fn flow(r: &mut Random) -> i64 {
    if r.per_mille(800) { 0 } else { r.between(1, 800) }
}

struct Activity {
    products_held: i64,
    txn_count_6m: i64,
    months_since_txn: i64,
    days_since_login: Option<i64>,
}

impl Activity {
    fn draw(r: &mut Random, status: Status, holdings: &[Holding]) -> Self {
        let kinds = holdings.iter().map(|holding| holding.kind).collect::<std::collections::BTreeSet<_>>();
        let products_held = i64::try_from(kinds.len()).unwrap_or(0) + 1 + r.between(0, 2);
        if status != Status::Active {
            let login = (!r.per_mille(400)).then(|| r.between(200, 700));
            return Self {
                products_held,
                txn_count_6m: 0,
                months_since_txn: r.between(12, 48),
                days_since_login: login,
            };
        }
        let login = |r: &mut Random| {
            let (low, high) = r.pick((0, 10), &[((0, 10), 60), ((11, 90), 30), ((91, 700), 10)]);
            r.between(low, high)
        };
        let txn_count_6m = r.between(0, 13) * r.between(0, 13);
        Self {
            products_held,
            txn_count_6m,
            months_since_txn: if txn_count_6m == 0 { r.between(6, 11) } else { r.between(0, 2) },
            days_since_login: (!r.per_mille(150)).then(|| login(r)),
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        line.cell("products_held", 0, self.products_held);
        line.cell("txn_count_6m", 10, self.txn_count_6m);
        line.cell("months_since_txn", 10, self.months_since_txn);
        line.optional("days_since_login", 0, self.days_since_login);
    }
}

struct Person {
    birthday: Day,
    marital_status: &'static str,
    industry: &'static str,
    position: &'static str,
    credit_grade: &'static str,
    credit_headroom: i64,
}

impl Person {
    fn draw(r: &mut Random, aum: i64) -> Self {
        let (youngest, oldest) = (TODAY.0 - 20 * 366, TODAY.0 - 85 * 365);
        let day = Day((r.between(oldest, youngest) + r.between(oldest, youngest)) / 2);
        let (year, _, _) = day.civil();
        let birthday = if r.per_mille(20) {
            let (_, month, day) = TODAY.plus(r.between(0, 7)).civil();
            Day::of(year, month, day)
        } else {
            day
        };
        let age = TODAY.civil().0 - year;
        Self {
            birthday,
            marital_status: marital_status(r, age),
            industry: r.pick("other", &INDUSTRIES),
            position: position(r, age, aum),
            credit_grade: r.pick("B", &[("A", 35), ("B", 40), ("C", 18), ("D", 7)]),
            credit_headroom: share(aum, r.between(0, 3_000)) + r.between(0, 3_000) * 10_000,
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        line.cell("birthday", 30, self.birthday);
        line.cell("marital_status", 110, self.marital_status);
        line.cell("industry", 90, self.industry);
        line.cell("position", 100, self.position);
        line.cell("credit_grade", 60, self.credit_grade);
        line.cell("credit_headroom", 100, Money(self.credit_headroom));
    }
}

const INDUSTRIES: [(&str, u64); 7] = [
    ("technology", 16),
    ("healthcare", 10),
    ("finance", 11),
    ("manufacturing", 22),
    ("trade", 17),
    ("public", 14),
    ("other", 10),
];

fn marital_status(r: &mut Random, age: i64) -> &'static str {
    let weights = match age {
        ..30 => [70, 28, 2, 0],
        30..60 => [10, 78, 11, 1],
        _ => [3, 72, 7, 18],
    };
    choose(r, ["single", "married", "divorced", "widowed"], weights)
}

fn position(r: &mut Random, age: i64, aum: i64) -> &'static str {
    const MILLION: i64 = 100_000_000;
    if age >= 60 && r.per_mille(800) {
        return "retired";
    }
    let weights = if aum >= MILLION { [20, 28, 30, 15, 7] } else { [4, 9, 27, 45, 15] };
    choose(r, ["founder", "executive", "professional", "staff", "other"], weights)
}

fn choose<const N: usize>(r: &mut Random, names: [&'static str; N], weights: [u64; N]) -> &'static str {
    let mut pairs = [("", 0); N];
    for (pair, (name, weight)) in pairs.iter_mut().zip(names.into_iter().zip(weights)) {
        *pair = (name, weight);
    }
    r.pick("", &pairs)
}

struct Relation {
    since: Day,
    referrals_12m: i64,
    influence_grade: &'static str,
    family_aum: i64,
    wallet_share: i64,
    contacts_90d: i64,
    satisfaction: i64,
    complaints_open: i64,
    complaints_90d: i64,
    complaints_prev_90d: i64,
}

impl Relation {
    fn draw(r: &mut Random, aum: i64, since: Day) -> Self {
        let complains = r.per_mille(15);
        let complaints_open = if complains { r.between(1, 2) } else { 0 };
        let satisfied = r.pick(4, &[(1, 3), (2, 7), (3, 25), (4, 43), (5, 22)]);
        Self {
            since,
            referrals_12m: if r.per_mille(820) { 0 } else { r.pick(1, &[(1, 60), (2, 25), (3, 10), (5, 5)]) },
            influence_grade: r
                .pick("none", &[("none", 880), ("local", 95), ("sector", 20), ("national", 5)]),
            family_aum: share(aum, r.between(10_000, 30_000)),
            wallet_share: r.between(50, 1_000),
            contacts_90d: r.between(0, 3) * r.between(0, 3),
            satisfaction: if complains { r.between(1, 2) } else { satisfied },
            complaints_open,
            complaints_90d: complaints(r).max(complaints_open),
            complaints_prev_90d: complaints(r),
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        line.cell("referrals_12m", 50, self.referrals_12m);
        line.cell("influence_grade", 120, self.influence_grade);
        line.cell("family_aum", 150, Money(self.family_aum));
        line.cell("wallet_share", 120, Tenths(self.wallet_share));
        line.cell("contacts_90d", 20, self.contacts_90d);
        line.cell("satisfaction", 150, self.satisfaction);
        line.cell("complaints_open", 5, self.complaints_open);
        line.cell("complaints_90d", 5, self.complaints_90d);
        line.cell("complaints_prev_90d", 20, self.complaints_prev_90d);
    }
}

fn complaints(r: &mut Random) -> i64 {
    if r.per_mille(960) { 0 } else { r.pick(1, &[(1, 80), (2, 15), (3, 5)]) }
}

/// The risk questionnaire; without a grade there is no date either.
struct Risk(Option<(&'static str, Day)>);

impl Risk {
    fn draw(r: &mut Random) -> Self {
        let grade = r.pick("C3", &[("C1", 12), ("C2", 28), ("C3", 33), ("C4", 19), ("C5", 8)]);
        let until = TODAY.plus(r.between(-180, 545));
        Self((!r.per_mille(50)).then_some((grade, until)))
    }

    fn write(&self, line: &mut Line<'_>) {
        line.optional("risk_grade", 0, self.0.map(|(grade, _)| grade));
        line.optional("risk_grade_until", 0, self.0.map(|(_, until)| until));
    }
}

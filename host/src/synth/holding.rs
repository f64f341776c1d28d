//! What a customer holds: deposits, wealth products, funds and insurance that add up to the AUM less the account.

use super::line::{Line, Money};
use super::random::Random;
use crate::date::{Day, TODAY};

/// Yuan for a hundred US dollars: a fixed rate, because the bank is synthetic.
const YUAN_PER_100_USD: i64 = 710;

#[derive(Clone, Debug)]
pub(super) struct Holding {
    /// Its number in the customer's life, part of its id.
    pub(super) serial: u64,
    pub(super) kind: &'static str,
    product: i64,
    /// In hundredths of the currency.
    amount: i64,
    dollars: bool,
    pub(super) bought_on: Day,
    pub(super) matures_on: Option<Day>,
    pub(super) renewed: bool,
}

const KINDS: [(&str, u64); 6] =
    [("deposit", 42), ("wealth", 30), ("fund", 14), ("stock", 4), ("insurance", 8), ("trust", 2)];

/// Makes the holdings those of somebody who bought a first wealth product on a day; everything else is a deposit.
pub(super) fn plant_newcomer(holdings: &mut [Holding], day: Day) {
    for holding in holdings.iter_mut().filter(|holding| holding.kind != "deposit") {
        holding.kind = "deposit";
        holding.product = (holding.product - 1) % 40 + 1;
    }
    if let [first, ..] = holdings {
        first.kind = "wealth";
        (first.bought_on, first.matures_on, first.renewed) = (day, Some(day.plus(180)), false);
    }
}

/// Draws the holdings that share `fen` between them; `maturing` plants one that matures in 15, 7 or 3 days.
pub(super) fn draw(random: &mut Random, fen: i64, since: Day, today: Day, maturing: bool) -> Vec<Holding> {
    let weights = [(0, 120), (1, 260), (2, 260), (3, 170), (4, 100), (5, 50), (6, 25), (7, 10), (8, 5)];
    let count = if fen <= 0 { 0 } else { random.pick(0, &weights).max(u64::from(maturing)) };
    let mut holdings = Vec::new();
    let mut left = fen;
    for at in 0..count {
        // Each takes a part of what is left, the last takes all of it.
        let part = if at + 1 == count { left } else { left / 1000 * random.between(200, 700) };
        left -= part;
        let mut holding = Holding::draw(random, part, since, today);
        if maturing && at == 0 {
            holding.plant_maturity(random, today);
        }
        holding.serial = at + 1;
        holdings.push(holding);
    }
    holdings
}

impl Holding {
    fn draw(random: &mut Random, fen: i64, since: Day, today: Day) -> Self {
        let kind = random.pick("deposit", &KINDS);
        // A trust begins at 300,000 yuan.
        let kind = if kind == "trust" && fen < 30_000_000 { "insurance" } else { kind };
        let bought_on = Day(random.between(since.0.max(today.0 - 1_800), today.0 - 1));
        let days = match kind {
            "deposit" if random.per_mille(850) => {
                random.pick(365, &[(90, 2), (180, 3), (365, 4), (730, 1), (1_095, 1)])
            }
            "wealth" => random.pick(180, &[(30, 1), (90, 3), (180, 3), (365, 2)]),
            "insurance" => random.between(5, 20) * 365,
            "trust" => 730,
            _ => 0,
        };
        // What matured long ago was rolled over: the current term is the one that ends from now on.
        let terms = if days == 0 { 0 } else { (today.0 - bought_on.0) / days };
        let bought_on = bought_on.plus(terms * days);
        let matures_on = (days > 0).then(|| bought_on.plus(days));
        let dollars = kind != "insurance" && random.per_mille(40);
        let product = random.between(1, 40);
        let amount = if dollars { fen / YUAN_PER_100_USD * 100 } else { fen };
        let renewed = matures_on.is_some() && random.per_mille(350);
        Self { serial: 0, kind, product, amount, dollars, bought_on, matures_on, renewed }
    }

    fn plant_maturity(&mut self, random: &mut Random, today: Day) {
        self.kind = random.pick("deposit", &[("deposit", 1), ("wealth", 1)]);
        let matures_on = today.plus(random.pick(15, &[(15, 1), (7, 1), (3, 1)]));
        self.matures_on = Some(matures_on);
        self.bought_on = matures_on.plus(-random.pick(365, &[(90, 1), (180, 1), (365, 2)]));
        self.renewed = random.per_mille(333);
    }

    /// Makes the product one that suits: alternatives from 300,000 yuan only, and for the cautious no equities either.
    pub(super) fn tame(&mut self, cautious: bool) {
        let small = self.fen() < 30_000_000;
        if cautious && matches!(self.kind, "stock" | "trust") {
            self.kind = "wealth";
        }
        // The families of a kind follow one another: of four of wealth products, and of six of funds, two are risky.
        let risky = match self.kind {
            "wealth" => (cautious || small) && (self.product - 1) % 4 >= 2,
            "fund" => cautious && matches!((self.product - 1) % 6, 2 | 3),
            _ => false,
        };
        if risky {
            self.product -= 2;
        }
    }

    /// What it is worth in fen.
    pub(super) fn fen(&self) -> i64 {
        if self.dollars { self.amount / 100 * YUAN_PER_100_USD } else { self.amount }
    }

    /// A short wealth product of 90 days that is bought with `fen`.
    pub(super) fn bought(random: &mut Random, serial: u64, fen: i64, day: Day) -> Self {
        Self {
            serial,
            kind: "wealth",
            product: random.between(0, 9) * 4 + 1,
            amount: fen,
            dollars: false,
            bought_on: day,
            matures_on: Some(day.plus(90)),
            renewed: random.per_mille(350),
        }
    }

    /// A wealth product of 180 days that matured on a day and was not renewed.
    pub(super) fn lapsed(fen: i64, matured: Day) -> Self {
        Self {
            serial: 0,
            kind: "wealth",
            product: 7,
            amount: fen,
            dollars: false,
            bought_on: matured.plus(-180),
            matures_on: Some(matured),
            renewed: false,
        }
    }

    /// The next term of what was renewed.
    pub(super) fn renew(&mut self, random: &mut Random) {
        if let Some(matured) = self.matures_on {
            let days = (matured.0 - self.bought_on.0).max(1);
            (self.bought_on, self.matures_on) = (matured, Some(matured.plus(days)));
            self.renewed = random.per_mille(350);
        }
    }

    /// Appends the line of `holdings.csv`.
    pub(super) fn write(&self, customer: u64, text: &mut String) {
        self.cells(customer, Line::cells(text, Random::of(0, self.serial)));
    }

    /// The header of `holdings.csv`.
    pub(super) fn header() -> String {
        let mut text = String::new();
        Self::draw(&mut Random::of(0, 1), 0, TODAY.plus(-1), TODAY).cells(0, Line::header(&mut text));
        text
    }

    fn cells(&self, customer: u64, mut line: Line<'_>) {
        let initial = match self.kind {
            "deposit" => 'D',
            "wealth" => 'W',
            "fund" => 'F',
            "stock" => 'S',
            "trust" => 'T',
            _ => 'I',
        };
        // Of securities and trusts there are twenty products each.
        let most = if matches!(self.kind, "stock" | "trust") { 20 } else { 40 };
        let product = (self.product - 1) % most + 1;
        line.cell("holding_id", 0, format_args!("H{customer:07}-{}", self.serial));
        line.cell("customer_id", 0, format_args!("C{customer:07}"));
        line.cell("kind", 0, self.kind);
        line.cell("product_id", 0, format_args!("{initial}{product:03}"));
        line.cell("amount", 0, Money(self.amount));
        line.cell("currency", 0, if self.dollars { "USD" } else { "CNY" });
        line.cell("bought_on", 0, self.bought_on);
        line.optional("matures_on", 0, self.matures_on);
        line.cell("renewed", 0, self.renewed);
        // Deposits bear interest at once, everything else from the day after.
        line.cell("value_date", 0, self.bought_on.plus(i64::from(self.kind != "deposit")));
        line.end();
    }
}

//! What a customer holds: deposits, wealth products, funds and insurance that add up to the AUM less the account.

use super::date::{Day, TODAY};
use super::line::{Line, Money};
use super::random::Random;

/// Yuan for a hundred US dollars: a fixed rate, because the bank is synthetic.
const YUAN_PER_100_USD: i64 = 710;

#[derive(Clone, Debug)]
pub(super) struct Holding {
    pub(super) kind: &'static str,
    product: i64,
    /// In hundredths of the currency.
    amount: i64,
    dollars: bool,
    bought_on: Day,
    matures_on: Option<Day>,
    renewed: bool,
}

/// Draws the holdings that share `fen` between them; `maturing` plants one that matures in 15, 7 or 3 days.
pub(super) fn draw(random: &mut Random, fen: i64, since: Day, maturing: bool) -> Vec<Holding> {
    let weights = [(0, 120), (1, 260), (2, 260), (3, 170), (4, 100), (5, 50), (6, 25), (7, 10), (8, 5)];
    let count = if fen <= 0 { 0 } else { random.pick(0, &weights).max(u64::from(maturing)) };
    let mut holdings = Vec::new();
    let mut left = fen;
    for at in 0..count {
        // Each takes a part of what is left, the last takes all of it.
        let part = if at + 1 == count { left } else { left / 1000 * random.between(200, 700) };
        left -= part;
        let mut holding = Holding::draw(random, part, since);
        if maturing && at == 0 {
            holding.plant_maturity(random);
        }
        holdings.push(holding);
    }
    holdings
}

impl Holding {
    fn draw(random: &mut Random, fen: i64, since: Day) -> Self {
        let kind =
            random.pick("deposit", &[("deposit", 42), ("wealth", 30), ("fund", 18), ("insurance", 10)]);
        let bought_on = Day(random.between(since.0.max(TODAY.0 - 1_800), TODAY.0 - 1));
        let days = match kind {
            "deposit" if random.per_mille(850) => {
                random.pick(365, &[(90, 2), (180, 3), (365, 4), (730, 1), (1_095, 1)])
            }
            "wealth" => random.pick(180, &[(30, 1), (90, 3), (180, 3), (365, 2)]),
            "insurance" => random.between(5, 20) * 365,
            _ => 0,
        };
        // What matured long ago was rolled over: the current term is the one that ends from now on.
        let terms = if days == 0 { 0 } else { (TODAY.0 - bought_on.0) / days };
        let bought_on = bought_on.plus(terms * days);
        let matures_on = (days > 0).then(|| bought_on.plus(days));
        let dollars = kind != "insurance" && random.per_mille(40);
        let product = random.between(1, 40);
        let amount = if dollars { fen / YUAN_PER_100_USD * 100 } else { fen };
        let renewed = matures_on.is_some() && random.per_mille(350);
        Self { kind, product, amount, dollars, bought_on, matures_on, renewed }
    }

    fn plant_maturity(&mut self, random: &mut Random) {
        self.kind = random.pick("deposit", &[("deposit", 1), ("wealth", 1)]);
        let matures_on = TODAY.plus(random.pick(15, &[(15, 1), (7, 1), (3, 1)]));
        self.matures_on = Some(matures_on);
        self.bought_on = matures_on.plus(-random.pick(365, &[(90, 1), (180, 1), (365, 2)]));
        self.renewed = random.per_mille(333);
    }

    /// Appends the line of `holdings.csv`.
    pub(super) fn write(&self, number: u64, customer: u64, text: &mut String) {
        self.cells(number, customer, Line::cells(text, Random::of(0, number)));
    }

    /// The header of `holdings.csv`.
    pub(super) fn header() -> String {
        let mut text = String::new();
        Self::draw(&mut Random::of(0, 1), 0, TODAY.plus(-1)).cells(0, 0, Line::header(&mut text));
        text
    }

    fn cells(&self, number: u64, customer: u64, mut line: Line<'_>) {
        let initial = match self.kind {
            "deposit" => 'D',
            "wealth" => 'W',
            "fund" => 'F',
            _ => 'I',
        };
        line.cell("holding_id", 0, format_args!("H{number:08}"));
        line.cell("customer_id", 0, format_args!("C{customer:07}"));
        line.cell("kind", 0, self.kind);
        line.cell("product_id", 0, format_args!("{initial}{:03}", self.product));
        line.cell("amount", 0, Money(self.amount));
        line.cell("currency", 0, if self.dollars { "USD" } else { "CNY" });
        line.cell("bought_on", 0, self.bought_on);
        line.optional("matures_on", 0, self.matures_on);
        line.cell("renewed", 0, self.renewed);
        line.end();
    }
}

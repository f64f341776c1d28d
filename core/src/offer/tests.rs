//! Offers against a plain reading of the rules, on random customers and products.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Offers;
use crate::dataset::{Builder, Dataset};
use crate::load::{Loaded, load};
use crate::outcome::{Run, as_of};
use crate::policy::SourceFile;

const POLICY: &str = r#"appraise: 1
policy: offers
version: 1.0.0
time_zone: UTC
refs:
  products:
    key: product
    fields:
      product: {type: string}
      risk: {type: enum, values: [R1, R2, R3], nullable: true}
      first: {type: date, nullable: true}
      last: {type: date, nullable: true}
      margin: {type: int, nullable: true}
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      grade: {type: enum, values: [C1, C2, C3], nullable: true}
      until: {type: date, nullable: true}
      money: {type: int, nullable: true}
  holdings: {parent: id, id: holding, fields: {holding: {type: string}, id: {type: string}, product: {type: string}}}
suitability: {products: products, risk: risk, grade: grade, until: until, sale: {from: first, to: last}}
offers:
  any:
    when: "money > 0"
    products: {where: "product.margin > 0", most: 3}
    block: "holdings.exists(h, h.product == product.product)"
    value: "money * product.margin"
    reason: {en: "{{product.product}}", zh-CN: "{{product.product}}"}
alerts:
  call: {kind: demand, when: "offered('any')", priority: low}
"#;

const TODAY: &str = "2026-12-02";
const DAYS: [&str; 4] = ["", "2026-12-01", "2026-12-02", "2026-12-03"];

/// Numbers without a pattern that matters here.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

struct Product {
    id: String,
    /// From 1; 0 when it is unknown.
    risk: usize,
    first: &'static str,
    last: &'static str,
    /// 9 when it is unknown.
    margin: usize,
}

struct Customer {
    /// From 1; 0 when it is unknown.
    grade: usize,
    until: &'static str,
    /// 9 when it is unknown.
    money: usize,
    holds: Vec<usize>,
}

fn products(dice: &mut Dice) -> Vec<Product> {
    let one = |at: usize| Product {
        id: format!("P{at:02}"),
        risk: dice.below(4),
        first: DAYS[dice.below(4)],
        last: DAYS[dice.below(4)],
        margin: [0, 1, 2, 3, 9][dice.below(5)],
    };
    (0..30).map(one).collect()
}

fn customers(dice: &mut Dice, count: usize) -> Vec<Customer> {
    let one = |_| Customer {
        grade: dice.below(4),
        until: DAYS[dice.below(4)],
        money: [0, 1, 2, 9][dice.below(4)],
        holds: (0..dice.below(4)).map(|_| dice.below(30)).collect(),
    };
    (0..count).map(one).collect()
}

/// Rows of products that stand in the table twice are of no use to anybody.
fn dataset(loaded: &Loaded, products: &[Product], twice: usize, customers: &[Customer]) -> Dataset {
    let cell = |value: usize, none: usize, prefix: &str| {
        if value == none { String::new() } else { format!("{prefix}{value}") }
    };
    let row = |p: &Product| {
        format!("{},{},{},{},{}\n", p.id, cell(p.risk, 0, "R"), p.first, p.last, cell(p.margin, 9, ""))
    };
    let mut table = String::from("product,risk,first,last,margin\n");
    products.iter().rev().chain(products.get(twice)).for_each(|p| table += &row(p));
    let (mut people, mut held) =
        (String::from("id,grade,until,money\n"), String::from("holding,id,product\n"));
    for (at, c) in customers.iter().enumerate() {
        people += &format!("{at},{},{},{}\n", cell(c.grade, 0, "C"), c.until, cell(c.money, 9, ""));
        for (number, product) in c.holds.iter().enumerate() {
            held += &format!("{at}-{number},{at},{}\n", products[*product].id);
        }
    }
    let mut builder = Builder::new(&loaded.model.schema);
    for (name, text) in [("products", table), ("customers", people), ("holdings", held)] {
        builder.read(name, text.as_bytes(), true).unwrap();
    }
    builder.seal().unwrap()
}

/// What may be offered, in order, and what may not, in order of the products.
fn expected(customer: &Customer, products: &[Product], twice: usize) -> (Vec<String>, Vec<String>) {
    let (mut made, mut held): (Vec<(usize, &str)>, Vec<String>) = Default::default();
    if customer.money == 9 {
        held.push("- when".into());
    }
    if customer.money == 9 || customer.money == 0 {
        return (Vec::new(), held);
    }
    for (at, p) in products.iter().enumerate() {
        if at != twice && p.margin == 0 {
            continue;
        }
        let on_sale = (p.first.is_empty() || p.first <= TODAY) && (p.last.is_empty() || TODAY <= p.last);
        let permits = p.risk == 1 || (p.risk != 0 && customer.grade >= p.risk);
        let holds = p.risk == 1 || (!customer.until.is_empty() && TODAY <= customer.until);
        let by = if at == twice || p.margin == 9 {
            "where"
        } else if !on_sale {
            "sale_window"
        } else if !permits {
            "risk_grade"
        } else if !holds {
            "grade_expired"
        } else if customer.holds.contains(&at) {
            "block"
        } else {
            made.push((customer.money * p.margin, &p.id));
            continue;
        };
        held.push(format!("{} {by}", p.id));
    }
    made.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let beyond = made.iter().skip(3).map(|(_, id)| format!("{id} most"));
    held.extend(beyond);
    held.sort();
    (made.iter().take(3).map(|(_, id)| id.to_string()).collect(), held)
}

#[test]
fn offers_are_those_of_a_plain_reading_of_the_rules() {
    let loaded = load(&[SourceFile { name: "p.yaml", text: POLICY }]).1.unwrap();
    for seed in 0..4 {
        let mut dice = Dice(seed);
        let (products, twice) = (products(&mut dice), dice.below(30));
        // More than a block of customers.
        let customers = customers(&mut dice, 1_100);
        let dataset = dataset(&loaded, &products, twice, &customers);
        let as_of = as_of(&loaded.model, TODAY, false).unwrap();
        let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
        let outcome = run.evaluate(false);
        let offers = Offers::of(&run, &outcome);
        for (row, customer) in (0u32..).zip(&customers) {
            let (made, held) = expected(customer, &products, twice);
            let own = offers.to(row).iter().map(|made| {
                let product = offers.item(&run, made.offer, made.item).unwrap();
                assert_eq!(
                    made.reasons,
                    [product.to_string(), product.to_string()],
                    "a reason of its own product"
                );
                product.to_string()
            });
            assert_eq!(own.collect::<Vec<_>>(), made, "customer {row} of seed {seed}");
            let ranks: Vec<u32> = offers.to(row).iter().map(|made| made.rank).collect();
            assert_eq!(ranks, (1..).take(made.len()).collect::<Vec<u32>>());
            let own = offers.held.iter().filter(|held| held.row == row);
            let named =
                own.map(|h| format!("{} {}", offers.item(&run, h.offer, h.item).unwrap_or("-"), h.by.id()));
            let mut named: Vec<String> = named.collect();
            named.sort();
            assert_eq!(named, held, "customer {row} of seed {seed}");
            assert_eq!(outcome.alerts[0].fired.get(row as usize), !made.is_empty(), "what alerts are told");
            assert!(outcome.alerts[0].known.get(row as usize), "is always known");
        }
    }
}

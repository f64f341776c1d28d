//! The outcome of a customer depends on nothing but that customer: not on the order of rows, not on the others.

use std::collections::BTreeMap;

use appraise_core::column::{Column, Texts};
use appraise_core::dataset::{Builder, Dataset, InputColumn, InputData};
use appraise_core::model::{self, Model, Term};
use appraise_core::outcome::{Outcome, Run};
use appraise_core::policy::{self, SourceFile};
use appraise_core::program::{Options, Program, compile_with};
use appraise_core::value::Type;
use appraise_tests::probe;
use appraise_tests::random::Random;

use super::seeds;

const POLICY: &str = r#"
appraise: 1
policy: order
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      n: {type: int, nullable: true}
      amount: {type: decimal(2), nullable: true, min: -1e9, max: 1e9}
      rate: {type: double, nullable: true}
      name: {type: string, nullable: true}
      day: {type: date, nullable: true}
      flag: {type: bool, nullable: true}
      grade: {type: enum, nullable: true, values: [A, B, C]}
  holdings:
    parent: id
    id: holding
    fields:
      holding: {type: string}
      id: {type: string}
      value: {type: decimal(2), nullable: true}
      kind: {type: enum, nullable: true, values: [deposit, fund]}
      until: {type: date, nullable: true}
derive:
  total: {sum: holdings.value}
  deposits: {sum: holdings.value, where: {kind: deposit}}
  smallest: {min: holdings.value}
  last: {max: holdings.until}
  funds: {count: holdings, where: "kind == 'fund' && value > 0"}
  owns_fund: {exists: holdings, where: {kind: fund}}
  part: "share(total, amount)"
  greeting: "'dear ' + name + string(n)"
  root: "rate / double(n)"
  age: "years_between(day, today)"
scorecards:
  value:
    range: [0, 100]
    min_confidence: 30
    reasons: {baseline: max, top: 2}
    reason_codes: {R1: {en: One, zh-CN: 一}, R2: {en: Two, zh-CN: 二}}
    dimensions:
      money:
        weight: 60
        indicators:
          amount: {of: amount, weight: 50, missing: neutral, reason: R1, curve: [[-100, 0], [500, 40], [1000, 100]]}
          part: {of: part, weight: 50, missing: neutral, reason: R2, bins: [["< 0.1", 10], ["[0.1..1]", 70], ["> 1", 90]]}
      person:
        weight: 40
        indicators:
          grade: {of: grade, weight: 70, missing: {points: 5}, reason: R1, map: {A: 100, B: 50, C: 0}}
          n: {of: n, weight: 30, missing: neutral, reason: R2, bins: [["<= 0", 0], ["(0..5)", 33.3333], [">= 5", 100]]}
tables:
  tier:
    hit: unique
    inputs: {amount: amount}
    outputs: {tier: {type: enum, values: [low, high]}}
    rows: [["< 250.00", low], [">= 250.00", high]]
  advice:
    hit: first
    inputs: {score: value, flag: flag, n: n}
    outputs: {advice: {type: string}, weight: {type: decimal(2)}}
    rows:
      - [">= 50", "true", "-", "call", 1.50]
      - ["-", "-", "> 3", "write", 0.25]
      - ["< 20", "-", "-", "wait", 0]
alerts:
  rich: {kind: demand, priority: low, when: "amount > 500 && total >= amount * 0.5 || flag"}
  odd: {kind: risk, priority: high, when: "n % 2 == 1 && name.contains('a') && !(rate > 0.5)"}
  late: {kind: service, priority: normal, each: holdings h, when: "h.until < today && h.value * 2 > amount"}
tests: []
"#;

/// A table as texts of cells: names, and per row its cells.
#[derive(Debug, Clone)]
struct Table {
    names: Vec<&'static str>,
    rows: Vec<Vec<Option<String>>>,
}

/// The customers and their holdings.
#[derive(Debug, Clone)]
struct Bank {
    customers: Table,
    holdings: Table,
}

fn bank(random: &mut Random, customers: usize) -> Bank {
    let mut bank = Bank {
        customers: Table {
            names: vec!["id", "n", "amount", "rate", "name", "day", "flag", "grade"],
            rows: Vec::new(),
        },
        holdings: Table { names: vec!["holding", "id", "value", "kind", "until"], rows: Vec::new() },
    };
    let day = |random: &mut Random| {
        let days = random.within(-20_000, 22_000);
        appraise_core::date::format(i32::try_from(days).unwrap())
    };
    for number in 0..customers {
        let id = format!("c{number:05}");
        let mut cells = vec![
            random.within(-3, 9).to_string(),
            appraise_core::number::format_decimal(random.within(-20_000, 150_000), 2),
            format!("{}", random.within(-10, 10) as f64 / 8.0),
            random.pick(&["anna", "bob", "张伟", "", "a", "none"]).to_string(),
            day(random),
            random.pick(&["true", "false"]).to_string(),
            random.pick(&["A", "B", "C", "D"]).to_string(),
        ];
        for holding in 0..random.below(5) {
            let row = [
                format!("h{number}-{}", random.bits() >> 40 << 3 | holding as u64),
                id.clone(),
                appraise_core::number::format_decimal(random.within(-500, 60_000), 2),
                random.pick(&["deposit", "fund"]).to_string(),
                day(random),
            ];
            let empty = |at: usize, random: &mut Random| at >= 2 && random.percent(10);
            let row = row.into_iter().enumerate().map(|(at, cell)| (!empty(at, random)).then_some(cell));
            bank.holdings.rows.push(row.collect());
        }
        cells.insert(0, id);
        let row =
            cells.into_iter().enumerate().map(|(at, cell)| (at == 0 || !random.percent(12)).then_some(cell));
        bank.customers.rows.push(row.collect());
    }
    bank
}

fn shuffle<T>(random: &mut Random, items: &mut [T]) {
    for at in (1..items.len()).rev() {
        items.swap(at, random.below(at + 1));
    }
}

impl Table {
    fn put(&self, builder: &mut Builder, table: &str) {
        let mut buffers = Vec::new();
        for at in 0..self.names.len() {
            let (mut bits, mut offsets, mut bytes) =
                (vec![0u8; self.rows.len().div_ceil(8)], vec![0i32], Vec::new());
            for (row, cells) in self.rows.iter().enumerate() {
                if let Some(text) = &cells[at] {
                    bits[row / 8] |= 1 << (row % 8);
                    bytes.extend_from_slice(text.as_bytes());
                }
                offsets.push(i32::try_from(bytes.len()).unwrap());
            }
            buffers.push((bits, offsets, bytes));
        }
        let columns: Vec<InputColumn<'_>> = self
            .names
            .iter()
            .zip(&buffers)
            .map(|(name, (bits, offsets, bytes))| InputColumn {
                name,
                validity: Some(bits),
                data: InputData::Utf8 { offsets, bytes },
            })
            .collect();
        builder.put(table, &columns).unwrap();
    }
}

fn model() -> Model {
    let parsed = policy::parse(&[SourceFile { name: "policy.yaml", text: POLICY }]);
    let policy = parsed.policy.unwrap_or_else(|| panic!("{:#?}", parsed.diagnostics));
    let checked = model::check(&policy, ("", ""));
    checked.model.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

fn dataset(model: &Model, bank: &Bank) -> Dataset {
    let mut builder = Builder::new(&model.schema);
    bank.customers.put(&mut builder, "customers");
    bank.holdings.put(&mut builder, "holdings");
    builder.seal().unwrap()
}

/// Everything that comes out, by key: per customer and per holding.
fn told(model: &Model, program: &Program, bank: &Bank) -> BTreeMap<String, String> {
    let dataset = dataset(model, bank);
    assert_eq!(dataset.tables[0].rows + dataset.quarantine.len(), bank.customers.rows.len());
    let run = Run { model, program, dataset: &dataset, as_of: 1_700_000_000_000_000 };
    let outcome = run.evaluate(true);
    let mut out = BTreeMap::new();
    for (table, data) in dataset.tables.iter().enumerate() {
        for (row, key) in data.keys.iter().enumerate() {
            let line = if table == 0 { customer(model, &outcome, row) } else { holding(&outcome, row) };
            out.insert(dataset.texts.text(*key).to_string(), line);
        }
    }
    for (alert, bits) in model.alerts.iter().zip(&outcome.alerts) {
        let (fired, not, unknown) = bits.counts();
        let rows = dataset.tables[usize::from(alert.each.map_or(0, |t| t.0))].rows;
        assert_eq!(fired + not + unknown, rows, "`{}`: fired + not fired + unknown = rows", alert.id);
    }
    out
}

fn holding(outcome: &Outcome, row: usize) -> String {
    let late = &outcome.alerts[2];
    format!("late {} known {}", late.fired.get(row), late.known.get(row))
}

fn customer(model: &Model, outcome: &Outcome, row: usize) -> String {
    let mut out = String::new();
    let mut add = |name: &str, column: &Column, ty: Type, texts: &Texts| {
        out.push_str(&format!("{name} {:?}\n", probe::cell(column, ty, row, texts)));
    };
    for (derive, column) in model.derives.iter().zip(&outcome.watched) {
        add(&derive.id, column, derive.term.ty, &outcome.texts);
    }
    for (table, columns) in model.decisions.iter().zip(&outcome.decisions) {
        for (output, column) in table.outputs.iter().zip(columns) {
            add(&output.id, column, output.ty, &outcome.texts);
        }
    }
    for alert in &outcome.alerts[..2] {
        out.push_str(&format!("alert {} known {}\n", alert.fired.get(row), alert.known.get(row)));
    }
    let card = &outcome.cards[0];
    let reasons: Vec<_> =
        card.reasons.iter().map(|(codes, known)| known.get(row).then(|| codes[row])).collect();
    let dimensions: Vec<_> =
        card.dimensions.iter().map(|(points, known)| known.get(row).then(|| points[row])).collect();
    let contributions: Vec<i64> = card.contributions.iter().map(|c| c[row]).collect();
    out.push_str(&format!(
        "score {:?} confidence {} range {} {reasons:?} {dimensions:?} {contributions:?}",
        card.score_known.get(row).then(|| card.score[row]),
        card.confidence[row],
        card.range[row],
    ));
    out
}

fn program(model: &Model) -> Program {
    let watch: Vec<Term> = model.derives.iter().map(|d| d.term.clone()).collect();
    compile_with(model, Options { folding: true, watch: &watch })
}

#[test]
fn neither_the_order_of_customers_nor_that_of_child_rows_matters() {
    let model = model();
    let program = program(&model);
    let mut random = Random::new(11);
    let mut bank = bank(&mut random, 3000);
    let first = told(&model, &program, &bank);
    for _ in 0..seeds() / 100 + 1 {
        shuffle(&mut random, &mut bank.holdings.rows);
        assert_eq!(told(&model, &program, &bank), first, "other order of child rows");
        shuffle(&mut random, &mut bank.customers.rows);
        assert_eq!(told(&model, &program, &bank), first, "other order of customers");
    }
}

#[test]
fn a_customer_alone_comes_out_as_among_others() {
    let model = model();
    let program = program(&model);
    let mut random = Random::new(12);
    let bank = bank(&mut random, 1100);
    let all = told(&model, &program, &bank);
    // Around the ends of words and blocks, and everywhere.
    let picked = [0, 1, 62, 63, 64, 65, 127, 128, 1022, 1023, 1024, 1025, 1099];
    for at in picked.into_iter().chain((0..seeds()).map(|_| random.below(1100))) {
        let row = bank.customers.rows[at].clone();
        let mine = |holding: &&Vec<Option<String>>| holding[1] == row[0];
        let one = Bank {
            holdings: Table {
                rows: bank.holdings.rows.iter().filter(mine).cloned().collect(),
                ..bank.holdings.clone()
            },
            customers: Table { rows: vec![row.clone()], ..bank.customers.clone() },
        };
        for (key, line) in told(&model, &program, &one) {
            assert_eq!(all.get(&key), Some(&line), "`{key}` alone");
        }
    }
}

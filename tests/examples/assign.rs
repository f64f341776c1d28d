//! How long a proposal of managers takes, and how far it is from the least possible: `assign [CUSTOMERS] [MANAGERS]`.
//!
//! A made-up bank of 50 branches: some managers have left, some books are too large, private bankers have at most 30
//! customers, some customers need five years of service or cross-border expertise, and prices of changes differ. It is
//! solved within branches, where needs often leave nobody, and over the whole bank, where everybody competes.

use std::fmt::Write;
use std::process::ExitCode;
use std::time::Instant;

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::load;
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::plan::assign::assign;
use appraise_core::policy::SourceFile;

const POLICY: &str = r#"appraise: 1
policy: book
version: 1.0.0
time_zone: Asia/Shanghai
refs:
  managers:
    key: rm
    fields: {rm: {type: string}, branch: {type: string}, room: {type: int}, years: {type: int}, abroad: {type: bool}, private: {type: bool}}
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      rm: {type: string, nullable: true}
      branch: {type: string}
      hnw: {type: bool, nullable: true}
      abroad: {type: bool}
      price: {type: decimal(2)}
assignment:
  managers: {table: managers, capacity: room, branch: branch}
  current: rm
  limits: {private: {manager: manager.private, most: 30}}
  needs:
    senior: {when: hnw, manager: "manager.years >= 5"}
    abroad: {when: abroad, manager: manager.abroad}
  prefers:
    private: {when: hnw, manager: manager.private, cost: 0.75}
  change: price
"#;

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// True in so many of a hundred.
    fn of_hundred(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

const BRANCHES: u64 = 50;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let customers = arguments.next().and_then(Result::ok).unwrap_or(100_000);
    let managers = arguments.next().and_then(Result::ok).unwrap_or(500);
    for (name, within) in [("within branches", "  within: branch\n"), ("over the whole bank", "")] {
        match measure(&format!("{POLICY}{within}"), customers, managers) {
            Ok(line) => println!("{customers} customers, {managers} managers, {name}: {line}"),
            Err(why) => {
                eprintln!("assign: {why}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}

fn measure(policy: &str, customers: u64, managers: u64) -> Result<String, String> {
    let (checked, loaded) = load(&[SourceFile { name: "policy.yaml", text: policy }]);
    let loaded = loaded.ok_or_else(|| format!("{:#?}", checked.diagnostics))?;
    let dataset = bank(&loaded.model.schema, customers, managers)?;
    let as_of = as_of(&loaded.model, "2026-12-02", false).map_err(|found| format!("{found:?}"))?;
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let start = Instant::now();
    let assigned = assign(&run, &Outcome::default());
    let took = start.elapsed();
    let total = assigned.total;
    let over = assigned.managers.iter().filter(|m| m.room.is_some_and(|room| m.before > room)).count();
    let above = assigned.managers.iter().filter(|m| m.room.is_some_and(|r| m.before + m.gained - m.lost > r));
    if above.count() > 0 {
        return Err("a manager is above his room".into());
    }
    Ok(format!(
        "{} ms, {} changes, {} unplaced, {over} managers above capacity before, cost {}.{:02}, gap {}",
        took.as_millis(),
        total.changes,
        total.unplaced,
        total.cost / 100,
        total.cost % 100,
        total.gap,
    ))
}

fn bank(schema: &appraise_core::model::Schema, customers: u64, managers: u64) -> Result<Dataset, String> {
    let mut numbers = Numbers(20_261_202);
    let mut people = String::from("rm,branch,room,years,abroad,private\n");
    let mean = customers / managers.max(1);
    for manager in 0..managers {
        // One in fifty has left: customers name him, the table does not.
        if manager % 50 != 49 {
            let room = mean + numbers.below(mean / 4 + 1);
            let (years, abroad, private) = (numbers.below(15), numbers.of_hundred(30), numbers.of_hundred(4));
            let _ = writeln!(people, "M{manager},B{},{room},{years},{abroad},{private}", manager % BRANCHES);
        }
    }
    let mut rows = String::from("id,rm,branch,hnw,abroad,price\n");
    for customer in 0..customers {
        let manager = numbers.below(managers);
        let branch = if numbers.of_hundred(1) { numbers.below(BRANCHES) } else { manager % BRANCHES };
        let name = if numbers.of_hundred(2) { String::new() } else { format!("M{manager}") };
        let hnw = if numbers.of_hundred(1) {
            ""
        } else if numbers.of_hundred(5) {
            "true"
        } else {
            "false"
        };
        let (abroad, price) = (numbers.of_hundred(4), numbers.below(2000));
        let _ =
            writeln!(rows, "C{customer},{name},B{branch},{hnw},{abroad},{}.{:02}", price / 100, price % 100);
    }
    let mut builder = Builder::new(schema);
    for (table, text) in [("customers", &rows), ("managers", &people)] {
        builder.read(table, text.as_bytes(), true).map_err(|found| format!("{found:?}"))?;
    }
    builder.seal().map_err(|found| format!("{found:?}"))
}

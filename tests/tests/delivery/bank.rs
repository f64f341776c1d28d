//! A small random bank with hand-overs and deputies, and who sees whom in it by a reading of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::policy::SourceFile;
use appraise_core::text::canonical::sha256_hex;
use appraise_tests::folder::Folder;
use appraise_tests::random::Random;
use serde_json::json;

const POLICY: &str = r#"
appraise: 1
policy: delivered
version: 1.0.0
time_zone: Asia/Shanghai
refs:
  branches: {key: branch, fields: {branch: {type: string}, head: {type: string, nullable: true}}}
  deputies:
    key: deputyship
    fields: {deputyship: {type: string}, absent: {type: string}, deputy: {type: string}, from: {type: date}, until: {type: date}}
  relations: {key: relation, fields: {relation: {type: string, class: C1}, member: {type: string}, head: {type: string}}}
schema:
  customers:
    key: id
    fields:
      id: {type: string, class: C2}
      name: {type: string, class: C2}
      phone: {type: string, class: C2}
      rm: {type: string, nullable: true, class: C1}
      branch: {type: string, nullable: true, class: C1}
      aum: {type: decimal(2), nullable: true, class: C1}
  holdings:
    parent: id
    id: holding
    fields: {holding: {type: string, class: C2}, id: {type: string, class: C2}, amount: {type: decimal(2), class: C1}}
groups:
  family: {members: {table: relations, member: member, head: head}, totals: {aum: {sum: aum}}}
derive:
  held: {sum: holdings.amount}
tags:
  wealthy: {when: "family.aum > 500.0"}
alerts:
  call:
    kind: demand
    when: "held > 100.0"
    priority: low
    event: {key: today}
    task: {to: rm, title: {en: "Call {{name}}", zh-CN: "联系{{name}}"}}
  phone:
    kind: service
    each: holdings h
    when: "h.amount > 150.0"
    priority: low
    event: {key: today}
    task: {to: rm, title: {en: "{{h.holding}}", zh-CN: "{{h.holding}}"}}
access:
  roles:
    manager: {rows: {field: rm}, columns: {classes: [C1, C2], except: [phone]}}
    head: {rows: {field: branch, of: {table: branches, head: head}}, columns: {classes: [C1, C2]}}
    analyst: {rows: all, columns: {classes: [C1]}, pseudonyms: [id]}
    committee: {rows: all, columns: {classes: [C1], only: [wealthy]}}
  deputies: {table: deputies, absent: absent, deputy: deputy, from: from, until: until}
"#;

const MANAGERS: usize = 6;
const BRANCHES: usize = 3;
/// Days of which hand-overs and deputyships are random.
const DAYS: [&str; 3] = ["2026-12-01", "2026-12-02", "2026-12-03"];

/// A customer: per day the manager, if any; the branch, if any; the number of products.
pub struct Customer {
    managers: [Option<usize>; 3],
    branch: Option<usize>,
    holdings: usize,
}

/// The bank.
pub struct Bank {
    /// Its customers, in order.
    pub customers: Vec<Customer>,
    /// Absent, deputy, first and last day, by their places in the days.
    pub deputies: Vec<(usize, usize, usize, usize)>,
    /// Pairs of customers who are one family: member and head.
    pub families: Vec<(usize, usize)>,
}

impl Bank {
    /// A bank of a seed.
    pub fn random(seed: u64) -> Self {
        let mut r = Random::new(seed);
        let mut below = |n: usize| r.below(n);
        let customers = (0..60).map(|number| {
            let manager = (below(12) > 0).then(|| below(MANAGERS));
            let mut managers = [manager; 3];
            if number == 0 || below(5) == 0 {
                let other = manager.map_or(0, |old| (old + 1) % MANAGERS);
                (managers[1], managers[2]) = (Some(other), Some(other));
            }
            if number == 0 {
                managers[0] = Some((managers[1].unwrap() + 1) % MANAGERS);
            }
            let branch = (below(15) > 0).then(|| below(BRANCHES + 1));
            Customer { managers, branch, holdings: below(4) }
        });
        let customers: Vec<Customer> = customers.collect();
        let deputies = (0..4).map(|_| {
            let (first, last) = (below(3), below(3));
            (below(MANAGERS), below(MANAGERS), first, last)
        });
        let deputies = deputies.collect();
        let families = (0..10).map(|at| (at * 2 + 1, at * 2)).collect();
        Self { customers, deputies, families }
    }

    /// The first customer's number, with the old and the new manager.
    pub fn hand_over(&self) -> (usize, String, String) {
        let [old, new, _] = self.customers[0].managers.map(Option::unwrap);
        (0, format!("R{old}"), format!("R{new}"))
    }

    /// Those of some customers who have products.
    pub fn holders(&self, customers: &BTreeSet<usize>) -> BTreeSet<usize> {
        customers.iter().copied().filter(|at| self.customers[*at].holdings > 0).collect()
    }

    /// Who sees whom, by folder; everybody sees whom the roles without rows see.
    pub fn grants(&self, day: &str) -> BTreeMap<String, BTreeSet<usize>> {
        let day = DAYS.iter().position(|d| *d == day).unwrap();
        let mut grants: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut grant = |who: String, customer| {
            grants.entry(who).or_default().insert(customer);
        };
        for (number, customer) in self.customers.iter().enumerate() {
            grant("analyst/all".into(), number);
            grant("committee/all".into(), number);
            if let Some(branch) = customer.branch.filter(|branch| *branch < BRANCHES) {
                grant(format!("head/H{branch}"), number);
            }
            let Some(manager) = customer.managers[day] else { continue };
            grant(format!("manager/R{manager}"), number);
            for (absent, deputy, first, last) in &self.deputies {
                if *absent == manager && (*first..=*last).contains(&day) {
                    grant(format!("manager/R{deputy}"), number);
                }
            }
        }
        grants
    }

    fn tables(&self, day: &str) -> Vec<(&'static str, String)> {
        let at = DAYS.iter().position(|d| *d == day).unwrap();
        let mut customers = String::from("id,name,phone,rm,branch,aum\n");
        let mut holdings = String::from("holding,id,amount\n");
        for (number, customer) in self.customers.iter().enumerate() {
            let manager = customer.managers[at].map_or(String::new(), |m| format!("R{m}"));
            let branch = customer.branch.map_or(String::new(), |b| format!("B{b}"));
            let aum = number * 100;
            customers += &format!("K{number}Z,\"N{number}Z\",T{number}Z,{manager},{branch},{aum}.00\n");
            for holding in 0..customer.holdings {
                holdings += &format!("H{number}Z.{holding},K{number}Z,{}.00\n", 40 + number * 2);
            }
        }
        let mut branches = String::from("branch,head\n");
        (0..BRANCHES).for_each(|b| branches += &format!("B{b},H{b}\n"));
        let mut deputies = String::from("deputyship,absent,deputy,from,until\n");
        for (number, (absent, deputy, first, last)) in self.deputies.iter().enumerate() {
            deputies += &format!("D{number},R{absent},R{deputy},{},{}\n", DAYS[*first], DAYS[*last]);
        }
        let mut relations = String::from("relation,member,head\n");
        for (number, (member, head)) in self.families.iter().enumerate() {
            relations += &format!("F{number},K{member}Z,K{head}Z\n");
        }
        vec![
            ("customers", customers),
            ("holdings", holdings),
            ("branches", branches),
            ("deputies", deputies),
            ("relations", relations),
        ]
    }

    /// Writes the input of a day and the run over it.
    pub fn run(&self, day: &str, place: &Folder) {
        self.run_with(day, place, &|text| text);
    }

    /// The same with another text of the customers' file.
    pub fn run_with(&self, day: &str, place: &Folder, change: &dyn Fn(String) -> String) {
        let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
        let loaded = loaded.expect("a policy");
        let (bank, runs) = (place.join("bank").join(day), place.join("runs").join(day));
        std::fs::create_dir_all(&bank).unwrap();
        std::fs::create_dir_all(&runs).unwrap();
        let mut builder = Builder::new(&loaded.model.schema);
        let mut inputs = Vec::new();
        for (name, text) in self.tables(day) {
            let text = if name == "customers" { change(text) } else { text };
            builder.read(name, text.as_bytes(), true).unwrap();
            let file = write(&bank, name, &text);
            inputs.push(json!({"table": name, "file": file.0, "sha256": file.1}));
        }
        let dataset = builder.seal().unwrap();
        let as_of = as_of(&loaded.model, day, false).unwrap();
        let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
        let outcome = run.evaluate(true);
        let outputs = output::tables(&loaded.model).into_iter().map(|name| {
            let csv = output::csv(&output::table(&run, &outcome, name).unwrap());
            let file = write(&runs, name, &csv);
            json!({"file": file.0, "sha256": file.1})
        });
        let outputs: Vec<_> = outputs.collect();
        let digest = output::digest(&run, &outcome);
        let manifest = json!({
            "as_of": day, "encoding": "utf-8", "digest": digest, "policy": {}, "inputs": inputs, "outputs": outputs,
        });
        std::fs::write(runs.join("manifest.json"), manifest.to_string()).unwrap();
    }
}

/// Scores a delivered folder as it is on a day: output tables as CSV by name.
pub fn scored(folder: &Path, day: &str, names: &[&str]) -> BTreeMap<String, String> {
    let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
    let loaded = loaded.expect("a policy");
    let mut builder = Builder::new(&loaded.model.schema);
    for table in &loaded.model.schema.tables {
        if let Ok(text) = std::fs::read(folder.join("input").join(format!("{}.csv", table.id))) {
            builder.read(&table.id, &text, true).unwrap();
        }
    }
    let dataset = builder.seal().unwrap();
    let as_of = as_of(&loaded.model, day, false).unwrap();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let outcome = run.evaluate(false);
    let csv = |name: &&str| ((*name).to_owned(), output::csv(&output::table(&run, &outcome, name).unwrap()));
    names.iter().map(csv).collect()
}

fn write(folder: &Path, name: &str, text: &str) -> (String, String) {
    let file = format!("{name}.csv");
    std::fs::write(folder.join(&file), text).unwrap();
    (file, sha256_hex(text))
}

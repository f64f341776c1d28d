//! A bank whose customers' days are drawn by lot, and the engine that runs on it day by day.

use std::fmt::Write as _;

use appraise_core::dataset::Builder;
use appraise_core::date;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_core::{output, state};

/// A lasting condition with reminders, an event of the day, and a date with stages.
pub const POLICY: &str = r#"
appraise: 1
policy: many-days
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      balance: {type: int, nullable: true}
      outflow: {type: int}
      matures_on: {type: date}
alerts:
  low:
    kind: service
    when: "balance < 0"
    priority: normal
    lasting: {rearm: 10d}
    remind_every: 15d
    task: {to: rm, due: 2d, title: {en: "Balance {{balance}}", zh-CN: "余额{{balance}}"}}
  outflow:
    kind: risk
    when: "outflow > 0"
    priority: high
    event: {key: today}
    task: {to: rm, due: 2h, title: {en: "{{outflow}} left", zh-CN: "流出{{outflow}}"}}
  maturing:
    kind: service
    when: "matures_on >= today"
    priority: low
    event: {key: matures_on}
    stages: {before: matures_on, days: [15, 7, 3]}
    task: {to: rm, due: 1d, title: {en: "Matures on {{matures_on}}", zh-CN: "{{matures_on}}到期"}}
"#;

/// A customer on a day.
#[derive(Debug, Clone, Copy)]
pub struct Customer {
    pub balance: Option<i64>,
    pub outflow: i64,
    pub matures_on: i32,
}

/// An entry of the journal: the customer, the alert and the key of its event, `done`, `drop` or `postpone`.
#[derive(Debug, Clone)]
pub struct Said {
    pub customer: usize,
    pub alert: &'static str,
    pub key: String,
    pub action: &'static str,
    pub day: i32,
    pub until: Option<i32>,
}

/// What a run leaves: the state as texts, and the open tasks as (customer, alert, key, mark).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    pub run: String,
    pub tasks: String,
    pub open: Vec<(String, String, String, String)>,
}

/// The engine with the policy.
pub struct Engine(Loaded);

impl Engine {
    pub fn new() -> Self {
        let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
        Self(loaded.unwrap_or_else(|| panic!("{:?}", report.diagnostics)))
    }

    /// A run of a day on the state that another left.
    pub fn run(&self, day: i32, customers: &[Customer], before: Option<&Left>, journal: &[Said]) -> Left {
        let Loaded { model, program, .. } = &self.0;
        let mut builder = Builder::new(&model.schema);
        let mut feed = |table: &str, text: &str| {
            assert_eq!(builder.read(table, text.as_bytes(), true).unwrap(), text.len());
        };
        feed("customers", &customers_csv(customers));
        feed("journal", &journal_csv(journal));
        if let Some(left) = before {
            feed("state_run", &left.run);
            feed("state_tasks", &left.tasks);
        }
        let dataset = builder.seal().unwrap();
        let as_of = as_of(model, &date::format(day), false).unwrap();
        let run = Run { model, program, dataset: &dataset, as_of };
        state::accepts(&run).unwrap();
        let outcome = run.evaluate(false);
        let csv = |name: &str| output::csv(&output::table(&run, &outcome, name).unwrap());
        let left = Left { run: csv("state_run"), tasks: csv("state_tasks"), open: Vec::new() };
        let keys = column(&left.tasks, "task_id", "event_key");
        let tasks = csv("tasks");
        let marks = column(&tasks, "task_id", "mark");
        let alerts = column(&tasks, "task_id", "alert");
        let owners = column(&tasks, "task_id", "customer");
        let open = marks.iter().map(|(id, mark)| {
            let of =
                |list: &[(String, String)]| list.iter().find(|(other, _)| other == id).unwrap().1.clone();
            (of(&owners), of(&alerts), of(&keys), mark.clone())
        });
        let mut open: Vec<_> = open.collect();
        open.sort();
        Left { open, ..left }
    }
}

fn customers_csv(customers: &[Customer]) -> String {
    let mut text = String::from("id,balance,outflow,matures_on\n");
    for (at, c) in customers.iter().enumerate() {
        let balance = c.balance.map_or(String::new(), |b| b.to_string());
        writeln!(text, "{at},{balance},{},{}", c.outflow, date::format(c.matures_on)).unwrap();
    }
    text
}

fn journal_csv(journal: &[Said]) -> String {
    let mut text = String::from("customer_id,entry_id,task_id,action,outcome,author,at,until,to,note\n");
    for said in journal {
        let Said { customer, alert, key, action, day, until } = said;
        let until = until.map_or(String::new(), date::format);
        let id = state::task_id(&customer.to_string(), alert, key);
        let at = date::format(*day);
        writeln!(text, "{customer},{at}-{id},{id},{action},,anna,{at} 16:00,{until},,said so").unwrap();
    }
    text
}

/// Two columns of a CSV text without quotes but the empty ones.
fn column(text: &str, first: &str, second: &str) -> Vec<(String, String)> {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let at = |name: &str| header.iter().position(|h| *h == name).unwrap();
    let (first, second) = (at(first), at(second));
    lines.map(|cells| (cells[first].into(), cells[second].trim_matches('"').into())).collect()
}

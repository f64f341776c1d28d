//! Contacts over sixty days of runs, the state handed from each to the next: caps, agendas, capacities, orders.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use appraise_core::dataset::Builder;
use appraise_core::date;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_core::{output, state};
use appraise_tests::random::Random;

use super::seeds;

const DAYS: i32 = 60;
const CUSTOMERS: usize = 24;
/// Customers of one household, in the order of their numbers.
const FAMILY: usize = 3;
const OWN: usize = 2;
const OF_FAMILY: usize = 3;
const WEEK: i32 = 7;
const CAPACITY: usize = 5;

const POLICY: &str = r#"
appraise: 1
policy: contacts
version: 1.0.0
time_zone: Asia/Shanghai
refs:
  managers: {key: rm_id, fields: {rm_id: {type: string}, daily: {type: int}}}
  relations: {key: relation_id, fields: {relation_id: {type: string}, member: {type: string}, family: {type: string}}}
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      rm: {type: string}
      idle: {type: int}
      outflow: {type: int}
      birthday: {type: bool}
groups:
  household: {members: {table: relations, member: member, group: family}, totals: {members: count}}
alerts:
  idle:
    kind: demand
    when: "idle > 0"
    priority: normal
    lasting: {rearm: 3d}
    stake: idle
    task: {to: rm, due: 3d, title: {en: idle, zh-CN: 闲置}}
  birthday:
    kind: greeting
    when: "birthday"
    priority: low
    event: {key: today}
    task: {to: rm, due: 1d, title: {en: birthday, zh-CN: 生日}}
  outflow:
    kind: risk
    when: "outflow > 0"
    priority: high
    event: {key: today}
    stake: outflow
    task: {to: rm, due: 2h, title: {en: outflow, zh-CN: 流出}}
contact:
  managers: {table: managers, key: rm, capacity: daily, default: 1}
  household: household
  group_with: household
  order: [priority, stake desc, due]
  caps:
    own: {kinds: [demand, greeting], most: 2, per: 7d}
    family: {kinds: [demand, greeting], most: 3, per: 7d, of: household}
"#;

/// A customer on a day.
#[derive(Debug, Clone, Copy, Default)]
struct Customer {
    idle: i64,
    outflow: i64,
    birthday: bool,
}

/// The tables of the state, and what a run put out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Left {
    state: BTreeMap<&'static str, String>,
    contacts: Vec<BTreeMap<String, String>>,
    /// Contact and task.
    agenda: Vec<(String, String)>,
    /// Customer and alert of each open task.
    tasks: BTreeMap<String, (usize, String)>,
}

const STATE: [&str; 3] = ["state_run", "state_tasks", "state_touches"];

struct Engine(Loaded);

impl Engine {
    fn new() -> Self {
        let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
        Self(loaded.unwrap_or_else(|| panic!("{:?}", report.diagnostics)))
    }

    /// A run on the customers in the order of their numbers in `rows`.
    fn run(&self, day: i32, customers: &[Customer], rows: &[usize], before: &Left, journal: &str) -> Left {
        let Loaded { model, program, .. } = &self.0;
        let mut builder = Builder::new(&model.schema);
        let mut feed = |table: &str, text: &str| {
            assert_eq!(builder.read(table, text.as_bytes(), true).unwrap(), text.len());
        };
        let mut text = String::from("id,rm,idle,outflow,birthday\n");
        for at in rows {
            let Customer { idle, outflow, birthday } = customers[*at];
            writeln!(text, "{at},R{},{idle},{outflow},{birthday}", at / FAMILY % 2).unwrap();
        }
        feed("customers", &text);
        feed("managers", &format!("rm_id,daily\nR0,{CAPACITY}\nR1,{CAPACITY}\n"));
        let member = |at: &usize| format!("{at},{at},F{}\n", at / FAMILY);
        feed(
            "relations",
            &("relation_id,member,family\n".to_owned() + &rows.iter().map(member).collect::<String>()),
        );
        feed("journal", journal);
        before.state.iter().for_each(|(name, text)| feed(name, text));
        let dataset = builder.seal().unwrap();
        let as_of = as_of(model, &date::format(day), false).unwrap();
        let run = Run { model, program, dataset: &dataset, as_of };
        state::accepts(&run).unwrap();
        let outcome = run.evaluate(false);
        let csv = |name: &str| output::csv(&output::table(&run, &outcome, name).unwrap());
        let rows = |name: &str| records(&csv(name));
        Left {
            state: STATE.into_iter().map(|name| (name, csv(name))).collect(),
            contacts: rows("contacts"),
            agenda: rows("agenda")
                .into_iter()
                .map(|r| (r["contact_id"].clone(), r["task_id"].clone()))
                .collect(),
            tasks: rows("tasks")
                .into_iter()
                .map(|r| (r["task_id"].clone(), (r["customer"].parse().unwrap(), r["alert"].clone())))
                .collect(),
        }
    }
}

/// Lines of a CSV text without commas in cells.
fn records(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap();
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

/// Days on which customers were approached about what is capped.
#[derive(Default)]
struct Approaches(Vec<(usize, i32)>);

impl Approaches {
    fn within(&self, day: i32, of: impl Fn(usize) -> bool) -> usize {
        let mut days: Vec<_> =
            self.0.iter().filter(|(c, d)| of(*c) && *d > day - WEEK && *d <= day).collect();
        days.sort();
        days.dedup();
        days.len()
    }
}

#[test]
fn sixty_days_of_contacts_never_pass_a_cap_and_leave_no_task_out() {
    let engine = Engine::new();
    let (mut held, mut over) = (0, 0);
    for seed in 0..seeds().div_ceil(64) {
        let mut random = Random::new(seed);
        let (mut customers, mut left) = (vec![Customer::default(); CUSTOMERS], Left::default());
        let (mut done, mut journal) = (
            Approaches::default(),
            String::from("customer_id,entry_id,task_id,action,outcome,author,at,until,to,note\n"),
        );
        let first = date::parse("2026-01-05").unwrap();
        for day in first..first + DAYS {
            for customer in &mut customers {
                if random.percent(20) {
                    customer.idle = random.within(-1, 3);
                }
                customer.outflow = i64::from(random.percent(6)) * random.within(1, 9);
                customer.birthday = random.percent(8);
            }
            let mut rows: Vec<usize> = (0..CUSTOMERS).collect();
            let now = engine.run(day, &customers, &rows, &left, &journal);
            for at in (1..rows.len()).rev() {
                rows.swap(at, random.below(at + 1));
            }
            let shuffled = engine.run(day, &customers, &rows, &left, &journal);
            assert_eq!(
                by_customer(&shuffled),
                by_customer(&now),
                "seed {seed}, day {day}: another order of rows"
            );
            assert_eq!(shuffled.state["state_touches"], now.state["state_touches"]);
            check_agendas(&now);
            held += check_caps(&now, &done, day);
            over += check_capacity(&now);
            work(&mut random, &now, day, &mut done, &mut journal);
            for customer in 0..CUSTOMERS {
                assert!(done.within(day, |c| c == customer) <= OWN, "seed {seed}, day {day}: {customer}");
                let family = |c: usize| c / FAMILY == customer / FAMILY;
                assert!(
                    done.within(day, family) <= OF_FAMILY,
                    "seed {seed}, day {day}: family of {customer}"
                );
            }
            left = now;
        }
    }
    assert!(held > 0 && over > 0, "nothing was ever held ({held}) or beyond the capacity ({over})");
}

/// Contacts without the places of their rows.
fn by_customer(left: &Left) -> Vec<BTreeMap<String, String>> {
    let mut all = left.contacts.clone();
    all.iter_mut().for_each(|contact| drop(contact.remove("row")));
    all.sort();
    all
}

/// Every open task is on one agenda, and nothing else is.
fn check_agendas(now: &Left) {
    let mut listed: Vec<&String> = now.agenda.iter().map(|(_, task)| task).collect();
    listed.sort();
    let open: Vec<&String> = now.tasks.keys().collect();
    assert_eq!(listed, open);
}

/// What is capped among the tasks of a contact.
fn is_capped(now: &Left, contact: &BTreeMap<String, String>) -> bool {
    let of = now.agenda.iter().filter(|(id, _)| *id == contact["contact_id"]);
    of.map(|(_, task)| now.tasks[task].1.as_str()).any(|alert| alert != "outflow")
}

/// What is offered is within the caps, and what is held would not be; how many are held.
fn check_caps(now: &Left, done: &Approaches, day: i32) -> usize {
    let customer = |contact: &BTreeMap<String, String>| contact["customer"].parse::<usize>().unwrap();
    let today = |contact: &&BTreeMap<String, String>| contact["status"] == "today" && is_capped(now, contact);
    let offered: Vec<usize> = now.contacts.iter().filter(today).map(customer).collect();
    let family = |a: usize| move |b: usize| a / FAMILY == b / FAMILY;
    for own in &offered {
        assert!(done.within(day, |c| c == *own) < OWN);
        let members = offered.iter().filter(|c| family(*own)(**c)).count();
        assert!(done.within(day, family(*own)) + members <= OF_FAMILY);
    }
    let held = now.contacts.iter().filter(|contact| contact["status"] == "deferred");
    for contact in held.clone() {
        let own = customer(contact);
        assert!(contact["until"] > date::format(day), "{contact:?}");
        match contact["by"].as_str() {
            "caps.own" => assert_eq!(done.within(day, |c| c == own), OWN),
            _ => {
                let members = offered.iter().filter(|c| family(own)(**c)).count();
                assert_eq!(done.within(day, family(own)) + members, OF_FAMILY, "{contact:?}");
            }
        }
    }
    held.count()
}

/// A manager's day is in order and within the capacity; how many contacts are beyond it.
fn check_capacity(now: &Left) -> usize {
    let mut over = 0;
    for manager in ["R0", "R1"] {
        let own = now.contacts.iter().filter(|contact| contact["manager"] == manager);
        let mut places: Vec<(usize, bool)> = own
            .filter(|contact| !contact["rank"].is_empty())
            .map(|contact| (contact["rank"].parse().unwrap(), contact["status"] == "today"))
            .collect();
        places.sort();
        for (at, (rank, today)) in places.iter().enumerate() {
            assert_eq!((*rank, *today), (at + 1, at < CAPACITY));
        }
        over += places.len().saturating_sub(CAPACITY);
    }
    over
}

/// Managers do some of what they are offered, and say so.
fn work(random: &mut Random, now: &Left, day: i32, done: &mut Approaches, journal: &mut String) {
    for contact in now.contacts.iter().filter(|contact| contact["status"] == "today") {
        for (_, task) in now.agenda.iter().filter(|(id, _)| *id == contact["contact_id"]) {
            if random.percent(45) {
                let (customer, alert) = &now.tasks[task];
                let at = date::format(day);
                writeln!(journal, "{customer},{at}-{task},{task},done,reached,anna,{at} 16:00,,,").unwrap();
                if alert != "outflow" {
                    done.0.push((*customer, day));
                }
            }
        }
    }
}

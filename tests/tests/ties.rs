//! A policy that looks at several customers together gives in chunks what it gives in one, byte for byte and in the same
//! order: managers' days, households, suspects, tasks that were handed over, and what is wrong with any of them.
//!
//! The column `row` counts the customers of a chunk and is left out of every comparison. Rows of customers who are not
//! in the run, and of what cannot be used, are compared without an order.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use appraise_host::batch::{Event, Job, Settings, score};
use appraise_host::input::{Encoding, sources};
use appraise_host::manifest::Manifest;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::Options;
use appraise_host::{Engine, Limits};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;
use appraise_tests::tables::{BETWEEN, csv, in_chunks, parquet, written};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::open(&module_file(), Limits::default()).unwrap());

/// Contacts by manager; the second half is about households, without which managers' days are apart.
const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
refs:
  managers: {key: rm_id, fields: {rm_id: {type: string}, daily: {type: int, nullable: true}}}
  relations:
    key: relation_id
    fields:
      relation_id: {type: string}
      member: {type: string, nullable: true}
      head: {type: string, nullable: true}
      since: {type: date, nullable: true}
schema:
  customers:
    key: id
    suspect: [name]
    fields:
      id: {type: string}
      name: {type: string, nullable: true}
      rm: {type: string, nullable: true}
      idle: {type: decimal(2), nullable: true}
      outflow: {type: decimal(2), nullable: true}
alerts:
  outflow:
    kind: risk
    when: 'outflow > 0.00'
    priority: high
    event: {key: today}
    stake: outflow
    task: {to: branch_head, due: 2h, title: {en: '{{outflow}} left', zh-CN: '流出{{outflow}}'}, closes_with: [reached]}
  idle:
    kind: demand
    when: 'idle > 0.00'
    priority: normal
    lasting: {rearm: 5d}
    stake: idle
    task: {to: rm, due: 7d, title: {en: '{{idle}} lies idle', zh-CN: '闲置{{idle}}'}, closes_with: [reached]}
contact:
  managers: {table: managers, key: rm, capacity: daily, default: 4}
  order: [stake desc]
";

const OF_HOUSEHOLDS: &str = "  household: household
  group_with: household
  caps:
    family: {label: {en: Once for a family, zh-CN: 每户一次}, most: 1, per: 7d, of: household}
groups:
  household:
    members: {table: relations, member: member, head: head, from: since}
    totals: {idle: {sum: idle}, members: count}
derive:
  family_idle: {expr: household.idle}
  family: {expr: household.members}
tags: {rich: {when: 'family_idle > 50.0'}}
";

const CUSTOMERS: usize = 400;
const MANAGERS: usize = 40;
const DAYS: [&str; 2] = ["2026-12-02", "2026-12-03"];

/// Tables by name: the header and the lines.
type Tables = BTreeMap<&'static str, (&'static str, Vec<Vec<String>>)>;

fn line(cells: &[&dyn std::fmt::Display]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// A manager's customers stand all over the file, and so do the members of households. With `bad` there is what a bank
/// has as well: customers without a manager or with one that nobody knows, in two households, at the head of themselves.
fn bank(bad: bool) -> Tables {
    let manager = |n: usize| match n % 101 {
        17 if bad => "R999".to_owned(),
        18 if bad => String::new(),
        _ => format!("R{}", n * 7 % MANAGERS),
    };
    let amount = |n: usize, of: usize| {
        if n.is_multiple_of(of) { String::new() } else { format!("{}.50", n * 13 % 90) }
    };
    let name = |n: usize| if n % 50 == 3 { format!("N{}", n % 100) } else { String::new() };
    let mut customers: Vec<Vec<String>> = (0..CUSTOMERS)
        .map(|n| line(&[&format!("C{n}"), &name(n), &manager(n), &amount(n, 3), &amount(n, 4)]))
        .collect();
    // Spouses have one manager, as numbers that are 200 apart do; now and then they have not.
    let pairs = (0..90).map(|n| (n, n + 200)).chain((100..104).map(|n| (n, n + 33)));
    let relation = |(at, (head, member)): (usize, (usize, usize))| {
        line(&[&format!("L{at}"), &format!("C{member}"), &format!("C{head}"), &"2020-01-01"])
    };
    let mut relations: Vec<Vec<String>> = pairs.enumerate().map(relation).collect();
    relations.push(line(&[&"LX", &"X1", &"C5", &"2020-01-01"]));
    if bad {
        relations.push(line(&[&"LA", &"C201", &"C7", &""]));
        relations.push(line(&[&"LB", &"C20", &"C220", &"2021-01-01"]));
        relations.push(line(&[&"LC", &"C30", &"C30", &"2021-01-01"]));
        relations.push(line(&[&"LD", &"X8", &"X9", &"2021-01-01"]));
        relations.push(line(&[&"LE", &"C40", &"", &"2021-01-01"]));
        customers[50][0] = "C350".to_owned();
        customers[51][0] = String::new();
        customers[52].push("more".to_owned());
    }
    let managers = (0..MANAGERS).map(|n| line(&[&format!("R{n}"), &["3", "", "1"][n % 3]])).collect();
    Tables::from([
        ("customers", ("id,name,rm,idle,outflow", customers)),
        ("relations", ("relation_id,member,head,since", relations)),
        ("managers", ("rm_id,daily", managers)),
    ])
}

struct Place(Folder);

impl Place {
    fn new(name: &str) -> Self {
        Self(Folder::new(name))
    }

    /// Writes the tables into a folder of the place.
    fn input(&self, name: &str, tables: &Tables, typed: bool) -> PathBuf {
        let folder = self.0.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (table, (header, lines)) in tables {
            if typed && lines.iter().all(|line| line.len() == header.split(',').count()) {
                parquet(header, lines, &folder.join(format!("{table}.parquet"))).unwrap();
                continue;
            }
            std::fs::write(folder.join(format!("{table}.csv")), csv(header, lines)).unwrap();
        }
        folder
    }

    fn score(&self, input: &Path, day: &str, settings: Settings) -> Run {
        let files = PolicyFiles::open(&self.0.join("p.yaml")).unwrap();
        let known =
            ["customers", "relations", "managers", "journal", "state_tasks", "state_touches", "state_run"];
        let out = self.0.join("out");
        let _ = std::fs::remove_dir_all(&out);
        let job = Job {
            engine: &ENGINE,
            files: &files,
            sources: sources(input, &[], &[], &known.map(str::to_owned)).unwrap(),
            as_of: day.to_owned(),
            force_effective: false,
            encoding: Encoding::Utf8,
            out: out.clone(),
            settings,
            options: Options::default(),
        };
        let largest = Mutex::new(0);
        let tell = |event: &Event| {
            if let Event::Planned { together, .. } = event {
                *largest.lock().unwrap() = *together;
            }
        };
        let manifest = score(job, &tell).unwrap();
        let together = *largest.lock().unwrap();
        Run { tables: written(&out, &manifest).unwrap(), manifest, together }
    }
}

/// A run, the rows of its tables, and the size of its largest group.
struct Run {
    manifest: Manifest,
    tables: BTreeMap<String, Vec<String>>,
    together: u64,
}

impl Run {
    /// The tables, those without an order sorted.
    fn rows(&self) -> BTreeMap<String, Vec<String>> {
        let mut tables = self.tables.clone();
        for (name, rows) in &mut tables {
            if ["faults", "quarantine", "state_tasks", "state_touches"].contains(&name.as_str()) {
                rows.sort();
            }
        }
        tables
    }
}

/// The next day: the state of the day before, a journal that hands tasks over, and some customers are not delivered.
fn next_day(tables: &mut Tables, before: &Run, bad: bool) {
    let kept = |name: &str| -> Vec<Vec<String>> {
        let rows = before.tables[name].iter();
        rows.map(|row| row.split(BETWEEN).map(str::to_owned).collect()).collect()
    };
    let mut journal = Vec::new();
    for (at, task) in kept("state_tasks").iter().enumerate().filter(|(at, _)| at % 11 == 0) {
        let to = match at % 3 {
            0 => format!("R{}", at % MANAGERS),
            _ if bad => "nobody".to_owned(),
            _ => String::new(),
        };
        let action = if to.is_empty() { "done" } else { "hand_over" };
        let outcome = if to.is_empty() { "reached" } else { "" };
        let at = format!("E{at}");
        journal.push(line(&[
            &task[0],
            &at,
            &task[1],
            &action,
            &outcome,
            &"a",
            &"2026-12-02T10:00:00Z",
            &"",
            &to,
            &"",
        ]));
    }
    let tasks = "customer_id,task_id,alert,event_kind,event_key,child_id,raised,first_raised,reminded,stage,status,\
                 outcome,ended,until,handed_to,true_on,false_since,due,title_en,title_zh,policy_version,escalated";
    tables.insert("state_tasks", (tasks, kept("state_tasks")));
    let touches = "customer_id,touch_id,day,kind,channel,form,household";
    tables.insert("state_touches", (touches, kept("state_touches")));
    tables.insert("state_run", ("key,value", kept("state_run")));
    let entries = "customer_id,entry_id,task_id,action,outcome,author,at,until,to,note";
    tables.insert("journal", (entries, journal));
    let mut at = 0;
    tables.get_mut("customers").unwrap().1.retain(|_| {
        at += 1;
        at % 37 != 0
    });
}

/// Chunks of several sizes on one thread and on two hold what one chunk holds.
fn all_cuts_are_one(place: &Place, input: &Path, day: &str) -> Run {
    let whole = place.score(input, day, in_chunks(1, 65_536));
    assert_eq!(whole.manifest.chunks, 1);
    let (mut chunks, mut names) = (0, String::new());
    for (threads, rows) in [(1, 1), (2, 1), (2, 150)] {
        let run = place.score(input, day, in_chunks(threads, rows));
        let name = format!("{day}, {threads} threads, {rows} rows");
        for (table, expected) in whole.rows() {
            assert_eq!(run.rows()[&table], expected, "{name}: {table}");
        }
        assert_eq!(run.manifest.summary, whole.manifest.summary, "{name}");
        assert_eq!(run.manifest.read, whole.manifest.read, "{name}");
        assert_eq!(run.together, whole.together, "{name}");
        chunks = run.manifest.chunks.max(chunks);
        let _ = write!(names, "{name}: {} chunks; ", run.manifest.chunks);
    }
    assert!(chunks > 5, "{names}");
    whole
}

fn two_days(name: &str, policy: &str, bad: bool) -> [Run; 2] {
    let place = Place::new(name);
    std::fs::write(place.0.join("p.yaml"), policy).unwrap();
    let mut tables = bank(bad);
    let first = all_cuts_are_one(&place, &place.input("first", &tables, false), DAYS[0]);
    next_day(&mut tables, &first, bad);
    let second = all_cuts_are_one(&place, &place.input("second", &tables, false), DAYS[1]);
    let typed = place.score(&place.input("typed", &tables, true), DAYS[1], in_chunks(2, 30));
    assert_eq!(typed.rows()["contacts"], second.rows()["contacts"], "the form of files does not show");
    [first, second]
}

#[test]
fn days_of_managers_are_the_same_in_any_chunks() {
    for bad in [false, true] {
        let [first, second] = two_days(&format!("managers-{bad}"), POLICY, bad);
        let of = |run: &Run, word: &str| {
            run.tables["contacts"].iter().filter(|row| row.split(BETWEEN).any(|cell| cell == word)).count()
        };
        assert!(of(&first, "overflow") > 20, "capacities bind");
        assert_eq!(of(&first, "unassigned") > 0, bad);
        assert_eq!(of(&second, "nobody") > 0, bad, "a task was handed over to nobody that is known");
        assert!(first.tables["suspects"].len() > 1);
    }
}

#[test]
fn caps_and_totals_of_households_are_the_same_in_any_chunks() {
    for bad in [false, true] {
        let policy = format!("{POLICY}{OF_HOUSEHOLDS}");
        let [first, second] = two_days(&format!("households-{bad}"), &policy, bad);
        let held =
            |run: &Run| run.tables["contacts"].iter().filter(|row| row.contains("caps.family")).count();
        assert!(held(&first) + held(&second) > 0, "caps of households bind");
        let faults = first.tables["faults"].iter().filter(|row| row.contains("relations")).count();
        assert_eq!(faults > 2, bad, "{:?}", first.tables["faults"]);
    }
}

#[test]
fn a_group_is_never_divided_and_stands_at_the_place_of_its_first() {
    let place = Place::new("groups");
    std::fs::write(place.0.join("p.yaml"), POLICY).unwrap();
    let mut tables = bank(false);
    for customer in &mut tables.get_mut("customers").unwrap().1 {
        customer[1].clear();
    }
    let run = place.score(&place.input("bank", &tables, false), DAYS[0], in_chunks(2, 1));
    // Ten customers of each manager, who stand 40 apart.
    assert_eq!((run.manifest.chunks, run.together), (40, 10));
    let order: Vec<&str> =
        run.tables["customers"].iter().map(|row| row.split(BETWEEN).next().unwrap()).collect();
    assert_eq!(
        order[..12],
        ["C0", "C40", "C80", "C120", "C160", "C200", "C240", "C280", "C320", "C360", "C1", "C41"]
    );
}

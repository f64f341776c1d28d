//! Deliveries of a random bank: what is in a folder, held against who may see it, worked out from the input alone.
//!
//! Every customer's name, telephone number and product carry the customer's number, so that a text search of a folder's
//! bytes finds whatever should not be in it, in whichever table and column it got there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod bank;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use appraise_host::deliver::{LOG, Order, deliver};
use appraise_tests::folder::{self, Folder};
use bank::Bank;

/// The tokens with a customer's number that stand in the files of a folder, by their first letter.
fn tokens(folder: &Path) -> BTreeMap<char, BTreeSet<usize>> {
    let mut found: BTreeMap<char, BTreeSet<usize>> = BTreeMap::new();
    for (_, text) in files(folder) {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            let number = word.get(1..).and_then(|rest| rest.strip_suffix('Z')?.parse().ok());
            if let (Some(number), Some(initial)) = (number, word.chars().next()) {
                found.entry(initial).or_default().insert(number);
            }
        }
    }
    found
}

/// Every file below a folder, by its place.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    folder::files(folder, &[]).into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

fn order(place: &Folder, day: &str, out: &str) -> Order {
    let key = place.file("key", "0123456789abcdef0123456789abcdef\n");
    Order {
        run: place.join("runs").join(day),
        inputs: vec![place.join("bank").join(day)],
        out: place.join(out),
        key: Some(key),
        at: format!("{day}T07:00:00+08:00"),
        by: "night batch".into(),
    }
}

const DAYS: [&str; 3] = ["2026-12-01", "2026-12-02", "2026-12-03"];

#[test]
fn nothing_outside_the_grant_is_in_any_folder() {
    for seed in 1..=5 {
        let place = Folder::new("grant");
        let bank = Bank::random(seed);
        for day in DAYS {
            bank.run(day, &place);
            let report = deliver(&order(&place, day, day)).unwrap();
            assert_eq!(report.absent, Vec::<String>::new());
            let granted = bank.grants(day);
            let people: BTreeSet<String> = report.new.iter().map(|path| path.display().to_string()).collect();
            assert_eq!(people, granted.keys().cloned().collect(), "{day}");
            for (person, customers) in &granted {
                let folder = place.join(day).join(person);
                let found = tokens(&folder);
                let of = |initial| found.get(&initial).cloned().unwrap_or_default();
                let (who, nobody) = (format!("{person} on {day}, seed {seed}"), BTreeSet::new());
                match person.split('/').next().unwrap() {
                    // A manager sees names and products, and never a telephone number.
                    "manager" => {
                        assert_eq!(of('N'), *customers, "names of {who}");
                        assert_eq!(of('K'), *customers, "keys of {who}");
                        assert_eq!(of('T'), nobody, "telephones of {who}");
                        assert_eq!(of('H'), bank.holders(customers), "products of {who}");
                    }
                    "head" => {
                        assert_eq!(of('N'), *customers, "names of {who}");
                        assert_eq!(of('T'), *customers, "telephones of {who}");
                    }
                    // An analyst sees all customers and knows none of them.
                    "analyst" => {
                        for initial in ['K', 'N', 'T'] {
                            assert_eq!(of(initial), nobody, "{initial} of {who}");
                        }
                        let customers = &files(&folder)["input/customers.csv"];
                        assert_eq!(customers.lines().count(), 1 + bank.customers.len());
                    }
                    _ => {
                        assert_eq!(found, BTreeMap::new(), "{who}");
                        let text = &files(&folder)["output/customers.csv"];
                        assert_eq!(text.lines().next(), Some("wealthy"));
                    }
                }
            }
        }
    }
}

#[test]
fn on_the_day_of_a_hand_over_the_old_one_loses_and_the_new_one_gains() {
    let place = Folder::new("hand-over");
    let bank = Bank { deputies: Vec::new(), ..Bank::random(7) };
    let seen = |day: &str, manager: &str| {
        let folder = place.join(day).join("manager").join(manager);
        if folder.exists() { tokens(&folder).remove(&'K').unwrap_or_default() } else { BTreeSet::new() }
    };
    for day in DAYS {
        bank.run(day, &place);
        deliver(&order(&place, day, day)).unwrap();
    }
    let (customer, old, new) = bank.hand_over();
    assert!(seen(DAYS[0], &old).contains(&customer) && !seen(DAYS[0], &new).contains(&customer));
    assert!(!seen(DAYS[1], &old).contains(&customer) && seen(DAYS[1], &new).contains(&customer));
}

#[test]
fn a_second_delivery_changes_nothing_and_another_one_is_refused() {
    let place = Folder::new("again");
    let bank = Bank::random(3);
    bank.run(DAYS[0], &place);
    bank.run(DAYS[1], &place);
    let first = deliver(&order(&place, DAYS[0], "out")).unwrap();
    let before = files(&place.join("out"));
    let again = deliver(&order(&place, DAYS[0], "out")).unwrap();
    assert_eq!((again.new.len(), again.same), (0, first.new.len()));
    let refused = deliver(&order(&place, DAYS[1], "out")).unwrap_err().to_string();
    assert!(refused.ends_with("is there already and holds another delivery"), "{refused}");
    assert_eq!(files(&place.join("out")), before);
    let lines = before[LOG].lines().count();
    assert_eq!(lines, first.new.len());
}

#[test]
fn a_file_that_is_not_the_runs_a_changed_log_and_a_missing_key_are_refused() {
    let place = Folder::new("refused");
    let bank = Bank::random(4);
    bank.run(DAYS[0], &place);
    let order = order(&place, DAYS[0], "out");
    let keyless = deliver(&Order { key: None, ..order.clone() }).unwrap_err().to_string();
    assert!(keyless.starts_with("the policy gives pseudonyms"), "{keyless}");
    deliver(&order).unwrap();

    let customers = order.inputs[0].join("customers.csv");
    let text = std::fs::read_to_string(&customers).unwrap();
    std::fs::write(&customers, text.replace("R1,", "R2,")).unwrap();
    let refused = deliver(&Order { out: place.join("other"), ..order.clone() }).unwrap_err().to_string();
    assert!(refused.ends_with("is not the file that the run's manifest names"), "{refused}");
    assert!(!place.join("other/manager").exists());
    std::fs::write(&customers, text).unwrap();

    let log = place.join("out").join(LOG);
    let lines = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, lines.replacen("night batch", "day batch", 1)).unwrap();
    let refused = deliver(&order).unwrap_err().to_string();
    assert!(refused.starts_with("line 1 of"), "{refused}");
    let without = lines.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
    std::fs::write(&log, without).unwrap();
    assert!(deliver(&order).is_err());
}

#[test]
fn a_broken_line_stays_behind_and_takes_no_other_with_it() {
    let place = Folder::new("broken");
    let bank = Bank::random(5);
    bank.run_with(DAYS[0], &place, &|text| text.replacen("\"N2Z\"", "\"N2Z", 1));
    let report = deliver(&order(&place, DAYS[0], "out")).unwrap();
    let (_, counts) = report.tables.iter().find(|(name, _)| name == "input/customers").unwrap();
    assert_eq!(counts.broken, 1);
    for (person, customers) in bank.grants(DAYS[0]) {
        let folder = place.join("out").join(&person);
        if person.starts_with("manager/") && folder.exists() {
            let names = tokens(&folder).remove(&'N').unwrap_or_default();
            assert!(names.is_subset(&customers) && !names.contains(&2), "{person}");
        }
    }
}

/// The rows of a CSV text without quotes, as cells of the columns that another text has.
fn rows(text: &str, like: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> { line.split(',').map(|cell| cell.replace('"', "")).collect() };
    let header = cells(text.lines().next().unwrap());
    let wanted = cells(like.lines().next().unwrap());
    let places: Vec<usize> =
        wanted.iter().map(|name| header.iter().position(|column| column == name).unwrap()).collect();
    let row = |line: &str| {
        let cells = cells(line);
        places.iter().map(|at| cells[*at].clone()).collect()
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn a_delivered_folder_scored_again_gives_the_rows_of_the_run() {
    let place = Folder::new("again-scored");
    let (bank, day) = (Bank::random(8), DAYS[1]);
    bank.run(day, &place);
    deliver(&order(&place, day, "out")).unwrap();
    let mut compared = 0;
    for person in bank.grants(day).keys().filter(|person| person.starts_with("head/")) {
        let folder = place.join("out").join(person);
        for (name, text) in bank::scored(&folder, day, &["customers", "tasks"]) {
            let delivered = &files(&folder)[&format!("output/{name}.csv")];
            assert_eq!(rows(&text, delivered), rows(delivered, delivered), "{name} of {person}");
            compared += delivered.lines().count() - 1;
        }
        let parts = files(&folder);
        assert!(parts["input/customers.csv"].lines().next().unwrap().ends_with(",family.aum"), "{person}");
        assert!(parts.contains_key("output/state_run.csv"), "{person}");
    }
    assert!(compared > 20, "{compared} rows");
}

/// Takes every CSV file of a run apart into parts, as a run in several chunks writes them.
fn take_apart(run: &Path) {
    let manifest = run.join("manifest.json");
    let mut json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&manifest).unwrap()).unwrap();
    let mut outputs = Vec::new();
    for output in json["outputs"].as_array().unwrap() {
        let name = output["file"].as_str().unwrap();
        let text = std::fs::read_to_string(run.join(name)).unwrap();
        std::fs::remove_file(run.join(name)).unwrap();
        let table = name.strip_suffix(".csv").unwrap();
        std::fs::create_dir(run.join(table)).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.split_inclusive('\n').collect();
        for (rows, number) in rows.chunks(7).chain(rows.is_empty().then_some(&[][..])).zip(1..) {
            let file = format!("{table}/part-{number:05}.csv");
            let text = format!("{header}\n{}", rows.concat());
            std::fs::write(run.join(&file), &text).unwrap();
            let sha256 = appraise_core::text::canonical::sha256_hex(&text);
            outputs.push(serde_json::json!({"file": file, "sha256": sha256}));
        }
    }
    json["outputs"] = outputs.into();
    std::fs::write(manifest, json.to_string()).unwrap();
}

#[test]
fn a_run_in_parts_is_delivered_like_one_of_whole_tables() {
    let place = Folder::new("parts");
    Bank::random(6).run(DAYS[0], &place);
    deliver(&order(&place, DAYS[0], "whole")).unwrap();
    take_apart(&place.join("runs").join(DAYS[0]));
    deliver(&order(&place, DAYS[0], "parts")).unwrap();
    assert_eq!(files(&place.join("parts")), files(&place.join("whole")));
}

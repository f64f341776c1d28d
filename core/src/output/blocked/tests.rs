//! Every kind of block, with every input that it has made unknown in turn, blocks.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::dataset::Builder;
use crate::load::load;
use crate::outcome::{Run, as_of};
use crate::output::{csv, table};
use crate::policy::SourceFile;

const POLICY: &str = r#"appraise: 1
policy: blocks
version: 1.0.0
time_zone: UTC
population: {score: "status == 'active' && !minor", never_contact: "deceased || frozen"}
consents: {table: consents, category: category, status: status, granted: given, at: day}
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      status: {type: enum, values: [active, closed], nullable: true}
      minor: {type: bool, nullable: true}
      deceased: {type: bool, nullable: true}
      frozen: {type: bool, nullable: true}
      complaints: {type: int, nullable: true}
      income: {type: int, nullable: true, consent: profiling}
      address: {type: string, nullable: true, basis: contract, consent: contact}
      k: {type: int, nullable: true}
  holdings:
    parent: id
    id: holding
    fields: {id: {type: string}, holding: {type: string}, pledged: {type: bool, nullable: true}}
  consents:
    parent: id
    id: entry
    fields:
      id: {type: string}
      entry: {type: string}
      category: {type: string, nullable: true}
      status: {type: string, nullable: true}
      day: {type: date, nullable: true}
derive: {pledges: {count: holdings, where: {pledged: true}}}
scorecards:
  value:
    range: [0, 100]
    dimensions: {a: {weight: 100, indicators: {k: {of: k, weight: 100, curve: [[0, 0], [9, 100]], missing: neutral}}}}
alerts:
  plain: {kind: risk, when: "k > 0", priority: low, task: {to: rm, title: {en: a, zh-CN: a}}}
  complained: {kind: demand, when: "k > 0", suppress: "complaints > 0", priority: low, task: {to: rm, title: {en: a, zh-CN: a}}}
  pledged: {kind: demand, when: "k > 0", suppress: "pledges > 0", priority: low, task: {to: rm, title: {en: a, zh-CN: a}}}
  row: {kind: demand, each: holdings h, when: "k > 0", suppress: "h.pledged", priority: low, task: {to: rm, title: {en: a, zh-CN: a}}}
  income: {kind: demand, when: "income > 0", priority: low, task: {to: rm, title: {en: a, zh-CN: a}}}
  address: {kind: service, when: "address != ''", priority: low, task: {to: rm, title: {en: a, zh-CN: a}}}
"#;

const CUSTOMERS: &str =
    "id,status,minor,deceased,frozen,complaints,income,address,k\nA,active,false,false,false,0,5,here,1\n";
const HOLDINGS: &str = "id,holding,pledged\nA,H,false\n";
const CONSENTS: &str = "id,entry,category,status,day\nA,1,profiling,given,2026-01-01\n";

/// Everything that the policy can hold back.
const ALL: [&str; 7] = ["address", "complained", "income", "plain", "pledged", "row", "value"];

/// What is not held back of customer `A`: alerts with a task, and `value` where there is a score.
fn let_through(tables: &[(&str, String)]) -> Vec<String> {
    let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
    let loaded = loaded.unwrap();
    let mut builder = Builder::new(&loaded.model.schema);
    for (name, text) in tables {
        builder.read(name, text.as_bytes(), true).unwrap();
    }
    let dataset = builder.seal().unwrap();
    let instant = as_of(&loaded.model, "2026-12-02", false).unwrap();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of: instant };
    let outcome = run.evaluate(false);
    let column = |name: &str, at: usize| -> Vec<String> {
        let text = csv(&table(&run, &outcome, name).unwrap());
        text.lines().skip(1).map(|line| line.split(',').nth(at).unwrap().to_string()).collect()
    };
    let (mut through, blocked) = (column("tasks", 3), column("blocked", 3));
    assert!(blocked.iter().all(|alert| !through.contains(alert)), "blocked and handed out");
    if outcome.cards[0].score_known.get(0) {
        through.push("value".into());
    }
    through.sort();
    through
}

fn tables(customers: &str, holdings: &str, consents: &str) -> Vec<(&'static str, String)> {
    [("customers", customers), ("holdings", holdings), ("consents", consents)]
        .map(|(n, t)| (n, t.into()))
        .into()
}

/// The text of a table with one cell of its first row replaced.
fn with(text: &str, column: &str, cell: &str) -> String {
    let (header, row) = text.trim_end().split_once('\n').unwrap();
    let at = header.split(',').position(|name| name == column).unwrap();
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[at] = cell;
    alloc::format!("{header}\n{}\n", cells.join(","))
}

fn but(held_back: &[&str]) -> Vec<String> {
    ALL.iter().filter(|name| !held_back.contains(name)).map(ToString::to_string).collect()
}

#[test]
fn nothing_is_held_back_when_every_block_is_known_to_be_off() {
    assert_eq!(let_through(&tables(CUSTOMERS, HOLDINGS, CONSENTS)), but(&[]));
}

/// Each input of a block, a value that turns the block on, and what it holds back.
const INPUTS: [(&str, &str, &[&str]); 5] = [
    ("status", "closed", &["value"]),
    ("minor", "true", &["value"]),
    ("deceased", "true", &["address", "complained", "income", "plain", "pledged", "row"]),
    ("frozen", "true", &["address", "complained", "income", "plain", "pledged", "row"]),
    ("complaints", "1", &["complained"]),
];

#[test]
fn a_block_that_is_on_missing_or_unreadable_blocks() {
    for (input, on, held_back) in INPUTS {
        for cell in [on, "", "?"] {
            let through = let_through(&tables(&with(CUSTOMERS, input, cell), HOLDINGS, CONSENTS));
            assert_eq!(through, but(held_back), "`{input}` is `{cell}`");
        }
    }
    for cell in ["true", "", "?"] {
        let through = let_through(&tables(CUSTOMERS, &with(HOLDINGS, "pledged", cell), CONSENTS));
        assert_eq!(through, but(&["pledged", "row"]), "`pledged` is `{cell}`");
    }
}

#[test]
fn a_consent_that_is_not_known_to_be_granted_is_none() {
    for (column, cell) in [
        ("status", "withdrawn"),
        ("status", ""),
        ("category", ""),
        ("category", "other"),
        ("day", ""),
        ("day", "?"),
        ("day", "2026-12-03"),
    ] {
        let through = let_through(&tables(CUSTOMERS, HOLDINGS, &with(CONSENTS, column, cell)));
        assert_eq!(through, but(&["income"]), "`{column}` is `{cell}`");
    }
}

#[test]
fn a_table_on_which_a_block_rests_blocks_when_it_is_absent_or_incomplete() {
    let all = tables(CUSTOMERS, HOLDINGS, CONSENTS);
    let without = |name: &str| -> Vec<_> { all.iter().filter(|(n, _)| *n != name).cloned().collect() };
    assert_eq!(let_through(&without("consents")), but(&["address", "income"]));
    assert_eq!(let_through(&without("holdings")), but(&["pledged", "row"]));
    let twice = |text: &str| alloc::format!("{text}{}\n", text.lines().last().unwrap());
    let consents = tables(CUSTOMERS, HOLDINGS, &twice(CONSENTS));
    assert_eq!(let_through(&consents), but(&["address", "income"]), "a row of consents is quarantined");
    let holdings = tables(CUSTOMERS, &twice(HOLDINGS), CONSENTS);
    assert_eq!(let_through(&holdings), but(&["pledged", "row"]), "a row of holdings is quarantined");
}

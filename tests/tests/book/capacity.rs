//! Five hundred rules, and figures of groups, in one pass over many customers. `APPRAISE_FULL=1` takes a million of them.

use std::collections::BTreeMap;
use std::time::Instant;

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::Loaded;
use appraise_core::output::{csv, summary, table};
use appraise_tests::rb8;

use super::{loaded, run};

const RULES: usize = 500;
const REPORT: &str = "reports:\n  book: {by: [risk], measures: {customers: count, aum: {sum: aum}}}\n";

fn customers() -> usize {
    let full = std::env::var_os("APPRAISE_FULL").is_some();
    if !full {
        eprintln!("reduced to 20,000 customers: APPRAISE_FULL=1 takes 1,000,000");
    }
    if full { 1_000_000 } else { 20_000 }
}

fn read(policy: &Loaded, text: &[u8]) -> Dataset {
    let mut builder = Builder::new(&policy.model.schema);
    builder.read("customers", text, true).unwrap();
    builder.seal().unwrap()
}

/// AUM and outflow in cents, months of tenure, and the risk; nothing where the cell is empty.
type Customer<'a> = (Option<i64>, Option<i64>, Option<i64>, &'a str);

fn plain(text: &str) -> Vec<Customer<'_>> {
    let cents = |text: &str| text.replace('.', "").parse().ok();
    let customer = |line| {
        let cells: Vec<&str> = str::split(line, ',').collect();
        (cents(cells[0]), cents(cells[1]), cells[8].parse().ok(), cells[5])
    };
    text.lines().skip(1).map(customer).collect()
}

#[test]
fn five_hundred_rules_fire_in_one_pass_for_whom_they_are_true() {
    let rows = customers();
    let text = rb8::csv(rows, true);
    let policy = loaded(&[("rb8.yaml".into(), rb8::with_rules(RULES, false))]);
    let dataset = read(&policy, &text);
    let run = run(&policy, &dataset);
    let start = Instant::now();
    let outcome = run.evaluate(false);
    eprintln!("{RULES} rules over {rows} customers: {:.2} s", start.elapsed().as_secs_f64());
    let summary = summary(&run, &outcome);
    assert_eq!(summary.alerts.len(), RULES);
    let known = plain(std::str::from_utf8(&text).unwrap());
    let known: Vec<(i64, i64, i64)> = known
        .iter()
        .filter_map(|(aum, outflow, tenure, _)| Some(((*aum)?, (*outflow)?, (*tenure)?)))
        .collect();
    for (at, alert) in summary.alerts.iter().enumerate() {
        let (months, left, least) = rb8::rule(at);
        let (months, left, least) = (months as i64, left as i64, least as i64 * 100);
        let fires = |(aum, outflow, tenure): &&(i64, i64, i64)| {
            *tenure > months && outflow * 10_000 > aum * left && *aum > least
        };
        assert_eq!(alert.fired, known.iter().filter(fires).count() as u64, "{}", alert.id);
        assert_eq!(alert.fired + alert.not_fired + alert.unknown, rows as u64, "{}", alert.id);
    }
    // No tenure is longer than the longest that a rule asks for.
    let firing = summary.alerts.iter().filter(|alert| alert.fired > 0 && alert.unknown > 0);
    assert!(firing.count() >= RULES * 9 / 10);
}

#[test]
fn a_book_is_added_up_by_groups_in_the_same_pass_to_the_cent() {
    let rows = customers();
    let text = rb8::csv(rows, true);
    let policy = loaded(&[("rb8.yaml".into(), format!("{}{REPORT}", rb8::with_rules(RULES, false)))]);
    let dataset = read(&policy, &text);
    let run = run(&policy, &dataset);
    let start = Instant::now();
    let outcome = run.evaluate(false);
    let told = csv(&table(&run, &outcome, "reports").unwrap());
    eprintln!("{RULES} rules and a report over {rows} customers: {:.2} s", start.elapsed().as_secs_f64());
    let mut sums: BTreeMap<&str, (u64, i64, u64)> = BTreeMap::new();
    for (aum, _, _, risk) in plain(std::str::from_utf8(&text).unwrap()) {
        let group = sums.entry(if risk.is_empty() { "unknown" } else { risk }).or_default();
        *group = (group.0 + 1, group.1 + aum.unwrap_or(0), group.2 + u64::from(aum.is_none()));
    }
    assert_eq!(sums.len(), 4);
    for (risk, (customers, cents, unknown)) in sums {
        let sum = format!("{}.{:02}", cents / 100, cents % 100);
        for line in
            [format!("book,{risk},customers,{customers},,"), format!("book,{risk},aum,{sum},{unknown},")]
        {
            assert!(told.lines().any(|told| told.starts_with(&line)), "{line} in {told}");
        }
    }
}

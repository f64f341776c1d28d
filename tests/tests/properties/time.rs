//! Rows in time: what happened or became known later changes nothing, and windows are what a calendar says.

use appraise_core::dataset::Builder;
use appraise_core::date;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::policy::SourceFile;
use appraise_tests::random::Random;

use super::seeds;

const POLICY: &str = r#"
appraise: 1
policy: time
version: 1.0.0
time_zone: UTC
schema:
  customers: {key: id, fields: {id: {type: string}}}
  txns:
    parent: id
    id: txn
    event_date: day
    known_at: learned
    latest_by: version
    fields:
      txn: {type: string}
      id: {type: string}
      day: {type: date, nullable: true}
      learned: {type: date, nullable: true}
      version: {type: int}
      kind: {type: enum, values: [in, out]}
      amount: {type: decimal(2), nullable: true}
measures:
  mean: {sum: txns.amount, balance: month_avg}
derive:
  all: {sum: txns.amount}
  week: {sum: txns.amount, window: 7d}
  month: {sum: txns.amount, window: mtd}
  quarter: {sum: txns.amount, window: qtd}
  before: {sum: txns.amount, window: last_month}
  outs: {share: {sum: txns.amount, where: {kind: out}, window: 3m}}
  different: {count_distinct: txns.amount, where: {kind: in}}
  first: {first: txns.kind}
  last: {last: txns.amount, window: ytd}
  dated: {avg: txns.amount, window: {from: "add_months(today, -1)", to: today}}
alerts:
  each_out: {kind: risk, priority: low, each: txns t, when: "t.kind == 'out' && t.amount * 2 > all", task: {to: rm, title: {en: "{{t.txn}} {{t.amount}}", zh-CN: "-"}}}
  values:
    kind: service
    priority: low
    when: "true"
    task: {to: rm, title: {en: "{{all}}|{{week}}|{{month}}|{{quarter}}|{{before}}|{{outs}}|{{different}}|{{first}}|{{last}}|{{dated}}|{{mean}}", zh-CN: "-"}}
  macros: {kind: risk, priority: low, when: "txns.exists(t, t.kind == 'out' && txns.exists(u, u.kind == 'in' && u.amount == t.amount))"}
tests: []
"#;

/// A transaction: what it is, and when.
#[derive(Debug, Clone)]
struct Txn {
    customer: usize,
    line: String,
    day: i32,
    learned: i32,
    amount: Option<i64>,
}

const CUSTOMERS: usize = 12;

/// Transactions, some in several versions; of those of an id the latest becomes known last.
fn transactions(random: &mut Random, today: i32) -> Vec<Txn> {
    let mut txns = Vec::new();
    for number in 0..random.below(150) {
        let customer = random.below(CUSTOMERS);
        let mut learned = today - 120 + i32::try_from(random.below(130)).unwrap();
        for version in 0..if random.percent(10) { 3 } else { 1 } {
            let day = learned - i32::try_from(random.below(5)).unwrap() + i32::from(random.percent(5));
            let amount = (!random.percent(2)).then(|| random.within(0, 3) * 100);
            let line = format!(
                "T{number},C{customer},{},{},{version},{},{}",
                date::format(day),
                date::format(learned),
                random.pick(&["in", "out"]),
                amount.map_or(String::new(), |a| appraise_core::number::format_decimal(a, 2)),
            );
            txns.push(Txn { customer, line, day, learned, amount });
            learned += 1 + i32::try_from(random.below(40)).unwrap();
        }
    }
    txns
}

/// What a run says of the customers: their columns, tasks and unknowns.
fn answer(txns: &[Txn], customers: &[usize], cut_off: i32, today: i32) -> [String; 3] {
    let (checked, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
    let loaded = loaded.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let mut builder = Builder::new(&loaded.model.schema);
    let ids: String = customers.iter().map(|c| format!("C{c}\n")).collect();
    let lines: String = txns.iter().map(|t| t.line.clone() + "\n").collect();
    let deliveries = format!("table,cut_off\ntxns,{}\n", date::format(cut_off));
    for (table, text) in [
        ("customers", format!("id\n{ids}")),
        ("txns", format!("txn,id,day,learned,version,kind,amount\n{lines}")),
        ("deliveries", deliveries),
    ] {
        builder.read(table, text.as_bytes(), true).unwrap();
    }
    let dataset = builder.seal().unwrap();
    let as_of = as_of(&loaded.model, &date::format(today), false).unwrap();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let outcome = run.evaluate(false);
    ["customers", "tasks", "unknowns"].map(|name| output::csv(&output::table(&run, &outcome, name).unwrap()))
}

#[test]
fn rows_known_later_and_the_order_of_the_file_change_nothing() {
    let everyone: Vec<usize> = (0..CUSTOMERS).collect();
    let mut later = 0;
    for seed in 0..seeds() / 8 + 8 {
        let mut random = Random::new(seed);
        let today = i32::try_from(random.within(18_000, 24_000)).unwrap();
        let cut_off = today - i32::try_from(random.below(3)).unwrap();
        let mut txns = transactions(&mut random, today);
        let known: Vec<Txn> = txns.iter().filter(|t| t.learned <= today).cloned().collect();
        later += txns.len() - known.len();
        let expected = answer(&known, &everyone, cut_off, today);
        for at in (1..txns.len()).rev() {
            txns.swap(at, random.below(at + 1));
        }
        assert_eq!(answer(&txns, &everyone, cut_off, today), expected, "seed {seed}");
        let one = random.below(CUSTOMERS);
        let own: Vec<Txn> = txns.iter().filter(|t| t.customer == one).cloned().collect();
        let alone = answer(&own, &[one], cut_off, today);
        let line = |text: &str| text.lines().find(|l| l.starts_with(&format!("C{one},"))).unwrap().to_owned();
        assert_eq!(line(&alone[0]), line(&expected[0]), "seed {seed}");
    }
    assert!(later > 20, "{later} rows were known later");
}

/// The sum of the known amounts of a customer from one day to another.
fn sum(txns: &[Txn], customer: usize, from: i32, to: i32) -> String {
    let within = txns.iter().filter(|t| t.customer == customer && (from..=to).contains(&t.day));
    let total: Option<i64> = within.map(|t| t.amount).sum();
    total.map_or("?".into(), |total| appraise_core::number::format_decimal(total, 2))
}

#[test]
fn windows_are_the_days_that_a_calendar_says() {
    let everyone: Vec<usize> = (0..CUSTOMERS).collect();
    for seed in 0..seeds() / 8 + 8 {
        let mut random = Random::new(seed);
        let today = i32::try_from(random.within(18_000, 24_000)).unwrap();
        let cut_off = today - i32::try_from(random.below(3)).unwrap();
        let txns: Vec<Txn> = transactions(&mut random, today)
            .into_iter()
            .filter(|t| t.learned <= today && t.line.contains(",0,"))
            .collect();
        let [_, tasks, _] = answer(&txns, &everyone, cut_off, today);
        let seen: Vec<Txn> = txns.into_iter().filter(|t| t.day <= today).collect();
        let (year, month, day) = date::civil(cut_off);
        let start = cut_off - i32::try_from(day).unwrap() + 1;
        let quarter = date::from_civil(year, (month - 1) / 3 * 3 + 1, 1).unwrap();
        // A month that the last complete day ends is complete.
        let next = cut_off + 1;
        let end = next - i32::try_from(date::civil(next).2).unwrap();
        let begin = end - i32::try_from(date::civil(end).2).unwrap() + 1;
        let mut found = 0;
        for line in tasks.lines().filter(|l| l.contains(",values,")) {
            let cells: Vec<&str> = line.split(',').collect();
            let customer: usize = cells[1].trim_start_matches('C').parse().unwrap();
            let values: Vec<&str> = cells.iter().find(|c| c.contains('|')).unwrap().split('|').collect();
            let expected = [
                sum(&seen, customer, i32::MIN, today),
                sum(&seen, customer, cut_off - 6, cut_off),
                sum(&seen, customer, start, cut_off),
                sum(&seen, customer, quarter, cut_off),
                sum(&seen, customer, begin, end),
            ];
            assert_eq!(values[..5], expected, "seed {seed}, C{customer}, cut-off {}", date::format(cut_off));
            found += 1;
        }
        assert_eq!(found, CUSTOMERS);
    }
}

//! No call of a run needs more fuel than the static bound of its policy says: every case, and policies that are made at
//! random of everything that costs much. How tight the bounds are is printed: `cargo test --test fuel -- --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a suite, where a panic is the report"
)]

use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, ErrorKind, Limits};
use appraise_tests::corpus::case::{Problem, all};
use appraise_tests::corpus::{Case, module_file, root};
use appraise_tests::fuel::{Job, Ran, run};
use appraise_tests::random::{Random, size};

/// The module of a release may need twice what a quick build's needs.
const ROOM: f64 = 0.5;

/// The largest shares of their bounds that were used, by the kind of call.
#[derive(Default)]
struct Tight(Vec<(f64, String)>);

impl Tight {
    fn add(&mut self, name: &str, ran: &Ran) {
        for call in &ran.calls {
            let Some(share) = call.share() else { continue };
            assert!(share < ROOM, "{name}: {} used {share} of its bound {:?}", call.name, call.allowed);
        }
        self.0.extend(ran.tightest().map(|(share, call)| (share, format!("{name}: {call}"))));
    }

    fn show(&mut self, what: &str) {
        self.0.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (first, middle) = (&self.0[0], &self.0[self.0.len() / 2]);
        println!(
            "{what}: {} runs; the tightest bound is {:.1} times the fuel ({}), the middle one {:.0} times",
            self.0.len(),
            1.0 / first.0,
            first.1,
            1.0 / middle.0
        );
        self.0.iter().take(6).for_each(|(share, name)| println!("    {:>6.2} % {name}", share * 100.0));
    }
}

#[test]
fn every_case_stays_within_the_bound_of_its_policy() {
    let engine = Engine::open(&module_file(), Limits::default()).unwrap();
    let folder = root().join("tests").join("cases");
    let mut tight = Tight::default();
    for path in all(&folder) {
        let input = match Case::read(&path).map_err(Problem::Broken).and_then(|case| case.input(&path)) {
            Ok(input) => input,
            Err(_) => continue,
        };
        let Some(as_of) = &input.case.as_of else { continue };
        let files = PolicyFiles::from_texts(input.files.iter().cloned());
        let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
        match run(&engine, Job { files: &files, tables: &input.tables, as_of }) {
            Ok(ran) => tight.add(&name, &ran),
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::Refused | ErrorKind::Policy), "{name}: {error}");
            }
        }
    }
    tight.show("cases");
    assert!(tight.0.len() > 200, "{}", tight.0.len());
}

#[test]
fn policies_of_everything_that_costs_much_stay_within_their_bounds() {
    let engine = Engine::open(&module_file(), Limits::default()).unwrap();
    let mut tight = Tight::default();
    for seed in 0..size("APPRAISE_FUEL_POLICIES", 24) {
        let mut random = Random::new(seed);
        let text = policy(&mut random);
        let files = PolicyFiles::from_text("p.yaml", &text);
        let tables = tables(&mut random);
        match run(&engine, Job { files: &files, tables: &tables, as_of: "2026-12-02" }) {
            Ok(ran) => tight.add(&format!("policy {seed}"), &ran),
            Err(error) => panic!("policy {seed}: {error}\n{:#?}\n{text}", error.diagnostics().first()),
        }
    }
    tight.show("policies made at random");
}

/// Values of a customer, each of a kind of work of its own.
const CUSTOMER: [&str; 24] = [
    "n * 3 + 7 > k",
    "m / 3 > 2.5",
    "n / 7 == 3 || n % 5 == 1",
    "round(m * 1.05, 2) > 10.00",
    "change(m, m2) > 0.1",
    "s.contains('ab')",
    "s + s + string(n) == 'x'",
    "s > 'm'",
    "s in ['a', 'b', 'c', 'dd', 'ee', 'ff', 'gg', 'hh']",
    "n in [1, 2, 3, 5, 8, 13, 21, 34]",
    "int(s) > 4",
    "s.size() > 3",
    "days_between(d, today) > 30",
    "months_between(d, today) > 30",
    "next_anniversary(d, today) > today",
    "next_lunar_anniversary(d, today) > today",
    "lunar_month(d) == 8",
    "d.getFullYear() > 2000 && d.getDayOfWeek() == 3",
    "holdings.exists(h, h.amount > m)",
    "size(holdings.filter(h, h.note + s != 'q')) > 2",
    "sum(holdings.map(h, h.amount)) > 100.00",
    "holdings.exists(h, txns.exists(t, t.value < h.amount))",
    "holdings.all(h, h.note.contains('a') || h.bought < today)",
    "coalesce(m, m2) > min(m, 5.00)",
];

/// Aggregates.
const DERIVED: [&str; 6] = [
    "{count_distinct: holdings.note}",
    "{last: holdings.note}",
    "{avg: holdings.amount}",
    "{sum: holdings.amount, where: {kind: [a, b]}}",
    "{max: txns.value}",
    "{share: {sum: holdings.amount, where: {kind: c}}}",
];

fn policy(random: &mut Random) -> String {
    let mut text = String::from(
        "appraise: 1
policy: costly
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      n: {type: int, nullable: true, min: 0, max: 1000000}
      k: {type: int, min: 0, max: 10}
      m: {type: decimal(2), nullable: true, min: 0.00, max: 1000000.00}
      m2: {type: decimal(2), nullable: true, min: 0.00, max: 1000000.00}
      s: {type: string, nullable: true}
      d: {type: date, nullable: true}
      g: {type: enum, values: [a, b, c], nullable: true}
  holdings:
    parent: id
    id: hid
    event_date: bought
    fields:
      hid: {type: string}
      id: {type: string}
      note: {type: string, nullable: true}
      kind: {type: enum, values: [a, b, c], nullable: true}
      amount: {type: decimal(2), nullable: true, min: 0.00, max: 1000000.00}
      bought: {type: date, nullable: true}
  txns:
    parent: id
    id: tid
    fields: {tid: {type: string}, id: {type: string}, value: {type: decimal(2), nullable: true, min: 0.00, max: 1000.00}}
derive:
",
    );
    for (at, derived) in DERIVED.iter().enumerate().filter(|_| random.percent(40)).collect::<Vec<_>>() {
        text.push_str(&format!("  d{at}: {derived}\n"));
    }
    text.push_str("  last: \"n + 1\"\ntags:\n  some: {when: \"k > 3\", label: {en: t, zh-CN: t}}\n");
    for (at, of) in CUSTOMER.iter().enumerate().filter(|_| random.percent(30)).collect::<Vec<_>>() {
        text.push_str(&format!("  t{at}: {{when: \"{of}\", label: {{en: t, zh-CN: t}}}}\n"));
    }
    text.push_str(CARDS);
    text.push_str("alerts:\n");
    for (at, of) in CUSTOMER.iter().enumerate().filter(|_| random.percent(30)).collect::<Vec<_>>() {
        let title = "{en: \"{{s}} {{n}} {{m}} {{last}}\", zh-CN: \"{{s}}{{d}}\"}";
        text.push_str(&format!(
            "  a{at}: {{kind: risk, when: \"{of}\", priority: high, task: {{to: rm, due: 2h, title: {title}}}}}\n"
        ));
    }
    text.push_str(ROWS);
    text
}

const CARDS: &str = r#"scorecards:
  value:
    range: [0, 100]
    reason_codes: {R1: {en: a, zh-CN: a}, R2: {en: b, zh-CN: b}, R3: {en: c, zh-CN: c}, R4: {en: d, zh-CN: d}}
    dimensions:
      one:
        weight: 60
        indicators:
          count: {of: "n", weight: 50, bins: [["< 10", 5], ["[10..1000)", 40], [">= 1000", 100]], missing: neutral, reason: R1}
          money: {of: m, weight: 50, curve: [[0, 0], [500, 60], [1000, 100]], missing: neutral, reason: R2}
      two:
        weight: 40
        indicators:
          few: {of: k, weight: 70, bins: [["< 2", 5], [">= 2", 100]], missing: neutral, reason: R3}
          word: {of: s, weight: 30, bins: [["\"a\"", 5], ["-", 100]], missing: {points: 0}, reason: R4}
    min_confidence: 10
    reasons: {baseline: max, top: 4}
reports:
  all: {by: [g, s], measures: {customers: count, m: {sum: m}, at: {quantiles: m, at: [0.1, 0.5, 0.9]}}}
"#;

const ROWS: &str = r#"  each:
    {kind: service, each: holdings h, when: "h.amount > 10.00", priority: low, task: {to: rm, title: {en: "{{h.note}} {{s}}", zh-CN: "{{h.note}}"}}}
  never: {kind: greeting, when: "k > 100", priority: low, task: {to: rm, title: {en: "x", zh-CN: "x"}}}
"#;

/// Tables that cost much to read, too: cells that are no values, texts of their own, many rows of one customer.
fn tables(random: &mut Random) -> Vec<(String, Vec<u8>)> {
    let customers = *random.pick(&[1usize, 40, 1_500]);
    let most = *random.pick(&[3usize, 30, 400]);
    let broken = *random.pick(&[0usize, 5, 90]);
    let long = "ab".repeat(*random.pick(&[1usize, 4, 300]));
    let (mut own, mut holdings, mut txns) = (
        String::from("id,n,k,m,m2,s,d,g\n"),
        String::from("hid,id,note,kind,amount,bought\n"),
        String::from("tid,id,value\n"),
    );
    let (mut holding, mut txn) = (0, 0);
    let cell = |good: String, random: &mut Random| if random.percent(broken) { "x".into() } else { good };
    for at in 0..customers {
        let (n, m, s) = (random.below(2_000), random.below(2_000), random.below(customers));
        let d = format!("19{:02}-0{}-1{}", random.below(100), 1 + random.below(9), random.below(10));
        let g = String::from(*random.pick(&["a", "b", "c"]));
        let (n, m) = (cell(n.to_string(), random), cell(format!("{m}.25"), random));
        let (d, g) = (cell(d, random), cell(g, random));
        own.push_str(&format!("C{at},{n},{},{m},{}.00,{long}{s},{d},{g}\n", at % 10, at % 50));
        // One customer has most.
        let count = if at == 0 { most } else { random.below(4) };
        for _ in 0..count {
            let amount = random.below(3_000);
            let amount = cell(format!("{amount}.50"), random);
            let month = 1 + holding % 9;
            holdings.push_str(&format!("H{holding},C{at},{long}{holding},a,{amount},2026-0{month}-03\n"));
            holding += 1;
        }
        for _ in 0..count.min(60) {
            txns.push_str(&format!("T{txn},C{at},{}.00\n", txn % 1_000));
            txn += 1;
        }
    }
    let table = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    vec![table("customers", own), table("holdings", holdings), table("txns", txns)]
}

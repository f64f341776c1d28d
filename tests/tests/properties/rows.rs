//! Macros over child rows, and over pairs of them, against loops over the rows of one customer.

use appraise_core::dataset::Builder;
use appraise_core::model::{self, Term};
use appraise_core::outcome::Run;
use appraise_core::policy::{self, SourceFile};
use appraise_core::program::{Options, compile_with};
use appraise_core::value::Value;
use appraise_tests::probe;
use appraise_tests::random::Random;

use super::seeds;

const POLICY: &str = "
appraise: 1
policy: rows
version: 1.0.0
time_zone: UTC
schema:
  customers: {key: id, fields: {id: {type: string}}}
  a: {parent: id, id: n, fields: {n: {type: int}, id: {type: string}, x: {type: int, nullable: true}, y: {type: int, nullable: true}}}
  b: {parent: id, id: n, fields: {n: {type: int}, id: {type: string}, x: {type: int, nullable: true}, y: {type: int, nullable: true}}}
derive:
";

/// A child row: `x` and `y`.
type Row = (Option<i64>, Option<i64>);

/// What an expression is worth for the rows `a` and `b` of a customer.
type Oracle = fn(&[Row], &[Row]) -> Value;

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    if a == Some(false) || b == Some(false) { Some(false) } else { Some(a? && b?) }
}

fn same(a: Option<i64>, b: Option<i64>) -> Option<bool> {
    Some(a? == b?)
}

/// True if one is, false if all are.
fn any(mut truths: Vec<Option<bool>>) -> Option<bool> {
    truths.sort();
    match truths.last() {
        Some(Some(true)) => Some(true),
        _ => truths.iter().all(Option::is_some).then_some(false),
    }
}

fn each(rows: &[Row], f: impl Fn(&Row) -> Option<bool>) -> Vec<Option<bool>> {
    rows.iter().map(f).collect()
}

/// How many are true; all have to be known.
fn count(truths: &[Option<bool>]) -> Option<i64> {
    let all: Option<Vec<bool>> = truths.iter().copied().collect();
    all.map(|all| i64::try_from(all.iter().filter(|t| **t).count()).unwrap())
}

fn truth(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Bool)
}

fn int(value: Option<i64>) -> Value {
    value.map_or(Value::Null, Value::Int)
}

const EXPRESSIONS: [(&str, Oracle); 11] = [
    ("a.exists(r, r.x > 1)", |a, _| truth(any(each(a, |r| Some(r.0? > 1))))),
    ("a.map(r, r.x).exists(v, v > 1)", |a, _| {
        let all: Option<Vec<i64>> = a.iter().map(|r| r.0).collect();
        truth(all.map(|all| all.iter().any(|x| *x > 1)))
    }),
    ("a.filter(r, r.x > 0).all(r, r.y > 0)", |a, _| {
        let known = a.iter().all(|r| r.0.is_some());
        let taken: Vec<Row> = a.iter().copied().filter(|r| r.0.is_some_and(|x| x > 0)).collect();
        truth(if known { any(each(&taken, |r| Some(r.1? <= 0))).map(|t| !t) } else { None })
    }),
    ("min(a.filter(r, r.x > 0).map(r, r.y))", |a, _| {
        let mut least = None;
        for (x, y) in a {
            match (x, y) {
                (Some(x), Some(y)) if *x > 0 => least = Some(least.unwrap_or(*y).min(*y)),
                (Some(x), _) if *x <= 0 => {}
                _ => return Value::Null,
            }
        }
        int(least)
    }),
    ("1 in b.map(o, o.x)", |_, b| {
        let all: Option<Vec<i64>> = b.iter().map(|r| r.0).collect();
        truth(all.map(|all| all.contains(&1)))
    }),
    ("a.exists(r, b.exists(o, o.x == r.x && o.y > r.y))", |a, b| {
        let more = |o: &Row, r: &Row| Some(o.1? > r.1?);
        truth(any(each(a, |r| any(each(b, |o| and(same(o.0, r.0), more(o, r)))))))
    }),
    ("a.all(r, b.exists(o, o.x == r.x))", |a, b| {
        truth(any(each(a, |r| any(each(b, |o| same(o.0, r.0))).map(|t| !t))).map(|t| !t))
    }),
    ("sum(a.map(r, size(b.filter(o, o.x == r.x))))", |a, b| {
        int(a.iter().map(|r| count(&each(b, |o| same(o.0, r.0)))).sum())
    }),
    ("a.exists_one(r, a.all(o, o.y <= r.y))", |a, _| {
        let top = |r: &Row| any(each(a, |o| Some(o.1? > r.1?))).map(|t| !t);
        truth(count(&each(a, top)).map(|n| n == 1))
    }),
    ("size(a.filter(r, a.exists(o, o.n != r.n && o.x == r.y)))", |a, _| {
        let rows: Vec<(usize, Row)> = a.iter().copied().enumerate().collect();
        let other = |at: usize, r: &Row| {
            any(rows.iter().map(|(o, row)| and(Some(*o != at), same(row.0, r.1))).collect())
        };
        int(count(&rows.iter().map(|(at, r)| other(*at, r)).collect::<Vec<_>>()))
    }),
    ("a.exists(r, r.x == 1 && b.exists(o, o.y == 2))", |a, b| {
        let apart = any(each(b, |o| same(o.1, Some(2))));
        truth(any(each(a, |r| and(same(r.0, Some(1)), apart))))
    }),
];

fn table(random: &mut Random, customers: usize, most: usize) -> Vec<Vec<Row>> {
    let cell = |random: &mut Random| (!random.percent(8)).then(|| random.within(-1, 3));
    (0..customers).map(|_| (0..random.below(most)).map(|_| (cell(random), cell(random))).collect()).collect()
}

fn csv(rows: &[Vec<Row>]) -> String {
    let mut out = String::from("n,id,x,y\n");
    let text = |cell: Option<i64>| cell.map_or(String::new(), |c| c.to_string());
    for (customer, rows) in rows.iter().enumerate() {
        for (at, (x, y)) in rows.iter().enumerate() {
            out += &format!("{},c{customer:04},{},{}\n", customer * 100 + at, text(*x), text(*y));
        }
    }
    out
}

#[test]
fn macros_over_rows_are_loops_over_the_rows_of_one_customer() {
    let derives: String =
        EXPRESSIONS.iter().enumerate().map(|(at, (text, _))| format!("  e{at}: \"{text}\"\n")).collect();
    let text = format!("{POLICY}{derives}");
    let parsed = policy::parse(&[SourceFile { name: "policy.yaml", text: &text }]);
    let policy = parsed.policy.unwrap_or_else(|| panic!("{:#?}", parsed.diagnostics));
    let checked = model::check(&policy, ("", ""));
    let model = checked.model.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let watch: Vec<Term> = model.derives.iter().map(|d| d.term.clone()).collect();
    let program = compile_with(&model, Options { folding: true, watch: &watch });
    for seed in 0..seeds() / 20 + 5 {
        let random = &mut Random::new(seed);
        let customers = random.below(200) + 1;
        let (a, b) = (table(random, customers, 6), table(random, customers, 8));
        let ids: String = (0..customers).map(|at| format!("c{at:04}\n")).collect();
        let mut builder = Builder::new(&model.schema);
        for (name, text) in [("customers", format!("id\n{ids}")), ("a", csv(&a)), ("b", csv(&b))] {
            builder.read(name, text.as_bytes(), true).unwrap();
        }
        let dataset = builder.seal().unwrap();
        let run = Run { model: &model, program: &program, dataset: &dataset, as_of: 0 };
        let outcome = run.evaluate(false);
        for (at, (text, oracle)) in EXPRESSIONS.iter().enumerate() {
            for row in 0..customers {
                let ty = model.derives[at].term.ty;
                let value = probe::cell(&outcome.watched[at], ty, row, &outcome.texts);
                let wanted = oracle(&a[row], &b[row]);
                assert_eq!(value, wanted, "seed {seed}: `{text}` of {:?} and {:?}", a[row], b[row]);
            }
        }
    }
}

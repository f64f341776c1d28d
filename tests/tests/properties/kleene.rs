//! The tables of three-valued logic, every combination in every place of a word.

use appraise_core::value::Value;
use appraise_tests::probe::{Field, Probe};

const VALUES: [Value; 3] = [Value::Bool(true), Value::Bool(false), Value::Null];

/// How much is true: unknown lies between.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Bool(false) => 0,
        Value::Bool(true) => 2,
        _ => 1,
    }
}

fn value(rank: u8) -> Value {
    match rank {
        0 => Value::Bool(false),
        2 => Value::Bool(true),
        _ => Value::Null,
    }
}

type Table = fn(&[Value]) -> Value;

const TABLES: [(&str, Table); 12] = [
    ("!a", |v| value(2 - rank(&v[0]))),
    ("a && b", |v| value(rank(&v[0]).min(rank(&v[1])))),
    ("a || b", |v| value(rank(&v[0]).max(rank(&v[1])))),
    ("a && b && c", |v| value(v.iter().map(rank).min().unwrap())),
    ("a || b || c", |v| value(v.iter().map(rank).max().unwrap())),
    ("a ? b : c", |v| match v[0] {
        Value::Bool(true) => v[1].clone(),
        Value::Bool(false) => v[2].clone(),
        _ => Value::Null,
    }),
    ("a == b", |v| {
        if v[0] == Value::Null || v[1] == Value::Null { Value::Null } else { Value::Bool(v[0] == v[1]) }
    }),
    ("a == null", |v| Value::Bool(v[0] == Value::Null)),
    ("a != null", |v| Value::Bool(v[0] != Value::Null)),
    ("coalesce(a, b)", |v| if v[0] == Value::Null { v[1].clone() } else { v[0].clone() }),
    ("!(a && b) || c", |v| value((2 - rank(&v[0]).min(rank(&v[1]))).max(rank(&v[2])))),
    ("a in [true]", |v| v[0].clone()),
];

#[test]
fn logic_is_kleene_logic_in_every_place_of_a_word() {
    let texts = TABLES.map(|(text, _)| text);
    let fields = ["a", "b", "c"].map(|name| Field::new(name, "bool"));
    let probe = Probe::new(&fields, &texts).unwrap();
    // 27 combinations and 64 places have no common factor: all meet in 27 words.
    let rows = 27 * 64 + 13;
    let cell = |row: usize, place: u32| VALUES[row / 3usize.pow(place) % 3].clone();
    let columns: Vec<Vec<Value>> = (0..3).map(|p| (0..rows).map(|row| cell(row, p)).collect()).collect();
    for folding in [false, true] {
        let prepared = probe.prepare(&columns, rows, folding);
        let outcome = prepared.evaluate();
        for (at, (text, table)) in TABLES.iter().enumerate() {
            for row in 0..rows {
                let values = [0, 1, 2].map(|p| cell(row, p));
                let found = prepared.value(&outcome, at, row);
                assert_eq!(found, table(&values), "`{text}` of {values:?} in row {row}");
            }
        }
    }
}

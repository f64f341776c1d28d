//! Random values: small ones that meet often, and the edges of every type.

use appraise_core::value::Value;
use appraise_tests::random::Random;

use super::expression::{FIELDS, Ty};

/// A boolean.
pub fn truth(random: &mut Random) -> bool {
    random.percent(50)
}

/// An int.
pub fn int(random: &mut Random) -> i64 {
    const EDGES: [i64; 12] = [
        i64::MIN,
        i64::MIN + 1,
        i64::MAX,
        i64::MAX - 1,
        (1 << 53) + 1,
        -(1 << 53) - 1,
        1 << 31,
        (1 << 31) - 1,
        -(1 << 31),
        3_037_000_500,
        1_000_000,
        999_999,
    ];
    match random.below(10) {
        0 => *random.pick(&EDGES),
        1 => random.within(-1000, 1000),
        _ => random.within(-4, 6),
    }
}

/// A finite double.
pub fn double(random: &mut Random) -> f64 {
    const EDGES: [f64; 14] = [
        -0.0,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        9_007_199_254_740_993.0,
        9_223_372_036_854_775_807.0,
        -9_223_372_036_854_775_808.0,
        9_223_372_036_854_774_784.0,
        1e15,
        1e-7,
        123_456.789,
        0.1,
        1e21,
    ];
    match random.below(10) {
        0 | 1 => *random.pick(&EDGES),
        2 => Some(f64::from_bits(random.bits())).filter(|d| d.is_finite()).unwrap_or(-1e-300),
        3 => random.within(-100_000, 100_000) as f64 / 100.0,
        _ => random.within(-6, 6) as f64 / 2.0,
    }
}

/// A text.
pub fn text(random: &mut Random) -> String {
    const PIECES: [&str; 16] =
        ["a", "b", "A", "aa", "ab", "é", "e\u{301}", "日本", "😀", "😀b", " ", "\n", "\0", "'\\\"", "ß", "-"];
    const NUMBERS: [&str; 28] = [
        "0",
        "1",
        "-7",
        "+5",
        "007",
        "1.5",
        "-1.5",
        ".5",
        "5.",
        "1e3",
        "1E3",
        "-0",
        "-0.0",
        "inf",
        "Infinity",
        "NaN",
        "-inf",
        "nan",
        "0x10",
        "1_000",
        " 1",
        "1 ",
        "",
        "9223372036854775807",
        "9223372036854775808",
        "1e400",
        "-9223372036854775808",
        "1e",
    ];
    const TRUTHS: [&str; 14] =
        ["true", "false", "True", "False", "TRUE", "FALSE", "t", "f", "T", "F", "1", "0", "yes", "TrUe"];
    match random.below(10) {
        0 => String::new(),
        1 | 2 => (*random.pick(&NUMBERS)).into(),
        3 | 4 => (*random.pick(&TRUTHS)).into(),
        _ => (0..random.below(3) + 1).map(|_| *random.pick(&PIECES)).collect(),
    }
}

/// A value of each field; so many of a hundred are missing.
pub fn row(random: &mut Random, missing: usize) -> Vec<Value> {
    let mut row = Vec::with_capacity(FIELDS.len());
    for (_, ty) in FIELDS {
        row.push(match ty {
            _ if random.percent(missing) => Value::Null,
            Ty::Bool => Value::Bool(truth(random)),
            Ty::Int => Value::Int(int(random)),
            Ty::Double => Value::Double(double(random)),
            Ty::Text => Value::String(text(random)),
        });
    }
    row
}

//! Random expressions over instants and durations, compared with the crate `cel`.
//!
//! Fields hold texts and ints, so that every instant and duration is read by both; results are conditions, ints and
//! texts. Kept out is where the two mean different things: `cel` reads durations as doubles and ignores what follows
//! them, it knows no duration beyond 64 bits of nanoseconds, its instants keep the offset of their text (cel-spec: parts
//! are those of UTC), and its clocks go on beyond the calendar.

use appraise_core::value::Value;
use appraise_tests::probe::{Field, Probe};
use appraise_tests::random::Random;

const FIELDS: [(&str, &str); 5] =
    [("t1", "string"), ("t2", "string"), ("i1", "int"), ("u1", "string"), ("u2", "string")];

/// Rows of a batch.
const ROWS: usize = 20;

/// Expressions of a batch.
const EXPRESSIONS: usize = 8;

const ZONES: [&str; 10] = [
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Macau",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "UTC",
    "+08:00",
    "-05:30",
    "02:00",
];

/// Compares at least so many pairs of an expression and a row; gives the number, and what went wrong.
pub fn compare(pairs: u64, seed: u64) -> (u64, Vec<String>) {
    let (mut done, mut failures) = (0, Vec::new());
    let env = std::sync::Arc::new(cel::Env::stdlib());
    for batch in 0.. {
        if done >= pairs || failures.len() >= 10 {
            break;
        }
        let mut random = Random::new(seed.wrapping_mul(0x2_0000_0001).wrapping_add(batch << 8));
        done += run(&env, &mut random, &mut failures);
    }
    (done, failures)
}

fn run(env: &std::sync::Arc<cel::Env>, random: &mut Random, failures: &mut Vec<String>) -> u64 {
    let texts: Vec<String> = (0..EXPRESSIONS).map(|_| root(random)).collect();
    let rows: Vec<Vec<Value>> = (0..ROWS).map(|_| row(random)).collect();
    let fields: Vec<Field> = FIELDS.iter().map(|(name, ty)| Field::new(name, ty)).collect();
    let expressions: Vec<&str> = texts.iter().map(String::as_str).collect();
    let probe = match Probe::new(&fields, &expressions) {
        Ok(probe) => probe,
        Err(findings) => {
            failures.push(format!("refused: {texts:#?} {findings:?}"));
            return 0;
        }
    };
    let columns: Vec<Vec<Value>> =
        (0..FIELDS.len()).map(|at| rows.iter().filter_map(|row| row.get(at).cloned()).collect()).collect();
    let prepared = probe.prepare(&columns, ROWS, random.percent(50));
    let outcome = prepared.evaluate();
    let mut pairs = 0;
    for (at, text) in texts.iter().enumerate() {
        let program = match env.compile(text) {
            Ok(program) => program,
            Err(why) => {
                failures.push(format!("`{text}`: cel: {why}"));
                continue;
            }
        };
        for (number, row) in rows.iter().enumerate() {
            let mut context = cel::Context::with_env(std::sync::Arc::clone(env));
            for ((name, _), value) in FIELDS.iter().zip(row) {
                match value {
                    Value::Int(v) => context.add_variable_from_value(*name, *v),
                    Value::String(v) => context.add_variable_from_value(*name, v.clone()),
                    _ => {}
                }
            }
            let theirs = match program.execute(&context) {
                Ok(cel::Value::Bool(v)) => Value::Bool(v),
                Ok(cel::Value::Int(v)) => Value::Int(v),
                Ok(cel::Value::String(v)) => Value::String(v.as_str().into()),
                _ => Value::Null,
            };
            let ours = prepared.value(&outcome, at, number);
            pairs += 1;
            if ours != theirs {
                failures.push(format!("`{text}` where {row:?}: {ours:?}, while cel says {theirs:?}"));
                break;
            }
        }
    }
    pairs
}

fn root(random: &mut Random) -> String {
    let compare = *random.pick(&["==", "!=", "<", "<=", ">", ">="]);
    let part = *random.pick(&[
        "getFullYear",
        "getMonth",
        "getDate",
        "getDayOfMonth",
        "getDayOfWeek",
        "getDayOfYear",
        "getHours",
        "getMinutes",
        "getSeconds",
        "getMilliseconds",
    ]);
    match random.below(9) {
        0 | 1 => format!("{} {compare} {}", instant(random, 2), instant(random, 2)),
        2 => format!("{} {compare} {}", duration(random, 2), duration(random, 2)),
        3 => format!("int({})", instant(random, 2)),
        4 => format!("string({})", instant(random, 2)),
        5 => format!("string({})", duration(random, 2)),
        6 => format!("timestamp(string({})).{part}()", instant(random, 2)),
        7 => format!("timestamp(t1).{part}('{}')", random.pick(&ZONES)),
        _ => {
            let part = *random.pick(&["getHours", "getMinutes", "getSeconds", "getMilliseconds"]);
            format!("{}.{part}()", duration(random, 2))
        }
    }
}

fn instant(random: &mut Random, depth: u32) -> String {
    if depth == 0 || random.percent(30) {
        return match random.below(5) {
            0 | 1 => "timestamp(t1)".into(),
            2 => "timestamp(t2)".into(),
            3 => "timestamp(i1)".into(),
            _ => format!("timestamp('{}')", instant_text(random)),
        };
    }
    match random.below(5) {
        0 => format!("({} + {})", instant(random, depth - 1), duration(random, depth - 1)),
        1 => format!("({} + {})", duration(random, depth - 1), instant(random, depth - 1)),
        2 => format!("({} - {})", instant(random, depth - 1), duration(random, depth - 1)),
        3 => format!("timestamp({})", instant(random, depth - 1)),
        _ => {
            let (a, b) = (instant(random, depth - 1), instant(random, depth - 1));
            format!("({} < {} ? {a} : {b})", duration(random, 0), duration(random, 0))
        }
    }
}

fn duration(random: &mut Random, depth: u32) -> String {
    if depth == 0 || random.percent(30) {
        return match random.below(4) {
            0 | 1 => "duration(u1)".into(),
            2 => "duration(u2)".into(),
            _ => format!("duration('{}')", duration_text(random)),
        };
    }
    match random.below(3) {
        0 => format!("({} + {})", duration(random, depth - 1), duration(random, depth - 1)),
        1 => format!("({} - {})", duration(random, depth - 1), duration(random, depth - 1)),
        _ => format!("({} - {})", instant(random, depth - 1), instant(random, depth - 1)),
    }
}

/// An instant in RFC 3339: of the years in which clocks of the listed zones changed, or of any other.
fn instant_text(random: &mut Random) -> String {
    let year = match random.below(6) {
        0 => random.within(1, 9999),
        1 | 2 => random.within(1900, 1992),
        3 => random.within(1986, 1991),
        _ => random.within(2000, 2030),
    };
    let (month, day) = (random.within(1, 12), random.within(2, 28));
    let (hour, minute, second) = (random.within(0, 23), random.within(0, 59), random.within(0, 59));
    let fraction = match random.below(4) {
        0 => format!(".{}", random.within(0, 9)),
        1 => format!(".{:06}", random.within(0, 999_999)),
        2 => format!(".{:09}", random.within(0, 999_999_999)),
        _ => String::new(),
    };
    let offset = *random.pick(&["Z", "Z", "+08:00", "-05:30", "+00:00", "+14:00"]);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}")
}

/// A duration whose parts are whole numbers, at most some thirty years: two of them and a difference stay in 64 bits.
fn duration_text(random: &mut Random) -> String {
    let sign = if random.percent(30) { "-" } else { "" };
    let parts = match random.below(6) {
        0 => format!("{}h", random.within(0, 250_000)),
        1 => format!("{}h{}m{}s", random.within(0, 99), random.within(0, 99), random.within(0, 99)),
        2 => format!("{}ms{}us", random.within(0, 5000), random.within(0, 5000)),
        3 => format!("{}ns", random.within(0, 5_000_000_000)),
        4 => "24h".into(),
        _ => format!("{}s", random.within(0, 100_000)),
    };
    format!("{sign}{parts}")
}

fn row(random: &mut Random) -> Vec<Value> {
    let bad = |random: &mut Random, text: String| if random.percent(4) { "x".into() } else { text };
    let (t1, t2) = (instant_text(random), instant_text(random));
    let i1 = match random.below(8) {
        0 => *random.pick(&[-62_135_596_801, -62_135_596_800, 253_402_300_799, 253_402_300_800, i64::MAX]),
        1 => random.within(-5, 5),
        _ => random.within(-3_000_000_000, 3_000_000_000),
    };
    let (u1, u2) = (duration_text(random), duration_text(random));
    vec![
        Value::String(bad(random, t1)),
        Value::String(bad(random, t2)),
        Value::Int(i1),
        Value::String(bad(random, u1)),
        Value::String(u2),
    ]
}

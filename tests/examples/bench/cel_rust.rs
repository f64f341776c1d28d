//! The job in the two implementations of CEL in Rust: compiled once, the variables of a row set anew for each row.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::line::{Class, Counted, Line};

const REPETITIONS: usize = 3;
const RULES: [&str; 6] = [
    "aum > 0.0 && outflow / aum > 0.3",
    "dtm in [15, 7, 3]",
    "aum >= 500000.0 && last_contact > 30",
    "age >= 60 && risk == 'high'",
    "tx == 0 && aum > 50000.0",
    "prod >= 3 && tenure > 36 && !mort",
];
const SCORE: &str = "(aum < 50000.0 ? 5.0 : aum < 300000.0 ? 30.0 : aum < 1000000.0 ? 65.0 : 100.0) * 0.4 \
    + (tx < 5 ? 10.0 : tx < 20 ? 55.0 : 100.0) * 0.25 + (tenure < 24 ? 20.0 : tenure < 60 ? 60.0 : 100.0) * 0.2 \
    + (risk == 'low' ? 100.0 : risk == 'mid' ? 60.0 : 20.0) * 0.15";
const TIER: &str = "score >= 80.0 ? 0 : score >= 60.0 ? 1 : score >= 40.0 ? 2 : 3";

/// A cell of a row.
#[derive(Clone, Debug)]
enum Cell {
    Int(i64),
    Double(f64),
    Text(String),
    Bool(bool),
}

/// A row judged: its rules, its score, its tier.
type Judged = ([bool; 6], f64, i64);

/// Both, over the first rows of dense customers.
pub fn line(csv: &[u8], rows: usize) -> Vec<Line> {
    let (names, cells) = read(csv, rows);
    let started = Instant::now();
    let _ = read(csv, rows);
    let reading = started.elapsed();
    let made =
        [("cel", "0.15.0", with_cel(&names, &cells)), ("cel-core", "0.5.1", with_core(&names, &cells))];
    let mut lines = Vec::new();
    for (name, version, measured) in made {
        match measured {
            Ok((seconds, judged)) => lines.push(Line {
                name: name.to_owned(),
                version: version.to_owned(),
                class: Class::Native,
                rows: cells.len(),
                seconds: seconds.as_secs_f64(),
                with_reasons: None,
                with_reading: Some((seconds + reading).as_secs_f64()),
                result: Some(counted(&judged)),
                digest: None,
                bytes_read: 0,
                bytes_written: 0,
            }),
            Err(why) => println!("{name}: not run: {why}"),
        }
    }
    lines
}

/// The names and the first rows of a file without missing cells.
fn read(csv: &[u8], rows: usize) -> (Vec<String>, Vec<Vec<Cell>>) {
    let text = String::from_utf8_lossy(csv.get(..csv.len().min(rows * 80 + 200)).unwrap_or(csv));
    let mut lines = text.lines();
    let names: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let cell = |(name, text): (&String, &str)| match name.as_str() {
        "aum" | "outflow" => Cell::Double(text.parse().unwrap_or(0.0)),
        "risk" => Cell::Text(text.to_owned()),
        "mort" => Cell::Bool(text == "true"),
        _ => Cell::Int(text.parse().unwrap_or(0)),
    };
    let rows = lines.take(rows).map(|line| names.iter().zip(line.split(',')).map(cell).collect());
    let rows = rows.collect();
    (names, rows)
}

fn best(mut job: impl FnMut() -> Result<Vec<Judged>, String>) -> Result<(Duration, Vec<Judged>), String> {
    let (mut least, mut last) = (Duration::MAX, Vec::new());
    for _ in 0..REPETITIONS {
        let start = Instant::now();
        last = job()?;
        least = least.min(start.elapsed());
    }
    Ok((least, last))
}

fn with_cel(names: &[String], rows: &[Vec<Cell>]) -> Result<(Duration, Vec<Judged>), String> {
    let env = Arc::new(cel::Env::stdlib());
    let compile = |text: &str| env.compile(text).map_err(|cause| cause.to_string());
    let rules = RULES.iter().map(|text| compile(text)).collect::<Result<Vec<_>, _>>()?;
    let (score, tier) = (compile(SCORE)?, compile(TIER)?);
    best(|| {
        let judge = |row: &Vec<Cell>| {
            let mut context = cel::Context::with_env(Arc::clone(&env));
            for (name, cell) in names.iter().zip(row) {
                match cell {
                    Cell::Int(value) => context.add_variable_from_value(name.as_str(), *value),
                    Cell::Double(value) => context.add_variable_from_value(name.as_str(), *value),
                    Cell::Text(value) => context.add_variable_from_value(name.as_str(), value.clone()),
                    Cell::Bool(value) => context.add_variable_from_value(name.as_str(), *value),
                }
            }
            let mut judged = [false; 6];
            for (rule, judged) in rules.iter().zip(&mut judged) {
                *judged = matches!(rule.execute(&context), Ok(cel::Value::Bool(true)));
            }
            let Ok(cel::Value::Float(points)) = score.execute(&context) else {
                return Err("the score is no number".to_owned());
            };
            let points = rounded(points);
            context.add_variable_from_value("score", points);
            match tier.execute(&context) {
                Ok(cel::Value::Int(member)) => Ok((judged, points, member)),
                _ => Err("the tier is no number".to_owned()),
            }
        };
        rows.iter().map(judge).collect()
    })
}

/// The variables of a row, by name.
struct Row<'a>(&'a [String], Vec<cel_core::Value>, cel_core::Value);

impl cel_core::Activation for Row<'_> {
    fn resolve(&self, name: &str) -> Option<cel_core::Value> {
        if name == "score" {
            return Some(self.2.clone());
        }
        self.1.get(self.0.iter().position(|known| known == name)?).cloned()
    }
}

fn with_core(names: &[String], rows: &[Vec<Cell>]) -> Result<(Duration, Vec<Judged>), String> {
    let mut env = cel_core::Env::with_standard_library();
    let first = rows.first().ok_or("no rows")?;
    for (name, cell) in names.iter().zip(first) {
        let ty = match cell {
            Cell::Int(_) => cel_core::CelType::Int,
            Cell::Double(_) => cel_core::CelType::Double,
            Cell::Text(_) => cel_core::CelType::String,
            Cell::Bool(_) => cel_core::CelType::Bool,
        };
        env.add_variable(name.as_str(), ty);
    }
    env.add_variable("score", cel_core::CelType::Double);
    let compile = |text: &str| {
        let ast = env.compile(text).map_err(|cause| cause.to_string())?;
        env.program(&ast).map_err(|cause| cause.to_string())
    };
    let rules = RULES.iter().map(|text| compile(text)).collect::<Result<Vec<_>, _>>()?;
    let (score, tier) = (compile(SCORE)?, compile(TIER)?);
    best(|| {
        let judge = |row: &Vec<Cell>| {
            let value = |cell: &Cell| match cell {
                Cell::Int(value) => cel_core::Value::Int(*value),
                Cell::Double(value) => cel_core::Value::Double(*value),
                Cell::Text(value) => cel_core::Value::String(value.as_str().into()),
                Cell::Bool(value) => cel_core::Value::Bool(*value),
            };
            let mut row = Row(names, row.iter().map(value).collect(), cel_core::Value::Double(0.0));
            let mut judged = [false; 6];
            for (rule, judged) in rules.iter().zip(&mut judged) {
                *judged = matches!(rule.eval(&row), cel_core::Value::Bool(true));
            }
            let cel_core::Value::Double(points) = score.eval(&row) else {
                return Err("the score is no number".to_owned());
            };
            let points = rounded(points);
            row.2 = cel_core::Value::Double(points);
            match tier.eval(&row) {
                cel_core::Value::Int(member) => Ok((judged, points, member)),
                _ => Err("the tier is no number".to_owned()),
            }
        };
        rows.iter().map(judge).collect()
    })
}

fn rounded(points: f64) -> f64 {
    (points * 10_000.0).round() / 10_000.0
}

fn counted(judged: &[Judged]) -> Counted {
    let count = |of: &dyn Fn(&Judged) -> bool| {
        u64::try_from(judged.iter().filter(|row| of(row)).count()).unwrap_or(u64::MAX)
    };
    let rules: BTreeMap<_, _> =
        (0..6).map(|at| (format!("r{}", at + 1), (count(&|row| row.0.get(at) == Some(&true)), 0))).collect();
    let tiers = (0..4).map(|tier| count(&|row| row.2 == tier)).collect();
    #[expect(clippy::cast_possible_truncation, reason = "at most 1,000,000 per row")]
    let score = judged.iter().map(|row| (row.1 * 10_000.0).round() as i64).sum();
    Counted { rules, tiers, unrated: 0, score }
}

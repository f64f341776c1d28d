//! A measured engine as a line of a table, and whether all found the same.

use serde::Deserialize;

/// Which customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Every cell may be missing.
    Holes,
    /// No cell is.
    Dense,
}

impl Variant {
    /// As scripts and files are told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holes => "holes",
            Self::Dense => "dense",
        }
    }
}

/// Whose figures stand beside those of the others: the same nullable columns, money as decimals.
const POLARS: &str = "Polars, money as decimals";

/// What an engine is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Class {
    /// Engines of columns, and this one under wasmtime.
    #[default]
    Columns,
    /// Machine code: rule engines in Rust.
    Native,
    /// In a JavaScript engine.
    JavaScript,
}

/// What an engine found: of an engine without scores, its rules alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Counted {
    /// Per rule how often it is true, and how often unknown.
    pub rules: std::collections::BTreeMap<String, (u64, u64)>,
    /// Customers of each tier.
    #[serde(default)]
    pub tiers: Vec<u64>,
    /// Customers of no tier.
    #[serde(default)]
    pub unrated: u64,
    /// The scores added up, in units of their fourth place.
    #[serde(default)]
    pub score: i64,
}

/// A measured engine.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// What it is held against.
    #[serde(default)]
    pub class: Class,
    /// Customers judged.
    pub rows: usize,
    /// Seconds of the best run over rows in its own form.
    pub seconds: f64,
    /// Seconds of a run that also says how each score came about, where that is another run.
    #[serde(default)]
    pub with_reasons: Option<f64>,
    /// Seconds with the reading of the text.
    #[serde(default)]
    pub with_reading: Option<f64>,
    /// What it found; absent of those that are held against the native core by the hash over all output tables.
    #[serde(default)]
    pub result: Option<Counted>,
    /// That hash.
    #[serde(default)]
    pub digest: Option<String>,
    /// Bytes of the columns read, and of those written.
    #[serde(default)]
    pub bytes_read: u64,
    /// See `bytes_read`.
    #[serde(default)]
    pub bytes_written: u64,
}

impl Line {
    /// Nanoseconds per customer.
    pub fn nanos(&self, seconds: f64) -> f64 {
        seconds * 1e9 / self.rows.max(1) as f64
    }
}

/// Prints what was measured: rows in each engine's own form first, then with the reading of the text; each figure
/// beside that of the native core, which comes first, and beside that of Polars on the same columns.
pub fn table(variant: Variant, lines: &[Line]) {
    print("rows in its own form", variant, lines, &|line| Some(line.seconds));
    print("from CSV text", variant, lines, &|line| line.with_reading);
    for class in [Class::Native, Class::JavaScript] {
        let of = |ours: bool| {
            let lines = lines.iter().filter(move |line| line.class == class && line.digest.is_some() == ours);
            lines.min_by(|a, b| a.nanos(a.seconds).total_cmp(&b.nanos(b.seconds)))
        };
        let (Some(ours), Some(theirs)) = (of(true), of(false)) else { continue };
        let times = theirs.nanos(theirs.seconds) / ours.nanos(ours.seconds);
        println!(
            "{}: {times:.0} x as fast as the fastest rule engine of its kind, {}",
            ours.name, theirs.name
        );
    }
}

fn print(form: &str, variant: Variant, lines: &[Line], seconds: &dyn Fn(&Line) -> Option<f64>) {
    let nanos = |line: &Line| seconds(line).map(|seconds| line.nanos(seconds));
    let native = lines.first().and_then(nanos).unwrap_or(f64::NAN);
    let polars = lines.iter().find(|line| line.name == POLARS).and_then(nanos).unwrap_or(f64::NAN);
    println!("\ncustomers: {}; {form}", variant.name());
    println!(
        "{:<44} {:>10} {:>8} {:>8} {:>12} {:>9}",
        "engine", "ns each", "x native", "x Polars", "with reasons", "rows"
    );
    for line in lines {
        let Some(each) = nanos(line) else { continue };
        let reasons = line.with_reasons.map(|reasons| each + line.nanos(reasons - line.seconds));
        println!(
            "{:<44} {each:>10.1} {:>8.2} {:>8.2} {:>12} {:>9}",
            format!("{} {}", line.name, line.version),
            each / native,
            each / polars,
            reasons.map_or_else(|| "-".to_owned(), |reasons| format!("{reasons:.1}")),
            line.rows
        );
    }
}

/// Whether all found the same: of fewer rows, the same as this engine on so many.
///
/// An engine of doubles may see a share of exactly 0.3 on the other side of it; `r1` may differ by one row in 10,000
/// then, and the line says so.
pub fn agree(lines: &[Line], counted: &dyn Fn(usize) -> Result<Counted, String>) -> bool {
    let Some(base) = lines.first() else { return false };
    let mut good = true;
    for line in lines {
        if line.digest.is_some() && line.digest != base.digest {
            println!("{}: another hash over the output tables", line.name);
            good = false;
        }
        let Some(found) = &line.result else { continue };
        let wanted = if line.rows == base.rows {
            base.result.clone().unwrap_or_default()
        } else {
            counted(line.rows).unwrap_or_default()
        };
        good &= same(line, found, &wanted);
    }
    println!("results {}", if good { "agree" } else { "DIFFER" });
    good
}

fn same(line: &Line, found: &Counted, wanted: &Counted) -> bool {
    let mut good = true;
    for (rule, wanted) in &wanted.rules {
        let found = found.rules.get(rule).copied().unwrap_or_default();
        let apart = found.0.abs_diff(wanted.0);
        let rounding =
            rule == "r1" && found.1 == wanted.1 && apart * 10_000 <= u64::try_from(line.rows).unwrap_or(0);
        if apart > 0 && rounding {
            println!(
                "{}: {rule} is true {apart} times more or less often: shares of exactly 0.3, as doubles",
                line.name
            );
        } else if found != *wanted {
            println!("{}: {rule} is {found:?} and not {wanted:?}", line.name);
            good = false;
        }
    }
    if !found.tiers.is_empty() {
        let (found, wanted) =
            ((&found.tiers, found.unrated, found.score), (&wanted.tiers, wanted.unrated, wanted.score));
        if found != wanted {
            println!("{}: tiers, unrated and scores are {found:?} and not {wanted:?}", line.name);
            good = false;
        }
    }
    good
}

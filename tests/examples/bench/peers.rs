//! Column engines and rule engines that a user would pick instead, by scripts in their own languages.

use std::path::Path;
use std::process::Command;

use appraise_tests::corpus::root;
use appraise_tests::peers::python;

use super::line::{Line, Variant};
use super::{REPETITIONS, SLOW_ROWS};

/// What the scripts measured. One that cannot run is named.
pub fn lines(customers: &Path, variant: Variant, rows: usize) -> Vec<Line> {
    let slow = SLOW_ROWS.min(rows).to_string();
    let folder = root().join("tests/bench/peers");
    let mut columns = Command::new(python());
    columns.arg(folder.join("columns.py")).arg(customers).args([
        variant.name(),
        &REPETITIONS.to_string(),
        &slow,
    ]);
    let mut lines = said("Polars, DuckDB and GoRules ZEN", &mut columns);
    if variant == Variant::Dense {
        let mut engines = Command::new("node");
        engines.arg(folder.join("engines.mjs")).arg(customers).arg(&slow);
        lines.extend(said("engines for JavaScript", &mut engines));
    }
    lines
}

/// The lines of JSON that a script prints.
fn said(what: &str, command: &mut Command) -> Vec<Line> {
    let output = match command.output() {
        Ok(output) => output,
        Err(cause) => {
            println!("{what}: not run: {cause}");
            return Vec::new();
        }
    };
    if !output.status.success() {
        println!("{what}: not run to the end: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

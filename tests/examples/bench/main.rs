//! The benchmark: one job, on the same generated customers, by this engine in its hosts and by what a user would pick
//! instead. `make bench` runs it.
//!
//! ```text
//! bench [ROWS] [--alone]
//! ```
//!
//! There are two variants of the customers: with holes (every cell missing in 2 of 100 cases, money as decimals), which
//! only column engines can be given, and dense ones for rule engines, which know no missing cell. Everybody runs on one
//! thread and in its best way (compiled once, its own form of a row); a second column of figures has the reading of the
//! CSV text in it. What came out is counted and has to agree. A peer that is not there is named. `--alone` leaves the
//! peers out.
//!
//! Figures are processor time where the peer can tell it, else the wall clock of a single thread, of the best of
//! several runs. Machines are noisy: compare ratios within one run, not figures of two runs.

use std::path::PathBuf;
use std::process::ExitCode;

mod bandwidth;
mod cel_rust;
mod line;
mod ours;
mod peers;

use appraise_tests::rb8;
use line::{Variant, agree, table};

const REPETITIONS: usize = 15;
/// Rows for engines that look at one row at a time.
const SLOW_ROWS: usize = 20_000;
const POLICY: &str = include_str!("../../bench/rb8.yaml");

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rows = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let alone = arguments.iter().any(|argument| argument == "--alone");
    match bench(rows, alone) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn bench(rows: usize, alone: bool) -> Result<bool, String> {
    let folder = Scratch::new()?;
    println!("RB-8, {rows} customers, one thread, best of {REPETITIONS}");
    let mut good = true;
    for variant in [Variant::Holes, Variant::Dense] {
        let csv = rb8::csv(rows, variant == Variant::Holes);
        let customers = folder.write(&format!("{}.csv", variant.name()), &csv)?;
        let policy = folder.write("rb8.yaml", POLICY.as_bytes())?;
        let mut lines = ours::lines(&policy, &customers, &csv)?;
        if variant == Variant::Holes {
            bandwidth::say(&lines);
        }
        if !alone {
            lines.extend(peers::lines(&customers, variant, rows));
            if variant == Variant::Dense {
                lines.extend(cel_rust::line(&csv, SLOW_ROWS.min(rows)));
            }
        }
        table(variant, &lines);
        good &= agree(&lines, &|count| ours::counted(&csv, count));
    }
    Ok(good)
}

/// A folder that goes when the benchmark does.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("appraise-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
        Ok(Self(folder))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, String> {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).map_err(|cause| format!("{}: {cause}", path.display()))?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

//! The benchmark: one job, on the same generated customers, by the native core and by the module under wasmtime and in
//! Node. Prints nanoseconds per customer and ratios; `make bench` runs it.
//!
//! Times are the best of several runs of `evaluate` over a resident dataset, one thread; generating, reading and
//! output are not in them. Machines are noisy: compare ratios within one run, not figures of two runs.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;

#[path = "../rb8.rs"]
mod rb8;

const REPETITIONS: usize = 15;
const POLICY: &str = include_str!("../../bench/rb8.yaml");

fn main() -> ExitCode {
    let rows: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let csv = rb8::csv(rows);
    println!("RB-8, {rows} customers, nullable columns, decimal money, one thread, best of {REPETITIONS}");
    let (base, digest) = match native(&csv) {
        Ok(result) => result,
        Err(why) => {
            println!("native core: {why}");
            return ExitCode::FAILURE;
        }
    };
    line("native core", base, base, rows);
    let mut same = true;
    for (name, result) in
        [("wasmtime, both meters", rb8::wasmtime(POLICY, &csv, REPETITIONS)), ("Node", node(&csv))]
    {
        match result {
            Ok((time, found)) => {
                line(name, time, base, rows);
                same &= found == digest;
            }
            Err(why) => println!("{name:<24} not run: {why}"),
        }
    }
    println!("results {}", if same { "are equal" } else { "DIFFER" });
    if same { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn line(name: &str, time: Duration, base: Duration, rows: usize) {
    let nanos = time.as_secs_f64() * 1e9 / rows as f64;
    println!(
        "{name:<24} {nanos:>7.1} ns per customer {:>6.2} x native",
        time.as_secs_f64() / base.as_secs_f64()
    );
}

/// Best time and digest of the native core.
fn native(csv: &[u8]) -> Result<(Duration, String), String> {
    let (report, loaded) = load(&[SourceFile { name: "rb8.yaml", text: POLICY }]);
    let loaded = loaded.ok_or_else(|| format!("{:?}", report.diagnostics))?;
    let mut builder = Builder::new(&loaded.model.schema);
    builder.read("customers", csv, true).map_err(|d| format!("{d:?}"))?;
    let dataset = builder.seal().map_err(|d| format!("{d:?}"))?;
    let instant = as_of(&loaded.model, "2026-11-21", false).map_err(|d| format!("{d:?}"))?;
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of: instant };
    let mut best = Duration::MAX;
    let mut digest = String::new();
    for at in 0..REPETITIONS {
        let start = Instant::now();
        let outcome = run.evaluate(false);
        best = best.min(start.elapsed());
        if at == 0 {
            digest = appraise_core::output::digest(&run, &outcome);
        }
    }
    Ok((best, digest))
}

/// Best time and digest of the module in Node.
fn node(csv: &[u8]) -> Result<(Duration, String), String> {
    let folder = std::env::temp_dir().join(format!("appraise-bench-{}", std::process::id()));
    let io = |e: std::io::Error| e.to_string();
    std::fs::create_dir_all(&folder).map_err(io)?;
    let (customers, policy) = (folder.join("customers.csv"), folder.join("policy.json"));
    std::fs::write(&customers, csv).map_err(io)?;
    let request = serde_json::json!({"files": [{"name": "rb8.yaml", "text": POLICY}]});
    std::fs::write(&policy, request.to_string()).map_err(io)?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/node.mjs");
    let mut command = Command::new("node");
    command.arg(script).arg(rb8::module_path()).arg(&policy).arg(&customers).arg(REPETITIONS.to_string());
    let output = command.output().map_err(io);
    std::fs::remove_dir_all(&folder).map_err(io)?;
    let output = output?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = text.split_whitespace();
    match (words.next().and_then(|w| w.parse::<u64>().ok()), words.next()) {
        (Some(nanos), Some(digest)) => Ok((Duration::from_nanos(nanos), digest.into())),
        _ => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

//! A server's view of the sandbox: one module and one policy, opened once, and batches that come and go.
//!
//! ```text
//! cargo run --example embed -- target/module/appraise_bg.wasm policy.yaml customers.csv 2026-11-21
//! ```

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use appraise_host::policy_files::PolicyFiles;
use appraise_host::scorer::{Rows, Scorer, Table};
use appraise_host::{Engine, Limits, Result};

/// Opens a module, loads a policy, scores the customers of a text twice and reads the reports.
pub fn serve(module: &Path, policy: &Path, customers: &[u8], as_of: &str, out: &mut dyn Write) -> Result<()> {
    // What one batch of a client may cost; a call that wants more is stopped, and costs that client alone.
    let limits =
        Limits { memory: 256 << 20, timeout: std::time::Duration::from_secs(5), ..Limits::default() };
    let engine = Arc::new(Engine::open(module, limits)?);
    // One scorer per thread of the server.
    let mut scorer = Scorer::open(Arc::clone(&engine), PolicyFiles::open(policy)?)?;
    for batch in [customers, b"no header that the policy knows\n", customers] {
        let table = Table { name: "customers", rows: Rows::Text(batch) };
        let line = match scorer.score(&[table], as_of, &["customers", "faults"]) {
            Ok(answer) => {
                let columns = answer.tables.get("customers").map_or(0, |table| table.num_columns());
                let (rows, faults) = (answer.summary.rows, answer.read.faults());
                format!("{rows} customers, {columns} columns, {faults} faults, {}", answer.digest)
            }
            Err(error) => format!("{:?}: {error}", error.kind()),
        };
        // A reader that has gone is no failure.
        let _ = writeln!(out, "{line}");
    }
    Ok(())
}

#[allow(dead_code, reason = "a test calls what is above")]
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, policy, customers, as_of] = arguments.as_slice() else {
        eprintln!("embed MODULE POLICY CUSTOMERS DATE");
        return Ok(());
    };
    let customers = std::fs::read(customers).unwrap_or_default();
    serve(module.as_ref(), policy.as_ref(), &customers, as_of, &mut std::io::stdout())
}

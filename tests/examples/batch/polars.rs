//! The same columns from the same file by Polars, with two threads like the command.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use appraise_tests::corpus::root;
use appraise_tests::peers::python;

use super::{REPETITIONS, Tried, line, watched};

/// Both in turns, the best of each, and whether they agree; a peer that is not there is named.
pub fn beside(
    rows: usize,
    customers: &Path,
    ours: &Path,
    score: impl Fn() -> Tried<(Duration, u64)>,
) -> Tried<()> {
    let theirs = ours.with_file_name("polars");
    let script = || {
        let mut command = Command::new(python());
        command.arg(root().join("tests/bench/peers/whole.py"));
        command
    };
    let there =
        Command::new(python()).args(["-c", "import polars"]).output().is_ok_and(|o| o.status.success());
    let (mut best, mut peer) = ((Duration::MAX, 0), (Duration::MAX, 0));
    for _ in 0..REPETITIONS {
        best = best.min(score()?);
        if there {
            peer = peer.min(watched(script().arg(customers).arg(&theirs))?);
        }
    }
    line("appraise score, threads 2", rows, best.0, Some(best.1));
    if !there {
        println!("Polars: not run: {} has no polars (tests/scripts/peers.sh)", python().display());
        return Ok(());
    }
    line("Polars, two threads", rows, peer.0, Some(peer.1));
    println!("{:<28} {:>8.2} x", "appraise score by Polars", best.0.as_secs_f64() / peer.0.as_secs_f64());
    let compared = script().arg("--compare").arg(ours).arg(&theirs).output()?;
    let said = String::from_utf8_lossy(&compared.stdout).trim().to_owned();
    println!("{said}");
    if compared.status.success() { Ok(()) } else { Err("the command and Polars have other columns".into()) }
}

//! Killed anywhere and started again, a run gives the same bytes.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use appraise_host::output::Format;
use appraise_host::run::{Hook, LOG, Options, Step, verify};
use appraise_host::{ErrorKind, manifest};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::same;

use super::bank::{AS_OF, CUSTOMERS, Place, files, settings};

const THREADS: [usize; 2] = [1, 2];
const ROWS: [u64; 3] = [7, 16, 65_536];

/// Kill points per number of threads and size of chunks.
fn points() -> usize {
    if std::env::var_os("APPRAISE_FULL").is_some() { 400 } else { 36 }
}

/// Options whose hook counts the steps, and does none from `stop` on, as a killed process.
fn stopping(stop: usize) -> (Options, Arc<AtomicUsize>) {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    let hook: Hook = Arc::new(move |_: &Step| {
        if count.fetch_add(1, Ordering::Relaxed) < stop { Ok(()) } else { Err(io::Error::other("killed")) }
    });
    (Options { hook: Some(hook), ..Options::default() }, seen)
}

#[test]
fn killed_at_any_step_and_started_again_the_files_are_the_same_bytes() {
    let mut killed = 0;
    for rows in ROWS {
        let mut want = BTreeMap::new();
        for threads in THREADS {
            let settings = settings(threads, rows, &[Format::Csv, Format::Parquet]);
            let place = Place::new();
            let (options, steps) = stopping(usize::MAX);
            place.score(&settings, options).unwrap();
            let found = files(&place.out());
            if threads == 1 {
                want = found;
            } else {
                same(&found, &want, "two threads");
            }
            let steps = steps.load(Ordering::Relaxed);
            for point in 0..points() {
                let stop = point * steps / points() + point % 3;
                std::fs::remove_dir_all(place.out()).unwrap();
                let ended = place.score(&settings, stopping(stop).0);
                killed += usize::from(ended.is_err());
                place.score(&settings, Options::default()).unwrap();
                same(&files(&place.out()), &want, &format!("{threads} threads, {rows} rows, step {stop}"));
            }
        }
        assert_eq!(customers(&want), CUSTOMERS as usize - 1, "no gap and no duplicate");
    }
    println!("{killed} kill points");
    assert!(killed >= 200, "{killed} kill points");
}

/// The customers in the parts; each may be there once.
fn customers(files: &BTreeMap<String, Vec<u8>>) -> usize {
    let parts = files.iter().filter(|(name, _)| name.starts_with("customers") && name.ends_with(".csv"));
    let mut keys = Vec::new();
    for (_, bytes) in parts {
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let at = reader.headers().unwrap().iter().position(|name| name == "id").unwrap();
        keys.extend(reader.records().map(|record| record.unwrap()[at].to_owned()));
    }
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
    count
}

/// The command, which is built beside the tests.
fn command() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let command = own.ancestors().nth(2).unwrap().join("appraise");
    assert!(command.is_file(), "no command at {}: cargo build --release -p appraise-host", command.display());
    command
}

fn run_command(place: &Place) -> Command {
    let mut command = Command::new(command());
    command.arg("score").arg("--policy").arg(place.0.join("p.yaml")).arg("--input").arg(place.0.join("bank"));
    command.args(["--as-of", AS_OF, "--threads", "2", "--chunk-rows", "7", "--format", "csv", "--quiet"]);
    command.arg("--out").arg(place.out()).arg("--module").arg(module_file());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Waits until the log of a run has some lines, or the process ends by itself.
fn reached(place: &Place, child: &mut Child, lines: usize) {
    let found =
        || std::fs::read(place.out().join(LOG)).map_or(0, |text| text.split(|byte| *byte == b'\n').count());
    // Behind the last line there is nothing, which counts as one more.
    while found() <= lines && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_process_that_is_killed_at_random_times_leaves_a_run_that_goes_on() {
    let place = Place::new();
    assert_eq!(run_command(&place).status().unwrap().code(), Some(1));
    let want = files(&place.out());
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |count: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 20) % count
    };
    let mut halfway = 0;
    for round in 0..3 {
        std::fs::remove_dir_all(place.out()).unwrap();
        // Nine chunks: each start comes a little further than the one before.
        for kill in 0..4 {
            let mut child = run_command(&place).spawn().unwrap();
            reached(&place, &mut child, 1 + 2 * kill + usize::from(below(2) == 1));
            std::thread::sleep(Duration::from_micros(below(8_000)));
            child.kill().unwrap();
            child.wait().unwrap();
            halfway += usize::from(!place.out().join(manifest::FILE).exists());
        }
        assert_eq!(run_command(&place).status().unwrap().code(), Some(1));
        same(&files(&place.out()), &want, &format!("round {round}"));
        assert_eq!(verify(&place.out(), &Default::default()).unwrap().findings, []);
    }
    println!("{halfway} of 12 processes were killed with a run begun and not ended");
    assert!(halfway > 0);
}

#[test]
fn another_input_or_policy_is_refused_and_other_threads_are_not() {
    let place = Place::new();
    let first = settings(1, 7, &[Format::Csv]);
    place.score(&first, stopping(80).0).unwrap_err();
    let other = place.score(&settings(1, 8, &[Format::Csv]), Options::default()).unwrap_err();
    assert_eq!((other.kind(), other.code().text()), (ErrorKind::Usage, "H105"));
    let rows = std::fs::read_to_string(place.0.join("bank/rows.csv")).unwrap();
    place.file("bank/rows.csv", &rows.replace("H5,", "H5X,"));
    let other = place.score(&first, Options::default()).unwrap_err();
    assert!(other.to_string().contains("differs in the input; choose"), "{other}");
    place.file("bank/rows.csv", &rows);
    place.score(&settings(2, 7, &[Format::Csv]), Options::default()).unwrap();
}

#[test]
fn a_full_disk_and_a_folder_that_may_not_be_written_are_said_and_gone_on_from() {
    let place = Place::new();
    let settings = settings(2, 16, &[Format::Csv]);
    for (kind, code) in [(io::ErrorKind::StorageFull, "H203"), (io::ErrorKind::ReadOnlyFilesystem, "H202")] {
        let _ = std::fs::remove_dir_all(place.out());
        let left = AtomicUsize::new(100);
        let hook: Hook = Arc::new(move |_: &Step| {
            if left.fetch_sub(1, Ordering::Relaxed) > 1 { Ok(()) } else { Err(io::Error::from(kind)) }
        });
        let error = place.score(&settings, Options { hook: Some(hook), ..Options::default() }).unwrap_err();
        assert_eq!((error.kind(), error.code().text()), (ErrorKind::File, code), "{error}");
        assert!(error.to_string().contains("the same command goes on from there"), "{error}");
        place.score(&settings, Options::default()).unwrap();
        assert_eq!(verify(&place.out(), &Default::default()).unwrap().findings, []);
    }
}

//! The benchmark of whole runs: customers from Parquet to Parquet by the command, as a process of its own.
//!
//! usage: batch [ROWS]
//!
//! Prints rows per second and the largest resident size of the process with one worker and with two, beside the same
//! columns by Polars, the same rows through the native core and through Parquet without scoring; what fuel and epochs
//! cost; and a run with a child table that is not in the customers' order. Compare figures of one run: machines differ, and have other things to do.

mod polars;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use appraise_core::dataset::Builder;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_tests::wide;
use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

const POLICY: &str = include_str!("../../bench/batch.yaml");
const AS_OF: &str = "2026-11-21";
/// Rows of a chunk, as the command has them.
const CHUNK: usize = 65_536;
/// The meters are measured so often, and the best time counts.
const REPETITIONS: usize = 3;
/// Child rows of a customer.
const CHILDREN: usize = 10;

type Tried<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let rows: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10_000_000);
    let folder = std::env::temp_dir().join(format!("appraise-batch-bench-{}", std::process::id()));
    let done = std::fs::create_dir_all(&folder).map_err(Into::into).and_then(|()| bench(&folder, rows));
    let _ = std::fs::remove_dir_all(&folder);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("not run to its end: {why}");
            ExitCode::FAILURE
        }
    }
}

fn bench(folder: &Path, rows: usize) -> Tried<()> {
    let (policy, customers) = (folder.join("batch.yaml"), folder.join("customers.parquet"));
    std::fs::write(&policy, POLICY)?;
    wide::parquet(&customers, rows)?;
    let mib = customers.metadata()?.len() >> 20;
    println!("{rows} customers, {} columns, Parquet of {mib} MiB", wide::COLUMNS);
    let out = folder.join("out");
    let score = |threads: usize, input: &Path| {
        let _ = std::fs::remove_dir_all(&out);
        let mut command = Command::new(appraise()?);
        command.arg("score").arg("--policy").arg(&policy).arg("--input").arg(input);
        command.args(["--as-of", AS_OF, "--format", "parquet", "--quiet", "--threads", &threads.to_string()]);
        watched(command.arg("--out").arg(&out))
    };
    let ran = score(1, &customers)?;
    line("appraise score, threads 1", rows, ran.0, Some(ran.1));
    polars::beside(rows, &customers, &out, || score(2, &customers))?;
    line("native core, one thread", rows, native(&customers)?, None);
    line("Parquet read and written", rows, copied(&customers, &folder.join("copy.parquet"))?, None);
    meters(&customers, rows)?;
    let (few, input) = (rows / CHILDREN, folder.join("bank"));
    std::fs::create_dir_all(&input)?;
    wide::parquet(&input.join("customers.parquet"), few)?;
    std::fs::write(&policy, wide::with_children(POLICY))?;
    wide::children(&input.join("holdings.csv"), few, few * CHILDREN)?;
    let mib = input.join("holdings.csv").metadata()?.len() >> 20;
    println!("{few} customers and {} child rows in another order, CSV of {mib} MiB", few * CHILDREN);
    let ran = score(2, &input)?;
    line("appraise score, threads 2", few + few * CHILDREN, ran.0, Some(ran.1));
    Ok(())
}

fn line(name: &str, rows: usize, time: Duration, peak: Option<u64>) {
    let rate = rows as f64 / time.as_secs_f64();
    let peak = peak.map_or(String::new(), |kib| format!("  {:>5} MiB at most", kib >> 10));
    println!("{name:<28} {:>8.1} s {rate:>12.0} rows/s{peak}", time.as_secs_f64());
}

/// The command that was built beside the folder of this program.
fn appraise() -> Tried<PathBuf> {
    let here = std::env::current_exe()?;
    let command = here.parent().ok_or("this program is in no folder")?.with_file_name("appraise");
    if command.exists() { Ok(command) } else { Err(format!("there is no {}", command.display()).into()) }
}

/// How long a process takes, and its largest resident size in KiB.
fn watched(command: &mut Command) -> Tried<(Duration, u64)> {
    let began = Instant::now();
    let mut process = command.stdout(std::process::Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        if let Some(ended) = process.try_wait()? {
            let took = began.elapsed();
            return if ended.code().is_some_and(|code| code < 2) {
                Ok((took, peak))
            } else {
                Err(format!("the command ended with {ended}").into())
            };
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn batches(path: &Path, rows: usize) -> Tried<impl Iterator<Item = Tried<RecordBatch>>> {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.with_batch_size(rows).build()?;
    Ok(reader.map(|batch| batch.map_err(Into::into)))
}

/// The same rows read, joined and evaluated by the core itself, a chunk at a time; nothing is written.
fn native(path: &Path) -> Tried<Duration> {
    let (report, loaded) = load(&[SourceFile { name: "batch.yaml", text: POLICY }]);
    let Loaded { model, program, .. } = loaded.ok_or_else(|| format!("{:?}", report.diagnostics))?;
    let fail = |finding: appraise_core::diagnostic::Diagnostic| format!("{finding:?}");
    let as_of = as_of(&model, AS_OF, false).map_err(fail)?;
    let began = Instant::now();
    for batch in batches(path, CHUNK)? {
        let batch = batch?;
        let mut builder = Builder::new(&model.schema);
        wide::with_columns(&batch, |columns| builder.put("customers", columns)).map_err(fail)?;
        let dataset = builder.seal().map_err(fail)?;
        let run = Run { model: &model, program: &program, dataset: &dataset, as_of };
        std::hint::black_box(run.evaluate(false));
    }
    Ok(began.elapsed())
}

/// The Parquet file read and written again.
fn copied(path: &Path, to: &Path) -> Tried<Duration> {
    let began = Instant::now();
    let mut batches = batches(path, CHUNK)?;
    let first = batches.next().ok_or("an empty file")??;
    let mut writer = ArrowWriter::try_new(File::create(to)?, first.schema(), Some(wide::snappy()))?;
    writer.write(&first)?;
    for batch in batches {
        writer.write(&batch?)?;
    }
    writer.close()?;
    Ok(began.elapsed())
}

/// What fuel and epochs cost: the same chunks by one store that has both meters, and by one that has none.
fn meters(path: &Path, rows: usize) -> Tried<()> {
    let chunks = batches(path, CHUNK)?.take(8).collect::<Tried<Vec<_>>>()?;
    let rows = rows.min(chunks.iter().map(RecordBatch::num_rows).sum());
    let (mut with, mut without) = (Duration::MAX, Duration::MAX);
    for _ in 0..REPETITIONS {
        with = with.min(wide::evaluated(POLICY, AS_OF, &chunks, true)?);
        without = without.min(wide::evaluated(POLICY, AS_OF, &chunks, false)?);
    }
    line("module, fuel and epochs", rows, with, None);
    line("module, no meters", rows, without, None);
    println!("{:<28} {:>8.2} x", "what the meters cost", with.as_secs_f64() / without.as_secs_f64());
    Ok(())
}

//! The fuel of every call of a run beside what it may use: `fuel POLICY FOLDER AS_OF`, of a folder of CSV tables.
//!
//! The weights of the static bound (`core/src/program/bound`) rest on what this prints.

use std::path::Path;
use std::process::ExitCode;

use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::fuel::{Job, Ran, run};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, folder, instant] = arguments.as_slice() else {
        eprintln!("usage: fuel POLICY FOLDER AS_OF");
        return ExitCode::from(2);
    };
    match ran(Path::new(policy), Path::new(folder), instant) {
        Ok(ran) => {
            show(&ran);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("fuel: {error}");
            ExitCode::from(2)
        }
    }
}

fn ran(policy: &Path, folder: &Path, instant: &str) -> Result<Ran> {
    let engine = Engine::open(&module_file(), Limits::default())?;
    let files = PolicyFiles::open(policy)?;
    let mut instance = engine.instance()?;
    let loaded = instance.load(&files)?;
    let bound = instance.bound(loaded)?;
    let names = instance.schema(loaded)?.inputs()?;
    let read = |name: String| Some((name.clone(), std::fs::read(folder.join(format!("{name}.csv"))).ok()?));
    let tables: Vec<(String, Vec<u8>)> = names.into_iter().filter_map(read).collect();
    println!("{bound:?}");
    run(&engine, Job { files: &files, tables: &tables, as_of: instant })
}

fn show(ran: &Ran) {
    println!("{:?}, {} bytes", ran.sizes, ran.bytes);
    for call in &ran.calls {
        let per = |of: u64| call.used as f64 / of.max(1) as f64;
        let share = call.share().map_or_else(|| "no bound".into(), |share| format!("{:.3} %", share * 100.0));
        println!(
            "{:<28} {:>15} {:>9.1} per byte {:>10.1} per customer {:>9.1} per row, of its bound {share}",
            call.name,
            call.used,
            per(ran.bytes),
            per(ran.sizes.customers),
            per(ran.sizes.rows),
        );
    }
}

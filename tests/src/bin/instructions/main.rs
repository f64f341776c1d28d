//! The gate that noise cannot trip: what fixed jobs cost in instructions, held against a record in the repository.
//!
//! usage: instructions [--twice]          (`make instructions`; BLESS=1, or `make bless-instructions`, rewrites the record)
//!
//! The module is measured in wasmtime's fuel, the native core in the instructions that callgrind counts. Both depend on
//! the source and on pinned tools, and neither on time: a figure that has grown by more than 3 % fails, one that has
//! shrunk by more is told, and both end with the record rewritten in the commit that explains it. `--twice` counts the
//! native half again, from another folder, by another name and with another environment, and fails when that makes a
//! difference.
//!
//! INVARIANT: both halves do the same work, which the digests of their output tables show.

mod callgrind;
mod counted;
mod record;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use appraise_host::{Engine, Limits};
use appraise_tests::corpus::{module_file, root};
use appraise_tests::job::{self, Job, Step, Tried};

use counted::Counted;
use record::Record;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let done = if has("--native") { counted::print(&jobs) } else { gate(has("--twice")) };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            println!("0 passed, 1 failed: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The jobs, and the steps of each that are recorded.
fn jobs() -> Tried<Vec<(Job, &'static [Step])>> {
    use Step::{Csv, Explain, Load, Output, Read, Reasons, Run, Seal};
    Ok(vec![
        (job::rb8(4000), &[Read, Run, Reasons]),
        (job::columns(4000)?, &[Read, Run, Output]),
        (job::children(1000)?, &[Read, Seal, Run]),
        (job::bank(300)?, &[Load, Read, Seal, Run, Output, Csv, Explain]),
    ])
}

/// Where the record is.
fn record_file() -> PathBuf {
    root().join("tests/bench/instructions.txt")
}

fn gate(twice: bool) -> Tried<bool> {
    let (mut fuel, again) = (module()?, module()?);
    if fuel != again {
        return Err("the same jobs used another amount of fuel in a second instance".into());
    }
    let native = callgrind::counted(twice)?;
    let absent = match native {
        Ok(native) => {
            same_work(&fuel, &native)?;
            fuel.native = native.native;
            None
        }
        Err(why) => Some(why),
    };
    let blessed = std::env::var_os("BLESS").is_some();
    let mut good = (fuel.fuel.len(), 0);
    let wanted = Record::read(&record_file())?;
    if blessed {
        wanted.rewritten(&fuel).write(&record_file())?;
        println!("rewritten: {}", record_file().display());
    } else {
        good = wanted.hold(&fuel);
    }
    let absent = absent.map_or_else(String::new, |why| format!("; not run: the native half: {why}"));
    println!("{} passed, {} failed{absent}", good.0, good.1);
    Ok(good.1 == 0)
}

/// The fuel of every recorded step, and the digests.
fn module() -> Tried<Counted> {
    let engine = Engine::open(&module_file(), Limits::default())?;
    let mut counted = Counted::default();
    for (job, steps) in jobs()? {
        let mut used = BTreeMap::new();
        let digest = job::module::run(&engine, &job, &mut |step, instance, act| {
            let before = instance.fuel_used();
            act(instance)?;
            *used.entry(step.name()).or_insert(0) += instance.fuel_used() - before;
            Ok(())
        })?;
        for step in steps {
            let used = used.get(step.name()).copied().unwrap_or(0);
            counted.fuel.push((format!("{}.{}", job.name, step.name()), used));
        }
        counted.digests.push(digest);
    }
    Ok(counted)
}

fn same_work(module: &Counted, native: &Counted) -> Tried<()> {
    if module.digests == native.digests {
        return Ok(());
    }
    Err("the module and the native core have other output tables".into())
}

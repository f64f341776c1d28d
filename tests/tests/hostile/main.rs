//! What happens when everything is hostile: modules, policies, files and the machine itself.
//!
//! Every case runs the command in a process of its own. Whatever it is given, the process ends by itself and in time, its
//! memory stays within what it may have, and it says with a stable code what was wrong. The table of the cases and how
//! each ended stands in `SECURITY.md`; it is made from these runs (`BLESS=1`, at full size) and held against them. `BLESS=new`
//! runs only the cases that it does not have yet.
//!
//! `APPRAISE_FULL=1` runs all cases; without it those that take long are left out. A case for which a machine lacks
//! something is not run there, which its line and the last line say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a suite, where a panic is the report"
)]

#[path = "../../../host/tests/abi/mod.rs"]
mod abi;
mod child;
mod environment;
mod file;
mod module;
mod page;
mod policy;

use std::process::ExitCode;
use std::sync::LazyLock;

use child::{Ended, Place};

/// A case: what it is, what the command is given, and how long that may take.
struct Case {
    group: &'static str,
    name: &'static str,
    /// Whether it runs at the reduced size too.
    quick: bool,
    /// Seconds that it may take, once the module is compiled.
    seconds: u64,
    /// MiB that the module may have.
    memory: u64,
    /// Whether the real module has to be compiled for it.
    real: bool,
    /// A line of a shell that has to succeed, or the machine lacks what the case needs.
    needs: &'static str,
    command: Command,
}

/// Prepares files and gives the arguments of the command, as one line of a shell: `appraise` is the command.
type Command = Box<dyn Fn(&Place) -> String>;

/// The module's memory in most cases, in MiB.
const MEMORY: u64 = 512;

fn main() -> ExitCode {
    let full = std::env::var_os("APPRAISE_FULL").is_some();
    let wanted = std::env::args().nth(1).filter(|word| !word.starts_with('-'));
    let cases: Vec<Case> = [module::cases(), policy::cases(), file::cases(), environment::cases()]
        .into_iter()
        .flatten()
        .collect();
    // What an ordinary command takes, measured when it is needed first: with a small module, with the real one.
    let base: [LazyLock<Ended>; 2] = [LazyLock::new(|| base(false)), LazyLock::new(|| base(true))];
    let mut page = page::Page::open();
    let (mut passed, mut failed, mut left, mut unable) = (0, 0, 0, 0);
    for case in &cases {
        if wanted.as_ref().is_some_and(|word| !case.name.contains(word.as_str()) && case.group != word) {
            continue;
        }
        if !full && !case.quick {
            left += 1;
            continue;
        }
        if page.skips(case) {
            continue;
        }
        let place = Place::new(case.name);
        if !place.can(case.needs) {
            println!("{:12} {:52} not run: this machine cannot `{}`", case.group, case.name, case.needs);
            unable += 1;
            continue;
        }
        let ended = place.run(&(case.command)(&place), case.memory, 3 * case.seconds + 60);
        let found =
            broken(case, &ended, &base[usize::from(case.real)]).or_else(|| page.differs(case, &ended));
        let (seconds, peak) = (ended.seconds, ended.peak >> 10);
        println!("{:12} {:52} {:14} {seconds:6.1} s {peak:6} MiB", case.group, case.name, ended.outcome());
        page.save(&cases);
        match found {
            None => passed += 1,
            Some(why) => {
                failed += 1;
                println!("    FAILED: {why}\n{}", indented(&ended.said));
            }
        }
    }
    let size = if full { String::new() } else { format!("; {left} left out, APPRAISE_FULL=1 runs them") };
    let lacking =
        if unable == 0 { String::new() } else { format!("; {unable} could not be run on this machine") };
    println!("{} cases of hostile input: {passed} passed, {failed} failed{size}{lacking}", cases.len());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What an ordinary command takes: compiling the module, and little else.
fn base(real: bool) -> Ended {
    let place = Place::new(if real { "base of the real module" } else { "base of a small module" });
    let command =
        if real { policy::check(&place, policy::GOOD) } else { module::check(&place, &abi::module(&[], "")) };
    place.run(&command, MEMORY, 600)
}

/// Which of the promises a case did not keep.
fn broken(case: &Case, ended: &Ended, base: &Ended) -> Option<String> {
    let deadline = case.seconds as f64 + 2.0 * base.seconds + 1.0;
    let most = base.peak + (case.memory + 64) * 1024;
    if ended.code.is_none_or(|code| !(0..=2).contains(&code)) {
        return Some(format!("it ended with {:?}", ended.code));
    }
    if ended.said.contains("panicked at") || ended.said.contains("RUST_BACKTRACE") {
        return Some("it panicked".to_owned());
    }
    if ended.seconds > 1.1 * deadline {
        return Some(format!("it took {:.1} s, and had {deadline:.1} s", ended.seconds));
    }
    if ended.peak > most {
        return Some(format!("it took {} MiB, and had {} MiB", ended.peak >> 10, most >> 10));
    }
    (ended.code == Some(2) && ended.stable_code().is_none()).then(|| "it ended without a code".to_owned())
}

fn indented(text: &str) -> String {
    text.lines().take(12).map(|line| format!("    {line}\n")).collect()
}

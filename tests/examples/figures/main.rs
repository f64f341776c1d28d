//! The figures of BENCHMARKS.md that are of this engine alone.
//!
//! usage: figures [bank] [single] [growth] [meters] [setup] [slider] [--small]
//!
//! Without names all of them; `--small` shows that they run, not how fast. Every figure is the best of several runs of
//! one thread by the wall clock, and two that are compared take turns. Machines are noisy: compare within one run.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use appraise_tests::job::Tried;

mod bank;
mod growth;
mod meters;
mod setup;
mod single;
mod slider;

/// A part: its name, and what prints it at full or small size.
type Part = (&'static str, fn(bool) -> Tried<()>);

const PARTS: [Part; 6] = [
    ("bank", bank::show),
    ("single", single::show),
    ("growth", growth::show),
    ("meters", meters::show),
    ("setup", setup::show),
    ("slider", slider::show),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let small = arguments.iter().any(|argument| argument == "--small");
    let named: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let mut good = named.iter().all(|name| PARTS.iter().any(|(part, _)| part == name));
    if !good {
        println!("usage: figures [bank] [single] [growth] [meters] [setup] [slider] [--small]");
    }
    for (name, show) in PARTS {
        if !named.is_empty() && !named.iter().any(|wanted| *wanted == name) {
            continue;
        }
        if let Err(why) = show(small) {
            println!("{name}: not run to its end: {why}");
            good = false;
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The shortest of several runs.
fn best(repetitions: usize, mut run: impl FnMut() -> Tried<Duration>) -> Tried<Duration> {
    (0..repetitions).map(|_| run()).try_fold(Duration::MAX, |least, run| Ok(least.min(run?)))
}

/// How long something takes, and what it gives.
fn timed<T>(act: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = act();
    (start.elapsed(), made)
}

/// Nanoseconds of each of so many.
fn each(time: Duration, of: usize) -> f64 {
    time.as_secs_f64() * 1e9 / of.max(1) as f64
}

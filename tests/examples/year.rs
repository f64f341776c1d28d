//! A year of daily runs over a synthetic bank: `year [CUSTOMERS] [DAYS] [POLICY]`, 20,000, 365 and `wealth-cvm` when not
//! given. Prints seconds, tasks and contacts a day, how the first run's backlog is spread, and how often each rule fired;
//! fails when something that must hold on every day did not, or a rule fired never or always.

use std::path::PathBuf;
use std::process::ExitCode;

use appraise_host::synth::Options;
use appraise_tests::corpus::root;
use appraise_tests::year::{Plan, live};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u32>().ok());
    let (customers, days) = (number(0).unwrap_or(20_000), number(1).unwrap_or(365));
    let policy = arguments.get(2).map_or_else(|| root().join("core/policies/wealth-cvm"), PathBuf::from);
    let bank = Options { customers: u64::from(customers), seed: 1, days };
    match live(&Plan { policy, bank, talk: true }) {
        Ok(tally) => {
            print!("{tally}");
            ExitCode::from(u8::from(!tally.broken.is_empty() || !tally.one_sided().is_empty()))
        }
        Err(why) => {
            eprintln!("year: {why}");
            ExitCode::from(2)
        }
    }
}

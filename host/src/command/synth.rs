//! `appraise synth`: a synthetic bank. It needs no module.

use std::path::PathBuf;

use appraise_host::text::grouped;
use appraise_host::{Result, synth};
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Synth {
    /// How many customers
    #[arg(long, value_parser = clap::value_parser!(u64).range(0..=100_000_000))]
    customers: u64,
    /// The seed; the same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many days; more than one are written into a folder each
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=500))]
    days: u32,
    /// The folder for customers.csv, holdings.csv and the other tables
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Synth {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let options = synth::Options { customers: self.customers, seed: self.seed, days: self.days };
        let written = synth::write(options, &self.out)?;
        for file in &written {
            desk.line(format_args!("{}: {} rows", self.out.join(&file.file).display(), grouped(file.rows)));
        }
        desk.line(format_args!("a synthetic bank as of {}, seed {}", synth::AS_OF, self.seed));
        Ok(Exit::Clean)
    }
}

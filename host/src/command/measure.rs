//! `appraise measure`: what the rules have been worth, by the state, the journal and deliveries of several days.
//!
//! Every figure is the module's; this file moves bytes, and [`lines`] puts lines under each other.

use std::path::{Path, PathBuf};

use appraise_host::batch::Event;
use appraise_host::input::{Encoding, Reading, Shelf, ShelfKind, deliveries, feed, metadata, size, sources};
use appraise_host::page;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Dataset, Instance, Lang, Policy, Result, Schema};
use clap::Args;

use super::progress::{Form, Progress};
use super::{Desk, Exit};

mod lines;

use lines::Lines;

#[derive(Debug, Args)]
pub(super) struct Measure {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    #[arg(long)]
    policy: PathBuf,
    /// The folder of the last run: its state_*.csv files are read
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The folder with journal.csv
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
    /// The deliveries: a folder per day, named like 2026-11-21, with customers.csv and the other tables by name
    #[arg(long, value_name = "DIR")]
    history: PathBuf,
    /// The date to measure on; deliveries of later days are not looked at
    #[arg(long, value_name = "DATE")]
    as_of: String,
    /// The encoding of the deliveries: utf-8 or gb18030
    #[arg(long, default_value = "utf-8")]
    encoding: Encoding,
    /// A folder for measure.json and measures.csv
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the module's report as JSON
    #[arg(long)]
    json: bool,
}

impl Measure {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let files = PolicyFiles::open(&self.policy)?;
        for folder in [&self.state, &self.history].into_iter().chain(&self.journal) {
            metadata(folder)?;
        }
        let (days, last) = deliveries(&self.history, &self.as_of)?;
        let mut instance = desk.engine()?.instance()?;
        let Some(policy) = desk.policy(&mut instance, &files)? else { return Ok(Exit::Nothing) };
        let schema = instance.schema(policy)?;
        let history = instance.history(policy)?;
        for (day, folder) in &days {
            let dataset = self.read(&mut instance, policy, (folder, &[]), &schema)?;
            instance.history_add(history, dataset, day)?;
            instance.release(dataset)?;
        }
        let shelf = |kind, folder: &PathBuf| Shelf { folder: folder.clone(), kind };
        let mut shelves = vec![shelf(ShelfKind::State, &self.state)];
        shelves.extend(self.journal.iter().map(|folder| shelf(ShelfKind::Journal, folder)));
        let dataset = self.read(&mut instance, policy, (&last, &shelves), &schema)?;
        let report = instance.measure(history, dataset, &self.as_of)?;
        if let Some(out) = &self.out {
            page::write(Some(out), "measure.json", &format!("{report:#}\n"))?;
            let table = instance.measures(history, dataset, &self.as_of)?;
            page::write(Some(out), "measures.csv", &table)?;
        }
        if self.json {
            desk.line(format_args!("{report:#}"));
        } else {
            Lines::of(desk).report(&report);
        }
        Ok(Exit::Clean)
    }

    /// The tables of a delivery, and of more folders.
    fn read(
        &self,
        instance: &mut Instance,
        policy: Policy,
        (folder, shelves): (&Path, &[Shelf]),
        schema: &Schema,
    ) -> Result<Dataset> {
        let dataset = instance.dataset(policy)?;
        let progress = Progress::new(Form::of_reading(false), Lang::default());
        for source in sources(folder, &[], shelves, &schema.inputs()?)? {
            let columns = schema.columns(&source.table);
            let reading = Reading { columns: &columns, encoding: self.encoding };
            let (table, total) = (&source.table, size(&source));
            let at = &mut |bytes| progress.tell(&Event::Reading { table: table.clone(), bytes, total });
            feed(instance, &[dataset], &source, reading, at)?;
        }
        instance.seal(dataset)?;
        Ok(dataset)
    }
}

//! The arguments that name a policy and its data, and what `score` and `explain` do alike: check, load, read, run.

use std::path::{Path, PathBuf};

use appraise_host::batch::Event;
use appraise_host::input::{
    Encoding, InputFile, Reading, STDIN, Shelf, ShelfKind, Source, feed, metadata, size, sources,
};
use appraise_host::policy_files::{PolicyFiles, Question};
use appraise_host::report::SealReport;
use appraise_host::run::Settings;
use appraise_host::{Dataset, Engine, Instance, Lang, Outcome, Policy, Result, Schema};
use clap::Args;

use super::mapping::Mapping;
use super::progress::{Form, Progress};
use super::{Desk, diagnostics};

/// The arguments of a verb that runs one policy or, with another `P`, several.
#[derive(Clone, Debug, Args)]
pub(super) struct Data<P: Args = One> {
    #[command(flatten)]
    pub(super) policies: P,
    /// The customers (CSV, NDJSON or Parquet, also as .gz or .zst; `-` is the standard input), or a folder that holds
    /// customers.csv and the other tables by name, each a file or a folder of parts
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Another table and its file, folder of parts or pattern of files; may be repeated
    #[arg(long = "table", value_name = "NAME=FILE", value_parser = table)]
    tables: Vec<(String, PathBuf)>,
    /// The folder of the run before: its state_*.csv files are read
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The folder with journal.csv, overrides.csv and forms.csv
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
    /// The date to score on, for example 2026-11-21
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: String,
    /// The encoding of the input: utf-8 or gb18030
    #[arg(long, default_value = "utf-8")]
    pub(super) encoding: Encoding,
    /// Allow a date outside the policy's `effective` dates
    #[arg(long)]
    pub(super) force_effective: bool,
    /// Show no progress
    #[arg(long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) mapping: Mapping,
}

/// One policy.
#[derive(Clone, Debug, Args)]
pub(super) struct One {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    #[arg(long)]
    policy: PathBuf,
}

pub(super) fn table(text: &str) -> std::result::Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok((name.to_owned(), path.into())),
        _ => Err("write it as name=file, for example holdings=holdings.csv".to_owned()),
    }
}

/// Where the files of a run are: the input, other tables, the state and the journal.
pub(super) type Places = (PathBuf, Vec<(String, PathBuf)>, Option<PathBuf>, Option<PathBuf>);

/// A policy that is loaded and files that are found; nothing is read yet.
pub(super) struct Ready {
    pub(super) engine: Engine,
    pub(super) instance: Instance,
    pub(super) policy: Policy,
    pub(super) files: PolicyFiles,
    pub(super) schema: Schema,
    pub(super) sources: Vec<Source>,
}

/// A policy that is loaded in an instance, and the files of its tables.
struct Loaded {
    policy: Policy,
    schema: Schema,
    sources: Vec<Source>,
}

/// A run and what was read for it.
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    pub(super) read: SealReport,
}

impl Data {
    /// Checks and loads the policy and finds the input files. Nothing if the policy has errors, which are shown.
    pub(super) fn ready(&self, desk: &mut Desk<'_>) -> Result<Option<Ready>> {
        self.open(desk, self.files()?)
    }

    /// As [`Self::ready`], with a question about a labelled history.
    pub(super) fn asking(&self, desk: &mut Desk<'_>, question: Question) -> Result<Option<Ready>> {
        self.open(desk, self.files()?.asking(question))
    }

    /// The policy, with the mapping of the columns.
    fn files(&self) -> Result<PolicyFiles> {
        self.mapping.apply(PolicyFiles::open(&self.policies.policy)?)
    }

    fn open(&self, desk: &mut Desk<'_>, files: PolicyFiles) -> Result<Option<Ready>> {
        self.look()?;
        let engine = desk.engine()?;
        let mut instance = engine.instance()?;
        let Some(loaded) = self.load(&mut instance, desk, &files)? else { return Ok(None) };
        let Loaded { policy, schema, sources } = loaded;
        Ok(Some(Ready { engine, instance, policy, files, schema, sources }))
    }

    /// Checks and loads the policy in an instance and finds the files. Nothing if it has errors, which are shown.
    fn load(
        &self,
        instance: &mut Instance,
        desk: &mut Desk<'_>,
        files: &PolicyFiles,
    ) -> Result<Option<Loaded>> {
        let check = instance.check(files)?;
        diagnostics::show(&mut std::io::stderr(), files, &check.diagnostics, desk.lang());
        if !check.ok {
            return Ok(None);
        }
        let policy = instance.load(files)?;
        let schema = instance.schema(policy)?;
        let sources = self.sources(&schema.inputs()?)?;
        Ok(Some(Loaded { policy, schema, sources }))
    }

    /// The same data under another policy.
    pub(super) fn under(&self, policy: &Path) -> Self {
        Self { policies: One { policy: policy.to_owned() }, ..self.clone() }
    }

    /// Whether something is read from the standard input, which can be read only once.
    pub(super) fn reads_stdin(&self) -> bool {
        self.tables.iter().map(|(_, path)| path).chain([&self.input]).any(|path| path.as_os_str() == STDIN)
    }

    /// The policy.
    pub(super) fn policy(&self) -> &Path {
        &self.policies.policy
    }

    /// The files of a run that is on record, to be read as they were.
    pub(super) fn of_run(policy: PathBuf, places: Places, mapping: Mapping, settings: &Settings) -> Self {
        let (input, tables, state, journal) = places;
        Self {
            policies: One { policy },
            input,
            tables,
            state,
            journal,
            as_of: settings.as_of.clone(),
            encoding: settings.encoding.parse().unwrap_or_default(),
            force_effective: settings.force_effective,
            quiet: true,
            mapping,
        }
    }

    /// Earlier data: other files and another date, read and run in the same way.
    pub(super) fn earlier(
        &self,
        input: &Path,
        state: Option<&Path>,
        journal: Option<&Path>,
        as_of: &str,
    ) -> Self {
        Self {
            input: input.to_owned(),
            tables: Vec::new(),
            state: state.map(Path::to_owned),
            journal: journal.map(Path::to_owned),
            as_of: as_of.to_owned(),
            ..self.clone()
        }
    }

    /// Checks, loads, reads and runs in an instance that has other runs. Nothing if the policy has errors, which are
    /// shown.
    pub(super) fn beside(&self, instance: &mut Instance, desk: &mut Desk<'_>) -> Result<Option<Ran>> {
        let files = self.files()?;
        let Some(loaded) = self.load(instance, desk, &files)? else { return Ok(None) };
        let progress = self.progress();
        self.run_in(instance, loaded.policy, (&loaded.sources, &loaded.schema), &progress).map(Some)
    }

    /// Reads every file and runs the policy.
    pub(super) fn run(&self, ready: &mut Ready) -> Result<Ran> {
        let progress = self.progress();
        self.run_in(&mut ready.instance, ready.policy, (&ready.sources, &ready.schema), &progress)
    }

    fn run_in(
        &self,
        instance: &mut Instance,
        policy: Policy,
        (sources, schema): (&[Source], &Schema),
        progress: &Progress,
    ) -> Result<Ran> {
        let dataset = instance.dataset(policy)?;
        for source in sources {
            self.read(instance, &[dataset], (source, &schema.columns(&source.table)), progress)?;
        }
        let read = instance.seal(dataset)?;
        let outcome = instance.run(policy, dataset, &self.as_of, self.force_effective)?;
        Ok(Ran { outcome, read })
    }
}

impl<P: Args> Data<P> {
    /// Looks for the files before a second goes into compiling the module: a wrong path is the most common error.
    pub(super) fn look(&self) -> Result<()> {
        let named = self.tables.iter().map(|(_, path)| path).chain([&self.input]);
        let named = named.filter(|path| path.as_os_str() != STDIN && !is_pattern(path));
        self.state.iter().chain(&self.journal).chain(named).try_for_each(|path| metadata(path).map(drop))
    }

    /// Which file is which of the tables in `known`.
    pub(super) fn sources(&self, known: &[String]) -> Result<Vec<Source>> {
        sources(&self.input, &self.tables, &self.shelves(), known)
    }

    /// A bar while files are read: a table's name and a percentage, the same in every language.
    pub(super) fn progress(&self) -> Progress {
        Progress::new(Form::of_reading(self.quiet), Lang::default())
    }

    /// The folders beside the input.
    fn shelves(&self) -> Vec<Shelf> {
        let shelf = |kind| move |folder: &PathBuf| Shelf { folder: folder.clone(), kind };
        let state = self.state.iter().map(shelf(ShelfKind::State));
        state.chain(self.journal.iter().map(shelf(ShelfKind::Journal))).collect()
    }

    /// Reads the files of a table, once, into each of the datasets. The columns are those that some policy names.
    pub(super) fn read(
        &self,
        instance: &mut Instance,
        datasets: &[Dataset],
        (source, columns): (&Source, &[String]),
        progress: &Progress,
    ) -> Result<Vec<InputFile>> {
        let reading = Reading { columns, encoding: self.encoding };
        let (table, total) = (&source.table, size(source));
        let at = &mut |bytes| progress.tell(&Event::Reading { table: table.clone(), bytes, total });
        feed(instance, datasets, source, reading, at)
    }
}

fn is_pattern(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains(['*', '?', '[']))
}

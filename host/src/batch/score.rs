//! A run from its files to its manifest.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Instant;

use super::bisect;
use super::chunk::Chunk;
use super::cut::Full;
use super::event::{Event, Tell};
use super::feed::Feed;
use super::live::Live;
use super::pipeline::{Done, Pipeline};
use super::plan::{Plan, Planner};
use super::scored::Scored;
use super::worker::{Judge, Worker};
use crate::engine::Engine;
use crate::error::Result;
use crate::input::{Encoding, InputFile, Source};
use crate::instance::Instance;
use crate::manifest::{EngineEntry, Manifest, PolicyEntry};
use crate::output::{self, Format};
use crate::policy_files::PolicyFiles;
use crate::report::CheckReport;
use crate::run::{self, Begin, Claim, Ending, Options, Record};
use crate::schema::{Schema, Scope};

/// Large, and written only when asked for.
pub(super) const CONTRIBUTIONS: &str = "contributions";

/// How a run is done. Of this, only what is part of a run's identity shows in its results: the cut of the chunks, in
/// the names of files and in which chunk a row is, and the formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Workers, each with a store of its own.
    pub threads: usize,
    /// The most customers of a chunk; those who are tied stay together.
    pub chunk_rows: u64,
    /// The most bytes of a chunk, but for the customer with whom it is full.
    pub chunk_bytes: u64,
    /// The formats of the tables.
    pub formats: Vec<Format>,
    /// Whether every contribution of every customer is written too.
    pub contributions: bool,
    /// Whether the module's own digest over all its tables is noted, which takes as long as a good part of the scoring.
    pub digest: bool,
    /// Bytes that a list, or the records of a table, may take in memory before they are spilled.
    pub memory: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            chunk_rows: 65_536,
            chunk_bytes: 32 << 20,
            formats: vec![Format::Csv, Format::Parquet],
            contributions: false,
            digest: false,
            memory: 32 << 20,
        }
    }
}

/// What is to be scored.
pub struct Job<'a> {
    /// The module and its limits.
    pub engine: &'a Engine,
    /// The policy.
    pub files: &'a PolicyFiles,
    /// The tables and their files, the customers first ([`crate::input::sources`]).
    pub sources: Vec<Source>,
    /// The date to score on.
    pub as_of: String,
    /// Whether a date outside the policy's `effective` dates is allowed.
    pub force_effective: bool,
    /// The encoding of texts.
    pub encoding: Encoding,
    /// The folder for the tables and the manifest.
    pub out: PathBuf,
    /// How it is done.
    pub settings: Settings,
    /// How the record of it is kept.
    pub options: Options,
}

/// Scores a job, or goes on with it where an earlier process left it. `tell` is told what happens.
///
/// # Errors
///
/// [`ErrorKind::Policy`](crate::ErrorKind::Policy) if the policy has errors; what reading the files, judging and
/// writing say. What was written stays, and the same job goes on from it.
pub fn score(job: Job<'_>, tell: &Tell<'_>) -> Result<Manifest> {
    let began = Instant::now();
    let claim = Claim::on(&job.out, &job.sources)?;
    let mut live = Live::new(job.engine, job.files)?;
    let check = live.instance.check(job.files)?;
    let schema = live.instance.schema(live.policy)?;
    let mut planner = Planner { live: &mut live, schema: &schema, encoding: job.encoding, tell };
    let plan = planner.plan(job.sources.clone(), &claim.work().join("spill"), job.settings.memory)?;
    // Its memory would stay as large as the keys were.
    drop(live);
    let run = Run { job: &job, schema: &schema, plan: &plan, tell };
    let settings = run.settings(&check);
    let manifest = match Record::begin(claim, settings, job.options.clone())? {
        Begin::Finished(manifest) => *manifest,
        Begin::Open(record) => run.keep(*record)?,
    };
    let seconds = began.elapsed().as_secs_f64();
    tell(&Event::Done { customers: plan.customers(), chunks: manifest.chunks, seconds });
    Ok(manifest)
}

/// A run whose tables have been read once.
struct Run<'a> {
    job: &'a Job<'a>,
    schema: &'a Schema,
    plan: &'a Plan,
    tell: &'a Tell<'a>,
}

impl Run<'_> {
    fn keep(&self, mut record: Record) -> Result<Manifest> {
        let ended = self.judge(&mut record).and_then(|()| self.ending(&record));
        match ended {
            Ok(ending) => record.finish(ending),
            Err(error) => {
                record.stopped(&error);
                Err(error)
            }
        }
    }

    /// Judges every chunk that is not there yet.
    fn judge(&self, record: &mut Record) -> Result<()> {
        let (chunks, customers) = record.found();
        let settings = &self.job.settings;
        let all = self.plan.customers();
        let together = if self.schema.whole().is_empty() { self.plan.largest() } else { all };
        (self.tell)(&Event::Planned { customers: all, threads: settings.threads, together });
        if chunks > 0 {
            (self.tell)(&Event::Found { chunks, customers });
        }
        let sound = (1..).filter(|number| record.done(*number).is_some());
        let sound: HashSet<u32> = sound.take(usize::try_from(chunks).unwrap_or(0)).collect();
        let (tables, formats) = (self.tables(), self.formats());
        let judge = Judge {
            engine: self.job.engine,
            files: self.job.files,
            schema: self.schema,
            as_of: &self.job.as_of,
            force_effective: self.job.force_effective,
            tables: &tables,
            formats: &formats,
            digest: settings.digest,
            feed: Feed::of(self.plan),
        };
        let tell = self.tell;
        let pipeline = Pipeline {
            threads: settings.threads,
            is_done: &|number| sound.contains(&number),
            worker: &|| {
                let mut worker = Worker::new(&judge);
                Box::new(move |chunk: Chunk| bisect::judge(&chunk, &mut |some| worker.attempt(some), tell))
            },
        };
        let mut cutter = self.plan.chunks(self.full())?;
        pipeline.run(move || cutter.next(), &mut |done| self.put(record, done))
    }

    fn put(&self, record: &mut Record, done: Done) -> Result<()> {
        let Done { scored: Some(scored), seconds } = done else { return Ok(()) };
        let Scored { number, customers, .. } = scored;
        record.put(scored)?;
        (self.tell)(&Event::Chunk { number, customers, seconds });
        Ok(())
    }

    /// What all chunks give together.
    fn ending(&self, record: &Record) -> Result<Ending> {
        let mut instance: Instance = self.job.engine.instance()?;
        let policy = instance.load(self.job.files)?;
        let merged = instance.merge(policy, &self.job.as_of, self.job.force_effective)?;
        for share in record.shares() {
            instance.merge_add(merged, &share?)?;
        }
        let mut parts = Vec::new();
        for table in self.tables().iter().filter(|table| self.schema.scope(table) == Scope::Merged) {
            for format in self.formats() {
                let label = |column: &str| self.schema.label(table, column);
                parts.push(output::part(&mut instance, merged, table, format, &label)?);
            }
        }
        let references = self.plan.references().iter().map(|reference| reference.table.clone());
        let references = references.collect();
        Ok(Ending { summary: instance.summary(merged)?, merged: parts, references })
    }

    /// A policy that looks across customers has them all in one chunk.
    fn full(&self) -> Full {
        let Settings { chunk_rows, chunk_bytes, .. } = self.job.settings;
        if self.schema.whole().is_empty() {
            Full { rows: chunk_rows.max(1), bytes: usize::try_from(chunk_bytes).unwrap_or(usize::MAX) }
        } else {
            Full::NEVER
        }
    }

    fn tables(&self) -> Vec<String> {
        let mut tables = self.schema.outputs();
        tables.retain(|table| self.job.settings.contributions || table != CONTRIBUTIONS);
        tables
    }

    fn formats(&self) -> Vec<Format> {
        let mut formats = self.job.settings.formats.clone();
        formats.sort_unstable();
        formats.dedup();
        formats
    }

    fn settings(&self, check: &CheckReport) -> run::Settings {
        let inputs: Vec<InputFile> = self.plan.inputs().to_vec();
        run::Settings {
            engine: EngineEntry::new(self.job.engine.module_sha256()),
            policy: PolicyEntry::new(self.job.files, check),
            as_of: self.job.as_of.clone(),
            force_effective: self.job.force_effective,
            encoding: self.job.encoding.name().to_owned(),
            inputs,
            chunk_rows: self.job.settings.chunk_rows,
            chunk_bytes: self.job.settings.chunk_bytes,
            formats: self.formats(),
            tables: self.tables(),
            engine_digest: self.job.settings.digest,
        }
    }
}

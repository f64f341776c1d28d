//! `appraise score`: customers in, tables and a manifest out.

use std::path::PathBuf;
use std::time::Instant;

use appraise_host::batch::{Event, Scored};
use appraise_host::input::InputFile;
use appraise_host::manifest::{EngineEntry, FILE, Manifest, PolicyEntry};
use appraise_host::output::{self, Format};
use appraise_host::report::{SealReport, Summary, TableCounts, Wording};
use appraise_host::run::{Begin, Claim, Ending, Options, Record, Settings};
use appraise_host::text::grouped;
use appraise_host::{Lang, Result};
use clap::Args;

use super::progress::{Form, Progress};
use super::source::{Data, Ran, Ready};
use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Score {
    #[command(flatten)]
    data: Data,
    /// The folder for the tables and the manifest
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The formats of the tables
    #[arg(long, value_delimiter = ',', default_value = "csv,parquet")]
    format: Vec<Format>,
    /// Write every contribution of every customer too: a row per customer and indicator
    #[arg(long)]
    contributions: bool,
    /// Throw away what an earlier run left in the folder, instead of going on from it
    #[arg(long)]
    restart: bool,
    /// The register of runs: who ran what, when; else runs.log in the output folder
    #[arg(long, value_name = "FILE")]
    audit_log: Option<PathBuf>,
    /// Write what happens as JSON, an object per line, on the standard error
    #[arg(long)]
    json: bool,
}

/// Large, and written only when asked for.
const CONTRIBUTIONS: &str = "contributions";

impl Score {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let Some(mut ready) = self.data.ready(desk)? else { return Ok(Exit::Nothing) };
        let claim = Claim::on(&self.out, &ready.sources)?;
        let began = Instant::now();
        let progress = Progress::new(Form::of_run(self.data.quiet, self.json), desk.lang());
        let ran = self.data.run_told(&mut ready, &progress)?;
        let settings = self.settings(&ready, ran.inputs.clone());
        let options = Options { restart: self.restart, register: self.audit_log.clone(), hook: None };
        let manifest = match Record::begin(claim, settings, options)? {
            Begin::Finished(manifest) => *manifest,
            Begin::Open(record) => self.keep(*record, &mut ready, &ran)?,
        };
        let seconds = began.elapsed().as_secs_f64();
        progress.tell(&Event::Done { customers: manifest.summary.rows, chunks: manifest.chunks, seconds });
        drop(progress);
        report(desk, &manifest.summary, &manifest.read);
        desk.line(format_args!("digest {}", manifest.digest));
        let names = manifest.outputs.iter().map(|file| file.file.as_str()).collect::<Vec<_>>().join(", ");
        desk.line(format_args!("{}: {names}, {FILE}", self.out.display()));
        let clean = manifest.read.quarantined() == 0 && manifest.read.faults() == 0;
        Ok(if clean { Exit::Clean } else { Exit::Faults })
    }

    /// Puts the run on record as one chunk.
    fn keep(&self, mut record: Record, ready: &mut Ready, ran: &Ran) -> Result<Manifest> {
        let put = self.scored(ready, ran).and_then(|scored| record.put(scored));
        if let Err(error) = put {
            record.stopped(&error);
            return Err(error);
        }
        let summary = ready.instance.summary(ran.outcome)?;
        record.finish(Ending { summary, ..Ending::default() })
    }

    /// The whole run as one chunk.
    fn scored(&self, ready: &mut Ready, ran: &Ran) -> Result<Scored> {
        let mut parts = Vec::new();
        for table in &self.tables(ready) {
            for format in self.formats() {
                let label = |column: &str| ready.schema.label(table, column);
                parts.push(output::part(&mut ready.instance, ran.outcome, table, format, &label)?);
            }
        }
        let customers = ran.read.tables.first().map_or(0, |table| table.rows);
        let (digest, fuel) = (ready.instance.digest(ran.outcome)?, ready.instance.fuel_used());
        let read = ran.read.clone();
        Ok(Scored { number: 1, last: true, customers, parts, read, fuel, digest, ..Scored::default() })
    }

    fn tables(&self, ready: &Ready) -> Vec<String> {
        let mut tables = ready.schema.outputs();
        tables.retain(|table| self.contributions || table != CONTRIBUTIONS);
        tables
    }

    fn formats(&self) -> Vec<Format> {
        let mut formats = self.format.clone();
        formats.sort_unstable();
        formats.dedup();
        formats
    }

    fn settings(&self, ready: &Ready, inputs: Vec<InputFile>) -> Settings {
        Settings {
            engine: EngineEntry::new(ready.engine.module_sha256()),
            policy: PolicyEntry::new(&ready.files, &ready.check),
            as_of: self.data.as_of.clone(),
            force_effective: self.data.force_effective,
            encoding: self.data.encoding.name().to_owned(),
            inputs,
            formats: self.formats(),
            tables: self.tables(ready),
            ..Settings::default()
        }
    }
}

/// A dozen lines about a run.
fn report(desk: &mut Desk<'_>, summary: &Summary, read: &SealReport) {
    let lang = desk.lang();
    let (rows, quarantined) = (grouped(summary.rows), grouped(read.quarantined()));
    let faults = grouped(read.faults());
    desk.line(lang.pick(
        &format!("{rows} customers scored, {quarantined} records in quarantine, {faults} faulty cells"),
        &format!("已评分客户 {rows}，隔离记录 {quarantined}，异常单元格 {faults}"),
    ));
    for card in &summary.scorecards {
        let (min, mean, max) = (figure(&card.min), figure(&card.mean), figure(&card.max));
        let name = name(card.label.as_ref(), &card.id, lang);
        desk.line(lang.pick(
            &format!("{name}: mean {mean}, from {min} to {max}, unknown {}", grouped(card.unknown)),
            &format!("{name}：均值 {mean}，最低 {min}，最高 {max}，未知 {}", grouped(card.unknown)),
        ));
    }
    for table in summary.tables.iter().chain(&summary.classes) {
        members(desk, table);
    }
    if !summary.alerts.is_empty() {
        desk.line(lang.pick("alerts", "预警"));
    }
    let width = summary.alerts.iter().map(|alert| alert.id.len()).max().unwrap_or(0);
    for alert in &summary.alerts {
        let (fired, unknown) = (grouped(alert.fired), grouped(alert.unknown));
        let words = lang_words(lang);
        desk.line(format_args!("  {:width$}  {fired:>12} {}  {unknown:>12} {}", alert.id, words.0, words.1));
    }
}

fn lang_words(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => ("fired", "not evaluated"),
        Lang::ZhCn => ("触发", "未能判断"),
    }
}

fn name<'a>(label: Option<&'a Wording>, id: &'a str, lang: Lang) -> &'a str {
    label.map(|label| label.text(lang)).filter(|text| !text.is_empty()).unwrap_or(id)
}

fn figure(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("-")
}

/// The members of an output with their counts; what is unknown comes last.
fn members(desk: &mut Desk<'_>, table: &TableCounts) {
    let lang = desk.lang();
    desk.line(name(table.label.as_ref(), &table.id, lang));
    let unknown = (lang.pick("unknown", "未知"), table.unknown);
    let rows = table.values.iter().map(|member| (member.id.as_str(), member.count)).chain([unknown]);
    let width = rows.clone().map(|(member, _)| member.chars().count()).max().unwrap_or(0);
    for (member, count) in rows {
        desk.line(format_args!("  {member:width$}  {:>12}", grouped(count)));
    }
}

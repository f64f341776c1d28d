//! `appraise score`: customers in, tables and a manifest out.

use std::collections::HashSet;
use std::path::PathBuf;

use appraise_host::batch::{Job, Settings, score};
use appraise_host::manifest::{FILE, Manifest};
use appraise_host::output::Format;
use appraise_host::report::{SealReport, Summary, TableCounts, Wording};
use appraise_host::run::Options;
use appraise_host::text::grouped;
use appraise_host::{Lang, Result};
use clap::Args;

use super::progress::{Form, Progress};
use super::source::{Data, Ready};
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
    /// Note the engine's digest over all its tables, also those that are not written: every engine gives the same
    #[arg(long)]
    digest: bool,
    /// Workers; else as many as the machine has processors
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<usize>,
    /// The most customers of a chunk, which is one part of every table
    #[arg(long, value_name = "N", default_value_t = 65_536, value_parser = clap::value_parser!(u64).range(1..=u64::from(u32::MAX)))]
    chunk_rows: u64,
    /// The most input of a chunk, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=2048))]
    chunk_mib: u64,
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

fn threads(text: &str) -> std::result::Result<usize, String> {
    let threads = text.parse().ok().filter(|threads| (1..=256).contains(threads));
    threads.ok_or_else(|| format!("`{text}` is not a number of workers, 1 to 256 are"))
}

impl Score {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let Some(ready) = self.data.ready(desk)? else { return Ok(Exit::Nothing) };
        let progress = Progress::new(Form::of_run(self.data.quiet, self.json), desk.lang());
        let manifest = score(self.job(&ready), &|event| progress.tell(event))?;
        drop(progress);
        report(desk, &manifest.summary, &manifest.read);
        desk.line(format_args!("digest {}", manifest.digest));
        if let Some(digest) = &manifest.engine_digest {
            desk.line(format_args!("engine digest {digest}"));
        }
        self.outputs(desk, &manifest);
        let clean = manifest.read.quarantined() == 0 && manifest.read.faults() == 0;
        Ok(if clean { Exit::Clean } else { Exit::Faults })
    }

    fn job<'a>(&self, ready: &'a Ready) -> Job<'a> {
        let mut settings = Settings {
            chunk_rows: self.chunk_rows,
            chunk_bytes: self.chunk_mib << 20,
            formats: self.format.clone(),
            contributions: self.contributions,
            digest: self.digest,
            ..Settings::default()
        };
        settings.threads = self.threads.unwrap_or(settings.threads);
        Job {
            engine: &ready.engine,
            files: &ready.files,
            sources: ready.sources.clone(),
            as_of: self.data.as_of.clone(),
            force_effective: self.data.force_effective,
            encoding: self.data.encoding,
            out: self.out.clone(),
            settings,
            options: Options { restart: self.restart, register: self.audit_log.clone(), hook: None },
        }
    }

    /// Names what was written: every file of a run in one chunk, and of several the folders of their parts.
    fn outputs(&self, desk: &mut Desk<'_>, manifest: &Manifest) {
        let place = |file: &str| match file.split_once('/') {
            Some((folder, _)) => format!("{folder}/"),
            None => file.to_owned(),
        };
        let mut names: Vec<String> = manifest.outputs.iter().map(|output| place(&output.file)).collect();
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        desk.line(format_args!("{}: {}, {FILE}", self.out.display(), names.join(", ")));
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

//! `appraise score`: customers in, tables and a manifest out.

use std::path::PathBuf;
use std::time::Instant;

use appraise_host::batch::Event;
use appraise_host::manifest::{EngineEntry, FILE, Manifest, PolicyEntry, PolicyFileEntry};
use appraise_host::output::{self, Folder, Format, OutputFile};
use appraise_host::report::{SealReport, Summary, TableCounts, Wording};
use appraise_host::text::grouped;
use appraise_host::{Lang, Outcome, Result};
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
    /// Write what happens as JSON, an object per line, on the standard error
    #[arg(long)]
    json: bool,
}

/// Large, and written only when asked for.
const CONTRIBUTIONS: &str = "contributions";

impl Score {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let Some(mut ready) = self.data.ready(desk)? else { return Ok(Exit::Nothing) };
        let folder = Folder::open(&self.out, &ready.sources)?;
        let began = Instant::now();
        let progress = Progress::new(Form::of_run(self.data.quiet, self.json), desk.lang());
        let ran = self.data.run_told(&mut ready, &progress)?;
        let summary = ready.instance.summary(ran.outcome)?;
        let outputs = self.tables(&mut ready, ran.outcome, &folder)?;
        let digest = ready.instance.digest(ran.outcome)?;
        let seconds = began.elapsed().as_secs_f64();
        progress.tell(&Event::Done { customers: summary.rows, chunks: 1, seconds });
        drop(progress);
        report(desk, &summary, &ran.read);
        desk.line(format_args!("digest {digest}"));
        let names = outputs.iter().map(|file| file.file.as_str()).collect::<Vec<_>>().join(", ");
        desk.line(format_args!("{}: {names}, {FILE}", self.out.display()));
        let clean = ran.read.quarantined() == 0 && ran.read.faults() == 0;
        self.manifest(ready, ran, summary, digest, outputs).write(&folder)?;
        Ok(if clean { Exit::Clean } else { Exit::Faults })
    }

    fn tables(&self, ready: &mut Ready, outcome: Outcome, folder: &Folder) -> Result<Vec<OutputFile>> {
        let mut written = Vec::new();
        let tables = ready.schema.outputs();
        for table in tables.iter().filter(|table| self.contributions || *table != CONTRIBUTIONS) {
            for format in [Format::Csv, Format::Ndjson, Format::Parquet] {
                if self.format.contains(&format) {
                    let label = |column: &str| ready.schema.label(table, column);
                    written.push(output::table(&mut ready.instance, outcome, table, format, folder, &label)?);
                }
            }
        }
        Ok(written)
    }

    fn manifest(
        &self,
        ready: Ready,
        ran: Ran,
        summary: Summary,
        digest: String,
        outputs: Vec<OutputFile>,
    ) -> Manifest {
        let file = |(name, sha256): (&str, String)| PolicyFileEntry { file: name.to_owned(), sha256 };
        Manifest {
            manifest: 1,
            engine: EngineEntry {
                host: env!("CARGO_PKG_VERSION"),
                module_sha256: ready.engine.module_sha256().to_owned(),
            },
            policy: PolicyEntry {
                files: ready.files.sha256().into_iter().map(file).collect(),
                identity: ready.check.policy,
                hashes: ready.check.hashes,
            },
            as_of: self.data.as_of.clone(),
            force_effective: self.data.force_effective,
            encoding: self.data.encoding.name(),
            inputs: ran.inputs,
            read: ran.read,
            summary,
            digest,
            outputs,
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

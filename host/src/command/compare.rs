//! `appraise compare`: two policies over one book, as text, as JSON and as tables.
//!
//! Each file is read once and fed to both. Every number is the module's; this file only puts them under each other.

use std::path::{Path, PathBuf};

use appraise_host::input::{InputFile, Source};
use appraise_host::output::Folder;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::report::SealReport;
use appraise_host::text::grouped;
use appraise_host::{Comparison, Dataset, Engine, Instance, Lang, Policy, Result, Schema};
use clap::Args;
use serde_json::{Value, json};

use super::source::Data;
use super::{Desk, Exit, diagnostics};

#[derive(Debug, Args)]
pub(super) struct Compare {
    #[command(flatten)]
    data: Data<Two>,
    /// The field of customers in which moves are weighed; else what the new policy's first baseline looks at
    #[arg(long, value_name = "FIELD")]
    value: Option<String>,
    /// The folder for the report as JSON, and for tables with everybody who moves
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the report as JSON
    #[arg(long)]
    json: bool,
}

/// Two policies.
#[derive(Debug, Args)]
struct Two {
    /// The policy in force: a file, or a folder
    old: PathBuf,
    /// The policy that may take its place
    new: PathBuf,
}

/// The report's file, which is written last.
const FILE: &str = "compare.json";

/// Two policies that are loaded, and the files that they read.
struct Ready {
    engine: Engine,
    instance: Instance,
    policies: [Policy; 2],
    schemas: [Schema; 2],
    sources: Vec<Source>,
}

impl Compare {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let Some(mut ready) = self.ready(desk)? else { return Ok(Exit::Nothing) };
        let folder = self.out.as_ref().map(|out| Folder::open(out, &ready.sources)).transpose()?;
        let [old, new] = ready.policies;
        let comparison = ready.instance.compare(old, new, self.value.as_deref())?;
        let (inputs, read) = self.fill(&mut ready, comparison)?;
        let report = ready.instance.compare_report(comparison)?;
        if let Some(folder) = &folder {
            write(&mut ready, comparison, (&report, &inputs), folder)?;
        }
        if self.json {
            desk.line(format_args!("{report:#}"));
        } else {
            let mut page = Page { lang: desk.lang(), text: String::new() };
            page.comparison(&report);
            desk.line(page.text.trim_end());
        }
        let clean = read.iter().all(|read| read.quarantined() == 0 && read.faults() == 0);
        Ok(if clean { Exit::Clean } else { Exit::Faults })
    }

    fn ready(&self, desk: &mut Desk<'_>) -> Result<Option<Ready>> {
        let files = [self.files(&self.data.policies.old)?, self.files(&self.data.policies.new)?];
        self.data.look()?;
        let engine = desk.engine()?;
        let mut instance = engine.instance()?;
        for files in &files {
            let check = instance.check(files)?;
            if !check.ok {
                diagnostics::show(&mut std::io::stderr(), files, &check.diagnostics, desk.lang());
                return Ok(None);
            }
        }
        let [old, new] = &files;
        let policies = [instance.load(old)?, instance.load(new)?];
        let [old, new] = policies;
        let schemas = [instance.schema(old)?, instance.schema(new)?];
        let [known, more] = &schemas;
        let sources = self.data.sources(&joined(known.inputs()?, more.inputs()?))?;
        Ok(Some(Ready { engine, instance, policies, schemas, sources }))
    }

    /// One of the policies, with the mapping of the columns.
    fn files(&self, policy: &Path) -> Result<PolicyFiles> {
        self.data.mapping.apply(PolicyFiles::open(policy)?)
    }

    /// Reads every file for those that know its table, runs both, and compares.
    fn fill(&self, ready: &mut Ready, comparison: Comparison) -> Result<(Vec<InputFile>, [SealReport; 2])> {
        let Ready { instance, policies: [old, new], schemas: [known, more], sources, .. } = ready;
        let [first, second] = [instance.dataset(*old)?, instance.dataset(*new)?];
        let (of_old, of_new) = (known.inputs()?, more.inputs()?);
        let mut read = Vec::new();
        let progress = self.data.progress();
        for source in sources.iter() {
            let table = &source.table;
            let takes = [(first, of_old.contains(table)), (second, of_new.contains(table))];
            let takes: Vec<Dataset> =
                takes.into_iter().filter_map(|(of, takes)| takes.then_some(of)).collect();
            let columns = joined(known.columns(table), more.columns(table));
            read.extend(self.data.read(instance, &takes, (source, &columns), &progress)?);
        }
        let reports = [instance.seal(first)?, instance.seal(second)?];
        let mut run =
            |policy, dataset| instance.run(policy, dataset, &self.data.as_of, self.data.force_effective);
        let (before, after) = (run(*old, first)?, run(*new, second)?);
        instance.compare_add(comparison, before, after)?;
        Ok((read, reports))
    }
}

/// The names of both lists, each once.
fn joined(mut all: Vec<String>, more: Vec<String>) -> Vec<String> {
    let new: Vec<String> = more.into_iter().filter(|name| !all.contains(name)).collect();
    all.extend(new);
    all
}

/// Writes the tables of a comparison, and its report last.
fn write(
    ready: &mut Ready,
    comparison: Comparison,
    (report, inputs): (&Value, &[InputFile]),
    folder: &Folder,
) -> Result<()> {
    let mut outputs = Vec::new();
    for table in list(report, "outputs").iter().filter_map(Value::as_str) {
        let instance = &mut ready.instance;
        outputs.push(
            folder.write(&format!("{table}.csv"), |sink| instance.compare_csv(comparison, table, sink))?,
        );
    }
    let engine = json!({"host": env!("CARGO_PKG_VERSION"), "module_sha256": ready.engine.module_sha256()});
    let whole = json!({"engine": engine, "inputs": inputs, "comparison": report, "outputs": outputs});
    let mut file = folder.begin(FILE)?;
    file.put(&format!("{whole:#}\n"), false)?;
    file.finish().map(drop)
}

struct Page {
    lang: Lang,
    text: String,
}

impl Page {
    fn line(&mut self, en: &str, zh: &str) {
        let line = self.lang.pick(en, zh).trim_end().to_owned();
        self.text.push_str(&line);
        self.text.push('\n');
    }

    fn comparison(&mut self, report: &Value) {
        let side = |side: &str| {
            let policy = at(report, &["policies", side]);
            format!("{} {}", text(policy, "id"), text(policy, "version"))
        };
        let (old, new, day) = (side("old"), side("new"), text(report, "as_of"));
        self.line(&format!("{old} -> {new}, as of {day}"), &format!("{old} -> {new}，截至 {day}"));
        let customers = at(report, &["customers"]);
        let only = sides(customers, "only");
        let (both, lost, come) = (number(customers, "both"), &only.0, &only.1);
        self.line(
            &format!("{both} customers of both, {lost} only of the old policy, {come} only of the new one"),
            &format!("双方共有客户 {both}，仅旧策略 {lost}，仅新策略 {come}"),
        );
        let unit = at(report, &["value", "unit"]).as_str().unwrap_or_default();
        for key in ["classes", "tables"] {
            list(report, key).iter().for_each(|item| self.matrix(item, unit));
        }
        list(report, "scorecards").iter().for_each(|card| self.scorecard(card));
        self.alerts(list(report, "alerts"), unit);
        self.load(report);
        for alone in list(report, "alone") {
            let (kind, id, policy) = (text(alone, "kind"), text(alone, "id"), text(alone, "policy"));
            let zh = if policy == "old" { "旧策略" } else { "新策略" };
            self.line(
                &format!("only the {policy} policy has: {kind} {id}"),
                &format!("仅{zh}具有：{kind} {id}"),
            );
        }
    }

    /// A class or an output of a table: how many move, and from where to where.
    fn matrix(&mut self, item: &Value, unit: &str) {
        let name = name(item, self.lang);
        let (moved, value) = weight(at(item, &["moved"]), unit);
        let (up, down) = (at(item, &["up"]), at(item, &["down"]));
        let psi = item.get("psi").and_then(Value::as_str).unwrap_or("-");
        let (mut en, mut zh) =
            (format!("{name}: {moved} move{value}"), format!("{name}：变动 {moved}{value}"));
        if up.is_object() {
            let (up, down) = (number(up, "customers"), number(down, "customers"));
            en.push_str(&format!(", {up} up, {down} down"));
            zh.push_str(&format!("，上升 {up}，下降 {down}"));
        }
        self.line(&format!("\n{en}, PSI {psi}"), &format!("\n{zh}，PSI {psi}"));
        for cell in list(item, "cells").iter().filter(|cell| cell.get("from") != cell.get("to")) {
            let (count, value) = weight(cell, unit);
            let line = format!("  {} -> {}: {count}{value}", text(cell, "from"), text(cell, "to"));
            self.line(&line, &line);
        }
    }

    fn scorecard(&mut self, card: &Value) {
        let name = name(card, self.lang);
        let ((old, new), (before, after)) = (texts(card, "mean"), sides(card, "unknown"));
        let shift = at(card, &["shift"]);
        let (mean, min, max) = (text(shift, "mean"), text(shift, "min"), text(shift, "max"));
        let psi = text(card, "psi");
        self.line(
            &format!("\n{name}: mean {old} -> {new}, PSI {psi}, unknown {before} -> {after}"),
            &format!("\n{name}：均值 {old} -> {new}，PSI {psi}，未知 {before} -> {after}"),
        );
        self.line(
            &format!("  shift: mean {mean}, from {min} to {max}"),
            &format!("  变化：均值 {mean}，范围 {min} 至 {max}"),
        );
    }

    fn alerts(&mut self, alerts: &[Value], unit: &str) {
        if alerts.is_empty() {
            return;
        }
        self.line("\nalerts", "\n预警");
        let width = alerts.iter().map(|alert| text(alert, "id").len()).max().unwrap_or(0);
        for alert in alerts {
            let count = |key: &str| number(at(alert, &[key]), "customers");
            let (gained, value) = weight(at(alert, &["gained"]), unit);
            let (lost, gone) = weight(at(alert, &["lost"]), unit);
            let (id, both, unknown) = (text(alert, "id"), count("both"), count("newly_unknown"));
            self.line(
                &format!("  {id:width$}  {both} both, {gained} gained{value}, {lost} lost{gone}, {unknown} newly unknown"),
                &format!("  {id:width$}  均触发 {both}，新增 {gained}{value}，消失 {lost}{gone}，新增未知 {unknown}"),
            );
        }
    }

    /// Tasks, managers and reports.
    fn load(&mut self, report: &Value) {
        let (old, new) = sides(report, "tasks");
        self.line(&format!("\ntasks: {old} -> {new}"), &format!("\n任务：{old} -> {new}"));
        let managers = at(report, &["managers"]);
        if managers.is_object() {
            let ((old, new), (over, beyond)) = (sides(managers, "customers"), sides(managers, "over"));
            self.line(
                &format!("customers to contact: {old} -> {new}; managers beyond a day's capacity: {over} -> {beyond}"),
                &format!("待联系客户：{old} -> {new}；超出当日容量的客户经理：{over} -> {beyond}"),
            );
        }
        let reports = at(report, &["reports"]);
        let (count, differ) = (number(reports, "count"), number(reports, "differ"));
        self.line(
            &format!("figures of reports: {differ} of {count} differ"),
            &format!("报表数字：{count} 项中 {differ} 项不同"),
        );
    }
}

fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(value, |value, key| value.get(key).unwrap_or(&Value::Null))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("-")
}

fn number(value: &Value, key: &str) -> String {
    grouped(value.get(key).and_then(Value::as_u64).unwrap_or(0))
}

/// Both sides of a count.
fn sides(value: &Value, key: &str) -> (String, String) {
    let of = at(value, &[key]);
    (number(of, "old"), number(of, "new"))
}

/// Both sides of a figure.
fn texts<'a>(value: &'a Value, key: &str) -> (&'a str, &'a str) {
    let of = at(value, &[key]);
    (text(of, "old"), text(of, "new"))
}

/// How many, and what they weigh, where that is known.
fn weight(value: &Value, unit: &str) -> (String, String) {
    let of = value.get("value").and_then(Value::as_str);
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    (number(value, "customers"), of.map(|of| format!(" ({of}{unit})")).unwrap_or_default())
}

fn name(item: &Value, lang: Lang) -> &str {
    let label = at(item, &["label", lang.pick("en", "zh-CN")]).as_str();
    label.filter(|label| !label.is_empty()).unwrap_or_else(|| text(item, "id"))
}

//! `appraise measure`: what the rules have been worth, by the state, the journal and deliveries of several days.
//!
//! Every figure is the module's; this file moves bytes and puts lines under each other.

use std::path::{Path, PathBuf};

use appraise_host::batch::Event;
use appraise_host::input::{Encoding, Reading, Shelf, ShelfKind, deliveries, feed, metadata, size, sources};
use appraise_host::page;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Dataset, Instance, Lang, Policy, Result, Schema};
use clap::Args;
use serde_json::Value;

use super::progress::{Form, Progress};
use super::{Desk, Exit};

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
            Page { lang: desk.lang(), desk }.report(&report);
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

struct Page<'a, 'b> {
    lang: Lang,
    desk: &'a mut Desk<'b>,
}

impl Page<'_, '_> {
    fn report(&mut self, report: &Value) {
        let (days, tasks) = (list(report, "deliveries").len(), shown(report, "tasks"));
        let day = shown(report, "as_of");
        self.desk.line(self.lang.pick(
            &format!("{tasks} tasks, {days} deliveries, as of {day}"),
            &format!("任务 {tasks} 项，数据 {days} 份，基准日 {day}"),
        ));
        self.work(report);
        for outcome in list(report, "outcomes") {
            if let Some(all) = outcome.get("everyone").filter(|all| !all.is_null()) {
                self.everyone(name(outcome, self.lang), all);
            }
        }
        for rule in list(report, "rules") {
            self.rule(rule);
        }
    }

    /// Where the work comes from, what messages do of it, and which steps of playbooks are slow.
    fn work(&mut self, report: &Value) {
        for work in list(report, "work") {
            let (tasks, contacts) = (shown(work, "tasks"), shown(work, "contacts"));
            let (en, zh) = match work.get("origin").and_then(Value::as_str) {
                Some("playbook") => ("of playbooks", "来自服务流程"),
                Some("quota") => ("of quotas", "来自服务频次"),
                Some("rule") => ("of single rules", "来自单条规则"),
                _ => ("of no rule", "不属于任何规则"),
            };
            self.desk.line(self.lang.pick(
                &format!("  {en}: {tasks} tasks, {contacts} contacts ({})", shown(work, "contact_share")),
                &format!(
                    "  {zh}：任务 {tasks} 项，联系 {contacts} 次（占 {}）",
                    shown(work, "contact_share")
                ),
            ));
        }
        for manager in list(report, "managers") {
            let (who, part) = (shown(manager, "manager"), shown(manager, "automatic"));
            self.desk.line(self.lang.pick(
                &format!("  {who}: {part} of the tasks done by messages"),
                &format!("  {who}：自动触达占 {part}"),
            ));
        }
        for play in
            list(report, "playbooks").iter().filter(|play| play.get("slowest").is_some_and(|s| !s.is_null()))
        {
            let (step, hours) = (shown(play, "slowest"), shown(play, "slowest_hours"));
            let (label, late) = (name(play, self.lang), shown(play, "late"));
            self.desk.line(self.lang.pick(
                &format!("  {label}: slowest step {step} with a median of {hours} hours, {late} late"),
                &format!("  {label}：最慢步骤 {step}，中位耗时 {hours} 小时，逾期 {late} 项"),
            ));
        }
    }

    /// An outcome among all customers.
    fn everyone(&mut self, label: String, all: &Value) {
        self.desk.line("");
        let (happened, customers) = (shown(all, "happened"), shown(all, "customers"));
        let (from, rate) = (shown(all, "from"), estimate(all, "rate"));
        self.desk.line(self.lang.pick(
            &format!("{label}, all customers of {from}: {happened} / {customers} = {rate}"),
            &format!("{label}，{from} 全部客户：{happened} / {customers} = {rate}"),
        ));
        if let Some(between) = all.get("between").filter(|between| !between.is_null()) {
            let (groups, part) = (shown(between, "groups"), shown(between, "part"));
            self.desk.line(self.lang.pick(
                &format!("  explained by which of {groups} groups: {part}"),
                &format!("  由 {groups} 个分组解释的差异：{part}"),
            ));
        }
        for compare in list(all, "compare") {
            let (id, matched) = (shown(compare, "id"), shown(compare, "matched"));
            let difference = estimate(compare, "difference");
            self.desk.line(self.lang.pick(
                &format!("  {id}: {difference} above alike others, {matched} customers (not a control)"),
                &format!("  {id}：较同类客户高 {difference}，{matched} 户（非随机对照）"),
            ));
        }
    }

    fn rule(&mut self, rule: &Value) {
        let tasks = rule.get("tasks").unwrap_or(&Value::Null);
        if tasks.get("all").and_then(Value::as_u64) == Some(0) {
            return;
        }
        self.desk.line("");
        self.desk.line(name(rule, self.lang));
        let words = [
            ("all", "raised or held out", "任务"),
            ("done", "done", "完成"),
            ("in_time", "in time", "按时"),
            ("late", "late", "逾期完成"),
            ("overdue", "overdue", "逾期未办"),
            ("dropped", "dropped", "放弃"),
            ("held_out", "held out", "对照"),
        ];
        let counts: Vec<String> = words
            .iter()
            .map(|(key, en, zh)| format!("{} {}", shown(tasks, key), self.lang.pick(en, zh)))
            .collect();
        self.desk.line(format_args!("  {}", counts.join(", ")));
        if let Some(hours) = rule.get("median_hours").and_then(Value::as_str) {
            self.desk.line(format_args!(
                "  {}: {hours}",
                self.lang.pick("median hours until done", "完成耗时中位数（小时）")
            ));
        }
        for effect in list(rule, "outcomes") {
            self.effect(effect);
        }
        if let Some(warns) = rule.get("warns").filter(|warns| !warns.is_null()) {
            let (precision, recall) = (estimate(warns, "precision"), estimate(warns, "recall"));
            let lead = shown(warns, "lead_days");
            self.desk.line(self.lang.pick(
                &format!(
                    "  as a warning of {}: precision {precision}, recall {recall}, {lead} days before",
                    shown(warns, "outcome")
                ),
                &format!(
                    "  对 {} 的预警：准确率 {precision}，召回率 {recall}，提前 {lead} 天",
                    shown(warns, "outcome")
                ),
            ));
        }
    }

    fn effect(&mut self, effect: &Value) {
        self.desk.line(format_args!("  {}", shown(effect, "outcome")));
        for arm in list(effect, "arms") {
            let (happened, customers) = (shown(arm, "happened"), shown(arm, "customers"));
            let arm_name = side(&shown(arm, "arm"), self.lang);
            self.desk
                .line(format_args!("    {arm_name}: {happened} / {customers} = {}", estimate(arm, "rate")));
        }
        for pair in list(effect, "comparisons") {
            let (one, other) =
                (side(&shown(pair, "arm"), self.lang), side(&shown(pair, "against"), self.lang));
            let mut line = format!("    {one} - {other}: {}", estimate(pair, "difference"));
            if pair.get("why").is_some_and(|why| !why.is_null()) {
                line.push_str(self.lang.pick(" not enough data", " 数据不足"));
            }
            if pair.get("is_control") == Some(&Value::Bool(false)) {
                line.push_str(self.lang.pick(" (not a control)", "（非随机对照）"));
            }
            self.desk.line(line);
        }
    }
}

/// A side in words.
fn side(arm: &str, lang: Lang) -> String {
    let (en, zh) = match arm {
        "raised" => ("raised", "已派发"),
        "done" => ("done", "已完成"),
        "not_done" => ("not done", "未完成"),
        "control" => ("control", "对照"),
        other => (other, other),
    };
    lang.pick(en, zh).to_owned()
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A figure with its interval; `-` where there is none.
fn estimate(of: &Value, name: &str) -> String {
    match of.get(name) {
        Some(found) if found.is_object() => {
            format!("{} [{}, {}]", shown(found, "value"), shown(found, "low"), shown(found, "high"))
        }
        _ => "-".to_owned(),
    }
}

/// The label in a language, else the id.
fn name(of: &Value, lang: Lang) -> String {
    let label = of.get("label").and_then(|label| label.get(lang.pick("en", "zh-CN")));
    label.and_then(Value::as_str).map_or_else(|| shown(of, "id"), str::to_owned)
}

fn shown(of: &Value, name: &str) -> String {
    match of.get(name) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

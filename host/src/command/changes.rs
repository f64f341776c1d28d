//! `appraise changes`: two runs, and what the data and what the policy did to every score between them.
//!
//! Three runs are made in one instance: the old policy on the old data, the old policy on the new data, the new policy
//! on the new data. What follows from them is the module's.

use std::path::PathBuf;

use appraise_host::input::STDIN;
use appraise_host::output::Folder;
use appraise_host::{Result, Runs};
use clap::Args;
use serde_json::Value;

use super::explain::{list, moved, page, shown, text, worded};
use super::source::Data;
use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Changes {
    #[command(flatten)]
    data: Data,
    /// The customers of the earlier run as CSV, or the folder that holds its tables
    #[arg(long, value_name = "FILE")]
    before: PathBuf,
    /// The date of the earlier run
    #[arg(long, value_name = "DATE")]
    as_of_before: String,
    /// The policy of the earlier run; the same one if not given
    #[arg(long, value_name = "FILE")]
    policy_before: Option<PathBuf>,
    /// The state that the earlier run began with
    #[arg(long, value_name = "DIR")]
    state_before: Option<PathBuf>,
    /// The journal of the earlier run
    #[arg(long, value_name = "DIR")]
    journal_before: Option<PathBuf>,
    /// Explain one customer, the changes included
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Write the module's answer as JSON
    #[arg(long)]
    json: bool,
    /// Write score_changes.csv, a line per customer, scorecard and indicator, into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const FILE: &str = "score_changes.csv";

impl Changes {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        if self.data.reads_stdin() || self.before.as_os_str() == STDIN {
            let why = desk.lang().pick(
                "the data are read twice, by the old and by the new policy, and the standard input only once: name a file",
                "数据须分别按新旧策略读取两次，而标准输入只能读取一次：请改用文件",
            );
            eprintln!("appraise: {why}");
            return Ok(Exit::Nothing);
        }
        let Some(mut ready) = self.data.ready(desk)? else { return Ok(Exit::Nothing) };
        let folder = self.out.as_ref().map(|out| Folder::open(out, &ready.sources)).transpose()?;
        let after = self.data.run(&mut ready)?.outcome;
        let instance = &mut ready.instance;
        let old = self.policy_before.as_deref().unwrap_or(self.data.policy());
        let Some(between) = self.data.under(old).beside(instance, desk)? else { return Ok(Exit::Nothing) };
        let (state, journal) = (self.state_before.as_deref(), self.journal_before.as_deref());
        let earlier = self.data.earlier(&self.before, state, journal, &self.as_of_before).under(old);
        let Some(before) = earlier.beside(instance, desk)? else { return Ok(Exit::Nothing) };
        let runs = Runs { before: before.outcome, between: between.outcome, after };
        if let Some(folder) = &folder {
            folder.write(FILE, |sink| instance.changes_csv(&runs, sink))?;
        }
        let answer = match &self.customer {
            Some(key) => instance.explain_since(&runs, key, desk.lang())?,
            None => instance.changes(&runs)?,
        };
        if self.json {
            desk.line(format_args!("{answer:#}"));
        } else if self.customer.is_some() {
            desk.line(page(&answer, desk.lang()).trim_end());
        } else {
            report(desk, &answer);
        }
        Ok(Exit::Clean)
    }
}

fn report(desk: &mut Desk<'_>, report: &Value) {
    let lang = desk.lang();
    let (before, after) = (shown(report, "before"), shown(report, "after"));
    let customers = shown(report, "customers");
    desk.line(lang.pick(
        &format!("{before} to {after}, {customers} customers"),
        &format!("{before} 至 {after}，客户 {customers}"),
    ));
    for card in list(report, "scorecards") {
        let name = worded(card, lang).unwrap_or_else(|| text(card, "id"));
        let (before, after) = (shown(card, "before"), shown(card, "after"));
        let (data, model) = (shown(card, "by_data"), shown(card, "by_model"));
        desk.line(lang.pick(
            &format!("{name}: mean {before} to {after}, in all {data} by data, {model} by policy"),
            &format!("{name}：均值 {before} 至 {after}，合计：数据 {data}，策略 {model}"),
        ));
        for part in list(card, "parts") {
            desk.line(format_args!("  {}", moved(part, lang)));
        }
        for case in list(card, "cases") {
            desk.line(format_args!("  {}: {}", text(case, "case"), shown(case, "customers")));
        }
    }
}

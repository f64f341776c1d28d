//! `appraise deliver`: a run, cut into one folder per audience. It needs no module.

use std::path::PathBuf;

use appraise_host::deliver::{self, Order};
use appraise_host::text::grouped;
use appraise_host::{Result, deliver::LOG};
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Deliver {
    /// The folder of a run of `score`, written as CSV with a policy that has `access`
    run: PathBuf,
    /// A folder with files that the run read; may be repeated. Without one, only results are delivered
    #[arg(long = "input", value_name = "DIR")]
    inputs: Vec<PathBuf>,
    /// The folder for the deliveries, one folder per role and person
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The file with the key of pseudonyms, 32 bytes or more
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// When it is delivered, for the log, for example 2026-11-21T07:00:00+08:00
    #[arg(long, value_name = "INSTANT", value_parser = said)]
    at: String,
    /// Who delivers it, for the log
    #[arg(long, value_name = "NAME", value_parser = said)]
    by: String,
}

fn said(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("it must not be empty".to_owned()) } else { Ok(text.to_owned()) }
}

impl Deliver {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let report = deliver::deliver(&Order {
            run: self.run.clone(),
            inputs: self.inputs.clone(),
            out: self.out.clone(),
            key: self.key.clone(),
            at: self.at.clone(),
            by: self.by.clone(),
        })?;
        let lang = desk.lang();
        let width = report.tables.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let mut clean = true;
        for (name, counts) in &report.tables {
            clean &= counts.broken == 0;
            let (rows, kept, broken) =
                (grouped(counts.rows), grouped(counts.kept_back), grouped(counts.broken));
            desk.line(lang.pick(
                &format!("{name:width$}  {rows:>12} rows, {kept} seen by nobody, {broken} unreadable"),
                &format!("{name:width$}  {rows:>12} 行，{kept} 行无人可见，{broken} 行无法读取"),
            ));
        }
        if !self.inputs.is_empty() && !report.absent.is_empty() {
            let names = report.absent.join(", ");
            desk.line(lang.pick(
                &format!("not found, so not delivered: {names}"),
                &format!("未找到，故未交付：{names}"),
            ));
        }
        let (new, same, out) = (report.new.len(), report.same, self.out.display());
        desk.line(lang.pick(
            &format!("{new} folders delivered to {out}, {same} were there already; see {LOG}"),
            &format!("已交付 {new} 个文件夹至 {out}，{same} 个已存在且相同；见 {LOG}"),
        ));
        Ok(if clean { Exit::Clean } else { Exit::Faults })
    }
}

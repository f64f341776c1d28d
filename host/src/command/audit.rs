//! `appraise audit`: what a module file could do.

use std::path::PathBuf;

use appraise_host::audit::{Audit as Found, Bounds, audit};
use appraise_host::text::grouped;
use appraise_host::{Result, module_file};
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Audit {
    /// The module file; else the one that the other verbs would use
    file: Option<PathBuf>,
    /// Write everything as JSON
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let path = self.file.clone().map_or_else(|| desk.module(), Ok)?;
        let found = audit(&module_file::read(&path)?)?;
        if self.json {
            desk.line(found.to_json());
        } else {
            show(desk, &found);
        }
        Ok(if found.findings.is_empty() { Exit::Clean } else { Exit::Faults })
    }
}

/// So many calls are named, more are counted; the JSON names all.
const FEW: usize = 4;

fn show(desk: &mut Desk<'_>, found: &Found) {
    let lang = desk.lang();
    let abi = found.abi.map_or_else(|| "-".to_owned(), |(major, minor)| format!("{major}.{minor}"));
    desk.line(format_args!("SHA-256    {}", found.sha256));
    let bytes = grouped(u64::try_from(found.bytes).unwrap_or(u64::MAX));
    desk.line(format_args!("{:9}  {bytes}", lang.pick("bytes", "字节")));
    desk.line(format_args!("{:9}  {abi}", lang.pick("interface", "接口版本")));
    desk.line(format_args!("{:9}  {}", lang.pick("functions", "函数"), found.functions));
    desk.line(format_args!("{:9}  {}", lang.pick("exports", "导出"), found.exports.len()));
    for memory in &found.memories {
        desk.line(format_args!("{:9}  {}", lang.pick("memory", "内存"), bounds(memory)));
    }
    for table in &found.tables {
        desk.line(format_args!("{:9}  {}", lang.pick("table", "函数表"), bounds(table)));
    }
    let none = lang.pick("none", "无");
    let start = if found.start { lang.pick("there is one", "有") } else { none };
    desk.line(format_args!("{:9}  {start}", lang.pick("start", "启动函数")));
    let unreached = lang.pick("no call of the batch interface reaches it", "批处理接口的任何调用都到不了");
    for import in &found.imports {
        let from = match import.reached_from.as_slice() {
            [] => unreached.to_owned(),
            few if few.len() <= FEW => few.join(", "),
            many => {
                let count = many.len();
                lang.pick(
                    &format!("{count} calls of the batch interface may reach it"),
                    &format!("批处理接口的 {count} 个调用可能到达它"),
                )
                .to_owned()
            }
        };
        desk.line(format_args!("{:9}  {} {}: {from}", lang.pick("import", "导入"), import.kind, import.name));
    }
    for finding in &found.findings {
        desk.line(format_args!("{}: {}", finding.code, finding.text(lang)));
    }
    if found.findings.is_empty() {
        desk.line(lang.pick("nothing unexpected", "未发现意外之处"));
    }
}

fn bounds(bounds: &Bounds) -> String {
    let maximum = bounds.maximum.map_or_else(|| "-".to_owned(), |maximum| maximum.to_string());
    format!("{}..{maximum}", bounds.minimum)
}

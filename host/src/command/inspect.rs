//! `appraise inspect`: what of some files a policy can use, before anything is scored.

use std::path::PathBuf;

use appraise_host::batch::Pieces;
use appraise_host::input::{Encoding, metadata, sources};
use appraise_host::inspect::{self, FieldMatch, FieldProfile, Finding, Inspected, Inspection, TableProfile};
use appraise_host::page::Sheet;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::text::grouped;
use appraise_host::{Lang, Result};
use clap::Args;

use super::mapping::Mapping;
use super::progress::{Form, Progress};
use super::source::table;
use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// The customers (CSV, NDJSON or Parquet, also as .gz or .zst), or a folder with all tables by name
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    #[arg(long)]
    policy: PathBuf,
    /// Another table and its file, folder of parts or pattern of files; may be repeated
    #[arg(long = "table", value_name = "NAME=FILE", value_parser = table)]
    tables: Vec<(String, PathBuf)>,
    /// The encoding of the input: utf-8 or gb18030
    #[arg(long, default_value = "utf-8")]
    encoding: Encoding,
    #[command(flatten)]
    mapping: Mapping,
    /// Write a mapping of columns with what was found and what is suggested
    #[arg(long, value_name = "FILE")]
    suggest: Option<PathBuf>,
    /// Write the report as JSON
    #[arg(long)]
    json: bool,
    /// Show no progress
    #[arg(long)]
    quiet: bool,
}

impl Inspect {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        metadata(&self.input)?;
        let files = self.mapping.apply(PolicyFiles::open(&self.policy)?)?;
        let engine = desk.engine()?;
        let mut instance = engine.instance()?;
        let Some(policy) = desk.policy(&mut instance, &files)? else { return Ok(Exit::Nothing) };
        let sources = sources(&self.input, &self.tables, &[], &instance.schema(policy)?.inputs()?)?;
        drop(instance);
        let progress = Progress::new(Form::of_reading(self.quiet), desk.lang());
        let scratch = std::env::temp_dir().join(format!("appraise-inspect-{}", std::process::id()));
        let pieces = Pieces::new(self.encoding, scratch);
        let found = inspect::inspect(&engine, &files, &sources, &pieces, &|event| progress.tell(event))?;
        drop(progress);
        if let Some(path) = &self.suggest {
            inspect::write_mapping(path, &found)?;
        }
        if self.json {
            desk.line(serde_json::to_string_pretty(&found).unwrap_or_default());
        } else {
            lines(&found, desk.lang()).iter().for_each(|line| desk.line(line));
        }
        Ok(match (found.readable, found.is_clean()) {
            (false, _) => Exit::Nothing,
            (true, true) => Exit::Clean,
            (true, false) => Exit::Faults,
        })
    }
}

/// The report for a terminal.
fn lines(found: &Inspection, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = found.tables.iter().flat_map(|table| of_table(table, lang)).collect();
    if !found.absent.is_empty() {
        let absent = found.absent.join(", ");
        lines.push(lang.pick(&format!("not there: {absent}"), &format!("未提供的表：{absent}")).to_owned());
    }
    if !found.readable {
        let text = lang.pick("a run cannot be made of these files", "这些文件无法用于评分");
        lines.push(text.to_owned());
    }
    lines
}

fn of_table(table: &Inspected, lang: Lang) -> Vec<String> {
    let matching = &table.matching;
    let (taken, all) =
        (matching.fields.iter().filter(|field| field.found > 0).count(), matching.fields.len());
    let mut head = format!("{} ({})", matching.table, table.files.join(", "));
    head.push_str(
        lang.pick(&format!(": {taken} of {all} fields found"), &format!("：{all} 个字段中找到 {taken} 个")),
    );
    if let Some(profile) = &table.profile {
        head.push_str(&rows(profile, lang));
    }
    let mut lines = vec![head];
    let open = matching.fields.iter().filter(|field| field.found != 1 && (field.used || field.found > 1));
    lines.extend(open.map(|field| format!("  {}", of_missing(field, lang))));
    if !matching.unused.is_empty() {
        let unused = matching.unused.join(", ");
        let text =
            (format!("  columns that no field takes: {unused}"), format!("  没有字段使用的列：{unused}"));
        lines.push(lang.pick(&text.0, &text.1).to_owned());
    }
    if let Some(profile) = &table.profile {
        lines.extend(profile.quarantined.iter().map(|finding| {
            format!("  {} {}", lang.pick("quarantine:", "隔离："), of_finding(finding, lang))
        }));
        for field in &profile.fields {
            lines.extend(
                field.faults.iter().map(|fault| format!("  {}: {}", field.name, of_finding(fault, lang))),
            );
        }
        lines.extend(sheet(profile, lang).lines().into_iter().skip(2));
    }
    lines.push(String::new());
    lines
}

fn rows(profile: &TableProfile, lang: Lang) -> String {
    let mut text = match lang {
        Lang::En => format!(", {} rows", grouped(profile.rows)),
        Lang::ZhCn => format!("，{} 行", grouped(profile.rows)),
    };
    if let Some(without) = profile.without {
        text.push_str(&match lang {
            Lang::En => format!(", {} customers without one", grouped(without)),
            Lang::ZhCn => format!("，{} 位客户没有记录", grouped(without)),
        });
    }
    if let Some(incomplete) = profile.incomplete.filter(|count| *count > 0) {
        text.push_str(&match lang {
            Lang::En => format!(", {} customers of whom a row is lost", grouped(incomplete)),
            Lang::ZhCn => format!("，{} 位客户有记录丢失", grouped(incomplete)),
        });
    }
    text
}

fn of_missing(field: &FieldMatch, lang: Lang) -> String {
    let FieldMatch { field: name, column, found, needed, near, suggested, .. } = field;
    let mut text = match (lang, needed) {
        _ if *found > 1 => lang
            .pick(
                &format!("{name}: the column `{column}` is there {found} times"),
                &format!("{name}：列 `{column}` 出现 {found} 次"),
            )
            .to_owned(),
        (Lang::En, true) => format!("{name}: needed, and there is no column `{column}`"),
        (Lang::En, false) => format!("{name}: missing everywhere, there is no column `{column}`"),
        (Lang::ZhCn, true) => format!("{name}：必需，但没有列 `{column}`"),
        (Lang::ZhCn, false) => format!("{name}：全部缺失，没有列 `{column}`"),
    };
    match suggested {
        Some(column) => {
            text.push_str(lang.pick(&format!("; use `{column}`?"), &format!("；是否应为 `{column}`？")))
        }
        None if near.is_empty() => {}
        None => {
            let near = near.join("`, `");
            text.push_str(lang.pick(&format!("; near: `{near}`"), &format!("；相近的列：`{near}`")));
        }
    }
    text
}

/// `out_of_range 12, for example line 3 `-5`, line 8 `-1``.
fn of_finding(finding: &Finding, lang: Lang) -> String {
    let examples: Vec<String> = finding
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| match (lang, finding.cells.get(at).filter(|cell| !cell.is_empty())) {
            (Lang::En, Some(cell)) => format!("line {line} `{cell}`"),
            (Lang::En, None) => format!("line {line}"),
            (Lang::ZhCn, Some(cell)) => format!("第 {line} 行 `{cell}`"),
            (Lang::ZhCn, None) => format!("第 {line} 行"),
        })
        .collect();
    let examples = examples.join(lang.pick(", ", "、"));
    let (reason, count) = (&finding.reason, grouped(finding.count));
    lang.pick(
        &format!("{reason} {count}, for example {examples}"),
        &format!("{reason} {count}，例如{examples}"),
    )
    .to_owned()
}

fn sheet(profile: &TableProfile, lang: Lang) -> Sheet {
    let head = match lang {
        Lang::En => ["field", "type", "missing", "invalid", "distinct", "smallest", "largest"],
        Lang::ZhCn => ["字段", "类型", "缺失", "无效", "不同值", "最小", "最大"],
    };
    let mut sheet = Sheet::new("", &head);
    sheet.rows =
        profile.fields.iter().filter(|field| field.found).map(|field| row(field, profile.rows)).collect();
    sheet
}

fn row(field: &FieldProfile, rows: u64) -> Vec<String> {
    let [low, high] = field.range.clone().unwrap_or_else(|| ["-".to_owned(), "-".to_owned()]);
    let ty = field.ty.clone();
    vec![
        field.name.clone(),
        ty,
        share(field.missing, rows),
        share(field.invalid, rows),
        if field.estimated { format!("~{}", grouped(field.distinct)) } else { grouped(field.distinct) },
        low,
        high,
    ]
}

/// A share in percent; only nothing is 0 and only all is 100.
fn share(count: u64, rows: u64) -> String {
    if count == 0 {
        return "0".to_owned();
    }
    let hundredths = u128::from(count) * 10_000 / u128::from(rows.max(1));
    let hundredths = if count < rows { hundredths.clamp(1, 9_999) } else { 10_000 };
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nothing_is_zero_and_only_all_is_a_hundred_percent() {
        let shares = [(0, 3), (1, 3), (1, 1_000_000), (999_999, 1_000_000), (3, 3)]
            .map(|(count, rows)| share(count, rows));
        assert_eq!(shares, ["0", "33.33 %", "0.01 %", "99.99 %", "100.00 %"]);
    }
}

//! `appraise test`: the tests inside a policy.

use std::path::{Path, PathBuf};

use appraise_host::Lang;
use appraise_host::Result;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::report::{Coverage, CoverageTotal, Suggestions, TestResult};
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Test {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    policy: PathBuf,
    /// Say what the tests reach, and what they do not
    #[arg(long)]
    coverage: bool,
    /// Write tests for what the tests do not reach, each of which passes: a file to look through and to put into the policy
    #[arg(long, value_name = "FILE")]
    suggest: Option<PathBuf>,
}

impl Test {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let files = PolicyFiles::open(&self.policy)?;
        let mut instance = desk.engine()?.instance()?;
        let Some(policy) = desk.policy(&mut instance, &files)? else { return Ok(Exit::Nothing) };
        let report = instance.test(policy)?;
        for test in &report.tests {
            show(desk, test);
        }
        let (passed, failed) = (report.passed, report.failed);
        if self.coverage {
            reached(desk, &instance.coverage(policy)?);
        }
        if let Some(path) = &self.suggest {
            let suggestions = instance.suggest(&files)?;
            PolicyFiles::write_tests(path, &suggestions)?;
            suggested(desk, path, &suggestions);
        }
        let lang = desk.lang();
        desk.line(lang.pick(
            &format!("{passed} passed, {failed} failed"),
            &format!("{passed} 个通过，{failed} 个失败"),
        ));
        Ok(if failed == 0 { Exit::Clean } else { Exit::Faults })
    }
}

fn show(desk: &mut Desk<'_>, test: &TestResult) {
    let lang = desk.lang();
    let word = if test.passed { lang.pick("passed", "通过") } else { lang.pick("failed", "失败") };
    desk.line(format_args!("{word}  {}", test.name));
    for difference in &test.differences {
        desk.line(format_args!("    {}", difference_text(difference)));
    }
}

/// What the tests reach: what is missing by item, then the sums.
fn reached(desk: &mut Desk<'_>, coverage: &Coverage) {
    let lang = desk.lang();
    for item in coverage.items.iter().filter(|item| item.missing().next().is_some()) {
        let sides: Vec<String> =
            item.missing().map(|side| side_text(&side.id, side.text.as_deref())).collect();
        let what = kind(&item.kind, lang);
        desk.line(lang.pick(
            &format!("no test reaches {what} {}: {}", item.id, sides.join(", ")),
            &format!("没有测试覆盖{what} {}：{}", item.id, sides.join("，")),
        ));
    }
    for total in coverage.kinds.iter().chain([&coverage.total]) {
        let CoverageTotal { items, sides, shown, .. } = total;
        let what = kind(&total.kind, lang);
        let percent = total.percent.as_deref().unwrap_or("-");
        desk.line(lang.pick(
            &format!("{what}: {items} items, {shown} of {sides} sides reached, {percent} %"),
            &format!("{what}：{items} 项，{sides} 种情形已覆盖 {shown} 种，{percent}%"),
        ));
    }
}

/// How many tests were written, and for what none was found.
fn suggested(desk: &mut Desk<'_>, path: &Path, suggestions: &Suggestions) {
    let lang = desk.lang();
    for left in &suggestions.left {
        let what = kind(&left.missing.kind, lang);
        let (item, side) = (&left.missing.item, &left.missing.side);
        let bound = left.why == "bound";
        let en = if bound { "not looked for any further" } else { "no test was found" };
        let zh = if bound { "已达搜索上限" } else { "未找到测试" };
        desk.line(
            lang.pick(&format!("{what} {item}, {side}: {en}"), &format!("{what} {item}，{side}：{zh}")),
        );
    }
    let (count, path) = (suggestions.tests.len(), path.display());
    desk.line(lang.pick(
        &format!("{count} tests written to {path}: they say what comes out today, not whether it is right"),
        &format!("已将 {count} 个测试写入 {path}：其内容为当前结果，是否正确请自行判断"),
    ));
}

fn side_text(id: &str, cells: Option<&str>) -> String {
    cells.map_or_else(|| id.to_owned(), |cells| format!("{id} ({cells})"))
}

/// A kind of item in words.
fn kind(kind: &str, lang: Lang) -> &str {
    match kind {
        "indicator" => lang.pick("indicator", "指标"),
        "score" => lang.pick("score", "评分"),
        "table" => lang.pick("table", "决策表"),
        "class" => lang.pick("class", "分类"),
        "tag" => lang.pick("tag", "标签"),
        "alert" => lang.pick("alert", "提醒"),
        "offer" => lang.pick("offer", "产品推荐"),
        "path" => lang.pick("stand-in", "缺失替代"),
        "all" => lang.pick("all", "合计"),
        other => other,
    }
}

/// A difference is a text, or an object whose members are shown as they come.
fn difference_text(difference: &serde_json::Value) -> String {
    match difference {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(members) => {
            let member = |(name, value): (&String, &serde_json::Value)| match value {
                serde_json::Value::String(text) => format!("{name}: {text}"),
                other => format!("{name}: {other}"),
            };
            members.iter().map(member).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

//! What both doors do alike: read the files of a policy, and put findings into errors.

use appraise_core::assess;
use appraise_core::counterfactual::Edit;
use appraise_core::coverage::{Suggestions, suggest};
use appraise_core::date;
use appraise_core::diagnostic::{Code, Diagnostic, Span};
use appraise_core::load::{AnalysisReport, CheckReport, Finding, Loaded, analysed, finding, load_mapped};
use appraise_core::policy::{Localised, SourceFile};
use serde::Serialize;

use crate::json;
use crate::tree::Tree;

pub mod query;

/// Why a call did not do what it was asked.
#[derive(Debug, Serialize)]
pub struct Failure {
    kind: &'static str,
    message: Localised,
    diagnostics: Vec<Finding>,
}

impl Failure {
    /// A failure with one finding.
    pub fn of(kind: &'static str, diagnostic: &Diagnostic) -> Self {
        let found = finding(diagnostic, &[]);
        Self { kind, message: found.message.clone(), diagnostics: vec![found] }
    }

    /// A request that makes no sense.
    pub fn request(what: &str) -> Self {
        Self::of("request", &Diagnostic::new(Code::UnreadableRequest, Span::default(), "", &[&what]))
    }

    /// Three runs of which the second is not the old policy on the new data.
    pub fn between() -> Self {
        Self::request("the run between is not the policy of the run before at the instant of the run after")
    }

    /// The failure as JSON.
    pub fn json(&self) -> String {
        json::write(&Tree::of(self))
    }
}

impl From<CheckReport> for Failure {
    fn from(report: CheckReport) -> Self {
        let first = report.diagnostics.iter().find(|d| d.severity == "error");
        let message = first.map_or_else(Localised::default, |d| d.message.clone());
        Self { kind: "policy", message, diagnostics: report.diagnostics }
    }
}

/// Parses and checks the policy of a request `{files, question, mappings, keep}`; only the files have to be there. The
/// question is `{label, value, time, baseline, suspects}`, of which only `label` has to be there; mappings are files,
/// later ones win; `keep` says that fields which nothing in the policy needs are read, too.
pub fn policy(json: &[u8]) -> Result<(CheckReport, Option<Loaded>), Failure> {
    with_files(json, |request, files| {
        let (report, mut loaded) = asked(request, files)?;
        if matches!(request.get("keep"), Some(Tree::Bool(true)))
            && let Some(loaded) = &mut loaded
        {
            loaded.model.schema.keep();
        }
        Ok((report, loaded))
    })
}

fn asked(request: &Tree, files: &[SourceFile<'_>]) -> Result<(CheckReport, Option<Loaded>), Failure> {
    let mappings = match request.get("mappings") {
        Some(Tree::List(list)) => list.iter().map(file).collect(),
        _ => Some(Vec::new()),
    };
    let mappings = mappings.ok_or_else(|| Failure::request("the mappings are not [{name, text}]"))?;
    let Some(asked) = request.get("question") else { return Ok(load_mapped(files, None, &mappings)) };
    let text = |key: &str| asked.get(key).and_then(Tree::text);
    let names = |key: &str| match asked.get(key) {
        Some(Tree::List(names)) => names.iter().filter_map(Tree::text).collect(),
        _ => Vec::new(),
    };
    let label = text("label").ok_or_else(|| Failure::request("the question has no label"))?;
    let (baseline, suspects) = (names("baseline"), names("suspects"));
    let (value, time) = (text("value"), text("time"));
    let question = assess::Question { label, value, time, baseline: &baseline, suspects: &suspects };
    Ok(load_mapped(files, Some(&question), &mappings))
}

/// How an assessment cuts its history: `{split, by}`, both may be left out; so may all of it.
pub fn cut(json: &[u8]) -> Result<assess::Options, Failure> {
    let request = if json.is_empty() { Tree::Null } else { tree(json)? };
    let text = |key: &str| request.get(key).and_then(Tree::text);
    assess::Options::of(text("split"), text("by")).map_err(|d| Failure::of("request", &d))
}

/// Analyses the policy of a request `{files, as_of}`; `as_of` is a date and may be left out.
pub fn analysis(json: &[u8]) -> Result<AnalysisReport, Failure> {
    with_files(json, |request, files| {
        let today = match request.get("as_of").and_then(Tree::text) {
            Some(text) => Some(date::parse(text).ok_or_else(|| Failure::request("`as_of` is not a date"))?),
            None => None,
        };
        Ok(analysed(files, today))
    })
}

/// Tests that the policy of a request `{files}` could have besides its own.
pub fn suggestions(json: &[u8]) -> Result<Suggestions, Failure> {
    with_files(json, |_, files| Ok(suggest(files)))
}

/// The customer and the goal of a request `{customer, goal}`.
pub fn reach(json: &[u8]) -> Result<(String, String), Failure> {
    let request = tree(json)?;
    let text = |key| request.get(key).and_then(Tree::text).map(String::from);
    text("customer").zip(text("goal")).ok_or_else(|| Failure::request("the request is not {customer, goal}"))
}

/// The customer and the edits of a request `{customer, edits}`.
pub fn what_if(json: &[u8]) -> Result<(String, Vec<Edit>), Failure> {
    let request = tree(json)?;
    let customer = request.get("customer").and_then(Tree::text).map(String::from);
    let edits = request.get("edits").and_then(edits);
    customer.zip(edits).ok_or_else(|| Failure::request("the request is not {customer, edits: {name: text}}"))
}

/// The names of a list of texts.
pub fn names(json: &[u8]) -> Result<Vec<String>, Failure> {
    let names = match tree(json)? {
        Tree::List(names) => names.iter().map(|name| name.text().map(String::from)).collect(),
        _ => None,
    };
    names.ok_or_else(|| Failure::request("the request is no list of names"))
}

/// What is known of a source: its columns, or the beginning of its text.
pub enum Source {
    Columns(Vec<String>),
    Head(String),
}

/// The table and the source of a request `{table, columns}` or `{table, head}`.
pub fn source(json: &[u8]) -> Result<(String, Source), Failure> {
    let request = tree(json)?;
    let text = |key| request.get(key).and_then(Tree::text).map(String::from);
    let source = match request.get("columns") {
        Some(Tree::List(names)) => {
            Some(Source::Columns(names.iter().filter_map(Tree::text).map(String::from).collect()))
        }
        _ => text("head").map(Source::Head),
    };
    let found = text("table").zip(source);
    found.ok_or_else(|| Failure::request("the request is not {table, columns} or {table, head}"))
}

/// The edits of an object of names and texts as JSON.
pub fn edits_of(json: &str) -> Result<Vec<Edit>, Failure> {
    edits(&tree(json.as_bytes())?).ok_or_else(|| Failure::request("the edits are not {name: text}"))
}

fn edits(of: &Tree) -> Option<Vec<Edit>> {
    let Tree::Map(entries) = of else { return None };
    let edit = |(name, value): &(String, Tree)| {
        let value = match value {
            Tree::Null => None,
            value => Some(value.text()?.into()),
        };
        Some(Edit { name: name.clone(), value })
    };
    entries.iter().map(edit).collect()
}

fn with_files<T>(
    json: &[u8],
    act: impl FnOnce(&Tree, &[SourceFile<'_>]) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let request = tree(json)?;
    let files =
        files(&request).ok_or_else(|| Failure::request("the request is not {files: [{name, text}]}"))?;
    act(&request, &files)
}

fn tree(json: &[u8]) -> Result<Tree, Failure> {
    let text = std::str::from_utf8(json).map_err(|_| Failure::request("the text is not UTF-8"))?;
    json::read(text).map_err(|at| Failure::request(&format!("the request is not JSON at its byte {at}")))
}

fn files(request: &Tree) -> Option<Vec<SourceFile<'_>>> {
    let Tree::List(files) = request.get("files")? else { return None };
    files.iter().map(file).collect()
}

fn file(file: &Tree) -> Option<SourceFile<'_>> {
    Some(SourceFile { name: file.get("name")?.text()?, text: file.get("text")?.text()? })
}

//! What an engine answers to a case: named sections of text, the same words whoever answers.

use appraise_host::report::{Diagnostic, SealReport};
use serde_json::Value;

/// Sections in the order in which a case file lists them. An output table that is not among them stands before
/// `unknowns`.
const ORDER: [&str; 29] = [
    "exit",
    "findings",
    "analysis",
    "refused",
    "digest",
    "customers",
    "tasks",
    "contributions",
    "unknowns",
    "faults",
    "quarantine",
    "profile",
    "summary",
    "customer",
    "query",
    "page",
    "explain",
    "reach",
    "what_if",
    "measure",
    "measures",
    "assessment",
    "compare",
    "test",
    "coverage",
    "suggest",
    "print",
    "names",
    "schema",
];

/// Whether a name is that of an output table that is listed where it has rows; tasks of the state are only when asked
/// for.
#[must_use]
pub fn is_listed(name: &str) -> bool {
    let table = ["tasks", "unknowns", "faults", "quarantine"].contains(&name) || !ORDER.contains(&name);
    table
        && name != "warnings"
        && !["funnel", "state_tasks", "state_outbox", "state_touches", "state_run"].contains(&name)
}

/// The place of a section.
fn place(name: &str) -> usize {
    let at = |name: &str| ORDER.iter().position(|known| *known == name);
    at(name).or_else(|| at("unknowns")).unwrap_or(0)
}

/// Sections that are JSON, and so equal when their values are.
const JSON: [&str; 17] = [
    "analysis",
    "profile",
    "summary",
    "customer",
    "query",
    "page",
    "names",
    "explain",
    "reach",
    "what_if",
    "measure",
    "assessment",
    "compare",
    "test",
    "coverage",
    "suggest",
    "schema",
];

/// Named sections of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer(Vec<(String, String)>);

impl Answer {
    /// Adds a section, or replaces it.
    pub fn put(&mut self, section: &str, text: impl Into<String>) {
        self.0.retain(|(name, _)| name != section);
        self.0.push((section.to_owned(), text.into()));
        self.0.sort_by_key(|(name, _)| (place(name), ORDER.contains(&name.as_str()), name.clone()));
    }

    /// The text of a section.
    #[must_use]
    pub fn section(&self, section: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == section).map(|(_, text)| text.as_str())
    }

    /// All sections in their order.
    pub fn sections(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// A policy that cannot be used: its errors, exit code 2.
    pub fn refuse_policy(&mut self, findings: &[Diagnostic]) {
        self.put("exit", "2");
        self.put("findings", lines(findings.iter().filter(|f| f.is_error())));
    }

    /// A request that was refused: why, exit code 2.
    pub fn refuse(&mut self, finding: &Diagnostic) {
        self.put("exit", "2");
        self.put("refused", line(finding));
    }

    /// What reading the input means for the exit code.
    pub fn read(&mut self, report: &SealReport) {
        let clean = report.quarantined() == 0 && report.faults() == 0;
        self.put("exit", if clean { "0" } else { "1" });
    }

    /// An output table as CSV; line ends become LF, since case files have those.
    pub fn table(&mut self, name: &str, csv: &str) {
        let text = csv.replace("\r\n", "\n");
        if !is_listed(name) || text.lines().count() > 1 {
            self.put(name, text);
        }
    }

    /// A section of JSON.
    pub fn json(&mut self, section: &str, value: &impl serde::Serialize) {
        self.put(section, serde_json::to_string_pretty(value).unwrap_or_default() + "\n");
    }

    /// An assessment; what it finds is said in words, too.
    pub fn assessed(&mut self, assessment: &impl serde::Serialize) {
        let found =
            serde_json::to_value(assessment).ok().and_then(|mut of| of.get_mut("findings").map(Value::take));
        let found: Vec<Diagnostic> = serde_json::from_value(found.unwrap_or_default()).unwrap_or_default();
        self.put("findings", warnings(&found));
        self.json("assessment", assessment);
    }

    /// The first section in which two answers differ, with both texts.
    #[must_use]
    pub fn difference<'a>(&'a self, other: &'a Self) -> Option<(&'a str, &'a str, &'a str)> {
        let names = self.0.iter().chain(&other.0).map(|(name, _)| name.as_str());
        names
            .map(|name| (name, self.section(name).unwrap_or(""), other.section(name).unwrap_or("")))
            .find(|(name, a, b)| a != b && !(JSON.contains(name) && value(a) == value(b)))
    }
}

fn value(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().map(plain)
}

/// JSON has one kind of numbers: `1.0` is `1`.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|n| number.is_f64() && n.fract() == 0.0 && n.abs() < 9e15);
            whole.map_or(Value::Number(number), |n| Value::from(n as i64))
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        other => other,
    }
}

/// Warnings, one line each.
#[must_use]
pub fn warnings(findings: &[Diagnostic]) -> String {
    lines(findings.iter().filter(|f| !f.is_error()))
}

fn lines<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> String {
    findings.map(|finding| line(finding) + "\n").collect()
}

/// `E102 p.yaml:3:5 /params/x: message; help`, without the place where there is none.
fn line(finding: &Diagnostic) -> String {
    let mut text = finding.code.clone();
    if let (Some(file), Some(line), Some(column)) = (&finding.file, finding.line, finding.column) {
        text.push_str(&format!(" {file}:{line}:{column}"));
    }
    if !finding.pointer.is_empty() {
        text.push_str(&format!(" {}", finding.pointer));
    }
    text.push_str(&format!(": {}", finding.message.en));
    if let Some(help) = finding.help.as_ref().filter(|help| !help.en.is_empty()) {
        text.push_str(&format!("; {}", help.en));
    }
    // Chinese says as much as English, wherever English says something.
    let silent = |texts: &appraise_host::report::Wording| texts.en.is_empty() != texts.zh.is_empty();
    if silent(&finding.message) || finding.help.as_ref().is_some_and(silent) {
        text.push_str(" [one language is missing]");
    }
    text
}

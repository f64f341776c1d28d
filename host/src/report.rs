//! The JSON that the module hands out, as types.
//!
//! Keys that this host does not know are ignored, so that a newer module of the same ABI version still works.

use serde::{Deserialize, Serialize};

use crate::bound::Sizes;
use crate::text::Lang;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct Wording {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN", alias = "zh")]
    pub zh: String,
}

impl Wording {
    /// The text in a language; English where the other is empty.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::ZhCn if !self.zh.is_empty() => &self.zh,
            _ => &self.en,
        }
    }
}

/// Something about a policy that its author should know.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Diagnostic {
    /// A stable code such as `E102`.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The file as it was named to the module.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
    /// JSON pointer into the policy.
    pub pointer: String,
    /// What is wrong.
    pub message: Wording,
    /// What to do.
    pub help: Option<Wording>,
}

impl Diagnostic {
    /// Whether it keeps the policy from being used.
    pub fn is_error(&self) -> bool {
        !matches!(self.severity.as_str(), "warning" | "note")
    }
}

/// What the module says about a policy.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CheckReport {
    /// Whether the policy can be used; warnings do not hinder.
    pub ok: bool,
    /// Everything found, in document order.
    pub diagnostics: Vec<Diagnostic>,
    /// Its identity, where it could be read.
    pub policy: serde_json::Value,
    /// Its hashes, by name.
    pub hashes: serde_json::Value,
}

/// What can be proved about a policy.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct AnalysisReport {
    /// Whether the policy can be used; else there are no findings.
    pub ok: bool,
    /// The day that conditions call today.
    pub as_of: String,
    /// The findings, in document order.
    pub findings: Vec<Proved>,
}

/// A finding of the analysis.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Proved {
    /// The finding.
    #[serde(flatten)]
    pub diagnostic: Diagnostic,
    /// A customer who shows it.
    pub witness: Option<Witness>,
}

/// A customer who shows a finding; cells by the names of fields, `null` is missing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Witness {
    /// The customer's cells.
    pub given: serde_json::Map<String, serde_json::Value>,
    /// A row of a child table.
    pub row: Option<WitnessRow>,
    /// The name of the policy's test that shows it; then the others are empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
}

/// A row of a child table.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct WitnessRow {
    /// The table.
    pub table: String,
    /// Its cells.
    pub cells: serde_json::Map<String, serde_json::Value>,
}

/// What the tests inside a policy gave.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TestReport {
    /// Every test in the policy's order.
    pub tests: Vec<TestResult>,
    /// How many passed.
    pub passed: u64,
    /// How many failed.
    pub failed: u64,
}

/// One test inside a policy.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// Whether everything expected came.
    pub passed: bool,
    /// What came instead: texts, or objects of the module's choosing.
    pub differences: Vec<serde_json::Value>,
}

/// What the tests inside a policy reach.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Coverage {
    /// Tests of the policy.
    pub tests: u64,
    /// Those that failed.
    pub failed: u64,
    /// Sums over everything.
    pub total: CoverageTotal,
    /// Sums by kind of item.
    pub kinds: Vec<CoverageTotal>,
    /// The items.
    pub items: Vec<CoverageItem>,
}

/// Sums over items.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CoverageTotal {
    /// `all`, or a kind of item.
    pub kind: String,
    /// Items.
    pub items: u64,
    /// Sides that somebody can be on.
    pub sides: u64,
    /// Those that tests show.
    pub shown: u64,
    /// Their share in percent.
    pub percent: Option<String>,
}

/// Something that has sides.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CoverageItem {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: serde_json::Value,
    /// Its sides.
    pub sides: Vec<CoverageSide>,
}

/// One of the things that may come of an item.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CoverageSide {
    /// Its name.
    pub id: String,
    /// The cells of a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Tests that show it.
    pub tests: u64,
    /// Whether nobody can be on it.
    pub impossible: bool,
}

impl CoverageItem {
    /// Sides that a test could show and none does.
    pub fn missing(&self) -> impl Iterator<Item = &CoverageSide> {
        self.sides.iter().filter(|side| side.tests == 0 && !side.impossible)
    }
}

/// Tests that a policy could have besides its own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Suggestions {
    /// Whether the policy can be used; else there are none.
    pub ok: bool,
    /// The tests.
    pub tests: Vec<Suggestion>,
    /// Sides for which none was found.
    pub left: Vec<Left>,
}

/// A test that passes, and shows what no test of the policy does.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Suggestion {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shows: Vec<Missing>,
    /// The test that it was made from.
    pub from: Option<String>,
    /// Its text, to stand under `tests:`.
    pub yaml: String,
}

/// A side of an item.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Missing {
    /// The kind of the item.
    pub kind: String,
    /// The item.
    pub item: String,
    /// The side.
    pub side: String,
}

/// A side for which no test was found.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Left {
    /// Which one.
    #[serde(flatten)]
    pub missing: Missing,
    /// `not_found`, or `bound`: the search was ended before.
    pub why: String,
}

/// What reading the input gave, table by table.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct SealReport {
    /// The tables of the dataset.
    pub tables: Vec<SealedTable>,
    /// How large it is.
    #[serde(skip_serializing)]
    pub sizes: Sizes,
}

/// What reading one table gave.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct SealedTable {
    /// The table's name.
    pub name: String,
    /// Whether it was delivered at all.
    pub supplied: bool,
    /// Rows that are used.
    pub rows: u64,
    /// Records that could not be used at all.
    pub quarantined: u64,
    /// Cells that could not be read.
    pub faults: u64,
}

impl SealReport {
    /// Quarantined records of all tables.
    pub fn quarantined(&self) -> u64 {
        self.tables.iter().fold(0, |sum, table| sum.saturating_add(table.quarantined))
    }

    /// Faulty cells of all tables.
    pub fn faults(&self) -> u64 {
        self.tables.iter().fold(0, |sum, table| sum.saturating_add(table.faults))
    }
}

/// What a run gave, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct Summary {
    /// Scored customers.
    pub rows: u64,
    /// Quarantined records of all tables.
    pub quarantined: u64,
    /// Faulty cells of all tables.
    pub faults: u64,
    /// Every alert.
    pub alerts: Vec<AlertCounts>,
    /// Every output of a decision table that is an enumeration.
    pub tables: Vec<TableCounts>,
    /// Every class: customers by official class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<TableCounts>,
    /// Every tag.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagCounts>,
    /// Every scorecard.
    pub scorecards: Vec<ScoreFigures>,
}

/// How often an alert fired; fired, not fired and unknown add up to the rows that it looked at.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct AlertCounts {
    /// The alert.
    pub id: String,
    /// Its label.
    pub label: Option<Wording>,
    /// Its kind.
    pub kind: String,
    /// Its priority.
    pub priority: String,
    /// The child table whose rows it looks at, if not at customers.
    pub each: Option<String>,
    /// Times it fired.
    pub fired: u64,
    /// Times its condition was false.
    pub not_fired: u64,
    /// Times its condition could not be evaluated.
    pub unknown: u64,
    /// Of the times it fired, those whose task is blocked; told when there are such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<u64>,
}

/// How many customers have a tag.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct TagCounts {
    /// The tag.
    pub id: String,
    /// Its label.
    pub label: Option<Wording>,
    /// Customers who have it.
    pub count: u64,
    /// Customers for whom it is unknown.
    pub unknown: u64,
}

/// How many customers have each member of an output.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct TableCounts {
    /// The output column.
    pub id: String,
    /// Its label.
    pub label: Option<Wording>,
    /// The members in the policy's order.
    pub values: Vec<MemberCount>,
    /// Customers for whom it is unknown.
    pub unknown: u64,
}

/// A member and how many customers have it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct MemberCount {
    /// The member.
    pub id: String,
    /// Its label.
    pub label: Option<Wording>,
    /// Customers.
    pub count: u64,
}

/// Figures of a scorecard; numbers are decimal texts.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct ScoreFigures {
    /// The scorecard.
    pub id: String,
    /// Its label.
    pub label: Option<Wording>,
    /// Customers whose score is known.
    pub known: u64,
    /// Customers whose score is not.
    pub unknown: u64,
    /// Smallest score.
    pub min: Option<String>,
    /// Largest score.
    pub max: Option<String>,
    /// Mean of the known scores.
    pub mean: Option<String>,
}

/// What the module says when a call gives 0.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LastError {
    pub(crate) kind: String,
    pub(crate) message: Wording,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

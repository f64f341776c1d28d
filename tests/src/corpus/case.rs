//! Case files: read, resolved to bytes, and rewritten with what came out (`BLESS=1`).
//!
//! The keys of a file are the fields of [`Case`]. `expect` is the last key, so that a rewriting replaces the end of the
//! file and keeps every comment before it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{Answer, data_folder};

/// A case as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, as a claim.
    pub about: String,
    /// The policy: its text, or the path of a file beside the case.
    pub policy: Option<Bytes>,
    /// A policy of several files, by name.
    #[serde(default)]
    pub files: BTreeMap<String, Bytes>,
    /// The policy that may take the place of the other: both are run, and compared. Show `compare` for the report,
    /// and the tables of a comparison by name.
    pub against: Option<Bytes>,
    /// The field in which a comparison weighs.
    pub value: Option<String>,
    /// The very text of a request, instead of a policy.
    pub request: Option<String>,
    /// Tables as CSV, in the order of their names.
    #[serde(default)]
    pub tables: BTreeMap<String, Bytes>,
    /// The encoding that the tables are declared to have: `gb18030`.
    pub encoding: Option<String>,
    /// A table that is given twice.
    pub again: Option<String>,
    /// Tables as typed columns; only hosts without JavaScript take those.
    #[serde(default)]
    pub put: BTreeMap<String, Vec<PutColumn>>,
    /// The as-of instant. Without one, the policy is checked and nothing is run.
    pub as_of: Option<String>,
    /// Deliveries of earlier days, by day: tables as CSV by name. The rules are measured by them.
    #[serde(default)]
    pub history: BTreeMap<String, BTreeMap<String, Bytes>>,
    /// Whether the instant may lie outside the policy's effective dates.
    #[serde(default)]
    pub force: bool,
    /// What is compared, besides exit code, findings and digest. By default `customers` and the tables that list what
    /// happened, where they have rows. Others: `contributions`, `summary`, `test`, `print`, `schema`, `warnings`.
    pub show: Option<Vec<String>>,
    /// A customer to explain.
    pub explain: Option<String>,
    /// Whether fields that nothing in the policy needs are read, too.
    #[serde(default)]
    pub keep: bool,
    /// What is asked of its customers, in the words of the door.
    pub query: Option<serde_json::Value>,
    /// Which of the customers of the query are wanted, in the words of the door.
    pub page: Option<serde_json::Value>,
    /// A customer whose rows are shown.
    pub customer: Option<String>,
    /// What its history is asked, in the words of the door.
    pub assess: Option<Assess>,
    /// A customer and a goal: the cheapest change is asked for.
    pub reach: Option<Reach>,
    /// A customer and what is to be otherwise.
    pub what_if: Option<WhatIf>,
    /// The language of sentences: `en` or `zh-CN`.
    pub lang: Option<String>,
    /// A name to ask an output table by.
    pub output: Option<String>,
    /// The answer of every engine.
    #[serde(default)]
    pub expect: BTreeMap<String, Value>,
}

/// A question and how its history is cut.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Assess {
    /// An expression; none asks a policy that was loaded without a question.
    pub label: Option<String>,
    /// An expression.
    pub value: Option<String>,
    /// An expression.
    pub time: Option<String>,
    /// Fields.
    pub baseline: Vec<String>,
    /// Fields.
    pub suspects: Vec<String>,
    /// A date or a share.
    pub split: Option<String>,
    /// `month`, `quarter` or `year`.
    pub by: Option<String>,
}

/// A goal of a customer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// The customer's key.
    pub customer: String,
    /// The goal.
    pub goal: String,
}

/// What is to be otherwise for a customer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    /// The customer's key.
    pub customer: String,
    /// Fields and parameters with their cells; `null` is missing.
    pub edits: BTreeMap<String, Option<String>>,
}

/// A text, or what makes one.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Bytes {
    /// As written; a line that ends with `.yaml` is the path of a policy, and one that ends with `/` that of its folder.
    Text(String),
    /// Bytes that are no text.
    Base64 {
        /// RFC 4648.
        base64: String,
    },
    /// A file of the test data that is not part of the project.
    Data {
        /// Its name.
        data: String,
    },
    /// Pieces one after the other.
    Parts {
        /// The pieces.
        parts: Vec<Part>,
    },
}

/// A piece of a text.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// As written.
    Text(String),
    /// Something many times.
    Repeat {
        /// What.
        repeat: String,
        /// How often.
        times: usize,
    },
}

/// A typed column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutColumn {
    /// The source's name of it.
    pub name: String,
    /// `int`, `double`, `text` or `decimal2`.
    #[serde(rename = "type")]
    pub ty: String,
    /// One text per row; `null` is missing.
    pub values: Vec<Option<String>>,
}

/// A section of an expectation: a text, or a number such as the exit code.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

/// Tables by name, with their bytes.
pub type Tables = Vec<(String, Vec<u8>)>;

/// A case with everything read.
#[derive(Debug, Clone)]
pub struct Input {
    /// The case.
    pub case: Case,
    /// The policy's files in the order of their names.
    pub files: Vec<(String, String)>,
    /// The tables' bytes.
    pub tables: Tables,
    /// Deliveries of earlier days, in the order of their days.
    pub history: Vec<(String, Tables)>,
    /// The files of the other policy; none when nothing is compared.
    pub against: Vec<(String, String)>,
}

/// Why a case could not be read.
#[derive(Debug)]
pub enum Problem {
    /// It needs test data that is not there.
    NoData,
    /// It is wrong.
    Broken(String),
}

/// The name that a policy of one file has.
const POLICY: &str = "p.yaml";

impl Case {
    /// Reads a case file.
    ///
    /// # Errors
    /// What is wrong with it, as text.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
        serde_yaml_ng::from_str(&text).map_err(|e| e.to_string())
    }

    /// Reads everything that the case names; `path` is where it lies.
    ///
    /// # Errors
    /// [`Problem`].
    pub fn input(self, path: &Path) -> Result<Input, Problem> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let (mut files, mut against) = (Vec::new(), Vec::new());
        for (name, text) in
            self.policy.iter().map(|text| (POLICY, text)).chain(self.files.iter().map(|(n, t)| (&**n, t)))
        {
            files.extend(text.files(name, folder)?);
        }
        if let Some(text) = &self.against {
            against.extend(text.files(POLICY, folder)?);
        }
        let tables = tables(&self.tables)?;
        let history = self.history.iter().map(|(day, sources)| Ok((day.clone(), self::tables(sources)?)));
        let history = history.collect::<Result<Vec<_>, Problem>>()?;
        Ok(Input { case: self, files, tables, history, against })
    }
}

fn tables(sources: &BTreeMap<String, Bytes>) -> Result<Tables, Problem> {
    sources.iter().map(|(name, source)| Ok((name.clone(), source.bytes()?))).collect()
}

impl Bytes {
    /// The files of a policy: those at a path, or one of this text.
    fn files(&self, name: &str, folder: &Path) -> Result<Vec<(String, String)>, Problem> {
        if let Self::Text(text) = self
            && is_path(text)
        {
            return policy_files(&folder.join(text)).map_err(|e| Problem::Broken(format!("{text}: {e}")));
        }
        let text = String::from_utf8(self.bytes()?).map_err(|e| Problem::Broken(e.to_string()))?;
        Ok(vec![(name.to_owned(), text)])
    }

    fn bytes(&self) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::Base64 { base64 } => {
                STANDARD.decode(base64.trim()).map_err(|e| Problem::Broken(e.to_string()))
            }
            Self::Data { data } => std::fs::read(data_folder().join(data)).map_err(|_| Problem::NoData),
            Self::Parts { parts } => Ok(parts.iter().map(Part::text).collect::<String>().into_bytes()),
        }
    }
}

impl Part {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Repeat { repeat, times } => repeat.repeat(*times),
        }
    }
}

impl Input {
    /// What the file expects.
    #[must_use]
    pub fn expected(&self) -> Answer {
        let mut answer = Answer::default();
        for (name, value) in &self.case.expect {
            match value {
                Value::Text(text) => answer.put(name, text.clone()),
                Value::Number(number) => answer.put(name, number.to_string()),
            }
        }
        answer
    }

    /// Whether something is to be shown.
    #[must_use]
    pub fn shows(&self, what: &str) -> bool {
        match &self.case.show {
            Some(shown) => shown.iter().any(|name| name == what),
            None => what == "customers" || super::answer::is_listed(what),
        }
    }
}

fn is_path(text: &str) -> bool {
    !text.contains('\n') && (text.ends_with(".yaml") || text.ends_with('/'))
}

/// A policy on disk: a file, or the `.yaml` and `.csv` files of a folder in the order of their names.
///
/// # Errors
/// What cannot be read.
pub fn policy_files(path: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut paths = vec![path.to_owned()];
    if path.is_dir() {
        paths = std::fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
        paths.retain(|path| path.extension().is_some_and(|e| e == "yaml" || e == "csv"));
        paths.sort();
    }
    let name = |path: &Path| path.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    paths.iter().map(|path| Ok((name(path), std::fs::read_to_string(path)?))).collect()
}

/// All case files below a folder, in the order of their paths.
#[must_use]
pub fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(all(&path));
        } else if path.extension().is_some_and(|e| e == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Writes an answer into a case file as its expectation.
///
/// # Errors
/// When the file cannot be written.
pub fn bless(path: &Path, answer: &Answer) -> std::io::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let end = if text.starts_with("expect:") { Some(0) } else { text.find("\nexpect:").map(|at| at + 1) };
    let mut text = text.get(..end.unwrap_or(text.len())).unwrap_or_default().to_owned();
    text.push_str("expect:\n");
    for (section, value) in answer.sections() {
        if value.parse::<i64>().is_ok() && section == "exit" {
            text.push_str(&format!("  {section}: {value}\n"));
        } else if is_plain(value) {
            text.push_str(&format!("  {section}: |\n"));
            for line in value.lines() {
                let line = if line.is_empty() { String::new() } else { format!("    {line}") };
                text.push_str(&line);
                text.push('\n');
            }
        } else {
            text.push_str(&format!("  {section}: {}\n", serde_json::Value::from(value)));
        }
    }
    std::fs::write(path, text)
}

/// Whether a text survives as a literal block.
fn is_plain(text: &str) -> bool {
    let shown = |c: char| {
        c == '\n' || !(c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}'))
    };
    text.ends_with('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with("\n\n")
        && text.chars().all(shown)
}

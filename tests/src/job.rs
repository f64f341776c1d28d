//! Fixed jobs that are measured: a policy, its tables, and the steps from the text of the policy to its output tables.
//!
//! [`native`] does them on the core, [`module`] on the module under wasmtime, step by step and with the same results;
//! whoever measures stands around the steps. What is *not* here: a clock, a counter, and any expectation.

use arrow_array::RecordBatch;

use crate::corpus::case::policy_files;
use crate::corpus::root;
use crate::{rb8, wide};
use appraise_host::synth::{AS_OF, Morning, Options};

pub mod module;
pub mod native;

/// What can go wrong with a job is told as a text.
pub type Tried<T> = Result<T, Box<dyn std::error::Error>>;

/// A policy, its tables, and the day.
pub struct Job {
    /// Its name.
    pub name: &'static str,
    /// The files of the policy.
    pub files: Vec<(String, String)>,
    /// The tables by name.
    pub tables: Vec<(String, Rows)>,
    /// The as-of date.
    pub as_of: &'static str,
    /// The key of the customer who is explained.
    pub customer: String,
}

/// The rows of a table.
pub enum Rows {
    /// As CSV text.
    Text(Vec<u8>),
    /// As typed columns.
    Columns(RecordBatch),
}

/// A step of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The policy, from its text to a program.
    Load,
    /// Every table, from its text or from typed columns.
    Read,
    /// The tables joined.
    Seal,
    /// All customers evaluated.
    Run,
    /// All customers evaluated by a run that keeps contributions, and the table of every indicator's contribution.
    Reasons,
    /// Every output table as typed columns.
    Output,
    /// Every output table as CSV text.
    Csv,
    /// One customer explained.
    Explain,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Load,
        Self::Read,
        Self::Seal,
        Self::Run,
        Self::Reasons,
        Self::Output,
        Self::Csv,
        Self::Explain,
    ];

    /// As it is printed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Read => "read",
            Self::Seal => "seal",
            Self::Run => "run",
            Self::Reasons => "reasons",
            Self::Output => "output",
            Self::Csv => "csv",
            Self::Explain => "explain",
        }
    }
}

/// The job RB-8: ten columns as text, cells missing; the key is the number of the row.
#[must_use]
pub fn rb8(rows: usize) -> Job {
    let policy = include_str!("../bench/rb8.yaml");
    Job {
        name: "rb8",
        files: vec![("rb8.yaml".into(), policy.into())],
        tables: vec![("customers".into(), Rows::Text(rb8::csv(rows, true)))],
        as_of: AS_OF,
        customer: "1".into(),
    }
}

/// The job RB-8 where the scorecard also gives the two reasons for which most is missing to its best.
#[must_use]
pub fn rb8_with_reasons(rows: usize) -> Job {
    let policy = include_str!("../bench/rb8.yaml");
    let codes = "reason_codes: {R1: {en: One, zh-CN: 一}, R2: {en: Two, zh-CN: 二}, R3: {en: Three, zh-CN: 三}, R4: {en: Four, zh-CN: 四}}";
    let range = "    range: [0, 100]\n";
    let asked = format!("{range}    reasons: {{baseline: max, top: 2}}\n    {codes}\n");
    let mut policy = policy.replacen(range, &asked, 1);
    for code in ["R1", "R2", "R3", "R4"] {
        policy = policy.replacen("missing: neutral}", &format!("missing: neutral, reason: {code}}}"), 1);
    }
    Job { files: vec![("rb8.yaml".into(), policy)], ..rb8(rows) }
}

const WIDE: &str = include_str!("../bench/batch.yaml");

/// A dozen typed columns, as a file of Parquet gives them.
///
/// # Errors
/// Columns that cannot be made.
pub fn columns(rows: usize) -> Tried<Job> {
    let customers = Rows::Columns(wide::customers(0..rows)?);
    Ok(Job {
        name: "columns",
        files: vec![("batch.yaml".into(), WIDE.into())],
        tables: vec![("customers".into(), customers)],
        as_of: AS_OF,
        customer: "C000000000".into(),
    })
}

/// The same with ten child rows of a customer, as text and in no order.
///
/// # Errors
/// Columns that cannot be made.
pub fn children(rows: usize) -> Tried<Job> {
    let mut holdings = Vec::new();
    wide::holdings(&mut holdings, rows, rows * 10)?;
    let mut job = Job { name: "children", ..columns(rows)? };
    job.files = vec![("batch.yaml".into(), wide::with_children(WIDE))];
    job.tables.push(("holdings".into(), Rows::Text(holdings)));
    Ok(job)
}

/// The shipped policy `wealth-cvm` over a synthetic bank with all its tables.
///
/// # Errors
/// A policy that cannot be read.
pub fn bank(customers: u64) -> Tried<Job> {
    let morning = Morning::of(Options { customers, seed: 1, days: 1 }, 1..customers + 1);
    let first = morning.tables.iter().find(|(name, _)| *name == "customers");
    let first = first.and_then(|(_, text)| text.lines().nth(1)?.split(',').next()).unwrap_or_default();
    let customer = first.to_owned();
    let text = |(name, text): (&str, String)| (name.to_owned(), Rows::Text(text.into_bytes()));
    Ok(Job {
        name: "bank",
        files: policy_files(&root().join("core/policies/wealth-cvm"))?,
        tables: morning.tables.into_iter().map(text).collect(),
        as_of: AS_OF,
        customer,
    })
}

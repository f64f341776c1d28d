//! What the engine says about who gets what: the tables `access_rows` and `access_columns` of a run.
//!
//! INVARIANT: a word that is not known here is an error, never a grant.

use std::collections::{BTreeMap, HashMap};

use super::records::Records;
use super::run::Run;
use crate::error::{Error, ErrorKind, Result};

/// Name of the table of customers and audiences.
const ROWS: &str = "access_rows";
/// Name of the table of columns and roles.
const COLUMNS: &str = "access_columns";

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treatment {
    /// It goes as it is.
    Keep,
    /// It stays behind.
    Drop,
    /// Its values are replaced.
    Pseudonym,
    /// A value goes to who sees the customer whom it names.
    Seen,
}

/// A table of the input or of the output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Table {
    /// `input` or `output`.
    pub side: String,
    /// Its name.
    pub name: String,
}

/// What a role gets of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// Columns in the order in which they are listed, with what becomes of them.
    pub columns: Vec<(String, Treatment)>,
    /// Those that hold a customer's key.
    pub keys: Vec<String>,
}

/// Somebody who gets a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Audience {
    /// The role.
    pub role: String,
    /// The person, or `all`.
    pub person: String,
    /// Whether all customers are theirs to see.
    pub all: bool,
}

/// Who gets what.
pub(super) struct Grants {
    /// In order.
    pub audiences: Vec<Audience>,
    /// Per customer's key the audiences that see it, beside those that see all.
    pub customers: HashMap<String, Vec<usize>>,
    /// Per table what each role gets of it.
    pub tables: BTreeMap<Table, BTreeMap<String, Columns>>,
}

impl Grants {
    /// Reads both tables.
    pub fn of(run: &Run) -> Result<Self> {
        let mut seen: BTreeMap<Audience, Vec<String>> = BTreeMap::new();
        run.each(ROWS, |line| {
            let (role, person, customer) = (line.text("role")?, line.text("audience")?, line.at(1));
            let all = match line.text("grant")?.as_str() {
                "all" => true,
                "own" | "deputy" => false,
                "nobody" => return Ok(()),
                other => return Err(unknown(ROWS, other)),
            };
            if person.is_empty() || all != customer.is_empty() {
                return Err(unknown(ROWS, &person));
            }
            let customers = seen.entry(Audience { role, person, all }).or_default();
            customers.extend((!all).then_some(customer));
            Ok(())
        })?;
        let mut customers: HashMap<String, Vec<usize>> = HashMap::new();
        let mut audiences = Vec::new();
        for (at, (audience, keys)) in seen.into_iter().enumerate() {
            for key in keys {
                let seers = customers.entry(key).or_default();
                if !seers.contains(&at) {
                    seers.push(at);
                }
            }
            audiences.push(audience);
        }
        Ok(Self { audiences, customers, tables: columns(run)? })
    }

    /// Whether something is given as a pseudonym.
    pub fn needs_key(&self) -> bool {
        let all = self.tables.values().flat_map(BTreeMap::values).flat_map(|columns| &columns.columns);
        all.into_iter().any(|(_, treatment)| *treatment == Treatment::Pseudonym)
    }
}

fn columns(run: &Run) -> Result<BTreeMap<Table, BTreeMap<String, Columns>>> {
    let mut tables: BTreeMap<Table, BTreeMap<String, Columns>> = BTreeMap::new();
    run.each(COLUMNS, |line| {
        let table = Table { side: line.text("side")?, name: line.text("table")? };
        let column = line.text("column")?;
        let treatment = match line.text("treatment")?.as_str() {
            "keep" => Treatment::Keep,
            "drop" => Treatment::Drop,
            "pseudonym" => Treatment::Pseudonym,
            "seen" => Treatment::Seen,
            other => return Err(unknown(COLUMNS, other)),
        };
        let of_role = tables.entry(table).or_default().entry(line.text("role")?).or_default();
        match line.text("customer")?.as_str() {
            "true" => of_role.keys.push(column.clone()),
            "false" => {}
            other => return Err(unknown(COLUMNS, other)),
        }
        of_role.columns.push((column, treatment));
        Ok(())
    })?;
    Ok(tables)
}

fn unknown(table: &str, word: &str) -> Error {
    Error::new(ErrorKind::File, format!("`{table}` says `{word}`, which this program does not know"))
}

/// A line of a table by the names of its columns.
pub(super) struct Line<'a> {
    header: &'a [String],
    cells: &'a [String],
}

impl Line<'_> {
    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(String::as_str)
    }

    /// The cell of a column.
    pub fn text(&self, name: &str) -> Result<String> {
        let at = self.header.iter().position(|column| column == name);
        let missing = || Error::new(ErrorKind::File, format!("the tables of access have no column `{name}`"));
        at.map(|at| self.at(at)).ok_or_else(missing)
    }

    /// The cell at a place.
    pub fn at(&self, at: usize) -> String {
        self.cells.get(at).cloned().unwrap_or_default()
    }
}

impl Run {
    /// Every line of an output table.
    pub fn each(&self, table: &str, mut take: impl FnMut(&Line<'_>) -> Result<()>) -> Result<()> {
        let files = self.output(table);
        if files.is_empty() {
            return Err(Error::usage(format!(
                "the run has no {table}.csv: its policy has no `access`, or it was not written as CSV"
            )));
        }
        for file in files {
            let mut records = Records::open(&file.path, crate::encoding::Encoding::Utf8)?;
            let header = records.header()?;
            while let Some(cells) = records.next()? {
                let cells: Vec<String> = cells.into_iter().map(|cell| defused(cell.text)).collect();
                take(&Line { header: &header, cells: &cells })?;
            }
            if records.broken > 0 {
                let path = file.path.display();
                return Err(Error::new(ErrorKind::File, format!("`{path}` has a line that cannot be read")));
            }
            file.confirm(records.finish()?)?;
        }
        Ok(())
    }
}

/// A text as it was before the engine kept a spreadsheet from taking it for a formula.
fn defused(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => text,
    }
}

//! The JSON that the module hands out about a source, as types.

use serde::{Deserialize, Serialize};

use crate::report::Wording;

/// How the columns of a source and the fields of its table go together.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Matching {
    /// The table.
    pub table: String,
    /// Whether rows can be read.
    pub readable: bool,
    /// The fields, in the policy's order.
    pub fields: Vec<FieldMatch>,
    /// Columns that no field takes.
    pub unused: Vec<String>,
}

/// How one field is found.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct FieldMatch {
    /// The field.
    pub field: String,
    /// The column that it is looked for under.
    pub column: String,
    /// How often that column is there.
    pub found: u64,
    /// Whether a rule, a key or an output reads it.
    pub used: bool,
    /// Whether the table cannot be read without it.
    pub needed: bool,
    /// Columns that nobody takes and that are called nearly like it.
    pub near: Vec<String>,
    /// The one column that a mapping could name without a doubt.
    pub suggested: Option<String>,
}

/// What a dataset holds.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Profile {
    /// The delivered tables.
    pub tables: Vec<TableProfile>,
}

/// What a table holds.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TableProfile {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: Option<Wording>,
    /// Records that were read.
    pub read: u64,
    /// Usable rows.
    pub rows: u64,
    /// Rows in quarantine, by reason.
    pub quarantined: Vec<Finding>,
    /// Of a child table: customers without a row.
    pub without: Option<u64>,
    /// Of a child table: customers of whom a row is in quarantine.
    pub incomplete: Option<u64>,
    /// Its last complete day and the first day that it holds, as far as its delivery says.
    pub days: [Option<String>; 2],
    /// The fields that are read.
    pub fields: Vec<FieldProfile>,
}

/// Something that is wrong, how often, and where for example.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Finding {
    /// The reason, as in `faults` and `quarantine`.
    pub reason: String,
    /// How often.
    pub count: u64,
    /// The first lines, or numbers of rows.
    pub lines: Vec<u32>,
    /// The cells of those lines, masked by the module.
    pub cells: Vec<String>,
}

/// What a field holds.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct FieldProfile {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: Option<Wording>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether its column is there.
    pub found: bool,
    /// Rows with a value.
    pub known: u64,
    /// Rows without one.
    pub missing: u64,
    /// Rows with something that is no value.
    pub invalid: u64,
    /// The share of rows in which it has no value.
    pub unknown: Option<String>,
    /// Different values.
    pub distinct: u64,
    /// Whether their number is an estimate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub estimated: bool,
    /// The smallest and the largest value, where they may be shown.
    pub range: Option<[String; 2]>,
    /// The values of an enumeration or a switch with their counts, where they may be shown.
    pub values: Vec<(String, u64)>,
    /// Cells that could not be read, by reason.
    pub faults: Vec<Finding>,
    /// What of the policy rests on it.
    pub affects: Vec<Affected>,
}

/// A part of the policy that rests on a field.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Affected {
    /// `scorecard`, `dimension`, `table`, `class`, `tag`, `alert`, `offer` or `report`.
    pub kind: String,
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Option<Wording>,
}

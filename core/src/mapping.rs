//! Mapping: which column of a source holds which field, where the policy's own names do not say it.
//!
//! A mapping belongs to a bank's files and not to its policy: no rule, no hash and no result depends on it, and the same
//! policy is loaded with another mapping for other files. It is a document of tables, fields and columns:
//!
//! ```yaml
//! customers: {aum: AUM_CNY, customer_id: 客户号}
//! ```
//!
//! [`apply`] makes the schema look for those columns, [`matching`] says what of a source is found, and which columns
//! that nobody takes are nearly what is missing. What is near is advice: nothing is mapped that was not said.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::dataset::cell::trim;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::{Field, Schema, Table};
use crate::policy::SourceFile;
use crate::text::read::{Item, Reader};
use crate::text::yaml;

mod near;

/// Makes the fields of a schema look for the columns that a mapping names.
///
/// `file` is the mapping's number among the files of the findings. Findings are those of any document, and
/// [`Code::UnknownKey`] for a table or a field that is none.
pub fn apply(schema: &mut Schema, file: u16, mapping: SourceFile<'_>, out: &mut Diagnostics) {
    let Some(node) = yaml::parse(file, mapping.text, out) else { return };
    let mut reader = Reader::default();
    for (name, fields) in reader.entries(&Item::root(&node)) {
        let Some(at) = schema.tables.iter().position(|table| table.id == name.text) else {
            let known: Vec<&str> = schema.tables.iter().map(|table| table.id.as_str()).collect();
            reader.say(Code::UnknownKey, name.span, &fields.pointer, &[&name.text, &known.join(", ")]);
            continue;
        };
        if let Some(table) = schema.tables.get_mut(at) {
            fill(table, &fields, &mut reader);
        }
    }
    out.0.extend(reader.out.0);
}

fn fill(table: &mut Table, fields: &Item<'_>, reader: &mut Reader) {
    for (name, column) in reader.entries(fields) {
        let Some(field) = table.fields.iter_mut().find(|field| field.id == name.text) else {
            let known: Vec<&str> = table.fields.iter().map(|field| field.id.as_str()).collect();
            reader.say(Code::UnknownKey, name.span, &column.pointer, &[&name.text, &known.join(", ")]);
            continue;
        };
        if let Some(column) = reader.value(&column) {
            field.source = trim(&column.text).into();
        }
    }
}

/// How the columns of a source and the fields of its table go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matching {
    /// The table.
    pub table: String,
    /// Whether rows can be read: every column is there that has to be, and none of those twice.
    pub readable: bool,
    /// The fields, in the policy's order.
    pub fields: Vec<FieldMatch>,
    /// Columns that no field takes, in the order of the source.
    pub unused: Vec<String>,
}

/// How one field is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldMatch {
    /// The field.
    pub field: String,
    /// The column that it is looked for under.
    pub column: String,
    /// How often that column is there.
    pub found: usize,
    /// Whether a rule, a key or an output reads it; any other column is passed over.
    pub used: bool,
    /// Whether the table cannot be read without it.
    pub needed: bool,
    /// Of a field that is not found: columns that nobody takes and that are called nearly like it, the nearest first.
    pub near: Vec<String>,
    /// The one column that a mapping could name without a doubt.
    pub suggested: Option<String>,
}

/// Says which of `columns` are taken by the fields of a table.
#[must_use]
pub fn matching(table: &Table, columns: &[String]) -> Matching {
    let columns: Vec<&str> = columns.iter().map(|column| trim(column)).collect();
    let taken = |column: &str| table.fields.iter().any(|field| field.source == column);
    let mut unused: Vec<&str> = Vec::new();
    for column in columns.iter().copied().filter(|column| !taken(column)) {
        if !unused.contains(&column) {
            unused.push(column);
        }
    }
    let field = |(field, at): (&Field, u16)| {
        let found = columns.iter().filter(|column| **column == field.source).count();
        let used = field.used || table.key.fields().any(|key| key == at);
        FieldMatch {
            field: field.id.clone(),
            column: field.source.clone(),
            found,
            used,
            needed: used && !field.nullable,
            near: if found == 0 { near::near(field, &unused) } else { Vec::new() },
            suggested: None,
        }
    };
    let mut fields: Vec<FieldMatch> = table.fields.iter().zip(0u16..).map(field).collect();
    suggest(&mut fields);
    Matching {
        table: table.id.clone(),
        readable: fields
            .iter()
            .all(|field| !(field.needed && field.found == 0 || field.used && field.found > 1)),
        fields,
        unused: unused.into_iter().map(String::from).collect(),
    }
}

/// Suggests a column for a field where exactly one is near, and is near to no other field.
fn suggest(fields: &mut [FieldMatch]) {
    let near: Vec<String> = fields.iter().flat_map(|field| field.near.iter().cloned()).collect();
    for field in fields {
        let [column] = field.near.as_slice() else { continue };
        if near.iter().filter(|other| *other == column).count() == 1 {
            field.suggested = Some(column.clone());
        }
    }
}

#[cfg(test)]
mod tests;

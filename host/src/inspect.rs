//! What of some files a policy can use: which columns it takes, what is missing, and what is in them.
//!
//! Every count and every suggestion is the module's. Nothing is scored and nothing is written; [`mapping`] makes a text
//! of what was found, for the next time.
//!
//! The rows are read into one instance, whose memory limit says how many there may be.

mod report;

use std::path::{Path, PathBuf};

use serde::Serialize;

#[cfg(doc)]
use crate::error::ErrorKind;
use crate::error::{Error, Result};
use crate::input::{CUSTOMERS, Encoding, Reading, Source, feed, head};
use crate::instance::{Instance, Policy};
use crate::schema::Schema;

pub use report::{Affected, FieldMatch, FieldProfile, Finding, Matching, Profile, TableProfile};

/// What was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspection {
    /// Whether a run could be made: the customers can be read, and so can every other table that is there.
    pub readable: bool,
    /// The tables that are there.
    pub tables: Vec<Inspected>,
    /// Tables of the policy that are not; what needs them is unknown.
    pub absent: Vec<String>,
}

/// One table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspected {
    /// The names of its files, without their folders.
    pub files: Vec<String>,
    /// How its columns are taken.
    pub matching: Matching,
    /// What is in it; nothing where the files cannot be read.
    pub profile: Option<TableProfile>,
}

impl Inspection {
    /// Whether everything that was read can be used.
    pub fn is_clean(&self) -> bool {
        let profiles = self.tables.iter().filter_map(|table| table.profile.as_ref());
        let is_clean = |profile: &TableProfile| {
            profile.quarantined.is_empty() && profile.fields.iter().all(|field| field.faults.is_empty())
        };
        self.readable && profiles.into_iter().all(is_clean)
    }
}

/// Looks at the files of a policy's tables. `progress` is told of a table the bytes read so far.
///
/// # Errors
///
/// [`ErrorKind::File`] if a file cannot be read; [`ErrorKind::Memory`] if the rows are more than one instance holds. A
/// column that is missing is no error but a finding.
pub fn inspect(
    instance: &mut Instance,
    (policy, schema): (Policy, &Schema),
    sources: &[Source],
    encoding: Encoding,
    progress: &mut dyn FnMut(&Source, u64),
) -> Result<Inspection> {
    let mut found = Inspection { readable: true, ..Inspection::default() };
    for source in sources {
        let matching = instance.matching(policy, &source.table, &head(source, encoding)?)?;
        found.readable &= matching.readable;
        let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned());
        let files = source.files.iter().filter_map(name).collect();
        found.tables.push(Inspected { files, matching, profile: None });
    }
    let known = schema.inputs()?;
    found.absent =
        known.into_iter().filter(|name| sources.iter().all(|source| source.table != *name)).collect();
    let readable =
        |table: &str| found.tables.iter().any(|t| t.matching.table == table && t.matching.readable);
    if !readable(CUSTOMERS) {
        return Ok(found);
    }
    let dataset = instance.dataset(policy)?;
    for source in sources.iter().filter(|source| readable(&source.table)) {
        let reading = Reading { columns: &schema.columns(&source.table), encoding };
        feed(instance, &[dataset], source, reading, &mut |bytes| progress(source, bytes))?;
    }
    instance.seal(dataset)?;
    let mut profiles = instance.profile(dataset)?.tables;
    instance.release(dataset)?;
    for table in &mut found.tables {
        let at = profiles.iter().position(|profile| profile.name == table.matching.table);
        table.profile = at.filter(|_| table.matching.readable).map(|at| profiles.swap_remove(at));
    }
    Ok(found)
}

/// Writes [`mapping`] to a file.
///
/// # Errors
///
/// [`ErrorKind::File`] if it cannot be written.
pub fn write_mapping(path: &Path, found: &Inspection) -> Result<()> {
    std::fs::write(path, mapping(found)).map_err(|cause| Error::file("write the mapping", path, cause))
}

/// A mapping as a file: every field that is found, those for which a column is suggested, and what is left as a comment.
pub fn mapping(found: &Inspection) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = String::new();
    for Inspected { matching, .. } in &found.tables {
        text.push_str(&format!("{}:\n", matching.table));
        for field in &matching.fields {
            let name = &field.field;
            let near = field.near.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
            text.push_str(&match &field.suggested {
                _ if field.found > 0 => format!("  {name}: {}\n", quoted(&field.column)),
                Some(column) => {
                    format!("  {name}: {}  # not there: {}\n", quoted(column), quoted(&field.column))
                }
                None if near.is_empty() => format!("  # {name}: not there: {}\n", quoted(&field.column)),
                None => format!("  # {name}: not there: {}, near: {near}\n", quoted(&field.column)),
            });
        }
        let suggested =
            |column: &&String| matching.fields.iter().any(|f| f.suggested.as_ref() == Some(*column));
        let unused = matching.unused.iter().filter(|column| !suggested(column));
        let unused: Vec<String> = unused.map(|column| quoted(column)).collect();
        if !unused.is_empty() {
            text.push_str(&format!("  # columns that no field takes: {}\n", unused.join(", ")));
        }
    }
    text
}

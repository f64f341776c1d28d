//! What of some files a policy can use: which columns it takes, what is missing, and what is in them.
//!
//! Every count and every suggestion is the module's. Nothing is scored, and nothing is written but spill files that go;
//! [`mapping`] makes a text of what was found, for the next time.
//!
//! The rows are read in chunks, as a run reads them: files larger than the memory of the module are no difficulty. Only
//! where customers are known by other keys, or child rows name customers by number, all are read at once.

mod report;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::batch::{Live, Pieces, Tell, profile};
use crate::engine::Engine;
#[cfg(doc)]
use crate::error::ErrorKind;
use crate::error::{Error, Result};
use crate::input::{CUSTOMERS, Source, head};
use crate::policy_files::PolicyFiles;

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

/// Looks at the files of a policy's tables, the customers first. `tell` is told how far the reading is.
///
/// # Errors
///
/// [`ErrorKind::Policy`] if the policy has errors; [`ErrorKind::File`] if a file cannot be read. A column that is missing
/// is no error but a finding.
pub fn inspect(
    engine: &Engine,
    files: &PolicyFiles,
    sources: &[Source],
    pieces: &Pieces,
    tell: &Tell<'_>,
) -> Result<Inspection> {
    let mut live = Live::new(engine, files)?;
    let schema = live.instance.schema(live.policy)?;
    let mut found = Inspection { readable: true, ..Inspection::default() };
    for source in sources {
        let matching = live.instance.matching(live.policy, &source.table, &head(source, pieces.encoding)?)?;
        found.readable &= matching.readable;
        let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned());
        let files = source.files.iter().filter_map(name).collect();
        found.tables.push(Inspected { files, matching, profile: None });
    }
    let known = schema.inputs()?;
    found.absent =
        known.into_iter().filter(|name| sources.iter().all(|source| source.table != *name)).collect();
    let is_readable =
        |table: &str| found.tables.iter().any(|t| t.matching.table == table && t.matching.readable);
    if !is_readable(CUSTOMERS) {
        return Ok(found);
    }
    let readable = sources.iter().filter(|source| is_readable(&source.table)).cloned().collect();
    let mut profiles = profile(&mut live, &schema, readable, pieces, tell)?.tables;
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

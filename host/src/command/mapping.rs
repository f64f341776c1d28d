//! The arguments that name a mapping of columns.

use std::path::PathBuf;

use appraise_host::Result;
use appraise_host::policy_files::PolicyFiles;
use clap::Args;
use serde_json::{Map, Value};

/// How the messages of the module call what the command line says.
const NAME: &str = "--map";

/// Which columns of the files hold which fields.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Mapping {
    /// A file that says which column holds which field, as `inspect --suggest` writes it (YAML or JSON)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The column of a field, for example customers.aum=AUM_CNY; wins over the file; may be repeated
    #[arg(long = "map", value_name = "TABLE.FIELD=COLUMN", value_parser = entry)]
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    table: String,
    field: String,
    column: String,
}

fn entry(text: &str) -> std::result::Result<Entry, String> {
    let parts = text.split_once('=').and_then(|(left, column)| Some((left.split_once('.')?, column)));
    match parts {
        Some(((table, field), column)) if ![table, field, column].contains(&"") => {
            Ok(Entry { table: table.to_owned(), field: field.to_owned(), column: column.to_owned() })
        }
        _ => Err("write it as table.field=column, for example customers.aum=AUM_CNY".to_owned()),
    }
}

impl Mapping {
    /// The policy whose fields are looked for where the mapping says.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub(super) fn apply(&self, mut files: PolicyFiles) -> Result<PolicyFiles> {
        if let Some(path) = &self.mapping {
            files = files.mapped_by(path)?;
        }
        if self.entries.is_empty() {
            return Ok(files);
        }
        let mut tables = Map::new();
        for Entry { table, field, column } in &self.entries {
            let fields = tables.entry(table.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(fields) = fields {
                fields.insert(field.clone(), Value::from(column.as_str()));
            }
        }
        Ok(files.mapped(NAME, Value::Object(tables).to_string()))
    }
}

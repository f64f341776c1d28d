//! The customers of the cases, for promises about parts of them.

use appraise_core::load::{Loaded, load};
use appraise_core::model::RowKey;
use appraise_core::outcome::as_of;
use appraise_core::parts::ties;
use appraise_core::policy::SourceFile;
use appraise_tests::corpus::case::{Problem, all};
use appraise_tests::corpus::{Case, Input, root};

/// A case that is read as it stands: no second reading, no typed columns, no other encoding.
pub struct Population {
    pub name: String,
    pub loaded: Loaded,
    pub as_of: i64,
    pub tables: Vec<Table>,
}

/// A table of it.
#[derive(Clone)]
pub struct Table {
    pub name: String,
    pub text: Vec<u8>,
    /// Whether every part gets all of it.
    pub reference: bool,
    /// Whether its values tie customers.
    pub ties: bool,
}

/// The populations of all cases that have customers.
pub fn populations() -> impl Iterator<Item = Population> {
    let input = |path: std::path::PathBuf| {
        let case = Case::read(&path).map_err(Problem::Broken).ok()?;
        let input = case.input(&path).ok()?;
        population(&input, path.file_stem()?.to_str()?)
    };
    all(&root().join("tests").join("cases")).into_iter().filter_map(input)
}

fn population(input: &Input, name: &str) -> Option<Population> {
    let plain = input.case.put.is_empty() && input.case.again.is_none() && input.case.encoding.is_none();
    plain.then_some(())?;
    let files: Vec<SourceFile<'_>> =
        input.files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let loaded = load(&files).1?;
    let as_of = as_of(&loaded.model, input.case.as_of.as_ref()?, input.case.force).ok()?;
    let schema = &loaded.model.schema;
    let table = |(name, text): &(String, Vec<u8>)| {
        let id = schema.table_named(name)?;
        let declared = schema.table(id)?;
        let reference = matches!(declared.key, RowKey::Reference { .. });
        let ties = ties(&loaded.model).iter().any(|tie| tie.table == id);
        Some(Table { name: name.clone(), text: text.clone(), reference, ties })
    };
    let tables = input.tables.iter().map(table).collect::<Option<Vec<_>>>()?;
    tables.iter().any(|table| table.name == schema.tables[0].id).then_some(())?;
    Some(Population { name: name.to_owned(), loaded, as_of, tables })
}

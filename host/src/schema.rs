//! What the host reads of a policy's schema: which tables go in, and how output columns are called.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::report::Wording;

/// What the output tables of several parts of a run make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One after the other they are the table of the whole run.
    Rows,
    /// Every part has the same; that of the first is the table.
    Once,
    /// They are added up by the module.
    Merged,
}

/// The module's JSON schema of a policy.
#[derive(Clone, Debug)]
pub struct Schema(Value);

impl Schema {
    pub(crate) fn new(json: Value) -> Self {
        Self(json)
    }

    /// The JSON as the module wrote it.
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// The names of the input tables, customers among them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Abi`](crate::ErrorKind::Abi) if the module lists none.
    pub fn inputs(&self) -> Result<Vec<String>> {
        let names: Vec<String> =
            entries(self.0.get("inputs")).filter_map(|table| name(table).map(str::to_owned)).collect();
        if names.is_empty() {
            return Err(Error::abi("the module's schema lists no input table"));
        }
        Ok(names)
    }

    /// The columns of an input table's source that the policy names.
    pub fn columns(&self, table: &str) -> Vec<String> {
        let columns = entries(self.input(table).and_then(|table| table.get("fields")));
        columns.filter_map(|field| field.get("from")?.as_str().map(str::to_owned)).collect()
    }

    /// Of what kind an input table is: `customers`, `child` or `reference`.
    pub fn kind(&self, table: &str) -> Option<&str> {
        self.input(table)?.get("kind")?.as_str()
    }

    /// The columns of an input table's source that an index of it needs.
    pub fn key_columns(&self, table: &str) -> Vec<String> {
        texts(self.input(table).and_then(|table| table.get("key_columns")))
    }

    /// Whether rows of an input table whose customer is not in the run are kept.
    pub fn is_carried(&self, table: &str) -> bool {
        self.input(table).and_then(|table| table.get("carried")).and_then(Value::as_bool) == Some(true)
    }

    /// The sections for which the policy has to be run on all customers at once; empty when it can be run in parts.
    pub fn whole(&self) -> Vec<String> {
        texts(self.0.get("whole"))
    }

    /// Whether the values of an input table tie customers, who have to be in one part then.
    pub fn ties(&self, table: &str) -> bool {
        self.input(table).and_then(|table| table.get("ties")).and_then(Value::as_bool) == Some(true)
    }

    /// Whether customers are tied by the values of some table, in a policy that can be run in parts.
    pub fn has_ties(&self) -> bool {
        let mut inputs = entries(self.0.get("inputs"));
        self.whole().is_empty() && inputs.any(|table| name(table).is_some_and(|name| self.ties(name)))
    }

    /// What an output table of several parts of a run is made of; [`Scope::Rows`] for one that the module does not
    /// list.
    pub fn scope(&self, table: &str) -> Scope {
        let table = entries(self.0.get("outputs")).find(|entry| name(entry) == Some(table));
        match table.and_then(|table| table.get("scope")).and_then(Value::as_str) {
            Some("once") => Scope::Once,
            Some("merged") => Scope::Merged,
            _ => Scope::Rows,
        }
    }

    fn input(&self, table: &str) -> Option<&Value> {
        entries(self.0.get("inputs")).find(|entry| name(entry) == Some(table))
    }

    /// The names of the output tables, in the module's order.
    pub fn outputs(&self) -> Vec<String> {
        entries(self.0.get("outputs")).filter_map(|table| name(table).map(str::to_owned)).collect()
    }

    /// The wording of an output column, where it has one.
    pub fn label(&self, table: &str, column: &str) -> Option<Wording> {
        let table = entries(self.0.get("outputs")).find(|entry| name(entry) == Some(table))?;
        let column = entries(table.get("columns")).find(|entry| name(entry) == Some(column))?;
        serde_json::from_value(column.get("label")?.clone()).ok()
    }
}

fn entries(list: Option<&Value>) -> impl Iterator<Item = &Value> {
    list.and_then(Value::as_array).into_iter().flatten()
}

fn name(entry: &Value) -> Option<&str> {
    entry.get("name").and_then(Value::as_str)
}

fn texts(list: Option<&Value>) -> Vec<String> {
    entries(list).filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

//! What the host reads of a policy's schema: which tables go in, and how output columns are called.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::report::Wording;

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
        let table = entries(self.0.get("inputs")).find(|entry| name(entry) == Some(table));
        let columns = entries(table.and_then(|table| table.get("fields")));
        columns.filter_map(|field| field.get("from")?.as_str().map(str::to_owned)).collect()
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

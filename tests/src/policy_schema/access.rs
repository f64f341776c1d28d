//! Who may see what of a run.

use schemars::JsonSchema;

use super::scalar::{Label, Named, Text};

/// Roles, and who stands in for whom.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Access {
    /// The roles, by name.
    pub roles: Named<Role>,
    /// Who stands in for whom.
    pub deputies: Option<Deputies>,
}

/// A role: which customers its people see, and what of them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Role {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// Which customers.
    pub rows: Rows,
    /// Which columns.
    pub columns: Columns,
    /// Which tables; those about its customers, and reference tables, when left out.
    pub tables: Option<Vec<Text>>,
    /// Fields that it sees as pseudonyms: `field` of customers, or `table.field`.
    pub pseudonyms: Option<Vec<Text>>,
}

/// Which customers a role sees.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Rows {
    /// All of them.
    All(All),
    /// Those whose field names the person.
    Field(Own),
}

/// `all`.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum All {
    /// All customers.
    All,
}

/// The customers whose field names the person, or leads to a row that does.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Own {
    /// The field of customers, a string.
    pub field: Text,
    /// The reference table that the field leads to.
    pub of: Option<Head>,
}

/// A reference table whose rows name a person.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Head {
    /// The table.
    pub table: Text,
    /// Its field that names the person, a string.
    pub head: Text,
}

/// Which columns a role sees.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Columns {
    /// Data classes: `[C1]` or `[C1, C2]`.
    pub classes: Vec<Text>,
    /// Nothing but these fields, scorecards, classes, alerts and columns.
    pub only: Option<Vec<Text>>,
    /// None of these fields and definitions, nor what rests on them.
    pub except: Option<Vec<Text>>,
}

/// Who stands in for whom: a reference table and what its fields are.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Deputies {
    /// The table.
    pub table: Text,
    /// Its field with who is absent.
    pub absent: Text,
    /// Its field with who stands in.
    pub deputy: Text,
    /// Its field with the first day.
    pub from: Text,
    /// Its field with the last day.
    pub until: Text,
}

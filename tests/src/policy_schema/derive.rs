//! Derived values, and aggregates over child tables.

use schemars::JsonSchema;

use super::scalar::{ByText, Cel, Label, Text, Value, one_of};

/// The keys of which a total has exactly one.
const TOTALS: [&str; 9] = ["sum", "min", "max", "avg", "count", "count_distinct", "first", "last", "exists"];

/// A derived value.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Derive {
    /// An expression.
    Cel(Cel),
    /// An expression with a label.
    Formula(Formula),
    /// An aggregate over a child table.
    Total(DerivedTotal),
    /// The share that some rows have of an aggregate.
    Share(DerivedShare),
}

/// An expression with a label.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Formula {
    /// Its name for people.
    pub label: Option<Label>,
    /// How it is computed.
    pub expr: Cel,
}

/// An aggregate over a child table, with a label.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&TOTALS)))]
pub struct DerivedTotal {
    /// Its name for people.
    pub label: Option<Label>,
    /// What is computed.
    #[schemars(flatten)]
    pub total: TotalKeys,
}

/// The share that some rows have of an aggregate, with a label.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DerivedShare {
    /// Its name for people.
    pub label: Option<Label>,
    /// Of what, and which rows.
    pub share: PartialTotal,
}

/// What an indicator looks at.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Source {
    /// An expression.
    Cel(Cel),
    /// An aggregate over a child table.
    Total(Total),
    /// The share that some rows have of an aggregate.
    Share(Share),
}

/// The share that some rows have of an aggregate.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Share {
    /// Of what, and which rows.
    pub share: PartialTotal,
}

/// An aggregate over a child table.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&TOTALS)))]
pub struct Total {
    /// What is computed.
    #[schemars(flatten)]
    pub total: TotalKeys,
}

/// Exactly one of the aggregates, which rows, and of which days.
#[derive(JsonSchema)]
pub struct TotalKeys {
    /// The exact sum of a field: `holdings.amount`; 0 of no rows.
    pub sum: Option<Text>,
    /// The smallest value of a field; unknown of no rows.
    pub min: Option<Text>,
    /// The largest value of a field; unknown of no rows.
    pub max: Option<Text>,
    /// The mean of a field, with two more places; unknown of no rows.
    pub avg: Option<Text>,
    /// The number of rows of a table: `holdings`.
    pub count: Option<Text>,
    /// The number of different values of a field.
    pub count_distinct: Option<Text>,
    /// The value of a field in the first row by event date; unknown of no rows.
    pub first: Option<Text>,
    /// The value of a field in the last row by event date; unknown of no rows.
    pub last: Option<Text>,
    /// Whether a table has a row.
    pub exists: Option<Text>,
    /// Which rows; all when left out.
    #[schemars(rename = "where")]
    pub filter: Option<Filter>,
    /// Of which days; all when left out.
    pub window: Option<Window>,
}

/// A total of which the share of some rows is taken.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["sum", "count"])))]
pub struct PartialTotal {
    /// The exact sum of a field: `holdings.amount`.
    pub sum: Option<Text>,
    /// The number of rows of a table: `holdings`.
    pub count: Option<Text>,
    /// Which rows have the share.
    #[schemars(rename = "where")]
    pub filter: Filter,
    /// Of which days both are; all when left out.
    pub window: Option<Window>,
}

/// Which rows of a child table are taken.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Filter {
    /// A condition over the fields of the row.
    Cel(Cel),
    /// What the fields have to be, by name.
    Fields(ByText<Match>),
}

/// What a field has to be: one cell, or one of several.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Match {
    /// A cell, such as `deposit` or `">= 1000"`.
    One(Value),
    /// Any of these cells.
    Several(Vec<Value>),
}

/// Of which days rows are taken.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Window {
    /// `last_day`, `30d`, `3m`, `mtd`, `qtd`, `ytd`, `last_month` or `last_quarter`.
    Named(Text),
    /// From a date to a date, both included.
    Dates(Dates),
}

/// From a date to a date, both included.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Dates {
    /// The first day.
    pub from: Cel,
    /// The last day.
    pub to: Cel,
}

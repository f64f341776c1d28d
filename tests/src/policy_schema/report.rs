//! Reports: figures of groups, the migration between classes, the drift of a value.

use schemars::JsonSchema;
use serde_json::{Value as Json, json};

use super::param::Effective;
use super::scalar::{Cel, Day, Label, Named, Number, Text, Value, Whole, none_of, one_of};

/// A report: figures of groups (`by`, `measures`), a `migration`, or a drift (`psi`, `bins`, `expected`).
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = shapes()))]
pub struct Report {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// The days on which it acts.
    pub effective: Option<Effective>,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// What the groups are made by.
    pub by: Option<Vec<Cel>>,
    /// The figures of each group, by name.
    pub measures: Option<Named<Figure>>,
    /// The class of which it shows who came from where.
    pub migration: Option<Text>,
    /// The value of which it shows how far its distribution is from the one expected.
    pub psi: Option<Cel>,
    /// The cells that cut the value into bins.
    pub bins: Option<Vec<Value>>,
    /// The share of customers that is expected in each bin.
    pub expected: Option<Vec<Value>>,
    /// Which customers it is about; all when left out.
    #[schemars(rename = "where")]
    pub filter: Option<Cel>,
    /// What it hides before it is given away.
    pub partner: Option<Partner>,
}

/// The three shapes of a report.
fn shapes() -> Json {
    json!([
        {"anyOf": one_of(&["by", "measures"]), "not": none_of(&["migration", "psi", "bins", "expected"])},
        {"required": ["migration"], "not": none_of(&["by", "measures", "psi", "bins", "expected"])},
        {"required": ["psi", "bins", "expected"], "not": none_of(&["by", "measures", "migration"])},
    ])
}

/// What is hidden from those who get the report.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Partner {
    /// The smallest number of customers of a cell that is shown.
    pub min_cell: Whole,
}

/// A figure of a group of customers.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Figure {
    /// A figure without a value.
    Word(FigureWord),
    /// A figure of a value.
    Of(FigureOf),
}

/// A figure without a value.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum FigureWord {
    /// The number of customers.
    Count,
}

/// Exactly one figure of a value.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["sum", "mean", "share", "quantiles"])))]
pub struct FigureOf {
    /// The exact sum of the known values.
    pub sum: Option<Cel>,
    /// The mean of the known values.
    pub mean: Option<Cel>,
    /// The share of those of whom the condition is true, among those of whom it is known.
    pub share: Option<Cel>,
    /// Values below which given shares of the known values lie.
    pub quantiles: Option<Cel>,
    /// Of quantiles: the shares, such as `[0.5, 0.9]`.
    pub at: Option<Vec<Number>>,
}

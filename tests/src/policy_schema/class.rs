//! Systems of classes, and tags.

use schemars::JsonSchema;

use super::decision::Rows;
use super::scalar::{Cel, Day, Label, Members, Named, Text, Value, one_of};

/// A system of classes, such as tiers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["measure", "inputs"])))]
pub struct Class {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// The one value that the rows look at.
    pub measure: Option<Cel>,
    /// The values that the rows look at, by name, where there are several.
    pub inputs: Option<Named<Cel>>,
    /// Per row the cells of the inputs, then the member.
    pub rows: Rows,
    /// The classes, the lowest first.
    pub members: Members,
    /// What a customer without a class is called.
    pub unrated: Option<Unrated>,
    /// How often official classes are reviewed.
    pub review: Rhythm,
    /// When a customer rises.
    pub up: Option<Up>,
    /// When a customer falls.
    pub down: Option<Down>,
}

/// What a customer without a class is called.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Unrated {
    /// The name for people.
    pub label: Label,
}

/// How often official classes are reviewed.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Rhythm {
    /// In every run.
    Daily,
    /// In the first run of a month.
    Monthly,
    /// In the first run of a quarter.
    Quarterly,
    /// In the first run of a year.
    Yearly,
}

/// When a customer rises.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Up {
    /// After how many reviews in a row.
    pub after: Option<Value>,
    /// How far beyond the edge, as a percentage of it: `5%`.
    pub margin: Option<Value>,
}

/// When a customer falls.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Down {
    /// After how many reviews in a row.
    pub after: Option<Value>,
    /// How far beyond the edge, as a percentage of it: `5%`.
    pub margin: Option<Value>,
    /// How long it is announced before it takes effect: `30d`.
    pub notice: Option<Value>,
    /// How long after joining a class no fall begins: `90d`.
    pub grace: Option<Value>,
}

/// A named condition that is put out.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Tag {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The condition.
    pub when: Cel,
}

//! Groups of customers, and what is totalled over them.

use schemars::JsonSchema;

use super::derive::Filter;
use super::scalar::{Label, Named, Text};

/// A kind of groups: households, companies.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Group {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it is recorded who belongs together.
    pub members: Relations,
    /// The field of a child table by which an asset of several members is known to be one.
    pub once_by: Option<Text>,
    /// What is totalled, by name: `household.aum`.
    pub totals: Named<Total>,
}

/// The table of relations and what its fields are.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [{"required": ["group"]}, {"required": ["head"]}]))]
pub struct Relations {
    /// The table: one under `refs`, or a child table.
    pub table: Text,
    /// Its field with the member's key; of a child table the customer is the member.
    pub member: Option<Text>,
    /// Its field with the group.
    pub group: Option<Text>,
    /// Its field with the key of the member's head.
    pub head: Option<Text>,
    /// Its field with the first day.
    pub from: Option<Text>,
    /// Its field with the day after the last.
    pub to: Option<Text>,
    /// Its field with the member's share.
    pub share: Option<Text>,
}

/// What is totalled over a group.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Total {
    /// The number of members.
    Count(Count),
    /// A figure of the members.
    Figure(Figure),
}

/// `count`.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Count {
    /// The number of members.
    Count,
}

/// A sum, or the smallest or largest, of an expression of the member or of a field of a child table.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [{"required": ["sum"]}, {"required": ["min"]}, {"required": ["max"]}]))]
pub struct Figure {
    /// The sum.
    pub sum: Option<Text>,
    /// The smallest.
    pub min: Option<Text>,
    /// The largest.
    pub max: Option<Text>,
    /// Which rows of the child table.
    #[schemars(rename = "where")]
    pub filter: Option<Filter>,
}

//! The input tables: `customers`, child tables, and their fields.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::lawful::{Basis, Sensitivity};
use super::scalar::{Label, Members, Named, Number, Punctuation, Span, Text, TypeName, Value, Whole, names};

/// The input tables, by name.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = names()))]
pub struct Tables {
    /// The table of customers, one row each.
    pub customers: Option<Customers>,
    /// Every other table has several rows of a customer.
    #[schemars(flatten)]
    pub children: BTreeMap<String, Child>,
}

/// The table of customers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Customers {
    /// Its name for people.
    pub label: Option<Label>,
    /// The field that tells customers apart, or `row_number`.
    pub key: Text,
    /// Whether the table `identities` names further keys of customers.
    pub aliases: Option<bool>,
    /// Fields by which two customers are suspected to be one person, when they are the same in all of them.
    pub suspect: Option<Vec<Text>>,
    /// How its CSV file is written, where that is not left to detection.
    pub from: Option<Framing>,
    /// Its fields, by name.
    pub fields: Named<Field>,
}

/// A table with several rows of a customer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Child {
    /// Its name for people.
    pub label: Option<Label>,
    /// The field with the customer's key.
    pub parent: Text,
    /// The field that tells its rows apart.
    pub id: Text,
    /// How many rows a customer may have.
    pub max_rows: Option<Whole>,
    /// The field with the day of what a row tells.
    pub event_date: Option<Text>,
    /// The field that says when the bank learned of a row.
    pub known_at: Option<Text>,
    /// The field by which the latest of several rows of one id is told.
    pub latest_by: Option<Text>,
    /// How far back a delivery reaches, such as `400d`.
    pub coverage: Option<Span>,
    /// How long after its last complete day it may still be used, such as `2d`.
    pub max_age: Option<Span>,
    /// How its CSV file is written, where that is not left to detection.
    pub from: Option<Framing>,
    /// Its fields, by name.
    pub fields: Named<Field>,
}

/// How a CSV file is written.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Framing {
    /// What stands between cells.
    pub delimiter: Option<Punctuation>,
    /// What stands around cells.
    pub quote: Option<Punctuation>,
}

/// A field of a table, or an output of a decision table.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Field {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Its type.
    #[schemars(rename = "type")]
    pub ty: TypeName,
    /// The members of an enumeration. Their order counts where members are compared.
    pub values: Option<Members>,
    /// The column of the source, where that has another name.
    pub from: Option<Text>,
    /// Its unit. Amounts of different units are not added or compared.
    pub unit: Option<Text>,
    /// The smallest permitted value.
    pub min: Option<Value>,
    /// The largest permitted value.
    pub max: Option<Value>,
    /// Whether it may be missing.
    pub nullable: Option<bool>,
    /// Whether it is a fact about the future, so that a later day is no reason to doubt the row.
    pub planned: Option<bool>,
    /// Texts of cells that mean missing.
    #[schemars(rename = "null")]
    pub null_texts: Option<Vec<Value>>,
    /// Texts of cells that mean true.
    #[schemars(rename = "true")]
    pub true_texts: Option<Vec<Value>>,
    /// Texts of cells that mean false.
    #[schemars(rename = "false")]
    pub false_texts: Option<Vec<Value>>,
    /// How confidential it is: `C1` or `C2`.
    pub class: Option<Text>,
    /// For what it may be used.
    pub purpose: Option<Vec<Text>>,
    /// Whether it is sensitive.
    pub sensitivity: Option<Sensitivity>,
    /// The ground on which it is used.
    pub basis: Option<Basis>,
    /// The category of the customer's consent.
    pub consent: Option<Text>,
    /// Of a field of customers: whether and in what steps it may be changed when the cheapest change is asked for.
    pub change: Option<Change>,
}

/// Whether a field may be changed.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Change {
    /// It may not, which is also what a field without the key says.
    Never(Never),
    /// It may, in steps.
    Steps(Steps),
}

/// It may not be changed.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Never {
    /// It may not be changed.
    Never,
}

/// Steps in which a field may be changed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Steps {
    /// What one step costs.
    pub cost: Number,
    /// How much one step is; one of the field's unit when absent. Of dates in days, of enumerations in members.
    pub step: Option<Value>,
    /// Which way; both when absent.
    pub direction: Option<Direction>,
    /// The smallest value that it may be changed to.
    pub from: Option<Value>,
    /// The largest value that it may be changed to.
    pub to: Option<Value>,
}

/// Which way a field may be changed.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Direction {
    /// Upwards only.
    Up,
    /// Downwards only.
    Down,
    /// Both ways.
    Both,
}

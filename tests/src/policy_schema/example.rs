//! The policy's own tests: what is given, and what is expected.

use schemars::JsonSchema;

use super::scalar::{ByText, Cell, Text};

/// A customer with what has to come out.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: Text,
    /// The instant as of which it is run.
    pub as_of: Text,
    /// Cells of the customer by field, and rows of child tables by table.
    pub given: ByText<Given>,
    /// Rows of reference tables, by table.
    pub refs: Option<ByText<Vec<ByText<Cell>>>>,
    /// The instant of the run before.
    pub previous_run: Option<Text>,
    /// What has to come out.
    pub expect: Expected,
}

/// A cell of the customer, or rows of a child table.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Given {
    /// A cell.
    Cell(Cell),
    /// Rows, each with its cells by field.
    Rows(Vec<ByText<Cell>>),
}

/// What comes of an alert.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Verdict {
    /// Its condition is true.
    Fired,
    /// It is false.
    NotFired,
    /// It is neither.
    Unknown,
    /// It is true, and a task of it is blocked.
    Blocked,
}

/// Alerts by where the contacts about their tasks stand; where nothing is said there is none.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Standings {
    /// They are offered today.
    pub today: Option<Vec<Text>>,
    /// They are beyond the capacity of the day.
    pub overflow: Option<Vec<Text>>,
    /// There is nobody to make them.
    pub unassigned: Option<Vec<Text>>,
    /// They have to wait.
    pub deferred: Option<Vec<Text>>,
    /// They may not be made.
    pub blocked: Option<Vec<Text>>,
}

/// What has to come out.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Expected {
    /// Exactly these alerts fire.
    pub alerts: Option<Vec<Text>>,
    /// What comes of these alerts, whatever the others do.
    pub rules: Option<ByText<Verdict>>,
    /// Exactly these alerts are unknown.
    pub unknown: Option<Vec<Text>>,
    /// Tasks of exactly these alerts are blocked.
    pub blocked: Option<Vec<Text>>,
    /// Tasks of exactly these alerts are open after the run.
    pub tasks: Option<Vec<Text>>,
    /// Tasks of exactly these alerts are new, or reminded of.
    pub told: Option<Vec<Text>>,
    /// The contacts about the tasks of these alerts stand exactly so.
    pub contacts: Option<Standings>,
    /// Exactly these people see the customer, each as `role person`.
    pub seen_by: Option<Vec<Text>>,
    /// Exactly these offers are made, in this order: `offer` or `offer/product`.
    pub offers: Option<Vec<Text>>,
    /// Exactly these are not: the same, and by what, as in `offer/product risk_grade`.
    pub offers_blocked: Option<Vec<Text>>,
    /// Messages of exactly these templates are ready.
    pub messages: Option<Vec<Text>>,
    /// Messages of exactly these templates are held.
    pub held: Option<Vec<Text>>,
    /// The manager whom the customer is to have; null: nobody.
    pub assigned: Option<Cell>,
    /// Values by name; null is unknown.
    pub values: Option<ByText<Cell>>,
}

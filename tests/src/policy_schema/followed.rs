//! Outcomes, and customers who are left alone so that rules can be measured.

use schemars::JsonSchema;

use super::scalar::{Cel, Day, Label, Named, Number, Span, Text, Value, Whole};

/// What is looked for after a rule has told of a customer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Outcome {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// Who counts, on the day on which the rule told; everyone when left out.
    pub base: Option<Cel>,
    /// What is true of a customer to whom it happened.
    pub when: Cel,
    /// How long it is looked for, in days: `90d`.
    pub window: Span,
    /// In which deliveries of the window: `any` when left out.
    pub seen: Option<Seen>,
    /// What a customer counts as who is no longer delivered: `unknown` when left out.
    pub gone: Option<Gone>,
    /// The money at stake on the day on which the rule told: an int, or a decimal of at most two places.
    pub value: Option<Cel>,
    /// Which rate comes first: `count` when left out.
    pub by: Option<By>,
    /// How many customers each side needs before anything is concluded; 30 when left out.
    pub least: Option<Whole>,
    /// Groups of all customers; it is told how much of the outcome's spread lies between them.
    pub between: Option<Cel>,
    /// Conditions, by name, whose customers are held against the others.
    pub compare: Option<Named<Compare>>,
}

/// A condition whose customers are held against the others.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Compare {
    /// The condition.
    pub of: Cel,
    /// In what both have to be alike.
    pub alike: Option<Vec<Cel>>,
}

/// In which deliveries of the window an outcome is looked for.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Seen {
    /// In any: it has happened once it was seen.
    Any,
    /// In the last: it is so at the end.
    End,
}

/// What a customer counts as who is no longer delivered.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Gone {
    /// Nothing is known of them.
    Unknown,
    /// It has happened to them.
    Happened,
    /// It has not.
    NotHappened,
}

/// Which rate of an outcome comes first.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum By {
    /// Of customers.
    Count,
    /// Of their money.
    Value,
}

/// Customers whom some alerts leave alone for a time, so that what these do can be told.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Holdout {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// For what it is.
    pub purpose: Option<Text>,
    /// The percentage of customers, above 0 and up to 50, with at most two places.
    pub share: Number,
    /// What the draw begins with: another text draws others.
    pub salt: Value,
    /// The alerts.
    pub rules: Vec<Text>,
    /// The first day.
    pub from: Day,
    /// The first day on which nobody more is left alone.
    pub until: Day,
}

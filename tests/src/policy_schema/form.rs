//! Forms that people fill in.

use schemars::JsonSchema;

use super::scalar::{Label, Span, Text};

/// A form: rows of the table `forms` fill fields that the bank's systems have not delivered.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Form {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The fields of customers that it fills.
    pub fields: Vec<Text>,
    /// For how long an entry holds, in days or months: `90d`, `12m`.
    pub valid: Option<Span>,
}

//! Reference tables and the calendar: dated tables that are not about one customer.

use schemars::JsonSchema;
use serde_json::json;

use super::inputs::{Field, Framing};
use super::scalar::{Label, Named, Text};

/// A table that is not about one customer.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Reference {
    /// Rows that are looked up by a key.
    Lookup(Lookup),
    /// The days on which the bank works.
    Calendar(Calendar),
}

/// Rows that are looked up by a key, and by a day where they hold for days only.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("not" = json!({"required": ["day", "valid"]})))]
pub struct Lookup {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// How its CSV file is written, where that is not left to detection.
    pub from: Option<Framing>,
    /// The field by which a row is looked up.
    pub key: Text,
    /// The field with the one day on which a row holds.
    pub day: Option<Text>,
    /// The fields with the days between which a row holds.
    pub valid: Option<Validity>,
    /// Its fields, by name.
    pub fields: Named<Field>,
}

/// The fields with the days between which a row holds.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Validity {
    /// The field with the first day.
    pub from: Text,
    /// The field with the first day on which it no longer holds; empty there: it still does.
    pub to: Option<Text>,
}

/// The days on which the bank works. Its table names the days that differ from the week.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Calendar {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// How its CSV file is written, where that is not left to detection.
    pub from: Option<Framing>,
    /// What it is.
    pub kind: CalendarKind,
    /// From when until when the bank works on a business day.
    pub hours: Option<Hours>,
    /// Days of the week without business, such as `[sat, sun]`.
    pub weekend: Option<Vec<Text>>,
}

/// What a reference table without a key is.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum CalendarKind {
    /// A calendar.
    Calendar,
}

/// The hours of a business day.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Hours {
    /// When they begin, `"09:00"`.
    pub open: Text,
    /// When they end, `"17:00"`.
    pub close: Text,
}

//! Who is told of something, by which ways, and what is written.

use schemars::JsonSchema;

use super::alert::Title;
use super::scalar::{Cel, Label, Text, Whole};

/// Somebody who can be told of something.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Recipient {
    /// Who it is.
    Cel(Cel),
    /// Who it is, with a name.
    Named(NamedRecipient),
}

/// Who it is, with a name.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NamedRecipient {
    /// Its name for people.
    pub label: Option<Label>,
    /// Who it is.
    pub expr: Cel,
}

/// A way by which messages go.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Channel {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// The highest class of data that it may carry: C1 or C2.
    pub class: Text,
    /// Whether the policy's quiet hours hold on it, or its own, such as `["21:00", "08:30"]`.
    pub quiet: Option<Quiet>,
    /// The category of consent that a customer must have given.
    pub needs: Option<Text>,
    /// The longest text, in characters.
    pub length: Option<Whole>,
}

/// When customers are left in peace.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Quiet {
    /// At the policy's quiet hours, or never.
    Follow(bool),
    /// From the first time of day to the second.
    Hours([Text; 2]),
}

/// What is written to somebody.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MessageTemplate {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// Its version: another one whenever the text changes.
    pub version: Whole,
    /// A child table and a name for its row, such as `holdings h`: it speaks of the row that the alert asks.
    #[schemars(regex(pattern = "^ *[^ ]+ +[a-z_][A-Za-z0-9_]* *$"))]
    pub each: Option<Text>,
    /// By which channels it may go.
    pub channels: Vec<Text>,
    /// What it says.
    pub text: Title,
    /// What it says instead where a condition holds; the first one that does.
    pub variants: Option<Vec<Variant>>,
    /// Conditions that must hold and values that must be known, or it is not sent.
    pub requires: Option<Vec<Cel>>,
    /// The category of consent that a customer must have given.
    pub needs: Option<Text>,
    /// The template that is sent where this one cannot be, or `none`.
    pub fallback: Option<Text>,
}

/// What a message says where a condition holds.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Variant {
    /// The condition.
    pub when: Cel,
    /// What it says then.
    pub text: Title,
}

/// A message that tells of an event.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Notify {
    /// The role that gets it, or `customer`.
    pub to: Text,
    /// By which channel.
    pub channel: Text,
    /// What it says.
    pub template: Text,
    /// The time of day before which it does not go: `"08:30"`.
    pub at: Option<Text>,
    /// Of what it tells; that the task was raised when left out.
    pub when: Option<Telling>,
}

/// Of what a message tells.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Telling {
    /// The task was raised.
    Raised,
    /// The task was reminded of.
    Reminded,
    /// The task is overdue and was escalated.
    Escalated,
}

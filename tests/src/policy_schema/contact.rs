//! The contact policy: who contacts customers, how often at most, and when not.

use schemars::JsonSchema;

use super::alert::AlertKind;
use super::scalar::{Cel, Label, Named, Text, Value};

/// How customers are contacted.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Contact {
    /// Who contacts customers.
    pub managers: Option<Managers>,
    /// The kind of groups that is a household.
    pub household: Option<Text>,
    /// With whom a customer is contacted together: a kind of groups, or an expression that gives the other's key.
    pub group_with: Option<Text>,
    /// What comes first: due, priority, stake, raised or an expression, with `asc` or `desc` behind it.
    pub order: Option<Vec<Text>>,
    /// How often at most, by name.
    pub caps: Option<Named<Cap>>,
    /// Kinds that nothing defers; risk and service when left out.
    pub exempt: Option<Vec<AlertKind>>,
    /// When quiet begins and when it ends, such as ["21:00", "08:30"].
    pub quiet_hours: Option<[Text; 2]>,
    /// The channel that the customer prefers.
    pub preferred_channel: Option<Cel>,
    /// Channels that are taken where the preferred one is not known or not allowed, the first first.
    pub channels: Option<Vec<Text>>,
    /// The time of rest after an event.
    pub cooling: Option<Cooling>,
    /// Whether a complaint is open: no greetings then.
    pub complaint: Option<Cel>,
    /// Where the bank records contacts.
    pub history: Option<History>,
}

/// Who contacts customers, and how many a day.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("dependentRequired" = {"capacity": ["default"]}))]
pub struct Managers {
    /// The table under `refs`.
    pub table: Text,
    /// The field of customers with the key of their manager.
    pub key: Cel,
    /// The field of the table with the contacts that a manager makes a day.
    pub capacity: Option<Text>,
    /// The capacity of a manager whose own is not known: a number, or an int parameter.
    pub default: Option<Value>,
    /// The role by which tasks name the manager; `rm` when left out.
    pub role: Option<Text>,
}

/// How often at most.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Cap {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// What counts; all kinds that are not exempt when left out.
    pub kinds: Option<Vec<AlertKind>>,
    /// What counts by its channel; all channels when left out.
    pub channels: Option<Vec<Text>>,
    /// How many: a number, or an expression of the customer.
    pub most: Value,
    /// In which time: `7d`, `1m`, or an int parameter of days.
    pub per: Text,
    /// Whose contacts count.
    pub of: Option<Of>,
}

/// Whose contacts count.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Of {
    /// The customer's.
    Customer,
    /// Those of the whole household.
    Household,
}

/// A time of rest.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Cooling {
    /// The day of the event. Where it is missing there was none.
    pub after: Cel,
    /// How long it lasts: `30d`, `1m`, or an int parameter of days.
    #[schemars(rename = "for")]
    pub length: Text,
    /// What waits; all kinds that are not exempt when left out.
    pub kinds: Option<Vec<AlertKind>>,
}

/// Where the bank records contacts.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct History {
    /// The child table.
    pub table: Text,
    /// Its field with the day.
    pub day: Text,
    /// Its field with the channel.
    pub channel: Option<Text>,
    /// Which rows are contacts.
    #[schemars(rename = "where")]
    pub filter: Option<Cel>,
}

//! Parameters, the days on which a policy may be used, and whom it is about.

use schemars::JsonSchema;

use super::scalar::{Cel, Day, Label, Text, TypeName, Value};

/// A number or a word that people set, with the range in which they may.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Param {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// Its type.
    #[schemars(rename = "type")]
    pub ty: TypeName,
    /// Its value.
    pub value: Value,
    /// Its smallest and its largest permitted value.
    pub range: Option<(Value, Value)>,
    /// Its unit. Amounts of different units are not added or compared.
    pub unit: Option<Text>,
    /// Whether a branch may have a value of its own.
    pub local: Option<bool>,
}

/// Which branch a customer is of.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Overlays {
    /// The field of customers that names it, a string.
    pub by: Text,
}

/// From when until when something acts.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Effective {
    /// The first day.
    pub from: Option<Day>,
    /// The first day on which it no longer acts.
    pub to: Option<Day>,
}

/// Whom the policy is about.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Population {
    /// Who is scored; everyone when left out.
    pub score: Option<Cel>,
    /// Who is never contacted; no one when left out. Who may be among them is not contacted either.
    pub never_contact: Option<Cel>,
}

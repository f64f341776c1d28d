//! On what ground data may be used.

use schemars::JsonSchema;

use super::scalar::{Text, Value};

/// Where the customers' consents are recorded, one row per decision.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Consents {
    /// The child table.
    pub table: Text,
    /// Its field with the category of data.
    pub category: Text,
    /// Its field with the decision.
    pub status: Text,
    /// The decision that grants.
    pub granted: Value,
    /// Its field with the day of the decision.
    pub at: Text,
}

/// Whether a field is sensitive.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Sensitivity {
    /// It is not.
    Ordinary,
    /// It is: its values are masked in faults.
    Sensitive,
}

/// The ground on which a field is used.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Basis {
    /// The customer has granted it.
    Consent,
    /// A contract with the customer needs it; the customer may still object.
    Contract,
    /// A law asks for it.
    Legal,
}

//! Suitability of products, and offers.

use schemars::JsonSchema;
use serde_json::json;

use super::alert::Title;
use super::param::Effective;
use super::scalar::{ByText, Cel, Day, Label, Text, Value, Whole};

/// Which products may be offered to whom. No offer gets past it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Suitability {
    /// The reference table of products, which expressions name `product`.
    pub products: Text,
    /// Its field with the level of risk: an enumeration, the lowest level first.
    pub risk: Text,
    /// The customer's grade: an enumeration, the most careful first.
    pub grade: Cel,
    /// The last day on which the grade holds.
    pub until: Cel,
    /// The highest level that each grade permits. When left out, the level in the grade's place.
    pub limits: Option<ByText<Value>>,
    /// The fields with the days of sale.
    pub sale: Option<Sale>,
    /// How long a product may run.
    pub term: Option<Term>,
    /// What else keeps a product from a customer.
    pub block: Option<Cel>,
}

/// The fields with the days of sale. An empty day is an open end.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Sale {
    /// The first day.
    pub from: Option<Text>,
    /// The last day.
    pub to: Option<Text>,
}

/// How long a product may run.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Term {
    /// The field with the product's term, an int.
    pub days: Text,
    /// The longest term that fits the customer.
    pub most: Value,
}

/// What may be put to a customer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("not" = json!({"required": ["products", "services"]})))]
pub struct Offer {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// The days on which it acts.
    pub effective: Option<Effective>,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// The category of consent that it needs.
    pub consent: Option<Text>,
    /// Who is eligible.
    pub when: Cel,
    /// Products of the suitability's table.
    pub products: Option<Products>,
    /// Services, by their ids.
    pub services: Option<Vec<Text>>,
    /// What keeps it back. Where that is unknown it is kept back too.
    pub block: Option<Cel>,
    /// What it is worth if it is accepted.
    pub value: Option<Value>,
    /// How likely that is, from 0 to 1.
    pub chance: Option<Value>,
    /// The price that the customer is told. It may not depend on a score.
    pub price: Option<Value>,
    /// Why it is made.
    pub reason: Title,
}

/// Which products are offered.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Products {
    /// To which the offer applies: a condition about `product`.
    #[schemars(rename = "where")]
    pub filter: Option<Cel>,
    /// How many are offered at most.
    pub most: Option<Whole>,
}

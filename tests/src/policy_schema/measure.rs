//! Measures: totals over child tables that a bank reports.

use schemars::JsonSchema;

use super::derive::Filter;
use super::scalar::{Label, Percent, Text};

/// A total over a child table, such as assets under management. It is a value of its name; `<name>.confirmed` says
/// whether it is what the bank delivered.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Measure {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The field whose values are added: `holdings.amount`.
    pub sum: Text,
    /// Which rows; all when left out.
    #[schemars(rename = "where")]
    pub filter: Option<Filter>,
    /// Which rows are taken off.
    pub minus: Option<Minus>,
    /// Of which days, where the table holds daily balances.
    pub balance: Option<Balance>,
    /// The field with the customer's share of each value.
    pub by: Option<Text>,
    /// Into which currency each value is converted.
    pub currency: Option<Currency>,
    /// The field of `customers` with the figure that the bank delivers.
    pub delivered: Option<Text>,
    /// How far the two may be apart, as a share of what was delivered: `1%`.
    pub tolerance: Option<Percent>,
}

/// Rows that are taken off a measure.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Minus {
    /// Which rows.
    #[schemars(rename = "where")]
    pub filter: Filter,
}

/// Amounts of several currencies in one, at the rates of the as-of date.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Currency {
    /// The currency of the measure; an amount in it counts as it is.
    pub to: Text,
    /// The field with the currency of each value, a string or an enumeration.
    pub of: Text,
    /// The table under `refs` whose key is the currency and whose field `rate` is its rate.
    pub rates: Text,
}

/// Of which days a measure is.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Balance {
    /// The last complete day.
    End,
    /// The mean over the days of the month up to the last complete day.
    MonthAvg,
    /// The mean over the days of the quarter up to the last complete day.
    QuarterAvg,
}

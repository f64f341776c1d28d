//! Scorecards: dimensions, indicators, and how a value becomes points.

use schemars::JsonSchema;
use serde_json::json;

use super::derive::Source;
use super::scalar::{ByText, Day, Label, Named, Number, Text, Value, Whole, one_of};

/// A score made of weighted dimensions.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Scorecard {
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
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// The smallest and the largest score.
    pub range: (Number, Number),
    /// A yardstick that is computed beside the score.
    pub baseline: Option<Baseline>,
    /// Its dimensions, by name. Their weights make 100.
    pub dimensions: Named<Dimension>,
    /// The smallest share of weight on known inputs, in percent, with which there is a score.
    pub min_confidence: Option<Number>,
    /// How many reasons are given for a score.
    pub reasons: Option<Reasons>,
    /// The wording of the reasons, by their codes.
    pub reason_codes: Option<ByText<Label>>,
    /// Reason codes that the customer may be told, with the words for the customer.
    pub customer_reasons: Option<ByText<Label>>,
}

/// How many reasons are given for a score.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Reasons {
    /// Against what points were lost.
    pub baseline: ReasonBaseline,
    /// How many reasons.
    pub top: Whole,
}

/// Against what points were lost.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum ReasonBaseline {
    /// The largest points of each indicator.
    Max,
}

/// A dimension of a scorecard.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Dimension {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Its weight in the score.
    pub weight: Number,
    /// Its indicators, by name. Their weights make 100.
    pub indicators: Named<Indicator>,
}

/// An indicator: what it looks at, and how that becomes points.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend("oneOf" = one_of(&["bins", "curve", "map"]), "dependentRequired" = json!({"other": ["map"]}))
)]
pub struct Indicator {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// What it looks at.
    pub of: Source,
    /// Its points.
    #[schemars(flatten)]
    pub points: PointKeys,
    /// Its weight in its dimension.
    pub weight: Number,
    /// What a missing value does.
    pub missing: Missing,
    /// The code of its reason.
    pub reason: Option<Text>,
}

/// A yardstick that is computed beside the score.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend("oneOf" = one_of(&["bins", "curve", "map"]), "dependentRequired" = json!({"other": ["map"]}))
)]
pub struct Baseline {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// What it looks at.
    pub of: Source,
    /// Its points.
    #[schemars(flatten)]
    pub points: PointKeys,
    /// What a missing value does; the yardstick is unknown when left out.
    pub missing: Option<Missing>,
}

/// How a value becomes points: exactly one of `bins`, `curve` and `map`.
#[derive(JsonSchema)]
pub struct PointKeys {
    /// Cells with points, such as `["[10..20)", 50]`; the first that takes the value counts.
    pub bins: Option<Vec<(Value, Number)>>,
    /// Values with points, with straight lines between them.
    pub curve: Option<Vec<(Value, Number)>>,
    /// Points by member.
    pub map: Option<ByText<Number>>,
    /// Of `map`: the points of every other member.
    pub other: Option<Number>,
}

/// What a missing value does.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Missing {
    /// A rule by name.
    Rule(MissingRule),
    /// It gets these points.
    Points(MissingPoints),
}

/// What a missing value does.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum MissingRule {
    /// The indicator drops out and the others count for more.
    Neutral,
    /// The score is unknown.
    Unknown,
}

/// The points of a missing value.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MissingPoints {
    /// The points.
    pub points: Number,
}

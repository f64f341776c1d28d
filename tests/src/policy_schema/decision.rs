//! Decision tables: inputs, outputs, a hit policy, and rows of cells.

use schemars::JsonSchema;

use super::inputs::Field;
use super::scalar::{Cel, Day, Label, Named, Text, Value};

/// A decision table.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Decision {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// Which of the rows that take a customer's values decide; `unique` when left out.
    pub hit: Option<Hit>,
    /// What it looks at, by name.
    pub inputs: Named<Cel>,
    /// What it says, by name, declared like fields.
    pub outputs: Named<Field>,
    /// Which input goes down and which goes across, where the rows are a grid.
    pub crosstab: Option<Axes>,
    /// Its rows.
    pub rows: Rows,
}

/// Rows of cells, or the CSV file beside the policy that holds them.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Rows {
    /// Per row the cells of the inputs, then the values of the outputs or the class. Of a grid: the first row holds the cells of the
    /// input across, every other one a cell of the input down and then the values.
    Cells(Vec<Vec<Value>>),
    /// The file, whose first line names the inputs (or `measure`) and then the outputs or the class.
    File(RowsFile),
}

/// A CSV file beside the policy.
#[derive(JsonSchema)]
pub struct RowsFile(#[schemars(regex(pattern = r"\.[cC][sS][vV]$"))] pub String);

/// The axes of a grid.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Axes {
    /// The input whose cells stand at the head of the lines.
    pub rows: Text,
    /// The input whose cells stand in the first line.
    pub columns: Text,
}

/// Which of the rows that take a customer's values decide.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Hit {
    /// At most one row may take a value, which is proved.
    Unique,
    /// The first row.
    First,
    /// Rows may overlap where they say the same, which is proved.
    Any,
    /// The row whose outputs stand first in the order of the members of enumerations.
    Priority,
    /// How many rows there are, and which members of the one output they name.
    Collect,
    /// The sum over the rows.
    Sum,
    /// The smallest of the rows.
    Min,
    /// The largest of the rows.
    Max,
    /// The number of rows.
    Count,
    /// `unique`.
    #[schemars(rename = "U")]
    U,
    /// `first`.
    #[schemars(rename = "F")]
    F,
    /// `any`.
    #[schemars(rename = "A")]
    A,
    /// `priority`.
    #[schemars(rename = "P")]
    P,
    /// `collect`.
    #[schemars(rename = "C")]
    C,
    /// `sum`.
    #[schemars(rename = "C+")]
    CSum,
    /// `min`.
    #[schemars(rename = "C<")]
    CMin,
    /// `max`.
    #[schemars(rename = "C>")]
    CMax,
    /// `count`.
    #[schemars(rename = "C#")]
    CCount,
}

//! The table of changes: a line per customer and scorecard, and one per indicator that has moved it.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Change, Split};
use crate::column::Bits;
use crate::model::POINTS_SCALE;
use crate::output::{OutputColumn, OutputTable, OutputValues, changed_key_name};

/// Its name.
pub const SCORE_CHANGES: &str = "score_changes";

/// A line: customer, scorecard, and of an indicator its dimension and id.
type Row<'a> = (&'a str, &'a str, Option<(&'a str, &'a str)>, Change);

impl Split<'_> {
    /// The table, by customer, then scorecard; the score comes first, then the indicators that the data or the policy
    /// has moved. Unknown cells are those of scores that are not known, and what is not divided.
    #[must_use]
    pub fn table(&self) -> OutputTable {
        let mut rows: Vec<Row<'_>> = Vec::new();
        for (customer, key) in self.customers().enumerate() {
            for (card, id) in self.scorecards().enumerate() {
                rows.extend(self.change(customer, card).map(|change| (key, id, None, change)));
                let moved = |(.., change): &(&str, &str, Change)| change.parts() != Some((0, 0));
                let parts = self.contributions(customer, card).filter(moved);
                rows.extend(
                    parts.map(|(dimension, part, change)| (key, id, Some((dimension, part)), change)),
                );
            }
        }
        let text = |name: &str, of: &dyn Fn(&Row<'_>) -> Option<String>| {
            OutputColumn::texts(name, rows.len(), &|at| rows.get(at).and_then(of))
        };
        let points = |name: &str, of: &dyn Fn(&Change) -> Option<i64>| {
            let (mut values, mut known) = (Vec::with_capacity(rows.len()), Bits::default());
            for (.., change) in &rows {
                let value = of(change);
                known.push(value.is_some());
                values.push(value.unwrap_or(0));
            }
            let values = OutputValues::Decimal(values, POINTS_SCALE);
            OutputColumn { known: Some(known), ..OutputColumn::new(name, values) }
        };
        let part = |at: fn((&str, &str)) -> String| move |row: &Row<'_>| row.2.map(at);
        let columns = alloc::vec![
            text(&changed_key_name(self.runs.after.model), &|row| Some(row.0.into())),
            text("scorecard", &|row| Some(row.1.into())),
            text("dimension", &part(|(dimension, _)| dimension.into())),
            text("indicator", &part(|(_, indicator)| indicator.into())),
            text("case", &|row| Some(row.3.case.id().into())),
            points("before", &|change| change.before),
            points("by_data", &|change| change.parts().map(|parts| parts.0)),
            points("by_model", &|change| change.parts().map(|parts| parts.1)),
            points("after", &|change| change.after),
        ];
        OutputTable { name: SCORE_CHANGES, rows: rows.len(), columns }
    }
}

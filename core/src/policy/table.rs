//! Decision tables: inputs, outputs, a hit policy, and rows of cells.
//!
//! A crosstab is another way of writing rows: the cells of one input stand in the first line, those of the other at
//! the head of each further line, and the one output fills the grid. It is written out into ordinary rows here, so
//! nothing after this knows of it.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::wording::{about, governed};
use super::schema::field;
use super::{About, At, FieldDecl, Text};
use crate::diagnostic::Code;
use crate::text::read::{Item, Reader};

/// A decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTable {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Hit policy.
    pub hit: Hit,
    /// Inputs: name and expression.
    pub inputs: Vec<(String, Text)>,
    /// Outputs, declared like fields.
    pub outputs: Vec<FieldDecl>,
    /// Rows: cells of the inputs, then values of the outputs.
    pub rows: Vec<(At, Vec<Text>)>,
}

/// Which of the rows that take a customer's values decide, as in DMN. Rows whose cells are unknown may or may not be
/// among them: the result is unknown unless it is the same either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Hit {
    /// `unique`, `U`: at most one row may take a value, which is proved.
    #[default]
    Unique,
    /// `first`, `F`: the first row that takes it.
    First,
    /// `any`, `A`: rows may overlap where they say the same, which is proved.
    Any,
    /// `priority`, `P`: the row whose outputs stand first in the order of the members of enumerations.
    Priority,
    /// `collect`, `C`: how many rows, and which members of the one output they name.
    Collect,
    /// `sum`, `min`, `max`, `count` (`C+`, `C<`, `C>`, `C#`): the one number that follows from all rows.
    Fold(Fold),
}

/// What a collecting table makes of the numbers of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    /// Their sum; unknown (`no_hit`) of no rows.
    Sum,
    /// The smallest; unknown (`no_hit`) of no rows.
    Min,
    /// The largest; unknown (`no_hit`) of no rows.
    Max,
    /// Their number; 0 of no rows.
    Count,
}

/// Hit policies by their names, then by their letters.
const HITS: [(&str, Hit); 18] = [
    ("unique", Hit::Unique),
    ("first", Hit::First),
    ("any", Hit::Any),
    ("priority", Hit::Priority),
    ("collect", Hit::Collect),
    ("sum", Hit::Fold(Fold::Sum)),
    ("min", Hit::Fold(Fold::Min)),
    ("max", Hit::Fold(Fold::Max)),
    ("count", Hit::Fold(Fold::Count)),
    ("U", Hit::Unique),
    ("F", Hit::First),
    ("A", Hit::Any),
    ("P", Hit::Priority),
    ("C", Hit::Collect),
    ("C+", Hit::Fold(Fold::Sum)),
    ("C<", Hit::Fold(Fold::Min)),
    ("C>", Hit::Fold(Fold::Max)),
    ("C#", Hit::Fold(Fold::Count)),
];

impl Hit {
    /// The name of the policy language.
    #[must_use]
    pub fn id(self) -> &'static str {
        HITS.iter().find(|(_, hit)| *hit == self).map_or("", |(name, _)| name)
    }
}

pub(super) fn decision(r: &mut Reader, id: String, item: &Item<'_>) -> Option<DecisionTable> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "source", "owner"]);
    governed(r, &mut map, &mut about, false);
    let hit = map.take("hit").and_then(|i| r.choice(&i, &HITS)).unwrap_or_default();
    let inputs = map.need(r, "inputs");
    let inputs = each(r, inputs, |r, id, item| r.text(item).map(|expr| (id, expr)));
    let outputs = map.need(r, "outputs");
    let outputs = each(r, outputs, field);
    let crosstab = map.take("crosstab");
    let rows = map.need(r, "rows").map(|i| rows(r, &i)).unwrap_or_default();
    map.finish(r);
    let rows = match crosstab {
        Some(axes) => grid(r, &axes, &inputs, outputs.len(), rows)?,
        None => rows,
    };
    Some(DecisionTable { id, at: item.at(), about, hit, inputs, outputs, rows })
}

pub(super) fn rows(r: &mut Reader, item: &Item<'_>) -> Vec<(At, Vec<Text>)> {
    let mut rows = Vec::new();
    for item in r.list(item) {
        let cells = r.list(&item);
        rows.push((item.at(), cells.iter().filter_map(|cell| r.value(cell)).collect()));
    }
    rows
}

/// The rows that the lines of a crosstab stand for: line by line, each value where it stands.
fn grid(
    r: &mut Reader,
    axes: &Item<'_>,
    inputs: &[(String, Text)],
    outputs: usize,
    lines: Vec<(At, Vec<Text>)>,
) -> Option<Vec<(At, Vec<Text>)>> {
    let mut map = r.map(axes)?;
    let down = map.need(r, "rows").and_then(|i| r.text(&i));
    let across = map.need(r, "columns").and_then(|i| r.text(&i));
    map.finish(r);
    let named = [&down?.text, &across?.text];
    // Whether the input of the lines comes first among the inputs.
    let down_first = match inputs {
        [(a, _), (b, _)] if outputs == 1 && named == [a, b] => true,
        [(a, _), (b, _)] if outputs == 1 && named == [b, a] => false,
        _ => {
            r.lose(Code::CrosstabAxes, axes.span, &axes.pointer, &[]);
            return None;
        }
    };
    let mut lines = lines.into_iter();
    let (_, head) = lines.next()?;
    let mut rows = Vec::new();
    for (at, cells) in lines {
        if cells.len() != head.len() {
            r.lose(Code::RowWidth, at.span, &at.pointer, &[&cells.len(), &head.len()]);
        }
        let mut cells = cells.into_iter();
        let Some(line) = cells.next() else { continue };
        for (column, value) in head.iter().skip(1).zip(cells) {
            let at = At { span: value.span, pointer: value.pointer.clone() };
            let (first, second) = if down_first { (&line, column) } else { (column, &line) };
            rows.push((at, [first.clone(), second.clone(), value].into()));
        }
    }
    Some(rows)
}

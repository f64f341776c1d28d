//! Decision tables: cells as sets, outputs as values, and the proof that rows of a unique table are disjoint.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::cells::CellSet;
use super::literal;
use super::term::Term;
use super::typing::{Scope, Typing};
use super::{Decision, EnumDef, Output, Row};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{At, DecisionTable, Hit};
use crate::value::Type;

/// Checks a decision table whose outputs are already declared.
pub(super) fn decision(
    scope: &Scope<'_>,
    decl: &DecisionTable,
    outputs: &[Output],
    out: &mut Diagnostics,
) -> Option<Decision> {
    let mut inputs: Vec<(String, Term)> = Vec::with_capacity(decl.inputs.len());
    let mut bad = false;
    for (id, text) in &decl.inputs {
        match Typing::new(scope, None, text, out).parse() {
            Some(term) => inputs.push((id.clone(), term)),
            None => bad = true,
        }
    }
    if bad {
        return None;
    }
    if decl.rows.is_empty() {
        out.push(Diagnostic::new(Code::NoIndicators, decl.at.span, &decl.at.pointer, &[&"`rows`"]));
    }
    let mut rows = Vec::with_capacity(decl.rows.len());
    for (at, texts) in &decl.rows {
        match row(scope, at, texts, &inputs, outputs, out) {
            Some(row) => rows.push(row),
            None => bad = true,
        }
    }
    if bad {
        return None;
    }
    if decl.hit == Hit::Unique {
        overlaps(scope, decl, &inputs, &rows, out);
    }
    let (id, label) = (decl.id.clone(), decl.about.label.clone());
    Some(Decision { id, label, hit: decl.hit, inputs, outputs: outputs.to_vec(), rows })
}

fn row(
    scope: &Scope<'_>,
    at: &At,
    texts: &[crate::policy::Text],
    inputs: &[(String, Term)],
    outputs: &[Output],
    out: &mut Diagnostics,
) -> Option<Row> {
    let wanted = inputs.len() + outputs.len();
    if texts.len() != wanted {
        out.push(Diagnostic::new(Code::RowWidth, at.span, &at.pointer, &[&texts.len(), &wanted]));
        return None;
    }
    let (cells, values) = texts.split_at(inputs.len());
    let mut row = Row {
        texts: texts.iter().map(|t| t.text.clone()).collect(),
        cells: Vec::with_capacity(cells.len()),
        values: Vec::with_capacity(values.len()),
    };
    for (text, (_, input)) in cells.iter().zip(inputs) {
        row.cells.push(Typing::new(scope, None, text, out).cell(input.ty)?);
    }
    for (text, output) in values.iter().zip(outputs) {
        let members = match output.ty {
            Type::Enum(id) => scope.schema.enumeration(id).clone(),
            _ => EnumDef::default(),
        };
        row.values.push(
            literal::value(text, output.ty, &members, scope.schema.zone).map_err(|f| out.push(f)).ok()?,
        );
    }
    Some(row)
}

/// Reports every pair of rows that some values satisfy together, with such values.
fn overlaps(
    scope: &Scope<'_>,
    decl: &DecisionTable,
    inputs: &[(String, Term)],
    rows: &[Row],
    out: &mut Diagnostics,
) {
    for (j, second) in rows.iter().enumerate() {
        for (i, first) in rows.iter().enumerate().take(j) {
            let Some(example) = common(scope, inputs, first, second) else { continue };
            let at = decl.rows.get(j).map_or(&decl.at, |(at, _)| at);
            let (i, j) = (i + 1, j + 1);
            out.push(Diagnostic::new(Code::RowsOverlap, at.span, &at.pointer, &[&i, &j, &example]));
        }
    }
}

/// Values that both rows take, as `score = 80`; `None` when there are none.
fn common(scope: &Scope<'_>, inputs: &[(String, Term)], first: &Row, second: &Row) -> Option<String> {
    let mut parts = Vec::new();
    for ((id, input), (a, b)) in inputs.iter().zip(first.cells.iter().zip(&second.cells)) {
        let both: CellSet = match (a, b) {
            (Some(a), Some(b)) => a.intersect(b),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => continue,
        };
        if both.is_empty() {
            return None;
        }
        let members: Vec<&str> = match input.ty {
            Type::Enum(id) => scope.schema.enumeration(id).members.iter().map(|(m, _)| m.as_str()).collect(),
            _ => Vec::new(),
        };
        parts.push(format!("{id} = {}", both.example(input.ty, &members)));
    }
    Some(if parts.is_empty() { "any values".to_string() } else { parts.join(", ") })
}

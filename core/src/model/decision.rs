//! Decision tables: cells as sets, outputs as values, and the proofs that hit policies ask for: that rows of a unique
//! table are disjoint, and that rows which may decide together say the same.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::cells::CellSet;
use super::literal;
use super::term::Term;
use super::typing::{Scope, Typing};
use super::{Decision, EnumDef, Output, Row, Schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{At, DecisionTable, Fold, Hit};
use crate::value::{Type, Value};

/// What a table gives whose rows give `columns`: the same, or of a table that collects `count`, an int, and a boolean
/// per member; of a table that counts an int.
pub(super) fn results(hit: Hit, columns: &[Output], schema: &Schema) -> Vec<Output> {
    let output = |id: &str, label, ty| Output { id: id.into(), label, ty };
    match (hit, columns) {
        (Hit::Collect, [Output { ty: Type::Enum(id), .. }]) => {
            let members = &schema.enumeration(*id).members;
            let members = members.iter().map(|(id, label)| output(id, label.clone(), Type::Bool));
            [output("count", None, Type::Int)].into_iter().chain(members).collect()
        }
        (Hit::Fold(Fold::Count), [one]) => [output(&one.id, one.label.clone(), Type::Int)].into(),
        _ => columns.to_vec(),
    }
}

/// Checks a decision table whose columns are already declared.
pub(super) fn decision(
    scope: &Scope<'_>,
    decl: &DecisionTable,
    columns: Vec<Output>,
    out: &mut Diagnostics,
) -> Option<Decision> {
    let outputs = results(decl.hit, &columns, scope.schema);
    fits(decl, &columns, &outputs, out)?;
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
        match row(scope, at, texts, &inputs, &columns, out) {
            Some(row) => rows.push(row),
            None => bad = true,
        }
    }
    if bad {
        return None;
    }
    overlaps(scope, decl, &inputs, &rows, out);
    let (id, label) = (decl.id.clone(), decl.about.label.clone());
    Some(Decision { id, label, hit: decl.hit, inputs, columns, outputs, rows })
}

/// Reports outputs that the hit policy can make nothing of.
fn fits(decl: &DecisionTable, columns: &[Output], outputs: &[Output], out: &mut Diagnostics) -> Option<()> {
    let code = match (decl.hit, columns) {
        (Hit::Unique | Hit::First | Hit::Any, _)
        | (Hit::Collect, [Output { ty: Type::Enum(_), .. }])
        | (Hit::Fold(_), [Output { ty: Type::Int | Type::Decimal(_), .. }]) => None,
        (Hit::Priority, columns) if columns.iter().any(|c| matches!(c.ty, Type::Enum(_))) => None,
        (Hit::Priority, _) => Some(Code::PriorityOutput),
        (Hit::Collect, _) => Some(Code::CollectOutput),
        (Hit::Fold(_), _) => Some(Code::FoldOutput),
    };
    if let Some(code) = code {
        out.push(Diagnostic::new(code, decl.at.span, &decl.at.pointer, &[&decl.hit.id()]));
        return None;
    }
    if outputs.iter().skip(1).any(|o| decl.hit == Hit::Collect && o.id == "count") {
        let args: [&dyn ToString; 2] = [&"count", &"the number of rows"];
        out.push(Diagnostic::new(Code::NameTaken, decl.at.span, &decl.at.pointer, &args));
    }
    Some(())
}

fn row(
    scope: &Scope<'_>,
    at: &At,
    texts: &[crate::policy::Text],
    inputs: &[(String, Term)],
    columns: &[Output],
    out: &mut Diagnostics,
) -> Option<Row> {
    let wanted = inputs.len() + columns.len();
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
    for (text, column) in values.iter().zip(columns) {
        let members = match column.ty {
            Type::Enum(id) => scope.schema.enumeration(id).clone(),
            _ => EnumDef::default(),
        };
        row.values.push(
            literal::value(text, column.ty, &members, scope.schema.zone).map_err(|f| out.push(f)).ok()?,
        );
    }
    Some(row)
}

/// The place of a row in the order of a priority table: the members that it names, from left to right.
pub(crate) fn priority(row: &Row) -> Vec<u32> {
    row.values
        .iter()
        .filter_map(|v| if let Value::Enum(_, member) = v { Some(*member) } else { None })
        .collect()
}

/// What is wrong with two rows that take values in common.
fn conflict(hit: Hit, first: &Row, second: &Row) -> Option<Code> {
    match hit {
        Hit::Unique => Some(Code::RowsOverlap),
        Hit::Any if first.values != second.values => Some(Code::RowsDisagree),
        Hit::Priority if first.values != second.values && priority(first) == priority(second) => {
            Some(Code::RowsDisagree)
        }
        _ => None,
    }
}

/// Reports every pair of rows that must not take values in common but do, with such values.
fn overlaps(
    scope: &Scope<'_>,
    decl: &DecisionTable,
    inputs: &[(String, Term)],
    rows: &[Row],
    out: &mut Diagnostics,
) {
    for (j, second) in rows.iter().enumerate() {
        for (i, first) in rows.iter().enumerate().take(j) {
            let Some(code) = conflict(decl.hit, first, second) else { continue };
            let Some(example) = common(scope, inputs, first, second) else { continue };
            let at = decl.rows.get(j).map_or(&decl.at, |(at, _)| at);
            let (i, j) = (i + 1, j + 1);
            out.push(Diagnostic::new(code, at.span, &at.pointer, &[&i, &j, &example]));
        }
    }
}

/// Values that both rows take, as `score = 80`; `None` when there are none.
fn common(scope: &Scope<'_>, inputs: &[(String, Term)], first: &Row, second: &Row) -> Option<String> {
    let apart = |(a, b): (&Option<CellSet>, &Option<CellSet>)| {
        a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| !a.meets(b))
    };
    if first.cells.iter().zip(&second.cells).any(apart) {
        return None;
    }
    let mut parts = Vec::new();
    for ((id, input), (a, b)) in inputs.iter().zip(first.cells.iter().zip(&second.cells)) {
        let both: CellSet = match (a, b) {
            (Some(a), Some(b)) => a.intersect(b),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => continue,
        };
        let members: Vec<&str> = match input.ty {
            Type::Enum(id) => scope.schema.enumeration(id).members.iter().map(|(m, _)| m.as_str()).collect(),
            _ => Vec::new(),
        };
        parts.push(format!("{id} = {}", both.example(input.ty, &members)));
    }
    Some(if parts.is_empty() { "any values".to_string() } else { parts.join(", ") })
}

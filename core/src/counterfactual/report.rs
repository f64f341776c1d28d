//! Which fields may move for a goal and which stand, and the answer in words.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::axis::{Axis, Choice};
use super::cone::{Cone, MAX_AXES};
use super::search::{Found, total};
use super::{Edited, words};
use crate::model::change::COST_SCALE;
use crate::model::{CUSTOMERS, Field, FieldId, Model, RowKey, reserved};
use crate::number::format_decimal;
use crate::outcome::Run;
use crate::program::Needs;
use crate::value::{Lang, Type};

/// A field that the goal rests on and that was not changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fixed {
    /// The field, of child tables with the table before it.
    pub field: String,
    /// Its label.
    pub label: String,
    /// `never`: the policy does not let it change; `rows`: it is of child rows; `missing`: it has no value to start
    /// from; `group`: a total over a group rests on it, or it is one.
    pub reason: &'static str,
}

/// The fields that may move, in their order, and those that stand.
pub(super) fn axes(run: &Run<'_>, row: usize, cone: &Cone, lang: Lang) -> (Vec<Axis>, Vec<Fixed>) {
    let grouped = grouped(run, cone);
    let (mut axes, mut fixed) = (Vec::new(), Vec::new());
    let mut inputs = cone.inputs.clone();
    crate::order::sort_unique(&mut inputs);
    for id in inputs {
        let schema = &run.model.schema;
        let (Some(field), Some(table)) = (schema.field(id), schema.table(id.table)) else { continue };
        let is_own = !reserved::NAMES.contains(&table.id.as_str()) && schema.is_of_customers(id.table);
        if !is_own || table.key.fields().any(|key| key == id.field) && id.table == CUSTOMERS {
            continue;
        }
        let column = run.dataset.tables.first().and_then(|t| t.columns.get(usize::from(id.field))?.as_ref());
        let base = column.and_then(|column| column.number(row));
        let reason = match (field.change, base) {
            _ if id.table != CUSTOMERS && matches!(table.key, RowKey::Child { .. }) => "rows",
            _ if run.model.total(id).is_some() || grouped.contains(&id) => "group",
            (None, _) => "never",
            (Some(_), None) => "missing",
            (Some(change), Some(base)) if axes.len() < MAX_AXES => {
                axes.push(Axis::new(id.field, change, base));
                continue;
            }
            _ => "never",
        };
        let name = if id.table == CUSTOMERS {
            field.id.clone()
        } else {
            alloc::format!("{}.{}", table.id, field.id)
        };
        fixed.push(Fixed { label: label(field, lang), field: name, reason });
    }
    (axes, fixed)
}

/// Fields of customers on which totals over groups rest that the goal reads.
fn grouped(run: &Run<'_>, cone: &Cone) -> Vec<FieldId> {
    let mut fields = Vec::new();
    let kinds = run.model.groups.iter().zip(&run.program.groups);
    for (total, nodes) in kinds.flat_map(|(kind, nodes)| kind.totals.iter().zip(nodes)) {
        if cone.inputs.contains(&total.field) {
            let rows = nodes.rows.iter().flat_map(|(of, filter)| [Some(*of), *filter]).flatten();
            let mut needs = Needs::default();
            needs.all(nodes.value.into_iter().chain(rows));
            fields.extend(Cone::of(run.program, needs).inputs);
        }
    }
    fields
}

fn label(field: &Field, lang: Lang) -> String {
    field.label.as_ref().map_or_else(|| field.id.clone(), |label| label.text(lang).to_string())
}

/// A cost, decimal(4).
pub(super) fn cost(cost: i64) -> String {
    format_decimal(cost, COST_SCALE)
}

/// What each field is changed to.
fn moved<'a>(
    run: &'a Run<'_>,
    axes: &'a [Axis],
    at: &'a [usize],
) -> impl Iterator<Item = (&'a Field, i64, Choice)> {
    axes.iter().zip(at).filter(|(_, at)| **at > 0).filter_map(|(axis, at)| {
        Some((run.model.schema.field(axis.id())?, axis.base, *axis.choices.get(*at)?))
    })
}

/// The edits of a combination.
pub(super) fn edits(run: &Run<'_>, axes: &[Axis], at: &[usize], lang: Lang) -> Vec<Edited> {
    let edit = |(field, base, to): (&Field, i64, Choice)| Edited {
        field: field.id.clone(),
        label: label(field, lang),
        unit: field.unit.clone(),
        from: cell(run.model, field, base),
        to: cell(run.model, field, to.key),
        steps: to.steps,
        cost: cost(to.cost),
    };
    moved(run, axes, at).map(edit).collect()
}

/// The cell of a key.
fn cell(model: &Model, field: &Field, key: i64) -> String {
    let member = |at: i64| usize::try_from(at).ok();
    match field.ty {
        Type::Bool => {
            let texts = if key == 0 { &field.false_texts } else { &field.true_texts };
            texts.first().cloned().unwrap_or_default()
        }
        Type::Decimal(scale) => format_decimal(key, scale),
        Type::Date => crate::date::format(i32::try_from(key).unwrap_or(0)),
        Type::Enum(id) => {
            let members = &model.enumeration(id).members;
            member(key).and_then(|at| members.get(at)).map_or_else(String::new, |(member, _)| member.clone())
        }
        _ => key.to_string(),
    }
}

/// The answer as a sentence.
pub(super) fn sentence(run: &Run<'_>, axes: &[Axis], found: &Found, lang: Lang) -> String {
    let pick = |en: &str, zh: &str| String::from(if lang == Lang::En { en } else { zh });
    match found {
        Found::Reached(at) if total(axes, at) == 0 => pick("This holds already.", "目标已满足。"),
        Found::Reached(at) => {
            let part = |(field, base, to): (&Field, i64, Choice)| {
                let [from, to] = [base, to.key].map(|key| words::quantity(run.model, field, key, lang));
                words::moved(&label(field, lang), &from, &to, lang)
            };
            let parts: Vec<String> = moved(run, axes, at).map(part).collect();
            words::cheapest(&parts, total(axes, at), lang)
        }
        Found::Nothing => pick("Not reachable within what may change.", "在可调整的范围内无法达到。"),
        Found::Beyond(least) => words::beyond(*least, lang),
        Found::NotConfirmed => {
            pick("Not confirmed by the run: nothing is claimed.", "未经运行验证，不作结论。")
        }
    }
}

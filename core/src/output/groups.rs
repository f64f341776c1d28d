//! Who belongs together: per customer and kind of groups the group with its totals, or why it is unknown.

use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues, Strings, customer_key};
use crate::column::{Bits, Values};
use crate::outcome::{Outcome, Run};
use crate::relate::Related;
use crate::value::Type;

/// The table of groups, by customer, then kind.
pub(super) fn groups(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let related = outcome.related(run);
    let (mut row, mut key, mut kind) = (Vec::new(), Strings::default(), Strings::default());
    let (mut id, mut known, mut reason) = (Strings::default(), Bits::default(), Strings::default());
    let mut members = Vec::new();
    for customer in 0..run.rows() {
        for (decl, links) in run.model.groups.iter().zip(&related.links) {
            let Some(found) = links.group_of.get(customer) else { continue };
            let group = found.ok().and_then(|at| links.groups.get(at as usize));
            row.push(u32::try_from(customer).unwrap_or(u32::MAX));
            key.push(customer_key(run.dataset, customer));
            kind.push(&decl.id);
            id.push(group.map_or("", |g| &g.id));
            known.push(group.is_some());
            members.push(group.map_or(0, |g| g.members));
            reason.push(found.err().map_or("", crate::value::Reason::id));
        }
    }
    let rows = row.len();
    let totals = totals(run, related);
    let some =
        |name: &str, values| OutputColumn { known: Some(known.clone()), ..OutputColumn::new(name, values) };
    let mut columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(row)),
        OutputColumn::new(&listed_key_name(run.model), OutputValues::Text(key)),
        OutputColumn::new("kind", OutputValues::Text(kind)),
        some("group", OutputValues::Text(id)),
        some("members", OutputValues::Index(members)),
        OutputColumn::new("reason", OutputValues::Text(reason)),
    ];
    columns.extend(totals);
    OutputTable { name: "groups", rows, columns }
}

/// The totals by the names of their fields, each known in the rows of its kind. A file of customers with such a column
/// gives the totals to a run that has only a part of the groups.
fn totals(run: &Run<'_>, related: &Related) -> Vec<OutputColumn> {
    let of_kinds = run
        .model
        .groups
        .iter()
        .enumerate()
        .flat_map(|(at, kind)| kind.totals.iter().map(move |total| (at, total.field)));
    let found = of_kinds.filter_map(|(at, id)| {
        let (field, column) = (run.model.schema.field(id)?, related.column(id)?);
        let Values::I64(values) = &column.values else { return None };
        let (mut out, mut known) = (Vec::new(), Bits::default());
        for customer in 0..run.rows() {
            for (kind, links) in related.links.iter().enumerate() {
                if links.group_of.get(customer).is_none() {
                    continue;
                }
                let is_known = kind == at && column.known.as_ref().is_none_or(|known| known.get(customer));
                known.push(is_known);
                out.push(if is_known { values.get(customer).copied().unwrap_or(0) } else { 0 });
            }
        }
        let values = match field.ty {
            Type::Decimal(scale) => OutputValues::Decimal(out, scale),
            _ => OutputValues::Int(out),
        };
        let label = field.label.clone();
        Some(OutputColumn { label, known: Some(known), ..OutputColumn::new(&field.id, values) })
    });
    found.collect()
}

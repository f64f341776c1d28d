//! Who belongs together: per customer and kind of groups the group, or why it is unknown.

use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues, Strings, customer_key};
use crate::column::Bits;
use crate::outcome::{Outcome, Run};

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
    let some =
        |name: &str, values| OutputColumn { known: Some(known.clone()), ..OutputColumn::new(name, values) };
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(row)),
        OutputColumn::new(&listed_key_name(run.model), OutputValues::Text(key)),
        OutputColumn::new("kind", OutputValues::Text(kind)),
        some("group", OutputValues::Text(id)),
        some("members", OutputValues::Index(members)),
        OutputColumn::new("reason", OutputValues::Text(reason)),
    ];
    OutputTable { name: "groups", rows, columns }
}

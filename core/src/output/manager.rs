//! Whose customers the rows of a table are about.

use alloc::string::String;
use alloc::vec::Vec;

use super::OutputColumn;
use crate::order::sort_unique;
use crate::outcome::{Outcome, Run};
use crate::program::Needs;

/// The column of the managers of customers, by their rows, as the customers' own rows name them; `None` where the policy
/// knows no managers. Who makes a contact may be somebody else: a role, or who took it over.
pub(super) fn managers(run: &Run<'_>, outcome: &Outcome, rows: &[u32]) -> Option<OutputColumn> {
    let node = run.program.contact.as_ref()?.manager?;
    let mut wanted = rows.to_vec();
    sort_unique(&mut wanted);
    let mut needs = Needs::default();
    needs.add(node);
    let mut machine = outcome.machine(run, &needs);
    let mut names: Vec<Option<String>> = Vec::with_capacity(wanted.len());
    let mut rest = wanted.as_slice();
    for block in run.blocks() {
        let (own, others) = rest.split_at(rest.partition_point(|row| (*row as usize) < block.end));
        rest = others;
        if own.is_empty() {
            continue;
        }
        machine.block(block.clone());
        names.extend(own.iter().map(|row| {
            let at = *row as usize - block.start;
            machine.is_known(node, at).then(|| machine.text(machine.code_at(node, at)).into())
        }));
    }
    let name = |row: &u32| wanted.binary_search(row).ok().and_then(|at| names.get(at)?.as_deref());
    Some(OutputColumn::names("manager", rows.len(), &|at| rows.get(at).and_then(name)))
}

//! Questions about files: which of their columns a policy takes, and what is in them.

use appraise_core::dataset::columns;
use appraise_core::mapping::matching;

use super::{Object, bytes_of, with};
use crate::request::{self, Failure};

/// How columns and a table go together, as JSON `{table, readable, fields, unused}`, for a request `{"table", "columns"}`
/// or `{"table", "head"}` with the beginning of a text.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_match(policy: u32, request: u32, request_len: u32) -> u32 {
    with(|state| {
        let made = state.take(request, request_len).and_then(|request| {
            let policy = state.policy(policy)?;
            let (name, found) = request::source(&request)?;
            let tables = &policy.model.schema.tables;
            let table = tables.iter().find(|table| table.id == name);
            let table = table.ok_or_else(|| Failure::request("the policy has no such table"))?;
            let found = match found {
                request::Source::Columns(columns) => columns,
                request::Source::Head(text) => columns(table, text.as_bytes()),
            };
            bytes_of(&matching(table, &found))
        });
        state.answer(made)
    })
}

/// What a sealed dataset holds, as JSON `{tables}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_profile(dataset: u32) -> u32 {
    with(|state| {
        let made = match state.objects.get(&dataset) {
            Some(Object::Dataset(policy, dataset)) => bytes_of(&dataset.profile(&policy.model)),
            _ => Err(Failure::request("the handle is not a sealed dataset")),
        };
        state.answer(made)
    })
}

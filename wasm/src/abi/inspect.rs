//! Questions about files: which of their columns a policy takes, and what is in them.

use std::rc::Rc;

use appraise_core::dataset::{Profiler, columns};
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

/// A profile of no dataset yet.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_profile(policy: u32) -> u32 {
    with(|state| {
        let made = state.policy(policy).map(|policy| {
            let profiler = Box::new(Profiler::new(&policy.model.schema));
            Object::Profile(policy, profiler)
        });
        state.answer(made)
    })
}

/// Adds a sealed dataset, or a part of one, to a profile; 1 on success.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_profile_add(profile: u32, dataset: u32) -> u32 {
    with(|state| {
        let added = match state.objects.get(&dataset) {
            Some(Object::Dataset(_, dataset)) => Ok(Rc::clone(dataset)),
            _ => Err(Failure::request("the handle is not a sealed dataset")),
        };
        let done = added.and_then(|dataset| match state.objects.get_mut(&profile) {
            Some(Object::Profile(policy, profiler)) => {
                profiler.add(&policy.model.schema, &dataset);
                Ok(())
            }
            _ => Err(Failure::request("the handle is not a profile")),
        });
        state.done(done)
    })
}

/// What the datasets of a profile hold, as JSON `{tables}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_profile_report(profile: u32) -> u32 {
    with(|state| {
        let made = match state.objects.get(&profile) {
            Some(Object::Profile(policy, profiler)) => bytes_of(&profiler.profile(&policy.model)),
            _ => Err(Failure::request("the handle is not a profile")),
        };
        state.answer(made)
    })
}

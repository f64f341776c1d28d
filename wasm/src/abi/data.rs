//! Tables on their way in: a dataset that is read in pieces, put in columns and sealed.

use std::rc::Rc;

use appraise_core::dataset::{Builder, InputColumn};

use super::{Object, bytes_of, columns, with};
use crate::request::Failure;

/// An empty dataset for a policy.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_dataset(policy: u32) -> u32 {
    with(|state| {
        let made = state.policy(policy).map(|p| {
            let builder = Box::new(Builder::new(&p.model.schema));
            Object::Reading(p, builder)
        });
        state.answer(made)
    })
}

/// Reads a piece of a table's CSV text; returns how many bytes were used, `u32::MAX` on error.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_read(
    dataset: u32,
    table: u32,
    table_len: u32,
    address: u32,
    len: u32,
    last: u32,
) -> u32 {
    with(|state| {
        let used = (|| {
            let table = state.text(table, table_len)?;
            let bytes = state.take(address, len)?;
            match state.objects.get_mut(&dataset) {
                Some(Object::Reading(_, builder)) => {
                    builder.read(&table, &bytes, last != 0).map_err(|d| Failure::of("data", &d))
                }
                _ => Err(Failure::request("the handle is not a dataset being read")),
            }
        })();
        state.used(used)
    })
}

/// Takes typed columns for a table; 1 on success. One buffer of `appraise_alloc` holds the descriptor (see [`columns`])
/// at its start and behind it everything that it points at.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_put(dataset: u32, table: u32, table_len: u32, descriptor: u32) -> u32 {
    with(|state| {
        let done = (|| {
            let table = state.text(table, table_len)?;
            let bytes = state.take_all(descriptor)?;
            let columns = columns::read(&bytes, descriptor).map_err(Failure::request)?;
            let input: Vec<InputColumn<'_>> = columns.iter().map(columns::Column::input).collect();
            match state.objects.get_mut(&dataset) {
                Some(Object::Reading(_, builder)) => {
                    builder.put(&table, &input).map_err(|d| Failure::of("data", &d))
                }
                _ => Err(Failure::request("the handle is not a dataset being read")),
            }
        })();
        state.done(done)
    })
}

/// Ends reading; the buffer holds counts per table. The dataset's handle stays valid.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_seal(dataset: u32) -> u32 {
    with(|state| {
        let sealed = match state.objects.remove(&dataset) {
            Some(Object::Reading(policy, builder)) => {
                builder.seal().map_err(|d| Failure::of("data", &d)).and_then(|sealed| {
                    let report = bytes_of(&sealed.report(&policy.model.schema));
                    state.objects.insert(dataset, Object::Dataset(policy, Rc::new(sealed)));
                    report
                })
            }
            Some(other) => {
                state.objects.insert(dataset, other);
                Err(Failure::request("the handle is not a dataset being read"))
            }
            None => Err(Failure::request("the handle is not a dataset being read")),
        };
        state.answer(sealed)
    })
}

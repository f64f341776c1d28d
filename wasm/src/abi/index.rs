//! Indexes: where the records of a table end and whose they are, so that a host can cut customers into parts.

use appraise_core::dataset::{Entry, Index, InputColumn};
use appraise_core::parts::ties;

use super::{Object, State, columns, with};
use crate::request::Failure;

impl State {
    fn index(&mut self, handle: u32) -> Result<&mut Index, Failure> {
        match self.objects.get_mut(&handle) {
            Some(Object::Index(index)) => Ok(index),
            _ => Err(Failure::request("the handle is not an index")),
        }
    }
}

/// An empty index of a table of a policy: of the customers, of a child table or of a reference table that ties customers.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_index(policy: u32, table: u32, table_len: u32) -> u32 {
    with(|state| {
        let made = state.text(table, table_len).and_then(|table| {
            let model = &state.policy(policy)?.model;
            let index = Index::new(&model.schema, &table, &ties(model));
            let index =
                index.ok_or_else(|| Failure::request("the policy has no such table of customers' rows"))?;
            Ok(Object::Index(Box::new(index)))
        });
        state.answer(made)
    })
}

/// Reads a piece of the table's text; returns how many bytes were used, `u32::MAX` on error.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_index_read(index: u32, address: u32, len: u32, last: u32) -> u32 {
    with(|state| {
        let used = state.take(address, len).and_then(|bytes| {
            state.index(index)?.read(&bytes, last != 0).map_err(|d| Failure::of("data", &d))
        });
        state.used(used)
    })
}

/// Takes typed columns, the keys among them; 1 on success. The descriptor is that of [`super::data::appraise_put`].
#[unsafe(no_mangle)]
pub extern "C" fn appraise_index_put(index: u32, descriptor: u32) -> u32 {
    with(|state| {
        let done = state.take_all(descriptor).and_then(|bytes| {
            let columns = columns::read(&bytes, descriptor).map_err(Failure::request)?;
            let input: Vec<InputColumn<'_>> = columns.iter().map(columns::Column::input).collect();
            state.index(index)?.put(&input).map_err(|d| Failure::of("data", &d))
        });
        state.done(done)
    })
}

/// The header of a CSV text that has been read; empty for other sources.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_index_header(index: u32) -> u32 {
    with(|state| {
        let header = state.index(index).map(|index| Object::Bytes(index.header().to_vec()));
        state.answer(header)
    })
}

/// The records since the last call, each with its ties behind it: the buffer holds
/// what [`Entry::write`] writes of each.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_index_take(index: u32) -> u32 {
    with(|state| {
        let taken = state.index(index).map(|index| {
            let entries = index.take();
            let mut bytes = Vec::with_capacity(entries.len() * Entry::BYTES);
            entries.iter().for_each(|entry| entry.write(&mut bytes));
            Object::Bytes(bytes)
        });
        state.answer(taken)
    })
}

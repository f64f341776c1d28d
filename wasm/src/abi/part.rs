//! What is told to a dataset that is a part of a larger one.

use appraise_core::dataset::{Builder, FaultReason};
use appraise_kernels::typed::u32_read;

use super::{Object, State, with};
use crate::request::Failure;

impl State {
    fn builder(&mut self, dataset: u32) -> Result<&mut Builder, Failure> {
        match self.objects.get_mut(&dataset) {
            Some(Object::Reading(_, builder)) => Ok(builder),
            _ => Err(Failure::request("the handle is not a dataset being read")),
        }
    }

    /// Numbers of 32 bits, little-endian.
    fn numbers(&mut self, address: u32, len: u32) -> Result<Vec<u32>, Failure> {
        let bytes = self.take(address, len)?;
        if !bytes.len().is_multiple_of(4) {
            return Err(Failure::request("the length of a list of numbers is not a multiple of 4"));
        }
        Ok(u32_read(&bytes))
    }
}

/// Says on which lines the next records of a table stand; 1 on success. The buffer holds a `u32` for each.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_lines(dataset: u32, table: u32, table_len: u32, address: u32, len: u32) -> u32 {
    with(|state| {
        let done = (|| {
            let (table, lines) = (state.text(table, table_len)?, state.numbers(address, len)?);
            state.builder(dataset)?.lines(&table, &lines).map_err(|d| Failure::of("data", &d))
        })();
        state.done(done)
    })
}

/// Reads records that were cut out of a table's text, each by itself; 1 on success. The second buffer holds a `u32` for
/// each: where it ends in the first. The first record of all is the header, empty for newline-delimited JSON; the
/// table ends with a call of `appraise_read` without bytes.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_records(
    dataset: u32,
    table: u32,
    table_len: u32,
    address: u32,
    len: u32,
    ends: u32,
    ends_len: u32,
) -> u32 {
    with(|state| {
        let done = (|| {
            let table = state.text(table, table_len)?;
            let (bytes, ends) = (state.take(address, len)?, state.numbers(ends, ends_len)?);
            state.builder(dataset)?.records(&table, &bytes, &ends).map_err(|d| Failure::of("data", &d))
        })();
        state.done(done)
    })
}

/// Says that a row of a child table was lost in another part and may be anybody's; 1 on success.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_incomplete(dataset: u32, table: u32, table_len: u32) -> u32 {
    with(|state| {
        let done = state.text(table, table_len).and_then(|table| {
            state.builder(dataset)?.incomplete(&table).map_err(|d| Failure::of("data", &d))
        });
        state.done(done)
    })
}

/// Says that the dataset is not the first part, which tells what is the same in all of them; 1 on success.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_later_part(dataset: u32) -> u32 {
    with(|state| {
        let done = state.builder(dataset).map(Builder::later_part);
        state.done(done)
    })
}

/// Quarantines the records of a table on some lines, which are not given: they, or their customer, stop the engine, by a
/// trap (cause 0) or by running out of fuel (1). The buffer holds a `u32` for each; 1 on success.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_leave_out(
    dataset: u32,
    table: u32,
    table_len: u32,
    address: u32,
    len: u32,
    cause: u32,
) -> u32 {
    with(|state| {
        let done = (|| {
            let reason = match cause {
                0 => FaultReason::Trapped,
                1 => FaultReason::OutOfFuel,
                _ => return Err(Failure::request("the cause is neither 0 nor 1")),
            };
            let (table, lines) = (state.text(table, table_len)?, state.numbers(address, len)?);
            state.builder(dataset)?.leave_out(&table, &lines, reason).map_err(|d| Failure::of("data", &d))
        })();
        state.done(done)
    })
}

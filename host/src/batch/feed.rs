//! A chunk in a store: everything that a dataset has to be given of it.

use arrow_array::RecordBatch;

use super::chunk::{Chunk, ChunkTable, LeftOut, Rows};
use super::plan::{Content, Plan, Reference};
use super::scored::Cause;
use crate::error::Result;
use crate::instance::{Dataset, Instance, Policy};
use crate::report::SealReport;

/// Bytes of a text that are passed to the module at once.
const PIECE: usize = 1 << 20;
/// Rows of typed columns that are passed at once.
const ROWS: usize = 1 << 16;

/// What every chunk of a run is given besides its own records.
#[derive(Clone, Copy)]
pub(super) struct Feed<'a> {
    /// Tables that every chunk gets whole.
    references: &'a [Reference],
    /// Child tables of which every customer's rows are incomplete.
    incomplete: &'a [String],
}

impl<'a> Feed<'a> {
    /// That of a plan.
    pub fn of(plan: &'a Plan) -> Self {
        Self { references: plan.references(), incomplete: plan.incomplete() }
    }

    /// A sealed dataset of a chunk.
    ///
    /// # Errors
    ///
    /// As [`Instance::read`].
    pub fn dataset(
        &self,
        instance: &mut Instance,
        policy: Policy,
        chunk: &Chunk,
    ) -> Result<(Dataset, SealReport)> {
        let dataset = instance.dataset(policy)?;
        if chunk.number > 1 {
            instance.later_part(dataset)?;
        }
        for table in self.references {
            reference(instance, dataset, table)?;
        }
        for records in &chunk.tables {
            left_out(instance, dataset, records)?;
            table(instance, dataset, records)?;
        }
        for table in self.incomplete {
            instance.incomplete(dataset, table)?;
        }
        let read = instance.seal(dataset)?;
        Ok((dataset, read))
    }
}

fn reference(instance: &mut Instance, dataset: Dataset, reference: &Reference) -> Result<()> {
    let table = &reference.table;
    match &reference.content {
        Content::Columns(batches) => batches.iter().try_for_each(|batch| instance.put(dataset, table, batch)),
        Content::Text(text) => {
            let (mut from, mut to) = (0, 0);
            loop {
                to = (to + PIECE).min(text.len());
                let piece = text.get(from..to).unwrap_or_default();
                from += instance.read(dataset, table, piece, to == text.len())?;
                if to == text.len() {
                    return Ok(());
                }
            }
        }
    }
}

fn left_out(instance: &mut Instance, dataset: Dataset, table: &ChunkTable) -> Result<()> {
    for cause in [Cause::Trap, Cause::Fuel] {
        let own = |record: &LeftOut| (record.cause == cause).then_some(record.line);
        let lines: Vec<u32> = table.left_out.iter().filter_map(own).collect();
        if !lines.is_empty() {
            instance.leave_out(dataset, &table.table, &lines, cause)?;
        }
    }
    Ok(())
}

/// Batches in pieces of [`ROWS`] rows.
fn pieces(batches: &[RecordBatch]) -> Vec<Vec<RecordBatch>> {
    let (mut pieces, mut piece, mut room) = (Vec::new(), Vec::new(), ROWS);
    for batch in batches {
        let mut start = 0;
        while batch.num_rows() - start > room {
            piece.push(batch.slice(start, room));
            start += room;
            pieces.push(std::mem::take(&mut piece));
            room = ROWS;
        }
        piece.push(batch.slice(start, batch.num_rows() - start));
        room -= batch.num_rows() - start;
    }
    pieces.push(piece);
    pieces
}

fn table(instance: &mut Instance, dataset: Dataset, table: &ChunkTable) -> Result<()> {
    let name = &table.table;
    instance.lines(dataset, name, &table.lines)?;
    match &table.rows {
        Rows::Columns(batches) => {
            pieces(batches).iter().try_for_each(|piece| instance.put_all(dataset, name, piece))
        }
        Rows::Text { header, bytes, ends } => {
            instance.records(dataset, name, header, &[header.len()])?;
            let mut start = 0;
            while let Some(piece) = ends.get(start..).filter(|rest| !rest.is_empty()) {
                let base = start.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(0);
                // At least one record, however long.
                let count = piece.partition_point(|end| end - base <= PIECE).max(1);
                let own: Vec<usize> = piece.iter().take(count).map(|end| end - base).collect();
                let length = own.last().copied().unwrap_or(0);
                let text = bytes.get(base..base + length).unwrap_or_default();
                instance.records(dataset, name, text, &own)?;
                start += count;
            }
            instance.read(dataset, name, &[], true).map(drop)
        }
    }
}

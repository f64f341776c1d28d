//! Chunks of customers alone, as typed columns in the order of their file: by runs of rows, without a look at each.
//!
//! INVARIANT: the chunks are those that [`Merged`](super::cut::Merged) cuts.

use super::chunk::{Chunk, ChunkTable, Rows};
use super::cut::{Full, Placed};
use super::gather::{Gather, empty};
use super::index::Indexed;
use super::order::Order;
use super::records::{Records, Run, Typed};
use crate::error::Result;
use crate::input::Encoding;

/// Cuts chunks off the customers' table.
pub(super) struct Straight<'a> {
    indexed: &'a Indexed,
    rows: Box<Typed<'a>>,
    full: Full,
    /// Rows that were not cut off yet.
    left: u64,
    number: u32,
    ended: bool,
}

impl<'a> Straight<'a> {
    /// Opens the tables, if they are the customers' alone, typed, with nobody tied and no record left out.
    pub fn new(
        tables: &'a [Placed],
        order: &'a Order,
        encoding: Encoding,
        full: Full,
    ) -> Result<Option<Self>> {
        let [Placed { indexed, spilled, .. }] = tables else { return Ok(None) };
        if order.by_place || !order.ties.is_empty() || !spilled.is_empty() || !indexed.left_out.is_empty() {
            return Ok(None);
        }
        let Records::Typed(rows) = Records::open(indexed, encoding)? else { return Ok(None) };
        Ok(Some(Self { indexed, rows, full, left: indexed.records, number: 0, ended: false }))
    }

    /// As [`Cutter::next`](super::cut::Cutter::next).
    pub fn next(&mut self) -> Result<Option<Chunk>> {
        if self.ended {
            return Ok(None);
        }
        let mut gather = Gather::default();
        let mut room = self.full.rows.min(self.left);
        while room > 0 && gather.size() < self.full.bytes {
            let most = gather.room(self.rows.upcoming(), self.full.bytes);
            let most = most.min(usize::try_from(room).unwrap_or(usize::MAX));
            let Run { batch, number, rows, line } = self.rows.run(most)?;
            let taken = rows.len() as u64;
            gather.push_run(batch, number, rows, line);
            (room, self.left) = (room.saturating_sub(taken), self.left.saturating_sub(taken));
        }
        self.ended = self.left == 0;
        self.number += 1;
        self.chunk(gather).map(Some)
    }

    fn chunk(&self, gather: Gather) -> Result<Chunk> {
        let lines = gather.lines().to_vec();
        let customers = lines.len();
        let each: Vec<u32> = (0..).take(customers).collect();
        let Indexed { source, form, .. } = self.indexed;
        let mut batches = gather.columns(None)?;
        if batches.is_empty() {
            batches.push(empty(form.columns()));
        }
        let (table, rows) = (source.table.clone(), Rows::Columns(batches));
        let table = ChunkTable { table, rows, lines, owners: each.clone(), left_out: Vec::new() };
        let (number, last, together) = (self.number, self.ended, customers == 1);
        Ok(Chunk { number, last, customers, together, ties: each, tables: vec![table] })
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    use arrow_select::concat::concat_batches;
    use parquet::arrow::ArrowWriter;

    use super::super::cut::Merged;
    use super::super::index::Form;
    use super::super::list::Sorted;
    use super::super::spill::Spilled;
    use super::*;
    use crate::input::Source;

    /// Customers in two files, of a folder of the test's own.
    fn customers(name: &str, rows: [usize; 2]) -> Placed {
        let folder = std::env::temp_dir().join(format!("appraise-straight-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let files: Vec<_> = [0, 1].map(|file| folder.join(format!("{file}.parquet"))).into();
        for (path, rows) in files.iter().zip(rows) {
            let ids: ArrayRef = Arc::new((0..rows).map(|n| Some(format!("C{n}"))).collect::<StringArray>());
            let counts: ArrayRef = Arc::new((0..rows).map(|n| Some(n as i64)).collect::<Int64Array>());
            let batch = RecordBatch::try_from_iter([("id", ids), ("n", counts)]).unwrap();
            let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
        }
        let indexed = Indexed {
            source: Source { table: "customers".to_owned(), files },
            form: Form::Typed { columns: vec!["id".to_owned(), "n".to_owned()] },
            records: rows.iter().sum::<usize>() as u64,
            files: Vec::new(),
            keys: Sorted::default(),
            ids: Sorted::default(),
            ties: Sorted::default(),
            tying: 0,
            anybody: false,
            doubtful: false,
            left_out: Default::default(),
        };
        Placed { indexed, owners: None, spilled: Spilled::default() }
    }

    fn all(mut next: impl FnMut() -> Result<Option<Chunk>>) -> Vec<(Chunk, RecordBatch)> {
        let chunks = std::iter::from_fn(|| next().unwrap());
        let whole = chunks.map(|chunk| {
            let Rows::Columns(batches) = &chunk.tables[0].rows else { unreachable!() };
            let batch = concat_batches(&batches[0].schema(), batches).unwrap();
            (chunk, batch)
        });
        whole.collect()
    }

    #[test]
    fn the_chunks_are_those_that_are_cut_record_by_record() {
        for (rows, name) in
            [([20_000, 9_001], "many"), ([0, 1], "one"), ([0, 0], "none"), ([8192, 8192], "even")]
        {
            let tables = [customers(name, rows)];
            let order = Order::of(&tables[0].indexed, false).unwrap();
            for (most, bytes) in
                [(65_536, 32 << 20), (8192, 1 << 20), (1000, 90_000), (70, 1), (9000, 300_001)]
            {
                let full = Full { rows: most, bytes };
                let mut straight = Straight::new(&tables, &order, Encoding::Utf8, full).unwrap().unwrap();
                let mut merged = Merged::new(&tables, &order, Encoding::Utf8, full).unwrap();
                let (found, wanted) = (all(|| straight.next()), all(|| merged.next()));
                assert_eq!(found.len(), wanted.len(), "{name}, {full:?}");
                for ((found, columns), (wanted, same)) in found.iter().zip(&wanted) {
                    assert_eq!(columns, same);
                    assert_eq!((found.number, found.last), (wanted.number, wanted.last));
                    assert_eq!((found.customers, found.together), (wanted.customers, wanted.together));
                    assert_eq!(found.ties, wanted.ties);
                    assert_eq!(found.tables[0].lines, wanted.tables[0].lines);
                    assert_eq!(found.tables[0].owners, wanted.tables[0].owners);
                }
            }
            let folder = tables[0].indexed.source.files[0].parent().unwrap();
            std::fs::remove_dir_all(folder).unwrap();
        }
    }
}

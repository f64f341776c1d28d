//! Records that do not stand where their customer does: sorted by their places on disk, and merged.
//!
//! Of a table in the customers' order nothing is spilled but what is tied elsewhere; of one in another order nearly
//! everything. A run is two files: the places of its records, and their bytes, which are those of a text or batches of
//! columns as Arrow IPC.
//!
//! INVARIANT: no more than [`Scratch::memory`] bytes of records are held before they go to disk, and of every run no
//! more than one batch when it is read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;

use super::gather::Gather;
use super::index::{Form, Indexed};
use super::list::{Reading, Series, SeriesWriting};
use super::order::{Order, Owners, Stop, Stops};
use super::records::{Record, Records};
use super::scratch::{Scratch, Spill};
use crate::error::{Error, Result};
use crate::input::Encoding;

/// Rows of a batch of a spilled run: as many are in memory of every run while runs are merged.
const ROWS: usize = 512;
/// Stands for no owner.
const NONE: u64 = u64::MAX;

/// Tells the records that are spilled: those that stand behind a record of a later place.
#[derive(Debug, Default)]
pub(super) struct Course(u64);

impl Course {
    /// Whether the next record of the table is spilled.
    pub fn leaves(&mut self, stop: &Stop) -> bool {
        self.0 = self.0.max(stop.place);
        stop.place < self.0
    }
}

/// The spilled records of one table.
#[derive(Debug, Default)]
pub(super) struct Spilled {
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    /// `[place, number, owner, length << 32 | line]` of every record.
    heads: Series<4>,
    records: Spill,
    typed: bool,
}

impl Spilled {
    /// Reads a table and spills what has to be; a table in order is not read.
    pub fn of(
        indexed: &Indexed,
        order: &Order,
        owners: Option<&Owners>,
        encoding: Encoding,
        scratch: &Arc<Scratch>,
    ) -> Result<Self> {
        let stops = || Stops::new(order, owners, indexed.records);
        if owners.is_none() && order.ties.is_empty() || !any_leaves(stops()?)? {
            return Ok(Self::default());
        }
        let mut records = Records::open(indexed, encoding)?;
        let typed = matches!(indexed.form, Form::Typed { .. });
        let mut filling = Filling { typed, ..Filling::default() };
        let (mut course, mut stops) = (Course::default(), stops()?);
        while let Some(stop) = stops.next()? {
            let record = records.next()?;
            if course.leaves(&stop) {
                filling.push(stop, &record, scratch)?;
            }
        }
        records.finish()?;
        filling.flush(scratch)?;
        Ok(Self { runs: filling.runs })
    }

    /// Whether no record was spilled.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The spilled records by their places.
    pub fn merge(&self) -> Result<Merge<'_>> {
        let mut runs = Vec::with_capacity(self.runs.len());
        let mut heads = BinaryHeap::with_capacity(self.runs.len());
        for (run, at) in self.runs.iter().zip(0u64..) {
            let mut run = RunReading::open(run, at)?;
            if let Some(head) = run.head()? {
                heads.push(Reverse((head, runs.len())));
            }
            runs.push(run);
        }
        Ok(Merge { runs, heads })
    }
}

fn any_leaves(mut stops: Stops<'_>) -> Result<bool> {
    let mut course = Course::default();
    while let Some(stop) = stops.next()? {
        if course.leaves(&stop) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Records that wait until there are enough for a run.
#[derive(Default)]
struct Filling {
    typed: bool,
    stops: Vec<Stop>,
    gather: Gather,
    runs: Vec<Run>,
}

impl Filling {
    fn push(&mut self, stop: Stop, record: &Record<'_>, scratch: &Scratch) -> Result<()> {
        self.gather.push(record);
        self.stops.push(stop);
        if self.gather.size() + self.stops.len() * size_of::<Stop>() > scratch.memory() {
            self.flush(scratch)?;
        }
        Ok(())
    }

    fn flush(&mut self, scratch: &Scratch) -> Result<()> {
        let (gather, stops) = (std::mem::take(&mut self.gather), std::mem::take(&mut self.stops));
        let mut order: Vec<usize> = (0..stops.len()).collect();
        if order.is_empty() {
            return Ok(());
        }
        order.sort_by_key(|at| stops.get(*at).map(|stop| (stop.place, stop.number)));
        let mut heads = SeriesWriting::new(scratch)?;
        for at in &order {
            let Some(stop) = stops.get(*at) else { continue };
            let line = gather.lines().get(*at).copied().unwrap_or(0);
            let length = u64::try_from(gather.text(*at).len()).unwrap_or(0);
            heads.push([
                stop.place,
                stop.number,
                stop.owner.unwrap_or(NONE),
                length << 32 | u64::from(line),
            ])?;
        }
        let mut records = scratch.begin()?;
        if self.typed {
            let batches = gather.columns(Some(&order))?;
            if let Some(first) = batches.first() {
                let fail = |cause| Error::usage(format!("the rows of a table cannot be spilled: {cause}"));
                let mut writer = StreamWriter::try_new(&mut records, first.schema_ref()).map_err(fail)?;
                for batch in &batches {
                    for start in (0..batch.num_rows()).step_by(ROWS) {
                        let length = ROWS.min(batch.num_rows() - start);
                        writer.write(&batch.slice(start, length)).map_err(fail)?;
                    }
                }
                writer.finish().map_err(fail)?;
            }
        } else {
            records.put(&gather.texts(Some(&order)).bytes)?;
        }
        self.runs.push(Run { heads: heads.finish()?, records: records.finish()?, typed: self.typed });
        Ok(())
    }
}

/// The spilled records of a table, by their places.
pub(super) struct Merge<'a> {
    runs: Vec<RunReading<'a>>,
    /// Place and number of the first record of every run, and the run.
    heads: BinaryHeap<Reverse<(Head, usize)>>,
}

type Head = [u64; 4];

impl Merge<'_> {
    /// Where the next record goes.
    pub fn peek(&self) -> Option<Stop> {
        let Reverse(([place, number, owner, _], _)) = *self.heads.peek()?;
        Some(Stop { place, number, owner: (owner != NONE).then_some(owner) })
    }

    /// Hands the next record to `take`.
    pub fn next(&mut self, take: impl FnOnce(&Record<'_>)) -> Result<()> {
        let Some(Reverse((head, at))) = self.heads.pop() else { return Ok(()) };
        let Some(run) = self.runs.get_mut(at) else { return Ok(()) };
        run.record(head, take)?;
        if let Some(head) = run.head()? {
            self.heads.push(Reverse((head, at)));
        }
        Ok(())
    }
}

/// A run that is being read.
struct RunReading<'a> {
    run: &'a Run,
    heads: Reading<'a, 4>,
    content: Content,
}

enum Content {
    Text(BufReader<File>, Vec<u8>),
    Rows(Box<Batched>),
}

/// The rows of a run, and the batch of them that is in memory.
struct Batched {
    reader: StreamReader<BufReader<File>>,
    batch: Option<RecordBatch>,
    number: u64,
    row: usize,
}

impl<'a> RunReading<'a> {
    fn open(run: &'a Run, at: u64) -> Result<Self> {
        let file = run.records.open()?;
        let content = if run.typed {
            let reader = StreamReader::try_new(file, None).map_err(|cause| run.records.unreadable(cause))?;
            // Numbers that no batch of the table's files has.
            let number = (at + 1) << 40;
            Content::Rows(Box::new(Batched { reader, batch: None, number, row: 0 }))
        } else {
            Content::Text(file, Vec::new())
        };
        Ok(Self { run, heads: run.heads.walk()?, content })
    }

    fn head(&mut self) -> Result<Option<Head>> {
        self.heads.next()
    }

    /// Hands the record of a head to `take`.
    fn record(&mut self, [.., word]: Head, take: impl FnOnce(&Record<'_>)) -> Result<()> {
        let line = u32::try_from(word & u64::from(u32::MAX)).unwrap_or(0);
        match &mut self.content {
            Content::Text(file, bytes) => {
                bytes.resize(usize::try_from(word >> 32).unwrap_or(0), 0);
                file.read_exact(bytes).map_err(|cause| self.run.records.unreadable(cause))?;
                take(&Record::Text { bytes, line });
            }
            Content::Rows(rows) => {
                while rows.batch.as_ref().is_none_or(|batch| batch.num_rows() == rows.row) {
                    let ended = || self.run.records.unreadable("it ends too early");
                    let next = rows.reader.next().ok_or_else(ended)?;
                    rows.batch = Some(next.map_err(|cause| self.run.records.unreadable(cause))?);
                    rows.number += 1;
                    rows.row = 0;
                }
                rows.row += 1;
                if let Some(batch) = &rows.batch {
                    take(&Record::Row { batch, number: rows.number, row: rows.row - 1, line });
                }
            }
        }
        Ok(())
    }
}

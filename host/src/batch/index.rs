//! The first reading of a table: where its records end and whose they are. Nothing else is kept of it.
//!
//! The module finds the records and reads their keys, as it will when they are judged; the host sorts what it is told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use arrow_array::RecordBatch;

use super::event::Tell;
use super::list::{List, Series, SeriesWriting, Sorted};
use super::live::Live;
use super::pipeline::{ended, spawn};
use super::scored::Cause;
use super::scratch::Scratch;
use super::survey::{Survey, Surveyed};
use crate::error::{Error, Result};
use crate::input::{Batches, Encoding, InputFile, Source, TableText, entry, is_typed, left_over, whole};
use crate::instance::{Key, Lost};
use crate::schema::Schema;

/// Batches that are unpacked before the index takes them.
const AHEAD: usize = 4;

/// A table that was read once.
#[derive(Debug)]
pub(super) struct Indexed {
    pub source: Source,
    pub form: Form,
    /// Records, also those that cannot be used.
    pub records: u64,
    /// Its files with their hashes.
    pub files: Vec<InputFile>,
    /// `[key, record]` for every record whose owner may be told; of one with two possible owners twice. What stands
    /// for a record is [`candidate`].
    pub keys: Sorted<2>,
    /// `[id, key]` of child rows that can be used.
    pub ids: Sorted<2>,
    /// `[hash, node]` of what ties: the nodes of customers are the numbers of their records, those of other tables count
    /// the records that tie.
    pub ties: Sorted<2>,
    /// Records that tie; of customers none.
    pub tying: u64,
    /// Some record was lost that may be anybody's.
    pub anybody: bool,
    /// Some record was lost that has two possible owners.
    pub doubtful: bool,
    /// The records that stop the engine when they are taken apart, by their numbers. They are not given to it again.
    pub left_out: BTreeMap<u64, Cause>,
}

impl Indexed {
    /// Gives back what only the order was made of.
    pub fn forget_keys(&mut self) {
        (self.keys, self.ids, self.ties) = Default::default();
    }
}

/// In which form a table's records come.
#[derive(Debug)]
pub(super) enum Form {
    /// A text with this header, and `[end, length << 32 | line]` of every record.
    Text { header: Vec<u8>, records: Series<2> },
    /// Typed columns: a record is a row.
    Typed { columns: Vec<String> },
}

impl Form {
    /// The columns that are read of typed rows.
    pub fn columns(&self) -> &[String] {
        match self {
            Self::Text { .. } => &[],
            Self::Typed { columns } => columns,
        }
    }
}

/// A record by its number, as the first or the second candidate for an owner of it.
pub(super) fn candidate(record: u64, second: bool) -> u64 {
    record << 1 | u64::from(second)
}

/// What is needed for reading tables.
pub(super) struct Indexer<'a, 'l> {
    pub live: &'a mut Live<'l>,
    pub schema: &'a Schema,
    pub encoding: Encoding,
    pub scratch: &'a Arc<Scratch>,
    /// Told the table and the bytes of it that were read.
    pub progress: &'a mut dyn FnMut(&str, u64),
    pub tell: &'a Tell<'a>,
}

impl Indexer<'_, '_> {
    /// Reads a table of customers or child rows, or one that ties customers.
    ///
    /// # Errors
    ///
    /// As [`crate::input::feed`].
    pub fn table(&mut self, source: Source) -> Result<Indexed> {
        let numbered = self.schema.key_columns(&source.table).is_empty();
        let is_whole = self.schema.kind(&source.table) == Some("reference");
        let mut survey = Survey::begin(self.live, &source.table, numbered || is_whole, self.tell)?;
        let mut found = Found::new(self.scratch, is_typed(&source)?)?;
        found.names = if !self.schema.has_ties() {
            Nodes::Untied
        } else {
            match self.schema.kind(&source.table) {
                Some("customers") => Nodes::Customers,
                Some("reference") => Nodes::Relations,
                _ => Nodes::Rows,
            }
        };
        let encoding = self.encoding;
        let files = match &found.records {
            Some(_) => text(&source, encoding, &mut survey, &mut found, self.progress)?,
            None => {
                let keys = self.schema.key_columns(&source.table);
                columns(&source, &keys, &mut survey, &mut found, self.progress)?
            }
        };
        let surveyed = survey.finish()?;
        let columns = self.schema.columns(&source.table);
        found.finish(source, files, surveyed, columns)
    }
}

fn text(
    source: &Source,
    encoding: Encoding,
    survey: &mut Survey<'_, '_>,
    found: &mut Found,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Vec<InputFile>> {
    let mut text = TableText::new(source, encoding);
    let mut pending = Vec::new();
    loop {
        let more = text.append(&mut pending)?;
        let (read, keys) = survey.read(&pending, !more)?;
        pending.drain(..read);
        left_over(pending.len(), !more, &source.table)?;
        found.take(&keys)?;
        progress(&source.table, text.bytes());
        if !more {
            return Ok(text.files());
        }
    }
}

fn columns(
    source: &Source,
    keys: &[String],
    survey: &mut Survey<'_, '_>,
    found: &mut Found,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Vec<InputFile>> {
    let mut files: Vec<InputFile> = Vec::new();
    let mut before = 0;
    for path in &source.files {
        let (bytes, sha256) = beside(path, keys, &mut |batch| {
            if batch.num_columns() == 0 {
                // Customers whose number is their key, or a file without the column: judging it says so.
                found.count(batch.num_rows());
                return Ok(());
            }
            found.take(&survey.put(batch)?)
        })?;
        files.push(entry(&source.table, path, bytes, sha256));
        before += bytes;
        progress(&source.table, before);
    }
    Ok(files)
}

/// Hands the batches of a file to `take` while the next ones are unpacked, and the file, which Parquet does not read from
/// its start to its end, is hashed: its size and its hash.
fn beside(
    path: &Path,
    columns: &[String],
    take: &mut dyn FnMut(&RecordBatch) -> Result<()>,
) -> Result<(u64, String)> {
    std::thread::scope(|scope| {
        let hash = spawn(scope, "appraise-hash", || whole(path))?;
        let (to_index, batches) = sync_channel(AHEAD);
        spawn(scope, "appraise-unpack", move || match Batches::open(path, columns) {
            // Nobody listens any more where the index has failed.
            Ok(mut batches) => drop(batches.try_for_each(|batch| to_index.send(batch))),
            Err(error) => drop(to_index.send(Err(error))),
        })?;
        let taken = batches.into_iter().try_for_each(|batch| take(&batch?));
        let hash = hash.join().map_err(|_| ended())??;
        taken.map(|()| hash)
    })
}

/// Which nodes the records of a table are whose values tie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nodes {
    /// None: nothing ties.
    Untied,
    /// Customers, by their numbers.
    Customers,
    /// Rows of customers: they are tied to the key of theirs.
    Rows,
    /// Rows of nobody.
    Relations,
}

/// What was found so far.
struct Found {
    names: Nodes,
    ties: List<2>,
    tying: u64,
    /// The record before, and whether it ties already.
    before: Option<(Key, bool)>,
    records: Option<SeriesWriting<2>>,
    keys: List<2>,
    ids: List<2>,
    count: u64,
    anybody: bool,
    doubtful: bool,
}

impl Found {
    fn new(scratch: &Arc<Scratch>, typed: bool) -> Result<Self> {
        let records = if typed { None } else { Some(SeriesWriting::new(scratch)?) };
        let (keys, ids, ties) = (List::new(scratch), List::new(scratch), List::new(scratch));
        let names = Nodes::Untied;
        let (tying, before) = (0, None);
        Ok(Self { names, ties, tying, before, records, keys, ids, count: 0, anybody: false, doubtful: false })
    }

    fn count(&mut self, records: usize) {
        self.count = self.count.saturating_add(u64::try_from(records).unwrap_or(u64::MAX));
    }

    fn take(&mut self, keys: &[Key]) -> Result<()> {
        for key in keys {
            if key.lost == Lost::Tie {
                self.tie(key.key)?;
                continue;
            }
            self.before = Some((*key, false));
            if let Some(records) = &mut self.records {
                records.push([key.end, u64::from(key.len) << 32 | u64::from(key.line)])?;
            }
            match key.lost {
                Lost::Anybody => self.anybody = true,
                Lost::Tie => {}
                Lost::No | Lost::Known => self.keys.push([key.key, candidate(self.count, false)])?,
                Lost::Two => {
                    self.doubtful = true;
                    self.keys.push([key.key, candidate(self.count, false)])?;
                    self.keys.push([key.other, candidate(self.count, true)])?;
                }
            }
            if key.id != 0 && key.lost == Lost::No {
                self.ids.push([key.id, key.key])?;
            }
            self.count += 1;
        }
        Ok(())
    }

    /// Notes what ties the record before.
    fn tie(&mut self, name: u64) -> Result<()> {
        let Some((record, is_tied)) = &mut self.before else { return Ok(()) };
        let node = match self.names {
            Nodes::Untied => return Ok(()),
            Nodes::Customers => self.count.saturating_sub(1),
            Nodes::Rows | Nodes::Relations => {
                if !std::mem::replace(is_tied, true) {
                    self.tying += 1;
                    if self.names == Nodes::Rows && record.key != 0 {
                        self.ties.push([record.key, self.tying - 1])?;
                    }
                }
                self.tying - 1
            }
        };
        self.ties.push([name, node])
    }

    fn finish(
        self,
        source: Source,
        files: Vec<InputFile>,
        surveyed: Surveyed,
        columns: Vec<String>,
    ) -> Result<Indexed> {
        if self.count > u64::from(u32::MAX) {
            let table = &source.table;
            return Err(Error::usage(format!("the table `{table}` has more than {} records", u32::MAX)));
        }
        let Surveyed { header, left_out } = surveyed;
        let form = match self.records {
            Some(records) => Form::Text { header, records: records.finish()? },
            None => Form::Typed { columns },
        };
        Ok(Indexed {
            source,
            form,
            records: self.count,
            files,
            keys: self.keys.sort(),
            ids: self.ids.sort(),
            ties: self.ties.sort(),
            tying: self.tying,
            anybody: self.anybody,
            doubtful: self.doubtful,
            left_out,
        })
    }
}

//! One customer of a run, judged again: the same bits, or what differs.
//!
//! Everything but the files is in the record of the run: the date, the encoding, the cut of the chunks. The chunk is cut
//! out of the inputs as it was then. The customer is judged first with those alone to whom they are tied; where that
//! gives other rows, the whole chunk is judged, since a policy can look across customers.
//!
//! A customer who stopped the engine stops it again: what went to quarantine is found anew, and not believed. Such a row
//! has no key, so that the customer is found by the line. One whose record could not even be taken apart cannot be: nobody
//! knows whose it is.
//!
//! INVARIANT: nothing is replayed with another module, policy or input than the run had.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;

use super::bisect;
use super::chunk::{Chunk, Rows};
use super::cut::Full;
use super::event::Tell;
use super::feed::Feed;
use super::live::Live;
use super::plan::{Plan, Planner};
use super::rows::{self, Row};
use super::scored::{Cause, Part, Poisoned};
use super::worker::{Judge, Worker};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::input::{CUSTOMERS, Source};
use crate::manifest::PolicyEntry;
use crate::output::Format;
use crate::policy_files::PolicyFiles;
use crate::run::{ChunkEntry, Left};
use crate::schema::{Schema, Scope};

/// The table that tells of customers who were not scored.
const QUARANTINE: &str = "quarantine";
/// Bytes that a list may hold in memory before it spills.
const MEMORY: usize = 32 << 20;

/// Who is to be judged again, and with what.
pub struct Replay<'a> {
    /// The module and its limits.
    pub engine: &'a Engine,
    /// The policy.
    pub files: &'a PolicyFiles,
    /// The tables and their files, the customers first.
    pub sources: Vec<Source>,
    /// The folder of the run.
    pub run: &'a Path,
    /// The customer's key, as the run writes it.
    pub customer: &'a str,
    /// A folder for spill files; it is made and goes afterwards.
    pub scratch: PathBuf,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The chunk in which the customer is.
    pub chunk: u32,
    /// Whether the whole chunk gives the bits that the log tells of; nothing if the customer was judged alone.
    pub together: Option<bool>,
    /// The tables that have rows of the customer, then or now.
    pub tables: Vec<ReplayedTable>,
}

/// The customer's rows in one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayedTable {
    /// The table.
    pub table: String,
    /// Rows that are the same.
    pub same: usize,
    /// Rows of the run that were not given again.
    pub gone: Vec<String>,
    /// Rows that the run does not have.
    pub new: Vec<String>,
}

impl Replayed {
    /// Whether every row is there again, bit for bit, and no other.
    pub fn is_same(&self) -> bool {
        self.tables.iter().all(|table| table.gone.is_empty() && table.new.is_empty())
    }
}

/// Judges a customer again.
///
/// # Errors
///
/// [`ErrorKind::Usage`] for another module, policy or input than the run's, and for a customer of whom the run has no row;
/// what reading the files and judging say.
pub fn replay(asked: &Replay<'_>, tell: &Tell<'_>) -> Result<Replayed> {
    let left = Left::open(asked.run)?;
    let mut live = Live::new(asked.engine, asked.files)?;
    let schema = live.instance.schema(live.policy)?;
    let format = *left.settings.formats.first().unwrap_or(&Format::Csv);
    let encoding = left.settings.encoding.parse().map_err(Error::usage)?;
    let mut planner = Planner { live: &mut live, schema: &schema, encoding, tell };
    let plan = planner.plan(asked.sources.clone(), &asked.scratch, MEMORY)?;
    let tables: Vec<String> =
        left.settings.tables.iter().filter(|table| schema.scope(table) == Scope::Rows).cloned().collect();
    let again = Again { asked, left: &left, schema: &schema, plan: &plan, tables: &tables, format };
    let found = again.found(&mut live)?;
    drop(live);
    same_inputs(asked, &left, &plan)?;
    let found = found.ok_or_else(|| stranger(asked))?;
    if !found.group.is_empty() && schema.whole().is_empty() && !schema.has_ties() {
        match again.judged(&found, &found.chunk.only(&found.group)?) {
            Ok((alone, _)) if alone.is_same() => return Ok(alone),
            // Stopped by customers who do no harm alone.
            Err(error) if Cause::of(error.kind()).is_none() => return Err(error),
            _ => {}
        }
    }
    again.together(&found)
}

/// Where a customer is.
struct Found<'a> {
    /// What the log tells of the chunk.
    entry: &'a ChunkEntry,
    /// The chunk, cut as it was.
    chunk: Chunk,
    /// The customer and those to whom they are tied, by their places in it; nobody if that cannot be told from the
    /// records.
    group: Vec<u32>,
}

impl Found<'_> {
    /// Table and line of every record of theirs, by which rows of quarantine without a key are known.
    fn records(&self) -> BTreeSet<(String, u32)> {
        let tables = self.chunk.tables.iter().flat_map(|table| {
            let own = table.lines.iter().zip(&table.owners).filter(|(_, owner)| self.group.contains(owner));
            own.map(|(line, _)| (table.table.clone(), *line))
        });
        tables.collect()
    }

    /// Those of them of whom the log says that they stopped the engine.
    fn poisoned(&self) -> Vec<Poisoned> {
        let records = self.records();
        let is_theirs = |poisoned: &&Poisoned| records.contains(&(poisoned.table.clone(), poisoned.line));
        self.entry.poisoned.iter().filter(is_theirs).cloned().collect()
    }
}

fn stranger(asked: &Replay<'_>) -> Error {
    let (customer, run) = (asked.customer, asked.run.display());
    let zh = format!("`{run}` 中没有客户 `{customer}` 的记录");
    Error::usage(format!("the run in `{run}` has no row of the customer `{customer}`")).with_zh(zh)
}

/// Refuses another module, policy or input than the run's.
fn same_inputs(asked: &Replay<'_>, left: &Left, plan: &Plan) -> Result<()> {
    let was = &left.settings;
    let differences = [
        (asked.engine.module_sha256() == was.engine.module_sha256, "the module", "模块"),
        (PolicyEntry::files(asked.files) == was.policy.files, "the policy", "策略"),
        (plan.inputs() == was.inputs, "the input", "输入文件"),
    ];
    let Some((_, en, zh)) = differences.iter().find(|(same, ..)| !same) else { return Ok(()) };
    let run = asked.run.display();
    let message = format!("the run in `{run}` was made with another one: {en}; give what it was made with");
    let zh = format!("`{run}` 的运行用的不是同一个{zh}；请使用当时的那一个");
    Err(Error::coded(Code::RUN_OTHER, message).with_zh(zh))
}

/// A run of which a chunk is judged again.
struct Again<'a> {
    asked: &'a Replay<'a>,
    left: &'a Left,
    schema: &'a Schema,
    plan: &'a Plan,
    tables: &'a [String],
    format: Format,
}

impl<'a> Again<'a> {
    /// The customer's chunk: the one that has rows of them, or else the one with the customer of this key who stopped
    /// the engine.
    fn found(&self, live: &mut Live<'_>) -> Result<Option<Found<'a>>> {
        let named = self.entry()?;
        let may_be = |entry: &&ChunkEntry| match named {
            Some(named) => entry.number == named.number,
            None => entry.poisoned.iter().any(|poisoned| poisoned.table == CUSTOMERS),
        };
        let settings = &self.left.settings;
        let bytes = usize::try_from(settings.chunk_bytes).unwrap_or(usize::MAX);
        let full = if self.schema.whole().is_empty() {
            Full { rows: settings.chunk_rows.max(1), bytes }
        } else {
            Full::NEVER
        };
        let mut chunks = self.plan.chunks(full)?;
        while let Some(chunk) = chunks.next()? {
            let entry = self.left.entries.iter().find(|entry| entry.number == chunk.number);
            let Some(entry) = entry.filter(may_be) else { continue };
            let group = match self.place(live, &chunk)? {
                Some(place) => {
                    chunk.groups().into_iter().find(|group| group.contains(&place)).unwrap_or_default()
                }
                None => Vec::new(),
            };
            let found = Found { entry, chunk, group };
            if named.is_some() || !found.poisoned().is_empty() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The chunk of which the run has rows with the customer's key.
    fn entry(&self) -> Result<Option<&'a ChunkEntry>> {
        for table in [CUSTOMERS, QUARANTINE] {
            for entry in &self.left.entries {
                for file in entry.files_of(table, self.format) {
                    let mut found = false;
                    rows::each(&self.asked.run.join(file), self.format, &mut |row| {
                        found |= row.names(self.asked.customer);
                    })?;
                    if found {
                        return Ok(Some(entry));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Where in the chunk the customer is; nothing if that cannot be told from the record's text.
    fn place(&self, live: &mut Live<'_>, chunk: &Chunk) -> Result<Option<u32>> {
        let wanted = self.key(live)?;
        let Some(customers) = chunk.tables.first() else { return Ok(None) };
        let keys = match &customers.rows {
            Rows::Columns(batches) => {
                let Live { instance, policy, .. } = live;
                let index = instance.index(*policy, CUSTOMERS)?;
                for batch in batches {
                    instance.index_put(index, &self.keys_of(batch)?)?;
                }
                instance.index_take(index)?
            }
            Rows::Text { header, bytes, ends } => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                for ((start, end), place) in starts.zip(ends.iter().copied()).zip(0u32..) {
                    let record = bytes.get(start..end).unwrap_or_default();
                    if contains(record, self.asked.customer.as_bytes()) {
                        let text = [header.trim_ascii_end(), b"\n", record, b"\n"].concat();
                        let text = if header.is_empty() { [record, b"\n"].concat() } else { text };
                        if hash(live, &text)? == Some(wanted) {
                            return Ok(Some(place));
                        }
                    }
                }
                return Ok(None);
            }
        };
        Ok(keys.iter().zip(0u32..).find(|(key, _)| key.key == wanted).map(|(_, place)| place))
    }

    /// The columns with the keys, as the first reading takes them.
    fn keys_of(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let keys = self.schema.key_columns(CUSTOMERS);
        let columns = batch.schema_ref().fields().iter().zip(0..);
        let columns: Vec<usize> =
            columns.filter(|(field, _)| keys.contains(field.name())).map(|(_, at)| at).collect();
        batch.project(&columns).map_err(|cause| Error::abi(format!("columns of a chunk: {cause}")))
    }

    /// The hash of the customer's key.
    fn key(&self, live: &mut Live<'_>) -> Result<u64> {
        let column = self.schema.key_columns(CUSTOMERS).into_iter().next().unwrap_or_default();
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let text = format!("{}\n{}\n", quoted(&column), quoted(self.asked.customer));
        hash(live, text.as_bytes())?.ok_or_else(|| {
            let customer = self.asked.customer;
            Error::usage(format!("`{customer}` is not a key of a customer"))
        })
    }

    /// Judges everybody in the chunk.
    fn together(&self, found: &Found<'_>) -> Result<Replayed> {
        let (replayed, parts) = self.judged(found, &found.chunk)?;
        let known = |part: &Part| {
            let mut files = found.entry.files_of(&part.table, self.format).peekable();
            // A part without rows is only written once.
            let untold = files.peek().is_none() && part.rows == 0;
            untold || files.any(|file| found.entry.has(file, &part.bytes))
        };
        Ok(Replayed { together: Some(parts.iter().all(known)), ..replayed })
    }

    /// Judges a chunk, or some of it, and holds the customer's rows against those of the run.
    fn judged(&self, found: &Found<'_>, chunk: &Chunk) -> Result<(Replayed, Vec<Part>)> {
        let formats = [self.format];
        let judge = Judge {
            engine: self.asked.engine,
            files: self.asked.files,
            schema: self.schema,
            as_of: &self.left.settings.as_of,
            force_effective: self.left.settings.force_effective,
            tables: self.tables,
            formats: &formats,
            digest: false,
            feed: Feed::of(self.plan),
        };
        let mut worker = Worker::new(&judge);
        let scored = bisect::judge(chunk, &mut |some| worker.attempt(some), &|_| ())?;
        let mut replayed = Replayed { chunk: chunk.number, ..Replayed::default() };
        let records = found.records();
        for part in &scored.parts {
            let place = self.asked.scratch.join(format!("again.{}", self.format.name()));
            std::fs::write(&place, &part.bytes).map_err(|cause| Error::file("write", &place, cause))?;
            let own = |path: &Path| self.rows(path, &part.table, &records);
            let now = own(&place)?;
            let mut then = Vec::new();
            for file in found.entry.files_of(&part.table, self.format) {
                then.extend(own(&self.asked.run.join(file))?);
            }
            if !now.is_empty() || !then.is_empty() {
                replayed.tables.push(held_against(&part.table, then, now));
            }
        }
        Ok((replayed, scored.parts))
    }

    /// The customer's rows of a table's file.
    fn rows(&self, path: &Path, table: &str, records: &BTreeSet<(String, u32)>) -> Result<Vec<Row>> {
        let mut found = Vec::new();
        let is_told =
            |row: &Row| table == QUARANTINE && row.place().is_some_and(|place| records.contains(&place));
        rows::each(path, self.format, &mut |row| {
            if row.names(self.asked.customer) || is_told(&row) {
                found.push(row);
            }
        })?;
        found.sort();
        Ok(found)
    }
}

/// What two sorted lists of rows share, and what only one of them has.
fn held_against(table: &str, then: Vec<Row>, mut now: Vec<Row>) -> ReplayedTable {
    let mut held = ReplayedTable { table: table.to_owned(), ..ReplayedTable::default() };
    for row in then {
        match now.iter().position(|other| *other == row) {
            Some(at) => {
                now.remove(at);
                held.same += 1;
            }
            None => held.gone.push(row.text()),
        }
    }
    held.new = now.iter().map(Row::text).collect();
    held
}

/// The hash of the key of the only customer in a text; none of one who stops the engine.
fn hash(live: &mut Live<'_>, text: &[u8]) -> Result<Option<u64>> {
    let Live { instance, policy, .. } = &mut *live;
    let index = instance.index(*policy, CUSTOMERS)?;
    let keys = instance.index_read(index, text, true).and_then(|_| instance.index_take(index));
    match keys {
        Ok(keys) => {
            instance.release(index)?;
            Ok(keys.first().map(|key| key.key).filter(|key| *key != 0))
        }
        Err(error) if Cause::of(error.kind()).is_some() => live.renew().map(|()| None),
        Err(error) => Err(error),
    }
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    !word.is_empty() && text.windows(word.len()).any(|part| part == word)
}

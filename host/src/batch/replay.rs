//! One customer of a run, judged again: the same bits, or what differs.
//!
//! Everything but the files is in the record of the run: the date, the encoding, the cut of the chunks. The chunk is cut
//! out of the inputs as it was then. The customer is judged alone first; where that gives other rows, the whole chunk is
//! judged, since customers can be tied to each other and a policy can look across them.
//!
//! INVARIANT: nothing is replayed with another module, policy or input than the run had.

use std::path::{Path, PathBuf};

use super::chunk::{Chunk, Rows};
use super::cut::Full;
use super::event::Tell;
use super::plan::{Plan, Planner};
use super::rows::{self, Row};
use super::scored::{Part, Poisoned};
use super::worker::{Judge, Worker};
use crate::engine::Engine;
use crate::error::{Code, Error, ErrorKind, Result};
use crate::input::{CUSTOMERS, Source};
use crate::instance::{Instance, Policy};
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
    let mut instance = asked.engine.instance()?;
    let policy = instance.load(asked.files)?;
    let schema = instance.schema(policy)?;
    let format = *left.settings.formats.first().unwrap_or(&Format::Csv);
    let entry = entry_of(asked, &left, format)?;
    let encoding = left.settings.encoding.parse().map_err(Error::usage)?;
    let mut planner = Planner { instance: &mut instance, policy, schema: &schema, encoding, tell };
    let plan = planner.plan(asked.sources.clone(), &asked.scratch, MEMORY)?;
    same_inputs(asked, &left, &plan)?;
    let tables: Vec<String> =
        left.settings.tables.iter().filter(|table| schema.scope(table) == Scope::Rows).cloned().collect();
    let again = Again { asked, left: &left, schema: &schema, plan: &plan, tables: &tables, format, entry };
    let chunk = again.chunk()?;
    let is_apart = schema.whole().is_empty() && !schema.has_ties();
    let place = if is_apart { again.place(&mut instance, policy, &chunk)? } else { None };
    drop(instance);
    if let Some(place) = place {
        let alone = again.alone(&chunk, place)?;
        if alone.is_same() {
            return Ok(alone);
        }
    }
    again.together(&chunk)
}

/// The chunk of which the run has rows of the customer.
fn entry_of<'a>(asked: &Replay<'_>, left: &'a Left, format: Format) -> Result<&'a ChunkEntry> {
    for table in [CUSTOMERS, QUARANTINE] {
        for entry in &left.entries {
            for file in entry.files_of(table, format) {
                let mut found = false;
                rows::each(&asked.run.join(file), format, &mut |row| found |= row.names(asked.customer))?;
                if found {
                    return Ok(entry);
                }
            }
        }
    }
    let (customer, run) = (asked.customer, asked.run.display());
    let zh = format!("`{run}` 中没有客户 `{customer}` 的记录");
    Err(Error::usage(format!("the run in `{run}` has no row of the customer `{customer}`")).with_zh(zh))
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
    entry: &'a ChunkEntry,
}

impl Again<'_> {
    /// The customer's chunk, cut as it was.
    fn chunk(&self) -> Result<Chunk> {
        let settings = &self.left.settings;
        let bytes = usize::try_from(settings.chunk_bytes).unwrap_or(usize::MAX);
        let full = if self.schema.whole().is_empty() {
            Full { rows: settings.chunk_rows.max(1), bytes }
        } else {
            Full::NEVER
        };
        let mut chunks = self.plan.chunks(full)?;
        while let Some(chunk) = chunks.next()? {
            if chunk.number == self.entry.number {
                return Ok(chunk);
            }
        }
        Err(Error::new(ErrorKind::File, format!("the inputs give no chunk {}", self.entry.number)))
    }

    /// Where in the chunk the customer is; nothing if that cannot be told from the record's text.
    fn place(&self, instance: &mut Instance, policy: Policy, chunk: &Chunk) -> Result<Option<u32>> {
        let wanted = self.key(instance, policy)?;
        let Some(customers) = chunk.tables.first() else { return Ok(None) };
        let keys = match &customers.rows {
            Rows::Columns(batch) => {
                let index = instance.index(policy, CUSTOMERS)?;
                instance.index_put(index, batch)?;
                instance.index_take(index)?
            }
            Rows::Text { header, bytes, ends } => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                for ((start, end), place) in starts.zip(ends.iter().copied()).zip(0u32..) {
                    let record = bytes.get(start..end).unwrap_or_default();
                    if contains(record, self.asked.customer.as_bytes()) {
                        let text = [header.trim_ascii_end(), b"\n", record, b"\n"].concat();
                        let text = if header.is_empty() { [record, b"\n"].concat() } else { text };
                        if hash(instance, policy, &text)? == Some(wanted) {
                            return Ok(Some(place));
                        }
                    }
                }
                return Ok(None);
            }
        };
        Ok(keys.iter().zip(0u32..).find(|(key, _)| key.key == wanted).map(|(_, place)| place))
    }

    /// The hash of the customer's key.
    fn key(&self, instance: &mut Instance, policy: Policy) -> Result<u64> {
        let column = self.schema.key_columns(CUSTOMERS).into_iter().next().unwrap_or_default();
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let text = format!("{}\n{}\n", quoted(&column), quoted(self.asked.customer));
        hash(instance, policy, text.as_bytes())?.ok_or_else(|| {
            let customer = self.asked.customer;
            Error::usage(format!("`{customer}` is not a key of a customer"))
        })
    }

    /// Judges the customer alone.
    fn alone(&self, chunk: &Chunk, place: u32) -> Result<Replayed> {
        let is_poisoned = |poisoned: &&Poisoned| Some(poisoned.line) == chunk.line(place);
        let poisoned: Vec<Poisoned> = self.entry.poisoned.iter().filter(is_poisoned).copied().collect();
        let only = chunk.only(place..place.saturating_add(1))?;
        let only = if poisoned.is_empty() { only } else { only.without(&[0])? };
        self.judged(&only, &poisoned).map(|(replayed, _)| replayed)
    }

    /// Judges everybody in the chunk.
    fn together(&self, chunk: &Chunk) -> Result<Replayed> {
        let is_poisoned = |place: &u32| {
            self.entry.poisoned.iter().any(|poisoned| Some(poisoned.line) == chunk.line(*place))
        };
        let customers = u32::try_from(chunk.customers).unwrap_or(u32::MAX);
        let places: Vec<u32> = (0..customers).filter(is_poisoned).collect();
        let (replayed, parts) = self.judged(&chunk.without(&places)?, &self.entry.poisoned)?;
        let known = |part: &Part| {
            let mut files = self.entry.files_of(&part.table, self.format).peekable();
            // A part without rows is only written once.
            let untold = files.peek().is_none() && part.rows == 0;
            untold || files.any(|file| self.entry.has(file, &part.bytes))
        };
        Ok(Replayed { together: Some(parts.iter().all(known)), ..replayed })
    }

    /// Judges a chunk and holds the customer's rows against those of the run.
    fn judged(&self, chunk: &Chunk, poisoned: &[Poisoned]) -> Result<(Replayed, Vec<Part>)> {
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
            references: self.plan.references(),
            incomplete: self.plan.incomplete(),
        };
        let scored = Worker::new(&judge).attempt(chunk, poisoned)?;
        let mut replayed = Replayed { chunk: chunk.number, ..Replayed::default() };
        for part in &scored.parts {
            let place = self.asked.scratch.join(format!("again.{}", self.format.name()));
            std::fs::write(&place, &part.bytes).map_err(|cause| Error::file("write", &place, cause))?;
            let now = self.rows(&place)?;
            let mut then = Vec::new();
            for file in self.entry.files_of(&part.table, self.format) {
                then.extend(self.rows(&self.asked.run.join(file))?);
            }
            if !now.is_empty() || !then.is_empty() {
                replayed.tables.push(held_against(&part.table, then, now));
            }
        }
        Ok((replayed, scored.parts))
    }

    /// The customer's rows of a file.
    fn rows(&self, path: &Path) -> Result<Vec<Row>> {
        let mut found = Vec::new();
        rows::each(path, self.format, &mut |row| {
            if row.names(self.asked.customer) {
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

/// The hash of the key of the only customer in a text.
fn hash(instance: &mut Instance, policy: Policy, text: &[u8]) -> Result<Option<u64>> {
    let index = instance.index(policy, CUSTOMERS)?;
    instance.index_read(index, text, true)?;
    let keys = instance.index_take(index)?;
    instance.release(index)?;
    Ok(keys.first().map(|key| key.key).filter(|key| *key != 0))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    !word.is_empty() && text.windows(word.len()).any(|part| part == word)
}

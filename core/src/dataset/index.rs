//! An index: where the records of a table end, and whose they are, without anything else being kept of them.
//!
//! With it a caller cuts customers and their child rows into parts that can be judged one after the other or side by
//! side ([`super::part`]). Keys leave as hashes of the text that rows are joined by: of equal keys they are equal, and
//! the rare other keys with the same hash only put customers into one part who need not be. What else ties a record to
//! others ([`crate::parts::ties`]) leaves as hashes, too, each as an entry of its own behind that of the record.
//!
//! INVARIANT: the records are those that a dataset of the same bytes counts, and those that cannot be taken apart are
//! blamed on the same customers, however the bytes are cut into pieces.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use appraise_kernels::text::hashes;
pub(super) use appraise_kernels::text::{hash, mixed};
use appraise_kernels::typed::write_words;

use super::FaultReason;
use super::builder::Source;
use super::intake::{Intake, Key, Row, state};
use super::put::{self, InputColumn};
use super::sink::{Place, Sink, SolidKeys};
use crate::diagnostic::Diagnostic;
use crate::model::{RowKey, Schema, Table};
use crate::parts::{Named, Tie};

/// A record of an index, or what ties the record before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entry {
    /// The byte just after it, from the beginning of the text; of typed rows, its number.
    pub end: u64,
    /// Hash of the key of the customer whose it is: of customers their own. 0: none can be told.
    pub key: u64,
    /// Of a lost record with two possible owners, hash of the key of the second; else 0.
    pub other: u64,
    /// Hash of a child row's own id; 0 for customers and where it cannot be told.
    pub id: u64,
    /// 1-based line on which it starts; of typed rows, its number.
    pub line: u32,
    /// Its length in bytes, without the ends of lines around it; of typed rows 1. Of a record that is too long, as much
    /// of it as shows that, and the rest of it is nobody's.
    pub len: u32,
    /// Whose it may be.
    pub lost: Lost,
}

/// Whose a record may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lost {
    /// Its key's: it can be used, as far as its keys tell.
    #[default]
    No,
    /// It cannot be used, and is its key's.
    Known,
    /// It cannot be used, and is the one key's or the other's, whichever is a customer; anybody's if neither is. A key
    /// that several records of the customers have is no customer, since all of them are quarantined.
    Two,
    /// It cannot be used, and its key cannot be told: a child row may be anybody's.
    Anybody,
    /// This is no record: the one before it is tied by a value with the hash `key` to all that are tied by an equal one.
    /// Customers are also tied by their own keys.
    Tie,
}

impl Entry {
    /// Bytes of an entry.
    pub const BYTES: usize = 44;

    /// Appends the entry as bytes: `end`, `key`, `other`, `id` (u64), `line`, `len`, `lost` (u32), little-endian.
    pub fn write(&self, out: &mut Vec<u8>) {
        let halves = [self.line, self.len, self.lost as u32];
        write_words([self.end, self.key, self.other, self.id], halves, out);
    }
}

/// An index that is being made of one table.
#[derive(Debug)]
pub struct Index {
    table: Table,
    source: Source,
    keys: Keys,
}

impl Index {
    /// An index of the customers, of a child table or of a reference table that ties customers, of which it tells the
    /// ties and no keys; `None` for other tables, which are not about customers. `ties` are those of the policy
    /// ([`crate::parts::ties`]), or none for who does not ask for them.
    #[must_use]
    pub fn new(schema: &Schema, table: &str, ties: &[Tie]) -> Option<Self> {
        let id = schema.table_named(table)?;
        let mut table = schema.table(id)?.clone();
        let ties: Vec<Tie> = ties.iter().filter(|tie| tie.table == id).cloned().collect();
        let fields = key_fields(&table).or_else(|| (!ties.is_empty()).then_some([None; 2]))?;
        for (field, at) in table.fields.iter_mut().zip(0..) {
            field.used = fields.contains(&Some(at)) || ties.iter().any(|tie| tie.fields.contains(&at));
        }
        let intake = Intake::new(schema, id, &table);
        let found = Found { entries: Vec::new(), text: String::new() };
        let keys = Keys { intake, fields, ties, base: 0, found, header: Vec::new() };
        Some(Self { table, source: Source::None, keys })
    }

    /// Reads a piece of the table's text, as [`Builder::read`](super::Builder::read) does.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn read(&mut self, bytes: &[u8], last: bool) -> Result<usize, Diagnostic> {
        let done = self.source.read((bytes, last), &self.table, &mut self.keys)?;
        self.keys.base = self.keys.base.saturating_add(done as u64);
        Ok(done)
    }

    /// Takes the next rows of typed columns; columns without keys need not be among them.
    ///
    /// # Errors
    ///
    /// As [`Builder::put`](super::Builder::put).
    pub fn put(&mut self, columns: &[InputColumn]) -> Result<(), Diagnostic> {
        if !matches!(self.source, Source::None | Source::Typed) {
            return Err(state("the table has been read already"));
        }
        put::put(&mut self.keys, &self.table, columns)?;
        self.source = Source::Typed;
        self.keys.base = u64::from(self.keys.intake.records);
        Ok(())
    }

    /// The header of a CSV text, which its records need in front of them; empty for other sources, and before it has
    /// been read.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        &self.keys.header
    }

    /// The records since the last call, each with its ties behind it.
    pub fn take(&mut self) -> Vec<Entry> {
        core::mem::take(&mut self.keys.found.entries)
    }
}

/// The fields with the key of the customer and with the row's own id; `None`: the table is not about customers.
pub(crate) fn key_fields(table: &Table) -> Option<[Option<u16>; 2]> {
    match table.key {
        RowKey::Field(key) => Some([Some(key), None]),
        RowKey::RowNumber => Some([None, None]),
        RowKey::Child { parent, id, .. } => Some([Some(parent), Some(id)]),
        RowKey::Reference { .. } => None,
    }
}

/// Takes the keys of records in and forgets their rows.
#[derive(Debug)]
struct Keys {
    intake: Intake,
    /// Fields with the key of the customer and with the row's own id.
    fields: [Option<u16>; 2],
    ties: Vec<Tie>,
    /// Bytes, or rows, before the piece that is being read.
    base: u64,
    found: Found,
    header: Vec<u8>,
}

/// The entries so far, and room for the text of a key.
#[derive(Debug)]
struct Found {
    entries: Vec<Entry>,
    text: String,
}

impl Keys {
    fn entry(&mut self, place: Place) -> Result<Entry, Diagnostic> {
        Ok(Entry {
            end: self.base.saturating_add(place.end as u64),
            line: self.intake.count(place.line)?,
            len: u32::try_from(place.len).unwrap_or(u32::MAX),
            ..Entry::default()
        })
    }

    /// The hash of the key in a field of a row; `None`: there is no usable one.
    fn key(&mut self, row: &impl Row, field: u16) -> Option<u64> {
        let key = self.intake.key(row, field).ok()?;
        Some(self.found.hash(&key))
    }
}

impl Found {
    /// The hash of a key's text, never 0.
    fn hash(&mut self, key: &Key<'_>) -> u64 {
        self.text.clear();
        write(key, &mut self.text);
        hash(&self.text)
    }

    /// Says what ties a row.
    fn tie(&mut self, intake: &Intake, row: &impl Row, tie: &Tie) {
        self.text.clear();
        // A customer's own key is the plain text of it; nothing else begins with this control character.
        let _ = match tie.of {
            Named::Customers => Ok(()),
            Named::Group(kind) => core::write!(self.text, "\u{1}group {kind} "),
            Named::People => core::write!(self.text, "\u{1}person "),
            Named::Alike => core::write!(self.text, "\u{1}alike "),
        };
        for field in &tie.fields {
            match intake.value(row, *field) {
                Some(value) => write(&value, &mut self.text),
                None => return,
            }
            if tie.fields.len() > 1 {
                self.text.push('\u{1}');
            }
        }
        let key = hash(&self.text);
        self.entries.push(Entry { key, lost: Lost::Tie, ..Entry::default() });
    }
}

impl Sink for Keys {
    fn intake(&mut self) -> &mut Intake {
        &mut self.intake
    }

    fn header(&mut self, bytes: &[u8]) {
        self.header = bytes.to_vec();
    }

    fn push(&mut self, row: &impl Row, place: Place) -> Result<(), Diagnostic> {
        let entry = self.entry(place)?;
        let [owner, own] = self.fields;
        let key = match owner {
            Some(field) => self.key(row, field),
            None => Some(self.found.hash(&Key::Int(i64::from(self.intake.records)))),
        };
        let id = own.map(|field| self.key(row, field));
        let lost = match (key, id) {
            (None, _) => Lost::Anybody,
            (Some(_), Some(None)) => Lost::Known,
            (Some(_), None | Some(Some(_))) => Lost::No,
        };
        self.found.entries.push(Entry {
            key: key.unwrap_or(0),
            id: id.flatten().unwrap_or(0),
            lost,
            ..entry
        });
        self.ties.iter().for_each(|tie| self.found.tie(&self.intake, row, tie));
        Ok(())
    }

    fn push_solid<R: Row>(
        &mut self,
        keys: &SolidKeys<'_>,
        _row: impl Fn(usize) -> R,
    ) -> Result<bool, Diagnostic> {
        if !self.ties.is_empty() {
            return Ok(false);
        }
        let before = self.intake.records;
        self.intake.count_all(keys.rows())?;
        // The index keeps no rows, and no lines of them.
        self.intake.lines.clear();
        let numbers = before.saturating_add(1)..;
        let entry = |(key, number): (u64, u32)| Entry {
            end: u64::from(number),
            line: number,
            len: 1,
            key,
            ..Entry::default()
        };
        let hashes = hashes(keys.offsets, keys.text);
        self.found.entries.extend(hashes.into_iter().zip(numbers).map(entry));
        Ok(true)
    }

    fn lose(
        &mut self,
        place: Place,
        _reason: FaultReason,
        parents: [Option<&str>; 2],
    ) -> Result<(), Diagnostic> {
        let entry = self.entry(place)?;
        let [left, right] = parents.map(|text| {
            let key = self.intake.parent_in(text?)?;
            Some(self.found.hash(&key))
        });
        let (lost, key, other) = match (left, right) {
            (None, None) => (Lost::Anybody, 0, 0),
            (Some(left), Some(right)) if left == right => (Lost::Known, left, 0),
            (Some(left), Some(right)) => (Lost::Two, left, right),
            (Some(key), None) | (None, Some(key)) => (Lost::Two, key, 0),
        };
        self.found.entries.push(Entry { lost, key, other, ..entry });
        Ok(())
    }
}

/// Appends the text of a key by which rows are joined.
fn write(key: &Key<'_>, text: &mut String) {
    match key {
        Key::Text(own) => text.push_str(own),
        Key::Int(value) => drop(core::write!(text, "{value}")),
        Key::Day(day) => text.push_str(&crate::date::format(*day)),
    }
}

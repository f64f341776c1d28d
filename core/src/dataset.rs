//! A dataset: the tables of one run, typed, sorted and joined.
//!
//! Text comes in through [`Builder::read`] ([`csv`] frames, [`cell`] says what a text means), typed columns through
//! [`Builder::put`]; [`Builder::seal`] finds duplicates and orphans, puts child rows in (customer, id) order and
//! computes their offsets. A sealed dataset is read-only.
//!
//! INVARIANT: rows + quarantined rows of a table = records of its source.
//! Rows of reference tables are put in (key, first day) order.
//!
//! INVARIANT: the order of a child table's file never matters after `seal`; customers keep the order of their file.

use alloc::string::String;
use alloc::vec::Vec;

use crate::column::{Bits, Column, Texts};
use crate::model::TableId;
use crate::value::Reason;

mod affect;
mod builder;
pub mod cell;
mod copies;
pub mod csv;
mod delivery;
mod head;
mod identity;
mod index;
mod intake;
mod ndjson;
mod part;
mod profile;
mod put;
mod reference;
mod report;
mod seal;
mod sink;
mod version;
mod whole;

pub use affect::Affected;
pub use builder::Builder;
pub use cell::{Cell, CellReader};
pub use head::columns;
pub(crate) use index::key_fields;
pub use index::{Entry, Index, Lost};
pub use profile::{FieldProfile, Profile, Profiler, TableProfile};
pub use put::{InputColumn, InputData};
pub use reference::Lookup;
pub use report::{Report, Sizes, TableReport};

/// A sealed dataset.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// One per table of the schema, in its order.
    pub tables: Vec<TableData>,
    /// The dictionary of all string columns.
    pub texts: Texts,
    /// Cells that could not be read.
    pub faults: Vec<Fault>,
    /// Keys by which customers are also known: codes of the alias and of the customer's key, in order of the aliases.
    pub aliases: Vec<(u32, u32)>,
    /// Rows that could not be used.
    pub quarantine: Vec<Quarantined>,
    /// What was said about the deliveries of tables.
    pub deliveries: Vec<Delivery>,
    /// Whether this is a part of a larger dataset and not the first: what is the same in all parts is told by that one.
    pub later: bool,
}

/// What is known about the delivery of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// The table.
    pub table: TableId,
    /// Its last complete day.
    pub cut_off: Option<i32>,
    /// The first day that it holds, when that was said.
    pub covers_from: Option<i32>,
    /// Whether one of the two could not be read.
    pub broken: bool,
}

impl Dataset {
    /// A dataset without tables, for programs without inputs.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            tables: Vec::new(),
            texts: Texts::default(),
            faults: Vec::new(),
            quarantine: Vec::new(),
            aliases: Vec::new(),
            deliveries: Vec::new(),
            later: false,
        }
    }

    /// What was said about the delivery of a table.
    #[must_use]
    pub fn delivery(&self, table: TableId) -> Option<&Delivery> {
        self.deliveries.iter().find(|d| d.table == table)
    }
}

/// The rows of one table.
#[derive(Debug, Clone)]
pub struct TableData {
    /// Whether the table was delivered at all.
    pub supplied: bool,
    /// Number of usable rows.
    pub rows: usize,
    /// One per field of the schema; `None` when the field is not used or its column is absent (all unknown:
    /// `missing`, or `not_supplied` when the table is not there).
    pub columns: Vec<Option<Column>>,
    /// Keys of customers, or ids of child rows: codes of [`Dataset::texts`].
    pub keys: Vec<u32>,
    /// Line of each row in its source; empty for typed input.
    pub lines: Vec<u32>,
    /// Child tables: rows of customer `i` are `offsets[i]..offsets[i + 1]`; empty for customers.
    pub offsets: Vec<u32>,
    /// Child tables: customers one of whose rows was quarantined. `None`: no one's.
    pub incomplete: Option<Bits>,
    /// Reference tables: how their rows are found.
    pub lookup: Lookup,
}

/// A cell that could not be read; its field is unknown (`invalid`, or `missing` where a value was required).
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The table.
    pub table: TableId,
    /// 1-based line of the record.
    pub line: u32,
    /// 1-based column of the source.
    pub column: u32,
    /// The row's key, empty when unknown.
    pub key: String,
    /// Index of the field.
    pub field: u16,
    /// What is wrong.
    pub reason: FaultReason,
    /// The cell, masked by its class and cut.
    pub text: String,
}

/// What is wrong with a cell or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultReason {
    /// The text is not of the field's type.
    NotOfType,
    /// More decimal places than the field has.
    TooManyDecimals,
    /// Outside the declared or the representable range.
    OutOfRange,
    /// Not a calendar date.
    InvalidDate,
    /// Not a member of the enumeration.
    NotAMember,
    /// Empty, though the field is not nullable.
    Required,
    /// A row: its key is empty or not of its type.
    UnusableKey,
    /// A row: its key occurs more than once.
    DuplicateKey,
    /// A row: a quote where none may be.
    StrayQuote,
    /// A row: too few or too many cells.
    WrongLength,
    /// A row: no flat object of JSON, or one that says something twice.
    Malformed,
    /// A row: not UTF-8.
    Encoding,
    /// A row: longer than a record may be.
    TooLong,
    /// A child row: no such customer.
    Orphan,
    /// A child row: its customer has too many.
    TooManyRows,
    /// A customer: the key is an alias of another customer's.
    Alias,
    /// A relation: its member is in two groups at once.
    TwoGroups,
    /// A relation: its member leads, by heads, to himself.
    HeadOfItself,
    /// A relation: its member was not delivered as a customer.
    NotDelivered,
    /// A row of a reference table: the days on which it holds cannot be told.
    BadValidity,
    /// A row of a reference table: another row of its key holds on some of its days.
    Overlap,
    /// A child row: a later row of its id counts.
    Superseded,
    /// A row that stops the engine, or one of a customer who does.
    Trapped,
    /// A row that makes the engine work without end, or one of a customer who does.
    OutOfFuel,
}

impl FaultReason {
    /// The stable id that output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotOfType => "not_of_type",
            Self::TooManyDecimals => "too_many_decimals",
            Self::OutOfRange => "out_of_range",
            Self::InvalidDate => "invalid_date",
            Self::NotAMember => "not_a_member",
            Self::Required => "required",
            Self::UnusableKey => "unusable_key",
            Self::DuplicateKey => "duplicate_key",
            Self::StrayQuote => "stray_quote",
            Self::WrongLength => "wrong_length",
            Self::Malformed => "malformed",
            Self::Encoding => "encoding",
            Self::TooLong => "too_long",
            Self::Orphan => "orphan",
            Self::TooManyRows => "too_many_rows",
            Self::Alias => "alias",
            Self::TwoGroups => "two_groups",
            Self::HeadOfItself => "head_of_itself",
            Self::NotDelivered => "not_delivered",
            Self::BadValidity => "bad_validity",
            Self::Overlap => "overlap",
            Self::Superseded => "superseded",
            Self::Trapped => "trapped",
            Self::OutOfFuel => "out_of_fuel",
        }
    }

    /// Why the field is unknown.
    #[must_use]
    pub const fn unknown(self) -> Reason {
        match self {
            Self::Required => Reason::Missing,
            _ => Reason::Invalid,
        }
    }
}

/// A row that could not be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarantined {
    /// The table.
    pub table: TableId,
    /// 1-based line on which the record starts.
    pub line: u32,
    /// 1-based column of the source; 0 when the whole row is meant.
    pub column: u32,
    /// What is wrong.
    pub reason: FaultReason,
    /// The row's key as read, empty when it could not be.
    pub key: String,
}

#[cfg(test)]
mod tests;

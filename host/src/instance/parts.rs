//! Parts of a dataset: whose the records of a table are, and what is told to a dataset that is a part of a larger one.

use arrow_array::RecordBatch;

use super::{Dataset, Handle, Instance, Policy};
use crate::batch::Cause;
use crate::encode::Block;
#[cfg(doc)]
use crate::error::ErrorKind;
use crate::error::{Error, Result};

/// An index of one table inside one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index(u32);

/// A record of an index: where it lies and whose it is. Keys are hashes, equal for equal keys and never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Key {
    /// The byte just after the record, from the beginning of the table's text; of typed rows, the row's number.
    pub end: u64,
    /// 1-based line on which it starts, as faults say it; of typed rows, the row's number.
    pub line: u32,
    /// Its length in bytes, without the ends of lines around it; of typed rows 1. Of a record that is too long it is
    /// enough to show that; the rest of that line is nobody's and need not be given.
    pub len: u32,
    /// Whose it may be.
    pub lost: Lost,
    /// The customer's key: of customers their own, of child rows the parent's; 0 when there is none.
    pub key: u64,
    /// The second possible owner of a lost record, else 0.
    pub other: u64,
    /// A child row's own id; 0 for customers, and when it cannot be told.
    pub id: u64,
}

/// Whose a record may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lost {
    /// Its key's: it can be used, as far as its keys tell.
    #[default]
    No,
    /// It cannot be used, and is its key's.
    Known,
    /// It cannot be used, and is one of two keys', whichever is a customer's; anybody's if neither is. A key that
    /// several records of the customers have is no customer's, since all of them are quarantined.
    Two,
    /// It cannot be used and has no key. A child row may be anybody's; a customer concerns nobody else.
    Anybody,
    /// This is no record: the one before it is tied by a value with the hash `key` to all that are tied by an equal one,
    /// and to the customer whose key that is.
    Tie,
}

impl Key {
    /// Bytes of a key in the module's buffer.
    const BYTES: usize = 44;

    fn read(bytes: &[u8; Self::BYTES]) -> Result<Self> {
        let (wide, rest) = bytes.as_chunks::<8>();
        let (last, half) = (wide.get(4).copied().unwrap_or_default(), rest.as_chunks::<4>().0);
        let word = |at: usize| wide.get(at).copied().map_or(0, u64::from_le_bytes);
        let last = u64::from_le_bytes(last);
        let lost = match half.first().copied().map_or(0, u32::from_le_bytes) {
            0 => Lost::No,
            1 => Lost::Known,
            2 => Lost::Two,
            3 => Lost::Anybody,
            4 => Lost::Tie,
            other => return Err(Error::abi(format!("the module says that a record is lost in way {other}"))),
        };
        let line = u32::try_from(last & u64::from(u32::MAX)).unwrap_or(0);
        let len = u32::try_from(last >> 32).unwrap_or(0);
        Ok(Self { end: word(0), key: word(1), other: word(2), id: word(3), line, len, lost })
    }
}

impl Instance {
    /// An empty index of the customers, of a child table or of a reference table that ties customers.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for another table.
    pub fn index(&mut self, policy: Policy, table: &str) -> Result<Index> {
        let (ptr, len) = self.sandbox.pass(table.as_bytes())?;
        let bound = self.known_bound(policy)?;
        let handle = self.sandbox.call(|calls| &calls.index.begin, (policy.0, ptr, len))?;
        let handle = self.handle(handle)?;
        self.ledger.open(handle, bound);
        Ok(Index(handle))
    }

    /// Reads the next piece of the table's text and gives the number of bytes consumed, as [`Instance::read`] does.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn index_read(&mut self, index: Index, bytes: &[u8], last: bool) -> Result<usize> {
        self.ledger.add(index.0, bytes.len());
        let (ptr, len) = self.sandbox.pass(bytes)?;
        let used = self.work(index.0, |calls| &calls.index.read, (index.0, ptr, len, u32::from(last)))?;
        self.consumed(used, bytes.len())
    }

    /// Takes the next typed rows; of their columns only those with keys are needed.
    ///
    /// # Errors
    ///
    /// As [`Instance::put`].
    pub fn index_put(&mut self, index: Index, batch: &RecordBatch) -> Result<()> {
        let block = Block::new(std::slice::from_ref(batch))?;
        self.ledger.add(index.0, block.len());
        let descriptor = self.sandbox.pass_block(&block)?;
        let done = self.work(index.0, |calls| &calls.index.put, (index.0, descriptor))?;
        self.handle(done).map(drop)
    }

    /// The header of a CSV text, which stands in front of its records wherever they are read; empty for JSON.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn index_header(&mut self, index: Index) -> Result<Vec<u8>> {
        let handle = self.work(index.0, |calls| &calls.index.header, index.0)?;
        self.sandbox.buffer(handle, |bytes| Ok(bytes.to_vec()))
    }

    /// The records since the last call, in the order of their source, each with its ties behind it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Abi`](crate::ErrorKind::Abi) for records that are none.
    pub fn index_take(&mut self, index: Index) -> Result<Vec<Key>> {
        let handle = self.work(index.0, |calls| &calls.index.take, index.0)?;
        self.sandbox.buffer(handle, |bytes| {
            let (keys, rest) = bytes.as_chunks::<{ Key::BYTES }>();
            if !rest.is_empty() {
                return Err(Error::abi(format!("the module lists records in {} bytes", bytes.len())));
            }
            keys.iter().map(Key::read).collect()
        })
    }

    /// Says on which lines the next records of a table stand, which are counted otherwise: before the first record of
    /// the table, and then for every record.
    ///
    /// # Errors
    ///
    /// As [`Instance::read`].
    pub fn lines(&mut self, dataset: Dataset, table: &str, lines: &[u32]) -> Result<()> {
        let name = self.sandbox.pass(table.as_bytes())?;
        self.ledger.add(dataset.0, size_of_val(lines));
        let (ptr, len) = self.sandbox.pass(&words(lines.iter().copied()))?;
        let done = self.work(dataset.0, |calls| &calls.lines, (dataset.0, name.0, name.1, ptr, len))?;
        self.handle(done).map(drop)
    }

    /// Reads records that were cut out of a table's text by an index, each by itself, so that their order and what
    /// stood between them does not matter: record `i` is `bytes[ends[i - 1]..ends[i]]`, without the ends of lines
    /// around it ([`Key::len`]). The first record of all is the header, empty for JSON, which has no line to tell. The
    /// table ends with [`Instance::read`] of nothing as the last piece.
    ///
    /// # Errors
    ///
    /// As [`Instance::read`], also for a record that is none by itself.
    pub fn records(&mut self, dataset: Dataset, table: &str, bytes: &[u8], ends: &[usize]) -> Result<()> {
        let name = self.sandbox.pass(table.as_bytes())?;
        let ends = ends.iter().map(|end| u32::try_from(*end).unwrap_or(u32::MAX));
        let ends = self.sandbox.pass(&words(ends))?;
        let text = self.sandbox.pass(bytes)?;
        let arguments = (dataset.0, name.0, name.1, text.0, text.1, ends.0, ends.1);
        self.ledger.add(dataset.0, bytes.len().saturating_add(ends.1 as usize));
        let done = self.work(dataset.0, |calls| &calls.records, arguments)?;
        self.handle(done).map(drop)
    }

    /// Says that a row of a child table was lost in another part and may be anybody's.
    ///
    /// # Errors
    ///
    /// As [`Instance::read`].
    pub fn incomplete(&mut self, dataset: Dataset, table: &str) -> Result<()> {
        let (ptr, len) = self.sandbox.pass(table.as_bytes())?;
        let done = self.work(dataset.0, |calls| &calls.incomplete, (dataset.0, ptr, len))?;
        self.handle(done).map(drop)
    }

    /// Says that this is not the first part: what is the same in all of them is told by the first.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn later_part(&mut self, dataset: Dataset) -> Result<()> {
        let done = self.work(dataset.0, |calls| &calls.later_part, dataset.0)?;
        self.handle(done).map(drop)
    }

    /// Quarantines the records of a table on some lines, which are not given because they, or their customer, stop the
    /// module; before the rows are read.
    ///
    /// # Errors
    ///
    /// As [`Instance::read`].
    pub fn leave_out(&mut self, dataset: Dataset, table: &str, lines: &[u32], cause: Cause) -> Result<()> {
        let cause = match cause {
            Cause::Trap => 0,
            Cause::Fuel => 1,
        };
        let name = self.sandbox.pass(table.as_bytes())?;
        self.ledger.add(dataset.0, size_of_val(lines));
        let (ptr, len) = self.sandbox.pass(&words(lines.iter().copied()))?;
        let arguments = (dataset.0, name.0, name.1, ptr, len, cause);
        let done = self.work(dataset.0, |calls| &calls.leave_out, arguments)?;
        self.handle(done).map(drop)
    }
}

impl From<Index> for Handle {
    fn from(index: Index) -> Self {
        Self(index.0)
    }
}

fn words(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    numbers.flat_map(u32::to_le_bytes).collect()
}

//! A chunk: some customers with all their child rows, ready to be judged by itself.
//!
//! Records of texts lie one after the other without the ends of lines between them; where each ends is kept beside
//! them, so that none is ever taken apart in another surrounding than its own.
//!
//! INVARIANT: `lines` and `owners` of a table have an entry per record.

use std::ops::Range;

use arrow_array::{BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;

use crate::error::{Error, Result};

/// The owner of a record that belongs to no customer of the chunk.
pub const NOBODY: u32 = u32::MAX;

/// Some customers, in the order of their file, and what the child tables say about them.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Its number, from 1.
    pub number: u32,
    /// Whether no chunk comes after it.
    pub last: bool,
    /// Records of customers, also those that cannot be used.
    pub customers: usize,
    /// Whether all of them have to be judged together, so that no chunk can be smaller.
    pub together: bool,
    /// Its tables, the customers first. A table that was delivered is among them, if only with its header.
    pub tables: Vec<ChunkTable>,
}

/// The records of one table in a chunk.
#[derive(Clone, Debug)]
pub struct ChunkTable {
    /// The table.
    pub table: String,
    /// Its records.
    pub rows: Rows,
    /// Per record the line on which it stands in its file; of typed columns the number of its row.
    pub lines: Vec<u32>,
    /// Per record the customer of the chunk whose it is, counted from 0, or [`NOBODY`].
    pub owners: Vec<u32>,
}

/// Records in the form in which they came.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Records of a CSV or NDJSON text.
    Text {
        /// The header; empty for NDJSON.
        header: Vec<u8>,
        /// The records, one after the other.
        bytes: Vec<u8>,
        /// Where each record ends in `bytes`.
        ends: Vec<usize>,
    },
    /// Typed columns.
    Columns(RecordBatch),
}

impl Chunk {
    /// The chunk without some of its customers and without their child rows. Rows of nobody stay.
    ///
    /// # Errors
    ///
    /// If the columns are not what they claim.
    pub fn without(&self, customers: &[u32]) -> Result<Self> {
        let mut places = (0..self.customers).map(|_| true).collect::<Vec<_>>();
        for customer in customers {
            if let Some(kept) = usize::try_from(*customer).ok().and_then(|at| places.get_mut(at)) {
                *kept = false;
            }
        }
        self.keep(&places, true)
    }

    /// Some customers of the chunk with their child rows, and no rows of nobody.
    ///
    /// # Errors
    ///
    /// If the columns are not what they claim.
    pub fn only(&self, customers: Range<u32>) -> Result<Self> {
        let kept = (0u32..).take(self.customers).map(|customer| customers.contains(&customer));
        self.keep(&kept.collect::<Vec<_>>(), false)
    }

    fn keep(&self, kept: &[bool], nobody: bool) -> Result<Self> {
        let mut places = Vec::with_capacity(kept.len());
        let mut customers = 0u32;
        for kept in kept {
            places.push(kept.then_some(customers));
            customers += u32::from(*kept);
        }
        let owner = |old: u32| match usize::try_from(old).ok().and_then(|at| places.get(at)) {
            Some(place) => *place,
            None => nobody.then_some(NOBODY),
        };
        let tables = self.tables.iter().map(|table| table.keep(&owner)).collect::<Result<_>>()?;
        let customers = usize::try_from(customers).unwrap_or(usize::MAX);
        Ok(Self { number: self.number, last: self.last, customers, together: self.together, tables })
    }

    /// The line of a customer's record, counted from 0.
    pub fn line(&self, customer: u32) -> Option<u32> {
        self.tables.first()?.lines.get(usize::try_from(customer).ok()?).copied()
    }
}

impl ChunkTable {
    /// The records that keep an owner, with the owner that they have then.
    fn keep(&self, owner: &dyn Fn(u32) -> Option<u32>) -> Result<Self> {
        let owners: Vec<Option<u32>> = self.owners.iter().map(|old| owner(*old)).collect();
        let kept = || owners.iter().map(Option::is_some);
        let lines = self.lines.iter().zip(kept()).filter(|(_, kept)| *kept).map(|(line, _)| *line);
        Ok(Self {
            table: self.table.clone(),
            rows: self.rows.keep(kept())?,
            lines: lines.collect(),
            owners: owners.iter().flatten().copied().collect(),
        })
    }
}

impl Rows {
    fn keep(&self, kept: impl Iterator<Item = bool>) -> Result<Self> {
        match self {
            Self::Text { header, bytes, ends } => {
                let (mut some, mut some_ends, mut start) = (Vec::new(), Vec::new(), 0);
                for (end, kept) in ends.iter().zip(kept) {
                    if kept {
                        some.extend_from_slice(bytes.get(start..*end).unwrap_or_default());
                        some_ends.push(some.len());
                    }
                    start = *end;
                }
                Ok(Self::Text { header: header.clone(), bytes: some, ends: some_ends })
            }
            Self::Columns(batch) => {
                let mask: BooleanArray = kept.map(Some).collect();
                let some = filter_record_batch(batch, &mask);
                some.map(Self::Columns).map_err(|cause| Error::abi(format!("columns of a chunk: {cause}")))
            }
        }
    }

    /// Size in memory, about.
    pub fn size(&self) -> usize {
        match self {
            Self::Text { bytes, .. } => bytes.len(),
            Self::Columns(batch) => batch.get_array_memory_size(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int64Array};

    use super::*;

    /// Four customers as typed columns; a text with two rows of the second, one of the fourth and one of nobody.
    fn chunk() -> Chunk {
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![10, 11, 12, 13]));
        let customers = ChunkTable {
            table: "customers".to_owned(),
            rows: Rows::Columns(RecordBatch::try_from_iter([("id", ids)]).unwrap()),
            lines: vec![1, 2, 3, 4],
            owners: vec![0, 1, 2, 3],
        };
        let rows = Rows::Text {
            header: b"of,n".to_vec(),
            bytes: b"11,a13,bb99,c11,d".to_vec(),
            ends: vec![4, 9, 13, 17],
        };
        let table = "loans".to_owned();
        let loans = ChunkTable { table, rows, lines: vec![2, 3, 4, 5], owners: vec![1, 3, NOBODY, 1] };
        Chunk { number: 3, last: false, customers: 4, together: false, tables: vec![customers, loans] }
    }

    fn text(chunk: &Chunk) -> (String, Vec<usize>, Vec<u32>, Vec<u32>) {
        let table = &chunk.tables[1];
        let Rows::Text { bytes, ends, .. } = &table.rows else { unreachable!() };
        let text = String::from_utf8(bytes.clone()).unwrap();
        (text, ends.clone(), table.lines.clone(), table.owners.clone())
    }

    #[test]
    fn without_a_customer_their_rows_are_gone_and_those_of_nobody_stay() {
        let chunk = chunk().without(&[1]).unwrap();
        assert_eq!(chunk.customers, 3);
        assert_eq!(chunk.tables[0].lines, [1, 3, 4]);
        assert_eq!(text(&chunk), ("13,bb99,c".to_owned(), vec![5, 9], vec![3, 4], vec![2, NOBODY]));
    }

    #[test]
    fn a_range_of_customers_has_their_rows_alone() {
        let chunk = chunk().only(1..3).unwrap();
        assert_eq!((chunk.customers, chunk.line(0), chunk.line(2)), (2, Some(2), None));
        assert_eq!(text(&chunk), ("11,a11,d".to_owned(), vec![4, 8], vec![2, 5], vec![0, 0]));
        let Rows::Columns(batch) = &chunk.tables[0].rows else { unreachable!() };
        assert_eq!(batch.num_rows(), 2);
    }
}

//! A chunk: some customers with all their child rows, ready to be judged by itself.
//!
//! Records of texts lie one after the other without the ends of lines between them; where each ends is kept beside
//! them, so that none is ever taken apart in another surrounding than its own.
//!
//! INVARIANT: `lines` and `owners` of a table have an entry per record.
//! INVARIANT: a record that belongs to a chunk is given in it or left out of it, and told of either way.

use std::collections::BTreeMap;

use arrow_array::{BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;

use super::scored::{Cause, Poisoned};
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
    /// Records of customers, also those that cannot be used, without those that are left out.
    pub customers: usize,
    /// Whether all of them have to be judged together, so that no chunk can be smaller.
    pub together: bool,
    /// Per customer the first one of the chunk to whom its records tie it: what becomes of one depends on the rows of the
    /// other, so that they are left out together or not at all. Itself, where there is nobody.
    pub ties: Vec<u32>,
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
    /// Records that belong to the chunk and are not given.
    pub left_out: Vec<LeftOut>,
}

/// A record that stops the engine, or one of a customer who does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The line on which it stands in its file; of typed columns the number of its row.
    pub line: u32,
    /// What stopped.
    pub cause: Cause,
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
    /// Typed columns, in batches that follow each other; at least one, and all with the same columns.
    Columns(Vec<RecordBatch>),
}

impl Chunk {
    /// The chunk without some of its customers and their child rows, which are left out. Rows of nobody stay.
    ///
    /// # Errors
    ///
    /// If the columns are not what they claim.
    pub fn without(&self, customers: &[(u32, Cause)]) -> Result<Self> {
        let causes: BTreeMap<u32, Cause> = customers.iter().copied().collect();
        let kept: Vec<bool> = self.all().map(|customer| !causes.contains_key(&customer)).collect();
        self.keep(&kept, Some(&causes))
    }

    /// Some customers of the chunk with their child rows; no rows of nobody, and nothing that is left out.
    ///
    /// # Errors
    ///
    /// If the columns are not what they claim.
    pub fn only(&self, customers: &[u32]) -> Result<Self> {
        let mut kept = vec![false; self.customers];
        for customer in customers {
            if let Some(kept) = usize::try_from(*customer).ok().and_then(|at| kept.get_mut(at)) {
                *kept = true;
            }
        }
        self.keep(&kept, None)
    }

    /// `causes` of those who are left out; `None`: nothing is told of those who are not kept, and nobody has no rows.
    fn keep(&self, kept: &[bool], causes: Option<&BTreeMap<u32, Cause>>) -> Result<Self> {
        let mut places = Vec::with_capacity(kept.len());
        let mut customers = 0u32;
        for kept in kept {
            places.push(kept.then_some(customers));
            customers += u32::from(*kept);
        }
        let place = |old: u32| usize::try_from(old).ok().and_then(|at| places.get(at)).copied();
        let owner = |old: u32| place(old).unwrap_or_else(|| causes.map(|_| NOBODY));
        let tables = self.tables.iter().map(|table| table.keep(&owner, causes)).collect::<Result<_>>()?;
        let ties = self.all().zip(&self.ties).filter_map(|(customer, first)| {
            let own = place(customer).flatten()?;
            Some(place(*first).flatten().unwrap_or(own))
        });
        let ties = ties.collect();
        let customers = usize::try_from(customers).unwrap_or(usize::MAX);
        let together = self.together;
        Ok(Self { number: self.number, last: self.last, customers, together, ties, tables })
    }

    /// The customers by their places.
    fn all(&self) -> impl Iterator<Item = u32> {
        (0u32..).take(self.customers)
    }

    /// The customers by whom they are tied to, in the order of the first of each group.
    pub fn groups(&self) -> Vec<Vec<u32>> {
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (customer, first) in self.all().zip(&self.ties) {
            groups.entry(*first).or_default().push(customer);
        }
        groups.into_values().collect()
    }

    /// The line of a customer's record.
    pub fn line(&self, customer: u32) -> Option<u32> {
        self.tables.first()?.lines.get(usize::try_from(customer).ok()?).copied()
    }

    /// What is told of some customers who stop the engine.
    pub fn poisoned(&self, customers: &[(u32, Cause)]) -> Vec<Poisoned> {
        let Some(table) = self.tables.first().map(|table| &table.table) else { return Vec::new() };
        let told = customers.iter().filter_map(|(customer, cause)| {
            Some(Poisoned { table: table.clone(), line: self.line(*customer)?, cause: *cause })
        });
        told.collect()
    }

    /// The records that are left out.
    pub fn left_out(&self) -> Vec<Poisoned> {
        let told = |table: &ChunkTable, LeftOut { line, cause }: LeftOut| Poisoned {
            table: table.table.clone(),
            line,
            cause,
        };
        let tables = self.tables.iter();
        tables.flat_map(|table| table.left_out.iter().map(|record| told(table, *record))).collect()
    }
}

impl ChunkTable {
    /// The records that keep an owner, with the owner that they have then.
    fn keep(
        &self,
        owner: &dyn Fn(u32) -> Option<u32>,
        causes: Option<&BTreeMap<u32, Cause>>,
    ) -> Result<Self> {
        let owners: Vec<Option<u32>> = self.owners.iter().map(|old| owner(*old)).collect();
        let kept = || owners.iter().map(Option::is_some);
        let lines = self.lines.iter().zip(kept()).filter(|(_, kept)| *kept).map(|(line, _)| *line);
        let left_out = causes.map_or_else(Vec::new, |causes| {
            let own = self.lines.iter().zip(&self.owners);
            let own = own.filter_map(|(line, old)| Some(LeftOut { line: *line, cause: *causes.get(old)? }));
            self.left_out.iter().copied().chain(own).collect()
        });
        Ok(Self {
            table: self.table.clone(),
            rows: self.rows.keep(kept())?,
            lines: lines.collect(),
            owners: owners.iter().flatten().copied().collect(),
            left_out,
        })
    }
}

impl Rows {
    fn keep(&self, mut kept: impl Iterator<Item = bool>) -> Result<Self> {
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
            Self::Columns(batches) => {
                let some = batches.iter().map(|batch| {
                    let mask: BooleanArray = kept.by_ref().take(batch.num_rows()).map(Some).collect();
                    filter_record_batch(batch, &mask)
                });
                let some = some.collect::<std::result::Result<_, _>>();
                some.map(Self::Columns).map_err(|cause| Error::abi(format!("columns of a chunk: {cause}")))
            }
        }
    }

    /// Size in memory, about.
    pub fn size(&self) -> usize {
        match self {
            Self::Text { bytes, .. } => bytes.len(),
            Self::Columns(batches) => batches.iter().map(RecordBatch::get_array_memory_size).sum(),
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
        let ids = RecordBatch::try_from_iter([("id", ids)]).unwrap();
        let customers = ChunkTable {
            table: "customers".to_owned(),
            rows: Rows::Columns(vec![ids.slice(0, 1), ids.slice(1, 3)]),
            lines: vec![1, 2, 3, 4],
            owners: vec![0, 1, 2, 3],
            left_out: Vec::new(),
        };
        let rows = Rows::Text {
            header: b"of,n".to_vec(),
            bytes: b"11,a13,bb99,c11,d".to_vec(),
            ends: vec![4, 9, 13, 17],
        };
        let table = "loans".to_owned();
        let left_out = vec![LeftOut { line: 9, cause: Cause::Fuel }];
        let loans =
            ChunkTable { table, rows, lines: vec![2, 3, 4, 5], owners: vec![1, 3, NOBODY, 1], left_out };
        let (ties, tables) = (vec![0, 1, 2, 1], vec![customers, loans]);
        Chunk { number: 3, last: false, customers: 4, together: false, ties, tables }
    }

    fn text(chunk: &Chunk) -> (String, Vec<usize>, Vec<u32>, Vec<u32>) {
        let table = &chunk.tables[1];
        let Rows::Text { bytes, ends, .. } = &table.rows else { unreachable!() };
        let text = String::from_utf8(bytes.clone()).unwrap();
        (text, ends.clone(), table.lines.clone(), table.owners.clone())
    }

    #[test]
    fn a_customer_is_left_out_with_their_rows_and_those_of_nobody_stay() {
        let chunk = chunk().without(&[(1, Cause::Trap)]).unwrap();
        assert_eq!((chunk.customers, chunk.ties.as_slice()), (3, &[0, 1, 2][..]));
        assert_eq!(chunk.tables[0].lines, [1, 3, 4]);
        assert_eq!(text(&chunk), ("13,bb99,c".to_owned(), vec![5, 9], vec![3, 4], vec![2, NOBODY]));
        let told = |table: &str, line, cause| Poisoned { table: table.to_owned(), line, cause };
        let own = [2, 5].map(|line| told("loans", line, Cause::Trap));
        let all =
            [vec![told("customers", 2, Cause::Trap), told("loans", 9, Cause::Fuel)], own.to_vec()].concat();
        assert_eq!(chunk.left_out(), all);
    }

    #[test]
    fn some_customers_have_their_rows_alone() {
        let chunk = chunk().only(&[1, 2]).unwrap();
        assert_eq!((chunk.customers, chunk.line(0), chunk.line(2)), (2, Some(2), None));
        assert_eq!(text(&chunk), ("11,a11,d".to_owned(), vec![4, 8], vec![2, 5], vec![0, 0]));
        assert_eq!(chunk.left_out(), []);
        let Rows::Columns(batches) = &chunk.tables[0].rows else { unreachable!() };
        assert!(batches.iter().map(RecordBatch::num_rows).eq([0, 2]));
    }

    #[test]
    fn tied_customers_are_one_group_also_when_others_go() {
        let chunk = chunk();
        assert_eq!(chunk.groups(), [vec![0], vec![1, 3], vec![2]]);
        assert_eq!(chunk.only(&[1, 2, 3]).unwrap().groups(), [vec![0, 2], vec![1]]);
        assert_eq!(chunk.only(&[3]).unwrap().groups(), [vec![0]]);
    }
}

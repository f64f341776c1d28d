//! Pairs of rows of one customer, and which rows belong to a row of another domain.
//!
//! A block's pairs are laid out by outer row, the inner rows of the customer one after the other: a value per pair is a
//! value per row like any other, and an aggregate reduces a run of pairs to their outer row. The bound is static: a
//! customer has at most [`MAX_PAIRS`] pairs of two tables, one who would have more has none and its aggregates are
//! unknown (overflow); a program with pairs works on blocks of [`BLOCK_WITH_PAIRS`] customers.
//!
//! INVARIANT: `left` and `right` are rows counted within the block; `starts` has one entry per outer row and one more.
#![expect(clippy::indexing_slicing, reason = "windows of two, and rows that `prepare` has counted")]

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

use super::Machine;
use crate::column::Bits;
use crate::dataset::Dataset;
use crate::model::{Domain, TableId};
use crate::program::Program;
use crate::value::Reason;

/// The most pairs of rows of two tables that a customer may have.
pub const MAX_PAIRS: usize = 65_536;

/// Customers per block of a program with pairs.
pub const BLOCK_WITH_PAIRS: usize = 64;

/// The pairs of two tables in the present block.
#[derive(Debug)]
pub(super) struct Pairs {
    outer: TableId,
    inner: TableId,
    left: Vec<u32>,
    right: Vec<u32>,
    starts: Vec<u32>,
}

impl Pairs {
    /// Every two tables whose pairs a program asks about.
    pub fn of(program: &Program) -> Vec<Self> {
        let mut all: Vec<(TableId, TableId)> = program
            .nodes
            .iter()
            .filter_map(|n| if let Domain::Pair(a, b) = n.domain { Some((a, b)) } else { None })
            .collect();
        crate::order::sort_unique(&mut all);
        let pairs =
            |(outer, inner)| Self { outer, inner, left: Vec::new(), right: Vec::new(), starts: Vec::new() };
        all.into_iter().map(pairs).collect()
    }

    /// Lays out the pairs of a block of customers.
    pub fn prepare(&mut self, dataset: &Dataset, customers: &Range<usize>) {
        self.left.clear();
        self.right.clear();
        self.starts.clear();
        self.starts.push(0);
        let (first_outer, first_inner) = (
            rows_of(dataset, self.outer, customers.start).start,
            rows_of(dataset, self.inner, customers.start).start,
        );
        for customer in customers.clone() {
            let (outer, inner) =
                (rows_of(dataset, self.outer, customer), rows_of(dataset, self.inner, customer));
            let fits = outer.len().saturating_mul(inner.len()) <= MAX_PAIRS;
            for row in outer {
                if fits {
                    let left = u32::try_from(row - first_outer).unwrap_or(u32::MAX);
                    for other in inner.clone() {
                        self.left.push(left);
                        self.right.push(u32::try_from(other - first_inner).unwrap_or(u32::MAX));
                    }
                }
                self.starts.push(u32::try_from(self.left.len()).unwrap_or(u32::MAX));
            }
        }
    }

    /// Number of pairs.
    pub fn len(&self) -> usize {
        self.left.len()
    }
}

/// The rows that an aggregate reduces, one row after the other.
pub(super) struct Runs<'a> {
    machine: &'a Machine<'a>,
    table: TableId,
    domain: Domain,
    of_customers: Option<Sure<'a>>,
}

/// The rows of customers of a table of which nothing is in doubt as a whole.
#[derive(Clone, Copy)]
pub(super) struct Sure<'a> {
    /// From the first customer of the block.
    pub offsets: &'a [u32],
    /// The first row of the block.
    pub first: usize,
    /// Customers of whom rows are missing.
    pub incomplete: Option<&'a Bits>,
}

impl<'a> Runs<'a> {
    /// The rows of customers, where nothing about the table is in doubt as a whole.
    pub fn sure(&self) -> Option<Sure<'a>> {
        self.of_customers
    }

    /// The rows that belong to a row; an error is why they are not all there.
    pub fn of(&self, row: usize) -> Result<Range<usize>, Reason> {
        let Some(Sure { offsets, first, incomplete }) = &self.of_customers else {
            return self.machine.reduced_rows(self.table, self.domain, row);
        };
        if incomplete.is_some_and(|i| i.get(self.machine.customers.start + row)) {
            return Err(Reason::Incomplete);
        }
        let at = |i: usize| offsets.get(i).map_or(0, |o| (*o as usize).saturating_sub(*first));
        Ok(at(row)..at(row + 1).max(at(row)))
    }
}

/// The rows of a table that belong to a customer.
fn rows_of(dataset: &Dataset, table: TableId, customer: usize) -> Range<usize> {
    let offsets = dataset.tables.get(usize::from(table.0)).map_or(&[][..], |t| &t.offsets);
    let at = |i: usize| offsets.get(i).map_or(0, |o| *o as usize);
    at(customer)..at(customer + 1).max(at(customer))
}

impl Machine<'_> {
    /// The pairs of two tables in the present block.
    pub(super) fn pairs(&self, outer: TableId, inner: TableId) -> Option<&Pairs> {
        self.pairs.iter().find(|p| p.outer == outer && p.inner == inner)
    }

    /// For each row of `to`, a domain of child rows or of pairs, the row of `from` that it belongs to.
    pub(super) fn sources(&self, from: Domain, to: Domain) -> Cow<'_, [u32]> {
        match to {
            Domain::Customer => Cow::Borrowed(&[]),
            Domain::Child(table) => Cow::Borrowed(self.owners(table)),
            Domain::Pair(outer, inner) => {
                let left = self.pairs(outer, inner).map_or(&[][..], |pairs| &pairs.left);
                if from != Domain::Customer {
                    return Cow::Borrowed(left);
                }
                let owners = self.owners(outer);
                Cow::Owned(left.iter().map(|row| owners[*row as usize]).collect())
            }
        }
    }

    /// For each pair its inner row.
    pub(super) fn inner_rows(&self, to: Domain) -> Cow<'_, [u32]> {
        let Domain::Pair(outer, inner) = to else { return Cow::Borrowed(&[]) };
        Cow::Borrowed(self.pairs(outer, inner).map_or(&[][..], |pairs| &pairs.right))
    }

    /// The row of `from` that a row of `to` belongs to.
    pub(super) fn source(&self, from: Domain, to: Domain, row: usize) -> usize {
        match to {
            Domain::Customer => row,
            Domain::Child(table) => {
                let at = u32::try_from(self.range(to).start + row).unwrap_or(u32::MAX);
                let offsets = self.dataset.tables.get(usize::from(table.0)).map_or(&[][..], |t| &t.offsets);
                let customer = offsets.partition_point(|o| *o <= at).saturating_sub(1);
                customer.saturating_sub(self.customers.start)
            }
            Domain::Pair(outer, inner) => {
                let left = self.pairs(outer, inner).and_then(|p| p.left.get(row)).map_or(0, |r| *r as usize);
                match from {
                    Domain::Customer => self.source(from, Domain::Child(outer), left),
                    _ => left,
                }
            }
        }
    }

    /// The inner row of a pair.
    pub(super) fn inner_row(&self, to: Domain, row: usize) -> usize {
        let Domain::Pair(outer, inner) = to else { return row };
        self.pairs(outer, inner).and_then(|p| p.right.get(row)).map_or(0, |r| *r as usize)
    }

    /// [`Self::reduced_rows`] of one row after the other.
    pub(super) fn runs(&self, table: TableId, domain: Domain) -> Runs<'_> {
        let data = self.dataset.tables.get(usize::from(table.0)).filter(|t| t.supplied);
        let sure = data.filter(|_| domain == Domain::Customer && self.table_clock(table).doubt.is_none());
        let of_customers = sure.map(|data| Sure {
            offsets: data.offsets.get(self.customers.start..).unwrap_or(&[]),
            first: self.range(Domain::Child(table)).start,
            incomplete: data.incomplete.as_ref(),
        });
        Runs { machine: self, table, domain, of_customers }
    }

    /// The rows that an aggregate over a table reduces to a row of `domain`: rows of the table, counted within the
    /// block, or pairs with it. An error is why they are not all there.
    pub(super) fn reduced_rows(
        &self,
        table: TableId,
        domain: Domain,
        row: usize,
    ) -> Result<Range<usize>, Reason> {
        let data = self.dataset.tables.get(usize::from(table.0)).filter(|t| t.supplied);
        let data = data.ok_or(Reason::NotSupplied)?;
        let customer = self.customers.start + self.source(Domain::Customer, domain, row);
        if data.incomplete.as_ref().is_some_and(|i| i.get(customer)) {
            return Err(Reason::Incomplete);
        }
        if let Some(doubt) = self.table_clock(table).doubt {
            return Err(doubt);
        }
        let Domain::Child(outer) = domain else {
            let first = self.range(Domain::Child(table)).start;
            let rows = rows_of(self.dataset, table, customer);
            return Ok(rows.start.saturating_sub(first)..rows.end.saturating_sub(first));
        };
        let others = rows_of(self.dataset, outer, customer).len();
        if others.saturating_mul(rows_of(self.dataset, table, customer).len()) > MAX_PAIRS {
            return Err(Reason::Overflow);
        }
        let starts = self.pairs(outer, table).map_or(&[][..], |p| &p.starts);
        let at = |i: usize| starts.get(i).map_or(0, |s| *s as usize);
        Ok(at(row)..at(row + 1))
    }
}

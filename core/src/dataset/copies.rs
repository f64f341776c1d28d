//! Copies of one customer: a dataset in which the same customer stands many times, with other values in some cells.
//!
//! It answers what would come out if something were otherwise. Child rows are repeated with the customer, reference
//! tables are as they are, and faults and quarantine, which say how files were, are left out.
//!
//! INVARIANT: without other values every row of a run over the copies comes out as the customer's own row does.

use alloc::vec::Vec;
use core::ops::Range;

use super::{Cell, Dataset, TableData};
use crate::column::{Bits, Column, Values};
use crate::model::{CUSTOMERS, FieldId, Schema};

impl Dataset {
    /// The customer of a row so many times.
    #[must_use]
    pub fn copies(&self, row: usize, copies: usize) -> Self {
        let copied = |(at, table): (usize, &TableData)| match at {
            0 => table.repeated(row..row + 1, copies),
            _ if table.offsets.is_empty() => table.clone(),
            _ => table.with_rows_of(row, copies),
        };
        Self {
            tables: self.tables.iter().enumerate().map(copied).collect(),
            texts: self.texts.clone(),
            faults: Vec::new(),
            aliases: self.aliases.clone(),
            quarantine: Vec::new(),
            deliveries: self.deliveries.clone(),
            later: self.later,
        }
    }

    /// Gives a field of customers, whose column is there, a known value in each row, by their keys; rows beyond the
    /// keys get the last one.
    pub(crate) fn fill(&mut self, field: u16, keys: &[i64]) {
        let Some(table) = self.tables.first_mut() else { return };
        let rows = table.rows;
        let Some(Some(column)) = table.columns.get_mut(usize::from(field)) else { return };
        let last = keys.last().copied().unwrap_or(0);
        let keys = keys.iter().copied().chain(core::iter::repeat(last)).take(rows);
        let int = |key: i64| i32::try_from(key).unwrap_or(0);
        column.values = match &column.values {
            Values::Bool(_) => {
                let mut bits = Bits::default();
                keys.for_each(|key| bits.push(key != 0));
                Values::Bool(bits)
            }
            Values::I64(_) => Values::I64(keys.collect()),
            Values::I32(_) => Values::I32(keys.map(int).collect()),
            Values::F64(_) => return,
            Values::Code(_) => Values::Code(keys.map(|key| u32::try_from(key).unwrap_or(0)).collect()),
        };
        column.known = None;
        column.reasons = Vec::new();
    }

    /// Puts a cell that was read from a text into a row of customers.
    pub(crate) fn place(&mut self, schema: &Schema, field: u16, row: usize, (cell, text): (Cell, &str)) {
        let code = if cell == Cell::Text { self.texts.intern(text) } else { None };
        let ty = schema.field(FieldId { table: CUSTOMERS, field }).map(|f| f.ty);
        let Some((table, ty)) = self.tables.first_mut().zip(ty) else { return };
        let rows = table.rows;
        let Some(slot) = table.columns.get_mut(usize::from(field)) else { return };
        let column = slot.get_or_insert_with(|| {
            let mut column = Column::empty(ty);
            (0..rows).for_each(|_| column.push_null());
            column
        });
        column.place(row, cell, code);
    }
}

impl TableData {
    /// Some rows, repeated.
    fn repeated(&self, rows: Range<usize>, copies: usize) -> Self {
        let columns = self.columns.iter().map(|c| c.as_ref().map(|c| c.repeated(rows.clone(), copies)));
        Self {
            supplied: self.supplied,
            rows: rows.len() * copies,
            columns: columns.collect(),
            keys: self.keys.get(rows).unwrap_or(&[]).repeat(copies),
            lines: Vec::new(),
            offsets: Vec::new(),
            incomplete: None,
            lookup: self.lookup.clone(),
        }
    }

    /// The child rows of a customer, repeated.
    fn with_rows_of(&self, customer: usize, copies: usize) -> Self {
        let at = |row: usize| self.offsets.get(row).map_or(0, |at| *at as usize);
        let rows = at(customer)..at(customer + 1);
        let count = rows.len();
        let offset = |copy: usize| u32::try_from(copy * count).unwrap_or(u32::MAX);
        let lost = self.incomplete.as_ref().is_some_and(|lost| lost.get(customer));
        Self {
            offsets: (0..=copies).map(offset).collect(),
            incomplete: lost.then(|| Bits::ones(copies)),
            ..self.repeated(rows, copies)
        }
    }
}

impl Column {
    /// Some rows, repeated.
    pub(crate) fn repeated(&self, rows: Range<usize>, copies: usize) -> Self {
        fn part<T: Copy>(values: &[T], rows: Range<usize>, copies: usize) -> Vec<T> {
            values.get(rows).unwrap_or(&[]).repeat(copies)
        }
        let bits = |from: &Bits| {
            let mut bits = Bits::default();
            (0..copies).for_each(|_| rows.clone().for_each(|row| bits.push(from.get(row))));
            bits
        };
        let values = match &self.values {
            Values::Bool(v) => Values::Bool(bits(v)),
            Values::I64(v) => Values::I64(part(v, rows.clone(), copies)),
            Values::I32(v) => Values::I32(part(v, rows.clone(), copies)),
            Values::F64(v) => Values::F64(part(v, rows.clone(), copies)),
            Values::Code(v) => Values::Code(part(v, rows.clone(), copies)),
        };
        let own = self.reasons.iter().filter(|(row, _)| rows.contains(&(*row as usize)));
        let own: Vec<(usize, crate::value::Reason)> =
            own.map(|(row, reason)| (*row as usize - rows.start, *reason)).collect();
        let place = |copy: usize, at: usize| u32::try_from(copy * rows.len() + at).unwrap_or(u32::MAX);
        let reasons =
            (0..copies).flat_map(|copy| own.iter().map(move |(at, reason)| (place(copy, *at), *reason)));
        Self { values, known: self.known.as_ref().map(bits), reasons: reasons.collect() }
    }

    /// Puts a cell into a row; `code` is that of its text.
    fn place(&mut self, row: usize, cell: Cell, code: Option<u32>) {
        fn put<T>(values: &mut [T], row: usize, value: T) -> bool {
            values.get_mut(row).map(|slot| *slot = value).is_some()
        }
        let rows = self.values.len();
        let known = match (&mut self.values, cell) {
            (Values::Bool(v), Cell::Bool(value)) => {
                v.set(row, value);
                true
            }
            (Values::I64(v), Cell::I64(value)) => put(v, row, value),
            (Values::I32(v), Cell::I32(value)) => put(v, row, value),
            (Values::F64(v), Cell::F64(value)) => put(v, row, value),
            (Values::Code(v), Cell::Member(value)) => put(v, row, value),
            (Values::Code(v), Cell::Text) => code.is_some_and(|code| put(v, row, code)),
            _ => false,
        };
        if !known {
            match &mut self.values {
                Values::Bool(v) => v.set(row, false),
                Values::I64(v) => drop(put(v, row, 0)),
                Values::I32(v) => drop(put(v, row, 0)),
                Values::F64(v) => drop(put(v, row, 0.0)),
                Values::Code(v) => drop(put(v, row, 0)),
            }
        }
        self.reasons.retain(|(at, _)| *at as usize != row);
        if !known || self.known.is_some() {
            self.known.get_or_insert_with(|| Bits::ones(rows)).set(row, known);
        }
    }
}

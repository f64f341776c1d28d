//! The labelled rows of a run, and the numbers that are measured on them.

use alloc::vec::Vec;

use super::question::{Asked, Looked};
use super::rank::Row;
use crate::column::{Bits, Column, Values};
use crate::date;
use crate::outcome::{Outcome, Run};
use crate::value::Type;

/// The rows whose label is known, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// Their rows in the run.
    pub rows: Vec<u32>,
    /// Their labels.
    pub positive: Vec<bool>,
    /// What each is worth, in units of the value's last place; 0 where that is unknown.
    pub worth: Vec<i64>,
    /// The day of each.
    pub day: Vec<Option<i32>>,
    /// Places of the value; absent when none is asked for.
    pub scale: Option<u8>,
    /// Rows without a known value.
    pub without_value: usize,
}

/// A number per labelled row.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured(pub Vec<Option<i64>>);

impl Sample {
    pub fn of(run: &Run<'_>, outcome: &Outcome, asked: &Asked) -> Self {
        let [label, value, time] = asked.places().map(|at| at.and_then(|at| outcome.watched.get(at)));
        let mut sample = Self::default();
        let ty = asked.places()[1].and_then(|at| asked.terms.get(at)).map(|term| term.ty);
        sample.scale = ty.map(|ty| if let Type::Decimal(scale) = ty { scale } else { 0 });
        let Some(label) = label else { return sample };
        for row in 0..outcome.rows {
            let Some(positive) = label.number(row) else { continue };
            let worth = value.map(|column| column.number(row));
            sample.without_value += usize::from(worth == Some(None));
            sample.rows.push(u32::try_from(row).unwrap_or(u32::MAX));
            sample.positive.push(positive != 0);
            sample.worth.push(worth.flatten().unwrap_or(0));
            sample.day.push(time.and_then(|column| day(run, column, row)));
        }
        sample
    }

    /// A column of the run as numbers whose order is that of its values.
    pub fn column(&self, column: Option<&Column>) -> Measured {
        let Some(column) = column else { return Measured(alloc::vec![None; self.rows.len()]) };
        let double = matches!(column.values, Values::F64(_));
        let number = |row: &u32| {
            let number = column.number(*row as usize)?;
            // The bits of negative doubles fall where the doubles rise.
            Some(if double && number < 0 { number ^ i64::MAX } else { number })
        };
        Measured(self.rows.iter().map(number).collect())
    }

    /// Values and which of them are known.
    pub fn values(&self, values: &[i64], known: &Bits) -> Measured {
        let number = |row: &u32| values.get(*row as usize).copied().filter(|_| known.get(*row as usize));
        Measured(self.rows.iter().map(number).collect())
    }

    /// The rows of a part that are ranked by a number.
    pub fn ranked(&self, measured: &Measured, part: &[u32]) -> Vec<Row> {
        let row = |at: &u32| {
            let at = *at as usize;
            let value = (*measured.0.get(at)?)?;
            Some(Row { value, positive: *self.positive.get(at)?, worth: *self.worth.get(at)? })
        };
        part.iter().filter_map(row).collect()
    }

    /// How many rows of a part have the label.
    pub fn positives(&self, part: &[u32]) -> i64 {
        count(part.iter().filter(|at| self.positive.get(**at as usize) == Some(&true)).count())
    }

    /// Share of the known dates of a field that are later than their row, or than the run where rows have no day.
    pub fn later(&self, run: &Run<'_>, looked: &Looked, column: Option<&Column>) -> Option<f64> {
        let column = column.filter(|_| matches!(looked.ty, Type::Date | Type::Timestamp))?;
        let (mut known, mut later) = (0i64, 0i64);
        for (row, own) in self.rows.iter().zip(&self.day) {
            let Some(day) = day(run, column, *row as usize) else { continue };
            known += 1;
            later += i64::from(day > own.unwrap_or_else(|| run.today()));
        }
        (known > 0).then(|| later as f64 / known as f64)
    }
}

/// A count as the figures have it.
pub(super) fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The day of a cell with a date or an instant.
fn day(run: &Run<'_>, column: &Column, row: usize) -> Option<i32> {
    let number = column.number(row)?;
    match column.values {
        Values::I64(_) => Some(date::local_date(number, run.model.zone())),
        _ => i32::try_from(number).ok(),
    }
}

impl Measured {
    /// Numbers of the other direction.
    pub fn turned(&self) -> Self {
        Self(self.0.iter().map(|value| value.map(|v| v.checked_neg().unwrap_or(i64::MAX))).collect())
    }

    /// Whether each is known, as a number.
    pub fn presence(&self) -> Self {
        Self(self.0.iter().map(|value| Some(i64::from(value.is_some()))).collect())
    }
}

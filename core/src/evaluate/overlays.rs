//! Overlays at work: which rows of the table give a parameter another value for the customers of a branch.
//!
//! INVARIANT: the value that is computed with is that of the row that [`judged`] says is applied.

use alloc::vec::Vec;

use super::lane::set_bit;
use super::overrides::{Row, set};
use super::{Machine, Slot};
use crate::dataset::{Cell, Dataset, FaultReason};
use crate::model::overlays::{BRANCH, PARAM, VALUE};
use crate::order::sort;
use crate::program::{NodeId, Overlays, Program};

/// What became of a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// It acts.
    Applied,
    /// There is no parameter of that name.
    UnknownParam,
    /// Branches may not set the parameter.
    NotLocal,
    /// The value is none of the parameter's type, or there is none, or no branch.
    BadValue,
    /// The value is outside the parameter's range.
    OutOfRange,
    /// Another row is of the same branch and parameter.
    Contradictory,
}

impl Status {
    /// The stable id that the output table carries.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::UnknownParam => "unknown_param",
            Self::NotLocal => "not_local",
            Self::BadValue => "bad_value",
            Self::OutOfRange => "out_of_range",
            Self::Contradictory => "contradictory",
        }
    }
}

/// A row of the table, judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged {
    /// The row.
    pub row: usize,
    /// What became of it.
    pub status: Status,
    /// Index of the parameter and code of the branch, as far as it has both.
    pub of: Option<(u32, u32)>,
    /// Its value: an int, a scaled decimal or days; 0 when it has none.
    pub value: i64,
}

/// Values that act, by parameter and branch.
pub(super) type Given = Vec<((u32, u32), i64)>;

/// All rows of the table, judged.
pub(crate) fn judged(dataset: &Dataset, program: &Program) -> Vec<Judged> {
    let Some(overlays) = &program.overlays else { return Vec::new() };
    let rows = dataset.tables.get(usize::from(overlays.table.0)).map_or(0, |t| t.rows);
    let mut all: Vec<Judged> = (0..rows).filter_map(|at| judge(dataset, overlays, at)).collect();
    let mut keys: Vec<(u32, u32)> = all.iter().filter_map(|j| j.of).collect();
    sort(&mut keys);
    for judged in &mut all {
        let Some(key) = judged.of else { continue };
        let next = keys.partition_point(|k| *k < key) + 1;
        if judged.status == Status::Applied && keys.get(next) == Some(&key) {
            judged.status = Status::Contradictory;
        }
    }
    all
}

/// What a row says by itself.
fn judge(dataset: &Dataset, overlays: &Overlays, at: usize) -> Option<Judged> {
    let row = row(dataset, overlays, at)?;
    let name = row.text(PARAM).map_or("", |(name, _)| name.trim());
    let param = overlays.params.iter().position(|(id, _)| id == name);
    let of = param.and_then(|p| u32::try_from(p).ok()).zip(row.text(BRANCH).map(|(_, code)| code));
    let (status, value) = match param.and_then(|p| overlays.params.get(p)) {
        None => (Status::UnknownParam, 0),
        Some((_, None)) => (Status::NotLocal, 0),
        Some((_, Some(reader))) => {
            let text = row.text(VALUE).filter(|_| of.is_some()).map_or("", |(text, _)| text);
            match reader.read(text) {
                Ok(Cell::I64(value)) => (Status::Applied, value),
                Ok(Cell::I32(day)) => (Status::Applied, day.into()),
                Err(FaultReason::OutOfRange) => (Status::OutOfRange, 0),
                _ => (Status::BadValue, 0),
            }
        }
    };
    Some(Judged { row: at, status, of, value })
}

/// A cell of a row of the table.
pub(crate) fn cell<'d>(dataset: &'d Dataset, program: &Program, at: usize, field: u16) -> Option<&'d str> {
    row(dataset, program.overlays.as_ref()?, at)?.text(field).map(|(text, _)| text)
}

fn row<'d>(dataset: &'d Dataset, overlays: &Overlays, row: usize) -> Option<Row<'d>> {
    let table = dataset.tables.get(usize::from(overlays.table.0))?;
    Some(Row { table, texts: &dataset.texts, row })
}

/// The values that act.
pub(super) fn given(dataset: &Dataset, program: &Program) -> Given {
    let all = judged(dataset, program);
    let acting = all.iter().filter(|j| j.status == Status::Applied);
    let mut given: Given = acting.filter_map(|j| Some((j.of?, j.value))).collect();
    sort(&mut given);
    given
}

impl Machine<'_> {
    /// The value that the branch of each customer gives to a parameter; unknown where it gives none.
    pub(super) fn overlay(&self, param: u32, by: NodeId, rows: usize, slot: &mut Slot) {
        slot.known.fill(0);
        let branches = self.arg::<u32>(by);
        for row in (0..rows).filter(|row| self.is_known(by, *row)) {
            let key = (param, branches.at(row));
            let found = self.overlays.binary_search_by(|(k, _)| k.cmp(&key)).ok();
            let Some((_, value)) = found.and_then(|at| self.overlays.get(at)) else { continue };
            set_bit(&mut slot.known, row, true);
            set(&mut slot.i64s, row, *value);
            set(&mut slot.i32s, row, i32::try_from(*value).unwrap_or(0));
        }
    }
}

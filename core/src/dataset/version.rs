//! Versions: several rows of one id in a table that declares `latest_by`.
//!
//! The row with the largest value of that field counts and supersedes the others. Where a row says when it became
//! known, all versions stay, each until the next one becomes known: what was concluded on a day in the past can be
//! concluded again. Two versions that cannot be put in order are duplicates, and all rows of their id are quarantined.

use alloc::vec;
use alloc::vec::Vec;

use super::FaultReason;
use super::intake::Intake;
use crate::column::{Bits, Column, Values};
use crate::model::TableTime;
use crate::order::sort_by;

/// What becomes of the rows of ids that occur more than once.
#[derive(Debug, Default)]
pub(super) struct Versions {
    /// Per row: why it is quarantined.
    pub lost: Vec<Option<FaultReason>>,
    /// Per row: its place among the versions of its id; empty when no id has several rows.
    pub places: Vec<u32>,
    /// Per row when it stopped being the latest; of a table whose rows say when they became known.
    pub superseded: Option<Column>,
}

impl Versions {
    /// Tells the versions of each id apart; `several` says which rows share their id with others.
    pub fn of(intake: &Intake, time: TableTime, several: impl Fn(u32) -> bool) -> Self {
        let rows = intake.keys.len();
        let mut versions = Self { lost: vec![None; rows], places: Vec::new(), superseded: None };
        let mut ends = Ends { at: vec![i64::MAX; rows], known: Bits::ones(rows) };
        let mut group: Vec<(u32, Option<i64>, u32)> = Vec::new();
        for (&key, row) in intake.keys.iter().zip(0u32..).filter(|(key, _)| several(**key)) {
            group.push((key, time.latest_by.and_then(|by| value(intake, by, row)), row));
        }
        sort_by(&mut group, |a, b| a.cmp(b));
        for of_id in group.chunk_by(|a, b| a.0 == b.0) {
            versions.group(intake, time, of_id, &mut ends);
        }
        if time.latest_by.is_some() && time.known_at.is_some() {
            versions.superseded = Some(ends.column(intake, time));
        }
        versions
    }

    /// The rows of one id, in order of their versions.
    fn group(&mut self, intake: &Intake, time: TableTime, rows: &[(u32, Option<i64>, u32)], ends: &mut Ends) {
        let ordered = rows.iter().all(|(_, value, _)| value.is_some())
            && rows.iter().zip(rows.iter().skip(1)).all(|(a, b)| a.1 != b.1);
        self.places.resize(self.lost.len(), 0);
        // When the first of the later versions becomes known; `None` when that is not known.
        let mut next = Some(i64::MAX);
        for (place, (_, _, row)) in rows.iter().enumerate().rev() {
            let at = *row as usize;
            let latest = place + 1 == rows.len();
            let lost = match (ordered, time.known_at) {
                (false, _) => Some(FaultReason::DuplicateKey),
                (true, None) if !latest => Some(FaultReason::Superseded),
                _ => None,
            };
            if let (Some(slot), Some(own)) = (self.lost.get_mut(at), self.places.get_mut(at)) {
                (*slot, *own) = (lost, u32::try_from(place).unwrap_or(0));
            }
            if let Some(end) = ends.at.get_mut(at) {
                *end = next.unwrap_or(0);
                ends.known.set(at, next.is_some());
            }
            let known = time.known_at.and_then(|field| value(intake, field, *row));
            next = known.zip(next).map(|(known, next)| known.min(next));
        }
    }
}

/// When rows stop being the latest of their id.
struct Ends {
    /// Days or microseconds, as the field that says when a row became known.
    at: Vec<i64>,
    known: Bits,
}

impl Ends {
    fn column(self, intake: &Intake, time: TableTime) -> Column {
        let like = time.known_at.and_then(|field| intake.columns.get(usize::from(field))?.as_ref());
        let days = like.is_none_or(|column| matches!(column.values, Values::I32(_)));
        let day = |at: &i64| i32::try_from(*at).unwrap_or(i32::MAX);
        let values = if days { Values::I32(self.at.iter().map(day).collect()) } else { Values::I64(self.at) };
        Column { values, known: Some(self.known), reasons: Vec::new() }
    }
}

/// The value of a field that has an order.
fn value(intake: &Intake, field: u16, row: u32) -> Option<i64> {
    let column = intake.columns.get(usize::from(field))?.as_ref()?;
    let at = row as usize;
    if column.known.as_ref().is_some_and(|known| !known.get(at)) {
        return None;
    }
    match &column.values {
        Values::I64(values) => values.get(at).copied(),
        Values::I32(values) => values.get(at).copied().map(i64::from),
        _ => None,
    }
}

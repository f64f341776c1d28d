//! Reference tables: rows in (key, first day) order, and finding the one that holds on a day.
//!
//! A row that cannot be used takes its key with it: what is looked up by that key is unknown (incomplete), since the
//! rows that are left may not be the ones that hold.
//!
//! INVARIANT: of the rows of a key at most one holds on a day.

use alloc::vec::Vec;

use super::intake::{Intake, NO_CODE, Shared};
use super::seal::{gather, quarantine};
use super::{FaultReason, TableData};
use crate::column::{Column, Values};
use crate::model::RowKey;
use crate::order::{arrange, positions, sort_by, sort_unique};
use crate::value::Reason;

/// How the rows of a reference table are found; of other tables empty.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    /// The field with the first day on which a row holds.
    from: Option<u16>,
    /// The field with the day after the last.
    to: Option<u16>,
    /// Per key its code, its first row and the row after its last, in order of the codes.
    groups: Vec<[u32; 3]>,
    /// Codes of the keys that lost a row, in order.
    lost: Vec<u32>,
    /// Whether a row was lost whose key could not be read.
    lost_any: bool,
}

impl TableData {
    /// The row of a key (a code of the dataset's texts) that holds on a day.
    ///
    /// # Errors
    ///
    /// Why there is none: `not_supplied`, `incomplete` when a lost row may have been the one, else `no_hit`.
    pub fn find(&self, key: u32, day: i32) -> Result<usize, Reason> {
        if !self.supplied {
            return Err(Reason::NotSupplied);
        }
        let lookup = &self.lookup;
        // A row that holds until the next one begins may have been followed by a lost one.
        let doubtful = lookup.lost_any && lookup.from.is_some() && lookup.to.is_none();
        if doubtful || lookup.lost.binary_search(&key).is_ok() {
            return Err(Reason::Incomplete);
        }
        let none = if lookup.lost_any { Reason::Incomplete } else { Reason::NoHit };
        let at = lookup.groups.binary_search_by_key(&key, |[code, ..]| *code).map_err(|_| none)?;
        let Some([_, start, end]) = lookup.groups.get(at).copied() else { return Err(none) };
        let rows = start as usize..end as usize;
        let Some(from) = lookup.from else { return Ok(rows.start) };
        let begins = self.days(from).and_then(|days| days.get(rows.clone())).unwrap_or(&[]);
        let row = rows.start + begins.partition_point(|begin| *begin <= day).checked_sub(1).ok_or(none)?;
        let holds = match lookup.to {
            None => true,
            Some(to) if to == from => self.day(from, row) == Some(day),
            Some(to) => self.day(to, row).is_none_or(|end| day < end),
        };
        if holds { Ok(row) } else { Err(none) }
    }

    /// Codes of the keys that lost a row, and whether a row was lost whose key could not be read.
    #[must_use]
    pub fn lost_keys(&self) -> (&[u32], bool) {
        (&self.lookup.lost, self.lookup.lost_any)
    }

    fn days(&self, field: u16) -> Option<&[i32]> {
        days(self.columns.get(usize::from(field))?.as_ref()?)
    }

    /// The date in a field of a row.
    #[must_use]
    pub fn day(&self, field: u16, row: usize) -> Option<i32> {
        self.columns.get(usize::from(field))?.as_ref().and_then(|column| day(column, row))
    }
}

fn days(column: &Column) -> Option<&[i32]> {
    if let Values::I32(days) = &column.values { Some(days) } else { None }
}

fn day(column: &Column, row: usize) -> Option<i32> {
    days(column)?.get(row).copied().filter(|_| column.known.as_ref().is_none_or(|known| known.get(row)))
}

/// Puts the rows in order and sets those apart that cannot be used.
pub(super) fn seal(intake: Intake, shared: &mut Shared) -> TableData {
    let (from, to) = match intake.key {
        RowKey::Reference { from, to, .. } => (from, to),
        _ => (None, None),
    };
    let mut lookup = Lookup { from, to, lost_any: intake.blame.everyone, ..Lookup::default() };
    let spans: Vec<Option<(i32, i32)>> =
        (0..intake.keys.len()).map(|row| span(&intake, from, to, row)).collect();
    let span = |row: u32| spans.get(row as usize).copied().flatten();
    let code = |row: u32| intake.keys.get(row as usize).copied().unwrap_or(NO_CODE);
    let mut order = positions(intake.keys.len());
    let text = |row: u32| shared.texts.text(code(row));
    arrange(&mut order, &mut |a, b| text(a).cmp(text(b)).then(span(a).cmp(&span(b))));

    let refused = refusals(&order, &code, &span);
    let mut kept = Vec::with_capacity(order.len());
    for (row, refusal) in order.iter().zip(refused) {
        match refusal {
            None => kept.push(*row),
            Some(reason) => {
                lookup.lost.push(code(*row));
                quarantine(&intake, *row, reason, shared);
            }
        }
    }
    sort_unique(&mut lookup.lost);
    let mut data = gather(intake, &kept);
    for (&code, row) in data.keys.iter().zip(0u32..) {
        match lookup.groups.last_mut() {
            Some([last, _, end]) if *last == code => *end = row + 1,
            _ => lookup.groups.push([code, row, row + 1]),
        }
    }
    sort_by(&mut lookup.groups, Ord::cmp);
    data.lookup = lookup;
    data
}

/// The days on which a row holds, the end exclusive; `None` when that cannot be told.
fn span(intake: &Intake, from: Option<u16>, to: Option<u16>, row: usize) -> Option<(i32, i32)> {
    let column = |field: u16| intake.columns.get(usize::from(field)).and_then(Option::as_ref);
    let Some(from_field) = from else { return Some((i32::MIN, i32::MAX)) };
    let begin = column(from_field).and_then(|column| day(column, row))?;
    let end = match to.filter(|to| *to != from_field).and_then(column) {
        // Without an end a row gives way to the next one.
        None => begin.checked_add(1)?,
        Some(ends) => match day(ends, row) {
            Some(end) => end,
            None if ends.reasons.iter().any(|(at, _)| *at as usize == row) => return None,
            None => i32::MAX,
        },
    };
    (begin < end).then_some((begin, end))
}

/// Why rows, which are in order, cannot be used.
fn refusals(
    order: &[u32],
    code: &dyn Fn(u32) -> u32,
    span: &dyn Fn(u32) -> Option<(i32, i32)>,
) -> Vec<Option<FaultReason>> {
    let mut refused: Vec<Option<FaultReason>> = order.iter().map(|_| None).collect();
    let mut refuse = |at: usize, reason| {
        if let Some(slot) = refused.get_mut(at) {
            *slot = slot.or(Some(reason));
        }
    };
    // The row of the same key that reaches furthest so far: its place and its end.
    let mut furthest: Option<(usize, i32)> = None;
    let mut before: Option<(u32, Option<(i32, i32)>)> = None;
    for (at, row) in order.iter().enumerate() {
        let (key, own) = (code(*row), span(*row));
        let earlier = before.filter(|(other, _)| *other == key);
        if earlier.is_none() {
            furthest = None;
        }
        before = Some((key, own));
        let Some((begin, end)) = own else {
            refuse(at, FaultReason::BadValidity);
            continue;
        };
        if earlier.and_then(|(_, span)| span).is_some_and(|(start, _)| start == begin) {
            refuse(at, FaultReason::DuplicateKey);
            refuse(at - 1, FaultReason::DuplicateKey);
        } else if let Some((other, _)) = furthest.filter(|(_, reach)| begin < *reach) {
            refuse(at, FaultReason::Overlap);
            refuse(other, FaultReason::Overlap);
        }
        furthest = furthest.filter(|(_, reach)| *reach >= end).or(Some((at, end)));
    }
    refused
}

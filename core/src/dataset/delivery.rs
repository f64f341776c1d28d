//! Deliveries: what the reserved table `deliveries` says about the tables of a policy.

use alloc::vec::Vec;

use super::{Delivery, TableData};
use crate::column::{Column, Texts, Values};
use crate::model::Schema;

/// The deliveries of the tables that the policy has; what is said of other tables is of no interest here.
pub(super) fn deliveries(schema: &Schema, tables: &[TableData], texts: &Texts) -> Vec<Delivery> {
    let id = schema.table_named("deliveries");
    let Some(data) = id.and_then(|id| tables.get(usize::from(id.0))) else { return Vec::new() };
    let [_, cut_off, covers_from] = data.columns.as_slice() else { return Vec::new() };
    let mut found = Vec::new();
    for (row, key) in data.keys.iter().enumerate() {
        let Some(table) = schema.table_named(texts.text(*key)) else { continue };
        let (cut_off, broken_end) = day(cut_off.as_ref(), row);
        let (covers_from, broken_start) = day(covers_from.as_ref(), row);
        found.push(Delivery { table, cut_off, covers_from, broken: broken_end || broken_start });
    }
    found
}

/// The date of a row, and whether there is one that could not be read.
fn day(column: Option<&Column>, row: usize) -> (Option<i32>, bool) {
    let Some(column) = column else { return (None, false) };
    let known = column.known.as_ref().is_none_or(|known| known.get(row));
    let value = if let Values::I32(days) = &column.values { days.get(row).copied() } else { None };
    let broken = column.reasons.iter().any(|(at, _)| *at as usize == row);
    (value.filter(|_| known), broken)
}

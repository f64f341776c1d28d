//! Looking up rows of reference tables.

use super::lane::{Lane, Slot, bit, set_bit};
use super::{MICRO, Machine};
use crate::column::{Column, Values};
use crate::model::{FieldId, TableId};
use crate::program::{NodeId, Op, Repr};

impl Machine<'_> {
    /// The row of a table that holds for a key on a day.
    pub(super) fn find(&self, table: TableId, key: NodeId, day: NodeId, rows: usize, slot: &mut Slot) {
        self.strict2(key, day, slot);
        let (keys, days) = (self.arg::<u32>(key), self.arg::<i32>(day));
        let data = self.dataset.tables.get(usize::from(table.0));
        for (row, out) in slot.codes.iter_mut().enumerate().take(rows) {
            let found = data.filter(|_| bit(&slot.known, row));
            let found = found.and_then(|data| data.find(keys.at(row), days.at(row)).ok());
            *out = found.and_then(|found| u32::try_from(found).ok()).unwrap_or(0);
            set_bit(&mut slot.known, row, found.is_some());
        }
    }

    /// A field of the rows that were found.
    pub(super) fn refer(&self, found: NodeId, field: FieldId, repr: Repr, rows: usize, slot: &mut Slot) {
        let Some(column) = self.column(field) else { return slot.known.fill(0) };
        let places = self.arg::<u32>(found);
        if let Some(Op::Turn(_)) = self.program.node(found).map(|n| &n.op) {
            return self.referred_by_all(column, repr, slot);
        }
        let known = self.known(found);
        for row in 0..rows {
            let known = bit(known, row) && has_value(column, places.at(row));
            set_bit(&mut slot.known, row, known);
        }
        let place = |row: usize| places.at(row) as usize;
        match repr {
            Repr::Bits => {
                if let Values::Bool(bits) = &column.values {
                    (0..rows).for_each(|row| set_bit(&mut slot.bits, row, bits.get(place(row))));
                }
            }
            Repr::I64 => picked(column, place, &mut slot.i64s),
            Repr::I32 => picked(column, place, &mut slot.i32s),
            Repr::F64 => picked(column, place, &mut slot.f64s),
            Repr::Wide => {
                if let Values::I64(micros) = &column.values {
                    for (row, out) in slot.wides.iter_mut().enumerate() {
                        *out = micros.get(place(row)).map_or(0, |micros| i128::from(*micros) * MICRO);
                    }
                }
            }
            Repr::Code | Repr::Card => picked(column, place, &mut slot.codes),
        }
    }
}

impl Machine<'_> {
    /// A field of the product whose turn it is: one value for all.
    fn referred_by_all(&self, column: &Column, repr: Repr, slot: &mut Slot) {
        let place = self.product.filter(|at| has_value(column, *at)).map(|at| at as usize);
        slot.known.fill(if place.is_some() { u64::MAX } else { 0 });
        let Some(at) = place else { return };
        match (repr, &column.values) {
            (Repr::Bits, Values::Bool(bits)) => slot.bits.fill(if bits.get(at) { u64::MAX } else { 0 }),
            (Repr::I64, Values::I64(values)) => slot.i64s.fill(values.get(at).copied().unwrap_or(0)),
            (Repr::I32, Values::I32(values)) => slot.i32s.fill(values.get(at).copied().unwrap_or(0)),
            (Repr::F64, Values::F64(values)) => slot.f64s.fill(values.get(at).copied().unwrap_or(0.0)),
            (Repr::Wide, Values::I64(micros)) => {
                slot.wides.fill(micros.get(at).map_or(0, |micros| i128::from(*micros) * MICRO));
            }
            (Repr::Code | Repr::Card, Values::Code(codes)) => {
                slot.codes.fill(codes.get(at).copied().unwrap_or(0));
            }
            _ => slot.known.fill(0),
        }
    }
}

/// Whether a column has a value in a row of its table.
fn has_value(column: &Column, row: u32) -> bool {
    column.known.as_ref().is_none_or(|known| known.get(row as usize))
}

fn picked<T: Lane>(column: &Column, place: impl Fn(usize) -> usize, out: &mut [T]) {
    let values = T::values(&column.values).unwrap_or(&[]);
    for (row, out) in out.iter_mut().enumerate() {
        *out = values.get(place(row)).copied().unwrap_or_default();
    }
}

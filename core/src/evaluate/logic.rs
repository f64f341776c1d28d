//! Kleene logic over bitmaps, choices, and the rows of decision tables.

use super::Machine;
use super::lane::{Arg, Lane, Slot, bit, both_known, copy_known, set_bit};
use crate::policy::Fold;
use crate::program::no_segment as none;
use crate::program::{NodeId, Pick, PickId, Repr};

impl Machine<'_> {
    pub(super) fn not(&self, a: NodeId, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        for ((bits, known), out) in self.bits(a).iter().zip(&slot.known).zip(&mut slot.bits) {
            *out = !bits & known;
        }
    }

    /// True where all are true, false where one is false.
    pub(super) fn all(&self, list: &[NodeId], slot: &mut Slot) {
        slot.bits.fill(u64::MAX);
        // `known` holds "false somewhere" until the end.
        slot.known.fill(0);
        for id in list {
            let operand = self.bits(*id).iter().zip(self.known(*id));
            for ((bits, known), (truth, falsity)) in operand.zip(slot.bits.iter_mut().zip(&mut slot.known)) {
                *truth &= bits & known;
                *falsity |= known & !bits;
            }
        }
        for (truth, known) in slot.bits.iter().zip(&mut slot.known) {
            *known |= truth;
        }
    }

    /// True where one is true, false where all are false.
    pub(super) fn any(&self, list: &[NodeId], slot: &mut Slot) {
        slot.bits.fill(0);
        // `known` holds "false everywhere" until the end.
        slot.known.fill(u64::MAX);
        for id in list {
            let operand = self.bits(*id).iter().zip(self.known(*id));
            for ((bits, known), (truth, falsity)) in operand.zip(slot.bits.iter_mut().zip(&mut slot.known)) {
                *truth |= bits & known;
                *falsity &= known & !bits;
            }
        }
        for (truth, known) in slot.bits.iter().zip(&mut slot.known) {
            *known |= truth;
        }
    }

    pub(super) fn is_null(&self, a: NodeId, slot: &mut Slot) {
        slot.known.fill(u64::MAX);
        for (known, out) in self.known(a).iter().zip(&mut slot.bits) {
            *out = !known;
        }
    }

    pub(super) fn select(&self, c: NodeId, a: NodeId, b: NodeId, repr: Repr, rows: usize, slot: &mut Slot) {
        let (choice, decided) = (self.bits(c), self.known(c));
        let operands = self.known(a).iter().zip(self.known(b));
        for (((c, k), (a, b)), out) in choice.iter().zip(decided).zip(operands).zip(&mut slot.known) {
            *out = k & ((c & a) | (!c & b));
        }
        self.blend(choice, a, b, repr, rows, slot);
    }

    pub(super) fn coalesce(&self, a: NodeId, b: NodeId, repr: Repr, rows: usize, slot: &mut Slot) {
        let (first, second) = (self.known(a), self.known(b));
        for ((a, b), out) in first.iter().zip(second).zip(&mut slot.known) {
            *out = a | b;
        }
        self.blend(first, a, b, repr, rows, slot);
    }

    /// `a` where the bit is 1, else `b`.
    fn blend(&self, choice: &[u64], a: NodeId, b: NodeId, repr: Repr, rows: usize, slot: &mut Slot) {
        match repr {
            Repr::Bits => {
                let operands = self.bits(a).iter().zip(self.bits(b));
                for ((c, (a, b)), out) in choice.iter().zip(operands).zip(&mut slot.bits) {
                    *out = (c & a) | (!c & b);
                }
            }
            Repr::I64 => blend(choice, self.arg(a), self.arg(b), rows, &mut slot.i64s),
            Repr::I32 => blend(choice, self.arg(a), self.arg(b), rows, &mut slot.i32s),
            Repr::F64 => blend(choice, self.arg(a), self.arg(b), rows, &mut slot.f64s),
            Repr::Wide => blend(choice, self.arg(a), self.arg(b), rows, &mut slot.wides),
            Repr::Code | Repr::Card => blend(choice, self.arg(a), self.arg(b), rows, &mut slot.codes),
        }
    }

    /// The row of a decision table, see [`crate::program::Op::Decide`].
    pub(super) fn decide(&self, list: &[(u32, u32, NodeId)], rows: usize, slot: &mut Slot) {
        slot.known.fill(0);
        for row in 0..rows {
            let mut found = none();
            // The rank of the first row that may or may not take the values.
            let mut doubt = u32::MAX;
            for (rank, at, id) in list {
                if *rank > doubt {
                    break;
                }
                if !bit(self.known(*id), row) {
                    doubt = *rank;
                } else if bit(self.bits(*id), row) {
                    found = *at;
                    break;
                }
            }
            if let Some(out) = slot.codes.get_mut(row) {
                *out = found;
            }
            set_bit(&mut slot.known, row, found != none());
        }
    }

    /// The number that follows from all rows of a decision table that are true.
    pub(super) fn fold(&self, fold: Fold, list: &[(NodeId, i64)], rows: usize, slot: &mut Slot) {
        for row in 0..rows {
            let known = list.iter().all(|(id, _)| bit(self.known(*id), row));
            let taken = list.iter().filter(|(id, _)| bit(self.bits(*id), row)).map(|(_, number)| *number);
            let result = match fold {
                Fold::Count => i64::try_from(taken.count()).ok(),
                Fold::Min => taken.min(),
                Fold::Max => taken.max(),
                Fold::Sum => {
                    taken.map(i128::from).reduce(|a, b| a + b).and_then(|sum| i64::try_from(sum).ok())
                }
            };
            let result = result.filter(|_| known);
            if let Some(out) = slot.i64s.get_mut(row) {
                *out = result.unwrap_or(0);
            }
            set_bit(&mut slot.known, row, result.is_some());
        }
    }

    /// The output of the row that fires.
    pub(super) fn pick(&self, row: NodeId, pick: PickId, rows: usize, slot: &mut Slot) {
        copy_known(self.known(row), &mut slot.known);
        let codes = self.arg::<u32>(row);
        let Some(values) = self.program().picks.get(pick.0 as usize) else { return };
        match values {
            Pick::Bits(values) => {
                for row in 0..rows {
                    let value = values.get(codes.at(row) as usize).copied().unwrap_or(false);
                    set_bit(&mut slot.bits, row, value);
                }
            }
            Pick::I64(values) => picked(codes, values, &mut slot.i64s),
            Pick::I32(values) => picked(codes, values, &mut slot.i32s),
            Pick::F64(values) => picked(codes, values, &mut slot.f64s),
            Pick::Wide(values) => picked(codes, values, &mut slot.wides),
            Pick::Code(values) => picked(codes, values, &mut slot.codes),
            Pick::Text(values) => {
                for (row, out) in slot.codes.iter_mut().enumerate() {
                    let text = values.get(codes.at(row) as usize);
                    *out = text.and_then(|t| self.constants.get(*t as usize)).copied().unwrap_or(0);
                }
            }
        }
    }

    /// Known where both operands are, for operations that make no unknowns of their own.
    pub(super) fn strict2(&self, a: NodeId, b: NodeId, slot: &mut Slot) {
        both_known(self.known(a), self.known(b), &mut slot.known);
    }
}

fn picked<T: Copy + Default>(codes: Arg<'_, u32>, values: &[T], out: &mut [T]) {
    for (row, out) in out.iter_mut().enumerate() {
        *out = values.get(codes.at(row) as usize).copied().unwrap_or_default();
    }
}

fn blend<T: Lane>(choice: &[u64], a: Arg<'_, T>, b: Arg<'_, T>, rows: usize, out: &mut [T]) {
    for (row, out) in out.iter_mut().enumerate().take(rows) {
        *out = if bit(choice, row) { a.at(row) } else { b.at(row) };
    }
}

//! Kleene logic over bitmaps, choices, and the rows of decision tables.

use alloc::vec::Vec;

use super::Machine;
use super::lane::{Arg, Lane, Slot, bit, both_known, copy_known, set_bit};
use crate::column::bits::ones;
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

    pub(super) fn select(&self, c: NodeId, a: NodeId, b: NodeId, repr: Repr, slot: &mut Slot) {
        let (choice, decided) = (self.bits(c), self.known(c));
        let operands = self.known(a).iter().zip(self.known(b));
        for (((c, k), (a, b)), out) in choice.iter().zip(decided).zip(operands).zip(&mut slot.known) {
            *out = k & ((c & a) | (!c & b));
        }
        self.blend(choice, a, b, repr, slot);
    }

    pub(super) fn coalesce(&self, a: NodeId, b: NodeId, repr: Repr, slot: &mut Slot) {
        let (first, second) = (self.known(a), self.known(b));
        for ((a, b), out) in first.iter().zip(second).zip(&mut slot.known) {
            *out = a | b;
        }
        self.blend(first, a, b, repr, slot);
    }

    /// `a` where the bit is 1, else `b`.
    fn blend(&self, choice: &[u64], a: NodeId, b: NodeId, repr: Repr, slot: &mut Slot) {
        match repr {
            Repr::Bits => {
                let operands = self.bits(a).iter().zip(self.bits(b));
                for ((c, (a, b)), out) in choice.iter().zip(operands).zip(&mut slot.bits) {
                    *out = (c & a) | (!c & b);
                }
            }
            Repr::I64 => blend(choice, self.arg(a), self.arg(b), &mut slot.i64s),
            Repr::I32 => blend(choice, self.arg(a), self.arg(b), &mut slot.i32s),
            Repr::F64 => blend(choice, self.arg(a), self.arg(b), &mut slot.f64s),
            Repr::Wide => blend(choice, self.arg(a), self.arg(b), &mut slot.wides),
            Repr::Code | Repr::Card => blend(choice, self.arg(a), self.arg(b), &mut slot.codes),
        }
    }

    /// The row of a decision table, see [`crate::program::Op::Decide`], sixty-four customers at a time. Ranks ascend.
    pub(super) fn decide(&self, list: &[(u32, u32, NodeId)], slot: &mut Slot) {
        slot.known.fill(0);
        slot.codes.fill(none());
        for (at, (found, codes)) in slot.known.iter_mut().zip(slot.codes.chunks_mut(64)).enumerate() {
            // Of whom nothing is found yet, and those of them of whom a row of the present rank may or may not be true.
            let (mut open, mut doubtful, mut now) = (u64::MAX >> (64 - codes.len()), 0, 0);
            for (rank, place, id) in list {
                if *rank != now {
                    open &= !doubtful;
                    (doubtful, now) = (0, *rank);
                }
                if open == 0 {
                    break;
                }
                let known = self.known(*id).get(at).copied().unwrap_or(0);
                let fires = open & known & self.bits(*id).get(at).copied().unwrap_or(0);
                for row in ones(&[fires]) {
                    codes.iter_mut().skip(row).take(1).for_each(|code| *code = *place);
                }
                open &= !fires;
                doubtful |= open & !known;
                *found |= fires;
            }
        }
    }

    /// The number that follows from all rows of a decision table that are true.
    pub(super) fn fold(&self, fold: Fold, list: &[(NodeId, i64)], rows: usize, slot: &mut Slot) {
        let list: Vec<_> = list.iter().map(|(id, number)| (self.masks(*id), *number)).collect();
        for row in 0..rows {
            let known = list.iter().all(|((_, known), _)| bit(known, row));
            let taken = list.iter().filter(|((truth, _), _)| bit(truth, row)).map(|(_, number)| *number);
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

fn picked<T: Lane>(codes: Arg<'_, u32>, values: &[T], out: &mut [T]) {
    match codes {
        Arg::Slice(codes) => T::gather(values, codes.get(..out.len()).unwrap_or(codes), out),
        Arg::Const(code) => out.fill(values.get(code as usize).copied().unwrap_or_default()),
    }
}

/// The operands may have more or fewer rows where they are unknown in all of them.
fn blend<T: Lane>(choice: &[u64], a: Arg<'_, T>, b: Arg<'_, T>, out: &mut [T]) {
    match b {
        Arg::Slice(b) => {
            let rows = out.len().min(b.len());
            if let (Some(out), Some(b)) = (out.get_mut(..rows), b.get(..rows)) {
                out.copy_from_slice(b);
            }
        }
        Arg::Const(b) => out.fill(b),
    }
    match a {
        Arg::Slice(a) => T::choose_column(choice, a, out),
        Arg::Const(a) => T::choose_constant(choice, a, out),
    }
}

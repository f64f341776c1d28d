//! Comparisons and arithmetic of ints, decimals, dates and doubles.

use alloc::vec;
use alloc::vec::Vec;

use appraise_kernels::arith::{IntOp, int_columns, int_constant};
use appraise_kernels::{Order, compare};

use super::Machine;
use super::lane::{Arg, Lane, Slot, copy_known, set_bit, try_map2};
use crate::program::{Arith, Compare, NodeId, Op, Repr};

impl Machine<'_> {
    pub(super) fn compare(&self, compare: Compare, a: NodeId, b: NodeId, rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        match self.program().node(a).map_or(Repr::I64, |n| n.repr) {
            Repr::F64 => {
                compare_lanes::<f64>(compare, self.arg(a), self.arg(b), rows, &mut slot.bits);
                if !matches!(compare, Compare::Eq | Compare::Ne) {
                    self.without_order(a, slot);
                    self.without_order(b, slot);
                }
            }
            Repr::I32 => compare_lanes::<i32>(compare, self.arg(a), self.arg(b), rows, &mut slot.bits),
            Repr::Wide => compare_lanes::<i128>(compare, self.arg(a), self.arg(b), rows, &mut slot.bits),
            Repr::Bits => self.compare_bits(compare, a, b, slot),
            _ => compare_lanes::<i64>(compare, self.arg(a), self.arg(b), rows, &mut slot.bits),
        }
    }

    /// CEL: NaN has no place in an order, so that ordering it is an error. Inputs are finite.
    fn without_order(&self, id: NodeId, slot: &mut Slot) {
        if self.program().node(id).is_some_and(|n| matches!(n.op, Op::Input(_))) {
            return;
        }
        match self.arg::<f64>(id) {
            Arg::Const(value) if value.is_nan() => slot.known.fill(0),
            Arg::Const(_) => {}
            Arg::Slice(values) => {
                for (values, known) in values.chunks(64).zip(&mut slot.known) {
                    if values.iter().fold(false, |any, v| any | v.is_nan()) {
                        let nan = |bits: u64, (row, v): (usize, &f64)| bits | u64::from(v.is_nan()) << row;
                        *known &= !values.iter().enumerate().fold(0, nan);
                    }
                }
            }
        }
    }

    fn compare_bits(&self, compare: Compare, a: NodeId, b: NodeId, slot: &mut Slot) {
        for ((a, b), out) in self.bits(a).iter().zip(self.bits(b)).zip(&mut slot.bits) {
            *out = match compare {
                Compare::Eq => !(a ^ b),
                Compare::Ne => a ^ b,
                Compare::Lt => !a & b,
                Compare::Le => !a | b,
                Compare::Gt => a & !b,
                Compare::Ge => a | !b,
            };
        }
    }

    pub(super) fn same_code(&self, negated: bool, a: NodeId, b: NodeId, rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        let compare = if negated { Compare::Ne } else { Compare::Eq };
        compare_lanes::<u32>(compare, self.arg(a), self.arg(b), rows, &mut slot.bits);
    }

    pub(super) fn in_ints(&self, a: NodeId, items: &[i64], rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        match self.program().node(a).map_or(Repr::I64, |n| n.repr) {
            Repr::Wide => slot.bits.fill(0),
            Repr::I32 => match self.arg::<i32>(a) {
                Arg::Slice(days) => {
                    let items: Vec<i32> = items.iter().filter_map(|day| i32::try_from(*day).ok()).collect();
                    compare::i32_among(days, &items, &mut slot.bits);
                }
                constant => each(constant, rows, &mut slot.bits, |x| items.contains(&i64::from(x))),
            },
            Repr::Bits => {
                let (t, f) = (items.contains(&1), items.contains(&0));
                for (bits, out) in self.bits(a).iter().zip(&mut slot.bits) {
                    *out = if t { *bits } else { 0 } | if f { !bits } else { 0 };
                }
            }
            _ => match self.arg::<i64>(a) {
                Arg::Slice(values) => compare::i64_among(values, items, &mut slot.bits),
                constant => each(constant, rows, &mut slot.bits, |x| items.contains(&x)),
            },
        }
    }

    pub(super) fn in_doubles(&self, a: NodeId, items: &[u64], rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        #[expect(clippy::float_cmp, reason = "membership is CEL equality, which is exact")]
        each(self.arg::<f64>(a), rows, &mut slot.bits, |x| items.iter().any(|b| f64::from_bits(*b) == x));
    }

    pub(super) fn in_codes(&self, a: NodeId, items: &[u32], rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        match self.arg::<u32>(a) {
            Arg::Slice(values) => compare::u32_among(values, items, &mut slot.bits),
            constant => each(constant, rows, &mut slot.bits, |x| items.contains(&x)),
        }
    }

    pub(super) fn arith(&self, op: Arith, a: NodeId, b: NodeId, repr: Repr, rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        match repr {
            Repr::F64 => doubles(op, self.arg(a), self.arg(b), &mut slot.f64s),
            Repr::I32 => on_each(op, self.arg::<i32>(a), self.arg(b), &mut slot.i32s, |_, x, _| x),
            Repr::Wide => on_each(op, self.arg::<i128>(a), self.arg(b), &mut slot.wides, |op, x, y| {
                if op == Arith::Add { x + y } else { x - y }
            }),
            _ => ints(op, self.arg(a), self.arg(b), rows, slot),
        }
    }

    pub(super) fn finite(&self, a: NodeId, rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        let values = self.arg::<f64>(a);
        for (row, out) in slot.f64s.iter_mut().enumerate().take(rows) {
            let value = values.at(row);
            *out = if value.is_finite() { value } else { 0.0 };
            if !value.is_finite() {
                set_bit(&mut slot.known, row, false);
            }
        }
    }
}

/// `Ne`, `Le`, `Ge` are the negations of the others: three loops per type instead of six. Doubles may join in, since a
/// NaN has no order and its row is unknown.
fn compare_lanes<T: Lane + PartialOrd>(
    compare: Compare,
    a: Arg<'_, T>,
    b: Arg<'_, T>,
    rows: usize,
    out: &mut [u64],
) {
    let order = match compare {
        Compare::Eq | Compare::Ne => Order::Equal,
        Compare::Lt | Compare::Ge => Order::Less,
        Compare::Gt | Compare::Le => Order::Greater,
    };
    match (a, b) {
        (Arg::Slice(a), Arg::Const(b)) => T::compare_constant(order, a, b, out),
        (Arg::Slice(a), Arg::Slice(b)) => T::compare_column(order, a, b, out),
        (Arg::Const(a), Arg::Slice(b)) => {
            let exchanged = match order {
                Order::Equal => Order::Equal,
                Order::Less => Order::Greater,
                Order::Greater => Order::Less,
            };
            T::compare_constant(exchanged, b, a, out);
        }
        (Arg::Const(a), Arg::Const(b)) => T::compare_constant(order, &vec![a; rows], b, out),
    }
    if matches!(compare, Compare::Ne | Compare::Ge | Compare::Le) {
        out.iter_mut().for_each(|w| *w = !*w);
    }
}

/// A test of each row, for what is rare.
fn each<T: Copy + Default>(a: Arg<'_, T>, rows: usize, out: &mut [u64], test: impl Fn(T) -> bool) {
    for row in 0..rows {
        set_bit(out, row, test(a.at(row)));
    }
}

/// An operation on one row; nothing where it leaves `i64`.
type Checked = fn(i64, i64) -> Option<i64>;

/// Sums and differences are computed wrapping, with one flag for the whole block; only a block in which some row
/// overflows is looked at row by row. Rows that are unknown hold zeros or old results, so they may raise the flag in
/// vain, never hide an overflow.
fn ints(op: Arith, a: Arg<'_, i64>, b: Arg<'_, i64>, rows: usize, slot: &mut Slot) {
    let (checked, kernel): (Checked, Option<IntOp>) = match op {
        Arith::Add => (i64::checked_add, Some(IntOp::Add)),
        Arith::Sub => (i64::checked_sub, Some(IntOp::Sub)),
        Arith::Mul => (i64::checked_mul, Some(IntOp::Mul)),
        Arith::Min => (|a, b| Some(a.min(b)), Some(IntOp::Min)),
        Arith::Max => (|a, b| Some(a.max(b)), Some(IntOp::Max)),
        // CEL: the smallest int by minus one overflows, also for the remainder.
        Arith::Div => (i64::checked_div, None),
        Arith::Rem => (i64::checked_rem, None),
    };
    if let Some(kernel) = kernel {
        let out = &mut slot.i64s;
        let overflows = match (a, b) {
            (Arg::Slice(a), Arg::Slice(b)) => int_columns(kernel, a, b, out),
            (Arg::Slice(a), Arg::Const(b)) => int_constant(kernel, a, b, out),
            (Arg::Const(a), b) => int_columns(kernel, &vec![a; rows], &b.to_vec(rows), out),
        };
        if !overflows {
            return;
        }
    }
    try_map2(a, b, &mut slot.known, &mut slot.i64s, checked);
}

fn doubles(op: Arith, a: Arg<'_, f64>, b: Arg<'_, f64>, out: &mut [f64]) {
    for (row, out) in out.iter_mut().enumerate() {
        let (x, y) = (a.at(row), b.at(row));
        *out = match op {
            Arith::Add => x + y,
            Arith::Sub => x - y,
            Arith::Mul => x * y,
            Arith::Div => x / y,
            Arith::Rem => libm::fmod(x, y),
            Arith::Min => {
                if y < x {
                    y
                } else {
                    x
                }
            }
            Arith::Max => {
                if y > x {
                    y
                } else {
                    x
                }
            }
        };
    }
}

/// The smaller or the larger of each row, and another operation where there is one. Instants and durations are far
/// from the ends of an `i128`: neither a sum nor a difference of two leaves it.
fn on_each<T: Copy + Default + Ord>(
    op: Arith,
    a: Arg<'_, T>,
    b: Arg<'_, T>,
    out: &mut [T],
    other: impl Fn(Arith, T, T) -> T,
) {
    for (row, out) in out.iter_mut().enumerate() {
        let (x, y) = (a.at(row), b.at(row));
        *out = match op {
            Arith::Min => x.min(y),
            Arith::Max => x.max(y),
            _ => other(op, x, y),
        };
    }
}

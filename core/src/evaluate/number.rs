//! Comparisons and arithmetic of ints, decimals, dates and doubles.

use super::lane::{Arg, Lane, Slot, map2, set_bit, test1, test2, try_map2};
use super::Machine;
use crate::program::{Arith, Compare, NodeId, Repr};

impl Machine<'_> {
    pub(super) fn compare(&self, compare: Compare, a: NodeId, b: NodeId, rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        match self.program().node(a).map_or(Repr::I64, |n| n.repr) {
            Repr::F64 => compare_doubles(compare, self.arg(a), self.arg(b), rows, &mut slot.bits),
            Repr::I32 => compare_ordered::<i32>(compare, self.arg(a), self.arg(b), rows, &mut slot.bits),
            Repr::Bits => self.compare_bits(compare, a, b, slot),
            _ => compare_ordered::<i64>(compare, self.arg(a), self.arg(b), rows, &mut slot.bits),
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
        test2(self.arg::<u32>(a), self.arg::<u32>(b), rows, &mut slot.bits, |x, y| x == y);
        if negated {
            slot.bits.iter_mut().for_each(|w| *w = !*w);
        }
    }

    pub(super) fn in_ints(&self, a: NodeId, items: &[i64], rows: usize, slot: &mut Slot) {
        super::lane::copy_known(self.known(a), &mut slot.known);
        match self.program().node(a).map_or(Repr::I64, |n| n.repr) {
            Repr::I32 => is_in(self.arg::<i32>(a), rows, &mut slot.bits, |x| items.contains(&i64::from(x))),
            Repr::Bits => {
                let (t, f) = (items.contains(&1), items.contains(&0));
                for (bits, out) in self.bits(a).iter().zip(&mut slot.bits) {
                    *out = if t { *bits } else { 0 } | if f { !bits } else { 0 };
                }
            }
            _ => is_in(self.arg::<i64>(a), rows, &mut slot.bits, |x| items.contains(&x)),
        }
    }

    pub(super) fn in_doubles(&self, a: NodeId, items: &[u64], rows: usize, slot: &mut Slot) {
        super::lane::copy_known(self.known(a), &mut slot.known);
        #[expect(clippy::float_cmp, reason = "membership is CEL equality, which is exact")]
        is_in(self.arg::<f64>(a), rows, &mut slot.bits, |x| items.iter().any(|b| f64::from_bits(*b) == x));
    }

    pub(super) fn in_codes(&self, a: NodeId, items: &[u32], rows: usize, slot: &mut Slot) {
        super::lane::copy_known(self.known(a), &mut slot.known);
        is_in(self.arg::<u32>(a), rows, &mut slot.bits, |x| items.contains(&x));
    }

    pub(super) fn arith(&self, op: Arith, a: NodeId, b: NodeId, repr: Repr, rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        match repr {
            Repr::F64 => doubles(op, self.arg(a), self.arg(b), &mut slot.f64s),
            Repr::I32 => smaller_or_larger(op, self.arg::<i32>(a), self.arg(b), &mut slot.i32s),
            _ => ints(op, self.arg(a), self.arg(b), rows, slot),
        }
    }

    pub(super) fn finite(&self, a: NodeId, rows: usize, slot: &mut Slot) {
        super::lane::copy_known(self.known(a), &mut slot.known);
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

/// `Ne`, `Le`, `Ge` are the negations of the others: three loops per type instead of six.
fn compare_ordered<T: Lane + Ord>(compare: Compare, a: Arg<'_, T>, b: Arg<'_, T>, rows: usize, out: &mut [u64]) {
    match compare {
        Compare::Eq | Compare::Ne => test2(a, b, rows, out, |x, y| x == y),
        Compare::Lt | Compare::Ge => test2(a, b, rows, out, |x, y| x < y),
        Compare::Gt | Compare::Le => test2(a, b, rows, out, |x, y| x > y),
    }
    if matches!(compare, Compare::Ne | Compare::Ge | Compare::Le) {
        out.iter_mut().for_each(|w| *w = !*w);
    }
}

/// Doubles have no such negation: every order of NaN is false.
#[expect(clippy::float_cmp, reason = "CEL equality of doubles is exact")]
fn compare_doubles(compare: Compare, a: Arg<'_, f64>, b: Arg<'_, f64>, rows: usize, out: &mut [u64]) {
    match compare {
        Compare::Eq => test2(a, b, rows, out, |x, y| x == y),
        Compare::Ne => test2(a, b, rows, out, |x, y| x != y),
        Compare::Lt => test2(a, b, rows, out, |x, y| x < y),
        Compare::Le => test2(a, b, rows, out, |x, y| x <= y),
        Compare::Gt => test2(a, b, rows, out, |x, y| x > y),
        Compare::Ge => test2(a, b, rows, out, |x, y| x >= y),
    }
}

fn is_in<T: Lane>(a: Arg<'_, T>, rows: usize, out: &mut [u64], test: impl Fn(T) -> bool) {
    match a {
        Arg::Slice(values) => test1(values, out, test),
        constant => test2(constant, Arg::Const(0u32), rows, out, |x, _| test(x)),
    }
}

/// Sums and differences are computed wrapping, with one flag for the whole block; only a block in which some row
/// overflows is looked at row by row. Rows that are unknown hold zeros or old results, so they may raise the flag in
/// vain, never hide an overflow.
fn ints(op: Arith, a: Arg<'_, i64>, b: Arg<'_, i64>, rows: usize, slot: &mut Slot) {
    let out = &mut slot.i64s;
    let wrapped = match op {
        Arith::Add => {
            map2(a, b, out, i64::wrapping_add);
            overflows(a, b, rows, |x, y| (x ^ x.wrapping_add(y)) & (y ^ x.wrapping_add(y)))
        }
        Arith::Sub => {
            map2(a, b, out, i64::wrapping_sub);
            overflows(a, b, rows, |x, y| (x ^ y) & (x ^ x.wrapping_sub(y)))
        }
        Arith::Mul => {
            map2(a, b, out, i64::wrapping_mul);
            // Magnitudes below 2^31 cannot overflow; anything else is checked row by row.
            overflows(a, b, rows, |x, y| if (x.unsigned_abs() | y.unsigned_abs()) >> 31 == 0 { 0 } else { -1 })
        }
        Arith::Min => return map2(a, b, out, i64::min),
        Arith::Max => return map2(a, b, out, i64::max),
        Arith::Div | Arith::Rem => true,
    };
    if !wrapped {
        return;
    }
    let checked = match op {
        Arith::Add => i64::checked_add,
        Arith::Sub => i64::checked_sub,
        Arith::Mul => i64::checked_mul,
        Arith::Div => i64::checked_div,
        _ => checked_rem,
    };
    try_map2(a, b, &mut slot.known, &mut slot.i64s, checked);
}

/// CEL: the smallest int by minus one overflows, also for the remainder.
fn checked_rem(a: i64, b: i64) -> Option<i64> {
    a.checked_rem(b)
}

/// Whether the sign bit of `f` is set in some row.
fn overflows(a: Arg<'_, i64>, b: Arg<'_, i64>, rows: usize, f: impl Fn(i64, i64) -> i64) -> bool {
    let all = match (a, b) {
        (Arg::Slice(a), Arg::Slice(b)) => a.iter().zip(b).fold(0, |all, (a, b)| all | f(*a, *b)),
        (Arg::Slice(a), Arg::Const(b)) => a.iter().fold(0, |all, a| all | f(*a, b)),
        (a, b) => (0..rows).fold(0, |all, row| all | f(a.at(row), b.at(row))),
    };
    all < 0
}

fn doubles(op: Arith, a: Arg<'_, f64>, b: Arg<'_, f64>, out: &mut [f64]) {
    match op {
        Arith::Add => map2(a, b, out, |x, y| x + y),
        Arith::Sub => map2(a, b, out, |x, y| x - y),
        Arith::Mul => map2(a, b, out, |x, y| x * y),
        Arith::Div => map2(a, b, out, |x, y| x / y),
        Arith::Rem => map2(a, b, out, libm::fmod),
        Arith::Min => map2(a, b, out, |x, y| if y < x { y } else { x }),
        Arith::Max => map2(a, b, out, |x, y| if y > x { y } else { x }),
    }
}

fn smaller_or_larger(op: Arith, a: Arg<'_, i32>, b: Arg<'_, i32>, out: &mut [i32]) {
    if op == Arith::Min {
        map2(a, b, out, i32::min);
    } else {
        map2(a, b, out, i32::max);
    }
}

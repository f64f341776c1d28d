//! Exact comparison and rounding of quotients, by cross-multiplication.

use core::cmp::Ordering;

use appraise_kernels::{Order, compare as kernel};

use super::Machine;
use super::lane::{Arg, Slot, copy_known, set_bit};
use crate::number::{POW10, round_half_away};
use crate::program::{Compare, NodeId, Op};

impl Machine<'_> {
    /// The operations on quotients.
    pub(super) fn of_ratios(&self, op: &Op, rows: usize, slot: &mut Slot) {
        match op {
            Op::CompareRatio { compare, num, den, with, left, right } => {
                self.compare_ratio(*compare, [*num, *den, *with], (*left, *right), rows, slot);
            }
            Op::CompareRatios { compare, parts, left, right } => {
                self.compare_ratios(*compare, *parts, (*left, *right), rows, slot);
            }
            Op::RoundRatio { num, den, up, down } => self.round_ratio(*num, *den, (*up, *down), rows, slot),
            _ => {}
        }
    }

    /// `num / den  compare  with`. Where the numbers of a block are small enough, products fit an `i64` and the loop
    /// is a plain one; else every row is done in 128 bits, or 256 where that is not enough.
    fn compare_ratio(
        &self,
        compare: Compare,
        [num, den, with]: [NodeId; 3],
        (left, right): (u8, u8),
        rows: usize,
        slot: &mut Slot,
    ) {
        self.strict2(num, den, slot);
        for (known, with) in slot.known.iter_mut().zip(self.known(with)) {
            *known &= with;
        }
        let (n, d, w) = (self.arg::<i64>(num), self.arg::<i64>(den), self.arg::<i64>(with));
        let (l, r) = (pow10(left), pow10(right));
        if let Arg::Const(1) = d {
            // Two decimals of different places.
            for row in 0..rows {
                let (n, w) = (i128::from(n.at(row)) * l, i128::from(w.at(row)) * r);
                set_bit(&mut slot.bits, row, compare.holds(n.cmp(&w)));
            }
            return;
        }
        known_nonzero(d, slot);
        if let (Arg::Slice(nums), Arg::Slice(dens), Arg::Const(w)) = (n, d, w)
            && let Some((l, r)) = small_factors((nums, l), (dens, r, w))
        {
            let order = match compare {
                Compare::Eq | Compare::Ne => Order::Equal,
                Compare::Lt | Compare::Ge => Order::Less,
                Compare::Gt | Compare::Le => Order::Greater,
            };
            kernel::ratio(order, nums, dens, l, r, &mut slot.bits);
            if matches!(compare, Compare::Ne | Compare::Ge | Compare::Le) {
                slot.bits.iter_mut().for_each(|w| *w = !*w);
            }
            return;
        }
        for row in 0..rows {
            let (n, d, w) = (i128::from(n.at(row)), i128::from(d.at(row)), i128::from(w.at(row)));
            let ordering = order_products((n * l, 1), (w * d, r), d < 0);
            set_bit(&mut slot.bits, row, compare.holds(ordering));
        }
    }

    /// `a / b * 10^left  compare  c / d * 10^right`.
    fn compare_ratios(
        &self,
        compare: Compare,
        parts: [NodeId; 4],
        (left, right): (u8, u8),
        rows: usize,
        slot: &mut Slot,
    ) {
        let [a, b, c, d] = parts;
        self.strict2(a, b, slot);
        for id in [c, d] {
            for (known, other) in slot.known.iter_mut().zip(self.known(id)) {
                *known &= other;
            }
        }
        known_nonzero(self.arg(b), slot);
        known_nonzero(self.arg(d), slot);
        let parts = parts.map(|id| self.arg::<i64>(id));
        for row in 0..rows {
            let [a, b, c, d] = parts.map(|p| i128::from(p.at(row)));
            let ordering = order_products((a * d, pow10(left)), (c * b, pow10(right)), (b < 0) != (d < 0));
            set_bit(&mut slot.bits, row, compare.holds(ordering));
        }
    }

    /// `num * 10^up / (den * 10^down)`, rounded half away from zero; unknown by zero or outside `i64`.
    fn round_ratio(&self, num: NodeId, den: NodeId, (up, down): (u8, u8), rows: usize, slot: &mut Slot) {
        self.strict2(num, den, slot);
        let (n, d) = (self.arg::<i64>(num), self.arg::<i64>(den));
        for row in 0..rows {
            let (n, d) = (i128::from(n.at(row)) * pow10(up), i128::from(d.at(row)) * pow10(down));
            let value = round_half_away(n, d).and_then(|v| i64::try_from(v).ok());
            if value.is_none() {
                set_bit(&mut slot.known, row, false);
            }
            if let Some(out) = slot.i64s.get_mut(row) {
                *out = value.unwrap_or(0);
            }
        }
    }

    /// Rows of a quotient that the search may look at.
    pub(super) fn known_quotient(&self, num: NodeId, den: NodeId, slot: &mut Slot) {
        copy_known(self.known(num), &mut slot.known);
        for (known, den) in slot.known.iter_mut().zip(self.known(den)) {
            *known &= den;
        }
        known_nonzero(self.arg(den), slot);
    }
}

/// The factors of both sides, when no product of the block can leave `i64`.
fn small_factors(
    (nums, left): (&[i64], i128),
    (dens, right, with): (&[i64], i128, i64),
) -> Option<(i64, i64)> {
    let bits = |v: u64| 64 - v.leading_zeros();
    let left = i64::try_from(left).ok()?;
    let right = i64::try_from(right).ok()?.checked_mul(with)?;
    let fits =
        |values: &[i64], factor: i64| bits(kernel::magnitude(values)) + bits(factor.unsigned_abs()) <= 62;
    (fits(nums, left) && fits(dens, right)).then_some((left, right))
}

/// Makes rows with a zero denominator unknown. Their comparison may still run: its bit is not looked at.
fn known_nonzero(den: Arg<'_, i64>, slot: &mut Slot) {
    match den {
        Arg::Const(0) => slot.known.fill(0),
        Arg::Const(_) => {}
        Arg::Slice(values) => kernel::clear_zeros(values, &mut slot.known),
    }
}

pub(super) fn pow10(power: u8) -> i128 {
    let at = usize::from(power.min(18));
    let rest = usize::from(power.saturating_sub(18));
    let pow = |i: usize| i128::from(POW10.get(i).copied().unwrap_or(1));
    pow(at) * pow(rest)
}

/// The order of `a * x` and `b * y`, exchanged when `negative`. Factors `x`, `y` are positive.
pub(super) fn order_products((a, x): (i128, i128), (b, y): (i128, i128), negative: bool) -> Ordering {
    let ordering = match (a.checked_mul(x), b.checked_mul(y)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => wide_order((a, x), (b, y)),
    };
    if negative { ordering.reverse() } else { ordering }
}

/// The order of two products of 128-bit factors.
fn wide_order((a, x): (i128, i128), (b, y): (i128, i128)) -> Ordering {
    match (a.signum(), b.signum()) {
        (s, t) if s != t => s.cmp(&t),
        (s, _) => {
            let magnitudes =
                product(a.unsigned_abs(), x.unsigned_abs()).cmp(&product(b.unsigned_abs(), y.unsigned_abs()));
            if s < 0 { magnitudes.reverse() } else { magnitudes }
        }
    }
}

/// A 256-bit product as high and low halves.
fn product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let low = a0 * b0;
    let (mid, carry) = (a1 * b0).overflowing_add(a0 * b1);
    let (low, low_carry) = low.overflowing_add(mid << 64);
    let high = a1 * b1 + (mid >> 64) + (u128::from(carry) << 64) + u128::from(low_carry);
    (high, low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_products_agree_with_plain_ones() {
        let values = [0, 1, -1, 3, -7, 1 << 40, -(1 << 50), 1 << 62];
        for a in values {
            for b in values {
                for (x, y) in [(1, 1), (10, 1), (1, 1_000_000), (1 << 60, 1 << 59)] {
                    let plain = (a * x).cmp(&(b * y));
                    assert_eq!(wide_order((a, x), (b, y)), plain, "{a} * {x} ? {b} * {y}");
                }
            }
        }
    }

    #[test]
    fn products_beyond_128_bits_are_ordered() {
        assert_eq!(order_products((i128::MAX, 10), (i128::MAX, 9), false), Ordering::Greater);
        assert_eq!(order_products((i128::MAX, 10), (i128::MAX, 9), true), Ordering::Less);
        assert_eq!(order_products((i128::MIN, 10), (i128::MAX, 9), false), Ordering::Less);
        assert_eq!(order_products((i128::MAX - 1, 10), (i128::MAX, 10), false), Ordering::Less);
    }
}

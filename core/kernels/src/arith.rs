//! Arithmetic on columns.

use crate::rows::{each, each_one, each_two, each2, some};

/// What is computed of two ints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntOp {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// The smaller.
    Min,
    /// The larger.
    Max,
}

/// What an operation gives, wrapping; the second number is negative where the row may have left `i64`.
type Wrapped = (i64, i64);

fn add(a: i64, b: i64) -> Wrapped {
    let sum = a.wrapping_add(b);
    (sum, (a ^ sum) & (b ^ sum))
}

fn subtract(a: i64, b: i64) -> Wrapped {
    let difference = a.wrapping_sub(b);
    (difference, (a ^ b) & (a ^ difference))
}

/// Magnitudes below 2^31 cannot overflow; larger ones are left to the caller.
fn multiply(a: i64, b: i64) -> Wrapped {
    let large = (a ^ (a >> 63)) | (b ^ (b >> 63));
    (a.wrapping_mul(b), (large >> 31).wrapping_neg())
}

fn smaller(a: i64, b: i64) -> Wrapped {
    (a.min(b), 0)
}

fn larger(a: i64, b: i64) -> Wrapped {
    (a.max(b), 0)
}

#[inline]
fn columns(a: &[i64], b: &[i64], out: &mut [i64], f: impl Fn(i64, i64) -> Wrapped) -> bool {
    let mut over = 0;
    each2(a, b, out, |a, b, out| {
        let (value, flag) = f(a, b);
        *out = value;
        over |= flag;
    });
    over < 0
}

#[inline]
fn constant(a: &[i64], b: i64, out: &mut [i64], f: impl Fn(i64, i64) -> Wrapped) -> bool {
    let mut over = 0;
    each(a, out, |a, out| {
        let (value, flag) = f(a, b);
        *out = value;
        over |= flag;
    });
    over < 0
}

/// `a op b` of two columns wrapping, see [`IntOp`]; true when a row may have left `i64`, in which case the caller looks at
/// each.
#[must_use]
#[inline(never)]
pub fn int_columns(op: IntOp, a: &[i64], b: &[i64], out: &mut [i64]) -> bool {
    match op {
        IntOp::Add => columns(a, b, out, add),
        IntOp::Sub => columns(a, b, out, subtract),
        IntOp::Mul => columns(a, b, out, multiply),
        IntOp::Min => columns(a, b, out, smaller),
        IntOp::Max => columns(a, b, out, larger),
    }
}

/// `a op b` of a column and a constant wrapping; true when a row may have left `i64`.
#[must_use]
#[inline(never)]
pub fn int_constant(op: IntOp, a: &[i64], b: i64, out: &mut [i64]) -> bool {
    match op {
        IntOp::Add => constant(a, b, out, add),
        IntOp::Sub => constant(a, b, out, subtract),
        IntOp::Mul => constant(a, b, out, multiply),
        IntOp::Min => constant(a, b, out, smaller),
        IntOp::Max => constant(a, b, out, larger),
    }
}

/// `a * unit`; no product may leave `i64`.
#[inline(never)]
pub fn scale(a: &[i64], unit: i64, out: &mut [i64]) {
    each(a, out, |a, out| *out = a.wrapping_mul(unit));
}

/// `out += a`
#[inline(never)]
pub fn add_to(a: &[i64], out: &mut [i64]) {
    each(a, out, |a, out| *out += a);
}

/// Brings `values` into `low..=high`; `change` gets what that adds.
#[inline(never)]
pub fn clamp(values: &mut [i64], low: i64, high: i64, change: &mut [i64]) {
    each_two(values, change, |value, change| {
        let clamped = (*value).max(low).min(high);
        *change = clamped - *value;
        *value = clamped;
    });
}

/// As [`clamp`], of some rows only.
#[inline(never)]
pub fn clamp_some(rows: &[u32], values: &mut [i64], low: i64, high: i64, change: &mut [i64]) {
    some(rows, |row| {
        if let (Some(value), Some(change)) = (values.get_mut(row), change.get_mut(row)) {
            let clamped = (*value).max(low).min(high);
            *change = clamped - *value;
            *value = clamped;
        }
    });
}

/// `out = value`
#[inline(never)]
pub fn fill(value: i64, out: &mut [i64]) {
    each_one(out, |out| *out = value);
}

/// `out = value` in some rows.
#[inline(never)]
pub fn fill_some(rows: &[u32], value: i64, out: &mut [i64]) {
    some(rows, |row| {
        if let Some(out) = out.get_mut(row) {
            *out = value;
        }
    });
}

/// `out = a - b`, which always fits.
#[inline(never)]
pub fn i32_differences(a: &[i32], b: &[i32], out: &mut [i64]) {
    each2(a, b, out, |a, b, out| *out = i64::from(a) - i64::from(b));
}

/// `out = a - b` for one `a`.
#[inline(never)]
pub fn i32_from_constant(a: i32, b: &[i32], out: &mut [i64]) {
    each(b, out, |b, out| *out = i64::from(a) - i64::from(b));
}

/// `out = a - b` for one `b`.
#[inline(never)]
pub fn i32_less_constant(a: &[i32], b: i32, out: &mut [i64]) {
    each(a, out, |a, out| *out = i64::from(a) - i64::from(b));
}

/// Zeros where the bit is 0.
#[inline(never)]
pub fn zero_unknown(values: &mut [i64], known: &[u64]) {
    for (values, known) in values.chunks_mut(64).zip(known) {
        // Few are unknown as a rule: going from one to the next is less than looking at all.
        let mut unknown = !known;
        while let Some(value) = values.get_mut(unknown.trailing_zeros() as usize) {
            *value = 0;
            unknown &= unknown - 1;
        }
    }
}

/// `values / unit` to the nearest number, halves away from zero. `unit` is a power of ten.
#[inline(never)]
pub fn round(values: &[i64], unit: i64, out: &mut [i64]) {
    // A division by a constant is a multiplication, one by a variable is most of the loop.
    match unit {
        10 => each(values, out, |value, out| *out = rounded(value, 10)),
        100 => each(values, out, |value, out| *out = rounded(value, 100)),
        1000 => each(values, out, |value, out| *out = rounded(value, 1000)),
        10_000 => each(values, out, |value, out| *out = rounded(value, 10_000)),
        1_000_000 => each(values, out, |value, out| *out = rounded(value, 1_000_000)),
        _ => each(values, out, |value, out| *out = rounded(value, unit)),
    }
}

/// The largest unit that values are rounded to.
pub const LARGEST_UNIT: i64 = 1 << 62;

/// `value / unit` to the nearest number, halves away from zero; 0 for a unit that is not above 0. A unit is at most
/// [`LARGEST_UNIT`].
#[inline]
#[must_use]
pub fn rounded(value: i64, unit: i64) -> i64 {
    if unit <= 0 {
        return 0;
    }
    let (whole, rest) = (value / unit, value % unit);
    whole + i64::from(rest * 2 >= unit) - i64::from(rest * 2 <= -unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for unit in [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 1_000_000_000_000_000_000] {
            let half = unit / 2;
            let near: [i64; 11] =
                [0, 1, -1, half, -half, half - 1, 1 - half, unit, -unit, unit + half, -unit - half];
            let values = [near, near.map(|v| i64::MAX - v.abs()), near.map(|v| i64::MIN + v.abs())].concat();
            let mut out = [0; 33];
            round(&values, unit, &mut out);
            for (value, out) in values.iter().zip(out) {
                let (value, unit) = (i128::from(*value), i128::from(unit));
                let expected = (value.abs() * 2 + unit) / (unit * 2) * value.signum();
                assert_eq!(i128::from(out), expected, "{value} / {unit}");
            }
        }
    }
}

//! Arithmetic on columns.

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

#[inline]
fn map(a: &[i64], b: impl Iterator<Item = i64>, out: &mut [i64], f: impl Fn(i64, i64) -> (i64, i64)) -> bool {
    let mut over = 0;
    for ((a, b), out) in a.iter().zip(b).zip(out) {
        let (value, flag) = f(*a, b);
        *out = value;
        over |= flag;
    }
    over < 0
}

/// `a op b` wrapping; returns whether a row may have left `i64`, in which case the caller looks at each.
#[must_use]
fn ints(op: IntOp, a: &[i64], b: impl Iterator<Item = i64>, out: &mut [i64]) -> bool {
    match op {
        IntOp::Add => map(a, b, out, |a, b| {
            let sum = a.wrapping_add(b);
            (sum, (a ^ sum) & (b ^ sum))
        }),
        IntOp::Sub => map(a, b, out, |a, b| {
            let difference = a.wrapping_sub(b);
            (difference, (a ^ b) & (a ^ difference))
        }),
        // Magnitudes below 2^31 cannot overflow; larger ones are left to the caller.
        IntOp::Mul => map(a, b, out, |a, b| {
            let large = (a ^ (a >> 63)) | (b ^ (b >> 63));
            (a.wrapping_mul(b), (large >> 31).wrapping_neg())
        }),
        IntOp::Min => map(a, b, out, |a, b| (a.min(b), 0)),
        IntOp::Max => map(a, b, out, |a, b| (a.max(b), 0)),
    }
}

/// `a op b` of two columns, see [`IntOp`]; true when a row may have left `i64`.
#[must_use]
pub fn int_columns(op: IntOp, a: &[i64], b: &[i64], out: &mut [i64]) -> bool {
    ints(op, a, b.iter().copied(), out)
}

/// `a op b` of a column and a constant; true when a row may have left `i64`.
#[must_use]
pub fn int_constant(op: IntOp, a: &[i64], b: i64, out: &mut [i64]) -> bool {
    ints(op, a, core::iter::repeat(b), out)
}

/// `a * unit`; no product may leave `i64`.
pub fn scale(a: &[i64], unit: i64, out: &mut [i64]) {
    for (a, out) in a.iter().zip(out) {
        *out = a.wrapping_mul(unit);
    }
}

/// `out += a`
pub fn add_to(a: &[i64], out: &mut [i64]) {
    for (a, out) in a.iter().zip(out) {
        *out += *a;
    }
}

/// Brings `values` into `low..=high`; `change` gets what that adds.
pub fn clamp(values: &mut [i64], low: i64, high: i64, change: &mut [i64]) {
    for (value, change) in values.iter_mut().zip(change) {
        let clamped = (*value).max(low).min(high);
        *change = clamped - *value;
        *value = clamped;
    }
}

/// Zeros where the bit is 0.
pub fn zero_unknown(values: &mut [i64], known: &[u64]) {
    for (values, known) in values.chunks_mut(64).zip(known) {
        if *known == u64::MAX {
            continue;
        }
        for (row, value) in values.iter_mut().enumerate() {
            *value &= (known >> row & 1).cast_signed().wrapping_neg();
        }
    }
}

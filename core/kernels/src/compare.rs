//! Comparisons of columns with a constant or with another column, into bits.

use crate::Order;
use crate::bits::{test1, test2};

macro_rules! ordered {
    ($ty:ty, $with_constant:ident, $with_column:ident) => {
        /// `a order b`, one bit per row.
        pub fn $with_constant(order: Order, a: &[$ty], b: $ty, out: &mut [u64]) {
            match order {
                Order::Equal => test1(a, out, |a| a == b),
                Order::Less => test1(a, out, |a| a < b),
                Order::Greater => test1(a, out, |a| a > b),
            }
        }

        /// `a order b`, one bit per row.
        pub fn $with_column(order: Order, a: &[$ty], b: &[$ty], out: &mut [u64]) {
            match order {
                Order::Equal => test2(a, b, out, |a, b| a == b),
                Order::Less => test2(a, b, out, |a, b| a < b),
                Order::Greater => test2(a, b, out, |a, b| a > b),
            }
        }
    };
}

ordered!(i64, i64_constant, i64_column);
ordered!(i32, i32_constant, i32_column);
ordered!(u32, u32_constant, u32_column);
ordered!(f64, f64_constant, f64_column);

/// Whether each value is one of a few.
pub fn i64_among(a: &[i64], items: &[i64], out: &mut [u64]) {
    match *items {
        [x] => test1(a, out, |a| a == x),
        [x, y] => test1(a, out, |a| (a == x) | (a == y)),
        [x, y, z] => test1(a, out, |a| (a == x) | (a == y) | (a == z)),
        _ => test1(a, out, |a| items.contains(&a)),
    }
}

/// Whether each code is one of a few.
pub fn u32_among(a: &[u32], items: &[u32], out: &mut [u64]) {
    match *items {
        [x] => test1(a, out, |a| a == x),
        [x, y] => test1(a, out, |a| (a == x) | (a == y)),
        [x, y, z] => test1(a, out, |a| (a == x) | (a == y) | (a == z)),
        _ => test1(a, out, |a| items.contains(&a)),
    }
}

/// `num * left  order  den * right`, the sides exchanged where `den` is negative; no product may leave `i64`.
pub fn ratio(order: Order, num: &[i64], den: &[i64], left: i64, right: i64, out: &mut [u64]) {
    // Multiplying both sides by the sign of the denominator keeps the direction of the comparison.
    let sides = |n: i64, d: i64| {
        let sign = d >> 63 | 1;
        (n.wrapping_mul(left).wrapping_mul(sign), d.wrapping_mul(right).wrapping_mul(sign))
    };
    match order {
        Order::Equal => test2(num, den, out, |n, d| matches!(sides(n, d), (x, y) if x == y)),
        Order::Less => test2(num, den, out, |n, d| matches!(sides(n, d), (x, y) if x < y)),
        Order::Greater => test2(num, den, out, |n, d| matches!(sides(n, d), (x, y) if x > y)),
    }
}

/// The bits that occur in the magnitudes of the values: an upper bound of all of them.
#[must_use]
pub fn magnitude(a: &[i64]) -> u64 {
    a.iter().fold(0, |all, v| all | (v ^ (v >> 63)).cast_unsigned())
}

//! Comparisons of columns with a constant or with another column, into bits.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use core::arch::wasm32 as simd;

use crate::Order;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use crate::bits::{test1, test2};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use crate::wide::{test1, test2};

/// A test on rows, and the same on vectors, which is left out where there are none.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
macro_rules! test {
    ($of:ident($($column:expr),*), $out:expr, $row:expr, $vector:expr) => {
        $of($($column,)* $out, $row, $vector)
    };
}
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
macro_rules! test {
    ($of:ident($($column:expr),*), $out:expr, $row:expr, $vector:expr) => {
        $of($($column,)* $out, $row)
    };
}

macro_rules! ordered {
    ($ty:ty, $with_constant:ident, $with_column:ident, $splat:ident, $equal:ident, $less:ident, $greater:ident) => {
        /// `a order b`, one bit per row.
        #[inline(never)]
        pub fn $with_constant(order: Order, a: &[$ty], b: $ty, out: &mut [u64]) {
            match order {
                Order::Equal => test!(test1(a), out, |a| a == b, |a| simd::$equal(a, simd::$splat(b))),
                Order::Less => test!(test1(a), out, |a| a < b, |a| simd::$less(a, simd::$splat(b))),
                Order::Greater => test!(test1(a), out, |a| a > b, |a| simd::$greater(a, simd::$splat(b))),
            }
        }

        /// `a order b`, one bit per row.
        #[inline(never)]
        pub fn $with_column(order: Order, a: &[$ty], b: &[$ty], out: &mut [u64]) {
            match order {
                Order::Equal => test!(test2(a, b), out, |a, b| a == b, |a, b| simd::$equal(a, b)),
                Order::Less => test!(test2(a, b), out, |a, b| a < b, |a, b| simd::$less(a, b)),
                Order::Greater => test!(test2(a, b), out, |a, b| a > b, |a, b| simd::$greater(a, b)),
            }
        }
    };
}

ordered!(i64, i64_constant, i64_column, i64x2_splat, i64x2_eq, i64x2_lt, i64x2_gt);
ordered!(i32, i32_constant, i32_column, i32x4_splat, i32x4_eq, i32x4_lt, i32x4_gt);
ordered!(u32, u32_constant, u32_column, u32x4_splat, u32x4_eq, u32x4_lt, u32x4_gt);
ordered!(f64, f64_constant, f64_column, f64x2_splat, f64x2_eq, f64x2_lt, f64x2_gt);

macro_rules! among {
    ($name:ident, $ty:ty, $splat:ident, $equal:ident) => {
        /// Whether each value is one of some.
        #[inline(never)]
        pub fn $name(a: &[$ty], items: &[$ty], out: &mut [u64]) {
            // All of a few are looked at: without a way out the loop is one of vector instructions.
            let row = |a: $ty| items.iter().fold(false, |any, item| any | (a == *item));
            match *items {
                [x] => test!(test1(a), out, |a| a == x, |a| simd::$equal(a, simd::$splat(x))),
                [x, y] => test!(test1(a), out, |a| (a == x) | (a == y), |a| {
                    simd::v128_or(simd::$equal(a, simd::$splat(x)), simd::$equal(a, simd::$splat(y)))
                }),
                [x, y, z] => test!(test1(a), out, |a| (a == x) | (a == y) | (a == z), |a| {
                    let two =
                        simd::v128_or(simd::$equal(a, simd::$splat(x)), simd::$equal(a, simd::$splat(y)));
                    simd::v128_or(two, simd::$equal(a, simd::$splat(z)))
                }),
                _ => test!(test1(a), out, row, |a| {
                    let is = |item: &$ty| simd::$equal(a, simd::$splat(*item));
                    items.iter().fold(simd::i64x2_splat(0), |any, item| simd::v128_or(any, is(item)))
                }),
            }
        }
    };
}

among!(i64_among, i64, i64x2_splat, i64x2_eq);
among!(i32_among, i32, i32x4_splat, i32x4_eq);
among!(u32_among, u32, u32x4_splat, u32x4_eq);

/// Clears the bits of rows that are 0.
#[inline(never)]
pub fn clear_zeros(a: &[i64], words: &mut [u64]) {
    for (rows, word) in a.chunks(64).zip(words) {
        let mut zeros = [0];
        i64_constant(Order::Equal, rows, 0, &mut zeros);
        *word &= !zeros[0];
    }
}

/// `num * left  order  den * right`, the sides exchanged where `den` is negative; no product may leave `i64`.
#[inline(never)]
pub fn ratio(order: Order, num: &[i64], den: &[i64], left: i64, right: i64, out: &mut [u64]) {
    // Multiplying both sides by the sign of the denominator keeps the direction of the comparison.
    let row = |n: i64, d: i64| {
        let sign = d >> 63 | 1;
        (n.wrapping_mul(left).wrapping_mul(sign), d.wrapping_mul(right).wrapping_mul(sign))
    };
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    let vectors = |n: simd::v128, d: simd::v128| {
        let sign = simd::v128_or(simd::i64x2_shr(d, 63), simd::i64x2_splat(1));
        let side = |a, factor| simd::i64x2_mul(simd::i64x2_mul(a, simd::i64x2_splat(factor)), sign);
        (side(n, left), side(d, right))
    };
    match order {
        Order::Equal => test!(test2(num, den), out, |n, d| matches!(row(n, d), (x, y) if x == y), |n, d| {
            let (x, y) = vectors(n, d);
            simd::i64x2_eq(x, y)
        }),
        Order::Less => test!(test2(num, den), out, |n, d| matches!(row(n, d), (x, y) if x < y), |n, d| {
            let (x, y) = vectors(n, d);
            simd::i64x2_lt(x, y)
        }),
        Order::Greater => test!(test2(num, den), out, |n, d| matches!(row(n, d), (x, y) if x > y), |n, d| {
            let (x, y) = vectors(n, d);
            simd::i64x2_gt(x, y)
        }),
    }
}

/// The bits that occur in the magnitudes of the values: an upper bound of all of them.
#[must_use]
#[inline(never)]
pub fn magnitude(a: &[i64]) -> u64 {
    let (turns, rest) = a.as_chunks::<16>();
    let mut all = [0u64; 16];
    for turn in turns {
        for (all, v) in all.iter_mut().zip(turn) {
            *all |= (v ^ (v >> 63)).cast_unsigned();
        }
    }
    rest.iter().fold(all.iter().fold(0, |all, v| all | v), |all, v| all | (v ^ (v >> 63)).cast_unsigned())
}

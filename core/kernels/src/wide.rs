//! Tests of sixteen rows at once, in the vector instructions of WebAssembly.
//!
//! Compilers make vector instructions of plain loops, but not of gathering tests into bits: there they leave a loop of
//! single rows, whose every turn a host's meters count. So the tests of [`crate::compare`] are written twice: once as a
//! condition on a row, which is what holds everywhere, and once on vectors, which is what the module does. That both are
//! the same is shown by the tests that hold the module against the native engine.

use core::arch::wasm32::{
    f64x2, i8x16_bitmask, i8x16_narrow_i16x8, i16x8_narrow_i32x4, i32x4, i32x4_shuffle, i64x2, u32x4, v128,
};

/// Sixteen rows as vectors, and the bits of a test of each.
pub(crate) trait Lanes: Copy {
    /// Sixteen rows.
    type Vectors;
    /// Rows as vectors.
    fn vectors(rows: &[Self; 16]) -> Self::Vectors;
    /// A bit per row of a test that gives ones or zeros per lane.
    fn test1(rows: Self::Vectors, test: impl Fn(v128) -> v128) -> u64;
    /// The same of two columns.
    fn test2(columns: (Self::Vectors, Self::Vectors), test: impl Fn(v128, v128) -> v128) -> u64;
}

macro_rules! halves {
    ($ty:ty, $vector:ident) => {
        impl Lanes for $ty {
            type Vectors = [[v128; 2]; 4];

            #[inline(always)]
            fn vectors(rows: &[Self; 16]) -> Self::Vectors {
                let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *rows;
                [
                    [$vector(a, b), $vector(c, d)],
                    [$vector(e, f), $vector(g, h)],
                    [$vector(i, j), $vector(k, l)],
                    [$vector(m, n), $vector(o, p)],
                ]
            }
            #[inline(always)]
            fn test1([a, b, c, d]: Self::Vectors, test: impl Fn(v128) -> v128) -> u64 {
                let pair = |[x, y]: [v128; 2]| i32x4_shuffle::<0, 2, 4, 6>(test(x), test(y));
                gathered([pair(a), pair(b), pair(c), pair(d)])
            }
            #[inline(always)]
            fn test2(
                ([a, b, c, d], [e, f, g, h]): (Self::Vectors, Self::Vectors),
                test: impl Fn(v128, v128) -> v128,
            ) -> u64 {
                let pair = |x: [v128; 2], y: [v128; 2]| {
                    i32x4_shuffle::<0, 2, 4, 6>(test(x[0], y[0]), test(x[1], y[1]))
                };
                gathered([pair(a, e), pair(b, f), pair(c, g), pair(d, h)])
            }
        }
    };
}

macro_rules! quarters {
    ($ty:ty, $vector:ident) => {
        impl Lanes for $ty {
            type Vectors = [v128; 4];

            #[inline(always)]
            fn vectors(rows: &[Self; 16]) -> Self::Vectors {
                let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *rows;
                [$vector(a, b, c, d), $vector(e, f, g, h), $vector(i, j, k, l), $vector(m, n, o, p)]
            }
            #[inline(always)]
            fn test1(rows: Self::Vectors, test: impl Fn(v128) -> v128) -> u64 {
                gathered(rows.map(test))
            }
            #[inline(always)]
            fn test2(
                ([a, b, c, d], [e, f, g, h]): (Self::Vectors, Self::Vectors),
                test: impl Fn(v128, v128) -> v128,
            ) -> u64 {
                gathered([test(a, e), test(b, f), test(c, g), test(d, h)])
            }
        }
    };
}

halves!(i64, i64x2);
halves!(f64, f64x2);
quarters!(i32, i32x4);
quarters!(u32, u32x4);

/// The bits of four vectors of four lanes of ones or zeros.
#[inline(always)]
fn gathered([a, b, c, d]: [v128; 4]) -> u64 {
    let bytes = i8x16_narrow_i16x8(i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d));
    u64::from(i8x16_bitmask(bytes))
}

/// One bit per row of a test on one slice, on vectors and on what is left of it row by row.
#[inline(always)]
pub(crate) fn test1<T: Lanes>(
    a: &[T],
    out: &mut [u64],
    test: impl Fn(T) -> bool,
    vectors: impl Fn(v128) -> v128,
) {
    let (chunks, rest) = a.as_chunks::<64>();
    let mut out = out.iter_mut();
    for (chunk, out) in chunks.iter().zip(&mut out) {
        let turns = chunk.as_chunks::<16>().0;
        *out = turns.iter().rev().fold(0, |word, turn| word << 16 | T::test1(T::vectors(turn), &vectors));
    }
    if let (false, Some(out)) = (rest.is_empty(), out.next()) {
        *out = rest.iter().rev().fold(0, |word, a| word << 1 | u64::from(test(*a)));
    }
}

/// One bit per row of a test on two slices of the same length.
#[inline(always)]
pub(crate) fn test2<T: Lanes>(
    a: &[T],
    b: &[T],
    out: &mut [u64],
    test: impl Fn(T, T) -> bool,
    vectors: impl Fn(v128, v128) -> v128,
) {
    let ((a_chunks, a_rest), (b_chunks, b_rest)) = (a.as_chunks::<64>(), b.as_chunks::<64>());
    let mut out = out.iter_mut();
    for ((a, b), out) in a_chunks.iter().zip(b_chunks).zip(&mut out) {
        let turns = a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0);
        *out = turns
            .rev()
            .fold(0, |word, (a, b)| word << 16 | T::test2((T::vectors(a), T::vectors(b)), &vectors));
    }
    if let (false, Some(out)) = (a_rest.is_empty(), out.next()) {
        let pairs = a_rest.iter().zip(b_rest).rev();
        *out = pairs.fold(0, |word, (a, b)| word << 1 | u64::from(test(*a, *b)));
    }
}

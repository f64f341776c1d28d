//! Which of sorted edges a value has passed.

use crate::rows::each;

macro_rules! count {
    ($name:ident, $few:ident, $ty:ty) => {
        /// For each value the number of edges that are at most the value.
        #[inline(never)]
        pub fn $name(values: &[$ty], edges: &[$ty], out: &mut [u32]) {
            out.fill(0);
            let (fours, rest) = edges.as_chunks::<4>();
            for four in fours {
                $few(values, *four, out);
            }
            match *rest {
                [a] => $few(values, [a], out),
                [a, b] => $few(values, [a, b], out),
                [a, b, c] => $few(values, [a, b, c], out),
                _ => {}
            }
        }

        /// Adds those of so few edges that they are compared without a loop.
        #[inline]
        fn $few<const N: usize>(values: &[$ty], edges: [$ty; N], out: &mut [u32]) {
            each(values, out, |value, out| {
                // Counting in lanes as wide as the values saves a conversion per edge.
                let passed = edges.iter().fold(0u64, |passed, edge| passed + u64::from(*edge <= value));
                #[expect(clippy::cast_possible_truncation, reason = "there are fewer edges than u32 holds")]
                let passed = passed as u32;
                *out += passed;
            });
        }
    };
}

count!(i64_edges, i64_few, i64);
count!(f64_edges, f64_few, f64);

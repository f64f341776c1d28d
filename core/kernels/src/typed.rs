//! Typed columns as they come in: whether their values are within bounds, and zeros where there is none.

use crate::bits::pack;

macro_rules! typed {
    ($ty:ty, $within:ident, $clear:ident) => {
        /// Whether every value whose bit is 1 is at least `min` and at most `max`.
        #[must_use]
        pub fn $within(values: &[$ty], valid: &[u64], min: $ty, max: $ty) -> bool {
            within(values, valid, |value| (value >= min) & (value <= max))
        }

        /// Zero where the bit is 0.
        pub fn $clear(values: &mut [$ty], valid: &[u64]) {
            for (rows, valid) in values.chunks_mut(64).zip(valid) {
                if *valid != u64::MAX {
                    for (row, value) in rows.iter_mut().enumerate() {
                        if valid >> row & 1 == 0 {
                            *value = <$ty>::default();
                        }
                    }
                }
            }
        }
    };
}

typed!(i64, i64_within, i64_clear);
typed!(i32, i32_within, i32_clear);
typed!(f64, f64_within, f64_clear);

#[inline]
fn within<T: Copy>(values: &[T], valid: &[u64], test: impl Fn(T) -> bool) -> bool {
    let (chunks, rest) = values.as_chunks::<64>();
    let mut valid = valid.iter();
    for (chunk, valid) in chunks.iter().zip(&mut valid) {
        if pack(&chunk.map(|value| u8::from(!test(value)))) & valid != 0 {
            return false;
        }
    }
    let valid = valid.next().copied().unwrap_or(0);
    rest.iter().enumerate().all(|(row, value)| valid >> row & 1 == 0 || test(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_that_are_there_have_to_be_within_bounds() {
        for rows in [1, 63, 64, 65, 130] {
            for bad in 0..rows {
                let mut values = [5i64; 130];
                values[bad] = 11;
                let values = &values[..rows];
                let mut valid = [u64::MAX; 3];
                assert!(!i64_within(values, &valid, 0, 10), "{rows} rows, row {bad}");
                assert!(i64_within(values, &valid, 0, 11), "{rows} rows, row {bad}");
                valid[bad / 64] &= !(1 << (bad % 64));
                assert!(i64_within(values, &valid, 0, 10), "{rows} rows, row {bad}");
                let mut cleared = [5i64; 130];
                cleared[bad] = 11;
                i64_clear(&mut cleared[..rows], &valid);
                assert_eq!(cleared[bad], 0);
                assert_eq!(cleared.iter().filter(|value| **value == 5).count(), 129);
            }
        }
        assert!(!f64_within(&[f64::NAN], &[1], f64::MIN, f64::MAX));
        assert!(!f64_within(&[f64::INFINITY], &[1], f64::MIN, f64::MAX));
    }
}

//! Typed columns as they come in: whether their values are within bounds, and zeros where there is none.

use alloc::vec::Vec;

use crate::bits::pack;

macro_rules! read {
    ($ty:ty, $read:ident) => {
        /// The values that little-endian bytes say; what is left over at the end says none.
        #[must_use]
        pub fn $read(bytes: &[u8]) -> Vec<$ty> {
            bytes.as_chunks().0.iter().map(|value| <$ty>::from_le_bytes(*value)).collect()
        }
    };
}

macro_rules! typed {
    ($ty:ty, $read:ident, $within:ident, $clear:ident) => {
        read!($ty, $read);

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

typed!(i64, i64_read, i64_within, i64_clear);
typed!(i32, i32_read, i32_within, i32_clear);
typed!(f64, f64_read, f64_within, f64_clear);
read!(u32, u32_read);

/// Appends four words of 64 bits and behind them three of 32 bits, little-endian.
pub fn write_words(wide: [u64; 4], half: [u32; 3], out: &mut Vec<u8>) {
    out.extend_from_slice(wide.map(u64::to_le_bytes).as_flattened());
    out.extend_from_slice(half.map(u32::to_le_bytes).as_flattened());
}

/// So many zeros; `None` when there is no room.
#[must_use]
pub fn zeros(len: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(len).ok()?;
    bytes.resize(len, 0);
    Some(bytes)
}

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

//! Bytes of 0 and 1 as bits.

use crate::rows::some;

/// Sixty-four bytes of 0 and 1 as a word. A multiplication gathers eight of them, which is less work than sixty-four
/// shifts and leaves the comparison itself to vector instructions.
#[inline]
#[must_use]
pub fn pack(bytes: &[u8; 64]) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    let mut word = 0;
    for (i, eight) in eights.iter().enumerate() {
        word |= (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * i);
    }
    word
}

/// Bits as bytes of 0 and 1.
#[inline(never)]
pub fn unpack(words: &[u64], out: &mut [u8]) {
    for (word, rows) in words.iter().zip(out.chunks_mut(64)) {
        for (row, out) in rows.iter_mut().enumerate() {
            *out = (word >> row & 1) as u8;
        }
    }
}

/// One bit per row of a test on one slice.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
pub(crate) fn test1<T: Copy>(a: &[T], out: &mut [u64], test: impl Fn(T) -> bool) {
    let (chunks, rest) = a.as_chunks::<64>();
    let mut out = out.iter_mut();
    for (chunk, out) in chunks.iter().zip(&mut out) {
        *out = pack(&chunk.map(|a| u8::from(test(a))));
    }
    if let (false, Some(out)) = (rest.is_empty(), out.next()) {
        *out = rest.iter().rev().fold(0, |word, a| word << 1 | u64::from(test(*a)));
    }
}

/// One bit per row of a test on two slices of the same length.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
pub(crate) fn test2<T: Copy, U: Copy>(a: &[T], b: &[U], out: &mut [u64], test: impl Fn(T, U) -> bool) {
    let ((a_chunks, a_rest), (b_chunks, b_rest)) = (a.as_chunks::<64>(), b.as_chunks::<64>());
    let mut out = out.iter_mut();
    for ((a, b), out) in a_chunks.iter().zip(b_chunks).zip(&mut out) {
        let mut bytes = [0u8; 64];
        for ((a, b), byte) in a.iter().zip(b).zip(&mut bytes) {
            *byte = u8::from(test(*a, *b));
        }
        *out = pack(&bytes);
    }
    if let (false, Some(out)) = (a_rest.is_empty(), out.next()) {
        let pairs = a_rest.iter().zip(b_rest).rev();
        *out = pairs.fold(0, |word, (a, b)| word << 1 | u64::from(test(*a, *b)));
    }
}

/// Sets the bits of some rows.
#[inline(never)]
pub fn set_some(rows: &[u32], value: bool, words: &mut [u64]) {
    some(rows, |row| {
        if let Some(word) = words.get_mut(row / 64) {
            let mask = 1u64 << (row % 64);
            *word = if value { *word | mask } else { *word & !mask };
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_the_order_of_rows() {
        for row in 0..64 {
            let mut bytes = [0u8; 64];
            bytes[row] = 1;
            assert_eq!(pack(&bytes), 1 << row);
            let mut back = [9; 65];
            unpack(&[1 << row, 1], &mut back);
            assert_eq!((&back[..64], back[64]), (&bytes[..], 1));
        }
        assert_eq!(pack(&[1; 64]), u64::MAX);
    }

    #[test]
    fn tests_agree_with_the_rows_for_every_length() {
        let values: [i64; 200] = core::array::from_fn(|i| (i as i64 * 7919) % 13 - 6);
        for len in 0..200 {
            let mut out = [u64::MAX; 4];
            test1(&values[..len], &mut out, |v| v > 0);
            for (row, value) in values.iter().enumerate().take(len) {
                assert_eq!(out[row / 64] >> (row % 64) & 1 == 1, *value > 0);
            }
            let tail = len % 64;
            assert!(tail == 0 || out[len / 64] >> tail == 0, "bits beyond the rows are 0");
        }
    }
}

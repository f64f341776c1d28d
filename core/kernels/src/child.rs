//! From the rows of a child table to their customers.
//!
//! The rows of customer `i` are `offsets[i] - first .. offsets[i + 1] - first`. Which of them are taken is a bit each; so
//! the rows of a customer are a word or two, and only those that are taken are looked at.

use alloc::vec::Vec;

use crate::rows::each;

/// The rows of each customer, one after the other.
fn ranges(offsets: &[u32], first: u32) -> impl Iterator<Item = (usize, usize)> + '_ {
    offsets.windows(2).map(move |pair| match pair {
        [start, end] => (start.wrapping_sub(first) as usize, end.wrapping_sub(first) as usize),
        _ => (0, 0),
    })
}

/// Up to 64 bits from bit `start` on.
#[inline]
fn cut(words: &[u64], start: usize, end: usize) -> u64 {
    let (at, shift) = (start / 64, start % 64);
    let low = words.get(at).copied().unwrap_or(0) >> shift;
    let high = words.get(at + 1).copied().unwrap_or(0) << 1 << (63 - shift);
    let rows = end - start;
    let mask = if rows < 64 { (1 << rows) - 1 } else { u64::MAX };
    (low | high) & mask
}

/// Calls `part` with every stretch of up to 64 rows of a customer: where it starts, and which of it are taken.
#[inline]
fn parts(words: &[u64], start: usize, end: usize, mut part: impl FnMut(usize, u64)) {
    let mut at = start;
    while at < end {
        let stop = end.min(at + 64);
        part(at, cut(words, at, stop));
        at = stop;
    }
}

/// The most rows that one customer has.
#[must_use]
#[inline(never)]
pub fn longest(offsets: &[u32]) -> u32 {
    offsets
        .iter()
        .zip(offsets.iter().skip(1))
        .fold(0, |most, (start, end)| most.max(end.wrapping_sub(*start)))
}

/// Per customer how many rows are taken.
#[inline(never)]
pub fn counts(taken: &[u64], offsets: &[u32], first: u32, out: &mut [i64]) {
    for ((start, end), out) in ranges(offsets, first).zip(out) {
        let mut count = 0;
        parts(taken, start, end, |_, bits| count += i64::from(bits.count_ones()));
        *out = count;
    }
}

/// A bit per customer: whether any row is taken. Bits beyond the customers are 0.
#[inline(never)]
pub fn any(taken: &[u64], offsets: &[u32], first: u32, out: &mut [u64]) {
    out.fill(0);
    for (row, (start, end)) in ranges(offsets, first).enumerate() {
        let mut any = 0;
        parts(taken, start, end, |_, bits| any |= bits);
        if let Some(word) = out.get_mut(row / 64) {
            *word |= u64::from(any != 0) << (row % 64);
        }
    }
}

/// Per row the customer that it belongs to, counted from the first of `offsets`; `out` is emptied first.
#[inline(never)]
pub fn owners(offsets: &[u32], out: &mut Vec<u32>) {
    out.clear();
    let sizes = offsets.iter().zip(offsets.iter().skip(1)).map(|(start, end)| end.wrapping_sub(*start));
    for (customer, size) in (0u32..).zip(sizes) {
        for _ in 0..size {
            out.push(customer);
        }
    }
}

macro_rules! gather {
    ($name:ident, $ty:ty) => {
        /// `out[row] = values[owners[row]]`
        #[inline(never)]
        pub fn $name(values: &[$ty], owners: &[u32], out: &mut [$ty]) {
            each(owners, out, |owner, out| *out = values.get(owner as usize).copied().unwrap_or_default());
        }
    };
}

gather!(gather_i64, i64);
gather!(gather_i32, i32);
gather!(gather_u32, u32);
gather!(gather_f64, f64);

/// The bit of each row's owner. Bits beyond the rows are 0.
#[inline(never)]
pub fn gather_bits(words: &[u64], owners: &[u32], out: &mut [u64]) {
    let of = |owner: u32| words.get(owner as usize / 64).map_or(0, |word| word >> (owner % 64) & 1);
    for (owners, out) in owners.chunks(64).zip(out) {
        *out = owners.iter().rev().fold(0, |word, owner| word << 1 | of(*owner));
    }
}

/// Calls `take` with every row that is taken.
#[inline]
fn rows(taken: &[u64], start: usize, end: usize, mut take: impl FnMut(usize)) {
    parts(taken, start, end, |at, mut bits| {
        while bits != 0 {
            take(at + bits.trailing_zeros() as usize);
            bits &= bits - 1;
        }
    });
}

/// Per customer the sum of the values that are taken, wrapping.
#[inline(never)]
pub fn sums(values: &[i64], taken: &[u64], offsets: &[u32], first: u32, out: &mut [i64]) {
    for ((start, end), out) in ranges(offsets, first).zip(out) {
        let mut sum = 0i64;
        rows(taken, start, end, |row| sum = sum.wrapping_add(values.get(row).copied().unwrap_or(0)));
        *out = sum;
    }
}

macro_rules! extremes {
    ($ty:ty, $smallest:ident, $largest:ident) => {
        /// Per customer the smallest of the values that are taken; the largest number where there is none.
        #[inline(never)]
        pub fn $smallest(values: &[$ty], taken: &[u64], offsets: &[u32], first: u32, out: &mut [$ty]) {
            for ((start, end), out) in ranges(offsets, first).zip(out) {
                let mut least = <$ty>::MAX;
                rows(taken, start, end, |row| least = least.min(values.get(row).copied().unwrap_or(0)));
                *out = least;
            }
        }

        /// Per customer the largest of the values that are taken; the smallest number where there is none.
        #[inline(never)]
        pub fn $largest(values: &[$ty], taken: &[u64], offsets: &[u32], first: u32, out: &mut [$ty]) {
            for ((start, end), out) in ranges(offsets, first).zip(out) {
                let mut most = <$ty>::MIN;
                rows(taken, start, end, |row| most = most.max(values.get(row).copied().unwrap_or(0)));
                *out = most;
            }
        }
    };
}

extremes!(i64, i64_smallest, i64_largest);
extremes!(i32, i32_smallest, i32_largest);

/// Which rows are taken, those whose filter is true and whose value is known, and which are in doubt: those whose filter
/// is unknown, or is true of a value that is not known. Words that are not there are 0; no filter takes every row, and
/// without `valued` every value is known.
#[inline(never)]
pub fn split(
    filter: Option<(&[u64], &[u64])>,
    valued: Option<&[u64]>,
    taken: &mut [u64],
    doubtful: &mut [u64],
) {
    for (at, (taken, doubtful)) in taken.iter_mut().zip(doubtful).enumerate() {
        let word = |words: &[u64]| words.get(at).copied().unwrap_or(0);
        let (truth, known) = filter.map_or((u64::MAX, u64::MAX), |(truth, known)| (word(truth), word(known)));
        let valued = valued.map_or(u64::MAX, word);
        *taken = truth & known & valued;
        *doubtful = !known | (truth & !valued);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn customers_get_what_their_rows_are() {
        let lengths = [0u32, 1, 63, 64, 65, 0, 200, 3, 128, 0];
        let mut offsets = vec![17u32];
        lengths.iter().for_each(|len| offsets.push(offsets.last().unwrap() + len));
        let total = lengths.iter().sum::<u32>() as usize;
        let mix = |at: usize| (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let values: Vec<i64> = (0..total).map(|at| (mix(at) >> 40) as i64 - 8_000_000).collect();
        let days: Vec<i32> = values.iter().map(|value| *value as i32).collect();
        let taken: Vec<u64> = (0..total.div_ceil(64)).map(|at| mix(at + 99) | 1 << 63).collect();
        let is_taken = |row: usize| taken[row / 64] >> (row % 64) & 1 == 1;
        let of = |at: usize| {
            let start = (offsets[at] - 17) as usize;
            (start..start + lengths[at] as usize).filter(|row| is_taken(*row))
        };
        let n = lengths.len();
        let (mut count, mut sum, mut low, mut high) = (vec![9; n], vec![9; n], vec![9; n], vec![9; n]);
        let (mut early, mut late, mut some) = (vec![9; n], vec![9; n], vec![u64::MAX; 1]);
        counts(&taken, &offsets, 17, &mut count);
        sums(&values, &taken, &offsets, 17, &mut sum);
        i64_smallest(&values, &taken, &offsets, 17, &mut low);
        i64_largest(&values, &taken, &offsets, 17, &mut high);
        i32_smallest(&days, &taken, &offsets, 17, &mut early);
        i32_largest(&days, &taken, &offsets, 17, &mut late);
        any(&taken, &offsets, 17, &mut some);
        for at in 0..n {
            assert_eq!(count[at], of(at).count() as i64);
            assert_eq!(some[0] >> at & 1 == 1, count[at] > 0);
            assert_eq!(sum[at], of(at).map(|row| values[row]).sum::<i64>());
            assert_eq!(low[at], of(at).map(|row| values[row]).min().unwrap_or(i64::MAX));
            assert_eq!(high[at], of(at).map(|row| values[row]).max().unwrap_or(i64::MIN));
            assert_eq!(early[at], of(at).map(|row| days[row]).min().unwrap_or(i32::MAX));
            assert_eq!(late[at], of(at).map(|row| days[row]).max().unwrap_or(i32::MIN));
        }
        assert_eq!((longest(&offsets), some[0] >> n), (200, 0));
    }

    #[test]
    fn rows_get_what_their_customer_has() {
        let mut owned = vec![9];
        owners(&[5, 7, 7, 80, 81], &mut owned);
        assert_eq!((owned.len(), &owned[..3], owned[74], owned[75]), (76, &[0, 0, 2][..], 2, 3));
        let (mut out, mut bits) = (vec![0; 76], vec![u64::MAX; 2]);
        gather_i64(&[10, 20, 30, 40], &owned, &mut out);
        gather_bits(&[0b1001], &owned, &mut bits);
        assert_eq!((out[1], out[2], out[75]), (10, 30, 40));
        assert_eq!(bits, [3, 1 << 11]);
        owners(&[], &mut owned);
        assert!(owned.is_empty());
    }

    #[test]
    fn what_is_not_known_to_be_left_out_is_taken_or_in_doubt() {
        // Rows, from bit 0: true, false, unknown, true without a value.
        let (truth, known, valued) = (0b1001u64, 0b1011u64, 0b0111u64);
        let (mut taken, mut doubtful) = ([0], [0]);
        split(Some((&[truth], &[known])), Some(&[valued]), &mut taken, &mut doubtful);
        assert_eq!((taken[0] & 15, doubtful[0] & 15), (0b0001, 0b1100));
        split(None, Some(&[valued]), &mut taken, &mut doubtful);
        assert_eq!((taken[0] & 15, doubtful[0] & 15), (0b0111, 0b1000));
        split(None, None, &mut taken, &mut doubtful);
        assert_eq!((taken[0], doubtful[0]), (u64::MAX, 0));
    }
}

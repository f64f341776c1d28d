//! Look-ups in small tables by code.

use alloc::vec;
use alloc::vec::Vec;

use crate::rows::{each, each_into_three, each_one, some};

/// Codes below this are looked up without a check.
const SMALL: usize = 16;

/// A table of up to [`SMALL`] entries, padded with zeros.
fn small(table: &[i64]) -> Option<[i64; SMALL]> {
    if table.len() > SMALL {
        return None;
    }
    let mut padded = [0; SMALL];
    for (entry, out) in table.iter().zip(&mut padded) {
        *out = *entry;
    }
    Some(padded)
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "the remainder is below the length of the array")]
fn at(table: &[i64; SMALL], code: u32) -> i64 {
    table[code as usize % SMALL]
}

/// `out = table[code]`; codes beyond the table give anything.
#[inline(never)]
pub fn look_up(table: &[i64], codes: &[u32], out: &mut [i64]) {
    if let Some(table) = small(table) {
        return each(codes, out, |code, out| *out = at(&table, code));
    }
    each(codes, out, |code, out| *out = table.get(code as usize).copied().unwrap_or(0));
}

/// `first = a[code]`, `second += a[code]`, `third += b[code]`: an indicator's contribution, the score, the dimension.
#[inline(never)]
pub fn look_up_and_add(
    (a, b): (&[i64], &[i64]),
    codes: &[u32],
    first: &mut [i64],
    second: &mut [i64],
    third: &mut [i64],
) {
    if let (Some(a), Some(b)) = (small(a), small(b)) {
        return each_into_three(codes, (first, second, third), |code, first, second, third| {
            *first = at(&a, code);
            *second += *first;
            *third += at(&b, code);
        });
    }
    look_up(a, codes, first);
    each(first, second, |value, sum| *sum += value);
    each(codes, third, |code, sum| *sum += b.get(code as usize).copied().unwrap_or(0));
}

/// As [`look_up_and_add`], of some rows only.
#[inline(never)]
pub fn look_up_and_add_some(
    rows: &[u32],
    (a, b): (&[i64], &[i64]),
    codes: &[u32],
    (first, second, third): (&mut [i64], &mut [i64], &mut [i64]),
) {
    some(rows, |row| {
        let code = codes.get(row).map_or(usize::MAX, |code| *code as usize);
        let own = a.get(code).copied().unwrap_or(0);
        if let (Some(first), Some(second), Some(third)) =
            (first.get_mut(row), second.get_mut(row), third.get_mut(row))
        {
            *first = own;
            *second += own;
            *third += b.get(code).copied().unwrap_or(0);
        }
    });
}

/// `first = a`, `second += a`, `third += b` in some rows.
#[inline(never)]
pub fn add_some(
    rows: &[u32],
    (a, b): (i64, i64),
    (first, second, third): (&mut [i64], &mut [i64], &mut [i64]),
) {
    some(rows, |row| {
        if let (Some(first), Some(second), Some(third)) =
            (first.get_mut(row), second.get_mut(row), third.get_mut(row))
        {
            *first = a;
            *second += a;
            *third += b;
        }
    });
}

/// `sum += value` in some rows.
#[inline(never)]
pub fn add_to_some(rows: &[u32], value: i64, sums: &mut [i64]) {
    some(rows, |row| {
        if let Some(sum) = sums.get_mut(row) {
            *sum += value;
        }
    });
}

/// Per code below `width` the first row that has it, or `u32::MAX`.
#[must_use]
#[inline(never)]
pub fn firsts(codes: &[u32], width: usize) -> Vec<u32> {
    let mut rows = vec![u32::MAX; width];
    for (row, code) in codes.iter().enumerate().rev() {
        if let Some(first) = rows.get_mut(*code as usize) {
            *first = u32::try_from(row).unwrap_or(u32::MAX);
        }
    }
    rows
}

/// Adds one to the count of each code; codes beyond the counts are not counted.
#[inline(never)]
pub fn count(codes: &[u32], counts: &mut [i64]) {
    for code in codes {
        if let Some(count) = counts.get_mut(*code as usize) {
            *count += 1;
        }
    }
}

/// Adds each value whose bit is 1 to the sum of its code, and one to the count.
#[inline(never)]
pub fn sum(codes: &[u32], values: &[i64], known: &[u64], sums: &mut [(i64, i128)]) {
    for ((codes, values), known) in codes.chunks(64).zip(values.chunks(64)).zip(known) {
        for (row, (code, value)) in codes.iter().zip(values).enumerate() {
            if let (1, Some((count, sum))) = (known >> row & 1, sums.get_mut(*code as usize)) {
                *count += 1;
                *sum += i128::from(*value);
            }
        }
    }
}

/// How many values have a bit that is 1, their sum, the smallest and the largest of them.
#[must_use]
#[inline(never)]
pub fn extent(values: &[i64], known: &[u64]) -> (u64, i128, i64, i64) {
    let mut all = (0, 0, i64::MAX, i64::MIN);
    for (values, known) in values.chunks(64).zip(known) {
        for (row, value) in values.iter().enumerate() {
            if known >> row & 1 == 1 {
                all = (all.0 + 1, all.1 + i128::from(*value), all.2.min(*value), all.3.max(*value));
            }
        }
    }
    all
}

/// `codes = codes * width + more`, the number of a pair.
#[inline(never)]
pub fn pair(codes: &mut [u32], width: u32, more: &[u32]) {
    for (code, more) in codes.iter_mut().zip(more) {
        *code = code.wrapping_mul(width).wrapping_add(*more);
    }
}

/// `other` where the bit is 0.
#[inline(never)]
pub fn mark_unknown(codes: &mut [u32], known: &[u64], other: u32) {
    for (codes, known) in codes.chunks_mut(64).zip(known) {
        if *known != u64::MAX {
            for (row, code) in codes.iter_mut().enumerate() {
                if known >> row & 1 == 0 {
                    *code = other;
                }
            }
        }
    }
}

/// `out = table[out]` for codes in place; codes beyond the table become `other`.
#[inline(never)]
pub fn rename(table: &[u32], other: u32, codes: &mut [u32]) {
    each_one(codes, |code| *code = table.get(*code as usize).copied().unwrap_or(other));
}

/// `out = table[code]` for codes; codes beyond the table become `other`.
#[inline(never)]
pub fn rename_to(table: &[u32], other: u32, codes: &[u32], out: &mut [u32]) {
    each(codes, out, |code, out| *out = table.get(code as usize).copied().unwrap_or(other));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_and_summed_by_their_codes() {
        let mut codes: [u32; 130] = core::array::from_fn(|row| row as u32 % 3);
        let values: [i64; 130] = core::array::from_fn(|row| row as i64);
        let known = [u64::MAX, u64::MAX << 1, 0];
        mark_unknown(&mut codes, &[u64::MAX, u64::MAX, 2], 7);
        assert_eq!((codes[127], codes[128], codes[129]), (1, 7, 0));
        let (mut counts, mut sums) = ([0; 3], [(0, 0); 3]);
        count(&codes, &mut counts);
        sum(&codes, &values, &known, &mut sums);
        assert_eq!(counts, [44, 43, 42]);
        let of =
            |code: usize| values.iter().enumerate().filter(move |(row, _)| row % 3 == code && *row < 128);
        let expected = |code| {
            let own = of(code).filter(|(row, _)| *row != 64);
            own.fold((0, 0), |(count, sum), (_, value)| (count + 1, sum + i128::from(*value)))
        };
        assert_eq!(sums, [expected(0), expected(1), expected(2)]);
        assert_eq!(extent(&values, &known), (127, (0..128).sum::<i128>() - 64, 0, 127));
        let mut pairs = [1, 2];
        pair(&mut pairs, 10, &[3, 4]);
        assert_eq!(pairs, [13, 24]);
    }
}

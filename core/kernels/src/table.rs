//! Look-ups in small tables by code.

use crate::rows::each;

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
pub fn look_up(table: &[i64], codes: &[u32], out: &mut [i64]) {
    if let Some(table) = small(table) {
        return each(codes, out, |code, out| *out = at(&table, code));
    }
    each(codes, out, |code, out| *out = table.get(code as usize).copied().unwrap_or(0));
}

/// `first = a[code]`, `second += a[code]`, `third += b[code]`: an indicator's contribution, the score, the dimension.
pub fn look_up_and_add(
    (a, b): (&[i64], &[i64]),
    codes: &[u32],
    first: &mut [i64],
    second: &mut [i64],
    third: &mut [i64],
) {
    look_up(a, codes, first);
    each(first, second, |value, sum| *sum += value);
    if let Some(b) = small(b) {
        return each(codes, third, |code, sum| *sum += at(&b, code));
    }
    each(codes, third, |code, sum| *sum += b.get(code as usize).copied().unwrap_or(0));
}

/// `out = table[out]` for codes in place; codes beyond the table become `other`.
pub fn rename(table: &[u32], other: u32, codes: &mut [u32]) {
    for code in codes {
        *code = table.get(*code as usize).copied().unwrap_or(other);
    }
}

/// `out = table[code]` for codes; codes beyond the table become `other`.
pub fn rename_to(table: &[u32], other: u32, codes: &[u32], out: &mut [u32]) {
    each(codes, out, |code, out| *out = table.get(code as usize).copied().unwrap_or(other));
}

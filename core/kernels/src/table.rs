//! Look-ups in small tables by code.

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
        for (code, out) in codes.iter().zip(out) {
            *out = at(&table, *code);
        }
        return;
    }
    for (code, out) in codes.iter().zip(out) {
        *out = table.get(*code as usize).copied().unwrap_or(0);
    }
}

/// `first = a[code]`, `second += a[code]`, `third += b[code]`: an indicator's contribution, the score, the dimension.
pub fn look_up_and_add(
    (a, b): (&[i64], &[i64]),
    codes: &[u32],
    first: &mut [i64],
    second: &mut [i64],
    third: &mut [i64],
) {
    if let (Some(a), Some(b)) = (small(a), small(b)) {
        for (((code, first), second), third) in codes.iter().zip(first).zip(second).zip(third) {
            let value = at(&a, *code);
            *first = value;
            *second += value;
            *third += at(&b, *code);
        }
        return;
    }
    let of = |table: &[i64], code: u32| table.get(code as usize).copied().unwrap_or(0);
    for (((code, first), second), third) in codes.iter().zip(first).zip(second).zip(third) {
        let value = of(a, *code);
        *first = value;
        *second += value;
        *third += of(b, *code);
    }
}

/// `out = table[out]` for codes in place; codes beyond the table become `other`.
pub fn rename(table: &[u32], other: u32, codes: &mut [u32]) {
    for code in codes {
        *code = table.get(*code as usize).copied().unwrap_or(other);
    }
}

/// `out = table[code]` for codes; codes beyond the table become `other`.
pub fn rename_to(table: &[u32], other: u32, codes: &[u32], out: &mut [u32]) {
    for (code, out) in codes.iter().zip(out) {
        *out = table.get(*code as usize).copied().unwrap_or(other);
    }
}

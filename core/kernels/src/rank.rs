//! Ranking the columns of a row: which of them is the largest, and the next, and the next.

use crate::rows::{each, each_into_two};

/// `lost += most - got`.
#[inline(never)]
pub fn add_lost(most: i64, got: &[i64], lost: &mut [i64]) {
    each(got, lost, |got, lost| *lost += most - got);
}

/// Where `of` is larger than the largest so far it takes its place, and its number that of the largest's. Numbers are as
/// wide as values, so that both are chosen by the same vectors.
#[inline(never)]
pub fn raise(number: i64, of: &[i64], largest: &mut [i64], numbers: &mut [i64]) {
    each_into_two(of, largest, numbers, |of, largest, numbers| {
        let is_larger = of > *largest;
        *numbers = if is_larger { number } else { *numbers };
        *largest = if is_larger { of } else { *largest };
    });
}

/// Clears a column where it was the largest.
#[inline(never)]
pub fn take(number: i64, numbers: &[i64], of: &mut [i64]) {
    each(numbers, of, |largest, of| *of = if largest == number { 0 } else { *of });
}

/// Numbers as codes; -1 is the largest code.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers are of few columns, or -1"
)]
#[inline(never)]
pub fn codes(numbers: &[i64], out: &mut [u32]) {
    each(numbers, out, |number, out| *out = number as u32);
}

/// Codes, 0 for the largest one.
#[inline(never)]
pub fn known(codes: &[u32], out: &mut [u32]) {
    each(codes, out, |code, out| *out = if code == u32::MAX { 0 } else { code });
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn the_largest_come_first_and_ties_by_number() {
        let mut columns = [vec![5i64; 20], vec![7; 20], vec![7; 20], vec![0; 20]];
        columns[0][3] = 9;
        let mut ranks = [vec![9; 20], vec![9; 20], vec![9; 20], vec![9; 20]];
        for rank in &mut ranks {
            let (mut largest, mut numbers) = (vec![0; 20], vec![-1; 20]);
            (0..).zip(&columns).for_each(|(number, of)| raise(number, of, &mut largest, &mut numbers));
            (0..).zip(&mut columns).for_each(|(number, of)| take(number, &numbers, of));
            codes(&numbers, rank);
        }
        let of = |row: usize| ranks.each_ref().map(|rank| rank[row]);
        assert_eq!((of(0), of(3), of(19)), ([1, 2, 0, u32::MAX], [0, 1, 2, u32::MAX], [1, 2, 0, u32::MAX]));
    }
}

//! Stable sorting by numbers, byte by byte.
//!
//! A comparison that is called through a pointer for every step is most of the time of a sort. Where a number says the
//! order, each of its bytes that differs costs one pass of counting and one of moving, whatever the number of rows is.

use alloc::vec;
use alloc::vec::Vec;

/// Lists up to this length are sorted by insertion.
const SHORT: usize = 24;

/// A key and the position that it is of.
type Keyed = (u64, u32);

/// Sorts positions by their keys, `keys[position]`; equal ones keep their order. A position beyond the keys has key 0.
#[inline(never)]
pub fn arrange(order: &mut [u32], keys: &[u64]) {
    let key = |at: u32| keys.get(at as usize).copied().unwrap_or(0);
    let mut from: Vec<Keyed> = order.iter().map(|at| (key(*at), *at)).collect();
    if from.len() <= SHORT {
        insert(&mut from);
    } else {
        from = by_bytes(from);
    }
    for ((_, at), out) in from.iter().zip(order) {
        *out = *at;
    }
}

fn insert(list: &mut [Keyed]) {
    for end in 1..list.len() {
        for at in (1..=end).rev() {
            match list.get_mut(at - 1..=at) {
                Some([a, b]) if a.0 > b.0 => core::mem::swap(a, b),
                _ => break,
            }
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "a byte is below 256, and every place is counted before it is filled"
)]
fn by_bytes(mut from: Vec<Keyed>) -> Vec<Keyed> {
    // Bytes that are the same everywhere need no pass.
    let first = from.first().map_or(0, |(key, _)| *key);
    let differ = from.iter().fold(0, |all, (key, _)| all | (key ^ first));
    let mut to = vec![(0, 0); from.len()];
    for shift in (0..64).step_by(8).filter(|shift| differ >> shift & 0xff != 0) {
        let mut places = [0u32; 256];
        for (key, _) in &from {
            places[(key >> shift & 0xff) as usize] += 1;
        }
        let mut next = 0;
        for place in &mut places {
            (*place, next) = (next, next + *place);
        }
        for keyed in &from {
            let place = &mut places[(keyed.0 >> shift & 0xff) as usize];
            to[*place as usize] = *keyed;
            *place += 1;
        }
        core::mem::swap(&mut from, &mut to);
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order_in_lists_of_every_length() {
        for len in [0, 1, 2, 23, 24, 25, 26, 300, 5000] {
            let mix = |at: u64| at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7;
            for mask in [0, 7, 0xff00, 0xff_0000_00ff, u64::MAX] {
                let keys: Vec<u64> = (0..len).map(|at| mix(at) & mask).collect();
                let mut order: Vec<u32> = (0..len as u32).rev().collect();
                let mut expected = order.clone();
                expected.sort_by_key(|at| keys[*at as usize]);
                arrange(&mut order, &keys);
                assert_eq!(order, expected, "{len} keys, {mask:x}");
            }
        }
    }
}

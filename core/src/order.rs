//! Sorting, once for all types.
//!
//! A sort that is written for every type of element is a large part of a small program. Here one stable merge sort
//! puts a list of positions in order by asking a function; what the positions stand for is the caller's affair, and
//! the elements are moved once, at the end.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// Runs of this length are sorted by insertion.
const RUN: usize = 12;

/// Tells how two elements are ordered, by their positions.
pub type Compare<'a> = dyn FnMut(u32, u32) -> Ordering + 'a;

/// Sorts `items`; equal ones keep their order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts `items` and leaves each of several equal ones only once.
pub fn sort_unique<T: Ord>(items: &mut Vec<T>) {
    sort(items);
    items.dedup();
}

/// Sorts `items` as `compare` says; equal ones keep their order. At most 2^32 are sorted.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order = positions(items.len());
    arrange(&mut order, &mut |a, b| match (items.get(a as usize), items.get(b as usize)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    apply(&mut order, &mut |a, b| items.swap(a, b));
}

/// The positions of a list of `len` elements.
#[must_use]
pub fn positions(len: usize) -> Vec<u32> {
    (0..u32::try_from(len).unwrap_or(u32::MAX)).collect()
}

/// Sorts positions as `compare` says; equal ones keep their order.
pub fn arrange(order: &mut [u32], compare: &mut Compare<'_>) {
    order.chunks_mut(RUN).for_each(|run| insert(run, compare));
    if order.len() <= RUN {
        return;
    }
    let mut from = order.to_vec();
    let mut width = RUN;
    while width < order.len() {
        from.copy_from_slice(order);
        for (source, target) in from.chunks(2 * width).zip(order.chunks_mut(2 * width)) {
            if let Some((left, right)) = source.split_at_checked(width) {
                merge(left, right, target, compare);
            }
        }
        width *= 2;
    }
}

fn insert(run: &mut [u32], compare: &mut Compare<'_>) {
    for end in 1..run.len() {
        for at in (1..=end).rev() {
            match run.get_mut(at - 1..=at) {
                Some([a, b]) if compare(*a, *b) == Ordering::Greater => core::mem::swap(a, b),
                _ => break,
            }
        }
    }
}

/// Merges two sorted lists into `target`, which holds them one after the other.
fn merge<'a>(mut left: &'a [u32], mut right: &'a [u32], target: &mut [u32], compare: &mut Compare<'_>) {
    if let (Some(&a), Some(&b)) = (left.last(), right.first())
        && compare(a, b) != Ordering::Greater
    {
        return;
    }
    for slot in target {
        let from = match (left.first(), right.first()) {
            (Some(&a), Some(&b)) if compare(a, b) == Ordering::Greater => &mut right,
            (None, _) => &mut right,
            _ => &mut left,
        };
        if let Some((first, rest)) = from.split_first() {
            *slot = *first;
            *from = rest;
        }
    }
}

/// Brings elements into the order of their old positions, by exchanging two at a time.
fn apply(order: &mut [u32], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        // Follows one cycle: the element that belongs to `at` comes from `from`, whose place is filled next.
        while let Some(slot) = order.get_mut(at) {
            let from = core::mem::replace(slot, at as u32) as usize;
            if from == start || from == at {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

/// A small map: entries sorted by their keys. Adding an entry moves those behind it.
#[derive(Debug, Clone)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(k, _)| k.cmp(key))
    }

    /// Whether a key is there.
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(self.place(key).ok()?).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.place(key).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(at) => drop(self.0.get_mut(at).map(|entry| core::mem::replace(&mut entry.1, value))),
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    /// Changes the value of a key, which begins as the default.
    pub fn change(&mut self, key: K, act: impl FnOnce(&mut V))
    where
        V: Default,
    {
        let at = self.place(&key).unwrap_or_else(|at| {
            self.0.insert(at, (key, V::default()));
            at
        });
        if let Some((_, value)) = self.0.get_mut(at) {
            act(value);
        }
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.0.iter()
    }

    /// Takes a key and its value away.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.place(key).ok()?;
        Some(self.0.remove(at).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of `len` numbers below `bound`, in no order.
    fn shuffled(len: u32, bound: u32) -> Vec<(u32, u32)> {
        let mut state = len.wrapping_mul(2_654_435_761) | 1;
        let next = |i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) % bound, i)
        };
        (0..len).map(next).collect()
    }

    #[test]
    fn any_length_is_sorted_and_equal_elements_keep_their_order() {
        for len in (0..100).chain([1000, 4097]) {
            for bound in [1, 3, 10, 1_000_000] {
                let mut items = shuffled(len, bound);
                let mut expected = items.clone();
                expected.sort_by_key(|(key, _)| *key);
                sort_by(&mut items, |a, b| a.0.cmp(&b.0));
                assert_eq!(items, expected, "{len} below {bound}");
            }
        }
    }

    #[test]
    fn a_map_holds_the_last_value_of_each_key() {
        let mut map = Sorted::default();
        for (key, value) in [(3, 'a'), (1, 'b'), (2, 'c'), (3, 'd')] {
            map.insert(key, value);
        }
        assert_eq!([1, 2, 3, 4].map(|key| map.get(&key).copied()), [Some('b'), Some('c'), Some('d'), None]);
        assert_eq!((map.remove(&1), map.remove(&1), map.contains_key(&2)), (Some('b'), None, true));
    }

    #[test]
    fn repeated_elements_are_left_once() {
        let mut items = alloc::vec![3, 1, 3, 2, 1];
        sort_unique(&mut items);
        assert_eq!(items, [1, 2, 3]);
    }

    #[test]
    fn a_sorted_list_is_compared_about_once_per_element() {
        let mut order = positions(4096);
        let mut asked = 0;
        arrange(&mut order, &mut |a, b| {
            asked += 1;
            a.cmp(&b)
        });
        assert!(asked < 5000, "{asked}");
    }
}

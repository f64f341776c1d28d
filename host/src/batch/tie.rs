//! Who has to be judged together: customers, and what ties them, joined to groups.
//!
//! A **node** is a customer, by the number of its record, or something that stands between customers: a relation, a task
//! that was handed over, a key that no customer of this run has. Those have the numbers behind the customers. Nodes that
//! know one name (a hash that the module gave) are one group, and the place of a group is its first customer.
//!
//! Few ties are kept by themselves. Where the policy ties (`Schema::has_ties`) nearly every node is tied to some other,
//! and there is one word of 32 bits for each: 4 bytes for a customer, 4 for every record that ties, 4 for every key of
//! nobody. That is all that grows in memory with the customers; names lie in lists on disk.
//!
//! INVARIANT: the place of a node depends on who is tied to whom, not on the order in which that was found out.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::list::{Sorted, Walk};
use crate::error::{Error, Result};

/// Groups of nodes.
#[derive(Debug)]
pub(super) enum Ties {
    /// Of those that are tied, one that comes before them in their group.
    Few(HashMap<u64, u64>),
    /// Of all up to the last that is tied.
    Many(Vec<u32>),
}

impl Default for Ties {
    fn default() -> Self {
        Self::Few(HashMap::new())
    }
}

impl Ties {
    /// No ties yet, of which there will be many.
    pub fn many() -> Self {
        Self::Many(Vec::new())
    }

    /// The place of a node: its own number, or the smallest of its group.
    pub fn place(&self, node: u64) -> u64 {
        let mut place = node;
        while let Some(smaller) = self.before(place) {
            place = smaller;
        }
        place
    }

    /// Whether nobody is tied to anybody.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Few(ties) => ties.is_empty(),
            Self::Many(ties) => ties.is_empty(),
        }
    }

    /// Ties two nodes.
    pub fn tie(&mut self, one: u64, other: u64) {
        let place = self.place(one).min(self.place(other));
        for mut node in [one, other] {
            // The whole way leads to the place at once: ways stay short.
            while node != place {
                let before = self.before(node).unwrap_or(place);
                self.put(node, place);
                node = before;
            }
        }
    }

    /// Shortens the ways to the places.
    pub fn close(&mut self) {
        match self {
            Self::Few(ties) => {
                let ties = std::mem::take(ties);
                let all = Self::Few(ties);
                let Self::Few(ties) = &all else { return };
                let ways = ties.keys().map(|node| (*node, all.place(*node))).collect();
                *self = Self::Few(ways);
            }
            // Ways lead to smaller numbers, whose own are short already.
            Self::Many(ties) => {
                for node in 0..ties.len() {
                    let before = ties.get(node).and_then(|before| ties.get(usize::try_from(*before).ok()?));
                    if let Some(place) = before.copied()
                        && let Some(slot) = ties.get_mut(node)
                    {
                        *slot = place;
                    }
                }
            }
        }
    }

    /// How many of the first nodes the largest group has; 1 where nobody is tied.
    pub fn largest(&self, nodes: u64) -> u64 {
        let mut sizes: HashMap<u64, u64> = HashMap::new();
        let tied: Box<dyn Iterator<Item = (u64, u64)> + '_> = match self {
            Self::Few(ties) => Box::new(ties.iter().map(|(node, place)| (*node, *place))),
            Self::Many(ties) => Box::new((0..).zip(ties.iter().map(|place| u64::from(*place)))),
        };
        for (_, place) in tied.filter(|(node, place)| node != place && *node < nodes) {
            *sizes.entry(place).or_insert(1) += 1;
        }
        sizes.into_values().max().unwrap_or(1)
    }

    fn before(&self, node: u64) -> Option<u64> {
        match self {
            Self::Few(ties) => ties.get(&node).copied(),
            Self::Many(ties) => {
                let before = ties.get(usize::try_from(node).ok()?).copied().map(u64::from);
                before.filter(|before| *before != node)
            }
        }
    }

    fn put(&mut self, node: u64, place: u64) {
        match self {
            Self::Few(ties) => drop(ties.insert(node, place)),
            Self::Many(ties) => {
                // Nodes are counted in 32 bits: see [`Nodes::take`].
                let word = |node: u64| u32::try_from(node).unwrap_or(u32::MAX);
                for own in u64::try_from(ties.len()).unwrap_or(u64::MAX)..=node {
                    ties.push(word(own));
                }
                if let Some(slot) = usize::try_from(node).ok().and_then(|node| ties.get_mut(node)) {
                    *slot = word(place);
                }
            }
        }
    }
}

/// The numbers of nodes.
#[derive(Debug, Default)]
pub(super) struct Nodes(u64);

impl Nodes {
    /// Numbers for so many nodes: the first of them.
    ///
    /// # Errors
    ///
    /// If there are more nodes than 32 bits count.
    pub fn take(&mut self, count: u64) -> Result<u64> {
        let first = self.0;
        self.0 = first.saturating_add(count);
        if self.0 > u64::from(u32::MAX) {
            let most = u32::MAX;
            return Err(Error::usage(format!(
                "the customers and what ties them are more than {most} records"
            )));
        }
        Ok(first)
    }
}

/// Names that nodes know, `[hash, node]`, in order.
pub(super) struct Names<'a> {
    walk: Walk<'a, 2>,
    /// Makes of the second word the number of a node.
    node: Box<dyn Fn(u64) -> u64 + 'a>,
}

impl<'a> Names<'a> {
    /// The names of a list, whose second words `node` reads.
    pub fn of(list: &'a Sorted<2>, node: impl Fn(u64) -> u64 + 'a) -> Result<Self> {
        Ok(Self { walk: list.walk()?, node: Box::new(node) })
    }
}

/// Ties all nodes that know a name.
pub(super) fn join(ties: &mut Ties, mut lists: Vec<Names<'_>>) -> Result<()> {
    let mut heads = BinaryHeap::new();
    for (names, at) in lists.iter_mut().zip(0usize..) {
        heads.extend(names.walk.next()?.map(|entry| Reverse((entry, at))));
    }
    let mut last: Option<(u64, u64)> = None;
    while let Some(Reverse(([name, word], at))) = heads.pop() {
        let Some(names) = lists.get_mut(at) else { continue };
        let node = (names.node)(word);
        match last {
            Some((before, first)) if before == name => ties.tie(first, node),
            _ => last = Some((name, node)),
        }
        heads.extend(names.walk.next()?.map(|entry| Reverse((entry, at))));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_has_the_place_of_its_first_whatever_the_order_of_its_ties() {
        let pairs = [(7, 3), (9, 8), (3, 9), (1, 2), (12, 2), (6, 12)];
        let expected = [0, 1, 1, 3, 4, 5, 1, 3, 3, 3, 10, 11, 1];
        for shift in 0..pairs.len() {
            for mut ties in [Ties::default(), Ties::many()] {
                let (late, early) = pairs.split_at(shift);
                early.iter().chain(late).for_each(|(one, other)| ties.tie(*one, *other));
                ties.close();
                assert!((0..13).map(|node| ties.place(node)).eq(expected), "{ties:?}");
                // The last node is nobody's.
                assert_eq!((ties.largest(12), ties.largest(2)), (4, 1));
            }
        }
    }

    #[test]
    fn nodes_are_counted_in_32_bits() {
        let mut nodes = Nodes::default();
        assert_eq!(nodes.take(4_000_000_000).unwrap(), 0);
        assert_eq!(nodes.take(5).unwrap(), 4_000_000_000);
        assert!(nodes.take(400_000_000).is_err());
    }
}

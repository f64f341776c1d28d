//! The place of every record: which customer it goes with, and which customers have to go together.
//!
//! A place is the number of a customer's record in the customers' file. Child records have the place of their customer.
//! Customers who have to be judged together are **tied** ([`super::tie`]) and have the place of the first of them:
//!
//! - records of one customer key, which are duplicates of each other;
//! - customers of whom a child row has the same id, also where one of the two is no customer of this run;
//! - the two possible owners of a record that could not be taken apart;
//! - those whom the policy looks at together, as the module says by names that records share.
//!
//! Aliases tie nobody: a policy that has them is run on all customers at once.
//!
//! Records without a customer have a place as well, so that each is judged once: one whose id is tied, and every one of
//! a table that keeps such rows, with the group that its key is tied to, else by the hash of its key; any other stays
//! with the record before it.
//!
//! INVARIANT: what grows with the data lies in lists on disk; only ties are kept in memory.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use super::index::{Indexed, candidate};
use super::list::{List, Sorted, Walk};
use super::scratch::Scratch;
use super::tie::{Names, Nodes, Ties, join};
use crate::error::Result;

/// Where a record without a customer goes that nothing ties: with the record before it.
const STAYS: u64 = u64::MAX >> 1;

/// The owner of every record of a child table that may have one: `[candidate, place << 1 | whether it is nobody's]`,
/// where a place may be [`STAYS`].
pub(super) type Owners = Sorted<2>;

/// The order of a run.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Records of customers.
    pub customers: u64,
    /// Who is tied to whom.
    pub ties: Ties,
    /// Whether the policy ties: then customers stand in the order of their places, in every chunk and in all of them.
    pub by_place: bool,
    nodes: Nodes,
    /// Names of the nodes of tables behind the customers, and the first node of each table.
    names: Vec<(Sorted<2>, u64)>,
    /// The first records of keys that several customers have, who are all quarantined.
    duplicates: HashSet<u64>,
    /// Child tables of which a record was lost that may be anybody's.
    pub incomplete: Vec<String>,
}

impl Order {
    /// The order of the customers themselves: duplicates among them are tied. `by_place`: the policy ties.
    pub fn of(customers: &Indexed, by_place: bool) -> Result<Self> {
        let ties = if by_place { Ties::many() } else { Ties::default() };
        let mut order = Self { customers: customers.records, ties, by_place, ..Self::default() };
        order.nodes.take(customers.records)?;
        let mut walk = customers.keys.walk()?;
        let mut last: Option<[u64; 2]> = None;
        while let Some([key, record]) = walk.next()? {
            match last {
                Some([before, first]) if before == key => {
                    order.ties.tie(first >> 1, record >> 1);
                    order.duplicates.insert(first >> 1);
                }
                _ => last = Some([key, record]),
            }
        }
        Ok(order)
    }

    /// Joins a child table to the customers, and ties customers whom it ties. `carried`: rows without a customer are
    /// kept.
    pub fn child(
        &mut self,
        child: &Indexed,
        carried: bool,
        customers: &Indexed,
        scratch: &Arc<Scratch>,
    ) -> Result<Owners> {
        let pairs = pairs(&child.ids)?;
        let mut tied: HashMap<u64, Option<u64>> =
            pairs.iter().flat_map(|(one, other)| [(*one, None), (*other, None)]).collect();
        let mut owners = List::new(scratch);
        let mut join = Join { walk: customers.keys.walk()?, head: None };
        let mut keys = child.keys.walk()?;
        let mut nobody = List::new(scratch);
        let mut homeless: Option<(u64, u64)> = None;
        while let Some([key, candidate]) = keys.next()? {
            let owner = join.owner(key)?;
            let home = match homeless {
                _ if owner.is_some() || !self.by_place => key.checked_rem(self.customers).unwrap_or(0),
                Some((before, node)) if before == key => node,
                _ => {
                    let node = self.nodes.take(1)?;
                    nobody.push([key, node])?;
                    homeless = Some((key, node));
                    node
                }
            };
            let place = match (tied.get_mut(&key), owner) {
                (Some(place), owner) => *place.insert(owner.unwrap_or(home)),
                (None, Some(owner)) => owner,
                (None, None) if carried => home,
                (None, None) => STAYS,
            };
            owners.push([candidate, place << 1 | u64::from(owner.is_none())])?;
        }
        let place = |key: &u64| tied.get(key).copied().flatten();
        for (one, other) in &pairs {
            if let (Some(one), Some(other)) = (place(one), place(other)) {
                self.ties.tie(one, other);
            }
        }
        self.names.push((nobody.sort(), 0));
        let owners = owners.sort();
        let nobody = child.doubtful && self.doubtful(&owners)?;
        if child.anybody || nobody {
            self.incomplete.push(child.source.table.clone());
        }
        Ok(owners)
    }

    /// Ties the two possible owners of lost records; says whether of some record neither is a customer.
    fn doubtful(&mut self, owners: &Owners) -> Result<bool> {
        let mut nobody = false;
        let mut walk = owners.walk()?;
        while let Some([first, one]) = walk.next()? {
            let Some([_, other]) = walk.peek().filter(|[second, _]| *second == first | 1) else { continue };
            walk.next()?;
            if (one & 1, other & 1) == (0, 0) {
                self.ties.tie(one >> 1, other >> 1);
            }
            let is_customer = |word: u64| word & 1 == 0 && !self.duplicates.contains(&(word >> 1));
            nobody |= !is_customer(one) && !is_customer(other);
        }
        Ok(nobody)
    }

    /// Takes in what ties the records of a table that is not the customers'.
    pub fn tied_by(&mut self, table: &mut Indexed) -> Result<()> {
        let first = self.nodes.take(table.tying)?;
        self.names.push((std::mem::take(&mut table.ties), first));
        Ok(())
    }

    /// Ties whatever knows one name: then the order is known.
    pub fn close(&mut self, customers: &Indexed) -> Result<()> {
        if self.by_place {
            let mut names =
                vec![Names::of(&customers.keys, |word| word >> 1)?, Names::of(&customers.ties, |node| node)?];
            for (list, first) in &self.names {
                names.push(Names::of(list, |node| node + *first)?);
            }
            join(&mut self.ties, names)?;
            self.names.clear();
        }
        self.ties.close();
        Ok(())
    }

    /// The place of a node. A group without customers has that of any.
    pub fn place(&self, node: u64) -> u64 {
        let place = self.ties.place(node);
        if place < self.customers { place } else { place.checked_rem(self.customers).unwrap_or(0) }
    }
}

/// Keys that share an id, next to each other.
fn pairs(ids: &Sorted<2>) -> Result<Vec<(u64, u64)>> {
    let mut pairs = Vec::new();
    let mut walk = ids.walk()?;
    let mut last: Option<[u64; 2]> = None;
    while let Some(entry) = walk.next()? {
        let [id, key] = entry;
        if let Some([_, before]) = last.filter(|[before, _]| *before == id)
            && before != key
        {
            pairs.push((before, key));
        }
        last = Some(entry);
    }
    Ok(pairs)
}

/// The customers' keys, walked along with those of a child table.
struct Join<'a> {
    walk: Walk<'a, 2>,
    head: Option<[u64; 2]>,
}

impl Join<'_> {
    /// The record of the customer whose key this is; keys come in order.
    fn owner(&mut self, key: u64) -> Result<Option<u64>> {
        while self.head.is_none_or(|[head, _]| head < key) {
            match self.walk.next()? {
                // Of duplicates the first record stands for all.
                Some([next, _]) if self.head.is_some_and(|[head, _]| head == next) => {}
                Some(next) => self.head = Some(next),
                None => break,
            }
        }
        Ok(self.head.filter(|[head, _]| *head == key).map(|[_, record]| record >> 1))
    }
}

/// A record and where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// Its place in the order.
    pub place: u64,
    /// Its number in its table.
    pub number: u64,
    /// The number of its customer's record.
    pub owner: Option<u64>,
}

/// The records of a table in the order of its files, with their places.
pub(super) struct Stops<'a> {
    order: &'a Order,
    /// `None` for the customers themselves.
    owners: Option<Walk<'a, 2>>,
    records: u64,
    number: u64,
    /// Where the record before went.
    before: u64,
}

impl<'a> Stops<'a> {
    /// Of a table with so many records.
    pub fn new(order: &'a Order, owners: Option<&'a Owners>, records: u64) -> Result<Self> {
        let owners = owners.map(Sorted::walk).transpose()?;
        Ok(Self { order, owners, records, number: 0, before: 0 })
    }

    /// The next record.
    pub fn next(&mut self) -> Result<Option<Stop>> {
        if self.number == self.records {
            return Ok(None);
        }
        let number = self.number;
        self.number += 1;
        let (place, owner) = match &mut self.owners {
            None => (number, Some(number)),
            Some(owners) => of(owners, number)?.unwrap_or((STAYS, None)),
        };
        let place = if place == STAYS { self.before } else { self.order.place(place) };
        self.before = place;
        Ok(Some(Stop { place, number, owner }))
    }
}

/// Where a record goes, and whose it is; `None` if no key of it is known.
fn of(owners: &mut Walk<'_, 2>, number: u64) -> Result<Option<(u64, Option<u64>)>> {
    let mut found = None;
    while let Some([at, word]) = owners.peek().filter(|[at, _]| *at <= candidate(number, true)) {
        owners.next()?;
        let own = (word >> 1, (word & 1 == 0).then_some(word >> 1));
        // Of two candidates the customer counts, and of two customers the first.
        if at >= candidate(number, false)
            && found.is_none_or(|(_, owner): (u64, Option<u64>)| owner.is_none())
        {
            found = Some(own);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::index::Form;
    use crate::input::Source;

    fn scratch(name: &str) -> Arc<Scratch> {
        let folder = std::env::temp_dir().join(format!("appraise-order-{}-{name}", std::process::id()));
        Arc::new(Scratch::new(&folder, 64).unwrap())
    }

    /// A table of so many records with these keys (`[key, candidate]`) and ids (`[id, key]`).
    fn table(scratch: &Arc<Scratch>, records: u64, keys: &[[u64; 2]], ids: &[[u64; 2]]) -> Indexed {
        let list = |entries: &[[u64; 2]]| {
            let mut list = List::new(scratch);
            entries.iter().for_each(|entry| list.push(*entry).unwrap());
            list.sort()
        };
        Indexed {
            source: Source { table: "t".to_owned(), files: Vec::new() },
            form: Form::Typed { columns: Vec::new() },
            records,
            files: Vec::new(),
            keys: list(keys),
            ids: list(ids),
            ties: Sorted::default(),
            tying: 0,
            anybody: false,
            doubtful: keys.iter().any(|[_, candidate]| candidate & 1 == 1),
            left_out: Default::default(),
        }
    }

    /// Ten customers with the keys 100 to 109, in an order of their own.
    fn customers(scratch: &Arc<Scratch>) -> Indexed {
        let keys: Vec<[u64; 2]> = (0..10).map(|n| [100 + n * 7 % 10, candidate(n, false)]).collect();
        table(scratch, 10, &keys, &[])
    }

    fn stops(order: &Order, owners: &Owners, records: u64) -> Vec<(u64, Option<u64>)> {
        let mut stops = Stops::new(order, Some(owners), records).unwrap();
        std::iter::from_fn(|| stops.next().unwrap()).map(|stop| (stop.place, stop.owner)).collect()
    }

    #[test]
    fn child_records_have_the_place_of_their_customer_and_others_stay_where_they_stand() {
        let scratch = scratch("places");
        let customers = customers(&scratch);
        let mut order = Order::of(&customers, false).unwrap();
        // Of the fourth record no key is known.
        let keys = [[107, 0], [500, 2], [101, 4], [104, 8]];
        let child = table(&scratch, 5, &keys, &[]);
        let owners = order.child(&child, false, &customers, &scratch).unwrap();
        order.close(&customers).unwrap();
        let expected = [(1, Some(1)), (1, None), (3, Some(3)), (3, None), (2, Some(2))];
        assert_eq!(stops(&order, &owners, 5), expected);
        // Rows that are kept go where all rows of their key go.
        let kept = order.child(&child, true, &customers, &scratch).unwrap();
        assert_eq!(stops(&order, &kept, 5)[1], (500 % 10, None));
    }

    #[test]
    fn one_id_of_two_customers_and_two_owners_of_one_record_tie_them() {
        let scratch = scratch("ties");
        let customers = customers(&scratch);
        let mut order = Order::of(&customers, false).unwrap();
        // The rows of 107 (record 1) and 104 (record 2) share an id; so do one of 101 (record 3) and one of nobody.
        let ids = [[9, 107], [9, 104], [8, 101], [8, 500], [7, 107]];
        // The last record is that of 108 (record 4) or of 102 (record 6).
        let keys = [[107, 0], [104, 2], [101, 4], [500, 6], [108, 8], [102, 9]];
        let owners = order.child(&table(&scratch, 5, &keys, &ids), false, &customers, &scratch).unwrap();
        order.close(&customers).unwrap();
        let places: Vec<u64> = (0..10).map(|customer| order.ties.place(customer)).collect();
        assert_eq!(places, [0, 1, 1, 0, 4, 5, 4, 7, 8, 9]);
        let expected = [(1, Some(1)), (1, Some(2)), (0, Some(3)), (0, None), (4, Some(4))];
        assert_eq!(stops(&order, &owners, 5), expected);
        assert!(order.incomplete.is_empty());
    }

    #[test]
    fn duplicates_are_tied_and_a_record_of_neither_owner_may_be_anybodys() {
        let scratch = scratch("duplicates");
        let keys: Vec<[u64; 2]> = (0..9).map(|n| [100 + n % 3, candidate(n, false)]).collect();
        let customers = table(&scratch, 9, &keys, &[]);
        let mut order = Order::of(&customers, false).unwrap();
        // A key that several customers have is nobody's: they are all quarantined.
        let doubled = table(&scratch, 1, &[[101, 0], [800, 1]], &[]);
        order.child(&doubled, false, &customers, &scratch).unwrap();
        assert_eq!(order.incomplete.split_off(0), ["t"]);
        let child = table(&scratch, 1, &[[700, 0], [800, 1]], &[]);
        let owners = order.child(&child, false, &customers, &scratch).unwrap();
        order.close(&customers).unwrap();
        assert!((0..9).all(|customer| order.ties.place(customer) == customer % 3));
        assert_eq!(stops(&order, &owners, 1), [(0, None)]);
        assert_eq!(order.incomplete, ["t"]);
    }
}

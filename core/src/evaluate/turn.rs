//! Products, one after the other: what rests on the product is evaluated once for each of them.
//!
//! The products of a day are the keys of their table of which a row holds. A key that lost a row (it is there twice,
//! or the row cannot be read) is a product of which nothing is known, and so is one whose days of sale cannot be read
//! or were not delivered: it is listed, and offered to nobody.
//!
//! INVARIANT: products come in the order of their keys; what is found about one does not depend on the others.

use alloc::vec::Vec;

use super::Machine;
use super::lane::Slot;
use crate::dataset::Dataset;
use crate::order::{sort_by, sort_unique};
use crate::program::{ItemNodes, Needs, NodeId, OfferNodes, Op, Products, Program};
use crate::value::Reason;

/// A product of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// Its key, a code of the dataset's texts.
    pub key: u32,
    /// Its row; `None` when nothing is known about it.
    pub row: Option<u32>,
}

/// The products of a day.
pub(crate) fn products(program: &Program, dataset: &Dataset, today: i32) -> Vec<Product> {
    let Some(declared) = &program.products else { return Vec::new() };
    let Some(data) = dataset.tables.get(usize::from(declared.table.0)) else { return Vec::new() };
    let mut keys = data.keys.clone();
    keys.extend(data.lost_keys().0);
    sort_unique(&mut keys);
    let row = |row: usize| u32::try_from(row).ok().filter(|row| readable(declared, dataset, *row));
    let found = keys.into_iter().filter_map(|key| match data.find(key, today) {
        Ok(at) => Some(Product { key, row: row(at) }),
        Err(Reason::NoHit) => None,
        Err(_) => Some(Product { key, row: None }),
    });
    let mut found: Vec<Product> = found.collect();
    sort_by(&mut found, |a, b| dataset.texts.text(a.key).cmp(dataset.texts.text(b.key)));
    found
}

/// Whether the days of sale of a row are as they were delivered, empty or not.
fn readable(declared: &Products, dataset: &Dataset, row: u32) -> bool {
    declared.days.iter().all(|field| {
        let data = dataset.tables.get(usize::from(field.table.0));
        let column = data.and_then(|data| data.columns.get(usize::from(field.field))?.as_ref());
        column.is_some_and(|column| column.reasons.binary_search_by_key(&row, |(at, _)| *at).is_err())
    })
}

impl Machine<'_> {
    /// The products of the day.
    #[must_use]
    pub(crate) fn products(&self) -> &[Product] {
        &self.products
    }

    /// Of the nodes that rest on the product those that somebody is going to read.
    pub(crate) fn turns(&self, needs: &Needs) -> Vec<NodeId> {
        let is_turn = |id: &NodeId| self.room.turns.binary_search(id).is_ok();
        self.program.resting(needs).into_iter().filter(is_turn).collect()
    }

    /// Evaluates nodes that rest on the product for one of them.
    pub(crate) fn turn(&mut self, product: Product, turns: &[NodeId]) {
        self.product = product.row;
        self.pass += 1;
        turns.iter().for_each(|id| self.node(*id));
    }

    fn turn_below(&mut self, product: Product, end: NodeId) {
        self.product = product.row;
        let turns = core::mem::take(&mut self.room.turns);
        turns.iter().take_while(|id| **id < end).for_each(|id| self.node(*id));
        self.room.turns = turns;
    }

    /// The row of the product whose turn it is, or what comes of all of them.
    pub(super) fn of_products(&mut self, op: &Op, at: usize, slot: &mut Slot) {
        if let Op::Offered(offer) = op {
            return self.offered(*offer, at, slot);
        }
        slot.known.fill(if self.product.is_some() { u64::MAX } else { 0 });
        slot.codes.fill(self.product.unwrap_or(0));
    }

    /// Whether something of an offer may be made: known for every customer.
    fn offered(&mut self, offer: u32, at: usize, slot: &mut Slot) {
        slot.known.fill(u64::MAX);
        slot.bits.fill(0);
        let program = self.program;
        let Some(nodes) = program.offers.get(offer as usize) else { return };
        let open = [nodes.when].into_iter().chain(nodes.own.iter().map(|(_, id)| *id));
        let open = self.held_by_all(open, slot.bits.len());
        match &nodes.items {
            ItemNodes::Itself => slot.bits = open,
            ItemNodes::Services(ids) => {
                let text = |id: &u32| program.texts.get(*id as usize).map_or("", |text| text.as_str());
                if ids.iter().any(|id| !self.is_product(text(id))) {
                    slot.bits = open;
                }
            }
            ItemNodes::Products(_) => {
                let end = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
                for turn in 0..self.products.len() {
                    let Some(product) = self.products.get(turn).copied() else { break };
                    self.turn_below(product, end);
                    let passed = self.held_by_all(passes(nodes), slot.bits.len());
                    for ((bits, passed), open) in slot.bits.iter_mut().zip(&passed).zip(&open) {
                        *bits |= passed & open;
                    }
                }
            }
        }
    }

    /// The rows in which all conditions are known to hold.
    fn held_by_all(&self, conditions: impl Iterator<Item = NodeId>, words: usize) -> Vec<u64> {
        let mut held = alloc::vec![u64::MAX; words];
        for id in conditions {
            let (truth, known) = self.masks(id);
            for (held, (truth, known)) in held.iter_mut().zip(truth.iter().zip(known)) {
                *held &= truth & known;
            }
        }
        held
    }

    /// Whether a text is the key of a product, of whichever day.
    pub(crate) fn is_product(&self, key: &str) -> bool {
        let table = self.program.products.as_ref().map(|declared| usize::from(declared.table.0));
        let data = table.and_then(|table| self.dataset.tables.get(table));
        let Some((data, code)) = data.zip(self.dataset.texts.find(key)) else { return false };
        data.keys.contains(&code) || data.lost_keys().0.contains(&code)
    }
}

/// What a product has to fulfil: that the offer applies to it, and every gate.
fn passes(nodes: &OfferNodes) -> impl Iterator<Item = NodeId> {
    let applies = if let ItemNodes::Products(applies) = &nodes.items { *applies } else { None };
    applies.into_iter().chain(nodes.each.iter().map(|(_, id)| *id))
}

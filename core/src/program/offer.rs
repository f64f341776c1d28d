//! Offers as nodes, and the nodes that are evaluated once per product.
//!
//! The row of the product table that an offer names is not a domain of its own: [`Op::Turn`] stands for one row at a
//! time, the same for all customers, and what rests on it ([`Program::turns`]) is evaluated once for each product.
//!
//! INVARIANT: gates are conditions that hold where an offer passes; those that do not rest on the product come first.

use alloc::vec::Vec;

use super::lower::Lower;
use super::{NodeId, Op, Repr, Shown};
use crate::model::offer::{CHANCE_SCALE, MONEY_SCALE, PRICE_SCALE, with_places};
use crate::model::{Domain, FieldId, Gate, Items, Offer, TableId, Term};

/// The product table as far as runs need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Products {
    /// The table.
    pub table: TableId,
    /// Its fields with days of sale, in which a cell that cannot be read is not an open end.
    pub days: Vec<FieldId>,
}

/// What is offered, as far as runs need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemNodes {
    /// The offer itself.
    Itself,
    /// Products to which this applies.
    Products(Option<NodeId>),
    /// Services, by index in `Program::texts`.
    Services(Vec<u32>),
}

/// An offer as nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferNodes {
    /// Who is eligible.
    pub when: NodeId,
    /// The conjuncts of that condition, in order of the policy; one when it is not a conjunction.
    pub conditions: Vec<NodeId>,
    /// What the customer has to pass.
    pub own: Vec<(Gate, NodeId)>,
    /// What is offered.
    pub items: ItemNodes,
    /// What each product has to pass.
    pub each: Vec<(Gate, NodeId)>,
    /// What it is worth, how likely it is and its price.
    pub figures: [Option<NodeId>; 3],
    /// Terms of the reasons: English, then Chinese.
    pub reasons: [Vec<Shown>; 2],
}

impl Lower<'_> {
    /// The nodes of the offers.
    pub(super) fn offers(&mut self) {
        let model = self.model;
        if let Some(suitability) = &model.suitability {
            let days = suitability.sale.into_iter().flatten().collect();
            self.program.products = Some(Products { table: suitability.table, days });
        }
        for offer in &model.offers {
            let nodes = self.offer(offer);
            self.program.offers.push(nodes);
        }
        self.program.turns = self.turning();
    }

    fn offer(&mut self, offer: &Offer) -> OfferNodes {
        let conditions = offer.when.conjuncts().map(|term| self.single(term)).collect();
        let when = self.single(&offer.when);
        let items = match &offer.items {
            Items::Itself => ItemNodes::Itself,
            Items::Products { filter, .. } => {
                ItemNodes::Products(filter.as_ref().map(|term| self.single(term)))
            }
            Items::Services(ids) => ItemNodes::Services(ids.iter().map(|id| self.text(id)).collect()),
        };
        let figures =
            [(&offer.value, MONEY_SCALE), (&offer.chance, CHANCE_SCALE), (&offer.price, PRICE_SCALE)];
        let figures =
            figures.map(|(term, places)| term.as_ref().map(|term| self.single(&with_places(term, places))));
        let gates = self.gates(offer, figures);
        let turning = self.turning();
        let (each, own) = gates.into_iter().partition(|(_, id)| turning.contains(id));
        let reasons =
            offer.reasons.each_ref().map(|template| template.terms.iter().map(|t| self.shown(t)).collect());
        OfferNodes { when, conditions, own, items, each, figures, reasons }
    }

    /// What the offer has to pass, in the order in which it is asked.
    fn gates(&mut self, offer: &Offer, [value, chance, _]: [Option<NodeId>; 3]) -> Vec<(Gate, NodeId)> {
        let model = self.model;
        let population = &model.population;
        let mut gates: Vec<(Gate, NodeId)> = Vec::new();
        gates.extend(population.score.iter().map(|term| (Gate::Population, self.single(term))));
        gates.extend(population.never_contact.iter().map(|term| (Gate::NeverContact, self.negated(term))));
        gates.extend(offer.consent.iter().map(|permit| (Gate::Consent, self.single(&permit.term))));
        if let (Items::Products { .. }, Some(suitability)) = (&offer.items, &model.suitability) {
            gates.extend(suitability.gates().iter().map(|(gate, term)| (*gate, self.single(term))));
        }
        gates.extend(offer.block.iter().map(|term| (Gate::Block, self.negated(term))));
        gates.extend(value.map(|id| (Gate::Value, self.node(Op::Known(id), Domain::Customer, Repr::Bits))));
        gates.extend(chance.map(|id| (Gate::Chance, self.a_chance(id))));
        gates
    }

    fn negated(&mut self, term: &Term) -> NodeId {
        let id = self.single(term);
        self.node(Op::Not(id), Domain::Customer, Repr::Bits)
    }

    /// From 0 to 1.
    fn a_chance(&mut self, id: NodeId) -> NodeId {
        let one = 10i64.pow(u32::from(CHANCE_SCALE));
        let mut bound = |compare, value| {
            let value = self.node(Op::Int(value), Domain::Customer, Repr::I64);
            self.compare(compare, id, value)
        };
        let bounds = [bound(super::Compare::Ge, 0), bound(super::Compare::Le, one)];
        self.node(Op::And(bounds.into()), Domain::Customer, Repr::Bits)
    }

    /// The row of a product, a field of which is read.
    pub(super) fn of_product(&mut self, field: FieldId, repr: Repr) -> NodeId {
        let row = self.node(Op::Turn(field.table), Domain::Customer, Repr::Code);
        self.node(Op::Refer(row, field), Domain::Customer, repr)
    }

    /// The nodes that rest on the product, in order.
    fn turning(&self) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = Vec::new();
        for (node, at) in self.program.nodes.iter().zip(0u32..) {
            let mut rests = matches!(node.op, Op::Turn(_));
            node.op.operands(&mut |id| rests |= found.binary_search(&id).is_ok());
            // What asks all products rests on none of them.
            if rests && !matches!(node.op, Op::Offered(_)) {
                found.push(NodeId(at));
            }
        }
        found
    }
}

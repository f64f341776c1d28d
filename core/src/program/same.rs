//! Which nodes of a program compute what nodes of another one do.
//!
//! A policy of which one threshold was moved has a program that is almost the one before, under other ids. One pass in
//! the order of ids finds what stayed: a node is the *same* as an old one when its operation, domain and representation
//! are, its operands are the same as those of the old one, and so is all that its operation reads of the program
//! besides: texts, segments, picks, scorecards, classes, offers, overlays, overrides.
//!
//! Equal is what was compared and found equal. There is no hash that two different structures could share; the one
//! that is here only says where to look.
//!
//! It is not said that the values are the same: that takes the same dataset and instant as well.
//!
//! INVARIANT: what is not shown to be the same is other; programs that differ in what any node may rest on, tables in
//! time and the calendar, have nothing in common.
//! INVARIANT: the match of [`Search::places`] has no wildcard, so that an operation of which nobody has said what it reads
//! of the program does not compile.

use alloc::vec;
use alloc::vec::Vec;

use super::card::Gauge;
use super::known::Known;
use super::{Card, Class, ItemNodes, Lowered, Node, NodeId, OfferNodes, Op, Pick, PickId, Program};
use crate::column::Texts;
use crate::model::FieldId;
use crate::order::{sort, sort_unique};

/// Per node of a program the node of an older one that computes the same.
#[derive(Debug)]
pub(crate) struct Same(Vec<Option<NodeId>>);

impl Same {
    /// Compares two programs over one schema. `is_same` says whether a column of the dataset holds the same for both.
    pub fn of(new: &Program, old: &Program, is_same: &dyn Fn(FieldId) -> bool) -> Self {
        let mut same = Self(vec![None; new.nodes.len()]);
        if new.times != old.times || new.calendar != old.calendar {
            return same;
        }
        let search = Search::of(new, old, is_same);
        for (at, node) in new.nodes.iter().enumerate() {
            let found = search.node(node, &same);
            same.0.iter_mut().skip(at).take(1).for_each(|slot| *slot = found);
        }
        same
    }

    /// The old node of a node; `None` where there is none that is known to compute the same.
    pub fn old(&self, id: NodeId) -> Option<NodeId> {
        self.0.get(id.at()).copied().flatten()
    }

    /// The old node of one that need not be there; `None` when it is and has none.
    pub fn option(&self, id: Option<NodeId>) -> Option<Option<NodeId>> {
        id.map_or(Some(None), |id| self.old(id).map(Some))
    }

    /// The old nodes of a term; `None` when one of them has none.
    pub fn lowered(&self, at: Lowered) -> Option<Lowered> {
        Some(match at {
            Lowered::Node(id) => Lowered::Node(self.old(id)?),
            Lowered::Ratio { num, den } => {
                Lowered::Ratio { num: (self.old(num.0)?, num.1), den: (self.old(den.0)?, den.1) }
            }
        })
    }

    /// Every node that has an old one, with it.
    pub fn pairs(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        (0u32..).zip(&self.0).filter_map(|(new, old)| Some((NodeId(new), (*old)?)))
    }

    /// Exchanges a node for its old one; `None` when it has none.
    fn exchange(&self, id: &mut NodeId) -> Option<()> {
        *id = self.old(*id)?;
        Some(())
    }

    fn exchange_all<'i>(&self, ids: impl IntoIterator<Item = &'i mut NodeId>) -> Option<()> {
        ids.into_iter().try_for_each(|id| self.exchange(id))
    }
}

/// The old program, to be searched.
struct Search<'a> {
    new: &'a Program,
    old: &'a Program,
    is_same: &'a dyn Fn(FieldId) -> bool,
    /// The nodes of the old program, what has no order in one order.
    nodes: Vec<Node>,
    known: Known,
    texts: Texts,
}

impl<'a> Search<'a> {
    fn of(new: &'a Program, old: &'a Program, is_same: &'a dyn Fn(FieldId) -> bool) -> Self {
        let (mut texts, mut known) = (Texts::default(), Known::default());
        for text in &old.texts {
            texts.intern(text);
        }
        let mut nodes = old.nodes.clone();
        for (node, id) in nodes.iter_mut().zip(0u32..) {
            arrange(&mut node.op);
            known.insert(&node.op, NodeId(id));
        }
        Self { new, old, is_same, nodes, known, texts }
    }

    fn node(&self, node: &Node, same: &Same) -> Option<NodeId> {
        let mut op = node.op.clone();
        let mut whole = true;
        op.operands_mut(&mut |id| whole &= same.exchange(id).is_some());
        if !whole {
            return None;
        }
        self.places(&mut op, same)?;
        arrange(&mut op);
        let id = self.known.find(&self.nodes, &op, node.domain)?;
        self.nodes.get(id.at()).filter(|old| old.repr == node.repr).map(|_| id)
    }

    /// Exchanges what an operation reads of the new program, by place, for what is the same in the old one.
    #[expect(clippy::too_many_lines, reason = "half of it lists the operations that read nothing by place")]
    fn places(&self, op: &mut Op, same: &Same) -> Option<()> {
        match op {
            Op::Input(field) | Op::Refer(_, field) => return (self.is_same)(*field).then_some(()),
            Op::Text(text) => self.text(text)?,
            Op::InTexts(_, texts) => texts.iter_mut().try_for_each(|text| self.text(text))?,
            Op::HeldOut(_, salt, rule, _) => [salt, rule].into_iter().try_for_each(|text| self.text(text))?,
            Op::Segment(at, _) | Op::SegmentRatio { segments: at, .. } => {
                let segments = self.new.segments.get(*at as usize)?;
                *at = place(&self.old.segments, |old| old == segments)?;
            }
            Op::Pick(_, PickId(at)) => {
                let pick = self.pick(self.new.picks.get(*at as usize)?)?;
                *at = place(&self.old.picks, |old| equal(old, &pick))?;
            }
            Op::Card(at) => {
                let card = card(self.new.cards.get(*at as usize)?, same)?;
                *at = place(&self.old.cards, |old| *old == card)?;
            }
            Op::Class(at) => {
                let class = class(self.new.classes.get(*at as usize)?, same)?;
                *at = place(&self.old.classes, |old| *old == class)?;
            }
            Op::Offered(at) => {
                let offer = self.offer(self.new.offers.get(*at as usize)?, same)?;
                let passes = |nodes: &OfferNodes| {
                    (nodes.when, &nodes.own, &nodes.items, &nodes.each)
                        == (offer.when, &offer.own, &offer.items, &offer.each)
                };
                *at = place(&self.old.offers, passes).filter(|_| self.new.products == self.old.products)?;
            }
            Op::Turn(_) => return (self.new.products == self.old.products).then_some(()),
            Op::Overlay(..) => return self.overlays(same),
            Op::Override(_) => return self.overrides(),
            Op::Clock(_)
            | Op::Wide(_)
            | Op::Usable(_)
            | Op::Bool(_)
            | Op::Int(_)
            | Op::Date(_)
            | Op::Double(_)
            | Op::Member(_)
            | Op::Null
            | Op::Withdrawn(_)
            | Op::Not(_)
            | Op::And(_)
            | Op::Or(_)
            | Op::IsNull(_)
            | Op::Known(_)
            | Op::Compare(..)
            | Op::SameCode(..)
            | Op::CompareText(..)
            | Op::InInts(..)
            | Op::InDoubles(..)
            | Op::InMembers(..)
            | Op::CompareRatio { .. }
            | Op::CompareRatios { .. }
            | Op::RoundRatio { .. }
            | Op::Arith(..)
            | Op::Convert(..)
            | Op::Select(..)
            | Op::Coalesce(..)
            | Op::TextTest(..)
            | Op::Concat(..)
            | Op::DatePart(..)
            | Op::DatePair(..)
            | Op::Gather(_)
            | Op::Beside(_)
            | Op::Aggregate { .. }
            | Op::Find(..)
            | Op::Finite(_)
            | Op::CardPart(..)
            | Op::ClassPart(..)
            | Op::Decide(_)
            | Op::Fold(..) => {}
        }
        Some(())
    }

    fn text(&self, at: &mut u32) -> Option<()> {
        *at = self.texts.find(self.new.texts.get(*at as usize)?)?;
        Some(())
    }

    fn pick(&self, pick: &Pick) -> Option<Pick> {
        let mut pick = pick.clone();
        if let Pick::Text(texts) = &mut pick {
            texts.iter_mut().try_for_each(|text| self.text(text))?;
        }
        Some(pick)
    }

    fn offer(&self, offer: &OfferNodes, same: &Same) -> Option<OfferNodes> {
        let mut offer = offer.clone();
        same.exchange(&mut offer.when)?;
        same.exchange_all(offer.own.iter_mut().chain(&mut offer.each).map(|(_, id)| id))?;
        match &mut offer.items {
            ItemNodes::Itself => {}
            ItemNodes::Products(applies) => same.exchange_all(applies)?,
            ItemNodes::Services(texts) => texts.iter_mut().try_for_each(|text| self.text(text))?,
        }
        Some(offer)
    }

    /// A row of the table of overlays is judged by all of them.
    fn overlays(&self, same: &Same) -> Option<()> {
        let (new, old) = (self.new.overlays.as_ref()?, self.old.overlays.as_ref()?);
        let equal = new.table == old.table && new.params == old.params;
        (equal && same.old(new.by) == Some(old.by)).then_some(())
    }

    /// Rows of the tables of overrides and forms are judged by all of them.
    fn overrides(&self) -> Option<()> {
        let (new, old) = (&self.new.overrides, &self.old.overrides);
        let equal = new.len() == old.len()
            && new.iter().zip(old).all(|(new, old)| {
                (&new.name, new.table, &new.forms, &new.reader, new.zone)
                    == (&old.name, old.table, &old.forms, &old.reader, old.zone)
            });
        equal.then_some(())
    }
}

/// Puts operands that have no order in one.
fn arrange(op: &mut Op) {
    match op {
        Op::And(list) | Op::Or(list) => sort_unique(list),
        Op::InTexts(_, texts) => sort(texts),
        _ => {}
    }
}

fn place<T>(all: &[T], is_it: impl Fn(&T) -> bool) -> Option<u32> {
    u32::try_from(all.iter().position(is_it)?).ok()
}

/// Doubles are equal when their bits are.
fn equal(a: &Pick, b: &Pick) -> bool {
    match (a, b) {
        (Pick::F64(a), Pick::F64(b)) => a.iter().map(|v| v.to_bits()).eq(b.iter().map(|v| v.to_bits())),
        _ => a == b,
    }
}

fn card(card: &Card, same: &Same) -> Option<Card> {
    let mut card = card.clone();
    for Gauge { input, withdrawn, .. } in card.gauges.iter_mut().chain(&mut card.baseline) {
        same.exchange(input)?;
        same.exchange_all(withdrawn)?;
    }
    same.exchange_all(&mut card.population)?;
    Some(card)
}

fn class(class: &Class, same: &Same) -> Option<Class> {
    let mut class = class.clone();
    let Class { indicative, raised, lowered, withdrawn, .. } = &mut class;
    same.exchange_all([indicative, raised, lowered].into_iter().chain(withdrawn))?;
    Some(class)
}

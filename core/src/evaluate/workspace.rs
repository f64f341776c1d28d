//! What a machine works with that is of no dataset: the nodes that it evaluates, and the room for their values.
//!
//! To find and make that takes longer than to judge one customer with it. Whoever judges a few customers again and again
//! by one policy hands a [`Workspace`] from run to run ([`Run::evaluate_in`](crate::outcome::Run::evaluate_in)). What many
//! customers needed is given back: memory is not held for the next few.
//!
//! INVARIANT: an outcome does not depend on the runs before it: slots are written before they are read, and what is known
//! of a dataset is forgotten with it.
//! INVARIANT: a workspace serves one program. Given to another, it begins anew.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::card::CardState;
use super::lane::Slot;
use crate::model::Domain;
use crate::program::{Identity, Needs, NodeId, Op, Program};

/// Texts of a dataset up to which the room for what is known of them is kept: reference tables may have many more.
const FEW_TEXTS: usize = 4096;

/// Rows of a block up to which a workspace keeps its room.
const FEW: usize = 256;

/// Patterns of missing indicators up to which a scorecard keeps them.
const FEW_PATTERNS: usize = 64;

/// Nodes in order, and room for their values; see the module.
#[derive(Default)]
pub struct Workspace {
    /// The program that it serves; `None` before its first.
    of: Option<Identity>,
    /// The nodes that are evaluated, in order, and those of them that rest on the product.
    pub(super) order: Vec<NodeId>,
    pub(super) turns: Vec<NodeId>,
    /// Per table, whether values of customers stand beside its rows.
    pub(super) gathers: Vec<bool>,
    /// Per node what it holds; nothing for one that is not evaluated or needs no room.
    pub(super) slots: Vec<Option<Box<Slot>>>,
    pub(super) ones: Vec<u64>,
    pub(super) zeros: Vec<u64>,
    pub(super) cards: Vec<CardState>,
    /// Per node and code of a text, whether a test holds.
    pub(super) text_memos: Vec<Vec<u8>>,
    /// Per list of texts and code of a text, where it belongs.
    pub(super) code_maps: Vec<Vec<u32>>,
    /// Rows of the largest block so far, of whichever domain.
    pub(super) most: usize,
}

impl Workspace {
    /// One for a machine that evaluates the nodes of `order`.
    pub(super) fn new(program: &Program, order: Vec<NodeId>) -> Self {
        let turns = program.turns.iter().filter(|id| order.binary_search(id).is_ok()).copied().collect();
        let mut gathers = vec![false; program.times.len()];
        for node in order.iter().filter_map(|id| program.node(*id)) {
            let (Op::Gather(_), Domain::Child(table) | Domain::Pair(table, _)) = (&node.op, node.domain)
            else {
                continue;
            };
            gathers.iter_mut().skip(usize::from(table.0)).take(1).for_each(|asked| *asked = true);
        }
        let mut new = Self { of: Some(program.identity.share()), order, turns, gathers, ..Self::default() };
        new.furnish(program);
        new
    }

    /// Takes what was left for a run of all that `needs` says; they have to be the same in all runs of a program.
    pub(super) fn take(&mut self, program: &Program, needs: impl FnOnce() -> Needs) -> Self {
        let left = core::mem::take(self);
        if left.of.as_ref().is_some_and(|of| of.is(&program.identity)) {
            return left;
        }
        Self::new(program, program.resting(&needs()))
    }

    /// As much of it as is worth keeping.
    pub(super) fn left(mut self, program: &Program) -> Self {
        if self.most > FEW {
            (self.slots, self.ones, self.zeros) = Default::default();
            (self.cards, self.text_memos, self.code_maps, self.most) = Default::default();
            self.furnish(program);
        }
        self.cards
            .iter_mut()
            .filter(|card| card.patterns() > FEW_PATTERNS)
            .for_each(|card| *card = CardState::default());
        // Codes are of the texts of a dataset, and some loops look up those of unknown rows, too.
        self.slots.iter_mut().flatten().for_each(|slot| slot.codes.clear());
        self.text_memos.iter_mut().for_each(forget);
        self.code_maps.iter_mut().for_each(forget);
        self
    }

    /// A place for everything that nodes, scorecards and segments have.
    fn furnish(&mut self, program: &Program) {
        self.slots.resize_with(program.nodes.len(), || None);
        self.cards.resize_with(program.cards.len(), CardState::default);
        self.text_memos.resize(program.nodes.len(), Vec::new());
        self.code_maps.resize(program.segments.len(), Vec::new());
    }
}

/// Forgets what is known of the texts of a dataset.
fn forget<T>(known: &mut Vec<T>) {
    if known.capacity() > FEW_TEXTS {
        *known = Vec::new();
    }
    known.clear();
}

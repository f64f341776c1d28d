//! How much work a run can be at most: fuel of wasmtime, which is instructions, by the sizes of its dataset.
//!
//! A host gives every call of a batch so much fuel as the policy's bound allows, so that a policy and a dataset that the
//! engine accepts never run out of it, and a loop that does not end is stopped early. The bound is read off the program
//! before any data is there: every node has a weight per row of its domain ([`weight`]); what is said about rows
//! afterwards (tasks, causes of unknowns, output tables) has one per row that can be said; [`Bound::fuel`] multiplies
//! them by the [`Sizes`] of a dataset.
//!
//! | Term | Counts |
//! |---|---|
//! | `base` | the policy alone: nodes, blocks that hold one customer, points of scorecards |
//! | `per_customer` | nodes of the customer's domain, every pass over them, rows of output tables about customers |
//! | `per_row` | the same about child rows, of the table of which most is asked |
//! | `per_byte` | reading and sealing, texts of the dictionary that are tested once each |
//! | `per_pair` | child rows x most rows of one customer: pairs of rows, the events of one customer among each other |
//! | `per_text` | (customers + child rows) x longest text: texts that are put together and written out |
//! | `per_match` | customers x rows of reference tables: deputies |
//!
//! The weights are instructions that were counted, not times: `target/release/examples/fuel` prints the fuel of every call of a
//! run (policies and tables that ask for one thing alone, and the synthetic bank), and each weight is at least twice the
//! largest that was seen, since the module of a release is another one than that of a quick build (0.85 to 1.6 times as
//! many instructions per call, measured on the pack `wealth-cvm`). A test runs every case under this bound.
//!
//! Deliberately absent: the sections that look across customers ([`Bound::open`]), whose plans search. For a policy that
//! has one, a host falls back on a limit that does not know the policy. Nor are texts accounted for that were chosen to
//! collide in the engine's dictionary.
//!
//! INVARIANT: no call of a batch on a dataset of some sizes needs more than [`Bound::fuel`] of them.

use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use super::{NodeId, Program};
use crate::dataset::Sizes;
use crate::model::offer::MAX_PRODUCTS;
use crate::model::{Domain, Model};

mod said;
mod weight;

/// The most fuel that a call of a batch needs, as factors of what a dataset holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// Whatever the dataset.
    pub base: u64,
    /// Per customer.
    pub per_customer: u64,
    /// Per child row.
    pub per_row: u64,
    /// Per byte that was read or put.
    pub per_byte: u64,
    /// Per child row and row of the customer who has most.
    pub per_pair: u64,
    /// Per customer or child row and byte of the longest text.
    pub per_text: u64,
    /// Per customer and row of a reference table.
    pub per_match: u64,
    /// Whether the policy has sections of which no bound is known: then this is one for reading alone.
    pub open: bool,
}

/// Passes over the nodes in one call at most: the digest makes every table that looks at rows again, and those are the
/// state, the offers, contributions, unknowns, blocks, overrides, messages, classes and access, each with a pass of its
/// own; and one for the run.
const PASSES: u64 = 10;

/// A call on no data and a policy of nothing; allocation, names, the schema.
const BASE: u64 = 20_000_000;

/// Per byte read: a cell that cannot be read takes two bytes of CSV at least and is remembered as a fault. A module that
/// was not optimised needs 5,000 for rows of little else (case `run/blocks.yaml`).
const BYTE: u64 = 20_000;

/// Per node and pass: its slot, its place in the order.
const NODE: u64 = 4_000;

/// Per node and block of customers.
const NODE_BLOCK: u64 = 1_500;

/// Per customer, child row, whatever the policy: sorting and joining, keys in output tables.
const ROW: u64 = 20_000;

/// The largest factor, which JSON holds: no limit at all.
const MOST: u64 = 1 << 53;

/// What is asked of the rows of each domain, and of what is beside them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Load {
    base: u64,
    customer: u64,
    /// Per table of the schema, per row of it.
    rows: Vec<u64>,
    pair: u64,
    text: u64,
    byte: u64,
}

impl Load {
    fn of(tables: usize) -> Self {
        Self { rows: vec![0; tables], ..Self::default() }
    }

    /// Adds work per row of a domain.
    fn add(&mut self, domain: Domain, weight: u64) {
        let place = match domain {
            Domain::Customer => &mut self.customer,
            Domain::Pair(..) => &mut self.pair,
            Domain::Child(table) => match self.rows.get_mut(usize::from(table.0)) {
                Some(row) => row,
                None => &mut self.customer,
            },
        };
        *place = place.saturating_add(weight);
    }

    /// Adds another load so many times.
    fn join(&mut self, other: &Self, times: u64) {
        let add = |to: &mut u64, more: u64| *to = to.saturating_add(more.saturating_mul(times));
        add(&mut self.base, other.base);
        add(&mut self.customer, other.customer);
        add(&mut self.pair, other.pair);
        add(&mut self.text, other.text);
        add(&mut self.byte, other.byte);
        self.rows.iter_mut().zip(&other.rows).for_each(|(to, more)| add(to, *more));
    }
}

impl Bound {
    /// The bound of a policy.
    #[must_use]
    pub fn of(model: &Model, program: &Program) -> Self {
        let mut all = Load::of(model.schema.tables.len());
        all.join(&pass(program, all.rows.len()), PASSES);
        said::said(model, program, &mut all);
        let nodes = program.nodes.len() as u64;
        let block = program.block() as u64;
        let fields: u64 = model.schema.tables.iter().map(|table| table.fields.len() as u64).sum();
        let base = (NODE + NODE_BLOCK) * PASSES * nodes + BASE + 100_000 * fields;
        let most = |factor: u64, more: u64| factor.saturating_add(more).min(MOST);
        Self {
            base: most(all.base, base),
            per_customer: most(all.customer, ROW + PASSES * NODE_BLOCK * nodes / block),
            per_row: most(all.rows.iter().copied().max().unwrap_or(0), ROW),
            per_byte: most(all.byte, BYTE),
            per_pair: most(all.pair, 0),
            per_text: most(all.text, 0),
            per_match: most(said::matched(model), 0),
            open: is_open(model),
        }
    }

    /// The most fuel that a call on a dataset needs.
    #[must_use]
    pub fn fuel(&self, sizes: &Sizes, bytes: u64) -> u64 {
        let Sizes { customers, rows, references, widest, longest } = *sizes;
        let all = customers.saturating_add(rows).saturating_add(references);
        let terms = [
            (self.per_customer, customers),
            (self.per_row, rows.saturating_add(references)),
            (self.per_byte, bytes),
            (self.per_pair, rows.saturating_mul(widest)),
            (self.per_text, all.saturating_mul(longest)),
            (self.per_match, customers.saturating_mul(references)),
        ];
        terms.iter().fold(self.base, |sum, (factor, of)| sum.saturating_add(factor.saturating_mul(*of)))
    }
}

/// Whether a policy has sections whose work is not bounded here.
fn is_open(model: &Model) -> bool {
    let across = model.contact.is_some() || model.assignment.is_some() || !model.teams.is_empty();
    across || !model.groups.is_empty() || !model.suspect.is_empty() || !model.messages.templates.is_empty()
}

/// One pass over all nodes. What rests on the product whose turn it is is evaluated once per product and offer.
fn pass(program: &Program, tables: usize) -> Load {
    let mut load = Load::of(tables);
    for (at, node) in (0u32..).zip(&program.nodes) {
        let turns = if program.turns.binary_search(&NodeId(at)).is_ok() {
            (MAX_PRODUCTS as u64).saturating_mul(program.offers.len() as u64 + 1)
        } else {
            1
        };
        let mut own = Load::of(tables);
        weight::weigh(program, node, &mut own);
        load.join(&own, turns);
    }
    load
}

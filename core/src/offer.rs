//! The offer stage: what may be put to each customer, in the order of what it is expected to be worth, and what may not,
//! with the first thing that stands in its way.
//!
//! A customer who is known not to be eligible for an offer has no row about it; `explain` says which condition fails.
//! Everybody else has at least one row for each offer: it is made, or it is held, once for the customer where the
//! customer is the reason, else once per product. Products to which an offer is known not to apply have no row, unless
//! there is no other.
//!
//! Worth most is what `value` times `chance` comes to, rounded half away from zero; what has no value comes last, equal
//! ones by offer, then by product. Of an offer over products the first `most` are made.
//!
//! INVARIANT: an offer is made only where every condition and gate of it is known to hold.
//! INVARIANT: the rows of a customer depend on nothing but that customer, the reference tables and the as-of date.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use appraise_kernels::sort::arrange;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::evaluate::{Cause, Causes, Machine, Subject, products};
use crate::explain::render;
use crate::model::offer::{CHANCE_SCALE, MAX_PRODUCTS};
use crate::model::{Domain, Gate, Items, Offer};
use crate::number::{POW10, round_half_away};
use crate::order::positions;
use crate::outcome::{Outcome, Run};
use crate::output::events::ranks;
use crate::program::{ItemNodes, Needs, NodeId, OfferNodes};
use crate::value::{Lang, Reason};

/// The offers of a run: those made by customer and rank, those held by customer, offer and product.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    /// What may be offered.
    pub made: Vec<Made>,
    /// What may not.
    pub held: Vec<Held>,
    /// Keys of the products of the day, in order.
    products: Vec<String>,
}

/// Something that may be offered.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// Row of the customer.
    pub row: u32,
    /// Index of the offer.
    pub offer: u16,
    /// Which product of the day, or which service of the offer; `None`: the offer itself.
    pub item: Option<u32>,
    /// Its place among all offers of the customer, from 1.
    pub rank: u32,
    /// Value, chance and price: decimals of 2, 4 and 6 places.
    pub figures: [Option<i64>; 3],
    /// What it is expected to be worth, decimal(2).
    pub expected: Option<i64>,
    /// Why it is made: English, Chinese.
    pub reasons: [String; 2],
}

/// Something that may not be offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Row of the customer.
    pub row: u32,
    /// Index of the offer.
    pub offer: u16,
    /// As in [`Made`]; `None` where it is about the customer, or about the offer itself.
    pub item: Option<u32>,
    /// The first gate that it does not pass.
    pub by: Gate,
    /// Why that is unknown; `None` when it is known.
    pub cause: Option<Cause>,
}

/// Whether a run may be made with the products of its dataset.
///
/// # Errors
/// `TooManyProducts`.
pub fn accepts(run: &Run<'_>) -> Result<(), Diagnostic> {
    let Some(suitability) = run.model.suitability.as_ref().filter(|_| !run.model.offers.is_empty()) else {
        return Ok(());
    };
    let count = products(run.program, run.dataset, run.today()).len();
    if count <= MAX_PRODUCTS {
        return Ok(());
    }
    let table = run.model.schema.table(suitability.table).map_or("", |table| table.id.as_str());
    Err(Diagnostic::new(Code::TooManyProducts, Span::default(), "", &[&table, &count, &MAX_PRODUCTS]))
}

impl Offers {
    /// The offers of all customers.
    #[must_use]
    pub fn of(run: &Run<'_>, outcome: &Outcome) -> Self {
        let mut offers = Self::default();
        if run.model.offers.is_empty() {
            return offers;
        }
        let mut needs = Needs::default();
        run.program.offers.iter().for_each(|nodes| needs.offer(nodes));
        let mut machine = outcome.machine(run, &needs);
        for rows in run.blocks() {
            let (is_first, count) = (rows.start == 0, rows.len());
            machine.block(rows);
            offers.add(run, &mut machine, 0..count);
            if is_first {
                // The other blocks are likely to have as many.
                let others = run.blocks().count() - 1;
                offers.made.reserve(offers.made.len() * others);
                offers.held.reserve(offers.held.len() * others);
            }
        }
        offers
    }

    /// The offers of one customer of the machine's present block, whose row is counted within it.
    pub(crate) fn of_row(run: &Run<'_>, machine: &mut Machine<'_>, row: usize) -> Self {
        let mut offers = Self::default();
        offers.add(run, machine, row..row + 1);
        offers
    }

    /// What may be offered to a customer, the most valuable first.
    pub fn to(&self, row: u32) -> &[Made] {
        let at = |end: u32| self.made.partition_point(|made| made.row < end);
        self.made.get(at(row)..at(row.saturating_add(1))).unwrap_or(&[])
    }

    /// The key of a product, or the id of a service.
    #[must_use]
    pub fn item<'a>(&'a self, run: &'a Run<'_>, offer: u16, item: Option<u32>) -> Option<&'a str> {
        let at = item? as usize;
        match run.model.offers.get(usize::from(offer)).map(|offer| &offer.items)? {
            Items::Itself => None,
            Items::Products { .. } => self.products.get(at).map(String::as_str),
            Items::Services(ids) => ids.get(at).map(String::as_str),
        }
    }

    fn add(&mut self, run: &Run<'_>, machine: &mut Machine<'_>, rows: Range<usize>) {
        if self.products.is_empty() {
            let key = |product: &crate::evaluate::Product| run.dataset.texts.text(product.key).into();
            self.products = machine.products().iter().map(key).collect();
        }
        let mut desk = Desk { run, machine, found: Causes::default(), made: Vec::new(), held: Vec::new() };
        let open = desk.customers(rows);
        desk.products(&open);
        let (mut made, held) = (desk.ranked(), core::mem::take(&mut desk.held));
        desk.reasons(&mut made);
        let services = services_in_order(run);
        let (first, mut order) = (first_row(&held), positions(held.len()));
        let keys: Vec<u64> = held
            .iter()
            .map(|of| {
                let place = of.item.map_or(0, |item| u64::from(place(&services, of.offer, item)) + 1);
                u64::from(of.row - first) << 48 | u64::from(of.offer) << 32 | place
            })
            .collect();
        arrange(&mut order, &keys);
        self.made.extend(made);
        self.held.extend(order.into_iter().filter_map(|at| held.get(at as usize).cloned()));
    }
}

/// The order of what may be made: by customer, then what is worth most, then by offer and product.
fn by_worth(run: &Run<'_>, all: &[Made]) -> Vec<u32> {
    let services = services_in_order(run);
    let ids = run.model.offers.iter().map(|offer| offer.id.as_str());
    let offers: Vec<u64> =
        ids.clone().map(|id| ids.clone().filter(|other| *other < id).count() as u64).collect();
    let mut order = positions(all.len());
    let mut by = |key: &dyn Fn(&Made) -> u64| {
        let keys: Vec<u64> = all.iter().map(key).collect();
        arrange(&mut order, &keys);
    };
    // What counts least goes first, since equal ones keep their order.
    by(&|made| {
        let place = made.item.map_or(0, |item| u64::from(place(&services, made.offer, item)) + 1);
        offers.get(usize::from(made.offer)).copied().unwrap_or(0) << 32 | place
    });
    by(&|made| made.expected.map_or(0, |worth| !(worth.cast_unsigned() ^ 1 << 63)));
    by(&|made| u64::from(made.row) << 1 | u64::from(made.expected.is_none()));
    order
}

/// The first row of customers in a list.
fn first_row<'h>(held: impl IntoIterator<Item = &'h Held>) -> u32 {
    held.into_iter().map(|held| held.row).min().unwrap_or(0)
}

/// The place of a product or a service of an offer by its name. Products lie in the order of their keys.
fn place(services: &[Vec<u32>], offer: u16, item: u32) -> u32 {
    let service = services.get(usize::from(offer)).and_then(|places| places.get(item as usize));
    service.copied().unwrap_or(item)
}

/// Per offer the places of its services.
fn services_in_order(run: &Run<'_>) -> Vec<Vec<u32>> {
    run.model.offers.iter().map(|offer| in_order(&offer.items)).collect()
}

/// Of each service of an offer how many come before it by name.
fn in_order(items: &Items) -> Vec<u32> {
    let Items::Services(ids) = items else { return Vec::new() };
    let before = |id: &String| ids.iter().filter(|other| *other < id).count();
    ids.iter().map(|id| u32::try_from(before(id)).unwrap_or(u32::MAX)).collect()
}

/// A block of customers at work.
struct Desk<'r, 'm, 'd> {
    run: &'r Run<'r>,
    machine: &'m mut Machine<'d>,
    found: Causes,
    made: Vec<Made>,
    held: Vec<Held>,
}

/// What is asked of a row: offer, row within the block, product or service.
type Asked = (u16, usize, Option<u32>);

impl<'r> Desk<'r, '_, '_> {
    fn nodes(&self) -> impl Iterator<Item = (u16, &'r OfferNodes)> + use<'r> {
        (0u16..).zip(&self.run.program.offers)
    }

    /// What the customers decide. Who is left has to look at products: per offer, a bit per row of the block.
    fn customers(&mut self, rows: Range<usize>) -> Vec<Vec<u64>> {
        let mut all = alloc::vec![0; rows.end.div_ceil(64)];
        for row in rows {
            all.iter_mut().skip(row / 64).take(1).for_each(|word| *word |= 1 << (row % 64));
        }
        let mut open: Vec<Vec<u64>> = Vec::new();
        for (offer, nodes) in self.nodes() {
            let (truth, known) = self.machine.masks(nodes.when);
            let unknown = chosen(&all, |at| !word(known, at));
            let fires = chosen(&all, |at| word(truth, at) & word(known, at));
            for row in ones(&unknown) {
                self.hold((offer, row, None), Gate::When, Some(nodes.when));
            }
            let left = self.pass((offer, None), &nodes.own, fires);
            open.push(match &nodes.items {
                ItemNodes::Products(_) => left,
                ItemNodes::Itself => {
                    ones(&left).for_each(|row| self.make((offer, row, None), nodes));
                    Vec::new()
                }
                ItemNodes::Services(ids) => {
                    ones(&left).for_each(|row| self.services((offer, row, None), nodes, ids));
                    Vec::new()
                }
            });
        }
        open
    }

    /// Holds the rows that do not pass a gate, by the first of them; those are left that pass all.
    fn pass(
        &mut self,
        (offer, item): (u16, Option<u32>),
        gates: &[(Gate, NodeId)],
        mut open: Vec<u64>,
    ) -> Vec<u64> {
        for (by, id) in gates {
            let (truth, known) = self.machine.masks(*id);
            let stopped = chosen(&open, |at| !(word(truth, at) & word(known, at)));
            open.iter_mut().zip(&stopped).for_each(|(open, stopped)| *open ^= stopped);
            ones(&stopped).for_each(|row| self.hold((offer, row, item), *by, Some(*id)));
        }
        open
    }

    fn services(&mut self, (offer, row, _): Asked, nodes: &OfferNodes, ids: &[u32]) {
        for (id, at) in ids.iter().zip(0u32..) {
            let text = self.run.program.texts.get(*id as usize).map_or("", String::as_str);
            let asked = (offer, row, Some(at));
            if self.machine.is_product(text) {
                self.hold(asked, Gate::IsProduct, None);
            } else {
                self.make(asked, nodes);
            }
        }
    }

    /// What the products decide, one after the other.
    fn products(&mut self, open: &[Vec<u64>]) {
        if open.iter().flatten().all(|word| *word == 0) {
            return;
        }
        let mut none = open.to_vec();
        let products = self.machine.products().to_vec();
        let mut needs = Needs::default();
        self.nodes().for_each(|(_, nodes)| needs.gates(nodes));
        let turns = self.machine.turns(&needs);
        for (product, at) in products.into_iter().zip(0u32..) {
            self.machine.turn(product, &turns);
            for ((offer, nodes), (rows, none)) in self.nodes().zip(open.iter().zip(&mut none)) {
                let ItemNodes::Products(applies) = &nodes.items else { continue };
                let applies = applies.map(|id| (Gate::Where, id));
                // Those to whom it is known not to apply have no row about it.
                let inside = match applies.map(|(_, id)| self.machine.masks(id)) {
                    Some((truth, known)) => chosen(rows, |at| word(truth, at) | !word(known, at)),
                    None => rows.clone(),
                };
                none.iter_mut().zip(&inside).for_each(|(none, inside)| *none &= !inside);
                let left = self.pass((offer, Some(at)), applies.as_slice(), inside);
                let left = self.pass((offer, Some(at)), &nodes.each, left);
                ones(&left).for_each(|row| self.make((offer, row, Some(at)), nodes));
            }
        }
        for (offer, rows) in (0u16..).zip(&none) {
            ones(rows).for_each(|row| self.hold((offer, row, None), Gate::NoProduct, None));
        }
    }

    fn customer(&self, row: usize) -> u32 {
        u32::try_from(self.machine.range(Domain::Customer).start + row).unwrap_or(u32::MAX)
    }

    fn hold(&mut self, (offer, row, item): Asked, by: Gate, at: Option<NodeId>) {
        let ranks = ranks(self.run.model);
        let found = at.and_then(|id| self.machine.cause_of(id, row, &ranks, &mut self.found));
        let cause = if by == Gate::NoProduct { self.not_supplied() } else { found };
        self.held.push(Held { row: self.customer(row), offer, item, by, cause });
    }

    /// That there are no products because nobody delivered any.
    fn not_supplied(&self) -> Option<Cause> {
        let table = self.run.model.suitability.as_ref()?.table;
        let data = self.run.dataset.tables.get(usize::from(table.0))?;
        let cause = Cause { reason: Reason::NotSupplied, subject: Subject::Table(table) };
        (!data.supplied).then_some(cause)
    }

    fn make(&mut self, (offer, row, item): Asked, nodes: &OfferNodes) {
        let machine = &self.machine;
        let figure = |id: &Option<NodeId>| {
            id.filter(|id| machine.is_known(*id, row)).map(|id| machine.i64_at(id, row))
        };
        let figures = nodes.figures.each_ref().map(figure);
        let expected = expected(figures);
        let (row, reasons) = (self.customer(row), Default::default());
        self.made.push(Made { row, offer, item, rank: 0, figures, expected, reasons });
    }

    /// What is made, in order; what its offer has too many of is held.
    fn ranked(&mut self) -> Vec<Made> {
        let run = self.run;
        let mut all = core::mem::take(&mut self.made);
        let order = by_worth(run, &all);
        let mut made: Vec<Made> = Vec::with_capacity(all.len());
        // Of the present customer: how many are made, and how many of each offer.
        let (mut count, mut of_offer) = ((u32::MAX, 0u32), alloc::vec![0u32; run.model.offers.len()]);
        for mut next in order.into_iter().filter_map(|at| all.get_mut(at as usize).map(core::mem::take)) {
            if count.0 != next.row {
                count = (next.row, 0);
                of_offer.fill(0);
            }
            let most = run.model.offers.get(usize::from(next.offer)).map_or(0, Offer::most);
            let Some(own) = of_offer.get_mut(usize::from(next.offer)) else { continue };
            if *own >= most {
                let Made { row, offer, item, .. } = next;
                self.held.push(Held { row, offer, item, by: Gate::Most, cause: None });
                continue;
            }
            *own += 1;
            count.1 += 1;
            next.rank = count.1;
            made.push(next);
        }
        made
    }

    /// The reasons of what is made, product by product.
    fn reasons(&mut self, made: &mut [Made]) {
        let products = self.machine.products().to_vec();
        let about = |made: &Made, at: Option<u32>| {
            let nodes = self.run.program.offers.get(usize::from(made.offer));
            let turns = nodes.is_some_and(|nodes| matches!(nodes.items, ItemNodes::Products(_)));
            made.item.filter(|_| turns) == at
        };
        let mut needs = Needs::default();
        self.nodes().for_each(|(_, nodes)| needs.shown(nodes.reasons.iter().flatten()));
        let said = self.machine.turns(&needs);
        let turns = products.into_iter().zip(0u32..).map(|(product, at)| (Some(product), Some(at)));
        for (product, at) in [(None, None)].into_iter().chain(turns) {
            if !made.iter().any(|made| about(made, at)) {
                continue;
            }
            product.into_iter().for_each(|product| self.machine.turn(product, &said));
            let start = self.machine.range(Domain::Customer).start;
            for made in made.iter_mut().filter(|made| about(made, at)) {
                let row = made.row as usize - start;
                made.reasons = reasons(self.run, self.machine, made.offer, row);
            }
        }
    }
}

/// A word of bits; one that is not there is 0.
fn word(words: &[u64], at: usize) -> u64 {
    words.get(at).copied().unwrap_or(0)
}

/// Of some rows those that are chosen, word by word.
fn chosen(rows: &[u64], choose: impl Fn(usize) -> u64) -> Vec<u64> {
    rows.iter().enumerate().map(|(at, rows)| rows & choose(at)).collect()
}

/// The rows whose bit is 1.
fn ones(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(at, word)| {
        let next = |rest: &u64| Some(rest & rest.wrapping_sub(1)).filter(|rest| *rest != 0);
        let rests = core::iter::successors(Some(*word).filter(|word| *word != 0), next);
        rests.map(move |rest| at * 64 + rest.trailing_zeros() as usize)
    })
}

/// The reasons of an offer, filled in for a row of the block.
fn reasons(run: &Run<'_>, machine: &Machine<'_>, offer: u16, row: usize) -> [String; 2] {
    let at = usize::from(offer);
    let (Some(offer), Some(nodes)) = (run.model.offers.get(at), run.program.offers.get(at)) else {
        return Default::default();
    };
    let ([en, zh], [shown_en, shown_zh]) = (&offer.reasons, &nodes.reasons);
    [(en, shown_en, Lang::En), (zh, shown_zh, Lang::ZhCn)]
        .map(|(template, shown, lang)| render::template(run, machine, template, shown, row, lang))
}

/// Value times chance; a chance that is not declared is certain. `None` also for what does not fit.
fn expected([value, chance, _]: [Option<i64>; 3]) -> Option<i64> {
    let value = i128::from(value?);
    let one = POW10.get(usize::from(CHANCE_SCALE)).copied().unwrap_or(1);
    let worth = round_half_away(value * i128::from(chance.unwrap_or(one)), i128::from(one))?;
    i64::try_from(worth).ok()
}

#[cfg(test)]
mod tests;

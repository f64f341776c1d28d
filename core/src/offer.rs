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

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::evaluate::{Cause, Machine, Subject, products};
use crate::explain::render;
use crate::model::offer::{CHANCE_SCALE, MAX_PRODUCTS};
use crate::model::{Domain, Gate, Items, Offer};
use crate::number::{POW10, round_half_away};
use crate::order::sort_by;
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
#[derive(Debug, Clone)]
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
            let count = rows.len();
            machine.block(rows);
            offers.add(run, &mut machine, 0..count);
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
        let mut desk = Desk { run, machine, made: Vec::new(), held: Vec::new() };
        let open = desk.customers(rows);
        desk.products(open);
        let (mut made, mut held) = (desk.ranked(self), core::mem::take(&mut desk.held));
        desk.reasons(&mut made);
        let services: Vec<Vec<u32>> = run.model.offers.iter().map(|offer| in_order(&offer.items)).collect();
        let key = |of: &Held| {
            let place = |item| services.get(usize::from(of.offer))?.get(item as usize).copied();
            // Products lie in the order of their keys.
            (of.row, of.offer, of.item.map(|item| place(item).unwrap_or(item)))
        };
        sort_by(&mut held, |a, b| key(a).cmp(&key(b)));
        self.made.extend(made);
        self.held.extend(held);
    }
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
    made: Vec<Made>,
    held: Vec<Held>,
}

/// What is asked of a row: offer, row within the block, product or service.
type Asked = (u16, usize, Option<u32>);

impl<'r> Desk<'r, '_, '_> {
    fn nodes(&self) -> impl Iterator<Item = (u16, &'r OfferNodes)> + use<'r> {
        (0u16..).zip(&self.run.program.offers)
    }

    /// What the customers decide. Who is left has to look at products: per offer, rows within the block.
    fn customers(&mut self, rows: Range<usize>) -> Vec<Vec<usize>> {
        let mut open: Vec<Vec<usize>> = Vec::new();
        for (offer, nodes) in self.nodes() {
            let mut left = Vec::new();
            for row in rows.clone() {
                let asked = (offer, row, None);
                if !self.machine.is_true(nodes.when, row) {
                    if !self.machine.is_known(nodes.when, row) {
                        self.hold(asked, Gate::When, Some(nodes.when));
                    }
                } else if let Some((by, id)) = self.stopped(&nodes.own, row) {
                    self.hold(asked, by, Some(id));
                } else {
                    match &nodes.items {
                        ItemNodes::Itself => self.make(asked, nodes),
                        ItemNodes::Services(ids) => self.services(asked, nodes, ids),
                        ItemNodes::Products(_) => left.push(row),
                    }
                }
            }
            open.push(left);
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
    fn products(&mut self, open: Vec<Vec<usize>>) {
        let mut none = open.clone();
        let products = self.machine.products().to_vec();
        let mut needs = Needs::default();
        self.nodes().for_each(|(_, nodes)| needs.gates(nodes));
        let turns = self.machine.turns(&needs);
        for (product, at) in products.into_iter().zip(0u32..).filter(|_| open.iter().any(|o| !o.is_empty())) {
            self.machine.turn(product, &turns);
            for ((offer, nodes), (rows, none)) in self.nodes().zip(open.iter().zip(&mut none)) {
                let ItemNodes::Products(applies) = &nodes.items else { continue };
                let machine = &self.machine;
                let outside = |row: usize| {
                    applies.is_some_and(|id| machine.is_known(id, row) && !machine.is_true(id, row))
                };
                let rows: Vec<usize> = rows.iter().copied().filter(|row| !outside(*row)).collect();
                none.retain(|row| rows.binary_search(row).is_err());
                for row in rows {
                    let asked = (offer, row, Some(at));
                    match applies.filter(|id| !self.machine.is_true(*id, row)) {
                        Some(id) => self.hold(asked, Gate::Where, Some(id)),
                        None => match self.stopped(&nodes.each, row) {
                            Some((by, id)) => self.hold(asked, by, Some(id)),
                            None => self.make(asked, nodes),
                        },
                    }
                }
            }
        }
        for (offer, rows) in (0u16..).zip(none) {
            rows.into_iter().for_each(|row| self.hold((offer, row, None), Gate::NoProduct, None));
        }
    }

    /// The first gate that a row is not known to pass.
    fn stopped(&self, gates: &[(Gate, NodeId)], row: usize) -> Option<(Gate, NodeId)> {
        gates.iter().copied().find(|(_, id)| !self.machine.is_true(*id, row))
    }

    fn customer(&self, row: usize) -> u32 {
        u32::try_from(self.machine.range(Domain::Customer).start + row).unwrap_or(u32::MAX)
    }

    fn hold(&mut self, (offer, row, item): Asked, by: Gate, at: Option<NodeId>) {
        let found = at.and_then(|id| self.machine.cause(id, row, &ranks(self.run.model)));
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
    fn ranked(&mut self, offers: &Offers) -> Vec<Made> {
        let run = self.run;
        let mut all = core::mem::take(&mut self.made);
        let id = |made: &Made| run.model.offers.get(usize::from(made.offer)).map_or("", |o| o.id.as_str());
        let text = |made: &Made| offers.item(run, made.offer, made.item).unwrap_or("");
        sort_by(&mut all, |a, b| {
            let worth = b.expected.cmp(&a.expected);
            let names = || id(a).cmp(id(b)).then_with(|| text(a).cmp(text(b)));
            a.row.cmp(&b.row).then(worth).then_with(names)
        });
        let mut made: Vec<Made> = Vec::with_capacity(all.len());
        // Of the present customer: how many are made, and how many of each offer.
        let (mut count, mut of_offer) = ((u32::MAX, 0u32), alloc::vec![0u32; run.model.offers.len()]);
        for mut next in all {
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

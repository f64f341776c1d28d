//! On which sides of the items a customer of a run is.

use alloc::vec::Vec;
use core::ops::Range;

use super::item::Probe;
use crate::evaluate::Machine;
use crate::model::Domain;
use crate::offer::Offers;
use crate::outcome::Run;
use crate::output::events::table_cause;
use crate::program::{Lowered, NodeId, Op, PointsKind, no_segment};
use crate::value::Reason;

/// An item and one of its sides.
pub(super) type Seen = (usize, usize);

/// Appends the sides of a customer, whose row is counted within the machine's present block; `offers` are those of the run.
pub(super) fn observe(
    run: &Run<'_>,
    machine: &Machine<'_>,
    probes: &[Probe],
    (row, offers): (usize, &Offers),
    out: &mut Vec<Seen>,
) {
    for (at, probe) in probes.iter().enumerate() {
        let customer = Customer { run, machine, row };
        let side = match probe {
            Probe::Indicator(card, place) => customer.indicator(*card, *place),
            Probe::Score(card) => run.program.scores.get(*card).map(|id| customer.unknown(*id, 1)),
            Probe::Table(table) => {
                customer.table(*table, &mut |side| out.push((at, side)));
                None
            }
            Probe::Class(class) => customer.class(*class),
            Probe::Tag(derive) => run.program.derives.get(*derive).and_then(|shown| match shown.at {
                Lowered::Node(id) => Some(customer.truth(id)),
                Lowered::Ratio { .. } => None,
            }),
            Probe::Alert(alert) => {
                customer.alert(*alert, &mut |side| out.push((at, side)));
                None
            }
            Probe::Path(watched) => {
                customer.path(*watched, &mut |side| out.push((at, side)));
                None
            }
            Probe::Offer(offer) => {
                customer.offer(*offer, offers, &mut |side| out.push((at, side)));
                None
            }
        };
        out.extend(side.map(|side| (at, side)));
    }
}

struct Customer<'a, 'b> {
    run: &'a Run<'b>,
    machine: &'a Machine<'b>,
    row: usize,
}

impl Customer<'_, '_> {
    /// 0 where a value is known, else `side`.
    fn unknown(&self, id: NodeId, side: usize) -> usize {
        if self.machine.is_known(id, self.row) { 0 } else { side }
    }

    /// True, false or unknown.
    fn truth(&self, id: NodeId) -> usize {
        if self.machine.is_true(id, self.row) { 0 } else { 1 + self.unknown(id, 1) }
    }

    fn indicator(&self, card: usize, place: Option<usize>) -> Option<usize> {
        let program = self.run.program;
        let node = *program.card_nodes.get(card)?;
        let Op::Card(index) = program.node(node)?.op else { return None };
        let compiled = program.cards.get(index as usize)?;
        let gauge = match place {
            Some(place) => compiled.gauges.get(place)?,
            None => compiled.baseline.as_ref()?,
        };
        let block = self.machine.slot(node).card();
        if !block.is_scored(self.row) {
            return None;
        }
        let known = self.machine.is_known(gauge.input, self.row);
        Some(match &gauge.points {
            PointsKind::Bins(points) if known => {
                let code = self.machine.code_at(gauge.input, self.row) as usize;
                code.min(points.len())
            }
            PointsKind::Bins(points) => points.len(),
            _ => usize::from(!known),
        })
    }

    fn table(&self, table: usize, side: &mut dyn FnMut(usize)) {
        let (Some(nodes), Some(decl)) =
            (self.run.program.decisions.get(table), self.run.model.decisions.get(table))
        else {
            return;
        };
        let (none, unknown) = (decl.rows.len(), decl.rows.len() + 1);
        if !nodes.single {
            let mut open = false;
            let mut fired = false;
            for (row, id) in nodes.rows.iter().enumerate() {
                open |= !self.machine.is_known(*id, self.row);
                if self.machine.is_true(*id, self.row) {
                    fired = true;
                    side(row);
                }
            }
            match (open, fired) {
                (true, _) => side(unknown),
                (false, false) => side(none),
                (false, true) => {}
            }
            return;
        }
        if self.machine.is_known(nodes.decided, self.row) {
            let code = self.machine.code_at(nodes.decided, self.row);
            side(if code == no_segment() { none } else { code as usize });
            return;
        }
        let cause =
            self.machine.cause(nodes.decided, self.row, &crate::output::events::ranks(self.run.model));
        side(if cause.is_some_and(|cause| cause.reason == Reason::NoHit) { none } else { unknown });
    }

    fn class(&self, class: usize) -> Option<usize> {
        let [official, ..] = self.run.program.class_nodes.get(class)?.parts;
        let known = self.machine.is_known(official, self.row);
        known.then(|| self.machine.code_at(official, self.row) as usize)
    }

    /// Fired, and then perhaps blocked as well; else not fired or unknown.
    fn alert(&self, at: u16, side: &mut dyn FnMut(usize)) {
        let decl = self.run.model.alerts.get(usize::from(at));
        let Some((decl, nodes)) = decl.zip(self.run.program.alerts.get(usize::from(at))) else { return };
        let mut rows = self.rows(decl.each.map_or(Domain::Customer, Domain::Child));
        let stopped = |row: usize| {
            let open = |id: NodeId| self.machine.is_true(id, row) || !self.machine.is_known(id, row);
            nodes.blocks.iter().any(|(_, id)| open(*id))
        };
        let mut fired = rows.clone().filter(|row| self.machine.is_true(nodes.when, *row)).peekable();
        if fired.peek().is_some() {
            side(0);
            if fired.any(stopped) {
                side(3);
            }
            return;
        }
        let customer = self.machine.range(Domain::Customer).start + self.row;
        let unknown = rows.any(|row| !self.machine.is_known(nodes.when, row))
            || decl.each.is_some_and(|table| table_cause(self.run, table, customer).is_some());
        side(if unknown { 2 } else { 1 });
    }

    fn path(&self, watched: usize, side: &mut dyn FnMut(usize)) {
        let Some(Lowered::Node(id)) = self.run.program.watched.get(watched).map(|shown| shown.at) else {
            return;
        };
        let Some(node) = self.run.program.node(id) else { return };
        let mut rows = self.rows(node.domain);
        if rows.clone().any(|row| !self.machine.is_true(id, row)) {
            side(0);
        }
        if rows.any(|row| self.machine.is_true(id, row)) {
            side(1);
        }
    }

    fn offer(&self, offer: usize, offers: &Offers, side: &mut dyn FnMut(usize)) {
        let customer = self.machine.range(Domain::Customer).start + self.row;
        let is = |row: u32, id: u16| row as usize == customer && usize::from(id) == offer;
        if offers.made.iter().any(|made| is(made.row, made.offer)) {
            side(0);
        }
        if offers.held.iter().any(|held| is(held.row, held.offer)) {
            side(1);
        }
    }

    /// The customer's rows of a domain within the block; of pairs all, where there is one customer.
    fn rows(&self, domain: Domain) -> Range<usize> {
        match domain {
            Domain::Customer => self.row..self.row + 1,
            Domain::Child(table) => {
                let first = self.machine.range(domain).start;
                let customer = self.machine.range(Domain::Customer).start + self.row;
                let Some(data) = self.run.dataset.tables.get(usize::from(table.0)) else { return 0..0 };
                let at =
                    |row: usize| data.offsets.get(row).map_or(0, |at| (*at as usize).saturating_sub(first));
                at(customer)..at(customer + 1)
            }
            Domain::Pair(..) if self.machine.rows(Domain::Customer) == 1 => 0..self.machine.rows(domain),
            Domain::Pair(..) => 0..0,
        }
    }
}

//! Aggregates over child tables as nodes, and which of their rows can be seen.
//!
//! A row that happened or became known after the as-of instant is not there: every filter, and the condition of every
//! alert on rows, begins with that. Kleene logic does the rest: a row of which it is not known when it became known
//! makes a result unknown, unless another part of the condition leaves the row out anyway.

use alloc::vec::Vec;

use super::lower::Lower;
use super::{Compare, NodeId, Op, Repr, repr_of};
use crate::model::{Aggregate, Clock, Domain, FieldId, TableId, Window};
use crate::order::sort_unique;
use crate::policy::AggregateKind;

impl Lower<'_> {
    /// The node of an aggregate.
    pub(super) fn aggregate(&mut self, aggregate: &Aggregate, repr: Repr) -> NodeId {
        let (kind, table) = (aggregate.kind, aggregate.table);
        let child = match aggregate.within {
            Some(outer) => Domain::Pair(outer, table),
            None => Domain::Child(table),
        };
        let of = aggregate.of.as_ref().map(|t| self.single(t)).map(|n| self.whole_domain(n, child));
        let mut tests = self.visible(table);
        let since = aggregate.window.as_ref().map(|window| self.window(table, window, &mut tests));
        for test in &mut tests {
            *test = self.beside(*test, child);
        }
        if let Some(filter) = &aggregate.filter {
            let filter = self.single(filter);
            tests.push(self.whole_domain(filter, child));
        }
        let filter = self.both(tests, child);
        let ordered = matches!(kind, AggregateKind::First | AggregateKind::Last);
        let order = if ordered { self.time_field(table, |time| time.event_date) } else { None };
        let order = order.map(|node| self.beside(node, child));
        let domain = aggregate.within.map_or(Domain::Customer, Domain::Child);
        self.node(Op::Aggregate { kind, table, of, filter, order, since }, domain, repr)
    }

    /// What is so of the rows of a table, of the pairs that they are the inner rows of.
    fn beside(&mut self, id: NodeId, domain: Domain) -> NodeId {
        let repr = self.program.node(id).map_or(Repr::Bits, |n| n.repr);
        if let Domain::Pair(..) = domain { self.node(Op::Beside(id), domain, repr) } else { id }
    }

    /// What has to hold of a row of a table for it to be there at all.
    pub(super) fn visible(&mut self, table: TableId) -> Vec<NodeId> {
        let time = self.model.schema.table(table).map(|t| t.time).unwrap_or_default();
        let happened = if time.planned { None } else { self.time_field(table, |time| time.event_date) };
        let known = self.time_field(table, |time| time.known_at);
        let dates = happened.into_iter().chain(known);
        let mut tests: Vec<NodeId> = dates.map(|date| self.against_clock(Compare::Le, date)).collect();
        if let Some(known) = known.filter(|_| time.latest_by.is_some()) {
            let superseded = self.superseded(table, known);
            tests.push(self.against_clock(Compare::Gt, superseded));
        }
        tests
    }

    /// A date or an instant of a row compared with the as-of date or instant.
    fn against_clock(&mut self, compare: Compare, id: NodeId) -> NodeId {
        let repr = self.program.node(id).map_or(Repr::I32, |n| n.repr);
        let clock = if repr == Repr::Wide { Clock::Now } else { Clock::Today };
        let clock = self.node(Op::Clock(clock), Domain::Customer, repr);
        self.compare(compare, id, clock)
    }

    /// When rows stop being the latest of their id: the column that sealing puts behind the fields.
    fn superseded(&mut self, table: TableId, known: NodeId) -> NodeId {
        let fields = self.model.schema.table(table).map_or(0, |t| t.fields.len());
        let id = FieldId { table, field: u16::try_from(fields).unwrap_or(u16::MAX) };
        let repr = self.program.node(known).map_or(Repr::I32, |n| n.repr);
        self.node(Op::Input(id), Domain::Child(table), repr)
    }

    /// Adds to `tests` that a row lies in the window; the node of its first day.
    fn window(&mut self, table: TableId, window: &Window, tests: &mut Vec<NodeId>) -> NodeId {
        let (from, to) = (self.single(&window.from), self.single(&window.to));
        if let Some(date) = self.time_field(table, |time| time.event_date) {
            tests.push(self.compare(Compare::Ge, date, from));
            tests.push(self.compare(Compare::Le, date, to));
        }
        from
    }

    /// That all tests hold; `None` when there are none.
    pub(super) fn both(&mut self, mut tests: Vec<NodeId>, domain: Domain) -> Option<NodeId> {
        sort_unique(&mut tests);
        match tests.as_slice() {
            [] => None,
            [one] => Some(*one),
            _ => Some(self.node(Op::And(tests), domain, Repr::Bits)),
        }
    }

    /// The dates of a table's rows.
    fn time_field(
        &mut self,
        table: TableId,
        which: impl Fn(crate::model::TableTime) -> Option<u16>,
    ) -> Option<NodeId> {
        let id = FieldId { table, field: which(self.model.schema.table(table)?.time)? };
        let ty = self.model.schema.field(id)?.ty;
        Some(self.node(Op::Input(id), Domain::Child(table), repr_of(ty)))
    }
}

//! Aggregates over child tables as nodes.

use super::lower::Lower;
use super::{NodeId, Op, Repr, repr_of};
use crate::model::{Aggregate, Domain, FieldId, TableId};
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
        let filter = aggregate.filter.as_ref().map(|t| self.single(t)).map(|n| self.whole_domain(n, child));
        let ordered = matches!(kind, AggregateKind::First | AggregateKind::Last);
        let order = if ordered { self.event_date(table) } else { None };
        self.node(
            Op::Aggregate { kind, table, of, filter, order },
            aggregate.within.map_or(Domain::Customer, Domain::Child),
            repr,
        )
    }

    /// The dates of a table's events.
    fn event_date(&mut self, table: TableId) -> Option<NodeId> {
        let decl = self.model.schema.table(table)?;
        let id = FieldId { table, field: decl.time.event_date? };
        let ty = self.model.schema.field(id)?.ty;
        Some(self.node(Op::Input(id), Domain::Child(table), repr_of(ty)))
    }
}

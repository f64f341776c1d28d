//! The contact policy as nodes: what it asks of customers, and of the rows that record contacts.

use alloc::vec::Vec;

use super::lower::Lower;
use super::{NodeId, Shown};
use crate::model::contact::{History, RankBy, Together};
use crate::model::{Contacts, Domain, TableId, Term};
use crate::value::Type;

/// The contact policy as nodes of the customer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContactNodes {
    /// The key of the manager, a text.
    pub manager: Option<NodeId>,
    /// The key of the customer with whom they are contacted together, a text.
    pub partner: Option<NodeId>,
    /// Per rank of the order its value, where it is one of the customer.
    pub order: Vec<Option<Shown>>,
    /// Per cap how many contacts at most, an int.
    pub most: Vec<NodeId>,
    /// The preferred channel.
    pub preferred: Option<Shown>,
    /// The day of the event after which contacts rest.
    pub cooling: Option<NodeId>,
    /// What the bank records.
    pub history: Option<HistoryNodes>,
}

/// Recorded contacts as nodes of the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HistoryNodes {
    /// The table.
    pub table: TableId,
    /// The day.
    pub day: NodeId,
    /// The channel.
    pub channel: Option<Shown>,
    /// That the row is there and is a contact; absent where every row is.
    pub taken: Option<NodeId>,
}

impl Lower<'_> {
    /// The nodes of the contact policy.
    pub(super) fn contact(&mut self, contact: &Contacts) -> ContactNodes {
        let of_customer = |by: &RankBy| match by {
            RankBy::Term(term) => Some(term.clone()),
            _ => None,
        };
        let partner = contact.together.as_ref().and_then(|with| match with {
            Together::Key(term) => Some(term),
            Together::Group(_) => None,
        });
        ContactNodes {
            manager: contact.managers.as_ref().map(|m| self.single(&m.key)),
            partner: partner.map(|term| self.single(term)),
            order: contact.order.iter().map(|r| of_customer(&r.by).map(|t| self.shown(&t))).collect(),
            most: contact.caps.iter().map(|cap| self.single(&cap.most)).collect(),
            preferred: contact.preferred.as_ref().map(|term| self.shown(term)),
            cooling: contact.cooling.as_ref().map(|cooling| self.single(&cooling.after)),
            history: contact.history.as_ref().map(|history| self.history(history)),
        }
    }

    fn history(&mut self, history: &History) -> HistoryNodes {
        let domain = Domain::Child(history.table);
        let own = |lower: &mut Self, term: &Term| {
            let id = lower.single(term);
            lower.whole_domain(id, domain)
        };
        let mut tests = self.visible(history.table);
        tests.extend(history.filter.as_ref().map(|filter| own(self, filter)));
        HistoryNodes {
            table: history.table,
            day: own(self, &history.day),
            channel: history.channel.as_ref().map(|channel| self.shown(channel)),
            taken: self.both(tests, domain),
        }
    }

    /// A stake and its places, beside every row that an alert asks.
    pub(super) fn stake(&mut self, term: &Term, domain: Domain) -> (NodeId, u8) {
        let places = if let Type::Decimal(places) = term.ty { places } else { 0 };
        let id = self.single(term);
        (self.whole_domain(id, domain), places)
    }
}

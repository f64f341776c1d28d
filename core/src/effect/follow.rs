//! Following a customer through the deliveries of an outcome's window.

use super::history::{History, Said};
use crate::model::Followed;
use crate::policy::{Gone, Seen};

/// An outcome and the deliveries in which it is looked for.
#[derive(Clone, Copy)]
pub(super) struct Follow<'a> {
    pub history: &'a History,
    /// Days of the deliveries that are known.
    pub days: &'a [i32],
    /// The outcome, and its index.
    pub outcome: (&'a Followed, usize),
}

impl Follow<'_> {
    /// What a delivery says of a customer; `None`: the customer is not in it.
    pub fn said(&self, delivery: usize, customer: u32) -> Option<Said> {
        self.history.said(delivery, customer, self.outcome.1)
    }

    /// Whether it happened after a day and up to another; `None` when that is not known.
    pub fn happened(&self, customer: u32, after: i32, end: i32) -> Option<bool> {
        let from = self.days.partition_point(|day| *day <= after);
        let to = self.days.partition_point(|day| *day <= end);
        match self.outcome.0.seen {
            Seen::End => self.is_so(customer, to.checked_sub(1).filter(|last| *last >= from)?),
            Seen::Any => {
                let (mut is_seen, mut is_doubtful) = (false, from == to);
                for delivery in from..to {
                    let so = self.is_so(customer, delivery);
                    is_seen |= so == Some(true);
                    is_doubtful |= so.is_none();
                }
                if is_seen { Some(true) } else { (!is_doubtful).then_some(false) }
            }
        }
    }

    /// Whether it is so by what a delivery says of a customer, or by their not being in it.
    pub fn is_so(&self, customer: u32, delivery: usize) -> Option<bool> {
        match (self.said(delivery, customer), self.outcome.0.gone) {
            (Some(said), _) => said.when,
            (None, Gone::Happened) => Some(true),
            (None, Gone::Not) => Some(false),
            (None, Gone::Unknown) => None,
        }
    }
}

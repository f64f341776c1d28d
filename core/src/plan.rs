//! The plan stage: what is done today about the tasks that are open.
//!
//! The rules say what is true of each customer, the state which tasks are open; the plan looks across customers. Open
//! tasks of one customer become contacts ([`contacts`]), which a manager's day takes up to its capacity, in the order
//! of the policy and never more often than its caps allow. What has gone to a customer and what goes today is kept in
//! one ledger ([`caps`]), through which everything passes that reaches a customer, so that no cap is passed by two
//! kinds of it together.
//!
//! Beside the day stands a proposal: which manager serves which customer ([`assign`](mod@assign)).
//!
//! Nothing is sent and nobody is called here: a plan is rows.
//!
//! INVARIANT: the same state and the same facts give the same plan, whatever the order of rows.

use alloc::vec::Vec;

pub mod assign;
pub mod caps;
pub mod contacts;
pub mod facts;
pub mod outbox;
pub mod quiet;

use crate::outcome::{Outcome, Run};

pub(crate) use caps::unreadable;
pub use caps::{Form, Held, Ledger, Touch, TouchRow};
pub use contacts::{Contact, Why};
pub use facts::{Fact, Facts};

/// The plan of a run's day.
#[derive(Debug, Clone, Default)]
pub struct Planned {
    /// The contacts of the run's customers.
    pub contacts: Vec<Contact>,
    /// Messages.
    pub outbox: outbox::Outbox,
    /// What went to customers and what is on its way to them, as the next run takes it.
    pub touches: Vec<TouchRow>,
}

/// The plan of the day of the run of which this is the outcome.
#[must_use]
pub fn plan(run: &Run<'_>, outcome: &Outcome) -> Planned {
    let (after, facts) = (outcome.state(run), Facts::of(run, outcome));
    let mut ledger = Ledger::of(run, after, &facts);
    let contacts = contacts::contacts(run, after, &facts, &mut ledger);
    let outbox = outbox::outbox(run, outcome, &facts, &mut ledger);
    Planned { contacts, outbox, touches: ledger.rows() }
}

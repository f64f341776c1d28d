//! Blocks: who is not scored, who is never contacted, which tasks are kept back.
//!
//! INVARIANT: a block fails safe. A customer is scored only where `score` is known to be true; a task is handed out
//! only where `never_contact` and its alert's `suppress` are known to be false, and a greeting only where it is known
//! that no complaint is open.

use super::Model;
use super::term::Term;

/// Whom the policy is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Population {
    /// Who is scored: scores of all others are unknown. Everyone when absent.
    pub score: Option<Term>,
    /// Who is never contacted: their tasks are blocked. No one when absent.
    pub never_contact: Option<Term>,
}

/// What keeps a task back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Block {
    /// The customer is never contacted.
    NeverContact,
    /// A complaint is open, and the task is a greeting.
    Complaint,
    /// The alert's own `suppress`.
    Suppress,
    /// The customer is left alone, so that the rule can be measured.
    Holdout,
}

impl Block {
    /// The key of the policy language, which is also what output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NeverContact => "never_contact",
            Self::Complaint => "complaint",
            Self::Suppress => "suppress",
            Self::Holdout => "holdout",
        }
    }
}

impl Model {
    /// Whether something in the policy can block a task.
    #[must_use]
    pub fn blocks(&self) -> bool {
        let held = |alert: &super::Alert| alert.suppress.is_some() || self.complaint(alert).is_some();
        self.holdout.is_some() || self.population.never_contact.is_some() || self.alerts.iter().any(held)
    }
}

//! Blocks: who is not scored, who is never contacted, which tasks are kept back.
//!
//! INVARIANT: a block fails safe. A customer is scored only where `score` is known to be true; a task is handed out
//! only where `never_contact` and its alert's `suppress` are known to be false.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// The customer is never contacted.
    NeverContact,
    /// The alert's own `suppress`.
    Suppress,
}

impl Block {
    /// The key of the policy language, which is also what output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NeverContact => "never_contact",
            Self::Suppress => "suppress",
        }
    }
}

impl Model {
    /// Whether something in the policy can block a task.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.population.never_contact.is_some() || self.alerts.iter().any(|a| a.suppress.is_some())
    }
}

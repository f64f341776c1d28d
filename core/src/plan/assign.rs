//! Customers to managers: a proposal that keeps every limit and changes as little as it can.
//!
//! [`assign`] asks each manager what he meets and has room for ([`people`]), each customer what rules are about him
//! ([`book`]), and gives every customer who needs a manager one of those who may serve him ([`flow`] finds the best
//! way, [`settle`] says who exactly goes where, and why). Nothing is changed: the result is a list of proposed changes,
//! with the day from which they are to hold and what is open about each customer, for a person to decide on.
//!
//! What a bank expects, decided here:
//!
//! * Limits are hard: a manager's own capacity, the `most` of every limit that is about him, and every need. A customer
//!   for whom there is nobody is listed as unplaced, with the rule that excludes everyone, or with `capacity`.
//! * First as few as possible stay without a manager, then the sum of prices and preferences is as small as can be.
//!   A change that has to be is not priced. Without `change` every other one costs 1, so that a manager over capacity loses no more than has to be.
//! * Of equal customers the one with the smaller key leaves first.
//! * What is unknown moves nobody and brings nobody: whether a manager may *keep* a customer is read as yes, whether he
//!   may be *given* one as no. A manager whose capacity is unknown keeps all he has; one whose row could not be read
//!   does, too. A customer of whom it is unknown whether he needs a manager stays, and is listed if he has none. A
//!   price that is unknown is dearer than all known ones; one below zero counts as zero.
//! * A manager who has no row of his table that holds today, or is not `active`, serves nobody: his customers are placed.
//! * Customers outside `who` are neither moved nor counted.
//!
//! It looks at all customers of the run at once, so the run has to hold the whole book.
//!
//! INVARIANT: no manager who may be given customers ends above his room, unless he is above it by customers that
//! cannot be moved.
//! INVARIANT: the proposal does not depend on the order of rows.

use alloc::string::String;
use alloc::vec::Vec;

use crate::evaluate::Cause;
use crate::model::assignment::Assignment;
use crate::outcome::{Outcome, Run};
use crate::program::AssignmentNodes;

mod book;
pub mod flow;
mod people;
mod settle;
pub mod words;

/// The price of what has none that is known: above every other.
pub const DEAR: i64 = 1 << 53;

/// A proposal.
#[derive(Debug, Clone, Default)]
pub struct Assigned {
    /// The managers, by key.
    pub managers: Vec<Load>,
    /// The customers who are to change, or have nobody, in the order of the run.
    pub changes: Vec<Change>,
    /// The customers who stay, by row, and with whom.
    pub stays: Vec<(u32, String)>,
    /// The whole.
    pub total: Total,
}

/// What becomes of a manager's customers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Load {
    /// The manager's key.
    pub key: String,
    /// How many customers he may have: the smallest of his limits; `None`: unknown.
    pub room: Option<u32>,
    /// How many he has.
    pub before: u32,
    /// How many he is given.
    pub gained: u32,
    /// How many leave him.
    pub lost: u32,
    /// What is to be said about him.
    pub notice: Option<Notice>,
}

/// What is to be said about a manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// He is not in the table, or no row of his holds today.
    Gone,
    /// He serves no customers.
    Inactive,
    /// His row could not be read, or the table was not delivered.
    Unreadable,
    /// He has more customers than he may have.
    OverCapacity,
    /// Something about him is unknown: he keeps what he has and is given nobody.
    Unknown,
}

/// A change that is proposed, or a customer for whom there is nobody.
#[derive(Debug, Clone)]
pub struct Change {
    /// The customer's row.
    pub row: u32,
    /// The manager today.
    pub from: Option<String>,
    /// The manager to be; `None`: nobody.
    pub to: Option<String>,
    /// Why the customer does not stay.
    pub why: Why,
    /// What stands in the way of everyone; only of those for whom there is nobody.
    pub against: Option<Against>,
    /// What the change costs, in the places of the assignment; `None`: nobody, or unknown.
    pub cost: Option<i64>,
    /// From when it is to hold.
    pub effective: Option<i32>,
}

/// Why a customer does not stay where he is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// He has no manager.
    NoManager,
    /// His manager is not there any more.
    Gone,
    /// His manager serves no customers.
    Inactive,
    /// His manager is of another branch.
    Branch,
    /// His manager does not meet the need of that index.
    Need(u16),
    /// His manager has too many.
    OverCapacity,
    /// So that another customer finds a manager, or a cheaper one.
    MakesRoom,
    /// Another manager suits him better by more than a change costs.
    Preferred,
    /// It is unknown whether he needs one, or who it is.
    Unknown(Cause),
}

/// What stands in the way of everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The customer's branch is unknown.
    UnknownBranch,
    /// There is no manager who serves customers.
    Nobody,
    /// No manager is of his branch.
    Branch,
    /// No one else meets the need of that index.
    Need(u16),
    /// Each meets some of the needs, nobody all of them.
    Needs,
    /// Those who could have no room.
    Capacity,
    /// What is unknown has to be known first.
    Unknown,
}

/// The whole of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// Customers who need a manager, those of whom it is unknown included.
    pub customers: u32,
    /// Customers who are to have another manager than today, or one where they have none.
    pub changes: u32,
    /// Customers for whom there is nobody.
    pub unplaced: u32,
    /// What changes and unmet preferences cost, those without a known price left out.
    pub cost: i128,
    /// By how much the cost may be above the least possible: 0 is a proof that nothing better exists.
    pub gap: i128,
}

/// The proposal of a run; empty when its policy has no assignment.
#[must_use]
pub fn assign(run: &Run<'_>, outcome: &Outcome) -> Assigned {
    let (Some(assignment), Some(nodes)) = (&run.model.assignment, &run.program.assignment) else {
        return Assigned::default();
    };
    propose(run, outcome, assignment, nodes)
}

/// The proposal of one assignment of a run's policy.
#[must_use]
pub fn propose(
    run: &Run<'_>,
    outcome: &Outcome,
    assignment: &Assignment,
    nodes: &AssignmentNodes,
) -> Assigned {
    let people = people::people((run, outcome), assignment, nodes);
    let mut book = book::read((run, outcome), assignment, nodes, people);
    let (problem, order) = book.problem();
    let solution = flow::solve(&problem);
    settle::settle(&book, &order, (&problem, &solution))
}

impl Assigned {
    /// The manager of the only customer of a run, as proposed.
    #[must_use]
    pub fn only_manager(&self) -> Option<&str> {
        self.managers.iter().find(|m| m.before + m.gained > m.lost).map(|m| m.key.as_str())
    }
}

impl Notice {
    /// The stable id that output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Inactive => "inactive",
            Self::Unreadable => "unreadable",
            Self::OverCapacity => "over_capacity",
            Self::Unknown => "unknown",
        }
    }
}

impl Why {
    /// The stable id that output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoManager => "no_manager",
            Self::Gone => "manager_gone",
            Self::Inactive => "manager_inactive",
            Self::Branch => "branch",
            Self::Need(_) => "need",
            Self::OverCapacity => "over_capacity",
            Self::MakesRoom => "makes_room",
            Self::Preferred => "preferred",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl Against {
    /// The stable id that output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::UnknownBranch => "unknown_branch",
            Self::Nobody => "nobody",
            Self::Branch => "branch",
            Self::Need(_) => "need",
            Self::Needs => "needs_together",
            Self::Capacity => "capacity",
            Self::Unknown => "unknown",
        }
    }
}

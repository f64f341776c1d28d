//! What one part of a population adds to the figures of the whole.
//!
//! Most output tables of a run are lists, and those of parts are put one behind the other. Three things are not: the
//! summary, the reports and the funnels are figures over all customers. A [`Share`] holds what they are made of, before
//! anything is divided; [`Share::join`] adds the shares of parts, and [`Share::summary`] and [`Share::table`] make of a
//! share what the run itself would have made.
//!
//! A share is written as text that means something to this module alone, and names the policy and the instant that it
//! is of. It comes back from a disk, so nothing in it is believed: a share whose figures could not have come from a run
//! of the policy is refused.
//!
//! This module does not know how a population is cut, and does not tell a share that is added twice: who keeps the
//! shares keeps count of them.
//!
//! INVARIANT: shares of the parts of a population, joined in any order, are the share of the population.

use alloc::string::String;
use alloc::vec::Vec;

use crate::catalogue::no_customers;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::funnel::Step;
use crate::model::Model;
use crate::outcome::{Outcome, Run};
use crate::output::funnel::{FUNNEL, funnel};
use crate::output::{OutputTable, Summary, summary, tables};
use crate::program::Program;
use crate::report::{self, State};

mod counts;
mod json;

pub use counts::{AlertCounts, Counts, MemberCounts, ScoreCounts, TagCounts};

/// Whether an output table is made of shares, and not of the rows of the parts.
#[must_use]
pub fn is_shared(table: &str) -> bool {
    ["reports", FUNNEL].contains(&table)
}

/// The figures of a part of a population, or of several that were joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The as-of instant, microseconds UTC.
    as_of: i64,
    counts: Counts,
    /// Per alert its steps.
    funnels: Vec<Vec<Step>>,
    reports: Vec<State>,
}

impl Share {
    /// The share of a run.
    #[must_use]
    pub fn of(run: &Run<'_>, outcome: &Outcome) -> Self {
        Self {
            as_of: run.as_of,
            counts: Counts::of(run, outcome),
            funnels: outcome.funnels.clone(),
            reports: outcome.reports.clone(),
        }
    }

    /// The share of nobody, to which others are joined.
    #[must_use]
    pub fn none(model: &Model, program: &Program, as_of: i64) -> Self {
        let dataset = no_customers(&model.schema);
        let run = Run { model, program, dataset: &dataset, as_of };
        Self::of(&run, &run.evaluate(false))
    }

    /// Adds the customers of another part, who are counted by the same policy at the same instant.
    pub fn join(&mut self, other: Self) {
        self.counts.join(&other.counts);
        for (steps, others) in self.funnels.iter_mut().zip(&other.funnels) {
            steps.iter_mut().zip(others).for_each(|(step, other)| step.join(*other));
        }
        self.reports.iter_mut().zip(other.reports).for_each(|(state, other)| state.join(other));
    }

    /// As [`Share::join`], of a share as text.
    ///
    /// # Errors
    /// `UnreadableRequest` when the text is no share of this policy at this instant, or one that no run gives.
    pub fn add(&mut self, model: &Model, text: &str) -> Result<(), Diagnostic> {
        let refused = |what: &str| Diagnostic::new(Code::UnreadableRequest, Span::default(), "", &[&what]);
        self.join(json::read(model, self, text).map_err(refused)?);
        Ok(())
    }

    /// The share as text, which only [`Share::add`] needs to understand.
    #[must_use]
    pub fn write(&self, model: &Model) -> String {
        json::write(model, self)
    }

    /// The summary of the whole.
    #[must_use]
    pub fn summary(&self, model: &Model) -> Summary {
        summary::of(model, &self.counts)
    }

    /// A table of those that are made of shares.
    ///
    /// # Errors
    /// `UnknownOutput` for another name, or a table that the policy does not have.
    pub fn table(&self, model: &Model, name: &str) -> Result<OutputTable, Diagnostic> {
        let known = || tables(model).into_iter().filter(|name| is_shared(name));
        match known().find(|known| *known == name) {
            Some(FUNNEL) => Ok(funnel(model, &self.funnels)),
            Some(_) => Ok(report::table(model, &self.reports)),
            None => {
                let known = known().collect::<Vec<_>>().join(", ");
                Err(Diagnostic::new(Code::UnknownOutput, Span::default(), "", &[&name, &known]))
            }
        }
    }
}

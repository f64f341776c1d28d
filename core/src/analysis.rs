//! What can be proved about a policy before it runs, each finding with a customer who shows it.
//!
//! ```text
//! condition --truth--> regions of customers --rules, tables--> finding with a case --witness--> customer, asked of the engine
//! ```
//!
//! A condition of the exact fragment (see [`truth`]) is true in one region of customers and false in another. Regions are
//! intersected and subtracted, and what is found is shown by a customer on whom the engine itself is run: a finding
//! that the engine does not confirm is not told. What is outside of the fragment, or beyond its bounds, is listed as
//! not analysed: nothing is claimed of it.
//!
//! Parameters stand for their values in the policy; where a branch may move one, the finding holds for the policy's.
//!
//! INVARIANT: reads the policy and changes nothing; the same policy and day give the same findings in the same order.

use alloc::string::ToString;
use alloc::vec::Vec;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::policy::{At, Policy};
use crate::program::Program;

mod asked;
mod decisions;
mod edges;
mod line;
mod offers;
mod points;
pub mod region;
mod rules;
pub mod tables;
pub mod truth;
mod unused;
pub mod witness;

use asked::Tests;
use truth::Outside;
pub use witness::{Verdict, Witness};

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The findings, by place. Rules and tables of which nothing is claimed are among them.
    pub findings: Vec<Finding>,
}

/// A finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What it is, and where.
    pub diagnostic: Diagnostic,
    /// A customer who shows it, confirmed by the engine; what is unused, never fires or is not analysed has none.
    pub witness: Option<Witness>,
    /// Whether it is worth knowing and may well be meant.
    pub note: bool,
}

/// A policy that is analysed, on a day.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// As written.
    pub policy: &'a Policy,
    /// Checked.
    pub model: &'a Model,
    /// Compiled.
    pub program: &'a Program,
    /// The day that conditions call today.
    pub today: i32,
}

/// Analyses a policy.
#[must_use]
pub fn analyse(subject: Subject<'_>) -> Analysis {
    let mut analysis = Analysis::default();
    let tests = Tests::new(subject);
    rules::rules(subject, &tests, &mut analysis);
    decisions::decisions(subject, &tests, &mut analysis);
    points::points(subject, &mut analysis);
    edges::edges(subject, &tests, &mut analysis);
    offers::offers(subject, &tests, &mut analysis);
    unused::unused(subject, &mut analysis);
    let place = |f: &Finding| (f.diagnostic.span.file, f.diagnostic.span.line, f.diagnostic.span.column);
    crate::order::sort_by(&mut analysis.findings, |a, b| place(a).cmp(&place(b)));
    analysis
}

impl Analysis {
    fn found(&mut self, code: Code, at: &At, args: &[&dyn ToString], witness: Option<Witness>) {
        let diagnostic = Diagnostic::new(code, at.span, &at.pointer, args);
        self.findings.push(Finding { diagnostic, witness, note: false });
    }

    fn note(&mut self, code: Code, at: &At, args: &[&dyn ToString], witness: Option<Witness>) {
        let diagnostic = Diagnostic::new(code, at.span, &at.pointer, args);
        self.findings.push(Finding { diagnostic, witness, note: true });
    }

    /// Nothing is claimed of an alert or table.
    fn outside(&mut self, why: Outside, at: &At, id: &str) {
        let code = match why {
            Outside::Fragment => Code::OutsideFragment,
            Outside::Bound => Code::BeyondBound,
        };
        self.found(code, at, &[&id], None);
    }
}

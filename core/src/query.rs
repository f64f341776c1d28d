//! What a person asks of customers who have been scored: figures of groups, or a list of those whom a condition takes.
//!
//! A [`Query`] is texts of the policy language, checked in the scope of the policy as a report of it would be, and
//! answered from the tables that are there: [`Answer::groups`] gives the figures, [`Answer::page`] the customers behind
//! a cell of them, or behind all. It is a view and no output table: it is not part of a digest, and no small cell is
//! hidden, since whoever asks holds the customers themselves.
//!
//! A customer of whom the condition is not known is in no group and is counted; one whose group is not known is in a
//! group named [`UNKNOWN`]; figures are over the customers of whom they are known, the others are counted beside them.
//!
//! INVARIANT: customers of all cells + excluded + unknown = customers of the run, and every total is made of the cells'
//! own sums, so that tables reconcile to the last place.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Model, Term};
use crate::outcome::{Outcome, Run};
use crate::policy::{FigureKind, Policy};
use crate::program::Program;
use crate::relate::Related;
use crate::report::State;

mod groups;
mod key;
mod page;
mod place;
mod prepare;
mod record;

pub use crate::report::collect::UNKNOWN;
pub use groups::{Axis, Cell, Groups, Member, Value};
pub use page::{Page, Row};
pub use record::{Doubt, RecordTable, Records, records};

/// More groups than these are no table for people.
const MAX_CELLS: usize = 1 << 16;

/// Groups of a table: rows and columns.
const MAX_AXES: usize = 2;

/// What is asked. Expressions are over customers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// Who counts: a condition; everybody when absent.
    pub filter: Option<String>,
    /// Only customers for whom one of these alerts fired; all when empty.
    pub alerts: Vec<String>,
    /// Only customers in whose key or texts this occurs, ASCII letters in either case; all when empty.
    pub find: String,
    /// What the groups are made by, at most two.
    pub by: Vec<By>,
    /// The figures of a group.
    pub measures: Vec<Measure>,
    /// What is shown of a customer: expressions.
    pub columns: Vec<String>,
    /// What customers are listed by: an expression. By their place in the file when absent.
    pub order: Option<String>,
    /// Whether the largest is first; who has no value is last either way.
    pub descending: bool,
    /// For what it is asked; the policy then has to allow it. Not checked when absent.
    pub purpose: Option<String>,
}

/// What groups are made by.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct By {
    /// The expression.
    pub of: String,
    /// Cells that together hold every value, such as `< 50000`; empty: each value is a group.
    pub bins: Vec<String>,
}

/// A figure of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its name.
    pub id: String,
    /// What is computed; of quantiles the median.
    pub kind: FigureKind,
    /// Of which value; of a share, which condition. Absent for a count.
    pub of: Option<String>,
}

/// An answered query, from which tables and pages are taken.
#[derive(Debug)]
pub struct Answer {
    query: Query,
    /// The policy with the query as its only report, and its program.
    model: Model,
    program: Program,
    related: Rc<Related>,
    /// The cells in the order of their groups.
    state: State,
    /// Per customer the place among the cells, or why there is none.
    places: Vec<u32>,
    /// Per customer what the list is ordered by, unknown last.
    keys: Option<Vec<(bool, i128)>>,
    /// The customers of the cells that were listed last, in order.
    listed: RefCell<Option<(page::Choice, Rc<Vec<u32>>)>>,
}

impl Answer {
    /// Answers a query about a run; `written` is its policy.
    ///
    /// # Errors
    /// The first finding about an expression, as in a policy; `UnreadableRequest` for an alert that is none and for too
    /// many groups; `FieldNotRead` for a field that the dataset has not kept.
    pub fn of(written: &Policy, run: &Run<'_>, outcome: &Outcome, query: Query) -> Result<Self, Diagnostic> {
        let model = prepare::model(written, run, &query)?;
        let columns = prepare::report(&model).map_or(&[][..], |report| &report.columns);
        let program = prepare::program(&model, columns);
        let takes = place::takes(run, outcome, &query)?;
        let own = Run { model: &model, program: &program, ..*run };
        let placed = place::place(&own, outcome, takes.as_ref(), query.order.is_some());
        if placed.state.cells.len() > MAX_CELLS {
            return Err(refused(&alloc::format!("more than {MAX_CELLS} groups")));
        }
        Ok(Self {
            related: outcome.related(run).clone(),
            state: placed.state,
            places: placed.places,
            keys: placed.keys,
            listed: RefCell::default(),
            query,
            model,
            program,
        })
    }

    /// The expressions of the groups, with the texts of their bins.
    fn axes(&self) -> impl Iterator<Item = (&Term, Vec<&str>)> {
        let groups = prepare::report(&self.model).into_iter().flat_map(|report| &report.by);
        groups.map(|group| (&group.term, group.bins.iter().map(|bin| bin.text.as_str()).collect()))
    }
}

/// A query that makes no sense.
fn refused(what: &str) -> Diagnostic {
    Diagnostic::new(Code::UnreadableRequest, Span::default(), "", &[&what])
}

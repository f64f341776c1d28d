//! Reports: figures over groups of customers that may be computed in parts and joined in any order.
//!
//! A run fills one [`State`] per report, [`merge`] joins the states of several runs, and only [`table`] divides, picks
//! quantiles and compares distributions. So a report of a hundred parts is, to the digit, the report of the whole.
//!
//! - A customer whose group is not known is counted in a group named `unknown`, and so is a value that reads so. One
//!   whose `where` is not known is in no group; their number stands in a row named `where_unknown`.
//! - A figure is over the customers of whom it is known; the others are counted beside it.
//! - A quantile is a value that occurs: the smallest below or at which the share lies (nearest rank). Up to
//!   [`state::EXACT`] values of a cell are kept; above that each value stands for its bucket, which is at most 1/64 wide.
//! - The drift is the population stability index, sum of `(a - e) * ln(a / e)` over the bins, rounded to six places; a
//!   share below 0.0001 counts as 0.0001, so that an empty bin does not make it infinite.
//! - With `min_cell` no cell of fewer customers is shown, and none that could be found by subtraction (see [`guard`]).
//!
//! INVARIANT: the parts of a run, joined in any order, are the state of the run.
//! INVARIANT: customers of all cells + those whose `where` is false or unknown = customers of the run.

use alloc::string::String;
use alloc::vec::Vec;

use crate::diagnostic::Diagnostic;
use crate::model::Model;

pub mod collect;
mod guard;
pub(crate) mod json;
pub mod state;
mod table;

pub use collect::Collector;
pub use state::State;
pub use table::table;
pub(crate) use table::{stability, value, wide};

/// The states of a run's reports as JSON, which only [`merge`] and [`read`] need to understand.
#[must_use]
pub fn write(model: &Model, states: &[State]) -> String {
    json::write(model, states)
}

/// The states that [`write`] wrote.
///
/// # Errors
/// `UnreadableRequest` when the text is none of this policy.
pub fn read(model: &Model, text: &str) -> Result<Vec<State>, Diagnostic> {
    json::read(model, text)
}

/// The states of several parts of a population as those of the whole; the order of the parts has no meaning.
///
/// # Errors
/// `UnreadableRequest` when one of the texts is none of this policy.
pub fn merge(model: &Model, parts: &[&str]) -> Result<String, Diagnostic> {
    let mut all: Vec<State> = model.reports.iter().map(|_| State::default()).collect();
    for part in parts {
        all.iter_mut().zip(read(model, part)?).for_each(|(state, other)| state.join(other));
    }
    Ok(write(model, &all))
}

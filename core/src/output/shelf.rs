//! What an outcome keeps of its output tables: the one that was made last.
//!
//! A door that writes a table as CSV and as Parquet asks for it twice, one after the other.

use alloc::rc::Rc;

use super::{OutputTable, table};
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Run};

/// The shelf of an outcome.
pub(crate) type Shelf = Option<Rc<OutputTable>>;

/// As [`table`], of a table that is kept until another one is asked for.
///
/// # Errors
/// `UnknownOutput` for a name that is not one of [`tables`](super::tables).
pub fn shared(run: &Run<'_>, outcome: &Outcome, name: &str) -> Result<Rc<OutputTable>, Diagnostic> {
    let is_it = |made: &&Rc<OutputTable>| made.name == name;
    if let Some(made) = outcome.shelf.borrow().as_ref().filter(is_it) {
        return Ok(made.clone());
    }
    // Gone before the next is made: there is not room for two large ones.
    *outcome.shelf.borrow_mut() = None;
    let made = Rc::new(table(run, outcome, name)?);
    *outcome.shelf.borrow_mut() = Some(made.clone());
    Ok(made)
}

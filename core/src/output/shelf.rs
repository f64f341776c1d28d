//! What an outcome keeps of its output tables: the one that was made last, and the hash over those made so far.
//!
//! A door that writes a table as CSV and as Parquet asks for it twice, one after the other. One that writes all tables
//! and then asks for their digest has made most of them in the order in which they are hashed.
//!
//! INVARIANT: the hash is the one over all tables in their order, whoever has asked for which of them before.

use alloc::rc::Rc;
use alloc::string::String;

use sha2::{Digest, Sha256};

use super::digest::{add, hashed};
use super::{OutputTable, table};
use crate::diagnostic::Diagnostic;
use crate::outcome::{Outcome, Run};

/// The shelf of an outcome.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    last: Option<Rc<OutputTable>>,
    hash: Sha256,
    /// How many tables the hash is over.
    hashed: usize,
}

/// As [`table`], of a table that is kept until another one is asked for.
///
/// # Errors
/// `UnknownOutput` for a name that is not one of [`tables`](super::tables).
pub fn shared(run: &Run<'_>, outcome: &Outcome, name: &str) -> Result<Rc<OutputTable>, Diagnostic> {
    let is_it = |made: &&Rc<OutputTable>| made.name == name;
    if let Some(made) = outcome.shelf.borrow().last.as_ref().filter(is_it) {
        return Ok(made.clone());
    }
    // Gone before the next is made: there is not room for two large ones.
    outcome.shelf.borrow_mut().last = None;
    let made = Rc::new(table(run, outcome, name)?);
    let mut shelf = outcome.shelf.borrow_mut();
    if hashed(run.model).get(shelf.hashed) == Some(&made.name) {
        shelf.add(&made);
    }
    shelf.last = Some(made.clone());
    Ok(made)
}

/// SHA-256 over the output tables of a run, as hex: names, types, values and validity of every column. Funnels are left
/// out: like the summary they count a run's results by their reasons, and are no results themselves.
#[must_use]
pub fn digest(run: &Run<'_>, outcome: &Outcome) -> String {
    let names = hashed(run.model);
    loop {
        let Some(next) = names.get(outcome.shelf.borrow().hashed) else { break };
        // A table of the list can be made.
        let Ok(made) = table(run, outcome, next) else { break };
        outcome.shelf.borrow_mut().add(&made);
    }
    crate::text::canonical::hex(&outcome.shelf.borrow().hash.clone().finalize())
}

impl Shelf {
    fn add(&mut self, table: &OutputTable) {
        add(&mut self.hash, table);
        self.hashed += 1;
    }
}

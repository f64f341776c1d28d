//! Totals over groups of customers, for folders that hold only a part of a group.
//!
//! A customer's family may be another person's to see. Scored again, such a folder would total less than the bank did, so
//! each customer gets the totals of the run beside the own columns; the engine takes them instead of its own.

use std::collections::HashMap;

use super::run::Run;
use crate::error::Result;

/// The run's table of groups.
const GROUPS: &str = "groups";

/// The totals of a run, by customer.
#[derive(Default)]
pub(super) struct Totals {
    /// The names of their columns.
    pub columns: Vec<String>,
    of: HashMap<String, Vec<String>>,
}

impl Totals {
    /// Reads the table of groups; none where the run has no groups.
    pub fn of(run: &Run) -> Result<Self> {
        let mut totals = Self::default();
        if run.output(GROUPS).is_empty() {
            return Ok(totals);
        }
        run.each(GROUPS, |line| {
            if totals.columns.is_empty() {
                // Totals are named by their kind of groups and their own name; nothing else in the table has a dot.
                totals.columns = line.names().filter(|name| name.contains('.')).map(str::to_owned).collect();
            }
            let own =
                totals.of.entry(line.at(1)).or_insert_with(|| vec![String::new(); totals.columns.len()]);
            for (slot, name) in own.iter_mut().zip(&totals.columns) {
                let value = line.text(name)?;
                if !value.is_empty() {
                    *slot = value;
                }
            }
            Ok(())
        })?;
        Ok(totals)
    }

    /// The totals of a customer; empty texts where they are not known.
    pub fn row(&self, customer: &str) -> impl Iterator<Item = &str> {
        let own = self.of.get(customer);
        (0..self.columns.len()).map(move |at| own.and_then(|own| own.get(at)).map_or("", String::as_str))
    }
}

//! A customer many times in one block, to be evaluated with other values in some fields.

use alloc::rc::Rc;

use crate::dataset::Dataset;
use crate::evaluate::{BLOCK, Machine};
use crate::outcome::Run;
use crate::program::Needs;
use crate::relate::Related;

/// Child rows that the copies have together, about.
const MAX_ROWS: usize = 1 << 16;

/// The copies.
pub(super) struct Copies<'a> {
    run: &'a Run<'a>,
    dataset: Dataset,
    related: Rc<Related>,
    /// How many there are.
    pub rows: usize,
    /// How many were evaluated so far.
    pub evaluated: u32,
}

impl<'a> Copies<'a> {
    /// As many copies of the customer of a row as a block has room for.
    pub fn of(run: &'a Run<'a>, row: usize, related: &Related) -> Self {
        let children = run.dataset.tables.iter().map(|table| {
            let at = |row: usize| table.offsets.get(row).map_or(0, |at| *at as usize);
            at(row + 1) - at(row).min(at(row + 1))
        });
        let rows = (MAX_ROWS / (children.sum::<usize>() + 1)).clamp(64, BLOCK).min(run.program.block());
        Self::sized(run, row, related, rows)
    }

    /// So many copies of the customer of a row.
    pub fn sized(run: &'a Run<'a>, row: usize, related: &Related, rows: usize) -> Self {
        let (dataset, related) = (run.dataset.copies(row, rows), Rc::new(related.copies(row, rows)));
        Self { run, dataset, related, rows, evaluated: 0 }
    }

    /// Gives a field its values by their keys.
    pub fn fill(&mut self, field: u16, keys: &[i64]) {
        self.dataset.fill(field, keys);
    }

    /// Evaluates the first `count` copies: what is needed, or everything.
    pub fn evaluate<T>(
        &mut self,
        count: usize,
        needs: Option<&Needs>,
        see: impl FnOnce(&Run<'_>, &Machine<'_>) -> T,
    ) -> T {
        let count = count.min(self.rows);
        self.evaluated = self.evaluated.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        let run = Run { dataset: &self.dataset, ..*self.run };
        let now = (run.as_of, run.today());
        let mut machine = match needs {
            Some(needs) => Machine::for_needs(run.program, run.dataset, now, needs),
            None => Machine::new(run.program, run.dataset, now),
        };
        machine.relate(self.related.clone());
        machine.block(0..count);
        see(&run, &machine)
    }
}

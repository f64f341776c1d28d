//! The scores and contributions of a run as columns.

use alloc::vec::Vec;

use crate::column::Bits;
use crate::evaluate::CardBlock;
use crate::outcome::{Outcome, Run};
use crate::program::Needs;

/// Of all customers of a run, or of one.
pub(super) struct Sheet {
    /// The customers' rows in the run.
    pub rows: Vec<usize>,
    cards: Vec<Columns>,
}

/// The columns of a scorecard, decimal(4).
#[derive(Default)]
struct Columns {
    score: Vec<i64>,
    known: Bits,
    /// Per indicator its contribution, and last what the clamp adds.
    parts: Vec<Vec<i64>>,
}

impl Sheet {
    /// Runs the blocks that hold the customers.
    pub fn of(run: &Run<'_>, only: Option<&str>) -> Self {
        let one = only.map(|key| crate::output::customer_row(run.dataset, key));
        let mut sheet = Self { rows: Vec::new(), cards: Vec::new() };
        sheet.cards.resize_with(run.program.card_nodes.len(), Columns::default);
        let mut needs = Needs::default();
        needs.all(run.program.card_nodes.iter().copied());
        let mut machine = Outcome::default().machine(run, &needs);
        for block in run.blocks() {
            let rows = match one {
                None => block.clone(),
                Some(Some(row)) if block.contains(&row) => row..row + 1,
                Some(_) => continue,
            };
            machine.block(block.clone());
            for (columns, node) in sheet.cards.iter_mut().zip(&run.program.card_nodes) {
                let card = machine.slot(*node).card();
                rows.clone().for_each(|row| columns.push(card, row - block.start));
            }
            sheet.rows.extend(rows);
        }
        sheet
    }

    /// The score of a row, where it is known.
    pub fn score(&self, card: usize, row: usize) -> Option<i64> {
        let columns = self.cards.get(card)?;
        columns.score.get(row).copied().filter(|_| columns.known.get(row))
    }

    /// A contribution to the score of a row; after those of the indicators stands the clamp's.
    pub fn contribution(&self, card: usize, part: usize, row: usize) -> Option<i64> {
        self.cards.get(card)?.parts.get(part)?.get(row).copied()
    }
}

impl Columns {
    fn push(&mut self, card: &CardBlock, row: usize) {
        let at = |values: &Vec<i64>| values.get(row).copied().unwrap_or(0);
        self.score.push(at(&card.score));
        self.known.push(card.score_known.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1));
        self.parts.resize_with(card.contributions.len() + 1, Vec::new);
        for (out, values) in self.parts.iter_mut().zip(card.contributions.iter().chain([&card.range])) {
            out.push(at(values));
        }
    }
}

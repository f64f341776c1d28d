//! The customers behind a cell, or behind all cells, a page at a time.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Answer, Axis, prepare};
use crate::evaluate::Machine;
use crate::explain::render;
use crate::order::arrange;
use crate::outcome::Run;
use crate::output::customer_key;
use crate::output::json::Cell;
use crate::program::{Lowered, Needs, Shown};
use crate::value::Type;

/// Per axis the group that is meant; `None` means all of them.
pub(super) type Choice = Vec<Option<String>>;

/// Some of the customers.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// What is shown of them.
    pub columns: Vec<Axis>,
    /// The customers of the page.
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub total: usize,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The key.
    pub key: String,
    /// The row in the table of customers, from 0.
    pub row: u32,
    /// A cell per column; nothing where it is not known.
    pub cells: Vec<Cell>,
}

impl Answer {
    /// Customers `offset..offset + limit` of the cells of a choice, of all where it is empty. `run` is the one that was
    /// asked about.
    #[must_use]
    pub fn page(&self, run: &Run<'_>, choice: &[Option<String>], offset: usize, limit: usize) -> Page {
        let rows = self.listed(choice);
        let end = offset.saturating_add(limit).min(rows.len());
        let wanted = rows.get(offset.min(end)..end).unwrap_or(&[]);
        let run = Run { model: &self.model, program: &self.program, ..*run };
        let columns = prepare::report(&self.model).map_or(&[][..], |report| &report.columns);
        let columns = self.query.columns.iter().zip(columns);
        Page {
            columns: columns.map(|(name, term)| Axis::of(&self.model, name, term)).collect(),
            rows: self.rows(&run, wanted),
            total: rows.len(),
        }
    }

    /// The rows of a choice in their order; the last one is remembered, since pages follow each other.
    fn listed(&self, choice: &[Option<String>]) -> Rc<Vec<u32>> {
        if let Some((of, rows)) = &*self.listed.borrow()
            && of == choice
        {
            return rows.clone();
        }
        let meant = |groups: &[String]| {
            groups.iter().zip(choice).all(|(group, wanted)| wanted.as_ref().is_none_or(|w| w == group))
        };
        let chosen: Vec<bool> = self.state.cells.iter().map(|cell| meant(&cell.groups)).collect();
        let is_chosen = |place: &u32| chosen.get(*place as usize).copied().unwrap_or(false);
        let rows = (0u32..).zip(&self.places).filter(|(_, place)| is_chosen(place));
        let mut rows: Vec<u32> = rows.map(|(row, _)| row).collect();
        if let Some(keys) = &self.keys {
            let key = |row: u32| keys.get(row as usize).copied().unwrap_or((true, 0));
            arrange(&mut rows, &mut |a, b| {
                let ((no_a, a), (no_b, b)) = (key(a), key(b));
                no_a.cmp(&no_b).then(if self.query.descending { b.cmp(&a) } else { a.cmp(&b) })
            });
        }
        let rows = Rc::new(rows);
        self.listed.replace(Some((choice.to_vec(), rows.clone())));
        rows
    }

    /// The rows with their columns: each block that holds some is evaluated once.
    fn rows(&self, run: &Run<'_>, wanted: &[u32]) -> Vec<Row> {
        let shown = self.program.watched.get(..self.query.columns.len()).unwrap_or(&[]);
        let row = |row: &u32| Row {
            key: customer_key(run.dataset, *row as usize).into(),
            row: *row,
            cells: Vec::new(),
        };
        let mut rows: Vec<Row> = wanted.iter().map(row).collect();
        if shown.is_empty() {
            return rows;
        }
        let mut needs = Needs::default();
        needs.shown(shown);
        let mut machine = Machine::for_needs(run.program, run.dataset, (run.as_of, run.today()), &needs);
        machine.relate(self.related.clone());
        for block in run.blocks() {
            let mut of_block = rows.iter_mut().filter(|row| block.contains(&(row.row as usize))).peekable();
            if of_block.peek().is_none() {
                continue;
            }
            machine.block(block.clone());
            for row in of_block {
                let at = row.row as usize - block.start;
                row.cells = shown.iter().map(|shown| cell(run, &machine, *shown, at)).collect();
            }
        }
        rows
    }
}

/// The cell of a shown value: truth values, ints and doubles as such, all others as text.
fn cell(run: &Run<'_>, machine: &Machine<'_>, shown: Shown, row: usize) -> Cell {
    let Some(text) = render::value(run, machine, shown, row) else { return Cell::Null };
    match (shown.ty, shown.at) {
        (Type::Bool, Lowered::Node(id)) => Cell::Bool(machine.is_true(id, row)),
        (Type::Int, Lowered::Node(id)) => Cell::of_int(machine.i64_at(id, row)),
        (Type::Double, Lowered::Node(id)) => Cell::Double(machine.f64_at(id, row)),
        _ => Cell::Text(text),
    }
}

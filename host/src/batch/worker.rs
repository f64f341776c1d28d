//! A worker: one store that judges chunks, one after the other.
//!
//! INVARIANT: nothing of a chunk is left in the store for the next one; a store that stopped on an error is dropped.

use super::chunk::{Chunk, ChunkTable, Rows};
use super::plan::{Content, Reference};
use super::scored::{Part, Poisoned, Scored};
use crate::engine::Engine;
use crate::error::Result;
use crate::instance::{Dataset, Instance, Outcome, Policy};
use crate::output::{self, Format};
use crate::policy_files::PolicyFiles;
use crate::report::SealReport;
use crate::schema::{Schema, Scope};

/// Bytes of a text that are passed to the module at once.
const PIECE: usize = 1 << 20;
/// Rows of typed columns that are passed at once.
const ROWS: usize = 1 << 16;

/// What all workers of a run have in common.
pub(super) struct Judge<'a> {
    pub engine: &'a Engine,
    pub files: &'a PolicyFiles,
    pub schema: &'a Schema,
    pub as_of: &'a str,
    pub force_effective: bool,
    /// The tables that are written, and in which formats.
    pub tables: &'a [String],
    pub formats: &'a [Format],
    /// Whether the module hashes all its tables, also those that are not written.
    pub digest: bool,
    /// Tables that every chunk gets whole.
    pub references: &'a [Reference],
    /// Child tables of which every customer's rows are incomplete.
    pub incomplete: &'a [String],
}

/// A store and the policy in it.
pub(super) struct Worker<'a> {
    judge: &'a Judge<'a>,
    live: Option<(Instance, Policy)>,
}

impl<'a> Worker<'a> {
    pub fn new(judge: &'a Judge<'a>) -> Self {
        Self { judge, live: None }
    }

    /// Judges a chunk. Customers in `poisoned` are not among its records; they are told to the module.
    ///
    /// # Errors
    ///
    /// What stopped the module; the next attempt begins in a fresh store.
    pub fn attempt(&mut self, chunk: &Chunk, poisoned: &[Poisoned]) -> Result<Scored> {
        let (mut instance, policy) = match self.live.take() {
            Some(live) => live,
            None => {
                let mut instance = self.judge.engine.instance()?;
                let policy = instance.load(self.judge.files)?;
                (instance, policy)
            }
        };
        let mut attempt = Attempt { judge: self.judge, instance: &mut instance, policy, chunk, poisoned };
        let scored = attempt.run()?;
        self.live = Some((instance, policy));
        Ok(scored)
    }
}

/// One chunk in one store.
struct Attempt<'a> {
    judge: &'a Judge<'a>,
    instance: &'a mut Instance,
    policy: Policy,
    chunk: &'a Chunk,
    poisoned: &'a [Poisoned],
}

impl Attempt<'_> {
    fn run(&mut self) -> Result<Scored> {
        let before = self.instance.fuel_used();
        let dataset = self.instance.dataset(self.policy)?;
        let read = self.read(dataset)?;
        let outcome =
            self.instance.run(self.policy, dataset, self.judge.as_of, self.judge.force_effective)?;
        let mut scored = Scored {
            number: self.chunk.number,
            last: self.chunk.last,
            customers: u64::try_from(self.chunk.customers + self.poisoned.len()).unwrap_or(u64::MAX),
            parts: self.parts(outcome)?,
            share: self.instance.share(outcome)?,
            read,
            poisoned: self.poisoned.to_vec(),
            fuel: 0,
            engine_digest: self.judge.digest.then(|| self.instance.digest(outcome)).transpose()?,
        };
        self.instance.release(outcome)?;
        self.instance.release(dataset)?;
        scored.fuel = self.instance.fuel_used() - before;
        Ok(scored)
    }

    /// Gives the module everything of the chunk.
    fn read(&mut self, dataset: Dataset) -> Result<SealReport> {
        if self.chunk.number > 1 {
            self.instance.later_part(dataset)?;
        }
        for reference in self.judge.references {
            self.reference(dataset, reference)?;
        }
        for table in &self.chunk.tables {
            self.table(dataset, table)?;
        }
        for table in self.judge.incomplete {
            self.instance.incomplete(dataset, table)?;
        }
        for Poisoned { line, cause } in self.poisoned {
            self.instance.poisoned(dataset, *line, *cause)?;
        }
        self.instance.seal(dataset)
    }

    fn reference(&mut self, dataset: Dataset, reference: &Reference) -> Result<()> {
        let table = &reference.table;
        match &reference.content {
            Content::Columns(batches) => {
                batches.iter().try_for_each(|batch| self.instance.put(dataset, table, batch))
            }
            Content::Text(text) => {
                let (mut from, mut to) = (0, 0);
                loop {
                    to = (to + PIECE).min(text.len());
                    let piece = text.get(from..to).unwrap_or_default();
                    from += self.instance.read(dataset, table, piece, to == text.len())?;
                    if to == text.len() {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn table(&mut self, dataset: Dataset, table: &ChunkTable) -> Result<()> {
        let name = &table.table;
        self.instance.lines(dataset, name, &table.lines)?;
        match &table.rows {
            Rows::Columns(batch) if batch.num_rows() <= ROWS => self.instance.put(dataset, name, batch),
            Rows::Columns(batch) => (0..batch.num_rows()).step_by(ROWS).try_for_each(|start| {
                let rows = ROWS.min(batch.num_rows() - start);
                self.instance.put(dataset, name, &batch.slice(start, rows))
            }),
            Rows::Text { header, bytes, ends } => {
                self.instance.records(dataset, name, header, &[header.len()])?;
                let mut start = 0;
                while let Some(piece) = ends.get(start..).filter(|rest| !rest.is_empty()) {
                    let base = start.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or(0);
                    // At least one record, however long.
                    let count = piece.partition_point(|end| end - base <= PIECE).max(1);
                    let own: Vec<usize> = piece.iter().take(count).map(|end| end - base).collect();
                    let length = own.last().copied().unwrap_or(0);
                    let text = bytes.get(base..base + length).unwrap_or_default();
                    self.instance.records(dataset, name, text, &own)?;
                    start += count;
                }
                self.instance.read(dataset, name, &[], true).map(drop)
            }
        }
    }

    /// The files of the chunk's tables.
    fn parts(&mut self, outcome: Outcome) -> Result<Vec<Part>> {
        let mut parts = Vec::new();
        for table in self.judge.tables {
            let written = match self.judge.schema.scope(table) {
                Scope::Rows => true,
                Scope::Once => self.chunk.number == 1,
                Scope::Merged => false,
            };
            for format in self.judge.formats.iter().filter(|_| written) {
                let label = |column: &str| self.judge.schema.label(table, column);
                parts.push(output::part(self.instance, outcome, table, *format, &label)?);
            }
        }
        Ok(parts)
    }
}

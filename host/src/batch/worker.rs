//! A worker: one store that judges chunks, one after the other.
//!
//! INVARIANT: nothing of a chunk is left in the store for the next one; a store that stopped on an error is dropped.

use super::chunk::Chunk;
use super::feed::Feed;
use super::live::Live;
use super::score::CONTRIBUTIONS;
use super::scored::{Part, Scored};
use crate::engine::Engine;
use crate::error::Result;
use crate::instance::Outcome;
use crate::output::{self, Format};
use crate::policy_files::PolicyFiles;
use crate::schema::{Schema, Scope};

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
    /// What every chunk is given.
    pub feed: Feed<'a>,
}

/// A store and the policy in it.
pub(super) struct Worker<'a> {
    judge: &'a Judge<'a>,
    live: Option<Live<'a>>,
}

impl<'a> Worker<'a> {
    pub fn new(judge: &'a Judge<'a>) -> Self {
        Self { judge, live: None }
    }

    /// Judges a chunk as it is.
    ///
    /// # Errors
    ///
    /// What stopped the module; the next attempt begins in a fresh store.
    pub fn attempt(&mut self, chunk: &Chunk) -> Result<Scored> {
        let mut live = match self.live.take() {
            Some(live) => live,
            None => Live::new(self.judge.engine, self.judge.files)?,
        };
        let scored = Attempt { judge: self.judge, live: &mut live, chunk }.run()?;
        self.live = Some(live);
        Ok(scored)
    }
}

/// One chunk in one store.
struct Attempt<'a, 'l> {
    judge: &'a Judge<'a>,
    live: &'a mut Live<'l>,
    chunk: &'a Chunk,
}

impl Attempt<'_, '_> {
    fn run(&mut self) -> Result<Scored> {
        let Live { instance, policy, .. } = &mut *self.live;
        let before = instance.fuel_used();
        let (dataset, read) = self.judge.feed.dataset(instance, *policy, self.chunk)?;
        let (as_of, force) = (self.judge.as_of, self.judge.force_effective);
        let outcome = if self.judge.tables.iter().any(|table| table == CONTRIBUTIONS) {
            instance.run_with_contributions(*policy, dataset, as_of, force)?
        } else {
            instance.run(*policy, dataset, as_of, force)?
        };
        let share = instance.share(outcome)?;
        let engine_digest = self.judge.digest.then(|| instance.digest(outcome)).transpose()?;
        let left_out = self.chunk.tables.first().map_or(0, |customers| customers.left_out.len());
        let parts = self.parts(outcome)?;
        let Live { instance, .. } = &mut *self.live;
        instance.release(outcome)?;
        instance.release(dataset)?;
        Ok(Scored {
            number: self.chunk.number,
            last: self.chunk.last,
            customers: u64::try_from(self.chunk.customers + left_out).unwrap_or(u64::MAX),
            parts,
            share,
            read,
            poisoned: Vec::new(),
            fuel: instance.fuel_used() - before,
            engine_digest,
        })
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
                parts.push(output::part(&mut self.live.instance, outcome, table, *format, &label)?);
            }
        }
        Ok(parts)
    }
}

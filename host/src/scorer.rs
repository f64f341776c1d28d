//! A policy that scores batches, one after the other, from memory to memory: for a server that embeds the sandbox.
//!
//! It touches no file and keeps nothing between two batches but the loaded policy. What a batch may cost, the limits of
//! the [`Engine`] say. One scorer serves one thread; scorers of one engine share its compiled module.
//!
//! INVARIANT: a batch that stops the module costs that batch alone. The store in which it happened is gone, and the next
//! batch begins in a fresh one.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;

use crate::engine::Engine;
use crate::error::{ErrorKind, Result};
use crate::instance::{Dataset, Instance, Policy};
use crate::policy_files::PolicyFiles;
use crate::report::{SealReport, Summary};
use crate::schema::Schema;

/// A table of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// Its name in the policy; `customers` has to be there.
    pub name: &'a str,
    /// Its rows.
    pub rows: Rows<'a>,
}

/// The rows of a table.
#[derive(Clone, Copy, Debug)]
pub enum Rows<'a> {
    /// CSV with a header, or newline-delimited JSON, as UTF-8.
    Text(&'a [u8]),
    /// Typed columns of the types that [`Instance::put`] takes.
    Columns(&'a RecordBatch),
}

/// What came of a batch.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was read, and what of it could not be used.
    pub read: SealReport,
    /// Counts and figures.
    pub summary: Summary,
    /// SHA-256 over all output tables, the same wherever the batch is scored.
    pub digest: String,
    /// The output tables that were asked for.
    pub tables: BTreeMap<String, RecordBatch>,
}

/// A policy, ready to score.
pub struct Scorer {
    engine: Arc<Engine>,
    files: PolicyFiles,
    /// Nothing after a batch that stopped the module.
    loaded: Option<Loaded>,
}

struct Loaded {
    instance: Instance,
    policy: Policy,
}

impl Scorer {
    /// Loads a policy.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Policy`] with the diagnostics if it has errors.
    pub fn open(engine: Arc<Engine>, files: PolicyFiles) -> Result<Self> {
        let loaded = Some(Loaded::new(&engine, &files)?);
        Ok(Self { engine, files, loaded })
    }

    /// The input and output tables of the policy.
    ///
    /// # Errors
    ///
    /// If the module could not run.
    pub fn schema(&mut self) -> Result<Schema> {
        self.with(|loaded| loaded.instance.schema(loaded.policy))
    }

    /// Scores a batch on a date (`2026-11-21`) and gives the output tables named by `wanted`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a header, a table or a date that cannot be used, and the kinds of a stopped call. A bad
    /// row is no error: it is counted in [`Answer::read`] and listed in the tables `faults` and `quarantine`.
    pub fn score(&mut self, batch: &[Table<'_>], as_of: &str, wanted: &[&str]) -> Result<Answer> {
        self.with(|loaded| {
            let dataset = loaded.instance.dataset(loaded.policy)?;
            let answer = loaded.score(dataset, batch, as_of, wanted);
            // After a stopped call there is nothing to release, and the first error is the one to tell.
            let released = loaded.instance.release(dataset);
            answer.and_then(|answer| released.map(|()| answer))
        })
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Loaded) -> Result<T>) -> Result<T> {
        let mut loaded = match self.loaded.take() {
            Some(loaded) => loaded,
            None => Loaded::new(&self.engine, &self.files)?,
        };
        let done = act(&mut loaded);
        let is_gone = |kind| {
            matches!(
                kind,
                ErrorKind::Trap | ErrorKind::Fuel | ErrorKind::Timeout | ErrorKind::Memory | ErrorKind::Abi
            )
        };
        if !done.as_ref().is_err_and(|error| is_gone(error.kind())) {
            self.loaded = Some(loaded);
        }
        done
    }
}

impl Loaded {
    fn new(engine: &Engine, files: &PolicyFiles) -> Result<Self> {
        let mut instance = engine.instance()?;
        let policy = instance.load(files)?;
        Ok(Self { instance, policy })
    }

    fn score(
        &mut self,
        dataset: Dataset,
        batch: &[Table<'_>],
        as_of: &str,
        wanted: &[&str],
    ) -> Result<Answer> {
        let Self { instance, policy } = self;
        for table in batch {
            match table.rows {
                Rows::Text(text) => instance.read(dataset, table.name, text, true).map(drop)?,
                Rows::Columns(columns) => instance.put(dataset, table.name, columns)?,
            }
        }
        let read = instance.seal(dataset)?;
        let outcome = instance.run(*policy, dataset, as_of, false)?;
        let (summary, digest) = (instance.summary(outcome)?, instance.digest(outcome)?);
        let mut tables = BTreeMap::new();
        for name in wanted {
            let table = instance.output(outcome, name, |view| view.batch(0..view.rows()))?;
            tables.insert((*name).to_owned(), table);
        }
        instance.release(outcome)?;
        Ok(Answer { read, summary, digest, tables })
    }
}

//! The calls of the batch ABI as methods.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use wasmtime::{InstancePre, TypedFunc, WasmParams, WasmResults};

use crate::bound::Ledger;
use crate::calls::Calls;
use crate::descriptor::TableView;
use crate::encode::Block;
use crate::error::{Code, Error, Result};
use crate::limits::{Limits, Meter};
use crate::policy_files::PolicyFiles;
use crate::report::Coverage;
use crate::report::Suggestions;
use crate::report::{AnalysisReport, CheckReport, SealReport, Summary, TestReport};
use crate::sandbox::{Sandbox, json};
use crate::schema::Schema;
use crate::text::Lang;
use crate::watchdog::Watchdog;

mod inspect;
mod parts;
mod query;
mod questions;
mod share;

pub use inspect::Profiling;
pub use share::{Merged, Results};

pub use parts::{Index, Key, Lost};

/// How an assessment cuts its history.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Cut {
    /// The day on which the test part begins, or its share of the rows.
    pub split: Option<String>,
    /// `month`, `quarter` or `year`.
    pub by: Option<String>,
}

/// A run on a date outside the policy's effective dates is allowed.
const FORCE: u32 = 1;

/// What scores are made of is kept.
const CONTRIBUTIONS: u32 = 2;

/// A loaded policy inside one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy(u32);

/// Tables of customers inside one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dataset(u32);

/// A run of a policy over a dataset inside one instance. It keeps both alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome(u32);

/// A run, the run of its policy on newer data, and a run of a newer policy on those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// The old policy on the old data.
    pub before: Outcome,
    /// The old policy on the new data.
    pub between: Outcome,
    /// The new policy on the new data.
    pub after: Outcome,
}
/// A comparison of two policies inside one instance. It keeps both alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison(u32);

/// An answered query about an outcome inside one instance. It keeps what it was asked about alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query(u32);

/// Deliveries of several days inside one instance. It keeps its policy alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History(u32);

/// One store with the module in it. Not shared between threads; make one per thread from the [`Engine`](crate::Engine).
///
/// Handles belong to the instance that gave them. After an error of the kinds `Trap`, `Fuel`, `Timeout` or `Memory` the
/// store is gone, and every later call fails.
pub struct Instance {
    sandbox: Sandbox,
    ledger: Ledger,
}

impl Instance {
    pub(crate) fn new(pre: &InstancePre<Meter>, watchdog: Arc<Watchdog>, limits: Limits) -> Result<Self> {
        Ok(Self { sandbox: Sandbox::new(pre, watchdog, limits)?, ledger: Ledger::default() })
    }

    /// Says everything about a policy, good or bad.
    ///
    /// # Errors
    ///
    /// Only if the module could not run; a bad policy is a report with `ok: false`.
    pub fn check(&mut self, files: &PolicyFiles) -> Result<CheckReport> {
        let text = self.sandbox.pass(&files.to_json())?;
        let handle = self.sandbox.call(|calls| &calls.check, text)?;
        self.json(handle, "a check")
    }

    /// Analyses a policy on a day `YYYY-MM-DD`; without one on the first day on which it may be used.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`], and [`ErrorKind::Refused`] for a day that is none.
    pub fn analyse(&mut self, files: &PolicyFiles, as_of: Option<&str>) -> Result<AnalysisReport> {
        let text = self.sandbox.pass(&files.to_request(as_of))?;
        let handle = self.sandbox.call(|calls| &calls.analyse, text)?;
        self.json(handle, "an analysis")
    }

    /// Suggests tests for what those of a policy do not reach.
    ///
    /// # Errors
    ///
    /// As [`Instance::check`].
    pub fn suggest(&mut self, files: &PolicyFiles) -> Result<Suggestions> {
        let text = self.sandbox.pass(&files.to_json())?;
        let handle = self.sandbox.call(|calls| &calls.suggest, text)?;
        self.json(handle, "suggestions")
    }

    /// Loads a policy.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Policy`] with the diagnostics if it has errors.
    pub fn load(&mut self, files: &PolicyFiles) -> Result<Policy> {
        let text = self.sandbox.pass(&files.to_json())?;
        let handle = self.sandbox.call(|calls| &calls.load, text)?;
        self.handle(handle).map(Policy)
    }

    /// The input and output tables of a policy with their types.
    ///
    /// # Errors
    ///
    /// If the module could not run, as with every method below.
    pub fn schema(&mut self, policy: Policy) -> Result<Schema> {
        let handle = self.sandbox.call(|calls| &calls.schema, policy.0)?;
        self.json(handle, "a schema").map(Schema::new)
    }

    /// Every rule of the policy as a sentence.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn print(&mut self, policy: Policy, lang: Lang) -> Result<String> {
        let handle = self.sandbox.call(|calls| &calls.print, (policy.0, lang.number()))?;
        self.sandbox.buffer(handle, |bytes| text(bytes, "a printed policy"))
    }

    /// Runs the tests inside the policy.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`]; a failed test is a result.
    pub fn test(&mut self, policy: Policy) -> Result<TestReport> {
        let handle = self.sandbox.call(|calls| &calls.test, policy.0)?;
        self.json(handle, "a test report")
    }

    /// What the tests inside the policy reach.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn coverage(&mut self, policy: Policy) -> Result<Coverage> {
        let handle = self.sandbox.call(|calls| &calls.coverage, policy.0)?;
        self.json(handle, "a coverage report")
    }

    /// An empty dataset for the tables of a policy.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn dataset(&mut self, policy: Policy) -> Result<Dataset> {
        let bound = self.known_bound(policy)?;
        let handle = self.sandbox.call(|calls| &calls.dataset, policy.0)?;
        let handle = self.handle(handle)?;
        self.ledger.open(handle, bound);
        Ok(Dataset(handle))
    }

    /// Reads the next piece of a table's CSV text (UTF-8) and gives the number of bytes consumed. What is left over
    /// comes again, in front of the next piece; `last` says that no more comes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a table that the policy does not have, or a header that
    /// cannot be used. A bad row is not an error.
    pub fn read(&mut self, dataset: Dataset, table: &str, bytes: &[u8], last: bool) -> Result<usize> {
        let name = self.sandbox.pass(table.as_bytes())?;
        let piece = self.sandbox.pass(bytes)?;
        let arguments = (dataset.0, name.0, name.1, piece.0, piece.1, u32::from(last));
        self.ledger.add(dataset.0, bytes.len());
        let consumed = self.work(dataset.0, |calls| &calls.read, arguments)?;
        self.consumed(consumed, bytes.len())
    }

    /// How many bytes of a piece of text the module says it has read.
    fn consumed(&mut self, consumed: u32, given: usize) -> Result<usize> {
        if consumed == u32::MAX {
            return Err(self.sandbox.last_error());
        }
        usize::try_from(consumed).ok().filter(|consumed| *consumed <= given).ok_or_else(|| {
            let message = format!("the module says it read {consumed} bytes of a piece of {given}");
            Error::coded(Code::ABI_COUNT, message)
        })
    }

    /// Puts typed columns into a table: bool, int64, float64, date32, utf8 and decimal128 of at most 18 digits. A value
    /// means what its text in a file would mean.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] for a column of another type; [`ErrorKind::Refused`] as [`Instance::read`].
    pub fn put(&mut self, dataset: Dataset, table: &str, columns: &RecordBatch) -> Result<()> {
        self.put_all(dataset, table, std::slice::from_ref(columns))
    }

    /// Puts batches with the same columns that follow each other, as if they were one.
    ///
    /// # Errors
    ///
    /// As [`Instance::put`]; [`ErrorKind::Usage`] for batches whose columns differ.
    pub fn put_all(&mut self, dataset: Dataset, table: &str, batches: &[RecordBatch]) -> Result<()> {
        let block = Block::new(batches)?;
        let name = self.sandbox.pass(table.as_bytes())?;
        self.ledger.add(dataset.0, block.len());
        let descriptor = self.sandbox.pass_block(&block)?;
        let done = self.work(dataset.0, |calls| &calls.put, (dataset.0, name.0, name.1, descriptor))?;
        self.handle(done).map(drop)
    }

    /// Ends the reading: joins the tables and counts what could not be used.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] if a column is missing that the policy cannot do without.
    pub fn seal(&mut self, dataset: Dataset) -> Result<SealReport> {
        let handle = self.work(dataset.0, |calls| &calls.seal, dataset.0)?;
        let report: SealReport = self.json(handle, "a seal report")?;
        self.ledger.seal(dataset.0, report.sizes);
        Ok(report)
    }

    /// Evaluates a policy over a sealed dataset on a date (`2026-11-21`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a date that is none, or one outside the policy's
    /// `effective` dates unless `force_effective` is set.
    pub fn run(
        &mut self,
        policy: Policy,
        dataset: Dataset,
        as_of: &str,
        force_effective: bool,
    ) -> Result<Outcome> {
        self.run_with(policy, dataset, as_of, u32::from(force_effective) * FORCE)
    }

    /// As [`Instance::run`], for a run whose table of contributions is going to be asked for: what scores are made of is
    /// kept, which takes memory, and nothing is evaluated a second time for that table.
    ///
    /// # Errors
    ///
    /// As [`Instance::run`].
    pub fn run_with_contributions(
        &mut self,
        policy: Policy,
        dataset: Dataset,
        as_of: &str,
        force_effective: bool,
    ) -> Result<Outcome> {
        self.run_with(policy, dataset, as_of, (u32::from(force_effective) * FORCE) | CONTRIBUTIONS)
    }

    fn run_with(&mut self, policy: Policy, dataset: Dataset, as_of: &str, flags: u32) -> Result<Outcome> {
        let (ptr, len) = self.sandbox.pass(as_of.as_bytes())?;
        let fuel = self.ledger.fuel_of_run(dataset.0);
        let arguments = (policy.0, dataset.0, ptr, len, flags);
        let handle = self.sandbox.call_within(fuel, |calls| &calls.run, arguments)?;
        let handle = self.handle(handle)?;
        self.ledger.ran(dataset.0, handle);
        Ok(Outcome(handle))
    }

    /// Evaluates another policy over the dataset of a run on its date: what that run says likewise is taken over, the
    /// rest is computed. The outcome is that of a run of its own, to the bit.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] if the input tables of the two policies are not the same to the last label; for a date
    /// outside the policy's `effective` dates, unless `force_effective` is set.
    pub fn run_after(&mut self, before: Outcome, policy: Policy, force_effective: bool) -> Result<Outcome> {
        let arguments = (before.0, policy.0, u32::from(force_effective));
        // The bound that is known is one of the policy before.
        let handle = self.sandbox.call_within(None, |calls| &calls.run_after, arguments)?;
        let handle = self.handle(handle)?;
        Ok(Outcome(handle))
    }

    /// The counts and figures of a run, or of the whole of several parts.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn summary(&mut self, of: impl Into<Results>) -> Result<Summary> {
        let Results(of) = of.into();
        let handle = self.work(of, |calls| &calls.summary, of)?;
        self.json(handle, "a summary")
    }

    /// SHA-256 over all output tables of a run, as hex: equal wherever the module, or the engine natively, ran.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn digest(&mut self, outcome: Outcome) -> Result<String> {
        let handle = self.work(outcome.0, |calls| &calls.digest, outcome.0)?;
        self.sandbox.buffer(handle, |bytes| text(bytes, "a digest"))
    }

    /// Shows an output table as typed columns. The columns are the module's and are freed afterwards.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Abi`] if the columns are not what they claim; what `see` returns.
    pub fn output<T>(
        &mut self,
        of: impl Into<Results>,
        table: &str,
        see: impl FnOnce(&TableView<'_>) -> Result<T>,
    ) -> Result<T> {
        let (ptr, len) = self.sandbox.pass(table.as_bytes())?;
        let Results(of) = of.into();
        let handle = self.work(of, |calls| &calls.output, (of, ptr, len))?;
        let handle = self.handle(handle)?;
        let descriptor = self.sandbox.call(|calls| &calls.buffer_ptr, handle)?;
        let seen = TableView::read(self.sandbox.memory()?, descriptor).and_then(|view| see(&view));
        self.sandbox.call(|calls| &calls.release, handle)?;
        seen
    }

    /// Writes an output table as CSV, header included.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if it cannot be written.
    pub fn csv(&mut self, of: impl Into<Results>, table: &str, to: &mut dyn Write) -> Result<()> {
        let (ptr, len) = self.sandbox.pass(table.as_bytes())?;
        let Results(of) = of.into();
        let handle = self.work(of, |calls| &calls.csv, (of, ptr, len))?;
        self.sandbox.buffer(handle, |bytes| written(bytes, to))
    }

    /// Writes an output table as newline-delimited JSON, an object per row: ints, doubles and booleans as such, decimals
    /// and dates as texts, `null` for no value.
    ///
    /// # Errors
    ///
    /// As [`Instance::csv`].
    pub fn ndjson(&mut self, of: impl Into<Results>, table: &str, to: &mut dyn Write) -> Result<()> {
        let (ptr, len) = self.sandbox.pass(table.as_bytes())?;
        let Results(of) = of.into();
        let handle = self.work(of, |calls| &calls.ndjson, (of, ptr, len))?;
        self.sandbox.buffer(handle, |bytes| written(bytes, to))
    }

    /// Frees a policy, dataset, outcome or comparison.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn release(&mut self, handle: impl Into<Handle>) -> Result<()> {
        let Handle(handle) = handle.into();
        self.ledger.close(handle);
        self.sandbox.call(|calls| &calls.release, handle)
    }

    /// Frees everything.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn reset(&mut self) -> Result<()> {
        self.ledger.clear();
        self.sandbox.call(|calls| &calls.reset, ())
    }

    /// The fuel of all calls so far: a deterministic measure of the work done.
    pub fn fuel_used(&self) -> u64 {
        self.sandbox.fuel_used()
    }

    /// The size of the module's memory in bytes; it never shrinks.
    ///
    /// # Errors
    ///
    /// If the store is gone.
    pub fn memory_size(&self) -> Result<usize> {
        Ok(self.sandbox.memory()?.len())
    }

    fn json<T: serde::de::DeserializeOwned>(&mut self, handle: u32, what: &str) -> Result<T> {
        self.sandbox.buffer(handle, |bytes| json(bytes, what))
    }

    /// Calls one export about a dataset, its run or an index, within the bound of its policy.
    fn work<P: WasmParams, R: WasmResults>(
        &mut self,
        about: u32,
        export: impl FnOnce(&Calls) -> &TypedFunc<P, R>,
        arguments: P,
    ) -> Result<R> {
        self.sandbox.call_within(self.ledger.fuel(about), export, arguments)
    }

    fn handle(&mut self, handle: u32) -> Result<u32> {
        if handle == 0 { Err(self.sandbox.last_error()) } else { Ok(handle) }
    }
}

/// Anything that [`Instance::release`] frees.
pub struct Handle(u32);

impl From<Policy> for Handle {
    fn from(policy: Policy) -> Self {
        Self(policy.0)
    }
}

impl From<Dataset> for Handle {
    fn from(dataset: Dataset) -> Self {
        Self(dataset.0)
    }
}

impl From<History> for Handle {
    fn from(history: History) -> Self {
        Self(history.0)
    }
}

impl From<Outcome> for Handle {
    fn from(outcome: Outcome) -> Self {
        Self(outcome.0)
    }
}

impl From<Query> for Handle {
    fn from(query: Query) -> Self {
        Self(query.0)
    }
}

impl From<Comparison> for Handle {
    fn from(comparison: Comparison) -> Self {
        Self(comparison.0)
    }
}

fn written(bytes: &[u8], to: &mut dyn Write) -> Result<()> {
    to.write_all(bytes).map_err(|cause| Error::coded(Code::of_file(&cause), format!("cannot write: {cause}")))
}

fn text(bytes: &[u8], what: &str) -> Result<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(cause) => {
            let message = format!("the module's text of {what} is not UTF-8: {cause}");
            Err(Error::coded(Code::ABI_TEXT, message))
        }
    }
}

//! Questions about runs: one customer's reasons, what a label says, what changed, two policies, days that followed.

use std::collections::BTreeMap;
use std::io::Write;

use super::{Comparison, Cut, Dataset, History, Instance, Outcome, Policy, Runs, text, written};
#[cfg(doc)]
use crate::error::ErrorKind;
use crate::error::Result;
use crate::text::Lang;

impl Instance {
    /// Why one customer scored as they did, as the module's JSON in a language.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a key that the dataset does not have.
    pub fn explain(&mut self, outcome: Outcome, key: &str, lang: Lang) -> Result<serde_json::Value> {
        let (ptr, len) = self.sandbox.pass(key.as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.explain, (outcome.0, ptr, len, lang.number()))?;
        self.json(handle, "an explanation")
    }

    /// The cheapest change by which a customer reaches a goal, as the module's JSON in a language.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a key that the dataset does not have, or a goal that is none.
    pub fn reach(
        &mut self,
        outcome: Outcome,
        key: &str,
        goal: &str,
        lang: Lang,
    ) -> Result<serde_json::Value> {
        let request = serde_json::json!({ "customer": key, "goal": goal }).to_string();
        let (ptr, len) = self.sandbox.pass(request.as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.reach, (outcome.0, ptr, len, lang.number()))?;
        self.json(handle, "a cheapest change")
    }

    /// Why one customer would score as they did if some fields or parameters were otherwise, as the module's JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a key that the dataset does not have, or an edit that cannot be made.
    pub fn what_if(
        &mut self,
        outcome: Outcome,
        key: &str,
        edits: &BTreeMap<String, Option<String>>,
        lang: Lang,
    ) -> Result<serde_json::Value> {
        let request = serde_json::json!({ "customer": key, "edits": edits }).to_string();
        let (ptr, len) = self.sandbox.pass(request.as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.what_if, (outcome.0, ptr, len, lang.number()))?;
        self.json(handle, "an explanation")
    }

    /// What rules and scores have been worth, as the module's JSON, of a policy that was loaded with a question.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for one loaded without, or for options that cannot be used.
    pub fn assess(&mut self, outcome: Outcome, cut: &Cut) -> Result<serde_json::Value> {
        let (ptr, len) = self.sandbox.pass(serde_json::json!(cut).to_string().as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.assess, (outcome.0, ptr, len))?;
        self.json(handle, "an assessment")
    }

    /// As [`Instance::explain`] of the run after, with what changed since the run before.
    ///
    /// # Errors
    ///
    /// As [`Instance::explain`] and [`Instance::changes`].
    pub fn explain_since(&mut self, runs: &Runs, key: &str, lang: Lang) -> Result<serde_json::Value> {
        let (ptr, len) = self.sandbox.pass(key.as_bytes())?;
        let Runs { before, between, after } = runs;
        let request = (before.0, between.0, after.0, ptr, len, lang.number());
        let handle = self.sandbox.call(|calls| &calls.explain_since, request)?;
        self.json(handle, "an explanation")
    }

    /// What the data and what the policy did to every score, summed up.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] when the run between is not the old policy at the instant of the run after.
    pub fn changes(&mut self, runs: &Runs) -> Result<serde_json::Value> {
        let request = (runs.before.0, runs.between.0, runs.after.0);
        let handle = self.sandbox.call(|calls| &calls.changes, request)?;
        self.json(handle, "a report of changes")
    }

    /// Writes the same per customer, scorecard and indicator as CSV, header included.
    ///
    /// # Errors
    ///
    /// As [`Instance::changes`]; [`ErrorKind::File`] if it cannot be written.
    pub fn changes_csv(&mut self, runs: &Runs, to: &mut dyn Write) -> Result<()> {
        let request = (runs.before.0, runs.between.0, runs.after.0);
        let handle = self.sandbox.call(|calls| &calls.changes_csv, request)?;
        self.sandbox.buffer(handle, |bytes| written(bytes, to))
    }

    /// A comparison of the policy in force with another one; `value` names the field in which moves are weighed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a field that is no number of customers which the new policy reads.
    pub fn compare(&mut self, old: Policy, new: Policy, value: Option<&str>) -> Result<Comparison> {
        let (ptr, len) = self.sandbox.pass(value.unwrap_or_default().as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.compare, (old.0, new.0, ptr, len))?;
        self.handle(handle).map(Comparison)
    }

    /// Adds the outcomes of both policies over the same customers.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] when one is of another policy, or they are not of one day.
    pub fn compare_add(&mut self, comparison: Comparison, old: Outcome, new: Outcome) -> Result<()> {
        let done = self.sandbox.call(|calls| &calls.compare_add, (comparison.0, old.0, new.0))?;
        self.handle(done).map(drop)
    }

    /// The report of a comparison, as the module's JSON.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn compare_report(&mut self, comparison: Comparison) -> Result<serde_json::Value> {
        let handle = self.sandbox.call(|calls| &calls.compare_report, comparison.0)?;
        self.json(handle, "a comparison")
    }

    /// Writes a table of a comparison as CSV, header included.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if it cannot be written.
    pub fn compare_csv(&mut self, comparison: Comparison, table: &str, to: &mut dyn Write) -> Result<()> {
        let (ptr, len) = self.sandbox.pass(table.as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.compare_csv, (comparison.0, ptr, len))?;
        self.sandbox.buffer(handle, |bytes| written(bytes, to))
    }

    /// No deliveries yet, for a policy.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn history(&mut self, policy: Policy) -> Result<History> {
        let handle = self.sandbox.call(|calls| &calls.history, policy.0)?;
        self.handle(handle).map(History)
    }

    /// Follows the outcomes of the policy in what was delivered on a day. The dataset may be released then.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a day that is not after the last one.
    pub fn history_add(&mut self, history: History, dataset: Dataset, as_of: &str) -> Result<()> {
        let (ptr, len) = self.sandbox.pass(as_of.as_bytes())?;
        let done = self.sandbox.call(|calls| &calls.history_add, (history.0, dataset.0, ptr, len))?;
        self.handle(done).map(drop)
    }

    /// What the rules of the policy have been worth, by a dataset with the state and the journal, as the module's JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a state that cannot be used.
    pub fn measure(&mut self, history: History, dataset: Dataset, as_of: &str) -> Result<serde_json::Value> {
        let handle = self.measured(history, dataset, as_of, 0)?;
        self.json(handle, "a measurement")
    }

    /// The same as the table `measures`, as CSV text.
    ///
    /// # Errors
    ///
    /// As [`Instance::measure`].
    pub fn measures(&mut self, history: History, dataset: Dataset, as_of: &str) -> Result<String> {
        let handle = self.measured(history, dataset, as_of, 1)?;
        self.sandbox.buffer(handle, |bytes| text(bytes, "a table"))
    }

    fn measured(&mut self, history: History, dataset: Dataset, as_of: &str, format: u32) -> Result<u32> {
        let (ptr, len) = self.sandbox.pass(as_of.as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.measure, (history.0, dataset.0, ptr, len, format))?;
        self.handle(handle)
    }
}

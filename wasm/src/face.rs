//! The JS face: classes over the engine, plain objects out, JSON text and bytes in.

use std::cell::RefCell;
use std::rc::Rc;

use appraise_core::assess;
use appraise_core::compare::{self, Options, Sides, TABLES};
use appraise_core::counterfactual;
use appraise_core::coverage::coverage;
use appraise_core::dataset::{Builder, Dataset as Tables};
use appraise_core::load::Loaded;
use appraise_core::outcome::{Outcome as Results, Run, as_of, effective};
use appraise_core::query::records;
use appraise_core::split::{Runs, Split};
use appraise_core::state::accepts;
use appraise_core::text::outline::outline;
use appraise_core::value::Lang;
use appraise_core::{catalogue, explain, output, print, suite};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

use crate::request::{self, Failure};
use crate::tree::Tree;

mod columns;
mod history;
mod query;

/// A value as a plain object: maps are objects, missing values are `null`, no BigInt.
fn object<T: Serialize>(value: &T) -> Result<JsValue, JsError> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    Tree::of(value).serialize(&serializer).map_err(|_| JsError::new("the object cannot be made"))
}

/// Errors carry their findings as JSON in the message.
fn error(failure: &Failure) -> JsError {
    JsError::new(&failure.json())
}

/// The engine's version.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// Checks a policy: `{"files": [{"name", "text"}]}` in, `{ok, diagnostics, policy, hashes}` out.
///
/// # Errors
/// When the request is not such JSON.
#[wasm_bindgen]
pub fn check(files: &str) -> Result<JsValue, JsError> {
    let (report, _) = request::policy(files.as_bytes()).map_err(|f| error(&f))?;
    object(&report)
}

/// Analyses a policy: `{"files": [{"name", "text"}], "as_of": "2026-12-02"}` in, `{ok, as_of, findings}` out.
///
/// # Errors
/// When the request is not such JSON.
#[wasm_bindgen]
pub fn analyse(request: &str) -> Result<JsValue, JsError> {
    object(&request::analysis(request.as_bytes()).map_err(|f| error(&f))?)
}

/// Suggests tests for what those of a policy do not reach: `{"files": [{"name", "text"}]}` in, `{ok, tests, left}` out.
///
/// # Errors
/// When the request is not such JSON.
#[wasm_bindgen]
pub fn suggest(request: &str) -> Result<JsValue, JsError> {
    object(&request::suggestions(request.as_bytes()).map_err(|f| error(&f))?)
}

/// A policy that is ready to run.
#[wasm_bindgen]
pub struct Policy(Rc<Loaded>);

#[wasm_bindgen]
impl Policy {
    /// Loads a policy from `{"files": [{"name", "text"}], "question": {"label", "value", "time", "baseline",
    /// "suspects"}, "keep"}`; with a question its runs can be assessed, with `"keep": true` fields that nothing in the
    /// policy needs are read, too.
    ///
    /// # Errors
    /// With the findings, when it has errors.
    #[wasm_bindgen(constructor)]
    pub fn new(files: &str) -> Result<Self, JsError> {
        let (report, loaded) = request::policy(files.as_bytes()).map_err(|f| error(&f))?;
        loaded.map(|l| Self(Rc::new(l))).ok_or_else(|| error(&report.into()))
    }

    /// The policy with other values of parameters, `{"name": "value"}`, to be tried; it has no hash.
    ///
    /// # Errors
    /// For a name that is no parameter, and a value that it cannot have.
    pub fn moved(&self, values: &str) -> Result<Self, JsError> {
        let values = request::edits_of(values).map_err(|f| error(&f))?;
        let values: Vec<(String, String)> =
            values.into_iter().map(|edit| (edit.name, edit.value.unwrap_or_default())).collect();
        let moved = self.0.moved(&values).map_err(|d| error(&Failure::of("moved", &d)))?;
        Ok(Self(Rc::new(moved)))
    }

    /// Input and output tables with types and labels.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn schema(&self) -> Result<JsValue, JsError> {
        object(&catalogue::catalogue(&self.0.model, &self.0.program))
    }

    /// Everything that has a name, with its label: codes that end tasks, members, alerts, reports, roles.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn names(&self) -> Result<JsValue, JsError> {
        object(&catalogue::names(&self.0.model))
    }

    /// The policy as text for people, in the language of a tag.
    #[must_use]
    pub fn print(&self, lang: &str) -> String {
        print::print(&self.0.model, Lang::of(lang))
    }

    /// Runs the policy's own tests.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn test(&self) -> Result<JsValue, JsError> {
        object(&suite::run(&self.0.model))
    }

    /// Where every value of a policy's text stands, in UTF-16 code units; nothing for a text that is no document.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn outline(text: &str) -> Result<JsValue, JsError> {
        object(&outline(text))
    }

    /// What the policy's own tests reach.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn coverage(&self) -> Result<JsValue, JsError> {
        object(&coverage(&self.0.model))
    }
}

/// Tables for one policy, being read or sealed.
#[wasm_bindgen]
pub struct Dataset {
    policy: Rc<Loaded>,
    reading: Option<Builder>,
    tables: Option<Rc<Tables>>,
}

#[wasm_bindgen]
impl Dataset {
    /// An empty dataset for a policy.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let reading = Some(Builder::new(&policy.0.model.schema));
        Self { policy: policy.0.clone(), reading, tables: None }
    }

    /// Reads a piece of a CSV file; returns how many bytes were used. The rest is to be given again with the next
    /// piece.
    ///
    /// # Errors
    /// When the table is not the policy's, or its header cannot be used.
    pub fn read(&mut self, table: &str, bytes: &[u8], last: bool) -> Result<usize, JsError> {
        let reading =
            self.reading.as_mut().ok_or_else(|| error(&Failure::request("the dataset is sealed")))?;
        reading.read(table, bytes, last).map_err(|d| error(&Failure::of("data", &d)))
    }

    /// Ends reading: finds duplicates and orphans, joins child rows. Returns counts per table.
    ///
    /// # Errors
    /// When `customers` was not delivered, or the dataset is sealed already.
    pub fn seal(&mut self) -> Result<JsValue, JsError> {
        let reading = self.reading.take().ok_or_else(|| error(&Failure::request("the dataset is sealed")))?;
        let tables = reading.seal().map_err(|d| error(&Failure::of("data", &d)))?;
        let report = object(&tables.report(&self.policy.model.schema));
        self.tables = Some(Rc::new(tables));
        report
    }

    fn sealed(&self) -> Result<&Tables, JsError> {
        self.tables.as_deref().ok_or_else(|| error(&Failure::request("the dataset is not sealed")))
    }

    /// What the tables hold, per field: how much is known, what is wrong, and what of the policy rests on it.
    ///
    /// # Errors
    /// When the dataset is not sealed.
    pub fn profile(&self) -> Result<JsValue, JsError> {
        object(&self.sealed()?.profile(&self.policy.model))
    }

    /// The rows of a customer as they were read, of each table at most `limit`.
    ///
    /// # Errors
    /// When the dataset is not sealed, or has no such customer.
    pub fn customer(&self, key: &str, limit: usize) -> Result<JsValue, JsError> {
        let found = records(&self.policy.model, self.sealed()?, key, limit);
        object(&found.map_err(|d| error(&Failure::of("customer", &d)))?)
    }

    /// The same sealed tables for another policy, without reading them again. Nothing when it would read them otherwise:
    /// its input tables are not the same to the last label.
    #[must_use]
    pub fn under(&self, policy: &Policy) -> Option<Self> {
        let same = self.policy.model.schema == policy.0.model.schema;
        let tables = self.tables.clone().filter(|_| same)?;
        Some(Self { policy: policy.0.clone(), reading: None, tables: Some(tables) })
    }
}

/// The results of a run.
#[wasm_bindgen]
pub struct Outcome {
    policy: Rc<Loaded>,
    tables: Rc<Tables>,
    as_of: i64,
    results: Results,
    /// Tables that were paged through, with an order of their rows: the next page must not make them again.
    paged: RefCell<Vec<(String, Paged)>>,
}

type Paged = Rc<(Rc<output::OutputTable>, Option<Vec<u32>>)>;

#[wasm_bindgen]
impl Outcome {
    /// Runs a policy over a sealed dataset at an as-of instant. `force` allows one outside the effective dates.
    ///
    /// # Errors
    /// When the instant cannot be used or the dataset is not sealed.
    pub fn run(policy: &Policy, dataset: &Dataset, instant: &str, force: bool) -> Result<Self, JsError> {
        let as_of = as_of(&policy.0.model, instant, force).map_err(|d| error(&Failure::of("as_of", &d)))?;
        let tables =
            dataset.tables.clone().ok_or_else(|| error(&Failure::request("the dataset is not sealed")))?;
        if !Rc::ptr_eq(&policy.0, &dataset.policy) {
            return Err(error(&Failure::request("the dataset was read for another policy")));
        }
        let (policy, results) = (policy.0.clone(), Results::default());
        let mut outcome = Self { policy, tables, as_of, results, paged: RefCell::default() };
        accepts(&outcome.of()).map_err(|d| error(&Failure::of("state", &d)))?;
        outcome.results = outcome.of().evaluate(false);
        Ok(outcome)
    }

    /// The outcome of another policy over the same tables at the same instant: what of this one the other policy says
    /// likewise is taken over, the rest is computed. Nothing when it would read the tables otherwise: its input tables
    /// are not the same to the last label. `force` allows an instant outside the effective dates.
    ///
    /// # Errors
    /// When the instant is outside the other policy's dates, or its state cannot be used.
    pub fn under(&self, policy: &Policy, force: bool) -> Result<Option<Self>, JsError> {
        if self.policy.model.schema != policy.0.model.schema {
            return Ok(None);
        }
        effective(&policy.0.model, self.as_of, force).map_err(|d| error(&Failure::of("as_of", &d)))?;
        let (policy, tables) = (policy.0.clone(), self.tables.clone());
        let (as_of, results) = (self.as_of, Results::default());
        let mut outcome = Self { policy, tables, as_of, results, paged: RefCell::default() };
        accepts(&outcome.of()).map_err(|d| error(&Failure::of("state", &d)))?;
        outcome.results = outcome.of().evaluate_after((&self.of(), &self.results));
        Ok(Some(outcome))
    }

    fn of(&self) -> Run<'_> {
        let Loaded { model, program, .. } = &*self.policy;
        Run { model, program, dataset: &self.tables, as_of: self.as_of }
    }

    fn table(&self, name: &str) -> Result<Rc<output::OutputTable>, JsError> {
        output::shared(&self.of(), &self.results, name).map_err(|d| error(&Failure::of("output", &d)))
    }

    /// A table in an order, which has a name. A table that was asked for in pages is kept, in one order at a time.
    fn kept(
        &self,
        table: &str,
        order: &str,
        rows: impl Fn(&output::OutputTable) -> Option<Vec<u32>>,
    ) -> Result<Paged, JsError> {
        let name = format!("{table} {order}");
        let of = |name: &str| name.split(' ').next() == Some(table);
        let before = self.paged.borrow().iter().find(|(kept, _)| of(kept)).cloned();
        let made = match before {
            Some((kept, found)) if kept == name => return Ok(found),
            Some((_, found)) => found.0.clone(),
            None => self.table(table)?,
        };
        let order = rows(&made);
        let found = Rc::new((made, order));
        let mut paged = self.paged.borrow_mut();
        paged.retain(|(kept, _)| !of(kept));
        paged.push((name, found.clone()));
        Ok(found)
    }

    /// A page of a table in an order.
    fn paged(
        &self,
        table: &str,
        order: &str,
        rows: impl Fn(&output::OutputTable) -> Option<Vec<u32>>,
        (offset, limit): (usize, usize),
    ) -> Result<JsValue, JsError> {
        let found = self.kept(table, order, rows)?;
        object(&output::json::page(&found.0, found.1.as_deref(), offset, limit))
    }

    /// Which alerts fire for the same customers.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn overlap(&self) -> Result<JsValue, JsError> {
        object(&appraise_core::overlap::overlap(&self.of(), &self.results))
    }

    /// Counts and figures of the run.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn summary(&self) -> Result<JsValue, JsError> {
        object(&output::summary(&self.of(), &self.results))
    }

    /// An output table as CSV bytes.
    ///
    /// # Errors
    /// When there is no such table.
    pub fn csv(&self, table: &str) -> Result<Vec<u8>, JsError> {
        Ok(output::csv(self.table(table)?.as_ref()).into_bytes())
    }

    /// A part of a table as CSV bytes, from part 0; nothing after the last. For tables that would not fit at once.
    ///
    /// # Errors
    /// When there is no such table.
    pub fn csv_part(&self, table: &str, part: usize) -> Result<Option<Vec<u8>>, JsError> {
        let text = output::csv_part(&self.of(), &self.results, table, part);
        Ok(text.map_err(|d| error(&Failure::of("output", &d)))?.map(String::into_bytes))
    }

    /// Rows `offset..offset + limit` of an output table.
    ///
    /// # Errors
    /// When there is no such table.
    pub fn page(&self, table: &str, offset: usize, limit: usize) -> Result<JsValue, JsError> {
        self.paged(table, "", |_| None, (offset, limit))
    }

    /// Some rows of an output table, by their numbers there.
    ///
    /// # Errors
    /// When there is no such table.
    pub fn rows(&self, table: &str, rows: &[u32]) -> Result<JsValue, JsError> {
        let found = self.kept(table, "", |_| None)?;
        object(&output::json::page(&found.0, Some(rows), 0, rows.len()))
    }

    /// Whole columns of an output table as typed arrays, see [`columns`]. The names are a list as JSON; one that the table
    /// has not is left out.
    ///
    /// # Errors
    /// When the names are no such list or there is no such table.
    pub fn columns(&self, table: &str, names: &str) -> Result<JsValue, JsError> {
        let names = request::names(names.as_bytes()).map_err(|f| error(&f))?;
        Ok(columns::columns(&self.kept(table, "", |_| None)?.0, &names).into())
    }

    /// What is unknown of a part of the customers, counted by field and reason, from part 0; nothing after the last.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn missing(&self, part: usize) -> Result<JsValue, JsError> {
        match output::unknowns::missing(&self.of(), &self.results, part) {
            Some(counts) => object(&counts),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// Customers ranked by a column, largest first, ties by key.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn ranked(&self, column: &str, offset: usize, limit: usize) -> Result<JsValue, JsError> {
        self.paged("customers", column, |table| Some(output::json::ranked(table, column)), (offset, limit))
    }

    /// Tasks in the order in which they are worked off: by priority, due, customer.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn tasks(&self, offset: usize, limit: usize) -> Result<JsValue, JsError> {
        self.paged("tasks", "urgent", |table| Some(output::json::urgent(table)), (offset, limit))
    }

    /// Everything about one customer, in the language of a tag.
    ///
    /// # Errors
    /// When there is no such customer.
    pub fn explain(&self, key: &str, lang: &str) -> Result<JsValue, JsError> {
        let found = explain::explain(&self.of(), key, Lang::of(lang));
        object(&found.map_err(|d| error(&Failure::of("customer", &d)))?)
    }

    /// The cheapest change by which a customer reaches a goal such as `tier>=gold` or `alert=not_fired`.
    ///
    /// # Errors
    /// When there is no such customer, or the goal is none.
    pub fn reach(&self, key: &str, goal: &str, lang: &str) -> Result<JsValue, JsError> {
        let found = counterfactual::reach(&self.of(), key, goal, Lang::of(lang));
        object(&found.map_err(|d| error(&Failure::of("reach", &d)))?)
    }

    /// Everything about one customer if some fields or parameters are otherwise: `{"name": "cell"}`, `null` is missing.
    ///
    /// # Errors
    /// When there is no such customer, or an edit cannot be made.
    #[wasm_bindgen(js_name = whatIf)]
    pub fn what_if(&self, key: &str, edits: &str, lang: &str) -> Result<JsValue, JsError> {
        let edits = request::edits_of(edits).map_err(|f| error(&f))?;
        let found = counterfactual::what_if(&self.policy.policy, &self.of(), key, &edits, Lang::of(lang));
        object(&found.map_err(|d| error(&Failure::of("what_if", &d)))?)
    }

    /// What rules and scores have been worth, of a policy that was loaded with a question; `options` is JSON `{split,
    /// by}`, or empty.
    ///
    /// # Errors
    /// When the policy was loaded without one, or the options cannot be used.
    pub fn assess(&self, options: &str) -> Result<JsValue, JsError> {
        let options = request::cut(options.as_bytes()).map_err(|f| error(&f))?;
        let found = assess::assess(&self.of(), &self.results, options);
        object(&found.map_err(|d| error(&Failure::of("request", &d)))?)
    }

    /// What the data and what the policy did to every score since a run before; `between` is the run of the old policy
    /// on the new data.
    ///
    /// # Errors
    /// When `between` is no such run.
    pub fn changes(&self, before: &Self, between: &Self) -> Result<JsValue, JsError> {
        let (before, between, after) = (before.of(), between.of(), self.of());
        let split = Split::of(Runs { before: &before, between: &between, after: &after }, None);
        object(&split.ok_or_else(|| error(&Failure::between()))?.report())
    }

    /// The same per customer, scorecard and indicator, as CSV bytes.
    ///
    /// # Errors
    /// When `between` is no such run.
    pub fn changes_csv(&self, before: &Self, between: &Self) -> Result<Vec<u8>, JsError> {
        let (before, between, after) = (before.of(), between.of(), self.of());
        let split = Split::of(Runs { before: &before, between: &between, after: &after }, None);
        let table = split.ok_or_else(|| error(&Failure::between()))?.table();
        Ok(output::csv(&table).into_bytes())
    }

    /// As `explain`, with what changed since a run before.
    ///
    /// # Errors
    /// When there is no such customer, or `between` is not the run of the old policy on the new data.
    pub fn explain_since(
        &self,
        before: &Self,
        between: &Self,
        key: &str,
        lang: &str,
    ) -> Result<JsValue, JsError> {
        let (before, between, after) = (before.of(), between.of(), self.of());
        let runs = Runs { before: &before, between: &between, after: &after };
        let found = explain::explain_since(runs, key, Lang::of(lang));
        let found = found.map_err(|d| error(&Failure::of("customer", &d)))?;
        object(&found.ok_or_else(|| error(&Failure::between()))?)
    }

    /// SHA-256 over all output tables.
    #[must_use]
    pub fn digest(&self) -> String {
        output::digest(&self.of(), &self.results)
    }
}

/// Two policies over one book, compared chunk by chunk.
#[wasm_bindgen]
pub struct Comparison {
    old: Rc<Loaded>,
    new: Rc<Loaded>,
    kept: compare::Comparison,
}

#[wasm_bindgen]
impl Comparison {
    /// A comparison of the policy in force with another one. `value` names the field in which moves are weighed; without
    /// one it is what the other policy's first baseline looks at.
    ///
    /// # Errors
    /// When the field is no number of customers that the other policy reads.
    #[wasm_bindgen(constructor)]
    pub fn new(old: &Policy, new: &Policy, value: Option<String>) -> Result<Self, JsError> {
        let (old, new) = (old.0.clone(), new.0.clone());
        let models = Sides { old: &old.model, new: &new.model };
        let kept = compare::Comparison::new(models, &Options { value, ..Options::default() });
        let kept = kept.map_err(|d| error(&Failure::of("compare", &d)))?;
        Ok(Self { old, new, kept })
    }

    fn models(&self) -> Sides<&appraise_core::model::Model> {
        Sides { old: &self.old.model, new: &self.new.model }
    }

    /// Adds the outcomes of both over the same customers.
    ///
    /// # Errors
    /// When one is of another policy, or they are not of one day.
    pub fn add(&mut self, old: &Outcome, new: &Outcome) -> Result<(), JsError> {
        let added = self.kept.add((&old.of(), &old.results), (&new.of(), &new.results));
        added.map_err(|d| error(&Failure::of("compare", &d)))
    }

    /// What came out: counts, sums, and the first customers behind each.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn report(&self) -> Result<JsValue, JsError> {
        object(&self.kept.report(self.models()))
    }

    /// The names of its tables.
    #[must_use]
    pub fn tables() -> Vec<String> {
        TABLES.map(String::from).to_vec()
    }

    /// A table as CSV bytes: every customer behind a number.
    ///
    /// # Errors
    /// When there is no such table.
    pub fn csv(&self, table: &str) -> Result<Vec<u8>, JsError> {
        let table = self.kept.table(self.models(), table).map_err(|d| error(&Failure::of("output", &d)))?;
        Ok(output::csv(&table).into_bytes())
    }
}

/// The report of a comparison of two outcomes over the same customers.
///
/// # Errors
/// As [`Comparison::add`].
#[wasm_bindgen]
pub fn compare(old: &Outcome, new: &Outcome, value: Option<String>) -> Result<JsValue, JsError> {
    let mut comparison = Comparison::new(&Policy(old.policy.clone()), &Policy(new.policy.clone()), value)?;
    comparison.add(old, new)?;
    comparison.report()
}

/// As [`compare`], of what can be said at once: only what the other policy changes, without weights, tasks, managers and
/// reports.
///
/// # Errors
/// As [`Comparison::add`].
#[wasm_bindgen]
pub fn glance(old: &Outcome, new: &Outcome) -> Result<JsValue, JsError> {
    let models = Sides { old: &old.policy.model, new: &new.policy.model };
    let told = |found| error(&Failure::of("compare", &found));
    let options = Options { value: None, glance: true };
    let mut comparison = compare::Comparison::new(models, &options).map_err(told)?;
    comparison.add((&old.of(), &old.results), (&new.of(), &new.results)).map_err(told)?;
    object(&comparison.report(models))
}

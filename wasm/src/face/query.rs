//! Queries about scored customers: figures of any groups, and the customers behind them.

use std::rc::Rc;

use appraise_core::dataset::Dataset as Tables;
use appraise_core::load::Loaded;
use appraise_core::outcome::Run;
use appraise_core::query::Answer;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

use super::{Outcome, error, object};
use crate::request::{Failure, query};

/// An answered query. It outlives the outcome that it was asked about.
#[wasm_bindgen]
pub struct Query {
    policy: Rc<Loaded>,
    tables: Rc<Tables>,
    as_of: i64,
    answer: Answer,
}

#[wasm_bindgen]
impl Query {
    /// Answers a query about an outcome; the request is JSON, see `appraise_query` of the batch ABI.
    ///
    /// # Errors
    /// With the finding about an expression, as a policy would have it.
    #[wasm_bindgen(constructor)]
    pub fn new(outcome: &Outcome, request: &str) -> Result<Self, JsError> {
        let asked = query::query(request.as_bytes()).map_err(|f| error(&f))?;
        let (policy, tables, as_of) = (outcome.policy.clone(), outcome.tables.clone(), outcome.as_of);
        let answer = Answer::of(&policy.policy, &outcome.of(), &outcome.results, asked);
        Ok(Self { answer: answer.map_err(|d| error(&Failure::of("query", &d)))?, policy, tables, as_of })
    }

    /// The figures of all groups, with totals.
    ///
    /// # Errors
    /// When the object cannot be made.
    pub fn groups(&self) -> Result<JsValue, JsError> {
        object(&self.answer.groups())
    }

    /// Customers: `{"cell", "offset", "limit"}` in, `{columns, rows, total}` out.
    ///
    /// # Errors
    /// When the request is not such JSON.
    pub fn page(&self, request: &str) -> Result<JsValue, JsError> {
        let (cell, offset, limit) = query::page(request.as_bytes()).map_err(|f| error(&f))?;
        let Loaded { model, program, .. } = &*self.policy;
        let run = Run { model, program, dataset: &self.tables, as_of: self.as_of };
        object(&self.answer.page(&run, &cell, offset, limit))
    }
}

//! Deliveries of several days, and what the rules of a policy have been worth.

use std::rc::Rc;

use appraise_core::dataset::Dataset as Tables;
use appraise_core::effect::{self, Report};
use appraise_core::load::Loaded;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::state::accepts;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

use super::{Dataset, Policy, error, object};
use crate::request::Failure;

/// Deliveries in which the outcomes of a policy are followed.
#[wasm_bindgen]
pub struct History {
    policy: Rc<Loaded>,
    deliveries: effect::History,
}

#[wasm_bindgen]
impl History {
    /// No deliveries yet, for a policy.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        Self { policy: policy.0.clone(), deliveries: effect::History::new(&policy.0.model) }
    }

    /// Follows the outcomes in what was delivered on a day. The dataset is no longer needed then.
    ///
    /// # Errors
    /// When the day is not after the last one, or the dataset is not sealed or of another policy.
    pub fn add(&mut self, dataset: &Dataset, instant: &str) -> Result<(), JsError> {
        let tables = self.tables(dataset)?;
        let day = as_of(&self.policy.model, instant, true).map_err(|d| error(&Failure::of("as_of", &d)))?;
        self.deliveries.add(&tables, day).map_err(|d| error(&Failure::of("history", &d)))
    }

    /// What the rules have been worth, by a dataset with the state and the journal.
    ///
    /// # Errors
    /// When the state cannot be used.
    pub fn measure(&self, dataset: &Dataset, instant: &str) -> Result<JsValue, JsError> {
        object(&self.report(dataset, instant)?)
    }

    /// The same as the table `measures`, as CSV bytes.
    ///
    /// # Errors
    /// When the state cannot be used.
    pub fn csv(&self, dataset: &Dataset, instant: &str) -> Result<Vec<u8>, JsError> {
        Ok(output::csv(&effect::table(&self.report(dataset, instant)?)).into_bytes())
    }

    fn report(&self, dataset: &Dataset, instant: &str) -> Result<Report, JsError> {
        let tables = self.tables(dataset)?;
        let Loaded { model, program, .. } = &*self.policy;
        let as_of = as_of(model, instant, true).map_err(|d| error(&Failure::of("as_of", &d)))?;
        let run = Run { model, program, dataset: &tables, as_of };
        accepts(&run).map_err(|d| error(&Failure::of("state", &d)))?;
        Ok(effect::measure(&self.deliveries, &run))
    }

    fn tables(&self, dataset: &Dataset) -> Result<Rc<Tables>, JsError> {
        if !Rc::ptr_eq(&self.policy, &dataset.policy) {
            return Err(error(&Failure::request("the dataset was read for another policy")));
        }
        dataset.tables.clone().ok_or_else(|| error(&Failure::request("the dataset is not sealed")))
    }
}

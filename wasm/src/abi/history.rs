//! Deliveries of several days, and what the rules of a policy have been worth.

use std::rc::Rc;

use appraise_core::dataset::Dataset;
use appraise_core::effect::{History, measure, table};
use appraise_core::load::Loaded;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::state::accepts;

use super::{Object, State, bytes_of, with};
use crate::request::Failure;

/// No deliveries yet, for a policy.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_history(policy: u32) -> u32 {
    with(|state| {
        let made = state.policy(policy).map(|p| {
            let history = Box::new(History::new(&p.model));
            Object::History(p, history)
        });
        state.answer(made)
    })
}

/// Follows the outcomes of a policy in what was delivered on a day; 1 on success. The dataset may be released.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_history_add(history: u32, dataset: u32, instant: u32, instant_len: u32) -> u32 {
    with(|state| {
        let done = (|| {
            let text = state.text(instant, instant_len)?;
            let (policy, data) = dataset_of(state, history, dataset)?;
            let day = as_of(&policy.model, &text, true).map_err(|d| Failure::of("as_of", &d))?;
            match state.objects.get_mut(&history) {
                Some(Object::History(_, history)) => {
                    history.add(&data, day).map_err(|d| Failure::of("history", &d))
                }
                _ => Err(Failure::request("the handle is not a history")),
            }
        })();
        match done {
            Ok(()) => 1,
            Err(failure) => {
                state.error = Some(failure);
                0
            }
        }
    })
}

/// Measures the rules of a policy by a history, on a dataset with the state and the journal. The buffer holds JSON, or
/// the table `measures` as CSV where `format` is 1.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_measure(
    history: u32,
    dataset: u32,
    instant: u32,
    instant_len: u32,
    format: u32,
) -> u32 {
    with(|state| {
        let made = (|| {
            let text = state.text(instant, instant_len)?;
            let (policy, data) = dataset_of(state, history, dataset)?;
            let as_of = as_of(&policy.model, &text, true).map_err(|d| Failure::of("as_of", &d))?;
            let run = Run { model: &policy.model, program: &policy.program, dataset: &data, as_of };
            accepts(&run).map_err(|d| Failure::of("state", &d))?;
            let Some(Object::History(_, history)) = state.objects.get(&history) else {
                return Err(Failure::request("the handle is not a history"));
            };
            let report = measure(history, &run);
            match format {
                1 => Ok(Object::Bytes(output::csv(&table(&report)).into_bytes())),
                _ => bytes_of(&report),
            }
        })();
        state.answer(made)
    })
}

/// The policy of a history, and a sealed dataset that was read for it.
fn dataset_of(state: &State, history: u32, dataset: u32) -> Result<(Rc<Loaded>, Rc<Dataset>), Failure> {
    let Some(Object::History(policy, _)) = state.objects.get(&history) else {
        return Err(Failure::request("the handle is not a history"));
    };
    match state.objects.get(&dataset) {
        Some(Object::Dataset(of, data)) if Rc::ptr_eq(of, policy) => Ok((policy.clone(), data.clone())),
        Some(Object::Dataset(..)) => Err(Failure::request("the dataset was read for another policy")),
        _ => Err(Failure::request("the handle is not a sealed dataset")),
    }
}

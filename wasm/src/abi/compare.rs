//! Two policies over one book: a comparison is made of two policies, given the outcomes of both chunk by chunk, and
//! asked for its report and its tables.

use std::rc::Rc;

use appraise_core::compare::{Comparison, Options, Sides};
use appraise_core::load::Loaded;
use appraise_core::model::Model;
use appraise_core::output;

use super::{Object, State, bytes_of, with};
use crate::request::Failure;

/// A comparison and its two policies.
pub(super) struct Compared {
    policies: Sides<Rc<Loaded>>,
    comparison: Comparison,
}

impl Compared {
    fn models(&self) -> Sides<&Model> {
        Sides { old: &self.policies.old.model, new: &self.policies.new.model }
    }
}

impl State {
    fn comparison(&self, handle: u32) -> Result<&Compared, Failure> {
        match self.objects.get(&handle) {
            Some(Object::Comparison(compared)) => Ok(compared),
            _ => Err(Failure::request("the handle is not a comparison")),
        }
    }

    fn add_to(&self, compared: &mut Compared, outcomes: Sides<u32>) -> Result<(), Failure> {
        self.results(outcomes.old, |old, of_old| {
            self.results(outcomes.new, |new, of_new| {
                compared.comparison.add((old, of_old), (new, of_new)).map_err(|d| Failure::of("compare", &d))
            })
        })
    }
}

/// A comparison of two policies, of nobody yet. `value` names the field in which moves are weighed; empty: the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_compare(old: u32, new: u32, value: u32, value_len: u32) -> u32 {
    with(|state| {
        let made = (|| {
            let value = state.text(value, value_len)?;
            let policies = Sides { old: state.policy(old)?, new: state.policy(new)? };
            let models = Sides { old: &policies.old.model, new: &policies.new.model };
            let value = Some(value).filter(|value| !value.is_empty());
            let options = Options { value, ..Options::default() };
            let comparison = Comparison::new(models, &options).map_err(|d| Failure::of("compare", &d))?;
            Ok(Object::Comparison(Box::new(Compared { policies, comparison })))
        })();
        state.answer(made)
    })
}

/// Adds the outcomes of both policies over the same customers; 1 on success.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_compare_add(comparison: u32, old: u32, new: u32) -> u32 {
    with(|state| {
        let done = match state.objects.remove(&comparison) {
            Some(Object::Comparison(mut compared)) => {
                let done = state.add_to(&mut compared, Sides { old, new });
                state.objects.insert(comparison, Object::Comparison(compared));
                done
            }
            other => {
                other.into_iter().for_each(|other| state.objects.insert(comparison, other));
                Err(Failure::request("the handle is not a comparison"))
            }
        };
        match done {
            Ok(()) => 1,
            Err(failure) => {
                state.error = Some(failure);
                0
            }
        }
    })
}

/// The report of a comparison as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_compare_report(comparison: u32) -> u32 {
    with(|state| {
        let report = state.comparison(comparison).and_then(|of| bytes_of(&of.comparison.report(of.models())));
        state.answer(report)
    })
}

/// A table of a comparison as CSV text.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_compare_csv(comparison: u32, table: u32, table_len: u32) -> u32 {
    with(|state| {
        let made = state.text(table, table_len).and_then(|name| {
            let of = state.comparison(comparison)?;
            let table = of.comparison.table(of.models(), &name).map_err(|d| Failure::of("output", &d))?;
            Ok(Object::Bytes(output::csv(&table).into_bytes()))
        });
        state.answer(made)
    })
}

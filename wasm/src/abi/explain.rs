//! Questions about an outcome: one customer's reasons, what would have to be otherwise, what a label says, what changed.

use appraise_core::split::Split;
use appraise_core::{assess, counterfactual, explain, output};

use super::{Object, bytes_of, language, with};
use crate::request::{self, Failure};

/// Everything about one customer as JSON; `lang` 0 is English, 1 Chinese.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_explain(outcome: u32, key: u32, key_len: u32, lang: u32) -> u32 {
    with(|state| {
        let made = state.text(key, key_len).and_then(|key| {
            state.results(outcome, |run, _| {
                let found = explain::explain(run, &key, language(lang));
                bytes_of(&found.map_err(|d| Failure::of("customer", &d))?)
            })
        });
        state.answer(made)
    })
}

/// The cheapest change of `{"customer", "goal"}` as JSON; `lang` as in `appraise_explain`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_reach(outcome: u32, request: u32, request_len: u32, lang: u32) -> u32 {
    with(|state| {
        let made = state.take(request, request_len).and_then(|request| {
            let (customer, goal) = request::reach(&request)?;
            state.results(outcome, |run, _| {
                let found = counterfactual::reach(run, &customer, &goal, language(lang));
                bytes_of(&found.map_err(|d| Failure::of("reach", &d))?)
            })
        });
        state.answer(made)
    })
}

/// What comes out for `{"customer", "edits": {"field": "cell"}}`, as `appraise_explain` says it.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_what_if(outcome: u32, request: u32, request_len: u32, lang: u32) -> u32 {
    with(|state| {
        let made = state.take(request, request_len).and_then(|request| {
            let (customer, edits) = request::what_if(&request)?;
            let loaded = state.policy_of(outcome)?;
            state.results(outcome, |run, _| {
                let found = counterfactual::what_if(&loaded.policy, run, &customer, &edits, language(lang));
                bytes_of(&found.map_err(|d| Failure::of("what_if", &d))?)
            })
        });
        state.answer(made)
    })
}

/// What rules and scores have been worth, as JSON, of a policy that was loaded with a question. The options are JSON
/// `{"split", "by"}`, or empty.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_assess(outcome: u32, options: u32, options_len: u32) -> u32 {
    with(|state| {
        let made = state.take(options, options_len).and_then(|bytes| {
            let options = request::cut(&bytes)?;
            state.results(outcome, |run, outcome| {
                let found = assess::assess(run, outcome, options);
                bytes_of(&found.map_err(|d| Failure::of("request", &d))?)
            })
        });
        state.answer(made)
    })
}

/// What the data and what the policy did to every score, as JSON: a run before, the run of the old policy on the new
/// data, the run after.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_changes(before: u32, between: u32, after: u32) -> u32 {
    with(|state| {
        let made = state.runs([before, between, after], |runs| {
            bytes_of(&Split::of(runs, None).ok_or_else(Failure::between)?.report())
        });
        state.answer(made)
    })
}

/// The same per customer, scorecard and indicator, as CSV text.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_changes_csv(before: u32, between: u32, after: u32) -> u32 {
    with(|state| {
        let made = state.runs([before, between, after], |runs| {
            let split = Split::of(runs, None).ok_or_else(Failure::between)?;
            Ok(Object::Bytes(output::csv(&split.table()).into_bytes()))
        });
        state.answer(made)
    })
}

/// As `appraise_explain`, of the run after, with what changed since the run before.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_explain_since(
    before: u32,
    between: u32,
    after: u32,
    key: u32,
    key_len: u32,
    lang: u32,
) -> u32 {
    with(|state| {
        let made = state.text(key, key_len).and_then(|key| {
            state.runs([before, between, after], |runs| {
                let found = explain::explain_since(runs, &key, language(lang));
                let found = found.map_err(|d| Failure::of("customer", &d))?;
                bytes_of(&found.ok_or_else(Failure::between)?)
            })
        });
        state.answer(made)
    })
}

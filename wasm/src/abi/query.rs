//! Queries: figures of any groups of an outcome's customers, the customers behind them, and the rows of one customer.

use std::rc::Rc;

use appraise_core::catalogue;
use appraise_core::outcome::Run;
use appraise_core::query::{Answer, records};

use super::{Object, State, bytes_of, with};
use crate::request::{Failure, query};

/// Rows of one table that are shown of a customer.
const ROWS: usize = 1000;

impl State {
    /// Runs `f` on an answered query and the run that it is about.
    fn asked<T>(
        &self,
        handle: u32,
        f: impl FnOnce(&Answer, &Run<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match self.objects.get(&handle) {
            Some(Object::Query { policy, dataset, as_of, answer }) => {
                let run = Run { model: &policy.model, program: &policy.program, dataset, as_of: *as_of };
                f(answer, &run)
            }
            _ => Err(Failure::request("the handle is not a query")),
        }
    }
}

/// Answers a query about an outcome; the request is JSON `{"where", "alerts", "find", "by", "measures", "columns",
/// "order", "descending", "purpose"}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_query(outcome: u32, request: u32, request_len: u32) -> u32 {
    with(|state| {
        let made = state.take(request, request_len).and_then(|request| {
            let asked = query::query(&request)?;
            let Some(Object::Results { policy, dataset, as_of, .. }) = state.objects.get(&outcome) else {
                return Err(Failure::request("the handle is not an outcome"));
            };
            let (policy, dataset, as_of) = (Rc::clone(policy), Rc::clone(dataset), *as_of);
            let answer = state.results(outcome, |run, outcome| {
                Answer::of(&policy.policy, run, outcome, asked).map_err(|d| Failure::of("query", &d))
            })?;
            Ok(Object::Query { policy, dataset, as_of, answer: Box::new(answer) })
        });
        state.answer(made)
    })
}

/// The figures of a query as JSON `{axes, measures, cells, totals, excluded, unknown}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_query_groups(query: u32) -> u32 {
    with(|state| {
        let made = state.asked(query, |answer, _| bytes_of(&answer.groups()));
        state.answer(made)
    })
}

/// Customers of a query as JSON `{columns, rows, total}`; the request is JSON `{"cell", "offset", "limit"}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_query_page(query: u32, request: u32, request_len: u32) -> u32 {
    with(|state| {
        let made = state.take(request, request_len).and_then(|request| {
            let (cell, offset, limit) = query::page(&request)?;
            state.asked(query, |answer, run| bytes_of(&answer.page(run, &cell, offset, limit)))
        });
        state.answer(made)
    })
}

/// The rows of a customer in a sealed dataset as JSON `{key, tables}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_customer(dataset: u32, key: u32, key_len: u32) -> u32 {
    with(|state| {
        let made = state.text(key, key_len).and_then(|key| match state.objects.get(&dataset) {
            Some(Object::Dataset(policy, dataset)) => {
                let found = records(&policy.model, dataset, &key, ROWS);
                bytes_of(&found.map_err(|d| Failure::of("customer", &d))?)
            }
            _ => Err(Failure::request("the handle is not a sealed dataset")),
        });
        state.answer(made)
    })
}

/// Everything in a policy that has a name, with its label, as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_names(policy: u32) -> u32 {
    with(|state| {
        let found = state.policy(policy).and_then(|p| bytes_of(&catalogue::names(&p.model)));
        state.answer(found)
    })
}

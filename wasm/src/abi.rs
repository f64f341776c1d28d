//! The batch ABI: plain exports for hosts without JavaScript.
//!
//! Everything is addressed by handles, everything in and out lies in linear memory. A buffer from `appraise_alloc`
//! belongs to the host until it is passed to a call, and to the module from then on. A buffer handle that a call
//! returns belongs to the module until `appraise_release`. Any call may move memory, so hosts keep no pointers across
//! calls. Handle 0 means that the call failed: `appraise_last_error` says why.
//!
//! The only `unsafe` here are the export attributes: buffers are vectors of the module that the host fills, so every
//! address and length is looked up and checked, and a lying host gets an error and not undefined behaviour.

use std::cell::RefCell;
use std::rc::Rc;

use appraise_core::coverage::coverage;
use appraise_core::dataset::{Builder, Dataset, Index, Profiler};
use appraise_core::effect::History;
use appraise_core::evaluate::Workspace;
use appraise_core::load::Loaded;
use appraise_core::order::Sorted;
use appraise_core::outcome::{Outcome, Run, as_of, effective};
use appraise_core::output::{self, OutputTable};
use appraise_core::query::Answer;
use appraise_core::share::Share;
use appraise_core::split::Runs;
use appraise_core::state::accepts;
use appraise_core::value::Lang;
use appraise_core::{catalogue, print, suite};
use appraise_kernels::typed::zeros;
use serde::Serialize;

use crate::json;
use crate::request::{self, Failure};
use crate::tree::Tree;

mod columns;
mod compare;
mod data;
mod explain;
mod history;
mod index;
mod inspect;
mod part;
mod query;
mod share;

/// Version of this interface: a host refuses another major one before it instantiates the module. The build exports
/// both numbers as constant globals, which Rust itself cannot do.
#[expect(dead_code, reason = "read by finish.mjs, which exports it")]
pub const ABI_MAJOR: u32 = 1;

/// Calls added without changing others.
#[expect(dead_code, reason = "read by finish.mjs, which exports it")]
pub const ABI_MINOR: u32 = 1;

enum Object {
    /// A policy, and what its runs leave to each other.
    Policy(Rc<Loaded>, Box<Workspace>),
    Reading(Rc<Loaded>, Box<Builder>),
    Dataset(Rc<Loaded>, Rc<Dataset>),
    Index(Box<Index>),
    Results {
        policy: Rc<Loaded>,
        dataset: Rc<Dataset>,
        as_of: i64,
        outcome: Box<Outcome>,
    },
    Profile(Rc<Loaded>, Box<Profiler>),
    Merged(Rc<Loaded>, Box<Share>),
    Comparison(Box<compare::Compared>),
    History(Rc<Loaded>, Box<History>),
    Query {
        policy: Rc<Loaded>,
        dataset: Rc<Dataset>,
        as_of: i64,
        answer: Box<Answer>,
    },
    Bytes(Vec<u8>),
    /// A descriptor, and the table that it points into.
    Columns(#[expect(dead_code, reason = "kept alive")] Rc<OutputTable>, Vec<u32>),
}

#[derive(Default)]
struct State {
    objects: Sorted<u32, Object>,
    next: u32,
    /// Buffers that the host has not yet passed to a call, by address.
    inputs: Sorted<usize, Vec<u8>>,
    error: Option<Failure>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::new(State { next: 1, ..State::default() });
}

fn with<T>(f: impl FnOnce(&mut State) -> T) -> T {
    STATE.with(|state| f(&mut state.borrow_mut()))
}

impl State {
    fn add(&mut self, object: Object) -> u32 {
        let handle = self.next;
        self.next = self.next.checked_add(1).unwrap_or(1);
        self.objects.insert(handle, object);
        handle
    }

    /// A handle, or 0 and the error kept.
    fn answer(&mut self, result: Result<Object, Failure>) -> u32 {
        match result {
            Ok(object) => self.add(object),
            Err(failure) => {
                self.error = Some(failure);
                0
            }
        }
    }

    /// The bytes of an input buffer, which the module takes over.
    fn take(&mut self, address: u32, len: u32) -> Result<Vec<u8>, Failure> {
        let (address, len) = (address as usize, len as usize);
        if len == 0 && !self.inputs.contains_key(&address) {
            return Ok(Vec::new());
        }
        match self.inputs.remove(&address) {
            Some(mut bytes) if len <= bytes.len() => {
                bytes.truncate(len);
                Ok(bytes)
            }
            Some(_) => Err(Failure::request("the length is larger than the buffer")),
            None => Err(Failure::request("the address is not a buffer of appraise_alloc")),
        }
    }

    /// 1, or 0 and the error kept.
    fn done(&mut self, result: Result<(), Failure>) -> u32 {
        match result {
            Ok(()) => 1,
            Err(failure) => {
                self.error = Some(failure);
                0
            }
        }
    }

    /// A number of bytes, or `u32::MAX` and the error kept.
    fn used(&mut self, result: Result<usize, Failure>) -> u32 {
        match result {
            Ok(used) => u32::try_from(used).unwrap_or(u32::MAX - 1),
            Err(failure) => {
                self.error = Some(failure);
                u32::MAX
            }
        }
    }

    /// The whole of an input buffer.
    fn take_all(&mut self, address: u32) -> Result<Vec<u8>, Failure> {
        let taken = self.inputs.remove(&(address as usize));
        taken.ok_or_else(|| Failure::request("the address is not a buffer of appraise_alloc"))
    }

    fn text(&mut self, address: u32, len: u32) -> Result<String, Failure> {
        String::from_utf8(self.take(address, len)?).map_err(|_| Failure::request("the text is not UTF-8"))
    }

    fn policy(&self, handle: u32) -> Result<Rc<Loaded>, Failure> {
        match self.objects.get(&handle) {
            Some(Object::Policy(policy, _)) => Ok(policy.clone()),
            _ => Err(Failure::request("the handle is not a policy")),
        }
    }

    /// What the runs of a policy leave to each other.
    fn workspace(&mut self, handle: u32) -> Result<&mut Workspace, Failure> {
        match self.objects.get_mut(&handle) {
            Some(Object::Policy(_, workspace)) => Ok(workspace),
            _ => Err(Failure::request("the handle is not a policy")),
        }
    }

    /// The policy of the results of a handle.
    fn policy_of(&self, handle: u32) -> Result<Rc<Loaded>, Failure> {
        match self.objects.get(&handle) {
            Some(Object::Results { policy, .. }) => Ok(policy.clone()),
            _ => Err(Failure::request("the handle is not an outcome")),
        }
    }

    /// Runs `f` on the results of a handle.
    fn results<T>(
        &self,
        handle: u32,
        f: impl FnOnce(&Run<'_>, &Outcome) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match self.objects.get(&handle) {
            Some(Object::Results { policy, dataset, as_of, outcome }) => {
                let run = Run { model: &policy.model, program: &policy.program, dataset, as_of: *as_of };
                f(&run, outcome)
            }
            _ => Err(Failure::request("the handle is not an outcome")),
        }
    }

    /// An output table of an outcome, or of the whole of several parts.
    fn table(&self, handle: u32, name: &str) -> Result<Rc<OutputTable>, Failure> {
        let table = match self.objects.get(&handle) {
            Some(Object::Merged(policy, whole)) => whole.table(&policy.model, name).map(Rc::new),
            _ => return self.results(handle, |run, outcome| shared(run, outcome, name)),
        };
        table.map_err(|d| Failure::of("output", &d))
    }

    /// Runs `f` on a run before, the run of the old policy on the new data, and the run after.
    fn runs<T>(
        &self,
        [before, between, after]: [u32; 3],
        f: impl FnOnce(Runs<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.results(before, |before, _| {
            self.results(between, |between, _| {
                self.results(after, |after, _| f(Runs { before, between, after }))
            })
        })
    }
}

fn shared(run: &Run<'_>, outcome: &Outcome, name: &str) -> Result<Rc<OutputTable>, Failure> {
    output::shared(run, outcome, name).map_err(|d| Failure::of("output", &d))
}

fn bytes_of<T: Serialize>(value: &T) -> Result<Object, Failure> {
    Ok(Object::Bytes(json::write(&Tree::of(value)).into_bytes()))
}

/// A buffer of `len` bytes for the host to fill; 0 when there is no memory.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_alloc(len: u32) -> u32 {
    // One byte at least, so that every buffer has an address of its own.
    let Some(bytes) = zeros((len as usize).max(1)) else { return 0 };
    let address = bytes.as_ptr() as usize;
    with(|state| state.inputs.insert(address, bytes));
    u32::try_from(address).unwrap_or(0)
}

/// Gives a buffer of `appraise_alloc` back that was not passed to a call.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_free(address: u32) {
    with(|state| state.inputs.remove(&(address as usize)));
}

/// Loads a policy from JSON `{"files": [{"name", "text"}], "question": {"label", "value", "time", "baseline",
/// "suspects"}, "mappings": [{"name", "text"}], "keep"}`; with a question its runs can be assessed, with mappings fields
/// are looked for under other columns, with `"keep": true` fields that nothing in the policy needs are read, too.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_load(address: u32, len: u32) -> u32 {
    with(|state| {
        let loaded = state.take(address, len).and_then(|bytes| {
            let (report, loaded) = request::policy(&bytes)?;
            loaded.map(|l| Object::Policy(Rc::new(l), Box::default())).ok_or_else(|| report.into())
        });
        state.answer(loaded)
    })
}

/// Checks a policy; the buffer holds `{ok, diagnostics, policy, hashes}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_check(address: u32, len: u32) -> u32 {
    with(|state| {
        let report = state.take(address, len).and_then(|bytes| bytes_of(&request::policy(&bytes)?.0));
        state.answer(report)
    })
}

/// Analyses the policy of `{"files": [{"name", "text"}], "as_of"}`; the buffer holds `{ok, as_of, findings}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_analyse(address: u32, len: u32) -> u32 {
    with(|state| {
        let report = state.take(address, len).and_then(|bytes| bytes_of(&request::analysis(&bytes)?));
        state.answer(report)
    })
}

/// Suggests tests for the policy of `{"files": [{"name", "text"}]}`; the buffer holds `{ok, tests, left}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_suggest(address: u32, len: u32) -> u32 {
    with(|state| {
        let report = state.take(address, len).and_then(|bytes| bytes_of(&request::suggestions(&bytes)?));
        state.answer(report)
    })
}

/// The policy's canonical JSON (RFC 8785), whose SHA-256 is the full hash.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_canonical(address: u32, len: u32) -> u32 {
    with(|state| {
        let text = state.take(address, len).and_then(|bytes| {
            let (report, _) = request::policy(&bytes)?;
            if report.ok { Ok(Object::Bytes(report.canonical.into_bytes())) } else { Err(report.into()) }
        });
        state.answer(text)
    })
}

/// Input and output tables of a policy as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_schema(policy: u32) -> u32 {
    with(|state| {
        let found = state.policy(policy).and_then(|p| bytes_of(&catalogue::catalogue(&p.model, &p.program)));
        state.answer(found)
    })
}

/// A policy as text for people; `lang` 0 is English, 1 Chinese.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_print(policy: u32, lang: u32) -> u32 {
    with(|state| {
        let text =
            state.policy(policy).map(|p| Object::Bytes(print::print(&p.model, language(lang)).into_bytes()));
        state.answer(text)
    })
}

fn language(lang: u32) -> Lang {
    if lang == 1 { Lang::ZhCn } else { Lang::En }
}

/// Runs the policy's own tests.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_test(policy: u32) -> u32 {
    with(|state| {
        let report = state.policy(policy).and_then(|p| bytes_of(&suite::run(&p.model)));
        state.answer(report)
    })
}

/// What the policy's own tests reach: `{tests, failed, total, kinds, items}`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_coverage(policy: u32) -> u32 {
    with(|state| {
        let report = state.policy(policy).and_then(|p| bytes_of(&coverage(&p.model)));
        state.answer(report)
    })
}

/// Runs a policy over a sealed dataset. Flag 1 allows an as-of date outside the effective dates; flag 2 keeps what scores
/// are made of, so that the table of contributions is made without evaluating anything again.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_run(policy: u32, dataset: u32, instant: u32, instant_len: u32, flags: u32) -> u32 {
    with(|state| {
        let done = (|| {
            let text = state.text(instant, instant_len)?;
            let (handle, policy) = (policy, state.policy(policy)?);
            let data = match state.objects.get(&dataset) {
                Some(Object::Dataset(of, data)) if Rc::ptr_eq(of, &policy) => data.clone(),
                Some(Object::Dataset(..)) => {
                    return Err(Failure::request("the dataset was read for another policy"));
                }
                _ => return Err(Failure::request("the handle is not a sealed dataset")),
            };
            let as_of = as_of(&policy.model, &text, flags & 1 == 1).map_err(|d| Failure::of("as_of", &d))?;
            let run = Run { model: &policy.model, program: &policy.program, dataset: &data, as_of };
            accepts(&run).map_err(|d| Failure::of("state", &d))?;
            let outcome = Box::new(run.evaluate_in(state.workspace(handle)?, flags & 2 == 2));
            Ok(Object::Results { policy, dataset: data, as_of, outcome })
        })();
        state.answer(done)
    })
}

/// Runs another policy over the dataset of a run at its instant: what that run says likewise is taken over, the rest is
/// computed. The input tables of both policies have to be the same to the last label. Flags as in [`appraise_run`].
#[unsafe(no_mangle)]
pub extern "C" fn appraise_run_after(outcome: u32, policy: u32, flags: u32) -> u32 {
    with(|state| {
        let done = state.policy(policy).and_then(|policy| {
            let Some(Object::Results { dataset, as_of, .. }) = state.objects.get(&outcome) else {
                return Err(Failure::request("the handle is not an outcome"));
            };
            let (dataset, as_of) = (dataset.clone(), *as_of);
            let outcome = state.results(outcome, |before, of_before| {
                if before.model.schema != policy.model.schema {
                    return Err(Failure::request("the policy reads other tables than that of the outcome"));
                }
                effective(&policy.model, as_of, flags & 1 == 1).map_err(|d| Failure::of("as_of", &d))?;
                let run = Run { model: &policy.model, program: &policy.program, ..*before };
                accepts(&run).map_err(|d| Failure::of("state", &d))?;
                Ok(Box::new(run.evaluate_after((before, of_before))))
            })?;
            Ok(Object::Results { policy, dataset, as_of, outcome })
        });
        state.answer(done)
    })
}

/// Counts and figures of a run as JSON, or of the whole of several parts.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_summary(outcome: u32) -> u32 {
    with(|state| {
        let summary = match state.objects.get(&outcome) {
            Some(Object::Merged(policy, whole)) => bytes_of(&whole.summary(&policy.model)),
            _ => state.results(outcome, |run, outcome| bytes_of(&output::summary(run, outcome))),
        };
        state.answer(summary)
    })
}

/// SHA-256 over all output tables, as hex.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_digest(outcome: u32) -> u32 {
    with(|state| {
        let digest = state
            .results(outcome, |run, outcome| Ok(Object::Bytes(output::digest(run, outcome).into_bytes())));
        state.answer(digest)
    })
}

/// An output table as typed columns: the buffer holds a descriptor whose addresses point into linear memory.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_output(outcome: u32, table: u32, table_len: u32) -> u32 {
    with(|state| {
        let made = state.text(table, table_len).and_then(|name| state.table(outcome, &name)).map(|table| {
            let words = columns::describe(&table);
            Object::Columns(table, words)
        });
        state.answer(made)
    })
}

/// An output table as CSV text.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_csv(outcome: u32, table: u32, table_len: u32) -> u32 {
    with(|state| {
        let made = state.text(table, table_len).and_then(|name| state.table(outcome, &name));
        let made = made.map(|table| Object::Bytes(output::csv(&table).into_bytes()));
        state.answer(made)
    })
}

/// An output table as newline-delimited JSON, an object per row.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_ndjson(outcome: u32, table: u32, table_len: u32) -> u32 {
    with(|state| {
        let made = state.text(table, table_len).and_then(|name| state.table(outcome, &name));
        let made = made.map(|table| Object::Bytes(output::ndjson(&table).into_bytes()));
        state.answer(made)
    })
}

/// Address of a buffer's bytes.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_buffer_ptr(buffer: u32) -> u32 {
    with(|state| match state.objects.get(&buffer) {
        Some(Object::Bytes(bytes)) => address(bytes.as_ptr()),
        Some(Object::Columns(_, words)) => address(words.as_ptr()),
        _ => 0,
    })
}

/// Length of a buffer in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_buffer_len(buffer: u32) -> u32 {
    let len = with(|state| match state.objects.get(&buffer) {
        Some(Object::Bytes(bytes)) => bytes.len(),
        Some(Object::Columns(_, words)) => words.len() * 4,
        _ => 0,
    });
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// Frees what a handle names. Outcomes keep their policy and dataset alive.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_release(handle: u32) {
    // Dropped outside of `with`, in case a destructor should ever call back.
    let object = with(|state| state.objects.remove(&handle));
    drop(object);
}

/// Why the last call failed, as JSON; 0 when none has.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_last_error() -> u32 {
    with(|state| match state.error.take() {
        Some(failure) => state.add(Object::Bytes(failure.json().into_bytes())),
        None => 0,
    })
}

/// Frees everything.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_reset() {
    let old = with(std::mem::take);
    drop(old);
    with(|state| state.next = 1);
}

fn address<T>(pointer: *const T) -> u32 {
    u32::try_from(pointer as usize).unwrap_or(0)
}

//! Parts of a population: how much work one can be, what it adds to the figures of the whole, and the whole of several.

use appraise_core::outcome::as_of;
use appraise_core::program::Bound;
use appraise_core::share::Share;

use super::{Object, bytes_of, with};
use crate::request::Failure;

/// The most fuel that a call about a dataset of a policy needs, as factors of what the dataset holds: JSON.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_bound(policy: u32) -> u32 {
    with(|state| {
        let bound = state.policy(policy).and_then(|p| bytes_of(&Bound::of(&p.model, &p.program)));
        state.answer(bound)
    })
}

/// What a run adds to the figures of the population of which its customers are a part: bytes for
/// [`appraise_merge_add`].
#[unsafe(no_mangle)]
pub extern "C" fn appraise_share(outcome: u32) -> u32 {
    with(|state| {
        let share = state.results(outcome, |run, outcome| {
            Ok(Object::Bytes(Share::of(run, outcome).write(run.model).into_bytes()))
        });
        state.answer(share)
    })
}

/// The figures of no part yet, for runs of a policy at an instant. Flag 1 allows one outside the effective dates. The
/// handle is taken by `appraise_summary`, and for the tables of scope `merged` by `appraise_output` and `appraise_csv`.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_merge(policy: u32, instant: u32, instant_len: u32, flags: u32) -> u32 {
    with(|state| {
        let made = (|| {
            let text = state.text(instant, instant_len)?;
            let policy = state.policy(policy)?;
            let as_of = as_of(&policy.model, &text, flags & 1 == 1).map_err(|d| Failure::of("as_of", &d))?;
            let none = Box::new(Share::none(&policy.model, &policy.program, as_of));
            Ok(Object::Merged(policy, none))
        })();
        state.answer(made)
    })
}

/// Adds the share of a part; 1 on success. The order of the parts has no meaning; a share that is refused adds nothing.
#[unsafe(no_mangle)]
pub extern "C" fn appraise_merge_add(merged: u32, share: u32, share_len: u32) -> u32 {
    with(|state| {
        let done = state.text(share, share_len).and_then(|text| match state.objects.get_mut(&merged) {
            Some(Object::Merged(policy, whole)) => {
                whole.add(&policy.model, &text).map_err(|d| Failure::of("share", &d))
            }
            _ => Err(Failure::request("the handle is not one of appraise_merge")),
        });
        match done {
            Ok(()) => 1,
            Err(failure) => {
                state.error = Some(failure);
                0
            }
        }
    })
}

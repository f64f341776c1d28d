//! Offers in the policy's own tests: what is made, in order, and what is held by what.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::offer::Offers;
use crate::outcome::{Outcome, Run};

/// The offers of a run as tests name them: those made by rank, those held in the order of their texts.
pub(crate) fn named(run: &Run<'_>) -> (Vec<String>, Vec<String>) {
    let offers = Offers::of(run, &Outcome::default());
    let name = |offer: u16, item: Option<u32>| {
        let id = run.model.offers.get(usize::from(offer)).map_or("", |offer| offer.id.as_str());
        match offers.item(run, offer, item) {
            Some(item) => format!("{id}/{item}"),
            None => id.to_string(),
        }
    };
    let made = offers.made.iter().map(|made| name(made.offer, made.item)).collect();
    let held = offers.held.iter().map(|held| format!("{} {}", name(held.offer, held.item), held.by.id()));
    let mut held: Vec<String> = held.collect();
    crate::order::sort(&mut held);
    (made, held)
}

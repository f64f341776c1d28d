//! Caps on contacts, counted by themselves: what the managers did, against what the policy's text allows.
//!
//! A contact is one approach of a customer on a day, whatever the number of tasks in it; it is of the kinds of the tasks
//! that were done. Nothing of the engine's own counting is used.

#![expect(clippy::indexing_slicing, reason = "a document gives null for what it does not have")]

use std::collections::HashMap;

use appraise_core::policy::AlertKind;
use serde_json::Value as Json;

use super::morning::Engine;

/// How often at most.
#[derive(Debug, Clone)]
struct Cap {
    name: String,
    kinds: Vec<AlertKind>,
    most: usize,
    days: i32,
    of_household: bool,
}

/// The caps of a policy, and the contacts of those whom they concern.
#[derive(Debug, Clone, Default)]
pub struct Caps {
    caps: Vec<Cap>,
    /// Per cap: the days of the contacts that count, by customer or household.
    days: Vec<HashMap<String, Vec<i32>>>,
}

/// A contact that took place.
#[derive(Debug, Clone)]
pub struct Made {
    /// The customer.
    pub customer: String,
    /// The household.
    pub household: String,
    /// The kinds of the tasks that were done.
    pub kinds: Vec<AlertKind>,
}

impl Caps {
    /// The caps of a policy; those by channels are left out, since a journal does not say by which channel it was.
    #[must_use]
    pub fn of(engine: &Engine, document: &Json) -> Self {
        let model = &engine.loaded.model;
        let Some(contact) = &model.contact else { return Self::default() };
        let caps: Vec<Cap> = contact
            .caps
            .iter()
            .filter(|cap| cap.channels.is_empty())
            .filter_map(|cap| {
                let written = &document["contact"]["caps"][&cap.id];
                Some(Cap {
                    name: cap.id.clone(),
                    kinds: cap.kinds.clone(),
                    most: number(document, &written["most"])?,
                    days: days(document, &written["per"])?,
                    of_household: cap.of_household,
                })
            })
            .collect();
        let days = vec![HashMap::new(); caps.len()];
        Self { caps, days }
    }

    /// How many caps are counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.caps.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.caps.is_empty()
    }

    /// Adds the contacts of a day; what passes a cap is said.
    pub fn add(&mut self, day: i32, made: &[Made], broken: &mut Vec<String>) {
        for (cap, counted) in self.caps.iter().zip(&mut self.days) {
            for contact in made.iter().filter(|contact| contact.kinds.iter().any(|k| cap.kinds.contains(k))) {
                let who = if cap.of_household { &contact.household } else { &contact.customer };
                let days = counted.entry(who.clone()).or_default();
                days.retain(|earlier| *earlier > day - cap.days);
                days.push(day);
                if days.len() > cap.most {
                    let (name, most, within) = (&cap.name, cap.most, cap.days);
                    broken.push(format!(
                        "{day}: {who} had {} contacts in {within} days, `{name}` allows {most}",
                        days.len()
                    ));
                }
            }
        }
    }
}

/// A number, or the value of the parameter that is named.
fn number(document: &Json, written: &Json) -> Option<usize> {
    let value = written.as_str().map_or(written, |name| &document["params"][name]["value"]);
    value.as_u64().or_else(|| written.as_str()?.parse().ok()).and_then(|n| usize::try_from(n).ok())
}

/// Days of a length such as `7d`, of the parameter that is named, or the shortest months of a length such as `3m`.
fn days(document: &Json, written: &Json) -> Option<i32> {
    let text = written.as_str()?;
    let parse = |suffix| text.strip_suffix(suffix).and_then(|n| n.trim().parse::<i32>().ok());
    let named = || document["params"][text]["value"].as_i64().and_then(|n| i32::try_from(n).ok());
    parse("d").or_else(|| parse("m").map(|months| months * 28)).or_else(named)
}

//! A rule as a warning of an outcome: how many of its warnings came true, how many of what happened it warned of, and
//! how long before.
//!
//! It happened to a customer on the day of the first delivery in which it is so, when the customer counted and it was not
//! so in the delivery before. It was warned of when the rule had told of the customer before that day, and not longer
//! before than the outcome's window.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::arms::{Arm, Question};
use super::episode::{Episode, median_days};
use super::follow::Follow;
use super::interval::{Estimate, wilson};
use super::report::Reason;

/// A rule as a warning.
#[derive(Debug, Clone, Serialize)]
pub struct Warning {
    /// Customers who were warned of and followed to the end.
    pub warned: u32,
    /// Those to whom it happened.
    pub came_true: u32,
    /// The share of these.
    pub precision: Option<Estimate>,
    /// Customers to whom it happened, warned of or not.
    pub happened: u32,
    /// Those of whom the rule had warned.
    pub warned_before: u32,
    /// The share of these.
    pub recall: Option<Estimate>,
    /// From the first warning to the day on which it was seen, the median in days.
    pub lead_days: Option<String>,
    /// Why a share is not told.
    pub why: Option<Reason>,
}

/// Measures a rule as a warning; `raised` are the customers of whom it told.
pub(super) fn warning(question: &Question<'_>, raised: &Arm, episodes: &[Episode]) -> Warning {
    let outcome = question.follow.outcome.0;
    let mut told: Vec<(u32, i32)> = Vec::new();
    for episode in episodes.iter().filter(|episode| episode.is_of(&question.rule.0.id)) {
        let customer = question.follow.history.customer(&episode.customer);
        told.extend(customer.map(|customer| (customer, episode.task.raised)));
    }
    crate::order::sort(&mut told);
    let (mut happened, mut leads) = (0, Vec::new());
    for customer in question.follow.history.customers() {
        let Some(day) = first_day(&question.follow, customer) else { continue };
        happened += 1;
        let from = told.partition_point(|(other, _)| *other < customer);
        let own = told.iter().skip(from).take_while(|(other, _)| *other == customer).map(|(_, day)| *day);
        let earliest = day.saturating_sub(outcome.window);
        leads.extend(own.filter(|told| (earliest..day).contains(told)).min().map(|told| day - told));
    }
    let warned_before = u32::try_from(leads.len()).unwrap_or(u32::MAX);
    let share = |part: u32, whole: u32| {
        (whole >= outcome.least.max(1)).then(|| wilson(part.into(), whole.into())?.estimate()).flatten()
    };
    let (precision, recall) = (share(raised.happened, raised.customers), share(warned_before, happened));
    let why = (precision.is_none() || recall.is_none()).then_some(Reason::NotEnoughData);
    Warning {
        warned: raised.customers,
        came_true: raised.happened,
        precision,
        happened,
        warned_before,
        recall,
        lead_days: median_days(&mut leads),
        why,
    }
}

/// The day on which it was first seen to have happened to a customer who counted.
fn first_day(follow: &Follow<'_>, customer: u32) -> Option<i32> {
    let said = |delivery| follow.said(delivery, customer);
    let mut pairs = (1..follow.days.len()).filter_map(|now| Some((said(now - 1)?, now)));
    let found = pairs.find(|(before, now)| {
        let counted = before.base == Some(true) && before.when == Some(false);
        counted && follow.is_so(customer, *now) == Some(true)
    });
    follow.days.get(found?.1).copied()
}

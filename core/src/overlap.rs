//! Which alerts fire for the same customers: counts of both and of either, and the part that both are of either (Jaccard).
//!
//! An alert that asks of rows counts a customer once, for whom it fires on any of them. A customer of whom an alert is
//! unknown is not one for whom it fires.
//!
//! INVARIANT: customers of either = those of one + those of the other - those of both.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::column::Bits;
use crate::model::Alert;
use crate::outcome::{AlertBits, Outcome, Run};
use crate::policy::Localised;

/// How alerts overlap.
#[derive(Debug, Clone, Serialize)]
pub struct Overlap {
    /// The alerts, in the order of the policy.
    pub alerts: Vec<Fired>,
    /// Two alerts that share a customer: those that are most alike first, then in the order of the policy.
    pub pairs: Vec<Pair>,
}

/// An alert.
#[derive(Debug, Clone, Serialize)]
pub struct Fired {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers for whom it fires.
    pub customers: usize,
    /// Those for whom no other alert fires.
    pub alone: usize,
}

/// Two alerts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// One, by its place among the alerts.
    pub one: usize,
    /// The other, which comes later.
    pub other: usize,
    /// Customers for whom both fire.
    pub both: usize,
    /// Customers for whom one of them fires, or both.
    pub either: usize,
    /// What both are of either, 0 to 1.
    pub jaccard: f64,
}

/// How the alerts of a run overlap.
#[must_use]
pub fn overlap(run: &Run<'_>, outcome: &Outcome) -> Overlap {
    let fired = run.model.alerts.iter().zip(&outcome.alerts);
    let fired: Vec<Bits> = fired.map(|(alert, bits)| customers(run, alert, bits).0).collect();
    let counts: Vec<usize> = fired.iter().map(Bits::count_ones).collect();
    let mut pairs = Vec::new();
    for (other, (bits, of_other)) in fired.iter().zip(&counts).enumerate() {
        for (one, (before, of_one)) in fired.iter().zip(&counts).enumerate().take(other) {
            let words = before.words().iter().zip(bits.words());
            let both: usize = words.map(|(a, b)| (a & b).count_ones() as usize).sum();
            let either = of_one + of_other - both;
            if both > 0 {
                pairs.push(Pair { one, other, both, either, jaccard: both as f64 / either as f64 });
            }
        }
    }
    crate::order::sort_by(&mut pairs, |a, b| {
        b.jaccard.total_cmp(&a.jaccard).then_with(|| (a.one, a.other).cmp(&(b.one, b.other)))
    });
    let alone = alone(&fired);
    let alerts = run.model.alerts.iter().zip(counts).zip(alone).map(|((alert, customers), alone)| Fired {
        id: alert.id.clone(),
        label: alert.label.clone(),
        customers,
        alone,
    });
    Overlap { alerts: alerts.collect(), pairs }
}

/// Per alert the customers for whom no other fires.
fn alone(fired: &[Bits]) -> Vec<usize> {
    let words = fired.iter().map(|bits| bits.words().len()).max().unwrap_or(0);
    let (mut once, mut twice) = (alloc::vec![0u64; words], alloc::vec![0u64; words]);
    for bits in fired {
        for ((once, twice), word) in once.iter_mut().zip(&mut twice).zip(bits.words()) {
            *twice |= *once & word;
            *once |= word;
        }
    }
    let of = |bits: &Bits| {
        bits.words().iter().zip(&twice).map(|(word, twice)| (word & !twice).count_ones() as usize).sum()
    };
    fired.iter().map(of).collect()
}

/// Customers for whom an alert fires, and those of whom it is known whether it does.
pub(crate) fn customers(run: &Run<'_>, alert: &Alert, bits: &AlertBits) -> (Bits, Bits) {
    let Some(table) = alert.each else { return (bits.fired.clone(), bits.known.clone()) };
    let (mut fired, mut known) = (Bits::default(), Bits::default());
    let data = run.dataset.tables.get(usize::from(table.0));
    let end = |customer: usize| data.and_then(|d| d.offsets.get(customer)).map_or(0, |o| *o as usize);
    for customer in 0..run.rows() {
        let mut rows = end(customer)..end(customer + 1);
        let any = rows.clone().any(|row| bits.fired.get(row));
        fired.push(any);
        let all = rows.all(|row| bits.known.get(row)) && run.table_reason(table, customer).is_none();
        known.push(any || all);
    }
    (fired, known)
}

//! What alerts and tags found of the rows with the label.

use alloc::vec::Vec;

use super::rank::{around, share};
use super::report::{Rule, Share};
use super::sample::Sample;
use crate::column::{Bits, Column, Values};
use crate::model::Alert;
use crate::outcome::{AlertBits, Outcome, Run};
use crate::policy::Localised;

/// A rule's answers about customers.
pub(super) struct Answers<'a> {
    kind: &'static str,
    id: &'a str,
    label: Option<&'a Localised>,
    /// Customers of whom it is true.
    fired: Bits,
    /// Customers of whom it is known.
    known: Bits,
}

impl<'a> Answers<'a> {
    /// Of all alerts, then of all tags.
    pub fn all(run: &Run<'a>, outcome: &Outcome) -> Vec<Self> {
        let model = run.model;
        let alerts =
            model.alerts.iter().zip(&outcome.alerts).map(|(alert, bits)| Self::alert(run, alert, bits));
        let tags = model.derives.iter().filter(|derive| derive.tag).zip(&outcome.tags);
        alerts.chain(tags.map(|(tag, column)| Self::tag(&tag.id, tag.label.as_ref(), column))).collect()
    }

    fn alert(run: &Run<'_>, alert: &'a Alert, bits: &AlertBits) -> Self {
        let (fired, known) = crate::overlap::customers(run, alert, bits);
        Self { kind: "alert", id: &alert.id, label: alert.label.as_ref(), fired, known }
    }

    fn tag(id: &'a str, label: Option<&'a Localised>, column: &Column) -> Self {
        let fired = if let Values::Bool(bits) = &column.values { bits.clone() } else { Bits::default() };
        let known = column.known.clone().unwrap_or_else(|| Bits::ones(fired.len()));
        Self { kind: "tag", id, label, fired, known }
    }

    /// Its figures on a part.
    pub fn rule(&self, sample: &Sample, part: &[u32]) -> Rule {
        let (mut fired, mut hits, mut unknown, mut unknown_positives, mut positives) = (0, 0, 0, 0, 0);
        let (mut worth, mut all) = (0i128, 0i128);
        for at in part.iter().map(|at| *at as usize) {
            let Some((row, positive)) = sample.rows.get(at).zip(sample.positive.get(at)) else { continue };
            let (row, one) = (*row as usize, i64::from(*positive));
            let value = sample.worth.get(at).filter(|_| *positive).map_or(0, |v| i128::from(*v));
            positives += one;
            all += value;
            if !self.known.get(row) {
                unknown += 1;
                unknown_positives += one;
            } else if self.fired.get(row) {
                fired += 1;
                hits += one;
                worth += value;
            }
        }
        let rows = i128::try_from(part.len()).unwrap_or(0);
        let lift = i128::from(hits) * rows;
        let base = i128::from(fired) * i128::from(positives);
        Rule {
            kind: self.kind,
            id: self.id.into(),
            label: self.label.cloned(),
            fired,
            hits,
            unknown,
            unknown_positives,
            precision: Share::of(hits, fired),
            recall: Share::of(hits, positives),
            lift: (base > 0).then(|| share(lift, base)),
            value_captured: (all > 0 && sample.scale.is_some()).then(|| share(worth, all)),
        }
    }
}

impl Share {
    /// So many of so many.
    pub(super) fn of(hits: i64, of: i64) -> Self {
        let (low, high) = around(hits, of).unzip();
        Self { value: (of > 0).then(|| share(hits.into(), of.into())), low, high }
    }
}

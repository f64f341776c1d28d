//! Changes summed up, and those of one customer in words.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::{Case, Split, by_size};
use crate::model::{Model, POINTS_SCALE};
use crate::number::{format_decimal, round_half_away};
use crate::outcome::Run;
use crate::policy::Localised;
use crate::value::Lang;

/// What changed between two runs, and why. Sums and means go over customers whose score is divided.
#[derive(Debug, Clone, Serialize)]
pub struct SplitReport {
    /// The instant of the run before.
    pub before: String,
    /// The instant of the run after.
    pub after: String,
    /// Version and hash of the old policy.
    pub policy_before: [String; 2],
    /// Version and hash of the new policy.
    pub policy_after: [String; 2],
    /// Customers of either run.
    pub customers: usize,
    /// One per scorecard of either policy.
    pub scorecards: Vec<ScoreReport>,
}

/// What changed of a scorecard.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreReport {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// How many customers are of which case.
    pub cases: Vec<CaseCount>,
    /// Mean before; absent when no score is divided.
    pub before: Option<String>,
    /// Sum of what the data did; decimal(4).
    pub by_data: String,
    /// Sum of what the policy did.
    pub by_model: String,
    /// Mean after.
    pub after: Option<String>,
    /// Indicators that moved, the largest sum first.
    pub parts: Vec<PartReport>,
}

/// Customers of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseCount {
    /// The case's id.
    pub case: &'static str,
    /// Customers.
    pub customers: usize,
}

/// What an indicator did to a score, or to a sum of scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartReport {
    /// Its dimension; empty of the clamp to the range.
    pub dimension: String,
    /// Its id.
    pub indicator: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What the data did.
    pub by_data: String,
    /// What the policy did.
    pub by_model: String,
}

/// What changed of a customer's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreChange {
    /// The scorecard.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The case: `divided`, or why it is not.
    pub case: &'static str,
    /// The score before; absent when unknown.
    pub before: Option<String>,
    /// What the data did.
    pub by_data: Option<String>,
    /// What the policy did.
    pub by_model: Option<String>,
    /// The score after.
    pub after: Option<String>,
    /// Indicators that moved, the largest first.
    pub parts: Vec<PartReport>,
    /// In a sentence.
    pub text: String,
}

/// Sums of a part: by data and by model.
type Sums = (i128, i128);

impl Split<'_> {
    /// All of it summed up.
    #[must_use]
    pub fn report(&self) -> SplitReport {
        let [before, after] = [self.runs.before, self.runs.after];
        let instant = |run: &Run<'_>| crate::date::format_instant(run.as_of, run.model.zone());
        let policy = |run: &Run<'_>| [run.model.version.clone(), run.model.full_hash.clone()];
        SplitReport {
            before: instant(before),
            after: instant(after),
            policy_before: policy(before),
            policy_after: policy(after),
            customers: self.lines.len(),
            scorecards: (0..self.cards.len()).filter_map(|card| self.score(card)).collect(),
        }
    }

    fn score(&self, at: usize) -> Option<ScoreReport> {
        let card = self.cards.get(at)?;
        let mut cases = [0usize; Case::ALL.len()];
        let (mut whole, mut ends): (Sums, Sums) = Default::default();
        let mut parts: Vec<Sums> = alloc::vec![(0, 0); card.parts.len()];
        for customer in 0..self.lines.len() {
            let change = self.change(customer, at)?;
            let case = Case::ALL.iter().position(|case| *case == change.case);
            if let Some(count) = case.and_then(|case| cases.get_mut(case)) {
                *count += 1;
            }
            let Some((data, model)) = change.parts() else { continue };
            add(&mut whole, (data, model));
            add(&mut ends, (change.before?, change.after?));
            for (sum, (.., part)) in parts.iter_mut().zip(self.contributions(customer, at)) {
                add(sum, part.parts().unwrap_or((0, 0)));
            }
        }
        let divided = i128::try_from(*cases.first()?).unwrap_or(0);
        let mean = |sum: i128| round_half_away(sum, divided).filter(|_| divided > 0).map(points);
        Some(ScoreReport {
            id: card.id.into(),
            label: self.label(card.id),
            cases: Case::ALL
                .into_iter()
                .zip(cases)
                .filter(|(_, customers)| *customers > 0)
                .map(|(case, customers)| CaseCount { case: case.id(), customers })
                .collect(),
            before: mean(ends.0),
            by_data: points(whole.0),
            by_model: points(whole.1),
            after: mean(ends.1),
            parts: self.moved(at, &parts),
        })
    }

    /// The indicators that moved, the largest first, then in the order of the card.
    fn moved(&self, card: usize, sums: &[Sums]) -> Vec<PartReport> {
        let names = self.cards.get(card).map_or(&[][..], |card| &card.parts);
        let mut moved: Vec<_> = names.iter().zip(sums).filter(|(_, sums)| **sums != (0, 0)).collect();
        crate::order::sort_by(&mut moved, |a, b| by_size(*a.1, *b.1));
        let part = |(part, sums): (&super::Part<'_>, &Sums)| PartReport {
            dimension: part.dimension.to_string(),
            indicator: part.indicator.to_string(),
            label: self.part_label(card, part),
            by_data: points(sums.0),
            by_model: points(sums.1),
        };
        moved.into_iter().map(part).collect()
    }

    /// What changed of a customer's scores; empty when there is no such customer in either run.
    #[must_use]
    pub fn scores(&self, key: &str, lang: Lang) -> Vec<ScoreChange> {
        let Some(customer) = self.customers().position(|known| known == key) else { return Vec::new() };
        (0..self.cards.len()).filter_map(|card| self.score_of(customer, card, lang)).collect()
    }

    fn score_of(&self, customer: usize, at: usize, lang: Lang) -> Option<ScoreChange> {
        let (card, change) = (self.cards.get(at)?, self.change(customer, at)?);
        let sums: Vec<Sums> = self
            .contributions(customer, at)
            .map(|(.., part)| part.parts().map_or((0, 0), |(data, model)| (data.into(), model.into())))
            .collect();
        let label = self.label(card.id);
        let label = label.as_ref().map_or(card.id, |label| label.text(lang));
        let shown = |value: Option<i64>| value.map(|value| format_decimal(value, POINTS_SCALE));
        let parts = change.parts();
        Some(ScoreChange {
            id: card.id.into(),
            label: label.into(),
            case: change.case.id(),
            before: shown(change.before),
            by_data: shown(parts.map(|parts| parts.0)),
            by_model: shown(parts.map(|parts| parts.1)),
            after: shown(change.after),
            parts: self.moved(at, &sums),
            text: crate::print::changed(label, &change, lang),
        })
    }

    /// The label of a scorecard, of the new policy where it has it.
    fn label(&self, id: &str) -> Option<Localised> {
        let [new, old] = [self.runs.after.model, self.runs.before.model];
        let mut cards = new.scorecards.iter().chain(&old.scorecards);
        cards.find(|card| card.id == id).and_then(|card| card.label.clone())
    }

    /// The label of an indicator, likewise.
    fn part_label(&self, card: usize, part: &super::Part<'_>) -> Option<Localised> {
        let [old, new] = self.cards.get(card)?.at;
        let find = |model: &Model, card: Option<usize>, at: Option<usize>| {
            let all = model.scorecards.get(card?)?.dimensions.iter().flat_map(|d| &d.indicators);
            all.skip(at?).map(|indicator| indicator.label.clone()).next()
        };
        let found = find(self.runs.after.model, new, part.at[1]);
        found.or_else(|| find(self.runs.before.model, old, part.at[0])).flatten()
    }
}

fn add(sums: &mut Sums, (data, model): (i64, i64)) {
    sums.0 += i128::from(data);
    sums.1 += i128::from(model);
}

/// Points as text, decimal(4); of a sum beyond what a score can be, the largest.
fn points(sum: i128) -> String {
    format_decimal(i64::try_from(sum).unwrap_or(i64::MAX), POINTS_SCALE)
}

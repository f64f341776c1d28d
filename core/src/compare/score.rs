//! Scores before and after: where they lie, and by how much they shift.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::item::Kind;
use super::{Pair, Sides};
use crate::model::Model;
use crate::outcome::{CardColumns, Outcome, Run};
use crate::policy::Localised;

/// Bins of a distribution.
pub const BINS: usize = 10;

/// Edges of shifts, in percent of the range of the scores.
pub const EDGES: [i64; 4] = [1, 5, 10, 20];

/// Shifts are counted downwards, at zero, and upwards.
pub(super) const SHIFTS: usize = 2 * EDGES.len() + 3;

/// A scorecard that both policies have.
#[derive(Debug, Clone)]
pub(super) struct Score {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// The smallest score of both, decimal(4).
    pub low: i64,
    /// The largest.
    pub high: i64,
    /// Customers by score.
    pub bins: Sides<[u64; BINS]>,
    /// The known scores of each run.
    pub scores: Sides<Spread>,
    /// Customers whose score is unknown.
    pub unknown: Sides<u64>,
    /// After less before, where both are known.
    pub shift: Spread,
    /// Customers by shift.
    pub shifts: [u64; SHIFTS],
    /// Customers whose score was known and is not any more, and the other way round.
    pub turned: [u64; 2],
    at: Sides<usize>,
}

/// Numbers, summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spread {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: i128,
    /// The smallest.
    pub min: Option<i64>,
    /// The largest.
    pub max: Option<i64>,
}

impl Spread {
    fn add(&mut self, value: i64) {
        self.count += 1;
        self.sum += i128::from(value);
        self.min = Some(self.min.map_or(value, |min| min.min(value)));
        self.max = Some(self.max.map_or(value, |max| max.max(value)));
    }
}

/// The scorecards of both policies; those of one only go to `alone`.
pub(super) fn matched(models: Sides<&Model>, alone: &mut Vec<(Kind, String, bool)>) -> Vec<Score> {
    let cards = Sides::each(|new| &models.of(new).scorecards);
    let mut scores = Vec::new();
    for (old_at, old) in cards.old.iter().enumerate() {
        let Some((new_at, new)) = cards.new.iter().enumerate().find(|(_, card)| card.id == old.id) else {
            alone.push((Kind::Score, old.id.clone(), false));
            continue;
        };
        scores.push(Score {
            id: old.id.clone(),
            label: new.label.clone().or_else(|| old.label.clone()),
            low: old.low.min(new.low),
            high: old.high.max(new.high),
            bins: Sides::default(),
            scores: Sides::default(),
            unknown: Sides::default(),
            shift: Spread::default(),
            shifts: [0; SHIFTS],
            turned: [0; 2],
            at: Sides { old: old_at, new: new_at },
        });
    }
    let added = cards.new.iter().filter(|card| !cards.old.iter().any(|old| old.id == card.id));
    alone.extend(added.map(|card| (Kind::Score, card.id.clone(), true)));
    scores
}

impl Score {
    /// Whether no score can be another one: both outcomes have the one column.
    pub fn is_shared(&self, sides: &Sides<(&Run<'_>, &Outcome)>) -> bool {
        let card = |new: bool| sides.of(new).1.cards.get(*self.at.of(new));
        card(false).zip(card(true)).is_some_and(|(old, new)| Rc::ptr_eq(old, new))
    }

    /// Whether somebody was counted.
    pub fn is_counted(&self) -> bool {
        [&self.unknown.old, &self.unknown.new, &self.scores.old.count, &self.scores.new.count]
            .into_iter()
            .any(|count| *count > 0)
    }

    /// Adds a chunk.
    pub fn add(&mut self, sides: &Sides<(&Run<'_>, &Outcome)>, pairs: &[Pair]) {
        let cards = Sides::each(|new| sides.of(new).1.cards.get(*self.at.of(new)).map(AsRef::as_ref));
        let score = |card: Option<&CardColumns>, row: Option<u32>| {
            let (card, row) = (card?, row? as usize);
            card.score.get(row).copied().filter(|_| card.score_known.get(row))
        };
        for pair in pairs {
            let (old, new) = (score(cards.old, pair.0), score(cards.new, pair.1));
            for (row, value, is_new) in [(pair.0, old, false), (pair.1, new, true)] {
                if row.is_some() {
                    self.count(value, is_new);
                }
            }
            match (old, new) {
                (Some(old), Some(new)) => self.moved(new.saturating_sub(old)),
                (Some(_), None) if pair.1.is_some() => self.turned[0] += 1,
                (None, Some(_)) if pair.0.is_some() => self.turned[1] += 1,
                _ => {}
            }
        }
    }

    fn count(&mut self, value: Option<i64>, new: bool) {
        let Some(value) = value else {
            *self.unknown.of_mut(new) += 1;
            return;
        };
        self.scores.of_mut(new).add(value);
        let bin = self.bin(value);
        self.bins.of_mut(new).iter_mut().skip(bin).take(1).for_each(|count| *count += 1);
    }

    /// The bin of a score.
    fn bin(&self, score: i64) -> usize {
        let (width, above) = (self.width(), i128::from(score) - i128::from(self.low));
        let bin = (above * BINS as i128).checked_div(width).unwrap_or(0);
        usize::try_from(bin.max(0)).unwrap_or(0).min(BINS - 1)
    }

    fn width(&self) -> i128 {
        i128::from(self.high) - i128::from(self.low)
    }

    /// The smallest score of a bin, exactly; of the one after the last the largest of all.
    pub fn edge(&self, bin: usize) -> i64 {
        let bins = BINS as i128;
        let above = (self.width() * bin as i128 + bins - 1).div_euclid(bins);
        i64::try_from(i128::from(self.low) + above).unwrap_or(self.high)
    }

    fn moved(&mut self, shift: i64) {
        self.shift.add(shift);
        let beyond = (0..EDGES.len()).filter(|at| shift.abs() > self.step(*at)).count();
        let middle = EDGES.len() + 1;
        let at = match shift.signum() {
            -1 => middle - 1 - beyond,
            0 => middle,
            _ => middle + 1 + beyond,
        };
        self.shifts.iter_mut().skip(at).take(1).for_each(|count| *count += 1);
    }

    /// An edge of shifts: the largest shift that is not beyond it.
    pub fn step(&self, at: usize) -> i64 {
        let percent = EDGES.get(at).copied().unwrap_or(0);
        i64::try_from(self.width() * i128::from(percent) / 100).unwrap_or(i64::MAX)
    }

    /// From where to where the shifts of a count go; zero is between two that begin and end there. The edge that is
    /// further from zero is of the count.
    pub fn span(&self, at: usize) -> (Option<i64>, Option<i64>) {
        let middle = EDGES.len() + 1;
        let edge = |steps: usize| match steps {
            0 => Some(0),
            steps if steps <= EDGES.len() => Some(self.step(steps - 1)),
            _ => None,
        };
        let below = |steps| edge(steps).map(|edge: i64| -edge);
        match at.cmp(&middle) {
            core::cmp::Ordering::Less => (below(middle - at), below(middle - at - 1)),
            core::cmp::Ordering::Equal => (Some(0), Some(0)),
            core::cmp::Ordering::Greater => (edge(at - middle - 1), edge(at - middle)),
        }
    }
}

//! Why a score is another one than before: what the data did, and what the policy did.
//!
//! Three runs say it exactly: the old policy on the old data, the old policy on the new data (the run between), and the
//! new policy on the new data. From the first to the second only the data changes, from the second to the third only
//! the policy. The same holds of every indicator's contribution; an indicator that a policy does not have contributes
//! nothing to it. Where one of the three scores is not known nothing is divided, and the line says which.
//!
//! Customers are matched by key, scorecards and indicators by their ids.
//!
//! INVARIANT: before + by data + by model = after, of every score that is divided and of each of its indicators.
//! INVARIANT: the changes of the indicators, `range` included, sum to the change of the score, by data and by model.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::model::Model;
use crate::outcome::Run;

mod report;
mod sheet;
mod table;

pub use report::{CaseCount, PartReport, ScoreChange, ScoreReport, SplitReport};
use sheet::Sheet;
pub use table::SCORE_CHANGES;

/// A run before, the old policy on the new data, and the run after.
#[derive(Debug, Clone, Copy)]
pub struct Runs<'a> {
    /// The old policy on the old data.
    pub before: &'a Run<'a>,
    /// The old policy on the new data.
    pub between: &'a Run<'a>,
    /// The new policy on the new data.
    pub after: &'a Run<'a>,
}

/// Why a score is divided or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// It is.
    Divided,
    /// There was no such customer before.
    NewCustomer,
    /// There is no such customer any more.
    GoneCustomer,
    /// The old policy has no such score.
    NewScore,
    /// The new policy has no such score.
    GoneScore,
    /// It was not known before.
    UnknownBefore,
    /// By the old policy it is not known on the new data.
    UnknownBetween,
    /// It is not known now.
    UnknownAfter,
}

impl Case {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 8] = [
        Self::Divided,
        Self::NewCustomer,
        Self::GoneCustomer,
        Self::NewScore,
        Self::GoneScore,
        Self::UnknownBefore,
        Self::UnknownBetween,
        Self::UnknownAfter,
    ];

    /// The stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Divided => "divided",
            Self::NewCustomer => "new_customer",
            Self::GoneCustomer => "gone_customer",
            Self::NewScore => "new_score",
            Self::GoneScore => "gone_score",
            Self::UnknownBefore => "unknown_before",
            Self::UnknownBetween => "unknown_between",
            Self::UnknownAfter => "unknown_after",
        }
    }
}

/// A score of a customer in the three runs, decimal(4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Whether it is divided.
    pub case: Case,
    /// Before; `None`: not known, or there is none.
    pub before: Option<i64>,
    /// Between.
    pub between: Option<i64>,
    /// After.
    pub after: Option<i64>,
}

impl Change {
    /// What the data and what the policy did, where it is divided.
    #[must_use]
    pub fn parts(&self) -> Option<(i64, i64)> {
        if self.case != Case::Divided {
            return None;
        }
        let between = self.between?;
        Some((between.checked_sub(self.before?)?, self.after?.checked_sub(between)?))
    }
}

/// A scorecard of either policy: its place in the old and in the new one, and its indicators in both.
pub(crate) struct Card<'a> {
    pub id: &'a str,
    pub at: [Option<usize>; 2],
    pub parts: Vec<Part<'a>>,
}

/// An indicator of either policy; the last of a card, without dimension, is what the clamp to the range adds.
pub(crate) struct Part<'a> {
    pub dimension: &'a str,
    pub indicator: &'a str,
    pub at: [Option<usize>; 2],
}

/// A customer: the key, and the row in each of the three sheets.
struct Line<'a> {
    key: &'a str,
    rows: [Option<usize>; 3],
}

/// The scores of three runs, side by side.
pub struct Split<'a> {
    runs: Runs<'a>,
    cards: Vec<Card<'a>>,
    sheets: [Sheet; 3],
    lines: Vec<Line<'a>>,
}

impl<'a> Split<'a> {
    /// Divides the changes of all customers, or of one. `None` when the run between is not one of the old policy at
    /// the instant of the run after.
    #[must_use]
    pub fn of(runs: Runs<'a>, only: Option<&str>) -> Option<Self> {
        let Runs { before, between, after } = runs;
        if between.model.full_hash != before.model.full_hash || between.as_of != after.as_of {
            return None;
        }
        let sheets = [before, between, after].map(|run| Sheet::of(run, only));
        let mut keys: Vec<(&str, usize, usize)> = Vec::new();
        for ((side, sheet), run) in (0..).zip(&sheets).zip([before, between, after]) {
            let rows = (0..).zip(&sheet.rows);
            keys.extend(rows.map(|(at, row)| (crate::output::customer_key(run.dataset, *row), side, at)));
        }
        crate::order::sort(&mut keys);
        let mut lines: Vec<Line<'_>> = Vec::new();
        for (key, side, at) in keys {
            if lines.last().is_none_or(|line| line.key != key) {
                lines.push(Line { key, rows: [None; 3] });
            }
            if let Some(row) = lines.last_mut().and_then(|line| line.rows.get_mut(side)) {
                *row = Some(at);
            }
        }
        Some(Self { runs, cards: cards(before.model, after.model), sheets, lines })
    }

    /// The customers, in order of their keys.
    pub fn customers(&self) -> impl ExactSizeIterator<Item = &str> {
        self.lines.iter().map(|line| line.key)
    }

    /// The ids of the scorecards: those of the new policy, then those that only the old one has.
    pub fn scorecards(&self) -> impl ExactSizeIterator<Item = &str> {
        self.cards.iter().map(|card| card.id)
    }

    /// A score of a customer, by their places in those lists.
    #[must_use]
    pub fn change(&self, customer: usize, card: usize) -> Option<Change> {
        let (line, card) = (self.lines.get(customer)?, self.cards.get(card)?);
        let [old, new] = card.at;
        let score = |side: usize, card: Option<usize>| {
            let (sheet, row) = (self.sheets.get(side)?, (*line.rows.get(side)?)?);
            sheet.score(card?, row)
        };
        let [before, between, after] = [score(0, old), score(1, old), score(2, new)];
        let case = match (line.rows, card.at) {
            ([None, ..], _) => Case::NewCustomer,
            ([_, _, None], _) => Case::GoneCustomer,
            (_, [None, _]) => Case::NewScore,
            (_, [_, None]) => Case::GoneScore,
            _ if before.is_none() => Case::UnknownBefore,
            _ if after.is_none() => Case::UnknownAfter,
            _ if between.is_none() => Case::UnknownBetween,
            _ => Case::Divided,
        };
        Some(Change { case, before, between, after })
    }

    /// Dimension and indicator of each contribution of a score and what it was, where the score is divided.
    pub fn contributions(&self, customer: usize, card: usize) -> impl Iterator<Item = (&str, &str, Change)> {
        let divided = self.change(customer, card).is_some_and(|change| change.case == Case::Divided);
        let card = self.cards.get(card).filter(|_| divided);
        let line = self.lines.get(customer);
        card.into_iter().flat_map(|card| card.parts.iter().map(move |part| (card, part))).map(
            move |(card, part)| {
                let [old, new] = [0, 1].map(|at: usize| {
                    (card.at.get(at).copied().flatten(), part.at.get(at).copied().flatten())
                });
                let value = |side: usize, (card, part): (Option<usize>, Option<usize>)| {
                    let row = line.and_then(|line| line.rows.get(side).copied().flatten());
                    let sheet = self.sheets.get(side);
                    let found = sheet.and_then(|sheet| sheet.contribution(card?, part?, row?));
                    Some(found.unwrap_or(0))
                };
                let change = Change {
                    case: Case::Divided,
                    before: value(0, old),
                    between: value(1, old),
                    after: value(2, new),
                };
                (part.dimension, part.indicator, change)
            },
        )
    }
}

/// The scorecards of two policies.
fn cards<'a>(old: &'a Model, new: &'a Model) -> Vec<Card<'a>> {
    let mut ids: Vec<&str> = new.scorecards.iter().map(|card| card.id.as_str()).collect();
    for card in &old.scorecards {
        if !ids.contains(&card.id.as_str()) {
            ids.push(&card.id);
        }
    }
    let card = |id: &'a str| {
        let find = |model: &'a Model| model.scorecards.iter().position(|card| card.id == id);
        let at = [find(old), find(new)];
        let parts = |model: &'a Model, at: Option<usize>| {
            let card = at.and_then(|at| model.scorecards.get(at));
            let parts = card.into_iter().flat_map(|card| &card.dimensions).flat_map(|dimension| {
                dimension.indicators.iter().map(|indicator| (dimension.id.as_str(), indicator.id.as_str()))
            });
            parts.collect::<Vec<(&str, &str)>>()
        };
        let names = [parts(old, at[0]), parts(new, at[1])];
        Card { id, at, parts: joined(&names) }
    };
    ids.into_iter().map(card).collect()
}

/// The indicators of two cards: those of the new one in its order, then what only the old one has, then the clamp.
fn joined<'a>([old, new]: &[Vec<(&'a str, &'a str)>; 2]) -> Vec<Part<'a>> {
    let mut all = new.clone();
    all.extend(old.iter().filter(|name| !new.contains(name)));
    let mut parts: Vec<Part<'a>> = all
        .into_iter()
        .map(|name| {
            let at = [old, new].map(|names| names.iter().position(|known| *known == name));
            Part { dimension: name.0, indicator: name.1, at }
        })
        .collect();
    parts.push(Part { dimension: "", indicator: RANGE, at: [Some(old.len()), Some(new.len())] });
    parts
}

/// What the contribution of the clamp is called.
const RANGE: &str = "range";

/// The order of changes for people: the largest first.
fn by_size(a: (i128, i128), b: (i128, i128)) -> Ordering {
    let size = |(data, model): (i128, i128)| data.abs().max(model.abs());
    size(b).cmp(&size(a))
}

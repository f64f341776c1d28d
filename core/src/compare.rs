//! Two policies over one book: who moves, what is gained and what is lost when one takes the place of the other.
//!
//! A [`Comparison`] takes the outcomes of both policies over the same customers, chunk by chunk, and keeps counts, exact
//! sums and the keys of those who moved. [`Comparison::report`] says it as an object, [`Comparison::table`] as tables.
//!
//! - Customers are matched by key. Those whom only one side has (the other put them into quarantine) are `absent` on
//!   the other, counted and named.
//! - Classes, outputs of decision tables that are enumerations, tags and alerts are matched by id, and so are their
//!   members; what only one policy has is listed. Each has one matrix, in which *unknown* and *absent* are states like
//!   the others: its rows add up to the counts of the one single run, its columns to those of the other.
//! - An alert that asks child rows has fired for a customer when it did for one of the rows, and is unknown when it did
//!   not and is unknown for one.
//! - Scores are counted in [`score::BINS`] bins of equal width over the range of both scorecards. The population
//!   stability index is the sum of `(a - e) * ln(a / e)` over the bins, `e` the shares before and `a` after, over
//!   customers whose score is known; a share below 0.0001 counts as 0.0001, so that an empty bin does not make it
//!   infinite. It has no value where one side knows nobody.
//! - Value is that of one field of customers (see [`Options`]), each customer's as the new policy reads it; those of
//!   whom it is unknown are counted beside the sum.
//! - The load of a manager is what does not depend on the order of a day: customers with an open task that neither a
//!   block nor a time of rest holds, against the contacts that the manager's day takes.
//!
//! Not here: what differs between the texts of two policies ([`crate::change`]), and why a score is another one.
//!
//! INVARIANT: chunks in any cut and any order give the same report, as long as each customer is in the same chunk of
//! both sides and gets the same results in it as in the whole: groups of customers are not cut, and no child row is
//! unreadable to the point that its chunk does not know whose it is.
//! INVARIANT: in every matrix, customers of both + of one side only = customers; value likewise.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use crate::column::Texts;
use crate::dataset::Dataset;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::Model;
use crate::order::{arrange, positions};
use crate::outcome::{Outcome, Run};
use crate::output::{OutputTable, customer_key};
use crate::report::State;

mod item;
mod load;
mod member;
mod report;
pub mod score;
mod table;
mod value;

pub use report::{Alert, Matrix, Report};
pub use table::TABLES;

use item::{Item, Kind};
use load::Loads;
use score::Score;
use value::Value;

/// What there is of each of the two policies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sides<T> {
    /// Of the policy in force.
    pub old: T,
    /// Of the one that may take its place.
    pub new: T,
}

/// How to compare.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The field of customers in which moves are weighed, an int or a decimal that the new policy reads. Without one it
    /// is what the baseline of the new policy's first scorecard looks at, if that is such a field.
    pub value: Option<String>,
    /// Whether to say only what can be said at once: of what the two outcomes do not share (see [`crate::rescore`]) who
    /// moves, without weights, tasks, managers and reports.
    pub glance: bool,
}

/// A comparison while it goes on.
#[derive(Debug)]
pub struct Comparison {
    policies: Sides<Named>,
    glance: bool,
    value: Option<Value>,
    items: Vec<Item>,
    scores: Vec<Score>,
    /// What only one policy has: kind, id, and whether that is the new one.
    alone: Vec<(Kind, String, bool)>,
    today: Option<i32>,
    rows: Sides<u64>,
    /// Quarantined rows and faulty cells, of all tables.
    unread: Sides<(u64, u64)>,
    both: u64,
    /// Keys of customers whom only one side has.
    only: Sides<Vec<u32>>,
    keys: Texts,
    /// The value of each customer in `keys`.
    values: Vec<Option<i64>>,
    moves: Vec<Move>,
    loads: Loads,
    reports: Sides<Vec<State>>,
}

/// A policy by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Hash of the whole document.
    pub hash: String,
}

/// A customer whose state of an item is another one.
#[derive(Debug, Clone, Copy)]
struct Move {
    /// Index of the item.
    item: u16,
    /// Before.
    from: u16,
    /// After.
    to: u16,
    /// Code of the key.
    key: u32,
}

/// A customer of a chunk: the row on each side that has one.
#[derive(Debug, Clone, Copy)]
struct Pair(Option<u32>, Option<u32>);

impl<T> Sides<T> {
    /// Both, by a function of whether it is the new one's.
    pub(crate) fn each(mut of: impl FnMut(bool) -> T) -> Self {
        Self { old: of(false), new: of(true) }
    }

    /// One of the two.
    pub(crate) const fn of(&self, new: bool) -> &T {
        if new { &self.new } else { &self.old }
    }

    /// One of the two, to be changed.
    pub(crate) const fn of_mut(&mut self, new: bool) -> &mut T {
        if new { &mut self.new } else { &mut self.old }
    }
}

impl Comparison {
    /// A comparison of nobody yet.
    ///
    /// # Errors
    /// `NotAValue` when the value field is none.
    pub fn new(models: Sides<&Model>, options: &Options) -> Result<Self, Diagnostic> {
        let (items, mut alone) = item::matched(models);
        let scores = score::matched(models, &mut alone);
        Ok(Self {
            policies: Sides::each(|new| Named::of(models.of(new))),
            glance: options.glance,
            value: if options.glance { None } else { value::find(models, options.value.as_deref())? },
            items,
            scores,
            alone,
            today: None,
            rows: Sides::default(),
            unread: Sides::default(),
            both: 0,
            only: Sides::default(),
            keys: Texts::default(),
            values: Vec::new(),
            moves: Vec::new(),
            loads: Loads::default(),
            reports: Sides::default(),
        })
    }

    /// Adds a chunk of customers: the run of each policy over them.
    ///
    /// # Errors
    /// `OtherDay` when the two are not of the day of the comparison, which is that of its first run;
    /// `UnreadableRequest` when one is of another policy.
    pub fn add(&mut self, old: (&Run<'_>, &Outcome), new: (&Run<'_>, &Outcome)) -> Result<(), Diagnostic> {
        let sides = Sides { old, new };
        self.accepts(&sides)?;
        let pairs = pairs(Sides::each(|new| sides.of(new).0.dataset));
        let values: Vec<Option<i64>> = match &self.value {
            Some(value) => pairs.iter().map(|pair| value.of(pair, &sides)).collect(),
            None => vec![None; pairs.len()],
        };
        let mut keys = vec![u32::MAX; pairs.len()];
        let glance = self.glance;
        for (at, item) in (0u16..).zip(&mut self.items).filter(|(_, item)| !glance || !item.is_shared(&sides))
        {
            let moved = item.add(&sides, &pairs, &values);
            for (pair, from, to) in moved {
                let key =
                    Self::key(&mut self.keys, &mut self.values, &mut keys, (&pairs, &values), &sides, pair);
                self.moves.push(Move { item: at, from, to, key });
            }
        }
        for score in self.scores.iter_mut().filter(|score| !glance || !score.is_shared(&sides)) {
            score.add(&sides, &pairs);
        }
        for (at, pair) in pairs.iter().enumerate() {
            self.both += u64::from(pair.0.is_some() && pair.1.is_some());
            if pair.0.is_some() && pair.1.is_some() {
                continue;
            }
            let key = Self::key(&mut self.keys, &mut self.values, &mut keys, (&pairs, &values), &sides, at);
            self.only.of_mut(pair.1.is_some()).push(key);
        }
        for is_new in [false, true] {
            self.side(*sides.of(is_new), is_new);
        }
        Ok(())
    }

    /// What is counted on each side alone.
    fn side(&mut self, (run, outcome): (&Run<'_>, &Outcome), is_new: bool) {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        *self.rows.of_mut(is_new) += count(outcome.rows);
        let (quarantined, faults) = self.unread.of_mut(is_new);
        *quarantined += count(run.dataset.quarantine.len());
        *faults += count(run.dataset.faults.len());
        if self.glance {
            return;
        }
        self.loads.add(run, outcome, is_new);
        let states = self.reports.of_mut(is_new);
        states.resize_with(outcome.reports.len(), State::default);
        states.iter_mut().zip(&outcome.reports).for_each(|(state, other)| state.join(other.clone()));
    }

    /// The code of the key of a customer of the chunk, which is remembered with the customer's value.
    fn key(
        texts: &mut Texts,
        kept: &mut Vec<Option<i64>>,
        codes: &mut [u32],
        (pairs, values): (&[Pair], &[Option<i64>]),
        sides: &Sides<(&Run<'_>, &Outcome)>,
        at: usize,
    ) -> u32 {
        let Some(code) = codes.get_mut(at) else { return u32::MAX };
        if *code == u32::MAX {
            let text = match pairs.get(at) {
                Some(Pair(_, Some(row))) => customer_key(sides.new.0.dataset, *row as usize),
                Some(Pair(Some(row), None)) => customer_key(sides.old.0.dataset, *row as usize),
                _ => "",
            };
            *code = texts.intern(text).unwrap_or(u32::MAX);
            kept.resize(texts.len(), None);
            let value = values.get(at).copied().flatten();
            kept.iter_mut().skip(*code as usize).take(1).for_each(|kept| *kept = value);
        }
        *code
    }

    fn accepts(&mut self, sides: &Sides<(&Run<'_>, &Outcome)>) -> Result<(), Diagnostic> {
        let fail = |code, args: &[&dyn ToString]| Err(Diagnostic::new(code, Span::default(), "", args));
        let (old, new) = (sides.old.0.today(), sides.new.0.today());
        let today = *self.today.get_or_insert(old);
        for (day, is_new) in [(old, false), (new, true)] {
            if day != today {
                return fail(Code::OtherDay, &[&date::format(today), &date::format(day)]);
            }
            if sides.of(is_new).0.model.full_hash != self.policies.of(is_new).hash {
                return fail(
                    Code::UnreadableRequest,
                    &[&"the outcome is of another policy than the comparison"],
                );
            }
        }
        Ok(())
    }

    /// What came out so far. `models` are those of [`Comparison::new`].
    #[must_use]
    pub fn report(&self, models: Sides<&Model>) -> Report {
        report::report(self, models)
    }

    /// One of [`TABLES`], complete.
    ///
    /// # Errors
    /// `UnknownOutput` for another name.
    pub fn table(&self, models: Sides<&Model>, name: &str) -> Result<OutputTable, Diagnostic> {
        table::table(self, models, name)
    }

    /// The moves, by item, from, to and key.
    fn sorted(&self) -> Vec<Move> {
        let key =
            |at: u32| self.moves.get(at as usize).map(|m| (m.item, m.from, m.to, self.keys.text(m.key)));
        let mut order = positions(self.moves.len());
        arrange(&mut order, &mut |a, b| key(a).cmp(&key(b)));
        order.into_iter().filter_map(|at| self.moves.get(at as usize).copied()).collect()
    }

    /// Keys of customers whom only one side has, in order.
    fn only(&self, new: bool) -> Vec<&str> {
        let mut keys: Vec<&str> = self.only.of(new).iter().map(|code| self.keys.text(*code)).collect();
        crate::order::sort(&mut keys);
        keys
    }
}

impl Named {
    fn of(model: &Model) -> Self {
        Self { id: model.id.clone(), version: model.version.clone(), hash: model.full_hash.clone() }
    }
}

/// The customers of a chunk by key: keys are unique on each side.
fn pairs(data: Sides<&Dataset>) -> Vec<Pair> {
    if core::ptr::eq(data.old, data.new) {
        let rows = positions(data.old.tables.first().map_or(0, |table| table.rows));
        return rows.into_iter().map(|row| Pair(Some(row), Some(row))).collect();
    }
    let sorted = |data: &Dataset| {
        let mut rows = positions(data.tables.first().map_or(0, |table| table.rows));
        arrange(&mut rows, &mut |a, b| customer_key(data, a as usize).cmp(customer_key(data, b as usize)));
        rows
    };
    let (old, new) = (sorted(data.old), sorted(data.new));
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    let mut pairs = Vec::new();
    loop {
        let key = |data, row: Option<&u32>| row.map(|row| customer_key(data, *row as usize));
        let (a, b) = (key(data.old, old.peek()), key(data.new, new.peek()));
        let (takes_old, takes_new) = match (a, b) {
            (None, None) => return pairs,
            (Some(a), Some(b)) => (a <= b, b <= a),
            (a, b) => (a.is_some(), b.is_some()),
        };
        let take = |rows: &mut dyn Iterator<Item = u32>, takes| if takes { rows.next() } else { None };
        pairs.push(Pair(take(&mut old, takes_old), take(&mut new, takes_new)));
    }
}

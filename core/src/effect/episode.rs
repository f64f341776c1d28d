//! What became of the tasks of a rule: rows of the state, and the entries of the journal that ended them.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::date;
use crate::model::Model;
use crate::model::reserved::state::{JOURNAL, STATE_TASKS};
use crate::number::{format_decimal, round_half_away};
use crate::order::{sort, sort_by};
use crate::outcome::Run;
use crate::state::rows::{entry, task};
use crate::state::{Action, Rows, Status, Task};

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;
/// An hour in microseconds.
const HOUR: i128 = 3_600_000_000;

/// A row of the state.
#[derive(Debug, Clone)]
pub(super) struct Episode {
    /// The customer's key.
    pub customer: String,
    /// The task.
    pub task: Task,
    /// When it was done, microseconds UTC, where the journal says it.
    done: Option<i64>,
}

/// Whether a task was done in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    /// It was.
    InTime,
    /// It was done late.
    Late,
    /// It is due no more and not done.
    Overdue,
    /// It need not be done at any time, or not yet.
    None,
}

/// The rows of the state, by customer and task.
pub(super) fn episodes(run: &Run<'_>) -> Vec<Episode> {
    let done = done(run);
    let Some(rows) = Rows::of(run.model, run.dataset, STATE_TASKS) else { return Vec::new() };
    let mut all: Vec<Episode> = (0..rows.data.rows)
        .filter_map(|row| {
            let task = task(run.model, &rows, row)?;
            let customer = rows.text(row, 0).unwrap_or_default().to_string();
            let from = done.partition_point(|(id, _)| *id < task.id);
            let own = done.iter().skip(from).take_while(|(id, _)| *id == task.id).map(|(_, at)| *at);
            let zone = run.model.zone();
            let last = own.filter(|at| Some(date::local_date(*at, zone)) == task.ended).last();
            let done = last.filter(|_| task.status == Status::Done);
            Some(Episode { customer, task, done })
        })
        .collect();
    sort_by(&mut all, |a, b| (&a.customer, &a.task.id).cmp(&(&b.customer, &b.task.id)));
    all
}

/// Tasks and instants of entries that say that they are done; sorted.
fn done(run: &Run<'_>) -> Vec<(String, i64)> {
    let Some(rows) = Rows::of(run.model, run.dataset, JOURNAL) else { return Vec::new() };
    let read = |row| entry(run.model, &rows, row).ok().flatten();
    let said = (0..rows.data.rows).filter_map(read);
    let said = said.filter(|(_, entry)| entry.action == Action::Done && entry.at <= run.as_of);
    let mut all: Vec<(String, i64)> = said.map(|(id, entry)| (id, entry.at)).collect();
    sort(&mut all);
    all
}

impl Episode {
    /// Whether a rule told of it.
    pub fn is_of(&self, rule: &str) -> bool {
        self.task.alerts.iter().any(|name| name == rule)
    }

    pub fn timing(&self, run: &Run<'_>) -> Timing {
        let Some(due) = self.task.words.due else { return Timing::None };
        let by_day = |ended: i32| ended <= date::local_date(due, run.model.zone());
        match (self.task.status, self.done, self.task.ended) {
            (Status::Done, Some(at), _) => {
                if at <= due {
                    Timing::InTime
                } else {
                    Timing::Late
                }
            }
            // Where the journal is silent the state knows the day.
            (Status::Done, None, Some(ended)) => {
                if by_day(ended) {
                    Timing::InTime
                } else {
                    Timing::Late
                }
            }
            (Status::Open | Status::Postponed, ..) if run.as_of > due => Timing::Overdue,
            _ => Timing::None,
        }
    }

    /// From the beginning of the day on which it was raised until it was done, microseconds.
    pub fn took(&self, model: &Model) -> Option<i64> {
        let start = model.zone().instant(i64::from(self.task.raised) * (DAY / 1_000_000));
        self.done?.checked_sub(start.checked_mul(1_000_000)?)
    }
}

/// The median of times in microseconds, in hours with two places.
pub(super) fn median_hours(times: &mut [i64]) -> Option<String> {
    sort(times);
    let middle = times.len() / 2;
    let (low, high) = (times.get(times.len().checked_sub(1)? / 2)?, times.get(middle)?);
    let hours = round_half_away((i128::from(*low) + i128::from(*high)) * 100, 2 * HOUR)?;
    Some(format_decimal(i64::try_from(hours).ok()?, 2))
}

/// The time within which nine of ten were done, in hours with two places: one that occurs (nearest rank).
pub(super) fn slow_hours(times: &mut [i64]) -> Option<String> {
    sort(times);
    let rank = (times.len() * 9).div_ceil(10).checked_sub(1)?;
    let hours = round_half_away(i128::from(*times.get(rank)?) * 100, HOUR)?;
    Some(format_decimal(i64::try_from(hours).ok()?, 2))
}

/// The median of whole days, with one place.
pub(super) fn median_days(days: &mut [i32]) -> Option<String> {
    sort(days);
    let (low, high) = (days.get(days.len().checked_sub(1)? / 2)?, days.get(days.len() / 2)?);
    Some(format_decimal((i64::from(*low) + i64::from(*high)) * 5, 1))
}

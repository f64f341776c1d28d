//! When a task has to be done: a period after the as-of instant, in the policy's zone.

use crate::date;
use crate::model::duration::{Period, Unit};
use crate::outcome::Run;

const DAY: i64 = 86_400_000_000;

/// The instant a period after the run's as-of instant, in microseconds UTC; `None` when it cannot be told.
pub(super) fn due(run: &Run<'_>, period: Period) -> Option<i64> {
    match period.unit {
        Unit::Hours | Unit::Days => run.as_of.checked_add(period.micros()?),
        Unit::Months => {
            let today = run.today();
            later(run.as_of, today, date::add_months(today, i64::from(period.count))?)
        }
        Unit::BusinessDays | Unit::BusinessHours => None,
    }
}

/// The same time of the day on another day.
fn later(as_of: i64, today: i32, day: i32) -> Option<i64> {
    as_of.checked_add(i64::from(day.checked_sub(today)?).checked_mul(DAY)?)
}

//! When a task has to be done: a period after the as-of instant, in the policy's zone.
//!
//! Days are 24 hours; months and business days keep the local time of the day; business hours run while the bank is
//! open.

use crate::date;
use crate::evaluate::{MICRO, Workdays};
use crate::model::duration::{Period, Unit};
use crate::outcome::Run;
use crate::value::Reason;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// The instant a period after the run's as-of instant, in microseconds UTC.
///
/// # Errors
///
/// Why it cannot be told: what the calendar does not know, or an instant beyond all dates.
pub(crate) fn due(run: &Run<'_>, workdays: &Workdays, period: Period) -> Result<i64, Reason> {
    due_from(run, workdays, period, run.as_of)
}

/// The instant a period after another, both in microseconds UTC.
///
/// # Errors
///
/// As [`due`].
pub(crate) fn due_from(run: &Run<'_>, workdays: &Workdays, period: Period, at: i64) -> Result<i64, Reason> {
    let (overflow, zone) = (Reason::Overflow, run.model.zone());
    let today = date::local_date(at, zone);
    let (second, part) = (at.div_euclid(SECOND), at.rem_euclid(SECOND));
    let local = second + zone.offset(second);
    let day = match period.unit {
        Unit::Hours | Unit::Days => {
            let length = period.micros().ok_or(overflow)?;
            return at.checked_add(length).ok_or(overflow);
        }
        Unit::Months => date::add_months(today, i64::from(period.count)).ok_or(overflow)?,
        Unit::BusinessDays => workdays.add(today, i64::from(period.count))?,
        Unit::BusinessHours => {
            let later = workdays.later(i128::from(at) * MICRO, i64::from(period.count), zone)?;
            return i64::try_from(later.div_euclid(MICRO)).map_err(|_| overflow);
        }
    };
    let later = i64::from(day) * DAY + local.rem_euclid(DAY);
    zone.instant(later).checked_mul(SECOND).and_then(|at| at.checked_add(part)).ok_or(overflow)
}

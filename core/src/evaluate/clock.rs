//! The clocks of a run: per table its last complete day, how far back it reaches, and whether it may be used at all.

use super::Machine;
use crate::dataset::Delivery;
use crate::date;
use crate::model::{Clock, TableId, TableTime};
use crate::value::Reason;

/// A table at the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableClock {
    /// Its last complete day, never after the as-of date; unknown when its delivery does not say it.
    pub cut_off: Option<i32>,
    /// The first day that it holds; `None` when it holds all.
    pub covers_from: Option<i32>,
    /// Why everything over the table is unknown.
    pub doubt: Option<Reason>,
}

impl TableClock {
    /// The clock of a table. Without a delivery that says more, a table is complete until the day before the as-of
    /// date and reaches back as far as the policy declares.
    #[must_use]
    pub fn of(time: TableTime, delivery: Option<&Delivery>, today: i32) -> Self {
        let cut_off = match delivery {
            None => today.checked_sub(1),
            Some(delivery) => delivery.cut_off.map(|day| day.min(today)),
        };
        let declared =
            cut_off.zip(time.coverage).and_then(|(day, days)| date::add_days(day, 1 - i64::from(days)));
        let age = cut_off.map(|day| today.saturating_sub(day));
        let doubt = if cut_off.is_none() || delivery.is_some_and(|d| d.broken) {
            Some(Reason::Invalid)
        } else if age.zip(time.max_age).is_some_and(|(age, most)| age > most) {
            Some(Reason::Stale)
        } else {
            None
        };
        Self { cut_off, covers_from: delivery.and_then(|d| d.covers_from).or(declared), doubt }
    }
}

impl Machine<'_> {
    /// A date of the run; `None` is unknown.
    pub(super) fn clock(&self, clock: Clock) -> Option<i32> {
        match clock {
            Clock::Today | Clock::Now => Some(self.today),
            Clock::CutOff(table) => self.table_clock(table).cut_off,
        }
    }

    /// The clock of a table.
    pub(super) fn table_clock(&self, table: TableId) -> TableClock {
        self.clocks.get(usize::from(table.0)).copied().unwrap_or_default()
    }
}

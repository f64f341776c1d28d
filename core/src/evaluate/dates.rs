//! Functions of dates.

use super::Machine;
use super::lane::{Slot, copy_known, try_map1, try_map2};
use crate::date;
use crate::program::{DatePair, DatePart, NodeId};

impl Machine<'_> {
    pub(super) fn date_part(&self, part: DatePart, a: NodeId, _rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        let read = |day: i32| {
            let (year, month, of_month) = date::civil(day);
            Some(match part {
                DatePart::Year => i64::from(year),
                DatePart::Month => i64::from(month) - 1,
                DatePart::Day => i64::from(of_month),
                DatePart::DayFromZero => i64::from(of_month) - 1,
                DatePart::Weekday => i64::from(date::weekday(day)),
                DatePart::YearDay => i64::from(date::day_of_year(day)) - 1,
            })
        };
        try_map1(self.arg(a), &mut slot.known, &mut slot.i64s, read);
    }

    pub(super) fn date_pair(&self, pair: DatePair, a: NodeId, b: NodeId, _rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        let known = &mut slot.known;
        match pair {
            DatePair::Days => {
                let days = |a: i32, b: i32| Some(i64::from(b) - i64::from(a));
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i64s, days);
            }
            DatePair::Months => {
                let months = |a, b| Some(date::months_between(a, b));
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i64s, months);
            }
            DatePair::Years => {
                let years = |a, b| Some(date::years_between(a, b));
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i64s, years);
            }
            DatePair::AddDays => try_map2(self.arg(a), self.arg(b), known, &mut slot.i32s, date::add_days),
            DatePair::AddMonths => {
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i32s, date::add_months)
            }
            DatePair::Anniversary => {
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i32s, date::next_anniversary);
            }
        }
    }
}

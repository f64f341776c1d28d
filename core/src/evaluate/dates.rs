//! Functions of dates, instants and durations.

use appraise_kernels::arith;

use super::Machine;
use super::lane::{Arg, Slot, copy_known, try_map1, try_map2};
use crate::date::{self, instant, lunar};
use crate::model::ClockUnit;
use crate::program::{Convert, DatePair, DatePart, NodeId, Span};

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
                DatePart::LunarMonth => i64::from(lunar::of(day)?.month),
                DatePart::LunarDay => i64::from(lunar::of(day)?.day),
            })
        };
        try_map1(self.arg(a), &mut slot.known, &mut slot.i64s, read);
    }

    pub(super) fn of_time(&self, convert: Convert, a: NodeId, slot: &mut Slot) {
        let known = &mut slot.known;
        match convert {
            Convert::IntToInstant => {
                let instant = |s: i64| within(Span::Instant, i128::from(s) * instant::SECOND);
                try_map1(self.arg(a), known, &mut slot.wides, instant);
            }
            Convert::DateToInstant(zone) => {
                let start = |day| within(Span::Instant, instant::day_start(day, zone));
                try_map1(self.arg(a), known, &mut slot.wides, start);
            }
            Convert::InstantToDate(zone) => {
                try_map1(self.arg(a), known, &mut slot.i32s, |v| instant::local_day(v, zone));
            }
            Convert::InstantToInt => {
                let seconds = |v: i128| i64::try_from(v.div_euclid(instant::SECOND)).ok();
                try_map1(self.arg(a), known, &mut slot.i64s, seconds);
            }
            Convert::ClockPart(clock, zone) => {
                let (unit, turn) = unit(clock);
                let part = |v| Some(instant::of_day(v, zone) / unit % turn);
                try_map1(self.arg(a), known, &mut slot.i64s, part);
            }
            Convert::Whole(clock) => {
                let whole = |v: i128| i64::try_from(v / i128::from(unit(clock).0)).ok();
                try_map1(self.arg(a), known, &mut slot.i64s, whole);
            }
            Convert::Within(span) => try_map1(self.arg(a), known, &mut slot.wides, |v| within(span, v)),
            _ => {}
        }
    }

    pub(super) fn date_pair(&self, pair: DatePair, a: NodeId, b: NodeId, _rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        let known = &mut slot.known;
        match pair {
            DatePair::Days => match (self.arg(a), self.arg(b)) {
                (Arg::Slice(a), Arg::Slice(b)) => arith::i32_differences(b, a, &mut slot.i64s),
                (Arg::Slice(a), Arg::Const(b)) => arith::i32_from_constant(b, a, &mut slot.i64s),
                (Arg::Const(a), Arg::Slice(b)) => arith::i32_less_constant(b, a, &mut slot.i64s),
                (Arg::Const(a), Arg::Const(b)) => slot.i64s.fill(i64::from(b) - i64::from(a)),
            },
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
            DatePair::LunarAnniversary => {
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i32s, lunar::next_anniversary);
            }
            DatePair::AddBusinessDays => {
                let add = |day, n| self.workdays.add(day, n).ok();
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i32s, add);
            }
            DatePair::AddBusinessHours(zone) => {
                let add = |instant, n| self.workdays.later(instant, n, zone).ok();
                try_map2(self.arg(a), self.arg(b), known, &mut slot.wides, add);
            }
            DatePair::BusinessDays => {
                let between = |a, b| self.workdays.between(a, b).ok();
                try_map2(self.arg(a), self.arg(b), known, &mut slot.i64s, between);
            }
        }
    }
}

/// Nanoseconds of a unit, and how many of it clocks count.
const fn unit(clock: ClockUnit) -> (i64, i64) {
    match clock {
        ClockUnit::Hours => (3_600_000_000_000, 24),
        ClockUnit::Minutes => (60_000_000_000, 60),
        ClockUnit::Seconds => (1_000_000_000, 60),
        ClockUnit::Milliseconds => (1_000_000, 1000),
    }
}

fn within(span: Span, nanos: i128) -> Option<i128> {
    let (low, high) = match span {
        Span::Instant => (instant::MIN_INSTANT, instant::MAX_INSTANT),
        Span::Duration => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    (low <= nanos && nanos <= high).then_some(nanos)
}

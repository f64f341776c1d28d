//! Dates, instants and durations in expressions: how they are written, converted and taken apart.
//!
//! `timestamp` and `duration` read what CEL reads; a literal is checked here, another text when it runs. The parts of an
//! instant are those of UTC unless a zone is named, as in CEL; the zone is a literal of the list or a fixed offset.
//! Beyond CEL, dates and instants become each other in the policy's zone: `date(t)` is the day that its clocks show,
//! `timestamp(d)` the beginning of a day.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::Typing;
use crate::cel::ast::{Expr, ExprKind};
use crate::date::{self, Zone, instant};
use crate::diagnostic::Code;
use crate::model::term::{ClockUnit, Function, Term};
use crate::value::{Type, Value};

impl Typing<'_> {
    /// `date(x)`, `timestamp(x)`, `duration(x)`.
    pub(super) fn as_time(&mut self, expr: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        let terms: Vec<Term> = self.args(args)?.collect();
        let types: Vec<Type> = terms.iter().map(|t| t.ty).collect();
        if let [Some(Value::String(text))] = terms.iter().map(Term::as_value).collect::<Vec<_>>().as_slice() {
            let (value, code) = match name {
                "date" => (date::parse(text).map(Value::Date), Code::BadDate),
                "timestamp" => (instant::parse_rfc3339(text).map(Value::Timestamp), Code::BadTimestamp),
                _ => (instant::parse_duration(text).map(Value::Duration), Code::BadLength),
            };
            return match value {
                Some(value) => Some(Term::value(value)),
                None => self.fail(code, expr.range, &[text]),
            };
        }
        let (ty, function) = match (name, types.as_slice()) {
            ("date", [Type::Date]) | ("timestamp", [Type::Timestamp]) | ("duration", [Type::Duration]) => {
                return terms.into_iter().next();
            }
            ("date", [Type::String]) => (Type::Date, Function::ToDate),
            ("date", [Type::Timestamp]) => (Type::Date, Function::LocalDate(self.scope.schema.zone)),
            ("timestamp", [Type::String | Type::Int | Type::Date]) => {
                (Type::Timestamp, Function::ToTimestamp)
            }
            ("duration", [Type::String]) => (Type::Duration, Function::ToDuration),
            _ => return self.no_overload(expr.range, name, &types, ""),
        };
        Some(Term::apply(ty, function, terms))
    }

    /// `t.getHours()`, `t.getDate('Asia/Shanghai')` and the like.
    pub(super) fn part_of_time(
        &mut self,
        expr: &Expr,
        target: &Expr,
        name: &str,
        args: &[Expr],
    ) -> Option<Term> {
        let of_day = match name {
            "getHours" => Some(ClockUnit::Hours),
            "getMinutes" => Some(ClockUnit::Minutes),
            "getSeconds" => Some(ClockUnit::Seconds),
            "getMilliseconds" => Some(ClockUnit::Milliseconds),
            _ => None,
        };
        let of_date = match name {
            "getFullYear" => Function::Year,
            "getMonth" => Function::Month,
            "getDate" => Function::Date,
            "getDayOfMonth" => Function::DayOfMonth,
            "getDayOfWeek" => Function::DayOfWeek,
            "getDayOfYear" => Function::DayOfYear,
            _ if of_day.is_some() => Function::Year,
            _ => return self.fail(Code::UnknownFunction, expr.range, &[&name]),
        };
        let target = self.term(target)?;
        let ty = target.ty;
        let function = match (ty, of_day, args) {
            (Type::Date, None, []) => of_date,
            (Type::Duration, Some(clock), []) => Function::Whole(clock),
            (Type::Timestamp, _, [] | [_]) => {
                let zone = args.first().map_or(Some(Zone::UTC), |zone| self.zone(zone))?;
                if let Some(clock) = of_day {
                    Function::ClockPart(clock, zone)
                } else {
                    let day = Term::apply(Type::Date, Function::LocalDate(zone), vec![target]);
                    return Some(Term::apply(Type::Int, of_date, vec![day]));
                }
            }
            _ => {
                let given: Vec<Type> = self.args(args)?.map(|t| t.ty).collect();
                let types: Vec<Type> = [ty].into_iter().chain(given).collect();
                return self.no_overload(expr.range, name, &types, "");
            }
        };
        Some(Term::apply(Type::Int, function, vec![target]))
    }

    /// The zone that an argument names: a literal; an offset may go without its plus sign, as in CEL.
    fn zone(&mut self, expr: &Expr) -> Option<Zone> {
        let ExprKind::String(name) = &expr.kind else {
            return self.fail(Code::NotConstant, expr.range, &[&"the time zone"]);
        };
        let found = Zone::named(name).or_else(|| Zone::named(&format!("+{name}")));
        if found.is_none() {
            let names: Vec<&str> = Zone::names().collect();
            return self.fail(Code::BadZone, expr.range, &[name, &names.join(", ")]);
        }
        found
    }
}

/// What helps where dates, instants and durations meet.
pub(super) const fn mixed_times(a: Type, b: Type) -> &'static str {
    match (a, b) {
        (Type::Date, Type::Timestamp) | (Type::Timestamp, Type::Date) => {
            "write `timestamp(d)` for the beginning of a day, or `date(t)` for the day of an instant"
        }
        (Type::Date, Type::Duration) | (Type::Duration, Type::Date) => "write `add_days(d, n)`",
        _ => "",
    }
}

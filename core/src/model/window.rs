//! Windows: which days of a table an aggregate goes over, as two dates of the customer.
//!
//! A window ends at the table's last complete day, its *cut-off*, and not at the as-of date: banks deliver yesterday's
//! data, and a day that is not complete says nothing about a day. The named windows are:
//!
//! | Window | Days |
//! |---|---|
//! | `last_day` | the cut-off alone |
//! | `30d` | so many days, the cut-off the last of them |
//! | `3m` | from the day after the cut-off so many months back: whole months when the cut-off ends one |
//! | `mtd`, `qtd`, `ytd` | the month, quarter, year of the cut-off, up to it |
//! | `last_month`, `last_quarter` | the last one that is complete at the cut-off |
//! | `{from, to}` | two dates, both included; what happens after the cut-off is left out unless it is planned |
//!
//! INVARIANT: both ends are terms of the customer, so that every row of a customer meets the same window.

use alloc::vec;
use alloc::vec::Vec;

use super::TableId;
use super::duration::{Period, Unit};
use super::names::type_name;
use super::term::{Clock, Domain, Function, Term, TermKind, Window, WindowName};
use super::typing::{Scope, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{Text, WindowDecl};
use crate::value::{Type, Value};

/// The window of an aggregate over a table that has an event date.
pub(super) fn window(
    scope: &Scope<'_>,
    table: TableId,
    decl: &WindowDecl,
    out: &mut Diagnostics,
) -> Option<Window> {
    let end = Day::cut_off(table);
    match decl {
        WindowDecl::Dates(from, to) => {
            let planned = scope.schema.table(table).is_some_and(|t| t.time.planned);
            let (from, to) = (date(scope, from, out), date(scope, to, out));
            let (from, to) = (from?, to?);
            let to = if planned { to } else { Term::apply(Type::Date, Function::Min, vec![to, end.0]) };
            Some(Window { name: WindowName::Dates, from, to })
        }
        WindowDecl::Named(text) => {
            let Some(name) = WindowName::parse(text.text.trim()) else {
                out.push(Diagnostic::new(Code::BadWindow, text.span, &text.pointer, &[&text.text]));
                return None;
            };
            covered(scope, table, name, text, out);
            let (from, to) = ends(name, end);
            Some(Window { name, from: from.0, to: to.0 })
        }
    }
}

/// A window has to lie within what the table's deliveries are declared to hold.
fn covered(scope: &Scope<'_>, table: TableId, name: WindowName, at: &Text, out: &mut Diagnostics) {
    let Some(table) = scope.schema.table(table) else { return };
    let (Some(days), Some(coverage)) = (name.longest(), table.time.coverage) else { return };
    if days > coverage {
        let args: [&dyn alloc::string::ToString; 4] = [&at.text, &days, &table.id, &coverage];
        out.push(Diagnostic::new(Code::WindowTooLong, at.span, &at.pointer, &args));
    }
}

fn date(scope: &Scope<'_>, text: &Text, out: &mut Diagnostics) -> Option<Term> {
    let term = Typing::new(scope, None, text, out).parse()?;
    if term.ty == Type::Date {
        return Some(term);
    }
    let args: [&dyn alloc::string::ToString; 2] = [&"date", &type_name(term.ty)];
    out.push(Diagnostic::new(Code::ConditionType, text.span, &text.pointer, &args));
    None
}

/// The first and the last day of a named window.
fn ends(name: WindowName, end: Day) -> (Day, Day) {
    // The first day that is not complete: what has ended before it has ended for good.
    let next = || end.clone().days(1);
    match name {
        WindowName::LastDay | WindowName::Dates => (end.clone(), end),
        WindowName::Days(count) => (end.clone().days(1 - i64::from(count)), end),
        WindowName::Months(count) => (next().months(-i64::from(count)), end),
        WindowName::MonthToDate => (end.clone().month_start(), end),
        WindowName::QuarterToDate => (end.clone().quarter_start(), end),
        WindowName::YearToDate => (end.clone().year_start(), end),
        WindowName::LastMonth => {
            let start = next().month_start();
            (start.clone().months(-1), start.days(-1))
        }
        WindowName::LastQuarter => {
            let start = next().quarter_start();
            (start.clone().months(-3), start.days(-1))
        }
    }
}

/// A date that windows are made from.
#[derive(Clone)]
struct Day(Term);

impl Day {
    fn cut_off(table: TableId) -> Self {
        let kind = TermKind::Clock(Clock::CutOff(table));
        Self(Term { ty: Type::Date, domain: Domain::Customer, kind })
    }

    fn moved(self, function: Function, by: Term) -> Self {
        Self(Term::apply(Type::Date, function, vec![self.0, by]))
    }

    fn days(self, count: i64) -> Self {
        if count == 0 { self } else { self.moved(Function::AddDays, int(count)) }
    }

    fn months(self, count: i64) -> Self {
        self.moved(Function::AddMonths, int(count))
    }

    /// A part of the date, negated.
    fn back(&self, part: Function) -> Term {
        apply(Function::Neg, vec![apply(part, vec![self.0.clone()])])
    }

    fn month_start(self) -> Self {
        let by = self.back(Function::DayOfMonth);
        self.moved(Function::AddDays, by)
    }

    fn quarter_start(self) -> Self {
        let by = apply(Function::Rem, vec![self.back(Function::Month), int(3)]);
        self.month_start().moved(Function::AddMonths, by)
    }

    fn year_start(self) -> Self {
        let by = self.back(Function::DayOfYear);
        self.moved(Function::AddDays, by)
    }
}

fn int(value: i64) -> Term {
    Term::value(Value::Int(value))
}

fn apply(function: Function, args: Vec<Term>) -> Term {
    Term::apply(Type::Int, function, args)
}

impl WindowName {
    /// Reads `last_day`, `30d`, `mtd`.
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "last_day" => Self::LastDay,
            "mtd" => Self::MonthToDate,
            "qtd" => Self::QuarterToDate,
            "ytd" => Self::YearToDate,
            "last_month" => Self::LastMonth,
            "last_quarter" => Self::LastQuarter,
            _ => match Period::parse(text)? {
                Period { count: 0, .. } => return None,
                Period { count, unit: Unit::Days } => Self::Days(count),
                Period { count, unit: Unit::Months } => Self::Months(count),
                _ => return None,
            },
        })
    }

    /// The days that it may reach back from the cut-off, the cut-off among them; `None` when its ends are expressions.
    fn longest(self) -> Option<i32> {
        Some(match self {
            Self::Dates => return None,
            Self::LastDay => 1,
            Self::Days(count) => i32::try_from(count).unwrap_or(i32::MAX),
            Self::Months(count) => longest_months(count),
            Self::MonthToDate => longest_months(1),
            Self::QuarterToDate => longest_months(3),
            Self::YearToDate => longest_months(12),
            Self::LastMonth => longest_months(2),
            Self::LastQuarter => longest_months(6),
        })
    }
}

/// The most days that so many months in a row can have.
fn longest_months(count: u32) -> i32 {
    const DAYS: [i32; 12] = [0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337];
    let (years, months) = (i32::try_from(count / 12).unwrap_or(i32::MAX), count % 12);
    let leap = (years + 3) / 4;
    years.saturating_mul(365).saturating_add(leap + DAYS.get(months as usize).copied().unwrap_or(0))
}

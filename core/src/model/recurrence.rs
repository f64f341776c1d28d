//! When an alert tells of its event again: days as numbers, stages as dates.
//!
//! A stage's day without business moves to a business day where the policy says so. Where the calendar cannot tell, not
//! supplied, not covering the days on the way or contradicting itself, the day itself counts: a stage is never lost to
//! the calendar. Stages that move to one day are told as the latest of them. A day may move past the date; it is told
//! then, if the alert's condition still holds.
//!
//! A step of a playbook is a stage with an end: one after a date is told on its day or within so many days of it, one
//! before a date until that date. Later than that a word about it would be out of place, so that neither a first run
//! nor a long gap between runs tells of what is long past. An offset in business days that the calendar cannot tell is
//! counted in days.
//!
//! INVARIANT: days of stages stay in order when they move.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::duration::{Period, Unit};
use super::names::{RowScope, type_name};
use super::term::{Clock, Domain, Function, Term, TermKind};
use super::typing::{Scope, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, Shift, Text};
use crate::value::{Type, Value};

/// The most days that any of these keys may say: ten years.
const MOST_DAYS: i32 = 3_650;

/// For how many days a step of a playbook may be told late, where it does not say.
const WITHIN: i32 = 7;

/// When an alert tells of its event again.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recurrence {
    /// Days for which the condition has to be false before it is told again; `None`: an event is told once.
    pub rearm: Option<i32>,
    /// Days after which a condition that is still true is told again.
    pub remind_every: Option<i32>,
    /// Days over which the tasks of the alert's first run are spread.
    pub spread: Option<i32>,
    /// Days before a date on which it is told.
    pub stages: Option<Stages>,
}

/// Days before a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Stages {
    /// The date.
    pub before: Term,
    /// How many days before it, and the day that is or stands for it; the earliest first, never empty.
    pub days: Vec<(i32, Term)>,
    /// Where a day without business goes; `None`: it stays.
    pub shift: Option<Shift>,
    /// Of a step of a playbook: how long after the date it is, when it is not before it, and when it is no longer told.
    pub step: Option<Step>,
}

/// When a step of a playbook is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How long after the date; then it has one stage, whose number of days is that number negated.
    pub after: Option<Period>,
    /// For how many days it may be told late.
    pub within: i32,
    /// The last day on which it is told.
    pub until: Term,
}

impl Recurrence {
    /// Every expression in it.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.stages.iter().flat_map(|s| {
            s.days.iter().map(|(_, on)| on).chain([&s.before]).chain(s.step.iter().map(|step| &step.until))
        })
    }
}

impl Stages {
    /// Whether the first stage has come, and of a step whether it may still be told; unknown where its days are.
    #[must_use]
    pub fn begun(&self) -> Option<Term> {
        let (_, first) = self.days.first()?;
        let today = Term { ty: Type::Date, domain: Domain::Customer, kind: TermKind::Clock(Clock::Today) };
        let test = |function, day: &Term| Term::apply(Type::Bool, function, vec![today.clone(), day.clone()]);
        let begun = test(Function::Ge, first);
        Some(match &self.step {
            None => begun,
            Some(step) => {
                Term::apply(Type::Bool, Function::And, vec![begun, test(Function::Le, &step.until)])
            }
        })
    }
}

/// The checked recurrence of an alert; `None` has been reported.
pub(super) fn recurrence(
    scope: &Scope<'_>,
    row: Option<&RowScope>,
    alert: &policy::Alert,
    out: &mut Diagnostics,
) -> Option<Recurrence> {
    let decl = &alert.recurrence;
    let stages = decl.stages.as_ref().map(|decl| stages(scope, row, decl, out));
    let result = Recurrence {
        rearm: days(decl.rearm.as_ref(), out),
        remind_every: days(decl.remind_every.as_ref(), out),
        spread: days(decl.spread.as_ref(), out),
        stages: match stages {
            None => None,
            Some(stages) => Some(stages?),
        },
    };
    let is_step = decl.stages.as_ref().is_some_and(|stages| stages.step.is_some());
    let present = [
        ("lasting", decl.rearm.is_some()),
        ("remind_every", decl.remind_every.is_some()),
        ("backlog", decl.spread.is_some()),
        (if is_step { "after` or `before" } else { "stages" }, decl.stages.is_some()),
    ];
    for (key, _) in present.iter().filter(|(_, is_present)| *is_present) {
        let mut say = |code| out.push(Diagnostic::new(code, alert.at.span, &alert.at.pointer, &[key]));
        if alert.task.is_none() {
            say(Code::NeedsTask);
        } else if decl.stages.is_some() && matches!(*key, "lasting" | "remind_every") {
            say(Code::StagesAlone);
        }
    }
    let once = present.iter().all(|(key, is_present)| *key == "backlog" || !is_present);
    if once && alert.task.is_some() && alert.each.is_none() && alert.event_key.is_none() {
        out.push(Diagnostic::new(Code::ToldOnce, alert.at.span, &alert.at.pointer, &[&alert.id]));
    }
    Some(result)
}

/// A number of days, if there is a text that says one.
pub(super) fn days(text: Option<&Text>, out: &mut Diagnostics) -> Option<i32> {
    let text = text?;
    let days = Period::parse(&text.text).and_then(Period::days);
    let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
    if days.is_none() {
        let args: [&dyn ToString; 2] = [&text.text, &MOST_DAYS];
        out.push(Diagnostic::new(Code::BadDayCount, text.span, &text.pointer, &args));
    }
    days
}

fn stages(
    scope: &Scope<'_>,
    row: Option<&RowScope>,
    decl: &policy::Stages,
    out: &mut Diagnostics,
) -> Option<Stages> {
    let before = Typing::new(scope, row.cloned(), &decl.before, out).parse();
    let mut sizes: Vec<i32> = Vec::with_capacity(decl.days.len());
    for (at, days) in &decl.days {
        let fits = i32::try_from(*days).ok().filter(|days| *days <= MOST_DAYS && !sizes.contains(days));
        match fits {
            Some(days) => sizes.push(days),
            None => out.push(Diagnostic::new(Code::BadStage, at.span, &at.pointer, &[days, &MOST_DAYS])),
        }
    }
    let after = decl.step.as_ref().and_then(|step| step.after.as_ref());
    if decl.days.is_empty() && after.is_none() {
        out.push(Diagnostic::new(Code::NoStages, decl.at.span, &decl.at.pointer, &[]));
    }
    if let Some((at, _)) = decl.shift.as_ref().filter(|_| !scope.calendar) {
        out.push(Diagnostic::new(Code::ShiftWithoutCalendar, at.span, &at.pointer, &[]));
    }
    let before = before?;
    if before.ty != Type::Date {
        let args: [&dyn ToString; 2] = [&"date", &type_name(before.ty)];
        out.push(Diagnostic::new(Code::ConditionType, decl.before.span, &decl.before.pointer, &args));
        return None;
    }
    crate::order::sort_by(&mut sizes, |a, b| b.cmp(a));
    let shift = decl.shift.as_ref().map(|(_, shift)| *shift);
    let after = match after {
        None => None,
        Some(text) => Some(offset(scope, text, out)?),
    };
    let days = match after {
        Some(after) => vec![(-i32::try_from(after.count).unwrap_or(0), later(&before, after, shift))],
        None => sizes.into_iter().map(|days| (days, shifted(&before, i64::from(days), shift))).collect(),
    };
    let step = step(decl, after, &before, &days, out);
    Some(Stages { days, before, shift, step })
}

/// How long after its date a step is.
fn offset(scope: &Scope<'_>, text: &Text, out: &mut Diagnostics) -> Option<Period> {
    let mut say = |code, args: &[&dyn ToString]| {
        out.push(Diagnostic::new(code, text.span, &text.pointer, args));
        None
    };
    let most = u32::try_from(MOST_DAYS).unwrap_or(0);
    match Period::parse(&text.text).filter(|period| period.count <= most) {
        Some(Period { unit: Unit::BusinessDays, .. }) if !scope.calendar => {
            say(Code::NoCalendar, &[&text.text])
        }
        Some(found @ Period { unit: Unit::Days | Unit::Months | Unit::BusinessDays, .. }) => Some(found),
        _ => say(Code::BadOffset, &[&text.text, &MOST_DAYS]),
    }
}

/// When a step is told, and its last day: so many days after its own day, but of one before a date that date.
fn step(
    decl: &policy::Stages,
    after: Option<Period>,
    before: &Term,
    stages: &[(i32, Term)],
    out: &mut Diagnostics,
) -> Option<Step> {
    let within = days(decl.step.as_ref()?.within.as_ref(), out).unwrap_or(WITHIN);
    let date = |function, other| Term::apply(Type::Date, function, vec![before.clone(), other]);
    let until = match (stages.last(), after) {
        (None, _) => before.clone(),
        (Some(_), None) if decl.shift.is_none() => before.clone(),
        // A day of it may have moved past the date.
        (Some((_, last)), None) => date(Function::Max, last.clone()),
        (Some((_, on)), Some(_)) => {
            let days = Term::value(Value::Int(i64::from(within)));
            Term::apply(Type::Date, Function::AddDays, vec![on.clone(), days])
        }
    };
    Some(Step { after, within, until })
}

/// So long after a date, or the business day that stands for that day.
fn later(date: &Term, after: Period, shift: Option<Shift>) -> Term {
    let count = i64::from(after.count);
    let with =
        |function| Term::apply(Type::Date, function, vec![date.clone(), Term::value(Value::Int(count))]);
    match after.unit {
        Unit::Months => shifted(&with(Function::AddMonths), 0, shift),
        Unit::BusinessDays => {
            let both = vec![with(Function::AddBusinessDays), with(Function::AddDays)];
            Term::apply(Type::Date, Function::Coalesce, both)
        }
        _ => shifted(date, -count, shift),
    }
}

/// So many days before a date, or the business day that stands for that day.
fn shifted(before: &Term, days: i64, shift: Option<Shift>) -> Term {
    let with =
        |function, day, count| Term::apply(Type::Date, function, vec![day, Term::value(Value::Int(count))]);
    let back = |days: i64| match days {
        0 => before.clone(),
        _ => with(Function::AddDays, before.clone(), -days),
    };
    let moved = match shift {
        None => return back(days),
        // The first on or after the day.
        Some(Shift::Next) => with(Function::AddBusinessDays, back(days), 0),
        // The last before the day after it.
        Some(Shift::Previous) => with(Function::AddBusinessDays, back(days - 1), -1),
    };
    Term::apply(Type::Date, Function::Coalesce, vec![moved, back(days)])
}

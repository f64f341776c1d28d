//! When an alert tells of its event again: days as numbers, stages as dates.
//!
//! A stage's day without business moves to a business day where the policy says so. Where the calendar cannot tell, not
//! supplied, not covering the days on the way or contradicting itself, the day itself counts: a stage is never lost to
//! the calendar. Stages that move to one day are told as the latest of them. A day may move past the date; it is told
//! then, if the alert's condition still holds.
//!
//! INVARIANT: days of stages stay in order when they move.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::names::{RowScope, type_name};
use super::term::{Clock, Domain, Function, Term, TermKind};
use super::typing::{Scope, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, Shift, Text};
use crate::value::{Type, Value};

/// The most days that any of these keys may say: ten years.
const MOST_DAYS: i32 = 3_650;

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
}

impl Recurrence {
    /// Every expression in it.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.stages.iter().flat_map(|s| s.days.iter().map(|(_, on)| on).chain([&s.before]))
    }
}

impl Stages {
    /// Whether the first stage has come; unknown where its day is.
    #[must_use]
    pub fn begun(&self) -> Option<Term> {
        let (_, first) = self.days.first()?;
        let today = Term { ty: Type::Date, domain: Domain::Customer, kind: TermKind::Clock(Clock::Today) };
        Some(Term::apply(Type::Bool, Function::Ge, vec![today, first.clone()]))
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
    let present = [
        ("lasting", decl.rearm.is_some()),
        ("remind_every", decl.remind_every.is_some()),
        ("backlog", decl.spread.is_some()),
        ("stages", decl.stages.is_some()),
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

fn days(text: Option<&Text>, out: &mut Diagnostics) -> Option<i32> {
    let text = text?;
    let days = super::duration::Period::parse(&text.text).and_then(|period| period.days());
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
    if decl.days.is_empty() {
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
    let day = |days: i32| (days, shifted(&before, i64::from(days), shift));
    Some(Stages { days: sizes.into_iter().map(day).collect(), before, shift })
}

/// So many days before a date, or the business day that stands for that day.
fn shifted(before: &Term, days: i64, shift: Option<Shift>) -> Term {
    let with =
        |function, day, count| Term::apply(Type::Date, function, vec![day, Term::value(Value::Int(count))]);
    let back = |days: i64| with(Function::AddDays, before.clone(), -days);
    let moved = match shift {
        None => return back(days),
        // The first on or after the day.
        Some(Shift::Next) => with(Function::AddBusinessDays, back(days), 0),
        // The last before the day after it.
        Some(Shift::Previous) => with(Function::AddBusinessDays, back(days - 1), -1),
    };
    Term::apply(Type::Date, Function::Coalesce, vec![moved, back(days)])
}

//! Findings about alerts.
//!
//! An alert that can never fire, or that fires for everybody, is hardly meant; nor is one whose task is always kept back.
//! An alert that fires only where another of the same kind fires too tells the same thing twice, and so do two that look at
//! overlapping days around one date of a row, unless both tell of one event or are steps of one playbook. Alerts that the policy declares exclusive
//! must have no customer in common.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::asked::{Asked, holds};
use super::region::{Case, Region};
use super::truth::{Outside, Truth, Variables};
use super::witness::Verdict;
use super::{Analysis, Subject, Tests};
use crate::diagnostic::Code;
use crate::model::{Alert, Block, CellSet, Domain, Function, Stages, TableId, Term};
use crate::value::Type;

/// An alert whose condition could be taken apart.
struct Known<'a> {
    at: u16,
    alert: &'a Alert,
    truth: Truth,
    /// Whom its task is not kept back for, if anything keeps it back.
    free: Option<Region>,
    /// Whether it asks more than fields.
    partly: bool,
}

/// Looks at every alert, and at every pair.
pub(super) fn rules(subject: Subject<'_>, tests: &Tests<'_>, out: &mut Analysis) {
    let mut variables = Variables::new(subject.model, subject.today);
    let mut known = Vec::new();
    for ((at, alert), decl) in (0u16..).zip(&subject.model.alerts).zip(&subject.policy.alerts) {
        variables.partly = false;
        let truth = variables.truth(&Term::apply(Type::Bool, Function::And, alert.conjuncts(subject.model)));
        let partly = variables.partly;
        let free = alert.suppress.as_ref().and_then(|term| variables.truth(term).ok()).map(|t| t.no);
        match truth {
            Ok(truth) => known.push(Known { at, alert, truth, free, partly }),
            Err(why) => out.outside(why, &decl.at, &alert.id),
        }
    }
    let asked = Asked { subject, variables: &variables, tests };
    for one in &known {
        alone(&asked, one, out);
    }
    for (at, second) in known.iter().enumerate() {
        for first in known.iter().take(at) {
            pair(&asked, first, second, out);
        }
    }
}

/// An alert that never fires, or always, or in vain.
fn alone(asked: &Asked<'_>, one: &Known<'_>, out: &mut Analysis) {
    let place = asked.place(one.at);
    if one.truth.yes.is_empty() {
        out.found(Code::NeverFires, &place, &[&one.alert.id], None);
        return;
    }
    let others = Region::everything().minus(&one.truth.yes, &|v| asked.whole(v));
    if others.is_some_and(|others| others.is_empty()) {
        let case = one.truth.yes.0.first().cloned().unwrap_or_default();
        let witness = asked.confirmed(&case, one.alert.each, &[(one.at, Verdict::Fires)]);
        out.found(Code::AlwaysFires, &place, &[&one.alert.id], witness);
        return;
    }
    in_vain(asked, one, out);
    let shown = |verdict| asked.tests.show(&[(one.at, verdict)]).is_some();
    if one.partly && !(shown(Verdict::Fires) && shown(Verdict::Rests)) {
        out.outside(Outside::Fragment, &place, &one.alert.id);
    }
}

/// An alert whose task is kept back whenever it fires.
fn in_vain(asked: &Asked<'_>, one: &Known<'_>, out: &mut Analysis) {
    let Some(free) = &one.free else { return };
    if one.truth.yes.common(free).is_some() {
        return;
    }
    let Some(case) = one.truth.yes.0.first() else { return };
    let program = asked.subject.program;
    let Some(nodes) = program.alerts.get(usize::from(one.at)) else { return };
    let Some((_, suppress)) = nodes.blocks.iter().find(|(block, _)| *block == Block::Suppress) else {
        return;
    };
    let domain = one.alert.each.map_or(Domain::Customer, Domain::Child);
    let witness = asked.shown(program, case, one.alert.each, &|machine| {
        let rows = machine.rows(domain);
        let free = (0..rows).any(|row| machine.is_known(*suppress, row) && !machine.is_true(*suppress, row));
        holds(machine, nodes.when, rows) && !free
    });
    if witness.is_some() {
        out.found(Code::AlwaysSuppressed, &asked.place(one.at), &[&one.alert.id], witness);
    }
}

/// Alerts that fire together although they must not, or of which one only repeats the other.
fn pair(asked: &Asked<'_>, first: &Known<'_>, second: &Known<'_>, out: &mut Analysis) {
    let model = asked.subject.model;
    let exclusive = model.are_exclusive(first.at, second.at);
    let alike = first.alert.each == second.alert.each
        && first.alert.kind == second.alert.kind
        && first.alert.event_kind != second.alert.event_kind
        && !model
            .playbooks
            .iter()
            .any(|book| book.steps.contains(&first.at) && book.steps.contains(&second.at));
    if !exclusive && !alike {
        return;
    }
    let Some(case) = first.truth.yes.common(&second.truth.yes) else { return };
    let each = first.alert.each.or(second.alert.each);
    let both = [(first.at, Verdict::Fires), (second.at, Verdict::Fires)];
    let place = asked.place(second.at);
    let names: [&dyn ToString; 2] = [&second.alert.id, &first.alert.id];
    if exclusive {
        match asked.confirmed(&case, each, &both) {
            Some(witness) => out.found(Code::ExclusiveFire, &place, &names, Some(witness)),
            None => out.outside(Outside::Fragment, &place, &second.alert.id),
        }
        return;
    }
    let Some(days) = days(first.alert, second.alert) else { return };
    let whole = |v| asked.whole(v);
    let inside = |a: &Known<'_>, b: &Known<'_>| {
        a.truth.yes.minus(&b.truth.yes, &whole).is_some_and(|rest| rest.is_empty())
    };
    let (inner, outer) = if days.contains(&Days::SecondInFirst) && inside(second, first) {
        (second, first)
    } else if days.contains(&Days::FirstInSecond) && inside(first, second) {
        (first, second)
    } else {
        windows(asked, first, second, &case, out);
        return;
    };
    if let Some(witness) = asked.confirmed(&case, each, &both) {
        let names: [&dyn ToString; 2] = [&inner.alert.id, &outer.alert.id];
        let place = asked.place(inner.at);
        // Two people may be told of one event on purpose: the manager and the head of the branch.
        let to = |known: &Known<'_>| known.alert.task.as_ref().map(|task| task.to.clone());
        if to(inner) == to(outer) {
            out.found(Code::FiresToo, &place, &names, Some(witness));
        } else {
            out.note(Code::FiresToo, &place, &names, Some(witness));
        }
    }
}

/// On which days alerts tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Days {
    /// On every day of the second the first does, too.
    SecondInFirst,
    /// On every day of the first the second does, too.
    FirstInSecond,
}

/// How the days of two alerts lie to each other; `None`: they have none in common, as far as is known.
///
/// An alert without stages tells on every day on which it fires, a step of a playbook says its days in its condition.
fn days(first: &Alert, second: &Alert) -> Option<Vec<Days>> {
    let stages = |alert: &'_ Alert| alert.recurrence.stages.clone().filter(|stages| stages.step.is_none());
    Some(match (stages(first), stages(second)) {
        (None, None) => [Days::SecondInFirst, Days::FirstInSecond].into(),
        (Some(_), None) => [Days::FirstInSecond].into(),
        (None, Some(_)) => [Days::SecondInFirst].into(),
        (Some(first), Some(second)) => {
            let all = |a: &Stages, b: &Stages| {
                a.days.iter().all(|(day, _)| b.days.iter().any(|(other, _)| day == other))
            };
            let some = first.days.iter().any(|(day, _)| second.days.iter().any(|(other, _)| day == other));
            if first.before != second.before || !some {
                return None;
            }
            let within =
                [(all(&second, &first), Days::SecondInFirst), (all(&first, &second), Days::FirstInSecond)];
            within.into_iter().filter(|(holds, _)| *holds).map(|(_, days)| days).collect()
        }
    })
}

/// Alerts that look at overlapping days around one date of a row: on some day both tell of it.
fn windows(asked: &Asked<'_>, first: &Known<'_>, second: &Known<'_>, case: &Case, out: &mut Analysis) {
    let Some(table) = first.alert.each else { return };
    let dated = |(variable, _): &&(u16, _)| {
        let field = asked.variables.field(*variable);
        field.is_some_and(|(id, field)| id.table == table && field.ty == Type::Date)
    };
    let staged = first.alert.recurrence.stages.is_some() && second.alert.recurrence.stages.is_some();
    let mut dates = case.iter().filter(dated).map(|(variable, _)| *variable);
    if !staged && !dates.any(|date| is_window(&first.truth.yes, date) && is_window(&second.truth.yes, date)) {
        return;
    }
    let both = [(first.at, Verdict::Fires), (second.at, Verdict::Fires)];
    if let Some(witness) = asked.confirmed(case, first.alert.each, &both) {
        let names: [&dyn ToString; 3] = [&first.alert.id, &second.alert.id, &table_name(asked, table)];
        out.found(Code::WindowsOverlap, &asked.place(second.at), &names, Some(witness));
    }
}

/// Whether a region says of a date at least and at most when it is.
fn is_window(region: &Region, date: u16) -> bool {
    let bounded = |case: &Case| {
        let side = case.iter().find(|(variable, _)| *variable == date);
        side.is_some_and(|(_, side)| match &side.values {
            CellSet::Ranges(set) => {
                let ends = set.0.first().zip(set.0.last()).map(|(first, last)| (first.0, last.1));
                !side.missing
                    && ends
                        .is_some_and(|(low, high)| low > i128::from(i32::MIN) && high < i128::from(i32::MAX))
            }
            CellSet::Texts { .. } => false,
        })
    };
    region.0.iter().all(bounded)
}

fn table_name<'a>(asked: &Asked<'a>, table: TableId) -> &'a str {
    asked.subject.model.schema.table(table).map_or("", |table| table.id.as_str())
}

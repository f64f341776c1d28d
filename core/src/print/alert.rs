//! Alerts as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::layout::Page;
use super::speech::{Clause, Speech, code};
use super::words;
use super::{figure, lawful, message, play};
use crate::date;
use crate::model::duration::{Period, Unit};
use crate::model::{Alert, Escalate, Function, Recurrence, Stages, Term, TermKind};
use crate::policy::Shift;
use crate::value::Lang;

const HOURS_OF_DAY: u32 = 24;

/// The alerts that stand for themselves.
pub(super) fn alerts(page: &mut Page, speech: &Speech<'_>) {
    let mut alerts = play::others(speech.model).peekable();
    if alerts.peek().is_some() {
        page.heading(2, words::ALERTS.text(speech.lang));
        alerts.for_each(|a| alert(page, speech, a));
    }
}

/// Which alerts exclude each other.
pub(super) fn exclusive(page: &mut Page, speech: &Speech<'_>) {
    let model = speech.model;
    let name =
        |at: u16| model.alerts.get(usize::from(at)).map_or(String::new(), |a| speech.name(&a.label, &a.id));
    for (first, second) in &model.exclusive {
        page.item(0, &speech.say(words::EXCLUSIVE, &[&name(*first), &name(*second)]));
    }
}

/// One alert.
pub(super) fn alert(page: &mut Page, speech: &Speech<'_>, alert: &Alert) {
    page.heading(3, &speech.titled(&alert.label, &alert.id));
    let table = alert.each.map_or(String::new(), |t| speech.table(t));
    let raised = raised(speech, alert);
    match speech.clause(&alert.when) {
        Clause::One(text) => {
            let phrase = if alert.each.is_some() { words::ALERT_EACH } else { words::ALERT };
            page.paragraph(&speech.say(phrase, &[&text, &raised, &table]));
        }
        Clause::List(how, items) => {
            let phrase = if alert.each.is_some() { words::ALERT_EACH_LIST } else { words::ALERT_LIST };
            page.paragraph(&speech.say(phrase, &[how.text(speech.lang), "", &table]));
            page.gap();
            items.iter().for_each(|i| page.item(0, i));
            page.gap();
            page.paragraph(&speech.say(words::THEN, &[&raised]));
        }
    }
    page.gap();
    details(page, speech, alert);
}

fn raised(speech: &Speech<'_>, alert: &Alert) -> String {
    let (kind, priority) =
        (words::kind(alert.kind).text(speech.lang), words::priority(alert.priority).text(speech.lang));
    let Some(task) = alert.task.as_ref().filter(|_| !alert.automatic) else {
        return speech.say(words::RAISED, &[kind, priority]);
    };
    let title = speech.template(match speech.lang {
        Lang::En => &task.title_en,
        Lang::ZhCn => &task.title_zh,
    });
    let to = role(speech, &task.to);
    match task.due.map(|due| period(speech, due)) {
        Some(due) => speech.say(words::RAISED_DUE, &[kind, priority, &to, &title, &due]),
        None => speech.say(words::RAISED_TASK, &[kind, priority, &to, &title]),
    }
}

fn role(speech: &Speech<'_>, role: &str) -> String {
    match figure::word(words::ROLES, role, speech.lang) {
        word if word == role => code(word),
        word => speech.say(words::TITLED, &[word, role]),
    }
}

/// Whole days as days, everything else as it is written.
pub(super) fn period(speech: &Speech<'_>, due: Period) -> String {
    let count = due.count;
    let (count, unit) = match due.unit {
        Unit::Hours if count > 0 && count.is_multiple_of(HOURS_OF_DAY) => (count / HOURS_OF_DAY, "days"),
        Unit::Hours => (count, "hours"),
        Unit::Days => (count, "days"),
        Unit::Months => (count, "months"),
        Unit::BusinessDays => (count, "business days"),
        Unit::BusinessHours => (count, "business hours"),
    };
    figure::with_unit(&figure::int(count.into()), unit, speech.lang)
}

fn details(page: &mut Page, speech: &Speech<'_>, alert: &Alert) {
    if let Some(task) = &alert.task {
        let kind = alert.event_kind.as_str();
        match (&alert.event_key, alert.each) {
            (Some(key), _) => {
                page.item(0, &speech.say(words::ONE_PER_KEY, &[&speech.term(plain(key)), kind]))
            }
            (None, Some(_)) => page.item(0, &speech.say(words::ONE_PER_ROW, &["", kind])),
            (None, None) => {}
        }
        recurrence(page, speech, &alert.recurrence);
        if !task.closes_with.is_empty() {
            let codes: Vec<String> = task.closes_with.iter().map(|c| code(c)).collect();
            page.item(0, &speech.say(words::CLOSES_WITH, &[&speech.listed(&codes)]));
        }
        task.escalate.iter().for_each(|decl| escalate(page, speech, decl));
    }
    if alert.automatic {
        page.item(0, words::AUTOMATIC.text(speech.lang));
    }
    if let Some(stop) = &alert.stop {
        page.item(0, &speech.say(words::STOP, &[&speech.condition(stop)]));
    }
    if let Some(stake) = &alert.stake {
        page.item(0, &speech.say(words::STAKE, &[&speech.term(stake)]));
    }
    if alert.contractual {
        page.item(0, words::CONTRACTUAL.text(speech.lang));
    }
    if speech.model.complaint(alert).is_some() && alert.task.is_some() {
        page.item(0, words::COMPLAINT.text(speech.lang));
    }
    alert.notify.iter().for_each(|n| page.item(0, &message::notify(speech, n)));
    if let Some(suppress) = &alert.suppress {
        page.item(0, &speech.say(words::SUPPRESS, &[&speech.condition(suppress)]));
    }
    let mut facts: Vec<String> = Vec::new();
    facts.extend(lawful::of_rule(speech, &alert.purpose));
    facts.extend(alert.source.as_deref().map(|s| speech.say(words::SOURCE, &[s])));
    facts.extend(alert.owner.as_deref().map(|o| speech.say(words::OWNER, &[o])));
    facts.extend(alert.review_by.map(|d| speech.say(words::REVIEW_BY, &[&date::format(d)])));
    if !facts.is_empty() {
        page.item(0, &facts.join(if speech.lang == Lang::En { " " } else { "" }));
    }
}

/// When it is told again.
fn recurrence(page: &mut Page, speech: &Speech<'_>, recurrence: &Recurrence) {
    let mut say = |phrase, days: Option<i32>| {
        if let Some(days) = days {
            page.item(0, &speech.say(phrase, &[&figure::int(i64::from(days))]));
        }
    };
    say(words::REARM, recurrence.rearm);
    say(words::REMIND_EVERY, recurrence.remind_every);
    say(words::SPREAD, recurrence.spread);
    if let Some(decl) = &recurrence.stages {
        stages(page, speech, decl);
    }
}

/// On which days it is told.
fn stages(page: &mut Page, speech: &Speech<'_>, stages: &Stages) {
    let date = speech.term(&stages.before);
    let step = stages.step.as_ref();
    match step.and_then(|step| Some((step.after?, step.within))) {
        Some((after, within)) => {
            let (after, within) = (period(speech, after), figure::int(within.into()));
            page.item(0, &speech.say(words::AFTER, &[&after, &date, &within]));
        }
        None => {
            let days: Vec<String> =
                stages.days.iter().map(|(days, _)| figure::int(i64::from(*days))).collect();
            page.item(0, &speech.say(words::STAGES, &[&speech.listed(&days), &date]));
            if step.is_some() {
                page.item(0, words::UNTIL_DATE.text(speech.lang));
            }
        }
    }
    match stages.shift {
        None => {}
        Some(Shift::Previous) => page.item(0, &speech.say(words::SHIFT_PREVIOUS, &[])),
        Some(Shift::Next) => page.item(0, &speech.say(words::SHIFT_NEXT, &[])),
    }
}

/// Who is told when it is overdue.
fn escalate(page: &mut Page, speech: &Speech<'_>, decl: &Escalate) {
    let to = role(speech, &decl.to);
    page.item(
        0,
        &match decl.after {
            None => speech.say(words::ESCALATE, &[&to]),
            Some(after) => speech.say(words::ESCALATE_AFTER, &[&to, &period(speech, after)]),
        },
    );
}

/// A key without the conversion to text that keys need.
pub(super) fn plain(key: &Term) -> &Term {
    match (&key.kind, key) {
        (TermKind::Apply(Function::ToString, args), _) => args.first().unwrap_or(key),
        (_, key) => key,
    }
}

//! Quotas: how much of a service a customer is owed in a period, and how much of it has been done.
//!
//! A quota is made of what the language has: five derived values and an alert. `quota.who` says whether the customer is
//! owed it, `quota.from` and `quota.until` are the first and the last day of the period, `quota.done` counts, and
//! `quota.target` is what is owed. The alert, of the quota's name, is true when less than the target is done and the
//! period ends within `remind`; it has one event per period, and its task ends by itself once the target is met, the
//! customer is no longer owed it, or the period is over.
//!
//! Periods are the calendar's month, quarter or year, the year of membership (from one anniversary of `since` to the day
//! before the next), or so many days up to today, which roll: such a quota has one event that is told again after it
//! was met. Days go by the as-of date, so that a period in which nothing is delivered yet counts as not done.
//!
//! `done` counts rows of a child table by their event date, or entries of the journal: `{count: journal, where: {service:
//! ..., outcome: ...}}` counts the signed entries of action `done` up to the as-of instant. The run counts what it is
//! given: the journal has to hold the whole of the longest period.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::alert::{KINDS, PRIORITIES, telling};
use super::parse::source;
use super::parse::wording::{about, governed};
use super::playbook::always;
use super::{
    About, AggregateDecl, AggregateKind, Alert, At, Derive, Filter, Localised, Recurrence, Source, Text,
    WindowDecl,
};
use crate::model::duration::{Period, Unit};
use crate::model::reserved::state::JOURNAL;
use crate::text::read::{Item, Reader};

/// The parts of a quota, in the order of their derived values.
pub const PARTS: [&str; 5] = ["who", "target", "done", "from", "until"];

/// What people call the parts, in English and Chinese.
const CALLED: [(&str, &str); 5] = [
    ("owed", "适用"),
    ("target", "目标数"),
    ("done", "已完成数"),
    ("first day", "周期首日"),
    ("last day", "周期末日"),
];

/// A quota as written; what it says is in its derived values and its alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// Its name, which is also that of its alert.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Its period, as written.
    pub per: Text,
    /// Where the year of membership begins.
    pub since: Option<Text>,
    /// Where it says what is counted, and whether that can be counted.
    pub done: (At, bool),
    /// How many days before the end of the period it is asked for, as written: `5d`, or a CEL text.
    pub remind: Option<Text>,
    /// Index of the first of its derived values.
    pub first: usize,
    /// Index of its alert.
    pub alert: usize,
}

/// The period of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// From one anniversary to the next.
    MembershipYear,
    /// So many days up to today.
    Days(u32),
}

impl Per {
    /// Reads `month`, `quarter`, `year`, `membership_year` or `30d`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "month" => Some(Self::Month),
            "quarter" => Some(Self::Quarter),
            "year" => Some(Self::Year),
            "membership_year" => Some(Self::MembershipYear),
            other => match Period::parse(other)? {
                Period { count: count @ 1.., unit: Unit::Days } => Some(Self::Days(count)),
                _ => None,
            },
        }
    }
}

/// A count of entries of the journal, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct EntriesDecl {
    /// Where it is.
    pub at: At,
    /// Services; empty: any or none.
    pub services: Vec<String>,
    /// Outcomes; empty: any or none.
    pub outcomes: Vec<String>,
    /// The first day, a CEL text.
    pub from: Text,
    /// The last day, a CEL text.
    pub until: Text,
}

/// A quota with what it is made to.
pub(super) struct Parts {
    quota: Quota,
    derives: Vec<Derive>,
    alert: Alert,
}

impl Parts {
    /// Puts the derived values and the alert where those of the policy are.
    pub fn into_policy(self, derives: &mut Vec<Derive>, alerts: &mut Vec<Alert>) -> Quota {
        let quota = Quota { first: derives.len(), alert: alerts.len(), ..self.quota };
        derives.extend(self.derives);
        alerts.push(self.alert);
        quota
    }
}

/// The quota of a name.
pub(super) fn quota(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Parts> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "description", "source", "owner"]);
    governed(r, &mut map, &mut about, true);
    let at = item.at();
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let kind = map.need(r, "kind").and_then(|i| r.choice(&i, &KINDS));
    let who = map.take("who").and_then(|i| r.text(&i)).unwrap_or_else(|| always(&at));
    let target = map.need(r, "target").and_then(|i| r.value(&i));
    let since = map.take("since").and_then(|i| r.text(&i));
    let per = map.need(r, "per").and_then(|i| r.text(&i));
    let done = map.need(r, "done").and_then(|i| Some((i.at(), done(r, &i, &id, &at)?)));
    let remind = map.take("remind").and_then(|i| r.text(&i));
    let remind_every = map.take("remind_every").and_then(|i| r.text(&i));
    let priority = map.take("priority").and_then(|i| r.choice(&i, &PRIORITIES)).unwrap_or_default();
    let mut alert =
        Alert { id: id.clone(), at: at.clone(), about: about.clone(), purpose, priority, ..Alert::default() };
    telling(r, &mut map, &mut alert);
    map.finish(r);
    let per = per?;
    alert.kind = kind?;
    let period = Per::parse(&per.text).unwrap_or(Per::Month);
    asks(&mut alert, period, remind.as_ref(), remind_every);
    let made = |text: String| Text { text, ..always(&at) };
    let (from, until) = days(period, since.as_ref().map_or("today", |since| &since.text));
    let (counted, (done, fits)) = done?;
    let sources = [
        Source::Cel(who),
        Source::Cel(target?),
        done,
        Source::Cel(made(from)),
        Source::Cel(made(until.replace("FROM", &format!("{id}.from")))),
    ];
    let derive = |((part, called), source): ((&str, (&str, &str)), Source)| Derive {
        id: format!("{id}.{part}"),
        at: at.clone(),
        about: About { label: called_of(about.label.as_ref(), called), ..About::default() },
        source,
        tag: false,
    };
    let derives = PARTS.into_iter().zip(CALLED).zip(sources).map(derive).collect();
    let quota = Quota { id, at, about, per, since, done: (counted, fits), remind, first: 0, alert: 0 };
    Some(Parts { quota, derives, alert })
}

/// `Quota: part`, in both languages.
fn called_of(quota: Option<&Localised>, (en, zh): (&str, &str)) -> Option<Localised> {
    quota.map(|of| Localised { en: format!("{}: {en}", of.en), zh_cn: format!("{}：{zh}", of.zh_cn) })
}

/// Makes an alert the one that asks for a quota.
fn asks(alert: &mut Alert, period: Per, remind: Option<&Text>, remind_every: Option<Text>) {
    let (id, at) = (&alert.id, &alert.at);
    let made = |text: String| Text { text, ..always(at) };
    let rolls = matches!(period, Per::Days(_));
    let key = made(format!("{id}.from"));
    let (owed, done) = (made(format!("{id}.who")), format!("{id}.done >= {id}.target"));
    let stop = made(format!("!{id}.who || {done}"));
    let also = remind.filter(|_| !rolls).map(|text| {
        let days = Period::parse(&text.text).map(|period| format!("{}", period.days().unwrap_or(0)));
        made(format!("days_between(today, {id}.until) <= ({})", days.as_ref().unwrap_or(&text.text)))
    });
    let open = made(format!("{id}.done < {id}.target"));
    alert.recurrence = Recurrence {
        rearm: (rolls && alert.task.is_some()).then(|| made("1d".into())),
        remind_every,
        ..Recurrence::default()
    };
    if alert.event_key.is_none() && !rolls {
        alert.event_key = Some(key);
    }
    alert.when = owed;
    alert.also.extend(also);
    match alert.task {
        Some(_) => alert.stop = Some(stop),
        None => alert.also.push(open),
    }
}

/// The first and the last day of a period as CEL; `FROM` stands for the first.
fn days(per: Per, since: &str) -> (String, String) {
    const MONTH: &str = "add_days(today, -today.getDayOfMonth())";
    let end = |months: u32| format!("add_days(add_months(FROM, {months}), -1)");
    match per {
        Per::Month => (MONTH.into(), end(1)),
        Per::Quarter => (format!("add_months({MONTH}, -(today.getMonth() % 3))"), end(3)),
        Per::Year => ("add_days(today, -today.getDayOfYear())".into(), end(12)),
        // The last anniversary up to today is the first one after this day a year ago.
        Per::MembershipYear => (
            format!("next_anniversary({since}, add_months(add_days(today, 1), -12))"),
            format!("add_days(next_anniversary({since}, add_days(today, 1)), -1)"),
        ),
        Per::Days(count) => (format!("add_days(today, 1 - {count})"), "today".into()),
    }
}

/// What is counted: an aggregate over the period, or entries of the journal in it; and whether it can be.
fn done(r: &mut Reader, item: &Item<'_>, id: &str, at: &At) -> Option<(Source, bool)> {
    let date = |part: &str| Text { text: format!("{id}.{part}"), ..always(at) };
    Some(match source::source(r, item)? {
        Source::Aggregate(decl) if decl.of.text.trim() == JOURNAL => entries(*decl, date),
        Source::Aggregate(decl) if !decl.share && decl.window.is_none() => {
            let window = Some(WindowDecl::Dates(date("from"), date("until")));
            (Source::Aggregate(Box::new(AggregateDecl { window, ..*decl })), true)
        }
        source => (source, false),
    })
}

/// `{count: journal, where: {service: [..], outcome: [..]}}`.
fn entries(decl: AggregateDecl, date: impl Fn(&str) -> Text) -> (Source, bool) {
    let counts = decl.kind == AggregateKind::Count && !decl.share && decl.window.is_none();
    let (from, until) = (date("from"), date("until"));
    let mut found = EntriesDecl { at: decl.at, services: Vec::new(), outcomes: Vec::new(), from, until };
    let mut fits = counts && !matches!(decl.filter, Some(Filter::Cel(_)));
    if let Some(Filter::Fields(fields)) = decl.filter {
        for (name, values) in fields {
            let values = values.into_iter().map(|value| value.text);
            match name.text.as_str() {
                "service" => found.services.extend(values),
                "outcome" => found.outcomes.extend(values),
                _ => fits = false,
            }
        }
    }
    (Source::Entries(Box::new(found)), fits)
}

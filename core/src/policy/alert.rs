//! Alerts and the tasks they raise.

use alloc::string::String;

use super::message::{automatic, notify};
use super::parse::wording::{about, governed};
use super::recurrence::recurrence;
use super::{Alert, AlertKind, EscalateDecl, Priority, TaskDecl, Text};
use crate::text::read::{Item, Map, Reader, is_name};

pub(super) const KINDS: [(&str, AlertKind); 4] = [
    ("risk", AlertKind::Risk),
    ("service", AlertKind::Service),
    ("demand", AlertKind::Demand),
    ("greeting", AlertKind::Greeting),
];

pub(super) const PRIORITIES: [(&str, Priority); 4] = [
    ("urgent", Priority::Urgent),
    ("high", Priority::High),
    ("normal", Priority::Normal),
    ("low", Priority::Low),
];

pub(super) fn alert(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Alert> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "description", "source", "owner"]);
    governed(r, &mut map, &mut about, true);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let kind = map.need(r, "kind").and_then(|i| r.choice(&i, &KINDS));
    let each = map.take("each").and_then(|i| row_of(r, &i));
    let when = map.need(r, "when").and_then(|i| r.text(&i));
    let stop = map.take("stop").and_then(|i| r.text(&i));
    let priority = map.need(r, "priority").and_then(|i| r.choice(&i, &PRIORITIES));
    let warns = map.take("warns").and_then(|i| r.text(&i));
    let recurrence = recurrence(r, &mut map);
    let at = item.at();
    let mut alert = Alert { id, at, about, purpose, each, stop, warns, recurrence, ..Alert::default() };
    telling(r, &mut map, &mut alert);
    map.finish(r);
    Some(Alert { kind: kind?, when: when?, priority: priority?, ..alert })
}

/// What alerts, steps of playbooks and quotas say alike: which events they tell of, what keeps them back, and what
/// they raise.
pub(super) fn telling(r: &mut Reader, map: &mut Map<'_>, alert: &mut Alert) {
    let event = map.take("event").and_then(|i| event(r, &i));
    if let Some((kind, key)) = event {
        alert.event_kind = kind.or(alert.event_kind.take());
        alert.event_key = key.or(alert.event_key.take());
    }
    let suppress = map.take("suppress").and_then(|i| r.text(&i));
    alert.suppress = suppress.or(alert.suppress.take());
    let stake = map.take("stake").and_then(|i| r.text(&i));
    alert.stake = stake.or(alert.stake.take());
    alert.contractual |= map.take("contractual").and_then(|i| r.bool(&i)).unwrap_or_default();
    alert.task = map.take("task").and_then(|i| task(r, &i));
    alert.notify = notify(r, map);
    if alert.task.is_none() && !alert.notify.is_empty() {
        alert.task = Some(automatic(alert));
        alert.automatic = true;
    }
}

/// `holdings h`: a child table, and the name of its row in the alert's expressions.
pub(super) fn row_of(r: &mut Reader, item: &Item<'_>) -> Option<(Text, String)> {
    let text = r.text(item)?;
    let mut words = text.text.split(' ').filter(|w| !w.is_empty());
    match (words.next(), words.next(), words.next()) {
        (Some(table), Some(row), None) if is_name(row) => {
            let row = row.into();
            Some((Text { text: table.into(), ..text.clone() }, row))
        }
        _ => {
            r.wrong_shape(item, "a table and a name for its row, such as `holdings h`");
            None
        }
    }
}

fn event(r: &mut Reader, item: &Item<'_>) -> Option<(Option<String>, Option<Text>)> {
    let mut map = r.map(item)?;
    let kind = map.take("kind").and_then(|i| r.string(&i));
    let key = map.take("key").and_then(|i| r.text(&i));
    map.finish(r);
    Some((kind, key))
}

fn task(r: &mut Reader, item: &Item<'_>) -> Option<TaskDecl> {
    let mut map = r.map(item)?;
    let to = map.need(r, "to").and_then(|i| r.string(&i));
    let due = map.take("due").and_then(|i| r.text(&i));
    let title = map.need(r, "title").and_then(|i| title(r, &i));
    let closes_with = map.take("closes_with").map(|i| r.values(&i)).unwrap_or_default();
    let escalate = map.take("escalate").and_then(|i| escalate(r, &i));
    map.finish(r);
    let (title_en, title_zh) = title?;
    Some(TaskDecl { to: to?, due, title_en, title_zh, closes_with, escalate })
}

fn escalate(r: &mut Reader, item: &Item<'_>) -> Option<EscalateDecl> {
    let mut map = r.map(item)?;
    let to = map.need(r, "to").and_then(|i| r.string(&i));
    let after = map.take("after").and_then(|i| r.text(&i));
    map.finish(r);
    Some(EscalateDecl { at: item.at(), to: to?, after })
}

pub(super) fn title(r: &mut Reader, item: &Item<'_>) -> Option<(Text, Text)> {
    r.wording(item);
    let mut map = r.map(item)?;
    let en = map.need(r, "en").and_then(|i| r.text(&i));
    let zh_cn = map.need(r, "zh-CN").and_then(|i| r.text(&i));
    map.finish(r);
    en.zip(zh_cn)
}

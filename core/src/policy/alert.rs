//! Alerts and the tasks they raise.

use alloc::string::String;

use super::parse::wording::{about, governed};
use super::recurrence::recurrence;
use super::{Alert, AlertKind, Priority, TaskDecl, Text};
use crate::text::read::{Item, Reader, is_name};

const KINDS: [(&str, AlertKind); 4] = [
    ("risk", AlertKind::Risk),
    ("service", AlertKind::Service),
    ("demand", AlertKind::Demand),
    ("greeting", AlertKind::Greeting),
];

const PRIORITIES: [(&str, Priority); 4] = [
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
    let priority = map.need(r, "priority").and_then(|i| r.choice(&i, &PRIORITIES));
    let event = map.take("event").and_then(|i| event(r, &i));
    let suppress = map.take("suppress").and_then(|i| r.text(&i));
    let recurrence = recurrence(r, &mut map);
    let task = map.take("task").and_then(|i| task(r, &i));
    map.finish(r);
    let (event_kind, event_key) = event.unwrap_or_default();
    Some(Alert {
        id,
        at: item.at(),
        about,
        purpose,
        kind: kind?,
        each,
        when: when?,
        priority: priority?,
        event_kind,
        event_key,
        suppress,
        recurrence,
        task,
    })
}

/// `holdings h`: a child table, and the name of its row in the alert's expressions.
fn row_of(r: &mut Reader, item: &Item<'_>) -> Option<(Text, String)> {
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
    map.finish(r);
    let (title_en, title_zh) = title?;
    Some(TaskDecl { to: to?, due, title_en, title_zh, closes_with })
}

fn title(r: &mut Reader, item: &Item<'_>) -> Option<(Text, Text)> {
    r.wording(item);
    let mut map = r.map(item)?;
    let en = map.need(r, "en").and_then(|i| r.text(&i));
    let zh_cn = map.need(r, "zh-CN").and_then(|i| r.text(&i));
    map.finish(r);
    en.zip(zh_cn)
}

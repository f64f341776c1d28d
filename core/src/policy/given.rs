//! The policy's own tests: what is given, and what is expected.

use alloc::vec::Vec;

use super::parse::source::key_text;
use super::{Cells, Standing, Test, Text};
use crate::text::read::{Item, Reader};

/// What comes of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Its condition is true.
    Fired,
    /// It is false.
    NotFired,
    /// It is neither.
    Unknown,
    /// It is true, and a task of it is blocked.
    Blocked,
}

const VERDICTS: [(&str, Verdict); 4] = [
    ("fired", Verdict::Fired),
    ("not_fired", Verdict::NotFired),
    ("unknown", Verdict::Unknown),
    ("blocked", Verdict::Blocked),
];

impl Verdict {
    /// The word of the policy language.
    #[must_use]
    pub fn id(self) -> &'static str {
        VERDICTS.iter().find(|(_, verdict)| *verdict == self).map_or("", |(id, _)| id)
    }
}

pub(super) fn tests(r: &mut Reader, item: &Item<'_>) -> Vec<Test> {
    let items = r.list(item);
    items.iter().filter_map(|i| test(r, i)).collect()
}

fn test(r: &mut Reader, item: &Item<'_>) -> Option<Test> {
    let mut map = r.map(item)?;
    let name = map.need(r, "name").and_then(|i| r.string(&i));
    let as_of = map.need(r, "as_of").and_then(|i| r.text(&i));
    let (given, children) = map.need(r, "given").map(|i| customer(r, &i)).unwrap_or_default();
    let refs = map.take("refs").map(|i| tables(r, &i)).unwrap_or_default();
    let previous_run = map.take("previous_run").and_then(|i| r.text(&i));
    let (mut tasks, mut told, mut seen_by, mut assigned) = (None, None, None, None);
    let mut contacts = None;
    let mut rules = Vec::new();
    let (mut offers, mut offers_blocked) = (None, None);
    let (mut messages, mut held) = (None, None);
    let (mut alerts, mut unknown, mut blocked, mut values) = (None, None, None, Vec::new());
    if let Some(mut expect) = map.need(r, "expect").and_then(|i| r.map(&i)) {
        alerts = expect.take("alerts").map(|i| r.texts(&i));
        unknown = expect.take("unknown").map(|i| r.texts(&i));
        blocked = expect.take("blocked").map(|i| r.texts(&i));
        tasks = expect.take("tasks").map(|i| r.texts(&i));
        told = expect.take("told").map(|i| r.texts(&i));
        contacts = expect.take("contacts").and_then(|i| standings(r, &i));
        seen_by = expect.take("seen_by").map(|i| r.texts(&i));
        rules = expect.take("rules").map(|i| verdicts(r, &i)).unwrap_or_default();
        offers = expect.take("offers").map(|i| r.texts(&i));
        offers_blocked = expect.take("offers_blocked").map(|i| r.texts(&i));
        messages = expect.take("messages").map(|i| r.texts(&i));
        held = expect.take("held").map(|i| r.texts(&i));
        assigned = expect.take("assigned").and_then(|i| r.cell(&i));
        values = expect.take("values").map(|i| cells(r, &i)).unwrap_or_default();
        expect.finish(r);
    }
    map.finish(r);
    let (name, as_of) = (name?, as_of?);
    let at = item.at();
    Some(Test {
        name,
        at,
        as_of,
        given,
        children,
        refs,
        alerts,
        unknown,
        blocked,
        previous_run,
        tasks,
        told,
        contacts,
        seen_by,
        rules,
        offers,
        offers_blocked,
        messages,
        held,
        assigned,
        values,
    })
}

/// Alerts by where the contacts about their tasks stand.
fn standings(r: &mut Reader, item: &Item<'_>) -> Option<[Vec<Text>; 5]> {
    let mut map = r.map(item)?;
    let found =
        Standing::ALL.map(|standing| map.take(standing.id()).map(|i| r.texts(&i)).unwrap_or_default());
    map.finish(r);
    Some(found)
}

/// Alerts, each with what comes of it.
fn verdicts(r: &mut Reader, item: &Item<'_>) -> Vec<(Text, Verdict)> {
    let entries = r.entries(item);
    entries
        .into_iter()
        .filter_map(|(key, item)| Some((key_text(key, &item), r.choice(&item, &VERDICTS)?)))
        .collect()
}

/// A customer: scalars are its cells, lists are rows of child tables.
fn customer(r: &mut Reader, item: &Item<'_>) -> (Cells, Vec<(Text, Vec<Cells>)>) {
    let (mut own, mut children) = (Vec::new(), Vec::new());
    for (key, item) in r.entries(item) {
        let name = key_text(key, &item);
        if item.is_list() {
            children.push((name, rows(r, &item)));
        } else {
            own.extend(r.cell(&item).map(|cell| (name, cell)));
        }
    }
    (own, children)
}

/// Rows of reference tables, by the tables' names.
fn tables(r: &mut Reader, item: &Item<'_>) -> Vec<(Text, Vec<Cells>)> {
    let entries = r.entries(item);
    entries.into_iter().map(|(key, item)| (key_text(key, &item), rows(r, &item))).collect()
}

fn rows(r: &mut Reader, item: &Item<'_>) -> Vec<Cells> {
    r.list(item).iter().map(|row| cells(r, row)).collect()
}

fn cells(r: &mut Reader, item: &Item<'_>) -> Cells {
    let mut cells = Vec::new();
    for (key, item) in r.entries(item) {
        cells.extend(r.cell(&item).map(|cell| (key_text(key, &item), cell)));
    }
    cells
}

//! When an alert tells of an event again: `lasting`, `remind_every`, `stages`, and `backlog` for its first run.

use alloc::vec::Vec;

use super::{At, Text};
use crate::text::read::{Item, Map, Reader};

/// When an alert tells of an event again, as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recurrence {
    /// `lasting: {rearm: 30d}`: for how long the condition has to be false before it is told again.
    pub rearm: Option<Text>,
    /// `remind_every: 30d`: how often a condition that stays true is told.
    pub remind_every: Option<Text>,
    /// `stages`: days before a date on which it is told.
    pub stages: Option<Stages>,
    /// `backlog: {spread: 5d}`: over which time the tasks of the first run are spread.
    pub spread: Option<Text>,
}

/// Days before a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Stages {
    /// Where they are.
    pub at: At,
    /// The date, a CEL text.
    pub before: Text,
    /// How many days before it.
    pub days: Vec<(At, u32)>,
    /// Where a day without business goes, and where that is said; `None`: it stays.
    pub shift: Option<(At, Shift)>,
    /// Of a step of a playbook: how long after the date it is instead, or no more than the days above.
    pub step: Option<After>,
}

/// When a step of a playbook is told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct After {
    /// How long after the date; `None`: before it.
    pub after: Option<Text>,
    /// For how many days it may be told late.
    pub within: Option<Text>,
}

/// The business day that stands for a day without business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// The last one before it.
    Previous,
    /// The first one after it.
    Next,
}

/// Takes the keys out of an alert.
pub(super) fn recurrence(r: &mut Reader, map: &mut Map<'_>) -> Recurrence {
    let only = |r: &mut Reader, item: Option<Item<'_>>, key: &'static str| {
        let mut map = item.and_then(|i| r.map(&i))?;
        let text = map.need(r, key).and_then(|i| r.text(&i));
        map.finish(r);
        text
    };
    let lasting = map.take("lasting");
    let rearm = only(r, lasting, "rearm");
    let remind_every = map.take("remind_every").and_then(|i| r.text(&i));
    let stages = map.take("stages").and_then(|i| stages(r, &i));
    let backlog = map.take("backlog");
    Recurrence { rearm, remind_every, stages, spread: only(r, backlog, "spread") }
}

fn stages(r: &mut Reader, item: &Item<'_>) -> Option<Stages> {
    let mut map = r.map(item)?;
    let before = map.need(r, "before").and_then(|i| r.text(&i));
    let days = map.need(r, "days").map(|i| whole_days(r, &i)).unwrap_or_default();
    let shift = shift(r, &mut map);
    map.finish(r);
    Some(Stages { at: item.at(), before: before?, days, shift, step: None })
}

/// A list of numbers of days.
pub(super) fn whole_days(r: &mut Reader, item: &Item<'_>) -> Vec<(At, u32)> {
    r.list(item).iter().filter_map(|i| Some((i.at(), r.whole(i)?))).collect()
}

/// `shift: next`: where a day without business goes.
pub(super) fn shift(r: &mut Reader, map: &mut Map<'_>) -> Option<(At, Shift)> {
    let choices = [("previous", Some(Shift::Previous)), ("next", Some(Shift::Next)), ("none", None)];
    map.take("shift").and_then(|i| Some((i.at(), r.choice(&i, &choices)??)))
}

//! Child tables in time: which fields say when a row happened and became known, how far a delivery reaches, and over
//! which days an aggregate goes.

use super::Text;
use crate::text::read::{Item, Map, Reader};

/// What a child table says about time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimeDecl {
    /// Field with the date of what a row tells.
    pub event_date: Option<Text>,
    /// Field that says when the bank learned of a row.
    pub known_at: Option<Text>,
    /// Field by which the latest of several rows of one id is told.
    pub latest_by: Option<Text>,
    /// How many days a delivery holds, such as `400d`.
    pub coverage: Option<Text>,
    /// How many days after its last complete day a table may still be used.
    pub max_age: Option<Text>,
}

/// The days over which an aggregate goes.
#[derive(Debug, Clone, PartialEq)]
pub enum WindowDecl {
    /// `last_day`, `30d`, `3m`, `mtd` and so on.
    Named(Text),
    /// From a date to a date, both included.
    Dates(Text, Text),
}

/// The keys of a child table that are about time.
pub(super) fn time(r: &mut Reader, map: &mut Map<'_>) -> TimeDecl {
    let mut text = |key| map.take(key).and_then(|i| r.text(&i));
    TimeDecl {
        event_date: text("event_date"),
        known_at: text("known_at"),
        latest_by: text("latest_by"),
        coverage: text("coverage"),
        max_age: text("max_age"),
    }
}

/// `window:` of an aggregate.
pub(super) fn window(r: &mut Reader, item: &Item<'_>) -> Option<WindowDecl> {
    if !item.is_map() {
        return r.text(item).map(WindowDecl::Named);
    }
    let mut map = r.map(item)?;
    let from = map.need(r, "from").and_then(|i| r.text(&i));
    let to = map.need(r, "to").and_then(|i| r.text(&i));
    map.finish(r);
    Some(WindowDecl::Dates(from?, to?))
}

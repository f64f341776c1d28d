//! Reference tables and the calendar: dated tables that are not about one customer.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::wording::about;
use super::schema::{field, framing};
use super::{About, At, FieldDecl, Text};
use crate::text::read::{Item, Map, Reader};

/// A reference table.
#[derive(Debug, Clone, PartialEq)]
pub struct RefDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is.
    pub kind: RefKind,
    /// Declared CSV delimiter.
    pub delimiter: Option<u8>,
    /// Declared CSV quote.
    pub quote: Option<u8>,
    /// Its fields, in document order; none of a calendar.
    pub fields: Vec<FieldDecl>,
}

/// What a reference table is.
#[derive(Debug, Clone, PartialEq)]
pub enum RefKind {
    /// Rows that are looked up by a key.
    Lookup {
        /// The key's field.
        key: Text,
        /// When a row holds.
        valid: Validity,
    },
    /// The days on which the bank works, and its hours.
    Calendar {
        /// Opening and closing time.
        hours: Option<(Text, Text)>,
        /// Days of the week without business.
        weekend: Option<Vec<Text>>,
    },
}

/// When a row of a reference table holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Validity {
    /// Always.
    Always,
    /// On the day in this field only.
    On(Text),
    /// From the day in the first field until before the day in the second.
    Between(Text, Option<Text>),
}

const KINDS: [(&str, ()); 1] = [("calendar", ())];

pub(super) fn reference(r: &mut Reader, id: String, item: &Item<'_>) -> Option<RefDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description", "source", "owner"]);
    let (delimiter, quote) = framing(r, &mut map);
    let kind = match map.take("kind") {
        Some(kind) => r.choice(&kind, &KINDS).map(|()| calendar(r, &mut map)),
        None => lookup(r, &mut map),
    };
    let fields = match kind {
        Some(RefKind::Calendar { .. }) => None,
        _ => map.need(r, "fields"),
    };
    let fields = each(r, fields, field);
    map.finish(r);
    Some(RefDecl { id, at: item.at(), about, kind: kind?, delimiter, quote, fields })
}

fn lookup(r: &mut Reader, map: &mut Map<'_>) -> Option<RefKind> {
    let key = map.need(r, "key").and_then(|i| r.text(&i));
    let on = map.take("day").and_then(|i| r.text(&i));
    let between = map.take("valid").and_then(|i| {
        let mut map = r.map(&i)?;
        let from = map.need(r, "from").and_then(|i| r.text(&i));
        let to = map.take("to").and_then(|i| r.text(&i));
        map.finish(r);
        Some((i, from?, to))
    });
    let valid = match (on, between) {
        (None, None) => Validity::Always,
        (Some(on), None) => Validity::On(on),
        (None, Some((_, from, to))) => Validity::Between(from, to),
        (Some(_), Some((item, ..))) => {
            r.wrong_shape(&item, "either `day` or `valid`");
            return None;
        }
    };
    Some(RefKind::Lookup { key: key?, valid })
}

fn calendar(r: &mut Reader, map: &mut Map<'_>) -> RefKind {
    let hours = map.take("hours").and_then(|i| {
        let mut map = r.map(&i)?;
        let open = map.need(r, "open").and_then(|i| r.text(&i));
        let close = map.need(r, "close").and_then(|i| r.text(&i));
        map.finish(r);
        open.zip(close)
    });
    RefKind::Calendar { hours, weekend: map.take("weekend").map(|i| r.texts(&i)) }
}

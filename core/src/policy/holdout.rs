//! The holdout as declared: customers whom some rules leave alone for a time, so that what the rules do can be told.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::wording::about;
use super::{About, At, Text};
use crate::text::read::{Item, Reader};

/// A holdout as written.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldoutDecl {
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// The percentage of customers who are left alone.
    pub share: Text,
    /// What the draw begins with: another text draws others.
    pub salt: String,
    /// The alerts.
    pub rules: Vec<Text>,
    /// The first day.
    pub from: Text,
    /// The first day on which nobody more is left alone.
    pub until: Text,
}

pub(super) fn holdout(r: &mut Reader, item: &Item<'_>) -> Option<HoldoutDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description", "source", "owner"]);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let share = map.need(r, "share").and_then(|i| r.number(&i));
    let salt = map.need(r, "salt").and_then(|i| r.value(&i));
    let rules = map.need(r, "rules").map(|i| r.texts(&i));
    let from = map.need(r, "from").and_then(|i| r.text(&i));
    let until = map.need(r, "until").and_then(|i| r.text(&i));
    map.finish(r);
    let (share, salt, rules, from, until) = (share?, salt?.text, rules?, from?, until?);
    Some(HoldoutDecl { at: item.at(), about, purpose, share, salt, rules, from, until })
}

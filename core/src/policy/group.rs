//! Groups of customers: households, companies, and what is totalled over them.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::source::{KINDS, filter};
use super::parse::wording::about;
use super::{About, AggregateKind, At, Filter, Text};
use crate::text::read::{Item, Reader};

/// A kind of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// The table of relations: a reference table or a child table.
    pub table: Text,
    /// Its field with the member's key; of a child table the customer is the member.
    pub member: Option<Text>,
    /// Its field with the group.
    pub group: Option<Text>,
    /// Its field with the key of the member's head.
    pub head: Option<Text>,
    /// Its field with the first day.
    pub from: Option<Text>,
    /// Its field with the day after the last.
    pub to: Option<Text>,
    /// Its field with the member's share.
    pub share: Option<Text>,
    /// A field of a child table by which an asset is known to be one.
    pub once_by: Option<Text>,
    /// What is totalled.
    pub totals: Vec<TotalDecl>,
}

/// A total over a group.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// `sum`, `min`, `max`, `count`.
    pub kind: AggregateKind,
    /// Of what: an expression of the member, or a field of a child table; absent for the number of members.
    pub of: Option<Text>,
    /// Which rows of the child table.
    pub filter: Option<Filter>,
}

pub(super) fn group(r: &mut Reader, id: String, item: &Item<'_>) -> Option<GroupDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label"]);
    let mut members = map.need(r, "members").and_then(|i| r.map(&i))?;
    let table = members.need(r, "table").and_then(|i| r.text(&i));
    let mut field = |key| members.take(key).and_then(|i| r.text(&i));
    let [member, group, head, from, to, share] =
        ["member", "group", "head", "from", "to", "share"].map(&mut field);
    let of_link = (group.is_some(), head.is_some());
    if of_link.0 == of_link.1 {
        r.wrong_shape(&members.item().clone(), "exactly one of `group` and `head`");
    }
    members.finish(r);
    let once_by = map.take("once_by").and_then(|i| r.text(&i));
    let totals = map.need(r, "totals");
    let totals = each(r, totals, total);
    map.finish(r);
    let at = item.at();
    Some(GroupDecl { id, at, about, table: table?, member, group, head, from, to, share, once_by, totals })
}

/// `count`, or one of `sum`, `min`, `max` with what of.
fn total(r: &mut Reader, id: String, item: &Item<'_>) -> Option<TotalDecl> {
    let at = item.at();
    if item.is_scalar() {
        r.choice(item, &[("count", ())])?;
        return Some(TotalDecl { id, at, kind: AggregateKind::Count, of: None, filter: None });
    }
    let mut map = r.map(item)?;
    let mut found = Vec::new();
    for (word, kind) in KINDS {
        if matches!(kind, AggregateKind::Sum | AggregateKind::Min | AggregateKind::Max) {
            found.extend(map.take(word).and_then(|i| r.text(&i)).map(|of| (kind, of)));
        }
    }
    let filter = map.take("where").and_then(|i| filter(r, &i));
    map.finish(r);
    let mut found = found.into_iter();
    let (Some((kind, of)), None) = (found.next(), found.next()) else {
        r.wrong_shape(item, "exactly one of `sum`, `min`, `max`, or `count`");
        return None;
    };
    Some(TotalDecl { id, at, kind, of: Some(of), filter })
}

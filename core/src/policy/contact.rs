//! The contact policy: who contacts a customer, in which order, how often at most, and when not.

use alloc::string::String;
use alloc::vec::Vec;

use super::alert::KINDS;
use super::parse::each;
use super::parse::wording::about;
use super::{About, AlertKind, At, Text};
use crate::text::read::{Item, Reader};

/// Where a contact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is offered today.
    Today,
    /// It is beyond the capacity of the day.
    Overflow,
    /// There is nobody to make it.
    Unassigned,
    /// It has to wait until a day.
    Deferred,
    /// It may not be made, or it is not known whether it may.
    Blocked,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Today, Self::Overflow, Self::Unassigned, Self::Deferred, Self::Blocked];

    /// The stable id that tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Overflow => "overflow",
            Self::Unassigned => "unassigned",
            Self::Deferred => "deferred",
            Self::Blocked => "blocked",
        }
    }
}

/// The contact policy as written.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactDecl {
    /// Where it is.
    pub at: At,
    /// Who contacts customers.
    pub managers: Option<ManagersDecl>,
    /// The kind of groups that is a household.
    pub household: Option<Text>,
    /// With whom a customer is contacted together: a kind of groups, or a CEL text that gives the other's key.
    pub group_with: Option<Text>,
    /// What comes first: words and CEL texts.
    pub order: Vec<Text>,
    /// How often at most.
    pub caps: Vec<CapDecl>,
    /// Kinds that nothing defers; risk and service when absent.
    pub exempt: Option<Vec<AlertKind>>,
    /// The time of day at which quiet begins, and at which it ends.
    pub quiet: Option<(Text, Text)>,
    /// The customer's channel, a CEL text.
    pub preferred: Option<Text>,
    /// Channels that are taken where the preferred one is not known or not allowed, the first first.
    pub channels: Vec<Text>,
    /// The time of rest after an event.
    pub cooling: Option<CoolingDecl>,
    /// Whether a complaint is open, a CEL text.
    pub complaint: Option<Text>,
    /// Where the bank records contacts.
    pub history: Option<HistoryDecl>,
}

/// Who contacts customers, and how many a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ManagersDecl {
    /// Where it is.
    pub at: At,
    /// The reference table of managers.
    pub table: Text,
    /// The field of customers that names their manager.
    pub key: Text,
    /// The field of the table with the contacts that a manager makes a day.
    pub capacity: Option<Text>,
    /// The capacity of a manager whose own is not known.
    pub default: Option<Text>,
    /// The role by which tasks name the manager; `rm` when absent.
    pub role: Option<String>,
}

/// How often at most.
#[derive(Debug, Clone, PartialEq)]
pub struct CapDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Contacts of which kinds count; all that are not exempt when absent.
    pub kinds: Option<Vec<AlertKind>>,
    /// Contacts by which channels count; all when empty.
    pub channels: Vec<Text>,
    /// How many, a CEL text.
    pub most: Text,
    /// In which time.
    pub per: Text,
    /// Whether those of the whole household count.
    pub of_household: bool,
}

/// A time of rest.
#[derive(Debug, Clone, PartialEq)]
pub struct CoolingDecl {
    /// Where it is.
    pub at: At,
    /// The day of the event, a CEL text.
    pub after: Text,
    /// How long it lasts.
    pub length: Text,
    /// Contacts of which kinds wait; all that are not exempt when absent.
    pub kinds: Option<Vec<AlertKind>>,
}

/// Where the bank records contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryDecl {
    /// The child table.
    pub table: Text,
    /// Its field with the day.
    pub day: Text,
    /// Its field with the channel.
    pub channel: Option<Text>,
    /// Which rows are contacts, a CEL text over the row; all when absent.
    pub filter: Option<Text>,
}

pub(super) fn contact(r: &mut Reader, item: &Item<'_>) -> Option<ContactDecl> {
    let mut map = r.map(item)?;
    let managers = map.take("managers").and_then(|i| managers(r, &i));
    let mut text = |key| map.take(key).and_then(|i| r.text(&i));
    let [household, group_with, preferred, complaint] =
        ["household", "group_with", "preferred_channel", "complaint"].map(&mut text);
    let mut texts = |key| map.take(key).map(|i| r.texts(&i)).unwrap_or_default();
    let (order, channels) = (texts("order"), texts("channels"));
    let section = map.take("caps");
    let caps = each(r, section, cap);
    let exempt = map.take("exempt").map(|i| kinds(r, &i));
    let quiet = map.take("quiet_hours").and_then(|i| r.pair(&i));
    let quiet = quiet.and_then(|(from, to)| r.text(&from).zip(r.text(&to)));
    let cooling = map.take("cooling").and_then(|i| cooling(r, &i));
    let history = map.take("history").and_then(|i| history(r, &i));
    map.finish(r);
    let at = item.at();
    Some(ContactDecl {
        at,
        managers,
        household,
        group_with,
        order,
        caps,
        exempt,
        quiet,
        preferred,
        channels,
        cooling,
        complaint,
        history,
    })
}

fn kinds(r: &mut Reader, item: &Item<'_>) -> Vec<AlertKind> {
    let items = r.list(item);
    items.iter().filter_map(|i| r.choice(i, &KINDS)).collect()
}

fn managers(r: &mut Reader, item: &Item<'_>) -> Option<ManagersDecl> {
    let mut map = r.map(item)?;
    let table = map.need(r, "table").and_then(|i| r.text(&i));
    let key = map.need(r, "key").and_then(|i| r.text(&i));
    let capacity = map.take("capacity").and_then(|i| r.text(&i));
    let default = match capacity {
        Some(_) => map.need(r, "default"),
        None => map.take("default"),
    };
    let default = default.and_then(|i| r.value(&i));
    let role = map.take("role").and_then(|i| r.string(&i));
    map.finish(r);
    Some(ManagersDecl { at: item.at(), table: table?, key: key?, capacity, default, role })
}

fn cap(r: &mut Reader, id: String, item: &Item<'_>) -> Option<CapDecl> {
    const OF: [(&str, bool); 2] = [("customer", false), ("household", true)];
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "source", "owner"]);
    let kinds = map.take("kinds").map(|i| kinds(r, &i));
    let channels = map.take("channels").map(|i| r.texts(&i)).unwrap_or_default();
    let most = map.need(r, "most").and_then(|i| r.value(&i));
    let per = map.need(r, "per").and_then(|i| r.text(&i));
    let of_household = map.take("of").and_then(|i| r.choice(&i, &OF)).unwrap_or_default();
    map.finish(r);
    Some(CapDecl { id, at: item.at(), about, kinds, channels, most: most?, per: per?, of_household })
}

fn cooling(r: &mut Reader, item: &Item<'_>) -> Option<CoolingDecl> {
    let mut map = r.map(item)?;
    let after = map.need(r, "after").and_then(|i| r.text(&i));
    let length = map.need(r, "for").and_then(|i| r.text(&i));
    let kinds = map.take("kinds").map(|i| kinds(r, &i));
    map.finish(r);
    Some(CoolingDecl { at: item.at(), after: after?, length: length?, kinds })
}

fn history(r: &mut Reader, item: &Item<'_>) -> Option<HistoryDecl> {
    let mut map = r.map(item)?;
    let table = map.need(r, "table").and_then(|i| r.text(&i));
    let day = map.need(r, "day").and_then(|i| r.text(&i));
    let channel = map.take("channel").and_then(|i| r.text(&i));
    let filter = map.take("where").and_then(|i| r.text(&i));
    map.finish(r);
    Some(HistoryDecl { table: table?, day: day?, channel, filter })
}

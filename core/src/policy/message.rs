//! Messages: who gets them, by which ways they go, and what they say.
//!
//! `roles` say who stands behind a role, `channels` what a way may carry, `templates` what is written; an alert's
//! `notify` puts one of each together.

use alloc::string::String;
use alloc::vec::Vec;

use super::alert::{row_of, title};
use super::parse::wording::about;
use super::{About, Alert, At, TaskDecl, Text};
use crate::text::read::{Item, Map, Reader};

/// Somebody who can be told of something.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipientDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Its label.
    pub about: About,
    /// Who it is, a CEL text over the customer.
    pub of: Text,
}

/// A way by which messages go.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Its label.
    pub about: About,
    /// The highest class of data that it may carry.
    pub class: Text,
    /// When customers are left in peace.
    pub quiet: Option<QuietDecl>,
    /// The category of consent that a customer must have given.
    pub needs: Option<Text>,
    /// The longest text, in characters.
    pub length: Option<u32>,
}

/// When customers are left in peace on a channel.
#[derive(Debug, Clone, PartialEq)]
pub enum QuietDecl {
    /// At the policy's quiet hours, or never.
    Follow(bool),
    /// From the first time of day to the second.
    Hours(Text, Text),
}

/// A text in both languages: English, Chinese.
pub type Wording = (Text, Text);

/// What is written to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Its version.
    pub version: u32,
    /// Child table and the name of the row that it is about.
    pub each: Option<(Text, String)>,
    /// By which ways it may go.
    pub channels: Vec<Text>,
    /// What it says.
    pub text: Wording,
    /// What it says instead where a condition holds; the first one that does.
    pub variants: Vec<(Text, Wording)>,
    /// What must be known, or be true, for it to be sent.
    pub requires: Vec<Text>,
    /// The category of consent that a customer must have given.
    pub needs: Option<Text>,
    /// What is sent where it cannot be.
    pub fallback: Option<Text>,
}

/// A message of an alert.
#[derive(Debug, Clone, PartialEq)]
pub struct NotifyDecl {
    /// Where it is.
    pub at: At,
    /// The role that gets it, or `customer`.
    pub to: Text,
    /// By which way.
    pub channel: Text,
    /// What it says.
    pub template: Text,
    /// The time of day before which it does not go.
    pub time: Option<Text>,
    /// Of what it tells.
    pub when: Telling,
}

/// Of what a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// The task was raised.
    Raised,
    /// The task was reminded of.
    Reminded,
    /// The task is overdue, and somebody has to be told.
    Escalated,
}

const TELLINGS: [(&str, Telling); 3] =
    [("raised", Telling::Raised), ("reminded", Telling::Reminded), ("escalated", Telling::Escalated)];

impl Telling {
    /// The key of the policy language.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Reminded => "reminded",
            Self::Escalated => "escalated",
        }
    }
}

/// An item of `roles`: a CEL text, or a mapping with `label` and `expr`.
pub(super) fn role(r: &mut Reader, id: String, item: &Item<'_>) -> Option<RecipientDecl> {
    if !item.is_map() {
        return Some(RecipientDecl { id, at: item.at(), about: About::default(), of: r.text(item)? });
    }
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label"]);
    let of = map.need(r, "expr").and_then(|i| r.text(&i));
    map.finish(r);
    Some(RecipientDecl { id, at: item.at(), about, of: of? })
}

pub(super) fn channel(r: &mut Reader, id: String, item: &Item<'_>) -> Option<ChannelDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description"]);
    let class = map.need(r, "class").and_then(|i| r.text(&i));
    let quiet = map.take("quiet").and_then(|i| quiet(r, &i));
    let needs = map.take("needs").and_then(|i| r.text(&i));
    let length = map.take("length").and_then(|i| r.whole(&i));
    map.finish(r);
    Some(ChannelDecl { id, at: item.at(), about, class: class?, quiet, needs, length })
}

fn quiet(r: &mut Reader, item: &Item<'_>) -> Option<QuietDecl> {
    if !item.is_list() {
        return r.bool(item).map(QuietDecl::Follow);
    }
    let (from, to) = r.pair(item)?;
    let (from, to) = (r.text(&from), r.text(&to));
    Some(QuietDecl::Hours(from?, to?))
}

pub(super) fn template(r: &mut Reader, id: String, item: &Item<'_>) -> Option<TemplateDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description", "source", "owner"]);
    let version = map.need(r, "version").and_then(|i| r.whole(&i));
    let each = map.take("each").and_then(|i| row_of(r, &i));
    let channels = map.need(r, "channels").map(|i| r.texts(&i)).unwrap_or_default();
    let text = map.need(r, "text").and_then(|i| title(r, &i));
    let variants = map.take("variants").map(|i| r.list(&i)).unwrap_or_default();
    let variants = variants.iter().filter_map(|i| variant(r, i)).collect();
    let requires = map.take("requires").map(|i| r.texts(&i)).unwrap_or_default();
    let needs = map.take("needs").and_then(|i| r.text(&i));
    let fallback = map.take("fallback").and_then(|i| r.text(&i)).filter(|text| text.text != "none");
    map.finish(r);
    let at = item.at();
    let (version, text) = (version?, text?);
    Some(TemplateDecl { id, at, about, version, each, channels, text, variants, requires, needs, fallback })
}

fn variant(r: &mut Reader, item: &Item<'_>) -> Option<(Text, Wording)> {
    let mut map = r.map(item)?;
    let when = map.need(r, "when").and_then(|i| r.text(&i));
    let text = map.need(r, "text").and_then(|i| title(r, &i));
    map.finish(r);
    when.zip(text)
}

/// Takes `notify` out of an alert.
pub(super) fn notify(r: &mut Reader, map: &mut Map<'_>) -> Vec<NotifyDecl> {
    let items = map.take("notify").map(|i| r.list(&i)).unwrap_or_default();
    items.iter().filter_map(|item| message(r, item)).collect()
}

fn message(r: &mut Reader, item: &Item<'_>) -> Option<NotifyDecl> {
    let mut map = r.map(item)?;
    let to = map.need(r, "to").and_then(|i| r.text(&i));
    let channel = map.need(r, "channel").and_then(|i| r.text(&i));
    let template = map.need(r, "template").and_then(|i| r.text(&i));
    let time = map.take("at").and_then(|i| r.text(&i));
    let when = map.take("when").map_or(Some(Telling::Raised), |i| r.choice(&i, &TELLINGS));
    map.finish(r);
    Some(NotifyDecl { at: item.at(), to: to?, channel: channel?, template: template?, time, when: when? })
}

/// The task that stands for the messages of an alert that gives nobody a task: it is done when they are out.
pub(super) fn automatic(alert: &Alert) -> TaskDecl {
    let At { span, pointer } = &alert.at;
    let title = |text: &str| {
        let plain = if text.contains("{{") { &alert.id } else { text };
        Text { text: plain.into(), span: *span, quote: 0, pointer: pointer.clone() }
    };
    let (title_en, title_zh) = match &alert.about.label {
        Some(label) => (title(&label.en), title(&label.zh_cn)),
        None => (title(&alert.id), title(&alert.id)),
    };
    let to = alert.notify.first().map(|notify| notify.to.text.clone()).unwrap_or_default();
    TaskDecl { to, due: None, title_en, title_zh, closes_with: Vec::new(), escalate: None }
}

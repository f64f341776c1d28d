//! Messages, checked: roles, channels, templates, and what alerts send.
//!
//! A template is written for channels, and a channel carries data up to a class. What a text shows is followed through
//! derived values, scores and tables to the fields that it rests on: a field above the channel's class is refused with
//! the way to it. A field without a class counts as C2; parameters and reference tables are not about customers and
//! count as C1. Conditions only choose between texts that the author has written, so they may read every field.
//!
//! INVARIANT: a message goes by a channel that its template and all its fallbacks are written for, and is about the row
//! that its alert asks, if it is about a row.

use alloc::string::String;
use alloc::vec::Vec;

use super::access::DataClass;
use super::schema::TableId;
use super::term::{Template, Term};
use crate::policy::{Localised, Telling};

mod check;
mod class;

pub(super) use check::{messages, named, notify};
pub(super) use class::check;

/// The role that every policy has.
pub const CUSTOMER: &str = "customer";

/// Whom, how and what.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Messages {
    /// Who can be told of something, besides the customer.
    pub roles: Vec<Role>,
    /// Ways by which messages go.
    pub channels: Vec<Channel>,
    /// What they say.
    pub templates: Vec<MessageTemplate>,
}

/// Somebody who can be told of something.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Who it is: a text of the customer.
    pub of: Term,
}

/// A way by which messages go.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// The highest class of data that it carries.
    pub class: DataClass,
    /// When customers are left in peace.
    pub quiet: Quiet,
    /// The consent that customers must have given: index in [`Consents::permits`].
    pub needs: Option<u16>,
    /// The longest text, in characters.
    pub length: Option<u32>,
}

/// When customers are left in peace on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// At the policy's quiet hours.
    Policy,
    /// Never.
    Never,
    /// From the first minute of the day to the second, past midnight when that is the smaller one.
    Hours(u16, u16),
}

/// What is written to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageTemplate {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its version.
    pub version: u32,
    /// By which ways it may go, as indexes of channels.
    pub channels: Vec<u16>,
    /// The child table of whose rows it speaks.
    pub each: Option<TableId>,
    /// What it says: English, Chinese.
    pub text: [Template; 2],
    /// What it says instead where a condition holds; the first one that does.
    pub variants: Vec<(Term, [Template; 2])>,
    /// Conditions that must hold, and values that must be known.
    pub requires: Vec<Term>,
    /// The consent that customers must have given: index in [`Consents::permits`].
    pub needs: Option<u16>,
    /// The template that stands in where this one says something that does not hold.
    pub fallback: Option<u16>,
}

/// A message of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notify {
    /// Index of the role; `None`: the customer.
    pub to: Option<u16>,
    /// Index of the channel.
    pub channel: u16,
    /// Index of the template.
    pub template: u16,
    /// The minute of the day before which it does not go.
    pub at: Option<u16>,
    /// Of what it tells.
    pub when: Telling,
}

impl Messages {
    /// The name of a recipient's role.
    #[must_use]
    pub fn role(&self, to: Option<u16>) -> &str {
        to.map_or(CUSTOMER, |at| self.roles.get(usize::from(at)).map_or("", |role| role.id.as_str()))
    }

    /// A template and those that stand in for it, one after the other.
    pub fn chain(&self, first: u16) -> impl Iterator<Item = &MessageTemplate> {
        let get = |at: u16| self.templates.get(usize::from(at));
        let next = move |last: &&MessageTemplate| last.fallback.and_then(get);
        core::iter::successors(get(first), next).take(self.templates.len())
    }
}

impl MessageTemplate {
    /// Whether its text was checked against facts of the day.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        !self.variants.is_empty() || !self.requires.is_empty()
    }

    /// Everything that it may show.
    pub fn shown(&self) -> impl Iterator<Item = &Term> {
        let variants = self.variants.iter().flat_map(|(_, text)| text);
        self.text.iter().chain(variants).flat_map(|template| &template.terms)
    }

    /// Every expression in it.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.shown().chain(self.variants.iter().map(|(when, _)| when)).chain(&self.requires)
    }
}

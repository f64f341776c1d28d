//! Outcomes as declared: what is looked for after a rule has told of a customer, so that the rule can be measured.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::wording::about;
use super::{About, At, Text};
use crate::text::read::{Item, Reader};

/// An outcome as written.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// Who counts, on the day on which the rule told; everyone when absent.
    pub base: Option<Text>,
    /// What is true of a customer to whom it happened.
    pub when: Text,
    /// How long it is looked for.
    pub window: Text,
    /// In which deliveries it is looked for.
    pub seen: Seen,
    /// What a customer counts as who is no longer delivered.
    pub gone: Gone,
    /// The money at stake on the day on which the rule told.
    pub value: Option<Text>,
    /// Which rate comes first.
    pub by: By,
    /// How many customers each side needs.
    pub least: Option<u32>,
    /// Of all customers: what tells groups apart whose part in the spread is asked for.
    pub between: Option<Text>,
    /// Of all customers: conditions whose customers are held against the others.
    pub compare: Vec<CompareDecl>,
}

/// A condition whose customers are held against the others, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareDecl {
    /// Its name.
    pub id: String,
    /// The condition.
    pub of: Text,
    /// In what both have to be alike.
    pub alike: Vec<Text>,
}

/// In which deliveries of the window an outcome is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seen {
    /// In any: it has happened once it was seen.
    #[default]
    Any,
    /// In the last: it is so at the end.
    End,
}

/// What a customer counts as who is no longer delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gone {
    /// Nothing is known of them.
    #[default]
    Unknown,
    /// It has happened to them.
    Happened,
    /// It has not.
    Not,
}

/// Which rate of an outcome comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Of customers.
    #[default]
    Count,
    /// Of their money.
    Value,
}

const SEEN: [(&str, Seen); 2] = [("any", Seen::Any), ("end", Seen::End)];
const GONE: [(&str, Gone); 3] =
    [("unknown", Gone::Unknown), ("happened", Gone::Happened), ("not_happened", Gone::Not)];
const BY: [(&str, By); 2] = [("count", By::Count), ("value", By::Value)];

impl By {
    /// The key of the policy language.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Value => "value",
        }
    }
}

pub(super) fn outcome(r: &mut Reader, id: String, item: &Item<'_>) -> Option<OutcomeDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description", "source", "owner"]);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let base = map.take("base").and_then(|i| r.text(&i));
    let when = map.need(r, "when").and_then(|i| r.text(&i));
    let window = map.need(r, "window").and_then(|i| r.text(&i));
    let seen = map.take("seen").and_then(|i| r.choice(&i, &SEEN)).unwrap_or_default();
    let gone = map.take("gone").and_then(|i| r.choice(&i, &GONE)).unwrap_or_default();
    let value = map.take("value").and_then(|i| r.text(&i));
    let by = map.take("by").and_then(|i| r.choice(&i, &BY)).unwrap_or_default();
    let least = map.take("least").and_then(|i| r.whole(&i));
    let between = map.take("between").and_then(|i| r.text(&i));
    let compare = map.take("compare").map(|i| compared(r, &i)).unwrap_or_default();
    map.finish(r);
    let at = item.at();
    let (when, window) = (when?, window?);
    Some(OutcomeDecl {
        id,
        at,
        about,
        purpose,
        base,
        when,
        window,
        seen,
        gone,
        value,
        by,
        least,
        between,
        compare,
    })
}

fn compared(r: &mut Reader, item: &Item<'_>) -> Vec<CompareDecl> {
    let mut all = Vec::new();
    for (key, item) in r.entries(item) {
        let id = r.id(&key.text, key.span, &item.pointer);
        let Some(mut map) = r.map(&item) else { continue };
        let of = map.need(r, "of").and_then(|i| r.text(&i));
        let alike = map.take("alike").map(|i| r.texts(&i)).unwrap_or_default();
        map.finish(r);
        all.extend(of.map(|of| CompareDecl { id, of, alike }));
    }
    all
}

//! Forms as written: what people fill in, and for how long it holds.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::wording::about;
use super::{About, At, Text};
use crate::text::read::{Item, Reader};

/// A form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Fields of customers that it fills.
    pub fields: Vec<Text>,
    /// For how long an entry holds; without an end when absent.
    pub valid: Option<Text>,
}

pub(super) fn form(r: &mut Reader, id: String, item: &Item<'_>) -> Option<FormDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description", "source", "owner"]);
    let fields = map.need(r, "fields").map(|i| r.texts(&i));
    let valid = map.take("valid").and_then(|i| r.text(&i));
    map.finish(r);
    Some(FormDecl { id, at: item.at(), about, fields: fields?, valid })
}

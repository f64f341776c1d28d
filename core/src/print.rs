//! Rules as sentences.

/// A condition in words.
#[must_use]
pub fn condition(_: &crate::model::Model, _: &crate::model::Term, _: crate::value::Lang) -> alloc::string::String {
    alloc::string::String::new()
}

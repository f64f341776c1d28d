//! Sentences of reasons: conditions one by one, and how far a customer is from another result.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::speech::Speech;
use super::words;
use crate::model::{Alert, Model, Term};
use crate::value::{Lang, Value};

/// Conditions of the policy in words, without full stops.
#[must_use]
pub fn conditions(model: &Model, terms: &[Term], lang: Lang) -> Vec<String> {
    let speech = Speech::new(model, lang);
    terms.iter().map(|term| speech.condition(term)).collect()
}

/// Of what an alert is asked.
#[must_use]
pub fn asked(model: &Model, alert: &Alert, lang: Lang) -> String {
    match alert.each {
        None => words::ALL_CUSTOMERS.text(lang).into(),
        Some(table) => {
            let speech = Speech::new(model, lang);
            speech.say(words::ALL_ROWS, &[&speech.table(table)])
        }
    }
}

/// How far a value is from where a condition holds.
pub struct Distance<'a> {
    /// What the value is.
    pub term: &'a Term,
    /// The condition.
    pub condition: &'a Term,
    /// The value; of a ratio, a decimal.
    pub value: &'a Value,
    /// The distance, not negative, in the value's places; of a date days.
    pub distance: &'a Value,
    /// Whether it is to become more, or later.
    pub up: bool,
    /// The unit of the value.
    pub unit: Option<&'a str>,
}

/// That one condition keeps an alert from firing, and by how much.
#[must_use]
pub fn nearly(model: &Model, of: &Distance<'_>, lang: Lang) -> String {
    let speech = Speech::new(model, lang);
    let dated = matches!(of.value, Value::Date(_));
    let phrase = match (dated, of.up) {
        (false, true) => words::NEARLY_MORE,
        (false, false) => words::NEARLY_LESS,
        (true, true) => words::NEARLY_LATER,
        (true, false) => words::NEARLY_EARLIER,
    };
    let distance = match of.distance {
        Value::Int(days) if dated => figure::with_unit(&figure::int(*days), "days", lang),
        distance => speech.quantity(distance, of.unit),
    };
    let value = speech.quantity(of.value, of.unit);
    speech.say(phrase, &[&speech.term(of.term), &value, &distance, &speech.condition(of.condition)])
}

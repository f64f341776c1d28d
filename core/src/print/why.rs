//! Sentences of reasons: conditions one by one, and how far a customer is from another result.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::layout::fill;
use super::speech::Speech;
use super::words;
use crate::model::{Alert, Model, POINTS_SCALE, Term};
use crate::split::Change;
use crate::value::{Lang, Value};

/// The steps of the funnels of all alerts in words: of each of what it is asked, then its conditions.
#[must_use]
pub fn steps(model: &Model, lang: Lang) -> Vec<String> {
    let speech = Speech::new(model, lang);
    let of_alert = |alert: &Alert| {
        let asked = match alert.each {
            None => words::ALL_CUSTOMERS.text(lang).into(),
            Some(table) => speech.say(words::ALL_ROWS, &[&speech.table(table)]),
        };
        let conditions = alert.conjuncts(model);
        let said: Vec<String> = conditions.iter().map(|term| speech.condition(term)).collect();
        [asked].into_iter().chain(said)
    };
    model.alerts.iter().flat_map(of_alert).collect()
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

/// What changed of a score.
#[must_use]
pub fn changed(label: &str, change: &Change, lang: Lang) -> String {
    let points = |value: i64| figure::decimal(value, POINTS_SCALE);
    let signed = |value: i64| {
        let mut text = points(value);
        if value > 0 {
            text.insert(0, '+');
        }
        text
    };
    match (change.parts(), change.before, change.after) {
        (Some((data, model)), Some(before), Some(after)) => {
            let args = [label, &points(before), &points(after), &signed(data), &signed(model)];
            fill(lang, words::CHANGED, &args)
        }
        _ => fill(lang, words::NOT_DIVIDED, &[label, words::case(change.case).text(lang)]),
    }
}

/// What an edge is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    /// What it takes not to lose a class.
    Keep,
    /// What loses it.
    Lose,
    /// What raises it.
    Reach,
    /// What gives a decision table another result.
    Becomes,
}

impl EdgeKind {
    /// The stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Lose => "lose",
            Self::Reach => "reach",
            Self::Becomes => "becomes",
        }
    }
}

/// How far an input is from where the member is another one, or the same again.
pub struct Edge<'a> {
    /// What it is about.
    pub kind: EdgeKind,
    /// The input.
    pub term: &'a Term,
    /// The label of the member.
    pub member: &'a str,
    /// The distance, not negative.
    pub amount: &'a Value,
    /// Whether the input is to become more.
    pub up: bool,
    /// The unit of the input.
    pub unit: Option<&'a str>,
    /// The day on which it happens.
    pub by: Option<&'a str>,
}

/// How far an input is from an edge, as one would say it to the customer's manager.
#[must_use]
pub fn edge(model: &Model, of: &Edge<'_>, lang: Lang) -> String {
    let speech = Speech::new(model, lang);
    let (input, day) = (speech.term(of.term), of.by.unwrap_or(""));
    if matches!(of.amount, Value::Int(0) | Value::Decimal(0, _)) {
        return speech.say(words::REACHED, &[&input, day, of.member]);
    }
    let amount = speech.quantity(of.amount, of.unit);
    speech.say(words::edge(of.kind, of.up, of.by.is_some()), &[&amount, &input, day, of.member])
}

//! Steps in which fields may be changed, as sentences, and what a field is changed from and to.

use alloc::string::String;

use super::figure;
use super::input::range;
use super::layout::fill;
use super::speech::Speech;
use super::words;
use crate::model::cells::bounds;
use crate::model::change::COST_SCALE;
use crate::model::{Change, Field, Model};
use crate::policy::Direction;
use crate::value::{Lang, Type, Value};

/// In what steps a field may be changed, and what that costs.
pub(super) fn steps(speech: &Speech<'_>, field: &Field, name: &str, change: Change) -> String {
    let unit = field.unit.as_deref();
    let step = match field.ty {
        Type::Decimal(scale) => speech.quantity(&Value::Decimal(change.step, scale), unit),
        Type::Int => speech.quantity(&Value::Int(change.step), unit),
        Type::Date => figure::with_unit(&figure::int(change.step), "days", speech.lang),
        _ => figure::int(change.step),
    };
    let way = match change.direction {
        Direction::Up => words::CHANGE_UP,
        Direction::Down => words::CHANGE_DOWN,
        Direction::Both => words::CHANGE_BOTH,
    };
    let cost = figure::decimal(change.cost, COST_SCALE);
    let members = if let Type::Enum(id) = field.ty { speech.model.enumeration(id).members.len() } else { 0 };
    let (least, most) = bounds(field.ty, members);
    let end = |key: i64, idle: i128| (i128::from(key) != idle).then(|| value_of(field.ty, key));
    let (low, high) = (end(change.low, least), end(change.high, most));
    let within = range(low.as_ref(), high.as_ref(), unit, speech);
    let phrase = if within.is_empty() { words::CHANGE } else { words::CHANGE_WITHIN };
    speech.say(phrase, &[name, way.text(speech.lang), &step, &cost, &within])
}

/// A value of a field, by its key, with the unit.
pub(crate) fn quantity(model: &Model, field: &Field, key: i64, lang: Lang) -> String {
    let speech = Speech::new(model, lang);
    let value = value_of(field.ty, key);
    if let Type::Enum(_) | Type::Bool = field.ty {
        speech.value(&value)
    } else {
        speech.quantity(&value, field.unit.as_deref())
    }
}

/// A field that is changed.
pub(crate) fn moved(name: &str, from: &str, to: &str, lang: Lang) -> String {
    fill(lang, words::CHANGE_FROM_TO, &[name, from, to])
}

/// The cheapest change: its parts, and what they cost together.
pub(crate) fn cheapest(parts: &[String], cost: i64, lang: Lang) -> String {
    let all = parts.join(words::CHANGE_AND.text(lang));
    fill(lang, words::CHANGE_CHEAPEST, &[&all, &figure::decimal(cost, COST_SCALE)])
}

/// Nothing that costs less was found before the bound.
pub(crate) fn beyond(least: i64, lang: Lang) -> String {
    fill(lang, words::CHANGE_BEYOND, &[&figure::decimal(least, COST_SCALE)])
}

/// The value of a key of a field that may be changed.
fn value_of(ty: Type, key: i64) -> Value {
    match ty {
        Type::Bool => Value::Bool(key != 0),
        Type::Decimal(scale) => Value::Decimal(key, scale),
        Type::Date => Value::Date(i32::try_from(key).unwrap_or(0)),
        Type::Enum(id) => Value::Enum(id, u32::try_from(key).unwrap_or(0)),
        _ => Value::Int(key),
    }
}

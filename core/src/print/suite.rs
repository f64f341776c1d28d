//! The policy's own tests.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::layout::{Page, join};
use super::message;
use super::speech::{Speech, code};
use super::words;
use crate::date;
use crate::model::{CUSTOMERS, Expectation, Field, FieldId, TableId, TestCase};
use crate::value::{Type, Value};

type Cells = [(u16, Option<String>)];

/// All tests, numbered.
pub(super) fn tests(page: &mut Page, speech: &Speech<'_>) {
    let tests = &speech.model.tests;
    if tests.is_empty() {
        return;
    }
    page.heading(2, &speech.say(words::TESTS, &[&figure::count(tests.len())]));
    for (at, test) in tests.iter().enumerate() {
        let as_of = instant(test.as_of, speech.model.zone());
        page.paragraph(&speech.say(words::TEST_HEAD, &[&figure::count(at + 1), &test.name, &as_of]));
        given(page, speech, test);
        expected(page, speech, test);
        page.gap();
    }
}

/// A day when it is one, else an instant.
fn instant(micros: i64, zone: date::Zone) -> String {
    let text = date::format_instant(micros, zone);
    match text.split_once("T00:00:00") {
        Some((day, zone)) if !zone.starts_with('.') => day.into(),
        _ => text,
    }
}

fn given(page: &mut Page, speech: &Speech<'_>, test: &TestCase) {
    if !test.given.is_empty() {
        page.item(2, &speech.say(words::GIVEN, &[&cells(speech, CUSTOMERS, &test.given)]));
    }
    for (table, rows) in &test.children {
        let name = speech.table(*table);
        if rows.is_empty() {
            page.item(2, &speech.say(words::GIVEN_EMPTY, &[&name]));
        }
        for (at, row) in rows.iter().enumerate() {
            let number = figure::count(at + 1);
            page.item(2, &speech.say(words::GIVEN_ROW, &[&name, &number, &cells(speech, *table, row)]));
        }
    }
}

fn cells(speech: &Speech<'_>, table: TableId, cells: &Cells) -> String {
    let mut texts: Vec<String> = Vec::with_capacity(cells.len());
    for (at, text) in cells {
        let id = FieldId { table, field: *at };
        let Some(field) = speech.model.schema.field(id) else { continue };
        let value = cell(speech, field, text.as_deref());
        texts.push(speech.say(words::GIVEN_CELL, &[speech.label(&field.label, &field.id), &value]));
    }
    join(&texts, words::CONTINUED.text(speech.lang))
}

/// The text of a cell as a value of its field; as written when it is none.
fn cell(speech: &Speech<'_>, field: &Field, text: Option<&str>) -> String {
    let Some(text) = text.filter(|t| !field.null_texts.iter().any(|n| n == t)) else {
        return words::MISSING.text(speech.lang).into();
    };
    match field.ty {
        Type::Int | Type::Decimal(_) | Type::Double => {
            let grouped = figure::grouped(text);
            grouped.strip_suffix(".00").map_or(grouped.clone(), String::from)
        }
        Type::Bool => {
            let yes = field.true_texts.iter().any(|t| t == text);
            let no = field.false_texts.iter().any(|t| t == text);
            if yes || no { speech.bare(&Value::Bool(yes)) } else { text.into() }
        }
        Type::Enum(id) => {
            let member = speech.model.enumeration(id).members.iter().find(|(m, _)| m == text);
            member.map_or(text.into(), |(id, label)| speech.label(label, id).into())
        }
        Type::String | Type::Date | Type::Timestamp | Type::Duration | Type::Null | Type::Ratio => {
            text.into()
        }
    }
}

fn expected(page: &mut Page, speech: &Speech<'_>, test: &TestCase) {
    let own = [
        (words::EXPECT_ALERTS, &test.alerts),
        (words::EXPECT_UNKNOWN, &test.unknown),
        (words::EXPECT_BLOCKED, &test.blocked),
        (words::EXPECT_TASKS, &test.tasks),
        (words::EXPECT_TOLD, &test.told),
    ];
    let own = own.into_iter().filter_map(|(phrase, alerts)| alerts.as_ref().map(|alerts| (phrase, alerts)));
    let contacts = words::EXPECT_CONTACTS.into_iter().zip(test.contacts.iter().flatten());
    for (phrase, alerts) in own.chain(contacts.filter(|(_, alerts)| !alerts.is_empty())) {
        let names: Vec<String> = alerts
            .iter()
            .filter_map(|a| speech.model.alerts.get(usize::from(*a)))
            .map(|a| speech.name(&a.label, &a.id))
            .collect();
        let list =
            if names.is_empty() { words::NONE.text(speech.lang).into() } else { speech.listed(&names) };
        page.item(2, &speech.say(phrase, &[&list]));
    }
    for (phrase, offers) in [(words::EXPECT_OFFERS, &test.offers), (words::EXPECT_HELD, &test.offers_blocked)]
    {
        let Some(offers) = offers else { continue };
        let names: Vec<String> = offers.iter().map(|text| code(text)).collect();
        let list =
            if names.is_empty() { words::NONE.text(speech.lang).into() } else { speech.listed(&names) };
        page.item(2, &speech.say(phrase, &[&list]));
    }
    for (phrase, templates) in
        [(words::EXPECT_MESSAGES, &test.messages), (words::EXPECT_MESSAGES_HELD, &test.held)]
    {
        let Some(templates) = templates else { continue };
        page.item(2, &speech.say(phrase, &[&message::templates(speech, templates)]));
    }
    if let Some(manager) = &test.assigned {
        let manager = manager.as_deref().unwrap_or(words::NONE.text(speech.lang));
        page.item(2, &speech.say(words::EXPECT_ASSIGNED, &[manager]));
    }
    if !test.values.is_empty() {
        let values: Vec<String> = test.values.iter().map(|v| value(speech, v)).collect();
        let list = join(&values, words::CONTINUED.text(speech.lang));
        page.item(2, &speech.say(words::EXPECT_VALUES, &[&list]));
    }
}

fn value(speech: &Speech<'_>, expected: &Expectation) -> String {
    let name = speech.term(&expected.term);
    match &expected.value {
        Value::Null => speech.say(words::UNKNOWN, &[&name]),
        Value::Decimal(v, scale) if expected.term.ty == Type::Ratio => {
            speech.say(words::HAS_VALUE, &[&name, &figure::percent(*v, *scale)])
        }
        Value::Decimal(..) | Value::Int(_) => {
            let unit = speech.unit(&expected.term);
            speech.say(words::HAS_VALUE, &[&name, &speech.quantity(&expected.value, unit)])
        }
        value => speech.say(words::HAS_VALUE, &[&name, &speech.value(value)]),
    }
}

//! A test as the YAML that an author would write under `tests:`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::vary::is_child;
use crate::date;
use crate::model::{CUSTOMERS, Cells, FieldId, Model, TableId, TestCase};
use crate::text::canonical::write_string;

/// The text of a test that expects `expect`, a YAML mapping on one line.
pub(super) fn test(model: &Model, test: &TestCase, expect: &str) -> String {
    let mut out = format!("  - name: {}\n    as_of: {}\n", quoted(&test.name), instant(model, test.as_of));
    let (children, refs): (Vec<_>, Vec<_>) =
        test.children.iter().partition(|(table, _)| is_child(model, *table));
    if children.is_empty() {
        out.push_str(&format!("    given: {}\n", row(model, CUSTOMERS, &test.given)));
    } else {
        out.push_str("    given:\n");
        for (name, text) in cells(model, CUSTOMERS, &test.given) {
            out.push_str(&format!("      {name}: {text}\n"));
        }
        tables(model, &children, &mut out);
    }
    if !refs.is_empty() {
        out.push_str("    refs:\n");
        tables(model, &refs, &mut out);
    }
    out.push_str(&format!("    expect: {expect}\n"));
    out
}

/// A text as a YAML scalar that is read back as the same text.
pub(super) fn scalar(text: &str) -> String {
    let word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !["null", "Null", "NULL", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(&text);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
        && !digits.starts_with('.')
        && !digits.ends_with('.');
    if word || number || ["true", "false"].contains(&text) || date::parse(text).is_some() {
        text.into()
    } else {
        quoted(text)
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(text, &mut out);
    out
}

/// A day when it is one, else an instant.
fn instant(model: &Model, micros: i64) -> String {
    let text = date::format_instant(micros, model.zone());
    match text.split_once("T00:00:00") {
        Some((day, zone)) if !zone.starts_with('.') => day.into(),
        _ => quoted(&text),
    }
}

fn tables(model: &Model, tables: &[&(TableId, Vec<Cells>)], out: &mut String) {
    for (table, rows) in tables {
        let name = model.schema.table(*table).map_or("", |table| table.id.as_str());
        if rows.is_empty() {
            out.push_str(&format!("      {name}: []\n"));
            continue;
        }
        out.push_str(&format!("      {name}:\n"));
        for cells in rows {
            out.push_str(&format!("        - {}\n", row(model, *table, cells)));
        }
    }
}

fn row(model: &Model, table: TableId, row: &Cells) -> String {
    let cells: Vec<String> = cells(model, table, row).map(|(name, text)| format!("{name}: {text}")).collect();
    format!("{{{}}}", cells.join(", "))
}

fn cells<'a>(model: &'a Model, table: TableId, row: &'a Cells) -> impl Iterator<Item = (&'a str, String)> {
    row.iter().filter_map(move |(at, text)| {
        let name = &model.schema.field(FieldId { table, field: *at })?.id;
        Some((name.as_str(), text.as_deref().map_or("null".into(), scalar)))
    })
}

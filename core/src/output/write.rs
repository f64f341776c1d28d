//! Output cells as text, and tables as CSV.

use alloc::string::String;

use super::{OutputColumn, OutputTable, OutputValues};
use crate::number::double;
use crate::{date, number};

/// The text of a cell; `None` when it has no value.
pub(crate) fn cell(column: &OutputColumn, row: usize) -> Option<String> {
    let mut text = String::new();
    append(&mut text, column, row).map(|()| text)
}

/// Appends the text of a cell; `None`, and nothing, when it has no value.
pub(super) fn append(out: &mut String, column: &OutputColumn, row: usize) -> Option<()> {
    if column.known.as_ref().is_some_and(|k| !k.get(row)) {
        return None;
    }
    match &column.values {
        OutputValues::Bool(v) => out.push_str(if v.get(row) { "true" } else { "false" }),
        OutputValues::Int(v) => number::push_decimal(out, *v.get(row)?, 0),
        OutputValues::Decimal(v, scale) => number::push_decimal(out, *v.get(row)?, *scale),
        OutputValues::Double(v) => out.push_str(&number::format_double_plain(*v.get(row)?)),
        OutputValues::Date(v) => date::push(out, *v.get(row)?),
        OutputValues::Instant(v, zone) => out.push_str(&date::format_instant(*v.get(row)?, *zone)),
        OutputValues::Text(v) => out.push_str(v.get(row)),
        OutputValues::Index(v) => number::push_digits(out, u64::from(*v.get(row)?), 1),
    }
    Some(())
}

/// The table as CSV. A state comes back as the next run's input, so its texts are written as they are; of every other
/// table a text that a spreadsheet would take for a formula is defused.
pub(super) fn csv(table: &OutputTable) -> String {
    let defuse = !table.name.starts_with("state_");
    let mut out = String::new();
    line(&mut out, &table.columns, |out, column| push(out, &column.name, defuse));
    for row in 0..table.rows {
        line(&mut out, &table.columns, |out, column| push_cell(out, column, row, defuse));
    }
    out
}

fn line(out: &mut String, columns: &[OutputColumn], write: impl Fn(&mut String, &OutputColumn)) {
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, column);
    }
    out.push_str("\r\n");
}

/// A cell. Texts are most of a large table, so they are not copied on the way; nothing else needs quotes.
fn push_cell(out: &mut String, column: &OutputColumn, row: usize, defuse: bool) {
    match &column.values {
        OutputValues::Text(v) if column.known.as_ref().is_none_or(|k| k.get(row)) => {
            push(out, v.get(row), defuse);
        }
        OutputValues::Text(_) => {}
        _ => append(out, column, row).unwrap_or_default(),
    }
}

/// A cell, quoted where it must be. With `defuse`, a text that a spreadsheet would take for a formula gets an apostrophe
/// before it; a plain number is left alone.
fn push(out: &mut String, text: &str, defuse: bool) {
    let formula =
        defuse && text.starts_with(['=', '+', '-', '@', '\t', '\r']) && double::parse(text).is_none();
    let edge = text.starts_with(' ') || text.ends_with(' ');
    let breaks = appraise_kernels::text::breaks_csv(text.as_bytes());
    let quote = formula || edge || text.is_empty() || breaks;
    if !quote {
        out.push_str(text);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    for c in text.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::push;
    use alloc::string::String;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for (text, written) in [
            ("=1+1", "\"'=1+1\""),
            ("-5.20", "-5.20"),
            ("-cmd", "\"'-cmd\""),
            ("@x", "\"'@x\""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("plain", "plain"),
            ("", "\"\""),
        ] {
            let mut out = String::new();
            push(&mut out, text, true);
            assert_eq!(out, written);
        }
    }

    #[test]
    fn a_state_comes_back_as_it_was() {
        let mut out = String::new();
        push(&mut out, "=1+1", false);
        assert_eq!(out, "=1+1");
    }
}

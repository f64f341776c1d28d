//! Tables as newline-delimited JSON: an object per row, with the columns in their order.
//!
//! | Column | Value |
//! |---|---|
//! | bool | `true`, `false` |
//! | int | a number; beyond 2^53, where other readers would round it, its digits as a text |
//! | decimal, date, instant | its text, as in CSV |
//! | double | a number |
//! | text | itself: what could be a formula in a spreadsheet is none here |
//! | any, without a value | `null` |
//!
//! INVARIANT: [`crate::dataset`] reads back what is written here.

use alloc::string::String;

use super::json::SAFE_INT;
use super::{OutputColumn, OutputTable, OutputValues, write};
use crate::number::push_decimal;
use crate::text::canonical::write_string;

/// The table as lines of JSON, `\n` after each.
#[must_use]
pub fn ndjson(table: &OutputTable) -> String {
    let mut out = String::new();
    for row in 0..table.rows {
        for (at, column) in table.columns.iter().enumerate() {
            out.push(if at == 0 { '{' } else { ',' });
            write_string(&column.name, &mut out);
            out.push(':');
            push(&mut out, column, row);
        }
        out.push_str(if table.columns.is_empty() { "{}\n" } else { "}\n" });
    }
    out
}

fn push(out: &mut String, column: &OutputColumn, row: usize) {
    if column.known.as_ref().is_some_and(|known| !known.get(row)) {
        out.push_str("null");
        return;
    }
    match &column.values {
        OutputValues::Bool(values) => out.push_str(if values.get(row) { "true" } else { "false" }),
        OutputValues::Int(values) => {
            let value = values.get(row).copied().unwrap_or(0);
            let quote = if value.unsigned_abs() > SAFE_INT { "\"" } else { "" };
            out.push_str(quote);
            push_decimal(out, value, 0);
            out.push_str(quote);
        }
        OutputValues::Index(_) | OutputValues::Double(_) => {
            write::append(out, column, row).unwrap_or_default();
        }
        OutputValues::Text(texts) => write_string(texts.get(row), out),
        // Digits, colons and signs: nothing of it has to be escaped.
        OutputValues::Decimal(..) | OutputValues::Date(_) | OutputValues::Instant(..) => {
            out.push('"');
            write::append(out, column, row).unwrap_or_default();
            out.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec;

    use super::super::{OutputColumn, OutputTable, OutputValues, Strings};
    use super::ndjson;
    use crate::column::Bits;

    #[test]
    fn every_type_has_its_value_and_what_is_unknown_is_null() {
        let mut known = Bits::default();
        [true, false].into_iter().for_each(|bit| known.push(bit));
        let mut texts = Strings::default();
        ["=1+\"x\"\u{1}\u{94f6}", ""].into_iter().for_each(|text| texts.push(text));
        let large = (1 << 53) + 1;
        let columns = vec![
            OutputColumn::new("i", OutputValues::Int(vec![1 << 53, -large])),
            OutputColumn::new("d", OutputValues::Decimal(vec![-105, 0], 2)),
            OutputColumn {
                known: Some(known),
                ..OutputColumn::new("f", OutputValues::Double(vec![0.1, 0.0]))
            },
            OutputColumn::new("t", OutputValues::Text(texts)),
            OutputColumn::new("day", OutputValues::Date(vec![0, 1])),
        ];
        let table = OutputTable { name: "t", rows: 2, columns };
        let expected: [String; 2] = [
            "{\"i\":9007199254740992,\"d\":\"-1.05\",\"f\":0.1,\"t\":\"=1+\\\"x\\\"\\u0001\u{94f6}\",\"day\":\"1970-01-01\"}\n"
                .into(),
            "{\"i\":\"-9007199254740993\",\"d\":\"0.00\",\"f\":null,\"t\":\"\",\"day\":\"1970-01-02\"}\n".into(),
        ];
        assert_eq!(ndjson(&table), expected.concat());
    }
}

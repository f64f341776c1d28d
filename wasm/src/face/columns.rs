//! Output tables as JavaScript's typed arrays: for whoever looks through a whole table, and would not make an object of
//! every row.
//!
//! A column is `{type, values, known}`, and a text's also has `offsets`: text `i` is UTF-8 in
//! `values[offsets[i]..offsets[i + 1]]`. Ints, decimals (with `scale`) and instants (microseconds UTC) are `BigInt64Array`,
//! so that none is rounded. `known` has a 1 where a cell has a value; it is `null` where every cell has one.

use appraise_core::output::{OutputColumn, OutputTable, OutputValues};
use js_sys::{BigInt64Array, Float64Array, Int32Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::JsValue;

/// Columns by name; a name that the table has not is left out.
pub fn columns(table: &OutputTable, names: &[String]) -> Object {
    let found = Object::new();
    for column in table.columns.iter().filter(|column| names.contains(&column.name)) {
        set(&found, &column.name, &object(column, table.rows));
    }
    found
}

fn object(column: &OutputColumn, rows: usize) -> JsValue {
    let made = Object::new();
    set(&made, "type", &column.type_name().into());
    let values = match &column.values {
        OutputValues::Bool(bits) => bytes(rows, |row| bits.get(row)),
        OutputValues::Int(values) | OutputValues::Instant(values, _) => {
            BigInt64Array::from(values.as_slice()).into()
        }
        OutputValues::Decimal(values, scale) => {
            set(&made, "scale", &(*scale).into());
            BigInt64Array::from(values.as_slice()).into()
        }
        OutputValues::Double(values) => Float64Array::from(values.as_slice()).into(),
        OutputValues::Date(values) => Int32Array::from(values.as_slice()).into(),
        OutputValues::Index(values) => Uint32Array::from(values.as_slice()).into(),
        OutputValues::Text(texts) => {
            set(&made, "offsets", &Int32Array::from(texts.offsets.as_slice()).into());
            Uint8Array::from(texts.bytes.as_bytes()).into()
        }
    };
    set(&made, "values", &values);
    let known = column.known.as_ref().map_or(JsValue::NULL, |known| bytes(rows, |row| known.get(row)));
    set(&made, "known", &known);
    made.into()
}

/// A byte per row, 1 where it holds.
fn bytes(rows: usize, holds: impl Fn(usize) -> bool) -> JsValue {
    let bytes: Vec<u8> = (0..rows).map(|row| u8::from(holds(row))).collect();
    Uint8Array::from(bytes.as_slice()).into()
}

/// A new object of our own takes every property.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

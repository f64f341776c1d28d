//! Cells of sheets from members of the module's objects; `-` where there is no figure.

use serde_json::Value;

/// The items of a member; none where it is no list.
pub(super) fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A member as it is written; empty where it is no text.
pub(super) fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A figure, where there is one.
pub(super) fn real(of: &Value, key: &str) -> Option<f64> {
    of.get(key).and_then(Value::as_f64)
}

/// A count; `-` where there is none.
pub(super) fn whole(of: &Value, key: &str) -> String {
    of.get(key).and_then(Value::as_i64).map_or_else(|| "-".to_owned(), |count| count.to_string())
}

/// A figure to four places.
pub(super) fn number(of: &Value, key: &str) -> String {
    real(of, key).map_or_else(|| "-".to_owned(), four)
}

/// A number to four places.
pub(super) fn four(number: f64) -> String {
    format!("{number:.4}")
}

/// The interval of a figure.
pub(super) fn range(of: &Value) -> String {
    match real(of, "low").zip(real(of, "high")) {
        Some((low, high)) => format!("{low:.4} .. {high:.4}"),
        None => "-".to_owned(),
    }
}

/// A share in percent.
pub(super) fn share(of: &Value, key: &str) -> String {
    let value = of.get(key).and_then(|share| real(share, "value"));
    value.map_or_else(|| "-".to_owned(), |share| format!("{:.2} %", share * 100.0))
}

/// A pair of numbers.
pub(super) fn pair(of: &Value) -> Option<(f64, f64)> {
    Some((of.get(0)?.as_f64()?, of.get(1)?.as_f64()?))
}

/// A figure of each item over its place; those without one are left out.
pub(super) fn over(items: &[Value], figure: impl Fn(&Value) -> Option<f64>) -> Vec<(f64, f64)> {
    items.iter().enumerate().filter_map(|(at, item)| Some((at as f64, figure(item)?))).collect()
}

/// A score without places that say nothing.
pub(super) fn trimmed(score: &str) -> &str {
    if score.contains('.') { score.trim_end_matches('0').trim_end_matches('.') } else { score }
}

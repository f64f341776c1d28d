//! Texts of the document as typed values: parameters, bounds, outputs, expectations.

use alloc::string::String;

use super::names::type_name;
use super::schema::EnumDef;
use crate::date::{self, Zone, instant};
use crate::diagnostic::{Code, Diagnostic};
use crate::number;
use crate::policy::Text;
use crate::value::{Type, Value};

/// Reads `text` as a value of `ty`.
///
/// # Errors
/// The finding: `BadValue`, `BadDate` or `NotAMember`.
pub(super) fn value(text: &Text, ty: Type, members: &EnumDef, zone: Zone) -> Result<Value, Diagnostic> {
    let raw = text.text.trim();
    let bad = || Diagnostic::new(Code::BadValue, text.span, &text.pointer, &[&text.text, &type_name(ty)]);
    match ty {
        Type::Bool => match raw {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(bad()),
        },
        Type::Int => number::parse_int(raw).map(Value::Int).map_err(|_| bad()),
        Type::Double => number::parse_double(raw).map(Value::Double).map_err(|_| bad()),
        Type::Decimal(scale) => decimal(raw, scale).map(|v| Value::Decimal(v, scale)).ok_or_else(bad),
        Type::String => Ok(Value::String(text.text.clone())),
        Type::Enum(id) => match members.members.iter().position(|(m, _)| m == raw) {
            Some(index) => Ok(Value::Enum(id, u32::try_from(index).unwrap_or(0))),
            None => {
                let known: String = join(members.members.iter().map(|(m, _)| m.as_str()));
                Err(Diagnostic::new(Code::NotAMember, text.span, &text.pointer, &[&raw, &known]))
            }
        },
        Type::Date | Type::Timestamp | Type::Duration => time(raw, ty, zone).ok_or_else(|| {
            let code = match ty {
                Type::Date => Code::BadDate,
                Type::Timestamp => Code::BadTimestamp,
                _ => Code::BadLength,
            };
            Diagnostic::new(code, text.span, &text.pointer, &[&raw])
        }),
        Type::Null | Type::Ratio => Err(bad()),
    }
}

/// The date, instant or duration that a text says; an instant without an offset is one of the zone.
pub(super) fn time(raw: &str, ty: Type, zone: Zone) -> Option<Value> {
    match ty {
        Type::Date => date::parse(raw).map(Value::Date),
        Type::Timestamp => instant::parse(raw, zone).map(Value::Timestamp),
        Type::Duration => instant::parse_duration(raw).map(Value::Duration),
        _ => None,
    }
}

/// A decimal with at most `scale` places; `1e12` and `1E6` are accepted, since bounds are written so.
pub(super) fn decimal(raw: &str, scale: u8) -> Option<i64> {
    if let Some((mantissa, exponent)) = raw.split_once(['e', 'E']) {
        let exponent = exponent.parse::<u8>().ok().filter(|e| *e <= 18)?;
        let value = number::parse_decimal(mantissa, scale).ok()?;
        return number::POW10.get(usize::from(exponent)).and_then(|p| value.checked_mul(*p));
    }
    number::parse_decimal(raw, scale).ok()
}

/// A decimal of the policy's own figures (weights, points): at most four places.
pub(super) fn points(text: &Text) -> Result<i64, Diagnostic> {
    decimal(text.text.trim(), super::POINTS_SCALE).filter(|v| v.unsigned_abs() <= MAX_POINTS).ok_or_else(
        || Diagnostic::new(Code::BadNumber, text.span, &text.pointer, &[&text.text, &super::POINTS_SCALE]),
    )
}

/// Points and weights stay below a million, so that products of three of them fit an `i128` with room.
const MAX_POINTS: u64 = 10_000_000_000;

/// A list for a message.
pub(super) fn join<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for (i, item) in items.enumerate() {
        if i == 12 {
            out.push_str(", ...");
            break;
        }
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(item);
    }
    out
}

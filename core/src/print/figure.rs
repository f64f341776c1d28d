//! Numbers as people write them: thousands in groups of three, no idle zeros, shares in percent.

use alloc::string::{String, ToString};

use super::layout::fill;
use super::words::{self, Phrase};
use crate::number::{format_decimal, format_double_plain};
use crate::value::Lang;

/// A number's text with a comma between thousands.
pub(super) fn grouped(text: &str) -> String {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let mut out = String::from(if digits.len() < text.len() { "-" } else { "" });
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A decimal: money keeps both its places, unless there is nothing in them; all others drop idle zeros.
pub(super) fn decimal(value: i64, scale: u8) -> String {
    let text = format_decimal(value, scale);
    match text.split_once('.') {
        Some((_, "00")) | None => grouped(text.split('.').next().unwrap_or("")),
        Some((_, places)) if places.len() == 2 => grouped(&text),
        Some(_) => grouped(text.trim_end_matches('0').trim_end_matches('.')),
    }
}

/// An integer.
pub(super) fn int(value: i64) -> String {
    grouped(&value.to_string())
}

/// A number of things.
pub(super) fn count(value: usize) -> String {
    int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A double.
pub(super) fn double(value: f64) -> String {
    grouped(&format_double_plain(value))
}

/// A share of one in percent.
pub(super) fn percent(value: i64, scale: u8) -> String {
    let text = match scale.checked_sub(2) {
        Some(scale) => format_decimal(value, scale),
        None => format_decimal(value.saturating_mul(if scale == 1 { 10 } else { 100 }), 0),
    };
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    grouped(text) + "%"
}

/// A weight, decimal(4), of a hundred.
pub(super) fn weight(value: i64) -> String {
    decimal(value, crate::model::POINTS_SCALE) + "%"
}

/// Points, decimal(4).
pub(super) fn points(value: i64, lang: Lang) -> String {
    with_unit(&decimal(value, crate::model::POINTS_SCALE), "points", lang)
}

/// A number with its unit; `1 day`, not `1 days`, for the units that we know.
pub(super) fn with_unit(number: &str, unit: &str, lang: Lang) -> String {
    if unit == "ratio" {
        return number.into();
    }
    if unit == "percent" {
        return number.to_string() + "%";
    }
    let known = words::UNITS.iter().any(|u| u.0 == unit);
    let name = match lang {
        Lang::En if known && number == "1" => unit.strip_suffix('s').unwrap_or(unit),
        Lang::En | Lang::ZhCn => word(words::UNITS, unit, lang),
    };
    fill(lang, words::QUANTITY, &[number, name])
}

/// A word that policies write in English, in `lang`; as written when it is not in the list.
pub(super) fn word<'a>(list: &[Phrase], word: &'a str, lang: Lang) -> &'a str {
    list.iter().find(|p| p.0 == word).map_or(word, |p| p.text(lang))
}

/// Whether numbers of this unit are shares that read better in percent.
pub(super) fn is_share(unit: Option<&str>) -> bool {
    unit.is_some_and(|u| u == "share" || u.starts_with("share of "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_idle_zeros_dropped() {
        assert_eq!(decimal(100_000_000, 2), "1,000,000");
        assert_eq!(decimal(-4_999_999, 2), "-49,999.99");
        assert_eq!(decimal(150, 2), "1.50");
        assert_eq!(decimal(556_250, 4), "55.625");
        assert_eq!(int(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(double(1234.5), "1,234.5");
        assert_eq!(grouped("1e+21"), "1e+21");
    }

    #[test]
    fn shares_are_percent() {
        assert_eq!(percent(30, 2), "30%");
        assert_eq!(percent(-125, 3), "-12.5%");
        assert_eq!(percent(15, 0), "1,500%");
        assert_eq!(percent(1, 1), "10%");
    }

    #[test]
    fn units_follow_their_number() {
        assert_eq!(with_unit("1", "days", Lang::En), "1 day");
        assert_eq!(with_unit("15", "days", Lang::ZhCn), "15 天");
        assert_eq!(with_unit("5", "wagons", Lang::ZhCn), "5 wagons");
        assert_eq!(with_unit("60", "percent", Lang::ZhCn), "60%");
    }
}

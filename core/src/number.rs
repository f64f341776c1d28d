//! Numbers as text, and the one rounding of the language.
//!
//! Decimals are integers scaled by a power of ten; nothing here goes through a double unless its name says so. There
//! is one rounding, half away from zero, and it happens only in [`round_half_away`] and [`rescale`].
//!
//! What this is *not*: locale-aware. A cell has no thousands separator, and its point is `.`.

use alloc::format;
use alloc::string::String;

use self::double::{Shortest, shortest};

mod big;
pub mod double;
pub(crate) mod interval;

/// Powers of ten that an `i64` holds: `POW10[n]` is 10^n.
pub const POW10: [i64; 19] = {
    let mut powers = [1i64; 19];
    let mut n = 1;
    while n < 19 {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time; the bound is the line above")]
        {
            powers[n] = powers[n - 1] * 10;
        }
        n += 1;
    }
    powers
};

/// Why a text is not a number of the type that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// Empty, or not a number in plain notation.
    NotANumber,
    /// It has more decimal places than the scale, and they are not zeros.
    TooManyDecimals,
    /// It does not fit the type, or is not finite.
    OutOfRange,
}

/// Reads a decimal with `scale` places: an optional sign, digits, optionally a point with digits. Zeros beyond the
/// scale are allowed, other digits there are not. `.5` and `5.` are numbers, `.` is not.
///
/// # Errors
///
/// Says what is wrong with the text; [`NumberError::NotANumber`] goes before the other two.
pub fn parse_decimal(text: &str, scale: u8) -> Result<i64, NumberError> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, bytes),
    };
    let mut value = Magnitude::default();
    let mut places: Option<u8> = None;
    let mut seen = false;
    let mut excess = false;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                seen = true;
                match places {
                    Some(n) if n == scale => excess |= byte != b'0',
                    Some(n) => {
                        places = Some(n + 1);
                        value.push(byte - b'0');
                    }
                    None => value.push(byte - b'0'),
                }
            }
            b'.' if places.is_none() => places = Some(0),
            _ => return Err(NumberError::NotANumber),
        }
    }
    if !seen {
        return Err(NumberError::NotANumber);
    }
    if excess {
        return Err(NumberError::TooManyDecimals);
    }
    for _ in places.unwrap_or(0)..scale {
        value.push(0);
    }
    value.signed(negative).ok_or(NumberError::OutOfRange)
}

/// The digits read so far; saturates instead of wrapping.
#[derive(Default)]
struct Magnitude {
    value: u64,
    overflow: bool,
}

impl Magnitude {
    #[inline]
    fn push(&mut self, digit: u8) {
        // Below this no multiplication can wrap, and everything above it is outside i64 after one more digit.
        if self.value > u64::MAX / 10 - 1 {
            self.overflow = true;
        } else {
            self.value = self.value * 10 + u64::from(digit);
        }
    }

    fn signed(self, negative: bool) -> Option<i64> {
        if self.overflow {
            None
        } else if negative {
            0i64.checked_sub_unsigned(self.value)
        } else {
            i64::try_from(self.value).ok()
        }
    }
}

/// Reads an integer; a fraction of zeros (`3.0`) is allowed, since data frames write nullable integers so.
///
/// # Errors
///
/// [`NumberError::NotANumber`] for a fraction that is not zero, too.
pub fn parse_int(text: &str) -> Result<i64, NumberError> {
    parse_decimal(text, 0).map_err(|error| match error {
        NumberError::TooManyDecimals => NumberError::NotANumber,
        other => other,
    })
}

/// Reads a double in plain or exponent notation.
///
/// # Errors
///
/// [`NumberError::OutOfRange`] when the value is not finite, [`NumberError::NotANumber`] for the words `nan` and
/// `inf` as for any other text.
pub fn parse_double(text: &str) -> Result<f64, NumberError> {
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'e' | b'E');
    if !text.bytes().all(plain) {
        return Err(NumberError::NotANumber);
    }
    match double::parse(text) {
        Some(value) if value.is_finite() => Ok(value),
        Some(_) => Err(NumberError::OutOfRange),
        None => Err(NumberError::NotANumber),
    }
}

/// The decimal with exactly `scale` places: `-0.05`, `12.00`, `7`.
#[must_use]
pub fn format_decimal(value: i64, scale: u8) -> String {
    let mut text = String::new();
    push_decimal(&mut text, value, scale);
    text
}

/// Appends what [`format_decimal`] gives. Output tables have millions of numbers, and `fmt` takes several times as long.
pub fn push_decimal(out: &mut String, value: i64, scale: u8) {
    if value < 0 {
        out.push('-');
    }
    let places = usize::from(scale);
    push_digits(out, value.unsigned_abs(), places + 1);
    if places > 0 {
        out.insert(out.len() - places, '.');
    }
}

/// Appends the digits of a number, at least `width` of them and no more than 20.
pub fn push_digits(out: &mut String, value: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let (mut rest, mut used) = (value, 0);
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        used += 1;
        if rest == 0 && used >= width {
            break;
        }
    }
    let digits = digits.get(digits.len() - used..).unwrap_or_default();
    out.push_str(core::str::from_utf8(digits).unwrap_or_default());
}

/// The shortest text that reads back as the same double, in the notation of Go's `%g`, which is what cel-go's
/// `string(double)` gives: plain for decimal exponents from -4 to 5, else `1e+06`, `1.5e-07` with at least two digits
/// of exponent. Not-finite values are `NaN`, `+Inf`, `-Inf`.
#[must_use]
pub fn format_double(value: f64) -> String {
    with_exponent(value, 6)
}

/// As [`format_double`], but plain up to the exponent 20 (`1234567.5`), for people and for tables.
#[must_use]
pub fn format_double_plain(value: f64) -> String {
    with_exponent(value, 21)
}

fn with_exponent(value: f64, threshold: i32) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    let Shortest { digits, exponent } = shortest(value);
    let digits = format!("{digits}");
    let count = i32::try_from(digits.len()).unwrap_or(0);
    // The exponent of the first digit, and how many digits stand before the point.
    let first = exponent + count - 1;
    let plain = (-4..threshold).contains(&first);
    let whole = if plain { first + 1 } else { 1 };
    let zeros = |count: i32| core::iter::repeat_n('0', usize::try_from(count).unwrap_or(0));
    let (before, after) =
        digits.split_at_checked(usize::try_from(whole).unwrap_or(0)).unwrap_or((&digits, ""));
    let mut out = String::from(if value.is_sign_negative() { "-" } else { "" });
    out.push_str(if before.is_empty() { "0" } else { before });
    out.extend(zeros(whole - count));
    if !after.is_empty() {
        out.push('.');
        out.extend(zeros(-whole));
        out.push_str(after);
    }
    if !plain {
        let sign = if first < 0 { '-' } else { '+' };
        out.push_str(&format!("e{sign}{:02}", first.unsigned_abs()));
    }
    out
}

/// The double as a decimal with `scale` places, rounded half away from zero; `None` when it is not finite or leaves
/// the range.
///
/// What is rounded is the double's shortest text, not its binary expansion: 1.005 with two places is 1.01, as a reader
/// of the same number in a CSV file expects, though the nearest double lies just below it.
#[must_use]
pub fn decimal_of_double(value: f64, scale: u8) -> Option<i64> {
    if !value.is_finite() {
        return None;
    }
    let Shortest { digits, exponent } = shortest(value);
    let shift = exponent + i32::from(scale);
    let digits = if value < 0.0 { -i128::from(digits) } else { i128::from(digits) };
    // At most 17 digits stand before the shift: 10^19 more leave the range, 10^-19 round to nothing.
    if digits == 0 || shift < -18 {
        return Some(0);
    }
    let power = i128::from(*POW10.get(usize::try_from(shift.abs()).ok()?)?);
    let scaled = if shift < 0 { round_half_away(digits, power)? } else { digits.checked_mul(power)? };
    i64::try_from(scaled).ok()
}

/// `num / den` rounded to the nearest integer, halves away from zero; `None` for `den` 0, and for the one quotient
/// that an `i128` does not hold.
#[must_use]
pub fn round_half_away(num: i128, den: i128) -> Option<i128> {
    if den == 0 {
        return None;
    }
    let (n, d) = (num.unsigned_abs(), den.unsigned_abs());
    // rest >= d - rest, and not 2 * rest >= d: that could wrap. Most fit in 64 bits, whose division is many times faster.
    let rounded = match (u64::try_from(n), u64::try_from(d)) {
        (Ok(n), Ok(d)) => u128::from(n / d) + u128::from(n % d >= d - n % d),
        _ => n / d + u128::from(n % d >= d - n % d),
    };
    if (num < 0) == (den < 0) { i128::try_from(rounded).ok() } else { 0i128.checked_sub_unsigned(rounded) }
}

/// `a * b` of numbers so small that it fits without a doubt; `None` of others, some of whose products would fit, too.
#[inline]
#[must_use]
pub fn narrow_product(a: i128, b: i128) -> Option<i64> {
    let (a, b) = (i64::try_from(a).ok()?, i64::try_from(b).ok()?);
    // The magnitude of a number is at most two to the power of this.
    let bits = |v: i64| 64 - (v ^ (v >> 63)).leading_zeros();
    (bits(a) + bits(b) < 63).then(|| a * b)
}

/// The decimal `value` of `from` places with `to` places: exact upwards, rounded half away from zero downwards.
/// `None` when it leaves the range of an `i64`.
#[must_use]
pub fn rescale(value: i64, from: u8, to: u8) -> Option<i64> {
    let power = *POW10.get(usize::from(from.abs_diff(to)))?;
    if to >= from {
        value.checked_mul(power)
    } else {
        i64::try_from(round_half_away(i128::from(value), i128::from(power))?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn decimals_are_read_exactly() {
        for (text, scale, value) in [
            ("0", 2, 0),
            ("12.5", 2, 1250),
            ("+12.50", 2, 1250),
            ("-0.05", 2, -5),
            (".5", 1, 5),
            ("5.", 1, 50),
            ("1.2300000000000000000000", 2, 123),
            ("000000000000000000000000000001", 0, 1),
            ("92233720368547758.07", 2, i64::MAX),
            ("-92233720368547758.08", 2, i64::MIN),
        ] {
            assert_eq!(parse_decimal(text, scale), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_decimal_is_named() {
        for text in
            ["", "+", "-", ".", "-.", "1,000", "1e3", "1.2.3", "--1", " 1", "1 ", "0x10", "\u{ff11}", "nan"]
        {
            assert_eq!(parse_decimal(text, 2), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(parse_decimal("1.005", 2), Err(NumberError::TooManyDecimals));
        for text in [
            "92233720368547758.08",
            "-92233720368547758.09",
            "1844674407370955161600",
            "99999999999999999999",
        ] {
            assert_eq!(parse_decimal(text, 2), Err(NumberError::OutOfRange), "{text}");
        }
    }

    #[test]
    fn integers_allow_a_fraction_of_zeros_only() {
        assert_eq!(parse_int("3.0"), Ok(3));
        assert_eq!(parse_int("-7"), Ok(-7));
        assert_eq!(parse_int("3.1"), Err(NumberError::NotANumber));
        assert_eq!(parse_int("9223372036854775808"), Err(NumberError::OutOfRange));
    }

    #[test]
    fn doubles_are_finite() {
        assert_eq!(parse_double("1e-3"), Ok(0.001));
        assert_eq!(parse_double("9.3448e-05"), Ok(9.3448e-05));
        assert_eq!(parse_double("1e999"), Err(NumberError::OutOfRange));
        for text in ["", "nan", "inf", "infinity", "1_0", "1e", "."] {
            assert_eq!(parse_double(text), Err(NumberError::NotANumber), "{text}");
        }
    }

    #[test]
    fn decimals_show_all_their_places() {
        for (value, scale, text) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (-5, 2, "-0.05"),
            (1250, 2, "12.50"),
            (i64::MIN, 8, "-92233720368.54775808"),
            (i64::MIN, 0, "-9223372036854775808"),
        ] {
            assert_eq!(format_decimal(value, scale), text);
            assert_eq!(parse_decimal(text, scale), Ok(value));
        }
    }

    #[test]
    fn doubles_are_written_as_cel_go_writes_them() {
        for (value, text) in [
            (123.456, "123.456"),
            (-4.5e-3, "-0.0045"),
            (1.0, "1"),
            (-0.0, "-0"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (999_999.5, "999999.5"),
            (1e6, "1e+06"),
            (608_863_452_348.114_9, "6.088634523481149e+11"),
            (1e99, "1e+99"),
            (1.5e-300, "1.5e-300"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(format_double(value), text);
        }
        assert_eq!(format_double_plain(1_234_567.5), "1234567.5");
        assert_eq!(format_double_plain(1e20), "100000000000000000000");
        assert_eq!(format_double_plain(1e21), "1e+21");
    }

    #[test]
    fn a_double_becomes_the_decimal_that_its_text_says() {
        for (value, scale, decimal) in [
            (1.005, 2, Some(101)),
            (-1.005, 2, Some(-101)),
            (0.1 + 0.2, 8, Some(30_000_000)),
            (12.0, 0, Some(12)),
            (2.5, 0, Some(3)),
            (0.0, 8, Some(0)),
            (1e-300, 8, Some(0)),
            (4.9e-9, 8, Some(0)),
            (5e-9, 8, Some(1)),
            (1e18, 0, Some(1_000_000_000_000_000_000)),
            (1e19, 0, None),
            (1e300, 0, None),
            (92_233_720_368.5, 8, Some(9_223_372_036_850_000_000)),
            (92_233_720_369.0, 8, None),
            (f64::NAN, 2, None),
            (f64::INFINITY, 2, None),
        ] {
            assert_eq!(decimal_of_double(value, scale), decimal, "{value}");
        }
    }

    #[test]
    fn narrow_products_are_those_of_wide_numbers() {
        let mut numbers = vec![0, 1, i128::from(i64::MAX), i128::from(i64::MIN), i128::MAX, i128::MIN];
        numbers.extend((0..127).flat_map(|bit| [1i128 << bit, (1i128 << bit) - 1]));
        let mut narrow = 0;
        for a in &numbers {
            for b in numbers.iter().flat_map(|b| [*b, b.wrapping_neg()]) {
                if let Some(product) = narrow_product(*a, b) {
                    assert_eq!(Some(i128::from(product)), a.checked_mul(b), "{a} * {b}");
                    narrow += 1;
                }
            }
        }
        assert!(narrow > 5000, "{narrow}");
    }

    #[test]
    fn halves_go_away_from_zero() {
        for (num, den, rounded) in
            [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (-5, -2, 3), (7, 5, 1), (8, 5, 2), (0, -3, 0)]
        {
            assert_eq!(round_half_away(num, den), Some(rounded), "{num}/{den}");
        }
        assert_eq!(round_half_away(1, 0), None);
        assert_eq!(round_half_away(i128::MIN, -1), None);
        assert_eq!(round_half_away(i128::MIN, 1), Some(i128::MIN));
        assert_eq!(round_half_away(i128::MAX, i128::MAX - 1), Some(1));
        assert_eq!(round_half_away(i128::MIN + 1, i128::MIN), Some(1));
    }

    #[test]
    fn rescaling_rounds_down_the_scale_and_never_wraps() {
        assert_eq!(rescale(125, 2, 1), Some(13));
        assert_eq!(rescale(-125, 2, 1), Some(-13));
        assert_eq!(rescale(124, 2, 1), Some(12));
        assert_eq!(rescale(7, 0, 8), Some(700_000_000));
        assert_eq!(rescale(i64::MAX, 0, 1), None);
        assert_eq!(rescale(i64::MIN, 8, 0), Some(-92_233_720_369));
        assert_eq!(rescale(1, 0, 19), None);
    }
}

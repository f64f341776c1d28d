//! Doubles from and to decimal text, correctly rounded.
//!
//! Reading gives the double nearest to the text (ties to even), writing the shortest digits that read back as the same
//! double, and of these the nearest: what `str::parse` and `{:e}` of the standard library give, without their tables,
//! which alone would be a tenth of the module. Short numbers take exact steps in doubles; the rest is decided by
//! comparing exact big integers.

use super::POW10;
use super::big::Big;

/// Powers of ten that a double holds exactly: 10^0 to 10^22.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Integers up to here are doubles.
const MAX_EXACT: u64 = 1 << 53;

/// Digits that can decide how a number is rounded: halfway between two doubles there are at most 767 of them.
const MAX_DIGITS: usize = 770;

/// Reads a number as `str::parse::<f64>` does: digits with an optional sign, point and exponent, or the words `inf`,
/// `infinity` and `nan`. A number beyond the range is an infinity.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let (negative, body) = match text.as_bytes().split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text.as_bytes()),
    };
    let value = match body.first()? {
        b'0'..=b'9' | b'.' => Written::read(body)?.value(),
        _ if body.eq_ignore_ascii_case(b"inf") || body.eq_ignore_ascii_case(b"infinity") => f64::INFINITY,
        _ if body.eq_ignore_ascii_case(b"nan") => f64::NAN,
        _ => return None,
    };
    Some(if negative { -value } else { value })
}

/// An unsigned number taken apart: its digits times 10^exponent.
struct Written<'a> {
    /// Digits, and perhaps a point, without leading zeros.
    digits: &'a [u8],
    /// The first 19 digits.
    leading: u64,
    /// Digits in all, from the first that is not zero.
    count: usize,
    /// The power of ten of the last digit.
    exponent: i64,
}

impl<'a> Written<'a> {
    fn read(text: &'a [u8]) -> Option<Self> {
        let end = text.iter().position(|b| matches!(b, b'e' | b'E'));
        let (number, exponent) = text.split_at_checked(end.unwrap_or(text.len()))?;
        let start = number.iter().position(|b| !matches!(b, b'0' | b'.')).unwrap_or(number.len());
        let mut read = Self { digits: number.get(start..)?, leading: 0, count: 0, exponent: 0 };
        let (mut point, mut any) = (false, false);
        for (at, byte) in number.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    any = true;
                    read.exponent -= i64::from(point);
                    if at >= start {
                        read.count += 1;
                        if read.count <= 19 {
                            read.leading = read.leading * 10 + u64::from(byte - b'0');
                        }
                    }
                }
                b'.' if !point => point = true,
                _ => return None,
            }
        }
        read.exponent += if end.is_some() { power(exponent.get(1..)?)? } else { 0 };
        any.then_some(read)
    }

    fn value(&self) -> f64 {
        if self.leading == 0 {
            return 0.0;
        }
        // The number lies between 10^(scale - 1) and 10^scale.
        let scale = self.exponent.saturating_add(i64::try_from(self.count).unwrap_or(i64::MAX));
        if scale > 310 {
            return f64::INFINITY;
        }
        if scale < -326 {
            return 0.0;
        }
        let short = if self.count <= 19 { self.short() } else { None };
        short.unwrap_or_else(|| self.nearest(scale))
    }

    /// The value when one or two exact steps lead to it.
    fn short(&self) -> Option<f64> {
        let places = usize::try_from(self.exponent.unsigned_abs()).ok()?;
        if self.leading <= MAX_EXACT
            && let Some(power) = EXACT_POWERS.get(places)
        {
            let leading = self.leading as f64;
            return Some(if self.exponent < 0 { leading / power } else { leading * power });
        }
        let power = POW10.get(places).filter(|_| self.exponent < 0)?;
        // A quotient of at least 64 bits, whose last one also stands for the rest: rounding it rounds the number.
        let (numerator, power) = (u128::from(self.leading), u128::from(power.unsigned_abs()));
        let shift = numerator.leading_zeros();
        let quotient = (numerator << shift) / power;
        let exact = quotient * power == numerator << shift;
        let rounded = (quotient | u128::from(!exact)) as f64;
        Some(rounded / (1u128 << shift) as f64)
    }

    /// The nearest double, found from an approximation by exact comparison.
    fn nearest(&self, scale: i64) -> f64 {
        let mut bits = self.approximation(scale).to_bits();
        // Neighbouring bit patterns are neighbouring doubles; the infinity stands for the double that would follow.
        while bits < f64::INFINITY.to_bits() && self.is_above_middle(bits) {
            bits += 1;
        }
        while bits > 0 && !self.is_above_middle(bits - 1) {
            bits -= 1;
        }
        f64::from_bits(bits)
    }

    fn approximation(&self, scale: i64) -> f64 {
        let mut value = self.leading as f64;
        let mut power = scale - i64::try_from(self.count.min(19)).unwrap_or(19);
        while power != 0 {
            let step = power.clamp(-22, 22);
            let factor = EXACT_POWERS.get(step.unsigned_abs() as usize).copied().unwrap_or(1.0);
            value = if step < 0 { value / factor } else { value * factor };
            power -= step;
        }
        value.min(f64::MAX)
    }

    /// Whether the number rounds to a double above that of `bits`: it lies above the middle between it and its
    /// successor, or on it and the successor is even.
    fn is_above_middle(&self, bits: u64) -> bool {
        let (mantissa, exponent) = parts(bits);
        let mut number = Big::default();
        let mut dropped = 0i64;
        let mut seen = 0;
        for byte in self.digits.iter().filter(|b| **b != b'.') {
            seen += 1;
            if seen <= MAX_DIGITS {
                number.multiply(10, u32::from(byte - b'0'));
            } else {
                dropped += 1;
            }
        }
        if dropped > 0 {
            // What follows is not nothing, or makes no difference: a last digit stands for all of it.
            let rest = self.digits.iter().filter(|b| **b != b'.').skip(MAX_DIGITS).any(|b| *b != b'0');
            number.multiply(10, u32::from(rest));
            dropped -= 1;
        }
        let mut middle = Big::from(mantissa * 2 + 1);
        let power = self.exponent + dropped;
        if power < 0 {
            middle.scale(power.unsigned_abs())
        } else {
            number.scale(power.unsigned_abs())
        }
        // Both are to be multiplied by powers of two: the middle by 2^(exponent - 1).
        let shift = exponent - 1;
        if shift < 0 {
            number.shift(shift.unsigned_abs())
        } else {
            middle.shift(shift.unsigned_abs())
        }
        match number.compare(&middle) {
            core::cmp::Ordering::Greater => true,
            core::cmp::Ordering::Equal => bits & 1 == 1,
            core::cmp::Ordering::Less => false,
        }
    }
}

/// The exponent behind an `e`; beyond every range it stays where it is.
fn power(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    let mut value = 0i64;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = (value * 10 + i64::from(byte - b'0')).min(i64::MAX / 20);
    }
    let value = if negative { -value } else { value };
    (!digits.is_empty()).then_some(value)
}

/// A positive finite double as `mantissa * 2^exponent`.
fn parts(bits: u64) -> (u64, i32) {
    let fraction = bits & ((1 << 52) - 1);
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// The digits of a positive finite double: it is `digits * 10^exponent`, and `digits` does not end in a zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortest {
    /// At most 17 digits.
    pub digits: u64,
    /// The power of ten of the last digit.
    pub exponent: i32,
}

/// The shortest digits that are read as the magnitude of `value`, of these the nearest; zero has the digit 0.
#[must_use]
pub fn shortest(value: f64) -> Shortest {
    let value = value.abs();
    if value == 0.0 {
        return Shortest { digits: 0, exponent: 0 };
    }
    few_digits(value).unwrap_or_else(|| all_digits(value.to_bits())).stripped()
}

impl Shortest {
    fn stripped(mut self) -> Self {
        while self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }
}

/// The digits when there are at most 15 of them: no two numbers with so few are the same double.
fn few_digits(value: f64) -> Option<Shortest> {
    const LIMIT: f64 = 1e15;
    for (power, places) in EXACT_POWERS.iter().zip(0..) {
        let scaled = libm::rint(value * power);
        if scaled >= LIMIT {
            return None;
        }
        // The division is correctly rounded, as both are exact: it is what reading the digits gives.
        if scaled > 0.0 && scaled / power == value {
            return Some(Shortest { digits: scaled as u64, exponent: -places });
        }
    }
    None
}

/// The digits by long division of exact integers (Steele and White, "How to print floating-point numbers accurately",
/// 1990, with the scaling of David Gay).
fn all_digits(bits: u64) -> Shortest {
    let (mantissa, exponent) = parts(bits);
    // In units of a quarter of the last place: the number, and how far below and above it texts are read as it.
    let narrow = mantissa == 1 << 52 && exponent > -1074;
    let mut number = Big::from(mantissa * 4);
    let mut below = Big::from(if narrow { 1 } else { 2 });
    let mut above = Big::from(2);
    let inclusive = mantissa & 1 == 0;
    let mut one = Big::from(1);
    let shift = exponent - 2;
    if shift < 0 {
        one.shift(shift.unsigned_abs());
    } else {
        [&mut number, &mut below, &mut above].into_iter().for_each(|part| part.shift(shift.unsigned_abs()));
    }
    // log10(2) as a fraction of 2^32, rounded down: the estimate is right or one too small.
    let top = 64 - i64::from(mantissa.leading_zeros()) + i64::from(exponent) - 1;
    let mut scale = i32::try_from((top * 1_292_913_986) >> 32).unwrap_or(0);
    if scale < 0 {
        [&mut number, &mut below, &mut above]
            .into_iter()
            .for_each(|part| part.scale(scale.unsigned_abs().into()));
    } else {
        one.scale(scale.unsigned_abs().into());
    }
    let reaches = |number: &Big, above: &Big, one: &Big| {
        let mut sum = number.clone();
        sum.add(above);
        let order = sum.compare(one);
        if inclusive { order.is_ge() } else { order.is_gt() }
    };
    // The first digit is that of 10^scale, or of the next power.
    let mut ten = one.clone();
    ten.multiply(10, 0);
    if reaches(&number, &above, &ten) {
        one = ten;
        scale += 1;
    }
    let mut digits = 0u64;
    loop {
        let mut digit = 0;
        while number.compare(&one).is_ge() {
            number.subtract(&one);
            digit += 1;
        }
        digits = digits * 10 + digit;
        let low = number.compare(&below);
        let down = if inclusive { low.is_le() } else { low.is_lt() };
        let up = reaches(&number, &above, &one);
        if down || up {
            number.multiply(2, 0);
            let up = up && (!down || number.compare(&one).is_ge());
            return Shortest { digits: digits + u64::from(up), exponent: scale };
        }
        [&mut number, &mut below, &mut above].into_iter().for_each(|part| part.multiply(10, 0));
        scale -= 1;
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::*;

    /// Bit patterns of doubles of every kind: random ones, few digits, powers of two and their neighbours.
    fn samples(count: u64) -> impl Iterator<Item = f64> {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let random = core::iter::from_fn(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            Some(state)
        });
        let any = random.take(count as usize).flat_map(|bits| {
            let close = f64::from((bits >> 20) as u32) / 1000.0;
            let unit = (bits >> 11) as f64 / MAX_EXACT as f64;
            [f64::from_bits(bits), close, unit, unit * 1e6, (bits >> 8) as f64]
        });
        let powers =
            (0..2047u64).flat_map(|e| [(e << 52).wrapping_sub(1), e << 52, e << 52 | 1]).map(f64::from_bits);
        any.chain(powers).chain((0..300).map(f64::from_bits)).filter(|v| v.is_finite())
    }

    #[test]
    fn the_shortest_digits_are_those_of_the_standard_library() {
        let mut slow = 0;
        for value in samples(20_000) {
            let Shortest { digits, exponent } = shortest(value);
            let found = format!("{digits}e{exponent}");
            let expected = format!("{:e}", value.abs());
            let (mantissa, power) = expected.split_once('e').unwrap();
            let places = mantissa.split_once('.').map_or(0, |(_, places)| places.len() as i32);
            let mut same = mantissa.replace('.', "");
            let mut power = power.parse::<i32>().unwrap() - places;
            while same.len() > 1 && same.ends_with('0') {
                same.pop();
                power += 1;
            }
            assert_eq!(found, format!("{same}e{power}"), "{:x}", value.to_bits());
            if value != 0.0 {
                slow += u32::from(few_digits(value.abs()).is_none());
                let all = all_digits(value.abs().to_bits()).stripped();
                assert_eq!(all, Shortest { digits, exponent }, "{value:e}");
            }
        }
        assert!(slow > 20_000, "{slow}");
    }

    fn assert_same(text: &str) {
        let (found, expected) = (parse(text), text.parse::<f64>().ok());
        assert_eq!(found.map(f64::to_bits), expected.map(f64::to_bits), "{text}");
    }

    #[test]
    fn texts_are_read_as_the_standard_library_reads_them() {
        for value in samples(20_000) {
            for text in [
                format!("{value:e}"),
                format!("{value:.17e}"),
                format!("{value:.3e}"),
                format!("{value:.25e}"),
            ] {
                assert_same(&text);
            }
            if (1e-30..1e30).contains(&value.abs()) {
                assert_same(&value.to_string());
                assert_same(&format!("{value:.9}"));
            }
        }
    }

    #[test]
    fn numbers_on_the_middle_between_two_doubles_and_beside_it_are_read_right() {
        for value in samples(300).filter(|v| *v > 0.0 && *v < f64::MAX) {
            let (mantissa, exponent) = parts(value.to_bits());
            // The middle is (2m + 1) * 2^(exponent - 1), written out by the standard library in two exact halves.
            if (-60..60).contains(&exponent) && mantissa > 0 {
                let wide = u128::from(mantissa * 2 + 1);
                let text = if exponent > 0 {
                    format!("{}", wide << (exponent - 1).min(70))
                } else {
                    let places = (1 - exponent).unsigned_abs();
                    let mut big = Big::from(mantissa * 2 + 1);
                    (0..places).for_each(|_| big.multiply(5, 0));
                    format!("{}e-{places}", decimal(big))
                };
                assert_same(&text);
                assert_same(&text.replacen('e', "0000000001e-10e", 1).replace("e-10e-", "e-1"));
                let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
                assert_same(&format!("{digits}.{}1e{power}", "0".repeat(900)));
                assert_same(&format!("{digits}.{}e{power}", "0".repeat(900)));
            }
        }
    }

    /// A big integer in decimal, by repeated subtraction of powers of ten.
    fn decimal(mut big: Big) -> String {
        let mut powers = alloc::vec![Big::from(1)];
        while powers.last().unwrap().compare(&big).is_le() {
            let mut next = powers.last().unwrap().clone();
            next.multiply(10, 0);
            powers.push(next);
        }
        let mut out = String::new();
        for power in powers.iter().rev() {
            let mut digit = b'0';
            while big.compare(power).is_ge() {
                big.subtract(power);
                digit += 1;
            }
            out.push(char::from(digit));
        }
        out
    }

    #[test]
    fn odd_texts_are_numbers_or_not_as_for_the_standard_library() {
        for text in [
            "",
            ".",
            "+",
            "-",
            "e",
            "1e",
            "1e+",
            "1e-",
            ".e1",
            "1.",
            ".5",
            "-.5e1",
            "+1.5E+2",
            "1..2",
            "1.2.3",
            "1 ",
            " 1",
            "0x10",
            "1_0",
            "inf",
            "-INF",
            "+infinity",
            "nan",
            "-NaN",
            "infinit",
            "00001",
            "0.000",
            "-0",
            "0e999999999999",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "1e309",
            "1e308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "179769313486231580793e289",
            "4.9e-324",
            "2.5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "9007199254740993",
            "9007199254740992.99999999",
            "9007199254740993.00000001",
            "--1",
            "1e1.5",
            "1-",
            "１",
        ] {
            assert_same(text);
        }
        assert_same(&"9".repeat(2000));
        assert_same(&format!("0.{}1", "0".repeat(2000)));
        assert_same(&format!("0.{}1e2001", "0".repeat(2000)));
        assert_same(&format!("1{}e-2000", "0".repeat(2000)));
    }
}

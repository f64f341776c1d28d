//! Whole numbers without bounds: the exact arithmetic that oracles are written in.

use std::cmp::Ordering;

/// A sign and a magnitude in digits of 32 bits, the lowest first, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Big {
    negative: bool,
    digits: Vec<u32>,
}

impl Big {
    pub fn new(value: i128) -> Self {
        let mut rest = value.unsigned_abs();
        let mut digits = Vec::new();
        while rest > 0 {
            digits.push(rest as u32);
            rest >>= 32;
        }
        Self { negative: value < 0, digits }
    }

    /// `10^power`
    pub fn ten(power: u8) -> Self {
        (0..power).fold(Self::new(1), |product, _| product.times(&Self::new(10)))
    }

    fn of(negative: bool, mut digits: Vec<u32>) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Self { negative: negative && !digits.is_empty(), digits }
    }

    pub fn negated(&self) -> Self {
        Self::of(!self.negative, self.digits.clone())
    }

    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    pub fn is_negative(&self) -> bool {
        self.negative
    }

    pub fn plus(&self, other: &Self) -> Self {
        if self.negative == other.negative {
            return Self::of(self.negative, sum(&self.digits, &other.digits));
        }
        match order(&self.digits, &other.digits) {
            Ordering::Less => Self::of(other.negative, difference(&other.digits, &self.digits)),
            _ => Self::of(self.negative, difference(&self.digits, &other.digits)),
        }
    }

    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    pub fn times(&self, other: &Self) -> Self {
        let mut digits = vec![0u32; self.digits.len() + other.digits.len()];
        for (i, a) in self.digits.iter().enumerate() {
            let mut carry = 0u64;
            for (j, b) in other.digits.iter().enumerate() {
                let at = u64::from(*a) * u64::from(*b) + u64::from(digits[i + j]) + carry;
                digits[i + j] = at as u32;
                carry = at >> 32;
            }
            digits[i + other.digits.len()] = carry as u32;
        }
        Self::of(self.negative != other.negative, digits)
    }

    /// The nearest whole number to `self / by`, halves away from zero.
    pub fn rounded(&self, by: &Self) -> Self {
        // Twice the quotient, truncated, bit by bit; then half of one more.
        let (num, den) = (sum(&self.digits, &self.digits), &by.digits);
        let (mut quotient, mut rest) = (vec![0u32; num.len()], Vec::new());
        for bit in (0..num.len() * 32).rev() {
            rest = sum(&rest, &rest);
            if num[bit / 32] >> (bit % 32) & 1 == 1 {
                rest = sum(&rest, &[1]);
            }
            if order(&rest, den) != Ordering::Less {
                rest = Self::of(false, difference(&rest, den)).digits;
                quotient[bit / 32] |= 1 << (bit % 32);
            }
        }
        let mut twice = sum(&quotient, &[1]);
        let mut carry = 0;
        for digit in twice.iter_mut().rev() {
            (*digit, carry) = (*digit >> 1 | carry << 31, *digit & 1);
        }
        Self::of(self.negative != by.negative, twice)
    }

    pub fn fits(&self) -> Option<i64> {
        let magnitude = self.digits.iter().rev().try_fold(0u128, |value, digit| {
            value.checked_mul(1 << 32).map(|value| value + u128::from(*digit))
        })?;
        let value = i128::try_from(magnitude).ok()?;
        i64::try_from(if self.negative { -value } else { value }).ok()
    }

    pub fn order(&self, other: &Self) -> Ordering {
        let difference = self.minus(other);
        match (difference.is_zero(), difference.negative) {
            (true, _) => Ordering::Equal,
            (_, true) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }
}

fn order(a: &[u32], b: &[u32]) -> Ordering {
    let trim = |d: &[u32]| d.iter().rposition(|x| *x != 0).map_or(0, |at| at + 1);
    let (m, n) = (trim(a), trim(b));
    m.cmp(&n).then_with(|| a[..m].iter().rev().cmp(b[..n].iter().rev()))
}

fn sum(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut out = Vec::with_capacity(a.len().max(b.len()) + 1);
    let mut carry = 0u64;
    for at in 0..a.len().max(b.len()) {
        let digit = |d: &[u32]| u64::from(d.get(at).copied().unwrap_or(0));
        let value = digit(a) + digit(b) + carry;
        out.push(value as u32);
        carry = value >> 32;
    }
    out.push(carry as u32);
    out
}

/// `a - b`, which is not negative.
fn difference(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut out = Vec::with_capacity(a.len());
    let mut borrow = 0i64;
    for (at, digit) in a.iter().enumerate() {
        let value = i64::from(*digit) - i64::from(b.get(at).copied().unwrap_or(0)) - borrow;
        borrow = i64::from(value < 0);
        out.push((value + (borrow << 32)) as u32);
    }
    out
}

#[test]
fn exact_arithmetic_agrees_with_128_bits_where_they_are_enough() {
    let values =
        [0i128, 1, -1, 2, 5, -5, 7, 1 << 31, (1 << 32) - 1, -(1 << 32), 1 << 40, -(1 << 62), 10_i128.pow(17)];
    for a in values {
        for b in values {
            let (x, y) = (Big::new(a), Big::new(b));
            assert_eq!(x.plus(&y), Big::new(a + b));
            assert_eq!(x.minus(&y), Big::new(a - b));
            assert_eq!(x.times(&y), Big::new(a * b));
            assert_eq!(x.order(&y), a.cmp(&b));
            if b != 0 {
                let (n, d) = (a.abs(), b.abs());
                let magnitude = (2 * n + d) / (2 * d);
                let wanted = if (a < 0) == (b < 0) { magnitude } else { -magnitude };
                assert_eq!(x.rounded(&y), Big::new(wanted), "{a} / {b}");
            }
        }
    }
    assert_eq!(Big::new(i128::from(i64::MIN)).fits(), Some(i64::MIN));
    assert_eq!(Big::new(i128::from(i64::MAX) + 1).fits(), None);
    assert_eq!(Big::ten(30).times(&Big::ten(30)).rounded(&Big::ten(59)).fits(), Some(10));
}

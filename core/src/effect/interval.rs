//! Intervals, all at 95 %, and figures as texts.
//!
//! * A rate: the score interval of Wilson (1927).
//! * A difference of two rates: Newcombe's hybrid score interval (1998, method 10).
//! * A rate by value, the share of the money of those to whom it happened: the score interval with as many customers as
//!   would have the same variance (Korn and Graubard 1998), which is that of a ratio of sums (Cochran, Sampling Techniques,
//!   6.3), and no more than Kish's (sum of v)^2 / (sum of v^2), so that one large customer counts for few. A difference
//!   of two of them: the hybrid of these. Sums are exact integers: the order of customers has no part in it.
//!
//! INVARIANT: every figure is finite; what cannot be told is `None`.

use alloc::string::String;

use serde::Serialize;

use crate::number::{format_decimal, interval};

/// Places of rates and differences.
const PLACES: u8 = 6;

/// A figure and its interval, as texts with six places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: String,
    /// The lower end.
    pub low: String,
    /// The upper end.
    pub high: String,
}

/// A figure and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    value: f64,
    low: f64,
    high: f64,
}

impl Span {
    pub fn estimate(self) -> Option<Estimate> {
        Some(Estimate { value: figure(self.value)?, low: figure(self.low)?, high: figure(self.high)? })
    }

    /// Of a difference, whether its interval lies above or below none.
    pub fn verdict(self) -> &'static str {
        match (self.low > 0.0, self.high < 0.0) {
            (true, _) => "above",
            (_, true) => "below",
            _ => "not_told_apart",
        }
    }
}

/// A number with six places, rounded half away from zero; `None` where it is none.
pub(super) fn figure(value: f64) -> Option<String> {
    let scaled = libm::round(value * 1e6);
    (scaled.is_finite() && libm::fabs(scaled) < 9e15).then(|| format_decimal(scaled as i64, PLACES))
}

/// The rate of `happened` in `all`.
pub(super) fn wilson(happened: u64, all: u64) -> Option<Span> {
    (all > 0).then(|| score(happened as f64 / all as f64, all as f64))
}

/// The score interval of a rate among so many.
pub(super) fn score(p: f64, n: f64) -> Span {
    let (low, high) = interval::wilson(p, n);
    // Rounding must not push an end past the figure.
    Span { value: p, low: low.min(p), high: high.max(p) }
}

/// The difference of two rates.
pub(super) fn newcombe(one: Span, other: Span) -> Span {
    let square = |x: f64| x * x;
    let value = one.value - other.value;
    let low = value - libm::sqrt(square(one.value - one.low) + square(other.high - other.value));
    let high = value + libm::sqrt(square(one.high - one.value) + square(other.value - other.low));
    Span { value, low, high }
}

/// Sums over customers, in hundredths: exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Money {
    /// Customers whose value is known.
    pub customers: u64,
    /// Their values.
    pub all: i128,
    /// Those of customers to whom it happened.
    pub happened: i128,
    /// Squares of the values.
    squares: i128,
    /// Those of customers to whom it happened.
    squares_happened: i128,
    /// Whether a sum is beyond what is counted.
    beyond: bool,
}

impl Money {
    /// Counts a customer; values below zero count as none.
    pub fn add(&mut self, value: i64, happened: bool) {
        let value = i128::from(value.max(0));
        self.customers += 1;
        let mut add = |sum: &mut i128, more: i128| match sum.checked_add(more) {
            Some(total) => *sum = total,
            None => self.beyond = true,
        };
        add(&mut self.all, value);
        add(&mut self.squares, value * value);
        if happened {
            add(&mut self.happened, value);
            add(&mut self.squares_happened, value * value);
        }
    }

    /// The share of the money of those to whom it happened.
    pub fn rate(&self) -> Option<Span> {
        if self.beyond || self.all <= 0 {
            return None;
        }
        let (all, n) = (self.all as f64, self.customers as f64);
        let (rate, squares) = (self.happened as f64 / all, self.squares as f64);
        let residues = (1.0 - 2.0 * rate) * self.squares_happened as f64 + rate * rate * squares;
        let (variance, spread) = (residues / (all * all) * (n / (n - 1.0)), rate * (1.0 - rate));
        let (kish, same) = (all * all / squares, spread / variance);
        Some(score(rate, if same.is_finite() && same > 0.0 { same.min(kish) } else { kish }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(span: Span) -> [String; 3] {
        let Estimate { value, low, high } = span.estimate().unwrap();
        [value, low, high]
    }

    #[test]
    fn intervals_are_those_of_the_literature() {
        // Newcombe 1998, table II: 56 of 70 against 48 of 80.
        let (one, other) = (wilson(56, 70).unwrap(), wilson(48, 80).unwrap());
        assert_eq!(texts(one), ["0.800000", "0.691834", "0.876953"].map(String::from));
        assert_eq!(texts(newcombe(one, other)), ["0.200000", "0.052431", "0.333873"].map(String::from));
        // 0 of 10 against 0 of 10.
        let none = wilson(0, 10).unwrap();
        assert_eq!(texts(newcombe(none, none)), ["0.000000", "-0.277533", "0.277533"].map(String::from));
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn equal_values_weigh_as_customers_do() {
        let of = |happened: u64| {
            let mut money = Money::default();
            (0..100).for_each(|at| money.add(5000, at < happened));
            money.rate().unwrap()
        };
        for happened in [0, 100] {
            assert_eq!(texts(of(happened)), texts(wilson(happened, 100).unwrap()));
        }
        // One customer less, as the variance is that of a sample.
        assert_eq!(texts(of(20)), texts(score(0.2, 99.0)));
        assert_eq!(Money::default().rate(), None);
    }

    #[test]
    fn one_large_customer_counts_for_few() {
        let mut money = Money::default();
        (0..50).for_each(|_| money.add(1, false));
        money.add(1_000_000, true);
        let [value, low, high] = texts(money.rate().unwrap());
        assert_eq!([value.as_str(), high.as_str()], ["0.999950", "1.000000"]);
        assert!(low.as_str() < "0.300000", "{low}");
    }
}

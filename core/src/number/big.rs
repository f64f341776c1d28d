//! Integers without bound, as far as doubles need them: a few thousand bits, no division.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// A natural number: digits to the base 2^32, the lowest first, the highest not zero.
#[derive(Debug, Clone, Default)]
pub struct Big(Vec<u32>);

impl From<u64> for Big {
    fn from(value: u64) -> Self {
        let mut big = Self([value as u32, (value >> 32) as u32].to_vec());
        big.trim();
        big
    }
}

impl Big {
    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// Multiplies by `factor` and adds `more`.
    pub fn multiply(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for digit in &mut self.0 {
            carry += u64::from(*digit) * u64::from(factor);
            *digit = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Multiplies by 10^`power`.
    pub fn scale(&mut self, power: u64) {
        for _ in 0..power / 9 {
            self.multiply(1_000_000_000, 0);
        }
        for _ in 0..power % 9 {
            self.multiply(10, 0);
        }
    }

    /// Multiplies by 2^`bits`.
    pub fn shift(&mut self, bits: u32) {
        self.multiply(1 << (bits % 32), 0);
        self.0.splice(..0, core::iter::repeat_n(0, (bits / 32) as usize));
        self.trim();
    }

    /// Adds.
    pub fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        let mut carry = 0;
        let others = other.0.iter().chain(core::iter::repeat(&0));
        for (digit, more) in self.0.iter_mut().zip(others) {
            carry += u64::from(*digit) + u64::from(*more);
            *digit = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Subtracts what is not larger.
    pub fn subtract(&mut self, other: &Self) {
        let mut borrow = 0;
        let others = other.0.iter().chain(core::iter::repeat(&0));
        for (digit, less) in self.0.iter_mut().zip(others) {
            let difference = i64::from(*digit) - i64::from(*less) - borrow;
            *digit = difference as u32;
            borrow = i64::from(difference < 0);
        }
        self.trim();
    }

    /// How it is ordered beside another one.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        let digits = self.0.iter().rev().cmp(other.0.iter().rev());
        self.0.len().cmp(&other.0.len()).then(digits)
    }
}

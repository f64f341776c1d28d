//! A line of CSV, cell by cell. No text of the synthetic bank needs quotes.

use std::fmt::{self, Display, Write};

use super::random::Random;

/// A line that grows; with a stream of random numbers it has cells, without one it has names.
pub(super) struct Line<'a> {
    text: &'a mut String,
    random: Option<Random>,
    first: bool,
}

impl<'a> Line<'a> {
    /// A line of cells, some of them missing at random.
    pub(super) fn cells(text: &'a mut String, random: Random) -> Self {
        Self { text, random: Some(random), first: true }
    }

    /// A line of names.
    pub(super) fn header(text: &'a mut String) -> Self {
        Self { text, random: None, first: true }
    }

    /// A cell that is missing in so many rows of a thousand.
    pub(super) fn cell(&mut self, name: &str, missing: u64, value: impl Display) {
        self.optional(name, missing, Some(value));
    }

    /// A cell that may be empty for a reason of its own.
    pub(super) fn optional(&mut self, name: &str, missing: u64, value: Option<impl Display>) {
        if !std::mem::take(&mut self.first) {
            self.text.push(',');
        }
        let Some(random) = &mut self.random else {
            self.text.push_str(name);
            return;
        };
        let present = !random.per_mille(missing);
        if let Some(value) = value.filter(|_| present) {
            // Writing to a String cannot fail.
            let _ = write!(self.text, "{value}");
        }
    }

    /// Ends the line.
    pub(super) fn end(self) {
        self.text.push('\n');
    }
}

/// Fen, shown in yuan with two places.
#[derive(Clone, Copy)]
pub(super) struct Money(pub(super) i64);

impl Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// Tenths, shown with one place. Never negative.
#[derive(Clone, Copy)]
pub(super) struct Tenths(pub(super) i64);

impl Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

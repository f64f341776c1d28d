//! Blind changes of known inputs: bytes, pieces and words of the language.

use crate::random::Random;

/// Changes inputs, the same way for the same seed.
pub struct Mutator(Random);

/// Words that blind changes would not find.
const WORDS: [&str; 28] = [
    "\"",
    "'",
    "\n",
    "\r\n",
    "\u{feff}",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ",",
    "- ",
    "null",
    "true",
    "1e308",
    "-0",
    "9223372036854775807",
    "99999999999999999999",
    "0.005",
    "2026-02-30",
    "customer_id",
    "&a",
    "*a",
    "!!str",
    "? :",
    "||",
    "in [",
    "\\u0000",
];

impl Mutator {
    /// Changes of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// One of the inputs, changed in a few places.
    pub fn change(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = self.0.pick(inputs).clone();
        for _ in 0..=self.0.below(6) {
            self.step(&mut bytes, inputs);
        }
        bytes.truncate(super::LARGEST);
        bytes
    }

    fn step(&mut self, bytes: &mut Vec<u8>, inputs: &[Vec<u8>]) {
        let at = self.0.below(bytes.len() + 1);
        let end = at + self.0.below(bytes.len() - at + 1).min(1 + self.0.below(64));
        match self.0.below(6) {
            0 if at < bytes.len() => {
                let bit = self.0.below(8);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, self.0.pick(&WORDS).bytes())),
            3 => {
                let piece = bytes.get(at..end).unwrap_or_default().to_vec();
                let to = self.0.below(bytes.len() + 1);
                drop(bytes.splice(to..to, piece));
            }
            4 => {
                let other = self.0.pick(inputs);
                let from = self.0.below(other.len() + 1);
                let piece = other.get(from..).unwrap_or_default().iter().copied().take(1 + self.0.below(64));
                drop(bytes.splice(at..end, piece.collect::<Vec<_>>()));
            }
            _ => {
                let byte = u8::try_from(self.0.below(256)).unwrap_or(0);
                bytes.insert(at, byte);
            }
        }
    }
}

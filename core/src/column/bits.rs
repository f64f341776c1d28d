//! A bitmap of rows, 64 to a word.

use alloc::vec;
use alloc::vec::Vec;

use appraise_kernels::bits::pack;

/// A bitmap; bit `i % 64` of word `i / 64` is row `i`. Bits beyond the length are 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// `len` zeros.
    #[must_use]
    pub fn zeros(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    /// `len` ones.
    #[must_use]
    pub fn ones(len: usize) -> Self {
        let mut bits = Self { words: vec![u64::MAX; len.div_ceil(64)], len };
        bits.trim();
        bits
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The bit of a row; false beyond the length.
    #[must_use]
    pub fn get(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|w| w >> (row % 64) & 1 == 1)
    }

    /// Sets the bit of a row; rows beyond the length are ignored.
    pub fn set(&mut self, row: usize, value: bool) {
        if row >= self.len {
            return;
        }
        if let Some(word) = self.words.get_mut(row / 64) {
            let mask = 1 << (row % 64);
            *word = if value { *word | mask } else { *word & !mask };
        }
    }

    /// Appends a row.
    pub fn push(&mut self, value: bool) {
        let bit = u64::from(value) << (self.len % 64);
        match self.words.last_mut() {
            Some(last) if !self.len.is_multiple_of(64) => *last |= bit,
            _ => self.words.push(bit),
        }
        self.len += 1;
    }

    /// Appends whole words that hold `rows` rows; the present length has to be a multiple of 64.
    pub fn extend_words(&mut self, words: &[u64], rows: usize) {
        debug_assert!(self.len.is_multiple_of(64));
        self.words.extend_from_slice(words);
        self.len += rows;
        self.words.truncate(self.len.div_ceil(64));
        self.trim();
    }

    /// Appends the lowest `rows` (at most 64) bits of a word; the present length may be any.
    pub fn push_word(&mut self, word: u64, rows: usize) {
        let word = if rows >= 64 { word } else { word & ((1 << rows) - 1) };
        let used = self.len % 64;
        if used == 0 {
            self.words.push(word);
        } else {
            if let Some(last) = self.words.last_mut() {
                *last |= word << used;
            }
            if used + rows > 64 {
                self.words.push(word >> (64 - used));
            }
        }
        self.len += rows;
    }

    /// Appends so many rows, 64 to a word; words that are not there are 0. The present length may be any.
    pub fn extend(&mut self, rows: usize, words: impl Iterator<Item = u64>) {
        if self.len.is_multiple_of(64) {
            self.len += rows;
            super::begin(&mut self.words, rows.div_ceil(64));
            self.words.extend(words.take(rows.div_ceil(64)));
            self.words.resize(self.len.div_ceil(64), 0);
            self.trim();
            return;
        }
        let words = words.chain(core::iter::repeat(0));
        for (start, word) in (0..rows).step_by(64).zip(words) {
            self.push_word(word, (rows - start).min(64));
        }
    }

    /// Appends bytes of 0 and 1; the present length may be any.
    pub fn push_bytes(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<64>();
        chunks.iter().for_each(|chunk| self.push_word(pack(chunk), 64));
        rest.iter().for_each(|byte| self.push(*byte != 0));
    }

    /// Number of ones.
    #[must_use]
    pub fn count_ones(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// The rows whose bit is 1, ascending.
    pub fn ones_iter(&self) -> impl Iterator<Item = usize> + '_ {
        ones(&self.words)
    }

    fn trim(&mut self) {
        let tail = self.len % 64;
        if tail != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1u64 << tail) - 1;
        }
    }
}

/// The rows of a bitmap's words whose bit is 1, ascending.
pub fn ones(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(i, &word)| {
        let mut rest = word;
        core::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let bit = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            Some(i * 64 + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_each_other_wherever_words_end() {
        let words = [0x9e37_79b9_7f4a_7c15u64, u64::MAX, 0x0123_4567_89ab_cdef];
        for (first, second) in [(0, 130), (64, 64), (3, 190), (63, 65), (128, 1), (1, 192), (64, 190)] {
            let (mut bits, mut single) = (Bits::default(), Bits::default());
            for rows in [first, second] {
                bits.extend(rows, words.iter().copied().take(2));
                for row in 0..rows {
                    single.push(row < 128 && words[row / 64] >> (row % 64) & 1 == 1);
                }
            }
            assert_eq!(bits, single, "{first} and {second} rows");
        }
    }
}

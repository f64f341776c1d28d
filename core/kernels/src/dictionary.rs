//! The dictionary of texts: every string column of a dataset shares one, so equal texts have equal codes.
//!
//! It is here and not in the engine because every row with a key looks into it.
//!
//! INVARIANT: a text has one code, however it was looked for.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::long::Lying;
use hashbrown::HashTable;

/// A dictionary of texts; codes count from 0 in order of first appearance.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<u32>,
    /// Half of the hash and the code: most texts that differ are told apart without looking at them.
    table: HashTable<(u32, u32)>,
    /// Entries seen of late, each at its hash modulo the length: frequent texts do not go through the table, which
    /// is large and cold when every row brings a new key.
    recent: Vec<(u32, u32)>,
    /// So many texts came first, each greater than the one before, and are not in the table: the keys of a table that is
    /// sorted by them. Whoever brings a text that is not greater puts them there.
    rising: u32,
}

/// Number of entries that are remembered; 64 KiB of them stay close to the processor.
const RECENT: usize = 8192;

/// Folded multiplication, eight bytes at a time: deterministic on every target, and codes never depend on it.
///
/// It has no secret (the crate has no randomness), so texts can be crafted that share one hash and make interning
/// them slow; the number of texts of a dataset bounds that.
fn hash(text: &str) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let (words, tail) = text.as_bytes().as_chunks::<8>();
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ text.len() as u64;
    for word in words {
        state = fold(state ^ u64::from_le_bytes(*word), 0xa076_1d64_78bd_642f);
    }
    let last = tail.iter().fold(0u64, |last, byte| last << 8 | u64::from(*byte));
    fold(state ^ last, 0xe703_7ed1_a0b4_28db)
}

/// The half of a hash that the table keeps, which also places the entry.
const fn half(hash: u64) -> u32 {
    (hash >> 16) as u32
}

/// The hash by which the table places an entry, from the half that it keeps.
const fn place(half: u32) -> u64 {
    (half as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Texts {
    /// The code of a text, a new one when it is not yet there; `None` when 4 GiB or 2^32 texts are exceeded.
    #[inline]
    pub fn intern(&mut self, text: &str) -> Option<u32> {
        if self.rising as usize == self.ends.len() {
            match self.rising.checked_sub(1).map(|last| text.cmp(self.text(last))) {
                None | Some(Ordering::Greater) => {
                    let code = self.append(text)?;
                    self.rising += 1;
                    return Some(code);
                }
                Some(Ordering::Equal) => return self.rising.checked_sub(1),
                Some(Ordering::Less) => {}
            }
        }
        self.look_up(text)
    }

    /// Interns the texts that `offsets` cut out of `bytes`, and appends their codes; false when there is no room.
    pub fn intern_all(&mut self, offsets: &[i32], bytes: &str, codes: &mut Vec<u32>) -> bool {
        let rows = offsets.len().saturating_sub(1);
        codes.reserve(rows);
        self.ends.reserve(rows);
        self.bytes.reserve(bytes.len());
        crate::text::cells(offsets, bytes).all(|text| match self.intern(text) {
            Some(code) => {
                codes.push(code);
                true
            }
            None => false,
        })
    }

    /// Appends the texts of some codes to `bytes`, and where each of them ends to `ends`.
    pub fn append_to(&self, codes: &[u32], bytes: &mut String, ends: &mut Vec<i32>) {
        ends.reserve(codes.len());
        if let Some(run) = self.run(codes) {
            let start = bytes.len();
            bytes.push_str(run);
            let first = codes.first().map_or(0, |code| self.start(*code));
            let own = codes.first().and_then(|code| self.ends.get(*code as usize..)).unwrap_or_default();
            let end = |end: &u32| i32::try_from(start + (*end as usize - first)).unwrap_or(i32::MAX);
            ends.extend(own.iter().take(codes.len()).map(end));
            return;
        }
        for code in codes {
            bytes.push_str(self.text(*code));
            ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
        }
    }

    /// The texts of codes that follow each other, which lie one after the other.
    fn run(&self, codes: &[u32]) -> Option<&str> {
        let (first, last) = (*codes.first()?, *codes.last()?);
        if !codes.iter().zip(u64::from(first)..).all(|(code, next)| u64::from(*code) == next) {
            return None;
        }
        self.bytes.get(self.start(first)..*self.ends.get(last as usize)? as usize)
    }

    /// Where a text begins.
    fn start(&self, code: u32) -> usize {
        let before = (code as usize).checked_sub(1).and_then(|before| self.ends.get(before));
        before.map_or(0, |end| *end as usize)
    }

    /// The code of a text, once no text need be greater than the one before.
    fn look_up(&mut self, text: &str) -> Option<u32> {
        if self.rising > 0 {
            self.settle();
        }
        let kept = half(hash(text));
        let (bytes, ends) = (&self.bytes, &self.ends);
        if let Some(&(other, code)) = self.recent.get(kept as usize % RECENT)
            && other == kept
            && ends.len() > code as usize
            && slice(bytes, ends, code) == text
        {
            return Some(code);
        }
        if let Some(&(_, code)) =
            self.table.find(place(kept), |&(other, code)| other == kept && slice(bytes, ends, code) == text)
        {
            self.remember(kept, code);
            return Some(code);
        }
        let code = self.append(text)?;
        self.table.insert_unique(place(kept), (kept, code), |&(other, _)| place(other));
        Some(code)
    }

    /// Appends a text that is not there, and gives its code.
    fn append(&mut self, text: &str) -> Option<u32> {
        let code = u32::try_from(self.ends.len()).ok().filter(|code| *code < u32::MAX)?;
        let end = u32::try_from(self.bytes.len() + text.len()).ok()?;
        self.bytes.push_str(text);
        self.ends.push(end);
        Some(code)
    }

    /// Puts the texts that came in order into the table.
    fn settle(&mut self) {
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.table.reserve(ends.len(), |&(other, _)| place(other));
        for code in 0..self.rising {
            let kept = half(hash(slice(bytes, ends, code)));
            self.table.insert_unique(place(kept), (kept, code), |&(other, _)| place(other));
        }
        self.rising = 0;
    }

    fn remember(&mut self, kept: u32, code: u32) {
        if self.recent.is_empty() {
            // Code u32::MAX is of no text.
            self.recent.resize(RECENT, (0, u32::MAX));
        }
        if let Some(slot) = self.recent.get_mut(kept as usize % RECENT) {
            *slot = (kept, code);
        }
    }

    /// The code of a text that is already there.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        if self.rising > 0 {
            return self.find_rising(text);
        }
        let kept = half(hash(text));
        let same = |&(other, code): &(u32, u32)| other == kept && self.text(code) == text;
        self.table.find(place(kept), same).map(|&(_, code)| code)
    }

    fn find_rising(&self, text: &str) -> Option<u32> {
        let (mut from, mut to) = (0, self.rising);
        while from < to {
            let middle = from + (to - from) / 2;
            match self.text(middle).cmp(text) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// The text of a code; empty for a code that is not of this dictionary.
    #[inline]
    #[must_use]
    pub fn text(&self, code: u32) -> &str {
        slice(&self.bytes, &self.ends, code)
    }

    /// All texts, as they lie.
    #[must_use]
    pub fn lying(&self) -> Lying<'_> {
        Lying { bytes: self.bytes.as_bytes(), ends: &self.ends }
    }

    /// Number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of the longest text.
    #[must_use]
    pub fn longest(&self) -> usize {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let lengths = starts.zip(&self.ends).map(|(start, end)| end.saturating_sub(start));
        lengths.max().unwrap_or(0) as usize
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[inline]
fn slice<'a>(bytes: &'a str, ends: &[u32], code: u32) -> &'a str {
    let at = code as usize;
    let start = if at == 0 { 0 } else { ends.get(at - 1).copied().unwrap_or(0) as usize };
    let end = ends.get(at).copied().unwrap_or(0) as usize;
    bytes.get(start..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn equal_texts_have_equal_codes_in_order_of_appearance() {
        let mut texts = Texts::default();
        for _ in 0..2 {
            for n in 0..5000u32 {
                assert_eq!(texts.intern(&format!("{n:0width$}", width = n as usize % 23)), Some(n));
            }
        }
        assert_eq!(texts.len(), 5000);
        assert_eq!(texts.find("17"), None);
        assert_eq!(texts.find("00000000000000017"), Some(17));
        assert_eq!(texts.text(17), "00000000000000017");
        assert_eq!(texts.text(5000), "");
    }

    #[test]
    fn texts_that_come_in_order_have_the_codes_that_they_have_in_any() {
        for stop in [0, 1, 2, 999, 1000] {
            let mut texts = Texts::default();
            for n in 0..1000u32 {
                let own = format!("{n:04}");
                assert_eq!(texts.intern(&own), Some(n));
                assert_eq!(texts.intern(&own), Some(n), "the same once more");
                if n == stop {
                    assert_eq!(texts.intern("0000"), Some(0), "one from before ends the order");
                }
                assert_eq!((texts.find("0000"), texts.find(&own), texts.find("1")), (Some(0), Some(n), None));
            }
            assert_eq!(texts.len(), 1000);
        }
    }

    #[test]
    fn a_column_is_interned_and_written_as_its_texts_are() {
        let mut texts = Texts::default();
        let (mut codes, mut bytes, mut ends) = (Vec::new(), String::new(), Vec::new());
        assert!(texts.intern_all(&[0, 1, 3, 3, 4], "abca", &mut codes));
        assert_eq!(codes, [0, 1, 2, 0]);
        texts.append_to(&codes, &mut bytes, &mut ends);
        texts.append_to(&[1, 2], &mut bytes, &mut ends);
        texts.append_to(&[u32::MAX], &mut bytes, &mut ends);
        assert_eq!((bytes.as_str(), ends.as_slice()), ("abcabc", &[1, 3, 3, 4, 6, 6, 6][..]));
    }

    #[test]
    fn the_empty_text_has_a_code() {
        let mut texts = Texts::default();
        assert_eq!(texts.find(""), None);
        assert_eq!(texts.intern(""), Some(0));
        assert_eq!(texts.intern("\0"), Some(1));
        assert_eq!(texts.intern(""), Some(0));
    }
}

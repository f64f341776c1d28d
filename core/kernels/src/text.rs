//! What the bytes of a text hold, and columns of texts: text `i` is `bytes[offsets[i]..offsets[i + 1]]`.

use alloc::string::String;
use alloc::vec::Vec;

/// Whether a cell of CSV has to be quoted for what it holds: a comma, a quote or the end of a line.
#[must_use]
pub fn breaks_csv(bytes: &[u8]) -> bool {
    let breaks = |byte: u8| matches!(byte, b',' | b'"' | b'\r' | b'\n');
    let (chunks, rest) = bytes.as_chunks::<16>();
    chunks.iter().any(|chunk| chunk.iter().fold(false, |any, byte| any | breaks(*byte)))
        || rest.iter().any(|byte| breaks(*byte))
}

/// The texts of a column; an offset that is none gives an empty one.
#[inline]
pub(crate) fn cells<'a>(offsets: &'a [i32], bytes: &'a str) -> impl Iterator<Item = &'a str> {
    let at = |offset: &i32| usize::try_from(*offset).unwrap_or(0);
    let starts = offsets.iter().map(at);
    let ends = offsets.iter().skip(1).map(at);
    starts.zip(ends).map(|(start, end)| bytes.get(start..end).unwrap_or(""))
}

/// Whether a text begins and ends with a visible ASCII character: nothing can be blank around it.
#[inline]
#[must_use]
pub fn is_solid(text: &str) -> bool {
    let solid = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7f).contains(byte));
    solid(text.as_bytes().first()) && solid(text.as_bytes().last())
}

/// The [`hash`] of each text of a column.
#[must_use]
pub fn hashes(offsets: &[i32], bytes: &str) -> Vec<u64> {
    cells(offsets, bytes).map(hash).collect()
}

/// FNV-1a of the bytes, mixed by the finaliser of `MurmurHash3`, so that all bits of it depend on all of the text.
#[must_use]
pub fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    mixed(text.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step))
}

/// A number all bits of which depend on all bits of another; never 0.
#[must_use]
pub fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (hash ^ (hash >> 33)).max(1)
}

/// Whether every text of a column [`is_solid`].
#[must_use]
pub fn are_solid(offsets: &[i32], bytes: &str) -> bool {
    cells(offsets, bytes).all(is_solid)
}

/// Whether every offset is at the beginning of a character.
#[must_use]
pub fn are_cut_well(offsets: &[i32], bytes: &str) -> bool {
    let bytes = bytes.as_bytes();
    let within = |at: usize| bytes.get(at).map_or(at == bytes.len(), |byte| byte.cast_signed() >= -0x40);
    offsets.iter().all(|offset| usize::try_from(*offset).is_ok_and(within))
}

/// Slots of [`Names`]: a power of two.
const SLOTS: usize = 256;

/// A few names and the number of each, looked up by every row of a column.
#[derive(Debug)]
pub struct Names<'a> {
    names: Vec<(&'a str, u32)>,
    /// Per slot one more than the place of a name in the list; 0: none.
    slots: [u8; SLOTS],
}

/// Where the search for a text begins: its length and its last bytes tell most names apart.
#[inline]
fn slot(text: &str) -> usize {
    let mix = |hash: usize, byte: &u8| hash.wrapping_mul(31) ^ usize::from(*byte);
    text.as_bytes().iter().rev().take(4).fold(text.len(), mix) % SLOTS
}

impl<'a> Names<'a> {
    /// The names; `None` when they are too many.
    #[must_use]
    pub fn new(names: impl Iterator<Item = (&'a str, u32)>) -> Option<Self> {
        let names: Vec<(&str, u32)> = names.take(SLOTS / 2 + 1).collect();
        let mut slots = [0; SLOTS];
        for ((name, _), place) in names.iter().zip(1u8..) {
            let mut at = slot(name);
            while slots.get(at).is_some_and(|taken| *taken > 0) {
                at = (at + 1) % SLOTS;
            }
            slots.iter_mut().skip(at).take(1).for_each(|slot| *slot = place);
        }
        (names.len() <= SLOTS / 2).then_some(Self { names, slots })
    }

    /// The number of a name.
    #[inline]
    fn find(&self, text: &str) -> Option<u32> {
        let mut at = slot(text);
        loop {
            let place = usize::from(*self.slots.get(at)?);
            let (name, number) = self.names.get(place.checked_sub(1)?)?;
            if *name == text {
                return Some(*number);
            }
            at = (at + 1) % SLOTS;
        }
    }

    /// The number of each text of a column, 0 where the bit is 0; `None` when a text is none of the names.
    #[must_use]
    pub fn find_all(&self, offsets: &[i32], bytes: &str, valid: &[u64]) -> Option<Vec<u32>> {
        let mut numbers = Vec::with_capacity(offsets.len());
        for (row, text) in cells(offsets, bytes).enumerate() {
            let is_valid = valid.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1);
            numbers.push(if is_valid { self.find(text)? } else { 0 });
        }
        Some(numbers)
    }
}

/// Appends the text of each code to a column of texts; a code of none has an empty one.
pub fn append_names(names: &[&str], codes: &[u32], bytes: &mut String, ends: &mut Vec<i32>) {
    let longest = names.iter().map(|name| name.len()).max().unwrap_or(0);
    bytes.reserve(codes.len().saturating_mul(longest));
    ends.reserve(codes.len());
    for code in codes {
        bytes.push_str(names.get(*code as usize).copied().unwrap_or(""));
        ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other_text() {
        let names: Vec<String> = (0..100).map(|n| alloc::format!("{}{n}", "长".repeat(n % 3))).collect();
        let known = Names::new(names.iter().map(String::as_str).zip(0..)).unwrap();
        let (mut text, mut offsets) = (String::new(), alloc::vec![0]);
        for name in &names {
            text.push_str(name);
            offsets.push(i32::try_from(text.len()).unwrap());
        }
        let mut valid = [u64::MAX; 2];
        assert_eq!(known.find_all(&offsets, &text, &valid), Some((0..100).collect()));
        valid[0] &= !(1 << 7);
        let numbers = known.find_all(&offsets, &text, &valid).unwrap();
        assert_eq!((numbers[6], numbers[7], numbers[8]), (6, 0, 8));
        for other in ["", "100", "0 ", "长长长0"] {
            assert_eq!(known.find_all(&[0, i32::try_from(other.len()).unwrap()], other, &valid), None);
        }
        assert!(Names::new((0..129).map(|n| ("x", n))).is_none());
    }

    #[test]
    fn solid_texts_have_nothing_blank_around_them_and_offsets_cut_no_character() {
        assert!(are_solid(&[0, 1, 4], "ab c"));
        assert!(!are_solid(&[0, 1, 1], "a") && !are_solid(&[0, 2], "a ") && !are_solid(&[0, 3], "客"));
        assert!(are_cut_well(&[0, 3, 4], "客a"));
        assert!(!are_cut_well(&[0, 2], "客") && !are_cut_well(&[0, 4], "客") && !are_cut_well(&[-1], "客"));
    }
}

//! Long tables: a row per customer and item from columns with a row per customer.
//!
//! The rows of a customer follow each other, one per item, so an item's column is spread over every `stride`-th row.

macro_rules! spread {
    ($name:ident, $ty:ty) => {
        /// `out[i * stride] = values[i]`; the rows between are left as they are. `stride` is at least 1.
        #[inline(never)]
        pub fn $name(values: &[$ty], stride: usize, out: &mut [$ty]) {
            for (value, rows) in values.iter().zip(out.chunks_mut(stride.max(1))) {
                if let Some(out) = rows.first_mut() {
                    *out = *value;
                }
            }
        }
    };
}

spread!(spread_i64, i64);
spread!(spread_u32, u32);
spread!(spread_u8, u8);

/// Ends of the texts of a unit that is repeated: `out` has a row per text and repetition, `ends` are those of the first,
/// the last of them the unit's length, and `start` is added to all.
#[inline(never)]
pub fn repeat_ends(ends: &[i32], start: i32, out: &mut [i32]) {
    let length = ends.last().copied().unwrap_or(0);
    let mut before = start;
    for rows in out.chunks_mut(ends.len().max(1)) {
        for (end, out) in ends.iter().zip(rows) {
            *out = before.saturating_add(*end);
        }
        before = before.saturating_add(length);
    }
}

/// Texts that lie one after the other, by code.
#[derive(Debug, Clone, Copy)]
pub struct Lying<'a> {
    /// All of them.
    pub bytes: &'a [u8],
    /// Per code where its text ends, which is where the next one starts.
    pub ends: &'a [u32],
}

impl Lying<'_> {
    /// Where the text of a code lies; nowhere for a code that has none.
    #[inline]
    fn place(&self, code: u32) -> (usize, usize) {
        let at = code as usize;
        let before = at.checked_sub(1).and_then(|at| self.ends.get(at));
        let start = before.copied().unwrap_or(0);
        (start as usize, self.ends.get(at).copied().unwrap_or(start).max(start) as usize)
    }

    /// The ends of the texts of some codes, were they to lie one after the other from `start` on, and how many bytes
    /// they have together.
    #[inline(never)]
    pub fn ends_of(&self, codes: &[u32], start: i32, out: &mut [i32]) -> usize {
        let (mut before, mut bytes) = (start, 0);
        for (code, out) in codes.iter().zip(out) {
            let (start, end) = self.place(*code);
            bytes += end - start;
            before = before.saturating_add(i32::try_from(end - start).unwrap_or(i32::MAX));
            *out = before;
        }
        bytes
    }

    /// Copies the texts of some codes one after the other to the start of `out`, and says where they end. [`SLACK`]
    /// bytes more than they have may be written; what `out` has no room for is not.
    #[must_use]
    #[inline(never)]
    pub fn copy(&self, codes: &[u32], out: &mut [u8]) -> usize {
        let mut at = 0;
        for code in codes {
            let (start, end) = self.place(*code);
            copy_text(
                self.bytes.get(start..).unwrap_or(&[]),
                end - start,
                out.get_mut(at..).unwrap_or(&mut []),
            );
            at += end - start;
        }
        at
    }
}

/// Bytes that are copied at once.
pub const SLACK: usize = 16;

/// Copies the first `length` bytes, sixteen at a time where there is room: a call for a few bytes costs more than they do.
#[inline]
fn copy_text(from: &[u8], length: usize, to: &mut [u8]) {
    let mut done = 0;
    while done < length {
        let source = from.get(done..).and_then(|from| from.first_chunk::<SLACK>());
        let target = to.get_mut(done..).and_then(|to| to.first_chunk_mut::<SLACK>());
        let (Some(source), Some(target)) = (source, target) else { break };
        *target = *source;
        done += SLACK;
    }
    let rest = from.iter().zip(to.iter_mut()).take(length).skip(done);
    rest.for_each(|(from, to)| *to = *from);
}

/// What rows got by their bins: the code of the bin's text, `first` being that of bin 0, and its points. Both are 0
/// where the byte is 0. Every bin of a known row is in the table.
#[inline(never)]
pub fn got(
    table: &[i64],
    first: u32,
    (codes, known): (&[u32], &[u8]),
    texts: &mut [u32],
    points: &mut [i64],
) {
    crate::table::look_up(table, codes, points);
    for (((code, known), text), points) in codes.iter().zip(known).zip(texts).zip(points) {
        *text = code.wrapping_add(first).wrapping_mul(u32::from(*known));
        *points *= i64::from(*known);
    }
}

/// How many rows at the start are all zero or all something else.
#[must_use]
#[inline(never)]
pub fn alike(values: &[i64]) -> usize {
    let zero = values.first().is_none_or(|first| *first == 0);
    values.iter().position(|value| (*value == 0) != zero).unwrap_or(values.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_customer_follow_each_other() {
        let mut out = [0; 7];
        spread_u32(&[1, 2, 3], 2, &mut out);
        spread_u32(&[7, 8, 9], 2, &mut out[1..]);
        assert_eq!(out, [1, 7, 2, 8, 3, 9, 0]);
        let mut ends = [0; 6];
        repeat_ends(&[2, 2, 5], 10, &mut ends);
        assert_eq!(ends, [12, 12, 15, 17, 17, 20]);
    }

    #[test]
    fn texts_are_copied_whole_whatever_their_length_and_room() {
        let mut bytes = [0u8; 90];
        bytes.iter_mut().zip(1..).for_each(|(byte, at)| *byte = at);
        let ends = [0, 3, 19, 35, 35, 68, 90];
        let texts = Lying { bytes: &bytes, ends: &ends };
        let codes = [6, 1, 0, 2, 5, 3, 99, 4, 6];
        let mut wanted = [0u8; 128];
        let mut end = 0;
        for code in codes.into_iter().filter(|code| *code < 7) {
            let start = if code == 0 { 0 } else { ends[code as usize - 1] };
            let text = &bytes[start as usize..ends[code as usize] as usize];
            wanted[end..][..text.len()].copy_from_slice(text);
            end += text.len();
        }
        for room in [end, end + 5, 128] {
            let mut out = [0u8; 128];
            assert_eq!(texts.copy(&codes, &mut out[..room]), end);
            assert_eq!(out[..end], wanted[..end]);
        }
        let mut ends_of = [0; 9];
        assert_eq!(texts.ends_of(&codes, 1, &mut ends_of), end);
        assert_eq!(ends_of, [23, 26, 26, 42, 75, 91, 91, 91, 113]);
    }

    #[test]
    fn what_is_unknown_got_nothing() {
        let (mut texts, mut points) = ([9; 3], [9; 3]);
        got(&[10, 20], 5, (&[1, 0, 7], &[1, 1, 0]), &mut texts, &mut points);
        assert_eq!((texts, points), ([6, 5, 0], [20, 10, 0]));
    }

    #[test]
    fn rows_are_alike_up_to_the_first_that_is_not() {
        assert_eq!((alike(&[]), alike(&[0, 0]), alike(&[0, 0, 4, 0]), alike(&[3, 4, 0])), (0, 2, 2, 2));
    }
}

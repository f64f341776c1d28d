//! What the conditions of an alert do to its rows, 64 of them to a word.

/// Which rows a condition is true of, as far as the second says that this is known.
pub type Masks<'a> = (&'a [u64], &'a [u64]);

/// Words to a turn.
const TURN: usize = 8;

/// How many rows a condition does something to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// It is false.
    pub failed: u32,
    /// It is unknown.
    pub unknown: u32,
    /// It is false and all others are true.
    pub alone: u32,
    /// It and all before it are true.
    pub left: u32,
}

/// Notes the rows that a condition holds back: in `held`, and in `more` those that another one held back before. The
/// first condition of several overwrites both.
#[inline(never)]
pub fn hold((truth, known): Masks<'_>, is_first: bool, held: &mut [u64], more: &mut [u64]) {
    let before = if is_first { 0 } else { u64::MAX };
    let one = |truth: u64, known: u64, held: &mut u64, more: &mut u64| {
        let not = !(truth & known);
        *more = *more & before | *held & before & not;
        *held = *held & before | not;
    };
    let ((truths, truth), (knowns, known)) = (truth.as_chunks::<TURN>(), known.as_chunks::<TURN>());
    let ((helds, held), (mores, more)) = (held.as_chunks_mut::<TURN>(), more.as_chunks_mut::<TURN>());
    for (((truth, known), held), more) in truths.iter().zip(knowns).zip(helds).zip(mores) {
        for (((truth, known), held), more) in truth.iter().zip(known).zip(held).zip(more) {
            one(*truth, *known, held, more);
        }
    }
    for (((truth, known), held), more) in truth.iter().zip(known).zip(held).zip(more) {
        one(*truth, *known, held, more);
    }
}

/// Counts what a condition does to the `live` rows. `more` are those that more than one condition holds back; `left`, what
/// those before it have left, becomes what it leaves. The first of several overwrites it.
#[inline(never)]
#[must_use]
pub fn count(
    (truth, known): Masks<'_>,
    is_first: bool,
    live: &[u64],
    more: &[u64],
    left: &mut [u64],
) -> Counts {
    let all = if is_first { u64::MAX } else { 0 };
    let mut counts = Counts::default();
    let mut one = |(truth, known): (u64, u64), live: u64, more: u64, left: &mut u64| {
        let failed = known & !truth & live;
        *left = (*left | all) & live & truth & known;
        counts.failed += failed.count_ones();
        counts.unknown += (live & !known).count_ones();
        counts.alone += (failed & !more).count_ones();
        counts.left += left.count_ones();
    };
    let ((truths, truth), (knowns, known)) = (truth.as_chunks::<TURN>(), known.as_chunks::<TURN>());
    let ((lives, live), (mores, more)) = (live.as_chunks::<TURN>(), more.as_chunks::<TURN>());
    let (lefts, left) = left.as_chunks_mut::<TURN>();
    for ((((truth, known), live), more), left) in truths.iter().zip(knowns).zip(lives).zip(mores).zip(lefts) {
        for ((((truth, known), live), more), left) in truth.iter().zip(known).zip(live).zip(more).zip(left) {
            one((*truth, *known), *live, *more, left);
        }
    }
    for ((((truth, known), live), more), left) in truth.iter().zip(known).zip(live).zip(more).zip(left) {
        one((*truth, *known), *live, *more, left);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten words of three conditions, held against single rows.
    #[test]
    fn counts_are_those_of_single_rows() {
        let mut seed = 7u64;
        let mut word = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed ^ seed >> 29
        };
        let conditions: [([u64; 10], [u64; 10]); 3] = core::array::from_fn(|_| {
            (core::array::from_fn(|_| word()), core::array::from_fn(|_| word() | word()))
        });
        let mut live = [u64::MAX; 10];
        live[9] = (1 << 23) - 1;
        let (mut held, mut more, mut left) = ([word(); 10], [word(); 10], [word(); 10]);
        for (at, (truth, known)) in conditions.iter().enumerate() {
            hold((truth, known), at == 0, &mut held, &mut more);
        }
        for (at, (truth, known)) in conditions.iter().enumerate() {
            let counts = count((truth, known), at == 0, &live, &more, &mut left);
            let mut expected = Counts::default();
            for row in 0..9 * 64 + 23 {
                let bit = |words: &[u64; 10]| words[row / 64] >> (row % 64) & 1 == 1;
                let holds = |(truth, known): &([u64; 10], [u64; 10])| bit(truth) && bit(known);
                let others = (0..3).filter(|other| *other != at).all(|other| holds(&conditions[other]));
                expected.failed += u32::from(bit(known) && !bit(truth));
                expected.unknown += u32::from(!bit(known));
                expected.alone += u32::from(bit(known) && !bit(truth) && others);
                expected.left += u32::from(conditions[..=at].iter().all(holds));
            }
            assert_eq!(counts, expected);
        }
    }
}

//! Aggregates of customers over the rows of a table, a block at once.
//!
//! [`super::aggregate`] says what an aggregate is, a row after the other. What can be said with words of bits and sums
//! that stay within 64 bits is said here instead: most aggregates of most policies. The rest is left to it.
//!
//! INVARIANT: what is computed here is what [`super::aggregate`] would say, to the bit.

use alloc::vec;
use alloc::vec::Vec;

use appraise_kernels::arith::{rounded, zero_unknown};
use appraise_kernels::{Order, child, compare};

use super::lane::{Arg, Slot, bit, set_bit};
use super::pairs::Sure;
use super::{Lane, Machine};
use crate::model::{Domain, TableId};
use crate::policy::AggregateKind;
use crate::program::{NodeId, Op, Repr};

/// What a mean is multiplied with, so that it has two more places than its values.
const MEAN: i64 = 100;

/// The rows of a block's customers.
struct Children<'a> {
    offsets: &'a [u32],
    first: u32,
    /// Rows that are taken.
    taken: Vec<u64>,
    /// Customers of whom a row is in doubt.
    doubtful: Vec<u64>,
    /// Customers of whom everything is there.
    covered: Vec<u64>,
}

impl Machine<'_> {
    /// Whether the aggregate was computed.
    pub(super) fn reduce_block(&self, op: &Op, domain: Domain, repr: Repr, slot: &mut Slot) -> bool {
        let Op::Aggregate { kind, table, of, filter, order: None, since } = op else { return false };
        let Some(children) = self.children_of(*table, domain, (*filter, *of), *since) else { return false };
        let rows = self.rows(domain);
        match (kind, repr, of) {
            (AggregateKind::Exists, Repr::Bits, _) => {
                children.any(&mut slot.bits);
                // A row that certainly exists settles it, whatever the doubtful ones are.
                for (at, known) in slot.known.iter_mut().enumerate() {
                    let word = |words: &[u64]| words.get(at).copied().unwrap_or(0);
                    *known = word(&children.covered) & (word(&slot.bits) | !word(&children.doubtful));
                }
                slot.bits.iter_mut().zip(&slot.known).for_each(|(bits, known)| *bits &= known);
                true
            }
            (AggregateKind::Count, Repr::I64, _) => {
                child::counts(&children.taken, children.offsets, children.first, &mut slot.i64s);
                children.settle(slot, None);
                true
            }
            (AggregateKind::Sum | AggregateKind::Avg, Repr::I64, Some(of)) => {
                let Some(values) = self.wholes_of(*of) else { return false };
                if !stays_whole(values, child::longest(children.offsets)) {
                    return false;
                }
                child::sums(values, &children.taken, children.offsets, children.first, &mut slot.i64s);
                children.settle(slot, None);
                if *kind == AggregateKind::Avg {
                    children.divide(slot, rows);
                }
                true
            }
            (AggregateKind::Min | AggregateKind::Max, Repr::I64, Some(of)) => {
                let Some(values) = self.wholes_of(*of) else { return false };
                let find = if *kind == AggregateKind::Min { child::i64_smallest } else { child::i64_largest };
                find(values, &children.taken, children.offsets, children.first, &mut slot.i64s);
                children.settle(slot, Some(rows));
                true
            }
            (AggregateKind::Min | AggregateKind::Max, Repr::I32, Some(of)) => {
                let Some(values) = self.column_of::<i32>(*of, Repr::I32) else { return false };
                let find = if *kind == AggregateKind::Min { child::i32_smallest } else { child::i32_largest };
                find(values, &children.taken, children.offsets, children.first, &mut slot.i32s);
                children.settle(slot, Some(rows));
                for (row, value) in slot.i32s.iter_mut().enumerate() {
                    *value = if bit(&slot.known, row) { *value } else { 0 };
                }
                true
            }
            _ => false,
        }
    }

    fn wholes_of(&self, id: NodeId) -> Option<&[i64]> {
        self.column_of(id, Repr::I64)
    }

    /// The values of a node that are a column; `None` of another representation.
    fn column_of<T: Lane>(&self, id: NodeId, repr: Repr) -> Option<&[T]> {
        self.program().node(id).filter(|node| node.repr == repr)?;
        match self.arg::<T>(id) {
            Arg::Slice(values) => Some(values),
            Arg::Const(_) => None,
        }
    }

    /// The rows of a table; `None` where something about it is in doubt as a whole.
    fn children_of(
        &self,
        table: TableId,
        domain: Domain,
        (filter, of): (Option<NodeId>, Option<NodeId>),
        since: Option<NodeId>,
    ) -> Option<Children<'_>> {
        let rows = self.rows(domain);
        let Sure { offsets, first, incomplete } = self.runs(table, domain).sure()?;
        let offsets = offsets.get(..=rows)?;
        let first = u32::try_from(first).ok()?;
        let words = self.rows(Domain::Child(table)).div_ceil(64);
        let (mut taken, mut doubts) = (vec![0; words], vec![0; words]);
        let filter = filter.map(|filter| self.masks(filter));
        child::split(filter, of.map(|of| self.known(of)), &mut taken, &mut doubts);
        let mut doubtful = vec![0; rows.div_ceil(64)];
        if doubts.iter().any(|word| *word != 0) {
            child::any(&doubts, offsets, first, &mut doubtful);
        }
        let mut covered =
            since.map_or_else(|| vec![u64::MAX; rows.div_ceil(64)], |since| self.reach(table, since));
        let missing = incomplete.and_then(|missing| missing.words().get(self.customers.start / 64..));
        covered.iter_mut().zip(missing.unwrap_or(&[])).for_each(|(covered, missing)| *covered &= !missing);
        Some(Children { offsets, first, taken, doubtful, covered })
    }

    /// The customers for whom a table reaches back to a date of theirs.
    fn reach(&self, table: TableId, since: NodeId) -> Vec<u64> {
        let rows = self.rows(Domain::Customer);
        let mut out = vec![0; rows.div_ceil(64)];
        if let (Some(from), Arg::Slice(dates)) = (self.table_clock(table).covers_from, self.arg::<i32>(since))
        {
            compare::i32_constant(Order::Less, dates, from, &mut out);
            out.iter_mut().zip(self.known(since)).for_each(|(out, known)| *out = !*out & known);
            return out;
        }
        (0..rows).for_each(|row| set_bit(&mut out, row, self.covers(table, since, row)));
        out
    }
}

/// Whether a hundred times the sum of so many values stays within 64 bits, whichever they are.
fn stays_whole(values: &[i64], rows: u32) -> bool {
    // A negative value may be larger by one than its bits say.
    let most = compare::magnitude(values).saturating_add(1);
    let times = u64::from(rows).saturating_mul(MEAN.unsigned_abs());
    most.checked_mul(times).is_some_and(|most| i64::try_from(most).is_ok())
}

impl Children<'_> {
    fn any(&self, out: &mut [u64]) {
        child::any(&self.taken, self.offsets, self.first, out);
    }

    /// Writes down who is known and zeros for everybody else. With `rows`, the number of customers, nothing is known of
    /// one without rows.
    fn settle(&self, slot: &mut Slot, rows: Option<usize>) {
        let words = slot.known.iter_mut().zip(self.covered.iter().zip(&self.doubtful));
        words.for_each(|(known, (covered, doubtful))| *known = covered & !doubtful);
        if rows.is_some() {
            let mut some = vec![0; slot.known.len()];
            self.any(&mut some);
            slot.known.iter_mut().zip(&some).for_each(|(known, some)| *known &= some);
        }
        zero_unknown(&mut slot.i64s, &slot.known);
    }

    /// Sums become means, halves rounded away from zero; without rows there is none.
    fn divide(&self, slot: &mut Slot, rows: usize) {
        let mut counts = vec![0; rows];
        child::counts(&self.taken, self.offsets, self.first, &mut counts);
        for (row, (value, count)) in slot.i64s.iter_mut().zip(&counts).enumerate() {
            if *count == 0 {
                set_bit(&mut slot.known, row, false);
            }
            *value = rounded(*value * MEAN, *count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stays_whole;

    #[test]
    fn sums_that_might_leave_64_bits_are_left_to_the_wide_ones() {
        let limit = i64::MAX / 100;
        assert!(stays_whole(&[limit - 1, 1 - limit], 1));
        assert!(!stays_whole(&[-limit - 1], 1));
        assert!(!stays_whole(&[limit], 1) && !stays_whole(&[limit / 2], 3) && !stays_whole(&[i64::MIN], 1));
        assert!(stays_whole(&[i64::MIN], 0) && stays_whole(&[], u32::MAX));
    }
}

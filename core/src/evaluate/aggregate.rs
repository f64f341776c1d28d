//! Aggregates: from the rows of a child table to their customer, through offsets.

use super::Machine;
use super::lane::{Slot, bit, set_bit};
use crate::model::{Domain, TableId};
use crate::policy::AggregateKind;
use crate::program::{NodeId, Repr};

/// Rows of one aggregate: which are taken, which values they have.
struct Rows<'a> {
    /// Rows for which the filter is true.
    taken: Option<(&'a [u64], &'a [u64])>,
    /// Rows whose value is known.
    valued: Option<&'a [u64]>,
}

impl Rows<'_> {
    /// Whether a row is taken; `None` when that, or the value of a row that is taken, is unknown.
    fn take(&self, row: usize) -> Option<bool> {
        if let Some((truth, known)) = self.taken {
            if !bit(known, row) {
                return None;
            }
            if !bit(truth, row) {
                return Some(false);
            }
        }
        match self.valued {
            Some(valued) if !bit(valued, row) => None,
            _ => Some(true),
        }
    }
}

impl Machine<'_> {
    pub(super) fn aggregate(
        &self,
        kind: AggregateKind,
        table: TableId,
        of: Option<NodeId>,
        filter: Option<NodeId>,
        repr: Repr,
        slot: &mut Slot,
    ) {
        slot.known.fill(u64::MAX);
        let Some(data) = self.dataset().tables.get(usize::from(table.0)).filter(|t| t.supplied) else {
            slot.known.fill(0);
            slot.bits.fill(0);
            slot.i64s.fill(0);
            slot.i32s.fill(0);
            return;
        };
        let customers = self.range(Domain::Customer);
        let first = self.range(Domain::Child(table)).start;
        let rows = Rows { taken: filter.map(|f| self.masks(f)), valued: of.map(|v| self.known(v)) };
        let bounds = data.offsets.get(customers.start..=customers.end).unwrap_or(&[]);
        for (at, pair) in bounds.windows(2).enumerate() {
            let (Some(low), Some(high)) = (pair.first(), pair.get(1)) else { continue };
            let range = (*low as usize).saturating_sub(first)..(*high as usize).saturating_sub(first);
            let complete = data.incomplete.as_ref().is_none_or(|i| !i.get(customers.start + at));
            let result = if complete { self.reduce(kind, of, &rows, range) } else { None };
            set_bit(&mut slot.known, at, result.is_some());
            let value = result.unwrap_or(0);
            match repr {
                Repr::Bits => set_bit(&mut slot.bits, at, value != 0),
                Repr::I32 => store(&mut slot.i32s, at, i32::try_from(value).unwrap_or(0)),
                _ => store(&mut slot.i64s, at, value),
            }
        }
    }

    /// The aggregate of the rows of one customer; `None` is unknown. Sums go through 128 bits, so that only the total
    /// has to fit.
    fn reduce(
        &self,
        kind: AggregateKind,
        of: Option<NodeId>,
        rows: &Rows<'_>,
        range: core::ops::Range<usize>,
    ) -> Option<i64> {
        let dates = of.and_then(|id| self.program().node(id)).is_some_and(|n| n.repr == Repr::I32);
        let value = |row: usize| match of {
            Some(id) if dates => i64::from(self.i32_at(id, row)),
            Some(id) => self.i64_at(id, row),
            None => 0,
        };
        let (mut count, mut sum) = (0i64, 0i128);
        let mut extreme: Option<i64> = None;
        let mut doubtful = false;
        for row in range {
            match rows.take(row) {
                None => doubtful = true,
                Some(false) => {}
                Some(true) => {
                    let value = value(row);
                    count += 1;
                    sum += i128::from(value);
                    extreme = Some(match (extreme, kind) {
                        (Some(e), AggregateKind::Min) => e.min(value),
                        (Some(e), _) => e.max(value),
                        (None, _) => value,
                    });
                }
            }
        }
        // A row that certainly exists settles `exists`, whatever the doubtful ones are.
        if kind == AggregateKind::Exists && count > 0 {
            return Some(1);
        }
        if doubtful {
            return None;
        }
        match kind {
            AggregateKind::Sum => i64::try_from(sum).ok(),
            AggregateKind::Min | AggregateKind::Max => extreme,
            AggregateKind::Count => Some(count),
            AggregateKind::Exists => Some(0),
        }
    }
}

fn store<T>(out: &mut [T], at: usize, value: T) {
    if let Some(out) = out.get_mut(at) {
        *out = value;
    }
}

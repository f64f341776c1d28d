//! Aggregates: from the rows of a child table to their customer, through offsets.

use alloc::vec::Vec;
use core::ops::Range;

use super::Machine;
use super::lane::{Arg, Slot, bit, set_bit};
use crate::date::instant::MAX_DURATION;
use crate::model::{Domain, TableId};
use crate::number::round_half_away;
use crate::policy::AggregateKind;
use crate::program::{NodeId, Op, Repr};

/// What a mean is multiplied with, so that it has two more places than its values.
const MEAN: i128 = 100;

/// Rows of one aggregate: which are taken, which values they have.
pub(super) struct Rows<'a> {
    /// Rows for which the filter is true.
    taken: Option<(&'a [u64], &'a [u64])>,
    /// Rows of which is known what has to be known of every row that is taken: their values, or their order.
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

/// The values of a node as integers; zeros for doubles.
enum Wholes<'a> {
    Zero,
    Bits((&'a [u64], &'a [u64])),
    I32(Arg<'a, i32>),
    Code(Arg<'a, u32>),
    I64(Arg<'a, i64>),
    Wide(Arg<'a, i128>),
}

impl Wholes<'_> {
    fn at(&self, row: usize) -> i128 {
        match self {
            Self::Zero => 0,
            Self::Bits((truth, known)) => i128::from(bit(truth, row) && bit(known, row)),
            Self::I32(values) => values.at(row).into(),
            Self::Code(values) => values.at(row).into(),
            Self::I64(values) => values.at(row).into(),
            Self::Wide(values) => values.at(row),
        }
    }
}

impl Machine<'_> {
    pub(super) fn aggregate(&self, op: &Op, domain: Domain, repr: Repr, slot: &mut Slot) {
        let Op::Aggregate { kind, table, of, filter, order, since } = op else { return };
        if self.reduce_block(op, domain, repr, slot) {
            return;
        }
        slot.known.fill(u64::MAX);
        let rows = self.taken(*filter, order.or(*of));
        let (values_of, mut values) = (of.map(|of| self.wholes(of)), Vec::new());
        let ordered = order.map(|order| self.wholes(order));
        let runs = self.runs(*table, domain);
        for at in 0..self.rows(domain) {
            let covered = since.is_none_or(|since| {
                let customer = self.source(Domain::Customer, domain, at);
                self.covers(*table, since, customer)
            });
            let (row, value) = match (runs.of(at), &ordered, of) {
                _ if !covered => (None, None),
                (Err(_), ..) => (None, None),
                (Ok(range), Some(order), Some(of)) => {
                    let row = pick(*kind, order, &rows, range).filter(|row| self.is_known(*of, *row));
                    (row, row.map(|row| self.whole(*of, row)))
                }
                (Ok(range), ..) => {
                    let value = self.reduce((*kind, *of), values_of.as_ref(), &rows, range, &mut values);
                    (None, value.filter(|value| fits(*value, repr)))
                }
            };
            set_bit(&mut slot.known, at, value.is_some());
            let value = value.unwrap_or(0);
            match repr {
                Repr::Bits => set_bit(&mut slot.bits, at, value != 0),
                Repr::Wide => store(&mut slot.wides, at, value),
                Repr::I32 => store(&mut slot.i32s, at, i32::try_from(value).unwrap_or(0)),
                Repr::Code => store(&mut slot.codes, at, u32::try_from(value).unwrap_or(0)),
                Repr::F64 => {
                    let value = row.zip(*of).map_or(0.0, |(row, of)| self.f64_at(of, row));
                    store(&mut slot.f64s, at, value);
                }
                _ => store(&mut slot.i64s, at, i64::try_from(value).unwrap_or(0)),
            }
        }
    }

    /// Whether a table reaches back to a date of a customer.
    pub(super) fn covers(&self, table: TableId, since: NodeId, row: usize) -> bool {
        let clock = self.table_clock(table);
        self.is_known(since, row) && clock.covers_from.is_none_or(|from| from <= self.i32_at(since, row))
    }

    /// Which rows are taken: those whose filter is true and of which `valued` is known.
    pub(super) fn taken(&self, filter: Option<NodeId>, valued: Option<NodeId>) -> Rows<'_> {
        Rows { taken: filter.map(|f| self.masks(f)), valued: valued.map(|v| self.known(v)) }
    }

    /// The row that `first` or `last` takes; `None` when that is not certain, or there is none.
    pub(super) fn picked(
        &self,
        kind: AggregateKind,
        order: NodeId,
        rows: &Rows<'_>,
        range: Range<usize>,
    ) -> Option<usize> {
        pick(kind, &self.wholes(order), rows, range)
    }

    /// The values of a node as integers.
    fn wholes(&self, id: NodeId) -> Wholes<'_> {
        match self.program().node(id).map(|n| n.repr) {
            Some(Repr::Bits) => Wholes::Bits(self.masks(id)),
            Some(Repr::I32) => Wholes::I32(self.arg(id)),
            Some(Repr::Code) => Wholes::Code(self.arg(id)),
            Some(Repr::F64) => Wholes::Zero,
            Some(Repr::Wide) => Wholes::Wide(self.arg(id)),
            _ => Wholes::I64(self.arg(id)),
        }
    }

    /// The value of a row as an integer.
    fn whole(&self, id: NodeId, row: usize) -> i128 {
        self.wholes(id).at(row)
    }

    fn is_wide(&self, id: NodeId) -> bool {
        self.program().node(id).is_some_and(|n| n.repr == Repr::Wide)
    }

    /// The aggregate of the rows of one customer; `None` is unknown. Sums go through 128 bits, so that only the total
    /// has to fit. `values` is room for the values that have to be told apart.
    fn reduce(
        &self,
        (kind, of): (AggregateKind, Option<NodeId>),
        values_of: Option<&Wholes<'_>>,
        rows: &Rows<'_>,
        range: Range<usize>,
        values: &mut Vec<i128>,
    ) -> Option<i128> {
        let (mut count, mut sum) = (0i128, 0i128);
        let mut extreme: Option<i128> = None;
        let mut doubtful = false;
        values.clear();
        for row in range {
            match rows.take(row) {
                None => doubtful = true,
                Some(false) => {}
                Some(true) => {
                    let value = values_of.map_or(0, |values| values.at(row));
                    count += 1;
                    sum += value;
                    extreme = Some(match (extreme, kind) {
                        (Some(e), AggregateKind::Min) => e.min(value),
                        (Some(e), _) => e.max(value),
                        (None, _) => value,
                    });
                    if kind == AggregateKind::CountDistinct {
                        values.push(value);
                    }
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
            AggregateKind::Sum => Some(sum),
            // A mean of durations is one, to the nanosecond.
            AggregateKind::Avg if of.is_some_and(|id| self.is_wide(id)) => round_half_away(sum, count),
            AggregateKind::Avg => round_half_away(sum * MEAN, count),
            AggregateKind::Count => Some(count),
            AggregateKind::CountDistinct => {
                crate::order::sort_unique(values);
                i128::try_from(values.len()).ok()
            }
            AggregateKind::Exists => Some(0),
            _ => extreme,
        }
    }
}

/// The row that comes first or last; `None` when that is not certain, or there is none.
fn pick(kind: AggregateKind, order: &Wholes<'_>, rows: &Rows<'_>, range: Range<usize>) -> Option<usize> {
    let mut best: Option<(i128, usize)> = None;
    for row in range {
        if !rows.take(row)? {
            continue;
        }
        // Rows lie in the order of their ids.
        let at = order.at(row);
        let better = |(best, _)| if kind == AggregateKind::Last { at >= best } else { at < best };
        if best.is_none_or(better) {
            best = Some((at, row));
        }
    }
    best.map(|(_, row)| row)
}

/// Whether a result is within the range of what holds it: of wide ones only durations are added up.
fn fits(value: i128, repr: Repr) -> bool {
    repr == Repr::Wide && value.abs() <= MAX_DURATION || i64::try_from(value).is_ok()
}

fn store<T>(out: &mut [T], at: usize, value: T) {
    if let Some(out) = out.get_mut(at) {
        *out = value;
    }
}

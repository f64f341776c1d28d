//! Which cell takes a value: the search behind bins, maps and tables with one input.

use appraise_kernels::{search, table};

use super::Machine;
use super::lane::{Arg, Slot, copy_known, set_bit};
use super::ratio::pow10;
use crate::program::{NodeId, Repr, Segments, no_segment};

/// Up to so many edges are counted one by one, which needs no branches; more are searched by halving.
const COUNTED_EDGES: usize = 16;

impl Machine<'_> {
    pub(super) fn segment(&mut self, index: u32, a: NodeId, rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        let Some(segments) = self.program().segments.get(index as usize) else { return };
        if let Segments::Texts { items, other } = segments {
            self.segment_texts(index as usize, items, *other, a, slot);
        } else {
            let repr = self.program().node(a).map_or(Repr::I64, |n| n.repr);
            match (segments, repr) {
                (Segments::Wide { edges, cells }, _) => {
                    let values = self.arg::<i128>(a);
                    for (row, out) in slot.codes.iter_mut().enumerate() {
                        let passed = edges.partition_point(|e| *e <= values.at(row));
                        *out = cells.get(passed).copied().unwrap_or(no_segment());
                    }
                }
                (Segments::Ints { edges, cells }, Repr::I32) => self.count_dates(edges, cells, a, slot),
                (Segments::Ints { edges, cells }, _) => {
                    count(self.arg(a), edges, cells, search::i64_edges, &mut slot.codes);
                }
                (Segments::Doubles { edges, cells }, _) => {
                    count(self.arg::<f64>(a), edges, cells, search::f64_edges, &mut slot.codes);
                }
                (Segments::Codes(cells), Repr::Bits) => {
                    let of = |i: usize| cells.get(i).copied().unwrap_or(no_segment());
                    let (no, yes) = (of(0), of(1));
                    for (row, out) in slot.codes.iter_mut().enumerate() {
                        *out = if super::lane::bit(self.bits(a), row) { yes } else { no };
                    }
                }
                (Segments::Codes(cells), _) => match self.arg::<u32>(a) {
                    Arg::Slice(codes) => table::rename_to(cells, no_segment(), codes, &mut slot.codes),
                    Arg::Const(code) => {
                        slot.codes.fill(cells.get(code as usize).copied().unwrap_or(no_segment()));
                    }
                },
                _ => {}
            }
        }
        no_cell_is_unknown(segments, rows, slot);
    }

    fn count_dates(&self, edges: &[i64], cells: &[u32], a: NodeId, slot: &mut Slot) {
        let days = self.arg::<i32>(a);
        for (row, out) in slot.codes.iter_mut().enumerate() {
            let day = i64::from(days.at(row));
            *out = cells.get(edges.partition_point(|e| *e <= day)).copied().unwrap_or(no_segment());
        }
    }

    /// Texts are looked up once per code of the dictionary.
    fn segment_texts(
        &mut self,
        index: usize,
        items: &[(alloc::string::String, u32)],
        other: u32,
        a: NodeId,
        slot: &mut Slot,
    ) {
        let mut map = self.room.code_maps.get_mut(index).map(core::mem::take).unwrap_or_default();
        let codes = self.arg::<u32>(a);
        for (row, out) in slot.codes.iter_mut().enumerate() {
            let code = codes.at(row);
            let place = code as usize;
            if map.len() <= place {
                map.resize(place + 1, NOT_YET);
            }
            if let Some(known) = map.get_mut(place) {
                if *known == NOT_YET {
                    let text = self.text(code);
                    *known = items
                        .binary_search_by(|(t, _)| t.as_str().cmp(text))
                        .ok()
                        .and_then(|i| items.get(i))
                        .map_or(other, |(_, cell)| *cell);
                }
                *out = *known;
            }
        }
        if let Some(place) = self.room.code_maps.get_mut(index) {
            *place = map;
        }
    }

    pub(super) fn segment_ratio(
        &self,
        index: u32,
        num: NodeId,
        den: NodeId,
        (left, right): (u8, u8),
        rows: usize,
        slot: &mut Slot,
    ) {
        self.known_quotient(num, den, slot);
        let Some(segments @ Segments::Wide { edges, cells }) = self.program().segments.get(index as usize)
        else {
            return;
        };
        let (n, d) = (self.arg::<i64>(num), self.arg::<i64>(den));
        let (left, right) = (pow10(left), pow10(right));
        for (row, out) in slot.codes.iter_mut().enumerate() {
            let (n, d) = (i128::from(n.at(row)), i128::from(d.at(row)));
            let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
            // An even edge 2v is reached by values >= v, an odd one 2v + 1 by values > v.
            let passed = edges.partition_point(|edge| {
                let v = edge.div_euclid(2);
                // Where `v * d` does not fit, it is beyond every numerator: its sign decides.
                let ordering = match v.checked_mul(d) {
                    Some(bound) => super::ratio::order_products((n, left), (bound, right), false),
                    None => 0.cmp(&v),
                };
                if edge.rem_euclid(2) == 0 { ordering.is_ge() } else { ordering.is_gt() }
            });
            *out = cells.get(passed).copied().unwrap_or(no_segment());
        }
        no_cell_is_unknown(segments, rows, slot);
    }
}

const NOT_YET: u32 = u32::MAX - 1;

/// A value that no cell takes is unknown: `no_hit`. Cells that cover everything have nothing to look for.
fn no_cell_is_unknown(segments: &Segments, rows: usize, slot: &mut Slot) {
    let none = no_segment();
    let complete = match segments {
        Segments::Ints { cells, .. }
        | Segments::Doubles { cells, .. }
        | Segments::Wide { cells, .. }
        | Segments::Codes(cells) => !cells.contains(&none),
        Segments::Texts { items, other } => *other != none && items.iter().all(|(_, cell)| *cell != none),
    };
    if complete {
        return;
    }
    for row in 0..rows {
        if slot.codes.get(row) == Some(&none) {
            set_bit(&mut slot.known, row, false);
        }
    }
}

fn count<T: Copy + Default + PartialOrd>(
    values: Arg<'_, T>,
    edges: &[T],
    cells: &[u32],
    kernel: fn(&[T], &[T], &mut [u32]),
    out: &mut [u32],
) {
    let cell = |passed: usize| cells.get(passed).copied().unwrap_or(no_segment());
    let Arg::Slice(values) = values else {
        let value = values.at(0);
        out.fill(cell(edges.partition_point(|e| *e <= value)));
        return;
    };
    if edges.len() > COUNTED_EDGES {
        for (value, out) in values.iter().zip(out) {
            *out = cell(edges.partition_point(|e| *e <= *value));
        }
        return;
    }
    kernel(values, edges, out);
    let in_order = cells.iter().copied().eq(0..u32::try_from(cells.len()).unwrap_or(0));
    if !in_order {
        table::rename(cells, no_segment(), out);
    }
}

//! Values that a machine is given instead of computing them, and columns of values that it has computed.
//!
//! A held node is one whose values for all rows are known from a run before. Its slot is filled from that column, block
//! by block, and what only it rests on is not evaluated. Reasons of unknown values cannot be looked for below it.

use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::lane::{Slot, copy_bits};
use super::{Machine, Workspace};
use crate::column::{Column, Values};
use crate::dataset::Dataset;
use crate::model::Domain;
use crate::program::{NodeId, Program};

impl<'a> Machine<'a> {
    /// As [`Machine::for_needs`], of a machine that takes the values of some nodes from columns: of those of `order`
    /// that `held` has one for.
    pub(crate) fn holding(
        program: &'a Program,
        dataset: &'a Dataset,
        now: (i64, i32),
        order: impl IntoIterator<Item = (NodeId, Option<Rc<Column>>)>,
    ) -> Self {
        let (mut ids, mut held) = (Vec::new(), vec![None; program.nodes.len()]);
        for (id, column) in order {
            ids.push(id);
            held.iter_mut().skip(id.at()).take(1).for_each(|held| held.clone_from(&column));
        }
        let machine = Self::within(program, dataset, now, Workspace::new(program, ids));
        Self { held, ..machine }
    }

    /// Fills a slot from the column of a held node; whether it is one.
    pub(super) fn take(&self, id: NodeId, rows: Range<usize>, slot: &mut Slot) -> bool {
        let Some(column) = self.held.get(id.at()).and_then(Option::as_ref) else { return false };
        match &column.known {
            Some(known) => copy_bits(known.words(), rows.start, rows.len(), &mut slot.known),
            None => slot.known.fill(u64::MAX),
        }
        match &column.values {
            Values::Bool(bits) => copy_bits(bits.words(), rows.start, rows.len(), &mut slot.bits),
            Values::I64(values) => copy(values, rows, &mut slot.i64s),
            Values::I32(values) => copy(values, rows, &mut slot.i32s),
            Values::F64(values) => copy(values, rows, &mut slot.f64s),
            Values::Code(values) => copy(values, rows, &mut slot.codes),
        }
        true
    }

    /// Appends the block's values of a node to a column of its representation, which has to have a bitmap.
    pub(crate) fn append_to(&self, column: &mut Column, id: NodeId, domain: Domain) {
        let rows = self.rows(domain);
        if let Some(out) = &mut column.known {
            out.extend(rows, self.known(id).iter().copied());
        }
        match &mut column.values {
            Values::Bool(out) => {
                let (truth, known) = self.masks(id);
                out.extend(rows, truth.iter().zip(known).map(|(truth, known)| truth & known));
            }
            Values::I64(out) => self.append(id, rows, out),
            Values::I32(out) => self.append(id, rows, out),
            Values::F64(out) => self.append(id, rows, out),
            Values::Code(out) => self.append(id, rows, out),
        }
    }
}

fn copy<T: Copy>(values: &[T], rows: Range<usize>, out: &mut [T]) {
    for (out, value) in out.iter_mut().zip(values.get(rows).unwrap_or(&[])) {
        *out = *value;
    }
}

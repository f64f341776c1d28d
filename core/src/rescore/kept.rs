//! Columns of single nodes that are kept beside an outcome, within a bound.
//!
//! INVARIANT: a column that is kept means the same in every machine over the same dataset: texts that only one run made
//! are not in it.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::column::{Bits, Column, Values};
use crate::dataset::Dataset;
use crate::evaluate::Machine;
use crate::model::Domain;
use crate::outcome::Run;
use crate::program::{Node, NodeId, Op, Repr, Same};

/// Bytes of columns that are kept beside one outcome, at most: about 80 of a hundred thousand numbers.
const MOST: usize = 64 << 20;

/// Columns of nodes, in the order of their nodes.
#[derive(Debug, Clone, Default)]
pub struct Kept(Vec<(NodeId, Rc<Column>)>);

impl Kept {
    /// Number of columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same columns under the nodes of another program.
    pub(super) fn under(&self, same: &Same) -> Self {
        let mut columns: Vec<(NodeId, Rc<Column>)> =
            same.pairs().filter_map(|(new, old)| Some((new, self.column(old)?))).collect();
        crate::order::sort_by(&mut columns, |a, b| a.0.cmp(&b.0));
        Self(columns)
    }

    /// The column of a node.
    pub(super) fn column(&self, id: NodeId) -> Option<Rc<Column>> {
        self.0
            .binary_search_by(|(node, _)| node.cmp(&id))
            .ok()
            .and_then(|at| self.0.get(at))
            .map(|(_, c)| c.clone())
    }

    /// Whether there is a column of a node.
    pub(super) fn has(&self, id: NodeId) -> bool {
        self.column(id).is_some()
    }

    /// Bytes of the columns of some nodes.
    pub(super) fn size(&self, of: &[NodeId]) -> usize {
        of.iter().filter_map(|id| self.column(*id)).map(|column| size(&column)).sum()
    }

    /// Takes in what a run kept. What it read stays, and of the rest what there is room for.
    pub(super) fn take(&mut self, keeper: Keeper, read: &[NodeId], dataset: &Dataset) {
        let texts = dataset.texts.len();
        let made = keeper.0.into_iter().filter(|keeping| is_of_all_runs(&keeping.column, texts));
        let mut all: Vec<(NodeId, Rc<Column>)> = made.map(|k| (k.id, Rc::new(k.column))).collect();
        let mut bytes = all.iter().map(|(_, column)| size(column)).sum::<usize>() + self.size(read);
        for (id, column) in core::mem::take(&mut self.0) {
            let is_read = read.contains(&id);
            if !is_read {
                bytes = bytes.saturating_add(size(&column));
            }
            if is_read || bytes <= MOST {
                all.push((id, column));
            }
        }
        crate::order::sort_by(&mut all, |a, b| a.0.cmp(&b.0));
        self.0 = all;
    }
}

/// Columns of nodes while a run fills them.
pub(super) struct Keeper(Vec<Keeping>);

struct Keeping {
    id: NodeId,
    domain: Domain,
    column: Column,
}

impl Keeper {
    /// To keep what can be kept of some nodes, beside so many bytes that are there.
    pub fn of(run: &Run<'_>, nodes: &[NodeId], mut bytes: usize) -> Self {
        let mut all = Vec::new();
        for id in nodes {
            let Some(node) = run.program.node(*id) else { continue };
            let Some((values, rows)) = room(run, *id, node) else { continue };
            bytes = bytes.saturating_add(rows.saturating_mul(width(&values)) / 8);
            if bytes > MOST {
                break;
            }
            let column = Column { values, known: Some(Bits::default()), reasons: Vec::new() };
            all.push(Keeping { id: *id, domain: node.domain, column });
        }
        Self(all)
    }

    /// Adds the machine's present block.
    pub fn add(&mut self, machine: &Machine<'_>) {
        for Keeping { id, domain, column } in &mut self.0 {
            machine.append_to(column, *id, *domain);
        }
    }
}

/// An empty column for the values of a node, and how many there will be; `None` for a node that is not kept: what lies
/// in the dataset or is one value for all, what is not one value per row, and what follows the turn of a product.
fn room(run: &Run<'_>, id: NodeId, node: &Node) -> Option<(Values, usize)> {
    let is_cheap = matches!(node.op, Op::Input(_)) || node.op.is_constant();
    if is_cheap || run.program.turns.binary_search(&id).is_ok() {
        return None;
    }
    let rows = match node.domain {
        Domain::Customer => run.rows(),
        Domain::Child(table) => run.dataset.tables.get(usize::from(table.0))?.rows,
        Domain::Pair(..) => return None,
    };
    let values = match node.repr {
        Repr::Bits => Values::Bool(Bits::default()),
        Repr::I64 => Values::I64(Vec::with_capacity(rows)),
        Repr::I32 => Values::I32(Vec::with_capacity(rows)),
        Repr::F64 => Values::F64(Vec::with_capacity(rows)),
        Repr::Code => Values::Code(Vec::with_capacity(rows)),
        Repr::Wide | Repr::Card => return None,
    };
    Some((values, rows))
}

/// Bits of a row.
const fn width(values: &Values) -> usize {
    let value = match values {
        Values::Bool(_) => 1,
        Values::I64(_) | Values::F64(_) => 64,
        Values::I32(_) | Values::Code(_) => 32,
    };
    value + 1
}

/// Bytes of a column.
fn size(column: &Column) -> usize {
    column.values.len().saturating_mul(width(&column.values)) / 8
}

/// Whether no code is one of a text that only the run has made.
fn is_of_all_runs(column: &Column, texts: usize) -> bool {
    match &column.values {
        Values::Code(codes) => codes.iter().all(|code| (*code as usize) < texts),
        _ => true,
    }
}

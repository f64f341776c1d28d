//! Decision tables: which row fires, or what follows from all rows that do.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::lower::Lower;
use super::{DecisionNodes, NodeId, Op, Pick, Repr, repr_of};
use crate::model::{CellSet, Decision, Domain, Row};
use crate::policy::{Fold, Hit};
use crate::value::{Type, Value};

impl Lower<'_> {
    pub(super) fn decision(&mut self, table: &Decision) -> DecisionNodes {
        let nodes = self.decided(table);
        let inputs = table.inputs.iter().map(|(_, term)| self.shown(term)).collect();
        DecisionNodes { inputs, ..nodes }
    }

    fn decided(&mut self, table: &Decision) -> DecisionNodes {
        if let (Hit::Unique | Hit::First | Hit::Any, [(_, input)]) = (table.hit, table.inputs.as_slice())
            && table.rows.iter().all(|r| r.cells.iter().all(Option::is_some))
        {
            let sets: Vec<Option<&CellSet>> =
                table.rows.iter().map(|r| r.cells.first().and_then(Option::as_ref)).collect();
            let row = self.segment(input, &sets);
            return self.row_outputs(table, row);
        }
        let rows: Vec<NodeId> = table.rows.iter().map(|row| self.takes(table, row)).collect();
        let outputs = match table.hit {
            Hit::Collect => self.collected(table, &rows),
            Hit::Fold(fold) => [self.fold(table, fold, &rows)].into(),
            _ => {
                let op = Op::Decide(ranked(table, &rows));
                let row = self.node(op, Domain::Customer, Repr::Code);
                return self.row_outputs(table, row);
            }
        };
        let decided = outputs.first().copied().unwrap_or(NodeId(0));
        DecisionNodes { decided, single: false, inputs: Vec::new(), rows, outputs }
    }

    /// Whether a row takes the values of all inputs.
    fn takes(&mut self, table: &Decision, row: &Row) -> NodeId {
        let mut tests = Vec::new();
        for ((_, input), cell) in table.inputs.iter().zip(&row.cells) {
            if let Some(set) = cell {
                // What the cell does not take is a known "no", and no gap.
                let code = self.segment(input, &[Some(set), None]);
                let hit = self.node(Op::Member(0), Domain::Customer, Repr::Code);
                tests.push(self.node(Op::SameCode(false, code, hit), Domain::Customer, Repr::Bits));
            }
        }
        self.joined(tests, Op::And, true)
    }

    /// A conjunction or disjunction; `none` is that of nothing.
    fn joined(&mut self, mut tests: Vec<NodeId>, op: fn(Vec<NodeId>) -> Op, none: bool) -> NodeId {
        crate::order::sort_unique(&mut tests);
        match tests.as_slice() {
            [] => self.node(Op::Bool(none), Domain::Customer, Repr::Bits),
            [one] => *one,
            _ => self.node(op(tests), Domain::Customer, Repr::Bits),
        }
    }

    /// How many rows take the values, and per member whether a row that names it does.
    fn collected(&mut self, table: &Decision, rows: &[NodeId]) -> Vec<NodeId> {
        let members = table.outputs.len().saturating_sub(1);
        let mut outputs = Vec::with_capacity(members + 1);
        outputs.push(self.fold(table, Fold::Count, rows));
        for member in (0u32..).take(members) {
            let named = |row: &Row| matches!(row.values.first(), Some(Value::Enum(_, m)) if *m == member);
            let of = table.rows.iter().zip(rows).filter(|(row, _)| named(row)).map(|(_, id)| *id).collect();
            outputs.push(self.joined(of, Op::Or, false));
        }
        outputs
    }

    fn fold(&mut self, table: &Decision, fold: Fold, rows: &[NodeId]) -> NodeId {
        let number = |row: &Row| match row.values.first() {
            Some(Value::Int(v) | Value::Decimal(v, _)) if fold != Fold::Count => *v,
            _ => 0,
        };
        let numbers = rows.iter().zip(&table.rows).map(|(id, row)| (*id, number(row))).collect();
        self.node(Op::Fold(fold, numbers), Domain::Customer, Repr::I64)
    }

    fn row_outputs(&mut self, table: &Decision, row: NodeId) -> DecisionNodes {
        let outputs = (0..table.outputs.len()).map(|i| self.output(table, i, row)).collect();
        DecisionNodes { decided: row, single: true, inputs: Vec::new(), rows: Vec::new(), outputs }
    }

    fn output(&mut self, table: &Decision, index: usize, row: NodeId) -> NodeId {
        let values: Vec<&Value> = table.rows.iter().filter_map(|r| r.values.get(index)).collect();
        let ty = table.outputs.get(index).map_or(Type::Null, |o| o.ty);
        let pick = match ty {
            Type::Bool | Type::Null => Pick::Bits(values.iter().map(|v| **v == Value::Bool(true)).collect()),
            Type::Int | Type::Decimal(_) | Type::Ratio => Pick::I64(
                values
                    .iter()
                    .map(|v| if let Value::Int(i) | Value::Decimal(i, _) = v { *i } else { 0 })
                    .collect(),
            ),
            Type::Date => {
                Pick::I32(values.iter().map(|v| if let Value::Date(d) = v { *d } else { 0 }).collect())
            }
            Type::Timestamp | Type::Duration => Pick::Wide(
                values
                    .iter()
                    .map(|v| if let Value::Timestamp(v) | Value::Duration(v) = v { *v } else { 0 })
                    .collect(),
            ),
            Type::Double => {
                Pick::F64(values.iter().map(|v| if let Value::Double(d) = v { *d } else { 0.0 }).collect())
            }
            Type::Enum(_) => {
                Pick::Code(values.iter().map(|v| if let Value::Enum(_, m) = v { *m } else { 0 }).collect())
            }
            Type::String => Pick::Text(
                values.iter().map(|v| if let Value::String(s) = v { self.text(s) } else { 0 }).collect(),
            ),
        };
        self.pick(row, pick, repr_of(ty))
    }
}

impl Op {
    /// Which of these conditions is the first that is true, as in a table where the first row counts.
    pub(super) fn first(conditions: &[NodeId]) -> Self {
        Self::Decide((0..).zip(conditions).map(|(at, id)| (at, at, *id)).collect())
    }
}

/// The rows with their ranks: all alike where any row that fires will do, each its own where the first counts, by
/// priority where that does.
fn ranked(table: &Decision, rows: &[NodeId]) -> Vec<(u32, u32, NodeId)> {
    let members = |at: u32| table.rows.get(at as usize).map(crate::model::priority);
    let mut before = |a: u32, b: u32| match table.hit {
        Hit::First => a.cmp(&b),
        Hit::Priority => members(a).cmp(&members(b)),
        _ => Ordering::Equal,
    };
    let mut order = crate::order::positions(rows.len());
    crate::order::arrange(&mut order, &mut before);
    let mut ranked: Vec<(u32, u32, NodeId)> = Vec::with_capacity(rows.len());
    for at in order {
        let rank = ranked.last().map_or(0, |(rank, last, _)| rank + u32::from(before(*last, at).is_ne()));
        ranked.extend(rows.get(at as usize).map(|id| (rank, at, *id)));
    }
    ranked
}

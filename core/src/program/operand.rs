//! The operands of an operation.
//!
//! INVARIANT: the match has no wildcard, so that an operation whose operands nobody has named does not compile.

use super::{NodeId, Op};

/// Calls `$visit` with a reference to every operand of `$op`, which is shared or exclusive as `$op` is.
macro_rules! each_operand {
    ($op:expr, $visit:expr) => {
        match $op {
            Op::Input(_)
            | Op::Clock(_)
            | Op::Wide(_)
            | Op::Usable(_)
            | Op::Bool(_)
            | Op::Int(_)
            | Op::Date(_)
            | Op::Double(_)
            | Op::Text(_)
            | Op::Member(_)
            | Op::Null
            | Op::Withdrawn(_)
            | Op::Override(_)
            | Op::Card(_)
            | Op::Class(_)
            | Op::Turn(_)
            | Op::Offered(_) => {}
            Op::And(list) | Op::Or(list) => list.into_iter().for_each($visit),
            Op::Decide(list) => list.into_iter().map(|(_, _, id)| id).for_each($visit),
            Op::Fold(_, list) => list.into_iter().map(|(id, _)| id).for_each($visit),
            Op::Not(a)
            | Op::IsNull(a)
            | Op::Known(a)
            | Op::InInts(a, _)
            | Op::InDoubles(a, _)
            | Op::InTexts(a, _)
            | Op::InMembers(a, _)
            | Op::Convert(_, a)
            | Op::HeldOut(a, ..)
            | Op::Overlay(_, a)
            | Op::DatePart(_, a)
            | Op::Gather(a)
            | Op::Beside(a)
            | Op::Refer(a, _)
            | Op::Finite(a)
            | Op::Segment(_, a)
            | Op::CardPart(a, _)
            | Op::ClassPart(a, _)
            | Op::Pick(a, _) => $visit(a),
            Op::Compare(_, a, b)
            | Op::SameCode(_, a, b)
            | Op::CompareText(_, a, b)
            | Op::Arith(_, a, b)
            | Op::Coalesce(a, b)
            | Op::TextTest(_, a, b)
            | Op::Concat(a, b)
            | Op::DatePair(_, a, b)
            | Op::Find(_, a, b)
            | Op::SegmentRatio { num: a, den: b, .. }
            | Op::RoundRatio { num: a, den: b, .. } => [a, b].into_iter().for_each($visit),
            Op::Select(a, b, c) | Op::CompareRatio { num: a, den: b, with: c, .. } => {
                [a, b, c].into_iter().for_each($visit);
            }
            Op::CompareRatios { parts, .. } => parts.into_iter().for_each($visit),
            Op::Aggregate { of, filter, order, since, .. } => {
                of.into_iter().chain(filter).chain(order).chain(since).for_each($visit);
            }
        }
    };
}

impl Op {
    /// Whether it is a value that the program itself holds, known in every row.
    pub(crate) const fn is_value(&self) -> bool {
        matches!(
            self,
            Self::Bool(_)
                | Self::Int(_)
                | Self::Date(_)
                | Self::Double(_)
                | Self::Wide(_)
                | Self::Text(_)
                | Self::Member(_)
        )
    }

    /// Whether it is one value for all rows of all domains, or unknown in all.
    pub(crate) const fn is_constant(&self) -> bool {
        self.is_value() || matches!(self, Self::Clock(_) | Self::Usable(_) | Self::Null | Self::Withdrawn(_))
    }

    /// Calls `visit` with every operand. What a scorecard or a class rests on is not listed.
    pub(crate) fn operands(&self, visit: &mut dyn FnMut(NodeId)) {
        let mut visit = |id: &NodeId| visit(*id);
        each_operand!(self, &mut visit);
    }

    /// As [`Self::operands`], each to be exchanged.
    pub(super) fn operands_mut(&mut self, visit: &mut dyn FnMut(&mut NodeId)) {
        each_operand!(self, &mut *visit);
    }
}

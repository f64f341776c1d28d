//! The operands of an operation.
//!
//! INVARIANT: the match has no wildcard, so that an operation whose operands nobody has named does not compile.

use super::{NodeId, Op};

impl Op {
    /// Calls `visit` with every operand. What a scorecard or a class rests on is not listed.
    pub(crate) fn operands(&self, visit: &mut dyn FnMut(NodeId)) {
        match self {
            Self::Input(_)
            | Self::Clock(_)
            | Self::Wide(_)
            | Self::Usable(_)
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Date(_)
            | Self::Double(_)
            | Self::Text(_)
            | Self::Member(_)
            | Self::Null
            | Self::Withdrawn(_)
            | Self::Override(_)
            | Self::Card(_)
            | Self::Class(_)
            | Self::HeldOut(..)
            | Self::Turn(_)
            | Self::Offered(_) => {}
            Self::And(list) | Self::Or(list) => list.iter().for_each(|id| visit(*id)),
            Self::Decide(list) => list.iter().for_each(|(_, _, id)| visit(*id)),
            Self::Fold(_, list) => list.iter().for_each(|(id, _)| visit(*id)),
            Self::Not(a)
            | Self::IsNull(a)
            | Self::Known(a)
            | Self::InInts(a, _)
            | Self::InDoubles(a, _)
            | Self::InTexts(a, _)
            | Self::InMembers(a, _)
            | Self::Convert(_, a)
            | Self::Overlay(_, a)
            | Self::DatePart(_, a)
            | Self::Gather(a)
            | Self::Beside(a)
            | Self::Refer(a, _)
            | Self::Finite(a)
            | Self::Segment(_, a)
            | Self::CardPart(a, _)
            | Self::ClassPart(a, _)
            | Self::Pick(a, _) => visit(*a),
            Self::Compare(_, a, b)
            | Self::SameCode(_, a, b)
            | Self::CompareText(_, a, b)
            | Self::Arith(_, a, b)
            | Self::Coalesce(a, b)
            | Self::TextTest(_, a, b)
            | Self::Concat(a, b)
            | Self::DatePair(_, a, b)
            | Self::Find(_, a, b)
            | Self::SegmentRatio { num: a, den: b, .. }
            | Self::RoundRatio { num: a, den: b, .. } => [a, b].into_iter().for_each(|id| visit(*id)),
            Self::Select(a, b, c) | Self::CompareRatio { num: a, den: b, with: c, .. } => {
                [a, b, c].into_iter().for_each(|id| visit(*id));
            }
            Self::CompareRatios { parts, .. } => parts.iter().for_each(|id| visit(*id)),
            Self::Aggregate { of, filter, order, since, .. } => {
                [of, filter, order, since].into_iter().flatten().for_each(|id| visit(*id));
            }
        }
    }
}

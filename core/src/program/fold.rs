//! Constant folding: the evaluator itself, run over one row of constants.
//!
//! There is no second implementation of any operation here, so folding cannot change a result.

use super::lower::Lower;
use super::{Node, NodeId, Op, Program, Repr};
use crate::model::Domain;

/// The constant that an operation on constants yields; `None` when an operand is not constant or the result is unknown.
pub(super) fn fold(lower: &mut Lower<'_>, op: &Op, repr: Repr) -> Option<Op> {
    let mut program = Program { texts: lower.program.texts.clone(), ..Program::default() };
    let mut local = |id: NodeId| -> Option<NodeId> {
        let constant = lower.constant(id)?.clone();
        let repr = lower.program.node(id)?.repr;
        program.nodes.push(Node { op: constant, domain: Domain::Customer, repr });
        Some(NodeId(u32::try_from(program.nodes.len() - 1).ok()?))
    };
    let op = match op {
        Op::Not(a) => Op::Not(local(*a)?),
        Op::And(list) => Op::And(list.iter().map(|a| local(*a)).collect::<Option<_>>()?),
        Op::Or(list) => Op::Or(list.iter().map(|a| local(*a)).collect::<Option<_>>()?),
        Op::IsNull(a) => Op::IsNull(local(*a)?),
        Op::Known(a) => Op::Known(local(*a)?),
        Op::Compare(c, a, b) => Op::Compare(*c, local(*a)?, local(*b)?),
        Op::SameCode(n, a, b) => Op::SameCode(*n, local(*a)?, local(*b)?),
        Op::CompareText(c, a, b) => Op::CompareText(*c, local(*a)?, local(*b)?),
        Op::InInts(a, items) => Op::InInts(local(*a)?, items.clone()),
        Op::InTexts(a, items) => Op::InTexts(local(*a)?, items.clone()),
        Op::InDoubles(a, items) => Op::InDoubles(local(*a)?, items.clone()),
        Op::Arith(o, a, b) => Op::Arith(*o, local(*a)?, local(*b)?),
        Op::Convert(c, a) => Op::Convert(*c, local(*a)?),
        Op::Select(c, a, b) => Op::Select(local(*c)?, local(*a)?, local(*b)?),
        Op::Coalesce(a, b) => Op::Coalesce(local(*a)?, local(*b)?),
        Op::TextTest(t, a, b) => Op::TextTest(*t, local(*a)?, local(*b)?),
        Op::Concat(a, b) => Op::Concat(local(*a)?, local(*b)?),
        Op::DatePart(p, a) => Op::DatePart(*p, local(*a)?),
        Op::DatePair(p, a, b) => Op::DatePair(*p, local(*a)?, local(*b)?),
        _ => return None,
    };
    program.nodes.push(Node { op, domain: Domain::Customer, repr });
    match crate::evaluate::constant(&program)? {
        crate::evaluate::Constant::Op(op) => Some(op),
        crate::evaluate::Constant::Text(text) => Some(Op::Text(lower.text(&text))),
    }
}

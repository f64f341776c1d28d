//! Lowering of comparisons and of membership: of ratios through their parts, of decimals exactly, of texts by code.

use alloc::vec::Vec;

use super::lower::{Lower, powers};
use super::lower_call::scale;
use super::{Compare, Lowered, NodeId, Op, Repr};
use crate::model::{Domain, Term};
use crate::value::{Type, Value};

impl Lower<'_> {
    /// `a compare b`, whatever their types are.
    pub(super) fn comparison(&mut self, compare: Compare, a: &Term, b: &Term) -> NodeId {
        let (x, y) = (self.term(a), self.term(b));
        match (x, y) {
            (Lowered::Ratio { num, den }, Lowered::Node(with)) => {
                self.ratio_with(compare, num, den, with, scale(b.ty))
            }
            (Lowered::Node(with), Lowered::Ratio { num, den }) => {
                self.ratio_with(compare.flipped(), num, den, with, scale(a.ty))
            }
            (Lowered::Ratio { num: n1, den: d1 }, Lowered::Ratio { num: n2, den: d2 }) => {
                let (left, right) = powers(d1.1 + n2.1, d2.1 + n1.1);
                let (parts, domain) = self.align([n1.0, d1.0, n2.0, d2.0]);
                self.node(Op::CompareRatios { compare, parts, left, right }, domain, Repr::Bits)
            }
            (Lowered::Node(x), Lowered::Node(y)) => self.plain_comparison(compare, (a.ty, x), (b.ty, y)),
        }
    }

    fn plain_comparison(
        &mut self,
        compare: Compare,
        (s, x): (Type, NodeId),
        (t, y): (Type, NodeId),
    ) -> NodeId {
        match (s, t) {
            (Type::String, _) | (Type::Enum(_), _) => {
                let ([x, y], domain) = self.align([x, y]);
                let op = match compare {
                    Compare::Eq => Op::SameCode(false, x.min(y), x.max(y)),
                    Compare::Ne => Op::SameCode(true, x.min(y), x.max(y)),
                    _ => Op::CompareText(compare, x, y),
                };
                self.node(op, domain, Repr::Bits)
            }
            (Type::Decimal(_) | Type::Int, Type::Decimal(_) | Type::Int) => {
                let (from, to) = (scale(s), scale(t));
                if from == to {
                    self.compare(compare, x, y)
                } else if from > to {
                    self.scaled_comparison(compare.flipped(), (y, to), (x, from))
                } else {
                    self.scaled_comparison(compare, (x, from), (y, to))
                }
            }
            _ => self.compare(compare, x, y),
        }
    }

    /// `x compare y` where `y` has more places. A constant gets as many; a column is compared through 128 bits, since
    /// with more places its values might not fit.
    fn scaled_comparison(
        &mut self,
        compare: Compare,
        (x, from): (NodeId, u8),
        (y, to): (NodeId, u8),
    ) -> NodeId {
        if let Some(Op::Int(v)) = self.constant(x)
            && crate::number::rescale(*v, from, to).is_some()
        {
            let x = self.widen(x, from, to);
            return self.compare(compare, x, y);
        }
        let one = self.value(&Value::Int(1));
        self.ratio_with(compare, (x, from), (one, 0), y, to)
    }

    /// `num / den  compare  with`, all decimals: `num * 10^(sd + sc)  ?  with * den * 10^sn`.
    pub(super) fn ratio_with(
        &mut self,
        compare: Compare,
        num: (NodeId, u8),
        den: (NodeId, u8),
        with: NodeId,
        with_scale: u8,
    ) -> NodeId {
        let (left, right) = powers(den.1 + with_scale, num.1);
        let ([n, d, w], domain) = self.align([num.0, den.0, with]);
        self.node(Op::CompareRatio { compare, num: n, den: d, with: w, left, right }, domain, Repr::Bits)
    }

    /// Whether `x` is one of constants.
    pub(super) fn membership(&mut self, x: &Term, items: &[Term]) -> NodeId {
        let values: Vec<Value> = items
            .iter()
            .filter_map(|i| match &i.kind {
                crate::model::TermKind::Value(v) => Some(v.clone()),
                crate::model::TermKind::Param(p) => {
                    self.model.params.get(usize::from(*p)).map(|p| p.value.clone())
                }
                _ => None,
            })
            .collect();
        let id = self.single(x);
        let ints = |values: &[Value]| {
            let mut out: Vec<i64> = values.iter().filter_map(|v| int_of(v, scale(x.ty))).collect();
            crate::order::sort_unique(&mut out);
            out
        };
        match x.ty {
            Type::Enum(_) => {
                let mut codes: Vec<u32> = values
                    .iter()
                    .filter_map(|v| if let Value::Enum(_, m) = v { Some(*m) } else { None })
                    .collect();
                crate::order::sort_unique(&mut codes);
                let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
                return self.node(Op::InMembers(id, codes), domain, Repr::Bits);
            }
            Type::String => {
                let codes = values
                    .iter()
                    .filter_map(|v| if let Value::String(s) = v { Some(self.text(s)) } else { None })
                    .collect();
                let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
                return self.node(Op::InTexts(id, codes), domain, Repr::Bits);
            }
            Type::Double => {
                let bits = values
                    .iter()
                    .filter_map(|v| if let Value::Double(d) = v { Some(d.to_bits()) } else { None })
                    .collect();
                let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
                return self.node(Op::InDoubles(id, bits), domain, Repr::Bits);
            }
            Type::Timestamp | Type::Duration => {
                let mut same: Vec<NodeId> = Vec::with_capacity(values.len());
                for value in &values {
                    let value = self.value(value);
                    same.push(self.compare(Compare::Eq, id, value));
                }
                // None of no values: unknown where the element is.
                let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
                let op = if same.is_empty() { Op::InInts(id, Vec::new()) } else { Op::Or(same) };
                return self.node(op, domain, Repr::Bits);
            }
            _ => {}
        }
        let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
        self.node(Op::InInts(id, ints(&values)), domain, Repr::Bits)
    }
}

/// A value as an integer of so many places; `None` for one that has none such, to which nothing is equal.
fn int_of(value: &Value, places: u8) -> Option<i64> {
    match value {
        Value::Int(i) => crate::number::rescale(*i, 0, places),
        Value::Decimal(i, s) => crate::number::rescale(*i, *s, places)
            .filter(|v| *s <= places || crate::number::rescale(*v, places, *s) == Some(*i)),
        Value::Date(d) => Some(i64::from(*d)),
        Value::Bool(b) => Some(i64::from(*b)),
        _ => None,
    }
}

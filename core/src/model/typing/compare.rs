//! Comparisons of lists: `==`, `!=` and `in`.
//!
//! Lists without guards are compared place by place while they are typed. Where elements have guards, the place of one
//! depends on how many before it are in the list, so that the comparison of each place chooses among the elements; the
//! length of such lists has a bound of its own.

use alloc::vec;
use alloc::vec::Vec;

use super::list::{Element, List, and, conjunction, given, is_literal, known, not, zero};
use super::{Typing, common};
use crate::cel::ast::{BinaryOp, Expr, Range};
use crate::diagnostic::Code;
use crate::model::term::{Function, Term};
use crate::value::{Type, Value};

/// The most elements of lists that are compared while some of their elements have guards.
const MAX_GUARDED: usize = 16;

impl Typing<'_> {
    /// `a == b` of lists.
    pub(super) fn list_equality(&mut self, op: BinaryOp, a: &Expr, b: &Expr, range: Range) -> Option<Term> {
        let (a, b) = (self.list(a), self.list(b));
        let (mut a, b) = (a?, b?);
        let equal = self.equal(&a, &b, range)?;
        a.needs.extend(b.needs);
        let equal = given(equal, a.needs);
        Some(if op == BinaryOp::Eq { equal } else { not(equal) })
    }

    fn equal(&mut self, a: &List, b: &List, range: Range) -> Option<Term> {
        let mut all = Vec::new();
        for (x, y) in a.items.iter().zip(&b.items) {
            all.push(self.same(&x.value, &y.value, range)?);
        }
        let guarded = a.items.iter().chain(&b.items).any(|i| i.guard.is_some());
        if guarded {
            return self.equal_guarded(a, b, range);
        }
        if a.items.len() != b.items.len() {
            return Some(Term::value(Value::Bool(false)));
        }
        Some(conjunction(Function::And, all))
    }

    /// The lists are equally long, and what stands at each place is equal or beyond the end.
    fn equal_guarded(&mut self, a: &List, b: &List, range: Range) -> Option<Term> {
        let most = a.items.len().max(b.items.len());
        if most > MAX_GUARDED {
            return self.fail(Code::ListTooLong, range, &[&most, &MAX_GUARDED]);
        }
        let mut sizes = [zero(), zero()];
        for (size, list) in sizes.iter_mut().zip([a, b]) {
            *size = self.ranks(list, range)?.pop().unwrap_or_else(zero);
        }
        let [m, n] = sizes;
        let mut all = vec![Term::apply(Type::Bool, Function::Eq, vec![m.clone(), n])];
        for place in 0..a.items.len().min(b.items.len()) {
            let at = Term::value(Value::Int(i64::try_from(place).unwrap_or(0)));
            let (x, y) = (self.chosen(a, &at, range)?, self.chosen(b, &at, range)?);
            let same = self.same(&Element::Term(x, None), &Element::Term(y, None), range)?;
            self.spend(&m, range)?;
            let beyond = Term::apply(Type::Bool, Function::Le, vec![m.clone(), at]);
            all.push(Term::apply(Type::Bool, Function::Or, vec![beyond, same]));
        }
        Some(conjunction(Function::And, all))
    }

    /// Whether two elements are equal; a literal takes the type of what it is compared with.
    pub(super) fn same(&mut self, a: &Element, b: &Element, range: Range) -> Option<Term> {
        match (a, b) {
            (Element::Term(ta, la), Element::Term(tb, lb)) => {
                let (x, y) = (ta.ty, tb.ty);
                self.spend(ta, range)?;
                self.spend(tb, range)?;
                let ta = la.as_ref().map_or(Some(ta.clone()), |l| self.adapt(ta.clone(), l, y))?;
                let tb = lb.as_ref().map_or(Some(tb.clone()), |l| self.adapt(tb.clone(), l, x))?;
                if common(ta.ty, tb.ty).is_none() {
                    return self.outside(range, "a comparison of values of different types", "");
                }
                self.one_domain(&ta, &tb, range)?;
                Some(Term::apply(Type::Bool, Function::Eq, vec![ta, tb]))
            }
            (Element::List(a), Element::List(b)) => self.equal(a, b, range),
            _ => self.outside(range, "a comparison of a list with a single value", ""),
        }
    }

    /// `x in list`.
    pub(super) fn list_membership(&mut self, a: &Expr, b: &Expr) -> Option<Term> {
        let (element, list) = (self.element(a), self.list(b));
        let (element, mut list) = (element?, list?);
        let mut any = Vec::new();
        for item in &list.items {
            let same = self.same(&element, &item.value, b.range)?;
            any.push(and(item.guard.clone(), Some(same)));
        }
        match element {
            Element::Term(term, _) => list.needs.extend(known(&term)),
            Element::List(mut inner) => list.needs.append(&mut inner.needs),
        }
        Some(given(conjunction(Function::Or, any), list.needs))
    }

    /// A value or a list.
    pub(super) fn element(&mut self, expr: &Expr) -> Option<Element> {
        if self.levels(expr) > 0 {
            return self.list(expr).map(Element::List);
        }
        let term = self.term(expr)?;
        match term.ty {
            Type::Null => self.fail(Code::NullUse, expr.range, &[]),
            Type::Ratio => self.fail(Code::RatioUse, expr.range, &[&"`in`"]),
            _ => Some(Element::Term(term, is_literal(expr).then(|| expr.clone()))),
        }
    }
}

//! Lists of known length, unrolled while an expression is typed.
//!
//! `[a, b].exists(e, e > k)` is `a > k || b > k` once it is typed: no list reaches the program. An element may have a
//! guard, the condition under which it is in the list at all (`filter`). CEL makes a list with an element that is an
//! error an error as a whole, so a list also carries its needs: what is read off it is unknown where one of them is.
//! Lists of lists are allowed where nothing but their shape matters; maps, nulls and mixed types are refused by name.
//!
//! INVARIANT: guards and needs are boolean terms; a need is true or unknown, never false.
//! INVARIANT: the needs of a list within a list are those of the outer one.

use alloc::vec;
use alloc::vec::Vec;

use super::macros::Bound;
use super::{Typing, common};
use crate::cel::ast::{BinaryOp, Expr, ExprKind, Range};
use crate::diagnostic::Code;
use crate::model::term::{Function, Term, TermKind};
use crate::value::{Type, Value};

/// The most elements of a list.
const MAX_ITEMS: usize = 64;

/// A list while it is typed.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct List {
    /// The elements in order.
    pub items: Vec<Item>,
    /// What has to be known for the list to have a value.
    pub needs: Vec<Term>,
}

/// An element of a list.
#[derive(Debug, Clone)]
pub(in crate::model) struct Item {
    /// When it is in the list; always without one.
    pub guard: Option<Term>,
    /// What it is.
    pub value: Element,
}

/// What an element is.
#[derive(Debug, Clone)]
pub(in crate::model) enum Element {
    /// A value, with the literal that it was written as, whose type may still adapt.
    Term(Term, Option<Expr>),
    /// A list.
    List(List),
}

impl Typing<'_> {
    /// How many levels of lists an expression has by the look of it; 0 for everything that is not a list.
    pub(super) fn levels(&self, expr: &Expr) -> u32 {
        match &expr.kind {
            _ if self.is_rows(expr) => 0,
            ExprKind::List(items) => 1 + items.iter().map(|i| self.levels(i)).max().unwrap_or(0),
            ExprKind::Ident { name, leading_dot: false } if self.local(name).is_some() => {
                match self.local(name) {
                    Some(Bound::Element(Element::List(list))) => levels_of(list),
                    _ => 0,
                }
            }
            ExprKind::Call { target: Some(target), name, .. } if name == "filter" => {
                self.levels(target).max(1)
            }
            ExprKind::Call { target: Some(_), name, .. } if name == "map" => 1,
            ExprKind::Binary(BinaryOp::Add, a, b) | ExprKind::Conditional(_, a, b) => {
                self.levels(a).max(self.levels(b))
            }
            ExprKind::Index { operand, .. } => self.levels(operand).saturating_sub(1),
            _ => 0,
        }
    }

    /// The list that an expression is.
    pub(super) fn list(&mut self, expr: &Expr) -> Option<List> {
        let list = match &expr.kind {
            ExprKind::List(items) => self.list_literal(items, expr.range)?,
            ExprKind::Ident { name, leading_dot: false } => match self.local(name).cloned() {
                Some(Bound::Element(Element::List(list))) => self.spent(list, expr.range)?,
                _ => return self.not_a_list(expr),
            },
            ExprKind::Call { target: Some(target), name, args } if name == "filter" || name == "map" => {
                let list = self.list(target)?;
                self.step(list, name == "map", args, expr.range)?
            }
            ExprKind::Binary(BinaryOp::Add, a, b) => {
                let (a, b) = (self.list(a), self.list(b));
                let (mut list, more) = (a?, b?);
                list.items.extend(more.items);
                list.needs.extend(more.needs);
                list
            }
            ExprKind::Index { operand, index } => {
                let list = self.list(operand)?;
                self.list_at(list, index)?
            }
            ExprKind::Conditional(c, a, b) => {
                let condition = self.boolean(c);
                let (a, b) = (self.list(a), self.list(b));
                self.either(condition?, a?, b?, expr.range)?
            }
            _ => return self.not_a_list(expr),
        };
        if list.items.len() > MAX_ITEMS {
            return self.fail(Code::ListTooLong, expr.range, &[&list.items.len(), &MAX_ITEMS]);
        }
        Some(list)
    }

    fn not_a_list<T>(&mut self, expr: &Expr) -> Option<T> {
        let term = self.term(expr)?;
        self.no_overload(expr.range, "a list operation", &[term.ty], "")
    }

    /// A condition.
    pub(super) fn boolean(&mut self, expr: &Expr) -> Option<Term> {
        let term = self.term(expr)?;
        if term.ty == Type::Bool {
            return Some(term);
        }
        let found = crate::model::names::type_name(term.ty);
        self.fail(Code::ConditionType, expr.range, &[&"bool", &found])
    }

    /// `[a, b]`: every element of one type; literals take the type of the others.
    fn list_literal(&mut self, items: &[Expr], range: Range) -> Option<List> {
        let mut list = List::default();
        let mut beside = None;
        for expr in items {
            let value = if self.levels(expr) > 0 {
                let mut inner = self.list(expr)?;
                list.needs.append(&mut inner.needs);
                Element::List(inner)
            } else {
                let term = self.term(expr)?;
                match term.ty {
                    Type::Null => return self.outside(expr.range, "null in a list", ""),
                    Type::Ratio => return self.fail(Code::RatioUse, expr.range, &[&"a list"]),
                    _ => {}
                }
                let literal = is_literal(expr).then(|| expr.clone());
                if beside.is_none() && literal.is_none() {
                    beside = Some(term.ty);
                }
                list.needs.extend(known(&term));
                Element::Term(term, literal)
            };
            list.items.push(Item { guard: None, value });
        }
        for item in &mut list.items {
            if let (Element::Term(term, Some(literal)), Some(ty)) = (&mut item.value, beside) {
                *term = self.adapt(term.clone(), &literal.clone(), ty)?;
            }
        }
        let kinds: Vec<(u32, Type, bool)> = list.items.iter().filter_map(|i| leaf(&i.value)).collect();
        let flat = list.items.iter().filter(|i| matches!(i.value, Element::Term(..))).count();
        // A literal takes the type of what it meets, so that `[0.5, 2]` are two numbers.
        let number = |ty| matches!(ty, Type::Int | Type::Double);
        let one_kind = kinds.windows(2).all(|pair| match pair {
            [a, b] => {
                let literals = a.2 && b.2 && number(a.1) && number(b.1);
                a.0 == b.0 && (literals || common(a.1, b.1).is_some())
            }
            _ => true,
        });
        if !one_kind || (flat != 0 && flat != list.items.len()) {
            return self.outside(range, "a list of mixed types", "give every element the same type");
        }
        Some(list)
    }

    /// `c ? a : b` of lists: the elements of each under the condition that it is chosen.
    fn either(&mut self, condition: Term, a: List, b: List, range: Range) -> Option<List> {
        let mut list = List { items: Vec::new(), needs: known(&condition).into_iter().collect() };
        let otherwise = not(condition.clone());
        for (side, when, unless) in [(a, &condition, &otherwise), (b, &otherwise, &condition)] {
            for item in side.items {
                self.spend(when, range)?;
                let guard = Some(and(Some(when.clone()), item.guard));
                list.items.push(Item { guard, ..item });
            }
            for need in side.needs {
                self.spend(unless, range)?;
                list.needs.push(Term::apply(Type::Bool, Function::Or, vec![unless.clone(), need]));
            }
        }
        Some(list)
    }

    /// `size(list)`.
    pub(super) fn list_size(&mut self, list: List, range: Range) -> Option<Term> {
        let ranks = self.ranks(&list, range)?;
        Some(given(ranks.into_iter().next_back().unwrap_or_else(zero), list.needs))
    }

    /// How many elements stand before each, and how many there are: a literal as long as no guard comes.
    pub(super) fn ranks(&mut self, list: &List, range: Range) -> Option<Vec<Term>> {
        let mut ranks = Vec::with_capacity(list.items.len() + 1);
        let mut rank = zero();
        for item in &list.items {
            self.spend(&rank, range)?;
            ranks.push(rank.clone());
            rank = match (&item.guard, rank.as_value()) {
                (None, Some(Value::Int(n))) => Term::value(Value::Int(n.saturating_add(1))),
                (None, _) => Term::apply(Type::Int, Function::Add, vec![rank, one()]),
                (Some(guard), value) => {
                    self.spend(guard, range)?;
                    let more = as_int(guard.clone());
                    match value {
                        Some(Value::Int(0)) => more,
                        _ => Term::apply(Type::Int, Function::Add, vec![rank, more]),
                    }
                }
            };
        }
        ranks.push(rank);
        Some(ranks)
    }

    /// `list[index]`: unknown outside the list.
    pub(super) fn item_at(&mut self, operand: &Expr, index: &Expr) -> Option<Term> {
        let (list, at) = (self.list(operand), self.term(index));
        let (list, at) = (list?, at?);
        if at.ty != Type::Int {
            return self.no_overload(index.range, "[]", &[at.ty], "an index is an int, from 0");
        }
        let found = self.chosen(&list, &at, index.range)?;
        Some(given(found, list.needs))
    }

    /// `lists[index]`, a list again: the index has to be a literal.
    fn list_at(&mut self, list: List, index: &Expr) -> Option<List> {
        let at = match &index.kind {
            ExprKind::Int(at) => usize::try_from(*at).ok(),
            _ => return self.fail(Code::NotConstant, index.range, &[&"the index into a list of lists"]),
        };
        let guarded = list.items.iter().any(|i| i.guard.is_some());
        match at.and_then(|at| list.items.get(at)).map(|i| &i.value) {
            Some(Element::List(inner)) if !guarded => {
                Some(List { items: inner.items.clone(), needs: list.needs })
            }
            _ => self.outside(index.range, "this index into a list of lists", ""),
        }
    }

    /// The element at a place, counted over those that are in the list.
    pub(super) fn chosen(&mut self, list: &List, at: &Term, range: Range) -> Option<Term> {
        let ranks = self.ranks(list, range)?;
        let mut args = Vec::new();
        let mut ty = None;
        for (item, rank) in list.items.iter().zip(ranks) {
            let Element::Term(value, _) = &item.value else {
                return self.outside(range, "a computed index into a list of lists", "");
            };
            ty = Some(ty.map_or(value.ty, |ty| common(ty, value.ty).unwrap_or(ty)));
            let here = match (rank.as_value(), at.as_value()) {
                (Some(rank), Some(at)) if rank == at && item.guard.is_none() => return Some(value.clone()),
                (Some(rank), Some(at)) => Term::value(Value::Bool(rank == at)),
                _ => Term::apply(Type::Bool, Function::Eq, vec![rank, at.clone()]),
            };
            self.spend(at, range)?;
            self.spend(value, range)?;
            if let Some(guard) = &item.guard {
                self.spend(guard, range)?;
            }
            args.push(and(item.guard.clone(), Some(here)));
            args.push(value.clone());
        }
        match ty {
            Some(ty) => Some(Term::apply(ty, Function::Choose, args)),
            None => self.outside(range, "the element of an empty list", ""),
        }
    }

    fn spent(&mut self, list: List, range: Range) -> Option<List> {
        for item in &list.items {
            if let Element::Term(term, _) = &item.value {
                self.spend(term, range)?;
            }
            if let Some(guard) = &item.guard {
                self.spend(guard, range)?;
            }
        }
        Some(list)
    }
}

pub(super) fn is_literal(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Int(_) | ExprKind::Double(..) | ExprKind::String(_))
}

/// Levels of a list that has been typed.
fn levels_of(list: &List) -> u32 {
    let inner = |item: &Item| if let Element::List(list) = &item.value { levels_of(list) } else { 0 };
    1 + list.items.iter().map(inner).max().unwrap_or(0)
}

/// How deep the values of an element lie, their type and whether it is a literal; `None` for empty lists.
fn leaf(element: &Element) -> Option<(u32, Type, bool)> {
    match element {
        Element::Term(term, literal) => Some((0, term.ty, literal.is_some())),
        Element::List(list) => {
            list.items.iter().find_map(|i| leaf(&i.value)).map(|(n, ty, literal)| (n + 1, ty, literal))
        }
    }
}

pub(super) fn zero() -> Term {
    Term::value(Value::Int(0))
}

fn one() -> Term {
    Term::value(Value::Int(1))
}

/// 1 where the condition is true, 0 where it is false.
pub(super) fn as_int(condition: Term) -> Term {
    Term::apply(Type::Int, Function::If, vec![condition, one(), zero()])
}

/// `!term`
pub(super) fn not(term: Term) -> Term {
    Term::apply(Type::Bool, Function::Not, vec![term])
}

/// Both conditions, of which either may be absent.
pub(super) fn and(a: Option<Term>, b: Option<Term>) -> Term {
    conjunction(Function::And, a.into_iter().chain(b).collect())
}

/// `And` or `Or` of any number of conditions.
pub(super) fn conjunction(function: Function, mut terms: Vec<Term>) -> Term {
    match terms.len() {
        0 => Term::value(Value::Bool(function == Function::And)),
        1 => terms.remove(0),
        _ => Term::apply(Type::Bool, function, terms),
    }
}

/// True where the term is known, unknown elsewhere; `None` for a term that always is.
pub(super) fn known(term: &Term) -> Option<Term> {
    let always = matches!(term.kind, TermKind::Value(_) | TermKind::Param(_));
    (!always).then(|| Term::apply(Type::Bool, Function::Known, vec![term.clone()]))
}

/// The term where all needs are known.
pub(super) fn given(term: Term, needs: Vec<Term>) -> Term {
    if needs.is_empty() {
        return term;
    }
    let ty = term.ty;
    let mut args = vec![term];
    args.extend(needs);
    Term::apply(ty, Function::Given, args)
}

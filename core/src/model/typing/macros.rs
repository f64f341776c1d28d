//! Macros: their variable, and what they do with a list of known length.
//!
//! A macro types its body once per element, the variable standing for the element. The variable may not have the name
//! of anything else, so that nobody has to know which one is meant. `filter` and `map` look at every element, so that
//! one unknown makes the whole list unknown; `exists` is settled by a true, `all` by a false, whatever the others are;
//! `exists_one` needs them all. The body of a macro over an empty list is not looked at.
//!
//! INVARIANT: at most [`MAX_NESTING`] variables are in scope, and at most [`MAX_TERMS`] terms come of one text.

use alloc::string::String;
use alloc::vec::Vec;

use super::Typing;
use super::list::{Element, Item, List, and, as_int, conjunction, given, known, not};
use crate::cel::ast::{Expr, ExprKind, Range};
use crate::diagnostic::Code;
use crate::model::schema::TableId;
use crate::model::term::{Domain, Function, Term};
use crate::value::{Type, Value};

/// A macro may stand in the body of another one, and no deeper.
const MAX_NESTING: usize = 2;

/// The most terms that macros and comparisons of lists make of one text.
const MAX_TERMS: usize = 65_536;

/// The variable of a macro.
#[derive(Debug, Clone)]
pub(in crate::model) struct Local {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub value: Bound,
}

/// What a variable stands for.
#[derive(Debug, Clone)]
pub(in crate::model) enum Bound {
    /// An element of a list, or what a row was mapped to.
    Element(Element),
    /// A row of a table, whose fields have this domain.
    Row(TableId, Domain),
}

impl Typing<'_> {
    /// What a variable of a macro stands for.
    pub(super) fn local(&self, name: &str) -> Option<&Bound> {
        self.locals.iter().rev().find(|l| l.name == name).map(|l| &l.value)
    }

    /// The literal that an expression is, also by way of a variable.
    pub(super) fn written(&self, expr: &Expr) -> Option<Expr> {
        match &expr.kind {
            ExprKind::Ident { name, leading_dot: false } => match self.local(name) {
                Some(Bound::Element(Element::Term(_, literal))) => literal.clone(),
                _ => None,
            },
            ExprKind::Int(_) | ExprKind::Double(..) | ExprKind::String(_) => Some(expr.clone()),
            _ => None,
        }
    }

    /// Counts the terms of a copy; too many are an error.
    pub(super) fn spend(&mut self, term: &Term, range: Range) -> Option<()> {
        let mut count = 0;
        term.walk(&mut |_| count += 1);
        self.count(count, range)
    }

    /// Counts terms that the body of a macro is about to make.
    pub(super) fn count(&mut self, count: usize, range: Range) -> Option<()> {
        if self.terms > MAX_TERMS {
            return None;
        }
        self.terms += count;
        if self.terms > MAX_TERMS {
            return self.fail(Code::UnrolledTooFar, range, &[&MAX_TERMS]);
        }
        Some(())
    }

    /// The variable that a macro names.
    pub(super) fn variable(&mut self, expr: &Expr) -> Option<String> {
        let ExprKind::Ident { name, leading_dot: false } = &expr.kind else {
            return self.fail(Code::BadVariable, expr.range, &[]);
        };
        let alias = self.row.as_ref().is_some_and(|r| r.alias == *name);
        let taken = match self.scope.names.get(name) {
            _ if name == "today" => "the as-of date",
            _ if name == "now" => "the as-of instant",
            Some(name) => name.what(),
            None if alias || self.local(name).is_some() => "a variable",
            None => {
                if self.locals.len() >= MAX_NESTING {
                    return self.fail(Code::MacroNesting, expr.range, &[]);
                }
                return Some(name.clone());
            }
        };
        self.fail(Code::NameTaken, expr.range, &[name, &taken])
    }

    /// Runs `f` while the variable stands for a value.
    pub(super) fn with_local<T>(
        &mut self,
        name: &str,
        value: Bound,
        f: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        self.locals.push(Local { name: name.into(), value });
        let result = f(self);
        self.locals.pop();
        result
    }

    /// `list.all(v, p)`, `list.exists(v, p)`, `list.exists_one(v, p)`.
    pub(super) fn tested(&mut self, expr: &Expr, target: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        if self.is_rows(target) {
            return self.rows_tested(expr, target, name, args);
        }
        let [variable, body] = args else {
            return self.outside(expr.range, "a macro of two variables", "");
        };
        let list = self.list(target)?;
        let variable = self.variable(variable)?;
        let mut terms = Vec::with_capacity(list.items.len());
        for item in list.items {
            let holds = self.with_local(&variable, Bound::Element(item.value), |this| this.boolean(body))?;
            terms.push(match (name, item.guard) {
                ("all", None) | (_, None) => holds,
                ("all", Some(guard)) => conjunction(Function::Or, alloc::vec![not(guard), holds]),
                (_, guard) => and(guard, Some(holds)),
            });
        }
        let result = match name {
            "all" => conjunction(Function::And, terms),
            "exists" => conjunction(Function::Or, terms),
            _ => one_of(terms),
        };
        Some(given(result, list.needs))
    }

    /// `list.filter(v, p)`, `list.map(v, e)`, `list.map(v, p, e)`.
    pub(super) fn step(&mut self, mut list: List, map: bool, args: &[Expr], range: Range) -> Option<List> {
        let (variable, filter, map) = match args {
            [variable, filter] if !map => (variable, Some(filter), None),
            [variable, body] => (variable, None, Some(body)),
            [variable, filter, body] if map => (variable, Some(filter), Some(body)),
            _ => return self.outside(range, "a macro of two variables", ""),
        };
        let variable = self.variable(variable)?;
        let mut items = Vec::with_capacity(list.items.len());
        for Item { mut guard, mut value } in list.items {
            if let Some(filter) = filter {
                let holds =
                    self.with_local(&variable, Bound::Element(value.clone()), |this| this.boolean(filter))?;
                list.needs.extend(self.need(guard.as_ref(), &holds, range)?);
                guard = Some(and(guard, Some(holds)));
            }
            if let Some(map) = map {
                let mapped = self.with_local(&variable, Bound::Element(value), |this| this.term(map))?;
                match mapped.ty {
                    Type::Null => return self.outside(map.range, "null in a list", ""),
                    Type::Ratio => return self.fail(Code::RatioUse, map.range, &[&"a list"]),
                    _ => {}
                }
                list.needs.extend(self.need(guard.as_ref(), &mapped, range)?);
                value = Element::Term(mapped, None);
            }
            items.push(Item { guard, value });
        }
        Some(List { items, ..list })
    }

    /// That the term is known, where the guard holds; `Some(None)` when it always is.
    pub(super) fn need(&mut self, guard: Option<&Term>, term: &Term, range: Range) -> Option<Option<Term>> {
        let Some(known) = known(term) else { return Some(None) };
        self.spend(&known, range)?;
        let Some(guard) = guard else { return Some(Some(known)) };
        self.spend(guard, range)?;
        Some(Some(conjunction(Function::Or, alloc::vec![not(guard.clone()), known])))
    }
}

/// Exactly one of the conditions holds, each of which has to be known.
fn one_of(terms: Vec<Term>) -> Term {
    let count = terms
        .into_iter()
        .map(as_int)
        .reduce(|sum, term| Term::apply(Type::Int, Function::Add, alloc::vec![sum, term]));
    match count {
        Some(count) => Term::apply(Type::Bool, Function::Eq, alloc::vec![count, Term::value(Value::Int(1))]),
        None => Term::value(Value::Bool(false)),
    }
}

//! What an alert asks one after the other, and which of it can be missed by a distance: a number or a date that is
//! compared with one that does not rest on the customer.

use alloc::vec::Vec;

use super::recurrence::Stages;
use super::term::{Clock, Function, Term, TermKind};
use super::{Alert, Model};
use crate::value::{Type, Value};

/// A comparison of a value with a bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap<'a> {
    /// How the value stands to the bound where the condition holds: one of `Lt`, `Le`, `Gt`, `Ge`, `Eq`.
    pub compare: Function,
    /// The value.
    pub value: &'a Term,
    /// The bound: literals, parameters and today's date.
    pub bound: &'a Term,
}

impl Alert {
    /// What has to hold for it to be true, one condition after the other: its own conditions, and that its first stage
    /// has come and its last is not past. A name that stands for several conditions is taken apart.
    #[must_use]
    pub fn conjuncts(&self, model: &Model) -> Vec<Term> {
        let mut all = Vec::new();
        apart(model, &self.when, &mut all);
        if let Some(begun) = self.recurrence.stages.as_ref().and_then(Stages::begun) {
            apart(model, &begun, &mut all);
        }
        all
    }
}

fn apart(model: &Model, term: &Term, out: &mut Vec<Term>) {
    match &term.kind {
        TermKind::Apply(Function::And, all) => all.iter().for_each(|one| apart(model, one, out)),
        TermKind::Derive(_) if matches!(model.meant(term).kind, TermKind::Apply(Function::And, _)) => {
            apart(model, model.meant(term), out);
        }
        _ => out.push(term.clone()),
    }
}

impl Model {
    /// What a term is once names of derived values stand for what they are.
    #[must_use]
    pub fn meant<'a>(&'a self, mut term: &'a Term) -> &'a Term {
        while let TermKind::Derive(at) = term.kind {
            let Some(derive) = self.derives.get(usize::from(at)) else { break };
            term = &derive.term;
        }
        term
    }

    /// The comparison that a condition is.
    #[must_use]
    pub fn gap<'a>(&'a self, condition: &'a Term) -> Option<Gap<'a>> {
        let TermKind::Apply(function, args) = &self.meant(condition).kind else { return None };
        if let (Function::Not, [one]) = (function, args.as_slice()) {
            let gap = self.gap(one)?;
            return negated(gap.compare).map(|compare| Gap { compare, ..gap });
        }
        let [left, right] = args.as_slice() else { return None };
        mirrored(*function)?;
        let (compare, value, bound) = match (self.is_fixed(left), self.is_fixed(right)) {
            (false, true) => (*function, left, right),
            (true, false) => (mirrored(*function)?, right, left),
            _ => return None,
        };
        let measured =
            matches!(value.ty, Type::Int | Type::Decimal(_) | Type::Ratio | Type::Double | Type::Date);
        measured.then_some(Gap { compare, value, bound })
    }

    /// Whether a number or a date does not rest on the customer.
    fn is_fixed(&self, term: &Term) -> bool {
        match &self.meant(term).kind {
            TermKind::Value(value) => !matches!(value, Value::Null | Value::Bool(_) | Value::String(_)),
            TermKind::Param(_) | TermKind::Clock(Clock::Today) => true,
            TermKind::Apply(_, args) => args.iter().all(|arg| self.is_fixed(arg)),
            _ => false,
        }
    }
}

/// The comparison with its sides exchanged; `None` of what is none.
const fn mirrored(function: Function) -> Option<Function> {
    Some(match function {
        Function::Lt => Function::Gt,
        Function::Le => Function::Ge,
        Function::Gt => Function::Lt,
        Function::Ge => Function::Le,
        Function::Eq => Function::Eq,
        _ => return None,
    })
}

/// The comparison that holds where this one fails.
const fn negated(function: Function) -> Option<Function> {
    Some(match function {
        Function::Lt => Function::Ge,
        Function::Le => Function::Gt,
        Function::Gt => Function::Le,
        Function::Ge => Function::Lt,
        _ => return None,
    })
}

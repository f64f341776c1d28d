//! Playbooks as checked, what ends tasks, and who answers for rules that raise them.
//!
//! A rule that raises tasks should say who owns it and with which outcomes its tasks end. A policy with `strict: true`
//! is refused without that; in others it is advice, so that a policy can be tried before it is complete.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::term::{Function, Term, TermKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, Localised, Policy};
use crate::value::{Type, Value};

/// A playbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Playbook {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The alerts that its steps are, by their indexes in the order of the policy.
    pub steps: Vec<u16>,
}

/// The playbooks of a policy.
pub(super) fn playbooks(policy: &Policy, out: &mut Diagnostics) -> Vec<Playbook> {
    let playbook = |decl: &policy::Playbook| {
        if decl.steps.is_empty() {
            out.push(Diagnostic::new(Code::NoIndicators, decl.at.span, &decl.at.pointer, &[&"`steps`"]));
        }
        let of = |id: &String| policy.alerts.iter().position(|alert| alert.id == *id);
        Playbook {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            owner: decl.about.owner.clone(),
            steps: decl.steps.iter().filter_map(|id| u16::try_from(of(id)?).ok()).collect(),
        }
    };
    policy.playbooks.iter().map(playbook).collect()
}

/// One condition of several, and of one that ends it: a chain that is not nested.
pub(super) fn whole_condition(conditions: Vec<Term>, stop: Option<&Term>) -> Term {
    let is_always = |term: &Term| term.as_value() == Some(&Value::Bool(true));
    let mut all = Vec::with_capacity(conditions.len() + 1);
    for term in conditions {
        match term.kind {
            TermKind::Apply(Function::And, more) => all.extend(more),
            _ => all.push(term),
        }
    }
    for term in stop.map(negated).unwrap_or_default() {
        if !all.contains(&term) {
            all.push(term);
        }
    }
    if all.len() > 1 {
        all.retain(|term| !is_always(term));
    }
    match (all.len(), all.pop()) {
        (1, Some(term)) => term,
        (_, Some(last)) => {
            all.push(last);
            Term::apply(Type::Bool, Function::And, all)
        }
        (_, None) => Term::value(Value::Bool(true)),
    }
}

/// Conditions that together are the opposite of one, in Kleene logic too.
fn negated(term: &Term) -> Vec<Term> {
    match &term.kind {
        TermKind::Apply(Function::Or, args) => args.iter().flat_map(negated).collect(),
        TermKind::Apply(Function::Not, args) => args.clone(),
        TermKind::Apply(Function::Ge, args) if args.iter().all(|arg| arg.ty == Type::Int) => {
            [Term { kind: TermKind::Apply(Function::Lt, args.clone()), ..term.clone() }].into()
        }
        _ => [Term::apply(Type::Bool, Function::Not, [term.clone()].into())].into(),
    }
}

/// Reports a rule that raises tasks and does not say who owns it, or how they end.
pub(super) fn answered_for(policy: &Policy, alert: &policy::Alert, out: &mut Diagnostics) {
    let Some(task) = &alert.task else { return };
    let (owner, outcomes) = match policy.strict {
        true => (Code::OwnerMissing, Code::OutcomesMissing),
        false => (Code::NoOwner, Code::NoOutcomes),
    };
    let open_ended = task.closes_with.is_empty() && !alert.automatic;
    let missing = [(owner, alert.about.owner.is_none()), (outcomes, open_ended)];
    for (code, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
        let args: [&dyn ToString; 1] = [&alert.id];
        out.push(Diagnostic::new(code, alert.at.span, &alert.at.pointer, &args));
    }
}

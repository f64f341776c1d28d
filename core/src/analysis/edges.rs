//! Findings about tags, and about conditions that share an edge.
//!
//! Conditions that part customers by one field, as tiers do, should say to whom an edge itself belongs: of `aum > 5000000`
//! and `aum < 5000000` nobody has exactly 5,000,000; of `>=` and `<=` such a customer has both. Only conditions over one
//! field are held against each other: tags with tags, alerts with alerts of their kind. A gap is an edge only where both
//! conditions stop short of the same number, so that an age of 3 between `<= 2` and `>= 4` is none.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::asked::Asked;
use super::region::{Case, Region, Side};
use super::truth::{Truth, Variables};
use super::{Analysis, Subject, Tests};
use crate::diagnostic::Code;
use crate::model::sets::RangeSet;
use crate::model::{CellSet, Function, Term, TermKind};
use crate::policy::{AlertKind, At};
use crate::program::{Lowered, Options, compile_with};
use crate::value::Type;

/// A condition over one field.
struct Said<'a> {
    /// Alerts of one kind are held against each other; tags have none.
    kind: Option<AlertKind>,
    at: &'a At,
    id: &'a str,
    term: &'a Term,
    variable: u16,
    values: RangeSet,
    /// The numbers that it stops short of.
    open: Vec<i128>,
}

/// Looks at every tag, and at every pair of conditions over one field.
pub(super) fn edges(subject: Subject<'_>, tests: &Tests<'_>, out: &mut Analysis) {
    let mut variables = Variables::new(subject.model, subject.today);
    let mut said: Vec<Said<'_>> = Vec::new();
    for tag in subject.model.derives.iter().filter(|derive| derive.tag) {
        let Some(decl) = subject.policy.derives.iter().find(|decl| decl.id == tag.id) else { continue };
        let Ok(truth) = variables.truth(&tag.term) else { continue };
        constant(&variables, &truth, &decl.at, &tag.id, out);
        said.extend(read(&mut variables, None, (&decl.at, &tag.id, &tag.term), &truth));
    }
    for (alert, decl) in subject.model.alerts.iter().zip(&subject.policy.alerts) {
        if alert.each.is_none()
            && let Ok(truth) = variables.truth(&alert.when)
        {
            said.extend(read(&mut variables, Some(alert.kind), (&decl.at, &alert.id, &alert.when), &truth));
        }
    }
    let asked = Asked { subject, variables: &variables, tests };
    let mut told: Vec<(u16, i128)> = Vec::new();
    for (at, second) in said.iter().enumerate() {
        for first in said.iter().take(at).filter(|first| first.kind == second.kind) {
            if first.variable == second.variable {
                told.extend(none(&asked, &said, first, second, &told, out));
                two(&asked, first, second, out);
            }
        }
    }
}

/// A tag that is the same for everybody.
fn constant(variables: &Variables<'_>, truth: &Truth, at: &At, id: &str, out: &mut Analysis) {
    let whole = |variable| variables.whole(variable);
    let everybody = || Region::everything().minus(&truth.yes, &whole).is_some_and(|rest| rest.is_empty());
    if truth.yes.is_empty() {
        out.found(Code::TagConstant, at, &[&id, &"false"], None);
    } else if everybody() {
        out.found(Code::TagConstant, at, &[&id, &"true"], None);
    }
}

/// A condition that asks the numbers of one field and nothing else.
fn read<'a>(
    variables: &mut Variables<'_>,
    kind: Option<AlertKind>,
    (at, id, term): (&'a At, &'a str, &'a Term),
    truth: &Truth,
) -> Option<Said<'a>> {
    let mut values = RangeSet::default();
    let mut of = None;
    for case in &truth.yes.0 {
        let [(variable, Side { values: CellSet::Ranges(set), missing: false })] = case.as_slice() else {
            return None;
        };
        if *of.get_or_insert(*variable) != *variable {
            return None;
        }
        values = values.union(set);
    }
    let variable = of?;
    let (_, field) = variables.field(variable)?;
    if !matches!(field.ty, Type::Int | Type::Decimal(_)) {
        return None;
    }
    let mut open = Vec::new();
    stops(variables, term, variable, &mut open);
    Some(Said { kind, at, id, term, variable, values, open })
}

/// The numbers with which a condition compares a variable by `<` or `>`.
fn stops(variables: &mut Variables<'_>, term: &Term, variable: u16, out: &mut Vec<i128>) {
    let term = &variables.resolved(term).clone();
    let TermKind::Apply(function, args) = &term.kind else { return };
    if let (Function::Lt | Function::Gt, [a, b]) = (function, args.as_slice()) {
        let (of, value) = match (variables.constant(a), variables.constant(b)) {
            (None, Some(value)) => (a, value),
            (Some(value), None) => (b, value),
            _ => return,
        };
        let line = variables.line(of);
        let equal = line.sides(&value).map(|sides| sides.of_function(Function::Eq));
        let equal = equal.filter(|_| line.variable == variable);
        out.extend(equal.into_iter().flat_map(|set| set.0).map(|(low, _)| low));
    } else {
        args.iter().for_each(|arg| stops(variables, arg, variable, out));
    }
}

/// A number between two conditions that has none of them; those already `told` are not told again.
fn none(
    asked: &Asked<'_>,
    all: &[Said<'_>],
    first: &Said<'_>,
    second: &Said<'_>,
    told: &[(u16, i128)],
    out: &mut Analysis,
) -> Option<(u16, i128)> {
    let edge = *first.open.iter().find(|edge| second.open.contains(edge))?;
    let beside = |said: &Said<'_>, by: i128| said.values.contains(edge + by);
    let apart = (beside(first, -1) && beside(second, 1)) || (beside(first, 1) && beside(second, -1));
    let taken = all
        .iter()
        .any(|said| said.kind == first.kind && said.variable == first.variable && said.values.contains(edge));
    if !apart || taken || told.contains(&(first.variable, edge)) {
        return None;
    }
    tell(asked, Code::EdgeOfNone, (first, second), edge, out).then_some((first.variable, edge))
}

/// A number that two conditions have in common, and no other.
fn two(asked: &Asked<'_>, first: &Said<'_>, second: &Said<'_>, out: &mut Analysis) {
    let wide = |said: &Said<'_>| said.values.0.iter().all(|(low, high)| low < high);
    if let [(low, high)] = first.values.intersect(&second.values).0.as_slice()
        && low == high
        && wide(first)
        && wide(second)
    {
        tell(asked, Code::EdgeOfTwo, (first, second), *low, out);
    }
}

/// Tells of an edge, if the engine says so of a customer who stands on it.
fn tell(
    asked: &Asked<'_>,
    code: Code,
    (first, second): (&Said<'_>, &Said<'_>),
    edge: i128,
    out: &mut Analysis,
) -> bool {
    let values = CellSet::Ranges(RangeSet::range(edge, edge));
    let case: Case = Region::of(first.variable, Side { values: values.clone(), missing: false }).0.remove(0);
    let watch = [first.term.clone(), second.term.clone()];
    let program = compile_with(asked.subject.model, Options { watch: &watch, ..Options::default() });
    let witness = asked.shown(&program, &case, None, &|machine| {
        program.watched.iter().all(|shown| match shown.at {
            Lowered::Node(id) => {
                machine.is_known(id, 0) && machine.is_true(id, 0) == (code == Code::EdgeOfTwo)
            }
            Lowered::Ratio { .. } => false,
        })
    });
    let Some((_, field)) = asked.variables.field(first.variable) else { return false };
    let told = alloc::format!("{} = {}", field.id, values.example(field.ty, &[]));
    let names: [&dyn ToString; 3] = [&told, &String::from(first.id), &second.id];
    let found = witness.is_some();
    if found {
        out.found(code, second.at, &names, witness);
    }
    found
}

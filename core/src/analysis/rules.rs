//! Findings about alerts and decision tables.
//!
//! An alert that can never fire, or that fires for everybody, is hardly meant. An alert that fires only where another of
//! the same kind fires too tells the same thing twice, unless both tell of one event. Alerts that the policy declares
//! exclusive must have no customer in common. A table should take every combination of known values.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::region::{Case, Region, Side};
use super::tables::{Gap, Swept, sweep};
use super::truth::{Outside, Truth, Variables};
use super::witness::{Verdict, ask, example, named, verdicts};
use super::{Analysis, Subject, Witness};
use crate::diagnostic::Code;
use crate::evaluate::Machine;
use crate::model::cells::bounds;
use crate::model::sets::RangeSet;
use crate::model::{Alert, CellSet, Decision, TableId, Term};
use crate::policy::{At, Hit};
use crate::value::Type;

/// An alert whose condition is of the fragment.
struct Known<'a> {
    at: u16,
    alert: &'a Alert,
    truth: Truth,
}

/// Looks at every alert, and at every pair.
pub(super) fn rules(subject: Subject<'_>, out: &mut Analysis) {
    let mut variables = Variables::new(subject.model, subject.today);
    let mut known = Vec::new();
    for ((at, alert), decl) in (0u16..).zip(&subject.model.alerts).zip(&subject.policy.alerts) {
        match variables.truth(&alert.when) {
            Ok(truth) => known.push(Known { at, alert, truth }),
            Err(why) => out.outside(why, &decl.at, &alert.id),
        }
    }
    let asked = Asked { subject, variables: &variables };
    for one in &known {
        alone(&asked, one, out);
    }
    for (at, second) in known.iter().enumerate() {
        for first in known.iter().take(at) {
            pair(&asked, first, second, out);
        }
    }
}

/// What findings are confirmed with.
struct Asked<'a> {
    subject: Subject<'a>,
    variables: &'a Variables<'a>,
}

impl Asked<'_> {
    fn whole(&self, variable: u16) -> Side {
        self.variables.whole(variable)
    }

    /// The customer of a case, if the engine says of the alerts what is expected.
    fn confirmed(&self, case: &Case, child: Option<TableId>, wanted: &[(u16, Verdict)]) -> Option<Witness> {
        let Subject { model, program, .. } = self.subject;
        let test = example(self.variables, case, child);
        let alerts: Vec<u16> = wanted.iter().map(|(at, _)| *at).collect();
        let found = verdicts(model, program, &test, &alerts)?;
        let as_wanted = found.iter().zip(wanted).all(|(found, (_, wanted))| found == wanted);
        as_wanted.then(|| named(model, &test))
    }

    /// The place of an alert in the document.
    fn place(&self, at: u16) -> At {
        self.subject.policy.alerts.get(usize::from(at)).map_or_else(At::default, |alert| alert.at.clone())
    }
}

/// An alert that never fires, or always.
fn alone(asked: &Asked<'_>, one: &Known<'_>, out: &mut Analysis) {
    if one.truth.yes.is_empty() {
        out.found(Code::NeverFires, &asked.place(one.at), &[&one.alert.id], None);
        return;
    }
    let others = Region::everything().minus(&one.truth.yes, &|v| asked.whole(v));
    if others.is_some_and(|others| others.is_empty()) {
        let case = one.truth.yes.0.first().cloned().unwrap_or_default();
        let witness = asked.confirmed(&case, one.alert.each, &[(one.at, Verdict::Fires)]);
        out.found(Code::AlwaysFires, &asked.place(one.at), &[&one.alert.id], witness);
    }
}

/// Alerts that fire together although they must not, or of which one only repeats the other.
fn pair(asked: &Asked<'_>, first: &Known<'_>, second: &Known<'_>, out: &mut Analysis) {
    let exclusive = asked.subject.model.are_exclusive(first.at, second.at);
    let alike = first.alert.each == second.alert.each
        && first.alert.kind == second.alert.kind
        && first.alert.event_kind != second.alert.event_kind;
    if !exclusive && !alike {
        return;
    }
    let Some(case) = first.truth.yes.common(&second.truth.yes) else { return };
    let each = first.alert.each.or(second.alert.each);
    let both = [(first.at, Verdict::Fires), (second.at, Verdict::Fires)];
    let place = asked.place(second.at);
    let names: [&dyn ToString; 2] = [&second.alert.id, &first.alert.id];
    if exclusive {
        match asked.confirmed(&case, each, &both) {
            Some(witness) => out.found(Code::ExclusiveFire, &place, &names, Some(witness)),
            None => out.outside(Outside::Fragment, &place, &second.alert.id),
        }
        return;
    }
    let whole = |v| asked.whole(v);
    let inside = |a: &Known<'_>, b: &Known<'_>| {
        a.truth.yes.minus(&b.truth.yes, &whole).is_some_and(|rest| rest.is_empty())
    };
    let (inner, outer) = if inside(second, first) {
        (second, first)
    } else if inside(first, second) {
        (first, second)
    } else {
        return;
    };
    if let Some(witness) = asked.confirmed(&case, each, &both) {
        let names: [&dyn ToString; 2] = [&inner.alert.id, &outer.alert.id];
        out.found(Code::FiresToo, &asked.place(inner.at), &names, Some(witness));
    }
}

/// Looks for values that no row of a table takes.
pub(super) fn decisions(subject: Subject<'_>, out: &mut Analysis) {
    let mut variables = Variables::new(subject.model, subject.today);
    for (at, (decision, decl)) in subject.model.decisions.iter().zip(&subject.policy.decisions).enumerate() {
        // A table that collects has a value for none: nothing.
        if matches!(decision.hit, Hit::Collect | Hit::Fold(_)) {
            continue;
        }
        let inputs: Vec<Option<u16>> =
            decision.inputs.iter().map(|(_, input)| variables.input(input).ok()).collect();
        let whole = |(variable, (_, input)): (&Option<u16>, &(String, Term))| {
            variable.map_or_else(|| everything(subject, input.ty), |v| variables.whole(v).values)
        };
        let whole: Vec<CellSet> = inputs.iter().zip(&decision.inputs).map(whole).collect();
        let Swept::Gaps(gaps) = sweep(decision, &whole) else {
            out.outside(Outside::Bound, &decl.at, &decision.id);
            continue;
        };
        let shown = |gap: &Gap| missed(subject, &variables, &gap_case(&inputs, gap)?, at);
        let witnesses: Vec<Option<Witness>> = gaps.iter().map(shown).collect();
        if witnesses.iter().any(Option::is_none) {
            out.outside(Outside::Fragment, &decl.at, &decision.id);
        }
        for (gap, witness) in gaps.iter().zip(witnesses) {
            if witness.is_some() {
                let values = told(subject, decision, gap, &whole);
                out.found(Code::TableGap, &decl.at, &[&decision.id, &values], witness);
            }
        }
    }
}

/// The customers of a gap, when every input is a field.
fn gap_case(inputs: &[Option<u16>], gap: &Gap) -> Option<Case> {
    let mut region = Region::everything();
    for (variable, values) in inputs.iter().zip(gap) {
        let variable = (*variable)?;
        if let Some(values) = values {
            region = region.and(&Region::of(variable, Side { values: values.clone(), missing: false }))?;
        }
    }
    region.0.into_iter().next()
}

/// The customer of a case, if the engine finds no row of the table for them.
fn missed(subject: Subject<'_>, variables: &Variables<'_>, case: &Case, table: usize) -> Option<Witness> {
    let Subject { model, program, .. } = subject;
    let test = example(variables, case, None);
    let outputs = &program.decisions.get(table)?.outputs;
    let unhit = |machine: &Machine<'_>| outputs.first().is_some_and(|id| !machine.is_known(*id, 0));
    ask(model, program, &test, unhit)?.then(|| named(model, &test))
}

fn everything(subject: Subject<'_>, ty: Type) -> CellSet {
    match ty {
        Type::String => CellSet::Texts { items: Vec::new(), negated: true },
        ty => {
            let members =
                if let Type::Enum(id) = ty { subject.model.enumeration(id).members.len() } else { 0 };
            let (low, high) = bounds(ty, members);
            CellSet::Ranges(RangeSet::range(low, high))
        }
    }
}

/// The values of a gap, as `score = 80`.
fn told(subject: Subject<'_>, decision: &Decision, gap: &Gap, whole: &[CellSet]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (((id, input), set), whole) in decision.inputs.iter().zip(gap).zip(whole) {
        let Some(set) = set.as_ref().filter(|set| *set != whole) else { continue };
        let members: Vec<&str> = match input.ty {
            Type::Enum(id) => subject.model.enumeration(id).members.iter().map(|(m, _)| m.as_str()).collect(),
            _ => Vec::new(),
        };
        parts.push(alloc::format!("{id} = {}", set.example(input.ty, &members)));
    }
    if parts.is_empty() { "any values".into() } else { parts.join(", ") }
}

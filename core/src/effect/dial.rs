//! What a warning would have been worth with a parameter set otherwise: the outcome fed back into the rule.
//!
//! Of a rule that warns of an outcome each number is turned that its condition compares with, directly or through derived
//! values: its value in force and [`STEPS`] + 1 values spread evenly over its permitted range, all else staying as it is. Whom the
//! rule would have told of by the delivery from which everybody is followed is held against to whom it happened. Nothing
//! is chosen here and nothing is changed: somebody who answers for the parameter reads it and decides.
//!
//! What is *not* turned: parameters inside totals over rows, scores, tables and classes, parameters without a range, and
//! rules that ask of rows.
//!
//! INVARIANT: for the value in force it is the rule as it stands, but that branches' own values are left aside.

use alloc::string::String;
use alloc::vec::Vec;

use super::everyone::Everyone;
use super::follow::Follow;
use super::interval::wilson;
use super::report::{DialReport, SettingReport};
use crate::model::{Domain, Model, Param, Term, TermKind};
use crate::number::format_decimal;
use crate::value::Value;

/// Into how many parts a range is cut.
const STEPS: i64 = 8;

/// How many parts a condition may have once derived values are written out.
const LARGEST: usize = 4_096;

/// A parameter of a rule, and the rule's condition for each of its values.
#[derive(Debug, Clone)]
pub(super) struct Dial {
    /// The rule, by its index.
    pub alert: usize,
    /// The parameter, by its index.
    pub param: u16,
    /// Its values, the smallest first.
    pub settings: Vec<i64>,
    /// The condition for each.
    pub terms: Vec<Term>,
}

/// What can be turned of the rules that warn.
pub(super) fn dials(model: &Model) -> Vec<Dial> {
    let mut all = Vec::new();
    for (alert, decl) in model.alerts.iter().enumerate() {
        if decl.warns.is_none() || decl.each.is_some() || decl.when.domain != Domain::Customer {
            continue;
        }
        let mut params = Vec::new();
        let mut budget = LARGEST;
        named(model, &decl.when, &mut params, &mut budget);
        crate::order::sort_unique(&mut params);
        all.extend(params.into_iter().filter_map(|param| dial(model, (alert, &decl.when), param)));
    }
    all
}

fn dial(model: &Model, (alert, when): (usize, &Term), param: u16) -> Option<Dial> {
    let settings = settings(model.params.get(usize::from(param))?)?;
    let with = |value: &i64| {
        let mut budget = LARGEST;
        turned(model, when, (param, *value), &mut budget)
    };
    let terms: Option<Vec<Term>> = settings.iter().map(with).collect();
    Some(Dial { alert, param, terms: terms?, settings })
}

/// A number as it is kept: an int, or a scaled decimal.
const fn kept(value: &Value) -> Option<i64> {
    match value {
        Value::Int(value) | Value::Decimal(value, _) => Some(*value),
        _ => None,
    }
}

/// The values of a parameter that are tried.
fn settings(param: &Param) -> Option<Vec<i64>> {
    let (low, high) = param.range.as_ref()?;
    let (low, high, now) = (kept(low)?, kept(high)?, kept(&param.value)?);
    let width = high.checked_sub(low)?;
    let at = |step: i64| Some(low + width.checked_mul(step)? / STEPS);
    let mut all: Vec<i64> = (0..=STEPS).map(at).collect::<Option<_>>()?;
    all.push(now);
    crate::order::sort_unique(&mut all);
    Some(all)
}

/// The parameters that a condition names, directly or through derived values.
fn named(model: &Model, term: &Term, params: &mut Vec<u16>, budget: &mut usize) {
    let Some(left) = budget.checked_sub(1) else { return };
    *budget = left;
    match &term.kind {
        TermKind::Param(param) => params.push(*param),
        TermKind::Apply(_, terms) => terms.iter().for_each(|term| named(model, term, params, budget)),
        TermKind::Derive(at) => {
            if let Some(derive) = model.derives.get(usize::from(*at)) {
                named(model, &derive.term, params, budget);
            }
        }
        _ => {}
    }
}

/// A condition with a number in the place of a parameter; `None` when it becomes too large.
fn turned(model: &Model, term: &Term, set: (u16, i64), budget: &mut usize) -> Option<Term> {
    *budget = budget.checked_sub(1)?;
    let kind = match &term.kind {
        TermKind::Param(param) if *param == set.0 => {
            let value = &model.params.get(usize::from(set.0))?.value;
            TermKind::Value(match value {
                Value::Decimal(_, scale) => Value::Decimal(set.1, *scale),
                _ => Value::Int(set.1),
            })
        }
        TermKind::Apply(function, terms) => {
            let terms: Option<Vec<Term>> =
                terms.iter().map(|term| turned(model, term, set, budget)).collect();
            TermKind::Apply(*function, terms?)
        }
        TermKind::Derive(at) => {
            let derive = model.derives.get(usize::from(*at))?;
            let written = turned(model, &derive.term, set, budget)?;
            return Some(if written == derive.term { term.clone() } else { written });
        }
        other => other.clone(),
    };
    Some(Term { kind, ..term.clone() })
}

/// The rule's parameters, each at its values, against what happened to everybody.
pub(super) fn turn(follow: &Follow<'_>, all: &Everyone, model: &Model, alert: usize) -> Vec<DialReport> {
    let dials = follow.history.dials().iter().enumerate().filter(|(_, dial)| dial.alert == alert);
    dials
        .filter_map(|(at, dial)| {
            Some(report((follow, all), (at, dial), model.params.get(usize::from(dial.param))?))
        })
        .collect()
}

fn report((follow, all): (&Follow<'_>, &Everyone), (at, dial): (usize, &Dial), param: &Param) -> DialReport {
    let least = u64::from(follow.outcome.0.least.max(1));
    let happened = u64::from(all.arm.happened);
    let setting = |(place, value): (usize, &i64)| {
        let (mut fired, mut hits) = (0u64, 0u64);
        for (customer, happened) in all.members() {
            if follow.history.fired(all.delivery, *customer, (at, place)) == Some(true) {
                fired += 1;
                hits += u64::from(*happened);
            }
        }
        let share = |whole| (whole >= least).then(|| wilson(hits, whole)?.estimate()).flatten();
        SettingReport {
            value: shown(param, *value),
            in_force: kept(&param.value) == Some(*value),
            fired,
            hits,
            precision: share(fired),
            recall: share(happened),
        }
    };
    DialReport {
        param: param.id.clone(),
        label: param.label.clone(),
        settings: dial.settings.iter().enumerate().map(setting).collect(),
    }
}

fn shown(param: &Param, value: i64) -> String {
    format_decimal(value, if let Value::Decimal(_, scale) = param.value { scale } else { 0 })
}

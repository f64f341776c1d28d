//! Outcomes as checked: what is looked for after a rule has told of a customer.
//!
//! They decide nothing about a customer and are in no program of a run. Measuring follows them through deliveries of
//! several days, see [`crate::effect`].
//!
//! INVARIANT: a window is at most [`LONGEST`] days, as the state forgets a task after that.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::contact::stake;
use super::duration::{Period, Unit};
use super::names::type_name;
use super::term::Term;
use super::typing::{Scope, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{Alert, By, CompareDecl, Gone, Localised, OutcomeDecl, Policy, Seen, Text};
use crate::value::Type;

/// The longest window, in days.
pub const LONGEST: i32 = crate::state::KEPT_DAYS;

/// How many customers each side needs where the policy does not say.
pub const LEAST: u32 = 30;

/// An outcome that is followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Followed {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who counts, on the day on which the rule told.
    pub base: Option<Term>,
    /// What is true of a customer to whom it happened.
    pub when: Term,
    /// How many days it is looked for.
    pub window: i32,
    /// In which deliveries.
    pub seen: Seen,
    /// What a customer counts as who is no longer delivered.
    pub gone: Gone,
    /// The money at stake on the day on which the rule told: an int, or a decimal of at most two places.
    pub value: Option<Term>,
    /// Which rate comes first.
    pub by: By,
    /// How many customers each side needs before anything is concluded.
    pub least: u32,
    /// Groups of customers whose part in the spread is asked for, by a value that is not a double.
    pub between: Option<Term>,
    /// Conditions whose customers are held against the others.
    pub compare: Vec<Compare>,
}

/// A condition whose customers are held against the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Compare {
    /// Its name.
    pub id: String,
    /// The condition.
    pub of: Term,
    /// In what both have to be alike: values that are no doubles.
    pub alike: Vec<Term>,
}

impl Followed {
    /// Everything that it reads.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let compared =
            self.compare.iter().flat_map(|compare| [&compare.of].into_iter().chain(&compare.alike));
        self.base.iter().chain([&self.when]).chain(&self.value).chain(&self.between).chain(compared)
    }
}

/// The checked outcomes; `None` after a finding that leaves one out.
pub(super) fn followed(scope: &Scope<'_>, policy: &Policy, out: &mut Diagnostics) -> Option<Vec<Followed>> {
    let all: Vec<Option<Followed>> = policy.outcomes.iter().map(|decl| one(scope, decl, out)).collect();
    all.into_iter().collect()
}

fn one(scope: &Scope<'_>, decl: &OutcomeDecl, out: &mut Diagnostics) -> Option<Followed> {
    let base = decl.base.as_ref().map(|text| Typing::new(scope, None, text, out).condition());
    let when = Typing::new(scope, None, &decl.when, out).condition();
    let value = decl.value.as_ref().map(|text| stake(scope, None, text, out));
    let window = window(&decl.window, out);
    let between = decl.between.as_ref().map(|text| group(scope, text, out));
    let compare: Vec<Option<Compare>> = decl.compare.iter().map(|c| compare(scope, c, out)).collect();
    if decl.by == By::Value && decl.value.is_none() {
        out.push(Diagnostic::new(Code::OutcomeWithoutValue, decl.at.span, &decl.at.pointer, &[&decl.id]));
    }
    Some(Followed {
        id: decl.id.clone(),
        label: decl.about.label.clone(),
        purpose: decl.purpose.as_ref().map(|p| p.text.clone()),
        base: base.map_or(Some(None), |found| found.map(Some))?,
        when: when?,
        window: window?,
        seen: decl.seen,
        gone: decl.gone,
        value: value.map_or(Some(None), |found| found.map(Some))?,
        by: decl.by,
        least: decl.least.unwrap_or(LEAST),
        between: between.map_or(Some(None), |found| found.map(Some))?,
        compare: compare.into_iter().collect::<Option<_>>()?,
    })
}

fn compare(scope: &Scope<'_>, decl: &CompareDecl, out: &mut Diagnostics) -> Option<Compare> {
    let of = Typing::new(scope, None, &decl.of, out).condition();
    let alike: Vec<Option<Term>> = decl.alike.iter().map(|text| group(scope, text, out)).collect();
    Some(Compare { id: decl.id.clone(), of: of?, alike: alike.into_iter().collect::<Option<_>>()? })
}

/// What tells groups apart: any value of which equal ones are the same.
fn group(scope: &Scope<'_>, text: &Text, out: &mut Diagnostics) -> Option<Term> {
    let term = Typing::new(scope, None, text, out).parse()?;
    let fits = !matches!(term.ty, Type::Double | Type::Ratio | Type::Null);
    if !fits {
        let args: [&dyn ToString; 2] = [&text.text, &type_name(term.ty)];
        out.push(Diagnostic::new(Code::NotCounted, text.span, &text.pointer, &args));
    }
    fits.then_some(term)
}

/// Whole days, from 1 to [`LONGEST`].
fn window(text: &Text, out: &mut Diagnostics) -> Option<i32> {
    let days = Period::parse(&text.text).filter(|period| period.unit == Unit::Days);
    let days = days.and_then(|period| i32::try_from(period.count).ok());
    let fits = days.filter(|days| (1..=LONGEST).contains(days));
    if fits.is_none() {
        let args: [&dyn ToString; 2] = [&text.text, &LONGEST];
        out.push(Diagnostic::new(Code::BadOutcomeWindow, text.span, &text.pointer, &args));
    }
    fits
}

/// The outcome of which an alert warns, by its index; `None` after a finding.
pub(super) fn warns(policy: &Policy, alert: &Alert, out: &mut Diagnostics) -> Option<Option<u16>> {
    let Some(text) = &alert.warns else { return Some(None) };
    let at = policy.outcomes.iter().position(|decl| decl.id == text.text);
    if at.is_none() {
        let known = super::literal::join(policy.outcomes.iter().map(|decl| decl.id.as_str()));
        let args: [&dyn ToString; 2] = [&text.text, &known];
        out.push(Diagnostic::new(Code::UnknownOutcomeName, text.span, &text.pointer, &args));
    }
    Some(Some(u16::try_from(at?).ok()?))
}

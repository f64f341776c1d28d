//! Units of amounts: what is in yuan is neither added to nor compared with what is in dollars.
//!
//! Units go through totals, means, differences and choices; a literal fits every unit, and so does a product or a
//! quotient, which may well be a conversion. Only units of money are looked at, three capital letters (`CNY`) or a text
//! with 元 (`万元`, which is not `元` either): all others are wording. A field with amounts of several currencies
//! declares none.
//!
//! INVARIANT: reads a finished model and changes nothing; each definition has at most one finding.

use alloc::vec;
use alloc::vec::Vec;

use super::check::depends;
use super::term::{Function, Term, TermKind};
use super::{Definition, Model, Report};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{AggregateKind, At, Policy};

/// Reports definitions, alerts and reports of `model`, which is `policy` checked, in which units do not fit.
pub(super) fn check(model: &Model, policy: &Policy, out: &mut Diagnostics) {
    let mut units = Units { model, derives: vec![None; model.derives.len()], clash: None };
    for definition in &model.order {
        match *definition {
            Definition::Derive(at) => {
                let at = usize::from(at);
                let unit = model.derives.get(at).and_then(|d| units.unit(&d.term));
                if let Some(slot) = units.derives.get_mut(at) {
                    *slot = unit;
                }
            }
            Definition::Score(at) => {
                let card = model.scorecards.get(usize::from(at));
                let indicators = card.iter().flat_map(|c| &c.dimensions).flat_map(|d| &d.indicators);
                let baseline = card.iter().flat_map(|c| &c.baseline);
                units.look(&mut indicators.chain(baseline).map(|i| &i.of));
            }
            Definition::Decision(at) => {
                let table = model.decisions.get(usize::from(at));
                units.look(&mut table.iter().flat_map(|d| &d.inputs).map(|(_, term)| term));
            }
            Definition::Class(at) => {
                let class = model.classes.get(usize::from(at));
                units.look(&mut class.iter().flat_map(|c| &c.table.inputs).map(|(_, term)| term));
            }
            Definition::Group(at) => {
                let group = model.groups.get(usize::from(at));
                units.look(&mut group.iter().flat_map(|g| &g.totals).filter_map(|total| total.of.as_ref()));
            }
        }
        units.report(&depends::id(policy, *definition).1, out);
    }
    for (alert, decl) in model.alerts.iter().zip(&policy.alerts) {
        let titles = alert.task.iter().flat_map(|t| t.title_en.terms.iter().chain(&t.title_zh.terms));
        let asked =
            [&alert.when].into_iter().chain(&alert.event_key).chain(&alert.suppress).chain(&alert.stake);
        units.look(&mut asked.chain(alert.recurrence.terms()).chain(titles));
        units.report(&decl.at, out);
    }
    for (offer, decl) in model.offers.iter().zip(&policy.offers) {
        units.look(&mut offer.terms());
        units.report(&decl.at, out);
    }
    if let (Some(suitability), Some(decl)) = (&model.suitability, &policy.suitability) {
        units.look(&mut suitability.block.iter().chain(suitability.term.iter().map(|(_, most)| most)));
        units.report(&decl.at, out);
    }
    for (report, decl) in model.reports.iter().zip(&policy.reports) {
        units.look(&mut Report::terms(report));
        units.report(&decl.at, out);
    }
    let declared = [&policy.population.score, &policy.population.never_contact];
    let terms = [&model.population.score, &model.population.never_contact];
    for (term, text) in terms.into_iter().zip(declared) {
        let Some(text) = text else { continue };
        units.look(&mut term.iter());
        units.report(&At { span: text.span, pointer: text.pointer.clone() }, out);
    }
}

/// Whether a unit is one of money.
fn of_money(unit: &str) -> bool {
    (unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase())) || unit.contains('元')
}

struct Units<'a> {
    model: &'a Model,
    /// Of each derived value that has been looked at.
    derives: Vec<Option<&'a str>>,
    /// The first two that met and differ.
    clash: Option<(&'a str, &'a str)>,
}

impl<'a> Units<'a> {
    fn look(&mut self, terms: &mut dyn Iterator<Item = &'a Term>) {
        terms.for_each(|term| {
            self.unit(term);
        });
    }

    fn report(&mut self, at: &At, out: &mut Diagnostics) {
        if let Some((a, b)) = self.clash.take() {
            out.push(Diagnostic::new(Code::MixedUnits, at.span, &at.pointer, &[&a, &b]));
        }
    }

    /// The unit of a term; `None` fits every unit.
    fn unit(&mut self, term: &'a Term) -> Option<&'a str> {
        let model = self.model;
        let declared = match &term.kind {
            TermKind::Param(at) => &model.params.get(usize::from(*at))?.unit,
            TermKind::Field(id) => &model.schema.field(*id)?.unit,
            TermKind::Derive(at) => return self.derives.get(usize::from(*at)).copied().flatten(),
            TermKind::Aggregate(aggregate) => {
                let unit = aggregate.of.as_ref().and_then(|term| self.unit(term));
                let window = aggregate.window.iter().flat_map(|w| [&w.from, &w.to]);
                self.look(&mut aggregate.filter.iter().chain(window));
                let counted = matches!(
                    aggregate.kind,
                    AggregateKind::Count | AggregateKind::CountDistinct | AggregateKind::Exists
                );
                return if counted { None } else { unit };
            }
            TermKind::Apply(function, args) => {
                let units: Vec<Option<&str>> = args.iter().map(|term| self.unit(term)).collect();
                match function {
                    Function::Refer(id) => &model.schema.field(*id)?.unit,
                    _ => return self.applied(*function, &units),
                }
            }
            _ => return None,
        };
        declared.as_deref().filter(|unit| of_money(unit))
    }

    fn applied(&mut self, function: Function, args: &[Option<&'a str>]) -> Option<&'a str> {
        match function {
            Function::Add
            | Function::Sub
            | Function::Min
            | Function::Max
            | Function::Coalesce
            // A condition has no unit.
            | Function::If
            | Function::Choose => self.one(args),
            Function::Eq
            | Function::Ne
            | Function::Lt
            | Function::Le
            | Function::Gt
            | Function::Ge
            | Function::In
            | Function::Change => {
                self.one(args);
                None
            }
            Function::Neg
            | Function::Abs
            | Function::Round
            | Function::ToDecimal
            | Function::ToInt
            | Function::ToDouble
            | Function::Given => args.first().copied().flatten(),
            _ => None,
        }
    }

    /// The one unit of all that have one.
    fn one(&mut self, units: &[Option<&'a str>]) -> Option<&'a str> {
        let mut found = units.iter().copied().flatten();
        let first = found.next()?;
        if let Some(other) = found.find(|unit| *unit != first) {
            self.clash = self.clash.or(Some((first, other)));
        }
        Some(first)
    }
}

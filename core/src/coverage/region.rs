//! Where the customers of a side are, as far as conditions are of the fragment that `analysis` proves things in.
//!
//! A side whose region is empty is impossible, unless branches can move what the region rests on. A value that
//! is missing is always possible: a cell of any field may be unreadable.

use alloc::string::String;
use alloc::vec::Vec;

use super::item::Probe;
use super::{Item, Survey};
use crate::analysis::region::{Region, Side};
use crate::analysis::tables::{Swept, sweep};
use crate::analysis::truth::{Truth, Variables};
use crate::model::cells::bounds;
use crate::model::sets::RangeSet;
use crate::model::{
    Alert, CellSet, Decision, Indicator, Model, Points, ScorePart, TableId, Term, TermKind, reaches,
};
use crate::policy::{AggregateKind, Hit};
use crate::value::{Type, Value};

/// Marks the sides on which nobody can be.
pub(super) fn mark(survey: &Survey<'_>, items: &mut [Item]) {
    let mut fragment = Fragment::new(survey.model, &survey.watch, 0);
    for (probe, item) in survey.probes.iter().zip(items) {
        for (at, side) in item.sides.iter_mut().enumerate().filter(|(_, side)| side.tests == 0) {
            side.impossible = fragment.is_impossible(probe, at);
        }
    }
}

/// Conditions of a policy as regions.
pub(super) struct Fragment<'a> {
    model: &'a Model,
    /// The terms that paths are observed by.
    watch: &'a [Term],
    pub(super) variables: Variables<'a>,
}

impl<'a> Fragment<'a> {
    pub(super) const fn new(model: &'a Model, watch: &'a [Term], today: i32) -> Self {
        Self { model, watch, variables: Variables::new(model, today) }
    }

    /// The customers of a side, and the table of whose rows the region speaks; `None`: not of the fragment.
    pub(super) fn region(&mut self, probe: &Probe, side: usize) -> Option<(Region, Option<TableId>)> {
        let model = self.model;
        let own = |region: Option<Region>| region.map(|region| (region, None));
        match probe {
            Probe::Indicator(card, place) => {
                let card = model.scorecards.get(*card)?;
                let mut all = card.dimensions.iter().flat_map(|d| &d.indicators);
                let indicator = match place {
                    Some(place) => all.nth(*place)?,
                    None => card.baseline.as_ref()?,
                };
                own(self.bin(indicator, side))
            }
            Probe::Score(_) => None,
            Probe::Table(at) => own(self.rows(model.decisions.get(*at)?, side)),
            Probe::Class(at) => own(self.member(&model.classes.get(*at)?.table, side)),
            Probe::Tag(at) => own(self.outcome(&model.derives.get(*at)?.term, side)),
            Probe::Alert(at) => {
                let alert = model.alerts.get(usize::from(*at))?;
                let region = if side == 3 { self.blocked(alert) } else { self.outcome(&alert.when, side) };
                region.map(|region| (region, alert.each))
            }
            Probe::Offer(at) => own(self.outcome(&model.offers.get(*at)?.when, 0)),
            Probe::Path(at) => own(self.outcome(self.watch.get(*at)?, 1 - side.min(1))),
        }
    }

    /// Whether nobody can be on a side.
    fn is_impossible(&mut self, probe: &Probe, side: usize) -> bool {
        let model = self.model;
        // A parameter that branches move has other values than the policy's; what people override stays within its field.
        let settled = probe.terms(model, self.watch).into_iter().all(|term| is_settled(model, term));
        let claims = match probe {
            Probe::Indicator(..) => settled && !self.is_missing(probe, side),
            Probe::Table(at) => {
                let Some(table) = model.decisions.get(*at) else { return false };
                if side == table.rows.len() {
                    return settled && self.is_complete(table);
                }
                settled && side < table.rows.len()
            }
            Probe::Tag(_) => settled,
            Probe::Alert(at) => {
                let alert = model.alerts.get(usize::from(*at));
                let plain = alert.is_some_and(|a| a.each.is_none() && a.recurrence.stages.is_none());
                if let Some(alert) = alert.filter(|_| settled && (side == 0 || side == 3)) {
                    return self.never(alert, side == 3);
                }
                settled && plain
            }
            Probe::Score(_) | Probe::Class(_) | Probe::Offer(_) | Probe::Path(_) => false,
        };
        claims && self.region(probe, side).is_some_and(|(region, _)| region.is_empty())
    }

    /// Whether an alert cannot fire, or cannot be blocked when it does: of a conjunction whatever is of the fragment is
    /// enough to show it.
    fn never(&mut self, alert: &Alert, blocked: bool) -> bool {
        let mut most = Region::everything();
        for term in alert.when.conjuncts() {
            let yes = self.variables.truth(term).ok().map(|truth| truth.yes);
            most = yes.and_then(|yes| most.and(&yes)).unwrap_or(most);
        }
        if !blocked || most.is_empty() {
            return most.is_empty();
        }
        let stops = stops(self.model, alert);
        let free =
            |(fragment, stop): (&mut Self, &Term)| fragment.variables.truth(stop).ok().map(|truth| truth.no);
        stops.into_iter().all(|stop| {
            let no = free((&mut *self, stop));
            let left = no.and_then(|no| most.minus(&no, &|variable| self.known_or_not(variable)));
            left.is_some_and(|left| left.is_empty())
        })
    }

    /// What a field may be, missing whether or not it is declared so.
    fn known_or_not(&self, variable: u16) -> Side {
        Side { missing: true, ..self.variables.whole(variable) }
    }

    /// The customers for whom an alert fires and something keeps its task back.
    fn blocked(&mut self, alert: &Alert) -> Option<Region> {
        let yes = self.outcome(&alert.when, 0)?;
        let mut open = Region::default();
        for stop in stops(self.model, alert) {
            let truth = self.variables.truth(stop).ok()?;
            open = open.or(&truth.yes)?;
        }
        yes.and(&open)
    }

    fn is_missing(&self, probe: &Probe, side: usize) -> bool {
        let Probe::Indicator(card, place) = probe else { return false };
        let Some(card) = self.model.scorecards.get(*card) else { return true };
        let mut all = card.dimensions.iter().flat_map(|d| &d.indicators);
        let indicator = place.map_or(card.baseline.as_ref(), |place| all.nth(place));
        !matches!(indicator.map(|indicator| &indicator.points), Some(Points::Bins(bins)) if side < bins.len())
    }

    fn bin(&mut self, indicator: &Indicator, side: usize) -> Option<Region> {
        let variable = self.variables.input(&indicator.of).ok()?;
        let mut values = self.variables.whole(variable).values;
        match &indicator.points {
            Points::Bins(bins) => {
                let Some(bin) = bins.get(side) else { return Some(missing(variable)) };
                for earlier in bins.iter().take(side) {
                    values = values.minus(&earlier.set);
                }
                values = values.intersect(&bin.set);
            }
            Points::Curve(_) if side > 0 => return Some(missing(variable)),
            Points::Curve(_) => {}
        }
        Some(Region::of(variable, Side { values, missing: false }))
    }

    /// The customers of a row; beyond the rows, those for whom an input is missing.
    fn rows(&mut self, table: &Decision, side: usize) -> Option<Region> {
        let inputs: Vec<Option<u16>> =
            table.inputs.iter().map(|(_, input)| self.variables.input(input).ok()).collect();
        if side > table.rows.len() {
            return inputs.into_iter().flatten().map(missing).reduce(|a, b| a.or(&b).unwrap_or(a));
        }
        let mut region = self.takes(table, side, &inputs)?;
        let earlier = if table.hit == Hit::First { side } else { 0 };
        for row in 0..earlier {
            let taken = self.takes(table, row, &inputs)?;
            region = region.minus(&taken, &|variable| self.variables.whole(variable))?;
        }
        Some(region)
    }

    fn takes(&self, table: &Decision, row: usize, inputs: &[Option<u16>]) -> Option<Region> {
        let mut region = Region::everything();
        for (variable, cell) in inputs.iter().zip(&table.rows.get(row)?.cells) {
            let Some(set) = cell else { continue };
            let values = self.variables.whole((*variable)?).values.intersect(set);
            region = region.and(&Region::of((*variable)?, Side { values, missing: false }))?;
        }
        Some(region)
    }

    /// Whether some row takes every combination of values that the inputs could have.
    fn is_complete(&mut self, table: &Decision) -> bool {
        let whole = |(_, input): &(String, Term)| match self.variables.input(input) {
            Ok(variable) => self.variables.whole(variable).values,
            Err(_) => could_be(self.model, input),
        };
        let whole: Vec<CellSet> = table.inputs.iter().map(whole).collect();
        let sums = matches!(table.hit, Hit::Collect | Hit::Fold(_));
        !sums && sweep(table, &whole) == Swept::Gaps(Vec::new())
    }

    /// The customers whose row gives a member; of the last one, nobody's, those for whom an input is missing.
    fn member(&mut self, table: &Decision, member: usize) -> Option<Region> {
        let gives = |row: &crate::model::Row| matches!(row.values.first(), Some(Value::Enum(_, m)) if *m as usize == member);
        let rows: Vec<usize> =
            table.rows.iter().enumerate().filter(|(_, row)| gives(row)).map(|(at, _)| at).collect();
        let side = rows.first().copied().unwrap_or(table.rows.len() + 1);
        self.rows(table, side)
    }

    /// The customers for whom a condition is true (0), false (1), and unknown.
    fn outcome(&mut self, term: &Term, side: usize) -> Option<Region> {
        let Truth { yes, no } = self.variables.truth(term).ok()?;
        match side {
            0 | 3 => Some(yes),
            1 => Some(no),
            _ => {
                let whole = |variable| self.known_or_not(variable);
                Region::everything().minus(&yes, &whole)?.minus(&no, &whole)
            }
        }
    }
}

/// The values that a term could have: no fewer than it can.
fn could_be(model: &Model, term: &Term) -> CellSet {
    let (low, high) = match (&term.kind, term.ty) {
        (_, Type::String) => return CellSet::Texts { items: Vec::new(), negated: true },
        (TermKind::Derive(at), _) => {
            return match model.derives.get(usize::from(*at)) {
                Some(derive) => could_be(model, &derive.term),
                None => CellSet::Ranges(RangeSet::default()),
            };
        }
        (TermKind::Score(_, ScorePart::Confidence), _) => (0, 10_000),
        (TermKind::Score(at, ScorePart::Score), _) => {
            model.scorecards.get(usize::from(*at)).map_or((0, 0), |card| (card.low.into(), card.high.into()))
        }
        (TermKind::Aggregate(a), ty) if a.kind == AggregateKind::Count => (0, bounds(ty, 0).1),
        (_, Type::Enum(id)) => bounds(term.ty, model.enumeration(id).members.len()),
        (_, ty) => bounds(ty, 0),
    };
    CellSet::Ranges(RangeSet::range(low, high))
}

/// Whether no branch can move what a term rests on.
fn is_settled(model: &Model, term: &Term) -> bool {
    let mut settled = true;
    reaches(model, term, &mut |part, _| {
        if let TermKind::Param(at) = part.kind {
            settled &= model.params.get(usize::from(at)).is_some_and(|param| !param.overlaid);
        }
    });
    settled
}

/// What can keep the tasks of an alert back.
pub(super) fn stops<'a>(model: &'a Model, alert: &'a Alert) -> Vec<&'a Term> {
    let all = [alert.suppress.as_ref(), model.complaint(alert), model.population.never_contact.as_ref()];
    all.into_iter().flatten().collect()
}

/// The customers for whom a field is missing.
fn missing(variable: u16) -> Region {
    let values = CellSet::Ranges(RangeSet::default());
    Region::of(variable, Side { values, missing: true })
}

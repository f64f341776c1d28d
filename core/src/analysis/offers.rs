//! Findings about offers: one that whoever is eligible for it can never be made.
//!
//! The gates of an offer are asked in their order, each of those who pass the ones before it. What a product has to pass
//! is asked of any product that the table's fields can hold, not of the products of a day.

use alloc::vec::Vec;

use super::asked::Asked;
use super::region::{Case, Region};
use super::truth::{Outside, Truth, Variables};
use super::{Analysis, Subject, Tests};
use crate::diagnostic::Code;
use crate::model::suitability::Gate;
use crate::model::{Items, Offer, Term};
use crate::policy::At;

/// What an offer has to pass: a condition, and whether it has to be true or false.
type Asks = (Gate, bool, Term);

/// Looks at every offer.
pub(super) fn offers(subject: Subject<'_>, tests: &Tests<'_>, out: &mut Analysis) {
    let model = subject.model;
    for (at, (offer, decl)) in model.offers.iter().zip(&subject.policy.offers).enumerate() {
        let mut variables = Variables::new(model, subject.today);
        match stopped(&mut variables, &asks(subject, offer)) {
            Err(why) => out.outside(why, &decl.at, &offer.id),
            Ok(Some((gate, eligible))) => {
                let asked = Asked { subject, variables: &variables, tests };
                told(&asked, (at, offer), &decl.at, gate, eligible.as_ref(), out);
            }
            Ok(None) => {}
        }
    }
}

/// What an offer has to pass, who is eligible first.
fn asks(subject: Subject<'_>, offer: &Offer) -> Vec<Asks> {
    let model = subject.model;
    let mut asks = Vec::from([(Gate::When, true, offer.when.clone())]);
    asks.extend(model.population.score.iter().map(|term| (Gate::Population, true, term.clone())));
    asks.extend(model.population.never_contact.iter().map(|term| (Gate::NeverContact, false, term.clone())));
    if let Items::Products { filter, .. } = &offer.items {
        asks.extend(filter.iter().map(|term| (Gate::Where, true, term.clone())));
        let gates = model.suitability.iter().flat_map(|suitability| suitability.gates());
        asks.extend(gates.map(|(gate, term)| (gate, true, term)));
    }
    asks.extend(offer.block.iter().map(|term| (Gate::Block, false, term.clone())));
    asks
}

/// The first gate that nobody passes who passes those before it, and somebody who passes those.
fn stopped(variables: &mut Variables<'_>, asks: &[Asks]) -> Result<Option<(Gate, Option<Case>)>, Outside> {
    let mut left = Region::everything();
    for (gate, wanted, term) in asks {
        let Truth { yes, no } = variables.truth(term)?;
        let next = left.and(if *wanted { &yes } else { &no }).ok_or(Outside::Bound)?;
        if next.is_empty() {
            return Ok(Some((*gate, left.0.into_iter().next().filter(|_| *gate != Gate::When))));
        }
        left = next;
    }
    Ok(None)
}

/// Tells of an offer that is never made, with a customer of whom the engine says that they are eligible and, where the
/// gate is one of the customer, do not pass it.
fn told(
    asked: &Asked<'_>,
    (at, offer): (usize, &Offer),
    place: &At,
    gate: Gate,
    case: Option<&Case>,
    out: &mut Analysis,
) {
    let program = asked.subject.program;
    let Some(nodes) = program.offers.get(at) else { return };
    let witness = case.and_then(|case| {
        asked.shown(program, case, None, &|machine| {
            let own = nodes.own.iter().filter(|(own, _)| *own == gate);
            machine.is_true(nodes.when, 0) && own.clone().all(|(_, id)| !machine.is_true(*id, 0))
        })
    });
    if witness.is_some() || gate == Gate::When {
        out.found(Code::OfferImpossible, place, &[&offer.id, &gate.id()], witness);
    }
}

//! On what ground data may be used: consents, purposes, and what fields say about both.

use super::{At, Policy, Text};
use crate::text::read::{Item, Map, Reader};

impl Policy {
    /// The policy as if neither it nor its rules named purposes. Whoever asks about customers whom it has been checked for
    /// is held to no purpose unless he names one.
    pub(crate) fn forget_purposes(&mut self) {
        self.purposes.clear();
        let purposes = (self.scorecards.iter_mut().map(|of| &mut of.purpose))
            .chain(self.classes.iter_mut().map(|of| &mut of.purpose))
            .chain(self.alerts.iter_mut().map(|of| &mut of.purpose))
            .chain(self.offers.iter_mut().map(|of| &mut of.purpose))
            .chain(self.outcomes.iter_mut().map(|of| &mut of.purpose))
            .chain(self.holdout.iter_mut().map(|of| &mut of.purpose))
            .chain(self.assignment.iter_mut().map(|of| &mut of.purpose))
            .chain(self.teams.iter_mut().map(|of| &mut of.purpose))
            .chain(self.reports.iter_mut().map(|of| &mut of.purpose));
        purposes.for_each(|purpose| *purpose = None);
    }
}

/// Where the customers' consents are recorded: one row per decision.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentsDecl {
    /// Where it is.
    pub at: At,
    /// The child table.
    pub table: Text,
    /// Its field with the category of data.
    pub category: Text,
    /// Its field with the decision.
    pub status: Text,
    /// The decision that grants.
    pub granted: Text,
    /// Its field with the day of the decision.
    pub date: Text,
}

/// What a field says about the ground on which it is used.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LawfulDecl {
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// The ground.
    pub basis: Option<Basis>,
    /// The category of consent.
    pub consent: Option<Text>,
}

/// The ground on which a field is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The customer has granted it.
    Consent,
    /// A contract with the customer needs it; the customer may still object.
    Contract,
    /// A law asks for it.
    Legal,
}

const BASES: [(&str, Basis); 3] =
    [("consent", Basis::Consent), ("contract", Basis::Contract), ("legal", Basis::Legal)];

impl Basis {
    /// The key of the policy language.
    #[must_use]
    pub fn id(self) -> &'static str {
        BASES.iter().find(|(_, basis)| *basis == self).map_or("", |(id, _)| id)
    }
}

pub(super) fn consents(r: &mut Reader, item: &Item<'_>) -> Option<ConsentsDecl> {
    let mut map = r.map(item)?;
    let table = map.need(r, "table").and_then(|i| r.text(&i));
    let category = map.need(r, "category").and_then(|i| r.text(&i));
    let status = map.need(r, "status").and_then(|i| r.text(&i));
    let granted = map.need(r, "granted").and_then(|i| r.value(&i));
    let date = map.need(r, "at").and_then(|i| r.text(&i));
    map.finish(r);
    let (table, category, status, granted, date) = (table?, category?, status?, granted?, date?);
    Some(ConsentsDecl { at: item.at(), table, category, status, granted, date })
}

/// `sensitivity`, `basis` and `consent` of a field.
pub(super) fn lawful(r: &mut Reader, map: &mut Map<'_>) -> LawfulDecl {
    const SENSITIVITIES: [(&str, bool); 2] = [("ordinary", false), ("sensitive", true)];
    LawfulDecl {
        sensitive: map.take("sensitivity").and_then(|i| r.choice(&i, &SENSITIVITIES)).unwrap_or_default(),
        basis: map.take("basis").and_then(|i| r.choice(&i, &BASES)),
        consent: map.take("consent").and_then(|i| r.text(&i)),
    }
}

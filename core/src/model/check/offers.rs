//! The suitability of products, then the offers that may not get past it, then alerts that ask for offers.

use alloc::vec::Vec;

use super::{Check, Code, Diagnostic, Offer, Suitability, acting};
use crate::model::Permit;
use crate::model::offer::OfferCheck;
use crate::model::suitability::SuitabilityCheck;
use crate::policy::OfferDecl;

impl Check<'_> {
    /// The offers; they may be asked for from now on.
    pub(super) fn offers(&mut self) -> Option<Vec<Offer>> {
        let policy = self.policy;
        let offers = self.checked_suitability().and_then(|suitability| {
            let offers: Vec<Option<Offer>> =
                policy.offers.iter().map(|decl| self.offer(decl, suitability.as_ref())).collect();
            self.suitability = suitability;
            offers.into_iter().collect()
        });
        self.offering = true;
        offers
    }

    /// `Some(None)` for a policy that declares none, `None` for one that is wrong.
    fn checked_suitability(&mut self) -> Option<Option<Suitability>> {
        match &self.policy.suitability {
            None => Some(None),
            Some(decl) => {
                self.with(|scope, _, out| SuitabilityCheck { scope, out }.suitability(decl)).map(Some)
            }
        }
    }

    fn offer(&mut self, decl: &OfferDecl, suitability: Option<&Suitability>) -> Option<Offer> {
        let consent = self.offer_consent(decl);
        let mut offer =
            self.with(|scope, _, out| OfferCheck { scope, suitability, out }.offer(decl, consent?))?;
        offer.when = acting(&self.governed, ("offers", &decl.id), Some(offer.when))?;
        Some(offer)
    }

    /// The consent that an offer needs.
    fn offer_consent(&mut self, decl: &OfferDecl) -> Option<Option<Permit>> {
        let Some(category) = &decl.consent else { return Some(None) };
        let Some(consents) = &self.consents else {
            if self.policy.consents.is_none() {
                let (span, pointer) = (category.span, &category.pointer);
                self.out.push(Diagnostic::new(Code::OfferConsent, span, pointer, &[&decl.id]));
            }
            return None;
        };
        consents.granting(&category.text).cloned().map(Some)
    }
}

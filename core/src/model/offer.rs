//! Offers: what could be put to a customer, which of it may be, and what each is worth.
//!
//! A customer is eligible for an offer where `when` is true. An offer is about products of the policy's suitability
//! table, about services, or is one thing by itself. Of products those count to which `where` applies and which pass
//! every gate of [`super::suitability`]; the `most` of them that are expected to be worth most are offered. `block`
//! keeps an offer, or a product of it, back. What it is expected to be worth is `value` (money, if it is accepted)
//! times `chance` (from 0 to 1; 1 when left out); offers without a value come after those with one.
//!
//! An offer is a demand: it is never exempt from the caps of contacts. It is offered, not contacted for: an alert that
//! asks `offered('id')` raises the task.
//!
//! INVARIANT: what is not known to be permitted is not offered: an unknown condition, gate, value or chance blocks.
//! INVARIANT: a price does not depend on a score, nor on a class or table that rests on one.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Model;
use super::check::template;
use super::consent::Permit;
use super::names::{RowScope, type_name};
use super::purpose::reaches;
use super::suitability::Suitability;
use super::term::{Function, Template, Term, TermKind};
use super::typing::{Scope, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{At, ItemsDecl, Localised, OfferDecl, Policy, Text};
use crate::value::Type;

/// Places of what offers are worth.
pub const MONEY_SCALE: u8 = 2;
/// Places of chances.
pub const CHANCE_SCALE: u8 = 4;
/// Places of prices.
pub const PRICE_SCALE: u8 = 6;

/// Rows of the product table that hold on a day, at most.
pub const MAX_PRODUCTS: usize = 256;

/// An offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What it is for.
    pub purpose: Option<String>,
    /// The consent that it needs.
    pub consent: Option<Permit>,
    /// Who is eligible.
    pub when: Term,
    /// What is offered.
    pub items: Items,
    /// What keeps it back.
    pub block: Option<Term>,
    /// What it is worth when it is accepted: an exact number, told with [`MONEY_SCALE`].
    pub value: Option<Term>,
    /// How likely that is, told with [`CHANCE_SCALE`].
    pub chance: Option<Term>,
    /// The price that the customer is told, with [`PRICE_SCALE`].
    pub price: Option<Term>,
    /// Why it is made: English, Chinese.
    pub reasons: [Template; 2],
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
}

/// What is offered.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// The offer itself.
    Itself,
    /// Products.
    Products {
        /// To which it applies; to all when absent.
        filter: Option<Term>,
        /// How many of them are offered at most.
        most: u32,
    },
    /// Services by their ids.
    Services(Vec<String>),
}

impl Offer {
    /// How many things of the offer are made at most.
    #[must_use]
    pub const fn most(&self) -> u32 {
        match self.items {
            Items::Products { most, .. } => most,
            Items::Itself | Items::Services(_) => u32::MAX,
        }
    }

    /// Every term of the offer.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let filter = match &self.items {
            Items::Products { filter, .. } => filter.as_ref(),
            Items::Itself | Items::Services(_) => None,
        };
        let asked = [Some(&self.when), filter, self.block.as_ref()];
        let told = [self.value.as_ref(), self.chance.as_ref(), self.price.as_ref()];
        let words = self.reasons.iter().flat_map(|template| &template.terms);
        asked.into_iter().chain(told).flatten().chain(words)
    }
}

/// An exact number with so many places, rounded half away from zero where it has more.
pub(crate) fn with_places(term: &Term, places: u8) -> Term {
    let function = match term.ty {
        Type::Decimal(own) if own == places => return term.clone(),
        Type::Decimal(own) if own > places => Function::Round,
        Type::Ratio => Function::Round,
        _ => Function::ToDecimal,
    };
    Term::apply(Type::Decimal(places), function, alloc::vec![term.clone()])
}

/// Checks offers of a policy whose definitions and suitability are checked.
pub(super) struct OfferCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// What no offer gets past.
    pub suitability: Option<&'a Suitability>,
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl OfferCheck<'_, '_> {
    /// The checked offer, which needs a consent.
    pub fn offer(mut self, decl: &OfferDecl, consent: Option<Permit>) -> Option<Offer> {
        let (items, row) = self.items(decl)?;
        let when = Typing::new(self.scope, None, &decl.when, self.out).condition();
        let block = self.optional(decl.block.as_ref(), |check, text| check.condition(text, row.clone()));
        let mut exact = |text: &Option<Text>, places| {
            self.optional(text.as_ref(), |check, text| check.exact(text, row.clone(), places))
        };
        let value = exact(&decl.value, MONEY_SCALE);
        let chance = exact(&decl.chance, CHANCE_SCALE);
        let price = exact(&decl.price, PRICE_SCALE);
        let (en, zh_cn) = &decl.reason;
        let [en, zh_cn] = [en, zh_cn].map(|text| template(self.scope, row.as_ref(), text, self.out));
        Some(Offer {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            purpose: decl.purpose.as_ref().map(|p| p.text.clone()),
            consent,
            when: when?,
            items,
            block: block?,
            value: value?,
            chance: chance?,
            price: price?,
            reasons: [en?, zh_cn?],
            owner: decl.about.owner.clone(),
            source: decl.about.source.clone(),
        })
    }

    /// What is offered, and the row that its expressions may name.
    fn items(&mut self, decl: &OfferDecl) -> Option<(Items, Option<RowScope>)> {
        let (filter, most) = match &decl.items {
            ItemsDecl::Itself => return Some((Items::Itself, None)),
            ItemsDecl::Services(ids) => {
                return Some((Items::Services(ids.iter().map(|id| id.text.clone()).collect()), None));
            }
            ItemsDecl::Products(filter, most) => (filter, most),
        };
        let Some(suitability) = self.suitability else {
            return self.fail(Code::OfferWithoutSuitability, &decl.at, &[&decl.id]);
        };
        let row = Some(suitability.row());
        let filter = self.optional(filter.as_ref(), |check, text| check.condition(text, row.clone()))?;
        let all = u32::try_from(MAX_PRODUCTS).unwrap_or(u32::MAX);
        let most = match most {
            Some((most, at)) if *most == 0 || *most > all => {
                return self.fail(Code::OutOfRange, at, &[most, &1, &all]);
            }
            Some((most, _)) => *most,
            None => all,
        };
        Some((Items::Products { filter, most }, row))
    }

    fn condition(&mut self, text: &Text, row: Option<RowScope>) -> Option<Term> {
        Typing::new(self.scope, row, text, self.out).condition()
    }

    /// An exact number.
    fn exact(&mut self, text: &Text, row: Option<RowScope>, places: u8) -> Option<Term> {
        let term = Typing::new(self.scope, row, text, self.out).number(places)?;
        if matches!(term.ty, Type::Int | Type::Decimal(_) | Type::Ratio) {
            return Some(term);
        }
        let at = At { span: text.span, pointer: text.pointer.clone() };
        let wanted = type_name(Type::Decimal(places));
        self.fail(Code::ConditionType, &at, &[&wanted, &type_name(term.ty)])
    }

    /// `Some(None)` for what is not declared, `None` for what is wrong.
    fn optional<T>(
        &mut self,
        text: Option<&Text>,
        read: impl FnOnce(&mut Self, &Text) -> Option<T>,
    ) -> Option<Option<T>> {
        match text {
            None => Some(None),
            Some(text) => read(self, text).map(Some),
        }
    }

    fn fail<T>(&mut self, code: Code, at: &At, args: &[&dyn ToString]) -> Option<T> {
        self.out.push(Diagnostic::new(code, at.span, &at.pointer, args));
        None
    }
}

/// Refuses prices that depend on a score.
pub(super) fn check_prices(model: &Model, policy: &Policy, out: &mut Diagnostics) {
    for (offer, decl) in model.offers.iter().zip(&policy.offers) {
        let (Some(price), Some(text)) = (&offer.price, &decl.price) else { continue };
        let mut by: Option<String> = None;
        reaches(model, price, &mut |part, path| {
            let TermKind::Score(at, _) = part.kind else { return };
            let Some(card) = model.scorecards.get(usize::from(at)).filter(|_| by.is_none()) else { return };
            let names: Vec<&str> = path.iter().copied().chain([card.id.as_str()]).collect();
            by = Some(names.join(" -> "));
        });
        if let Some(path) = by {
            let args: [&dyn ToString; 2] = [&offer.id, &path];
            out.push(Diagnostic::new(Code::PriceByScore, text.span, &text.pointer, &args));
        }
    }
}

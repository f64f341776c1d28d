//! Offers of one customer: what may be offered, what may not and why, and for whom nothing is meant, which condition
//! fails.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::{ConditionText, Explain, UnknownText};
use crate::model::Offer;
use crate::model::offer::{CHANCE_SCALE, MONEY_SCALE, PRICE_SCALE};
use crate::number::format_decimal;
use crate::offer::{Made, Offers};
use crate::program::{NodeId, OfferNodes};
use crate::value::Lang;

/// An offer explained.
#[derive(Debug, Clone, Serialize)]
pub struct OfferText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// `offered`, `blocked`, `not_eligible` or `unknown`.
    pub status: &'static str,
    /// The conjuncts of the condition, in words.
    pub conditions: Vec<ConditionText>,
    /// What is offered.
    pub made: Vec<MadeText>,
    /// What is not.
    pub held: Vec<HeldText>,
}

/// Something that may be offered.
#[derive(Debug, Clone, Serialize)]
pub struct MadeText {
    /// The product or service; absent for the offer itself.
    pub product: Option<String>,
    /// Its place among all offers of the customer.
    pub rank: u32,
    /// What it is worth if it is accepted.
    pub value: Option<String>,
    /// How likely that is.
    pub chance: Option<String>,
    /// What it is expected to be worth.
    pub expected: Option<String>,
    /// The price that the customer is told.
    pub price: Option<String>,
    /// Why it is made.
    pub reason: String,
}

/// Something that may not be offered.
#[derive(Debug, Clone, Serialize)]
pub struct HeldText {
    /// The product or service; absent where it is about the customer.
    pub product: Option<String>,
    /// What it does not pass.
    pub by: &'static str,
    /// Why that is unknown; absent when it is known.
    pub unknown: Option<UnknownText>,
}

impl Explain<'_, '_> {
    /// All offers.
    pub(super) fn offers(&self, offers: &Offers) -> Vec<OfferText> {
        let all = (0u16..).zip(self.run.model.offers.iter().zip(&self.run.program.offers));
        all.map(|(at, (offer, nodes))| self.offer(offers, at, offer, nodes)).collect()
    }

    fn offer(&self, offers: &Offers, at: u16, offer: &Offer, nodes: &OfferNodes) -> OfferText {
        let item = |item| offers.item(self.run, at, item).map(ToString::to_string);
        let own = |row: u32| row as usize == self.customer;
        let made = offers.made.iter().filter(|made| own(made.row) && made.offer == at);
        let made: Vec<MadeText> = made.map(|made| self.made(made, item(made.item))).collect();
        let held = offers.held.iter().filter(|held| own(held.row) && held.offer == at);
        let held = held.map(|held| HeldText {
            product: item(held.item),
            by: held.by.id(),
            unknown: held.cause.map(|cause| self.unknown(&cause)),
        });
        let status = match self.truth(nodes.when) {
            "true" if made.is_empty() => "blocked",
            "true" => "offered",
            "false" => "not_eligible",
            _ => "unknown",
        };
        let conditions = offer.when.conjuncts().zip(&nodes.conditions).map(|(term, id)| ConditionText {
            text: crate::print::condition(self.run.model, term, self.lang),
            status: self.truth(*id),
        });
        OfferText {
            id: offer.id.clone(),
            label: self.label(offer.label.as_ref(), &offer.id),
            status,
            conditions: conditions.collect(),
            made,
            held: held.collect(),
        }
    }

    fn made(&self, made: &Made, product: Option<String>) -> MadeText {
        let [value, chance, price] = made.figures;
        let shown = |figure: Option<i64>, scale| figure.map(|figure| format_decimal(figure, scale));
        let [en, zh] = &made.reasons;
        MadeText {
            product,
            rank: made.rank,
            value: shown(value, MONEY_SCALE),
            chance: shown(chance, CHANCE_SCALE),
            expected: shown(made.expected, MONEY_SCALE),
            price: shown(price, PRICE_SCALE),
            reason: if self.lang == Lang::En { en } else { zh }.clone(),
        }
    }

    fn truth(&self, id: NodeId) -> &'static str {
        if self.machine.is_true(id, self.row) {
            "true"
        } else if self.machine.is_known(id, self.row) {
            "false"
        } else {
            "unknown"
        }
    }
}

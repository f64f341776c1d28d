//! Suitability and offers as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::lawful;
use super::layout::Page;
use super::speech::{Clause, Speech, code};
use super::words;
use crate::model::offer::MAX_PRODUCTS;
use crate::model::{Items, Offer, Suitability};
use crate::value::{EnumId, Lang, Type};

/// Which products suit whom, then every offer.
pub(super) fn offers(page: &mut Page, speech: &Speech<'_>) {
    let model = speech.model;
    model.suitability.iter().for_each(|s| suitability(page, speech, s));
    if !model.offers.is_empty() {
        page.heading(2, words::OFFERS.text(speech.lang));
        model.offers.iter().for_each(|o| offer(page, speech, o));
    }
}

fn suitability(page: &mut Page, speech: &Speech<'_>, suitability: &Suitability) {
    page.heading(2, words::SUITABILITY.text(speech.lang));
    let member = |id: EnumId, at: usize| {
        let found = speech.model.enumeration(id).members.get(at);
        found.map_or(String::new(), |(id, label)| speech.name(label, id))
    };
    let (grade, until) = (speech.term(&suitability.grade), speech.term(&suitability.until));
    let (table, risk) = (speech.table(suitability.table), speech.field(suitability.risk));
    let lowest = member(suitability.levels, 0);
    page.item(0, &speech.say(words::SUITABLE_GRADE, &[&table, &grade, &risk, &until, &lowest]));
    if let Type::Enum(grades) = suitability.grade.ty {
        for (at, limit) in suitability.limits.iter().enumerate() {
            let level = member(suitability.levels, usize::try_from(*limit).unwrap_or(usize::MAX));
            page.item(1, &speech.say(words::SUITABLE_LIMIT, &[&member(grades, at), &level]));
        }
    }
    for (field, phrase) in suitability.sale.into_iter().zip([words::SUITABLE_FROM, words::SUITABLE_TO]) {
        field.into_iter().for_each(|field| page.item(0, &speech.say(phrase, &[&speech.field(field)])));
    }
    if let Some((field, most)) = &suitability.term {
        let most = speech.term(most);
        page.item(0, &speech.say(words::SUITABLE_TERM, &[&speech.field(*field), &most]));
    }
    if let Some(block) = &suitability.block {
        page.item(0, &speech.say(words::SUITABLE_BLOCK, &[&speech.condition(block)]));
    }
    page.item(0, words::SUITABLE_ALL.text(speech.lang));
}

fn offer(page: &mut Page, speech: &Speech<'_>, offer: &Offer) {
    page.heading(3, &speech.titled(&offer.label, &offer.id));
    match speech.clause(&offer.when) {
        Clause::One(text) => page.paragraph(&speech.say(words::OFFER_IF, &[&text])),
        Clause::List(how, items) => {
            page.paragraph(&speech.say(words::OFFER_LIST, &[how.text(speech.lang)]));
            page.gap();
            items.iter().for_each(|i| page.item(0, i));
        }
    }
    page.gap();
    items(page, speech, offer);
    let mut say = |phrase, text: Option<String>| {
        text.into_iter().for_each(|text| page.item(0, &speech.say(phrase, &[&text])));
    };
    say(words::OFFER_CONSENT, offer.consent.as_ref().map(|permit| permit.category.clone()));
    say(words::OFFER_BLOCK, offer.block.as_ref().map(|term| speech.condition(term)));
    say(words::OFFER_VALUE, offer.value.as_ref().map(|term| speech.term(term)));
    say(words::OFFER_CHANCE, offer.chance.as_ref().map(|term| speech.term(term)));
    say(words::OFFER_PRICE, offer.price.as_ref().map(|term| speech.term(term)));
    let [en, zh] = &offer.reasons;
    say(words::OFFER_REASON, Some(speech.template(if speech.lang == Lang::En { en } else { zh })));
    let mut facts: Vec<String> = Vec::new();
    facts.extend(lawful::of_rule(speech, &offer.purpose));
    facts.extend(offer.source.as_deref().map(|s| speech.say(words::SOURCE, &[s])));
    facts.extend(offer.owner.as_deref().map(|o| speech.say(words::OWNER, &[o])));
    if !facts.is_empty() {
        page.item(0, &facts.join(if speech.lang == Lang::En { " " } else { "" }));
    }
}

/// What is offered.
fn items(page: &mut Page, speech: &Speech<'_>, offer: &Offer) {
    match &offer.items {
        Items::Itself => {}
        Items::Services(ids) => {
            let ids: Vec<String> = ids.iter().map(|id| code(id)).collect();
            page.item(0, &speech.say(words::OFFER_SERVICES, &[&speech.listed(&ids)]));
        }
        Items::Products { filter, most } => {
            let table = speech.model.suitability.as_ref().map_or(String::new(), |s| speech.table(s.table));
            page.item(
                0,
                &match filter {
                    None => speech.say(words::OFFER_PRODUCTS, &[&table]),
                    Some(filter) => speech.say(words::OFFER_WHERE, &[&table, &speech.condition(filter)]),
                },
            );
            if usize::try_from(*most).is_ok_and(|most| most < MAX_PRODUCTS) {
                page.item(0, &speech.say(words::OFFER_MOST, &[&figure::int(i64::from(*most))]));
            }
        }
    }
}

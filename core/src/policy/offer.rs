//! Offers, and the suitability of products that no offer gets past.

use alloc::string::String;
use alloc::vec::Vec;

use super::alert::title;
use super::parse::wording::{about, governed};
use super::{About, At, Text};
use crate::text::read::{Item, Reader};

/// Which products may be offered to whom, as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct SuitabilityDecl {
    /// Where it is.
    pub at: At,
    /// The reference table of products.
    pub products: Text,
    /// Its field with the level of risk.
    pub risk: Text,
    /// The customer's grade.
    pub grade: Text,
    /// The last day on which the grade holds.
    pub until: Text,
    /// The highest level of risk of each grade; empty: levels and grades go by their places.
    pub limits: Vec<(Text, Text)>,
    /// The fields with the first and the last day of sale.
    pub sale: [Option<Text>; 2],
    /// The field with the product's term, and the longest term that fits the customer.
    pub term: Option<(Text, Text)>,
    /// What else keeps a product from a customer.
    pub block: Option<Text>,
}

/// An offer as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// The category of consent that it needs.
    pub consent: Option<Text>,
    /// Who is eligible.
    pub when: Text,
    /// What is offered.
    pub items: ItemsDecl,
    /// What keeps it back.
    pub block: Option<Text>,
    /// What it is worth when it is accepted.
    pub value: Option<Text>,
    /// How likely it is to be accepted.
    pub chance: Option<Text>,
    /// The price that the customer is told.
    pub price: Option<Text>,
    /// Why it is made: English, Chinese.
    pub reason: (Text, Text),
}

/// What is offered.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemsDecl {
    /// The offer itself.
    Itself,
    /// Products to which a condition applies, and how many of them at most.
    Products(Option<Text>, Option<(u32, At)>),
    /// Services by their ids.
    Services(Vec<Text>),
}

pub(super) fn suitability(r: &mut Reader, item: &Item<'_>) -> Option<SuitabilityDecl> {
    let mut map = r.map(item)?;
    let products = map.need(r, "products").and_then(|i| r.text(&i));
    let risk = map.need(r, "risk").and_then(|i| r.text(&i));
    let grade = map.need(r, "grade").and_then(|i| r.text(&i));
    let until = map.need(r, "until").and_then(|i| r.text(&i));
    let limits = map.take("limits").map(|i| limits(r, &i)).unwrap_or_default();
    let sale = map.take("sale").map(|i| sale(r, &i)).unwrap_or_default();
    let term = map.take("term").and_then(|i| term(r, &i));
    let block = map.take("block").and_then(|i| r.text(&i));
    map.finish(r);
    let (products, risk, grade, until) = (products?, risk?, grade?, until?);
    Some(SuitabilityDecl { at: item.at(), products, risk, grade, until, limits, sale, term, block })
}

fn limits(r: &mut Reader, item: &Item<'_>) -> Vec<(Text, Text)> {
    let entries = r.entries(item);
    let one = |(key, item): (&crate::text::node::Key, Item<'_>)| {
        Some((super::parse::source::key_text(key, &item), r.value(&item)?))
    };
    entries.into_iter().filter_map(one).collect()
}

fn sale(r: &mut Reader, item: &Item<'_>) -> [Option<Text>; 2] {
    let Some(mut map) = r.map(item) else { return [None, None] };
    let from = map.take("from").and_then(|i| r.text(&i));
    let to = map.take("to").and_then(|i| r.text(&i));
    map.finish(r);
    [from, to]
}

fn term(r: &mut Reader, item: &Item<'_>) -> Option<(Text, Text)> {
    let mut map = r.map(item)?;
    let days = map.need(r, "days").and_then(|i| r.text(&i));
    let most = map.need(r, "most").and_then(|i| r.value(&i));
    map.finish(r);
    days.zip(most)
}

pub(super) fn offer(r: &mut Reader, id: String, item: &Item<'_>) -> Option<OfferDecl> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "description", "source", "owner"]);
    governed(r, &mut map, &mut about, true);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let consent = map.take("consent").and_then(|i| r.text(&i));
    let when = map.need(r, "when").and_then(|i| r.text(&i));
    let products = map.take("products").map(|i| products(r, &i));
    let items = match (map.take("services"), products) {
        (Some(item), None) => ItemsDecl::Services(r.texts(&item)),
        (Some(item), Some(products)) => {
            r.wrong_shape(&item, "either `products` or `services`");
            products
        }
        (None, products) => products.unwrap_or(ItemsDecl::Itself),
    };
    let block = map.take("block").and_then(|i| r.text(&i));
    let value = map.take("value").and_then(|i| r.value(&i));
    let chance = map.take("chance").and_then(|i| r.value(&i));
    let price = map.take("price").and_then(|i| r.value(&i));
    let reason = map.need(r, "reason").and_then(|i| title(r, &i));
    map.finish(r);
    let (when, reason, at) = (when?, reason?, item.at());
    Some(OfferDecl { id, at, about, purpose, consent, when, items, block, value, chance, price, reason })
}

fn products(r: &mut Reader, item: &Item<'_>) -> ItemsDecl {
    let Some(mut map) = r.map(item) else { return ItemsDecl::Products(None, None) };
    let filter = map.take("where").and_then(|i| r.text(&i));
    let most = map.take("most").and_then(|i| Some((r.whole(&i)?, i.at())));
    map.finish(r);
    ItemsDecl::Products(filter, most)
}

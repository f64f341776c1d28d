//! What may be offered to each customer, and what may not.

use alloc::string::String;
use alloc::vec::Vec;

use super::blocked::HOLDS;
use super::customers::listed_key_name;
use super::events::subject_name;
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::column::Bits;
use crate::model::offer::{CHANCE_SCALE, MONEY_SCALE, PRICE_SCALE};
use crate::offer::{Held, Made};
use crate::outcome::{Outcome, Run};

/// The table of offers, by customer, then rank.
pub(super) fn offers(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let offers = outcome.offers(run);
    let rows = &offers.made;
    let text = |name: &str, of: &dyn Fn(&Made) -> Option<String>| {
        OutputColumn::texts(name, rows.len(), &|at| rows.get(at).and_then(of))
    };
    let decimal = |name: &str, scale, of: &dyn Fn(&Made) -> Option<i64>| {
        let (mut known, mut values) = (Bits::default(), Vec::with_capacity(rows.len()));
        for made in rows {
            let value = of(made);
            known.push(value.is_some());
            values.push(value.unwrap_or(0));
        }
        OutputColumn { known: Some(known), ..OutputColumn::new(name, OutputValues::Decimal(values, scale)) }
    };
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(rows.iter().map(|made| made.row).collect())),
        text(&listed_key_name(run.model), &|made| Some(customer_key(run.dataset, made.row as usize).into())),
        text("offer", &|made| id(run, made.offer)),
        text("product", &|made| offers.item(run, made.offer, made.item).map(String::from)),
        OutputColumn::new("rank", OutputValues::Index(rows.iter().map(|made| made.rank).collect())),
        decimal("value", MONEY_SCALE, &|made| made.figures[0]),
        decimal("chance", CHANCE_SCALE, &|made| made.figures[1]),
        decimal("expected", MONEY_SCALE, &|made| made.expected),
        decimal("price", PRICE_SCALE, &|made| made.figures[2]),
        text("reason_en", &|made| Some(made.reasons[0].clone())),
        text("reason_zh", &|made| Some(made.reasons[1].clone())),
    ];
    OutputTable { name: "offers", rows: rows.len(), columns }
}

/// The table of what may not be offered, by customer, then offer, then product.
pub(super) fn blocked<'r>(run: &'r Run<'_>, outcome: &'r Outcome) -> OutputTable {
    let offers = outcome.offers(run);
    let rows = &offers.held;
    let text = |name: &str, of: &dyn Fn(&'r Held) -> Option<&'r str>| {
        OutputColumn::names(name, rows.len(), &|at| rows.get(at).and_then(of))
    };
    let field = |held: &Held| held.cause.map(|cause| subject_name(run.model, &cause));
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(rows.iter().map(|held| held.row).collect())),
        text(&listed_key_name(run.model), &|held| Some(customer_key(run.dataset, held.row as usize))),
        text("offer", &|held| run.model.offers.get(usize::from(held.offer)).map(|offer| offer.id.as_str())),
        text("product", &|held| offers.item(run, held.offer, held.item)),
        text("blocked_by", &|held| Some(held.by.id())),
        text("reason", &|held| Some(held.cause.map_or(HOLDS, |cause| cause.reason.id()))),
        OutputColumn::texts("field", rows.len(), &|at| rows.get(at).and_then(field)),
    ];
    OutputTable { name: "offers_blocked", rows: rows.len(), columns }
}

fn id(run: &Run<'_>, offer: u16) -> Option<String> {
    run.model.offers.get(usize::from(offer)).map(|offer| offer.id.clone())
}

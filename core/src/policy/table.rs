//! Decision tables: inputs, outputs, and rows of cells.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::wording::about;
use super::schema::field;
use super::{At, DecisionTable, Hit, Text};
use crate::text::read::{Item, Reader};

pub(super) fn decision(r: &mut Reader, id: String, item: &Item<'_>) -> Option<DecisionTable> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "source"]);
    let hits = [("unique", Hit::Unique), ("first", Hit::First)];
    let hit = map.take("hit").and_then(|i| r.choice(&i, &hits)).unwrap_or_default();
    let inputs = map.need(r, "inputs");
    let inputs = each(r, inputs, |r, id, item| r.text(item).map(|expr| (id, expr)));
    let outputs = map.need(r, "outputs");
    let outputs = each(r, outputs, field);
    let rows = map.need(r, "rows").map(|i| rows(r, &i)).unwrap_or_default();
    map.finish(r);
    Some(DecisionTable { id, at: item.at(), about, hit, inputs, outputs, rows })
}

fn rows(r: &mut Reader, item: &Item<'_>) -> Vec<(At, Vec<Text>)> {
    let mut rows = Vec::new();
    for item in r.list(item) {
        let cells = r.list(&item);
        rows.push((item.at(), cells.iter().filter_map(|cell| r.value(cell)).collect()));
    }
    rows
}

//! Scorecards: dimensions, indicators, and how a value becomes points.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::source::{key_text, source};
use super::parse::wording::{about, governed, labelled_members};
use super::{Dimension, Indicator, Missing, Points, Scorecard, Text};
use crate::diagnostic::Code;
use crate::text::read::{Item, Map, Reader};

pub(super) fn scorecard(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Scorecard> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "description", "source", "owner"]);
    governed(r, &mut map, &mut about, false);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let range = map.need(r, "range").and_then(|i| r.pair(&i));
    let range = range.and_then(|(low, high)| r.number(&low).zip(r.number(&high)));
    let baseline = map.take("baseline").and_then(|i| indicator(r, "baseline".into(), &i, true));
    let dimensions = map.need(r, "dimensions");
    let dimensions = each(r, dimensions, dimension);
    let min_confidence = map.take("min_confidence").and_then(|i| r.number(&i));
    let reasons_top = map.take("reasons").and_then(|i| reasons(r, &i)).unwrap_or_default();
    let reason_codes = map.take("reason_codes").map(|i| labelled_members(r, &i)).unwrap_or_default();
    let customer_reasons = map.take("customer_reasons").map(|i| labelled_members(r, &i)).unwrap_or_default();
    map.finish(r);
    Some(Scorecard {
        id,
        at: item.at(),
        about,
        purpose,
        range: range?,
        baseline,
        dimensions,
        min_confidence,
        reasons_top,
        reason_codes,
        customer_reasons,
    })
}

fn reasons(r: &mut Reader, item: &Item<'_>) -> Option<u32> {
    let mut map = r.map(item)?;
    map.need(r, "baseline").and_then(|i| r.choice(&i, &[("max", ())]));
    let top = map.need(r, "top").and_then(|i| r.whole(&i));
    map.finish(r);
    top
}

fn dimension(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Dimension> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "source"]);
    let weight = map.need(r, "weight").and_then(|i| r.number(&i));
    let indicators = map.need(r, "indicators");
    let indicators = each(r, indicators, |r, id, item| indicator(r, id, item, false));
    map.finish(r);
    Some(Dimension { id, at: item.at(), about, weight: weight?, indicators })
}

/// An indicator; a baseline has neither weight nor reason, and may leave `missing` out.
fn indicator(r: &mut Reader, id: String, item: &Item<'_>, baseline: bool) -> Option<Indicator> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "source"]);
    let of = map.need(r, "of").and_then(|i| source(r, &i));
    let points = points(r, &mut map);
    let (mut weight, mut reason) = (None, None);
    let missing;
    if baseline {
        missing = map.take("missing").and_then(|i| missing_rule(r, &i));
    } else {
        weight = map.need(r, "weight").and_then(|i| r.number(&i));
        missing = map.need(r, "missing").and_then(|i| missing_rule(r, &i));
        reason = map.take("reason").and_then(|i| r.text(&i));
    }
    map.finish(r);
    Some(Indicator { id, at: item.at(), about, of: of?, weight, points: points?, missing, reason })
}

fn points(r: &mut Reader, map: &mut Map<'_>) -> Option<Points> {
    let forms = [map.take("bins"), map.take("curve"), map.take("map")];
    let other = forms.get(2).and_then(Option::as_ref).and_then(|_| map.take("other"));
    let other = other.and_then(|i| r.number(&i));
    match forms {
        [Some(bins), None, None] => Some(Points::Bins(pairs(r, &bins))),
        [None, Some(curve), None] => Some(Points::Curve(pairs(r, &curve))),
        [None, None, Some(map)] => {
            let mut categories = Vec::new();
            for (key, item) in r.entries(&map) {
                categories.extend(r.number(&item).map(|points| (key_text(key, &item), points)));
            }
            Some(Points::Map(categories, other))
        }
        _ => {
            let at = map.item().at();
            r.lose(Code::PointsChoice, at.span, &at.pointer, &[]);
            None
        }
    }
}

/// Cells or values, each with its points.
fn pairs(r: &mut Reader, item: &Item<'_>) -> Vec<(Text, Text)> {
    let mut pairs = Vec::new();
    for item in r.list(item) {
        let Some((value, points)) = r.pair(&item) else { continue };
        let value = r.value(&value);
        let points = r.number(&points);
        pairs.extend(value.zip(points));
    }
    pairs
}

fn missing_rule(r: &mut Reader, item: &Item<'_>) -> Option<Missing> {
    if item.is_map() {
        let mut map = r.map(item)?;
        let points = map.need(r, "points").and_then(|i| r.number(&i));
        map.finish(r);
        return points.map(Missing::Points);
    }
    let neutral = r.choice(item, &[("neutral", true), ("unknown", false)])?;
    Some(if neutral { Missing::Neutral } else { Missing::Unknown })
}

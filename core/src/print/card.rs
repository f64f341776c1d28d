//! Scorecards: dimensions, indicators and how points arise.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::cell::Cells;
use super::input::head;
use super::layout::{Page, join};
use super::speech::{Speech, code};
use super::words;
use super::{figure, lawful};
use crate::model::{Bin, Indicator, Missing, Points, Scorecard};
use crate::value::{Type, Value};

/// One scorecard.
pub(super) fn scorecard(page: &mut Page, speech: &Speech<'_>, card: &Scorecard) {
    page.heading(2, &speech.say(words::SCORECARD, &[&speech.titled(&card.label, &card.id)]));
    let bound = |v| figure::decimal(v, crate::model::POINTS_SCALE);
    page.item(0, &speech.say(words::CARD_RANGE, &[&bound(card.low), &bound(card.high)]));
    if card.min_confidence > 0 {
        page.item(0, &speech.say(words::CARD_CONFIDENCE, &[&figure::weight(card.min_confidence)]));
    }
    lawful::of_rule(speech, &card.purpose).iter().for_each(|purpose| page.item(0, purpose));
    if card.reasons_top > 0 {
        page.item(0, &speech.say(words::CARD_REASONS, &[&figure::int(card.reasons_top.into())]));
    }
    let mut rows = vec![head(&words::CARD_COLUMNS, speech)];
    for dimension in &card.dimensions {
        rows.push(vec![
            speech.label(&dimension.label, &dimension.id).into(),
            figure::weight(dimension.weight),
            figure::count(dimension.indicators.len()),
        ]);
    }
    page.table(rows);
    for dimension in &card.dimensions {
        let title = speech.titled(&dimension.label, &dimension.id);
        page.heading(3, &speech.say(words::DIMENSION_HEAD, &[&title, &figure::weight(dimension.weight)]));
        dimension.indicators.iter().for_each(|i| indicator(page, speech, card, i));
    }
    if let Some(baseline) = &card.baseline {
        let title = speech.titled(&baseline.label, &baseline.id);
        page.heading(3, &speech.say(words::BASELINE_HEAD, &[&title]));
        page.item(0, words::BASELINE_NOTE.text(speech.lang));
        page.item(0, &speech.say(words::BASIS, &[&basis(speech, baseline)]));
        page.item(0, &points(speech, baseline));
        page.item(
            0,
            &match baseline.missing {
                Missing::Points(_) => missing(speech, baseline.missing),
                Missing::Neutral | Missing::Unknown => words::MISSING_BASELINE.text(speech.lang).into(),
            },
        );
    }
}

fn indicator(page: &mut Page, speech: &Speech<'_>, card: &Scorecard, indicator: &Indicator) {
    let (label, weight) = (speech.label(&indicator.label, &indicator.id), figure::weight(indicator.weight));
    page.item(0, &speech.say(words::INDICATOR, &[label, &indicator.id, &weight, &basis(speech, indicator)]));
    page.item(1, &points(speech, indicator));
    page.item(1, &missing(speech, indicator.missing));
    if let Some((id, label)) = indicator.reason.and_then(|r| card.reason_codes.get(usize::from(r))) {
        let wording =
            label.as_ref().map_or(String::new(), |l| speech.say(words::QUOTED, &[l.text(speech.lang)]));
        page.item(1, &speech.say(words::REASON_CODE, &[&code(id), &wording]));
    }
}

/// What an indicator looks at, with its unit.
fn basis(speech: &Speech<'_>, indicator: &Indicator) -> String {
    speech.with_unit(speech.term(&indicator.of), &indicator.of)
}

fn points(speech: &Speech<'_>, indicator: &Indicator) -> String {
    let between = words::CONTINUED.text(speech.lang);
    match &indicator.points {
        Points::Bins(bins) => {
            let texts: Vec<String> = bins.iter().map(|b| bin(speech, b, indicator.of.ty)).collect();
            let phrase = if overlap(bins) { words::BINS_FIRST } else { words::BINS };
            speech.say(phrase, &[&join(&texts, between)])
        }
        Points::Curve(knots) => {
            let texts: Vec<String> =
                knots.iter().map(|(x, y)| knot(speech, *x, *y, indicator.of.ty)).collect();
            speech.say(words::CURVE, &[&join(&texts, between)])
        }
    }
}

fn bin(speech: &Speech<'_>, bin: &Bin, ty: Type) -> String {
    let value = Cells::inline(speech).cell(&bin.text, &bin.set, ty);
    speech.say(words::BIN, &[&value, &figure::points(bin.points, speech.lang)])
}

fn knot(speech: &Speech<'_>, x: i64, y: i64, ty: Type) -> String {
    let value = match ty {
        Type::Decimal(scale) => Value::Decimal(x, scale),
        Type::Date => Value::Date(i32::try_from(x).unwrap_or(0)),
        _ => Value::Int(x),
    };
    speech.say(words::KNOT, &[&speech.bare(&value), &figure::points(y, speech.lang)])
}

/// Whether some value is in two bins, so that their order decides.
fn overlap(bins: &[Bin]) -> bool {
    bins.iter()
        .enumerate()
        .any(|(at, bin)| bins.iter().take(at).any(|earlier| !earlier.set.intersect(&bin.set).is_empty()))
}

fn missing(speech: &Speech<'_>, missing: Missing) -> String {
    match missing {
        Missing::Neutral => words::MISSING_NEUTRAL.text(speech.lang).into(),
        Missing::Unknown => words::MISSING_UNKNOWN.text(speech.lang).into(),
        Missing::Points(points) => speech.say(words::MISSING_POINTS, &[&figure::points(points, speech.lang)]),
    }
}

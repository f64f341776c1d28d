//! The weight of every operation: instructions per row of its domain, at least twice what was counted.
//!
//! INVARIANT: the match has no wildcard, so that an operation that nobody has weighed does not compile.

use super::Load;
use crate::evaluate::MAX_PAIRS;
use crate::model::Domain;
use crate::program::{
    Card, Compare, Convert, DatePair, DatePart, Gauge, Node, Op, PointsKind, Program, Repr, Segments,
};

/// An operation of a vector kernel: some loads, an operation, a store.
const KERNEL: u64 = 100;

/// An operation that calls a function per row and looks at bits.
const PLAIN: u64 = 400;

/// 128 bits: a multiplication, a comparison of products.
const WIDE: u64 = 2_500;

/// A division of 128 bits, or the calendar.
const LONG: u64 = 8_000;

/// A text that is made, hashed and looked up.
const TEXT: u64 = 8_000;

/// Per byte of a text that is read, compared or made.
const TEXT_BYTE: u64 = 100;

/// SHA-256 over a salt, a rule and a key.
const DRAW: u64 = 60_000;

/// The sun and the moon: a search through years.
const LUNAR: u64 = 400_000;

/// Adds the work of a node over all rows of a dataset.
#[expect(clippy::too_many_lines, reason = "one arm per operation, and no operation without one")]
pub(super) fn weigh(program: &Program, node: &Node, load: &mut Load) {
    let wide = u64::from(node.repr == Repr::Wide) * PLAIN;
    let mut texts = 0;
    let weight = match &node.op {
        Op::Bool(_)
        | Op::Int(_)
        | Op::Date(_)
        | Op::Double(_)
        | Op::Text(_)
        | Op::Member(_)
        | Op::Null
        | Op::Withdrawn(_)
        | Op::Wide(_)
        | Op::Clock(_)
        | Op::Usable(_)
        | Op::Turn(_) => KERNEL,
        Op::Input(_) | Op::Not(_) | Op::IsNull(_) | Op::Known(_) | Op::Finite(_) => KERNEL,
        Op::And(list) | Op::Or(list) => many(KERNEL / 4, list.len()),
        Op::Compare(..) | Op::SameCode(..) | Op::Arith(..) => PLAIN,
        Op::CompareText(Compare::Eq | Compare::Ne, ..) => PLAIN,
        Op::CompareText(..) | Op::TextTest(..) => {
            texts = TEXT_BYTE;
            load.byte = load.byte.saturating_add(4 * TEXT_BYTE);
            PLAIN
        }
        Op::InInts(_, items) => many(KERNEL, items.len()),
        Op::InDoubles(_, items) => many(KERNEL, items.len()),
        Op::InTexts(_, items) | Op::InMembers(_, items) => many(KERNEL, items.len()),
        Op::CompareRatio { .. } => WIDE,
        Op::CompareRatios { .. } => 2 * WIDE,
        Op::RoundRatio { .. } => 2 * LONG,
        Op::Convert(convert, _) => {
            texts = made(*convert);
            converted(*convert)
        }
        Op::Select(..) | Op::Coalesce(..) | Op::Gather(_) | Op::Beside(_) => PLAIN,
        Op::Override(_) => {
            // Every row of the customer in the table, each held against the others.
            load.pair = load.pair.saturating_add(2 * PLAIN);
            load.rows.iter_mut().for_each(|row| *row = row.saturating_add(TEXT));
            PLAIN
        }
        Op::Overlay(..) => LONG,
        Op::Concat(..) => {
            texts = 4 * TEXT_BYTE;
            TEXT
        }
        Op::DatePart(DatePart::LunarMonth | DatePart::LunarDay, _)
        | Op::DatePair(DatePair::LunarAnniversary, ..) => LUNAR,
        Op::DatePart(..) | Op::DatePair(..) => LONG,
        Op::Aggregate { .. } => return aggregate(node, load),
        Op::Find(..) => LONG,
        Op::Refer(..) => PLAIN,
        Op::HeldOut(..) => {
            texts = TEXT_BYTE;
            DRAW
        }
        // The conditions are nodes of their own; here they are put together, product by product.
        Op::Offered(_) => many(KERNEL, crate::model::offer::MAX_PRODUCTS),
        Op::Segment(index, _) | Op::SegmentRatio { segments: index, .. } => {
            let ratio = matches!(node.op, Op::SegmentRatio { .. });
            let segments = program.segments.get(*index as usize);
            if matches!(segments, Some(Segments::Texts { .. })) {
                // Once per text of the dictionary.
                load.byte = load.byte.saturating_add(10 * TEXT_BYTE);
            }
            segment(segments, ratio)
        }
        Op::Card(index) => program.cards.get(*index as usize).map_or(0, |of| card(of, load)),
        Op::Class(_) => LONG,
        Op::CardPart(..) | Op::ClassPart(..) | Op::Pick(..) => PLAIN,
        Op::Decide(list) => many(KERNEL, list.len()),
        Op::Fold(_, list) => many(PLAIN, list.len()),
    };
    load.add(node.domain, weight + wide);
    load.text = load.text.saturating_add(texts);
}

/// So many per item, and once for the row.
const fn many(weight: u64, items: usize) -> u64 {
    PLAIN + weight.saturating_mul(items as u64)
}

const fn converted(convert: Convert) -> u64 {
    match convert {
        Convert::IntToDouble | Convert::DoubleToInt | Convert::Neg | Convert::Abs | Convert::Widen(_) => {
            PLAIN
        }
        Convert::DecimalToInt(_) | Convert::Round(_) | Convert::TextSize | Convert::Within(_) => PLAIN,
        Convert::Whole(_) | Convert::IntToInstant | Convert::InstantToInt => WIDE,
        Convert::DecimalToDouble(_)
        | Convert::DoubleToDecimal(_)
        | Convert::TextToBool
        | Convert::TextToInt
        | Convert::TextToDouble
        | Convert::TextToDecimal(_)
        | Convert::TextToDate
        | Convert::TextToInstant
        | Convert::TextToMoment(_)
        | Convert::TextToDuration
        | Convert::DateToInstant(_)
        | Convert::InstantToDate(_)
        | Convert::ClockPart(..) => LONG,
        Convert::IntToText
        | Convert::DoubleToText
        | Convert::BoolToText
        | Convert::DecimalToText(_)
        | Convert::DateToText
        | Convert::InstantToText
        | Convert::DurationToText => 2 * TEXT,
    }
}

/// Work per byte of a text that is converted.
const fn made(convert: Convert) -> u64 {
    match convert {
        Convert::TextToInt
        | Convert::TextToDouble
        | Convert::TextToBool
        | Convert::TextToDecimal(_)
        | Convert::TextToDate
        | Convert::TextToInstant
        | Convert::TextToMoment(_)
        | Convert::TextToDuration
        | Convert::TextSize => TEXT_BYTE,
        _ => 0,
    }
}

/// Once per row that is reduced, with a sort of the values where they are told apart, and once per row of the result.
fn aggregate(node: &Node, load: &mut Load) {
    let Op::Aggregate { table, .. } = &node.op else { return };
    load.add(node.domain, LONG);
    match node.domain {
        // Of the rows of another table beside each row: pairs.
        Domain::Child(_) | Domain::Pair(..) => load.pair = load.pair.saturating_add(5 * PLAIN),
        Domain::Customer => load.add(Domain::Child(*table), 5 * PLAIN),
    }
}

fn segment(segments: Option<&Segments>, ratio: bool) -> u64 {
    let steps = |edges: usize| u64::from(usize::BITS - edges.leading_zeros()) + 1;
    let step = if ratio { WIDE } else { KERNEL };
    PLAIN
        + match segments {
            // Few edges are counted one by one.
            Some(Segments::Ints { edges, .. }) => 20 * KERNEL + step * steps(edges.len()),
            Some(Segments::Doubles { edges, .. }) => 20 * KERNEL + step * steps(edges.len()),
            Some(Segments::Wide { edges, .. }) => step.max(PLAIN) * steps(edges.len()),
            Some(Segments::Texts { items, .. }) => PLAIN * steps(items.len()),
            Some(Segments::Codes(_)) | None => KERNEL,
        }
}

/// A scorecard: per customer a look-up and a division for each indicator. The points of all bins are worked out once for
/// each set of indicators that are known; there are no more such sets than customers, nor than indicators can make.
fn card(card: &Card, load: &mut Load) -> u64 {
    let gauges = || card.gauges.iter().chain(&card.baseline);
    let bins: u64 = gauges().map(bins).sum();
    let pattern = (bins + 4 * card.gauges.len() as u64).saturating_mul(2 * LONG);
    let row = gauges().map(|gauge| 3 * PLAIN + curve(gauge)).sum::<u64>();
    let ranking = (card.reason_codes as u64 + 1).saturating_mul(card.reasons_top as u64 + 4);
    let states = if card.gauges.iter().any(|gauge| gauge.withdrawn.is_some()) { 3u64 } else { 2 };
    let sets = u32::try_from(card.gauges.len()).ok().and_then(|gauges| states.checked_pow(gauges));
    let row = row + ranking.saturating_mul(KERNEL) + LONG;
    match sets.filter(|sets| *sets <= MAX_PAIRS as u64) {
        Some(sets) => {
            load.base = load.base.saturating_add(pattern.saturating_mul(sets));
            row
        }
        None => row.saturating_add(pattern),
    }
}

fn bins(gauge: &Gauge) -> u64 {
    match &gauge.points {
        PointsKind::Bins(points) => points.len() as u64 + 1,
        PointsKind::Curve(_) | PointsKind::DateCurve(_) => 1,
    }
}

fn curve(gauge: &Gauge) -> u64 {
    match &gauge.points {
        PointsKind::Bins(_) => 0,
        PointsKind::Curve(_) | PointsKind::DateCurve(_) => 4 * LONG,
    }
}

//! Random scorecards against exact fractions: bins, curves, maps, re-weighting, confidence, contributions.

use std::cmp::Ordering;

use appraise_core::number::{format_decimal, round_half_away};
use appraise_core::outcome::Outcome;
use appraise_core::policy::{Derive, Dimension, Indicator, Missing, Points, Scorecard, Source, Text};
use appraise_core::value::{EnumId, Value};
use appraise_tests::probe::{Field, Probe, policy};
use appraise_tests::random::Random;

use super::big::Big;
use super::seeds;

/// Places of points and weights.
const UNIT: i64 = 10_000;

/// What an indicator looks at and how that becomes points; numbers are scaled by [`UNIT`].
#[derive(Debug, Clone)]
enum Scale {
    /// Of an int (0 places) or a decimal: sorted edges, whether an edge belongs to the bin below, points of each bin.
    Bins { places: u8, edges: Vec<i64>, upper: bool, points: Vec<i64> },
    /// Of `a / b`, decimals of two places: edges of four places.
    RatioBins { edges: Vec<i64>, upper: bool, points: Vec<i64> },
    /// Knots.
    Curve { places: u8, knots: Vec<(i64, i64)> },
    /// Members and their points, points of every other.
    Map { points: Vec<i64>, other: Option<i64> },
}

/// An indicator.
#[derive(Debug, Clone)]
struct Gauge {
    scale: Scale,
    weight: i64,
    /// Points of a missing value.
    missing: Absent,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Absent {
    Neutral,
    Unknown,
    Points(i64),
}

/// A scorecard.
#[derive(Debug, Clone)]
struct Card {
    dimensions: Vec<(i64, Vec<Gauge>)>,
    low: i64,
    high: i64,
    min_confidence: i64,
}

/// Members of every enumeration.
const MEMBERS: usize = 4;

fn text(value: impl Into<String>) -> Text {
    Text { text: value.into(), ..Text::default() }
}

fn number(value: i64) -> Text {
    text(format_decimal(value, 4))
}

/// So many weights that sum to 100.
fn weights(random: &mut Random, count: usize) -> Vec<i64> {
    let mut cuts: Vec<i64> = Vec::new();
    while cuts.len() < count - 1 {
        let cut =
            if random.percent(50) { random.within(1, 99) * UNIT } else { random.within(1, 100 * UNIT - 1) };
        if !cuts.contains(&cut) {
            cuts.push(cut);
        }
    }
    cuts.extend([0, 100 * UNIT]);
    cuts.sort_unstable();
    cuts.windows(2).map(|w| w[1] - w[0]).collect()
}

fn points(random: &mut Random) -> i64 {
    match random.below(4) {
        0 => random.within(-20, 120) * UNIT + random.within(0, 9999),
        _ => random.within(0, 100) * UNIT,
    }
}

fn sorted(random: &mut Random, count: usize, low: i64, high: i64) -> Vec<i64> {
    let mut values: Vec<i64> = (0..count).map(|_| random.within(low, high)).collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn scale(random: &mut Random) -> Scale {
    let places = if random.percent(50) { 0 } else { 2 };
    let count = if random.percent(20) { 20 } else { random.below(4) + 1 };
    let upper = random.percent(50);
    match random.below(4) {
        0 => {
            let edges = sorted(random, count, -300, 300);
            let points = (0..=edges.len()).map(|_| points(random)).collect();
            Scale::Bins { places, edges, upper, points }
        }
        1 => {
            let edges = sorted(random, count, -3 * UNIT, 3 * UNIT);
            let points = (0..=edges.len()).map(|_| points(random)).collect();
            Scale::RatioBins { edges, upper, points }
        }
        2 => {
            let knots = sorted(random, count + 1, -300, 300);
            Scale::Curve { places, knots: knots.into_iter().map(|x| (x, points(random))).collect() }
        }
        _ => {
            let listed = random.below(MEMBERS) + 1;
            let other = (listed < MEMBERS || random.percent(30)).then(|| points(random));
            Scale::Map { points: (0..listed).map(|_| points(random)).collect(), other }
        }
    }
}

fn card(random: &mut Random) -> Card {
    let count = random.below(3) + 1;
    let dimensions = weights(random, count).into_iter().map(|weight| {
        let count = random.below(3) + 1;
        let gauges = weights(random, count).into_iter().map(|weight| Gauge {
            weight,
            scale: scale(random),
            missing: match random.below(5) {
                0 => Absent::Unknown,
                1 => Absent::Points(points(random)),
                _ => Absent::Neutral,
            },
        });
        (weight, gauges.collect())
    });
    let dimensions = dimensions.collect();
    let (low, high) =
        if random.percent(50) { (0, 100) } else { (random.within(-50, 40), random.within(41, 120)) };
    let min_confidence = if random.percent(50) { 0 } else { random.within(1, 100) * UNIT };
    Card { dimensions, low: low * UNIT, high: high * UNIT, min_confidence }
}

/// Cells for intervals between edges: an edge belongs to the bin above, or to the one below.
fn cells(edges: &[i64], places: u8, upper: bool) -> Vec<String> {
    let edge = |at: usize| format_decimal(edges[at], places);
    let mut out = vec![format!("{} {}", if upper { "<=" } else { "<" }, edge(0))];
    for at in 1..edges.len() {
        let (low, high) = (edge(at - 1), edge(at));
        out.push(if upper { format!("({low}..{high}]") } else { format!("[{low}..{high})") });
    }
    out.push(format!("{} {}", if upper { ">" } else { ">=" }, edge(edges.len() - 1)));
    out
}

/// The bin of a value: how many edges it has passed.
fn passed(edges: &[i64], upper: bool, order: impl Fn(i64) -> Ordering) -> usize {
    edges.iter().filter(|edge| if upper { order(**edge).is_gt() } else { order(**edge).is_ge() }).count()
}

fn indicator(id: String, gauge: &Gauge) -> Indicator {
    let pair = |(cell, points): (String, &i64)| (text(cell), number(*points));
    let points = match &gauge.scale {
        Scale::Bins { places, edges, upper, points } => {
            Points::Bins(cells(edges, *places, *upper).into_iter().zip(points).map(pair).collect())
        }
        Scale::RatioBins { edges, upper, points } => {
            Points::Bins(cells(edges, 4, *upper).into_iter().zip(points).map(pair).collect())
        }
        Scale::Curve { places, knots } => Points::Curve(
            knots.iter().map(|(x, y)| (text(format_decimal(*x, *places)), number(*y))).collect(),
        ),
        Scale::Map { points, other } => {
            let rows = points.iter().enumerate().map(|(at, p)| pair((format!("m{at}"), p)));
            Points::Map(rows.collect(), other.map(number))
        }
    };
    let missing = match gauge.missing {
        Absent::Neutral => Missing::Neutral,
        Absent::Unknown => Missing::Unknown,
        Absent::Points(points) => Missing::Points(number(points)),
    };
    Indicator {
        of: Source::Cel(text(if let Scale::RatioBins { .. } = gauge.scale {
            format!("ratio_{id}")
        } else {
            id.clone()
        })),
        id,
        at: Default::default(),
        about: Default::default(),
        weight: Some(number(gauge.weight)),
        points,
        missing: Some(missing),
        reason: None,
    }
}

/// The fields of a card's indicators, in order: two for a ratio.
fn fields(card: &Card) -> Vec<Field> {
    let mut out = Vec::new();
    for (at, gauge) in card.dimensions.iter().flat_map(|(_, gauges)| gauges).enumerate() {
        let id = format!("i{at}");
        match &gauge.scale {
            Scale::Bins { places: 0, .. } | Scale::Curve { places: 0, .. } => {
                out.push(Field::new(&id, "int"))
            }
            Scale::Bins { .. } | Scale::Curve { .. } => out.push(Field::new(&id, "decimal(2)")),
            Scale::RatioBins { .. } => {
                out.push(Field::new(&format!("{id}_a"), "decimal(2)"));
                out.push(Field::new(&format!("{id}_b"), "decimal(2)"));
            }
            Scale::Map { .. } => {
                let members = (0..MEMBERS).map(|m| format!("m{m}")).collect();
                out.push(Field { members, ..Field::new(&id, "enum") });
            }
        }
    }
    out
}

fn probe(card: &Card) -> Probe {
    let mut policy = policy(&fields(card), &[]);
    let mut number_of = 0;
    let mut dimensions = Vec::new();
    for (at, (weight, gauges)) in card.dimensions.iter().enumerate() {
        let mut indicators = Vec::new();
        for gauge in gauges {
            let id = format!("i{number_of}");
            if let Scale::RatioBins { .. } = gauge.scale {
                policy.derives.push(Derive {
                    id: format!("ratio_{id}"),
                    at: Default::default(),
                    about: Default::default(),
                    source: Source::Cel(text(format!("{id}_a / {id}_b"))),
                    tag: false,
                });
            }
            indicators.push(indicator(id, gauge));
            number_of += 1;
        }
        dimensions.push(Dimension {
            id: format!("d{at}"),
            at: Default::default(),
            about: Default::default(),
            weight: number(*weight),
            indicators,
        });
    }
    policy.scorecards.push(Scorecard {
        id: "card".into(),
        at: Default::default(),
        about: Default::default(),
        range: (number(card.low), number(card.high)),
        baseline: None,
        dimensions,
        min_confidence: Some(number(card.min_confidence)),
        purpose: None,
        reasons_top: 0,
        reason_codes: Vec::new(),
        customer_reasons: Vec::new(),
    });
    Probe::of(&policy).unwrap_or_else(|findings| panic!("{findings:#?}\n{card:#?}"))
}

fn cell(random: &mut Random, field: &Field, edges: &[i64]) -> Value {
    if random.percent(20) {
        return Value::Null;
    }
    let near = if edges.is_empty() || random.percent(50) {
        random.within(-350, 350)
    } else {
        random.pick(edges).saturating_add(random.within(-1, 1))
    };
    match field.ty.as_str() {
        "int" => Value::Int(near),
        "decimal(2)" if random.percent(5) => Value::Decimal(*random.pick(&[0, i64::MAX, i64::MIN, 1, -1]), 2),
        "decimal(2)" => Value::Decimal(near, 2),
        _ => Value::Enum(EnumId(0), u32::try_from(random.below(MEMBERS)).unwrap()),
    }
}

/// A fraction with a positive denominator.
type Fraction = (i128, i128);

/// The points of an indicator's cells in units of 1 / [`UNIT`]; `None` is unknown.
fn worth(gauge: &Gauge, cells: &[Value]) -> Option<Fraction> {
    let int = |cell: &Value| match cell {
        Value::Int(v) | Value::Decimal(v, _) => Some(*v),
        _ => None,
    };
    match &gauge.scale {
        Scale::Bins { edges, upper, points, .. } => {
            let x = int(&cells[0])?;
            Some((points[passed(edges, *upper, |edge| x.cmp(&edge))].into(), 1))
        }
        Scale::RatioBins { edges, upper, points } => {
            let (a, b) = (int(&cells[0])?, int(&cells[1])?);
            if b == 0 {
                return None;
            }
            // a / b ? edge / UNIT
            let order = |edge: i64| {
                let left = Big::new(a.into()).times(&Big::new(UNIT.into()));
                let right = Big::new(b.into()).times(&Big::new(edge.into()));
                if b < 0 { right.order(&left) } else { left.order(&right) }
            };
            Some((points[passed(edges, *upper, order)].into(), 1))
        }
        Scale::Curve { knots, .. } => {
            let x = int(&cells[0])?;
            let (first, last) = (knots[0], knots[knots.len() - 1]);
            let Some(pair) = knots.windows(2).find(|pair| pair[0].0 <= x && x < pair[1].0) else {
                return Some((if x < first.0 { first.1 } else { last.1 }.into(), 1));
            };
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let (dx, dy) = (i128::from(x1 - x0), i128::from(y1 - y0));
            Some((i128::from(y0) * dx + i128::from(x - x0) * dy, dx))
        }
        Scale::Map { points, other } => match &cells[0] {
            Value::Enum(_, member) => {
                let listed = points.get(*member as usize).copied();
                Some((listed.or(*other)?.into(), 1))
            }
            _ => None,
        },
    }
}

fn share(points: Fraction, (num, den): Fraction) -> i64 {
    let value = Big::new(points.0).times(&Big::new(num)).rounded(&Big::new(points.1).times(&Big::new(den)));
    value.fits().unwrap()
}

/// What a row has to give.
#[derive(Debug, Default, PartialEq)]
struct Wanted {
    contributions: Vec<i64>,
    score: Option<i64>,
    confidence: i64,
    dimensions: Vec<Option<i64>>,
}

/// The definition, word by word: weights of neutral indicators that are missing go to the others in proportion, first
/// within the dimension, then across dimensions in which anything counts.
fn wanted(card: &Card, rows: &[Vec<Value>]) -> Wanted {
    let mut out = Wanted::default();
    let mut next = 0;
    let mut worths: Vec<Vec<Option<Fraction>>> = Vec::new();
    for (_, gauges) in &card.dimensions {
        let mut of = Vec::new();
        for gauge in gauges {
            of.push(worth(gauge, &rows[next]));
            next += 1;
        }
        worths.push(of);
    }
    let counts =
        |gauge: &Gauge, worth: &Option<Fraction>| worth.is_some() || gauge.missing != Absent::Neutral;
    let within: Vec<i128> = card
        .dimensions
        .iter()
        .zip(&worths)
        .map(|((_, gauges), worths)| {
            gauges.iter().zip(worths).filter(|(g, w)| counts(g, w)).map(|(g, _)| i128::from(g.weight)).sum()
        })
        .collect();
    let counted = card.dimensions.iter().zip(&within).filter(|(_, w)| **w > 0);
    let across: i128 = counted.map(|((weight, _), _)| i128::from(*weight)).sum();
    let (mut known, mut total) = (across > 0, 0i128);
    for (((weight, gauges), worths), within) in card.dimensions.iter().zip(&worths).zip(&within) {
        let (mut own, mut assessed) = (0, 0);
        for (gauge, worth) in gauges.iter().zip(worths) {
            let points = match (worth, gauge.missing) {
                (Some(points), _) => *points,
                (None, Absent::Points(points)) => (points.into(), 1),
                (None, Absent::Unknown) => {
                    known = false;
                    (0, 1)
                }
                (None, Absent::Neutral) => (0, 1),
            };
            if !counts(gauge, worth) {
                out.contributions.push(0);
                continue;
            }
            let part = i128::from(gauge.weight);
            out.contributions.push(share(points, (i128::from(*weight) * part, across * within)));
            own += share(points, (part, *within));
            assessed += if worth.is_some() { part } else { 0 };
        }
        total += i128::from(*weight) * assessed;
        let enough = assessed > 0 && assessed >= i128::from(card.min_confidence);
        out.dimensions.push(enough.then_some(own));
    }
    let hundred = i128::from(100 * UNIT);
    known &= total >= i128::from(card.min_confidence) * hundred;
    // Percent of two places.
    out.confidence = i64::try_from(round_half_away(total * 10_000, hundred * hundred).unwrap()).unwrap();
    let sum: i64 = out.contributions.iter().sum();
    out.score = known.then(|| sum.clamp(card.low, card.high));
    out
}

fn found(outcome: &Outcome, row: usize) -> (Wanted, i64) {
    let card = &outcome.cards[0];
    let found = Wanted {
        contributions: card.contributions.iter().map(|c| c[row]).collect(),
        score: card.score_known.get(row).then(|| card.score[row]),
        confidence: card.confidence[row],
        dimensions: card
            .dimensions
            .iter()
            .map(|(points, known)| known.get(row).then(|| points[row]))
            .collect(),
    };
    (found, card.range[row])
}

#[test]
fn scorecards_are_what_their_definition_says_and_contributions_sum_to_the_score() {
    let (mut known, mut clamped, mut reweighted) = (0, 0, 0);
    for seed in 0..seeds() {
        let mut random = Random::new(seed);
        let card = card(&mut random);
        let (fields, probe) = (fields(&card), probe(&card));
        let edges: Vec<i64> = card
            .dimensions
            .iter()
            .flat_map(|(_, gauges)| gauges)
            .flat_map(|gauge| match &gauge.scale {
                Scale::Bins { edges, .. } => edges.clone(),
                Scale::Curve { knots, .. } => knots.iter().map(|k| k.0).collect(),
                _ => Vec::new(),
            })
            .collect();
        let rows = 90;
        let columns: Vec<Vec<Value>> = fields
            .iter()
            .map(|field| (0..rows).map(|_| cell(&mut random, field, &edges)).collect())
            .collect();
        let prepared = probe.prepare(&columns, rows, true);
        let outcome = prepared.outcome(true);
        for row in 0..rows {
            let mut columns = columns.iter().map(|column| column[row].clone());
            let gauges = card.dimensions.iter().flat_map(|(_, gauges)| gauges);
            let cells: Vec<Vec<Value>> = gauges
                .map(|gauge| {
                    let count = if let Scale::RatioBins { .. } = gauge.scale { 2 } else { 1 };
                    columns.by_ref().take(count).collect()
                })
                .collect();
            let (found, range) = found(&outcome, row);
            let wanted = wanted(&card, &cells);
            assert_eq!(found, wanted, "seed {seed}, row {row}: {cells:?} of {card:#?}");
            if let Some(score) = found.score {
                let sum: i64 = found.contributions.iter().sum();
                assert_eq!(sum + range, score, "seed {seed}, row {row}: contributions and range");
                known += 1;
                clamped += usize::from(range != 0);
                reweighted += usize::from(found.confidence < 10_000);
            }
        }
    }
    println!("{known} known scores, {clamped} clamped, {reweighted} with missing inputs");
    assert!(clamped > 50 && reweighted > 500, "the generator makes too few of some kind");
}

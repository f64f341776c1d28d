//! The table of contributions: a row per customer who is scored, scorecard and indicator, and one named `range` where
//! the score was clamped. The contributions of a customer sum to its score.
//!
//! It has many times as many rows as there are customers, so it is made a column at a time from the columns of the
//! scorecards: where a run has not kept them, of a block after the other. Customers who follow each other and have rows
//! of the same names are a stretch; the names of all of them are those of the first, repeated.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::ops::Range;

use appraise_kernels::bits;
use appraise_kernels::long::{self, Lying, spread_i64, spread_u8, spread_u32};

use super::customers::listed_key_name;
use super::rows::on_knots;
use super::{OutputColumn, OutputTable, OutputValues, Strings};
use crate::column::{Bits, Values};
use crate::model::{Indicator, POINTS_SCALE, Points};
use crate::outcome::{CardColumns, Outcome, Run};
use crate::program::{Needs, Op, PointsKind};

/// Builds the table. `customers` is a part of the run that begins with a block.
pub(super) fn contributions(run: &Run<'_>, outcome: &Outcome, customers: Range<usize>) -> OutputTable {
    let mut long = Long::new(run);
    let end = customers.end.min(run.rows());
    let mut machine = None;
    for block in run.blocks().filter(|block| customers.contains(&block.start)) {
        if outcome.has_contributions {
            long.add(&outcome.cards, block.clone(), block.start);
        } else {
            let machine = machine.get_or_insert_with(|| {
                let mut needs = Needs::default();
                needs.all(run.program.card_nodes.iter().copied());
                outcome.machine(run, &needs)
            });
            machine.block(block.clone());
            let nodes = run.program.card_nodes.iter().copied().zip(&run.model.scorecards);
            let cards = nodes.map(|about| {
                let mut columns = CardColumns::default();
                columns.append(machine, about, run.model, block.len(), true);
                Rc::new(columns)
            });
            long.add(&cards.collect::<Vec<_>>(), 0..block.len(), block.start);
        }
        if block.start == customers.start && block.end < end {
            long.reserve(block.len(), end - block.end);
        }
    }
    long.table()
}

/// An indicator of a scorecard.
struct Item<'a> {
    /// Which scorecard, and which of its indicators.
    card: usize,
    at: usize,
    indicator: &'a Indicator,
    points: &'a PointsKind,
    names: [&'a str; 3],
    /// The code of the text of its first bin.
    first: u32,
}

/// What the customers of a block got of an item.
#[derive(Default)]
struct Got {
    bins: Vec<u32>,
    known: Vec<u8>,
    points: Vec<i64>,
}

/// A row of every customer of a stretch.
#[derive(Clone, Copy)]
enum Line {
    /// Of an item.
    Item(usize),
    /// Of what the clamp adds to a scorecard.
    Range(usize),
}

/// The most customers of a stretch: what is looked at to find its end is bounded by this, however short it is.
const STRETCH: usize = 256;

/// The code of the empty text, for what has no bin.
const NONE: u32 = 0;

/// The table while it is being filled.
struct Long<'a> {
    run: &'a Run<'a>,
    items: Vec<Item<'a>>,
    /// The texts of bins, of all items; after them those of the block's values on curves.
    texts: Texts,
    row: Vec<u32>,
    key: Strings,
    /// Scorecard, dimension, indicator.
    names: [Strings; 3],
    bin: Strings,
    known: Bits,
    points: Vec<i64>,
    contribution: Vec<i64>,
}

impl<'a> Long<'a> {
    fn new(run: &'a Run<'a>) -> Self {
        let (mut texts, mut items) = (Texts::default(), Vec::new());
        texts.push("");
        for (card, (of, node)) in run.model.scorecards.iter().zip(&run.program.card_nodes).enumerate() {
            let Some(Op::Card(place)) = run.program.node(*node).map(|node| &node.op) else { continue };
            let gauges = run.program.cards.get(*place as usize).map_or(&[][..], |card| &card.gauges);
            let indicators = of.dimensions.iter().flat_map(|dimension| {
                dimension.indicators.iter().map(|indicator| (dimension.id.as_str(), indicator))
            });
            for (at, ((dimension, indicator), gauge)) in indicators.zip(gauges).enumerate() {
                let names = [of.id.as_str(), dimension, indicator.id.as_str()];
                let first = texts.next();
                if let Points::Bins(bins) = &indicator.points {
                    for bin in bins {
                        texts.push(&bin.text);
                    }
                }
                items.push(Item { card, at, indicator, points: &gauge.points, names, first });
            }
        }
        Self {
            run,
            items,
            texts,
            row: Vec::new(),
            key: Strings::default(),
            names: Default::default(),
            bin: Strings::default(),
            known: Bits::default(),
            points: Vec::new(),
            contribution: Vec::new(),
        }
    }

    /// Adds the customers who are `rows` of some columns, and of the run from `first` on.
    fn add(&mut self, cards: &[Rc<CardColumns>], rows: Range<usize>, first: usize) {
        let (lasting, start) = (self.texts.next(), self.row.len());
        let got: Vec<Got> = self.items.iter().map(|item| item.got(cards, &rows, &mut self.texts)).collect();
        let customers: Vec<u32> =
            (first..first + rows.len()).map(|at| u32::try_from(at).unwrap_or(0)).collect();
        let keys =
            self.run.dataset.tables.first().and_then(|table| table.keys.get(first..first + rows.len()));
        let (mut key, mut bin, mut known) = (Vec::new(), Vec::new(), Vec::new());
        let mut from = rows.start;
        while from < rows.end {
            let to = stretch(cards, from..rows.end.min(from + STRETCH));
            let (lines, of) = (self.lines(cards, from), from - rows.start..to - rows.start);
            let item = |line| if let Line::Item(at) = line { got.get(at) } else { None };
            let contribution = |line| match line {
                Line::Item(at) => self.items.get(at).and_then(|item| item.contribution(cards)),
                Line::Range(card) => cards.get(card).map(|card| &card.range),
            };
            let size = (to - from) * lines.len();
            let spreading = Spreading { lines: &lines, size };
            spreading.over(&mut self.row, spread_u32, |_| customers.get(of.clone()));
            spreading.over(&mut key, spread_u32, |_| keys?.get(of.clone()));
            spreading.over(&mut bin, spread_u32, |line| item(line)?.bins.get(of.clone()));
            spreading.over(&mut known, spread_u8, |line| item(line)?.known.get(of.clone()));
            spreading.over(&mut self.points, spread_i64, |line| item(line)?.points.get(of.clone()));
            spreading.over(&mut self.contribution, spread_i64, |line| contribution(line)?.get(from..to));
            for (at, names) in self.names.iter_mut().enumerate() {
                names.repeat(lines.iter().map(|line| name(&self.items, self.run, *line, at)), to - from);
            }
            from = to;
        }
        debug_assert_eq!(self.row.len() - start, key.len());
        self.key.extend(self.run.dataset.texts.lying(), &key);
        self.bin.extend(self.texts.lying(), &bin);
        self.known.push_bytes(&known);
        self.texts.truncate(lasting);
    }

    /// The rows of a customer, who is a row of the columns.
    fn lines(&self, cards: &[Rc<CardColumns>], row: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for (at, card) in cards.iter().enumerate().filter(|(_, card)| is_scored(card, row)) {
            let items = self.items.iter().enumerate().filter(|(_, item)| item.card == at);
            lines.extend(items.map(|(item, _)| Line::Item(item)));
            lines.extend(card.range.get(row).filter(|range| **range != 0).map(|_| Line::Range(at)));
        }
        lines
    }

    /// Makes room for so many customers more, who are taken to be as those who are there.
    fn reserve(&mut self, there: usize, more: usize) {
        let of = |have: usize| have.div_ceil(there.max(1)).saturating_mul(more);
        let rows = of(self.row.len());
        self.row.reserve_exact(rows);
        self.points.reserve_exact(rows);
        self.contribution.reserve_exact(rows);
        for texts in self.names.iter_mut().chain([&mut self.key, &mut self.bin]) {
            texts.offsets.reserve_exact(rows);
            texts.bytes.reserve_exact(of(texts.bytes.len()));
        }
    }

    fn table(self) -> OutputTable {
        let rows = self.row.len();
        let [scorecard, dimension, indicator] = self.names;
        let known = |name: &str, values| OutputColumn {
            known: Some(self.known.clone()),
            ..OutputColumn::new(name, values)
        };
        let columns = alloc::vec![
            OutputColumn::new("row", OutputValues::Index(self.row)),
            OutputColumn::new(&listed_key_name(self.run.model), OutputValues::Text(self.key)),
            OutputColumn::new("scorecard", OutputValues::Text(scorecard)),
            OutputColumn::new("dimension", OutputValues::Text(dimension)),
            OutputColumn::new("indicator", OutputValues::Text(indicator)),
            known("bin", OutputValues::Text(self.bin)),
            known("points", OutputValues::Decimal(self.points, POINTS_SCALE)),
            OutputColumn::new("contribution", OutputValues::Decimal(self.contribution, POINTS_SCALE)),
        ];
        OutputTable { name: "contributions", rows, columns }
    }
}

impl Item<'_> {
    fn contribution<'c>(&self, cards: &'c [Rc<CardColumns>]) -> Option<&'c Vec<i64>> {
        cards.get(self.card)?.contributions.get(self.at)
    }

    /// What the customers of some rows got of it; texts of values on curves are added to `texts`.
    fn got(&self, cards: &[Rc<CardColumns>], rows: &Range<usize>, texts: &mut Texts) -> Got {
        let count = rows.len();
        let mut got = Got {
            bins: alloc::vec![NONE; count],
            known: alloc::vec![0; count],
            points: alloc::vec![0; count],
        };
        let Some(input) = cards.get(self.card).and_then(|card| card.inputs.get(self.at)) else { return got };
        // A block begins at a word.
        let words = input.known.as_ref().and_then(|known| known.words().get(rows.start / 64..));
        bits::unpack(words.unwrap_or(&[]), &mut got.known);
        match (self.points, &input.values) {
            (PointsKind::Bins(points), Values::Code(codes)) => {
                let codes = codes.get(rows.clone()).unwrap_or(&[]);
                long::got(points, self.first, (codes, &got.known), &mut got.bins, &mut got.points);
            }
            (PointsKind::Curve(knots) | PointsKind::DateCurve(knots), _) => {
                let cells = got.known.iter_mut().zip(&mut got.bins).zip(&mut got.points);
                for (row, ((known, bin), points)) in rows.clone().zip(cells) {
                    let found = input.number(row).and_then(|x| on_knots(knots, x, self.indicator));
                    *known = u8::from(found.is_some());
                    if let Some((text, got)) = found {
                        (*bin, *points) = (texts.push(&text), got);
                    }
                }
            }
            (PointsKind::Bins(_), _) => got.known.fill(0),
        }
        got
    }
}

/// The name of a scorecard, a dimension or an indicator in a row.
fn name<'a>(items: &[Item<'a>], run: &Run<'a>, line: Line, which: usize) -> &'a str {
    let names = match line {
        Line::Item(at) => items.get(at).map(|item| item.names),
        Line::Range(card) => run.model.scorecards.get(card).map(|card| [card.id.as_str(), "", "range"]),
    };
    names.and_then(|names| names.get(which).copied()).unwrap_or("")
}

fn is_scored(card: &CardColumns, row: usize) -> bool {
    card.scored.as_ref().is_none_or(|scored| scored.get(row))
}

/// Where the customers end who have rows of the same names as the first.
fn stretch(cards: &[Rc<CardColumns>], rows: Range<usize>) -> usize {
    let mut end = rows.end;
    for card in cards {
        end = rows.start + long::alike(card.range.get(rows.start..end).unwrap_or(&[]));
        if card.scored.is_some() {
            let first = is_scored(card, rows.start);
            end = (rows.start..end).find(|row| is_scored(card, *row) != first).unwrap_or(end);
        }
    }
    end.max(rows.start + 1)
}

/// The rows of a stretch of customers, and how many these are.
struct Spreading<'a> {
    lines: &'a [Line],
    size: usize,
}

impl Spreading<'_> {
    /// Appends a column of the stretch: per line a value per customer, zeros where there is none.
    fn over<'v, T: Copy + Default + 'v>(
        &self,
        out: &mut Vec<T>,
        spread: fn(&[T], usize, &mut [T]),
        values: impl Fn(Line) -> Option<&'v [T]>,
    ) {
        let start = out.len();
        out.resize(start + self.size, T::default());
        for (at, line) in self.lines.iter().enumerate() {
            if let (Some(values), Some(out)) = (values(*line), out.get_mut(start + at..)) {
                spread(values, self.lines.len(), out);
            }
        }
    }
}

/// Texts by code, which are taken away again.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a text, and gives its code.
    fn push(&mut self, text: &str) -> u32 {
        let code = self.next();
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        code
    }

    /// The code of the next text.
    fn next(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Takes away all texts from a code on.
    fn truncate(&mut self, code: u32) {
        self.ends.truncate(code as usize);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0) as usize);
    }

    fn lying(&self) -> Lying<'_> {
        Lying { bytes: &self.bytes, ends: &self.ends }
    }
}

//! Sets of cells as one search: sorted edges, and which cell each gap between them belongs to.
//!
//! Bins and tables with one ordered input ask the same question: which is the first cell that takes the value? The
//! cells cut the line into segments, and each segment belongs to one cell or to none.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::CellSet;
use crate::model::sets::{INFINITE, double_of};

/// The segment of no cell.
pub const NONE: u32 = u32::MAX;

/// How a value finds its cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Segments {
    /// Ints, decimals, dates: `cells[number of edges <= value]`.
    Ints {
        /// Sorted lower edges.
        edges: Vec<i64>,
        /// The cell of each segment, one more than edges.
        cells: Vec<u32>,
    },
    /// Doubles, likewise.
    Doubles {
        /// Sorted lower edges.
        edges: Vec<f64>,
        /// The cell of each segment.
        cells: Vec<u32>,
    },
    /// Ratios: an edge `2v` is `>= v`, an edge `2v + 1` is `> v`, v scaled by 8 places. Instants and durations: edges
    /// as they are.
    Wide {
        /// Sorted lower edges.
        edges: Vec<i128>,
        /// The cell of each segment.
        cells: Vec<u32>,
    },
    /// Members and booleans: the cell of each.
    Codes(Vec<u32>),
    /// Texts: the cell of those listed, and of all others.
    Texts {
        /// Text and cell, sorted by text.
        items: Vec<(String, u32)>,
        /// The cell of every other text.
        other: u32,
    },
}

/// The first of `sets` that takes each value; `dense` tells ratios, `doubles` doubles, `codes` the number of members.
pub(super) enum Line {
    /// Ints, decimals, dates.
    Ints,
    /// Doubles.
    Doubles,
    /// Ratios.
    Ratios,
    /// Instants and durations.
    Wide,
    /// So many codes.
    Codes(usize),
    /// Texts.
    Texts,
}

/// Builds the search for cells in order of precedence; `None` is a cell that takes everything.
pub(super) fn segments(line: &Line, sets: &[Option<&CellSet>]) -> Segments {
    if let Line::Texts = line {
        return texts(sets);
    }
    if let Line::Codes(count) = line {
        let cells = (0..*count).map(|code| first(sets, i128::try_from(code).unwrap_or(0))).collect();
        return Segments::Codes(cells);
    }
    let mut starts: Vec<i128> = Vec::new();
    for set in sets.iter().flatten() {
        if let CellSet::Ranges(ranges) = set {
            starts.extend(ranges.0.iter().flat_map(|(low, high)| [*low, high.saturating_add(1)]));
        }
    }
    crate::order::sort_unique(&mut starts);
    // The segment before the first edge is represented by a value just below it.
    let lowest = starts.first().map_or(0, |s| s - 1);
    let mut cells = Vec::with_capacity(starts.len() + 1);
    cells.push(first(sets, lowest));
    let mut edges: Vec<i128> = Vec::with_capacity(starts.len());
    for start in starts {
        let cell = first(sets, start);
        if cells.last() != Some(&cell) {
            edges.push(start);
            cells.push(cell);
        }
    }
    match line {
        Line::Ints => ints(&edges, &cells),
        Line::Wide => Segments::Wide { edges, cells },
        Line::Doubles => Segments::Doubles { edges: edges.into_iter().map(double_of).collect(), cells },
        _ => ratios(&edges, cells),
    }
}

/// Edges beyond every quotient of two `i64` bound segments that no value can reach.
fn ratios(edges: &[i128], cells: Vec<u32>) -> Segments {
    let below = edges.iter().take_while(|edge| **edge <= -INFINITE).count();
    let above = edges.iter().rev().take_while(|edge| **edge > INFINITE).count();
    let kept = edges.get(below..edges.len() - above).unwrap_or_default().to_vec();
    let cells = cells.get(below..=below + kept.len()).map_or(cells.clone(), <[u32]>::to_vec);
    Segments::Wide { edges: kept, cells }
}

/// Edges beyond `i64` bound segments that no value can reach.
fn ints(edges: &[i128], cells: &[u32]) -> Segments {
    let mut kept = Vec::with_capacity(edges.len());
    let mut kept_cells: Vec<u32> = cells.first().copied().into_iter().collect();
    for (edge, cell) in edges.iter().zip(cells.iter().skip(1)) {
        match i64::try_from(*edge) {
            Ok(edge) if edge > i64::MIN => {
                kept.push(edge);
                kept_cells.push(*cell);
            }
            Ok(_) => kept_cells = alloc::vec![*cell],
            Err(_) if *edge < 0 => kept_cells = alloc::vec![*cell],
            Err(_) => {}
        }
    }
    Segments::Ints { edges: kept, cells: kept_cells }
}

fn first(sets: &[Option<&CellSet>], at: i128) -> u32 {
    let takes = |set: &Option<&CellSet>| match set {
        None => true,
        Some(CellSet::Ranges(ranges)) => ranges.contains(at),
        Some(CellSet::Texts { .. }) => false,
    };
    sets.iter().position(takes).and_then(|i| u32::try_from(i).ok()).unwrap_or(NONE)
}

fn texts(sets: &[Option<&CellSet>]) -> Segments {
    let takes = |text: Option<&String>| {
        let found = sets.iter().position(|set| match (set, text) {
            (None, _) => true,
            (Some(CellSet::Texts { items, negated }), Some(text)) => items.contains(text) != *negated,
            (Some(CellSet::Texts { negated, .. }), None) => *negated,
            (Some(CellSet::Ranges(_)), _) => false,
        });
        found.and_then(|i| u32::try_from(i).ok()).unwrap_or(NONE)
    };
    let mut listed: Vec<&String> = Vec::new();
    for set in sets.iter().flatten() {
        if let CellSet::Texts { items, .. } = set {
            listed.extend(items);
        }
    }
    crate::order::sort_unique(&mut listed);
    let items = listed.into_iter().map(|text| (text.clone(), takes(Some(text)))).collect();
    Segments::Texts { items, other: takes(None) }
}

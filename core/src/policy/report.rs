//! Reports as written: groups and figures over them, the migration between classes, the drift of a value.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::parse::wording::{about, governed};
use super::{About, At, Text};
use crate::diagnostic::Code;
use crate::text::read::{Item, Map, Reader};

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// What it shows.
    pub shape: Shape,
    /// Which customers it is about; all when absent.
    pub filter: Option<Text>,
    /// Smallest number of customers of a cell that is shown.
    pub min_cell: Option<u32>,
    /// What is shown of each customer: expressions. Only a [`crate::query`] asks for that.
    pub columns: Vec<Text>,
}

/// What a report shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Figures of groups of customers.
    Groups {
        /// What the groups are made by.
        by: Vec<GroupBy>,
        /// The figures.
        figures: Vec<Figure>,
    },
    /// How many customers came from which member of a class to which.
    Migration(Text),
    /// How far the distribution of a value is from the one expected.
    Drift {
        /// The value.
        of: Text,
        /// Cells that cut it into bins.
        bins: Vec<Text>,
        /// The share of customers expected in each bin.
        expected: Vec<Text>,
    },
}

/// What groups are made by.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupBy {
    /// The expression.
    pub of: Text,
    /// Cells that cut its values into bins; empty: each value is a group.
    pub bins: Vec<Text>,
}

/// A figure of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// What is computed.
    pub kind: FigureKind,
    /// Of which value; absent for the number of customers.
    pub of: Option<Text>,
    /// Of quantiles: at which shares.
    pub shares: Vec<Text>,
}

/// What a figure computes over the customers of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    /// Their number.
    Customers,
    /// The exact sum of the known values.
    Sum,
    /// The mean of the known values.
    Mean,
    /// The share of those of whom a condition is true, among those of whom it is known.
    Share,
    /// Values below which given shares of the known values lie.
    Quantiles,
}

impl GroupBy {
    /// Each value is a group.
    #[must_use]
    pub fn each(of: Text) -> Self {
        Self { of, bins: vec![] }
    }
}

impl FigureKind {
    /// The key of the policy language.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Customers => "count",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Share => "share",
            Self::Quantiles => "quantiles",
        }
    }
}

pub(super) fn report(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Report> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "source", "owner"]);
    governed(r, &mut map, &mut about, true);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let shape = shape(r, &mut map);
    let filter = map.take("where").and_then(|i| r.text(&i));
    let min_cell = map.take("partner").and_then(|i| {
        let mut partner = r.map(&i)?;
        let least = partner.need(r, "min_cell").and_then(|i| r.whole(&i));
        partner.finish(r);
        least
    });
    map.finish(r);
    let columns = vec![];
    Some(Report { id, at: item.at(), about, purpose, shape: shape?, filter, min_cell, columns })
}

fn shape(r: &mut Reader, map: &mut Map<'_>) -> Option<Shape> {
    let (by, figures) = (map.take("by"), map.take("measures"));
    let (migration, psi) = (map.take("migration"), map.take("psi"));
    let (bins, expected) = (map.take("bins"), map.take("expected"));
    match (by.is_some() || figures.is_some(), migration, psi) {
        (true, None, None) if bins.is_none() && expected.is_none() => Some(Shape::Groups {
            by: by.map(|i| r.texts(&i)).unwrap_or_default().into_iter().map(GroupBy::each).collect(),
            figures: figures.map(|i| read_figures(r, &i)).unwrap_or_default(),
        }),
        (false, Some(class), None) if bins.is_none() && expected.is_none() => {
            r.text(&class).map(Shape::Migration)
        }
        (false, None, Some(of)) => {
            let mut list = |key: &'static str, item: Option<Item<'_>>| {
                let list = item.or_else(|| map.need(r, key))?;
                Some(r.list(&list).iter().filter_map(|i| r.value(i)).collect::<Vec<Text>>())
            };
            let (bins, expected) = (list("bins", bins), list("expected", expected));
            Some(Shape::Drift { of: r.text(&of)?, bins: bins?, expected: expected? })
        }
        _ => {
            let at = map.item().at();
            r.lose(Code::ReportShape, at.span, &at.pointer, &[]);
            None
        }
    }
}

fn read_figures(r: &mut Reader, item: &Item<'_>) -> Vec<Figure> {
    const KINDS: [(&str, FigureKind); 4] = [
        ("sum", FigureKind::Sum),
        ("mean", FigureKind::Mean),
        ("share", FigureKind::Share),
        ("quantiles", FigureKind::Quantiles),
    ];
    let mut out = vec![];
    for (key, item) in r.entries(item) {
        let (id, at) = (r.id(&key.text, key.span, &item.pointer), item.at());
        if item.is_scalar() {
            let count = [(FigureKind::Customers.id(), FigureKind::Customers)];
            let kind = r.choice(&item, &count);
            out.extend(kind.map(|kind| Figure { id, at, kind, of: None, shares: vec![] }));
            continue;
        }
        let Some(mut map) = r.map(&item) else { continue };
        let mut found: Vec<(FigureKind, Item<'_>)> =
            KINDS.iter().filter_map(|(word, kind)| Some((*kind, map.take(word)?))).collect();
        let shares = map.take("at").map(|i| r.list(&i)).unwrap_or_default();
        let shares = shares.iter().filter_map(|i| r.number(i)).collect();
        map.finish(r);
        match (found.pop(), found.is_empty()) {
            (Some((kind, of)), true) => {
                out.extend(r.text(&of).map(|of| Figure { id, at, kind, of: Some(of), shares }));
            }
            _ => r.wrong_shape(&item, "`count`, or one of `sum`, `mean`, `share`, `quantiles`"),
        }
    }
    out
}

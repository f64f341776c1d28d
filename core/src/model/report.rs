//! Reports as checked: what groups are made by, and figures that can be added up exactly.
//!
//! INVARIANT: a figure is of an int or a decimal, or of a condition; doubles never enter a report, since their sums
//! would depend on the order of the customers.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::literal;
use super::names::type_name;
use super::points::PointsCheck;
use super::term::Term;
use super::typing::{Scope, Typing};
use super::{Bin, Points, Scorecard};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, FigureKind, Localised, Shape, Text};
use crate::value::{MAX_SCALE, Type};

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What the groups are made by; none: all customers are one group.
    pub by: Vec<Group>,
    /// Which customers it is about.
    pub filter: Option<Term>,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// Whether the shares of the groups are compared with those expected ([`Bin::points`] of the one group, decimal(4)).
    pub drift: bool,
    /// Smallest number of customers of a cell that is shown; 0 shows every cell.
    pub min_cell: u32,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What is shown of each customer; only a [`crate::query`] asks for that.
    pub columns: Vec<Term>,
}

/// What groups are made by.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The expression as written, for people.
    pub text: String,
    /// What it is.
    pub term: Term,
    /// Bins of its values; empty: each value is a group.
    pub bins: Vec<Bin>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name.
    pub id: String,
    /// What is computed.
    pub kind: FigureKind,
    /// Of which value: int, decimal, or bool for a share.
    pub of: Option<Term>,
    /// Of quantiles: at which shares, decimal(8).
    pub shares: Vec<i64>,
}

impl Report {
    /// Every term of the report.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.by
            .iter()
            .map(|g| &g.term)
            .chain(&self.filter)
            .chain(self.figures.iter().filter_map(|f| f.of.as_ref()))
            .chain(&self.columns)
    }
}

/// What reports are checked against.
pub(super) struct ReportCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// The scorecards.
    pub cards: &'a [Option<Scorecard>],
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl ReportCheck<'_, '_> {
    /// The checked report.
    pub fn report(&mut self, decl: &policy::Report) -> Option<Report> {
        let filter = match &decl.filter {
            Some(text) => Some(self.typing(text).condition()?),
            None => None,
        };
        let drift = matches!(decl.shape, Shape::Drift { .. });
        let (by, figures) = match &decl.shape {
            Shape::Groups { by, figures } => {
                let by: Vec<Option<Group>> = by.iter().map(|by| self.group_by(by)).collect();
                let figures: Vec<Option<Figure>> = figures.iter().map(|f| self.figure(f)).collect();
                (by.into_iter().collect::<Option<_>>()?, figures.into_iter().collect::<Option<_>>()?)
            }
            Shape::Migration(class) => (self.migration(class)?, Vec::new()),
            Shape::Drift { of, bins, expected } => (vec![self.drift(of, bins, expected)?], Vec::new()),
        };
        let figures = if figures.is_empty() { vec![customers()] } else { figures };
        let columns: Vec<Option<Term>> = decl.columns.iter().map(|text| self.typing(text).parse()).collect();
        Some(Report {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            by,
            filter,
            figures,
            drift,
            min_cell: decl.min_cell.unwrap_or(0),
            owner: decl.about.owner.clone(),
            columns: columns.into_iter().collect::<Option<_>>()?,
        })
    }

    fn typing<'t>(&'t mut self, text: &'t Text) -> Typing<'t> {
        Typing::new(self.scope, None, text, self.out)
    }

    /// A group by each value, or by bins that together hold every value.
    fn group_by(&mut self, decl: &policy::GroupBy) -> Option<Group> {
        if decl.bins.is_empty() {
            return self.group(&decl.of);
        }
        let term = self.typing(&decl.of).parse()?;
        let none = |cell: &Text| (cell.clone(), Text { text: "0".into(), ..cell.clone() });
        self.binned(&decl.of, term, decl.bins.iter().map(none).collect())
    }

    fn group(&mut self, text: &Text) -> Option<Group> {
        let term = self.typing(text).parse()?;
        self.counted(&term, text, !matches!(term.ty, Type::Double | Type::Ratio | Type::Null))?;
        Some(Group { text: text.text.clone(), term, bins: Vec::new() })
    }

    /// Refuses what cannot be counted or added up exactly.
    fn counted(&mut self, term: &Term, text: &Text, fits: bool) -> Option<()> {
        if !fits {
            let finding = Diagnostic::new(
                Code::NotCounted,
                text.span,
                &text.pointer,
                &[&text.text, &type_name(term.ty)],
            );
            self.out.push(finding);
        }
        fits.then_some(())
    }

    fn figure(&mut self, decl: &policy::Figure) -> Option<Figure> {
        let of = match &decl.of {
            None => None,
            Some(text) if decl.kind == FigureKind::Share => Some(self.typing(text).condition()?),
            Some(text) => {
                let term = self.typing(text).parse()?;
                self.counted(&term, text, matches!(term.ty, Type::Int | Type::Decimal(_)))?;
                Some(term)
            }
        };
        let mut shares = Vec::with_capacity(decl.shares.len());
        for text in &decl.shares {
            let share = literal::decimal(text.text.trim(), MAX_SCALE).filter(|s| (1..=ONE).contains(s));
            if share.is_none() {
                self.out.push(Diagnostic::new(Code::BadShare, text.span, &text.pointer, &[&text.text]));
            }
            shares.push(share?);
        }
        if (decl.kind == FigureKind::Quantiles) == shares.is_empty() {
            let (span, pointer) = (decl.at.span, &decl.at.pointer);
            self.out.push(Diagnostic::new(Code::QuantileShares, span, pointer, &[&decl.id]));
            return None;
        }
        Some(Figure { id: decl.id.clone(), kind: decl.kind, of, shares })
    }

    /// From the official member of the day before to that of the run.
    fn migration(&mut self, class: &Text) -> Option<Vec<Group>> {
        let previous = Text { text: alloc::format!("{}.previous", class.text), ..class.clone() };
        let (previous, now) = (self.group(&previous), self.group(class));
        Some(vec![previous?, now?])
    }

    fn drift(&mut self, of: &Text, bins: &[Text], expected: &[Text]) -> Option<Group> {
        let term = self.typing(of).parse()?;
        let shares: Vec<Option<i64>> = expected.iter().map(|t| literal::points(t).ok()).collect();
        let sum: Option<i64> = shares.iter().copied().sum();
        if bins.len() != expected.len() || sum != Some(WHOLE) || shares.contains(&Some(0)) {
            let sum = sum.map_or("?".into(), |s| crate::number::format_decimal(s, super::POINTS_SCALE));
            let args: [&dyn alloc::string::ToString; 3] = [&expected.len(), &sum, &bins.len()];
            self.out.push(Diagnostic::new(Code::ExpectedShares, of.span, &of.pointer, &args));
            return None;
        }
        self.binned(of, term, bins.iter().cloned().zip(expected.iter().cloned()).collect())
    }

    /// A group by bins, each with its number.
    fn binned(&mut self, of: &Text, term: Term, rows: Vec<(Text, Text)>) -> Option<Group> {
        let at = policy::At { span: of.span, pointer: of.pointer.clone() };
        let mut check = PointsCheck { scope: self.scope, cards: self.cards, out: self.out };
        match check.points(&policy::Points::Bins(rows), &term, &at)? {
            Points::Bins(bins) => Some(Group { text: of.text.clone(), term, bins }),
            Points::Curve(_) => None,
        }
    }
}

/// The whole as decimal(8).
const ONE: i64 = 100_000_000;

/// The whole as decimal(4).
const WHOLE: i64 = 10_000;

fn customers() -> Figure {
    let kind = FigureKind::Customers;
    Figure { id: "customers".into(), kind, of: None, shares: Vec::new() }
}

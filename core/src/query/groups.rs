//! The figures of groups as an object: axes, cells, and totals of rows, columns and all.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Answer, UNKNOWN, prepare};
use crate::date;
use crate::model::{Figure, Model, Report, Term, TermKind};
use crate::number::{parse_decimal, parse_int};
use crate::order::{sort_by, sort_unique};
use crate::policy::Localised;
use crate::report::{self, State};
use crate::value::Type;

/// Figures of groups. `customers` of all cells + `excluded` + `unknown` = customers of the run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Groups {
    /// What the groups are made by, rows first, with every group in its order.
    pub axes: Vec<Axis>,
    /// The figures.
    pub measures: Vec<Axis>,
    /// Cells with customers, in the order of their groups' texts.
    pub cells: Vec<Cell>,
    /// Totals: of each row, of each column (where there are two axes), and last of all. A group that is summed over is
    /// `null`.
    pub totals: Vec<Cell>,
    /// Customers whom the condition does not take.
    pub excluded: i64,
    /// Customers of whom it is not known whether the condition takes them.
    pub unknown: i64,
}

/// What is shown: of an axis also its groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Axis {
    /// The expression, or the name of a figure.
    pub name: String,
    /// What it is called, where it has a name.
    pub label: Option<Localised>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Its unit.
    pub unit: Option<String>,
    /// The groups of an axis in their order, those not known last; of other enumerations all members.
    pub members: Vec<Member>,
}

/// A group, or a member of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its text.
    pub id: String,
    /// What it is called.
    pub label: Option<Localised>,
}

/// Figures of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The text of each axis; `None` where a total goes over the axis.
    pub groups: Vec<Option<String>>,
    /// How many customers.
    pub customers: i64,
    /// The figures, in their order.
    pub values: Vec<Value>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Value {
    /// Its value as text, exact; `None` for a figure of nobody.
    pub value: Option<String>,
    /// Customers of whom it is not known.
    pub unknown: i64,
}

impl Answer {
    /// The figures of all groups, with totals.
    #[must_use]
    pub fn groups(&self) -> Groups {
        let Some(report) = prepare::report(&self.model) else { return self.nothing() };
        let depth = report.by.len();
        let cells = self.state.cells.iter();
        let cells = cells.map(|cell| shown(report, cell, cell.groups.iter().cloned().map(Some).collect()));
        let mut totals = Vec::new();
        if depth > 1 {
            (0..depth).for_each(|kept| totals.extend(self.totals(report, Some(kept))));
        }
        totals.extend(self.totals(report, None));
        let in_cells: i64 = self.state.cells.iter().map(|cell| cell.rows).sum();
        let all = i64::try_from(self.places.len()).unwrap_or(i64::MAX);
        Groups {
            axes: self.axes().enumerate().map(|(at, of)| self.axis(at, of)).collect(),
            measures: report.figures.iter().map(|figure| Axis::of_figure(&self.model, figure)).collect(),
            cells: cells.collect(),
            totals,
            excluded: all - in_cells - self.state.doubtful,
            unknown: self.state.doubtful,
        }
    }

    fn nothing(&self) -> Groups {
        let [axes, measures] = [Vec::new(), Vec::new()];
        Groups { axes, measures, cells: Vec::new(), totals: Vec::new(), excluded: 0, unknown: 0 }
    }

    /// The cells summed over all axes but one; over all of them there is one total, of nobody too.
    fn totals(&self, report: &Report, kept: Option<usize>) -> Vec<Cell> {
        let mut sums = State { doubtful: 0, cells: self.state.cells.clone() };
        for cell in &mut sums.cells {
            cell.groups = kept.and_then(|at| cell.groups.get(at)).cloned().into_iter().collect();
        }
        sums.settle();
        if kept.is_none() && sums.cells.is_empty() {
            let figures = report.figures.iter().map(|_| Default::default()).collect();
            sums.cells.push(report::state::Cell { groups: Vec::new(), rows: 0, figures });
        }
        let place = |cell: &report::state::Cell| {
            let mut groups = alloc::vec![None; report.by.len()];
            if let Some(slot) = kept.and_then(|at| groups.get_mut(at)) {
                *slot = cell.groups.first().cloned();
            }
            groups
        };
        sums.cells.iter().map(|cell| shown(report, cell, place(cell))).collect()
    }

    fn axis(&self, at: usize, (term, bins): (&Term, Vec<&str>)) -> Axis {
        let mut found: Vec<&str> =
            self.state.cells.iter().filter_map(|cell| cell.groups.get(at)).map(String::as_str).collect();
        sort_unique(&mut found);
        sort_by(&mut found, |a, b| {
            rank(&self.model, term, &bins, a).cmp(&rank(&self.model, term, &bins, b)).then(a.cmp(b))
        });
        let name = self.query.by.get(at).map_or("", |by| &by.of);
        let mut axis = Axis::of(&self.model, name, term);
        let labels = core::mem::take(&mut axis.members);
        let label = |text: &str| labels.iter().find(|m| m.id == text).and_then(|m| m.label.clone());
        axis.members = found
            .into_iter()
            .map(|text| Member { id: text.into(), label: if bins.is_empty() { label(text) } else { None } })
            .collect();
        axis
    }
}

impl Axis {
    /// What a term is called and of what type it is; of an enumeration its members.
    pub(crate) fn of(model: &Model, name: &str, term: &Term) -> Self {
        let members = match term.ty {
            Type::Enum(id) => &model.enumeration(id).members[..],
            _ => &[],
        };
        let unit = match term.kind {
            TermKind::Field(id) => model.schema.field(id).and_then(|field| field.unit.clone()),
            _ => None,
        };
        let member =
            |(id, label): &(String, Option<Localised>)| Member { id: id.clone(), label: label.clone() };
        Self {
            name: name.into(),
            label: model.whole_label(term),
            ty: Model::type_name(term.ty),
            unit,
            members: members.iter().map(member).collect(),
        }
    }

    /// A figure; it is called what it is of.
    pub(crate) fn of_figure(model: &Model, figure: &Figure) -> Self {
        let of = figure.of.as_ref().map(|term| Self::of(model, "", term));
        let (label, unit) = of.map_or((None, None), |of| (of.label, of.unit));
        Self { name: figure.id.clone(), label, ty: figure.kind.id().into(), unit, members: Vec::new() }
    }
}

fn shown(report: &Report, cell: &report::state::Cell, groups: Vec<Option<String>>) -> Cell {
    let values = report.figures.iter().zip(&cell.figures).map(|(figure, sums)| Value {
        value: report::value(figure, cell, sums),
        unknown: if figure.of.is_some() { cell.rows - sums.known } else { 0 },
    });
    Cell { groups, customers: cell.rows, values: values.collect() }
}

/// Where a group stands among those of its axis: bins and members as they are declared, numbers by size, the group that
/// is not known last.
fn rank(model: &Model, term: &Term, bins: &[&str], text: &str) -> (bool, i64) {
    let at = |found: Option<usize>| found.and_then(|at| i64::try_from(at).ok());
    let place = match term.ty {
        _ if !bins.is_empty() => at(bins.iter().position(|bin| *bin == text)),
        Type::Enum(id) => at(model.enumeration(id).members.iter().position(|(member, _)| member == text)),
        Type::Int => parse_int(text).ok(),
        Type::Decimal(scale) => parse_decimal(text, scale).ok(),
        Type::Date => date::parse(text).map(i64::from),
        _ if text != UNKNOWN => Some(0),
        _ => None,
    };
    (place.is_none(), place.unwrap_or(0))
}

//! What each field of customers says alone, and which of them may know the label.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::bins::Bins;
use super::report::{Suspect, Variable};
use super::sample::{Measured, Sample};
use super::score::ranking;
use super::{Looked, Study};
use crate::column::Column;
use crate::number::{decimal_of_double, format_decimal};
use crate::outcome::Run;
use crate::value::Type;

/// The area from which a field alone is suspected to know the label.
const SUSPECT: f64 = 0.95;

/// A field on all labelled rows.
pub(super) struct Field<'a> {
    pub looked: &'a Looked,
    pub measured: Measured,
    /// How many members an enumeration has.
    members: Option<usize>,
    /// Of dates, the share that lies after their row.
    later: Option<f64>,
}

impl<'a> Field<'a> {
    pub fn of(run: &Run<'_>, sample: &Sample, looked: &'a Looked, column: &Column) -> Self {
        let members = match looked.ty {
            Type::Enum(id) => Some(run.model.enumeration(id).members.len()),
            Type::Bool => Some(2),
            _ => None,
        };
        let (measured, later) = (sample.column(Some(column)), sample.later(run, looked, Some(column)));
        Self { looked, measured, members, later }
    }

    /// Whether its distribution can be compared: a date moves with time by itself.
    fn drifts(&self) -> bool {
        !matches!(self.looked.ty, Type::Date | Type::Timestamp)
    }

    /// Each row's weight of evidence by the rows of a part.
    pub fn evidence(&self, sample: &Sample, part: &[u32]) -> Vec<i64> {
        Bins::of(&self.measured, part, self.members).evidence(sample, &self.measured, part)
    }

    /// How far its rows of a part are from those of another.
    pub fn psi(&self, sample: &Sample, base: &[u32], part: &[u32]) -> Option<f64> {
        let bins = Bins::of(&self.measured, base, self.members);
        bins.psi(sample, &self.measured, base, part).filter(|_| self.drifts())
    }

    fn variable(&self, sample: &Sample, all: &[u32]) -> Variable {
        let (mut direction, mut found) = ("larger", ranking(sample, &self.measured, all).0);
        if matches!(self.looked.ty, Type::Enum(_)) {
            // Members have no order of their own; the unknown stay unknown.
            let evidence = self.evidence(sample, all);
            let known = self.measured.0.iter().zip(evidence).map(|(value, weight)| value.map(|_| weight));
            (direction, found) = ("members", ranking(sample, &Measured(known.collect()), all).0);
        } else if found.auc.is_some_and(|area| area < 0.5) {
            (direction, found) = ("smaller", ranking(sample, &self.measured.turned(), all).0);
        }
        Variable {
            id: self.looked.id.clone(),
            label: self.looked.label.clone(),
            used: self.looked.used,
            direction,
            ranking: found,
            psi: None,
        }
    }
}

impl Study<'_> {
    /// All labelled rows.
    fn all(&self) -> &[u32] {
        self.parts.first().map_or(&[], |(_, rows)| rows)
    }

    pub(super) fn variables(&self) -> Vec<Variable> {
        let test = self.parts.iter().find(|(id, _)| *id == "test");
        let psi =
            |field: &Field<'_>| field.psi(&self.sample, self.base("test")?, test.map(|(_, rows)| rows)?);
        let variable = |field| Variable { psi: psi(field), ..field.variable(&self.sample, self.all()) };
        self.fields.iter().map(variable).collect()
    }

    /// Fields that may know the label, in the order of the schema.
    pub(super) fn suspects(&self) -> Vec<Suspect> {
        let mut suspects = Vec::new();
        for field in &self.fields {
            let mut say = |why, figure: Option<f64>| {
                let (id, used) = (field.looked.id.clone(), field.looked.used);
                suspects.push(Suspect { id, why, figure, used });
            };
            if field.looked.marked {
                say("marked", None);
            }
            if field.looked.named {
                say("named", None);
            }
            let area = field.variable(&self.sample, self.all()).ranking.auc;
            if area.is_some_and(|area| area >= SUSPECT) {
                say("ranks", area);
            }
            let presence = ranking(&self.sample, &field.measured.presence(), self.all()).0.auc;
            let presence = presence.map(|area| area.max(1.0 - area));
            if presence.is_some_and(|area| area >= SUSPECT) {
                say("unknown", presence);
            }
            if field.later.is_some_and(|share| share > 0.0) {
                say("later", field.later);
            }
        }
        suspects
    }
}

/// Why a field is suspected, for a message.
pub(super) fn told(suspect: &Suspect) -> String {
    let figure = suspect.figure.unwrap_or_default();
    let area = || format_decimal(decimal_of_double(figure, 4).unwrap_or_default(), 4);
    match suspect.why {
        "ranks" => format!("AUC {}", area()),
        "unknown" => format!("AUC {} (null)", area()),
        "later" => format!("{} % > time", libm::ceil(figure * 100.0)),
        "named" => "suspects".into(),
        _ => "purpose: [evaluation]".into(),
    }
}

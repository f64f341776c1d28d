//! A run in a few numbers.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::column::{Bits, Column, Values};
use crate::model::{Model, POINTS_SCALE};
use crate::number::{format_decimal, round_half_away};
use crate::outcome::{Outcome, Run};
use crate::policy::Localised;
use crate::value::{EnumId, Type};

/// Counts of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Customers scored.
    pub rows: usize,
    /// Rows quarantined, of all tables.
    pub quarantined: usize,
    /// Cells that could not be read, of all tables.
    pub faults: usize,
    /// One per alert.
    pub alerts: Vec<AlertSummary>,
    /// One per output of a decision table that is an enumeration.
    pub tables: Vec<TableSummary>,
    /// One per class: customers by official class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<TableSummary>,
    /// One per tag.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagSummary>,
    /// One per scorecard.
    pub scorecards: Vec<ScoreSummary>,
}

/// Counts of an alert: of customers, or of the rows that it asks.
#[derive(Debug, Clone, Serialize)]
pub struct AlertSummary {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its kind.
    pub kind: &'static str,
    /// Its priority.
    pub priority: &'static str,
    /// The child table whose rows it asks.
    pub each: Option<String>,
    /// Rows for which it fired.
    pub fired: usize,
    /// Rows for which it did not.
    pub not_fired: usize,
    /// Rows for which it could not be evaluated.
    pub unknown: usize,
    /// Of the rows for which it fired, those whose task is blocked; said when there are such.
    #[serde(skip_serializing_if = "none")]
    pub blocked: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn none(count: &usize) -> bool {
    *count == 0
}

/// Counts of the members of an output.
#[derive(Debug, Clone, Serialize)]
pub struct TableSummary {
    /// Name of the output column.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Members in the order of the policy, with their counts.
    pub values: Vec<ValueCount>,
    /// Customers for whom it is unknown.
    pub unknown: usize,
}

/// Counts of a tag.
#[derive(Debug, Clone, Serialize)]
pub struct TagSummary {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers who have it.
    pub count: usize,
    /// Customers for whom it is unknown.
    pub unknown: usize,
}

/// A member and how many customers have it.
#[derive(Debug, Clone, Serialize)]
pub struct ValueCount {
    /// The member.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers.
    pub count: usize,
}

/// Figures of a scorecard.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreSummary {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers whose score is known.
    pub known: usize,
    /// Customers whose score is not.
    pub unknown: usize,
    /// Smallest score.
    pub min: Option<String>,
    /// Largest score.
    pub max: Option<String>,
    /// Mean of the known scores, rounded half away from zero.
    pub mean: Option<String>,
}

/// Sums up a run.
#[must_use]
pub fn summary(run: &Run<'_>, outcome: &Outcome) -> Summary {
    let model = run.model;
    Summary {
        rows: outcome.rows,
        quarantined: run.dataset.quarantine.len(),
        faults: run.dataset.faults.len(),
        alerts: alerts(model, outcome),
        tables: tables(model, outcome),
        classes: classes(model, outcome),
        tags: tags(model, outcome),
        scorecards: scorecards(model, outcome),
    }
}

fn alerts(model: &Model, outcome: &Outcome) -> Vec<AlertSummary> {
    let each =
        |alert: &crate::model::Alert| alert.each.and_then(|t| model.schema.table(t)).map(|t| t.id.clone());
    let all = model.alerts.iter().zip(&outcome.alerts);
    all.map(|(alert, bits)| {
        let (fired, not_fired, unknown) = bits.counts();
        AlertSummary {
            id: alert.id.clone(),
            label: alert.label.clone(),
            kind: alert.kind.id(),
            priority: alert.priority.id(),
            each: each(alert),
            fired,
            not_fired,
            unknown,
            blocked: bits.blocked.count_ones(),
        }
    })
    .collect()
}

fn tables(model: &Model, outcome: &Outcome) -> Vec<TableSummary> {
    let mut out = Vec::new();
    for (table, columns) in model.decisions.iter().zip(&outcome.decisions) {
        for (output, column) in table.outputs.iter().zip(columns) {
            let Type::Enum(members) = output.ty else { continue };
            let (values, unknown) = counts(model, column, members);
            let single = table.outputs.len() == 1;
            let id = if single { table.id.clone() } else { alloc::format!("{}_{}", table.id, output.id) };
            let label = output.label.clone().or_else(|| table.label.clone());
            out.push(TableSummary { id, label, values, unknown });
        }
    }
    out
}

fn classes(model: &Model, outcome: &Outcome) -> Vec<TableSummary> {
    let official = outcome.classes.iter().filter_map(|parts| parts.first());
    let all = model.classes.iter().zip(official);
    all.map(|(class, column)| {
        let (values, unknown) = counts(model, column, class.types.member);
        TableSummary { id: class.id.clone(), label: class.label.clone(), values, unknown }
    })
    .collect()
}

fn tags(model: &Model, outcome: &Outcome) -> Vec<TagSummary> {
    let all = model.derives.iter().filter(|d| d.tag).zip(&outcome.tags);
    all.map(|(tag, column)| {
        let known = column.known.as_ref().map_or(outcome.rows, Bits::count_ones);
        let count = if let Values::Bool(bits) = &column.values { bits.count_ones() } else { 0 };
        TagSummary { id: tag.id.clone(), label: tag.label.clone(), count, unknown: outcome.rows - known }
    })
    .collect()
}

/// How many customers each member has, and how many none is known of.
fn counts(model: &Model, column: &Column, members: EnumId) -> (Vec<ValueCount>, usize) {
    let members = &model.enumeration(members).members;
    let count = |(id, label): &(String, Option<Localised>)| ValueCount {
        id: id.clone(),
        label: label.clone(),
        count: 0,
    };
    let mut values: Vec<ValueCount> = members.iter().map(count).collect();
    let mut unknown = 0;
    let Values::Code(codes) = &column.values else { return (values, unknown) };
    for (row, code) in codes.iter().enumerate() {
        let known = column.known.as_ref().is_none_or(|k| k.get(row));
        match values.get_mut(*code as usize).filter(|_| known) {
            Some(value) => value.count += 1,
            None => unknown += 1,
        }
    }
    (values, unknown)
}

fn scorecards(model: &Model, outcome: &Outcome) -> Vec<ScoreSummary> {
    let all = model.scorecards.iter().zip(&outcome.cards);
    all.map(|(card, columns)| {
        let known = columns
            .score
            .iter()
            .enumerate()
            .filter(|(row, _)| columns.score_known.get(*row))
            .map(|(_, s)| *s);
        let (mut count, mut sum) = (0usize, 0i128);
        let (mut min, mut max): (Option<i64>, Option<i64>) = (None, None);
        for score in known {
            count += 1;
            sum += i128::from(score);
            min = Some(min.map_or(score, |m| m.min(score)));
            max = Some(max.map_or(score, |m| m.max(score)));
        }
        let text = |v: Option<i64>| v.map(|v| format_decimal(v, POINTS_SCALE));
        let mean = i128::try_from(count)
            .ok()
            .and_then(|n| round_half_away(sum, n))
            .and_then(|m| i64::try_from(m).ok());
        ScoreSummary {
            id: card.id.clone(),
            label: card.label.clone(),
            known: count,
            unknown: columns.score.len() - count,
            min: text(min),
            max: text(max),
            mean: text(mean),
        }
    })
    .collect()
}

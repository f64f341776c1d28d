//! A run in a few numbers: the counts of a run, or of many parts of one, beside the names and labels of the policy.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::model::{Model, POINTS_SCALE};
use crate::number::{format_decimal, round_half_away};
use crate::outcome::{Outcome, Run};
use crate::policy::Localised;
use crate::share::{Counts, MemberCounts};
use crate::value::{EnumId, Type};

/// Counts of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Customers scored.
    pub rows: u64,
    /// Rows quarantined, of all tables.
    pub quarantined: u64,
    /// Cells that could not be read, of all tables.
    pub faults: u64,
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
    pub fired: u64,
    /// Rows for which it did not.
    pub not_fired: u64,
    /// Rows for which it could not be evaluated.
    pub unknown: u64,
    /// Of the rows for which it fired, those whose task is blocked; said when there are such.
    #[serde(skip_serializing_if = "none")]
    pub blocked: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn none(count: &u64) -> bool {
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
    pub unknown: u64,
}

/// Counts of a tag.
#[derive(Debug, Clone, Serialize)]
pub struct TagSummary {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers who have it.
    pub count: u64,
    /// Customers for whom it is unknown.
    pub unknown: u64,
}

/// A member and how many customers have it.
#[derive(Debug, Clone, Serialize)]
pub struct ValueCount {
    /// The member.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers.
    pub count: u64,
}

/// Figures of a scorecard.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreSummary {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers whose score is known.
    pub known: u64,
    /// Customers whose score is not.
    pub unknown: u64,
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
    of(run.model, &Counts::of(run, outcome))
}

/// The counts of a policy with its names.
pub(crate) fn of(model: &Model, counts: &Counts) -> Summary {
    Summary {
        rows: counts.rows,
        quarantined: counts.quarantined,
        faults: counts.faults,
        alerts: alerts(model, counts),
        tables: tables(model, counts),
        classes: classes(model, counts),
        tags: tags(model, counts),
        scorecards: scorecards(model, counts),
    }
}

fn alerts(model: &Model, counts: &Counts) -> Vec<AlertSummary> {
    let each =
        |alert: &crate::model::Alert| alert.each.and_then(|t| model.schema.table(t)).map(|t| t.id.clone());
    let all = model.alerts.iter().zip(&counts.alerts);
    all.map(|(alert, counts)| AlertSummary {
        id: alert.id.clone(),
        label: alert.label.clone(),
        kind: alert.kind.id(),
        priority: alert.priority.id(),
        each: each(alert),
        fired: counts.fired,
        not_fired: counts.not_fired,
        unknown: counts.unknown,
        blocked: counts.blocked,
    })
    .collect()
}

fn tables(model: &Model, counts: &Counts) -> Vec<TableSummary> {
    let outputs = model.decisions.iter().flat_map(|table| table.outputs.iter().map(move |o| (table, o)));
    let outputs = outputs.filter_map(|(table, output)| match output.ty {
        Type::Enum(members) => Some((table, output, members)),
        _ => None,
    });
    let all = outputs.zip(&counts.tables);
    all.map(|((table, output, members), counts)| {
        let label = output.label.clone().or_else(|| table.label.clone());
        TableSummary {
            id: table.column(output),
            label,
            values: values(model, members, counts),
            unknown: counts.unknown,
        }
    })
    .collect()
}

fn classes(model: &Model, counts: &Counts) -> Vec<TableSummary> {
    let all = model.classes.iter().zip(&counts.classes);
    all.map(|(class, counts)| {
        let values = values(model, class.types.member, counts);
        TableSummary { id: class.id.clone(), label: class.label.clone(), values, unknown: counts.unknown }
    })
    .collect()
}

/// The members of an enumeration with their counts.
fn values(model: &Model, members: EnumId, counts: &MemberCounts) -> Vec<ValueCount> {
    let members = model.enumeration(members).members.iter().zip(&counts.members);
    members
        .map(|((id, label), count)| ValueCount { id: id.clone(), label: label.clone(), count: *count })
        .collect()
}

fn tags(model: &Model, counts: &Counts) -> Vec<TagSummary> {
    let all = model.derives.iter().filter(|d| d.tag).zip(&counts.tags);
    all.map(|(tag, counts)| TagSummary {
        id: tag.id.clone(),
        label: tag.label.clone(),
        count: counts.count,
        unknown: counts.unknown,
    })
    .collect()
}

fn scorecards(model: &Model, counts: &Counts) -> Vec<ScoreSummary> {
    let all = model.scorecards.iter().zip(&counts.scorecards);
    all.map(|(card, counts)| {
        let text = |v: i64| format_decimal(v, POINTS_SCALE);
        let mean = round_half_away(counts.sum, i128::from(counts.known)).and_then(|m| i64::try_from(m).ok());
        ScoreSummary {
            id: card.id.clone(),
            label: card.label.clone(),
            known: counts.known,
            unknown: counts.unknown,
            min: counts.range.map(|(min, _)| text(min)),
            max: counts.range.map(|(_, max)| text(max)),
            mean: mean.map(text),
        }
    })
    .collect()
}

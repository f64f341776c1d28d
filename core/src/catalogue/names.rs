//! Everything in a policy that has a name, with what people call it: codes that end tasks, members of enumerations, alerts,
//! scores, classes, reports, offers, forms, roles.
//!
//! [`super::catalogue`] says which columns there are; this says what stands in them. A label that the policy does not
//! give is `null`: the name itself is shown then.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::model::{Alert, Figure, Model, Report, Term};
use crate::policy::{FigureKind, Localised};
use crate::print::role;
use crate::query::Axis;
use crate::value::{EnumId, Lang, Type};

/// The names of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Names {
    /// Codes that end tasks.
    pub outcome_codes: Vec<Named>,
    /// Who gets tasks, is told of something, or is an audience of a delivery.
    pub roles: Vec<Named>,
    /// Alerts, steps of playbooks and those of quotas among them.
    pub alerts: Vec<AlertNames>,
    /// Playbooks, with the alerts that are their steps.
    pub playbooks: Vec<Parts>,
    /// Quotas.
    pub quotas: Vec<Named>,
    /// Scorecards with their dimensions.
    pub scorecards: Vec<Parts>,
    /// Reason codes of all scorecards.
    pub reason_codes: Vec<Named>,
    /// Decision tables: their output columns with the members of enumerations.
    pub tables: Vec<Parts>,
    /// Classes: their members, `unrated` last.
    pub classes: Vec<Parts>,
    /// Tags.
    pub tags: Vec<Named>,
    /// Offers.
    pub offers: Vec<Named>,
    /// Forms that people fill in, with their fields.
    pub forms: Vec<Parts>,
    /// Reports.
    pub reports: Vec<ReportNames>,
    /// What can be asked for in a query and is no field: derived values that are no tags.
    pub derived: Vec<Axis>,
    /// For what data may be used; empty when the policy does not say.
    pub purposes: Vec<String>,
}

/// A name and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name.
    pub id: String,
    /// What it is called.
    pub label: Option<Localised>,
}

/// A name, and the names of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// The name.
    pub id: String,
    /// What it is called.
    pub label: Option<Localised>,
    /// Its parts in the policy's order.
    pub parts: Vec<Named>,
}

/// An alert.
#[derive(Debug, Clone, Serialize)]
pub struct AlertNames {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Option<Localised>,
    /// Its kind.
    pub kind: &'static str,
    /// Its priority.
    pub priority: &'static str,
    /// The child table whose rows it asks.
    pub each: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The role that gets its task; `None`: it raises none, or messages do it.
    pub to: Option<String>,
    /// The codes that close its task as done. Where a task is there and this is empty, every code does.
    pub closes_with: Vec<Named>,
}

/// A report.
#[derive(Debug, Clone, Serialize)]
pub struct ReportNames {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Option<Localised>,
    /// What its groups are made by, in the order of `group_1`, `group_2`.
    pub by: Vec<Axis>,
    /// Its figures.
    pub measures: Vec<Axis>,
    /// Smallest number of customers of a cell that is shown; 0 shows every cell.
    pub min_cell: u32,
}

/// The names of a policy.
#[must_use]
pub fn names(model: &Model) -> Names {
    let codes = model.scorecards.iter().flat_map(|card| &card.reason_codes);
    let fields = model.schema.tables.first().map_or(&[][..], |table| &table.fields);
    let tags = |tag: bool| model.derives.iter().filter(move |derive| derive.tag == tag);
    Names {
        outcome_codes: named(&model.outcome_codes),
        roles: roles(model),
        alerts: model.alerts.iter().map(|alert| alert_names(model, alert)).collect(),
        playbooks: parts(&model.playbooks, |play| {
            let steps = play.steps.iter().filter_map(|at| model.alerts.get(usize::from(*at)));
            (&play.id, &play.label, steps.map(|step| one(&step.id, &step.label)).collect())
        }),
        quotas: model.quotas.iter().map(|quota| one(&quota.id, &quota.label)).collect(),
        scorecards: parts(&model.scorecards, |card| {
            (&card.id, &card.label, card.dimensions.iter().map(|d| one(&d.id, &d.label)).collect())
        }),
        reason_codes: distinct(codes.map(|(id, label)| one(id, label))),
        tables: tables(model),
        classes: parts(&model.classes, |class| (&class.id, &class.label, members(model, class.types.member))),
        tags: tags(true).map(|tag| one(&tag.id, &tag.label)).collect(),
        offers: model.offers.iter().map(|offer| one(&offer.id, &offer.label)).collect(),
        forms: parts(&model.forms, |form| {
            let own = form.fields.iter().filter_map(|id| fields.get(usize::from(id.field)));
            (&form.id, &form.label, own.map(|field| one(&field.id, &field.label)).collect())
        }),
        reports: model.reports.iter().map(|report| report_names(model, report)).collect(),
        derived: tags(false).map(|derive| axis(model, &derive.id, &derive.term, &derive.label)).collect(),
        purposes: model.purposes.clone(),
    }
}

fn one(id: &str, label: &Option<Localised>) -> Named {
    Named { id: id.into(), label: label.clone() }
}

fn named(list: &[(String, Option<Localised>)]) -> Vec<Named> {
    list.iter().map(|(id, label)| one(id, label)).collect()
}

fn parts<'m, T>(
    list: &'m [T],
    of: impl Fn(&'m T) -> (&'m String, &'m Option<Localised>, Vec<Named>),
) -> Vec<Parts> {
    list.iter()
        .map(&of)
        .map(|(id, label, parts)| Parts { id: id.clone(), label: label.clone(), parts })
        .collect()
}

/// Each name once, the first label that is given with it.
fn distinct(all: impl Iterator<Item = Named>) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for named in all {
        match found.iter_mut().find(|other| other.id == named.id) {
            Some(other) => other.label = other.label.take().or(named.label),
            None => found.push(named),
        }
    }
    found
}

fn members(model: &Model, id: EnumId) -> Vec<Named> {
    named(&model.enumeration(id).members)
}

/// Roles as the policy labels them, else as they are commonly called.
fn roles(model: &Model) -> Vec<Named> {
    let told = model.messages.roles.iter().map(|role| one(&role.id, &role.label));
    let audiences = model.access.iter().flat_map(|access| &access.roles);
    let audiences = audiences.map(|role| one(&role.id, &role.label));
    let tasks = model.alerts.iter().filter_map(|alert| alert.task.as_ref());
    let escalated = tasks.clone().filter_map(|task| task.escalate.as_ref());
    let tasks = tasks.map(|task| &task.to).chain(escalated.map(|escalate| &escalate.to));
    let mut all = distinct(told.chain(audiences).chain(tasks.map(|id| one(id, &None))));
    for named in all.iter_mut().filter(|role| role.label.is_none()) {
        let [en, zh_cn] = [Lang::En, Lang::ZhCn].map(|lang| role(&named.id, lang));
        named.label = (zh_cn != named.id).then(|| Localised { en: en.into(), zh_cn: zh_cn.into() });
    }
    all
}

fn alert_names(model: &Model, alert: &Alert) -> AlertNames {
    let task = alert.task.as_ref().filter(|_| !alert.automatic);
    let label = |code: &String| model.outcome_codes.iter().find(|(id, _)| id == code);
    let closes = task.iter().flat_map(|task| &task.closes_with);
    AlertNames {
        id: alert.id.clone(),
        label: alert.label.clone(),
        kind: alert.kind.id(),
        priority: alert.priority.id(),
        each: alert.each.and_then(|table| model.schema.table(table)).map(|table| table.id.clone()),
        owner: alert.owner.clone(),
        to: task.map(|task| task.to.clone()),
        closes_with: closes
            .map(|code| one(code, &label(code).and_then(|(_, label)| label.clone())))
            .collect(),
    }
}

/// The outputs of decision tables, each by the name of its column.
fn tables(model: &Model) -> Vec<Parts> {
    let outputs = model.decisions.iter().flat_map(|table| table.outputs.iter().map(move |of| (table, of)));
    let column = |(table, output): (&crate::model::Decision, &crate::model::Output)| Parts {
        id: table.column(output),
        label: output.label.clone().or_else(|| table.label.clone()),
        parts: if let Type::Enum(id) = output.ty { members(model, id) } else { Vec::new() },
    };
    outputs.map(column).collect()
}

fn report_names(model: &Model, report: &Report) -> ReportNames {
    let by = report.by.iter().map(|group| {
        let mut axis = axis(model, &group.text, &group.term, &None);
        if !group.bins.is_empty() {
            let bin = |bin: &crate::model::Bin| crate::query::Member { id: bin.text.clone(), label: None };
            axis.members = group.bins.iter().map(bin).collect();
        }
        axis
    });
    ReportNames {
        id: report.id.clone(),
        label: report.label.clone(),
        by: by.collect(),
        measures: report.figures.iter().map(|figure| measure(model, figure)).collect(),
        min_cell: report.min_cell,
    }
}

/// A term with a label of its own, where it has one.
fn axis(model: &Model, name: &str, term: &Term, label: &Option<Localised>) -> Axis {
    let axis = Axis::of(model, name, term);
    Axis { label: label.clone().or(axis.label), ..axis }
}

/// A figure by the name of what it is of; a count by the word for it.
fn measure(model: &Model, figure: &Figure) -> Axis {
    let mut measure = Axis::of_figure(model, figure);
    if figure.kind == FigureKind::Customers && measure.label.is_none() {
        measure.label = Some(Localised { en: "customers".into(), zh_cn: "客户数".into() });
    }
    measure
}

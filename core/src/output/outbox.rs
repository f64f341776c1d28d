//! Messages that may go, and messages that are held with what holds them; and what the next run has to know of them.
//!
//! `held_by` says what holds a message, `reason` why that is unknown or that it `holds`, and `field` what is unknown, or
//! which cap it is.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::events::subject_name;
use super::manager::managers;
use super::tasks::{days, instants};
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::model::reserved::state::{OutboxField as Of, STATE_OUTBOX};
use crate::outcome::{Outcome, Run};
use crate::plan::outbox::{Hold, Message, Told};

/// The reason of what is known to hold a message back.
const HOLDS: &str = "holds";

/// The messages of a run: by customer, then the most urgent first.
pub(super) fn outbox(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let rows = &outcome.plan(run).outbox.messages;
    let messages = &run.model.messages;
    let text = |name: &str, of: &dyn Fn(&Message) -> Option<String>| {
        OutputColumn::texts(name, rows.len(), &|at| rows.get(at).and_then(of))
    };
    let instant = |name: &str, of: &dyn Fn(&Message) -> Option<i64>| {
        instants(name, run.model, rows.len(), &|at| rows.get(at).and_then(of))
    };
    let template = |m: &Message| messages.templates.get(usize::from(m.template));
    let said = |m: &Message, at: usize| m.texts.as_ref().and_then(|texts| texts.get(at).cloned());
    let reason = |m: &Message| Some(m.held?.1.map_or(HOLDS, |cause| cause.reason.id()).into());
    let field = |m: &Message| match m.held? {
        (_, Some(cause)) => Some(subject_name(run.model, &cause)),
        (Hold::Cap(at), None) => run.model.contact.as_ref()?.caps.get(at).map(|cap| cap.id.clone()),
        _ => None,
    };
    let versions = rows.iter().map(|m| template(m).map_or(0, |t| t.version)).collect();
    let customers: Vec<u32> = rows.iter().map(|m| m.row).collect();
    let manager = managers(run, outcome, &customers);
    let mut columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(customers)),
        text(&listed_key_name(run.model), &|m| Some(customer_key(run.dataset, m.row as usize).into())),
        text("message_id", &|m| Some(m.id.clone())),
        text("task_id", &|m| Some(m.task.clone())),
        text("alert", &|m| run.model.alerts.get(m.alert).map(|alert| alert.id.clone())),
        text("kind", &|m| run.model.alerts.get(m.alert).map(|alert| alert.kind.id().into())),
        text("to_role", &|m| Some(messages.role(m.to).into())),
        text("to_id", &|m| m.to_id.clone()),
        text("channel", &|m| messages.channels.get(usize::from(m.channel)).map(|c| c.id.clone())),
        text("template", &|m| template(m).map(|t| t.id.clone())),
        OutputColumn::new("template_version", OutputValues::Index(versions)),
        text("text_en", &|m| said(m, 0)),
        text("text_zh", &|m| said(m, 1)),
        instant("not_before", &|m| m.hours.map(|hours| hours.from)),
        instant("not_after", &|m| m.hours.and_then(|hours| hours.until)),
        text("consent", &|m| Some(m.consent.id().into())),
        text("status", &|m| Some(m.status().into())),
        text("held_by", &|m| m.held.map(|(by, _)| by.id().into())),
        text("reason", &reason),
        text("field", &field),
    ];
    columns.extend(manager);
    OutputTable { name: "outbox", rows: rows.len(), columns }
}

/// The messages that need not be handed out again, as the next run takes them.
pub(super) fn state_outbox(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let rows = &outcome.plan(run).outbox.told;
    let text = |of: Of, value: &dyn Fn(&Told) -> String| {
        OutputColumn::texts(of.name(), rows.len(), &|at| rows.get(at).map(value))
    };
    let columns = alloc::vec![
        text(Of::CustomerId, &|told| told.key.clone()),
        text(Of::MessageId, &|told| told.id.clone()),
        text(Of::TaskId, &|told| told.task.clone()),
        days(Of::Day.name(), rows.len(), &|at| rows.get(at).map(|told| told.day)),
        text(Of::Status, &|told| told.status().into()),
    ];
    OutputTable { name: STATE_OUTBOX, rows: rows.len(), columns }
}

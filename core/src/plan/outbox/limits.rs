//! What the contact policy says of messages to customers: the time of rest after an event, and the caps.
//!
//! Messages are let through in the order of their urgency over all customers, so that members of a household get the
//! more urgent one whatever the order of rows. A message that an earlier run of the day has handed out has its place in
//! the ledger already.

use alloc::vec::Vec;

use super::{Hold, Message};
use crate::date;
use crate::evaluate::Cause;
use crate::model::Alert;
use crate::order::{arrange, positions};
use crate::outcome::Run;
use crate::output::customer_key;
use crate::plan::{Facts, Form, Ledger, Touch};
use crate::value::Reason;

/// Holds back what may not reach customers now, and enters the rest in the ledger.
pub(super) fn apply(run: &Run<'_>, facts: &Facts, ledger: &mut Ledger<'_>, messages: &mut [Message]) {
    if run.model.contact.is_none() {
        return;
    }
    for at in by_urgency(run, messages) {
        let Some(message) = messages.get_mut(at as usize) else { continue };
        let alert = run.model.alerts.get(message.alert);
        let (Some(alert), None, true) = (alert, message.to, message.is_ready()) else { continue };
        if message.was_told || ledger.is_sent(&message.id) {
            continue;
        }
        let touch = touch(run, ledger, message, alert);
        match held(run, facts, ledger, alert, &touch) {
            Some(held) => {
                message.held = Some(held);
                (message.texts, message.hours) = (None, None);
            }
            None => ledger.take(touch, &message.id),
        }
    }
}

/// The most urgent first; ties go by the alert, the customer and the message.
fn by_urgency(run: &Run<'_>, messages: &[Message]) -> Vec<u32> {
    let rank = |at: u32| {
        let message = messages.get(at as usize)?;
        let alert = run.model.alerts.get(message.alert)?;
        let key = customer_key(run.dataset, message.row as usize);
        Some((alert.priority, alert.id.as_str(), key, message.id.as_str()))
    };
    let mut order = positions(messages.len());
    arrange(&mut order, &mut |a, b| rank(a).cmp(&rank(b)));
    order
}

fn touch(run: &Run<'_>, ledger: &mut Ledger<'_>, message: &Message, alert: &Alert) -> Touch {
    let channel = run.model.messages.channels.get(usize::from(message.channel));
    let channel = channel.and_then(|channel| ledger.channel(&channel.id));
    let from = message.hours.map_or(run.as_of, |hours| hours.from);
    let day = date::local_date(from, run.model.zone());
    Touch { row: message.row as usize, kind: alert.kind, channel, day, form: Form::Message }
}

/// What the contact policy holds a message back for.
fn held(
    run: &Run<'_>,
    facts: &Facts,
    ledger: &Ledger<'_>,
    alert: &Alert,
    touch: &Touch,
) -> Option<(Hold, Option<Cause>)> {
    let contact = run.model.contact.as_ref()?;
    if alert.contractual || contact.exempt.contains(&alert.kind) {
        return None;
    }
    let event = facts.of_row(touch.row).and_then(|fact| fact.cooling);
    let cooling = contact.cooling.as_ref().filter(|cooling| cooling.kinds.contains(&alert.kind));
    match (cooling, event) {
        (Some(cooling), Some(Ok(day))) if day >= cooling.length.begins(touch.day) => {
            return Some((Hold::Cooling, None));
        }
        // Without a day there was no such event.
        (Some(_), Some(Err(cause))) if !matches!(cause.reason, Reason::Missing | Reason::Empty) => {
            return Some((Hold::Cooling, Some(cause)));
        }
        _ => {}
    }
    ledger.allows(touch).err().map(|held| (Hold::Cap(held.cap), held.cause))
}

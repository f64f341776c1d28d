//! Messages of one customer's tasks: to whom they go and what they say, or what keeps them back.
//!
//! Shown is what the rules say of a message by itself. Whether it went out on an earlier day, and what other messages
//! leave room for, is told by the outbox of a run.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Explain, UnknownText};
use crate::model::{Alert, Notify};
use crate::output::events::TaskRow;
use crate::plan::outbox::draft::Subjects;
use crate::value::Lang;

/// A message of a task.
#[derive(Debug, Clone, Serialize)]
pub struct MessageText {
    /// Of what it tells: `raised`, `reminded`, `escalated`.
    pub when: &'static str,
    /// The recipient's role.
    pub to: String,
    /// Who that is; absent when unknown.
    pub to_id: Option<String>,
    /// The channel.
    pub channel: String,
    /// The template whose text it has.
    pub template: String,
    /// What it says; absent when it cannot be said.
    pub text: Option<String>,
    /// `not_needed`, `granted`, `refused` or `unknown`.
    pub consent: &'static str,
    /// What keeps it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<HoldText>,
}

/// What keeps a message back.
#[derive(Debug, Clone, Serialize)]
pub struct HoldText {
    /// Such as `consent`, `no_recipient`, `text`.
    pub by: &'static str,
    /// Why that is unknown; absent when it is known to hold.
    pub unknown: Option<UnknownText>,
}

impl Explain<'_, '_> {
    /// The messages of a task; what keeps the task back keeps them back.
    pub(super) fn messages(&self, alert: &Alert, task: &TaskRow) -> Vec<MessageText> {
        let (run, customer) = (self.run, self.customer);
        let subjects = Subjects { run, machine: self.machine, customer, child: task.child.as_ref() };
        alert.notify.iter().map(|notify| self.message(&subjects, notify, task)).collect()
    }

    fn message(&self, subjects: &Subjects<'_>, notify: &Notify, task: &TaskRow) -> MessageText {
        let messages = &self.run.model.messages;
        let draft = subjects.draft(notify, None);
        let channel = messages.channels.get(usize::from(notify.channel));
        let template = messages.templates.get(usize::from(draft.template));
        let block = task.block.map(|(by, cause)| (by.id(), cause));
        let held = block.or(draft.held.map(|(by, cause)| (by.id(), cause)));
        MessageText {
            when: notify.when.id(),
            to: messages.role(notify.to).into(),
            to_id: draft.to_id,
            channel: channel.map_or(String::new(), |c| self.label(c.label.as_ref(), &c.id)),
            template: template.map_or(String::new(), |t| self.label(t.label.as_ref(), &t.id)),
            text: draft.texts.map(|[en, zh]| if self.lang == Lang::En { en } else { zh }),
            consent: draft.consent.id(),
            held: held.map(|(by, cause)| HoldText { by, unknown: cause.map(|c| self.unknown(&c)) }),
        }
    }
}

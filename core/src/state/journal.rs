//! Entries of the journal: what people did with a task.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Action, Entry, Refusal, Status, Task};

/// A task after entries about it, in their order. Those that do not fit are refused.
pub(super) fn apply(
    mut task: Task,
    entries: &[Entry],
    outcomes: &[String],
    refused: &mut Vec<(usize, Refusal)>,
) -> Task {
    for entry in entries {
        match allowed(&task, entry, outcomes) {
            Ok(true) => change(&mut task, entry),
            Ok(false) => {}
            Err(refusal) => refused.push((entry.row, refusal)),
        }
    }
    task
}

/// Whether an entry changes the task; not when it has been applied already or speaks of an earlier time.
fn allowed(task: &Task, entry: &Entry, outcomes: &[String]) -> Result<bool, Refusal> {
    if entry.day < task.first {
        return Err(Refusal::BeforeTask);
    }
    match entry.action {
        Action::Done if !outcomes.is_empty() && !entry.outcome.iter().any(|o| outcomes.contains(o)) => {
            return Err(Refusal::UnknownOutcome);
        }
        Action::Postpone if entry.until.is_none_or(|until| until <= entry.day) => {
            return Err(Refusal::NoUntil);
        }
        Action::HandOver if entry.to.is_none() => return Err(Refusal::NoReceiver),
        Action::Drop if entry.reason().is_none() => return Err(Refusal::NoReason),
        _ => {}
    }
    if entry.day < task.told() {
        return Ok(false);
    }
    if matches!(task.status, Status::Done | Status::Dropped | Status::HeldOut) {
        let same = match entry.action {
            Action::Done => task.status == Status::Done && task.outcome == entry.outcome,
            Action::Drop => task.status == Status::Dropped && task.outcome.as_ref() == entry.reason(),
            Action::Note => true,
            Action::Postpone | Action::HandOver => task.ended.is_some_and(|ended| entry.day <= ended),
        };
        return if same { Ok(false) } else { Err(Refusal::AlreadyEnded) };
    }
    Ok(true)
}

fn change(task: &mut Task, entry: &Entry) {
    match entry.action {
        Action::Done | Action::Drop => {
            let done = entry.action == Action::Done;
            task.status = if done { Status::Done } else { Status::Dropped };
            task.outcome = if done { entry.outcome.clone() } else { entry.reason().cloned() };
            task.ended = Some(entry.day);
            task.until = None;
        }
        Action::Postpone if task.status == Status::Closed => {}
        Action::Postpone => {
            task.status = Status::Postponed;
            task.until = entry.until;
        }
        Action::HandOver => {
            task.to = entry.to.clone();
            if let Some(due) = entry.due {
                task.words.due = Some(due);
                // An overrun that was told of before is not the new one's.
                task.escalated = task.escalated.filter(|day| *day >= entry.day);
            }
        }
        Action::Note => {}
    }
}

impl Entry {
    /// Why a task is not done: a code, or else words.
    fn reason(&self) -> Option<&String> {
        self.outcome.as_ref().or(self.note.as_ref())
    }
}

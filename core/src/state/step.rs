//! The transition: the task of an event after a run.

use alloc::vec::Vec;

use super::journal::apply;
use super::{Day, Entry, KEPT_DAYS, Refusal, Says, Stage, Status, Task, Verdict};

/// The task of an event after a run; `None`: there is none. `entries` are those of the journal about this task up to
/// the as-of instant, in the order of (instant, entry); those that cannot be applied are added to `refused` by their
/// rows.
#[must_use]
pub fn step(
    before: Option<Task>,
    says: &Says,
    entries: &[Entry],
    day: Day,
    refused: &mut Vec<(usize, Refusal)>,
) -> Option<Task> {
    let outcomes = &says.outcomes;
    let (earlier, of_today) = entries.split_at(entries.partition_point(|entry| entry.day < day.today));
    let task = before.map(|task| resume(apply(task, earlier, outcomes, refused), day.today));
    let late = if task.is_some() { &[] } else { earlier };
    let task = rule(task, says, day);
    match task {
        // An entry of before the first word about a task is refused; it must not be lost.
        Some(task) => {
            let task = apply(apply(task, late, outcomes, refused), of_today, outcomes, refused);
            (!is_forgotten(&task, says, day.today)).then_some(task)
        }
        None => {
            // An old one may be about a task that is forgotten by now.
            let recent = entries.iter().filter(|entry| day.today - entry.day <= KEPT_DAYS);
            refused.extend(recent.map(|entry| (entry.row, Refusal::UnknownTask)));
            None
        }
    }
}

/// A postponed task is open again on its day.
fn resume(task: Task, today: i32) -> Task {
    match (task.status, task.until) {
        (Status::Postponed, Some(until)) if until > today => task,
        (Status::Postponed, _) => Task { status: Status::Open, until: None, ..task },
        _ => task,
    }
}

/// What the rules make of a task.
fn rule(task: Option<Task>, says: &Says, day: Day) -> Option<Task> {
    match (task, &says.verdict) {
        (None, Verdict::True(fresh)) => is_told(says, day).then(|| (**fresh).clone()),
        (None, _) => None,
        (Some(task), Verdict::True(fresh)) => Some(holds(task, fresh, says, day)),
        (Some(task), Verdict::False) => {
            Some(Task { false_since: task.false_since.or(Some(day.today)), ..task })
        }
        (Some(task), Verdict::Unknown) => Some(task),
        (Some(task), Verdict::Over(outcome)) if task.is_alive() => Some(Task {
            status: Status::Closed,
            outcome: Some((*outcome).into()),
            ended: Some(day.today),
            until: None,
            ..task
        }),
        (Some(task), Verdict::Over(_)) => Some(task),
    }
}

/// A task whose condition holds today: raised again, reminded of, or left as it is.
fn holds(task: Task, fresh: &Task, says: &Says, day: Day) -> Task {
    let false_for = task.false_since.map(|since| day.today - since);
    let rearmed = says.rearm.zip(false_for).is_some_and(|(rearm, days)| days >= rearm);
    let again = match task.status {
        Status::Postponed => false,
        Status::Closed => true,
        // Released, or another rule tells of the event.
        Status::HeldOut if fresh.status == Status::Open => true,
        _ => rearmed,
    };
    if again && is_told(says, day) {
        return Task { first: task.first, ..fresh.clone() };
    }
    let seen = Task {
        alerts: fresh.alerts.clone(),
        child: fresh.child.clone(),
        true_on: day.today,
        false_since: None,
        ..task
    };
    let waited = says.remind_every.is_some_and(|days| day.today - seen.told() >= days);
    let staged = stage_is_due(Some(seen.told()), says.stage, day);
    let left_alone = fresh.status == Status::HeldOut;
    if left_alone || !matches!(seen.status, Status::Open | Status::Done) || !(waited || staged) {
        return seen;
    }
    Task {
        reminded: Some(day.today),
        stage: fresh.stage,
        status: Status::Open,
        outcome: None,
        ended: None,
        escalated: None,
        words: fresh.words.clone(),
        ..seen
    }
}

/// Whether an event of which nothing was told yet is told today.
fn is_told(says: &Says, day: Day) -> bool {
    !says.waits || stage_is_due(None, says.stage, day)
}

/// Whether a stage has come since the last word, and is either of a day after the run before or still ahead of its
/// date: a stage that could not be told on its day is made up for until then.
fn stage_is_due(told: Option<i32>, stage: Option<Stage>, day: Day) -> bool {
    stage.is_some_and(|Stage { on, date, .. }| {
        let since = day.previous.is_some_and(|previous| on > previous);
        told.is_none_or(|told| on > told) && (since || day.today <= date)
    })
}

/// Whether an ended task need no longer be remembered.
fn is_forgotten(task: &Task, says: &Says, today: i32) -> bool {
    let kept = says.rearm.map_or(KEPT_DAYS, |rearm| rearm.max(KEPT_DAYS));
    let last = task.ended.map_or(task.true_on, |ended| ended.max(task.true_on));
    !task.is_alive() && today - last > kept
}

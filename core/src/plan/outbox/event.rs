//! Events of which messages tell: tasks that are open, and those that are kept back.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Hold, Told, hours};
use crate::date;
use crate::evaluate::Cause;
use crate::model::{Channel, Notify, Quiet};
use crate::order::sort_unique;
use crate::outcome::Run;
use crate::policy::Telling;
use crate::state::{After, Kept, Status};

/// An event of which messages tell.
pub(super) struct Event<'a> {
    pub row: u32,
    /// The task's id.
    pub task: &'a str,
    /// The alerts that tell of it.
    pub alerts: Vec<usize>,
    pub child: Option<&'a String>,
    /// The task and its place in the state; `None`: it is kept back and was never raised.
    pub kept: Option<(usize, &'a Kept)>,
    pub block: Option<(Hold, Option<Cause>)>,
}

/// Tasks that are open, those whose messages went out on this very day, and those that are kept back.
pub(super) fn events<'a>(run: &Run<'_>, state: &'a After, before: &[Told]) -> Vec<Event<'a>> {
    let named = |name: &String| run.model.alerts.iter().position(|alert| alert.id == *name);
    let tells = |alert: &usize| run.model.alerts.get(*alert).is_some_and(|alert| !alert.notify.is_empty());
    let today = run.today();
    let mut told: Vec<&str> = before.iter().filter(|t| t.day == today).map(|t| t.task.as_str()).collect();
    sort_unique(&mut told);
    let blocks = |row: u32| {
        let from = state.blocked.partition_point(|blocked| blocked.row < row);
        state.blocked.iter().skip(from).take_while(move |blocked| blocked.row == row)
    };
    let mut events = Vec::new();
    for (at, kept) in state.tasks.iter().enumerate() {
        let (Some(row), task) = (kept.row, &kept.task) else { continue };
        let of_today = || told.binary_search(&task.id.as_str()).is_ok();
        let alerts: Vec<usize> = task.alerts.iter().filter_map(named).filter(tells).collect();
        if !alerts.is_empty() && (task.status == Status::Open || of_today()) {
            let block = blocks(row).find(|blocked| blocked.id == task.id).map(|blocked| blocked.by);
            let block = block.map(|(by, cause)| (Hold::Block(by), cause));
            let (id, child) = (task.id.as_str(), task.child.as_ref());
            events.push(Event { row, task: id, alerts, child, kept: Some((at, kept)), block });
        }
    }
    for blocked in state.blocked.iter().filter(|blocked| tells(&blocked.alert)) {
        let from = state.tasks.partition_point(|kept| kept.row.is_some_and(|row| row < blocked.row));
        let mut own = state.tasks.iter().skip(from).take_while(|kept| kept.row == Some(blocked.row));
        if !own.any(|kept| kept.task.id == blocked.id) {
            let (row, task, child) = (blocked.row, blocked.id.as_str(), blocked.child.as_ref());
            let (alerts, (by, cause)) = (alloc::vec![blocked.alert], blocked.by);
            events.push(Event {
                row,
                task,
                alerts,
                child,
                kept: None,
                block: Some((Hold::Block(by), cause)),
            });
        }
    }
    events
}

/// What a message tells of an event, told apart from what else it may tell of it, and the day of that; `None` when
/// there is nothing of the kind to tell.
pub(super) fn telling(event: &Event<'_>, notify: &Notify, today: i32) -> Option<(String, i32)> {
    let raised = || String::from(Telling::Raised.id());
    let Some((_, Kept { task, .. })) = event.kept else {
        return (notify.when == Telling::Raised).then(|| (raised(), today));
    };
    let mut text = String::from(notify.when.id());
    let mut add = |part: &str| {
        text.push(' ');
        text.push_str(part);
    };
    // The first time needs no day, so that a run that was late or is repeated tells the same.
    if task.raised != task.first {
        add(&date::format(task.raised));
    }
    let day = match notify.when {
        Telling::Raised => task.raised,
        Telling::Reminded => {
            let day = task.reminded?;
            match task.stage {
                Some(stage) => add(&crate::number::format_decimal(i64::from(stage), 0)),
                None => add(&date::format(day)),
            }
            day
        }
        Telling::Escalated => {
            let day = task.escalated?;
            add(&date::format(day));
            day
        }
    };
    Some((text, day))
}

/// Who has taken the task over, of a message to the role that had it.
pub(super) fn taken<'a>(
    run: &Run<'_>,
    event: &Event<'a>,
    alert: usize,
    notify: &Notify,
) -> Option<&'a String> {
    let (_, kept) = event.kept?;
    let role = run.model.alerts.get(alert)?.task.as_ref()?;
    kept.task.to.as_ref().filter(|_| notify.to.is_some() && run.model.messages.role(notify.to) == role.to)
}

/// The quiet hours of a channel.
pub(super) fn quiet(run: &Run<'_>, channel: &Channel) -> Option<(u16, u16)> {
    match channel.quiet {
        Quiet::Hours(from, to) => Some((from, to)),
        Quiet::Policy => run.model.contact.as_ref()?.quiet,
        Quiet::Never => None,
    }
}

/// When the messages of an event that was told on a day lose their point; an escalation does not.
pub(super) fn limit(run: &Run<'_>, event: &Event<'_>, when: Telling, day: i32) -> Option<i64> {
    let due = event.kept?.1.task.words.due.filter(|_| when != Telling::Escalated)?;
    Some(due.max(hours::end_of(day, run.model.zone())))
}

pub(super) fn has_lapsed(run: &Run<'_>, event: &Event<'_>, limit: Option<i64>) -> bool {
    let is_over = |(_, kept): (usize, &Kept)| kept.automatic && kept.task.false_since.is_some();
    limit.is_some_and(|limit| run.as_of >= limit) || event.kept.is_some_and(is_over)
}

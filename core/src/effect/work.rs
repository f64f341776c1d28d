//! Where the work of a bank comes from: tasks of playbooks, of quotas, of single rules, and contacts that follow none;
//! what of it messages do and what people do; how long the steps of a playbook take.
//!
//! A task that several rules tell of belongs to the playbook among them, else to the quota, else to the rule. A task is one
//! of messages when every rule that tells of it is: no person has it. Contacts are entries of the journal that say that
//! something was done, also those about no task or one that the state no longer holds.
//!
//! INVARIANT: tasks of all origins, and tasks of all managers and those held out, are the rows of the state.

use alloc::string::String;
use alloc::vec::Vec;

use super::episode::{Episode, Timing, median_hours};
use super::history::History;
use super::report::{ManagerReport, PlayReport, WorkReport};
use crate::date;
use crate::model::reserved::state::{EntryField, JOURNAL};
use crate::model::{Model, Playbook};
use crate::outcome::Run;
use crate::state::rows::entry;
use crate::state::{Action, Rows, Status};

/// The origins, in the order in which they are told; the last is no rule of the policy.
const ORIGINS: [&str; 4] = ["playbook", "quota", "rule", "none"];

/// Where tasks and contacts come from.
pub(super) fn origins(run: &Run<'_>, episodes: &[Episode]) -> Vec<WorkReport> {
    let mut all = ORIGINS.map(|origin| WorkReport { origin, ..WorkReport::default() });
    let mut known: Vec<(&str, usize)> = Vec::with_capacity(episodes.len());
    for episode in episodes {
        let origin = origin(run.model, episode);
        known.push((&episode.task.id, origin));
        if let Some(work) = all.get_mut(origin) {
            work.tasks += 1;
            work.done += u32::from(episode.task.status == Status::Done);
        }
    }
    crate::order::sort(&mut known);
    for task in contacts(run) {
        let at = known.partition_point(|(id, _)| Some(*id) < task.as_deref());
        let found = known.get(at).filter(|(id, _)| Some(*id) == task.as_deref());
        if let Some(work) = all.get_mut(found.map_or(ORIGINS.len() - 1, |(_, origin)| *origin)) {
            work.contacts += 1;
        }
    }
    let sums =
        all.iter().fold((0, 0), |(t, c), work| (t + u64::from(work.tasks), c + u64::from(work.contacts)));
    for work in &mut all {
        work.task_share = super::share(work.tasks.into(), sums.0);
        work.contact_share = super::share(work.contacts.into(), sums.1);
    }
    all.into()
}

/// The place of a task's origin in [`ORIGINS`].
fn origin(model: &Model, episode: &Episode) -> usize {
    let rules = || model.alerts.iter().enumerate().filter(|(_, alert)| episode.is_of(&alert.id));
    let is_step = |at| model.playbooks.iter().any(|play| is_step_of(play, at));
    let is_quota = |at| model.quotas.iter().any(|quota| usize::from(quota.alert) == at);
    match () {
        () if rules().any(|(at, _)| is_step(at)) => 0,
        () if rules().any(|(at, _)| is_quota(at)) => 1,
        () if rules().next().is_some() => 2,
        () => 3,
    }
}

fn is_step_of(play: &Playbook, alert: usize) -> bool {
    play.steps.iter().any(|step| usize::from(*step) == alert)
}

/// The tasks of entries that say that something was done; `None`: an entry about no task.
fn contacts(run: &Run<'_>) -> Vec<Option<String>> {
    let Some(rows) = Rows::of(run.model, run.dataset, JOURNAL) else { return Vec::new() };
    let of = |row| match entry(run.model, &rows, row) {
        Ok(Some((task, entry))) => {
            (entry.action == Action::Done && entry.at <= run.as_of).then_some(Some(task))
        }
        Ok(None) => {
            let text = |field: EntryField| rows.text(row, field as usize).map(str::trim);
            let at = text(EntryField::At).and_then(|at| date::parse_instant(at, run.model.zone()));
            let is_done = text(EntryField::Action) == Some(Action::Done.id());
            (is_done && at.is_some_and(|at| at <= run.as_of)).then_some(None)
        }
        Err(_) => None,
    };
    (0..rows.data.rows).filter_map(of).collect()
}

/// What messages do and what people do, by the manager of the last delivery; the last is none, or not known.
pub(super) fn managers(
    history: &History,
    last: usize,
    run: &Run<'_>,
    episodes: &[Episode],
) -> Vec<ManagerReport> {
    if run.model.contact.as_ref().is_none_or(|contact| contact.managers.is_none()) {
        return Vec::new();
    }
    let mut tasks: Vec<(bool, &str, bool)> = Vec::with_capacity(episodes.len());
    for episode in episodes.iter().filter(|episode| episode.task.status != Status::HeldOut) {
        let mut rules = run.model.alerts.iter().filter(|alert| episode.is_of(&alert.id)).peekable();
        let is_automatic = rules.peek().is_some() && rules.all(|alert| alert.automatic);
        let manager =
            history.customer(&episode.customer).and_then(|customer| history.manager(last, customer));
        tasks.push((manager.is_none(), manager.unwrap_or_default(), is_automatic));
    }
    crate::order::sort(&mut tasks);
    let of = |own: &[(bool, &str, bool)]| {
        let messages = own.iter().filter(|(_, _, is_automatic)| *is_automatic).count();
        let manager = own.first().filter(|(is_none, ..)| !is_none).map(|(_, name, _)| String::from(*name));
        ManagerReport {
            manager,
            by_people: super::count(own.len() - messages),
            by_message: super::count(messages),
            automatic: super::share(messages as u64, own.len() as u64),
        }
    };
    tasks.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(of).collect()
}

/// How the steps of a playbook go.
pub(super) fn play(play: &Playbook, run: &Run<'_>, episodes: &[Episode]) -> PlayReport {
    let mut report = PlayReport { id: play.id.clone(), label: play.label.clone(), ..PlayReport::default() };
    let (mut slowest, mut latest) = (None, 0);
    for alert in play.steps.iter().filter_map(|step| run.model.alerts.get(usize::from(*step))) {
        let (mut times, mut late) = (Vec::new(), 0);
        for episode in episodes.iter().filter(|episode| episode.is_of(&alert.id)) {
            report.tasks += 1;
            report.done += u32::from(episode.task.status == Status::Done);
            late += u32::from(matches!(episode.timing(run), Timing::Late | Timing::Overdue));
            times.extend(episode.took(run.model));
        }
        report.late += late;
        if late > latest {
            latest = late;
            report.most_late = Some(alert.id.clone());
        }
        let hours = median_hours(&mut times);
        let middle = times.get(times.len() / 2).copied();
        if middle > slowest {
            slowest = middle;
            report.slowest = Some(alert.id.clone());
            report.slowest_hours = hours;
        }
    }
    report
}

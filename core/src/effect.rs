//! What rules have been worth: what became of their tasks, and what came of the customers they told of.
//!
//! Three things go in: the state of the last run, the journal that people wrote, and deliveries of several days, a
//! [`History`]. Of each rule it is said how many tasks there were and what became of them, and for each outcome of the
//! policy how many customers it happened to, by count and by money: of those whose task was raised, of these where it was
//! done and where not, and of those whom the holdout left alone.
//!
//! What a rule does is the difference between `raised` and `control`, sides that chance alone has made; who of the raised
//! was reached is people's choice, so a difference of `done` to anything is marked as none of a control, and so is every
//! difference of a rule that has no holdout.
//!
//! A customer is followed from the day on which the rule told, or would have told: what the last delivery up to that day
//! says decides whether they count and what money is at stake, and the deliveries of the window after it say whether it
//! happened. Nobody is followed before a delivery has reached the end of the window, so that what happens early does not
//! count more.
//!
//! Beside its rules an outcome is told of everybody, and of the bank's work: where it comes from, what messages do of it, and
//! how long the steps of a playbook take.
//!
//! The state remembers what was told last of an event: of a task that was raised again, that is what is measured.
//!
//! INVARIANT: the numbers of a rule add up to the rows of the state that name it; rows of no rule are counted, too.
//! INVARIANT: below the outcome's `least` on a side no difference is told, and no figure is ever not finite.

use alloc::string::String;
use alloc::vec::Vec;

use crate::date;
use crate::model::{Alert, Followed};
use crate::outcome::Run;
use crate::state::Status;

mod arms;
mod dial;
mod episode;
mod everyone;
mod follow;
mod history;
mod interval;
mod report;
mod table;
mod warning;
mod work;

pub use arms::LeftOut;
pub use history::History;
pub use interval::Estimate;
pub use report::{
    ArmReport, BetweenReport, CompareReport, Comparison, DialReport, EffectReport, EndReport, EveryoneReport,
    HoldoutReport, ManagerReport, OutcomeReport, PlayReport, Reason, Report, RuleReport, SettingReport,
    TaskCounts, WarnReport, WorkReport,
};
pub use table::table;
pub use warning::Warning;

use arms::{Arms, Question};
use episode::{Episode, Timing, episodes, median_hours, slow_hours};
use everyone::{Everyone, everyone};
use follow::Follow;
use interval::{Span, figure};

/// The side whose task was raised.
const RAISED: &str = "raised";
/// The side that was left alone.
const CONTROL: &str = "control";

/// Measures the rules of a policy. The run's dataset holds the state and the journal; its rules are not run. Deliveries of
/// days after the run's are not looked at.
#[must_use]
pub fn measure(history: &History, run: &Run<'_>) -> Report {
    let model = run.model;
    let (episodes, days) = (episodes(run), history.days(run.today()));
    let measure = Measure { history, run, days: &days, episodes: &episodes };
    let is_of_rule = |episode: &&Episode| model.alerts.iter().any(|alert| episode.is_of(&alert.id));
    let rules = model.alerts.iter().enumerate().filter(|(_, alert)| alert.task.is_some());
    Report {
        as_of: date::format(run.today()),
        policy: model.id.clone(),
        version: model.version.clone(),
        deliveries: days.iter().map(|day| date::format(*day)).collect(),
        tasks: count(episodes.len()),
        of_no_rule: count(episodes.len() - episodes.iter().filter(is_of_rule).count()),
        holdout: model.holdout.as_ref().map(|holdout| HoldoutReport::of(model, holdout, run.today())),
        outcomes: (0..model.followed.len())
            .filter_map(|at| measure.follow(at))
            .map(|f| outcome(&f))
            .collect(),
        rules: rules.map(|(at, alert)| measure.rule(alert, at)).collect(),
        playbooks: model.playbooks.iter().map(|play| work::play(play, run, &episodes)).collect(),
        work: work::origins(run, &episodes),
        managers: work::managers(history, days.len().saturating_sub(1), run, &episodes),
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// A part of a whole with six places.
fn share(part: u64, whole: u64) -> Option<String> {
    (whole > 0).then(|| figure(part as f64 / whole as f64)).flatten()
}

fn outcome(follow: &Follow<'_>) -> OutcomeReport {
    let outcome = follow.outcome.0;
    OutcomeReport {
        id: outcome.id.clone(),
        label: outcome.label.clone(),
        window: outcome.window,
        by: outcome.by.id(),
        least: outcome.least,
        everyone: everyone(follow).map(|all| of_everyone(follow, &all)),
    }
}

fn of_everyone(follow: &Follow<'_>, all: &Everyone) -> EveryoneReport {
    let (decl, [not_in_base, base_unknown, outcome_unknown]) = (follow.outcome.0, all.left_out);
    let compare = |(at, compare): (usize, &crate::model::Compare)| {
        let beside = all.beside(follow, at);
        let is_enough = beside.matched.min(beside.matches) >= decl.least.max(1);
        CompareReport {
            id: compare.id.clone(),
            arms: [("with", &beside.with), ("without", &beside.without)]
                .map(|(name, arm)| report::arm(name, arm, false))
                .into(),
            unknown: beside.unknown,
            matched: beside.matched,
            matches: beside.matches,
            difference: beside.difference.filter(|_| is_enough).and_then(Span::estimate),
            why: (!is_enough).then_some(Reason::NotEnoughData),
        }
    };
    let between = || {
        let between = all.between(follow);
        let is_enough = between.customers >= decl.least.max(1) && between.groups > 1;
        let part = between.part.filter(|_| is_enough).and_then(figure);
        BetweenReport {
            groups: between.groups,
            customers: between.customers,
            unknown: between.unknown,
            why: match (is_enough, &part) {
                (false, _) => Some(Reason::NotEnoughData),
                (true, None) => Some(Reason::NoSpread),
                (true, Some(_)) => None,
            },
            part,
        }
    };
    EveryoneReport {
        from: date::format(all.day),
        all: report::arm("everyone", &all.arm, decl.value.is_some()),
        not_in_base,
        base_unknown,
        outcome_unknown,
        between: decl.between.as_ref().map(|_| between()),
        compare: decl.compare.iter().enumerate().map(compare).collect(),
    }
}

/// With which outcomes tasks ended.
fn ended<'a>(episodes: impl Iterator<Item = &'a Episode>) -> Vec<EndReport> {
    let mut codes: Vec<&str> = episodes.filter_map(|episode| episode.task.outcome.as_deref()).collect();
    crate::order::sort(&mut codes);
    let of = |own: &[&str]| {
        let outcome = own.first().copied().unwrap_or_default().into();
        EndReport { outcome, count: count(own.len()) }
    };
    codes.chunk_by(|a, b| a == b).map(of).collect()
}

struct Measure<'a> {
    history: &'a History,
    run: &'a Run<'a>,
    days: &'a [i32],
    episodes: &'a [Episode],
}

impl<'a> Measure<'a> {
    /// An outcome, by its index, and the deliveries.
    fn follow(&self, outcome: usize) -> Option<Follow<'a>> {
        let decl = self.history.model().followed.get(outcome)?;
        Some(Follow { history: self.history, days: self.days, outcome: (decl, outcome) })
    }

    fn rule(&self, alert: &Alert, at: usize) -> RuleReport {
        let own = || self.episodes.iter().filter(|episode| episode.is_of(&alert.id));
        let mut tasks = TaskCounts::default();
        own().for_each(|episode| self.note(episode, &mut tasks));
        let mut times: Vec<i64> = own().filter_map(|episode| episode.took(self.run.model)).collect();
        let followed = (0..self.history.model().followed.len()).filter_map(|outcome| self.follow(outcome));
        let mut warns = None;
        let outcomes = followed.map(|follow| {
            let (decl, outcome) = follow.outcome;
            let holdout = self.run.model.holdout.as_ref();
            let question = Question { follow, holdout, rule: (alert, at) };
            let arms = question.arms(self.episodes);
            if alert.warns.map(usize::from) == Some(outcome) {
                let warning = warning::warning(&question, &arms.raised, self.episodes);
                let dials = everyone(&question.follow)
                    .map(|all| dial::turn(&question.follow, &all, self.run.model, at));
                warns =
                    Some(WarnReport { outcome: decl.id.clone(), warning, dials: dials.unwrap_or_default() });
            }
            self.effect(decl, &arms, at)
        });
        RuleReport {
            outcomes: outcomes.collect(),
            id: alert.id.clone(),
            label: alert.label.clone(),
            kind: alert.kind.id(),
            tasks,
            timed: count(times.len()),
            median_hours: median_hours(&mut times),
            slow_hours: slow_hours(&mut times),
            ended: ended(own()),
            warns,
        }
    }

    fn note(&self, episode: &Episode, tasks: &mut TaskCounts) {
        tasks.all += 1;
        *match episode.task.status {
            Status::Open => &mut tasks.open,
            Status::Postponed => &mut tasks.postponed,
            Status::Done => &mut tasks.done,
            Status::Dropped => &mut tasks.dropped,
            Status::Closed => &mut tasks.closed,
            Status::HeldOut => &mut tasks.held_out,
        } += 1;
        match episode.timing(self.run) {
            Timing::InTime => tasks.in_time += 1,
            Timing::Late => tasks.late += 1,
            Timing::Overdue => tasks.overdue += 1,
            Timing::None => {}
        }
    }

    fn effect(&self, outcome: &Followed, arms: &Arms, rule: usize) -> EffectReport {
        let by_value = outcome.value.is_some();
        let (raised, done) = ((RAISED, &arms.raised), ("done", &arms.done));
        let (not_done, control) = (("not_done", &arms.not_done), (CONTROL, &arms.control));
        let is_held_out = self.run.model.holdout.as_ref().is_some_and(|holdout| holdout.is_about(rule));
        let pairs = match is_held_out {
            true => alloc::vec![(raised, control), (done, control)],
            false => alloc::vec![(done, not_done)],
        };
        let sides = [raised, done, not_done, control].into_iter().take(if is_held_out { 4 } else { 3 });
        EffectReport {
            outcome: outcome.id.clone(),
            arms: sides.map(|(name, arm)| report::arm(name, arm, by_value)).collect(),
            comparisons: pairs
                .into_iter()
                .map(|(one, other)| report::comparison(one, other, (outcome.least, outcome.by)))
                .collect(),
            left_out: arms.left_out,
        }
    }
}

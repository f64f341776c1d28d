//! The state: what one run hands to the next, so that an event is told once and nothing that was told is lost.
//!
//! The engine has no memory. A run takes the tasks that the run before left (`state_tasks`), what people wrote about
//! them since (`journal`) and which run that was (`state_run`) as tables, and writes the same tables for the next.
//! Of each event of a customer there is one [`Task`], and one function says what becomes of it: [`step`] takes the
//! task before, what the rules say today and the entries of the journal, and gives the task after. Rows in, rows
//! out; the tables only feed it.
//!
//! * A task is raised when a rule is true for its event and there is none yet. It then stays until people end it: an
//!   event that passes by does not take its task along.
//! * A `lasting` condition is told again only after it has been false for `rearm` days, from the first run that saw
//!   it false to the day on which it is true again. What is unknown goes on as it was last known.
//! * `remind_every` repeats while the condition stays true. A stage repeats when its day has come since the last
//!   word: of several passed ones the latest. A reminder opens a task that is done; one that was dropped, or is
//!   postponed, stays as it is.
//! * A task whose rule is no longer in the policy is closed, with the outcome `retired`; one whose rules have come to
//!   their `stop` with `stopped`; one of a quota whose period is over with `missed`. Rule and condition back, it is
//!   raised again. The engine never ends a task as done.
//! * An event of a customer whom a holdout leaves alone is remembered as held out: nobody is told, no entry changes it,
//!   and it is raised when the holdout releases it, if its condition is true then. What was raised before goes on.
//! * A task that stays open until so long after it was due is marked once, on the day of the run that sees it.
//! * Of several rules that tell of one event, the most urgent one leads; of stages that have come, the latest is told.
//! * Time to do a task that is counted in business hours begins anew for the one to whom it is handed over.
//! * The journal is applied in the order of (instant, entry), entries of days before today first, then the rules of
//!   today, then entries of today. An entry before the last word about the task speaks of what was before it, and
//!   one after the as-of instant is not known yet. So a journal may be delivered as a whole every day, or day by day.
//! * An ended task is kept for [`KEPT_DAYS`] days after its condition was last true, then it leaves the state.
//!
//! INVARIANT: the same rows give the same rows; a second run of a day on its own state changes nothing.
//! INVARIANT: every entry of the journal is applied, has been applied, is not yet due, or is refused with a reason.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

mod advance;
mod before;
pub(crate) mod escalate;
mod journal;
mod over;
pub(crate) mod rows;
mod step;

pub use advance::{After, Kept, advance, entry_task, first_run, task_id};
pub(crate) use advance::{Blocked, untitled};
pub use before::{Before, accepts};
pub(crate) use rows::Rows;
pub use step::step;

/// Days for which an ended task is remembered after its condition was last true.
pub const KEPT_DAYS: i32 = 400;

/// The outcome of a task whose rule is no longer in the policy.
pub const RETIRED: &str = "retired";

/// The outcome of a task whose rules have come to their `stop`.
pub const STOPPED: &str = "stopped";

/// The outcome of a task of a quota whose period is over.
pub const MISSED: &str = "missed";

/// A task: a row of `state_tasks`. Days are counted from 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Hash of customer, event kind and event key.
    pub id: String,
    /// The alerts that told of the event, the most urgent first.
    pub alerts: Vec<String>,
    /// Kind of the event.
    pub event_kind: String,
    /// Key of the event.
    pub event_key: String,
    /// Id of the child row, if the alert asks rows.
    pub child: Option<String>,
    /// Day on which it was raised, the last time.
    pub raised: i32,
    /// Day on which it was raised, the first time.
    pub first: i32,
    /// Day of the last reminder since it was raised.
    pub reminded: Option<i32>,
    /// The stage that was told last, in days before its date.
    pub stage: Option<i32>,
    /// Where it stands.
    pub status: Status,
    /// How it ended.
    pub outcome: Option<String>,
    /// Day on which it ended.
    pub ended: Option<i32>,
    /// First day of no longer being postponed.
    pub until: Option<i32>,
    /// Who has taken it over; `None`: the role that the rule names.
    pub to: Option<String>,
    /// Last day on which the condition was seen true.
    pub true_on: i32,
    /// First day of being seen false since then.
    pub false_since: Option<i32>,
    /// Day of the run that saw it overdue for too long.
    pub escalated: Option<i32>,
    /// What was said when it was raised or last reminded of.
    pub words: Words,
}

/// What is said about a task.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// When it has to be done, microseconds UTC.
    pub due: Option<i64>,
    /// Titles: English, Chinese.
    pub titles: [String; 2],
    /// Version of the policy that said it.
    pub version: String,
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// To be done.
    Open,
    /// To be done later.
    Postponed,
    /// Done.
    Done,
    /// Not to be done, nor to be reminded of; the outcome says why.
    Dropped,
    /// Closed by the engine.
    Closed,
    /// Never raised: the customer is left alone, and this is remembered so that the rule can be measured.
    HeldOut,
}

/// What the rules of an event say today.
#[derive(Debug, Clone, PartialEq)]
pub struct Says {
    /// Whether the condition holds.
    pub verdict: Verdict,
    /// Days of being false after which a lasting condition is told again.
    pub rearm: Option<i32>,
    /// Days after which a condition that is still true is told again.
    pub remind_every: Option<i32>,
    /// Whether nothing is told of the event but at its stages.
    pub waits: bool,
    /// The latest stage whose day has come.
    pub stage: Option<Stage>,
    /// Outcomes that end the task; empty: any.
    pub outcomes: Vec<String>,
}

/// Whether the condition of an event holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It does, and this is the task as it would be raised today.
    True(Box<Task>),
    /// It does not.
    False,
    /// It is not known.
    Unknown,
    /// No rule tells of it any more, and this is the outcome with which it is closed.
    Over(&'static str),
}

/// A stage whose day has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// So many days before the date; after it when negative.
    pub days: i32,
    /// Its day, or the business day that stands for it.
    pub on: i32,
    /// The last day on which it is made up for: the date, or the day of the stage if that has moved past it.
    pub date: i32,
}

/// The day of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The as-of date.
    pub today: i32,
    /// The as-of date of the run before, if there was one.
    pub previous: Option<i32>,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was done.
    pub action: Action,
    /// With which outcome.
    pub outcome: Option<String>,
    /// Until when it was postponed.
    pub until: Option<i32>,
    /// To whom it was handed over.
    pub to: Option<String>,
    /// When it has to be done from then on, if it was handed over and its time begins anew.
    pub due: Option<i64>,
    /// Why, in words.
    pub note: Option<String>,
    /// When, microseconds UTC.
    pub at: i64,
    /// The day of that.
    pub day: i32,
    /// Row of the journal.
    pub row: usize,
}

/// What people do with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is done.
    Done,
    /// It is put off until a day.
    Postpone,
    /// It is not going to be done.
    Drop,
    /// Somebody else does it.
    HandOver,
    /// Nothing but words.
    Note,
}

/// Why an entry of the journal was not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody signed it.
    NoAuthor,
    /// Its action is not one of [`Action`].
    UnknownAction,
    /// Its instant cannot be read.
    NoInstant,
    /// There is no such task of this customer.
    UnknownTask,
    /// The task was first raised after it.
    BeforeTask,
    /// The task ended otherwise.
    AlreadyEnded,
    /// The task does not end with this outcome.
    UnknownOutcome,
    /// It postpones to no later day.
    NoUntil,
    /// It hands over to nobody.
    NoReceiver,
    /// It drops the task and does not say why.
    NoReason,
}

impl Task {
    /// The day on which people were last told of it.
    #[must_use]
    pub fn told(&self) -> i32 {
        self.reminded.map_or(self.raised, |day| day.max(self.raised))
    }

    /// Whether it is still to be done, now or later.
    #[must_use]
    pub const fn is_alive(&self) -> bool {
        matches!(self.status, Status::Open | Status::Postponed)
    }
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Postponed, Self::Done, Self::Dropped, Self::Closed, Self::HeldOut];

    /// The stable id that tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Postponed => "postponed",
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Closed => "closed",
            Self::HeldOut => "held_out",
        }
    }
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Done, Self::Postpone, Self::Drop, Self::HandOver, Self::Note];

    /// The stable id that the journal carries.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Postpone => "postpone",
            Self::Drop => "drop",
            Self::HandOver => "hand_over",
            Self::Note => "note",
        }
    }
}

impl Refusal {
    /// The stable id that `faults` carries.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoAuthor => "no_author",
            Self::UnknownAction => "unknown_action",
            Self::NoInstant => "no_instant",
            Self::UnknownTask => "unknown_task",
            Self::BeforeTask => "before_task",
            Self::AlreadyEnded => "already_ended",
            Self::UnknownOutcome => "unknown_outcome",
            Self::NoUntil => "no_until",
            Self::NoReceiver => "no_receiver",
            Self::NoReason => "no_reason",
        }
    }
}

#[cfg(test)]
mod tests;

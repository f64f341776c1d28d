//! Playbooks and quotas.

use schemars::JsonSchema;

use super::alert::{AlertKind, Event, Priority, Shift, Task};
use super::derive::Source;
use super::message::Notify;
use super::param::Effective;
use super::scalar::{Cel, Day, Label, Named, Span, Text, Value, Whole, one_of};

/// Steps before and after dates.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Playbook {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// The days on which it acts.
    pub effective: Option<Effective>,
    /// What it is about.
    pub kind: AlertKind,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// A child table and a name for its row, such as `holdings h`: it runs per row.
    #[schemars(regex(pattern = "^ *[^ ]+ +[a-z_][A-Za-z0-9_]* *$"))]
    pub each: Option<Text>,
    /// The day on which it begins.
    pub start: Cel,
    /// Who takes part; everybody when left out.
    pub when: Option<Cel>,
    /// What ends it: open tasks of its steps are closed.
    pub stop: Option<Cel>,
    /// What keeps the tasks of its steps back.
    pub suppress: Option<Cel>,
    /// How urgent its steps are; `normal` when left out.
    pub priority: Option<Priority>,
    /// Its steps, by name.
    pub steps: Named<Step>,
}

/// A step of a playbook.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["after", "before"])))]
pub struct Step {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// How long after the start: `7d`, `3m` or `2bd`.
    pub after: Option<Span>,
    /// How many days before a date.
    pub before: Option<Before>,
    /// Where a day goes that is not a business day. It stays when left out.
    pub shift: Option<Shift>,
    /// For how many days a step after the start may be told late: `7d` when left out.
    pub within: Option<Span>,
    /// Whether a person does it, as when left out, or a message.
    pub human: Option<bool>,
    /// A further condition.
    pub when: Option<Cel>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// What tells its events apart. Alerts and steps with one event raise one task.
    pub event: Option<Event>,
    /// What keeps its tasks back, instead of what the playbook says.
    pub suppress: Option<Cel>,
    /// The money at stake: an int, or a decimal of at most two places.
    pub stake: Option<Cel>,
    /// Whether a contract or a law asks for it, so that no cap defers it.
    pub contractual: Option<bool>,
    /// The task that it raises.
    pub task: Option<Task>,
    /// Messages that tell of it. Without a task they are all that it does.
    pub notify: Option<Vec<Notify>>,
}

/// Days before a date.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Before {
    /// The date.
    pub date: Cel,
    /// How many days before it: `15`, or several, such as `[15, 7]`.
    pub days: Days,
}

/// A number of days, or several.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Days {
    /// One.
    One(Whole),
    /// Several.
    Several(Vec<Whole>),
}

/// A service that customers are owed in a period.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Quota {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words about it.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// The days on which it acts.
    pub effective: Option<Effective>,
    /// What it is about.
    pub kind: AlertKind,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// Who is owed it; everybody when left out.
    pub who: Option<Cel>,
    /// What counts as done: `{count: interactions, where: {outcome: reached}}` over a table with an event date, or
    /// `{count: journal, where: {service: care, outcome: reached}}`.
    pub done: Source,
    /// How many are owed: a number, a parameter or an expression.
    pub target: Value,
    /// The period: `month`, `quarter`, `year`, `membership_year`, or so many days up to today: `30d`.
    pub per: Text,
    /// Where the years of membership begin.
    pub since: Option<Cel>,
    /// How many days before the end of the period it is asked for: `5d`, a parameter or an expression. From its
    /// beginning when left out.
    pub remind: Option<Text>,
    /// How often it reminds while less than the target is done: `7d`.
    pub remind_every: Option<Span>,
    /// How urgent it is; `normal` when left out.
    pub priority: Option<Priority>,
    /// What tells its events apart; the period when left out.
    pub event: Option<Event>,
    /// What keeps its tasks back.
    pub suppress: Option<Cel>,
    /// The money at stake: an int, or a decimal of at most two places.
    pub stake: Option<Cel>,
    /// Whether a contract or a law asks for it, so that no cap defers it.
    pub contractual: Option<bool>,
    /// The task that asks for it.
    pub task: Option<Task>,
    /// Messages that tell of it. Without a task they are all that it does.
    pub notify: Option<Vec<Notify>>,
}

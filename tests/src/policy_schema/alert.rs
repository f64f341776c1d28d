//! Alerts and the tasks they raise.

use schemars::JsonSchema;

use super::message::Notify;
use super::param::Effective;
use super::scalar::{Cel, Day, Label, Span, Template, Text, Value, Whole};

/// A condition that raises a task.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Alert {
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
    /// A child table and a name for its row, such as `holdings h`: it is raised per row.
    #[schemars(regex(pattern = "^ *[^ ]+ +[a-z_][A-Za-z0-9_]* *$"))]
    pub each: Option<Text>,
    /// The condition.
    pub when: Cel,
    /// What closes its open tasks, and keeps new ones from being raised.
    pub stop: Option<Cel>,
    /// How urgent it is.
    pub priority: Priority,
    /// What tells its events apart. Alerts with one event raise one task.
    pub event: Option<Event>,
    /// It is raised when its condition turns true, and not again while that stays true.
    pub lasting: Option<Lasting>,
    /// How often it reminds while its condition stays true: `30d`.
    pub remind_every: Option<Span>,
    /// Days before a date on which it is told.
    pub stages: Option<Stages>,
    /// What the first run does with what is already true.
    pub backlog: Option<Backlog>,
    /// What keeps its tasks back. Where that is unknown they are kept back too.
    pub suppress: Option<Cel>,
    /// The money at stake: an int, or a decimal of at most two places.
    pub stake: Option<Cel>,
    /// Whether a contract or a law asks for it, so that no cap defers it.
    pub contractual: Option<bool>,
    /// The outcome of which it warns.
    pub warns: Option<Text>,
    /// The task that it raises.
    pub task: Option<Task>,
    /// Messages that tell of it. Without a task they are all that it does.
    pub notify: Option<Vec<Notify>>,
}

/// What an alert is about.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum AlertKind {
    /// A warning.
    Risk,
    /// Service owed.
    Service,
    /// A need of the customer.
    Demand,
    /// A greeting.
    Greeting,
}

/// How urgent an alert is.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Priority {
    /// Before everything else.
    Urgent,
    /// Today.
    High,
    /// In its turn.
    Normal,
    /// When there is time.
    Low,
}

/// What tells events apart.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Event {
    /// The kind of event; the alert's name when left out.
    pub kind: Option<Text>,
    /// The key of the event.
    pub key: Option<Cel>,
}

/// When an alert that was told is told again.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Lasting {
    /// For how long the condition has to be false before: `30d`.
    pub rearm: Span,
}

/// Days before a date.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Stages {
    /// The date.
    pub before: Cel,
    /// How many days before it, such as `[15, 7, 3]`.
    pub days: Vec<Whole>,
    /// Where a day goes that is not a business day. It stays when left out.
    pub shift: Option<Shift>,
}

/// Where a day goes that is not a business day.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Shift {
    /// To the business day before it.
    Previous,
    /// To the business day after it.
    Next,
    /// Nowhere.
    None,
}

/// What the first run does with what is already true.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Backlog {
    /// Over how many days its tasks are spread: `5d`.
    pub spread: Span,
}

/// The task that an alert raises.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Task {
    /// The role that gets it.
    pub to: Text,
    /// The time to do it.
    pub due: Option<Span>,
    /// Its title.
    pub title: Title,
    /// The outcomes that close it.
    pub closes_with: Option<Vec<Value>>,
    /// Who is told when it is overdue.
    pub escalate: Option<Escalate>,
}

/// Who is told of an overdue task.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Escalate {
    /// The role.
    pub to: Text,
    /// How long after the task was due; at once when left out.
    pub after: Option<Span>,
}

/// The title of a task in both languages.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Title {
    /// English.
    pub en: Template,
    /// Simplified Chinese.
    #[schemars(rename = "zh-CN")]
    pub zh_cn: Template,
}

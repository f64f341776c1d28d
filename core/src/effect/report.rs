//! What measuring yields: counts as numbers, figures as texts, and why a figure is not told.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::arms::{Arm, LeftOut};
use super::interval::{Estimate, Money, Span, newcombe, wilson};
use super::warning::Warning;
use crate::date;
use crate::model::{Holdout, Model};
use crate::number::{format_decimal, round_half_away};
use crate::policy::{By, Localised};

/// What the rules of a policy have been worth.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The day of measuring.
    pub as_of: String,
    /// The policy's id.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// Days of the deliveries that were followed.
    pub deliveries: Vec<String>,
    /// Rows of the state.
    pub tasks: u32,
    /// Rows of the state that no rule of the policy told of.
    pub of_no_rule: u32,
    /// The holdout.
    pub holdout: Option<HoldoutReport>,
    /// The outcomes.
    pub outcomes: Vec<OutcomeReport>,
    /// One per rule that raises tasks.
    pub rules: Vec<RuleReport>,
    /// One per playbook.
    pub playbooks: Vec<PlayReport>,
    /// Where tasks and contacts come from.
    pub work: Vec<WorkReport>,
    /// What messages do and what people do, by manager; empty where the policy names no managers.
    pub managers: Vec<ManagerReport>,
}

/// A holdout.
#[derive(Debug, Clone, Serialize)]
pub struct HoldoutReport {
    /// Percentage of customers.
    pub share: String,
    /// The first day.
    pub from: String,
    /// The first day on which nobody more is left alone.
    pub until: String,
    /// The first day on which those who were left alone are told.
    pub release: String,
    /// `planned`, `running`, `following` until the release, or `over`.
    pub state: &'static str,
    /// Its rules.
    pub rules: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
}

impl HoldoutReport {
    /// A holdout of a policy on a day.
    pub(super) fn of(model: &Model, holdout: &Holdout, today: i32) -> Self {
        let rule = |at: &u16| model.alerts.get(usize::from(*at)).map(|alert| alert.id.clone());
        let state = match today {
            day if day < holdout.from => "planned",
            day if day < holdout.until => "running",
            day if day < holdout.release => "following",
            _ => "over",
        };
        Self {
            share: format_decimal(holdout.share.into(), 2),
            from: date::format(holdout.from),
            until: date::format(holdout.until),
            release: date::format(holdout.release),
            state,
            rules: holdout.rules.iter().filter_map(rule).collect(),
            owner: holdout.owner.clone(),
        }
    }
}

/// An outcome.
#[derive(Debug, Clone, Serialize)]
pub struct OutcomeReport {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Days for which it is looked for.
    pub window: i32,
    /// Which rate comes first: `count` or `value`.
    pub by: &'static str,
    /// How many customers each side needs.
    pub least: u32,
    /// What happened to everybody, whatever rules told; `None` while no window is over.
    pub everyone: Option<EveryoneReport>,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleReport {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its kind.
    pub kind: &'static str,
    /// What became of its tasks.
    pub tasks: TaskCounts,
    /// From the beginning of the day on which a task was raised until it was done, the median in hours.
    pub median_hours: Option<String>,
    /// The time within which nine of ten tasks were done, in hours.
    pub slow_hours: Option<String>,
    /// Tasks of which the journal says when they were done.
    pub timed: u32,
    /// With which outcome tasks ended, in the order of their names.
    pub ended: Vec<EndReport>,
    /// What came of them, by outcome.
    pub outcomes: Vec<EffectReport>,
    /// The rule as a warning of the outcome that it names.
    pub warns: Option<WarnReport>,
}

/// What became of the tasks of a rule: rows of the state that name it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TaskCounts {
    /// All.
    pub all: u32,
    /// To be done.
    pub open: u32,
    /// To be done later.
    pub postponed: u32,
    /// Done.
    pub done: u32,
    /// Not to be done.
    pub dropped: u32,
    /// Closed by the engine.
    pub closed: u32,
    /// Never raised: the customer was left alone.
    pub held_out: u32,
    /// Of the done, those in time.
    pub in_time: u32,
    /// Of the done, those that were late; others were not due at any time.
    pub late: u32,
    /// Of the open and postponed, those that should have been done.
    pub overdue: u32,
}

/// How many tasks ended with an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndReport {
    /// The outcome.
    pub outcome: String,
    /// Tasks.
    pub count: u32,
}

/// An outcome among all customers of a delivery.
#[derive(Debug, Clone, Serialize)]
pub struct EveryoneReport {
    /// The day of the delivery: the newest whose window is over.
    pub from: String,
    /// Those who count.
    #[serde(flatten)]
    pub all: ArmReport,
    /// Customers who do not count.
    pub not_in_base: u32,
    /// Customers of whom it is not known whether they count.
    pub base_unknown: u32,
    /// Customers of whom it is not known whether it has happened.
    pub outcome_unknown: u32,
    /// How much of the spread lies between groups.
    pub between: Option<BetweenReport>,
    /// Customers with a condition beside those without it.
    pub compare: Vec<CompareReport>,
}

/// How much of the spread of an outcome lies between groups.
#[derive(Debug, Clone, Serialize)]
pub struct BetweenReport {
    /// Groups.
    pub groups: u32,
    /// Customers of a group.
    pub customers: u32,
    /// Customers whose group is not known.
    pub unknown: u32,
    /// The part that knowing the group explains, less what chance would.
    pub part: Option<String>,
    /// Why it is not told.
    pub why: Option<Reason>,
}

/// Customers with a condition beside those without it. Nobody drew who is where: a difference is not the condition's work.
#[derive(Debug, Clone, Serialize)]
pub struct CompareReport {
    /// Its name.
    pub id: String,
    /// Customers of whom the condition holds, and of whom it does not.
    pub arms: Vec<ArmReport>,
    /// Customers of whom it is not known, or in what they are alike.
    pub unknown: u32,
    /// Those with the condition who have somebody alike without it, and the other way round.
    pub matched: u32,
    /// Customers without it who have somebody alike with it.
    pub matches: u32,
    /// By how much the rate of the matched is above that of others who are made up alike.
    pub difference: Option<Estimate>,
    /// Why it is not told.
    pub why: Option<Reason>,
}

/// How the steps of a playbook go.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlayReport {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Rows of the state that one of its steps told of; a task of two steps counts in both.
    pub tasks: u32,
    /// Those done.
    pub done: u32,
    /// Those done late, or due and not done.
    pub late: u32,
    /// The step with the longest median time.
    pub slowest: Option<String>,
    /// That time, in hours.
    pub slowest_hours: Option<String>,
    /// The step with most that are late.
    pub most_late: Option<String>,
}

/// Tasks and contacts of an origin.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WorkReport {
    /// `playbook`, `quota`, `rule`, or `none`.
    pub origin: &'static str,
    /// Rows of the state.
    pub tasks: u32,
    /// Those done.
    pub done: u32,
    /// Its part of all rows of the state.
    pub task_share: Option<String>,
    /// Entries of the journal that say that something was done.
    pub contacts: u32,
    /// Its part of these.
    pub contact_share: Option<String>,
}

/// What messages do and what people do for the customers of a manager.
#[derive(Debug, Clone, Serialize)]
pub struct ManagerReport {
    /// The manager's key; `None`: of no manager, or of one who is not known.
    pub manager: Option<String>,
    /// Tasks of people.
    pub by_people: u32,
    /// Tasks that messages do.
    pub by_message: u32,
    /// The part of these.
    pub automatic: Option<String>,
}

/// A rule as a warning.
#[derive(Debug, Clone, Serialize)]
pub struct WarnReport {
    /// The outcome.
    pub outcome: String,
    /// What the warning is worth.
    #[serde(flatten)]
    pub warning: Warning,
    /// What it would have been worth with its parameters set otherwise.
    pub dials: Vec<DialReport>,
}

/// A parameter of a warning at several values.
#[derive(Debug, Clone, Serialize)]
pub struct DialReport {
    /// The parameter.
    pub param: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its values, the smallest first.
    pub settings: Vec<SettingReport>,
}

/// A value of a parameter.
#[derive(Debug, Clone, Serialize)]
pub struct SettingReport {
    /// The value.
    pub value: String,
    /// Whether it is the one in force.
    pub in_force: bool,
    /// Customers who count and of whom the rule would have told.
    pub fired: u64,
    /// Those of them to whom it happened.
    pub hits: u64,
    /// The share of these among them.
    pub precision: Option<Estimate>,
    /// The share of these among all to whom it happened.
    pub recall: Option<Estimate>,
}

/// A rule and an outcome.
#[derive(Debug, Clone, Serialize)]
pub struct EffectReport {
    /// The outcome.
    pub outcome: String,
    /// Customers by side: `raised`, of these `done` and `not_done`, and `control`.
    pub arms: Vec<ArmReport>,
    /// Sides held against each other.
    pub comparisons: Vec<Comparison>,
    /// Rows of the state that are not followed.
    pub left_out: LeftOut,
}

/// A side.
#[derive(Debug, Clone, Serialize)]
pub struct ArmReport {
    /// Which.
    pub arm: &'static str,
    /// Customers who were followed to the end of the window.
    pub customers: u32,
    /// Those to whom it happened.
    pub happened: u32,
    /// The share of these.
    pub rate: Option<Estimate>,
    /// How many customers there are to each to whom it happened.
    pub per_one: Option<String>,
    /// The money of customers of whom it is known.
    pub value: Option<String>,
    /// That of those to whom it happened.
    pub value_happened: Option<String>,
    /// The share of it.
    pub value_rate: Option<Estimate>,
}

/// Two sides.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The side.
    pub arm: &'static str,
    /// The side that it is held against.
    pub against: &'static str,
    /// Whether chance alone decided who is on which side; else the difference is not the rule's work.
    pub is_control: bool,
    /// By how much the rate of the first is above that of the other.
    pub difference: Option<Estimate>,
    /// The same of the money.
    pub value_difference: Option<Estimate>,
    /// Of a control, what the interval of the rate that comes first says: `above`, `below` or `not_told_apart`.
    pub verdict: Option<&'static str>,
    /// Why a difference is not told.
    pub why: Option<Reason>,
}

/// Why a figure is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A side has fewer customers than the outcome asks for.
    NotEnoughData,
    /// It happened to all or to none: there is nothing to explain.
    NoSpread,
}

impl Reason {
    /// The stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotEnoughData => "not_enough_data",
            Self::NoSpread => "no_spread",
        }
    }
}

/// A side; `by_value`: the outcome has money.
pub(super) fn arm(name: &'static str, arm: &Arm, by_value: bool) -> ArmReport {
    let money = |of: i128| i64::try_from(of).ok().filter(|_| by_value).map(|of| format_decimal(of, 2));
    ArmReport {
        arm: name,
        customers: arm.customers,
        happened: arm.happened,
        rate: wilson(arm.happened.into(), arm.customers.into()).and_then(|span| span.estimate()),
        per_one: round_half_away(i128::from(arm.customers) * 100, arm.happened.into())
            .and_then(|per_one| i64::try_from(per_one).ok())
            .map(|per_one| format_decimal(per_one, 2)),
        value: money(arm.money.all),
        value_happened: money(arm.money.happened),
        value_rate: arm.money.rate().filter(|_| by_value).and_then(|span| span.estimate()),
    }
}

/// Two sides, each with at least so many customers.
pub(super) fn comparison(
    (name, one): (&'static str, &Arm),
    (against, other): (&'static str, &Arm),
    (least, by): (u32, By),
) -> Comparison {
    let enough = |customers: u64| customers >= u64::from(least.max(1));
    let is_enough = enough(one.customers.into()) && enough(other.customers.into());
    let rate = |arm: &Arm| wilson(arm.happened.into(), arm.customers.into()).filter(|_| is_enough);
    let valued = |money: &Money| money.rate().filter(|_| enough(money.customers));
    let difference = |one: Option<Span>, other: Option<Span>| Some(newcombe(one?, other?));
    let is_control = name == super::RAISED && against == super::CONTROL;
    let by_count = difference(rate(one), rate(other));
    let by_value = difference(valued(&one.money), valued(&other.money));
    let first = if by == By::Value { by_value } else { by_count };
    Comparison {
        arm: name,
        against,
        is_control,
        difference: by_count.and_then(Span::estimate),
        value_difference: by_value.and_then(Span::estimate),
        verdict: first.filter(|_| is_control).map(Span::verdict),
        why: (!is_enough).then_some(Reason::NotEnoughData),
    }
}

//! What measuring yields: counts as numbers, figures as texts, and why a figure is not told.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::arms::{Arm, LeftOut};
use super::interval::{Estimate, Money, Span, newcombe, wilson};
use super::warning::Warning;
use crate::number::format_decimal;
use crate::policy::Localised;

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
    /// Tasks of which the journal says when they were done.
    pub timed: u32,
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

/// A rule as a warning.
#[derive(Debug, Clone, Serialize)]
pub struct WarnReport {
    /// The outcome.
    pub outcome: String,
    /// What the warning is worth.
    #[serde(flatten)]
    pub warning: Warning,
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
    /// Why a difference is not told.
    pub why: Option<Reason>,
}

/// Why a figure is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A side has fewer customers than the outcome asks for.
    NotEnoughData,
}

impl Reason {
    /// The stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotEnoughData => "not_enough_data",
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
        value: money(arm.money.all),
        value_happened: money(arm.money.happened),
        value_rate: arm.money.rate().filter(|_| by_value).and_then(|span| span.estimate()),
    }
}

/// Two sides, each with at least so many customers.
pub(super) fn comparison(
    (name, one): (&'static str, &Arm),
    (against, other): (&'static str, &Arm),
    least: u32,
) -> Comparison {
    let enough = |customers: u64| customers >= u64::from(least.max(1));
    let is_enough = enough(one.customers.into()) && enough(other.customers.into());
    let rate = |arm: &Arm| wilson(arm.happened.into(), arm.customers.into()).filter(|_| is_enough);
    let valued = |money: &Money| money.rate().filter(|_| enough(money.customers));
    let difference = |one: Option<Span>, other: Option<Span>| newcombe(one?, other?).estimate();
    Comparison {
        arm: name,
        against,
        is_control: name == super::RAISED && against == super::CONTROL,
        difference: difference(rate(one), rate(other)),
        value_difference: difference(valued(&one.money), valued(&other.money)),
        why: (!is_enough).then_some(Reason::NotEnoughData),
    }
}

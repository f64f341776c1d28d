//! The customers of a rule, followed to the end of an outcome's window, side by side.
//!
//! A customer counts once per rule, with the first task that can be followed: the holdout draws customers and not tasks.
//!
//! INVARIANT: every row of the state that names the rule is followed, or left out for one reason that is counted.

use alloc::vec::Vec;

use serde::Serialize;

use super::episode::Episode;
use super::follow::Follow;
use super::interval::Money;
use crate::model::holdout::is_drawn;
use crate::model::{Alert, Holdout};
use crate::state::Status;

/// Why tasks are not followed: numbers of rows of the state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Raised on a day outside the holdout, or held out by another one.
    pub outside: u32,
    /// Raised for a customer who should have been left alone.
    pub crossed: u32,
    /// Not the customer's first.
    pub repeated: u32,
    /// The customer was not delivered on the day, or no delivery is as old.
    pub not_delivered: u32,
    /// The customer does not count.
    pub not_in_base: u32,
    /// It is not known whether the customer counts.
    pub base_unknown: u32,
    /// The window is not over, or no delivery reaches its end.
    pub pending: u32,
    /// It is not known whether it has happened.
    pub outcome_unknown: u32,
}

/// Customers of one side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arm {
    /// Customers who were followed to the end.
    pub customers: u32,
    /// Those to whom it happened.
    pub happened: u32,
    /// Their money.
    pub money: Money,
}

/// The sides of a rule and an outcome.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arms {
    /// Their task was raised, whatever became of it.
    pub raised: Arm,
    /// Of these: it was done.
    pub done: Arm,
    /// Of these: it was not.
    pub not_done: Arm,
    /// They were left alone.
    pub control: Arm,
    /// Tasks that are not followed.
    pub left_out: LeftOut,
}

impl Arm {
    /// Counts a customer, and the money at stake where it is known.
    pub fn add(&mut self, happened: bool, value: Option<i64>) {
        self.customers += 1;
        self.happened += u32::from(happened);
        if let Some(value) = value {
            self.money.add(value, happened);
        }
    }
}

/// A side, and the day from which it is followed.
enum Side {
    Raised { done: bool },
    Control,
}

/// What is followed of what.
pub(super) struct Question<'a> {
    pub follow: Follow<'a>,
    pub holdout: Option<&'a Holdout>,
    /// The rule, and its index.
    pub rule: (&'a Alert, usize),
}

impl Question<'_> {
    /// Follows the tasks of the rule; `episodes` are by customer.
    pub fn arms(&self, episodes: &[Episode]) -> Arms {
        let mut arms = Arms::default();
        let mut own: Vec<&Episode> = Vec::new();
        for episode in episodes.iter().filter(|episode| episode.is_of(&self.rule.0.id)) {
            if own.first().is_some_and(|first| first.customer != episode.customer) {
                self.customer(&own, &mut arms);
                own.clear();
            }
            own.push(episode);
        }
        self.customer(&own, &mut arms);
        arms
    }

    /// Follows the first task of a customer that can be.
    fn customer(&self, own: &[&Episode], arms: &mut Arms) {
        let mut sides: Vec<(i32, Side)> = Vec::new();
        for episode in own {
            sides.extend(self.side(episode, &mut arms.left_out));
        }
        let first = sides.iter().map(|(zero, _)| *zero).min();
        let at = sides.iter().position(|(zero, _)| Some(*zero) == first);
        let (Some(at), Some(episode)) = (at, own.first()) else { return };
        arms.left_out.repeated += u32::try_from(sides.len() - 1).unwrap_or(u32::MAX);
        let (zero, side) = sides.swap_remove(at);
        let Some(customer) = self.follow.history.customer(&episode.customer) else {
            arms.left_out.not_delivered += 1;
            return;
        };
        let Some((happened, value)) = self.follow(customer, zero, &mut arms.left_out) else { return };
        match side {
            Side::Control => arms.control.add(happened, value),
            Side::Raised { done } => {
                arms.raised.add(happened, value);
                if done { &mut arms.done } else { &mut arms.not_done }.add(happened, value);
            }
        }
    }

    /// On which side a task is, and from which day; `None` has been counted.
    fn side(&self, episode: &Episode, left_out: &mut LeftOut) -> Option<(i32, Side)> {
        let task = &episode.task;
        let raised = || Some((task.raised, Side::Raised { done: task.status == Status::Done }));
        let holdout = self.holdout.filter(|holdout| holdout.is_about(self.rule.1));
        let Some(holdout) = holdout else {
            let held = task.status == Status::HeldOut;
            left_out.outside += u32::from(held);
            return raised().filter(|_| !held);
        };
        let drawn = is_drawn(&holdout.salt, &self.rule.0.id, &episode.customer, holdout.share);
        let released = task.first < task.raised
            && task.raised >= holdout.release
            && holdout.acts_on(task.first)
            && drawn;
        match (task.status, drawn) {
            (Status::HeldOut, true) if holdout.acts_on(task.raised) => Some((task.raised, Side::Control)),
            (Status::HeldOut, _) => {
                left_out.outside += 1;
                None
            }
            _ if released => Some((task.first, Side::Control)),
            _ if !holdout.acts_on(task.raised) => {
                left_out.outside += 1;
                None
            }
            (_, true) => {
                left_out.crossed += 1;
                None
            }
            (_, false) => raised(),
        }
    }

    /// Whether it happened to a customer in the window that begins on a day, and the money at stake on it; `None` has
    /// been counted.
    fn follow(&self, customer: u32, zero: i32, left_out: &mut LeftOut) -> Option<(bool, Option<i64>)> {
        let base = self.follow.days.partition_point(|day| *day <= zero).checked_sub(1);
        let said = base.and_then(|delivery| self.follow.said(delivery, customer));
        let Some(said) = said else {
            left_out.not_delivered += 1;
            return None;
        };
        match said.base {
            Some(true) => {}
            Some(false) => {
                left_out.not_in_base += 1;
                return None;
            }
            None => {
                left_out.base_unknown += 1;
                return None;
            }
        }
        let end = zero.saturating_add(self.follow.outcome.0.window);
        if self.follow.days.last().is_none_or(|last| *last < end) {
            left_out.pending += 1;
            return None;
        }
        let Some(happened) = self.follow.happened(customer, zero, end) else {
            left_out.outcome_unknown += 1;
            return None;
        };
        Some((happened, said.value))
    }
}

/// The share of customers of a side to whom it happened; 0 of nobody.
pub(super) fn share_of(arm: &Arm) -> f64 {
    if arm.customers == 0 { 0.0 } else { f64::from(arm.happened) / f64::from(arm.customers) }
}

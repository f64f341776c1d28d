//! An outcome among all customers, whatever rules told of them: how often it happened, which part of its spread lies
//! between groups, and how customers of whom a condition holds compare with those of whom it does not.
//!
//! Followed are those whom the newest delivery holds whose window is over, from its day. Nobody chose who is in which group
//! or on which side by chance: what is told here is where customers differ and not what made them differ.
//!
//! * The part of the spread between groups is what knowing the group explains of who it happened to, less what as many
//!   groups would explain by chance: 1 - (w / (n - k)) / (t / (n - 1)) with w the squares within groups and t those of all
//!   (epsilon squared, Kelley 1935), and none where that is below zero.
//! * Sides are compared among customers who are alike in what the policy names. Those with the condition keep their
//!   weights, the others are weighed as these are made up (direct standardisation): their rate is what those with
//!   the condition would have had. Who has nobody alike on the other side is counted and left out.
//!
//! INVARIANT: customers who count = those of a group + those whose group is unknown, and likewise of each comparison.

use alloc::vec::Vec;

use super::arms::{Arm, share_of};
use super::follow::Follow;
use super::interval::{Span, newcombe, score, wilson};

/// What happened to everybody.
pub(super) struct Everyone {
    /// The day of the delivery from which they are followed.
    pub day: i32,
    /// Those who count.
    pub arm: Arm,
    /// Customers who do not count, of whom that is not known, and of whom it is not known whether it happened.
    pub left_out: [u32; 3],
    /// Who counts, and whether it happened to them.
    members: Vec<(u32, bool)>,
    /// The delivery.
    pub delivery: usize,
}

/// The part of the spread that lies between groups.
pub(super) struct Between {
    /// Groups.
    pub groups: u32,
    /// Customers of a group.
    pub customers: u32,
    /// Customers whose group is not known.
    pub unknown: u32,
    /// The part; `None`: it happened to all or to none, or there are not more customers than groups.
    pub part: Option<f64>,
}

/// Customers with a condition beside those without it.
#[derive(Default)]
pub(super) struct Beside {
    /// Those with it.
    pub with: Arm,
    /// Those without it.
    pub without: Arm,
    /// Customers of whom it is not known, or in what they are alike.
    pub unknown: u32,
    /// Those with it who have somebody alike without it.
    pub matched: u32,
    /// The others, without it, who have somebody alike with it.
    pub matches: u32,
    /// By how much the rate of the matched is above that of others who are made up alike.
    pub difference: Option<Span>,
}

/// Follows everybody; `None` while no window is over.
pub(super) fn everyone(follow: &Follow<'_>) -> Option<Everyone> {
    let (last, window) = (*follow.days.last()?, follow.outcome.0.window);
    let delivery = follow.days.partition_point(|day| day.saturating_add(window) <= last).checked_sub(1)?;
    let day = *follow.days.get(delivery)?;
    let mut all = Everyone { day, arm: Arm::default(), left_out: [0; 3], members: Vec::new(), delivery };
    for customer in follow.history.customers() {
        let Some(said) = follow.said(delivery, customer) else { continue };
        let [outside, doubtful, open] = &mut all.left_out;
        let happened = follow.happened(customer, day, day.saturating_add(window));
        match (said.base, happened) {
            (Some(false), _) => *outside += 1,
            (None, _) => *doubtful += 1,
            (Some(true), None) => *open += 1,
            (Some(true), Some(happened)) => {
                all.arm.add(happened, said.value);
                all.members.push((customer, happened));
            }
        }
    }
    Some(all)
}

impl Everyone {
    /// Who counts, and whether it happened to them.
    pub fn members(&self) -> &[(u32, bool)] {
        &self.members
    }

    /// The part of the spread between the outcome's groups.
    pub fn between(&self, follow: &Follow<'_>) -> Between {
        let group = |customer| follow.history.group(self.delivery, customer, follow.outcome.1);
        let mut members: Vec<(i64, bool)> = self
            .members
            .iter()
            .filter_map(|(customer, happened)| Some((group(*customer)?, *happened)))
            .collect();
        crate::order::sort(&mut members);
        let (mut groups, mut within, mut happened) = (0, 0.0, 0);
        for group in members.chunk_by(|a, b| a.0 == b.0) {
            let own = group.iter().filter(|(_, happened)| *happened).count();
            groups += 1;
            happened += own;
            within += squares(own, group.len());
        }
        let (all, total) = (members.len(), squares(happened, members.len()));
        let free = all.checked_sub(groups).filter(|free| *free > 0 && groups > 1 && total > 0.0);
        let part = free.map(|free| 1.0 - within / free as f64 * (all as f64 - 1.0) / total);
        Between {
            groups: super::count(groups),
            customers: super::count(all),
            unknown: super::count(self.members.len() - all),
            part: part.map(|part| part.max(0.0)),
        }
    }

    /// Customers with a condition of the outcome, by its index, beside those without it.
    pub fn beside(&self, follow: &Follow<'_>, which: usize) -> Beside {
        let mut beside = Beside::default();
        let mut placed: Vec<(Vec<i64>, bool, bool)> = Vec::with_capacity(self.members.len());
        for (customer, happened) in &self.members {
            let found = follow.history.side(self.delivery, *customer, (follow.outcome.1, which));
            let Some((is_with, alike)) = found else {
                beside.unknown += 1;
                continue;
            };
            if is_with { &mut beside.with } else { &mut beside.without }.add(*happened, None);
            placed.push((alike, is_with, *happened));
        }
        crate::order::sort(&mut placed);
        let mut strata: Vec<[Arm; 2]> = Vec::new();
        for alike in placed.chunk_by(|a, b| a.0 == b.0) {
            let mut stratum = [Arm::default(); 2];
            let [with, without] = &mut stratum;
            for (_, is_with, happened) in alike {
                if *is_with { &mut *with } else { &mut *without }.add(*happened, None);
            }
            strata.push(stratum);
        }
        strata.retain(|[with, without]| with.customers > 0 && without.customers > 0);
        beside.matched = strata.iter().map(|[with, _]| with.customers).sum();
        beside.matches = strata.iter().map(|[_, without]| without.customers).sum();
        beside.difference = standardised(&strata, beside.matched);
        beside
    }
}

/// Squares around the mean of so many ones among so many.
fn squares(ones: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { ones as f64 * (all - ones) as f64 / all as f64 }
}

/// The rate with the condition less the rate without it, weighed as those with it are made up.
fn standardised(strata: &[[Arm; 2]], matched: u32) -> Option<Span> {
    let happened: u32 = strata.iter().map(|[with, _]| with.happened).sum();
    let with = wilson(happened.into(), matched.into())?;
    let (mut rate, mut variance) = (0.0, 0.0);
    for [with, without] in strata {
        let weight = f64::from(with.customers) / f64::from(matched);
        rate += weight * share_of(without);
        variance += weight * weight / f64::from(without.customers);
    }
    // As many customers as would have the same variance if all were alike.
    Some(newcombe(with, score(rate.clamp(0.0, 1.0), 1.0 / variance)))
}

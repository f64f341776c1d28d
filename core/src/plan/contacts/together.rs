//! Customers who are contacted together: spouses, or whoever the policy says, where one person makes both contacts.

use alloc::vec::Vec;

use super::Draft;
use crate::column::Texts;
use crate::model::contact::{Contacts, Together};
use crate::order::{sort_by, sort_unique};
use crate::outcome::Run;
use crate::output::customer_key;
use crate::plan::facts::Facts;

/// Which drafts go together.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// The set of each draft, and the draft; in order.
    sets: Vec<(u64, u32)>,
    /// Of each draft its set.
    set_of: Vec<Option<u64>>,
    /// Two drafts that go together, either way, in order.
    pairs: Vec<(u32, u32)>,
}

impl Pairs {
    /// The drafts that go together with one.
    pub fn of(&self, draft: u32) -> Vec<u32> {
        let set = self.set_of.get(draft as usize).copied().flatten();
        let start = set.map_or(self.sets.len(), |set| self.sets.partition_point(|(other, _)| *other < set));
        let sets = self.sets.iter().skip(start).take_while(|(other, _)| Some(*other) == set).map(|(_, d)| *d);
        let start = self.pairs.partition_point(|(first, _)| *first < draft);
        let pairs = self.pairs.iter().skip(start).take_while(|(first, _)| *first == draft).map(|(_, d)| *d);
        sets.chain(pairs).filter(|other| *other != draft).collect()
    }
}

/// Which drafts go together, by the policy.
pub(super) fn pairs(run: &Run<'_>, contact: &Contacts, facts: &Facts, drafts: &[Draft<'_>]) -> Pairs {
    let mut out = Pairs::default();
    let numbered = || drafts.iter().zip(0u32..);
    match &contact.together {
        None => {}
        Some(Together::Group(kind)) => {
            let links = facts.links(*kind);
            for (draft, number) in numbered() {
                let group = links.and_then(|links| links.group_of.get(draft.row as usize)?.ok());
                let set = group.map(|group| u64::from(group) << 32 | u64::from(draft.person));
                out.set_of.push(set);
                out.sets.extend(set.map(|set| (set, number)));
            }
            sort_by(&mut out.sets, |a, b| a.cmp(b));
        }
        Some(Together::Key(_)) => {
            let mut keys = Texts::default();
            for row in 0..run.rows() {
                keys.intern(customer_key(run.dataset, row));
            }
            for (draft, number) in numbered() {
                let partner = facts.of_row(draft.row as usize).and_then(|fact| fact.partner.as_ref());
                let Some(row) = partner.and_then(|key| keys.find(key)) else { continue };
                let start = drafts.partition_point(|other| other.row < row);
                let theirs = drafts.iter().zip(0u32..).skip(start).take_while(|(other, _)| other.row == row);
                for (_, other) in theirs.filter(|(other, _)| other.person == draft.person) {
                    out.pairs.extend([(number, other), (other, number)]);
                }
            }
            sort_unique(&mut out.pairs);
        }
    }
    out
}

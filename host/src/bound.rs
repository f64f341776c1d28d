//! What a call may use by the policy's static bound: factors that the module reads off the policy, and the sizes of what
//! was put into it.
//!
//! Only calls about datasets, their runs and indexes go by a bound; every other call has the limit that knows nothing of
//! the policy ([`Limits`](crate::Limits)), and so have the results of a policy for which no bound is known.
//!
//! INVARIANT: the fuel of a call follows from the policy, from what was put into the dataset that the call is about, and
//! from nothing that happened in the instance before.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The most fuel that a call needs, as factors of what a dataset holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Bound {
    /// Whatever the dataset.
    pub base: u64,
    /// Per customer.
    pub per_customer: u64,
    /// Per child row.
    pub per_row: u64,
    /// Per byte that was read or put.
    pub per_byte: u64,
    /// Per child row and row of the customer who has most.
    pub per_pair: u64,
    /// Per customer or child row and byte of the longest text.
    pub per_text: u64,
    /// Per customer and row of a reference table.
    pub per_match: u64,
    /// Whether the policy has sections of which no bound is known: then this is one for reading alone.
    pub open: bool,
}

/// How large a dataset is, as the module says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Sizes {
    /// Customers.
    pub customers: u64,
    /// Rows of all child tables, and faults.
    pub rows: u64,
    /// Rows of all reference tables.
    pub references: u64,
    /// Rows that the customer has who has most, of all child tables.
    pub widest: u64,
    /// Bytes of the longest text.
    pub longest: u64,
}

impl Bound {
    /// The most fuel that one call needs on a dataset of some sizes, into which so many bytes were put.
    pub fn fuel(&self, sizes: &Sizes, bytes: u64) -> u64 {
        let Sizes { customers, rows, references, widest, longest } = *sizes;
        let all = customers.saturating_add(rows).saturating_add(references);
        let terms = [
            (self.per_customer, customers),
            (self.per_row, rows.saturating_add(references)),
            (self.per_byte, bytes),
            (self.per_pair, rows.saturating_mul(widest)),
            (self.per_text, all.saturating_mul(longest)),
            (self.per_match, customers.saturating_mul(references)),
        ];
        terms.iter().fold(self.base, |sum, (factor, of)| sum.saturating_add(factor.saturating_mul(*of)))
    }
}

/// What was put into the datasets, results and indexes of an instance, and the bounds of its policies, by handle.
#[derive(Default)]
pub(crate) struct Ledger {
    entries: BTreeMap<u32, Entry>,
    policies: BTreeMap<u32, Bound>,
}

#[derive(Clone, Copy)]
struct Entry {
    bound: Bound,
    sizes: Sizes,
    bytes: u64,
    /// Whether it is the result of a run, whose tables may be made by sections without a bound.
    is_result: bool,
}

impl Ledger {
    /// A dataset, an index or what is to be merged, still empty.
    pub(crate) fn open(&mut self, handle: u32, bound: Bound) {
        self.entries.insert(handle, Entry { bound, sizes: Sizes::default(), bytes: 0, is_result: false });
    }

    /// More bytes for one of them.
    pub(crate) fn add(&mut self, handle: u32, bytes: usize) {
        if let Some(entry) = self.entries.get_mut(&handle) {
            entry.bytes = entry.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        }
    }

    /// A dataset is sealed.
    pub(crate) fn seal(&mut self, handle: u32, sizes: Sizes) {
        if let Some(entry) = self.entries.get_mut(&handle) {
            // A row takes an eighth of a byte at least; a module that says otherwise is not believed.
            let most = entry.bytes.saturating_mul(8);
            let Sizes { customers, rows, references, widest, longest } = sizes;
            let [customers, rows, references] = [customers, rows, references].map(|rows| rows.min(most));
            let (widest, longest) = (widest.min(rows), longest.min(entry.bytes));
            entry.sizes = Sizes { customers, rows, references, widest, longest };
        }
    }

    /// A run of a dataset.
    pub(crate) fn ran(&mut self, dataset: u32, outcome: u32) {
        if let Some(entry) = self.entries.get(&dataset).copied() {
            self.entries.insert(outcome, Entry { is_result: true, ..entry });
        }
    }

    /// The bound of a policy, as far as it has been asked for.
    pub(crate) fn bound(&self, policy: u32) -> Option<Bound> {
        self.policies.get(&policy).copied()
    }

    /// The bound of a policy, which is the same as long as it is loaded.
    pub(crate) fn keep(&mut self, policy: u32, bound: Bound) {
        self.policies.insert(policy, bound);
    }

    /// A handle was released.
    pub(crate) fn close(&mut self, handle: u32) {
        self.entries.remove(&handle);
        self.policies.remove(&handle);
    }

    /// All handles were.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.policies.clear();
    }

    /// The fuel of a call about a handle; `None`: no bound of it is known.
    pub(crate) fn fuel(&self, handle: u32) -> Option<u64> {
        let entry = self.entries.get(&handle).filter(|entry| !(entry.bound.open && entry.is_result))?;
        Some(entry.bound.fuel(&entry.sizes, entry.bytes))
    }

    /// The fuel of the run of a dataset.
    pub(crate) fn fuel_of_run(&self, dataset: u32) -> Option<u64> {
        let bounded = self.entries.get(&dataset).is_some_and(|entry| !entry.bound.open);
        self.fuel(dataset).filter(|_| bounded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: Bound = Bound {
        base: 1,
        per_customer: 10,
        per_row: 100,
        per_byte: 1000,
        per_pair: 0,
        per_text: 0,
        per_match: 0,
        open: false,
    };

    #[test]
    fn a_dataset_gives_what_was_put_into_it_and_a_released_one_nothing() {
        let mut ledger = Ledger::default();
        ledger.open(3, BOUND);
        ledger.open(4, BOUND);
        ledger.add(3, 5);
        assert_eq!((ledger.fuel(3), ledger.fuel(4), ledger.fuel(5)), (Some(5001), Some(1), None));
        ledger.seal(3, Sizes { customers: 2, rows: 3, ..Sizes::default() });
        ledger.ran(3, 5);
        assert_eq!(ledger.fuel(5), Some(5001 + 20 + 300));
        ledger.close(3);
        assert_eq!((ledger.fuel(3), ledger.fuel(5)), (None, Some(5321)));
    }

    #[test]
    fn the_bound_of_a_policy_is_known_until_it_is_released() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.bound(2), None);
        ledger.keep(2, BOUND);
        ledger.close(3);
        assert_eq!(ledger.bound(2), Some(BOUND));
        ledger.close(2);
        assert_eq!(ledger.bound(2), None);
    }

    #[test]
    fn more_rows_than_bytes_can_hold_are_not_believed() {
        let mut ledger = Ledger::default();
        ledger.open(3, BOUND);
        ledger.add(3, 1);
        ledger.seal(3, Sizes { customers: u64::MAX, rows: 0, ..Sizes::default() });
        assert_eq!(ledger.fuel(3), Some(1 + 80 + 1000));
    }

    #[test]
    fn results_of_a_policy_without_a_bound_have_none() {
        let mut ledger = Ledger::default();
        ledger.open(3, Bound { open: true, ..BOUND });
        ledger.ran(3, 5);
        assert_eq!((ledger.fuel(3), ledger.fuel_of_run(3), ledger.fuel(5)), (Some(1), None, None));
    }
}

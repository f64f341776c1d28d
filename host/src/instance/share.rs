//! The calls about parts of a population: what one adds to the figures of the whole, and the whole of several.

use super::{Handle, Instance, Outcome, Policy};
use crate::bound::Bound;
use crate::error::Result;

/// The figures of several parts of a population inside one instance. It keeps its policy alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged(u32);

/// What has a summary and output tables: a run, or for tables of scope `merged` the whole of several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Results(pub(super) u32);

impl From<Outcome> for Results {
    fn from(outcome: Outcome) -> Self {
        Self(outcome.0)
    }
}

impl From<Merged> for Results {
    fn from(merged: Merged) -> Self {
        Self(merged.0)
    }
}

impl From<Merged> for Handle {
    fn from(merged: Merged) -> Self {
        Self(merged.0)
    }
}

impl Instance {
    /// The most fuel that calls about datasets of a policy need, which the instance allows them: read off the policy
    /// before any data is there.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn bound(&mut self, policy: Policy) -> Result<Bound> {
        let handle = self.sandbox.call(|calls| &calls.bound, policy.0)?;
        self.json(handle, "a bound")
    }

    /// As [`Instance::bound`], asked once per policy.
    pub(super) fn known_bound(&mut self, policy: Policy) -> Result<Bound> {
        if let Some(bound) = self.ledger.bound(policy.0) {
            return Ok(bound);
        }
        let bound = self.bound(policy)?;
        self.ledger.keep(policy.0, bound);
        Ok(bound)
    }

    /// What a run adds to the figures of the population of which its customers are a part: bytes that mean something to
    /// [`Instance::merge_add`] alone, in this instance or in another one of the same module.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn share(&mut self, outcome: Outcome) -> Result<Vec<u8>> {
        let handle = self.work(outcome.0, |calls| &calls.share, outcome.0)?;
        self.sandbox.buffer(handle, |bytes| Ok(bytes.to_vec()))
    }

    /// The figures of no part yet, for runs of a policy on a date.
    ///
    /// # Errors
    ///
    /// As [`Instance::run`].
    pub fn merge(&mut self, policy: Policy, as_of: &str, force_effective: bool) -> Result<Merged> {
        let bound = self.known_bound(policy)?;
        let (ptr, len) = self.sandbox.pass(as_of.as_bytes())?;
        let arguments = (policy.0, ptr, len, u32::from(force_effective));
        let handle = self.sandbox.call(|calls| &calls.merge, arguments)?;
        let handle = self.handle(handle)?;
        self.ledger.open(handle, bound);
        Ok(Merged(handle))
    }

    /// Adds the share of a part; the order of the parts has no meaning. It is not told when a part comes twice.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) for bytes that are no share of the policy on the date; nothing
    /// is added then.
    pub fn merge_add(&mut self, merged: Merged, share: &[u8]) -> Result<()> {
        self.ledger.add(merged.0, share.len());
        let (ptr, len) = self.sandbox.pass(share)?;
        let done = self.work(merged.0, |calls| &calls.merge_add, (merged.0, ptr, len))?;
        self.handle(done).map(drop)
    }
}

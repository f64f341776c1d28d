//! Questions about files: which of their columns a policy takes, and what is in them.

use super::{Dataset, Handle, Instance, Policy};
use crate::error::Result;
use crate::input::Head;
use crate::inspect::{Matching, Profile};

/// A profile under way inside one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profiling(u32);

impl Instance {
    /// How the columns of a source and the fields of a table go together.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) for a table that the policy does not have.
    pub fn matching(&mut self, policy: Policy, table: &str, head: &Head) -> Result<Matching> {
        let request = match head {
            Head::Columns(columns) => serde_json::json!({ "table": table, "columns": columns }),
            Head::Text(text) => serde_json::json!({ "table": table, "head": text }),
        };
        let (ptr, len) = self.sandbox.pass(request.to_string().as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.matching, (policy.0, ptr, len))?;
        self.json(handle, "a match of columns")
    }

    /// A profile of no dataset yet.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn profile(&mut self, policy: Policy) -> Result<Profiling> {
        let handle = self.sandbox.call(|calls| &calls.profile.begin, policy.0)?;
        self.handle(handle).map(Profiling)
    }

    /// Adds a sealed dataset, or a part of one, to a profile. What is kept of it does not grow with its rows.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn profile_add(&mut self, profile: Profiling, dataset: Dataset) -> Result<()> {
        let done = self.sandbox.call(|calls| &calls.profile.add, (profile.0, dataset.0))?;
        self.handle(done).map(drop)
    }

    /// What the datasets of a profile hold.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn profile_report(&mut self, profile: Profiling) -> Result<Profile> {
        let handle = self.sandbox.call(|calls| &calls.profile.report, profile.0)?;
        self.json(handle, "a profile")
    }
}

impl From<Profiling> for Handle {
    fn from(profile: Profiling) -> Self {
        Self(profile.0)
    }
}

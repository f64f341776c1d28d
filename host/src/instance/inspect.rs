//! Questions about files: which of their columns a policy takes, and what is in them.

use super::{Dataset, Instance, Policy};
use crate::error::Result;
use crate::input::Head;
use crate::inspect::{Matching, Profile};

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

    /// What a sealed dataset holds.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn profile(&mut self, dataset: Dataset) -> Result<Profile> {
        let handle = self.sandbox.call(|calls| &calls.profile, dataset.0)?;
        self.json(handle, "a profile")
    }
}

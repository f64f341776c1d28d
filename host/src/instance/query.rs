//! Queries about the customers of an outcome, the rows of one customer, and the names in a policy: the module's JSON.

use serde_json::Value;

use super::{Dataset, Instance, Outcome, Policy, Query};
#[cfg(doc)]
use crate::error::ErrorKind;
use crate::error::Result;

impl Instance {
    /// Answers a query `{where, alerts, find, by, measures, columns, order, descending, purpose}` about an outcome.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] with the finding about an expression, as a policy would have it.
    pub fn query(&mut self, outcome: Outcome, request: &Value) -> Result<Query> {
        let (ptr, len) = self.sandbox.pass(request.to_string().as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.query, (outcome.0, ptr, len))?;
        self.handle(handle).map(Query)
    }

    /// The figures of all groups of a query, with totals: `{axes, measures, cells, totals, excluded, unknown}`.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn query_groups(&mut self, query: Query) -> Result<Value> {
        let handle = self.sandbox.call(|calls| &calls.query_groups, query.0)?;
        self.json(handle, "groups")
    }

    /// Customers of a query: `{cell, offset, limit}` gives `{columns, rows, total}`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a request that is none.
    pub fn query_page(&mut self, query: Query, request: &Value) -> Result<Value> {
        let (ptr, len) = self.sandbox.pass(request.to_string().as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.query_page, (query.0, ptr, len))?;
        self.json(handle, "a page of customers")
    }

    /// The rows of a customer as they were read: `{key, tables}`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] for a key that the dataset does not have.
    pub fn customer(&mut self, dataset: Dataset, key: &str) -> Result<Value> {
        let (ptr, len) = self.sandbox.pass(key.as_bytes())?;
        let handle = self.sandbox.call(|calls| &calls.customer, (dataset.0, ptr, len))?;
        self.json(handle, "the rows of a customer")
    }

    /// Everything in a policy that has a name, with its label.
    ///
    /// # Errors
    ///
    /// As [`Instance::schema`].
    pub fn names(&mut self, policy: Policy) -> Result<Value> {
        let handle = self.sandbox.call(|calls| &calls.names, policy.0)?;
        self.json(handle, "the names of a policy")
    }
}

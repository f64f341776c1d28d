//! Messages that were handed out, or had lost their point: what the state remembers so that none is handed out twice.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Message, Outbox};
use crate::model::reserved::state::{OutboxField as Of, STATE_OUTBOX};
use crate::order::{sort_by, sort_unique};
use crate::outcome::Run;
use crate::state::{After, Rows};

/// A row of `state_outbox`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The row of its customer; `None`: not in this run.
    pub row: Option<u32>,
    /// The customer's key.
    pub key: String,
    /// The message.
    pub id: String,
    /// The task of which it tells.
    pub task: String,
    /// The day of the run that handed it out.
    pub day: i32,
    /// Whether it had lost its point by then.
    pub lapsed: bool,
}

/// What the status of a message says that had lost its point.
pub(super) const LAPSED: &str = "lapsed";
/// What the status of a message says that was handed out.
pub(super) const READY: &str = "ready";

impl Told {
    /// The status that the table carries.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        if self.lapsed { LAPSED } else { READY }
    }
}

/// What earlier runs left, by customer; those of customers who are not in this run last.
pub(super) fn before(run: &Run<'_>) -> Vec<Told> {
    let Some(rows) = Rows::of(run.model, run.dataset, STATE_OUTBOX) else { return Vec::new() };
    let of = |row: usize, customer: Option<usize>| {
        let text = |field: Of| rows.text(row, field as usize).map(String::from);
        let key = customer.map(|at| crate::output::customer_key(run.dataset, at).into());
        Some(Told {
            row: customer.and_then(|at| u32::try_from(at).ok()),
            key: key.or_else(|| text(Of::CustomerId))?,
            id: text(Of::MessageId)?,
            task: text(Of::TaskId)?,
            day: rows.day(row, Of::Day as usize)?,
            lapsed: rows.text(row, Of::Status as usize) == Some(LAPSED),
        })
    };
    let own =
        (0..run.rows()).flat_map(|customer| rows.of_customer(customer).map(move |row| (row, Some(customer))));
    let start = rows.data.offsets.last().map_or(0, |end| *end as usize);
    let absent = (start..rows.data.rows).map(|row| (row, None));
    own.chain(absent).filter_map(|(row, customer)| of(row, customer)).collect()
}

/// What the next run has to know: every message that was handed out or has lapsed and whose task is remembered.
pub(super) fn after(run: &Run<'_>, state: &After, before: Vec<Told>, outbox: &Outbox) -> Vec<Told> {
    let mut tasks: Vec<&str> = state.tasks.iter().map(|kept| kept.task.id.as_str()).collect();
    sort_unique(&mut tasks);
    let mut all = before;
    all.retain(|told| tasks.binary_search(&told.task.as_str()).is_ok());
    let fresh = outbox.messages.iter().filter(|m| (m.is_ready() || m.lapsed) && !m.was_told);
    let told = |message: &Message| Told {
        row: Some(message.row),
        key: crate::output::customer_key(run.dataset, message.row as usize).into(),
        id: message.id.clone(),
        task: message.task.clone(),
        day: run.today(),
        lapsed: message.lapsed,
    };
    all.extend(fresh.map(told));
    let place = |told: &Told| told.row.unwrap_or(u32::MAX);
    sort_by(&mut all, |a, b| (place(a), &a.key, &a.id).cmp(&(place(b), &b.key, &b.id)));
    all
}

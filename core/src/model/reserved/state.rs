//! The tables of the state: what one run hands to the next, and what people wrote in between.
//!
//! A policy has them when an alert of it raises tasks, or a quota of it counts the journal, and its customers have keys
//! of their own. The customer's column
//! is `customer_id`, whatever the policy calls its key.

use alloc::vec;
use alloc::vec::Vec;

use super::{child, field, nullable, reference};
use crate::model::schema::{Field, Table};
use crate::policy::{Derive, Policy, Source};
use crate::value::Type;

/// Name of the table of tasks.
pub const STATE_TASKS: &str = "state_tasks";
/// Name of the table of what went to customers and is on its way to them.
pub const STATE_TOUCHES: &str = "state_touches";
/// Name of the table of messages that need not be handed out again.
pub const STATE_OUTBOX: &str = "state_outbox";
/// Name of the table that says which run the state is of.
pub const STATE_RUN: &str = "state_run";
/// Name of the table of what people did.
pub const JOURNAL: &str = "journal";

macro_rules! fields {
    ($(#[$doc:meta])* $which:ident $all:ident { $($variant:ident $name:literal $make:ident $ty:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $which {
            $(#[doc = $name] $variant,)*
        }

        impl $which {
            /// The name of the column.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }

        fn $all() -> Vec<Field> {
            vec![$($make($name, Type::$ty),)*]
        }
    };
}

fields! {
    /// Fields of `state_tasks`, by their indexes.
    TaskField task_fields {
        CustomerId "customer_id" field String,
        TaskId "task_id" field String,
        Alert "alert" field String,
        EventKind "event_kind" field String,
        EventKey "event_key" nullable String,
        ChildId "child_id" nullable String,
        Raised "raised" field Date,
        FirstRaised "first_raised" field Date,
        Reminded "reminded" nullable Date,
        Stage "stage" nullable Int,
        Status "status" field String,
        Outcome "outcome" nullable String,
        Ended "ended" nullable Date,
        Until "until" nullable Date,
        HandedTo "handed_to" nullable String,
        TrueOn "true_on" field Date,
        FalseSince "false_since" nullable Date,
        Due "due" nullable String,
        TitleEn "title_en" nullable String,
        TitleZh "title_zh" nullable String,
        PolicyVersion "policy_version" field String,
        Escalated "escalated" nullable Date,
    }
}

fields! {
    /// Fields of `state_touches`, by their indexes.
    TouchField touch_fields {
        CustomerId "customer_id" field String,
        TouchId "touch_id" field String,
        Day "day" field Date,
        Kind "kind" nullable String,
        Channel "channel" nullable String,
        Form "form" field String,
        Household "household" nullable String,
    }
}

fields! {
    /// Fields of `state_outbox`, by their indexes.
    OutboxField outbox_fields {
        CustomerId "customer_id" field String,
        MessageId "message_id" field String,
        TaskId "task_id" field String,
        Day "day" field Date,
        Status "status" field String,
    }
}

fields! {
    /// Fields of `journal`, by their indexes.
    EntryField entry_fields {
        CustomerId "customer_id" field String,
        EntryId "entry_id" field String,
        TaskId "task_id" nullable String,
        Action "action" nullable String,
        Outcome "outcome" nullable String,
        Author "author" nullable String,
        At "at" nullable String,
        Until "until" nullable Date,
        To "to" nullable String,
        Note "note" nullable String,
        Service "service" nullable String,
    }
}

fields! {
    /// Fields of `state_run`, by their indexes.
    RunField run_fields {
        Key "key" field String,
        Value "value" field String,
    }
}

/// Whether a policy has a state.
fn has_state(policy: &Policy) -> bool {
    let customers = policy.tables.iter().find(|table| table.id == "customers");
    let keyed = customers.and_then(|table| table.key.as_ref()).is_some_and(|key| key.text != "row_number");
    let counts = |derive: &Derive| matches!(derive.source, Source::Entries(_));
    keyed && (policy.alerts.iter().any(|alert| alert.task.is_some()) || policy.derives.iter().any(counts))
}

/// The journal of a policy that has a state.
pub(super) fn journal(policy: &Policy) -> Option<Table> {
    has_state(policy).then(|| child(JOURNAL, entry_fields()))
}

/// The tasks of a policy that has a state.
pub(super) fn tasks(policy: &Policy) -> Option<Table> {
    has_state(policy).then(|| child(STATE_TASKS, task_fields()))
}

/// The run of a policy that has a state.
pub(super) fn run(policy: &Policy) -> Option<Table> {
    has_state(policy).then(|| reference(STATE_RUN, run_fields()))
}

/// What went to customers, of a policy that has a state and says how customers are contacted.
pub(super) fn touches(policy: &Policy) -> Option<Table> {
    (has_state(policy) && policy.contact.is_some()).then(|| child(STATE_TOUCHES, touch_fields()))
}

/// The messages of a policy that has a state and whose alerts send some.
pub(super) fn outbox(policy: &Policy) -> Option<Table> {
    let sends = policy.alerts.iter().any(|alert| !alert.notify.is_empty());
    (has_state(policy) && sends).then(|| child(STATE_OUTBOX, outbox_fields()))
}

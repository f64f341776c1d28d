//! Tables that the engine declares itself: what a run hands to the next one, and what the bank's systems add.
//!
//! A reserved table is part of a policy's schema only when the policy has something that uses it, and stands there
//! after the policy's own tables. Each is made by one function here; its fields are strings, dates and numbers, never
//! enumerations, and all of them are read.
//!
//! INVARIANT: no policy declares a table of a name in [`NAMES`].

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::consent::Lawful;
use super::schema::{Field, RowKey, Table, TableTime};
use crate::policy::{Policy, TimeDecl};
use crate::value::Type;

pub mod state;

/// Names that policies may not give to tables, whether or not the table is in use.
pub const NAMES: [&str; 13] = [
    "deliveries",
    "forms",
    "identities",
    "journal",
    "overlays",
    "overrides",
    "state_classes",
    "state_medians",
    "state_outbox",
    "state_run",
    "state_scores",
    "state_tasks",
    "state_touches",
];

/// Whether rows of a table outlast a run in which their customer is not in the file: the next run has them again.
#[must_use]
pub fn is_carried(table: &str) -> bool {
    [state::STATE_OUTBOX, state::STATE_TASKS, state::STATE_TOUCHES].contains(&table)
}

/// Rows of a reserved child table that one customer may have.
const MAX_ROWS: u32 = 65_536;

/// The reserved tables of a policy, in the order of their names.
pub(super) fn tables(policy: &Policy) -> Vec<Table> {
    let makers: &[fn(&Policy) -> Option<Table>] = &[
        deliveries,
        super::form::table,
        super::identity::table,
        state::journal,
        super::overlays::table,
        super::overrides::table,
        state_classes,
        state::outbox,
        state::run,
        state::tasks,
        state::touches,
    ];
    makers.iter().filter_map(|make| make(policy)).collect()
}

/// What is said of the deliveries of tables in time: their last complete day, and the first day that they hold (the
/// declared coverage when it is missing).
fn deliveries(policy: &Policy) -> Option<Table> {
    let timed = policy.tables.iter().any(|table| table.time != TimeDecl::default());
    let fields = || {
        vec![field("table", Type::String), field("cut_off", Type::Date), nullable("covers_from", Type::Date)]
    };
    timed.then(|| reference("deliveries", fields()))
}

/// Where customers stood in each class after the run before. A row's id is its own: one per customer and class.
fn state_classes(policy: &Policy) -> Option<Table> {
    let fields = [
        field("customer_id", Type::String),
        field("state_id", Type::String),
        field("class", Type::String),
        field("official", Type::String),
        field("since", Type::Date),
        nullable("pending", Type::String),
        field("reviews_up", Type::Int),
        field("reviews_down", Type::Int),
        nullable("notice_until", Type::Date),
        field("reviewed", Type::Date),
    ];
    (!policy.classes.is_empty()).then(|| child("state_classes", fields.into()))
}

/// A child table: the first two fields are the customer's key and the row's id.
#[must_use]
pub fn child(id: &str, fields: Vec<Field>) -> Table {
    table(id, RowKey::Child { parent: 0, id: 1, max_rows: MAX_ROWS }, fields)
}

/// A reference table: the first field is the key.
#[must_use]
pub fn reference(id: &str, fields: Vec<Field>) -> Table {
    table(id, RowKey::Reference { key: 0, from: None, to: None }, fields)
}

fn table(id: &str, key: RowKey, fields: Vec<Field>) -> Table {
    Table {
        id: id.into(),
        label: None,
        key,
        time: TableTime::default(),
        delimiter: None,
        quote: b'"',
        fields,
    }
}

/// A field that every row has.
#[must_use]
pub fn field(id: &str, ty: Type) -> Field {
    let (yes, no) =
        if ty == Type::Bool { (&["true", "1"][..], &["false", "0"][..]) } else { (&[][..], &[][..]) };
    let texts = |texts: &[&str]| -> Vec<String> { texts.iter().map(|t| (*t).into()).collect() };
    Field {
        id: id.into(),
        source: id.into(),
        label: None,
        ty,
        unit: None,
        min: None,
        max: None,
        nullable: false,
        null_texts: Vec::new(),
        true_texts: texts(yes),
        false_texts: texts(no),
        class: None,
        purpose: Vec::new(),
        lawful: Lawful::default(),
        change: None,
        used: true,
        kept: false,
        rank: 0,
    }
}

/// A field that may be missing, and whose column may be.
#[must_use]
pub fn nullable(id: &str, ty: Type) -> Field {
    Field { nullable: true, ..field(id, ty) }
}

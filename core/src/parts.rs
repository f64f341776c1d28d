//! A run in parts: which policies allow it, and what becomes of the output tables.
//!
//! A part is some customers with all their child rows and all reference tables; see [`crate::dataset`]. Evaluation asks
//! for nothing but a customer and its rows, so parts give what the whole gives, except where a policy looks across
//! customers. Such a policy is run as a whole, and [`whole`] says which sections of it ask for that:
//!
//! * `contact`: the day of a manager, its order and its capacity are made of all of the manager's customers, and the
//!   caps of a household hold over its members;
//! * `assignment` and `teams`: customers are shared out among people by what the others have got;
//! * `groups`: totals over households and companies;
//! * `suspect`: customers who share some fields are listed side by side;
//! * `aliases`: whose a key is may depend on any row of the table of identities and on any customer, and where that is
//!   in doubt, a row of that key may be anybody's;
//! * `row_number`: a customer without a key of its own is called by the number of the row.
//!
//! Messages are none of these: without a section `contact` nothing limits them but the customer's own consents.
//!
//! INVARIANT: a policy for which [`whole`] is empty gives the same rows of every table of scope [`Scope::Rows`] in
//! parts, but for the column `row`, which counts the customers of a part.

use alloc::vec::Vec;

use serde::Serialize;

use crate::model::identity::IDENTITIES;
use crate::model::reserved::state::STATE_RUN;
use crate::model::{CUSTOMERS, Model, RowKey};
use crate::output::access;
use crate::share::is_shared;

/// What the output tables of parts make together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One after the other they are the table of the whole.
    Rows,
    /// Every part has the same, which is that of the whole: it is about the policy and the reference tables.
    Once,
    /// They have to be added up.
    Merged,
}

/// The scope of an output table.
#[must_use]
pub fn scope(table: &str) -> Scope {
    match table {
        "notices" | "overlays" | access::COLUMNS | STATE_RUN => Scope::Once,
        shared if is_shared(shared) => Scope::Merged,
        _ => Scope::Rows,
    }
}

/// The sections for which a policy has to be run as a whole; empty when it can be run in parts.
#[must_use]
pub fn whole(model: &Model) -> Vec<&'static str> {
    let customers = model.schema.table(CUSTOMERS);
    let all = [
        ("contact", model.contact.is_some()),
        ("assignment", model.assignment.is_some()),
        ("teams", !model.teams.is_empty()),
        ("groups", !model.groups.is_empty()),
        ("suspect", !model.suspect.is_empty()),
        ("aliases", model.schema.table_named(IDENTITIES).is_some()),
        ("row_number", customers.is_some_and(|table| table.key == RowKey::RowNumber)),
    ];
    all.into_iter().filter(|(_, asked)| *asked).map(|(section, _)| section).collect()
}

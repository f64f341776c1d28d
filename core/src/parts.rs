//! A run in parts: which customers have to stand in one part, and what becomes of the output tables.
//!
//! A part is some customers with all their child rows and all reference tables; see [`crate::dataset`]. Evaluation asks
//! for nothing but a customer and its rows, so parts give what the whole gives, except where a policy looks across
//! customers. Where equal values say who is looked at together, those customers are *tied* ([`ties`]) and a part that
//! holds all of them gives what the whole gives:
//!
//! * `groups`: relations tie a member to its group or its head, and so over any number of steps;
//! * `contact`: the day of a manager, its order and its capacity are made of all of the manager's customers, and of the
//!   tasks that others handed over. Those who are contacted together are tied, and the caps of a household hold over its
//!   members, whose relations tie them already. What reached a customer who is not in this run counts for the household
//!   that its row names;
//! * `suspect`: customers who share all the fields.
//!
//! Ties add up: a manager's customers, their households, the managers of these. Where households often have several
//! managers, the one group may be nearly the whole bank; that is exact, and no cut of it would be.
//!
//! The rest cannot be told by equal values, and is run as a whole; [`whole`] says which sections ask for that:
//!
//! * `assignment` and `teams`: customers are shared out among people by what all others have got;
//! * `aliases`: whose a key is may depend on any row of the table of identities and on any customer, and where that is
//!   in doubt, a row of that key may be anybody's;
//! * `groups` whose relations are child rows: one that is lost may be of any group;
//! * `contact` whose managers or partners are computed, or may be overridden, and not read as they stand in a field;
//! * `row_number`: a customer without a key of its own is called by the number of the row.
//!
//! Messages are none of these: without a section `contact` nothing limits them but the customer's own consents.
//!
//! INVARIANT: a policy for which [`whole`] is empty gives the same rows of every table of scope [`Scope::Rows`] in
//! parts that no tie leaves, but for the column `row`, which counts the customers of a part.
//! INVARIANT: a tie may put customers together who need not be, never the other way round.

use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use crate::model::contact::{Contacts, Together};
use crate::model::group::{GroupKind, Link};
use crate::model::identity::IDENTITIES;
use crate::model::overrides::Overridden;
use crate::model::reserved::state::{
    EntryField, JOURNAL, STATE_RUN, STATE_TASKS, STATE_TOUCHES, TaskField, TouchField,
};
use crate::model::{CUSTOMERS, FieldId, Model, RowKey, TableId, Term, TermKind};
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

/// Fields whose values tie the record that has them to every other record with equal ones. A record in which one of
/// them is missing or cannot be read is not tied by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The table.
    pub table: TableId,
    /// The fields, which count together.
    pub fields: Vec<u16>,
    /// What the values are names of.
    pub of: Named,
}

/// What values that tie are names of: equal ones of another kind tie nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Customers, by their keys.
    Customers,
    /// Groups of a kind, by its index in `Model::groups`.
    Group(u16),
    /// People who contact customers.
    People,
    /// Whoever has the same values.
    Alike,
}

/// The ties of a policy, by table.
#[must_use]
pub fn ties(model: &Model) -> Vec<Tie> {
    let mut ties: Vec<Tie> = model.groups.iter().zip(0..).flat_map(|(kind, at)| of_group(kind, at)).collect();
    if let Some(contact) = &model.contact {
        ties.extend(of_contact(model, contact));
    }
    if !model.suspect.is_empty() {
        let fields = model.suspect.iter().map(|id| id.field).collect();
        ties.push(Tie { table: CUSTOMERS, fields, of: Named::Alike });
    }
    crate::order::sort_by(&mut ties, |a, b| a.table.0.cmp(&b.table.0));
    ties
}

/// The sections for which a policy has to be run as a whole; empty when it can be run in parts.
#[must_use]
pub fn whole(model: &Model) -> Vec<&'static str> {
    let customers = model.schema.table(CUSTOMERS);
    let is_child = |kind: &GroupKind| {
        model.schema.table(kind.table).is_some_and(|table| matches!(table.key, RowKey::Child { .. }))
    };
    let is_read = |contact: &Contacts| asked(contact).all(|term| plain(model, term).is_some());
    let all = [
        ("contact", model.contact.as_ref().is_some_and(|contact| !is_read(contact))),
        ("assignment", model.assignment.is_some()),
        ("teams", !model.teams.is_empty()),
        ("groups", model.groups.iter().any(is_child)),
        ("aliases", model.schema.table_named(IDENTITIES).is_some()),
        ("row_number", customers.is_some_and(|table| table.key == RowKey::RowNumber)),
    ];
    all.into_iter().filter(|(_, asked)| *asked).map(|(section, _)| section).collect()
}

/// Relations tie a member to what it belongs to.
fn of_group(kind: &GroupKind, at: u16) -> Vec<Tie> {
    let tie = |field, of| Tie { table: kind.table, fields: vec![field], of };
    let link = match kind.link {
        Link::Group(field) => tie(field, Named::Group(at)),
        Link::Head(field) => tie(field, Named::Customers),
    };
    kind.member.map(|field| tie(field, Named::Customers)).into_iter().chain([link]).collect()
}

/// Customers of one person, now or by a hand-over, and those who are contacted together.
fn of_contact(model: &Model, contact: &Contacts) -> Vec<Tie> {
    let mut ties = Vec::new();
    let customers = |id: FieldId, of| Tie { table: id.table, fields: vec![id.field], of };
    let manager = contact.managers.as_ref().and_then(|managers| plain(model, &managers.key));
    ties.extend(manager.map(|id| customers(id, Named::People)));
    if let Some(Together::Key(term)) = &contact.together {
        ties.extend(plain(model, term).map(|id| customers(id, Named::Customers)));
    }
    let mut reserved = |name: &str, field: u16, of| {
        let table = model.schema.table_named(name);
        ties.extend(table.map(|table| Tie { table, fields: vec![field], of }));
    };
    reserved(STATE_TASKS, TaskField::HandedTo as u16, Named::People);
    reserved(JOURNAL, EntryField::To as u16, Named::People);
    if let Some(kind) = contact.household {
        // A group is called by its own name or, like a customer who stands alone, by that of its head.
        for of in [Named::Customers, Named::Group(kind)] {
            reserved(STATE_TOUCHES, TouchField::Household as u16, of);
        }
    }
    ties
}

/// What a contact policy asks of customers that decides who is looked at together.
fn asked(contact: &Contacts) -> impl Iterator<Item = &Term> {
    let partner = contact.together.iter().filter_map(|with| match with {
        Together::Key(term) => Some(term),
        Together::Group(_) => None,
    });
    contact.managers.iter().map(|managers| &managers.key).chain(partner)
}

/// The field of customers that a term is, as it was delivered: nobody can override it.
fn plain(model: &Model, term: &Term) -> Option<FieldId> {
    let TermKind::Field(id) = term.kind else { return None };
    let other = |of: &Overridden| *of != Overridden::Field(id);
    (id.table == CUSTOMERS && model.overrides.iter().all(|o| other(&o.of))).then_some(id)
}

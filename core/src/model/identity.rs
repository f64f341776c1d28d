//! A person with several keys, and customers who may be one person.
//!
//! `aliases: true` brings the table `identities`: each row says of a key that it is an alias of another one. Child rows
//! and relations of an alias are those of the customer; a row of `customers` whose key is an alias of another row's is
//! quarantined. `suspect: [name, birthday]` lists customers who share all those fields; nobody is merged on suspicion.

use alloc::vec;
use alloc::vec::Vec;

use super::reserved::{field, reference};
use super::schema::{CUSTOMERS, FieldId, Schema, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::Policy;
use crate::value::Type;

/// The reserved table.
pub const IDENTITIES: &str = "identities";

/// Field `customer_id`: whose alias the key is.
pub const CUSTOMER: u16 = 1;

/// The table, when customers may go by several keys.
pub(super) fn table(policy: &Policy) -> Option<Table> {
    let wanted = policy.tables.iter().any(|t| t.aliases);
    let fields = vec![field("alias", Type::String), field("customer_id", Type::String)];
    wanted.then(|| reference(IDENTITIES, fields))
}

/// The fields that customers who may be one person share.
pub(super) fn suspect(policy: &Policy, schema: &Schema, out: &mut Diagnostics) -> Vec<FieldId> {
    let Some(customers) = schema.table(CUSTOMERS) else { return Vec::new() };
    let mut found = Vec::new();
    for name in policy.tables.iter().flat_map(|t| &t.suspect) {
        match (0..).zip(&customers.fields).find(|(_, f)| f.id == name.text) {
            Some((at, _)) => found.push(FieldId { table: CUSTOMERS, field: at }),
            None => {
                let near = super::names::nearest(&name.text, customers.fields.iter().map(|f| f.id.as_str()));
                let args: [&dyn alloc::string::ToString; 3] = [&name.text, &customers.id, &near];
                out.push(Diagnostic::new(Code::UnknownField, name.span, &name.pointer, &args));
            }
        }
    }
    found
}

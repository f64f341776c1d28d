//! Parameters that branches set for their own customers, and the table that says so.
//!
//! A row of `overlays` gives one local parameter another value for the customers of one branch. It acts when the
//! parameter is local and the value is one of its type and within its range. A row that does not act is listed with
//! its reason and changes nothing; two rows of one branch and parameter contradict each other, and neither acts, even
//! if only one of them could. A customer without a branch has the policy's value.
//!
//! INVARIANT: the fields of the table have the indexes of this module's constants.
//! INVARIANT: a parameter that branches may set is not part of a cell, since cells are the same for all customers.

use alloc::vec;

use super::names::Name;
use super::reserved::{field, nullable, reference};
use super::schema::{FieldId, Table};
use super::typing::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{Policy, Text};
use crate::value::Type;

/// The reserved table.
pub const OVERLAYS: &str = "overlays";

/// Field `overlay_id`.
pub const ID: u16 = 0;
/// Field `branch`: whose customers.
pub const BRANCH: u16 = 1;
/// Field `param`: which parameter.
pub const PARAM: u16 = 2;
/// Field `value`: its value, as a cell of the parameter's type would be written.
pub const VALUE: u16 = 3;
/// Field `author`: who says so.
pub const AUTHOR: u16 = 4;
/// Field `reason`: why.
pub const REASON: u16 = 5;

/// The table, when the policy says which branch a customer is of.
pub(super) fn table(policy: &Policy) -> Option<Table> {
    let fields = vec![
        field("overlay_id", Type::String),
        field("branch", Type::String),
        field("param", Type::String),
        field("value", Type::String),
        nullable("author", Type::String),
        nullable("reason", Type::String),
    ];
    policy.overlays.is_some().then(|| reference(OVERLAYS, fields))
}

/// The field of customers that names their branch: a text.
pub(super) fn branch(scope: &Scope<'_>, text: &Text, out: &mut Diagnostics) -> Option<FieldId> {
    if let Some(Name::Field(id)) = scope.names.get(&text.text)
        && scope.schema.field(*id).is_some_and(|f| f.ty == Type::String)
    {
        return Some(*id);
    }
    out.push(Diagnostic::new(Code::NotABranch, text.span, &text.pointer, &[&text.text]));
    None
}

/// Whether a parameter of a type can be set per branch, given that it has a range.
pub(super) const fn is_movable(ty: Type) -> bool {
    matches!(ty, Type::Int | Type::Decimal(_) | Type::Date)
}

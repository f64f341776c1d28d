//! What people may override, and the table that says so.
//!
//! A row of `overrides` gives one name of one customer another value for a time. It acts when it has an author, a
//! reason, a time of entry and a last day, when its days hold the as-of date and its value is one of the name's type;
//! of several that could act the one entered last does. A row that does not act is listed with its reason and changes
//! nothing: what the policy computes stands.
//!
//! INVARIANT: the fields of the table have the indexes of this module's constants.

use alloc::string::String;
use alloc::vec;

use super::names::Name;
use super::reserved::{child, field, nullable};
use super::schema::{CUSTOMERS, FieldId, Table};
use super::typing::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{Policy, Text};
use crate::value::Type;

/// The reserved table.
pub const OVERRIDES: &str = "overrides";

/// Field `override_id`.
pub const ID: u16 = 1;
/// Field `name`: which name is overridden.
pub const NAME: u16 = 2;
/// Field `value`: its value, as a cell of the name's type would be written.
pub const VALUE: u16 = 3;
/// Field `author`: who says so.
pub const AUTHOR: u16 = 4;
/// Field `reason`: why.
pub const REASON: u16 = 5;
/// Field `from`: the first day; the day of entry when it is empty.
pub const FROM: u16 = 6;
/// Field `until`: the last day.
pub const UNTIL: u16 = 7;
/// Field `at`: when it was entered, a date or an instant; the policy's zone where it names none.
pub const AT: u16 = 8;

/// A name that people may override.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// The name.
    pub name: String,
    /// What it is a name of.
    pub of: Overridden,
    /// The type of its values.
    pub ty: Type,
}

/// What an overridden name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overridden {
    /// A field of customers.
    Field(FieldId),
    /// The official class, by index in `Model::classes`.
    Class(u16),
}

/// The table, when the policy lets something be overridden.
pub(super) fn table(policy: &Policy) -> Option<Table> {
    let text = |id| nullable(id, Type::String);
    let fields = vec![
        field("customer_id", Type::String),
        field("override_id", Type::String),
        text("name"),
        text("value"),
        text("author"),
        text("reason"),
        nullable("from", Type::Date),
        nullable("until", Type::Date),
        text("at"),
    ];
    (!policy.overrides.is_empty()).then(|| child(OVERRIDES, fields))
}

/// The name as something that can be overridden: any field of customers but their key, or a class.
pub(super) fn overridden(scope: &Scope<'_>, text: &Text, out: &mut Diagnostics) -> Option<Override> {
    if let Some(Name::Class(index)) = scope.names.get(&text.text) {
        let ty = Type::Enum(scope.classes.get(usize::from(*index))?.member);
        return Some(Override { name: text.text.clone(), of: Overridden::Class(*index), ty });
    }
    let customers = scope.schema.table(CUSTOMERS)?;
    let found = (0..).zip(&customers.fields).find(|(_, f)| f.id == text.text);
    let found = found.filter(|(at, _)| customers.key != super::RowKey::Field(*at));
    let Some((at, field)) = found else {
        out.push(Diagnostic::new(Code::NotOverridable, text.span, &text.pointer, &[&text.text]));
        return None;
    };
    let of = Overridden::Field(FieldId { table: CUSTOMERS, field: at });
    Some(Override { name: text.text.clone(), of, ty: field.ty })
}

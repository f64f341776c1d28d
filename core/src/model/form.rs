//! Forms that people fill in, and the table that holds what they have written.
//!
//! A row of `forms` gives one field of one customer a value, on a form that has the field. It acts when somebody has
//! signed it (`author`), when it says its time of entry and that is over, when its days hold the as-of date and its
//! value is one of the field's type; of several that could act the one entered last does. It fills what is missing and
//! never stands over a value that the bank's systems have delivered: where the two differ the delivered one counts and
//! the row is listed as a contradiction. What a customer has withdrawn is not filled either, and an override still
//! stands over both.
//!
//! INVARIANT: the fields of the table have the indexes of this module's constants.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::duration::{Period, Unit};
use super::reserved::{child, field, nullable};
use super::schema::{CUSTOMERS, FieldId, RowKey, Schema, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{FormDecl, Localised, Policy, Text};
use crate::value::Type;

/// The reserved table.
pub const FORMS: &str = "forms";

/// Field `entry_id`.
pub const ID: u16 = 1;
/// Field `form`: which form.
pub const FORM: u16 = 2;
/// Field `field`: which field of customers.
pub const FIELD: u16 = 3;
/// Field `value`: its value, as a cell of the field would be written.
pub const VALUE: u16 = 4;
/// Field `author`: who has signed it.
pub const AUTHOR: u16 = 5;
/// Field `at`: when it was entered, a date or an instant; the policy's zone where it names none.
pub const AT: u16 = 6;
/// Field `source`: where the author knows it from.
pub const SOURCE: u16 = 7;
/// Field `valid_until`: the last day.
pub const UNTIL: u16 = 8;

/// A form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Fields of customers that it fills.
    pub fields: Vec<FieldId>,
    /// For how long an entry holds: days or months.
    pub valid: Option<Period>,
}

/// The table, when the policy has forms.
pub(super) fn table(policy: &Policy) -> Option<Table> {
    let text = |id| nullable(id, Type::String);
    let fields = vec![
        field("customer_id", Type::String),
        field("entry_id", Type::String),
        text("form"),
        text("field"),
        text("value"),
        text("author"),
        text("at"),
        text("source"),
        nullable("valid_until", Type::Date),
    ];
    (!policy.forms.is_empty()).then(|| child(FORMS, fields))
}

impl super::Model {
    /// The fields that forms fill, each once, in the order of the forms.
    #[must_use]
    pub fn filled(&self) -> Vec<FieldId> {
        let mut all: Vec<FieldId> = Vec::new();
        for id in self.forms.iter().flat_map(|form| &form.fields) {
            if !all.contains(id) {
                all.push(*id);
            }
        }
        all
    }
}

/// The checked form; `None` after a finding.
pub(super) fn check(schema: &Schema, decl: &FormDecl, out: &mut Diagnostics) -> Option<Form> {
    let fields: Vec<Option<FieldId>> = decl.fields.iter().map(|text| fillable(schema, text, out)).collect();
    let valid = decl.valid.as_ref().map(|text| {
        let period = Period::parse(&text.text).filter(|p| matches!(p.unit, Unit::Days | Unit::Months));
        if period.is_none() {
            say(Code::BadDuration, text, &[&text.text], out);
        }
        period
    });
    Some(Form {
        id: decl.id.clone(),
        label: decl.about.label.clone(),
        fields: fields.into_iter().collect::<Option<_>>()?,
        valid: valid.map_or(Some(None), |found| found.map(Some))?,
    })
}

/// A field of customers but their key, and no total over a group.
fn fillable(schema: &Schema, text: &Text, out: &mut Diagnostics) -> Option<FieldId> {
    let customers = schema.table(CUSTOMERS)?;
    let found = (0u16..).zip(&customers.fields).find(|(_, f)| f.id == text.text && !f.id.contains('.'));
    let found = found.filter(|(at, _)| customers.key != RowKey::Field(*at));
    if found.is_none() {
        say(Code::NotFillable, text, &[&text.text], out);
    }
    found.map(|(field, _)| FieldId { table: CUSTOMERS, field })
}

fn say(code: Code, at: &Text, args: &[&dyn ToString], out: &mut Diagnostics) {
    out.push(Diagnostic::new(code, at.span, &at.pointer, args));
}

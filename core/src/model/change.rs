//! Steps in which a field may be changed when the cheapest change is asked for, as checked.
//!
//! The values that a field may be changed to are the customer's own plus or minus whole steps, within `low..=high`. All
//! are keys of the field's type: integers, scaled decimals, days, indexes of members, 0 and 1.

use alloc::string::ToString;

use super::cells::{bounds, key};
use super::fields::Fields;
use super::literal;
use super::names::type_name;
use super::schema::{CUSTOMERS, Field, RowKey, Table};
use super::{POINTS_SCALE, Schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{ChangeDecl, Direction, FieldDecl, Policy, StepsDecl, Text};
use crate::value::{Type, Value};

/// In what steps a field may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What one step costs, decimal(4), positive.
    pub cost: i64,
    /// How much one step is, positive.
    pub step: i64,
    /// Which way.
    pub direction: Direction,
    /// The smallest value that it may be changed to.
    pub low: i64,
    /// The largest value.
    pub high: i64,
}

impl Fields<'_> {
    /// The steps that a field of `ty` declares; `None` where it declares none, or after a finding.
    pub(super) fn change(&mut self, decl: &FieldDecl, ty: Type, ends: [&Option<Value>; 2]) -> Option<Change> {
        let Some(ChangeDecl::Steps(steps)) = &decl.change else { return None };
        if !matches!(ty, Type::Bool | Type::Int | Type::Decimal(_) | Type::Date | Type::Enum(_)) {
            return self.refused(steps, &decl.id, &type_name(ty));
        }
        let cost = literal::points(&steps.cost).map_err(|finding| self.out.push(finding)).ok();
        let cost = self.positive(cost?, &steps.cost)?;
        let step = match &steps.step {
            Some(text) => {
                let step = self.size(text, ty)?;
                self.positive(step, text)?
            }
            None => self.size_of_one(ty),
        };
        let members = self.enum_of(ty).members.len();
        let (least, most) = bounds(ty, members);
        let [min, max] = ends.map(|end| end.as_ref().and_then(key));
        let (least, most) = (min.unwrap_or(least), max.unwrap_or(most));
        let from = steps.from.as_ref().and_then(|t| self.value(t, ty));
        let to = steps.to.as_ref().and_then(|t| self.value(t, ty));
        self.check_range(&from, &to, steps.to.as_ref().or(steps.from.as_ref()));
        let low = from.as_ref().and_then(key).map_or(least, |v| v.max(least));
        let high = to.as_ref().and_then(key).map_or(most, |v| v.min(most));
        let (low, high) = (i64::try_from(low).ok()?, i64::try_from(high).ok()?);
        Some(Change { cost, step, direction: steps.direction, low, high })
    }

    /// How much a step is: whole days, whole members, else a number like the field's.
    fn size(&mut self, text: &Text, ty: Type) -> Option<i64> {
        let ty = if matches!(ty, Type::Decimal(_)) { ty } else { Type::Int };
        self.value(text, ty).as_ref().and_then(key).and_then(|size| i64::try_from(size).ok())
    }

    /// One of the field's unit.
    fn size_of_one(&self, ty: Type) -> i64 {
        let places = if let Type::Decimal(scale) = ty { usize::from(scale) } else { 0 };
        crate::number::POW10.get(places).copied().unwrap_or(1)
    }

    fn positive(&mut self, value: i64, text: &Text) -> Option<i64> {
        if value <= 0 {
            self.out.push(Diagnostic::new(Code::StepNotPositive, text.span, &text.pointer, &[&text.text]));
        }
        (value > 0).then_some(value)
    }

    /// Reports steps that nothing can take.
    pub(super) fn refused<T>(&mut self, steps: &StepsDecl, id: &str, what: &str) -> Option<T> {
        let args: [&dyn ToString; 2] = [&id, &what];
        self.out.push(Diagnostic::new(Code::NotChangeable, steps.at.span, &steps.at.pointer, &args));
        None
    }

    /// Reports steps of fields that are no field of customers, or their key.
    pub(super) fn changeable(&mut self, decls: &[FieldDecl], table: Option<&Table>) {
        for (at, decl) in (0u16..).zip(decls) {
            let Some(ChangeDecl::Steps(steps)) = &decl.change else { continue };
            let what = match table.map(|t| &t.key) {
                // A key that is a text has been refused as one.
                Some(RowKey::Field(key)) if *key == at && is_int(table, at) => "the key",
                Some(RowKey::Field(_) | RowKey::RowNumber) => continue,
                _ => "a field of rows",
            };
            let _: Option<()> = self.refused(steps, &decl.id, what);
        }
    }
}

fn is_int(table: Option<&Table>, at: u16) -> bool {
    table.and_then(|t| t.fields.get(usize::from(at))).is_some_and(|f| f.ty == Type::Int)
}

impl Schema {
    /// Fields of customers that may be changed, and how.
    pub fn changes(&self) -> impl Iterator<Item = (u16, &Field, Change)> {
        let customers = self.table(CUSTOMERS).map_or(&[][..], |t| &t.fields);
        (0u16..).zip(customers).filter_map(|(at, field)| Some((at, field, field.change?)))
    }
}

/// Reports fields that may be changed and that nothing looks at.
pub(super) fn idle(schema: &Schema, policy: &Policy, out: &mut Diagnostics) {
    let decls = policy.tables.iter().filter(|t| t.id == "customers").flat_map(|t| &t.fields);
    for (_, field, _) in schema.changes().filter(|(_, field, _)| !field.used) {
        let Some(ChangeDecl::Steps(steps)) =
            decls.clone().find(|d| d.id == field.id).and_then(|d| d.change.as_ref())
        else {
            continue;
        };
        out.push(Diagnostic::new(Code::IdleChange, steps.at.span, &steps.at.pointer, &[&field.id]));
    }
}

/// Places of costs.
pub const COST_SCALE: u8 = POINTS_SCALE;

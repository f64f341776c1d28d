//! The field in which moves are weighed.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Pair, Sides};
use crate::column::Values;
use crate::dataset::Dataset;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::term::TermKind;
use crate::model::{CUSTOMERS, Field, FieldId, Model};
use crate::outcome::{Outcome, Run};
use crate::policy::Localised;
use crate::value::Type;

/// A number of customers.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// Its name.
    pub field: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its unit.
    pub unit: Option<String>,
    /// Its places.
    pub scale: u8,
    /// Its index on each side that reads it with these places.
    at: Sides<Option<usize>>,
}

/// The field of a name, or the one that is taken without a name.
///
/// # Errors
/// `NotAValue` when there is no such field that the new policy reads.
pub(super) fn find(models: Sides<&Model>, name: Option<&str>) -> Result<Option<Value>, Diagnostic> {
    let numbers: Vec<&Field> = fields(models.new).filter(|field| scale(field).is_some()).collect();
    let Some(name) = name.or_else(|| yardstick(models.new)) else { return Ok(None) };
    let Some(found) = numbers.iter().find(|field| field.id == name) else {
        let known: Vec<&str> = numbers.iter().map(|field| field.id.as_str()).collect();
        return Err(Diagnostic::new(Code::NotAValue, Span::default(), "", &[&name, &known.join(", ")]));
    };
    let at = |model: &Model| {
        let table = model.schema.table(CUSTOMERS)?;
        let same = |field: &Field| field.used && field.id == found.id && scale(field) == scale(found);
        table.fields.iter().position(same)
    };
    Ok(Some(Value {
        field: found.id.clone(),
        label: found.label.clone(),
        unit: found.unit.clone(),
        scale: scale(found).unwrap_or(0),
        at: Sides::each(|new| at(models.of(new))),
    }))
}

/// The fields of customers that a policy reads.
fn fields(model: &Model) -> impl Iterator<Item = &Field> {
    model.schema.table(CUSTOMERS).into_iter().flat_map(|table| &table.fields).filter(|field| field.used)
}

fn scale(field: &Field) -> Option<u8> {
    match field.ty {
        Type::Int => Some(0),
        Type::Decimal(scale) => Some(scale),
        _ => None,
    }
}

/// What the baseline of the first scorecard that has one looks at, if it is a number of customers.
fn yardstick(model: &Model) -> Option<&str> {
    let baseline = model.scorecards.iter().find_map(|card| card.baseline.as_ref())?;
    let TermKind::Field(FieldId { table: CUSTOMERS, field }) = baseline.of.kind else { return None };
    let field = model.schema.table(CUSTOMERS)?.fields.get(usize::from(field))?;
    scale(field).map(|_| field.id.as_str())
}

impl Value {
    /// A customer's value: as the new side reads it, and as the old one does where the new has no such customer.
    pub fn of(&self, pair: &Pair, sides: &Sides<(&Run<'_>, &Outcome)>) -> Option<i64> {
        match *pair {
            Pair(_, Some(row)) => cell(sides.new.0.dataset, self.at.new?, row as usize),
            Pair(Some(row), None) => cell(sides.old.0.dataset, self.at.old?, row as usize),
            Pair(None, None) => None,
        }
    }
}

fn cell(data: &Dataset, field: usize, row: usize) -> Option<i64> {
    let column = data.tables.first()?.columns.get(field)?.as_ref()?;
    let known = column.known.as_ref().is_none_or(|known| known.get(row));
    if let Values::I64(values) = &column.values { values.get(row).copied().filter(|_| known) } else { None }
}

//! A customer who shows a finding: cells made from a case, and the engine's own word that it is so.
//!
//! A witness is the input of a policy test: copied into the policy, it shows the same. Fields that the case does not name
//! are left missing where they may be, and else get a value that their declaration allows.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::region::{Case, Side};
use super::truth::Variables;
use crate::date::{self, Zone, instant};
use crate::evaluate::Machine;
use crate::model::cells::{bounds, key};
use crate::model::sets::{RangeSet, double_of};
use crate::model::{CUSTOMERS, CellSet, Cells, Domain, Field, FieldId, Model, RowKey, TableId, TestCase};
use crate::number;
use crate::outcome::Run;
use crate::program::Program;
use crate::suite;
use crate::value::{Type, Value};

/// A customer, and one row of a child table where a rule asks rows; or a test of the policy.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Witness {
    /// Cells of the customer, by the fields' names; `None` is missing.
    #[serde(serialize_with = "object")]
    pub given: Named,
    /// The table of the row and its cells.
    pub row: Option<WitnessRow>,
    /// The name of the test whose customer it is; then the others are empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
}

/// A row of a child table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WitnessRow {
    /// The table.
    pub table: String,
    /// Its cells.
    #[serde(serialize_with = "object")]
    pub cells: Named,
}

/// Cells by name.
pub type Named = Vec<(String, Option<String>)>;

fn object<S: Serializer>(cells: &Named, to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(cells.len()))?;
    for (name, text) in cells {
        map.serialize_entry(name, text)?;
    }
    map.end()
}

/// What an alert says of a witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It fires.
    Fires,
    /// It does not.
    Rests,
    /// It cannot be evaluated.
    Unknown,
}

/// The customer of a case as the input of a test.
#[must_use]
pub fn example(variables: &Variables<'_>, case: &Case, child: Option<TableId>) -> TestCase {
    let model = variables.model;
    let cells = |table: TableId| -> Cells {
        let Some(declared) = model.schema.table(table) else { return Cells::new() };
        let mut cells = Cells::new();
        for (at, field) in (0u16..).zip(&declared.fields) {
            let id = FieldId { table, field: at };
            let named = case.iter().find(|(v, _)| variables.field(*v).is_some_and(|(f, _)| f == id));
            let is_key = match declared.key {
                RowKey::Field(key) => key == at,
                RowKey::Child { parent, id, .. } => parent == at || id == at,
                _ => false,
            };
            let text = match named {
                Some((_, side)) => cell(model, field, side),
                None if is_key || field.nullable || model.total(id).is_some() => continue,
                None => cell(model, field, &whole(model, field)),
            };
            cells.push((at, text));
        }
        cells
    };
    let midnight = date::parse_instant(&date::format(variables.today), model.zone()).unwrap_or(0);
    TestCase {
        as_of: midnight,
        given: cells(CUSTOMERS),
        children: child.map(|table| (table, alloc::vec![cells(table)])).into_iter().collect(),
        ..TestCase::default()
    }
}

/// Asks the engine about a customer; `None` when the customer cannot be made without a fault.
#[must_use]
pub fn ask<T>(
    model: &Model,
    program: &Program,
    test: &TestCase,
    question: impl FnOnce(&Machine<'_>) -> T,
) -> Option<T> {
    let dataset = suite::dataset(model, test).ok()?;
    let run = Run { model, program, dataset: &dataset, as_of: test.as_of };
    if run.rows() == 0 || !dataset.quarantine.is_empty() || !dataset.faults.is_empty() {
        return None;
    }
    let mut machine = run.machine();
    machine.block(0..1);
    Some(question(&machine))
}

/// What the engine says of alerts on a customer; `None` when the customer cannot be made.
#[must_use]
pub fn verdicts(model: &Model, program: &Program, test: &TestCase, alerts: &[u16]) -> Option<Vec<Verdict>> {
    ask(model, program, test, |machine| alerts.iter().map(|at| verdict(model, machine, *at)).collect())?
}

fn verdict(model: &Model, machine: &Machine<'_>, at: u16) -> Option<Verdict> {
    let alert = model.alerts.get(usize::from(at))?;
    let when = machine.program().alerts.get(usize::from(at))?.when;
    let rows = machine.rows(alert.each.map_or(Domain::Customer, Domain::Child));
    Some(if (0..rows).any(|row| machine.is_true(when, row)) {
        Verdict::Fires
    } else if (0..rows).any(|row| !machine.is_known(when, row)) {
        Verdict::Unknown
    } else {
        Verdict::Rests
    })
}

/// A test's input under the names of its fields.
#[must_use]
pub fn named(model: &Model, test: &TestCase) -> Witness {
    let names = |table: TableId, cells: &Cells| {
        let name = |at: u16| model.schema.field(FieldId { table, field: at }).map_or("", |f| f.id.as_str());
        cells.iter().map(|(at, text)| (name(*at).to_string(), text.clone())).collect()
    };
    let row = test.children.first().and_then(|(table, rows)| {
        let id = model.schema.table(*table)?.id.clone();
        Some(WitnessRow { table: id, cells: names(*table, rows.first()?) })
    });
    Witness { given: names(CUSTOMERS, &test.given), row, test: None }
}

/// Everything that a field's declaration allows.
fn whole(model: &Model, field: &Field) -> Side {
    let values = match field.ty {
        Type::String => CellSet::Texts { items: Vec::new(), negated: true },
        ty => {
            let (low, high) = bounds(ty, members(model, ty));
            let end = |value: &Option<Value>, otherwise| value.as_ref().and_then(key).unwrap_or(otherwise);
            CellSet::Ranges(RangeSet::range(end(&field.min, low), end(&field.max, high)))
        }
    };
    Side { values, missing: false }
}

fn members(model: &Model, ty: Type) -> usize {
    if let Type::Enum(id) = ty { model.enumeration(id).members.len() } else { 0 }
}

/// The text of a cell with a value of a side: a plain one where there is a choice.
fn cell(model: &Model, field: &Field, side: &Side) -> Option<String> {
    match &side.values {
        CellSet::Texts { items, negated: false } => items.first().cloned(),
        CellSet::Texts { items, .. } => {
            let fits = |text: &String| !items.contains(text) && !field.null_texts.contains(text);
            (0..=items.len() + field.null_texts.len()).map(|n| alloc::format!("text{n}")).find(fits)
        }
        CellSet::Ranges(set) => {
            let (whole_low, whole_high) = bounds(field.ty, members(model, field.ty));
            let zero = if field.ty == Type::Date { 10_957 } else { 0 };
            let inner = set.contains(zero).then_some(zero);
            let ends = set.0.iter().flat_map(|(low, high)| [*low, *high]);
            let key = inner.or_else(|| ends.clone().find(|v| *v > whole_low && *v < whole_high));
            key.or_else(|| ends.clone().next()).and_then(|key| text(model, field, key))
        }
    }
}

/// The text of a cell with the value of a key.
pub(crate) fn text(model: &Model, field: &Field, key: i128) -> Option<String> {
    let int = i64::try_from(key).ok();
    match field.ty {
        Type::Bool => {
            let texts = if key == 0 { &field.false_texts } else { &field.true_texts };
            texts.first().cloned()
        }
        Type::Int => Some(int?.to_string()),
        Type::Decimal(scale) => Some(number::format_decimal(int?, scale)),
        Type::Date => Some(date::format(i32::try_from(key).ok()?)),
        Type::Enum(id) => Some(model.enumeration(id).members.get(usize::try_from(key).ok()?)?.0.clone()),
        Type::Double => Some(number::format_double(double_of(key))),
        Type::Timestamp => Some(instant::format(key, Zone::UTC)),
        Type::Duration => Some(instant::format_length(key)),
        _ => None,
    }
}

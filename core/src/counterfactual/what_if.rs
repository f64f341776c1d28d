//! What comes out for one customer if some fields or parameters are otherwise.
//!
//! Edits of fields go into a copy of the customer; where totals over groups rest on customers, into a copy of all of
//! them, so that the totals follow. Edits of parameters make another policy, which is checked like any other.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Code, Diagnostic, Span};
use crate::dataset::{Cell, CellReader, Dataset};
use crate::explain::{Explanation, explain};
use crate::load::checked;
use crate::model::{CUSTOMERS, FieldId, RowKey};
use crate::outcome::Run;
use crate::output::customer_row;
use crate::policy::Policy;
use crate::program::compile;
use crate::value::Lang;

/// A name with what it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// A field of customers, or a parameter.
    pub name: String,
    /// Its value as a cell, or as the policy would write it; `None` is missing.
    pub value: Option<String>,
}

/// Explains what comes out for a customer with some edits; `written` is the policy of the run.
///
/// # Errors
/// `UnknownCustomer`; `BadEdit` for a name that is neither a field of customers nor a parameter, or a value that it
/// cannot have; the first finding of the policy that the parameters make.
pub fn what_if(
    written: &Policy,
    run: &Run<'_>,
    key: &str,
    edits: &[Edit],
    lang: Lang,
) -> Result<Explanation, Diagnostic> {
    let row = customer_row(run.dataset, key)
        .ok_or_else(|| Diagnostic::new(Code::UnknownCustomer, Span::default(), "", &[&key]))?;
    let alone = run.model.groups.is_empty();
    let mut dataset = if alone { run.dataset.copies(row, 1) } else { run.dataset.clone() };
    let row = if alone { 0 } else { row };
    let mut policy: Option<Policy> = None;
    for edit in edits {
        match run.model.params.iter().position(|param| param.id == edit.name) {
            Some(at) => {
                let policy = policy.get_or_insert_with(|| written.clone());
                let value = edit.value.as_ref().ok_or_else(|| refused(edit, &"missing"))?;
                if let Some(param) = policy.params.get_mut(at) {
                    param.value.text.clone_from(value);
                }
            }
            None => field(run, &mut dataset, row, edit)?,
        }
    }
    let Some(policy) = policy else {
        return explain(&Run { dataset: &dataset, ..*run }, key, lang);
    };
    let model = checked(&policy, (&run.model.full_hash, &run.model.meaning_hash))?;
    let program = compile(&model);
    explain(&Run { model: &model, program: &program, dataset: &dataset, ..*run }, key, lang)
}

/// Puts the value of a field into a row.
fn field(run: &Run<'_>, dataset: &mut Dataset, row: usize, edit: &Edit) -> Result<(), Diagnostic> {
    let schema = &run.model.schema;
    let customers = schema.table(CUSTOMERS).map_or(&[][..], |t| &t.fields);
    let found = (0u16..).zip(customers).find(|(_, field)| field.id == edit.name);
    let is_key = |at: u16| schema.table(CUSTOMERS).is_some_and(|t| t.key == RowKey::Field(at));
    let (at, _) = found.filter(|(at, _)| !is_key(*at)).ok_or_else(|| {
        let near = crate::model::nearest(&edit.name, customers.iter().map(|f| f.id.as_str()));
        refused(
            edit,
            &alloc::format!("no field of customers that may be edited, and no parameter; near: {near}"),
        )
    })?;
    let reader = CellReader::new(schema, FieldId { table: CUSTOMERS, field: at });
    let text = edit.value.as_deref().unwrap_or("");
    let cell = match reader.map(|reader| reader.read(text)) {
        Some(Ok(cell)) => cell,
        Some(Err(reason)) => return Err(refused(edit, &reason.id())),
        None => Cell::Null,
    };
    dataset.place(schema, at, row, (cell, text));
    Ok(())
}

fn refused(edit: &Edit, why: &dyn ToString) -> Diagnostic {
    let args: Vec<&dyn ToString> = alloc::vec![&edit.name, edit.value.as_ref().map_or(&"", |v| v), why];
    Diagnostic::new(Code::BadEdit, Span::default(), "", &args)
}

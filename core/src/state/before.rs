//! The run before, as its state tells of it, and whether a run may go on from there.

use alloc::string::ToString;

use super::rows::{self, Rows};
use crate::dataset::FaultReason;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::reserved::state::{RunField, STATE_OUTBOX, STATE_RUN, STATE_TASKS, STATE_TOUCHES};
use crate::outcome::Run;
use crate::plan::unreadable as unreadable_touch;

/// The run of which a state is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before<'a> {
    rows: Option<Rows<'a>>,
}

impl<'a> Before<'a> {
    /// What the state says about the run that wrote it.
    #[must_use]
    pub fn of(run: &Run<'a>) -> Self {
        Self { rows: Rows::of(run.model, run.dataset, STATE_RUN) }
    }

    /// The value of a key of `state_run`.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'a str> {
        let rows = self.rows?;
        let mut all = 0..rows.data.rows;
        let row = all.find(|row| rows.text(*row, RunField::Key as usize) == Some(key))?;
        rows.text(row, RunField::Value as usize)
    }

    /// The as-of instant of the run before.
    #[must_use]
    pub fn as_of(&self, run: &Run<'_>) -> Option<i64> {
        crate::date::parse_instant(self.value("as_of")?, run.model.zone())
    }
}

/// Whether a run may be made on the tasks that its dataset holds.
///
/// # Errors
/// `AsOfBeforeState` for a run of a day before the state's, `StateOfOtherPolicy`, `StateUnusable` where a table of the
/// state is not as a run has written it, `TooManyProducts` for offers over more than they look at: a state in doubt would lose tasks or tell of them twice.
pub fn accepts(run: &Run<'_>) -> Result<(), Diagnostic> {
    crate::offer::accepts(run)?;
    let fail = |code, args: &[&dyn ToString]| Err(Diagnostic::new(code, Span::default(), "", args));
    let (model, dataset) = (run.model, run.dataset);
    let table = |id| model.schema.table(id).map_or("", |table| table.id.as_str());
    let of_state = |id| [STATE_TASKS, STATE_OUTBOX, STATE_TOUCHES, STATE_RUN].contains(&table(id));
    if let Some(row) = dataset.quarantine.iter().find(|row| of_state(row.table)) {
        return fail(Code::StateUnusable, &[&table(row.table), &row.line, &row.reason.id()]);
    }
    if let Some(cell) = dataset.faults.iter().find(|cell| of_state(cell.table)) {
        return fail(Code::StateUnusable, &[&table(cell.table), &cell.line, &cell.reason.id()]);
    }
    if let Some((line, reason)) = unreadable(run) {
        return fail(Code::StateUnusable, &[&STATE_TASKS, &line, &reason]);
    }
    if let Some(line) = unreadable_touch(run) {
        return fail(Code::StateUnusable, &[&STATE_TOUCHES, &line, &FaultReason::NotOfType.id()]);
    }
    let before = Before::of(run);
    if let Some(policy) = before.value("policy").filter(|policy| *policy != model.id) {
        return fail(Code::StateOfOtherPolicy, &[&policy, &model.id]);
    }
    match before.value("as_of") {
        Some(_) if before.as_of(run).is_none() => {
            fail(Code::StateUnusable, &[&STATE_RUN, &0, &FaultReason::InvalidDate.id()])
        }
        Some(text) if before.as_of(run).is_some_and(|at| at > run.as_of) => {
            let as_of = crate::date::format_instant(run.as_of, model.zone());
            fail(Code::AsOfBeforeState, &[&as_of, &text])
        }
        _ => Ok(()),
    }
}

/// The line of a task that no run has written.
fn unreadable(run: &Run<'_>) -> Option<(u32, &'static str)> {
    let rows = Rows::of(run.model, run.dataset, STATE_TASKS)?;
    let row = (0..rows.data.rows).find(|row| rows::task(run.model, &rows, *row).is_none())?;
    Some((rows.data.lines.get(row).copied().unwrap_or(0), FaultReason::NotOfType.id()))
}

//! The form that a value comes from.

use alloc::string::String;

use serde::Serialize;

use super::Explain;
use crate::evaluate::overrides::{Standing, cell, standings};
use crate::model::form::{AT, AUTHOR, FORM, ID, SOURCE, UNTIL};
use crate::model::{FieldId, TableId};
use crate::program::Lowered;

/// A value that somebody has written on a form.
#[derive(Debug, Clone, Serialize)]
pub struct FormText {
    /// Id of its row.
    pub id: String,
    /// The form.
    pub form: String,
    /// Who has signed it.
    pub author: String,
    /// When it was entered.
    pub at: String,
    /// Where the author knows it from; empty when it is not said.
    pub source: String,
    /// The last day that the row itself names; empty when it names none.
    pub valid_until: String,
}

impl Explain<'_, '_> {
    /// Where a field comes from a form: nothing was delivered, and a row acts.
    pub(super) fn filled(&self, id: FieldId) -> Option<FormText> {
        let run = self.run;
        let at = run.model.overrides.len() + run.model.filled().iter().position(|filled| *filled == id)?;
        let nodes = run.program.overrides.get(at)?;
        let Lowered::Node(core) = nodes.core.at else { return None };
        if self.machine.is_known(core, self.row) || !self.machine.is_known(nodes.given, self.row) {
            return None;
        }
        let time = (run.as_of, run.today());
        let judged = standings(run.dataset, run.program, nodes.table, time, self.customer);
        let acting = judged.iter().find(|j| j.of == Some(at) && j.standing == Standing::Applied)?;
        Some(self.form(nodes.table, acting.row))
    }

    fn form(&self, table: TableId, row: usize) -> FormText {
        let text = |field| cell(self.run.dataset, table, row, field).unwrap_or_default();
        FormText {
            id: text(ID),
            form: text(FORM),
            author: text(AUTHOR),
            at: text(AT),
            source: text(SOURCE),
            valid_until: text(UNTIL),
        }
    }
}

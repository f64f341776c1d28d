//! The table of overlays: every row that was delivered, and what became of it.

use super::{OutputColumn, OutputTable};
use crate::evaluate::overlays::{Judged, cell, judged};
use crate::model::overlays::{BRANCH, ID, OVERLAYS, PARAM, VALUE};
use crate::outcome::Run;

/// The table, by id of the overlay.
pub(super) fn overlays(run: &Run<'_>) -> OutputTable {
    let lines = judged(run.dataset, run.program);
    let text = |name: &str, of: &dyn Fn(&Judged) -> Option<&'static str>, field: u16| {
        let text = |line: &Judged| of(line).or_else(|| cell(run.dataset, run.program, line.row, field));
        OutputColumn::texts(name, lines.len(), &|at| lines.get(at).and_then(text).map(Into::into))
    };
    let columns = alloc::vec![
        text("overlay_id", &|_| None, ID),
        text("branch", &|_| None, BRANCH),
        text("param", &|_| None, PARAM),
        text("value", &|_| None, VALUE),
        text("status", &|line| Some(line.status.id()), ID),
    ];
    OutputTable { name: OVERLAYS, rows: lines.len(), columns }
}

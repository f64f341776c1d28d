//! Decision tables as tables.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::cell::Cells;
use super::figure;
use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::{Decision, Row, TermKind};
use crate::policy::{Fold, Hit};

/// One decision table.
pub(super) fn decision(page: &mut Page, speech: &Speech<'_>, decision: &Decision) {
    page.heading(2, &speech.say(words::DECISION, &[&speech.titled(&decision.label, &decision.id)]));
    let hit = match decision.hit {
        Hit::Unique => words::HIT_UNIQUE,
        Hit::First => words::HIT_FIRST,
        Hit::Any => words::HIT_ANY,
        Hit::Priority => words::HIT_PRIORITY,
        Hit::Collect => words::HIT_COLLECT,
        Hit::Fold(Fold::Sum) => words::HIT_SUM,
        Hit::Fold(Fold::Min) => words::HIT_MIN,
        Hit::Fold(Fold::Max) => words::HIT_MAX,
        Hit::Fold(Fold::Count) => words::HIT_COUNT,
    };
    page.item(0, hit.text(speech.lang));
    rows(page, speech, decision);
}

/// The rows of a table.
pub(super) fn rows(page: &mut Page, speech: &Speech<'_>, decision: &Decision) {
    if decision.rows.iter().any(|r| r.cells.iter().any(Option::is_none)) {
        page.item(0, words::DASH.text(speech.lang));
    }
    let mut lines = vec![head(page, speech, decision)];
    let mut cells = Cells::marked(speech);
    lines.extend(decision.rows.iter().enumerate().map(|(at, r)| row(&mut cells, speech, decision, r, at)));
    page.table(lines);
    cells.legend().iter().for_each(|l| page.item(0, l));
}

/// The head of the table; an input that is not a name is explained above it.
fn head(page: &mut Page, speech: &Speech<'_>, decision: &Decision) -> Vec<String> {
    let mut head = vec![words::ROW_COLUMN.text(speech.lang).into()];
    for (id, term) in &decision.inputs {
        if matches!(term.kind, TermKind::Apply(..) | TermKind::Aggregate(_)) {
            page.item(0, &speech.say(words::INPUT, &[&code(id), &speech.term(term)]));
            head.push(code(id));
        } else {
            head.push(speech.with_unit(speech.short(term), term));
        }
    }
    for output in &decision.columns {
        let whole = decision.label.as_ref().filter(|_| decision.columns.len() == 1);
        let label = output.label.as_ref().or(whole).map_or(output.id.as_str(), |l| l.text(speech.lang));
        head.push(speech.say(words::OUTPUT_COLUMN, &[label]));
    }
    head
}

fn row(cells: &mut Cells<'_>, speech: &Speech<'_>, decision: &Decision, row: &Row, at: usize) -> Vec<String> {
    let mut out = vec![figure::count(at + 1)];
    for (((_, term), set), text) in decision.inputs.iter().zip(&row.cells).zip(&row.texts) {
        out.push(set.as_ref().map_or("-".into(), |set| cells.cell(text, set, term.ty)));
    }
    out.extend(row.values.iter().map(|v| speech.bare(v)));
    out
}

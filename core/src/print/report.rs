//! Reports as sentences: what groups are made by, what is shown of each, and which cells are not.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::figure;
use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::{Figure, Report};
use crate::policy::FigureKind;
use crate::value::MAX_SCALE;

/// All reports, and the names that people may override.
pub(super) fn reports(page: &mut Page, speech: &Speech<'_>) {
    let overrides: Vec<String> = speech.model.overrides.iter().map(|o| code(&o.name)).collect();
    if !overrides.is_empty() {
        page.heading(2, words::OVERRIDES.text(speech.lang));
        page.paragraph(&speech.say(words::OVERRIDABLE, &[&speech.listed(&overrides)]));
    }
    if speech.model.reports.is_empty() {
        return;
    }
    page.heading(2, words::REPORTS.text(speech.lang));
    speech.model.reports.iter().for_each(|r| report(page, speech, r));
}

fn report(page: &mut Page, speech: &Speech<'_>, report: &Report) {
    page.heading(3, &speech.titled(&report.label, &report.id));
    let by: Vec<String> = report.by.iter().map(|g| speech.term(&g.term)).collect();
    page.paragraph(&match (report.drift, by.is_empty()) {
        (true, _) => speech.say(words::DRIFT, &[&speech.listed(&by)]),
        (false, true) => words::WHOLE.text(speech.lang).into(),
        (false, false) => speech.say(words::GROUPED, &[&speech.listed(&by)]),
    });
    page.gap();
    report.figures.iter().for_each(|f| page.item(0, &line(speech, f)));
    if let Some(filter) = &report.filter {
        page.item(0, &speech.say(words::ONLY_WHERE, &[&speech.condition(filter)]));
    }
    if report.min_cell > 0 {
        page.item(0, &speech.say(words::MIN_CELL, &[&figure::int(report.min_cell.into())]));
    }
    if let Some(owner) = &report.owner {
        page.item(0, &speech.say(words::OWNER, &[owner]));
    }
    for group in report.by.iter().filter(|g| !g.bins.is_empty()) {
        let mut rows = vec![super::input::head(&words::DRIFT_COLUMNS, speech)];
        let row = |text: &str, share| vec![code(text), figure::percent(share, crate::model::POINTS_SCALE)];
        rows.extend(group.bins.iter().map(|b| row(&b.text, b.points)));
        page.table(rows);
    }
}

fn line(speech: &Speech<'_>, decl: &Figure) -> String {
    let phrase = match decl.kind {
        FigureKind::Customers => words::FIGURE_COUNT,
        FigureKind::Sum => words::FIGURE_SUM,
        FigureKind::Mean => words::FIGURE_MEAN,
        FigureKind::Share => words::FIGURE_SHARE,
        FigureKind::Quantiles => words::FIGURE_QUANTILES,
    };
    let of = decl.of.as_ref().map_or(String::new(), |term| match decl.kind {
        FigureKind::Share => speech.condition(term),
        _ => speech.term(term),
    });
    let shares: Vec<String> = decl.shares.iter().map(|s| figure::percent(*s, MAX_SCALE)).collect();
    speech.say(phrase, &[&code(&decl.id), &of, &speech.listed(&shares)])
}

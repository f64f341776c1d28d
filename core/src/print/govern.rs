//! Who watches over which rule, and when.

use alloc::string::String;
use alloc::vec;

use super::input::head;
use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::date;

/// Everything that says when it is reviewed or on which days it acts.
pub(super) fn governed(page: &mut Page, speech: &Speech<'_>) {
    let governed = &speech.model.governed;
    if governed.is_empty() {
        return;
    }
    page.heading(2, words::GOVERNANCE.text(speech.lang));
    let day = |day: Option<i32>| day.map_or(String::new(), date::format);
    let mut rows = vec![head(&words::GOVERNANCE_COLUMNS, speech)];
    rows.extend(governed.iter().map(|g| {
        let owner = g.owner.clone().unwrap_or_default();
        vec![g.section.into(), code(&g.id), owner, day(g.review_by), day(g.from), day(g.to)]
    }));
    page.table(rows);
}

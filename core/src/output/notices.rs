//! The table of notices: rules whose review is overdue on the as-of date, and rules that do not act on it.

use alloc::string::String;
use alloc::vec::Vec;

use super::{OutputColumn, OutputTable, OutputValues};
use crate::model::Governed;
use crate::outcome::Run;

/// The table, in the order of the policy's sections.
pub(super) fn notices(run: &Run<'_>) -> OutputTable {
    let today = run.today();
    let mut rows: Vec<(&Governed, &str, i32)> = Vec::new();
    for governed in &run.model.governed {
        let early = governed.from.filter(|day| today < *day).map(|day| ("not_yet_effective", day));
        let late = governed.to.filter(|day| today >= *day).map(|day| ("no_longer_effective", day));
        let overdue = governed.review_by.filter(|day| today > *day).map(|day| ("review_overdue", day));
        rows.extend(
            early.into_iter().chain(late).chain(overdue).map(|(notice, day)| (governed, notice, day)),
        );
    }
    let text = |name: &str, of: &dyn Fn(&Governed, &str) -> Option<String>| {
        let cell = |at: usize| rows.get(at).and_then(|(governed, notice, _)| of(governed, notice));
        OutputColumn::texts(name, rows.len(), &cell)
    };
    let columns = alloc::vec![
        text("section", &|g, _| Some(g.section.into())),
        text("id", &|g, _| Some(g.id.clone())),
        text("notice", &|_, notice| Some(notice.into())),
        OutputColumn::new("day", OutputValues::Date(rows.iter().map(|(_, _, day)| *day).collect())),
        text("owner", &|g, _| g.owner.clone()),
    ];
    OutputTable { name: "notices", rows: rows.len(), columns }
}

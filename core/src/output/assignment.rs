//! The proposal of managers: the changes with what is handed over, the managers' books before and after, the whole.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::events::subject_name;
use super::tasks::{days, ints};
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::column::Bits;
use crate::model::assignment::Assignment;
use crate::model::reserved::state::STATE_RUN;
use crate::outcome::{Outcome, Run};
use crate::plan::assign::{Against, Change, Why, words};
use crate::value::Lang;

/// What is to be done for a customer: how many tasks, and the first day of being due, microseconds.
type Pack = (u32, Option<i64>);

/// The changes, and the customers for whom there is nobody, in the order of the run.
pub(super) fn assignment(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let changes = &outcome.assigned(run).changes;
    let (rows, packs) = (changes.len(), packs(run, outcome, changes));
    let text = |name: &str, of: &dyn Fn(&Change) -> Option<String>| {
        OutputColumn::texts(name, rows, &|at| changes.get(at).and_then(of))
    };
    let sentence =
        |change: &Change, lang| run.model.assignment.as_ref().map(|of| sentence(run, of, change, lang));
    let mut known = Bits::default();
    changes.iter().for_each(|change| known.push(change.cost.is_some()));
    let costs = changes.iter().map(|change| change.cost.unwrap_or(0)).collect();
    let mut due_known = Bits::default();
    packs.iter().for_each(|(_, due)| due_known.push(due.is_some()));
    let due = packs.iter().map(|(_, due)| due.unwrap_or(0)).collect();
    let due = OutputColumn::new("next_due", OutputValues::Instant(due, run.model.zone()));
    let columns = vec![
        OutputColumn::new("row", OutputValues::Index(changes.iter().map(|change| change.row).collect())),
        text(&listed_key_name(run.model), &|c| Some(customer_key(run.dataset, c.row as usize).into())),
        text("from", &|c| c.from.clone()),
        text("to", &|c| c.to.clone()),
        text("status", &|c| Some(status(c).into())),
        text("cause", &|c| Some(c.why.id().into())),
        text("blocked_by", &|c| c.against.map(|against| against.id().into())),
        text("rule", &|c| rule(run, c)),
        text("field", &|c| {
            if let Why::Unknown(of) = c.why { Some(subject_name(run.model, &of)) } else { None }
        }),
        text("reason_en", &|c| sentence(c, Lang::En)),
        text("reason_zh", &|c| sentence(c, Lang::ZhCn)),
        OutputColumn { known: Some(known), ..cost(run, "cost", costs) },
        days("effective", rows, &|at| changes.get(at).and_then(|c| c.effective.filter(|_| c.to.is_some()))),
        OutputColumn::new("open_tasks", OutputValues::Index(packs.iter().map(|(open, _)| *open).collect())),
        OutputColumn { known: Some(due_known), ..due },
    ];
    OutputTable { name: "assignment", rows, columns }
}

/// Why a change is proposed, in words.
pub(super) fn sentence(run: &Run<'_>, of: &Assignment, change: &Change, lang: Lang) -> String {
    words::sentence(run.model, of, change, lang)
}

/// `placed` of a customer who had no manager who serves him, `moved`, or `unplaced`.
fn status(change: &Change) -> &'static str {
    match (&change.to, change.why) {
        (None, _) => "unplaced",
        (Some(_), Why::NoManager | Why::Gone | Why::Inactive) => "placed",
        (Some(_), _) => "moved",
    }
}

/// The rule that decided: of those for whom there is nobody the one that excludes everyone.
fn rule(run: &Run<'_>, change: &Change) -> Option<String> {
    let at = match (change.against, change.why) {
        (Some(Against::Need(at)), _) | (_, Why::Need(at)) => at,
        _ => return None,
    };
    run.model.assignment.as_ref()?.rules.get(usize::from(at)).map(|rule| rule.id.clone())
}

/// What is handed over with each change: the tasks that are still to be done, now or later.
fn packs(run: &Run<'_>, outcome: &Outcome, changes: &[Change]) -> Vec<Pack> {
    let mut packs: Vec<Pack> = vec![(0, None); changes.len()];
    if run.model.schema.table_named(STATE_RUN).is_none() {
        return packs;
    }
    for kept in outcome.state(run).tasks.iter().filter(|kept| kept.task.is_alive()) {
        let at = kept.row.and_then(|row| changes.binary_search_by(|change| change.row.cmp(&row)).ok());
        let Some((open, first)) = at.and_then(|at| packs.get_mut(at)) else { continue };
        *open += 1;
        *first = kept.task.words.due.into_iter().chain(*first).min();
    }
    packs
}

fn cost(run: &Run<'_>, name: &str, values: Vec<i64>) -> OutputColumn {
    let scale = run.model.assignment.as_ref().map_or(0, |assignment| assignment.scale);
    OutputColumn::new(name, OutputValues::Decimal(values, scale))
}

/// What becomes of the managers' books, by manager.
pub(super) fn summary(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let all = &outcome.assigned(run).managers;
    let rows = all.len();
    let text = |name: &str, of: &dyn Fn(usize) -> Option<String>| OutputColumn::texts(name, rows, of);
    let count = |name: &str, of: &dyn Fn(usize) -> Option<u32>| {
        OutputColumn::new(name, OutputValues::Index((0..rows).map(|at| of(at).unwrap_or(0)).collect()))
    };
    let columns = vec![
        text("manager", &|at| all.get(at).map(|m| m.key.clone())),
        ints("capacity", rows, &|at| all.get(at).and_then(|m| m.room).map(i64::from)),
        count("before", &|at| all.get(at).map(|m| m.before)),
        count("after", &|at| all.get(at).map(|m| (m.before + m.gained).saturating_sub(m.lost))),
        count("gained", &|at| all.get(at).map(|m| m.gained)),
        count("lost", &|at| all.get(at).map(|m| m.lost)),
        text("notice", &|at| all.get(at).and_then(|m| m.notice).map(|notice| notice.id().into())),
    ];
    OutputTable { name: "assignment_summary", rows, columns }
}

/// The whole in one row: a gap of 0 says that nothing better exists.
pub(super) fn total(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let total = outcome.assigned(run).total;
    let small = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
    let count = |name: &str, value: u32| OutputColumn::new(name, OutputValues::Index(vec![value]));
    let columns = vec![
        count("customers", total.customers),
        count("changes", total.changes),
        count("unplaced", total.unplaced),
        cost(run, "cost", vec![small(total.cost)]),
        cost(run, "bound", vec![small(total.cost - total.gap)]),
        cost(run, "gap", vec![small(total.gap)]),
    ];
    OutputTable { name: "assignment_total", rows: 1, columns }
}

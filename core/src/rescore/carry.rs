//! Roots that are the same: their columns are shared with the outcome before.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::column::Column;
use crate::model::Report;
use crate::outcome::{Outcome, Root, Roots, Run};
use crate::program::{AlertNodes, NodeId, ReportNodes, Same, Shown};
use crate::value::Type;

/// Closes the roots of a run whose columns are those of a run before, and puts these into the outcome.
pub(super) fn carry(
    (new, roots, outcome): (&Run<'_>, &mut Roots, &mut Outcome),
    (old, before): (&Run<'_>, &Outcome),
    same: &Same,
) {
    for (root, out) in roots.cards.iter_mut().zip(&mut outcome.cards) {
        let at = old.program.card_nodes.iter().position(|id| same.old(root.node) == Some(*id));
        // A whole run has no contributions.
        let found = at.and_then(|at| before.cards.get(at)).filter(|card| card.range.is_empty());
        if let Some(card) = found {
            *out = card.clone();
            root.open = false;
        }
    }
    let known = columns(old, before);
    let lists = roots.decisions.iter_mut().zip(&mut outcome.decisions);
    let lists = lists.chain(roots.classes.iter_mut().zip(&mut outcome.classes));
    let single = [(&mut roots.tags, &mut outcome.tags), (&mut roots.watched, &mut outcome.watched)];
    for (root, out) in lists.chain(single).flat_map(|(roots, columns)| roots.iter_mut().zip(columns)) {
        let is_it = |known: &&(Root, Rc<Column>)| {
            same.old(root.node) == Some(known.0.node) && root.ty == known.0.ty && root.ty != Type::String
        };
        if let Some((_, column)) = known.iter().find(is_it) {
            *out = column.clone();
            root.open = false;
        }
    }
    let alerts = new.program.alerts.iter().zip(&mut roots.alerts);
    for ((nodes, open), (out, steps)) in alerts.zip(outcome.alerts.iter_mut().zip(&mut outcome.funnels)) {
        let asked = asked(nodes, &|id| same.old(id));
        let at = old.program.alerts.iter().position(|nodes| self::asked(nodes, &Some) == asked);
        let found = asked.is_some().then_some(at).flatten();
        let found = found.and_then(|at| before.alerts.get(at).zip(before.funnels.get(at)));
        if let Some((bits, funnel)) = found {
            (*out, *open) = (bits.clone(), false);
            steps.clone_from(funnel);
        }
    }
    outcome.reports.resize_with(new.model.reports.len(), crate::report::State::default);
    let reports = new.model.reports.iter().zip(&new.program.reports).zip(&mut roots.reports);
    for (((report, nodes), open), out) in reports.zip(&mut outcome.reports) {
        let mut all = old.model.reports.iter().zip(&old.program.reports).zip(&before.reports);
        let found = all.find(|((other, old), _)| is_report((report, nodes), (other, old), same));
        if let Some((_, state)) = found {
            (*out, *open) = (state.clone(), false);
        }
    }
}

/// The columns of an outcome with their roots.
fn columns(run: &Run<'_>, outcome: &Outcome) -> Vec<(Root, Rc<Column>)> {
    let roots = Roots::of(run);
    let lists = roots.decisions.iter().zip(&outcome.decisions);
    let lists = lists.chain(roots.classes.iter().zip(&outcome.classes));
    let single = [(&roots.tags, &outcome.tags), (&roots.watched, &outcome.watched)];
    let all = lists.chain(single).flat_map(|(roots, columns)| roots.iter().zip(columns));
    all.map(|(root, column)| (*root, column.clone())).collect()
}

/// All that the bits and the funnel of an alert are made of; `None` when one of the nodes is not there.
fn asked(nodes: &AlertNodes, of: &dyn Fn(NodeId) -> Option<NodeId>) -> Option<[Vec<NodeId>; 4]> {
    let all = |ids: &mut dyn Iterator<Item = NodeId>| ids.map(of).collect::<Option<Vec<NodeId>>>();
    Some([
        all(&mut [nodes.when].into_iter())?,
        all(&mut nodes.asked.iter().copied())?,
        all(&mut nodes.conditions.iter().copied())?,
        all(&mut nodes.blocks.iter().map(|(_, id)| *id))?,
    ])
}

/// Whether a report is declared as another one and made of the same nodes.
fn is_report(
    (report, new): (&Report, &ReportNodes),
    (other, old): (&Report, &ReportNodes),
    same: &Same,
) -> bool {
    let shown = |(new, old): (&Shown, &Shown)| new.ty == old.ty && same.lowered(new.at) == Some(old.at);
    let of = |(new, old): (&Option<NodeId>, &Option<NodeId>)| same.option(*new) == Some(*old);
    report == other
        && new.by.iter().zip(&old.by).all(shown)
        && of((&new.filter, &old.filter))
        && new.of.iter().zip(&old.of).all(of)
}

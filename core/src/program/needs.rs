//! What rests on what: the nodes that have to be evaluated for a purpose.
//!
//! A run asks a program several times: for the columns of its outcome, for tasks, for offers, for the managers of a
//! book. Each asks a part of the nodes, and only that part is evaluated.
//!
//! INVARIANT: the lists of a purpose take the structures of nodes apart by name, so that a field that somebody adds
//! has to be put somewhere.

use alloc::vec;
use alloc::vec::Vec;

use super::{
    AlertNodes, AssignmentNodes, ClassNodes, ContactNodes, DecisionNodes, HistoryNodes, ItemNodes, Lowered,
    MessageNodes, NodeId, OfferNodes, Op, OverrideNodes, Program, ReportNodes, Shown, StageNodes,
    TemplateNodes, TotalNodes,
};

/// Nodes that somebody is going to read.
#[derive(Debug, Clone, Default)]
pub struct Needs(Vec<NodeId>);

impl Needs {
    /// A node.
    pub fn add(&mut self, id: NodeId) {
        self.0.push(id);
    }

    /// Nodes.
    pub fn all(&mut self, ids: impl IntoIterator<Item = NodeId>) {
        self.0.extend(ids);
    }

    /// The nodes that were named.
    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> {
        self.0.iter().copied()
    }

    /// What is shown.
    pub fn shown<'a>(&mut self, shown: impl IntoIterator<Item = &'a Shown>) {
        for shown in shown {
            match shown.at {
                Lowered::Node(id) => self.add(id),
                Lowered::Ratio { num, den } => self.all([num.0, den.0]),
            }
        }
    }

    /// Whether an alert fires, and what keeps its task back.
    pub fn fired(&mut self, nodes: &AlertNodes) {
        let AlertNodes {
            when,
            visible,
            asked,
            conditions,
            gaps: _,
            blocks,
            event_key: _,
            stop: _,
            stake: _,
            stages: _,
            titles: _,
        } = nodes;
        self.add(*when);
        self.all(visible.iter().chain(asked).chain(conditions).copied());
        self.all(blocks.iter().map(|(_, id)| *id));
    }

    /// What the tasks of an alert that fires are made of, but for their titles, what keeps them back, what ends them and
    /// what is at stake.
    pub fn told(&mut self, nodes: &AlertNodes) {
        let AlertNodes { when, event_key, stages, .. } = nodes;
        self.add(*when);
        self.all(*event_key);
        if let Some(StageNodes { date, days }) = stages {
            self.add(*date);
            self.all(days.iter().copied());
        }
    }

    /// A decision table.
    pub fn decision(&mut self, nodes: &DecisionNodes) {
        let DecisionNodes { decided, single: _, inputs: _, rows, outputs } = nodes;
        self.add(*decided);
        self.all(rows.iter().chain(outputs).copied());
    }

    /// A class.
    pub fn class(&mut self, nodes: &ClassNodes) {
        let ClassNodes { block, inputs, measured, parts } = nodes;
        self.shown(inputs);
        self.all([*block, *measured]);
        self.all(*parts);
    }

    /// A report.
    pub fn report(&mut self, nodes: &ReportNodes) {
        let ReportNodes { by, filter, of } = nodes;
        self.shown(by);
        self.all(filter.iter().chain(of.iter().flatten()).copied());
    }

    /// An offer.
    pub fn offer(&mut self, nodes: &OfferNodes) {
        self.gates(nodes);
        self.shown(nodes.reasons.iter().flatten());
    }

    /// All about an offer but its reasons.
    pub fn gates(&mut self, nodes: &OfferNodes) {
        let OfferNodes { when, conditions, own, items, each, figures, reasons: _ } = nodes;
        self.add(*when);
        self.all(conditions.iter().chain(figures.iter().flatten()).copied());
        self.all(own.iter().chain(each).map(|(_, id)| *id));
        if let ItemNodes::Products(Some(applies)) = items {
            self.add(*applies);
        }
    }

    /// The contact policy.
    pub fn contact(&mut self, nodes: &ContactNodes) {
        let ContactNodes { manager, partner, order, most, preferred, cooling, history } = nodes;
        self.all([manager, partner, cooling].into_iter().flatten().chain(most).copied());
        self.shown(order.iter().flatten().chain(preferred));
        if let Some(HistoryNodes { table: _, day, channel, taken }) = history {
            self.add(*day);
            self.all(taken.iter().copied());
            self.shown(channel);
        }
    }

    /// The messages.
    pub fn messages(&mut self, nodes: &MessageNodes) {
        let MessageNodes { roles, templates, permits } = nodes;
        self.all(roles.iter().chain(permits).copied());
        for TemplateNodes { text, variants, requires } in templates {
            self.shown(text.iter().flatten().chain(requires));
            for (when, text) in variants {
                self.add(*when);
                self.shown(text.iter().flatten());
            }
        }
    }

    /// An assignment: what is asked of customers, and what of managers.
    pub fn assignment(&mut self, nodes: &AssignmentNodes) {
        let AssignmentNodes { who, current, within, change, effective, whens, .. } = nodes;
        let AssignmentNodes { capacity, branch, active, limits, managers, .. } = nodes;
        self.all([*current, *capacity]);
        self.all([who, within, change, effective, branch, active].into_iter().flatten().copied());
        self.all(whens.iter().flatten().copied());
        self.all(limits.iter().flat_map(|(about, most)| [*about, *most]));
        self.all(managers.iter().flat_map(|(meets, cost)| [Some(*meets), *cost]).flatten());
    }

    /// Names that people override or fill.
    pub fn overrides(&mut self, nodes: &OverrideNodes) {
        self.shown([&nodes.core]);
        self.all([nodes.given, nodes.stands]);
    }

    /// The totals of a kind of groups.
    pub fn totals(&mut self, nodes: &[TotalNodes]) {
        for TotalNodes { value, rows } in nodes {
            self.all(value.iter().copied());
            self.all(rows.iter().flat_map(|(of, filter)| [Some(*of), *filter]).flatten());
        }
    }
}

/// What somebody reads of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    No,
    Value,
    /// Its value, and why it is unknown.
    Reason,
}

/// What is asked of a node that may be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Its value.
    Value,
    /// Its value, and why it is unknown, of what it rests on.
    Reason,
    /// Of a part of a scorecard or a class: its value, while what says why it is unknown is evaluated.
    Part,
}

impl Program {
    /// All nodes, in order.
    #[must_use]
    pub fn ids(&self) -> Vec<NodeId> {
        (0u32..).zip(&self.nodes).map(|(at, _)| NodeId(at)).collect()
    }

    /// The nodes that some rest on, themselves included, in order.
    #[must_use]
    pub fn resting(&self, needs: &Needs) -> Vec<NodeId> {
        self.resting_to([needs, &Needs::default()], &|_, _| false).into_iter().map(|(id, _)| id).collect()
    }

    /// The nodes that some rest on whose values are read, and some of which it is also asked why they are unknown, down
    /// to nodes that are held: these are marked, and what only they rest on is left out. `is_held` is told of a node
    /// what is asked of it. A class looks for reasons of unknown values.
    pub(crate) fn resting_to(
        &self,
        [values, reasons]: [&Needs; 2],
        is_held: &dyn Fn(NodeId, Ask) -> bool,
    ) -> Vec<(NodeId, bool)> {
        let mut all = vec![Need::No; self.nodes.len()];
        let mark = |all: &mut Vec<Need>, id: NodeId, need: Need| {
            all.iter_mut().skip(id.at()).take(1).for_each(|known| *known = need.max(*known));
        };
        values.0.iter().for_each(|id| mark(&mut all, *id, Need::Value));
        reasons.0.iter().for_each(|id| mark(&mut all, *id, Need::Reason));
        let mut out = Vec::new();
        // Operands have smaller ids, so one way down finds them all.
        for (id, node) in self.ids().into_iter().zip(&self.nodes).rev() {
            let need = all.get(id.at()).copied().unwrap_or(Need::No);
            let held = match need {
                Need::No => false,
                Need::Value => is_held(id, Ask::Value),
                Need::Reason => is_held(id, Ask::Reason),
            };
            if need == Need::Reason
                && !held
                && is_held(id, Ask::Part)
                && self.part(&node.op, &mut |id| {
                    mark(&mut all, id, Need::Reason);
                })
            {
                out.push((id, true));
                continue;
            }
            let below = if matches!(node.op, Op::Class(_)) { Need::Reason } else { need };
            if need != Need::No {
                out.push((id, held));
            }
            if need != Need::No && !held {
                self.rests_on(&node.op, &mut |id| mark(&mut all, id, below));
            }
        }
        out.reverse();
        out
    }

    /// Of a part of a scorecard or a class calls `visit` with every node that says why it is unknown, and is true.
    fn part(&self, op: &Op, visit: &mut dyn FnMut(NodeId)) -> bool {
        match op {
            Op::CardPart(card, _) => {
                let card = self.node(*card).map(|node| &node.op);
                card.into_iter().for_each(|card| self.rests_on(card, visit));
                true
            }
            // Its state says so.
            Op::ClassPart(..) => true,
            _ => false,
        }
    }

    /// Calls `visit` with every node that the value of an operation rests on.
    pub(crate) fn rests_on(&self, op: &Op, visit: &mut dyn FnMut(NodeId)) {
        op.operands(visit);
        let mut needs = Needs::default();
        match op {
            Op::Card(index) => {
                let Some(card) = self.cards.get(*index as usize) else { return };
                needs.all(card.population);
                for gauge in card.gauges.iter().chain(&card.baseline) {
                    needs.add(gauge.input);
                    needs.all(gauge.withdrawn);
                }
            }
            Op::Class(index) => {
                let Some(class) = self.classes.get(*index as usize) else { return };
                needs.all([class.indicative, class.raised, class.lowered]);
                needs.all(class.withdrawn.iter().copied());
            }
            Op::Offered(index) => {
                let Some(OfferNodes { when, own, items, each, .. }) = self.offers.get(*index as usize) else {
                    return;
                };
                needs.add(*when);
                needs.all(own.iter().chain(each).map(|(_, id)| *id));
                if let ItemNodes::Products(Some(applies)) = items {
                    needs.add(*applies);
                }
            }
            _ => {}
        }
        needs.0.into_iter().for_each(visit);
    }
}

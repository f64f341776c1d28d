//! The compile stage: terms of the model become nodes, equal ones once.

use alloc::vec;
use alloc::vec::Vec;

use super::curve::Curve;
use super::known::Known;
use super::segments::{Line, segments};
use super::{
    AlertNodes, Arith, Card, Compare, Convert, DecisionNodes, Gauge, Lowered, Node, NodeId, Op, PatternEntry,
    Pick, PickId, PointsKind, Program, Repr, Segments, Shown, StageNodes, TotalNodes, repr_of,
};
use crate::column::Texts;
use crate::model::group::{GroupKind, Total, told_apart};
use crate::model::{
    Block, CellSet, Definition, Domain, FieldId, Function, Indicator, Model, Permit, Points, ScorePart,
    Scorecard, Stages, TableId, TableTime, Term, TermKind, rests_on,
};
use crate::value::{MAX_SCALE, Type, Value};

/// How a program is made.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Whether constant subexpressions are computed now. Off only to test the evaluator on them.
    pub folding: bool,
    /// Terms whose values a run reports besides the outputs, see `Outcome::watched`.
    pub watch: &'a [Term],
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { folding: true, watch: &[] }
    }
}

/// The program of a model; it watches what a history is asked.
#[must_use]
pub fn compile(model: &Model) -> Program {
    let watch = model.asked.as_ref().map_or(&[][..], |asked| &asked.terms);
    compile_with(model, Options { watch, ..Options::default() })
}

/// The program of a model, made in a particular way.
#[must_use]
pub fn compile_with(model: &Model, options: Options<'_>) -> Program {
    let mut lower = Lower {
        model,
        asked: None,
        program: Program {
            times: model.schema.tables.iter().map(|t| t.time).collect(),
            calendar: model.calendar.clone(),
            ..Program::default()
        },
        ids: Known::default(),
        text_ids: Texts::default(),
        folding: options.folding,
        derives: vec![None; model.derives.len()],
        cards: vec![None; model.scorecards.len()],
        decisions: vec![None; model.decisions.len()],
        classes: vec![None; model.classes.len()],
    };
    lower.program.groups.resize(model.groups.len(), Vec::new());
    lower.overrides();
    lower.overlays();
    for definition in &model.order {
        lower.definition(*definition);
    }
    lower.offers();
    for alert in &model.alerts {
        let nodes = lower.alert(alert);
        lower.program.alerts.push(nodes);
    }
    lower.program.contact = model.contact.as_ref().map(|contact| lower.contact(contact));
    lower.program.messages = lower.messages();
    for report in &model.reports {
        let nodes = lower.report(report);
        lower.program.reports.push(nodes);
    }
    lower.program.assignment = model.assignment.as_ref().map(|a| lower.assignment(a));
    let roles =
        model.teams.iter().map(|team| team.roles.iter().map(|(_, of)| lower.assignment(of)).collect());
    lower.program.teams = roles.collect();
    lower.program.never_contact = model.population.never_contact.as_ref().map(|term| lower.single(term));
    lower.program.watched = options.watch.iter().map(|t| lower.shown(t)).collect();
    lower.program.derives = model
        .derives
        .iter()
        .zip(&lower.derives)
        .map(|(d, at)| Shown { at: at.unwrap_or(Lowered::Node(NodeId(0))), ty: d.term.ty })
        .collect();
    let cards = u16::try_from(model.scorecards.len()).unwrap_or(0);
    lower.program.scores = (0..cards).map(|i| lower.card_part(i, ScorePart::Score)).collect();
    lower.program.card_nodes = lower.cards.iter().map(|c| c.unwrap_or(NodeId(0))).collect();
    lower.program.decisions = lower.decisions.into_iter().flatten().collect();
    lower.program.class_nodes = lower.classes.into_iter().flatten().collect();
    lower.program
}

/// A model being lowered.
pub(super) struct Lower<'m> {
    pub(super) model: &'m Model,
    /// The reference table of all of whose rows is asked now.
    pub(super) asked: Option<TableId>,
    pub(super) program: Program,
    ids: Known,
    /// The texts of the program, by their indexes.
    text_ids: Texts,
    folding: bool,
    derives: Vec<Option<Lowered>>,
    cards: Vec<Option<NodeId>>,
    decisions: Vec<Option<DecisionNodes>>,
    pub(super) classes: Vec<Option<super::ClassNodes>>,
}

impl Lower<'_> {
    /// The node of an operation: an existing one if there is an equal one.
    pub(super) fn node(&mut self, op: Op, domain: Domain, repr: Repr) -> NodeId {
        let constant = op.is_constant();
        let domain = if constant { Domain::Customer } else { domain };
        if let Some(id) = self.ids.find(&self.program.nodes, &op, domain) {
            return id;
        }
        if self.folding
            && !constant
            && let Some(folded) = super::fold::fold(self, &op, repr)
        {
            return self.node(folded, Domain::Customer, repr);
        }
        let id = NodeId(u32::try_from(self.program.nodes.len()).unwrap_or(u32::MAX));
        self.ids.insert(&op, id);
        self.program.nodes.push(Node { op, domain, repr });
        id
    }

    /// Whether the node is a constant known now.
    pub(super) fn constant(&self, id: NodeId) -> Option<&Op> {
        let op = &self.program.node(id)?.op;
        (op.is_constant() && !matches!(op, Op::Clock(_) | Op::Usable(_) | Op::Null | Op::Withdrawn(_)))
            .then_some(op)
    }

    /// The domain of a node; constants have none.
    fn domain_of(&self, id: NodeId) -> Domain {
        self.program.node(id).map_or(Domain::Customer, |n| n.domain)
    }

    /// Brings operands to one domain: values of the customer are gathered beside the rows of a child table.
    pub(super) fn align<const N: usize>(&mut self, mut operands: [NodeId; N]) -> ([NodeId; N], Domain) {
        let domain = operands.iter().map(|id| self.domain_of(*id)).max().unwrap_or(Domain::Customer);
        for id in &mut operands {
            *id = self.gathered(*id, domain);
        }
        (operands, domain)
    }

    pub(super) fn gathered(&mut self, id: NodeId, domain: Domain) -> NodeId {
        let Some(node) = self.program.node(id) else { return id };
        if node.domain == domain || domain == Domain::Customer || node.op.is_constant() {
            return id;
        }
        let repr = node.repr;
        self.node(Op::Gather(id), domain, repr)
    }

    pub(super) fn text(&mut self, text: &str) -> u32 {
        if let Some(id) = self.text_ids.find(text) {
            return id;
        }
        self.program.texts.push(text.into());
        self.text_ids.intern(text).unwrap_or(u32::MAX)
    }

    pub(super) fn value(&mut self, value: &Value) -> NodeId {
        let op = match value {
            Value::Null => Op::Null,
            Value::Bool(b) => Op::Bool(*b),
            Value::Int(i) | Value::Decimal(i, _) => Op::Int(*i),
            Value::Double(d) => Op::Double(d.to_bits()),
            Value::String(s) => Op::Text(self.text(s)),
            Value::Enum(_, m) => Op::Member(*m),
            Value::Date(d) => Op::Date(*d),
            Value::Timestamp(v) | Value::Duration(v) => Op::Wide(*v),
        };
        self.node(op, Domain::Customer, repr_of(value.ty()))
    }

    fn definition(&mut self, definition: Definition) {
        match definition {
            Definition::Derive(i) => {
                let Some(derive) = self.model.derives.get(usize::from(i)) else { return };
                let lowered = self.term(&derive.term);
                if let Some(slot) = self.derives.get_mut(usize::from(i)) {
                    *slot = Some(lowered);
                }
            }
            Definition::Score(i) => {
                let Some(card) = self.model.scorecards.get(usize::from(i)) else { return };
                let node = self.card(u32::from(i), card);
                if let Some(slot) = self.cards.get_mut(usize::from(i)) {
                    *slot = Some(node);
                }
            }
            Definition::Decision(i) => {
                let Some(table) = self.model.decisions.get(usize::from(i)) else { return };
                let nodes = self.decision(table);
                if let Some(slot) = self.decisions.get_mut(usize::from(i)) {
                    *slot = Some(nodes);
                }
            }
            Definition::Class(i) => {
                let Some(class) = self.model.classes.get(usize::from(i)) else { return };
                let nodes = self.class(class);
                if let Some(slot) = self.classes.get_mut(usize::from(i)) {
                    *slot = Some(nodes);
                }
            }
            Definition::Group(i) => {
                let model = self.model;
                let Some(kind) = model.groups.get(usize::from(i)) else { return };
                let totals = kind.totals.iter().map(|total| self.total(kind, total)).collect();
                if let Some(slot) = self.program.groups.get_mut(usize::from(i)) {
                    *slot = totals;
                }
                self.program.group_order.push(i);
                self.program.first_pass = self.program.nodes.len();
            }
        }
    }

    fn total(&mut self, kind: &GroupKind, total: &Total) -> TotalNodes {
        let value = total.of.as_ref().map(|of| self.single(of));
        let node = value.filter(|_| told_apart(kind, total)).and_then(|id| self.program.node(id));
        let rows = match node.map(|node| &node.op) {
            Some(Op::Aggregate { of: Some(of), filter, .. }) => Some((*of, *filter)),
            _ => None,
        };
        TotalNodes { value, rows }
    }

    fn alert(&mut self, alert: &crate::model::Alert) -> AlertNodes {
        let domain = alert.each.map_or(Domain::Customer, Domain::Child);
        let when = match alert.recurrence.stages.as_ref().and_then(Stages::begun) {
            None => self.single(&alert.when),
            Some(begun) => {
                let both = alloc::vec![alert.when.clone(), begun];
                self.single(&Term::apply(Type::Bool, Function::And, both))
            }
        };
        let when = self.whole_domain(when, domain);
        let stages = alert.recurrence.stages.as_ref().map(|stages| {
            let mut day = |term: &Term| {
                let id = self.single(term);
                self.whole_domain(id, domain)
            };
            StageNodes {
                date: day(&stages.before),
                days: stages.days.iter().map(|(_, on)| day(on)).collect(),
            }
        });
        let mut tests = alert.each.map(|table| self.visible(table)).unwrap_or_default();
        let visible = self.both(tests.clone(), domain);
        let (conditions, gaps) = self.conditions(alert, domain);
        let timed =
            |table: &TableId| self.model.schema.table(*table).is_some_and(|t| t.time != TableTime::default());
        if let Some(table) = alert.each.filter(timed) {
            tests.push(self.node(Op::Usable(table), Domain::Customer, Repr::Bits));
        }
        let asked = tests.clone();
        tests.push(when);
        let when = if tests.len() > 1 { self.both(tests, domain).unwrap_or(when) } else { when };
        let event_key = alert.event_key.as_ref().map(|t| self.single(t)).map(|k| self.gathered(k, domain));
        let titles = match &alert.task {
            Some(task) => [&task.title_en, &task.title_zh]
                .map(|title| title.terms.iter().map(|term| self.shown_beside(term, domain)).collect()),
            None => [Vec::new(), Vec::new()],
        };
        let never = self.model.population.never_contact.as_ref().map(|term| (Block::NeverContact, term));
        let complaint = self.model.complaint(alert).map(|term| (Block::Complaint, term));
        let suppress = alert.suppress.as_ref().map(|term| (Block::Suppress, term));
        let blocks = never.into_iter().chain(complaint).chain(suppress).filter(|_| alert.task.is_some());
        let blocks: Vec<(Block, NodeId)> = blocks.map(|(by, term)| (by, self.single(term))).collect();
        let held = self.held_out(alert, when).map(|id| (Block::Holdout, id));
        let blocks = blocks.into_iter().chain(held);
        let blocks = blocks.map(|(by, id)| (by, self.whole_domain(id, domain))).collect();
        let stop = alert.stop.as_ref().map(|term| self.single(term));
        let stake = alert.stake.as_ref().map(|term| self.stake(term, domain));
        AlertNodes { when, visible, asked, conditions, gaps, event_key, stop, blocks, stake, stages, titles }
    }

    /// The conditions of an alert, and what is compared with what in those that compare.
    fn conditions(
        &mut self,
        alert: &crate::model::Alert,
        domain: Domain,
    ) -> (Vec<NodeId>, Vec<Option<[Shown; 2]>>) {
        let model = self.model;
        let (mut conditions, mut gaps) = (Vec::new(), Vec::new());
        for term in &alert.conjuncts(model) {
            let id = self.single(term);
            conditions.push(self.whole_domain(id, domain));
            let sides = model.gap(term).map(|gap| [gap.value, gap.bound]);
            gaps.push(sides.map(|sides| sides.map(|side| self.shown_beside(side, domain))));
        }
        (conditions, gaps)
    }

    /// Whether an alert leaves a customer alone on the day of the run. Nobody is drawn for nothing: on other days, or
    /// where an alert of customers does not fire.
    fn held_out(&mut self, alert: &crate::model::Alert, when: NodeId) -> Option<NodeId> {
        let model = self.model;
        let at = model.alerts.iter().position(|other| other.id == alert.id)?;
        let holdout = model.holdout.as_ref().filter(|holdout| holdout.is_about(at))?;
        alert.task.as_ref()?;
        let acts = self.single(&holdout.acts());
        let (salt, rule) = (self.text(&holdout.salt), self.text(&alert.id));
        let of_customer = self.program.node(when).is_some_and(|node| node.domain == Domain::Customer);
        let fires = of_customer.then_some(when);
        let asked = self.both(fires.into_iter().chain([acts]).collect(), Domain::Customer).unwrap_or(acts);
        let drawn = Op::HeldOut(asked, salt, rule, holdout.share);
        Some(self.node(drawn, Domain::Customer, Repr::Bits))
    }

    /// A condition that names no field of the row still has one value per row.
    pub(super) fn whole_domain(&mut self, id: NodeId, domain: Domain) -> NodeId {
        if self.program.node(id).is_some_and(|n| n.domain != domain) {
            let repr = self.program.node(id).map_or(Repr::Bits, |n| n.repr);
            return self.node(Op::Gather(id), domain, repr);
        }
        id
    }

    /// The nodes of a term.
    pub(super) fn term(&mut self, term: &Term) -> Lowered {
        match &term.kind {
            TermKind::Value(value) => Lowered::Node(self.value(value)),
            TermKind::Param(i) => Lowered::Node(self.param(*i)),
            TermKind::Field(id) if self.asked == Some(id.table) => {
                Lowered::Node(self.read(*id, repr_of(term.ty), Domain::Child(id.table)))
            }
            TermKind::Field(id) if !self.model.schema.is_of_customers(id.table) => {
                Lowered::Node(self.of_product(*id, repr_of(term.ty)))
            }
            TermKind::Field(id) => Lowered::Node(self.read(*id, repr_of(term.ty), term.domain)),
            TermKind::Offered(at) => {
                Lowered::Node(self.node(Op::Offered(u32::from(*at)), Domain::Customer, Repr::Bits))
            }
            TermKind::Derive(i) => {
                self.derives.get(usize::from(*i)).copied().flatten().unwrap_or(Lowered::Node(NodeId(0)))
            }
            TermKind::Score(i, part) => Lowered::Node(self.card_part(*i, *part)),
            TermKind::Class(i, part) => Lowered::Node(self.class_part(*i, *part)),
            TermKind::Output(table, output) => {
                let found = self.decisions.get(usize::from(*table)).and_then(Option::as_ref);
                let id = found.and_then(|d| d.outputs.get(usize::from(*output)));
                Lowered::Node(id.copied().unwrap_or(NodeId(0)))
            }
            TermKind::Clock(clock) => {
                Lowered::Node(self.node(Op::Clock(*clock), Domain::Customer, repr_of(term.ty)))
            }
            TermKind::Apply(function, args) => self.apply(*function, args, term.ty),
            TermKind::Aggregate(aggregate) => Lowered::Node(self.aggregate(aggregate, repr_of(term.ty))),
        }
    }

    /// A field, or what people say instead, as far as the customer permits its use.
    pub(super) fn read(&mut self, id: FieldId, repr: Repr, domain: Domain) -> NodeId {
        // A field of the inner row of pairs; one of the outer row is gathered where it meets the pairs.
        let inner = matches!(domain, Domain::Pair(..));
        let own = if inner { Domain::Child(id.table) } else { domain };
        let node = self.field(id).unwrap_or_else(|| self.node(Op::Input(id), own, repr));
        let node = self.permitted(id, node, repr);
        if !self.program.fields.iter().any(|(known, _)| *known == id) {
            self.program.fields.push((id, node));
        }
        if inner { self.node(Op::Beside(node), domain, repr) } else { node }
    }

    /// The value of a field where the customer permits its use.
    pub(super) fn permitted(&mut self, id: FieldId, node: NodeId, repr: Repr) -> NodeId {
        let model = self.model;
        let Some(permit) = model.permit(id) else { return node };
        let permitted = self.single(&permit.term);
        let withdrawn = self.node(Op::Withdrawn(id), Domain::Customer, repr);
        let ([permitted, value], domain) = self.align([permitted, node]);
        self.node(Op::Select(permitted, value, withdrawn), domain, repr)
    }

    /// Whether the customer has withdrawn something that a term rests on; `None` when nothing can be withdrawn.
    pub(super) fn withdrawn(&mut self, term: &Term) -> Option<NodeId> {
        let model = self.model;
        let mut permits: Vec<&Permit> = Vec::new();
        rests_on(model, term, &mut |id, _| {
            if let Some(permit) = model.permit(id).filter(|permit| !permits.contains(permit)) {
                permits.push(permit);
            }
        });
        let refused: Vec<NodeId> = permits
            .into_iter()
            .map(|permit| {
                let permitted = self.single(&permit.term);
                self.node(Op::Not(permitted), Domain::Customer, Repr::Bits)
            })
            .collect();
        (!refused.is_empty()).then(|| self.node(Op::Or(refused), Domain::Customer, Repr::Bits))
    }

    /// The node of a term that is not a ratio.
    pub(super) fn single(&mut self, term: &Term) -> NodeId {
        match self.term(term) {
            Lowered::Node(id) => id,
            Lowered::Ratio { num, .. } => num.0,
        }
    }

    /// A term that leaves the expressions: doubles only where they are finite.
    pub(super) fn shown(&mut self, term: &Term) -> Shown {
        let mut at = self.term(term);
        if let (Type::Double, Lowered::Node(id)) = (term.ty, at) {
            at = Lowered::Node(self.finite(id));
        }
        Shown { at, ty: term.ty }
    }

    /// A term that is shown beside rows of a domain.
    pub(super) fn shown_beside(&mut self, term: &Term, domain: Domain) -> Shown {
        let Shown { at, ty } = self.shown(term);
        let at = match at {
            Lowered::Node(id) => Lowered::Node(self.gathered(id, domain)),
            Lowered::Ratio { num, den } => Lowered::Ratio {
                num: (self.gathered(num.0, domain), num.1),
                den: (self.gathered(den.0, domain), den.1),
            },
        };
        Shown { at, ty }
    }

    fn finite(&mut self, id: NodeId) -> NodeId {
        let domain = self.domain_of(id);
        self.node(Op::Finite(id), domain, Repr::F64)
    }

    fn card_part(&mut self, index: u16, part: ScorePart) -> NodeId {
        let card = self.cards.get(usize::from(index)).copied().flatten().unwrap_or(NodeId(0));
        let repr = if let ScorePart::Reason(_) = part { Repr::Code } else { Repr::I64 };
        self.node(Op::CardPart(card, part), Domain::Customer, repr)
    }

    fn card(&mut self, index: u32, card: &Scorecard) -> NodeId {
        let mut gauges = Vec::new();
        for (dimension, decl) in card.dimensions.iter().enumerate() {
            for indicator in &decl.indicators {
                gauges.push(self.gauge(indicator, dimension));
            }
        }
        let baseline = card.baseline.as_ref().map(|b| self.gauge(b, 0));
        let population = self.model.population.score.as_ref().map(|term| self.single(term));
        let mut numbers = Card {
            gauges,
            dimensions: card.dimensions.iter().map(|d| (d.weight, d.indicators.len())).collect(),
            low: card.low,
            high: card.high,
            min_confidence: card.min_confidence,
            population,
            baseline,
            reasons_top: usize::try_from(card.reasons_top).unwrap_or(0),
            reason_codes: card.reason_codes.len(),
            units: (1, Vec::new()),
            full: PatternEntry::default(),
        };
        numbers.settle();
        self.program.cards.push(numbers);
        // Cards are lowered in dependency order, so the index of the model is not the place in the list.
        let place = u32::try_from(self.program.cards.len() - 1).unwrap_or(index);
        self.node(Op::Card(place), Domain::Customer, Repr::Card)
    }

    fn gauge(&mut self, indicator: &Indicator, dimension: usize) -> Gauge {
        let (input, points) = match &indicator.points {
            Points::Bins(bins) => {
                let sets: Vec<Option<&CellSet>> = bins.iter().map(|b| Some(&b.set)).collect();
                let input = self.segment(&indicator.of, &sets);
                (input, PointsKind::Bins(bins.iter().map(|b| b.points).collect()))
            }
            Points::Curve(knots) if indicator.of.ty == Type::Date => {
                (self.single(&indicator.of), PointsKind::DateCurve(knots.clone()))
            }
            Points::Curve(knots) => (self.single(&indicator.of), PointsKind::Curve(knots.clone())),
        };
        let (missing, weight, reason) = (indicator.missing, indicator.weight, indicator.reason);
        let withdrawn = self.withdrawn(&indicator.of);
        let curve = match &points {
            PointsKind::Curve(knots) | PointsKind::DateCurve(knots) => Curve::of(knots),
            PointsKind::Bins(_) => Curve::default(),
        };
        let (bins, stretches) = (0, 0);
        Gauge { input, points, missing, withdrawn, weight, dimension, reason, curve, bins, stretches }
    }

    /// Which of the sets takes the term's value, as a code.
    pub(super) fn segment(&mut self, term: &Term, sets: &[Option<&CellSet>]) -> NodeId {
        let lowered = self.term(term);
        let line = match term.ty {
            Type::Ratio => Line::Ratios,
            Type::Double => Line::Doubles,
            Type::Timestamp | Type::Duration => Line::Wide,
            Type::String => Line::Texts,
            Type::Bool => Line::Codes(2),
            Type::Enum(id) => Line::Codes(self.model.enumeration(id).members.len()),
            _ => Line::Ints,
        };
        let found: Segments = segments(&line, sets);
        let index = match self.program.segments.iter().position(|s| *s == found) {
            Some(index) => index,
            None => {
                self.program.segments.push(found);
                self.program.segments.len() - 1
            }
        };
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        match lowered {
            Lowered::Ratio { num, den } => {
                let ([n, d], domain) = self.align([num.0, den.0]);
                // value * 10^8 = num * 10^(den scale + 8 - num scale) / den
                let (left, right) = powers(den.1 + MAX_SCALE, num.1);
                let op = Op::SegmentRatio { segments: index, num: n, den: d, left, right };
                self.node(op, domain, Repr::Code)
            }
            Lowered::Node(id) => {
                let id = if term.ty == Type::Double { self.finite(id) } else { id };
                let domain = self.domain_of(id);
                self.node(Op::Segment(index, id), domain, Repr::Code)
            }
        }
    }

    /// A value for each code of a node.
    pub(super) fn pick(&mut self, code: NodeId, pick: Pick, repr: Repr) -> NodeId {
        let known = self.program.picks.iter().position(|p| *p == pick);
        let at = known.unwrap_or_else(|| {
            self.program.picks.push(pick);
            self.program.picks.len() - 1
        });
        let domain = self.domain_of(code);
        self.node(Op::Pick(code, PickId(u32::try_from(at).unwrap_or(u32::MAX))), domain, repr)
    }

    /// A decimal node with more places.
    pub(super) fn widen(&mut self, id: NodeId, from: u8, to: u8) -> NodeId {
        if from >= to {
            return id;
        }
        let domain = self.domain_of(id);
        self.node(Op::Convert(Convert::Widen(to - from), id), domain, Repr::I64)
    }

    pub(super) fn arith(&mut self, op: Arith, a: NodeId, b: NodeId, repr: Repr) -> NodeId {
        let ([a, b], domain) = self.align([a, b]);
        self.node(Op::Arith(op, a, b), domain, repr)
    }

    pub(super) fn compare(&mut self, compare: Compare, a: NodeId, b: NodeId) -> NodeId {
        let ([a, b], domain) = self.align([a, b]);
        // A constant stands on the right, where kernels expect it.
        let left_constant = self.program.node(a).is_some_and(|n| n.op.is_constant());
        let (compare, a, b) = if left_constant { (compare.flipped(), b, a) } else { (compare, a, b) };
        self.node(Op::Compare(compare, a, b), domain, Repr::Bits)
    }
}

/// `left` and `right` powers of ten with their common part taken out.
pub(super) fn powers(left: u8, right: u8) -> (u8, u8) {
    let common = left.min(right);
    (left - common, right - common)
}

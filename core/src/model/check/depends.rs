//! What depends on what: found in the syntax trees, before anything is typed.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use super::{At, Definition, Expr, ExprKind, Filter, Name, Names, Policy, Source, Text};

/// Definitions and what each names.
pub(super) struct Graph {
    uses: BTreeMap<Definition, BTreeSet<Definition>>,
}

/// The name and the place of a definition.
pub(super) fn id(policy: &Policy, definition: Definition) -> (&str, At) {
    let found = match definition {
        Definition::Derive(i) => policy.derives.get(usize::from(i)).map(|d| (d.id.as_str(), &d.at)),
        Definition::Score(i) => policy.scorecards.get(usize::from(i)).map(|d| (d.id.as_str(), &d.at)),
        Definition::Decision(i) => policy.decisions.get(usize::from(i)).map(|d| (d.id.as_str(), &d.at)),
    };
    found.map_or(("", At::default()), |(id, at)| (id, at.clone()))
}

impl Graph {
    pub(super) fn of(policy: &Policy, names: &Names) -> Self {
        let mut uses = BTreeMap::new();
        let index = |i: usize| u16::try_from(i).unwrap_or(u16::MAX);
        for (i, derive) in policy.derives.iter().enumerate() {
            let mut set = BTreeSet::new();
            source(&derive.source, names, &mut set);
            uses.insert(Definition::Derive(index(i)), set);
        }
        for (i, card) in policy.scorecards.iter().enumerate() {
            let mut set = BTreeSet::new();
            let indicators = card.dimensions.iter().flat_map(|d| &d.indicators).chain(&card.baseline);
            indicators.for_each(|indicator| source(&indicator.of, names, &mut set));
            uses.insert(Definition::Score(index(i)), set);
        }
        for (i, decision) in policy.decisions.iter().enumerate() {
            let mut set = BTreeSet::new();
            decision.inputs.iter().for_each(|(_, text)| cel(text, names, &mut set));
            uses.insert(Definition::Decision(index(i)), set);
        }
        Self { uses }
    }

    /// A dependency order, and the cycles (each as a path that returns to its first member).
    pub(super) fn sorted(&self) -> (Vec<Definition>, Vec<Vec<Definition>>) {
        let mut visit = Visit { graph: self, state: BTreeMap::new(), path: Vec::new(), order: Vec::new(), cycles: Vec::new() };
        for definition in self.uses.keys() {
            visit.definition(*definition);
        }
        (visit.order, visit.cycles)
    }
}

struct Visit<'a> {
    graph: &'a Graph,
    /// false: on the path; true: done.
    state: BTreeMap<Definition, bool>,
    path: Vec<Definition>,
    order: Vec<Definition>,
    cycles: Vec<Vec<Definition>>,
}

impl Visit<'_> {
    fn definition(&mut self, definition: Definition) {
        match self.state.get(&definition) {
            Some(true) => return,
            Some(false) => {
                let start = self.path.iter().position(|d| *d == definition).unwrap_or(0);
                let mut cycle: Vec<Definition> = self.path.iter().skip(start).copied().collect();
                cycle.push(definition);
                self.cycles.push(cycle);
                return;
            }
            None => {}
        }
        self.state.insert(definition, false);
        self.path.push(definition);
        for used in self.graph.uses.get(&definition).into_iter().flatten() {
            self.definition(*used);
        }
        self.path.pop();
        self.state.insert(definition, true);
        self.order.push(definition);
    }
}

fn source(source: &Source, names: &Names, out: &mut BTreeSet<Definition>) {
    match source {
        Source::Cel(text) => cel(text, names, out),
        Source::Aggregate(aggregate) => {
            if let Some(Filter::Cel(text)) = &aggregate.filter {
                cel(text, names, out);
            }
        }
    }
}

fn cel(text: &Text, names: &Names, out: &mut BTreeSet<Definition>) {
    if let Ok(expr) = crate::cel::parse::expression(&text.text) {
        expression(&expr, names, out);
    }
}

fn expression(expr: &Expr, names: &Names, out: &mut BTreeSet<Definition>) {
    match &expr.kind {
        ExprKind::Ident { name, .. } => {
            out.extend(match names.get(name) {
                Some(Name::Derive(i)) => Some(Definition::Derive(*i)),
                Some(Name::Score(i)) => Some(Definition::Score(*i)),
                Some(Name::Decision(i)) => Some(Definition::Decision(*i)),
                _ => None,
            });
        }
        ExprKind::Select { operand, .. } | ExprKind::Unary(_, operand) | ExprKind::Optional(operand) => expression(operand, names, out),
        ExprKind::Index { operand: a, index: b } | ExprKind::Binary(_, a, b) => {
            expression(a, names, out);
            expression(b, names, out);
        }
        ExprKind::Call { target, args, .. } => {
            target.iter().for_each(|t| expression(t, names, out));
            args.iter().for_each(|a| expression(a, names, out));
        }
        ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().for_each(|e| expression(e, names, out)),
        ExprKind::List(items) => items.iter().for_each(|i| expression(i, names, out)),
        ExprKind::Map(entries) => entries.iter().for_each(|(k, v)| {
            expression(k, names, out);
            expression(v, names, out);
        }),
        ExprKind::Message { fields, .. } => fields.iter().for_each(|(_, v)| expression(v, names, out)),
        _ => {}
    }
}

//! What depends on what: found in the syntax trees, before anything is typed.

use alloc::vec;
use alloc::vec::Vec;

use super::{
    AggregateDecl, At, Definition, Expr, ExprKind, Filter, Name, Names, Policy, Source, Text, WindowDecl,
};
use crate::order::sort_unique;

/// Definitions and what each names.
pub(super) struct Graph {
    /// In the order of definitions.
    uses: Vec<(Definition, Vec<Definition>)>,
}

/// The name and the place of a definition.
pub(in crate::model) fn id(policy: &Policy, definition: Definition) -> (&str, At) {
    let found = match definition {
        Definition::Derive(i) => policy.derives.get(usize::from(i)).map(|d| (d.id.as_str(), &d.at)),
        Definition::Score(i) => policy.scorecards.get(usize::from(i)).map(|d| (d.id.as_str(), &d.at)),
        Definition::Decision(i) => policy.decisions.get(usize::from(i)).map(|d| (d.id.as_str(), &d.at)),
        Definition::Class(i) => policy.classes.get(usize::from(i)).map(|c| (c.id.as_str(), &c.at)),
        Definition::Group(i) => policy.groups.get(usize::from(i)).map(|d| (d.id.as_str(), &d.at)),
    };
    found.map_or(("", At::default()), |(id, at)| (id, at.clone()))
}

impl Graph {
    pub(super) fn of(policy: &Policy, names: &Names) -> Self {
        let mut uses = Vec::new();
        let index = |i: usize| u16::try_from(i).unwrap_or(u16::MAX);
        for (i, derive) in policy.derives.iter().enumerate() {
            let mut set = Vec::new();
            source(&derive.source, names, &mut set);
            uses.push((Definition::Derive(index(i)), set));
        }
        for (i, card) in policy.scorecards.iter().enumerate() {
            let mut set = Vec::new();
            let indicators = card.dimensions.iter().flat_map(|d| &d.indicators).chain(&card.baseline);
            indicators.for_each(|indicator| source(&indicator.of, names, &mut set));
            policy.population.score.iter().for_each(|text| cel(text, names, &mut set));
            uses.push((Definition::Score(index(i)), set));
        }
        for (i, decision) in policy.decisions.iter().enumerate() {
            let mut set = Vec::new();
            decision.inputs.iter().for_each(|(_, text)| cel(text, names, &mut set));
            uses.push((Definition::Decision(index(i)), set));
        }
        for (i, class) in policy.classes.iter().enumerate() {
            let mut set = Vec::new();
            class.inputs.iter().for_each(|(_, text)| cel(text, names, &mut set));
            let confirmed = class.confirmed().filter_map(|name| names.get(&name).copied());
            set.extend(confirmed.filter_map(|name| {
                if let Name::Derive(i) = name { Some(Definition::Derive(i)) } else { None }
            }));
            uses.push((Definition::Class(index(i)), set));
        }
        for (i, group) in policy.groups.iter().enumerate() {
            let mut set = Vec::new();
            for total in &group.totals {
                total.of.iter().for_each(|text| cel(text, names, &mut set));
                if let Some(Filter::Cel(text)) = &total.filter {
                    cel(text, names, &mut set);
                }
            }
            uses.push((Definition::Group(index(i)), set));
        }
        uses.iter_mut().for_each(|(_, set)| sort_unique(set));
        Self { uses }
    }

    /// A dependency order, and the cycles (each as a path that returns to its first member).
    pub(super) fn sorted(&self) -> (Vec<Definition>, Vec<Vec<Definition>>) {
        let mut visit = Visit {
            graph: self,
            state: vec![None; self.uses.len()],
            path: Vec::new(),
            order: Vec::new(),
            cycles: Vec::new(),
        };
        for (definition, _) in &self.uses {
            visit.definition(*definition);
        }
        (visit.order, visit.cycles)
    }
}

struct Visit<'a> {
    graph: &'a Graph,
    /// Of each definition. false: on the path; true: done.
    state: Vec<Option<bool>>,
    path: Vec<Definition>,
    order: Vec<Definition>,
    cycles: Vec<Vec<Definition>>,
}

impl Visit<'_> {
    fn definition(&mut self, definition: Definition) {
        let Ok(at) = self.graph.uses.binary_search_by(|(d, _)| d.cmp(&definition)) else { return };
        match self.state.get(at).copied().flatten() {
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
        self.mark(at, false);
        self.path.push(definition);
        for used in self.graph.uses.get(at).iter().flat_map(|(_, set)| set) {
            self.definition(*used);
        }
        self.path.pop();
        self.mark(at, true);
        self.order.push(definition);
    }

    fn mark(&mut self, at: usize, done: bool) {
        if let Some(state) = self.state.get_mut(at) {
            *state = Some(done);
        }
    }
}

fn source(source: &Source, names: &Names, out: &mut Vec<Definition>) {
    match source {
        Source::Cel(text) => cel(text, names, out),
        Source::Measure(measure) => {
            for part in measure.minus.iter().chain([&measure.total]) {
                aggregate_uses(part, names, out);
            }
        }
        Source::Aggregate(aggregate) => aggregate_uses(aggregate, names, out),
        Source::Entries(entries) => {
            [&entries.from, &entries.until].into_iter().for_each(|text| cel(text, names, out))
        }
    }
}

fn aggregate_uses(aggregate: &AggregateDecl, names: &Names, out: &mut Vec<Definition>) {
    if let Some(Filter::Cel(text)) = &aggregate.filter {
        cel(text, names, out);
    }
    if let Some(WindowDecl::Dates(from, to)) = &aggregate.window {
        [from, to].into_iter().for_each(|text| cel(text, names, out));
    }
}

fn cel(text: &Text, names: &Names, out: &mut Vec<Definition>) {
    if let Ok(expr) = crate::cel::parse::expression(&text.text) {
        expression(&expr, names, out);
    }
}

fn expression(expr: &Expr, names: &Names, out: &mut Vec<Definition>) {
    match &expr.kind {
        ExprKind::Ident { name, .. } => {
            out.extend(match names.get(name) {
                Some(Name::Derive(i)) => Some(Definition::Derive(*i)),
                Some(Name::Score(i)) => Some(Definition::Score(*i)),
                Some(Name::Decision(i)) => Some(Definition::Decision(*i)),
                Some(Name::Class(i)) => Some(Definition::Class(*i)),
                Some(Name::Group(i)) => Some(Definition::Group(*i)),
                _ => None,
            });
        }
        ExprKind::Select { operand, .. } | ExprKind::Unary(_, operand) | ExprKind::Optional(operand) => {
            // A name may have a dot, as `aum.confirmed` has.
            let whole = super::super::typing::dotted(expr).map(|path| path.join("."));
            if let Some(Name::Derive(i)) = whole.and_then(|whole| names.get(&whole)) {
                out.push(Definition::Derive(*i));
            }
            expression(operand, names, out);
        }
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

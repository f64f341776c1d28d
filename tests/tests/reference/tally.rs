//! What was compared: counts by function and by outcome, so that a generator that goes blind is seen.

use std::collections::BTreeMap;

use appraise_core::model::{Aggregate, Term, TermKind};
use appraise_tests::reference::{Cell, Known};

/// Counts, and what differed.
#[derive(Debug, Default)]
pub struct Tally {
    /// Expressions compared.
    pub expressions: u64,
    /// Expressions that the checker refused.
    pub refused: u64,
    /// Pairs of an expression and a customer.
    pub pairs: u64,
    /// How often a function or an aggregate was in an expression.
    functions: BTreeMap<String, u64>,
    /// True, false, another value, unknown.
    outcomes: [u64; 4],
    /// Descriptions of pairs that differ.
    pub failures: Vec<String>,
}

impl Tally {
    /// Counts what an expression is made of.
    pub fn expression(&mut self, term: &Term) {
        self.expressions += 1;
        let functions = &mut self.functions;
        term.walk(&mut |term| {
            let name = match &term.kind {
                TermKind::Apply(function, _) => format!("{function:?} -> {}", kind(term)),
                TermKind::Aggregate(aggregate) => name(aggregate),
                _ => return,
            };
            *functions.entry(name).or_default() += 1;
        });
    }

    /// Counts a pair.
    pub fn pair(&mut self, cell: &Cell) {
        self.pairs += 1;
        let at = match cell {
            Some(Known::Bool(true)) => 0,
            Some(Known::Bool(false)) => 1,
            Some(_) => 2,
            None => 3,
        };
        self.outcomes[at] += 1;
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Self) {
        self.expressions += other.expressions;
        self.refused += other.refused;
        self.pairs += other.pairs;
        for (name, count) in other.functions {
            *self.functions.entry(name).or_default() += count;
        }
        for (mine, theirs) in self.outcomes.iter_mut().zip(other.outcomes) {
            *mine += theirs;
        }
        self.failures.extend(other.failures);
    }

    /// Prints the distribution.
    pub fn print(&self) {
        for (name, count) in &self.functions {
            println!("  {name:<32} {count:>10}");
        }
        let [yes, no, value, unknown] = self.outcomes;
        println!(
            "  true {yes}, false {no}, another value {value}, unknown {unknown}; refused {}",
            self.refused
        );
    }

    /// What was seen too seldom for so many pairs to mean something.
    pub fn shortfalls(&self, pairs: u64) -> Vec<String> {
        let rare = |(what, count): (&str, u64)| {
            (count * 20 < self.pairs).then(|| format!("only {count} of {} pairs are {what}", self.pairs))
        };
        let [yes, no, value, unknown] = self.outcomes;
        let seen = [("true", yes), ("false", no), ("another value", value), ("unknown", unknown)];
        let mut found: Vec<String> = seen.into_iter().filter_map(rare).collect();
        if pairs >= 100_000 && self.functions.len() < 40 {
            found.push(format!("only {} functions and aggregates were made", self.functions.len()));
        }
        found
    }
}

fn kind(term: &Term) -> String {
    let name = format!("{:?}", term.ty);
    name.split('(').next().unwrap_or("").to_owned()
}

fn name(aggregate: &Aggregate) -> String {
    let within = if aggregate.within.is_some() { " of pairs" } else { "" };
    format!(
        "aggregate {:?}{}{within}",
        aggregate.kind,
        if aggregate.filter.is_some() { " where" } else { "" }
    )
}

//! One batch: a few expressions over the same rows, at the engine and at both oracles.

use appraise_core::value::Value;
use appraise_tests::probe::{Probe, same};
use appraise_tests::random::Random;

use super::expression::{FIELDS, Generator, Node, Reader, Ty, fields};
use super::oracle::{Bound, Oracles, Said};
use super::report::Report;
use super::value;

/// Where an oracle leaves cel-spec, or cel-go, whose values the engine promises where the specification is silent.
/// What is written for the oracles says it in their way, see `oracle`; here the engine is held to the cases themselves.
///
/// - `bool(string)`: cel-go takes `T` and `F`; the oracles do not.
/// - `double(string)` of a number that no double holds: cel-spec makes a conversion that leaves the range an error;
///   the oracles give an infinity.
/// - `string(double)`: cel-spec leaves the form open; cel-go writes `%g`, `cel` the shortest plain form, `cel-core` a
///   point at least.
/// - An index below 0: cel-spec has no such element; `cel-core` counts from the end.
/// - An int literal beside a double in an ordering: the checker of `cel-core` refuses it, its evaluator does not.
const DEPARTURES: [(&str, Option<Value>); 13] = [
    ("[1, 2][-1] == 2", None),
    ("bool('T')", Some(Value::Bool(true))),
    ("bool('F')", Some(Value::Bool(false))),
    ("double('1e400') > 0.0", None),
    ("double('-1e400') > 0.0", None),
    ("double('-Infinity') < 0.0", Some(Value::Bool(true))),
    ("string(2.0) == '2'", Some(Value::Bool(true))),
    ("string(1e21) == '1e+21'", Some(Value::Bool(true))),
    ("string(1234567.5) == '1.2345675e+06'", Some(Value::Bool(true))),
    ("string(1.0 / 0.0) == '+Inf'", Some(Value::Bool(true))),
    ("string(0.0 / 0.0) == 'NaN'", Some(Value::Bool(true))),
    ("string(-0.0) == '-0'", Some(Value::Bool(true))),
    ("1 < 1.5 && 2.5 >= 2", Some(Value::Bool(true))),
];

/// Holds the engine to the cases in which an oracle departs.
pub fn departures() -> Vec<String> {
    let texts = DEPARTURES.map(|(text, _)| text);
    let mut failures = Vec::new();
    for folding in [false, true] {
        let probe = match Probe::new(&[], &texts) {
            Ok(probe) => probe,
            Err(findings) => return vec![format!("a departure is refused: {findings:?}")],
        };
        let prepared = probe.prepare(&[], 1, folding);
        let outcome = prepared.evaluate();
        for (at, (text, wanted)) in DEPARTURES.iter().enumerate() {
            let value = prepared.value(&outcome, at, 0);
            if value != wanted.clone().unwrap_or(Value::Null) {
                failures.push(format!("`{text}`: {value:?}, expected {wanted:?}, folding {folding}"));
            }
        }
    }
    failures
}

/// Expressions of one policy.
const EXPRESSIONS: usize = 6;

/// Most rows of a batch: more than two words of a bitmap.
const ROWS: usize = 130;

/// Of a hundred values so many are missing in the second generator.
const MISSING: usize = 12;

/// A batch.
pub struct Batch {
    nodes: Vec<Node>,
    rows: Vec<Vec<Value>>,
    missing: bool,
    folding: bool,
}

impl Batch {
    /// A random batch.
    #[must_use]
    pub fn new(mut random: Random, missing: bool) -> Self {
        let random = &mut random;
        let count = if random.percent(4) { ROWS } else { random.below(ROWS / 10) + 1 };
        let rows = (0..count).map(|_| value::row(random, if missing { MISSING } else { 0 })).collect();
        let folding = random.percent(50);
        let mut generator = Generator { random, missing, made: Vec::new(), variables: Vec::new() };
        let nodes = (0..EXPRESSIONS).map(|_| generator.root()).collect();
        Self { nodes, rows, missing, folding }
    }

    /// Compares every expression in every row.
    pub fn run(&self, oracles: &Oracles, report: &mut Report) {
        let bound: Vec<Bound> = self.rows.iter().map(|row| oracles.bind(row)).collect();
        let nodes: Vec<&Node> = self.nodes.iter().collect();
        let ours = match self.engine(&nodes) {
            Ok(ours) => ours,
            Err(why) => return report.failures.push(why),
        };
        for (node, ours) in self.nodes.iter().zip(&ours) {
            report.expressions += 1;
            node.walk(&mut |n| {
                if !n.op.is_empty() {
                    *report.operators.entry(n.op).or_default() += 1;
                }
            });
            let compiled = match oracles.compile(&node.text(Reader::Oracle)) {
                Ok(compiled) => compiled,
                Err(why) => return report.failures.push(format!("`{}`: {why}", node.text(Reader::Oracle))),
            };
            for (at, (row, ours)) in bound.iter().zip(ours).enumerate() {
                report.pairs += 1;
                if node.ty == Ty::Bool {
                    report.count_truth(self.missing, ours);
                }
                let (cel, core) = compiled.run(row);
                if !same(&leaving(cel), ours) || !same(&leaving(core), ours) {
                    report.failures.push(self.account(oracles, node, at, row));
                }
            }
        }
    }

    /// Values of the engine, per expression and row.
    fn engine(&self, nodes: &[&Node]) -> Result<Vec<Vec<Value>>, String> {
        let texts: Vec<String> = nodes.iter().map(|n| n.text(Reader::Engine)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let probe =
            Probe::new(&fields(), &texts).map_err(|findings| format!("refused: {texts:#?} {findings:?}"))?;
        let column = |at: usize| self.rows.iter().filter_map(|row| row.get(at).cloned()).collect();
        let columns: Vec<Vec<Value>> = (0..FIELDS.len()).map(column).collect();
        let prepared = probe.prepare(&columns, self.rows.len(), self.folding);
        let outcome = prepared.evaluate();
        let values = |at| (0..self.rows.len()).map(|row| prepared.value(&outcome, at, row)).collect();
        Ok((0..nodes.len()).map(values).collect())
    }

    /// The smallest subexpression about which someone differs, the row and what everyone says.
    fn account(&self, oracles: &Oracles, node: &Node, at: usize, row: &Bound) -> String {
        let all = |n: &Node| {
            let ours = self.engine(&[n]).ok().and_then(|v| v.first()?.get(at).cloned());
            let (cel, core) = oracles.compile(&n.text(Reader::Oracle)).map_or((None, None), |c| c.run(row));
            (ours, cel, core)
        };
        let mut smallest = node;
        let mut found = false;
        node.walk(&mut |n| {
            // The body of a macro alone says nothing.
            if oracles.compile(&n.text(Reader::Oracle)).is_err() {
                return;
            }
            let (ours, cel, core) = all(n);
            let differs = ours.is_none_or(|ours| !same(&leaving(cel), &ours) || !same(&leaving(core), &ours));
            if differs && !found {
                (smallest, found) = (n, true);
            }
        });
        let (ours, cel, core) = all(smallest);
        let used: Vec<String> = FIELDS
            .iter()
            .zip(self.rows.get(at).into_iter().flatten())
            .filter(|((name, _), _)| smallest.text(Reader::Engine).contains(name))
            .map(|((name, _), value)| format!("{name} = {value:?}"))
            .collect();
        format!(
            "`{}` where {}: {ours:?}, while cel says {cel:?}, cel-core {core:?} (within `{}`, folding {})",
            smallest.text(Reader::Engine),
            used.join(", "),
            node.text(Reader::Engine),
            self.folding,
        )
    }
}

/// What a result is once it leaves an expression: an error and a double that is not finite are unknown.
fn leaving(said: Said) -> Value {
    match said {
        Some(Value::Double(d)) if !d.is_finite() => Value::Null,
        Some(value) => value,
        None => Value::Null,
    }
}

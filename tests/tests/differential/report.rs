//! What was compared, and whether it was enough of everything.

use std::collections::BTreeMap;

use appraise_core::value::Value;

use super::expression::{COUNTED, COUNTED_MISSING};

/// Counts of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Pairs of an expression and a row.
    pub pairs: u64,
    /// Expressions.
    pub expressions: u64,
    /// Results of boolean expressions: true, false, unknown; without and with missing values.
    pub truths: [[u64; 3]; 2],
    /// Occurrences of each operator in expressions.
    pub operators: BTreeMap<&'static str, u64>,
    /// What went wrong.
    pub failures: Vec<String>,
}

/// Smallest number of occurrences of every operator at the default number of pairs and above.
const OCCURRENCES: u64 = 1000;

/// The number of pairs from which on the distribution is asked for.
const FULL: u64 = 200_000;

impl Report {
    /// Counts the result of a condition.
    pub fn count_truth(&mut self, missing: bool, value: &Value) {
        let [given, some_missing] = &mut self.truths;
        let [yes, no, unknown] = if missing { some_missing } else { given };
        *match value {
            Value::Bool(true) => yes,
            Value::Bool(false) => no,
            _ => unknown,
        } += 1;
    }

    /// Joins the counts of another run.
    pub fn add(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.expressions += other.expressions;
        for (mine, theirs) in self.truths.iter_mut().flatten().zip(other.truths.iter().flatten()) {
            *mine += theirs;
        }
        for (op, count) in other.operators {
            *self.operators.entry(op).or_default() += count;
        }
        self.failures.extend(other.failures);
    }

    /// Prints the distribution.
    pub fn print(&self) {
        for (name, counts) in ["all values given", "some missing"].iter().zip(&self.truths) {
            let [t, f, u] = shares(counts);
            println!("boolean results, {name}: {t:.1} % true, {f:.1} % false, {u:.1} % unknown");
        }
        let counts: Vec<String> =
            self.operators.iter().map(|(op, count)| format!("`{op}` {count}")).collect();
        println!("occurrences in {} expressions: {}", self.expressions, counts.join(", "));
    }

    /// What there was too little of; nothing is asked of a run that was made small on purpose.
    #[must_use]
    pub fn shortfalls(&self, wanted: u64) -> Vec<String> {
        let mut out = Vec::new();
        if wanted < FULL {
            println!("distribution not asked for: {wanted} pairs are fewer than {FULL}");
            return out;
        }
        for (name, counts) in ["all values given", "some missing"].iter().zip(&self.truths) {
            for ((share, least), what) in
                shares(counts).iter().zip([30.0, 30.0, 10.0]).zip(["true", "false", "unknown"])
            {
                if *share < least {
                    out.push(format!("{name}: {share:.1} % {what}, at least {least} % are wanted"));
                }
            }
        }
        for op in COUNTED.iter().chain(&COUNTED_MISSING) {
            let count = self.operators.get(op).copied().unwrap_or(0);
            if count < OCCURRENCES {
                out.push(format!("`{op}` occurs {count} times, at least {OCCURRENCES} are wanted"));
            }
        }
        out
    }
}

#[expect(clippy::cast_precision_loss, reason = "shares for people")]
fn shares(counts: &[u64; 3]) -> [f64; 3] {
    let all = counts.iter().sum::<u64>().max(1);
    counts.map(|count| count as f64 * 100.0 / all as f64)
}

//! Common subexpressions are computed once: it must not show.

use appraise_core::value::Value;
use appraise_tests::probe::{Probe, same};
use appraise_tests::random::Random;

use super::expression::{Generator, Node, Reader, fields};
use super::{seeds, value};

#[test]
fn sharing_subexpressions_and_folding_constants_change_no_result() {
    let fields = fields();
    let mut shared_nodes = 0;
    let mut single_nodes = 0;
    // Each seed is 12 expressions compiled alone and together.
    for seed in 0..seeds() / 10 + 20 {
        let mut random = Random::new(seed);
        let mut generator =
            Generator { random: &mut random, missing: true, made: Vec::new(), variables: Vec::new() };
        let nodes: Vec<Node> = (0..12).map(|_| generator.root()).collect();
        let texts: Vec<String> = nodes.iter().map(|n| n.text(Reader::Engine)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let rows: Vec<Vec<Value>> = (0..70).map(|_| value::row(&mut random, 15)).collect();
        let column = |at: usize| rows.iter().map(|row| row[at].clone()).collect::<Vec<Value>>();
        let columns: Vec<Vec<Value>> = (0..fields.len()).map(column).collect();
        let together = Probe::new(&fields, &texts).unwrap();
        let together = together.prepare(&columns, rows.len(), true);
        let all = together.evaluate();
        shared_nodes += together.program().nodes.len();
        for (at, text) in texts.iter().enumerate() {
            let alone = Probe::new(&fields, &[text]).unwrap();
            let alone = alone.prepare(&columns, rows.len(), false);
            let one = alone.evaluate();
            single_nodes += alone.program().nodes.len();
            for row in 0..rows.len() {
                let (a, b) = (together.value(&all, at, row), alone.value(&one, 0, row));
                assert!(same(&a, &b), "seed {seed}: `{text}` in row {row}: {a:?} among others, {b:?} alone");
            }
            for row in [0, 1, 2, rows.len() - 1] {
                let (a, b) = (together.reason(at, row), alone.reason(0, row));
                assert_eq!(a, b, "seed {seed}: reason of `{text}` in row {row}");
            }
        }
    }
    assert!(
        shared_nodes * 10 < single_nodes * 9,
        "{shared_nodes} nodes together, {single_nodes} apart: nothing shared"
    );
}

//! The conformance suite of CEL: each test passes or is refused by a named diagnostic, and none gives a wrong value.
//!
//! A test runs as written, with constant folding, and once more with every literal lifted into a column and folding
//! off, so that the evaluator's kernels do the work; both on several numbers of rows, every row of which has to give
//! the expected value. `nocheck` is ignored: a policy is always checked. The refused tests are listed in
//! `cel_refused.txt`, which may only shrink; `BLESS=1` rewrites it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a suite that cannot go on says why and stops")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use appraise_core::policy::{self, SourceFile};
use appraise_core::value::{Reason, Value};
use appraise_tests::cel_spec::{self, Expected, Literal, Spec, literals, splice};
use appraise_tests::probe::{Field, Prepared, Probe, same};

/// A partial word, a word, a block and more than four blocks.
const ROWS: [usize; 4] = [1, 7, 1024, 4097];

/// Tests of group core that have to pass, by profile.
const BARS: [(&str, usize); 2] = [("scalar", 482), ("list_macro", 82)];

/// What became of a test.
#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    Passed,
    /// An error is expected, and the check stage refuses the expression.
    RefusedAsExpected,
    /// Refused by the diagnostic of this code.
    Refused(&'static str),
    /// The sentence says how.
    Wrong(String),
}

impl Verdict {
    fn passed(&self) -> bool {
        matches!(self, Self::Passed | Self::RefusedAsExpected)
    }
}

/// Literals that were lifted into columns, and those that stayed.
#[derive(Debug, Default)]
struct Lifted {
    columns: usize,
    stayed: usize,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|a| a == "--list") {
        return ExitCode::SUCCESS;
    }
    let specs = match cel_spec::read() {
        Ok(specs) => specs,
        Err(why) => {
            println!("cel_conformance: not run: none of the 1,741 tests, since {why}");
            return ExitCode::SUCCESS;
        }
    };
    if let Some(wanted) = arguments.iter().find_map(|a| a.strip_prefix("id=")) {
        for spec in specs.iter().filter(|s| s.id() == wanted) {
            println!("{spec:#?}\n{:?}", run(spec, &mut Lifted::default()));
        }
        return ExitCode::SUCCESS;
    }
    let mut lifted = Lifted::default();
    let verdicts: Vec<Verdict> = specs.iter().map(|spec| run(spec, &mut lifted)).collect();
    let core = table(&specs, &verdicts);
    let passed = |profile: &str| core.iter().filter(|(p, _)| p == profile).map(|(_, n)| n).sum::<usize>();
    println!(
        "literals lifted into columns: {}, kept because the language wants a literal: {}",
        lifted.columns, lifted.stayed
    );
    let mut failures: Vec<String> = Vec::new();
    for (spec, verdict) in specs.iter().zip(&verdicts) {
        if let Verdict::Wrong(how) = verdict {
            failures.push(format!("{}: wrong: `{}` {how}", spec.id(), spec.expr));
        }
    }
    for (profile, bar) in BARS {
        let passed = passed(profile);
        if passed < bar {
            failures.push(format!("{passed} tests of core/{profile} pass, at least {bar} have to"));
        }
    }
    failures.extend(compare_refused(&refused(&specs, &verdicts)));
    for failure in &failures {
        println!("FAILED {failure}");
    }
    let count = |wanted: fn(&Verdict) -> bool| verdicts.iter().filter(|v| wanted(v)).count();
    println!(
        "cel_conformance: {} tests: {} passed, {} refused by name, {} wrong; {} failed",
        specs.len(),
        count(Verdict::passed),
        count(|v| matches!(v, Verdict::Refused(_))),
        count(|v| matches!(v, Verdict::Wrong(_))),
        failures.len(),
    );
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints passed, refused and all by group, profile and time; gives by profile those of core that passed.
fn table(specs: &[Spec], verdicts: &[Verdict]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<(&str, &str, bool), [usize; 4]> = BTreeMap::new();
    for (spec, verdict) in specs.iter().zip(verdicts) {
        let key = (spec.group.as_str(), spec.profile.as_str(), spec.has_time());
        let row = counts.entry(key).or_default();
        row[0] += usize::from(verdict.passed());
        row[1] += usize::from(*verdict == Verdict::RefusedAsExpected);
        row[2] += usize::from(matches!(verdict, Verdict::Refused(_)));
        row[3] += 1;
    }
    println!("group      profile     time   passed (errors found by check)  refused    tests");
    for ((group, profile, time), [passed, errors, refused, all]) in &counts {
        let time = if *time { "time" } else { "" };
        println!("{group:<10} {profile:<11} {time:<5} {passed:>7} {errors:>24} {refused:>8} {all:>8}");
    }
    let core = counts.iter().filter(|((group, ..), _)| *group == "core");
    core.map(|((_, profile, _), row)| ((*profile).to_string(), row[0])).collect()
}

/// The refused tests, one per line after the code.
fn refused(specs: &[Spec], verdicts: &[Verdict]) -> Vec<String> {
    let mut lines: Vec<String> = specs
        .iter()
        .zip(verdicts)
        .filter_map(|(spec, verdict)| match verdict {
            Verdict::Refused(code) => Some(format!("{code} {}", spec.id())),
            _ => None,
        })
        .collect();
    lines.sort();
    lines
}

/// Holds the refused tests against the list.
fn compare_refused(found: &[String]) -> Vec<String> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("cel_refused.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, found.join("\n") + "\n").expect("the list of refused tests can be written");
    }
    let listed = std::fs::read_to_string(&path).unwrap_or_default();
    let listed: Vec<&str> = listed.lines().collect();
    let mut failures = Vec::new();
    for line in found.iter().filter(|line| !listed.contains(&line.as_str())) {
        failures.push(format!("{line}: refused, and not on the list"));
    }
    for line in listed.iter().filter(|line| !found.iter().any(|f| f == *line)) {
        failures
            .push(format!("{line}: on the list of refused tests, and not refused so; BLESS=1 removes it"));
    }
    failures
}

fn run(spec: &Spec, lifted: &mut Lifted) -> Verdict {
    let expected = spec.expected();
    if !spec.container.is_empty() {
        return turned_down(&expected, container_code(spec));
    }
    let (fields, values): (Vec<Field>, Vec<Value>) = spec.fields().into_iter().unzip();
    let written = match probe(&fields, &spec.expr, &expected) {
        Ok(probe) => probe,
        Err(code) => return turned_down(&expected, code),
    };
    let folded = hold(&written, &values, true, &expected);
    let (lifted_fields, lifted_values, text) = lift(spec, &fields, &values, &expected, lifted);
    let unfolded = match probe(&lifted_fields, &text, &expected) {
        Ok(probe) => hold(&probe, &lifted_values, false, &expected),
        Err(code) => Err(format!("with lifted literals, `{text}`, is refused: {code}")),
    };
    match (folded, unfolded) {
        (Ok(a), Ok(b)) if a == b => Verdict::Passed,
        (Ok(a), Ok(b)) => Verdict::Wrong(format!("is unknown for {a:?}, but with lifted literals for {b:?}")),
        (Err(how), _) => Verdict::Wrong(how),
        (_, Err(how)) => Verdict::Wrong(format!("with lifted literals, `{text}`, {how}")),
    }
}

fn turned_down(expected: &Expected, code: &'static str) -> Verdict {
    if *expected == Expected::Error { Verdict::RefusedAsExpected } else { Verdict::Refused(code) }
}

/// A policy has no namespaces: the key is refused.
fn container_code(spec: &Spec) -> &'static str {
    let text = format!("appraise: 1\npolicy: probe\nversion: '1'\ncontainer: {}\n", spec.container);
    let parsed = policy::parse(&[SourceFile { name: "policy.yaml", text: &text }]);
    parsed
        .diagnostics
        .0
        .iter()
        .find(|d| d.args.iter().any(|a| a == "container"))
        .expect("a finding")
        .code
        .id()
}

/// The expression, and for a result that is not finite its comparison inside the language. An expression that ends with
/// a list is compared with the list that is expected; where an error is, with an empty one.
fn probe(fields: &[Field], text: &str, expected: &Expected) -> Result<Probe, &'static str> {
    match expected {
        Expected::List(list) => return checked(fields, &[&format!("({text}\n) == {list}")]),
        Expected::Error | Expected::Accepted => match checked(fields, &[text]) {
            Err("E340") if *expected == Expected::Error => {
                return checked(fields, &[&format!("({text}\n) == []")]);
            }
            Err("E340") => return checked(fields, &[&format!("({text}\n) == ({text}\n)")]),
            other => return other,
        },
        _ => {}
    }
    let comparison = match expected {
        Expected::NotFinite(d) if d.is_nan() => Some(format!("({text}\n) != ({text}\n)")),
        Expected::NotFinite(d) if *d > 0.0 => Some(format!("({text}\n) == 1.0 / 0.0")),
        Expected::NotFinite(_) => Some(format!("({text}\n) == -1.0 / 0.0")),
        _ => None,
    };
    let expressions: Vec<&str> = std::iter::once(text).chain(comparison.as_deref()).collect();
    checked(fields, &expressions)
}

fn checked(fields: &[Field], expressions: &[&str]) -> Result<Probe, &'static str> {
    Probe::new(fields, expressions).map_err(|findings| {
        let errors = findings.iter().map(|f| f.code.id()).filter(|id| id.starts_with('E'));
        errors.min().expect("a policy that is refused has an error")
    })
}

/// Lifts literals into columns, one after the other, where the language lets it.
fn lift(
    spec: &Spec,
    fields: &[Field],
    values: &[Value],
    expected: &Expected,
    counts: &mut Lifted,
) -> (Vec<Field>, Vec<Value>, String) {
    let found = literals(&spec.expr);
    let (mut fields, mut values) = (fields.to_vec(), values.to_vec());
    let mut names: Vec<Option<String>> = Vec::with_capacity(found.len());
    let text = |names: &[Option<String>], found: &[Literal]| {
        splice(&spec.expr, found, |at| names.get(at).cloned().flatten())
    };
    for (at, literal) in found.iter().enumerate() {
        let name = format!("lifted_{at}");
        fields.push(Field::new(&name, literal.ty));
        values.push(literal.value.clone());
        names.push(Some(name));
        if probe(&fields, &text(&names, &found), expected).is_ok() {
            counts.columns += 1;
        } else {
            counts.stayed += 1;
            fields.pop();
            values.pop();
            names.pop();
            names.push(None);
        }
    }
    let text = text(&names, &found);
    (fields, values, text)
}

/// Runs the probe on every number of rows; every row has to meet the expectation. Gives the reason, where that is an
/// error.
fn hold(
    probe: &Probe,
    values: &[Value],
    folding: bool,
    expected: &Expected,
) -> Result<Option<Reason>, String> {
    let mut reason = None;
    for rows in ROWS {
        let columns: Vec<Vec<Value>> = values.iter().map(|v| vec![v.clone(); rows]).collect();
        let prepared = probe.prepare(&columns, rows, folding);
        let outcome = prepared.evaluate();
        for row in 0..rows {
            let value = prepared.value(&outcome, 0, row);
            let good = match expected {
                Expected::Value(wanted) => same(&value, wanted),
                Expected::List(_) => value == Value::Bool(true),
                Expected::NotFinite(_) => {
                    value == Value::Null && prepared.value(&outcome, 1, row) == Value::Bool(true)
                }
                Expected::Error => value == Value::Null,
                Expected::Accepted => true,
                Expected::Foreign => false,
            };
            if !good {
                return Err(format!("gives {value:?} in row {row} of {rows}, expected {expected:?}"));
            }
        }
        reason = why(&prepared, rows, expected)?;
    }
    Ok(reason)
}

/// The reason of an unknown result, which has to be the same in the first and in the last row.
fn why(prepared: &Prepared<'_>, rows: usize, expected: &Expected) -> Result<Option<Reason>, String> {
    let (first, last) = (prepared.reason(0, 0), prepared.reason(0, rows - 1));
    match expected {
        _ if first != last => {
            Err(format!("is unknown for {first:?} in row 0, for {last:?} in row {}", rows - 1))
        }
        Expected::NotFinite(_) if first != Some(Reason::NotFinite) => {
            Err(format!("is unknown for {first:?}"))
        }
        Expected::Error if first == Some(Reason::Missing) => Err("is missing, expected an error".into()),
        Expected::Value(Value::Null) if first != Some(Reason::Missing) => {
            Err(format!("is unknown for {first:?}"))
        }
        _ => Ok(first),
    }
}

//! This engine in its hosts: the native core for two instruction sets, wasmtime, Node.

use std::path::Path;
use std::process::Command;

use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_tests::corpus::{module_file, root};
use appraise_tests::rb8;
use serde::Deserialize;

use super::line::{Class, Counted, Line};
use super::{POLICY, REPETITIONS};

/// All of them that are there; the native core has to be, and comes first.
pub fn lines(policy: &Path, customers: &Path, csv: &[u8]) -> Result<Vec<Line>, String> {
    let mut lines =
        vec![native("release", policy, customers).map(|line| named("native core", Class::Native, line))?];
    let mut add = |name: &str, class: Class, line: Result<Line, String>| match line {
        Ok(line) => lines.push(named(name, class, line)),
        Err(why) => println!("{name}: not run: {why}"),
    };
    if std::env::consts::ARCH == "x86_64" {
        add("native core for x86-64-v3", Class::Native, native("v3/release", policy, customers));
    }
    add("module under wasmtime, both meters", Class::Columns, wasmtime(csv));
    add("module in Node", Class::JavaScript, node(policy, customers));
    Ok(lines)
}

fn named(name: &str, class: Class, line: Line) -> Line {
    Line { name: name.to_owned(), class, ..line }
}

/// The example of the core, built for an instruction set.
fn native(build: &str, policy: &Path, customers: &Path) -> Result<Line, String> {
    let program = root().join("target").join(build).join("examples/native");
    if !program.exists() {
        return Err(format!("{} is not built", program.display()));
    }
    let mut command = Command::new(program);
    command.arg(policy).arg(customers).arg(REPETITIONS.to_string());
    said(&mut command)
}

/// A line of JSON that a program prints, after `name` and `version` where it gives none.
fn said(command: &mut Command) -> Result<Line, String> {
    #[derive(Deserialize)]
    struct Unnamed {
        #[serde(flatten)]
        rest: serde_json::Map<String, serde_json::Value>,
    }
    let output = command.output().map_err(|cause| cause.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let mut line: Unnamed = serde_json::from_slice(&output.stdout).map_err(|cause| cause.to_string())?;
    line.rest.entry("name").or_insert_with(|| "".into());
    serde_json::from_value(line.rest.into()).map_err(|cause| cause.to_string())
}

fn wasmtime(csv: &[u8]) -> Result<Line, String> {
    let rows = csv.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
    let timed = rb8::wasmtime(POLICY, csv, REPETITIONS).map_err(|error| error.to_string())?;
    Ok(Line {
        name: String::new(),
        version: String::new(),
        class: Class::Columns,
        rows,
        seconds: timed.run.as_secs_f64(),
        with_reasons: Some(timed.with_reasons.as_secs_f64()),
        with_reading: Some((timed.read + timed.run).as_secs_f64()),
        result: None,
        digest: Some(timed.digest),
        bytes_read: 0,
        bytes_written: 0,
    })
}

fn node(policy: &Path, customers: &Path) -> Result<Line, String> {
    let request = policy.with_extension("json");
    let files = serde_json::json!({"files": [{"name": "rb8.yaml", "text": POLICY}]});
    std::fs::write(&request, files.to_string()).map_err(|cause| cause.to_string())?;
    let mut command = Command::new("node");
    command.arg(root().join("tests/bench/node.mjs")).arg(module_file()).arg(&request).arg(customers);
    said(command.arg(REPETITIONS.to_string()))
}

/// What the native core finds on the first rows of the file.
pub fn counted(csv: &[u8], rows: usize) -> Result<Counted, String> {
    let ends = csv.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let end = ends.take(rows + 1).last().unwrap_or(csv.len());
    let (report, loaded) = load(&[SourceFile { name: "rb8.yaml", text: POLICY }]);
    let loaded = loaded.ok_or_else(|| format!("{:?}", report.diagnostics))?;
    let mut builder = Builder::new(&loaded.model.schema);
    builder
        .read("customers", csv.get(..end).unwrap_or(csv), true)
        .map_err(|finding| format!("{finding:?}"))?;
    let dataset = builder.seal().map_err(|finding| format!("{finding:?}"))?;
    let instant = as_of(&loaded.model, "2026-11-21", false).map_err(|finding| format!("{finding:?}"))?;
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of: instant };
    let outcome = run.evaluate(false);
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let tier = outcome.decisions.first().and_then(|columns| columns.first());
    let of = |member: Option<i64>| {
        count(tier.map_or(0, |tier| (0..outcome.rows).filter(|row| tier.number(*row) == member).count()))
    };
    let rules = outcome.alerts.iter().zip(1..).map(|(alert, at)| {
        (format!("r{at}"), (count(alert.fired.count_ones()), count(outcome.rows - alert.known.count_ones())))
    });
    let card = outcome.cards.first();
    let known = card.into_iter().flat_map(|card| {
        card.score.iter().enumerate().filter(|(row, _)| card.score_known.get(*row)).map(|(_, score)| score)
    });
    let tiers = (0..4).map(|member| of(Some(member))).collect();
    Ok(Counted { rules: rules.collect(), tiers, unrated: of(None), score: known.sum() })
}

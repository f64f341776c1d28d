//! A comparison of chunks, cut and put in order at will, is the comparison of the whole, and adds up to the two runs.

use appraise_core::compare::{Comparison, Options, Sides, TABLES};
use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::{Loaded, load};
use appraise_core::model::Model;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::policy::SourceFile;
use appraise_tests::compare::{Totals, differences, of_side};
use appraise_tests::random::Random;

use super::seeds;

/// `{}` is the key's type, the edges of tiers, bins and alerts, and what else is there.
const POLICY: &str = r#"
appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
refs:
  managers: {key: rm_id, fields: {rm_id: {type: string}, daily: {type: int}}}
schema:
  customers:
    key: id
    fields:
      id: {type: KEY}
      rm: {type: string, nullable: true}
      aum: {type: decimal(2), nullable: true, unit: CNY}
      age: {type: int, nullable: true}
      open: {type: bool, nullable: true}
  flows: {parent: id, id: flow_id, fields: {flow_id: {type: string}, id: {type: KEY}, amount: {type: decimal(2), nullable: true}}}
scorecards:
  value:
    range: [0, HIGH]
    baseline: {of: aum, curve: [[0, 0], [1000, HIGH]]}
    dimensions:
      all:
        weight: 100
        label: {en: All, zh-CN: 全部}
        indicators: {aum: {of: aum, weight: 100, bins: [["< EDGE", 10], [">= EDGE", HIGH]], missing: unknown}}
classes:
  tier:
    label: {en: Tier, zh-CN: 层级}
    measure: aum
    rows: [["< EDGE", low], [">= EDGE", TOP]]
    members: {low: {en: Low, zh-CN: 低}, TOP: {en: Top, zh-CN: 高}}
    unrated: {label: {en: Not rated, zh-CN: 未评级}}
    review: quarterly
    up: {after: 1}
    down: {after: 1}
tables:
  size:
    hit: first
    inputs: {aum: aum}
    outputs: {size: {type: enum, values: [small, large]}, word: {type: string}}
    rows: [["< 200", small, "s"], [">= EDGE", large, "l"]]
tags:
  old: {when: "age > OLD"}
alerts:
  idle:
    kind: demand
    when: "aum > EDGE.0 && age < OLD"
    priority: normal
    lasting: {rearm: 3d}
    suppress: "open"
    task: {to: rm, due: 3d, title: {en: idle, zh-CN: 闲置}}
  flow:
    kind: risk
    each: flows f
    when: "f.amount > EDGE.0"
    priority: high
    event: {key: today}
    task: {to: rm, due: 1d, title: {en: flow, zh-CN: 流出}}
OWN
contact:
  managers: {table: managers, key: rm, capacity: daily, default: 5}
  caps: {day: {kinds: [demand], most: 1, per: 1d}}
reports:
  groups: {by: [tier, rm], measures: {customers: count, aum: {sum: aum}, at: {quantiles: aum, at: [0.5]}}}
"#;

fn policy(key: &str, edge: i64, old: i64, (high, top): (i64, &str), own: &str) -> Loaded {
    let text = POLICY.replace("KEY", key).replace("EDGE", &edge.to_string()).replace("OLD", &old.to_string());
    let text = text.replace("HIGH", &high.to_string()).replace("TOP", top).replace("OWN", own);
    let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: &text }]);
    loaded.unwrap_or_else(|| panic!("{:#?}", report.diagnostics))
}

const OWN: &str = r#"  only_old:
    kind: demand
    when: "age > 50"
    priority: low
    lasting: {rearm: 3d}
    task: {to: rm, due: 3d, title: {en: old, zh-CN: 年长}}
"#;

/// The tables of a customer: own line, and lines of flows.
fn customer(at: usize, random: &mut Random) -> [String; 2] {
    let key = if random.percent(5) { format!("X{at}") } else { at.to_string() };
    let rm = *random.pick(&["", "R0", "R1", "R2"]);
    let aum = if random.percent(90) { random.below(1000).to_string() } else { "?".into() };
    let age = if random.percent(90) { random.below(90).to_string() } else { String::new() };
    let open = *random.pick(&["", "true", "false", "false", "false"]);
    // A row whose customer cannot be read makes its table incomplete for the whole chunk: no matter of the comparison.
    let most = if key.starts_with('X') { 1 } else { 3 };
    let flows = (0..random.below(most)).map(|flow| {
        let amount = if random.percent(90) { random.below(1000).to_string() } else { String::new() };
        format!("F{at}-{flow},{key},{amount}\n")
    });
    [format!("{key},{rm},{aum},{age},{open}\n"), flows.collect()]
}

fn dataset(model: &Model, rows: &[[String; 2]]) -> Dataset {
    let mut builder = Builder::new(&model.schema);
    let mut read = |table: &str, text: &str| {
        builder.read(table, text.as_bytes(), true).unwrap();
    };
    let text = |at: usize| rows.iter().map(|row| row[at].as_str()).collect::<String>();
    read("customers", &format!("id,rm,aum,age,open\n{}", text(0)));
    read("flows", &format!("flow_id,id,amount\n{}", text(1)));
    read("managers", "rm_id,daily\nR0,2\nR1,30\n");
    builder.seal().unwrap()
}

struct Subject {
    policies: Sides<Loaded>,
}

impl Subject {
    fn models(&self) -> Sides<&Model> {
        Sides { old: &self.policies.old.model, new: &self.policies.new.model }
    }

    /// The comparison of chunks, and the totals of both runs alone.
    fn compare(&self, chunks: &[&[[String; 2]]]) -> (Comparison, Sides<Totals>) {
        let mut comparison = Comparison::new(self.models(), &Options::default()).unwrap();
        let mut totals = Sides::<Totals>::default();
        for rows in chunks {
            let Sides { old, new } = &self.policies;
            let data = [dataset(&old.model, rows), dataset(&new.model, rows)];
            let as_of = as_of(&old.model, "2026-12-02", false).unwrap();
            let old_run = Run { model: &old.model, program: &old.program, dataset: &data[0], as_of };
            let new_run = Run { model: &new.model, program: &new.program, dataset: &data[1], as_of };
            let (old_outcome, new_outcome) = (old_run.evaluate(false), new_run.evaluate(false));
            totals.old.add(&old_run, &old_outcome);
            totals.new.add(&new_run, &new_outcome);
            comparison.add((&old_run, &old_outcome), (&new_run, &new_outcome)).unwrap();
        }
        (comparison, totals)
    }

    /// Everything that a comparison says.
    fn said(&self, comparison: &Comparison) -> String {
        let mut said = serde_json::to_string_pretty(&comparison.report(self.models())).unwrap();
        for name in TABLES {
            said.push_str(&output::csv(&comparison.table(self.models(), name).unwrap()));
        }
        said
    }
}

#[test]
fn chunks_in_any_cut_and_order_give_the_comparison_of_the_whole_which_adds_up_to_the_runs() {
    for seed in 0..seeds() / 20 + 8 {
        let mut random = Random::new(seed);
        let key = *random.pick(&["string", "int"]);
        let new = policy(key, random.within(100, 700), random.within(20, 70), (80, "peak"), "");
        let subject = Subject { policies: Sides { old: policy("string", 400, 40, (100, "top"), OWN), new } };
        let rows: Vec<[String; 2]> = (0..random.below(400)).map(|at| customer(at, &mut random)).collect();
        let (whole, totals) = subject.compare(&[&rows]);
        let said = subject.said(&whole);
        let mut chunks = Vec::new();
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            let (chunk, next) = rest.split_at(1 + random.below(rest.len()));
            chunks.insert(random.below(chunks.len() + 1), chunk);
            rest = next;
        }
        if !chunks.is_empty() {
            let (parts, _) = subject.compare(&chunks);
            let parts = subject.said(&parts);
            let first = parts.lines().zip(said.lines()).find(|(part, whole)| part != whole);
            assert_eq!((first, parts.len()), (None, said.len()), "seed {seed}");
        }
        for (new, totals) in [(false, &totals.old), (true, &totals.new)] {
            let models = subject.models();
            let alone = totals.figures(if new { models.new } else { models.old });
            let side = of_side(&whole, models, new);
            let shared = |key: &str| !key.starts_with("alert only_old");
            assert_eq!(differences(&alone, &side, &shared), Vec::<String>::new(), "seed {seed}, new {new}");
        }
    }
}

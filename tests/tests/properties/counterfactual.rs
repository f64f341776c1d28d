//! The cheapest change against trying everything: small random policies whose fields have few values, so that a run
//! over all combinations of values says which of them reach a goal.
//!
//! `APPRAISE_FULL=1` asks about 10,000 customers; else about as many as the number of cases says.

use appraise_core::column::Values;
use appraise_core::counterfactual::reach;
use appraise_core::dataset::Builder;
use appraise_core::load::{Loaded, load};
use appraise_core::number::parse_decimal;
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_core::value::Lang;
use appraise_tests::random::Random;

use crate::seeds;

/// Customers asked about per policy.
const CUSTOMERS: usize = 40;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Int,
    Decimal,
    Bool,
    Date,
    Enum,
}

/// A field: its values are counted from 0.
struct Field {
    kind: Kind,
    values: usize,
    /// Steps in values, cost per step (decimal(4)), ways and range; `None`: it may not change.
    change: Option<(usize, i64, [bool; 2], [usize; 2])>,
}

impl Field {
    fn cell(&self, value: usize) -> String {
        match self.kind {
            Kind::Int => value.to_string(),
            Kind::Decimal => format!("{}.{}", value / 2, value % 2 * 5),
            Kind::Bool => (value == 1).to_string(),
            Kind::Date => format!("2026-01-{:02}", 1 + 3 * value),
            Kind::Enum => ["low", "mid", "top"][value].to_owned(),
        }
    }

    fn declared(&self, name: &str) -> String {
        let ty = match self.kind {
            Kind::Int => "int",
            Kind::Decimal => "decimal(1)",
            Kind::Bool => "bool",
            Kind::Date => "date",
            Kind::Enum => "enum, values: [low, mid, top]",
        };
        let change = self.change.map_or("never".to_owned(), |(stride, cost, [up, down], [low, high])| {
            let step = match self.kind {
                Kind::Decimal => format!("{}.{}", stride / 2, stride % 2 * 5),
                Kind::Date => (3 * stride).to_string(),
                _ => stride.to_string(),
            };
            let direction = if up && down {
                "both"
            } else if up {
                "up"
            } else {
                "down"
            };
            format!(
                "{{cost: {}.{:04}, step: {step}, direction: {direction}, from: {}, to: {}}}",
                cost / 10_000,
                cost % 10_000,
                self.quoted(low),
                self.quoted(high)
            )
        });
        format!("        {name}: {{type: {ty}, nullable: true, change: {change}}}\n")
    }

    fn quoted(&self, value: usize) -> String {
        format!("\"{}\"", self.cell(value))
    }

    /// What a value may become, with the steps.
    fn moves(&self, from: Option<usize>) -> Vec<(Option<usize>, i64)> {
        let mut moves = vec![(from, 0)];
        let (Some((stride, cost, [up, down], [low, high])), Some(from)) = (self.change, from) else {
            return moves;
        };
        for to in 0..self.values {
            let gap = to.abs_diff(from);
            let way = if to > from { up } else { down };
            if gap > 0 && gap.is_multiple_of(stride) && way && (low..=high).contains(&to) {
                moves.push((Some(to), cost * i64::try_from(gap / stride).unwrap()));
            }
        }
        moves
    }
}

fn field(random: &mut Random, fixed: bool) -> Field {
    let kind = [Kind::Int, Kind::Int, Kind::Decimal, Kind::Bool, Kind::Date, Kind::Enum][pick(random, 6)];
    let values = match kind {
        Kind::Bool => 2,
        Kind::Enum => 3,
        _ => 5,
    };
    let ways = [[true, true], [true, false], [false, true]][pick(random, 3)];
    let low = pick(random, 2);
    let high = (values - 1 - pick(random, 2)).max(low);
    let cost = [5_000, 10_000, 10_000, 15_000, 20_000][pick(random, 5)];
    let change = (!fixed).then_some((1 + pick(random, 2), cost, ways, [low, high]));
    Field { kind, values, change }
}

fn pick(random: &mut Random, below: usize) -> usize {
    random.below(below)
}

fn cell(random: &mut Random, field: &Field) -> String {
    let value = field.cell(pick(random, field.values));
    match field.kind {
        _ if pick(random, 3) == 0 => "-".to_owned(),
        Kind::Date => "-".to_owned(),
        Kind::Int | Kind::Decimal => format!("{} {value}", [">=", "<", "<="][pick(random, 3)]),
        Kind::Bool | Kind::Enum => value,
    }
}

/// A comparison of a field with a value.
fn test(random: &mut Random, name: &str, field: &Field) -> String {
    let value = field.cell(pick(random, field.values));
    match field.kind {
        Kind::Int | Kind::Decimal => format!("{name} {} {value}", [">=", "<", "=="][pick(random, 3)]),
        Kind::Bool => [name.to_owned(), format!("!{name}")][pick(random, 2)].clone(),
        Kind::Date => format!("{name} {} date('{value}')", [">=", "<"][pick(random, 2)]),
        Kind::Enum => format!("{name} == '{value}'"),
    }
}

fn policy(random: &mut Random, fields: &[Field]) -> String {
    let name = |at: usize| format!("f{at}");
    let mut text = "appraise: 1\npolicy: p\nversion: 1.0.0\ntime_zone: UTC\nschema:\n  customers:\n    key: id\n    fields:\n        id: {type: string}\n".to_owned();
    for (at, field) in fields.iter().enumerate() {
        text.push_str(&field.declared(&name(at)));
    }
    let numbers: Vec<usize> = (0..fields.len()).filter(|at| fields[*at].kind == Kind::Int).collect();
    let total: Vec<String> = numbers.iter().map(|at| name(*at)).collect();
    let total = if total.is_empty() { "1".to_owned() } else { total.join(" + ") };
    text.push_str(&format!("derive:\n  total: \"{total}\"\n"));
    text.push_str("scorecards:\n  s:\n    range: [0, 100]\n    dimensions:\n      d:\n        weight: 100\n        indicators:\n");
    let missing = ["neutral", "unknown", "{points: 10}"][pick(random, 3)];
    text.push_str(&format!(
        "          curve: {{of: total, weight: 60, curve: [[0, {}], [6, {}]], missing: {missing}}}\n",
        pick(random, 100),
        pick(random, 100)
    ));
    let yes = test(random, "f0", &fields[0]);
    text.push_str(&format!("          bins: {{of: \"({yes}) ? 1 : 0\", weight: 40, bins: [[\"< 1\", {}], [\">= 1\", {}]], missing: {missing}}}\n", pick(random, 100), pick(random, 100)));
    let inputs: Vec<String> = (0..fields.len()).map(|at| format!("{0}: {0}", name(at))).collect();
    text.push_str(&format!("tables:\n  t:\n    hit: first\n    inputs: {{{}}}\n    outputs: {{t: {{type: enum, values: [p, q, r]}}}}\n    rows:\n", inputs.join(", ")));
    for _ in 0..2 + pick(random, 3) {
        let cells: Vec<String> = fields.iter().map(|f| format!("\"{}\"", cell(random, f))).collect();
        text.push_str(&format!("      - [{}, {}]\n", cells.join(", "), ["p", "q", "r"][pick(random, 3)]));
    }
    text.push_str(&format!("      - [{}, p]\n", vec!["\"-\""; fields.len()].join(", ")));
    let tests: Vec<String> = fields.iter().enumerate().map(|(at, f)| test(random, &name(at), f)).collect();
    let (first, rest) = tests.split_first().unwrap();
    let joined = rest.join([" && ", " || "][pick(random, 2)]);
    text.push_str(&format!(
        "alerts:\n  a: {{kind: risk, priority: high, when: \"({first}) {} ({joined})\"}}\n",
        ["&&", "||"][pick(random, 2)]
    ));
    text
}

type Point = Vec<Option<usize>>;

/// Every combination of values, a missing one among them.
fn points(fields: &[Field]) -> Vec<Point> {
    fields.iter().fold(vec![Vec::new()], |all, field| {
        let values: Vec<Option<usize>> = (0..field.values).map(Some).chain([None]).collect();
        all.iter().flat_map(|point| values.iter().map(|v| [point.as_slice(), &[*v]].concat())).collect()
    })
}

enum Goal {
    Table(&'static str, u32),
    Score(&'static str, i64),
    Alert(bool),
}

impl Goal {
    fn random(random: &mut Random) -> Self {
        match pick(random, 5) {
            0 => Self::Alert(false),
            1 => Self::Alert(true),
            2 => Self::Score([">=", "<="][pick(random, 2)], 10 * i64::try_from(pick(random, 10)).unwrap()),
            _ => Self::Table(["=", ">=", "<="][pick(random, 3)], u32::try_from(pick(random, 3)).unwrap()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Table(how, member) => format!("t{how}{}", ["p", "q", "r"][*member as usize]),
            Self::Score(how, score) => format!("s {how} {score}"),
            Self::Alert(fires) => format!("a={}", if *fires { "fired" } else { "not_fired" }),
        }
    }

    fn holds(&self, outcome: &Outcome, row: usize) -> bool {
        match self {
            Self::Table(how, member) => {
                let column = &outcome.decisions[0][0];
                let Values::Code(codes) = &column.values else { panic!("members are codes") };
                let known = column.known.as_ref().is_none_or(|known| known.get(row));
                known && compare(how, i64::from(codes[row]), i64::from(*member))
            }
            Self::Score(how, score) => {
                let card = &outcome.cards[0];
                card.score_known.get(row) && compare(how, card.score[row], score * 10_000)
            }
            Self::Alert(fires) => {
                let alert = &outcome.alerts[0];
                alert.known.get(row) && alert.fired.get(row) == *fires
            }
        }
    }
}

fn compare(how: &str, a: i64, b: i64) -> bool {
    match how {
        ">=" => a >= b,
        "<=" => a <= b,
        _ => a == b,
    }
}

/// A way to the goal: cost, number of fields changed, which, and the values.
type Way = (i64, usize, Vec<usize>, Point);

/// The best of all ways.
fn best(fields: &[Field], from: &Point, reached: &dyn Fn(&Point) -> bool) -> Option<Way> {
    let mut ways: Vec<(i64, Point)> = vec![(0, Vec::new())];
    for (field, value) in fields.iter().zip(from) {
        let moves = field.moves(*value);
        let longer = |(cost, point): &(i64, Point)| {
            let (cost, point) = (*cost, point.clone());
            moves
                .iter()
                .map(move |(to, more)| (cost + more, [point.as_slice(), &[*to]].concat()))
                .collect::<Vec<_>>()
        };
        ways = ways.iter().flat_map(longer).collect();
    }
    let way = |(cost, point): (i64, Point)| {
        let changed: Vec<usize> = (0..point.len()).filter(|at| point[*at] != from[*at]).collect();
        (cost, changed.len(), changed, point)
    };
    ways.into_iter().filter(|(_, point)| reached(point)).map(way).min()
}

fn loaded(text: &str) -> Loaded {
    let files = [SourceFile { name: "p.yaml", text }];
    let (report, loaded) = load(&files);
    loaded.unwrap_or_else(|| panic!("{:?}\n{text}", report.diagnostics))
}

/// How many customers had a goal reached at no cost, at some cost, and not at all.
fn ask(random: &mut Random, tally: &mut [usize; 3]) {
    let mut fields: Vec<Field> = (0..2 + pick(random, 3)).map(|_| field(random, false)).collect();
    fields.push(field(random, true));
    let text = policy(random, &fields);
    let Loaded { model, program, .. } = &loaded(&text);
    let all = points(&fields);
    let mut csv =
        format!("id,{}\n", (0..fields.len()).map(|at| format!("f{at}")).collect::<Vec<_>>().join(","));
    for (at, point) in all.iter().enumerate() {
        let cells: Vec<String> =
            fields.iter().zip(point).map(|(f, v)| v.map_or(String::new(), |v| f.cell(v))).collect();
        csv.push_str(&format!("c{at},{}\n", cells.join(",")));
    }
    let mut builder = Builder::new(&model.schema);
    builder.read("customers", csv.as_bytes(), true).unwrap();
    let dataset = builder.seal().unwrap();
    let run = Run { model, program, dataset: &dataset, as_of: as_of(model, "2026-12-02", false).unwrap() };
    let outcome = run.evaluate(false);
    for _ in 0..CUSTOMERS {
        let (at, goal) = asking(random, &all, &outcome);
        let reached =
            |point: &Point| goal.holds(&outcome, all.binary_search_by(|p| key(p).cmp(&key(point))).unwrap());
        let expected = best(&fields, &all[at], &reached);
        let answer = reach(&run, &format!("c{at}"), &goal.text(), Lang::En).unwrap();
        let asked = format!("{:?} {}\n{text}\n{answer:?}", all[at], goal.text());
        let Some((cost, _, changed, _)) = expected else {
            assert_eq!(answer.status, "not_reachable", "{asked}");
            tally[2] += 1;
            continue;
        };
        tally[usize::from(cost > 0)] += 1;
        assert_eq!(answer.status, if cost == 0 { "already" } else { "reached" }, "{asked}");
        assert_eq!(parse_decimal(&answer.cost.unwrap(), 4).unwrap(), cost, "{asked}");
        let names: Vec<&str> = answer.edits.iter().map(|edit| edit.field.as_str()).collect();
        assert_eq!(names, changed.iter().map(|at| format!("f{at}")).collect::<Vec<_>>(), "{asked}");
        let mut point = all[at].clone();
        for (edit, field) in answer.edits.iter().zip(&changed) {
            point[*field] = (0..fields[*field].values).find(|v| fields[*field].cell(*v) == edit.to);
        }
        assert!(reached(&point), "{asked}");
    }
}

/// A customer and a goal: most have all values and have not reached it.
fn asking(random: &mut Random, all: &[Point], outcome: &Outcome) -> (usize, Goal) {
    let mut asked = (pick(random, all.len()), Goal::random(random));
    for _ in 0..6 {
        if all[asked.0].iter().all(Option::is_some) && !asked.1.holds(outcome, asked.0) {
            break;
        }
        asked = (pick(random, all.len()), Goal::random(random));
    }
    asked
}

/// The order in which [`points`] lists them: what is missing comes last.
fn key(point: &Point) -> Vec<usize> {
    point.iter().map(|value| value.unwrap_or(usize::MAX)).collect()
}

#[test]
fn no_cheaper_change_reaches_a_goal() {
    let full = std::env::var_os("APPRAISE_FULL").is_some();
    let policies = if full { 10_000 / CUSTOMERS as u64 } else { seeds().div_ceil(8) };
    let mut tally = [0; 3];
    for seed in 0..policies {
        ask(&mut Random::new(seed), &mut tally);
    }
    let [already, reached, not] = tally;
    let of = if full { "" } else { ", reduced: APPRAISE_FULL=1 asks about 10,000" };
    println!(
        "{policies} policies: {already} already there, {reached} reached, {not} not reachable, 0 misses{of}"
    );
    assert!(reached > 0 && not > 0 && already > 0);
}

#[test]
fn more_than_the_bound_allows_is_said_and_not_guessed() {
    let fields: String = (0..5)
        .map(|at| {
            format!("        f{at}: {{type: int, nullable: true, change: {{cost: 1, from: 0, to: 1000}}}}\n")
        })
        .collect();
    let head = "appraise: 1\npolicy: p\nversion: 1.0.0\ntime_zone: UTC\nschema:\n  customers:\n    key: id\n    fields:\n        id: {type: string}\n";
    let derive = "derive:\n  all: \"f0 + f1 + f2 + f3 + f4\"\n";
    let Loaded { model, program, .. } = &loaded(&format!("{head}{fields}{derive}"));
    let mut builder = Builder::new(&model.schema);
    builder.read("customers", b"id,f0,f1,f2,f3,f4\nA,0,0,0,0,0\n", true).unwrap();
    let dataset = builder.seal().unwrap();
    let run = Run { model, program, dataset: &dataset, as_of: as_of(model, "2026-12-02", false).unwrap() };
    let near = reach(&run, "A", "all>=5", Lang::En).unwrap();
    assert_eq!((near.status, near.cost.as_deref()), ("reached", Some("5.0000")));
    let far = reach(&run, "A", "all>=4000", Lang::En).unwrap();
    assert_eq!((far.status, far.cost), ("beyond_bound", None));
    let least: i64 = parse_decimal(&far.at_least.unwrap(), 4).unwrap();
    assert!(least > 50_000 && least <= 4000 * 10_000, "{least}");
}

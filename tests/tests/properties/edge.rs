//! What is said of the edges of classes and tables, tried on the engine: the value moved as said does what is said, on
//! the day that is said, and one unit less does not.

use appraise_core::dataset::Builder;
use appraise_core::explain::{EdgeText, explain};
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_core::value::Lang;
use appraise_core::{date, output};
use appraise_tests::random::Random;

use super::seeds;

/// First values of the classes above the lowest.
const EDGES: [i64; 3] = [1_000, 5_000, 20_000];
const MEMBERS: [&str; 4] = ["c0", "c1", "c2", "c3"];
const CUSTOMERS: usize = 12;

/// A policy with random rules of moving, and how many days lie between two of its first runs.
fn policy(random: &mut Random) -> (String, i64, bool) {
    let rhythm = random.below(4);
    let [one, two, three] = EDGES;
    let text = format!(
        "appraise: 1\npolicy: p\nversion: 1.0.0\ntime_zone: UTC\nschema:\n  customers:\n    key: id\n    fields:\n      \
         id: {{type: string}}\n      m: {{type: int, nullable: true, min: 0}}\nclasses:\n  tier:\n    measure: m\n    \
         rows: [[\"< {one}\", c0], [\"[{one}..{two})\", c1], [\"[{two}..{three})\", c2], [\">= {three}\", c3]]\n    \
         members: [c0, c1, c2, c3]\n    review: {}\n    up: {{after: {}, margin: {}%}}\n    \
         down: {{after: {}, margin: {}%, notice: {}d, grace: {}d}}\n",
        ["daily", "monthly", "quarterly", "yearly"][rhythm],
        1 + random.below(3),
        random.pick(&[0, 2, 5]),
        1 + random.below(3),
        random.pick(&[0, 5, 10]),
        random.pick(&[0, 5, 30]),
        random.pick(&[0, 10, 90]),
    );
    (text, [2, 20, 60, 200][rhythm], rhythm == 0)
}

struct Bank {
    loaded: Loaded,
    day: i32,
    state: String,
    measures: Vec<i64>,
}

impl Bank {
    /// A run with these measures: the state after it, and the edges of every customer when they are asked for.
    fn run(&self, day: i32, state: &str, measures: &[i64], edges: bool) -> (String, Vec<Vec<EdgeText>>) {
        let Loaded { model, program, .. } = &self.loaded;
        let mut builder = Builder::new(&model.schema);
        let rows = measures.iter().enumerate().map(|(at, m)| format!("C{at:02},{m}\n"));
        let input = String::from("id,m\n") + &rows.collect::<String>();
        builder.read("customers", input.as_bytes(), true).unwrap();
        if !state.is_empty() {
            builder.read("state_classes", state.as_bytes(), true).unwrap();
        }
        let dataset = builder.seal().unwrap();
        assert_eq!((dataset.faults.len(), dataset.quarantine.len()), (0, 0));
        let as_of = as_of(model, &date::format(day), false).unwrap();
        let run = Run { model, program, dataset: &dataset, as_of };
        let outcome = run.evaluate(false);
        let after = output::csv(&output::table(&run, &outcome, "state_classes").unwrap());
        let asked = if edges { 0..measures.len() } else { 0..0 };
        let edges = asked.map(|at| {
            let found = explain(&run, &format!("C{at:02}"), Lang::En).unwrap();
            found.classes.into_iter().flat_map(|class| class.edges).collect()
        });
        (after, edges.collect())
    }

    /// Runs every day that can matter up to `last`, with measures that may differ by day; the official classes of each.
    fn live(
        &self,
        last: i32,
        daily: bool,
        stops: &[i32],
        measures: &dyn Fn(i32) -> Vec<i64>,
    ) -> Vec<(i32, Vec<String>)> {
        let mut state = self.state.clone();
        let mut days = Vec::new();
        for day in self.day + 1..=last {
            let first = date::civil(day).2 == 1;
            let noticed = state.contains(&date::format(day));
            if daily || first || noticed || stops.contains(&day) {
                (state, _) = self.run(day, &state, &measures(day), false);
                days.push((day, officials(&state)));
            }
        }
        days
    }
}

fn officials(state: &str) -> Vec<String> {
    let mut all: Vec<(&str, &str)> = state
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0], cells[3])
        })
        .collect();
    all.sort_unstable();
    all.into_iter().map(|(_, class)| class.to_owned()).collect()
}

fn rank(member: &str) -> usize {
    MEMBERS.iter().position(|known| *known == member).unwrap()
}

#[test]
fn what_is_said_of_a_class_happens_on_the_day_and_not_with_one_unit_less() {
    let mut seen = [0usize; 3];
    for seed in 0..seeds() / 20 + 6 {
        let mut random = Random::new(seed);
        let (text, step, daily) = policy(&mut random);
        let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: &text }]);
        let start = date::parse("2026-01-05").unwrap();
        let mut bank =
            Bank { loaded: loaded.unwrap(), day: start, state: String::new(), measures: Vec::new() };
        for _ in 0..1 + random.below(5) {
            bank.day += i32::try_from(random.within(1, step)).unwrap();
            let measure = |random: &mut Random| {
                let edge = *random.pick(&EDGES);
                (edge + edge * *random.pick(&[0, 2, 5, -5, -10, 50, -50]) / 100 + random.within(-2, 2)).max(0)
            };
            bank.measures = (0..CUSTOMERS).map(|_| measure(&mut random)).collect();
            (bank.state, _) = bank.run(bank.day, &bank.state, &bank.measures, false);
        }
        let (_, edges) = bank.run(bank.day, &bank.state, &bank.measures, true);
        let now = officials(&bank.state);
        for (at, kind) in ["keep", "lose", "reach"].into_iter().enumerate() {
            seen[at] += check(&bank, daily, kind, &edges, &now, &format!("seed {seed}: {text}"));
        }
    }
    assert!(seen.iter().all(|count| *count >= 10), "too few edges: {seen:?}");
}

/// Tries the edges of one kind, all customers at once; how many there were.
fn check(
    bank: &Bank,
    daily: bool,
    kind: &str,
    edges: &[Vec<EdgeText>],
    now: &[String],
    about: &str,
) -> usize {
    let found: Vec<Option<&EdgeText>> = edges.iter().map(|e| e.iter().find(|e| e.kind == kind)).collect();
    let by = |edge: &EdgeText| date::parse(edge.by.as_ref().unwrap()).unwrap();
    let stops: Vec<i32> = found.iter().flatten().map(|edge| by(edge)).collect();
    let Some(last) = stops.iter().copied().max() else { return 0 };
    // What moves: by the whole distance, or by one unit less.
    let moved = |less: i64| {
        let found = &found;
        move |day: i32| -> Vec<i64> {
            let value = |(at, measure): (usize, &i64)| match found[at] {
                Some(edge) if kind != "keep" || day >= by(edge) => {
                    let difference: i64 = edge.difference.parse().unwrap();
                    measure + difference - difference.signum() * less
                }
                _ => *measure,
            };
            bank.measures.iter().enumerate().map(value).collect()
        }
    };
    let whole = bank.live(last, daily, &stops, &moved(0));
    let less = bank.live(last, daily, &stops, &moved(1));
    for (at, edge) in found.iter().enumerate().filter_map(|(at, edge)| Some((at, (*edge)?))) {
        let about = format!("{about}C{at:02} on {}: {edge:?}", date::format(bank.day));
        let on = |days: &[(i32, Vec<String>)]| {
            days.iter().find(|(day, _)| *day == by(edge)).unwrap().1[at].clone()
        };
        let before = whole.iter().take_while(|(day, _)| *day < by(edge)).all(|(_, all)| all[at] == now[at]);
        assert!(before, "before its day: {about}");
        assert_eq!(on(&whole), edge.member, "{about}");
        let near = on(&less);
        match kind {
            "keep" => assert!(rank(&near) < rank(&now[at]), "one unit less keeps it too: {about}"),
            "lose" => assert_eq!(near, now[at], "one unit less loses it too: {about}"),
            _ if edge.difference == "0" => {}
            _ => assert!(rank(&near) <= rank(&now[at]), "one unit less reaches it too: {about}"),
        }
    }
    found.iter().flatten().count()
}

/// Two inputs, a hit policy where the first row counts, and values that the field cannot have.
const TABLE: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      a: {type: 'decimal(2)', min: 0, max: 1000}
      b: {type: int, min: 0, max: 50}
      c: {type: enum, values: [x, y]}
tables:
  t:
    hit: first
    inputs: {a: a, b: b, c: c}
    outputs: {to: {type: enum, values: [low, mid, high]}}
    rows:
      - ['>= 900', '-', '-', high]
      - ['[100..300]', '> 10', x, mid]
      - ['< 200', '<= 20', '-', low]
      - ['-', '>= 40', y, high]
      - ['-', '-', '-', mid]
";

#[test]
fn what_is_said_of_a_table_is_what_the_engine_decides() {
    let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: TABLE }]);
    let Loaded { model, program, .. } = loaded.unwrap();
    let decide = |a: i64, b: i64, c: &str| {
        let mut builder = Builder::new(&model.schema);
        let input = format!("id,a,b,c\n1,{}.{:02},{b},{c}\n", a / 100, a % 100);
        builder.read("customers", input.as_bytes(), true).unwrap();
        let dataset = builder.seal().unwrap();
        let as_of = as_of(&model, "2026-01-01", false).unwrap();
        let run = Run { model: &model, program: &program, dataset: &dataset, as_of };
        let mut found = explain(&run, "1", Lang::En).unwrap();
        let table = found.tables.remove(0);
        (table.outputs[0].value.clone().unwrap(), table.edges)
    };
    let mut random = Random::new(7);
    let mut seen = 0;
    for _ in 0..seeds() / 4 + 40 {
        let a = *random.pick(&[0, 9_999, 10_000, 19_999, 20_000, 30_000, 30_001, 89_999, 90_000, 100_000]);
        let (b, c) = (random.within(0, 50), *random.pick(&["x", "y"]));
        let (now, edges) = decide(a, b, c);
        for edge in &edges {
            let difference: i64 = edge.difference.replace('.', "").parse().unwrap();
            let place =
                |by: i64| if edge.input == "a" { decide(a + by, b, c).0 } else { decide(a, b + by, c).0 };
            assert_eq!(place(difference), edge.member, "{a} {b} {c}: {edge:?}");
            assert_eq!(place(difference - difference.signum()), now, "{a} {b} {c}: {edge:?}");
            assert_ne!(edge.member, now);
            seen += 1;
        }
        // Nothing is left out: a value further up or down that decides otherwise has an edge on its side.
        for (input, value, most) in [("a", a, 100_000), ("b", b, 50)] {
            let other =
                |v: i64| if input == "a" { decide(v, b, c).0 != now } else { decide(a, v, c).0 != now };
            let step = if input == "a" { 5_000 } else { 5 };
            let sides = [(value + 1..=most).step_by(step).any(&other), (0..value).step_by(step).any(&other)];
            let said =
                |up: bool| edges.iter().any(|e| e.input == input && e.difference.starts_with('-') != up);
            assert!(
                (!sides[0] || said(true)) && (!sides[1] || said(false)),
                "{a} {b} {c}, {input}: {edges:?}"
            );
        }
    }
    assert!(seen > 40, "too few edges: {seen}");
}

//! Official classes over random days of runs, state handed from each to the next, against a log of reviews.

use std::collections::BTreeMap;

use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::policy::SourceFile;
use appraise_tests::random::Random;

use super::seeds;

/// First values of the classes above the lowest, in whole units.
const EDGES: [i64; 3] = [1_000, 5_000, 20_000];
const MEMBERS: [&str; 4] = ["c0", "c1", "c2", "c3"];
const RHYTHMS: [&str; 4] = ["daily", "monthly", "quarterly", "yearly"];

#[derive(Debug, Clone, Copy)]
struct Rules {
    rhythm: usize,
    after: [usize; 2],
    /// Margins up and down, percent.
    margin: [i64; 2],
    notice: i64,
    grace: i64,
}

/// What a review says: which class lies beyond the edges and the margin.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Rise(usize),
    Fall(usize),
    Stay,
}

/// A customer: class, day of joining it, reviews since then, announced fall.
#[derive(Debug, Clone, Default)]
struct Customer {
    class: Option<usize>,
    joined: i64,
    reviews: Vec<(i64, Option<Verdict>)>,
    notice: Option<(i64, usize)>,
}

/// The class by edges that are moved by so many percent.
fn class_of(measure: i64, percent: i64) -> usize {
    EDGES.iter().filter(|edge| measure * 100 >= **edge * (100 + percent)).count()
}

/// Year and month of each day from 2026-01-01 on, counted out.
fn calendar(days: i64) -> Vec<(i64, i64, i64)> {
    let (mut year, mut month, mut day) = (2026, 1, 1);
    let mut all = Vec::new();
    for _ in 0..days {
        all.push((year, month, day));
        let february = if year % 4 == 0 { 29 } else { 28 };
        let length = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
        (year, month, day) = match (day == length, month == 12) {
            (false, _) => (year, month, day + 1),
            (true, false) => (year, month + 1, 1),
            (true, true) => (year + 1, 1, 1),
        };
    }
    all
}

impl Customer {
    fn join(&mut self, class: usize, day: i64) {
        *self = Self { class: Some(class), joined: day, reviews: vec![(day, None)], notice: None };
    }

    fn run(&mut self, day: i64, measure: Option<i64>, rules: &Rules, calendar: &[(i64, i64, i64)]) {
        let Some(measure) = measure else { return };
        let Some(class) = self.class else { return self.join(class_of(measure, 0), day) };
        let (high, low) = (class_of(measure, rules.margin[0]), class_of(measure, -rules.margin[1]));
        let verdict = match () {
            () if high > class => Verdict::Rise(high),
            () if low < class => Verdict::Fall(low),
            () => Verdict::Stay,
        };
        if let Some((until, announced)) = self.notice
            && day >= until
        {
            match verdict {
                Verdict::Fall(seen) => self.join(announced.max(seen), day),
                _ => (self.reviews, self.notice) = (vec![(day, None)], None),
            }
            return;
        }
        let same_period = |a: i64, b: i64| {
            let ((y, m, _), (z, n, _)) = (calendar[a as usize], calendar[b as usize]);
            match RHYTHMS[rules.rhythm] {
                "daily" => a == b,
                "monthly" => (y, m) == (z, n),
                "quarterly" => (y, (m - 1) / 3) == (z, (n - 1) / 3),
                _ => y == z,
            }
        };
        if same_period(self.reviews.last().unwrap().0, day) {
            return;
        }
        let grace = day < self.joined + rules.grace && matches!(verdict, Verdict::Fall(_));
        self.reviews.push((day, Some(if grace { Verdict::Stay } else { verdict })));
        let last = |of: fn(&Verdict) -> Option<usize>| -> Vec<usize> {
            self.reviews.iter().rev().map_while(|(_, verdict)| verdict.as_ref().and_then(of)).collect()
        };
        let rises = last(|v| if let Verdict::Rise(class) = v { Some(*class) } else { None });
        let falls = last(|v| if let Verdict::Fall(class) = v { Some(*class) } else { None });
        if falls.is_empty() {
            self.notice = None;
        }
        if rises.len() == rules.after[0] {
            self.join(*rises.iter().min().unwrap(), day);
        } else if falls.len() >= rules.after[1] {
            let class = *falls.iter().max().unwrap();
            let until = self.notice.map_or(day + rules.notice, |(until, _)| until);
            self.notice = Some((until, class));
            if rules.notice == 0 {
                self.join(class, day);
            }
        }
    }
}

fn policy(rules: &Rules) -> String {
    let [one, two, three] = EDGES;
    format!(
        "appraise: 1\npolicy: p\nversion: 1.0.0\ntime_zone: UTC\nschema:\n  customers:\n    key: id\n    fields:\n      \
         id: {{type: string}}\n      m: {{type: int, nullable: true}}\nclasses:\n  tier:\n    measure: m\n    \
         rows: [[\"< {one}\", c0], [\"[{one}..{two})\", c1], [\"[{two}..{three})\", c2], [\">= {three}\", c3]]\n    \
         members: [c0, c1, c2, c3]\n    review: {}\n    up: {{after: {}, margin: {}%}}\n    \
         down: {{after: {}, margin: {}%, notice: {}d, grace: {}d}}\n",
        RHYTHMS[rules.rhythm],
        rules.after[0],
        rules.margin[0],
        rules.after[1],
        rules.margin[1],
        rules.notice,
        rules.grace
    )
}

fn measure(random: &mut Random, rules: &Rules) -> Option<i64> {
    let edge = *random.pick(&EDGES);
    let percent = *random.pick(&[0, rules.margin[0], -rules.margin[1], 50, -50]);
    let exact = edge * (100 + percent) / 100 + random.within(-1, 1);
    (!random.percent(15)).then_some(exact)
}

fn rules(random: &mut Random) -> Rules {
    Rules {
        rhythm: random.below(4),
        after: [1 + random.below(3), 1 + random.below(3)],
        margin: [*random.pick(&[0, 2, 5]), *random.pick(&[0, 5, 10])],
        notice: *random.pick(&[0, 5, 30]),
        grace: *random.pick(&[0, 10, 90]),
    }
}

#[test]
fn official_classes_follow_the_log_of_reviews() {
    let calendar = calendar(4000);
    for seed in 0..seeds() / 20 + 10 {
        let mut random = Random::new(seed);
        let rules = rules(&mut random);
        let text = policy(&rules);
        let (_, loaded) = load(&[SourceFile { name: "p.yaml", text: &text }]);
        let loaded = loaded.unwrap();
        let mut customers: BTreeMap<String, Customer> =
            (0..20).map(|i| (format!("C{i}"), Customer::default())).collect();
        let (mut day, mut state) = (0i64, None::<String>);
        let step = [2, 12, 40, 120][rules.rhythm];
        for _ in 0..30 {
            let mut input = String::from("id,m\n");
            for (id, customer) in &mut customers {
                let measure = measure(&mut random, &rules);
                customer.run(day, measure, &rules, &calendar);
                input += &format!("{id},{}\n", measure.map_or(String::new(), |m| m.to_string()));
            }
            let mut builder = Builder::new(&loaded.model.schema);
            builder.read("customers", input.as_bytes(), true).unwrap();
            if let Some(state) = &state {
                builder.read("state_classes", state.as_bytes(), true).unwrap();
            }
            let dataset = builder.seal().unwrap();
            assert_eq!((dataset.faults.len(), dataset.quarantine.len()), (0, 0));
            let date = |day: i64| {
                let (y, m, d) = calendar[day as usize];
                format!("{y}-{m:02}-{d:02}")
            };
            let as_of = as_of(&loaded.model, &date(day), false).unwrap();
            let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
            let outcome = run.evaluate(false);
            let csv = |name| output::csv(&output::table(&run, &outcome, name).unwrap());
            let found = csv("state_classes");
            for line in found.lines().skip(1) {
                let cells: Vec<&str> = line.split(',').collect();
                let customer = &customers[cells[0]];
                let class = customer.class.map_or("unrated", |class| MEMBERS[class]);
                let notice = customer.notice.map_or(String::new(), |(until, _)| date(until));
                assert_eq!(
                    (cells[3], cells[8]),
                    (class, notice.as_str()),
                    "seed {seed}, {}, {} on {}",
                    text.split_once("review").unwrap().1,
                    cells[0],
                    date(day)
                );
                if customer.class.is_some() {
                    assert_eq!(cells[4], date(customer.joined), "seed {seed}, {}", cells[0]);
                }
            }
            assert_eq!(found.lines().count(), customers.len() + 1);
            state = Some(found);
            day += random.within(0, step);
        }
    }
}

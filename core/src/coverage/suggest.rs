//! Tests for the sides that no test shows: a customer for each, and what comes of them.
//!
//! A customer is made from the side's region where conditions are of the fragment that `analysis` works in, and else looked
//! for around the tests that are nearest: those that show another side of the same item, then those that give most of what
//! it rests on. One input is varied, then two. The engine is asked about many of them at once.
//!
//! A suggestion expects what comes out today: whoever takes it into the policy says with it that this is right. At the end
//! all of them are read with the policy and run, and those that are not as they say are left out.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use super::expect::expect;
use super::item::Probe;
use super::observe::{Seen, observe};
use super::region::Fragment;
use super::vary::{Literals, fields};
use super::{Item, Survey, Surveyed, write};
use crate::analysis::witness::example;
use crate::load::load;
use crate::model::{Model, TestCase};
use crate::offer::Offers;
use crate::outcome::{Outcome, Run};
use crate::policy::SourceFile;
use crate::{date, suite};

/// Most customers that are asked about for one policy.
pub const MOST_CUSTOMERS: usize = 1 << 16;

/// Customers of one dataset.
const CHUNK: usize = 512;

/// Tests around which is searched for one side.
const NEAREST: usize = 3;

/// Customers who differ from one test in one input.
const MOST_SINGLES: usize = 160;

/// Customers who differ from one test in two inputs.
const MOST_PAIRS: usize = 256;

/// Cases of a region that are tried.
const MOST_CASES: usize = 4;

/// Tests that a policy could have besides its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// Whether the policy can be used; else there are none.
    pub ok: bool,
    /// The tests, in the order of what they show first.
    pub tests: Vec<Suggestion>,
    /// Sides for which none was found.
    pub left: Vec<Left>,
}

/// A test that passes, and shows what no test of the policy does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shows: Vec<Missing>,
    /// The test that it was made from; absent when it was made from the condition.
    pub from: Option<String>,
    /// Its text, to stand under `tests:`.
    pub yaml: String,
}

/// A side of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The kind of the item.
    pub kind: &'static str,
    /// The item.
    pub item: String,
    /// The side.
    pub side: String,
}

/// A side for which no test was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Which one.
    #[serde(flatten)]
    pub missing: Missing,
    /// `not_found`: it may be impossible, or far from every test; `bound`: the search was ended before.
    pub why: &'static str,
}

/// Suggests tests for what those of a policy do not reach.
#[must_use]
pub fn suggest(files: &[SourceFile<'_>]) -> Suggestions {
    let Some(loaded) = load(files).1 else { return Suggestions::default() };
    let surveyed = super::survey(&loaded.model);
    let mut search = Search::new(&surveyed);
    search.regions();
    for pairs in [false, true] {
        for item in 0..surveyed.items.len() {
            search.around(item, pairs);
        }
    }
    let drafts = search.drafts();
    let tests = sound(files, &surveyed, drafts);
    let named = |seen: &Seen| missing(&surveyed.items, *seen);
    let shown = |seen: &&Wanted| {
        let missing = named(&seen.at);
        !tests.iter().any(|draft| draft.suggestion.shows.contains(&missing))
    };
    let why = if search.tried >= MOST_CUSTOMERS { "bound" } else { "not_found" };
    let left = search.wanted.iter().filter(shown).map(|w| Left { missing: named(&w.at), why }).collect();
    Suggestions { ok: true, tests: tests.into_iter().map(|draft| draft.suggestion).collect(), left }
}

/// A side that no test shows.
struct Wanted {
    at: Seen,
    found: Option<Found>,
}

/// A customer who is on a side.
struct Found {
    test: TestCase,
    from: Option<String>,
    seen: Vec<Seen>,
}

/// A suggestion and what its customer is on.
struct Draft {
    suggestion: Suggestion,
    at: Seen,
}

struct Search<'a> {
    surveyed: &'a Surveyed<'a>,
    survey: &'a Survey<'a>,
    model: &'a Model,
    literals: Literals,
    wanted: Vec<Wanted>,
    tried: usize,
}

impl<'a> Search<'a> {
    fn new(surveyed: &'a Surveyed<'a>) -> Self {
        let mut wanted = Vec::new();
        for (item, sides) in surveyed.items.iter().enumerate() {
            for (side, _) in sides.sides.iter().enumerate().filter(|(_, side)| side.is_missing()) {
                wanted.push(Wanted { at: (item, side), found: None });
            }
        }
        let survey = &surveyed.survey;
        let literals = Literals::of(survey.model);
        Self { surveyed, survey, model: survey.model, literals, wanted, tried: 0 }
    }

    fn probe(&self, seen: Seen) -> Option<&'a Probe> {
        self.survey.probes.get(seen.0)
    }

    /// Customers from the regions of what is wanted.
    fn regions(&mut self) {
        let today = self.surveyed.passed.first().map_or_else(
            || self.model.effective_from.unwrap_or(SOME_DAY),
            |(test, _)| date::local_date(test.as_of, self.model.zone()),
        );
        let mut fragment = Fragment::new(self.model, &self.survey.watch, today);
        let mut candidates = vec![example(&fragment.variables, &Vec::new(), None)];
        for wanted in &self.wanted {
            let Some(probe) = self.probe(wanted.at) else { continue };
            let Some((region, table)) = fragment.region(probe, wanted.at.1) else { continue };
            let cases = region.0.iter().take(MOST_CASES);
            candidates.extend(cases.map(|case| example(&fragment.variables, case, table)));
        }
        candidates.dedup();
        self.ask(candidates, None);
    }

    /// Customers around the tests nearest to an item of which something is wanted.
    fn around(&mut self, item: usize, pairs: bool) {
        let Some(probe) = self.survey.probes.get(item).filter(|_| self.is_open(item)) else { return };
        let fields = fields(self.model, probe.terms(self.model, &self.survey.watch));
        for base in self.nearest(item, &fields) {
            let Some((test, _)) = self.surveyed.passed.get(base) else { continue };
            let plain = bare(test);
            let candidates = if pairs {
                self.literals.pairs(self.model, &plain, &fields, MOST_PAIRS)
            } else {
                self.literals.singles(self.model, &plain, &fields, MOST_SINGLES)
            };
            self.ask(candidates, Some(&test.name));
            if self.tried >= MOST_CUSTOMERS || !self.is_open(item) {
                return;
            }
        }
    }

    /// Whether a side of an item is wanted and nobody is on it yet.
    fn is_open(&self, item: usize) -> bool {
        self.wanted.iter().any(|wanted| wanted.at.0 == item && wanted.found.is_none())
    }

    /// The tests nearest to an item: those that show another side of it, then those that give most of what it rests on,
    /// then those that give least besides.
    fn nearest(&self, item: usize, fields: &[crate::model::FieldId]) -> Vec<usize> {
        let rank = |(at, (test, seen)): (usize, &(&TestCase, Vec<Seen>))| {
            let shows = seen.iter().any(|seen| seen.0 == item);
            let rows =
                test.children.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (*table, row)));
            let own = core::iter::once((crate::model::CUSTOMERS, &test.given));
            let (mut of, mut all) = (0usize, 0usize);
            for (table, row) in own.chain(rows) {
                all += row.len();
                of += row
                    .iter()
                    .filter(|(at, _)| fields.iter().any(|f| f.table == table && f.field == *at))
                    .count();
            }
            (!shows, usize::MAX - of, all, at)
        };
        let mut ranked: Vec<_> = self.surveyed.passed.iter().enumerate().map(rank).collect();
        crate::order::sort(&mut ranked);
        ranked.into_iter().take(NEAREST).map(|(.., at)| at).collect()
    }

    /// Asks the engine about customers, and keeps the first who is on a side that is wanted.
    fn ask(&mut self, candidates: Vec<TestCase>, from: Option<&str>) {
        let mut left = candidates;
        while let Some(first) = left.first() {
            // Customers of one dataset are given rows of the same tables, on one day.
            let alike: Vec<_> = first.children.iter().map(|(table, _)| *table).collect();
            let as_of = first.as_of;
            let (batch, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|test| {
                test.as_of == as_of && test.children.iter().map(|(table, _)| *table).eq(alike.iter().copied())
            });
            left = rest;
            for chunk in batch.chunks(CHUNK) {
                if self.tried >= MOST_CUSTOMERS {
                    return;
                }
                self.tried += chunk.len();
                self.chunk(chunk, from);
            }
        }
    }

    fn chunk(&mut self, chunk: &[TestCase], from: Option<&str>) {
        let survey = self.survey;
        let (Ok(dataset), Some(first)) = (suite::dataset_of_all(self.model, chunk), chunk.first()) else {
            return;
        };
        let run = Run { model: self.model, program: &survey.program, dataset: &dataset, as_of: first.as_of };
        if run.rows() != chunk.len() || crate::state::accepts(&run).is_err() {
            return;
        }
        let offers = self
            .wanted
            .iter()
            .any(|w| w.found.is_none() && matches!(survey.probes.get(w.at.0), Some(Probe::Offer(_))));
        let offers = if offers { Offers::of(&run, &Outcome::default()) } else { Offers::default() };
        let mut machine = run.machine();
        for rows in run.blocks() {
            let start = rows.start;
            let count = rows.len();
            machine.block(rows);
            for row in 0..count {
                let mut seen = Vec::new();
                observe(&run, &machine, &survey.probes, (row, &offers), &mut seen);
                if let Some(test) = chunk.get(start + row) {
                    self.keep(test, &seen, from);
                }
            }
        }
    }

    /// Keeps a customer for every wanted side on which they also are when they are alone.
    fn keep(&mut self, test: &TestCase, seen: &[Seen], from: Option<&str>) {
        let mut alone: Option<Vec<Seen>> = None;
        for wanted in self.wanted.iter_mut().filter(|w| w.found.is_none() && seen.contains(&w.at)) {
            let own = alone.get_or_insert_with(|| self.survey.on(test));
            if own.contains(&wanted.at) {
                let from = from.map(ToString::to_string);
                wanted.found = Some(Found { test: test.clone(), from, seen: own.clone() });
            }
        }
    }

    /// The tests, each for what no earlier one shows; of an alert a test shows what it says.
    fn drafts(&self) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut shown: Vec<Seen> = Vec::new();
        for wanted in &self.wanted {
            let Some(found) = wanted.found.as_ref().filter(|_| !shown.contains(&wanted.at)) else { continue };
            let is_alert = |seen: Seen| matches!(self.probe(seen), Some(Probe::Alert(_)));
            let others = self.wanted.iter().map(|other| other.at);
            let also = others.filter(|at| !is_alert(*at) && found.seen.contains(at) && !shown.contains(at));
            let shows: Vec<Seen> = if is_alert(wanted.at) {
                core::iter::once(wanted.at).chain(also).collect()
            } else {
                also.collect()
            };
            let Some(suggestion) = self.suggestion(wanted.at, found, &shows) else { continue };
            shown.extend(&shows);
            drafts.push(Draft { suggestion, at: wanted.at });
        }
        drafts
    }

    fn suggestion(&self, at: Seen, found: &Found, shows: &[Seen]) -> Option<Suggestion> {
        let items = &self.surveyed.items;
        let dataset = suite::dataset(self.model, &found.test).ok()?;
        let survey = self.survey;
        let run =
            Run { model: self.model, program: &survey.program, dataset: &dataset, as_of: found.test.as_of };
        let mut machine = run.machine();
        machine.block(0..1);
        let expect = expect(&run, &machine, self.probe(at)?, at.1, &items.get(at.0)?.id)?;
        let Missing { kind, item, side } = missing(items, at);
        let side = if kind == "table" && side.parse::<u32>().is_ok() { format!("row {side}") } else { side };
        let test = TestCase { name: format!("{kind} {item}: {side}"), ..found.test.clone() };
        let shows = shows.iter().map(|seen| missing(items, *seen)).collect();
        let yaml = write::test(self.model, &test, &expect);
        Some(Suggestion { name: test.name, shows, from: found.from.clone(), yaml })
    }
}

/// What a test gives, without what it expects.
fn bare(test: &TestCase) -> TestCase {
    TestCase {
        as_of: test.as_of,
        given: test.given.clone(),
        children: test.children.clone(),
        ..TestCase::default()
    }
}

/// The first of January 2026, for policies that name no day and have no tests.
const SOME_DAY: i32 = 20_454;

fn missing(items: &[Item], (item, side): Seen) -> Missing {
    let found = items.get(item);
    let side = found.and_then(|item| item.sides.get(side)).map_or("", |side| side.id.as_str());
    Missing {
        kind: found.map_or("", |i| i.kind),
        item: found.map_or("", |i| &i.id).into(),
        side: side.into(),
    }
}

/// The name of the file of suggestions, behind all others.
const FILE: &str = "\u{10fffd}.yaml";

/// The drafts that can be read with the policy, pass, and show what they are for.
fn sound(files: &[SourceFile<'_>], surveyed: &Surveyed<'_>, drafts: Vec<Draft>) -> Vec<Draft> {
    if drafts.is_empty() || holds(files, surveyed, &drafts) {
        return drafts;
    }
    if drafts.len() == 1 {
        return Vec::new();
    }
    let mut first = drafts;
    let second = first.split_off(first.len() / 2);
    let mut all = sound(files, surveyed, first);
    all.extend(sound(files, surveyed, second));
    all
}

fn holds(files: &[SourceFile<'_>], surveyed: &Surveyed<'_>, drafts: &[Draft]) -> bool {
    let mut text = String::from("tests:\n");
    drafts.iter().for_each(|draft| text.push_str(&draft.suggestion.yaml));
    let mut files = files.to_vec();
    files.push(SourceFile { name: FILE, text: &text });
    let Some(mut loaded) = load(&files).1 else { return false };
    let own = loaded.model.tests.len().saturating_sub(drafts.len());
    loaded.model.tests = loaded.model.tests.split_off(own);
    let as_said = |(test, draft): (&TestCase, &Draft)| {
        test.name == draft.suggestion.name && surveyed.survey.shown(test).contains(&draft.at)
    };
    suite::run(&loaded.model).failed == 0 && loaded.model.tests.iter().zip(drafts).all(as_said)
}

//! What the policy's own tests reach, and tests for what they do not.
//!
//! ```text
//! model --items--> what has sides --observe, stated--> sides that tests show --region, search--> tests that could be added
//! ```
//!
//! A policy has *items* (an indicator, a table, an alert), and an item has *sides*: the bins of an indicator and its missing
//! value, the rows of a table and that none fires, what may come of an alert. A test that passes shows the sides that its
//! customer runs through; of an alert it shows what it says of it, since an alert at which no test looks is not tested. A
//! test that fails shows nothing.
//!
//! A side that the schema leaves to nobody is impossible and counts for nothing. It is called so only where that is proved.
//!
//! INVARIANT: the report depends on the policy alone; items and sides are in the order of the document.
//! INVARIANT: a suggested test was read back from its own text, and has passed and shown its side.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::model::{Model, Term, TestCase};
use crate::number::format_decimal;
use crate::offer::Offers;
use crate::outcome::{Outcome, Run};
use crate::policy::Localised;
use crate::program::{Options, Program, compile_with};
use crate::suite;

mod expect;
mod item;
mod observe;
mod region;
pub(crate) mod stated;
mod suggest;
mod vary;
mod write;

pub use suggest::{Left, Missing, Suggestion, Suggestions, suggest};

use item::{Probe, items};
use observe::{Seen, observe};

/// What tests of a policy reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Tests of the policy.
    pub tests: usize,
    /// Those that failed: they show nothing.
    pub failed: usize,
    /// Sums over everything.
    pub total: Total,
    /// Sums by kind of item; kinds that the policy has.
    pub kinds: Vec<Total>,
    /// The items.
    pub items: Vec<Item>,
}

/// Sums over items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// `all`, or a kind of item.
    pub kind: &'static str,
    /// Items.
    pub items: usize,
    /// Sides that somebody can be on.
    pub sides: usize,
    /// Those that tests show.
    pub shown: usize,
    /// Their share in percent with one place, rounded down; absent where there is no side.
    pub percent: Option<String>,
}

/// Something that has sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// `indicator`, `score`, `table`, `class`, `tag`, `alert`, `offer`, or `path`: a value that something stands in for
    /// where it is missing.
    pub kind: &'static str,
    /// Its name: `value.assets.aum` is an indicator of a dimension of a scorecard.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its sides.
    pub sides: Vec<Side>,
}

/// One of the things that may come of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its name: a bin's cell, the number of a row, a member, `true`, `fired`, `unknown`.
    pub id: String,
    /// The cells of a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Tests that show it.
    pub tests: usize,
    /// Whether it is proved that no customer can be on it.
    pub impossible: bool,
}

impl Side {
    fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), text: None, tests: 0, impossible: false }
    }

    /// Whether a test could show it and none does.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        self.tests == 0 && !self.impossible
    }
}

/// What the tests of a policy reach.
#[must_use]
pub fn coverage(model: &Model) -> Coverage {
    let Surveyed { items, passed, .. } = survey(model);
    let kinds = item::KINDS.iter().map(|kind| total(kind, items.iter().filter(|item| item.kind == *kind)));
    let kinds = kinds.filter(|kind| kind.items > 0).collect();
    let total = total("all", items.iter());
    Coverage { tests: model.tests.len(), failed: model.tests.len() - passed.len(), total, kinds, items }
}

/// How the items of a policy are observed.
struct Survey<'a> {
    model: &'a Model,
    /// One per item.
    probes: Vec<Probe>,
    /// The terms that paths are observed by.
    watch: Vec<Term>,
    /// A program that watches them.
    program: Program,
}

/// What the tests of a policy show.
struct Surveyed<'a> {
    survey: Survey<'a>,
    items: Vec<Item>,
    /// Tests that pass, and on which sides their customers are.
    passed: Vec<(&'a TestCase, Vec<Seen>)>,
}

fn survey(model: &Model) -> Surveyed<'_> {
    let mut watch: Vec<Term> = Vec::new();
    let (mut items, probes) = items(model, &mut watch);
    let program = compile_with(model, Options { watch: &watch, ..Options::default() });
    let survey = Survey { model, probes, watch, program };
    let report = suite::run(model);
    let mut passed = Vec::new();
    for (test, _) in model.tests.iter().zip(&report.tests).filter(|(_, result)| result.passed) {
        let on = survey.on(test);
        for at in on.iter().filter(|at| survey.is_said(test, **at)) {
            if let Some(side) = items.get_mut(at.0).and_then(|item| item.sides.get_mut(at.1)) {
                side.tests += 1;
            }
        }
        passed.push((test, on));
    }
    region::mark(&survey, &mut items);
    Surveyed { survey, items, passed }
}

impl Survey<'_> {
    /// The sides that a test shows if it passes, each once.
    fn shown(&self, test: &TestCase) -> Vec<Seen> {
        let mut seen = self.on(test);
        seen.retain(|at| self.is_said(test, *at));
        seen
    }

    /// Whether running through a side is enough to show it: of an alert the test has to say something.
    fn is_said(&self, test: &TestCase, at: Seen) -> bool {
        match self.probes.get(at.0) {
            Some(Probe::Alert(alert)) => stated::shows(test, *alert, at.1),
            _ => true,
        }
    }

    /// The sides on which the customer of a test is.
    fn on(&self, test: &TestCase) -> Vec<Seen> {
        let mut seen = Vec::new();
        let Ok(dataset) = suite::dataset(self.model, test) else { return seen };
        let run = Run { model: self.model, program: &self.program, dataset: &dataset, as_of: test.as_of };
        if run.rows() == 0 || crate::state::accepts(&run).is_err() {
            return seen;
        }
        let offers = Offers::of(&run, &Outcome::default());
        let mut machine = run.machine();
        machine.block(0..1);
        observe(&run, &machine, &self.probes, (0, &offers), &mut seen);
        seen
    }
}

fn total<'a>(kind: &'static str, items: impl Iterator<Item = &'a Item>) -> Total {
    let mut total = Total { kind, items: 0, sides: 0, shown: 0, percent: None };
    for item in items {
        total.items += 1;
        for side in item.sides.iter().filter(|side| !side.impossible) {
            total.sides += 1;
            total.shown += usize::from(side.tests > 0);
        }
    }
    let share = (total.shown * 1000).checked_div(total.sides).and_then(|share| i64::try_from(share).ok());
    total.percent = share.map(|share| format_decimal(share, 1));
    total
}

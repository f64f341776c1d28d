//! What findings are confirmed with: the engine, run on a customer made from a case or on the policy's own tests.
//!
//! INVARIANT: a customer is told as an example only where the engine, run on that customer, says what is claimed.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::OnceCell;

use super::Subject;
use super::line::ratio_key;
use super::region::{Case, Side};
use super::truth::Variables;
use super::witness::{Verdict, Witness, ask, example, named, verdicts};
use crate::evaluate::Machine;
use crate::model::sets::double_key;
use crate::model::{CellSet, TableId, TestCase};
use crate::policy::At;
use crate::program::{Lowered, NodeId, Program, Shown};
use crate::value::Type;

/// What the policy's own tests show of its alerts, run when first asked for.
#[derive(Debug)]
pub(super) struct Tests<'a> {
    subject: Subject<'a>,
    verdicts: OnceCell<Vec<Vec<Verdict>>>,
}

impl<'a> Tests<'a> {
    pub const fn new(subject: Subject<'a>) -> Self {
        Self { subject, verdicts: OnceCell::new() }
    }

    /// The name of the first test of which the engine says what is wanted of alerts.
    pub fn show(&self, wanted: &[(u16, Verdict)]) -> Option<&'a str> {
        let Subject { model, program, .. } = self.subject;
        let all: Vec<u16> = (0u16..).zip(&model.alerts).map(|(at, _)| at).collect();
        let run = |test: &TestCase| verdicts(model, program, test, &all).unwrap_or_default();
        let found = self.verdicts.get_or_init(|| model.tests.iter().map(run).collect());
        let shows = |verdicts: &Vec<Verdict>| {
            wanted.iter().all(|(at, verdict)| verdicts.get(usize::from(*at)) == Some(verdict))
        };
        found
            .iter()
            .zip(&model.tests)
            .find(|(verdicts, _)| shows(verdicts))
            .map(|(_, test)| test.name.as_str())
    }
}

/// What findings are confirmed with.
pub(super) struct Asked<'a> {
    /// The policy.
    pub subject: Subject<'a>,
    /// What conditions speak of.
    pub variables: &'a Variables<'a>,
    /// What its tests show.
    pub tests: &'a Tests<'a>,
}

/// A value of a customer: a key of its type, or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known {
    Key(i128),
    Text(String),
}

impl Known {
    /// Whether it is of a set.
    pub fn is_of(&self, set: &CellSet) -> bool {
        match (self, set) {
            (Self::Key(key), CellSet::Ranges(set)) => set.contains(*key),
            (Self::Text(text), CellSet::Texts { items, negated }) => items.contains(text) != *negated,
            _ => false,
        }
    }
}

impl<'a> Asked<'a> {
    /// What a variable may be.
    pub fn whole(&self, variable: u16) -> Side {
        self.variables.whole(variable)
    }

    /// The customer of a case, or of a test, if the engine says of the alerts what is expected.
    pub fn confirmed(
        &self,
        case: &Case,
        child: Option<TableId>,
        wanted: &[(u16, Verdict)],
    ) -> Option<Witness> {
        let Subject { model, program, .. } = self.subject;
        let test = example(self.variables, case, child);
        let alerts: Vec<u16> = wanted.iter().map(|(at, _)| *at).collect();
        let found = verdicts(model, program, &test, &alerts);
        let as_wanted =
            |found: Vec<Verdict>| found.iter().zip(wanted).all(|(found, (_, wanted))| found == wanted);
        if found.is_some_and(as_wanted) {
            return Some(named(model, &test));
        }
        self.tests.show(wanted).map(|test| Witness { test: Some(test.into()), ..Witness::default() })
    }

    /// The customer of a case, if the engine, run with a program of the policy, answers yes.
    pub fn made(
        &self,
        program: &Program,
        case: &Case,
        child: Option<TableId>,
        question: &dyn Fn(&Machine<'_>) -> bool,
    ) -> Option<Witness> {
        let model = self.subject.model;
        let test = example(self.variables, case, child);
        ask(model, program, &test, question)?.then(|| named(model, &test))
    }

    /// The customer of a case, or else of a test, of whom the engine answers yes.
    pub fn shown(
        &self,
        program: &Program,
        case: &Case,
        child: Option<TableId>,
        question: &dyn Fn(&Machine<'_>) -> bool,
    ) -> Option<Witness> {
        let model = self.subject.model;
        self.made(program, case, child, question).or_else(|| {
            let shows = |test: &&TestCase| ask(model, program, test, question) == Some(true);
            let test = model.tests.iter().find(shows)?;
            Some(Witness { test: Some(test.name.clone()), ..Witness::default() })
        })
    }

    /// The place of an alert in the document.
    pub fn place(&self, at: u16) -> At {
        self.subject.policy.alerts.get(usize::from(at)).map_or_else(At::default, |alert| alert.at.clone())
    }
}

/// The value of the first customer; `None` when it is unknown.
pub(super) fn value(machine: &Machine<'_>, shown: Shown) -> Option<Known> {
    let id = match shown.at {
        Lowered::Node(id) => id,
        Lowered::Ratio { num, den } => {
            let part = |(id, scale): (NodeId, u8)| {
                machine
                    .is_known(id, 0)
                    .then(|| (i128::from(machine.i64_at(id, 0)), 10i128.pow(u32::from(scale))))
            };
            let ((n, n_unit), (d, d_unit)) = (part(num)?, part(den)?);
            let (n, d) = (n.checked_mul(d_unit)?, d.checked_mul(n_unit)?);
            return (d != 0).then(|| ratio_key((n * d.signum(), d.abs())))?.map(Known::Key);
        }
    };
    if !machine.is_known(id, 0) {
        return None;
    }
    Some(Known::Key(match shown.ty {
        Type::String => return Some(Known::Text(machine.text(machine.code_at(id, 0)).into())),
        Type::Bool => i128::from(machine.is_true(id, 0)),
        Type::Enum(_) => i128::from(machine.code_at(id, 0)),
        Type::Date => i128::from(machine.i32_at(id, 0)),
        Type::Double => double_key(machine.f64_at(id, 0)),
        Type::Timestamp | Type::Duration => machine.wide_at(id, 0),
        _ => i128::from(machine.i64_at(id, 0)),
    }))
}

/// Whether a node is true in a row of the first customer.
pub(super) fn holds(machine: &Machine<'_>, id: NodeId, rows: usize) -> bool {
    (0..rows).any(|row| machine.is_true(id, row))
}

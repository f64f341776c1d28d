//! The policy's own tests, run by the engine they are meant for.
//!
//! A test is a dataset of one customer, read cell by cell like any file, and a run over it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::dataset::{Builder, Dataset, InputColumn, InputData};
use crate::date::instant;
use crate::diagnostic::Diagnostic;
use crate::evaluate::Machine;
use crate::explain::render;
use crate::model::{CUSTOMERS, FieldId, Model, RowKey, TableId, Term, TestCase};
use crate::number::{format_decimal, rescale};
use crate::outcome::Run;
use crate::output::events::{table_cause, tasks_of};
use crate::policy::Standing;
use crate::policy::Verdict;
use crate::program::{Lowered, Options, Program, Shown, compile_with};
use crate::value::{MAX_SCALE, Type, Value};

mod messages;
pub(crate) mod offers;
mod tasks;

/// The results of a policy's tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuiteReport {
    /// One per test, in document order.
    pub tests: Vec<TestReport>,
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
}

/// The result of one test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestReport {
    /// Its name.
    pub name: String,
    /// Whether everything came out as expected.
    pub passed: bool,
    /// What did not.
    pub differences: Vec<Difference>,
}

/// Something that came out differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// A key of `expect:`, or the name of an alert or a value.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub actual: String,
}

/// The id of the customer of a test that gives none.
const CUSTOMER: &str = "1";

/// Ids of rows that a test leaves out are counted from here on for each of several customers.
const MOST_ROWS: usize = 4096;

/// Runs all tests of a model.
#[must_use]
pub fn run(model: &Model) -> SuiteReport {
    let watch: Vec<Term> = model.tests.iter().flat_map(|t| &t.values).map(|v| v.term.clone()).collect();
    let program = compile_with(model, Options { watch: &watch, ..Options::default() });
    let mut watched = 0;
    let mut tests = Vec::with_capacity(model.tests.len());
    for test in &model.tests {
        let differences = one(model, &program, test, watched);
        watched += test.values.len();
        tests.push(TestReport { name: test.name.clone(), passed: differences.is_empty(), differences });
    }
    let passed = tests.iter().filter(|t| t.passed).count();
    SuiteReport { passed, failed: tests.len() - passed, tests }
}

fn one(model: &Model, program: &Program, test: &TestCase, watched: usize) -> Vec<Difference> {
    let dataset = match dataset(model, test) {
        Ok(dataset) => dataset,
        Err(finding) => {
            let actual = finding.message(crate::value::Lang::En);
            return alloc::vec![Difference { what: "given".into(), expected: "a customer".into(), actual }];
        }
    };
    let mut differences = Vec::new();
    if let Some(row) = dataset.quarantine.first() {
        let actual = format!("quarantined: {}", row.reason.id());
        differences.push(Difference { what: "given".into(), expected: "usable rows".into(), actual });
    }
    let run = Run { model, program, dataset: &dataset, as_of: test.as_of };
    if let Err(refused) = crate::state::accepts(&run) {
        let actual = refused.message(crate::value::Lang::En);
        differences.push(Difference { what: "given".into(), expected: "a state".into(), actual });
    }
    let mut machine = run.machine();
    if run.rows() == 0 {
        return differences;
    }
    machine.block(0..1);
    alerts(&run, &machine, test, &mut differences);
    if let Some(expected) = &test.seen_by {
        let people = crate::output::access::seen_by(&run, 0);
        if *expected != people {
            let (expected, actual) = (expected.join(", "), people.join(", "));
            differences.push(Difference { what: "seen_by".into(), expected, actual });
        }
    }
    offers(&run, test, &mut differences);
    messages::compare(&run, test, &mut differences);
    differences.extend(test.assigned.as_ref().and_then(|expected| assigned(&run, expected)));
    for (at, expectation) in test.values.iter().enumerate() {
        let Some(shown) = program.watched.get(watched + at) else { continue };
        if !meets(&machine, *shown, &expectation.value) {
            differences.push(Difference {
                what: expectation.name.clone(),
                expected: show(model, &expectation.value),
                actual: render::value(&run, &machine, *shown, 0).unwrap_or_else(|| "unknown".into()),
            });
        }
    }
    differences
}

/// Which alerts fired, which could not be evaluated and which tasks are blocked, open and told, compared with what the test says.
fn alerts(run: &Run<'_>, machine: &Machine<'_>, test: &TestCase, out: &mut Vec<Difference>) {
    let (mut fired, mut unknown, mut blocked) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (alert, nodes)) in (0u16..).zip(run.model.alerts.iter().zip(&run.program.alerts)) {
        let domain = alert.each.map_or(crate::model::Domain::Customer, crate::model::Domain::Child);
        let rows = machine.rows(domain);
        if (0..rows).any(|row| machine.is_true(nodes.when, row)) {
            fired.push(at);
            if tasks_of(run, machine, usize::from(at), 0, false).iter().any(|task| task.block.is_some()) {
                blocked.push(at);
            }
        } else if (0..rows).any(|row| !machine.is_known(nodes.when, row))
            || alert.each.is_some_and(|table| table_cause(run, table, 0).is_some())
        {
            unknown.push(at);
        }
    }
    let asked = test.tasks.is_some() || test.told.is_some();
    let (open, told) = if asked { tasks::open(run) } else { Default::default() };
    let names = |ids: &[u16]| {
        let known = ids.iter().filter_map(|i| run.model.alerts.get(usize::from(*i)));
        let list: Vec<&str> = known.map(|a| a.id.as_str()).collect();
        format!("[{}]", list.join(", "))
    };
    let all = [
        ("alerts", &test.alerts, &fired),
        ("unknown", &test.unknown, &unknown),
        ("blocked", &test.blocked, &blocked),
        ("tasks", &test.tasks, &open),
        ("told", &test.told, &told),
    ];
    for (what, expected, actual) in all {
        if let Some(expected) = expected
            && expected != actual
        {
            out.push(Difference { what: what.into(), expected: names(expected), actual: names(actual) });
        }
    }
    if let Some(expected) = &test.contacts {
        let stand = tasks::standings(run);
        for ((standing, expected), actual) in Standing::ALL.into_iter().zip(expected).zip(&stand) {
            if expected != actual {
                let what = format!("contacts.{}", standing.id());
                out.push(Difference { what, expected: names(expected), actual: names(actual) });
            }
        }
    }
    for (rule, expected) in &test.rules {
        let actual = match (fired.contains(rule), blocked.contains(rule)) {
            (true, true) if *expected == Verdict::Blocked => Verdict::Blocked,
            (true, _) => Verdict::Fired,
            (false, _) if unknown.contains(rule) => Verdict::Unknown,
            (false, _) => Verdict::NotFired,
        };
        if actual != *expected {
            let what = run.model.alerts.get(usize::from(*rule)).map(|a| a.id.clone()).unwrap_or_default();
            out.push(Difference { what, expected: expected.id().into(), actual: actual.id().into() });
        }
    }
}

/// Which offers were made and which were held, compared with what the test says.
fn offers(run: &Run<'_>, test: &TestCase, out: &mut Vec<Difference>) {
    if test.offers.is_none() && test.offers_blocked.is_none() {
        return;
    }
    let (made, held) = offers::named(run);
    let all = [("offers", &test.offers, made), ("offers_blocked", &test.offers_blocked, held)];
    for (what, expected, actual) in all {
        let Some(expected) = expected.as_ref().filter(|expected| **expected != actual) else { continue };
        let list = |names: &[String]| format!("[{}]", names.join(", "));
        out.push(Difference { what: what.into(), expected: list(expected), actual: list(&actual) });
    }
}

/// The manager whom the customer is to have, where it is another than expected.
fn assigned(run: &Run<'_>, expected: &Option<String>) -> Option<Difference> {
    let assigned = crate::plan::assign::assign(run, &crate::outcome::Outcome::default());
    let show = |manager: Option<&str>| String::from(manager.unwrap_or("null"));
    let (expected, actual) = (show(expected.as_deref()), show(assigned.only_manager()));
    (expected != actual).then(|| Difference { what: "assigned".into(), expected, actual })
}

/// Whether a value is what was expected; decimals are compared as numbers, ratios exactly.
fn meets(machine: &Machine<'_>, shown: Shown, expected: &Value) -> bool {
    let id = match shown.at {
        Lowered::Node(id) => id,
        Lowered::Ratio { num, den } => {
            let known =
                machine.is_known(num.0, 0) && machine.is_known(den.0, 0) && machine.i64_at(den.0, 0) != 0;
            let Value::Decimal(value, MAX_SCALE) = expected else { return !known };
            let pow = |p: u8| 10i128.pow(u32::from(p));
            let left = i128::from(machine.i64_at(num.0, 0)).checked_mul(pow(den.1 + MAX_SCALE));
            let right = i128::from(machine.i64_at(den.0, 0))
                .checked_mul(i128::from(*value))
                .and_then(|v| v.checked_mul(pow(num.1)));
            return known && left.is_some() && left == right;
        }
    };
    if !machine.is_known(id, 0) {
        return *expected == Value::Null;
    }
    match expected {
        Value::Null => false,
        Value::Bool(b) => machine.is_true(id, 0) == *b,
        Value::Int(v) => machine.i64_at(id, 0) == *v,
        Value::Decimal(v, scale) => {
            let places = if let Type::Decimal(places) = shown.ty { places } else { 0 };
            rescale(*v, *scale, places) == Some(machine.i64_at(id, 0))
        }
        #[expect(clippy::float_cmp, reason = "a test of doubles means the very number")]
        Value::Double(v) => machine.f64_at(id, 0) == *v,
        Value::Date(v) => machine.i32_at(id, 0) == *v,
        Value::Timestamp(v) | Value::Duration(v) => machine.wide_at(id, 0) == *v,
        Value::Enum(_, m) => machine.code_at(id, 0) == *m,
        Value::String(text) => machine.text(machine.code_at(id, 0)) == text,
    }
}

fn show(model: &Model, value: &Value) -> String {
    match value {
        Value::Null => "unknown".into(),
        Value::Bool(b) => b.to_string(),
        Value::Int(v) => v.to_string(),
        Value::Decimal(v, s) => format_decimal(*v, *s),
        Value::Double(v) => crate::number::format_double_plain(*v),
        Value::Date(d) => crate::date::format(*d),
        Value::Timestamp(v) => instant::format(*v, model.zone()),
        Value::Duration(v) => instant::format_length(*v),
        Value::String(s) => s.clone(),
        Value::Enum(id, m) => {
            model.enumeration(*id).members.get(*m as usize).map_or(String::new(), |(name, _)| name.clone())
        }
    }
}

/// The tables of a test: one customer and the child tables given; `holdings: []` is a table without rows, and a table
/// that is not mentioned is not supplied.
pub(crate) fn dataset(model: &Model, test: &TestCase) -> Result<Dataset, Diagnostic> {
    let mut builder = Builder::new(&model.schema);
    customer(&mut builder, model, test, 0)?;
    builder.seal()
}

/// The customers of several tests in one dataset, each under a key of its own, with the reference tables of the first;
/// what is given of child tables has to be of the same tables.
pub(crate) fn dataset_of_all(model: &Model, tests: &[TestCase]) -> Result<Dataset, Diagnostic> {
    let mut builder = Builder::new(&model.schema);
    for (nth, test) in tests.iter().enumerate() {
        customer(&mut builder, model, test, nth)?;
    }
    builder.seal()
}

/// Adds the customer of a test, who is the `nth` one of a dataset.
fn customer(builder: &mut Builder, model: &Model, test: &TestCase, nth: usize) -> Result<(), Diagnostic> {
    let given = match model.schema.table(CUSTOMERS).map(|t| &t.key) {
        Some(RowKey::Field(key)) => test.given.iter().find(|(field, _)| field == key),
        _ => None,
    };
    let named = given.and_then(|(_, text)| text.as_deref()).unwrap_or(CUSTOMER);
    let key = if nth == 0 { named.into() } else { format!("{named}{nth:05}") };
    put(builder, model, CUSTOMERS, (&key, nth), core::slice::from_ref(&test.given))?;
    for (id, rows) in &test.children {
        if nth == 0 || model.schema.is_of_customers(*id) {
            put(builder, model, *id, (&key, nth), rows)?;
        }
    }
    Ok(())
}

fn put(
    builder: &mut Builder,
    model: &Model,
    id: TableId,
    (customer, nth): (&str, usize),
    rows: &[crate::model::Cells],
) -> Result<(), Diagnostic> {
    let Some(table) = model.schema.table(id) else { return Ok(()) };
    let mut columns: Vec<Text> = Vec::with_capacity(table.fields.len());
    for (at, field) in (0u16..).zip(&table.fields) {
        let given = rows.iter().any(|row| row.iter().any(|(f, _)| *f == at));
        if !given && model.total(FieldId { table: id, field: at }).is_some() {
            continue;
        }
        let mut column = Text::new(&field.source, rows.len());
        for (number, row) in rows.iter().enumerate() {
            let given = row.iter().find(|(f, _)| *f == at).and_then(|(_, text)| text.clone());
            let default = match table.key {
                RowKey::Child { parent, .. } if parent == at => Some(customer.into()),
                RowKey::Child { id, .. } if id == at => Some((nth * MOST_ROWS + number + 1).to_string()),
                _ => None,
            };
            let cell = tasks::cell(model, table, customer, row, at);
            let own = match table.key {
                RowKey::Field(key) if key == at => Some(customer.into()),
                RowKey::Child { id, .. } if id == at && nth > 0 => {
                    given.as_ref().map(|id| format!("{id}{nth:05}"))
                }
                _ => None,
            };
            column.push(cell.or(own).or(given).or(default).as_deref());
        }
        columns.push(column);
    }
    let input: Vec<InputColumn<'_>> = columns.iter().map(Text::input).collect();
    builder.put(&table.id, &input)
}

/// A column of cell texts in Arrow's layout.
struct Text {
    name: String,
    validity: Vec<u8>,
    offsets: Vec<i32>,
    bytes: Vec<u8>,
}

impl Text {
    fn new(name: &str, rows: usize) -> Self {
        let validity = alloc::vec![0; rows.div_ceil(8)];
        Self { name: name.into(), validity, offsets: alloc::vec![0], bytes: Vec::new() }
    }

    fn push(&mut self, text: Option<&str>) {
        let row = self.offsets.len() - 1;
        if let (Some(text), Some(byte)) = (text, self.validity.get_mut(row / 8)) {
            *byte |= 1 << (row % 8);
            self.bytes.extend_from_slice(text.as_bytes());
        }
        self.offsets.push(i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    fn input(&self) -> InputColumn<'_> {
        let data = InputData::Utf8 { offsets: &self.offsets, bytes: &self.bytes };
        InputColumn { name: &self.name, validity: Some(&self.validity), data }
    }
}

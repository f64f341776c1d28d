//! Customers who differ from a test's in one input or two: values beside the literals with which the policy compares it.
//!
//! A number is also moved by the shares with which the policy compares quotients, and a date by numbers of days and of
//! years, since what is compared may be a change, a share, or a distance between two days.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::analysis::witness::text;
use crate::date;
use crate::model::cells::{bounds, key};
use crate::model::{
    CUSTOMERS, CellSet, Cells, Field, FieldId, Model, Points, RowKey, TableId, Term, TermKind, TestCase,
    rests_on,
};
use crate::number::rescale;
use crate::value::{Type, Value};

/// Most values of one input that are tried.
const MOST_VALUES: usize = 40;

/// Most rows of a child table that are varied.
const MOST_ROWS: usize = 2;

/// What the policy compares inputs with.
pub(super) struct Literals(Vec<(FieldId, Value)>);

/// An input of a test: a field of the customer, or of a row of a child table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Input {
    field: FieldId,
    row: usize,
}

/// One input and what it is to be; `None`: missing.
type Change = (Input, Option<String>);

impl Literals {
    /// The literals of a policy.
    pub(super) fn of(model: &Model) -> Self {
        let mut found = Vec::new();
        for (_, term) in super::item::rules(model) {
            term.walk(&mut |part| {
                let TermKind::Apply(_, args) = &part.kind else { return };
                for value in args.iter().filter_map(|arg| constant(model, arg)) {
                    args.iter().for_each(|arg| compared(model, arg, &value, &mut found));
                }
            });
        }
        let indicators = model
            .scorecards
            .iter()
            .flat_map(|card| card.dimensions.iter().flat_map(|d| &d.indicators).chain(&card.baseline));
        for indicator in indicators {
            let edges: Vec<Value> = match &indicator.points {
                Points::Bins(bins) => bins.iter().flat_map(|bin| edges(&bin.set, indicator.of.ty)).collect(),
                Points::Curve(_) => Vec::new(),
            };
            edges.iter().for_each(|value| compared(model, &indicator.of, value, &mut found));
        }
        for table in model.decisions.iter().chain(model.classes.iter().map(|class| &class.table)) {
            for (at, (_, input)) in table.inputs.iter().enumerate() {
                let cells = table.rows.iter().filter_map(|row| row.cells.get(at)?.as_ref());
                let mut values: Vec<Value> = Vec::new();
                cells.flat_map(|set| edges(set, input.ty)).for_each(|value| {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                });
                values.iter().for_each(|value| compared(model, input, value, &mut found));
            }
        }
        Self(found)
    }

    /// Customers like that of a test, but for one of `fields`; `most` of them.
    pub(super) fn singles(
        &self,
        model: &Model,
        test: &TestCase,
        fields: &[FieldId],
        most: usize,
    ) -> Vec<TestCase> {
        let mut tests = Vec::new();
        // A table that is not supplied, and one without rows.
        for field in fields.iter().filter(|field| field.table != CUSTOMERS) {
            let mut without = test.clone();
            without.children.retain(|(table, _)| *table != field.table);
            let mut empty = without.clone();
            empty.children.push((field.table, Vec::new()));
            let others = [without, empty].into_iter().filter(|one| one.children != test.children);
            others.for_each(|one| {
                if !tests.contains(&one) {
                    tests.push(one);
                }
            });
        }
        tests.extend(self.changes(model, test, fields).iter().map(|change| changed(test, &[change])));
        tests.truncate(most);
        tests
    }

    /// Customers like that of a test, but for two of `fields`; `most` of them.
    pub(super) fn pairs(
        &self,
        model: &Model,
        test: &TestCase,
        fields: &[FieldId],
        most: usize,
    ) -> Vec<TestCase> {
        let changes = self.changes(model, test, fields);
        let mut tests = Vec::new();
        for (at, second) in changes.iter().enumerate() {
            for first in changes.iter().take(at).filter(|first| first.0 != second.0) {
                if tests.len() >= most {
                    return tests;
                }
                tests.push(changed(test, &[first, second]));
            }
        }
        tests
    }

    /// Changes of a test: the first value of every input, then the second, and so on.
    fn changes(&self, model: &Model, test: &TestCase, fields: &[FieldId]) -> Vec<Change> {
        let mut changes: Vec<(usize, Change)> = Vec::new();
        for field in fields {
            let rows = rows_of(test, field.table).map_or(0, <[Cells]>::len).clamp(1, MOST_ROWS);
            for row in 0..rows {
                let input = Input { field: *field, row };
                let cells = rows_of(test, field.table).and_then(|rows| rows.get(row));
                let now = cells.and_then(|cells| cell(cells, *field));
                let values = self.values(model, *field, now, test);
                let other = values.into_iter().filter(|value| value.as_deref() != now);
                changes.extend(other.enumerate().map(|(nth, value)| (nth, (input, value))));
            }
        }
        crate::order::sort_by(&mut changes, |a, b| a.0.cmp(&b.0));
        changes.into_iter().map(|(_, change)| change).collect()
    }

    /// The values of a field that are worth a try; the first one is that it is missing.
    fn values(&self, model: &Model, id: FieldId, now: Option<&str>, test: &TestCase) -> Vec<Option<String>> {
        let Some(field) = model.schema.field(id) else { return Vec::new() };
        let own = || self.0.iter().filter(|(of, _)| *of == id).map(|(_, value)| value);
        let mut texts: Vec<String> = Vec::new();
        if field.ty == Type::String {
            texts.extend(
                own().filter_map(
                    |value| if let Value::String(text) = value { Some(text.clone()) } else { None },
                ),
            );
        } else {
            let mut keys: Vec<i128> = Vec::new();
            match field.ty {
                Type::Bool => keys.extend([0, 1]),
                Type::Enum(members) => {
                    keys.extend((0..).zip(&model.enumeration(members).members).map(|(at, _)| at))
                }
                Type::Date => {
                    own().for_each(|value| days(value, date::local_date(test.as_of, model.zone()), &mut keys))
                }
                ty => {
                    let now = now.and_then(|text| number(text, ty));
                    own().for_each(|value| numbers(value, ty, now, &mut keys));
                    keys.extend([0, 1]);
                }
            }
            texts.extend(
                keys.into_iter().filter(|at| allowed(field, *at)).filter_map(|at| text(model, field, at)),
            );
        }
        let mut values: Vec<Option<String>> = Vec::new();
        for text in core::iter::once(None).chain(texts.into_iter().map(Some)) {
            if values.len() < MOST_VALUES && !values.contains(&text) {
                values.push(text);
            }
        }
        values
    }
}

/// The fields of customers and of their rows that terms rest on, each once.
pub(super) fn fields<'t>(model: &Model, terms: impl IntoIterator<Item = &'t Term>) -> Vec<FieldId> {
    let mut fields = Vec::new();
    for term in terms {
        rests_on(model, term, &mut |id, _| {
            let key =
                model.schema.table(id.table).is_none_or(|table| table.key.fields().any(|at| at == id.field));
            if model.schema.is_of_customers(id.table) && !key && !fields.contains(&id) {
                fields.push(id);
            }
        });
    }
    fields
}

/// The value of a term that is a literal or a parameter.
fn constant(model: &Model, term: &Term) -> Option<Value> {
    match &term.kind {
        TermKind::Value(value) => Some(value.clone()),
        TermKind::Param(at) => model.params.get(usize::from(*at)).map(|param| param.value.clone()),
        _ => None,
    }
}

/// Notes a value for every field of the term that is compared with it. Scores and the like are not what a field is.
fn compared(model: &Model, term: &Term, value: &Value, out: &mut Vec<(FieldId, Value)>) {
    let is_made = matches!(term.kind, TermKind::Score(..) | TermKind::Output(..) | TermKind::Class(..));
    if is_made || *value == Value::Null {
        return;
    }
    rests_on(model, term, &mut |id, _| {
        if !out.iter().any(|(of, known)| *of == id && known == value) {
            out.push((id, value.clone()));
        }
    });
}

/// The ends of the values of a cell.
fn edges(set: &CellSet, ty: Type) -> Vec<Value> {
    let (low, high) = bounds(ty, 0);
    match set {
        CellSet::Texts { items, .. } => items.iter().map(|text| Value::String(text.clone())).collect(),
        CellSet::Ranges(set) => {
            let ends = set.0.iter().flat_map(|(a, b)| [*a, *b]).filter(|at| *at > low && *at < high);
            ends.filter_map(|at| valued(at, ty)).collect()
        }
    }
}

fn valued(at: i128, ty: Type) -> Option<Value> {
    match ty {
        Type::Int => i64::try_from(at).ok().map(Value::Int),
        Type::Decimal(scale) => i64::try_from(at).ok().map(|v| Value::Decimal(v, scale)),
        // Two keys for each value of eight places.
        Type::Ratio => {
            i64::try_from(at.div_euclid(2)).ok().map(|v| Value::Decimal(v, crate::value::MAX_SCALE))
        }
        Type::Date => i32::try_from(at).ok().map(Value::Date),
        _ => None,
    }
}

/// Keys of a date beside a literal: the day itself, or so many days or years from today.
fn days(value: &Value, today: i32, out: &mut Vec<i128>) {
    let around = |day: i32| [day, day - 1, day + 1].map(i128::from);
    match value {
        Value::Date(day) => out.extend(around(*day)),
        Value::Int(count) => {
            let Ok(count) = i32::try_from(*count) else { return };
            if count.abs() < 40_000 {
                out.extend(around(today - count));
                out.extend(around(today + count));
            }
            if (1..=120).contains(&count) {
                out.extend(date::add_months(today, -12 * i64::from(count)).into_iter().flat_map(around));
            }
        }
        _ => {}
    }
}

/// Keys of a number beside a literal, and the present value moved by it as a share.
fn numbers(value: &Value, ty: Type, now: Option<i128>, out: &mut Vec<i128>) {
    let (literal, places) = match value {
        Value::Int(v) => (*v, 0),
        Value::Decimal(v, places) => (*v, *places),
        _ => return,
    };
    let scale = if let Type::Decimal(scale) = ty { scale } else { 0 };
    out.extend(rescale(literal, places, scale).map(i128::from).into_iter().flat_map(|v| [v, v - 1, v + 1]));
    let unit = 10i128.pow(u32::from(places));
    let share = i128::from(literal);
    if let Some(now) = now.filter(|now| *now != 0 && places > 0 && share.abs() <= 10 * unit) {
        let moved = now * share / unit;
        out.extend([now + moved, now + moved - 1, now + moved + 1, moved, moved - 1, moved + 1]);
        if share > 0 {
            out.push(now * unit / share + 1);
        }
    }
}

fn number(text: &str, ty: Type) -> Option<i128> {
    let scale = if let Type::Decimal(scale) = ty { scale } else { 0 };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = String::from(whole);
    digits.push_str(part);
    let places = u8::try_from(part.len()).ok()?;
    rescale(digits.parse().ok()?, places, scale).map(i128::from)
}

fn allowed(field: &Field, at: i128) -> bool {
    let low = field.min.as_ref().and_then(key).is_none_or(|low| low <= at);
    low && field.max.as_ref().and_then(key).is_none_or(|high| at <= high)
}

fn rows_of(test: &TestCase, table: TableId) -> Option<&[Cells]> {
    if table == CUSTOMERS {
        return Some(core::slice::from_ref(&test.given));
    }
    test.children.iter().find(|(id, _)| *id == table).map(|(_, rows)| rows.as_slice())
}

fn cell(cells: &Cells, field: FieldId) -> Option<&str> {
    cells.iter().find(|(at, _)| *at == field.field).and_then(|(_, text)| text.as_deref())
}

/// The test with other inputs; a row that is not there is added.
fn changed(test: &TestCase, changes: &[&Change]) -> TestCase {
    let mut test = test.clone();
    for (input, value) in changes {
        let rows = if input.field.table == CUSTOMERS {
            core::slice::from_mut(&mut test.given)
        } else {
            if !test.children.iter().any(|(id, _)| *id == input.field.table) {
                test.children.push((input.field.table, Vec::new()));
            }
            let Some((_, rows)) = test.children.iter_mut().find(|(id, _)| *id == input.field.table) else {
                continue;
            };
            if rows.is_empty() {
                rows.push(vec![]);
            }
            rows.as_mut_slice()
        };
        let Some(cells) = rows.get_mut(input.row) else { continue };
        cells.retain(|(at, _)| *at != input.field.field);
        if value.is_some() {
            cells.push((input.field.field, value.clone()));
        }
    }
    test
}

/// Whether rows of a table are those of customers.
pub(super) fn is_child(model: &Model, table: TableId) -> bool {
    model.schema.table(table).is_some_and(|table| matches!(table.key, RowKey::Child { .. }))
}

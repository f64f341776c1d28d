//! A policy made of expressions over one table of exact columns, for suites that compare values bit by bit.
//!
//! The policy is built as written, without YAML, and the columns without reading cells, so that names need not be ids
//! and texts may be empty or blank. What is *not* here: any rule of the language.

use appraise_core::column::{Bits, Column, Texts, Values};
use appraise_core::dataset::{Dataset, TableData};
use appraise_core::diagnostic::Diagnostic;
use appraise_core::model::{self, Model, Term};
use appraise_core::outcome::{Outcome, Run};
use appraise_core::policy::{Derive, FieldDecl, Member, Policy, Source, TableDecl, Text};
use appraise_core::program::{Lowered, Options, Program, compile_with};
use appraise_core::value::{Reason, Type, Value};

/// A field of the customers table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name; any text.
    pub name: String,
    /// Its type as a policy writes it.
    pub ty: String,
    /// Members, when it is an enumeration.
    pub members: Vec<String>,
}

impl Field {
    /// A field that is not an enumeration.
    #[must_use]
    pub fn new(name: &str, ty: &str) -> Self {
        Self { name: name.into(), ty: ty.into(), members: Vec::new() }
    }
}

/// A checked policy whose derived values are the expressions.
#[derive(Debug, Clone)]
pub struct Probe {
    model: Model,
}

/// A probe ready to run.
#[derive(Debug)]
pub struct Prepared<'a> {
    model: &'a Model,
    program: Program,
    dataset: Dataset,
}

fn text(text: &str) -> Text {
    Text { text: text.into(), ..Text::default() }
}

/// The policy as written. Every field is nullable.
#[must_use]
pub fn policy(fields: &[Field], expressions: &[&str]) -> Policy {
    let member = |id: &String| Member { id: id.clone(), label: None, at: Default::default() };
    let fields = fields.iter().map(|f| FieldDecl {
        id: f.name.clone(),
        ty: text(&f.ty),
        values: f.members.iter().map(member).collect(),
        nullable: true,
        ..FieldDecl::default()
    });
    let customers = TableDecl {
        id: "customers".into(),
        at: Default::default(),
        about: Default::default(),
        key: Some(text("row_number")),
        fields: fields.collect(),
        ..TableDecl::default()
    };
    let derives = expressions.iter().enumerate().map(|(at, expression)| Derive {
        id: format!("expression {at}"),
        at: Default::default(),
        about: Default::default(),
        source: Source::Cel(text(expression)),
        tag: false,
    });
    Policy {
        id: "probe".into(),
        version: "1".into(),
        time_zone: text("UTC"),
        tables: vec![customers],
        derives: derives.collect(),
        ..Policy::default()
    }
}

impl Probe {
    /// Checks the expressions.
    ///
    /// # Errors
    ///
    /// The findings of the check stage.
    pub fn new(fields: &[Field], expressions: &[&str]) -> Result<Self, Vec<Diagnostic>> {
        Self::of(&policy(fields, expressions))
    }

    /// Checks a policy.
    ///
    /// # Errors
    ///
    /// The findings of the check stage.
    pub fn of(policy: &Policy) -> Result<Self, Vec<Diagnostic>> {
        let checked = model::check(policy, ("", ""));
        checked.model.map(|model| Self { model }).ok_or(checked.diagnostics.0)
    }

    /// The checked policy.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The type of an expression.
    #[must_use]
    pub fn ty(&self, expression: usize) -> Option<Type> {
        self.model.derives.get(expression).map(|d| d.term.ty)
    }

    /// Compiles the expressions over columns, one per field.
    #[must_use]
    pub fn prepare(&self, columns: &[Vec<Value>], rows: usize, folding: bool) -> Prepared<'_> {
        let watch: Vec<Term> = self.model.derives.iter().map(|d| d.term.clone()).collect();
        let program = compile_with(&self.model, Options { folding, watch: &watch });
        let mut texts = Texts::default();
        let types = self.model.schema.tables.iter().flat_map(|t| &t.fields).map(|f| f.ty);
        let columns = types.zip(columns).map(|(ty, cells)| Some(column(ty, cells, &mut texts))).collect();
        let customers = TableData {
            supplied: true,
            rows,
            columns,
            keys: vec![0; rows],
            lines: Vec::new(),
            offsets: Vec::new(),
            incomplete: None,
            lookup: Default::default(),
        };
        let dataset = Dataset { tables: vec![customers], texts, ..Dataset::empty() };
        Prepared { model: &self.model, program, dataset }
    }
}

/// A column of exact values; [`Value::Null`] is a missing one.
#[must_use]
pub fn column(ty: Type, cells: &[Value], texts: &mut Texts) -> Column {
    let mut known = Bits::default();
    for cell in cells {
        known.push(*cell != Value::Null);
    }
    let values = match ty {
        Type::Bool | Type::Null => {
            let mut bits = Bits::default();
            cells.iter().for_each(|c| bits.push(*c == Value::Bool(true)));
            Values::Bool(bits)
        }
        Type::Int | Type::Decimal(_) | Type::Ratio => Values::I64(each(cells, |c| match c {
            Value::Int(v) | Value::Decimal(v, _) => Some(*v),
            _ => None,
        })),
        Type::Timestamp | Type::Duration => Values::I64(each(cells, |c| match c {
            Value::Timestamp(v) | Value::Duration(v) => i64::try_from(v.div_euclid(1000)).ok(),
            _ => None,
        })),
        Type::Double => Values::F64(each(cells, |c| if let Value::Double(v) = c { Some(*v) } else { None })),
        Type::Date => Values::I32(each(cells, |c| if let Value::Date(v) = c { Some(*v) } else { None })),
        Type::Enum(_) => {
            Values::Code(each(cells, |c| if let Value::Enum(_, m) = c { Some(*m) } else { None }))
        }
        Type::String => {
            Values::Code(each(cells, |c| if let Value::String(s) = c { texts.intern(s) } else { None }))
        }
    };
    Column { values, known: Some(known), reasons: Vec::new() }
}

fn each<T: Default>(cells: &[Value], value: impl FnMut(&Value) -> Option<T>) -> Vec<T> {
    cells.iter().map(value).map(Option::unwrap_or_default).collect()
}

impl Prepared<'_> {
    fn run(&self) -> Run<'_> {
        Run { model: self.model, program: &self.program, dataset: &self.dataset, as_of: 0 }
    }

    /// Values of all expressions.
    #[must_use]
    pub fn evaluate(&self) -> Outcome {
        self.outcome(false)
    }

    /// Everything that comes out, `contributions` to scores among it.
    #[must_use]
    pub fn outcome(&self, contributions: bool) -> Outcome {
        self.run().evaluate(contributions)
    }

    /// The value of an expression in a row; [`Value::Null`] when it is unknown.
    #[must_use]
    pub fn value(&self, outcome: &Outcome, expression: usize, row: usize) -> Value {
        let ty = self.model.derives.get(expression).map_or(Type::Null, |d| d.term.ty);
        outcome.watched.get(expression).map_or(Value::Null, |c| cell(c, ty, row, &outcome.texts))
    }

    /// Why an expression is unknown in a row of the first or the last block.
    #[must_use]
    pub fn reason(&self, expression: usize, row: usize) -> Option<Reason> {
        let run = self.run();
        let mut machine = run.machine();
        let block = run.blocks().find(|block| block.contains(&row))?;
        let at = row - block.start;
        machine.block(block);
        match self.program.watched.get(expression)?.at {
            Lowered::Node(id) => machine.cause(id, at, &|_| 0).map(|cause| cause.reason),
            Lowered::Ratio { .. } => None,
        }
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }
}

/// The value of a cell; [`Value::Null`] when it is unknown.
#[must_use]
pub fn cell(column: &Column, ty: Type, row: usize, texts: &Texts) -> Value {
    if column.known.as_ref().is_some_and(|known| !known.get(row)) {
        return Value::Null;
    }
    match (&column.values, ty) {
        (Values::Bool(bits), _) => Value::Bool(bits.get(row)),
        (Values::I64(v), Type::Decimal(scale)) => Value::Decimal(at(v, row), scale),
        (Values::I64(v), Type::Timestamp) => Value::Timestamp(i128::from(at(v, row)) * 1000),
        (Values::I64(v), Type::Duration) => Value::Duration(i128::from(at(v, row)) * 1000),
        (Values::I64(v), _) => Value::Int(at(v, row)),
        (Values::I32(v), _) => Value::Date(at(v, row)),
        (Values::F64(v), _) => Value::Double(at(v, row)),
        (Values::Code(v), Type::Enum(id)) => Value::Enum(id, at(v, row)),
        (Values::Code(v), _) => Value::String(texts.text(at(v, row)).into()),
    }
}

fn at<T: Copy + Default>(values: &[T], row: usize) -> T {
    values.get(row).copied().unwrap_or_default()
}

/// Whether two values are the same bit by bit: zeros have signs.
#[must_use]
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Double(x), Value::Double(y)) => x.to_bits() == y.to_bits(),
        _ => a == b,
    }
}

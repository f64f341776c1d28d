//! A second evaluator of the language, for tests only: a row at a time, over the terms of the model, nothing clever.
//!
//! It reads as the language is defined. A value is there or it is unknown ([`Option`]); decimals are integers with their
//! scale; a quotient of decimals keeps both until it is compared or rounded, which is done with big integers; dates are
//! looked up in a calendar that was counted day by day. It shares the model's terms with the engine, and with them
//! names, types and literals, but no line of what happens after.
//!
//! What it does *not* have: doubles, conversions of text (compared with two other CEL implementations elsewhere),
//! scorecards, and reasons of unknowns.

mod aggregate;
mod calendar;
mod function;

use appraise_core::model::{CUSTOMERS, Clock, Domain, FieldId, Model, TableId, Term, TermKind};
use appraise_core::value::Value;
use num_bigint::BigInt;

pub use calendar::Calendar;

/// A known value.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// A truth value.
    Bool(bool),
    /// An int.
    Int(i64),
    /// A decimal and its scale.
    Decimal(i64, u8),
    /// A quotient of two decimals; the second is not zero.
    Ratio((i64, u8), (i64, u8)),
    /// A text.
    Text(String),
    /// A member of an enumeration.
    Member(u32),
    /// A date, days since 1970-01-01.
    Date(i32),
}

/// A value, or unknown.
pub type Cell = Option<Known>;

/// A row of a table: one cell per field.
pub type Row = Vec<Cell>;

/// One customer: their row, and per table of the schema their rows in the order of their ids; `None` where the table
/// was not delivered.
#[derive(Debug, Clone, Default)]
pub struct Customer {
    /// Cells of `customers`.
    pub row: Row,
    /// By index in the schema; the first is not used.
    pub children: Vec<Option<Vec<Row>>>,
}

/// What an expression sees.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The policy.
    pub model: &'a Model,
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The as-of date.
    pub today: i32,
    /// The customer.
    pub customer: &'a Customer,
    /// The child row in sight, if any, and its table.
    pub child: Option<(TableId, &'a Row)>,
    /// The row beside it, where pairs of rows are looked at.
    pub inner: Option<(TableId, &'a Row)>,
}

impl Scene<'_> {
    /// The value of a term.
    ///
    /// # Panics
    ///
    /// On a term that this evaluator does not have: the generator must not make it.
    #[must_use]
    pub fn value(&self, term: &Term) -> Cell {
        match &term.kind {
            TermKind::Value(value) => known(value),
            TermKind::Param(index) => known(&self.model.params.get(usize::from(*index))?.value),
            TermKind::Field(id) => self.field(*id, term.domain),
            TermKind::Derive(index) => self.value(&self.model.derives.get(usize::from(*index))?.term),
            TermKind::Clock(Clock::Today) => Some(Known::Date(self.today)),
            TermKind::Apply(function, args) => self.apply(*function, args, term.ty),
            TermKind::Aggregate(aggregate) => self.aggregate(aggregate),
            other => unreachable!("the reference has no {other:?}"),
        }
    }

    fn field(&self, id: FieldId, domain: Domain) -> Cell {
        let row = match domain {
            Domain::Customer => Some((CUSTOMERS, &self.customer.row)),
            Domain::Child(_) => self.child,
            Domain::Pair(..) => self.inner,
        };
        let (table, row) = row?;
        assert_eq!(id.table, table, "a field of a row that is not in sight");
        row.get(usize::from(id.field)).cloned().flatten()
    }
}

/// A value of the model as a cell.
#[must_use]
pub fn known(value: &Value) -> Cell {
    Some(match value {
        Value::Null => return None,
        Value::Bool(b) => Known::Bool(*b),
        Value::Int(i) => Known::Int(*i),
        Value::Decimal(d, scale) => Known::Decimal(*d, *scale),
        Value::String(s) => Known::Text(s.clone()),
        Value::Enum(_, member) => Known::Member(*member),
        Value::Date(day) => Known::Date(*day),
        other => unreachable!("the reference has no {other:?}"),
    })
}

/// `10^n`.
fn power(n: u8) -> BigInt {
    BigInt::from(10).pow(u32::from(n))
}

//! Measures as terms: totals, totals less others, and means over the days of a month or a quarter.
//!
//! A mean is over all days of its window. A day on which the customer has no row at all is not a day with a balance of
//! zero but a day that was not delivered: the mean is unknown then. It has two more places than the balances. A total by
//! shares is exact before it is rounded, once, to the places of the amounts.

use alloc::boxed::Box;
use alloc::vec;

use super::aggregate::{MEAN_PLACES, aggregate, child_table, dated};
use super::term::{Aggregate, Domain, Function, Term, TermKind, Window};
use super::typing::Scope;
use super::{FieldId, TableId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{AggregateDecl, AggregateKind, Balance, MeasureDecl, Text, WindowDecl};
use crate::value::{MAX_SCALE, Type, Value};

/// The term of a measure.
pub(super) fn measure(scope: &Scope<'_>, decl: &MeasureDecl, out: &mut Diagnostics) -> Option<Term> {
    let name = match decl.balance {
        Balance::Present => None,
        Balance::End => Some("last_day"),
        Balance::MonthMean => Some("mtd"),
        Balance::QuarterMean => Some("qtd"),
    };
    let window = name.map(|name| WindowDecl::Named(Text { text: name.into(), ..decl.total.of.clone() }));
    let part = |of: &AggregateDecl, out: &mut Diagnostics| {
        aggregate(scope, &AggregateDecl { window: window.clone(), ..of.clone() }, out)
    };
    let total = part(&decl.total, out)?;
    let total = match &decl.minus {
        Some(minus) => {
            let minus = part(minus, out)?;
            Term::apply(total.ty, Function::Sub, vec![total, minus])
        }
        None => total,
    };
    let places = places(scope, &decl.total)?;
    if !matches!(decl.balance, Balance::MonthMean | Balance::QuarterMean) {
        return Some(rounded(total, places));
    }
    let table = decl.total.of.text.split('.').next().unwrap_or("").trim();
    let table = child_table(scope, table, &decl.total.of, out)?;
    dated(scope, table, "balance", &decl.total.of, out)?;
    let window = super::window::window(scope, table, window.as_ref()?, out)?;
    mean(scope, table, window, total, places)
}

/// Places of the amounts that are summed.
fn places(scope: &Scope<'_>, decl: &AggregateDecl) -> Option<u8> {
    let (table, field) = decl.of.text.split_once('.')?;
    let table = scope.schema.table(scope.schema.table_named(table.trim())?)?;
    match table.fields.iter().find(|f| f.id == field.trim())?.ty {
        Type::Decimal(places) => Some(places),
        _ => Some(0),
    }
}

pub(super) fn rounded(term: Term, places: u8) -> Term {
    match term.ty {
        Type::Decimal(scale) if scale > places => {
            Term::apply(Type::Decimal(places), Function::Round, vec![term])
        }
        _ => term,
    }
}

/// The total over the days of a window, divided by their number; unknown when one of them has no row.
fn mean(scope: &Scope<'_>, table: TableId, window: Window, total: Term, places: u8) -> Option<Term> {
    let field = scope.schema.table(table)?.time.event_date?;
    let day = Term {
        ty: Type::Date,
        domain: Domain::Child(table),
        kind: TermKind::Field(FieldId { table, field }),
    };
    let days = Term::apply(Type::Int, Function::DaysBetween, vec![window.from.clone(), window.to.clone()]);
    let days = Term::apply(Type::Int, Function::Add, vec![days, Term::value(Value::Int(1))]);
    let present = Aggregate {
        kind: AggregateKind::CountDistinct,
        table,
        within: None,
        of: Some(day),
        filter: None,
        window: Some(window),
    };
    let kind = TermKind::Aggregate(Box::new(present));
    let present = Term { ty: Type::Int, domain: Domain::Customer, kind };
    let ty = Type::Decimal((places + MEAN_PLACES).min(MAX_SCALE));
    let quotient = Term::apply(Type::Ratio, Function::Share, vec![total, days.clone()]);
    let mean = Term::apply(ty, Function::Round, vec![quotient]);
    let complete = Term::apply(Type::Bool, Function::Eq, vec![present, days]);
    Some(Term::apply(ty, Function::If, vec![complete, mean, Term::value(Value::Null)]))
}

/// Amounts by the share that a customer has in each of them: a decimal of at most one, or percent.
pub(super) fn shared(
    amount: Term,
    share: Term,
    unit: Option<&str>,
    at: &Text,
    out: &mut Diagnostics,
) -> Option<Term> {
    let percent = unit.is_some_and(|unit| unit == "percent" || unit == "%");
    let (Type::Decimal(_) | Type::Int, Type::Decimal(_) | Type::Int) = (amount.ty, share.ty) else {
        let args: [&dyn alloc::string::ToString; 2] = [&"decimal", &super::names::type_name(share.ty)];
        out.push(Diagnostic::new(Code::ConditionType, at.span, &at.pointer, &args));
        return None;
    };
    let part = product(amount, share, at, out)?;
    if percent { product(part, Term::value(Value::Decimal(1, 2)), at, out) } else { Some(part) }
}

/// The exact product of two numbers, decimals or ints; a finding when it has more places than a decimal can have.
pub(super) fn product(a: Term, b: Term, at: &Text, out: &mut Diagnostics) -> Option<Term> {
    let scale = |ty| if let Type::Decimal(scale) = ty { scale } else { 0 };
    let places = scale(a.ty) + scale(b.ty);
    if places > MAX_SCALE {
        let args: [&dyn alloc::string::ToString; 2] = [&places, &MAX_SCALE];
        out.push(Diagnostic::new(Code::ScaleTooLarge, at.span, &at.pointer, &args));
        return None;
    }
    Some(Term::apply(Type::Decimal(places), Function::Mul, vec![a, b]))
}

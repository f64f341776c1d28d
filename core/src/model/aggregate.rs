//! Structured aggregates: `{sum: holdings.amount, where: {kind: [deposit, wealth]}}` as a term.
//!
//! `share` is no aggregate of its own: it is the ratio of two totals, with and without the filter, so that it is exact
//! and unknown where the whole is zero.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::literal;
use super::names::{Name, RowScope, nearest, type_name};
use super::term::{Aggregate, Domain, Function, Term, TermKind};
use super::typing::{Scope, Typing};
use super::{CUSTOMERS, FieldId, TableId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{AggregateDecl, AggregateKind, Filter, Source, Text};
use crate::value::{MAX_SCALE, Type, Value};

/// Places that a mean has beyond those of its values.
pub(crate) const MEAN_PLACES: u8 = 2;

/// The term of an expression or a structured aggregate.
pub(super) fn source(scope: &Scope<'_>, source: &Source, out: &mut Diagnostics) -> Option<Term> {
    match source {
        Source::Cel(text) => Typing::new(scope, None, text, out).parse(),
        Source::Aggregate(decl) if decl.share => share(scope, decl, out),
        Source::Aggregate(decl) => aggregate(scope, decl, out),
        Source::Measure(decl) => super::measure::measure(scope, decl, out),
        Source::Entries(decl) => super::quota::entries(scope, decl, out),
    }
}

/// `share: {sum: t.f, where: ...}`: the total over the rows that the filter takes, of the total without the filter.
fn share(scope: &Scope<'_>, decl: &AggregateDecl, out: &mut Diagnostics) -> Option<Term> {
    let part = aggregate(scope, decl, out)?;
    let whole = aggregate(scope, &AggregateDecl { filter: None, ..decl.clone() }, out)?;
    Some(Term::apply(Type::Ratio, Function::Share, vec![part, whole]))
}

pub(super) fn aggregate(scope: &Scope<'_>, decl: &AggregateDecl, out: &mut Diagnostics) -> Option<Term> {
    let (table_name, field_name) = match decl.of.text.split_once('.') {
        Some((table, field)) => (table.trim(), Some(field.trim())),
        None => (decl.of.text.trim(), None),
    };
    let table = child_table(scope, table_name, &decl.of, out)?;
    let of = match (decl.kind, field_name) {
        (AggregateKind::Count | AggregateKind::Exists, None) => None,
        (AggregateKind::Count | AggregateKind::Exists, Some(_)) => {
            let args: [&dyn alloc::string::ToString; 2] = [&"the name of a table", &decl.of.text];
            out.push(Diagnostic::new(Code::WrongShape, decl.of.span, &decl.of.pointer, &args));
            return None;
        }
        (_, field) => Some(field_term(scope, table, field.unwrap_or(""), &decl.of, out)?),
    };
    let of = match of {
        Some(amount) => Some(operand(scope, table, amount, decl, out)?),
        None => None,
    };
    let of_ty = of.as_ref().map_or(Type::Null, |t| t.ty);
    let Some(ty) = result(decl.kind, of_ty) else {
        let help = if of_ty == Type::Double {
            "sums of doubles depend on their order; declare a decimal"
        } else {
            ""
        };
        let args: [&dyn alloc::string::ToString; 3] = [&decl.kind.id(), &type_name(of_ty), &help];
        out.push(Diagnostic::new(Code::NoOverload, decl.of.span, &decl.of.pointer, &args));
        return None;
    };
    if matches!(decl.kind, AggregateKind::First | AggregateKind::Last) {
        dated(scope, table, decl.kind.id(), &decl.of, out)?;
    }
    let window = match &decl.window {
        None => None,
        Some(window) => {
            dated(scope, table, "window", &decl.of, out)?;
            Some(super::window::window(scope, table, window, out)?)
        }
    };
    let filter = match &decl.filter {
        None => None,
        Some(Filter::Cel(text)) => {
            let row = Some(RowScope { table, alias: String::new(), bare: true });
            let term = Typing::new(scope, row, text, out).condition()?;
            Some(Term { domain: Domain::Child(table), ..term })
        }
        Some(Filter::Fields(fields)) => Some(filter_fields(scope, table, fields, out)?),
    };
    let within = None;
    let kind =
        TermKind::Aggregate(Box::new(Aggregate { kind: decl.kind, table, within, of, filter, window }));
    Some(Term { ty, domain: Domain::Customer, kind })
}

/// What is aggregated of an amount: in the currency of the measure, and by shares, when it has them.
fn operand(
    scope: &Scope<'_>,
    table: TableId,
    amount: Term,
    decl: &AggregateDecl,
    out: &mut Diagnostics,
) -> Option<Term> {
    let amount = match &decl.currency {
        Some(currency) => super::currency::converted(scope, table, amount, currency, out)?,
        None => amount,
    };
    let Some(by) = &decl.by else { return Some(amount) };
    let share = field_term(scope, table, by.text.trim(), by, out)?;
    let unit = match share.kind {
        TermKind::Field(id) => scope.schema.field(id).and_then(|f| f.unit.as_deref()),
        _ => None,
    };
    super::measure::shared(amount, share, unit, by, out)
}

/// The type of an aggregate of values of a type; `None` when there is no such aggregate.
pub(super) fn result(kind: AggregateKind, of: Type) -> Option<Type> {
    Some(match (kind, of) {
        (AggregateKind::Count, _) => Type::Int,
        (AggregateKind::Exists, _) => Type::Bool,
        (AggregateKind::Sum, Type::Int | Type::Decimal(_) | Type::Duration)
        | (AggregateKind::Avg, Type::Duration)
        | (
            AggregateKind::Min | AggregateKind::Max,
            Type::Int | Type::Decimal(_) | Type::Date | Type::Timestamp | Type::Duration,
        ) => of,
        (AggregateKind::Avg, Type::Int) => Type::Decimal(MEAN_PLACES),
        (AggregateKind::Avg, Type::Decimal(scale)) if scale + MEAN_PLACES <= MAX_SCALE => {
            Type::Decimal(scale + MEAN_PLACES)
        }
        (AggregateKind::CountDistinct, ty) if !matches!(ty, Type::Double | Type::Null | Type::Ratio) => {
            Type::Int
        }
        (AggregateKind::First | AggregateKind::Last, ty) if !matches!(ty, Type::Null | Type::Ratio) => ty,
        _ => return None,
    })
}

/// The rows of the table have to be in time for `what`.
pub(super) fn dated(
    scope: &Scope<'_>,
    table: TableId,
    what: &str,
    at: &Text,
    out: &mut Diagnostics,
) -> Option<()> {
    let table = scope.schema.table(table)?;
    if table.time.event_date.is_none() {
        let args: [&dyn alloc::string::ToString; 2] = [&what, &table.id];
        out.push(Diagnostic::new(Code::NoEventDate, at.span, &at.pointer, &args));
        return None;
    }
    Some(())
}

/// The child table of a name.
pub(super) fn child_table(
    scope: &Scope<'_>,
    name: &str,
    at: &Text,
    out: &mut Diagnostics,
) -> Option<TableId> {
    if let Some(Name::Table(id)) = scope.names.get(name) {
        return Some(*id);
    }
    let known = literal::join(
        scope.schema.tables.iter().map(|t| t.id.as_str()).filter(|id| scope.names.contains_key(id)),
    );
    out.push(Diagnostic::new(Code::UnknownTable, at.span, &at.pointer, &[&name, &known]));
    None
}

/// A field of the table by its name.
pub(super) fn field_term(
    scope: &Scope<'_>,
    table: TableId,
    name: &str,
    at: &Text,
    out: &mut Diagnostics,
) -> Option<Term> {
    let decl = scope.schema.table(table)?;
    if let Some(index) = decl.fields.iter().position(|f| f.id == name) {
        let id = FieldId { table, field: u16::try_from(index).ok()? };
        let domain = if table == CUSTOMERS { Domain::Customer } else { Domain::Child(table) };
        return Some(Term { ty: decl.fields.get(index)?.ty, domain, kind: TermKind::Field(id) });
    }
    let near = nearest(name, decl.fields.iter().map(|f| f.id.as_str()));
    out.push(Diagnostic::new(Code::UnknownField, at.span, &at.pointer, &[&name, &decl.id, &near]));
    None
}

/// `where: {kind: [deposit, wealth], external: true}`: all fields match, each one of its values.
fn filter_fields(
    scope: &Scope<'_>,
    table: TableId,
    fields: &[(Text, Vec<Text>)],
    out: &mut Diagnostics,
) -> Option<Term> {
    let mut conditions = Vec::with_capacity(fields.len());
    for (name, values) in fields {
        let field = field_term(scope, table, name.text.trim(), name, out)?;
        let ty = field.ty;
        let members = match ty {
            Type::Enum(id) => scope.schema.enumeration(id).clone(),
            _ => super::EnumDef::default(),
        };
        let mut args = vec![field];
        for text in values {
            match literal::value(text, ty, &members, scope.schema.zone) {
                Ok(value) => args.push(Term::value(value)),
                Err(finding) => {
                    out.push(finding);
                    return None;
                }
            }
        }
        conditions.push(match (ty, args.as_slice()) {
            (Type::Bool, [field, value]) => match value.as_value() {
                Some(Value::Bool(true)) => field.clone(),
                _ => Term::apply(Type::Bool, Function::Not, vec![field.clone()]),
            },
            _ => Term::apply(Type::Bool, Function::In, args),
        });
    }
    match conditions.len() {
        0 => None,
        1 => conditions.pop(),
        _ => Some(Term::apply(Type::Bool, Function::And, conditions)),
    }
}

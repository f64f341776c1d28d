//! Amounts of several currencies in one: `currency: {to: CNY, of: currency, rates: fx}` of a measure as a term.
//!
//! The rate is that of the as-of date, also for balances of earlier days: a mean shows how the balances moved, not the
//! rates. An amount without a rate is unknown, and with it the measure; one that is in the currency already needs none.
//! Each amount is rounded, half away from zero, to the places it had, before shares are taken of it.

use alloc::string::ToString;
use alloc::vec;

use super::aggregate::field_term;
use super::literal;
use super::measure::{product, rounded};
use super::names::type_name;
use super::schema::{EnumDef, FieldId, RowKey, TableId};
use super::term::{Clock, Domain, Function, Term, TermKind};
use super::typing::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{Currency, Text};
use crate::value::Type;

/// The amount of a row of `table` in the currency that is asked for.
pub(super) fn converted(
    scope: &Scope<'_>,
    table: TableId,
    amount: Term,
    decl: &Currency,
    out: &mut Diagnostics,
) -> Option<Term> {
    let Type::Decimal(places) = amount.ty else {
        return refused(&decl.of, "decimal", amount.ty, out);
    };
    let currency = field_term(scope, table, decl.of.text.trim(), &decl.of, out)?;
    let (key, members) = match currency.ty {
        Type::String => (currency.clone(), EnumDef::default()),
        Type::Enum(id) => {
            let key = Term::apply(Type::String, Function::ToString, vec![currency.clone()]);
            (key, scope.schema.enumeration(id).clone())
        }
        ty => return refused(&decl.of, "enum, string", ty, out),
    };
    let to = literal::value(&decl.to, currency.ty, &members, scope.schema.zone);
    let to = to.map_err(|finding| out.push(finding)).ok()?;
    let Some(rate) = rate(scope, decl, key) else {
        let at = &decl.rates;
        out.push(Diagnostic::new(Code::BadRates, at.span, &at.pointer, &[&at.text]));
        return None;
    };
    let other = rounded(product(amount.clone(), rate, &decl.rates, out)?, places);
    let same = Term::apply(Type::Bool, Function::Eq, vec![currency, Term::value(to)]);
    Some(Term::apply(amount.ty, Function::If, vec![same, amount, other]))
}

/// Today's rate of the currency `key`; `None` when the table is none of rates.
fn rate(scope: &Scope<'_>, decl: &Currency, key: Term) -> Option<Term> {
    let id = scope.schema.reference_named(decl.rates.text.trim())?;
    let table = scope.schema.table(id)?;
    let RowKey::Reference { key: by, from, .. } = table.key else { return None };
    let (field, found) = (0u16..).zip(&table.fields).find(|(_, f)| f.id == "rate")?;
    let keyed = table.fields.get(usize::from(by)).is_some_and(|f| f.ty == Type::String);
    if !keyed || !matches!(found.ty, Type::Decimal(_)) {
        return None;
    }
    let kind = TermKind::Clock(Clock::Today);
    let today = from.map(|_| Term { ty: Type::Date, domain: Domain::Customer, kind });
    let function = Function::Refer(FieldId { table: id, field });
    Some(Term::apply(found.ty, function, [key].into_iter().chain(today).collect()))
}

fn refused(at: &Text, wanted: &str, ty: Type, out: &mut Diagnostics) -> Option<Term> {
    let args: [&dyn ToString; 2] = [&wanted, &type_name(ty)];
    out.push(Diagnostic::new(Code::ConditionType, at.span, &at.pointer, &args));
    None
}

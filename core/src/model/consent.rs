//! Consents: which categories of data a customer lets the bank use, as terms over the table of consents.
//!
//! Of a category counts the latest decision by day, up to the as-of date; of several on that day one that does not
//! grant. A field that rests on `consent` may be used only where that decision grants; one that rests on `contract`
//! may be used unless it does not (the customer has objected). A field that may not be used is unknown (`withdrawn`)
//! wherever it is read, at once.
//!
//! INVARIANT: what is not known to be permitted is not used: without the table, or with a row of it that cannot be
//! read, the fields are unknown for that reason.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::literal;
use super::names::nearest;
use super::schema::{CUSTOMERS, FieldId, RowKey, Schema, TableId};
use super::term::{Aggregate, Clock, Domain, Function, Term, TermKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{AggregateKind, Basis, ConsentsDecl, FieldDecl, Policy, Text};
use crate::value::{Type, Value};

/// The consents of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Consents {
    /// The table of decisions.
    pub table: TableId,
    /// What fields may rest on.
    pub permits: Vec<Permit>,
}

/// A category of data on a ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Permit {
    /// The category.
    pub category: String,
    /// The ground: `consent` or `contract`.
    pub basis: Basis,
    /// Whether the customer permits the use: a boolean of the customer.
    pub term: Term,
}

/// What a checked field says about the ground on which it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lawful {
    /// Whether it is sensitive; it is masked in faults then.
    pub sensitive: bool,
    /// The ground.
    pub basis: Option<Basis>,
    /// Index in [`Consents::permits`]; absent when nobody is asked.
    pub permit: Option<u16>,
}

impl Consents {
    /// The permit of a category that only a decision of the customer gives.
    pub(super) fn granting(&self, category: &str) -> Option<&Permit> {
        self.permits.iter().find(|permit| permit.category == category && permit.basis == Basis::Consent)
    }
}

impl super::Model {
    /// What the use of a field depends on; `None` when nobody is asked.
    #[must_use]
    pub fn permit(&self, id: FieldId) -> Option<&Permit> {
        let at = self.schema.field(id)?.lawful.permit?;
        self.consents.as_ref()?.permits.get(usize::from(at))
    }
}

/// Resolves the policy's consents and what its fields say about them.
pub(super) fn bind(policy: &Policy, schema: &mut Schema, out: &mut Diagnostics) -> Option<Consents> {
    let decisions = policy.consents.as_ref().map(|decl| Decisions::of(decl, schema, out));
    let mut permits: Vec<Permit> = Vec::new();
    for category in policy.offers.iter().filter_map(|offer| offer.consent.as_ref()) {
        if let Some(decisions) = decisions.as_ref().and_then(Option::as_ref) {
            decisions.permit(schema, None, category, &mut permits, out);
        }
    }
    let tables = policy.tables.iter().map(|t| (&t.id, &t.fields));
    for (name, fields) in tables.chain(policy.refs.iter().map(|r| (&r.id, &r.fields))) {
        let Some(table) = schema.table_named(name) else { continue };
        for (field, at) in fields.iter().zip(0u16..) {
            let id = FieldId { table, field: at };
            let permit = field.lawful.consent.as_ref().and_then(|category| {
                let recorded = decisions.as_ref().map(|d| d.as_ref().map(|d| d.table));
                refuse(schema, id, field, category, recorded, out)?;
                let decisions = decisions.as_ref()?.as_ref()?;
                decisions.permit(schema, field.lawful.basis, category, &mut permits, out)
            });
            check_basis(field, out);
            let basis = field.lawful.basis.or(permit.map(|_| Basis::Consent));
            if let Some(field) = schema.field_mut(id) {
                field.lawful = Lawful { sensitive: field.lawful.sensitive, basis, permit };
            }
        }
    }
    let channels = policy.channels.iter().filter_map(|channel| channel.needs.as_ref());
    for category in channels.chain(policy.templates.iter().filter_map(|template| template.needs.as_ref())) {
        if let Some(Some(decisions)) = &decisions {
            decisions.permit(schema, None, category, &mut permits, out);
        }
    }
    decisions?.map(|decisions| Consents { table: decisions.table, permits })
}

/// A sensitive field says its ground, and a ground of consent its category.
fn check_basis(field: &FieldDecl, out: &mut Diagnostics) {
    let lawful = &field.lawful;
    if lawful.sensitive && lawful.basis.is_none() && lawful.consent.is_none() {
        out.push(Diagnostic::new(
            Code::SensitiveWithoutBasis,
            field.at.span,
            &field.at.pointer,
            &[&field.id],
        ));
    }
    if lawful.basis == Some(Basis::Consent) && lawful.consent.is_none() {
        out.push(Diagnostic::new(Code::MissingKey, field.at.span, &field.at.pointer, &[&"consent"]));
    }
}

/// Fields that cannot be taken away.
fn refuse(
    schema: &Schema,
    id: FieldId,
    field: &FieldDecl,
    category: &Text,
    recorded: Option<Option<TableId>>,
    out: &mut Diagnostics,
) -> Option<()> {
    let key = &schema.table(id.table)?.key;
    let why = if field.lawful.basis == Some(Basis::Legal) {
        "it is used because a law asks for it"
    } else if key.fields().any(|key| key == id.field) {
        "it is a key"
    } else if matches!(key, RowKey::Reference { .. }) {
        "its rows are not about one customer"
    } else if recorded == Some(Some(id.table)) {
        "it says what the customer has decided"
    } else if recorded.is_none() {
        out.push(Diagnostic::new(Code::NoConsents, category.span, &category.pointer, &[&field.id]));
        return None;
    } else {
        return Some(());
    };
    out.push(Diagnostic::new(Code::ConsentUse, category.span, &category.pointer, &[&field.id, &why]));
    None
}

/// The table of decisions, resolved.
struct Decisions {
    table: TableId,
    category: FieldId,
    status: FieldId,
    granted: Value,
    date: FieldId,
}

impl Decisions {
    fn of(decl: &ConsentsDecl, schema: &Schema, out: &mut Diagnostics) -> Option<Self> {
        let table = schema.table_named(&decl.table.text).filter(|t| {
            *t != CUSTOMERS && matches!(schema.table(*t).map(|t| &t.key), Some(RowKey::Child { .. }))
        });
        let Some(table) = table else {
            let known = literal::join(schema.tables.iter().skip(1).map(|t| t.id.as_str()));
            let args: [&dyn alloc::string::ToString; 2] = [&decl.table.text, &known];
            out.push(Diagnostic::new(Code::UnknownTable, decl.table.span, &decl.table.pointer, &args));
            return None;
        };
        let category = field(schema, table, &decl.category, out);
        let status = field(schema, table, &decl.status, out);
        let date = field(schema, table, &decl.date, out);
        let (category, status, date) = (category?, status?, date?);
        if schema.field(date)?.ty != Type::Date {
            let ty = super::Model::type_name(schema.field(date)?.ty);
            let at = &decl.date;
            out.push(Diagnostic::new(Code::ConditionType, at.span, &at.pointer, &[&"date", &ty]));
            return None;
        }
        let granted = value(schema, status, &decl.granted, out)?;
        Some(Self { table, category, status, granted, date })
    }

    /// The index of a category's permit.
    fn permit(
        &self,
        schema: &Schema,
        basis: Option<Basis>,
        category: &Text,
        permits: &mut Vec<Permit>,
        out: &mut Diagnostics,
    ) -> Option<u16> {
        let basis = basis.unwrap_or(Basis::Consent);
        let known = permits.iter().position(|p| p.category == category.text && p.basis == basis);
        let at = match known {
            Some(at) => at,
            None => {
                let wanted = value(schema, self.category, category, out)?;
                let term = self.term(schema, basis, wanted)?;
                permits.push(Permit { category: category.text.clone(), basis, term });
                permits.len() - 1
            }
        };
        u16::try_from(at).ok()
    }

    /// Whether the latest decisions on a category permit it.
    fn term(&self, schema: &Schema, basis: Basis, category: Value) -> Option<Term> {
        let read = |id: FieldId| {
            let ty = schema.field(id)?.ty;
            Some(Term { ty, domain: Domain::Child(self.table), kind: TermKind::Field(id) })
        };
        let (date, status) = (read(self.date)?, read(self.status)?);
        let both = |function, a: &Term, b: Term| Term::apply(Type::Bool, function, vec![a.clone(), b]);
        let all = |terms| Term::apply(Type::Bool, Function::And, terms);
        let over = |kind, ty, of, filter| {
            let aggregate =
                Aggregate { kind, table: self.table, within: None, of, filter: Some(filter), window: None };
            Term { ty, domain: Domain::Customer, kind: TermKind::Aggregate(Box::new(aggregate)) }
        };
        let today = Term { ty: Type::Date, domain: Domain::Customer, kind: TermKind::Clock(Clock::Today) };
        let own = vec![
            both(Function::Eq, &read(self.category)?, Term::value(category)),
            both(Function::Le, &date, today),
        ];
        let last = over(AggregateKind::Max, Type::Date, Some(date.clone()), all(own.clone()));
        let latest = |decision| {
            let mut filter = own.clone();
            filter.extend([both(Function::Eq, &date, last.clone()), decision]);
            over(AggregateKind::Exists, Type::Bool, None, all(filter))
        };
        let granted = both(Function::Eq, &status, Term::value(self.granted.clone()));
        let refused = Term::apply(Type::Bool, Function::Not, vec![granted.clone()]);
        let unopposed = Term::apply(Type::Bool, Function::Not, vec![latest(refused)]);
        Some(if basis == Basis::Consent { all(vec![latest(granted), unopposed]) } else { unopposed })
    }
}

fn field(schema: &Schema, table: TableId, name: &Text, out: &mut Diagnostics) -> Option<FieldId> {
    let decl = schema.table(table)?;
    match decl.fields.iter().position(|f| f.id == name.text) {
        Some(at) => Some(FieldId { table, field: u16::try_from(at).ok()? }),
        None => {
            let near = nearest(&name.text, decl.fields.iter().map(|f| f.id.as_str()));
            let args: [&dyn alloc::string::ToString; 3] = [&name.text, &decl.id, &near];
            out.push(Diagnostic::new(Code::UnknownField, name.span, &name.pointer, &args));
            None
        }
    }
}

fn value(schema: &Schema, of: FieldId, text: &Text, out: &mut Diagnostics) -> Option<Value> {
    let ty = schema.field(of)?.ty;
    let members = match ty {
        Type::Enum(id) => schema.enumeration(id).clone(),
        _ => super::EnumDef::default(),
    };
    literal::value(text, ty, &members, schema.zone).map_err(|finding| out.push(finding)).ok()
}

//! Groups as checked: who belongs together, and what is totalled over them.
//!
//! A total is a field of `customers` that is computed before everything else that may use it: `household.aum`. A file
//! of customers that has a column of that name gives the total instead, for files that hold only part of a group.
//!
//! INVARIANT: what a total rests on does not rest on a total of the same kind of groups, nor in a circle on others'.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::aggregate;
use super::literal;
use super::names::{nearest, type_name};
use super::reserved::nullable;
use super::schema::{CUSTOMERS, Field, FieldId, RowKey, TableId};
use super::term::{Term, TermKind};
use super::typing::{Scope, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{AggregateDecl, AggregateKind, GroupDecl, Localised, Source, Text, TotalDecl};
use crate::value::Type;

/// A kind of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupKind {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// The table of relations.
    pub table: TableId,
    /// The field with the member's key; `None`: the customer of the child row.
    pub member: Option<u16>,
    /// What a relation says about its member.
    pub link: Link,
    /// The field with the first day on which a relation holds.
    pub from: Option<u16>,
    /// The field with the day after the last.
    pub to: Option<u16>,
    /// The field with the member's share, by which sums are weighted.
    pub share: Option<u16>,
    /// By which field rows of a child table are known to be one asset.
    pub once_by: Option<FieldId>,
    /// What is totalled.
    pub totals: Vec<Total>,
}

/// What a relation says about its member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Which group it belongs to.
    Group(u16),
    /// Who its head is; the head without a head is the group.
    Head(u16),
}

/// A total over the members of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Its name.
    pub id: String,
    /// What is computed.
    pub kind: AggregateKind,
    /// Of what of a member; absent for the number of members.
    pub of: Option<Term>,
    /// The field of customers that it is.
    pub field: FieldId,
}

impl GroupKind {
    /// The fields of the table of relations that are read.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> {
        let (Link::Group(link) | Link::Head(link)) = self.link;
        let own = [self.member, Some(link), self.from, self.to, self.share].into_iter().flatten();
        own.map(|field| FieldId { table: self.table, field }).chain(self.once_by)
    }
}

impl super::Model {
    /// The total that a field is.
    #[must_use]
    pub fn total(&self, field: FieldId) -> Option<&Total> {
        self.groups.iter().flat_map(|g| &g.totals).find(|total| total.field == field)
    }
}

/// Checks a kind of groups.
pub(super) struct GroupCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl GroupCheck<'_, '_> {
    /// The checked kind of groups, and the fields that its totals are.
    pub fn kind(&mut self, decl: &GroupDecl) -> Option<(GroupKind, Vec<Field>)> {
        let schema = self.scope.schema;
        let table = schema.table_named(&decl.table.text).filter(|table| *table != CUSTOMERS);
        let Some(table) = table else {
            let known = literal::join(schema.tables.iter().skip(1).map(|t| t.id.as_str()));
            return self.fail(Code::UnknownTable, &decl.table, &[&decl.table.text, &known]);
        };
        let is_child = matches!(schema.table(table)?.key, RowKey::Child { .. });
        let member = self.field(table, &decl.member, &[Type::String, Type::Int]);
        if member.is_none() && decl.member.is_none() && !is_child {
            let args: [&dyn ToString; 1] = [&"member"];
            self.out.push(Diagnostic::new(Code::MissingKey, decl.at.span, &decl.at.pointer, &args));
        }
        let group = self.field(table, &decl.group, &[Type::String, Type::Int]);
        let head = self.field(table, &decl.head, &[Type::String, Type::Int]);
        let from = self.field(table, &decl.from, &[Type::Date]);
        let to = self.field(table, &decl.to, &[Type::Date]);
        let share = self.share(table, &decl.share);
        let once_by = decl.once_by.as_ref().and_then(|text| self.once_by(text));
        let mut kind = GroupKind {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            table,
            member,
            link: group.map(Link::Group).or(head.map(Link::Head))?,
            from,
            to,
            share,
            once_by,
            totals: Vec::new(),
        };
        let mut fields = Vec::new();
        let first = schema.table(CUSTOMERS)?.fields.len();
        for total in &decl.totals {
            let (of, ty) = self.total(total)?;
            let field = FieldId { table: CUSTOMERS, field: u16::try_from(first + fields.len()).ok()? };
            kind.totals.push(Total { id: total.id.clone(), kind: total.kind, of, field });
            let rank = u16::MAX - field.field;
            fields.push(Field { rank, ..nullable(&format!("{}.{}", decl.id, total.id), ty) });
        }
        Some((kind, fields))
    }

    /// What of a member a total is of, and the type of the total.
    fn total(&mut self, decl: &TotalDecl) -> Option<(Option<Term>, Type)> {
        let Some(of) = &decl.of else { return Some((None, Type::Int)) };
        let child = of.text.split_once('.').is_some_and(|(table, _)| self.is_child(table.trim()));
        let term = if child {
            let aggregate = AggregateDecl {
                at: decl.at.clone(),
                kind: decl.kind,
                share: false,
                of: of.clone(),
                filter: decl.filter.clone(),
                window: None,
                by: None,
                currency: None,
            };
            aggregate::source(self.scope, &Source::Aggregate(Box::new(aggregate)), self.out)?
        } else if decl.filter.is_some() {
            let args: [&dyn ToString; 2] = [&"a field of a child table beside `where`", &of.text];
            return self.fail(Code::WrongShape, of, &args);
        } else {
            Typing::new(self.scope, None, of, self.out).parse()?
        };
        let fits = matches!((decl.kind, term.ty), (_, Type::Int | Type::Decimal(_)))
            || (decl.kind != AggregateKind::Sum && term.ty == Type::Date);
        if !fits {
            return self.fail(Code::NoOverload, of, &[&decl.kind.id(), &type_name(term.ty), &""]);
        }
        let ty = term.ty;
        Some((Some(term), ty))
    }

    fn is_child(&self, name: &str) -> bool {
        let schema = self.scope.schema;
        let table = schema.table_named(name).and_then(|t| schema.table(t));
        table.is_some_and(|t| matches!(t.key, RowKey::Child { .. }))
    }

    fn once_by(&mut self, text: &Text) -> Option<FieldId> {
        let (name, field) = text.text.split_once('.').unwrap_or((&text.text, ""));
        if !self.is_child(name.trim()) {
            let schema = self.scope.schema;
            let known = literal::join(schema.tables.iter().skip(1).map(|t| t.id.as_str()));
            return self.fail(Code::UnknownTable, text, &[&name, &known]);
        }
        let table = self.scope.schema.table_named(name.trim())?;
        let field = Text { text: field.trim().into(), ..text.clone() };
        let field = self.field(table, &Some(field), &[Type::String, Type::Int])?;
        Some(FieldId { table, field })
    }

    /// A share is a decimal, at most 4 places.
    fn share(&mut self, table: TableId, name: &Option<Text>) -> Option<u16> {
        const SHARES: [Type; 5] =
            [Type::Decimal(0), Type::Decimal(1), Type::Decimal(2), Type::Decimal(3), Type::Decimal(4)];
        self.field(table, name, &SHARES)
    }

    fn field(&mut self, table: TableId, name: &Option<Text>, types: &[Type]) -> Option<u16> {
        let name = name.as_ref()?;
        let decl = self.scope.schema.table(table)?;
        let Some(at) = decl.fields.iter().position(|f| f.id == name.text) else {
            let near = nearest(&name.text, decl.fields.iter().map(|f| f.id.as_str()));
            return self.fail(Code::UnknownField, name, &[&name.text, &decl.id, &near]);
        };
        let ty = decl.fields.get(at)?.ty;
        if !types.contains(&ty) {
            let wanted: Vec<String> = types.iter().map(|t| type_name(*t)).collect();
            return self.fail(Code::ConditionType, name, &[&wanted.join(" or "), &type_name(ty)]);
        }
        u16::try_from(at).ok()
    }

    fn fail<T>(&mut self, code: Code, at: &Text, args: &[&dyn ToString]) -> Option<T> {
        self.out.push(Diagnostic::new(code, at.span, &at.pointer, args));
        None
    }
}

/// Whether the rows that a total is of have to be told apart.
#[must_use]
pub fn told_apart(kind: &GroupKind, total: &Total) -> bool {
    let table = kind.once_by.map(|field| field.table);
    match total.of.as_ref().map(|of| &of.kind) {
        Some(TermKind::Aggregate(aggregate)) => Some(aggregate.table) == table,
        _ => false,
    }
}

//! Tables, fields and parameters: declarations become a [`Schema`].

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::consent::Lawful;
use super::literal;
use super::names::{nearest, type_name, type_of};
use super::schema::{EnumDef, Field, RowKey, Schema, Table};
use super::{Output, Param};
use crate::date::{Zone, instant};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, FieldDecl, Localised, Policy, TableDecl, Text};
use crate::value::{EnumId, Type, Value};

/// Rows of a child table that one customer may have, unless the table says otherwise.
const MAX_ROWS: u32 = 65_536;

/// Builds schemas and reports what does not fit.
pub(super) struct Fields<'a> {
    /// Findings.
    pub out: &'a mut Diagnostics,
    /// Enumerations so far.
    pub enums: Vec<EnumDef>,
    /// The policy's zone.
    pub zone: Zone,
}

impl Fields<'_> {
    /// The tables, `customers` first.
    pub fn tables(&mut self, policy: &Policy) -> Vec<Table> {
        let decls = &policy.tables;
        if !decls.iter().any(|t| t.id == "customers") {
            let span = decls.first().map_or_else(Default::default, |table| table.at.span);
            self.out.push(Diagnostic::new(Code::NoCustomers, span, "/schema", &[]));
        }
        let (first, rest): (Vec<_>, Vec<_>) = decls.iter().partition(|t| t.id == "customers");
        let mut tables: Vec<Table> = first.into_iter().chain(rest).map(|t| self.table(t)).collect();
        for decl in &policy.refs {
            let table = self.reference(decl);
            tables.push(table);
        }
        self.refuse_names(policy);
        tables.extend(super::reserved::tables(policy));
        let names = |table: &Table| -> Vec<(String, String)> {
            table.fields.iter().map(|field| (table.id.clone(), field.id.clone())).collect()
        };
        let mut all: Vec<(String, String)> = tables.iter().flat_map(names).collect();
        crate::order::sort_unique(&mut all);
        for table in &mut tables {
            for field in &mut table.fields {
                let rank = all.partition_point(|(t, f)| (t, f) < (&table.id, &field.id));
                field.rank = u16::try_from(rank).unwrap_or(u16::MAX);
            }
        }
        tables
    }

    fn table(&mut self, decl: &TableDecl) -> Table {
        let fields: Vec<Field> = decl.fields.iter().map(|f| self.field(f)).collect();
        let key = self.row_key(decl, &fields);
        let time = self.time(decl, &fields);
        let table = Table {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            key,
            delimiter: decl.delimiter,
            quote: decl.quote.unwrap_or(b'"'),
            fields,
            time,
        };
        self.changeable(&decl.fields, Some(&table));
        table
    }

    fn row_key(&mut self, decl: &TableDecl, fields: &[Field]) -> RowKey {
        if decl.id == "customers" {
            return match &decl.key {
                Some(text) if text.text == "row_number" => RowKey::RowNumber,
                Some(text) => RowKey::Field(self.key_field(text, &decl.id, fields)),
                None => self.absent(decl, "key", RowKey::RowNumber),
            };
        }
        match (&decl.parent, &decl.row_id) {
            (Some(parent), Some(id)) => RowKey::Child {
                parent: self.key_field(parent, &decl.id, fields),
                id: self.key_field(id, &decl.id, fields),
                max_rows: decl.max_rows.unwrap_or(MAX_ROWS),
            },
            (None, _) => self.absent(decl, "parent", RowKey::RowNumber),
            (_, None) => self.absent(decl, "id", RowKey::RowNumber),
        }
    }

    fn absent(&mut self, decl: &TableDecl, key: &str, fallback: RowKey) -> RowKey {
        self.out.push(Diagnostic::new(Code::MissingKey, decl.at.span, &decl.at.pointer, &[&key]));
        fallback
    }

    /// The field of a table's key; 0 when it is none, which has been reported then.
    pub(super) fn key_field(&mut self, text: &Text, table: &str, fields: &[Field]) -> u16 {
        let Some(at) = self.field_named(text, table, fields) else { return 0 };
        let fits = |f: &Field| matches!(f.ty, Type::String | Type::Int) && !f.nullable;
        if !fields.get(usize::from(at)).is_some_and(fits) {
            self.out.push(Diagnostic::new(Code::BadKeyField, text.span, &text.pointer, &[&text.text]));
        }
        at
    }

    /// The index of a field that a declaration of the table names; `None` has been reported.
    pub(super) fn field_named(&mut self, text: &Text, table: &str, fields: &[Field]) -> Option<u16> {
        if let Some(at) = fields.iter().position(|f| f.id == text.text) {
            return u16::try_from(at).ok();
        }
        let near = nearest(&text.text, fields.iter().map(|f| f.id.as_str()));
        let args: [&dyn alloc::string::ToString; 3] = [&text.text, &table, &near];
        self.out.push(Diagnostic::new(Code::UnknownField, text.span, &text.pointer, &args));
        None
    }

    /// The type that a declaration names; an enumeration is entered in the list.
    fn declared(&mut self, decl: &FieldDecl) -> Type {
        let next = EnumId(u16::try_from(self.enums.len()).unwrap_or(u16::MAX));
        let Some(ty) = type_of(decl.ty.text.trim(), next) else {
            self.out.push(Diagnostic::new(Code::BadType, decl.ty.span, &decl.ty.pointer, &[&decl.ty.text]));
            return Type::String;
        };
        if let Type::Enum(_) = ty {
            if decl.values.is_empty() {
                self.out.push(Diagnostic::new(Code::EnumWithoutValues, decl.at.span, &decl.at.pointer, &[]));
            }
            let members = self.members(&decl.values);
            self.enums.push(members);
        }
        ty
    }

    fn members(&mut self, values: &[policy::Member]) -> EnumDef {
        let mut members: Vec<(String, Option<Localised>)> = Vec::with_capacity(values.len());
        for value in values {
            if members.iter().any(|(m, _)| *m == value.id) {
                let finding =
                    Diagnostic::new(Code::DuplicateMember, value.at.span, &value.at.pointer, &[&value.id]);
                self.out.push(finding);
            } else {
                members.push((value.id.clone(), value.label.clone()));
            }
        }
        EnumDef { members }
    }

    pub(super) fn field(&mut self, decl: &FieldDecl) -> Field {
        let ty = self.declared(decl);
        let min = decl.min.as_ref().and_then(|t| self.value(t, ty));
        let max = decl.max.as_ref().and_then(|t| self.value(t, ty));
        self.check_range(&min, &max, decl.max.as_ref());
        if let Some(class) = decl.class.as_ref().filter(|c| c.text != "C1" && c.text != "C2") {
            self.out.push(Diagnostic::new(Code::BadClass, class.span, &class.pointer, &[&class.text]));
        }
        let bool_texts = |given: &[String], default: [&str; 2]| match (ty, given.is_empty()) {
            (Type::Bool, true) => vec![default[0].into(), default[1].into()],
            (Type::Bool, false) => given.to_vec(),
            _ => Vec::new(),
        };
        let change = self.change(decl, ty, [&min, &max]);
        Field {
            id: decl.id.clone(),
            source: decl.from.clone().unwrap_or_else(|| decl.id.clone()),
            label: decl.about.label.clone(),
            ty,
            unit: decl.unit.clone(),
            min,
            max,
            nullable: decl.nullable,
            null_texts: decl.null_texts.clone(),
            true_texts: bool_texts(&decl.true_texts, ["true", "1"]),
            false_texts: bool_texts(&decl.false_texts, ["false", "0"]),
            class: decl.class.as_ref().map(|c| c.text.clone()),
            purpose: decl.purpose.iter().map(|p| p.text.clone()).collect(),
            lawful: Lawful { sensitive: decl.lawful.sensitive, ..Lawful::default() },
            change,
            used: false,
            kept: false,
            rank: 0,
        }
    }

    pub(super) fn value(&mut self, text: &Text, ty: Type) -> Option<Value> {
        let members = self.enum_of(ty);
        literal::value(text, ty, &members, self.zone).map_err(|finding| self.out.push(finding)).ok()
    }

    pub(super) fn enum_of(&self, ty: Type) -> EnumDef {
        match ty {
            Type::Enum(id) => self.enums.get(usize::from(id.0)).cloned().unwrap_or_default(),
            _ => EnumDef::default(),
        }
    }

    pub(super) fn check_range(&mut self, min: &Option<Value>, max: &Option<Value>, at: Option<&Text>) {
        let (Some(low), Some(high), Some(at)) = (min, max, at) else { return };
        if super::cells::key(low) > super::cells::key(high) {
            let (low, high) = (show(low), show(high));
            self.out.push(Diagnostic::new(Code::EmptyRange, at.span, &at.pointer, &[&low, &high]));
        }
    }

    /// A parameter, its value within its range.
    pub fn param(&mut self, decl: &policy::Param, overlays: bool) -> Param {
        let ty = match type_of(decl.ty.text.trim(), EnumId(0)) {
            Some(ty) if !matches!(ty, Type::Enum(_)) => ty,
            _ => {
                self.out.push(Diagnostic::new(
                    Code::BadType,
                    decl.ty.span,
                    &decl.ty.pointer,
                    &[&decl.ty.text],
                ));
                Type::String
            }
        };
        let value = self.value(&decl.value, ty).unwrap_or(Value::Null);
        let range = decl.range.as_ref().and_then(|(low, high)| {
            let ends = (self.value(low, ty)?, self.value(high, ty)?);
            self.check_range(&Some(ends.0.clone()), &Some(ends.1.clone()), Some(high));
            Some(ends)
        });
        // An empty range is one finding, not two.
        let bounds = range.as_ref().filter(|(low, high)| super::cells::key(low) <= super::cells::key(high));
        if let (Some((low, high)), Some(at)) = (bounds, super::cells::key(&value)) {
            let inside = super::cells::key(low).is_some_and(|l| l <= at)
                && super::cells::key(high).is_some_and(|h| at <= h);
            if !inside {
                let args: [&dyn alloc::string::ToString; 3] = [&decl.value.text, &show(low), &show(high)];
                self.out.push(Diagnostic::new(Code::OutOfRange, decl.value.span, &decl.value.pointer, &args));
            }
        }
        if overlays && decl.local && !(super::overlays::is_movable(ty) && decl.range.is_some()) {
            self.out.push(Diagnostic::new(Code::NotMovable, decl.at.span, &decl.at.pointer, &[&decl.id]));
        }
        Param {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            ty,
            value,
            range,
            unit: decl.unit.clone(),
            source: decl.about.source.clone(),
            local: decl.local,
            overlaid: overlays && decl.local,
        }
    }

    /// The outputs of a decision table.
    pub fn outputs(&mut self, decls: &[FieldDecl]) -> Vec<Output> {
        self.changeable(decls, None);
        decls
            .iter()
            .map(|d| Output { id: d.id.clone(), label: d.about.label.clone(), ty: self.declared(d) })
            .collect()
    }
}

/// A value for a message.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Decimal(v, s) => crate::number::format_decimal(*v, *s),
        Value::Int(v) => alloc::format!("{v}"),
        Value::Double(v) => crate::number::format_double(*v),
        Value::Date(d) => crate::date::format(*d),
        Value::Timestamp(v) => instant::format(*v, Zone::UTC),
        Value::Duration(v) => instant::format_length(*v),
        Value::Bool(b) => alloc::format!("{b}"),
        Value::String(s) => s.clone(),
        Value::Null | Value::Enum(..) => type_name(value.ty()),
    }
}

/// Marks the fields that keys and the given visitor's terms use.
pub(super) fn mark_used(schema: &mut Schema, ids: &[super::FieldId]) {
    for id in ids {
        if let Some(field) = schema
            .tables
            .get_mut(usize::from(id.table.0))
            .and_then(|t| t.fields.get_mut(usize::from(id.field)))
        {
            field.used = true;
        }
    }
    for table in &mut schema.tables {
        for key in table.key.fields().chain(table.time.fields()) {
            if let Some(field) = table.fields.get_mut(usize::from(key)) {
                field.used = true;
            }
        }
    }
}

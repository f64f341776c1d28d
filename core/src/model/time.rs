//! A child table's place in time: its declarations become a [`TableTime`].

use super::duration::Period;
use super::fields::Fields;
use super::names::type_name;
use super::schema::{Field, TableTime};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::{TableDecl, Text};
use crate::value::Type;

impl Fields<'_> {
    /// What a table says about time.
    pub(super) fn time(&mut self, decl: &TableDecl, fields: &[Field]) -> TableTime {
        let time = &decl.time;
        let event_date = time.event_date.as_ref().and_then(|text| self.date_field(text, decl, fields));
        let declared = event_date.and_then(|at| decl.fields.get(usize::from(at)));
        TableTime {
            event_date,
            planned: declared.is_some_and(|field| field.planned),
            known_at: time.known_at.as_ref().and_then(|text| self.instant_field(text, decl, fields)),
            latest_by: time.latest_by.as_ref().and_then(|text| self.order_field(text, decl, fields)),
            coverage: time.coverage.as_ref().and_then(|text| self.days(text)),
            max_age: time.max_age.as_ref().and_then(|text| self.days(text)),
        }
    }

    fn date_field(&mut self, text: &Text, decl: &TableDecl, fields: &[Field]) -> Option<u16> {
        self.typed_field(text, decl, fields, Code::BadEventDate, |ty| ty == Type::Date)
    }

    fn instant_field(&mut self, text: &Text, decl: &TableDecl, fields: &[Field]) -> Option<u16> {
        let instant = |ty| matches!(ty, Type::Date | Type::Timestamp);
        self.typed_field(text, decl, fields, Code::BadEventDate, instant)
    }

    fn order_field(&mut self, text: &Text, decl: &TableDecl, fields: &[Field]) -> Option<u16> {
        let ordered = |ty| matches!(ty, Type::Date | Type::Timestamp | Type::Int | Type::Decimal(_));
        self.typed_field(text, decl, fields, Code::BadLatestBy, ordered)
    }

    fn typed_field(
        &mut self,
        text: &Text,
        decl: &TableDecl,
        fields: &[Field],
        code: Code,
        fits: impl Fn(Type) -> bool,
    ) -> Option<u16> {
        let at = self.field_named(text, &decl.id, fields)?;
        let ty = fields.get(usize::from(at))?.ty;
        if fits(ty) {
            return Some(at);
        }
        self.out.push(Diagnostic::new(code, text.span, &text.pointer, &[&text.text, &type_name(ty)]));
        None
    }

    fn days(&mut self, text: &Text) -> Option<i32> {
        let days = Period::parse(&text.text).and_then(Period::days);
        if days.is_none() {
            self.out.push(Diagnostic::new(Code::BadDays, text.span, &text.pointer, &[&text.text]));
        }
        days
    }
}

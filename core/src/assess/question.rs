//! What is asked of a history, and the terms that answer it.
//!
//! A question is texts; a policy that is loaded with it has the terms, reads the fields that they rest on, and every
//! run of it keeps their values. The rules of the policy stay as they are: a field that only an assessment reads may
//! be missing without a fault.
//!
//! INVARIANT: no field on which the label rests is among the variables.

use alloc::string::String;
use alloc::vec::Vec;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{CUSTOMERS, Domain, FieldId, Model, RowKey, Term, TermKind, rests_on};
use crate::policy::{Localised, Text};
use crate::value::Type;

/// What is asked. Label, value and time are expressions over customers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'a> {
    /// What came true: a condition.
    pub label: &'a str,
    /// What a row is worth: an int or a decimal.
    pub value: Option<&'a str>,
    /// When a row happened: a date or a timestamp.
    pub time: Option<&'a str>,
    /// Fields that make a simpler score.
    pub baseline: &'a [&'a str],
    /// Fields that are suspected to know the label.
    pub suspects: &'a [&'a str],
}

/// A checked question.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The texts of label, value and time.
    pub(super) texts: [Option<String>; 3],
    /// The label, then value and time where they are asked for, then one per variable.
    pub(crate) terms: Vec<Term>,
    /// The fields of customers that are looked at alone.
    pub(super) variables: Vec<Looked>,
}

/// A field that is looked at alone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Looked {
    pub field: FieldId,
    pub id: String,
    pub label: Option<Localised>,
    pub ty: Type,
    /// Whether the policy itself reads it.
    pub used: bool,
    /// Whether it is declared for evaluation only.
    pub marked: bool,
    /// Whether it is named as suspect.
    pub named: bool,
    /// Whether it is part of the baseline.
    pub baseline: bool,
}

impl Question<'_> {
    /// The texts of label, value and time, with their pointers.
    pub(crate) fn texts(&self) -> Vec<Text> {
        let all = [("/label", Some(self.label)), ("/value", self.value), ("/time", self.time)];
        let text = |(pointer, text): (&str, Option<&str>)| {
            Some(Text { text: text?.into(), span: Span::default(), quote: 0, pointer: pointer.into() })
        };
        all.into_iter().filter_map(text).collect()
    }
}

impl Asked {
    /// Where label, value and time are among the terms.
    pub(super) fn places(&self) -> [Option<usize>; 3] {
        let mut next = 0;
        self.texts.each_ref().map(|text| {
            text.as_ref()?;
            next += 1;
            Some(next - 1)
        })
    }
}

/// The question of terms that were typed, for a model that then reads what it needs.
pub(crate) fn asked(
    question: &Question<'_>,
    terms: Vec<Term>,
    model: &mut Model,
    out: &mut Vec<Diagnostic>,
) -> Asked {
    let texts = [Some(question.label), question.value, question.time].map(|text| text.map(String::from));
    let mut asked = Asked { texts, terms, variables: Vec::new() };
    let [_, value, time] = asked.places();
    let ty = |at: Option<usize>| asked.terms.get(at?).map(|term| term.ty);
    if let Some(ty) = ty(value).filter(|ty| !matches!(ty, Type::Int | Type::Decimal(_))) {
        let args: [&dyn alloc::string::ToString; 2] =
            [&question.value.unwrap_or_default(), &Model::type_name(ty)];
        out.push(Diagnostic::new(Code::NotAWeight, Span::default(), "/value", &args));
    }
    if let Some(ty) = ty(time).filter(|ty| !matches!(ty, Type::Date | Type::Timestamp)) {
        let args: [&dyn alloc::string::ToString; 2] =
            [&question.time.unwrap_or_default(), &Model::type_name(ty)];
        out.push(Diagnostic::new(Code::NotAMoment, Span::default(), "/time", &args));
    }
    let mut hidden = Vec::new();
    if let Some(label) = asked.terms.first() {
        rests_on(model, label, &mut |field, _| hidden.push(field));
    }
    asked.variables = variables(question, model, &hidden);
    for name in question.baseline.iter().chain(question.suspects) {
        if !asked.variables.iter().any(|v| v.id == *name) {
            let known: Vec<&str> = asked.variables.iter().map(|v| v.id.as_str()).collect();
            let args: [&dyn alloc::string::ToString; 2] = [name, &known.join(", ")];
            out.push(Diagnostic::new(Code::NotAVariable, Span::default(), "/baseline", &args));
        }
    }
    let term = |v: &Looked| Term { ty: v.ty, domain: Domain::Customer, kind: TermKind::Field(v.field) };
    asked.terms.extend(asked.variables.iter().map(term));
    let mut read: Vec<FieldId> = Vec::new();
    asked.terms.iter().for_each(|term| rests_on(model, term, &mut |field, _| read.push(field)));
    model.read_also(&read);
    asked
}

/// The fields of customers with values to count, but the key and those that the label rests on.
fn variables(question: &Question<'_>, model: &Model, hidden: &[FieldId]) -> Vec<Looked> {
    let Some(customers) = model.schema.table(CUSTOMERS) else { return Vec::new() };
    let key = if let RowKey::Field(key) = customers.key { Some(key) } else { None };
    let fields = (0u16..).zip(&customers.fields).filter(|(at, field)| {
        Some(*at) != key
            && !hidden.contains(&FieldId { table: CUSTOMERS, field: *at })
            && !matches!(field.ty, Type::String | Type::Null | Type::Ratio | Type::Duration)
    });
    let looked = |(at, field): (u16, &crate::model::Field)| {
        let evaluation = field.purpose.iter().any(|p| p == "evaluation") && field.purpose.len() == 1;
        Looked {
            field: FieldId { table: CUSTOMERS, field: at },
            id: field.id.clone(),
            label: field.label.clone(),
            ty: field.ty,
            used: field.used,
            marked: evaluation,
            named: question.suspects.contains(&field.id.as_str()),
            baseline: question.baseline.contains(&field.id.as_str()),
        }
    };
    fields.map(looked).collect()
}

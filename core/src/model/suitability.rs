//! Suitability: what the bank may not offer to a customer, whatever an offer says.
//!
//! The levels of risk of the product table and the grades of customers are enumerations that rise in the order in
//! which their members are listed. A grade permits products up to one level: the one in its own place, or the one that
//! `limits` names. It holds through the day `until`. A product of the lowest level needs no grade; every other one
//! needs a grade that is known, holds and permits it. `sale.from` and `sale.to` are the first and the last day of sale;
//! an empty cell is an open end. A product with a term is offered where the term is known and not longer than `most`.
//! `block` is the bank's own condition about the product and the customer.
//!
//! INVARIANT: every gate fails safe: what is not known to pass does not pass. There is no key by which an offer, a
//! branch or an override gets past them: parameters that branches set and names that people override have no place
//! in them ([`check_bypass`]).

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::literal;
use super::names::{RowScope, nearest, type_name};
use super::purpose::reaches;
use super::schema::{FieldId, Table, TableId};
use super::term::{Clock, Domain, Function, Term, TermKind};
use super::typing::{Scope, Typing};
use super::{Model, Overridden};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::order::sort_unique;
use crate::policy::{At, Policy, SuitabilityDecl, Text};
use crate::value::{EnumId, Type, Value};

/// How the row of the product table is called in expressions.
pub(super) const PRODUCT: &str = "product";

/// Which products may be offered to whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Suitability {
    /// The reference table of products.
    pub table: TableId,
    /// Its field with the level of risk.
    pub risk: FieldId,
    /// The levels of risk, the lowest first.
    pub levels: EnumId,
    /// The customer's grade, an enumeration.
    pub grade: Term,
    /// The last day on which the grade holds.
    pub until: Term,
    /// Per grade the highest level of risk that it permits.
    pub limits: Vec<u32>,
    /// The fields with the first and the last day of sale.
    pub sale: [Option<FieldId>; 2],
    /// The field with the product's term, and the longest one that fits.
    pub term: Option<(FieldId, Term)>,
    /// What else keeps a product from a customer.
    pub block: Option<Term>,
}

/// What an offer has to pass, and what it may fail to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// The customer is not of the population that is scored.
    Population,
    /// The customer is never contacted.
    NeverContact,
    /// The customer has not consented to such offers.
    Consent,
    /// It is not known whether the customer is eligible.
    When,
    /// There is no product to which the offer applies.
    NoProduct,
    /// It is not known whether the offer applies to the product.
    Where,
    /// The product is not on sale.
    SaleWindow,
    /// The customer's grade does not permit the product's risk.
    RiskGrade,
    /// The customer's grade holds no longer.
    GradeExpired,
    /// The product's term is longer than fits the customer.
    Term,
    /// The bank's own condition.
    Suitability,
    /// What is offered as a service is a product.
    IsProduct,
    /// The offer's own condition.
    Block,
    /// What it is worth is not known.
    Value,
    /// How likely it is to be accepted is not known, or no chance.
    Chance,
    /// Others of the same offer are worth more.
    Most,
}

impl Gate {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 16] = [
        Self::Population,
        Self::NeverContact,
        Self::Consent,
        Self::When,
        Self::NoProduct,
        Self::Where,
        Self::SaleWindow,
        Self::RiskGrade,
        Self::GradeExpired,
        Self::Term,
        Self::Suitability,
        Self::IsProduct,
        Self::Block,
        Self::Value,
        Self::Chance,
        Self::Most,
    ];

    /// What output tables and tests call it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::NeverContact => "never_contact",
            Self::Consent => "consent",
            Self::When => "when",
            Self::NoProduct => "no_product",
            Self::Where => "where",
            Self::SaleWindow => "sale_window",
            Self::RiskGrade => "risk_grade",
            Self::GradeExpired => "grade_expired",
            Self::Term => "term",
            Self::Suitability => "suitability",
            Self::IsProduct => "is_product",
            Self::Block => "block",
            Self::Value => "value",
            Self::Chance => "chance",
            Self::Most => "most",
        }
    }
}

fn test(function: Function, a: Term, b: Term) -> Term {
    Term::apply(Type::Bool, function, vec![a, b])
}

fn any(terms: Vec<Term>) -> Term {
    Term::apply(Type::Bool, Function::Or, terms)
}

/// The negation of a condition.
pub(super) fn not(term: Term) -> Term {
    Term::apply(Type::Bool, Function::Not, vec![term])
}

impl Suitability {
    /// What a product has to pass: conditions that hold where it does.
    #[must_use]
    pub fn gates(&self) -> Vec<(Gate, Term)> {
        let today = || Term { ty: Type::Date, domain: Domain::Customer, kind: TermKind::Clock(Clock::Today) };
        let read = |field: FieldId, ty| Term { ty, domain: Domain::Customer, kind: TermKind::Field(field) };
        let mut gates = Vec::new();
        for (field, function) in self.sale.into_iter().zip([Function::Le, Function::Ge]) {
            let Some(field) = field else { continue };
            let open = Term::apply(Type::Bool, Function::IsNull, vec![read(field, Type::Date)]);
            let within = test(function, read(field, Type::Date), today());
            gates.push((Gate::SaleWindow, any(vec![open, within])));
        }
        gates.push((Gate::RiskGrade, self.permitted()));
        let holds = test(Function::Ge, self.until.clone(), today());
        gates.push((Gate::GradeExpired, any(vec![self.level(0), holds])));
        if let Some((field, most)) = &self.term {
            gates.push((Gate::Term, test(Function::Le, read(*field, Type::Int), most.clone())));
        }
        gates.extend(self.block.iter().map(|block| (Gate::Suitability, not(block.clone()))));
        gates
    }

    /// What is said about the customer.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let term = self.term.iter().map(|(_, most)| most);
        [&self.grade, &self.until].into_iter().chain(term).chain(&self.block)
    }

    /// The product is of a level of risk.
    fn level(&self, level: u32) -> Term {
        let kind = TermKind::Field(self.risk);
        let risk = Term { ty: Type::Enum(self.levels), domain: Domain::Customer, kind };
        test(Function::Eq, risk, Term::value(Value::Enum(self.levels, level)))
    }

    /// The product is of the lowest level, or of one that the grade permits.
    fn permitted(&self) -> Term {
        let mut ways = vec![self.level(0)];
        let Type::Enum(grades) = self.grade.ty else { return any(ways) };
        let highest = self.limits.iter().copied().max().unwrap_or(0);
        for level in 1..=highest {
            let permits = (0u32..).zip(&self.limits).filter(|(_, limit)| **limit >= level);
            let mut among = vec![self.grade.clone()];
            among.extend(permits.map(|(grade, _)| Term::value(Value::Enum(grades, grade))));
            let graded = Term::apply(Type::Bool, Function::In, among);
            ways.push(test(Function::And, self.level(level), graded));
        }
        any(ways)
    }

    /// The product's row, as expressions name it.
    pub(super) fn row(&self) -> RowScope {
        RowScope { table: self.table, alias: PRODUCT.into(), bare: false }
    }
}

/// Checks what a policy declares.
pub(super) struct SuitabilityCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl SuitabilityCheck<'_, '_> {
    /// The checked suitability.
    pub fn suitability(&mut self, decl: &SuitabilityDecl) -> Option<Suitability> {
        let schema = self.scope.schema;
        let Some(table) = schema.reference_named(&decl.products.text) else {
            let known = schema.tables.iter().map(|t| t.id.as_str());
            let known = literal::join(known.filter(|id| schema.reference_named(id).is_some()));
            return self.fail(Code::UnknownReference, &decl.products, &[&decl.products.text, &known]);
        };
        let (risk, ty) = self.field(table, &decl.risk)?;
        let Type::Enum(levels) = ty else { return self.wrong_type(&decl.risk, "enum", ty) };
        let grade = self.term(&decl.grade, None, |ty| matches!(ty, Type::Enum(_)), "enum");
        let until = self.term(&decl.until, None, |ty| ty == Type::Date, "date");
        let [from, to] = &decl.sale;
        let sale = [self.day(table, from.as_ref())?, self.day(table, to.as_ref())?];
        let term = match &decl.term {
            None => None,
            Some((days, most)) => Some((self.typed(table, days, Type::Int)?, self.whole(most)?)),
        };
        let row = RowScope { table, alias: PRODUCT.into(), bare: false };
        let block = match &decl.block {
            None => None,
            Some(text) => Some(self.term(text, Some(row), |ty| ty == Type::Bool, "bool")?),
        };
        let (grade, until) = (grade?, until?);
        let limits = self.limits(decl, &grade, levels)?;
        Some(Suitability { table, risk, levels, grade, until, limits, sale, term, block })
    }

    /// Per grade the highest level that it permits.
    fn limits(&mut self, decl: &SuitabilityDecl, grade: &Term, levels: EnumId) -> Option<Vec<u32>> {
        let schema = self.scope.schema;
        let Type::Enum(grades) = grade.ty else { return None };
        let names = |id: EnumId| -> Vec<&str> {
            schema.enumeration(id).members.iter().map(|(id, _)| id.as_str()).collect()
        };
        let (grades, levels) = (names(grades), names(levels));
        if decl.limits.is_empty() && grades.len() == levels.len() {
            return Some((0..).take(grades.len()).collect());
        }
        for (grade, _) in decl.limits.iter().filter(|(grade, _)| !grades.contains(&grade.text.as_str())) {
            self.fail::<()>(Code::NotAMember, grade, &[&grade.text, &grades.join(", ")]);
        }
        let mut limits = Vec::with_capacity(grades.len());
        for name in &grades {
            let Some((_, level)) = decl.limits.iter().find(|(grade, _)| grade.text == *name) else {
                let at = Text { span: decl.at.span, pointer: decl.at.pointer.clone(), ..Text::default() };
                return self.fail(Code::GradeWithoutLimit, &at, &[name, &levels.join(", ")]);
            };
            let Some(found) = (0u32..).zip(&levels).find(|(_, known)| **known == level.text) else {
                return self.fail(Code::NotAMember, level, &[&level.text, &levels.join(", ")]);
            };
            limits.push(found.0);
        }
        Some(limits)
    }

    fn field(&mut self, table: TableId, name: &Text) -> Option<(FieldId, Type)> {
        let decl: &Table = self.scope.schema.table(table)?;
        match (0u16..).zip(&decl.fields).find(|(_, f)| f.id == name.text) {
            Some((field, found)) => Some((FieldId { table, field }, found.ty)),
            None => {
                let near = nearest(&name.text, decl.fields.iter().map(|f| f.id.as_str()));
                self.fail(Code::UnknownField, name, &[&name.text, &decl.id, &near])
            }
        }
    }

    fn typed(&mut self, table: TableId, name: &Text, wanted: Type) -> Option<FieldId> {
        let (field, ty) = self.field(table, name)?;
        if ty == wanted { Some(field) } else { self.wrong_type(name, &type_name(wanted), ty) }
    }

    fn day(&mut self, table: TableId, name: Option<&Text>) -> Option<Option<FieldId>> {
        let Some(name) = name else { return Some(None) };
        self.typed(table, name, Type::Date).map(Some)
    }

    fn whole(&mut self, text: &Text) -> Option<Term> {
        self.term(text, None, |ty| ty == Type::Int, "int")
    }

    fn term(
        &mut self,
        text: &Text,
        row: Option<RowScope>,
        fits: fn(Type) -> bool,
        wanted: &str,
    ) -> Option<Term> {
        let term = Typing::new(self.scope, row, text, self.out).parse()?;
        if fits(term.ty) { Some(term) } else { self.wrong_type(text, wanted, term.ty) }
    }

    fn wrong_type<T>(&mut self, at: &Text, wanted: &str, ty: Type) -> Option<T> {
        self.fail(Code::ConditionType, at, &[&wanted, &type_name(ty)])
    }

    fn fail<T>(&mut self, code: Code, at: &Text, args: &[&dyn ToString]) -> Option<T> {
        self.out.push(Diagnostic::new(code, at.span, &at.pointer, args));
        None
    }
}

/// Refuses what would let people or branches past the suitability of a checked policy.
pub(super) fn check_bypass(model: &Model, policy: &Policy, out: &mut Diagnostics) {
    let (Some(suitability), Some(decl)) = (&model.suitability, &policy.suitability) else { return };
    let (mut fields, mut classes, mut params) = (Vec::new(), Vec::new(), Vec::new());
    for (_, term) in suitability.gates() {
        reaches(model, &term, &mut |part, _| match part.kind {
            TermKind::Field(id) => fields.push(id),
            TermKind::Class(at, _) => classes.push(at),
            TermKind::Param(at) => params.push(at),
            _ => {}
        });
    }
    let mut refuse = |at: &At, name: &str, why: &str| {
        let args: [&dyn ToString; 2] = [&name, &why];
        out.push(Diagnostic::new(Code::SuitabilityBypass, at.span, &at.pointer, &args));
    };
    for (overridden, name) in model.overrides.iter().zip(&policy.overrides) {
        let bypass = match overridden.of {
            Overridden::Field(id) => fields.contains(&id),
            Overridden::Class(at) => classes.contains(&at),
        };
        if bypass {
            let at = At { span: name.span, pointer: name.pointer.clone() };
            refuse(&at, &name.text, "people may override it");
        }
    }
    sort_unique(&mut params);
    for at in params {
        let moved = model.params.get(usize::from(at)).filter(|param| param.local);
        moved.into_iter().for_each(|param| refuse(&decl.at, &param.id, "branches may set it"));
    }
}

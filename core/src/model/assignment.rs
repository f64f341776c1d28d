//! The assignment as checked: what is asked of customers, and what of managers.
//!
//! What is asked of a manager is an expression over the rows of the table of managers (`manager.x`), parameters and
//! the day, never over a customer: so it is asked once of each manager, and customers are told apart only by which
//! rules are about them.
//!
//! INVARIANT: no term of the manager's side rests on anything of a customer.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Param;
use super::check::text_term;
use super::literal;
use super::names::{RowScope, nearest, type_name};
use super::schema::{FieldId, TableId};
use super::term::{Domain, Term, TermKind};
use super::typing::{Scope, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{AssignmentDecl, LimitDecl, Localised, MatchDecl, PeopleDecl, Text};
use crate::text::read::is_decimal;
use crate::value::{MAX_SCALE, Type, Value};

/// The name by which expressions call a row of the table of managers.
pub(super) const MANAGER: &str = "manager";

/// Likewise, of a table of specialists.
pub(super) const SPECIALIST: &str = "specialist";

/// The word for the first day of the month after the as-of date.
const NEXT_MONTH: &str = "next_month";

/// Most needs and preferences of an assignment: what is known of a customer about them fits into 64 bits.
pub const MAX_RULES: usize = 32;

/// The assignment of customers to managers.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Its label.
    pub label: Option<Localised>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The table of managers.
    pub managers: TableId,
    /// A manager's number of customers: int.
    pub capacity: Term,
    /// A manager's branch: string.
    pub branch: Option<Term>,
    /// Whether a manager serves customers.
    pub active: Option<Term>,
    /// Which customers need a manager.
    pub who: Option<Term>,
    /// A customer's manager today: string.
    pub current: Term,
    /// A customer's branch, which is the manager's: string.
    pub within: Option<Term>,
    /// How many customers managers of a kind have at most.
    pub limits: Vec<Limit>,
    /// What a manager has to meet, then what he had better meet.
    pub rules: Vec<Match>,
    /// What a change of the manager costs: int or decimal.
    pub change: Option<Term>,
    /// Places of all costs.
    pub scale: u8,
    /// From when a change is to hold: a date; `None`: the first day of the next month.
    pub effective: Option<Term>,
}

/// How many customers managers of a kind have at most.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Which managers.
    pub manager: Term,
    /// How many: int.
    pub most: Term,
}

/// What a manager meets for a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// For which customers; `None`: all.
    pub when: Option<Term>,
    /// Which managers meet it.
    pub manager: Term,
    /// What it costs where it is not met; `None`: it has to be met.
    pub cost: Option<Term>,
}

impl Assignment {
    /// What is asked of a customer.
    pub fn of_customers(&self) -> impl Iterator<Item = &Term> {
        let own = [Some(&self.current), self.who.as_ref(), self.within.as_ref(), self.change.as_ref()];
        let when = self.rules.iter().filter_map(|rule| rule.when.as_ref());
        own.into_iter().flatten().chain(&self.effective).chain(when)
    }

    /// What is asked of a manager.
    pub fn of_managers(&self) -> impl Iterator<Item = &Term> {
        let own = [&self.capacity].into_iter().chain(&self.branch).chain(&self.active);
        let limits = self.limits.iter().flat_map(|limit| [&limit.manager, &limit.most]);
        let rules = self.rules.iter().flat_map(|rule| [&rule.manager].into_iter().chain(&rule.cost));
        own.chain(limits).chain(rules)
    }
}

/// Checks the assignment.
pub(super) struct AssignmentCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// How expressions call a row of the table of managers.
    pub alias: &'static str,
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl AssignmentCheck<'_, '_> {
    /// The checked assignment.
    pub fn assignment(&mut self, decl: &AssignmentDecl) -> Option<Assignment> {
        let table = self.table(&decl.managers)?;
        let row = RowScope { table, alias: self.alias.into(), bare: false };
        let capacity = self.field(table, &decl.managers.capacity, Type::Int);
        let branch = decl.managers.branch.as_ref().map(|text| self.field(table, text, Type::String));
        let active = decl.managers.active.as_ref().map(|text| self.condition(text, Some(&row)));
        let who = decl.who.as_ref().map(|text| self.condition(text, None));
        let current = text_term(self.scope, None, &decl.current, self.out);
        let within = decl.within.as_ref().map(|text| text_term(self.scope, None, text, self.out));
        if let (Some(text), None) = (&decl.within, &decl.managers.branch) {
            self.say(Code::WithinWithoutBranch, text, &[]);
        }
        let limits: Vec<Option<Limit>> = decl.limits.iter().map(|l| self.limit(l, &row)).collect();
        let rules = decl.needs.iter().chain(&decl.prefers);
        let rules: Vec<Option<Match>> = rules.map(|m| self.rule(m, &row)).collect();
        if let (true, Some(last)) = (rules.len() > MAX_RULES, decl.needs.iter().chain(&decl.prefers).last()) {
            let args: [&dyn ToString; 2] = [&rules.len(), &MAX_RULES];
            self.out.push(Diagnostic::new(Code::TooManyMatches, last.at.span, &last.at.pointer, &args));
        }
        let change = decl.change.as_ref().map(|text| self.number(text, None));
        let effective = decl.effective.as_ref().filter(|text| text.text != NEXT_MONTH);
        let effective = effective.map(|text| self.typed(text, None, "date", |ty| ty == Type::Date));
        let rules: Vec<Match> = rules.into_iter().collect::<Option<_>>()?;
        let change = optional(change)?;
        let scales = rules.iter().filter_map(|rule| rule.cost.as_ref()).chain(&change);
        Some(Assignment {
            label: decl.about.label.clone(),
            purpose: decl.purpose.as_ref().map(|p| p.text.clone()),
            owner: decl.about.owner.clone(),
            managers: table,
            capacity: capacity?,
            branch: optional(branch)?,
            active: optional(active)?,
            who: optional(who)?,
            current: current?,
            within: optional(within)?,
            limits: limits.into_iter().collect::<Option<_>>()?,
            scale: scales.map(|term| scale(term.ty)).max().unwrap_or(0),
            rules,
            change,
            effective: optional(effective)?,
        })
    }

    fn table(&mut self, decl: &PeopleDecl) -> Option<TableId> {
        let schema = self.scope.schema;
        let found = schema.reference_named(&decl.table.text);
        if found.is_none() {
            let known = schema.tables.iter().map(|t| t.id.as_str());
            let known = literal::join(known.filter(|id| schema.reference_named(id).is_some()));
            self.say(Code::UnknownReference, &decl.table, &[&decl.table.text, &known]);
        }
        found
    }

    /// A field of the table of managers.
    fn field(&mut self, table: TableId, text: &Text, ty: Type) -> Option<Term> {
        let decl = self.scope.schema.table(table)?;
        let Some((at, field)) = (0u16..).zip(&decl.fields).find(|(_, f)| f.id == text.text) else {
            let near = nearest(&text.text, decl.fields.iter().map(|f| f.id.as_str()));
            self.say(Code::UnknownField, text, &[&text.text, &decl.id, &near]);
            return None;
        };
        if field.ty != ty {
            self.say(Code::ConditionType, text, &[&type_name(ty), &type_name(field.ty)]);
            return None;
        }
        let kind = TermKind::Field(FieldId { table, field: at });
        Some(Term { ty, domain: Domain::Child(table), kind })
    }

    /// A condition on the rows of a table of people.
    pub(super) fn of_person(&mut self, text: &Text, table: TableId) -> Option<Term> {
        self.condition(text, Some(&RowScope { table, alias: self.alias.into(), bare: false }))
    }

    fn limit(&mut self, decl: &LimitDecl, row: &RowScope) -> Option<Limit> {
        let manager = self.condition(&decl.manager, Some(row));
        let most = self.typed(&decl.most, Some(row), "int", |ty| ty == Type::Int);
        let (id, label) = (decl.id.clone(), decl.about.label.clone());
        Some(Limit { id, label, manager: manager?, most: most? })
    }

    fn rule(&mut self, decl: &MatchDecl, row: &RowScope) -> Option<Match> {
        let when = decl.when.as_ref().map(|text| self.condition(text, None));
        let manager = self.condition(&decl.manager, Some(row));
        let cost = decl.cost.as_ref().map(|text| self.number(text, Some(row)));
        let (id, label) = (decl.id.clone(), decl.about.label.clone());
        Some(Match { id, label, when: optional(when)?, manager: manager?, cost: optional(cost)? })
    }

    fn condition(&mut self, text: &Text, row: Option<&RowScope>) -> Option<Term> {
        self.typed(text, row, "bool", |ty| ty == Type::Bool)
    }

    fn number(&mut self, text: &Text, row: Option<&RowScope>) -> Option<Term> {
        // A plain `2.5` is a decimal here, not a double.
        if let Some((_, places)) = text.text.split_once('.').filter(|_| is_decimal(&text.text)) {
            let scale = u8::try_from(places.len()).unwrap_or(u8::MAX);
            if let Some(value) = literal::decimal(&text.text, scale).filter(|_| scale <= MAX_SCALE) {
                return Some(Term::value(Value::Decimal(value, scale)));
            }
        }
        self.typed(text, row, "int or decimal", |ty| matches!(ty, Type::Int | Type::Decimal(_)))
    }

    /// A term of a type; one that is asked of managers rests on nothing of customers.
    fn typed(
        &mut self,
        text: &Text,
        row: Option<&RowScope>,
        wanted: &str,
        fits: impl Fn(Type) -> bool,
    ) -> Option<Term> {
        let term = Typing::new(self.scope, row.cloned(), text, self.out).parse()?;
        if !fits(term.ty) {
            self.say(Code::ConditionType, text, &[&wanted, &type_name(term.ty)]);
            return None;
        }
        if let Some(what) = row.and_then(|row| of_customer(self.scope, &term, row.table)) {
            self.say(Code::CustomerInManager, text, &[&what]);
            return None;
        }
        Some(term)
    }

    fn say(&mut self, code: Code, at: &Text, args: &[&dyn ToString]) {
        self.out.push(Diagnostic::new(code, at.span, &at.pointer, args));
    }
}

/// What of a term is not the same for all customers.
fn of_customer(scope: &Scope<'_>, term: &Term, managers: TableId) -> Option<String> {
    let mut found = None;
    let overlaid = |at: u16| scope.params.get(usize::from(at)).filter(|p: &&Param| p.overlaid);
    term.walk(&mut |part| {
        let name = match &part.kind {
            TermKind::Field(id) if id.table != managers => scope.schema.field(*id).map(|f| f.id.clone()),
            TermKind::Param(at) => overlaid(*at).map(|param| param.id.clone()),
            TermKind::Derive(_)
            | TermKind::Score(..)
            | TermKind::Output(..)
            | TermKind::Class(..)
            | TermKind::Aggregate(_) => Some("a figure of the customer".into()),
            _ => None,
        };
        found = found.take().or(name);
    });
    found
}

/// Places of a number's type.
pub(crate) const fn scale(ty: Type) -> u8 {
    if let Type::Decimal(scale) = ty { scale } else { 0 }
}

/// What is not there is no failure.
fn optional<T>(found: Option<Option<T>>) -> Option<Option<T>> {
    found.map_or(Some(None), |term| term.map(Some))
}

//! Quotas as checked: which derived values say what of each, and the count of entries of the journal.
//!
//! INVARIANT: `done` and `target` are ints, `who` a condition, `from` and `until` dates.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::duration::Period;
use super::names::type_name;
use super::reserved::state::{EntryField as Of, JOURNAL};
use super::schema::{FieldId, TableId};
use super::term::{Aggregate, Clock, Domain, Function, Term, TermKind};
use super::typing::{Scope, Typing};
use super::{Alert, Derived};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::quota::PARTS;
use crate::policy::{self, AggregateKind, EntriesDecl, Localised, Per, Policy, Source, Text};
use crate::state::Action;
use crate::value::{Type, Value};

/// A quota.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// Its name, which is also that of its alert.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Its period.
    pub per: Per,
    /// How many days before the end of the period it is asked for; `None`: from its beginning, or an expression says it.
    pub remind: Option<i32>,
    /// The services and the outcomes of the entries of the journal that it counts, if it counts those.
    pub entries: Option<(Vec<String>, Vec<String>)>,
    /// Index of the first of its derived values, which follow each other as in [`QuotaPart`].
    pub first: u16,
    /// Index of its alert.
    pub alert: u16,
}

/// What of a quota a derived value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaPart {
    /// Whether the customer is owed it.
    Who,
    /// How many are owed.
    Target,
    /// How many have been done.
    Done,
    /// First day of the period.
    From,
    /// Last day of the period.
    Until,
}

impl Quota {
    /// The index of a derived value of it.
    #[must_use]
    pub fn part(&self, part: QuotaPart) -> usize {
        usize::from(self.first) + part as usize
    }

    /// Whether a derived value is one of its parts.
    #[must_use]
    pub fn holds(&self, derive: usize) -> bool {
        (usize::from(self.first)..usize::from(self.first) + PARTS.len()).contains(&derive)
    }
}

/// The quotas of a policy whose derived values and alerts are checked.
pub(super) fn quotas(
    policy: &Policy,
    derives: &[Option<Derived>],
    alerts: &[Alert],
    out: &mut Diagnostics,
) -> Vec<Quota> {
    let mut found = Vec::with_capacity(policy.quotas.len());
    for decl in &policy.quotas {
        let mut say = |code, at: &policy::At, args: &[&dyn ToString]| {
            out.push(Diagnostic::new(code, at.span, &at.pointer, args));
        };
        if policy.alerts.iter().filter(|alert| alert.id == decl.id).count() > 1 {
            say(Code::NameTaken, &decl.at, &[&decl.id, &"an alert"]);
        }
        if !decl.done.1 {
            say(Code::QuotaSource, &decl.done.0, &[&decl.id]);
        }
        let per = Per::parse(&decl.per.text);
        if per.is_none() || (per == Some(Per::MembershipYear)) != decl.since.is_some() {
            out.push(Diagnostic::new(Code::QuotaPeriod, decl.per.span, &decl.per.pointer, &[&decl.per.text]));
        }
        let remind = super::recurrence::days(
            decl.remind.as_ref().filter(|text| Period::parse(&text.text).is_some()),
            out,
        );
        if let (Some(Per::Days(_)), Some(text)) = (per, &decl.remind) {
            out.push(Diagnostic::new(Code::QuotaRolls, text.span, &text.pointer, &[&decl.per.text]));
        }
        typed(decl, derives, out);
        let counted = policy.derives.get(decl.first + QuotaPart::Done as usize).map(|derive| &derive.source);
        let entries = match counted {
            Some(Source::Entries(entries)) => Some((entries.services.clone(), entries.outcomes.clone())),
            _ => None,
        };
        let alert = alerts.get(decl.alert);
        found.push(Quota {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            owner: alert.and_then(|alert| alert.owner.clone()),
            per: per.unwrap_or(Per::Month),
            remind,
            entries,
            first: u16::try_from(decl.first).unwrap_or(u16::MAX),
            alert: u16::try_from(decl.alert).unwrap_or(u16::MAX),
        });
    }
    found
}

/// Reports parts of other types than they have to be; a date that is none has been reported where it is used.
fn typed(decl: &policy::Quota, derives: &[Option<Derived>], out: &mut Diagnostics) {
    for (part, ty) in
        [(QuotaPart::Who, Type::Bool), (QuotaPart::Target, Type::Int), (QuotaPart::Done, Type::Int)]
    {
        let derive = derives.get(decl.first + part as usize).and_then(Option::as_ref);
        if let Some(found) = derive.map(|d| d.term.ty).filter(|found| *found != ty) {
            let at = if part == QuotaPart::Done { &decl.done.0 } else { &decl.at };
            let what = alloc::format!("{} of `{}`", type_name(ty), PARTS.get(part as usize).unwrap_or(&""));
            out.push(Diagnostic::new(Code::ConditionType, at.span, &at.pointer, &[&what, &type_name(found)]));
        }
    }
}

/// The number of entries of the journal that are signed, say that something was done, and lie within the period.
pub(super) fn entries(scope: &Scope<'_>, decl: &EntriesDecl, out: &mut Diagnostics) -> Option<Term> {
    let Some(table) = scope.schema.table_named(JOURNAL) else {
        out.push(Diagnostic::new(Code::NoJournal, decl.at.span, &decl.at.pointer, &[]));
        return None;
    };
    let zone = scope.schema.zone;
    let rows = Rows(table);
    let day = |text: &Text, out: &mut Diagnostics| Typing::new(scope, None, text, out).parse();
    let (from, until) = (day(&decl.from, out)?, day(&decl.until, out)?);
    let at = Term::apply(Type::Timestamp, Function::Moment(zone), vec![rows.field(Of::At)]);
    let on = Term::apply(Type::Date, Function::LocalDate(zone), vec![at.clone()]);
    let now = Term { ty: Type::Timestamp, domain: Domain::Customer, kind: TermKind::Clock(Clock::Now) };
    let test = |function, a: &Term, b: Term| Term::apply(Type::Bool, function, vec![a.clone(), b]);
    let mut tests = vec![
        rows.is_one_of(Of::Action, &[Action::Done.id().into()]),
        Term::apply(Type::Bool, Function::Not, vec![rows.is_one_of(Of::Author, &[String::new()])]),
        rows.is_there(Of::Author),
        test(Function::Le, &at, now),
        test(Function::Ge, &on, from),
        test(Function::Le, &on, until),
    ];
    for (field, values) in [(Of::Service, &decl.services), (Of::Outcome, &decl.outcomes)] {
        if !values.is_empty() {
            tests.extend([rows.is_there(field), rows.is_one_of(field, values)]);
        }
    }
    tests.insert(0, rows.is_there(Of::Action));
    let filter = Some(Term::apply(Type::Bool, Function::And, tests));
    let counted =
        Aggregate { kind: AggregateKind::Count, table, within: None, of: None, filter, window: None };
    Some(Term { ty: Type::Int, domain: Domain::Customer, kind: TermKind::Aggregate(Box::new(counted)) })
}

/// The journal's rows.
struct Rows(TableId);

impl Rows {
    fn field(&self, of: Of) -> Term {
        let id = FieldId { table: self.0, field: of as u16 };
        Term { ty: Type::String, domain: Domain::Child(self.0), kind: TermKind::Field(id) }
    }

    fn is_there(&self, of: Of) -> Term {
        let missing = Term::apply(Type::Bool, Function::IsNull, vec![self.field(of)]);
        Term::apply(Type::Bool, Function::Not, vec![missing])
    }

    fn is_one_of(&self, of: Of, values: &[String]) -> Term {
        let values = values.iter().map(|value| Term::value(Value::String(value.clone())));
        Term::apply(Type::Bool, Function::In, [self.field(of)].into_iter().chain(values).collect())
    }
}

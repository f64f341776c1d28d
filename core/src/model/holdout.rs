//! The holdout as checked: who is left alone by which rules, and from when until when.
//!
//! Who is drawn depends on the salt, the rule and the customer's key and on nothing else: not on the day, the file, the
//! policy's version or how often it is run. The number that is drawn is the first eight bytes of a SHA-256, taken modulo
//! 10,000, so that a share is exact to one hundredth of a percent.
//!
//! A customer who is drawn keeps the tasks that were raised before. A task that would be raised on a day of the holdout
//! is kept in the state as held out instead, and listed among the blocked. It is released when the longest outcome has
//! been followed to its end: before, what came of it could not be told.
//!
//! INVARIANT: no rule is held out that warns of a risk, answers a complaint, tells of a date to come (a maturity), keeps
//! a quota or is contractual.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::purpose::rests_on;
use super::term::{Clock, Domain, Function, Term, TermKind};
use super::{Alert, Model, RowKey};
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::number::parse_decimal;
use crate::policy::{AlertKind, HoldoutDecl, Localised, Policy, Text};
use crate::value::{Type, Value};

/// Hundredths of a percent of everything.
pub const WHOLE: u32 = 10_000;

/// The largest share, in hundredths of a percent: a half.
const MOST: i64 = 5_000;

/// A holdout.
#[derive(Debug, Clone, PartialEq)]
pub struct Holdout {
    /// Its label.
    pub label: Option<Localised>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// The share of customers, in hundredths of a percent.
    pub share: u32,
    /// What the draw begins with.
    pub salt: String,
    /// The alerts, by their indexes; sorted.
    pub rules: Vec<u16>,
    /// The first day.
    pub from: i32,
    /// The first day on which nobody more is left alone.
    pub until: i32,
    /// The first day on which those who were left alone are told.
    pub release: i32,
}

impl Holdout {
    /// Whether an alert, by its index, leaves customers alone.
    #[must_use]
    pub fn is_about(&self, alert: usize) -> bool {
        u16::try_from(alert).is_ok_and(|alert| self.rules.binary_search(&alert).is_ok())
    }

    /// That the day of the run is one of its days.
    pub(crate) fn acts(&self) -> Term {
        let today = || Term { ty: Type::Date, domain: Domain::Customer, kind: TermKind::Clock(Clock::Today) };
        let test = |function, day: i32| {
            Term::apply(Type::Bool, function, vec![today(), Term::value(Value::Date(day))])
        };
        let days = vec![test(Function::Ge, self.from), test(Function::Lt, self.until)];
        Term::apply(Type::Bool, Function::And, days)
    }

    /// Whether a day is one of its days.
    #[must_use]
    pub fn acts_on(&self, day: i32) -> bool {
        (self.from..self.until).contains(&day)
    }
}

/// Whether a customer is drawn, by salt, rule and key; `share` in hundredths of a percent.
#[must_use]
pub fn is_drawn(salt: &str, rule: &str, customer: &str, share: u32) -> bool {
    let mut hash = Sha256::new();
    for part in [salt, rule, customer] {
        hash.update(u64::try_from(part.len()).unwrap_or(0).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let hash = hash.finalize();
    let first = hash.iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    first % u64::from(WHOLE) < u64::from(share)
}

/// The checked holdout of a policy whose rules are checked.
pub(super) fn check(model: &Model, policy: &Policy, out: &mut Diagnostics) -> Option<Holdout> {
    let decl = policy.holdout.as_ref()?;
    let mut check = Check { model, policy, out };
    let customers = model.schema.tables.first();
    if !customers.is_some_and(|table| matches!(table.key, RowKey::Field(_))) {
        check.say(Code::HoldoutWithoutKey, &decl.at.span, &decl.at.pointer, &[]);
    }
    if policy.outcomes.is_empty() {
        check.say(Code::HoldoutUnmeasured, &decl.at.span, &decl.at.pointer, &[]);
    }
    let share = check.share(&decl.share);
    let days = check.days(decl);
    let mut rules: Vec<u16> = decl.rules.iter().filter_map(|text| check.rule(text)).collect();
    crate::order::sort_unique(&mut rules);
    let (from, until) = days?;
    let longest = model.followed.iter().map(|outcome| outcome.window).max().unwrap_or(0);
    Some(Holdout {
        label: decl.about.label.clone(),
        owner: decl.about.owner.clone(),
        purpose: decl.purpose.as_ref().map(|p| p.text.clone()),
        share: share?,
        salt: decl.salt.clone(),
        rules,
        from,
        until,
        release: until.saturating_add(longest),
    })
}

struct Check<'a, 'b> {
    model: &'a Model,
    policy: &'a Policy,
    out: &'b mut Diagnostics,
}

impl Check<'_, '_> {
    fn say(&mut self, code: Code, span: &crate::diagnostic::Span, pointer: &str, args: &[&dyn ToString]) {
        self.out.push(Diagnostic::new(code, *span, pointer, args));
    }

    /// Hundredths of a percent, above none and at most a half.
    fn share(&mut self, text: &Text) -> Option<u32> {
        let share = parse_decimal(&text.text, 2).ok().filter(|share| (1..=MOST).contains(share));
        if share.is_none() {
            self.say(Code::BadHoldoutShare, &text.span, &text.pointer, &[&text.text]);
        }
        share.and_then(|share| u32::try_from(share).ok())
    }

    fn days(&mut self, decl: &HoldoutDecl) -> Option<(i32, i32)> {
        let mut day = |text: &Text| {
            let day = date::parse(text.text.trim());
            if day.is_none() {
                self.say(Code::BadDate, &text.span, &text.pointer, &[&text.text]);
            }
            day
        };
        let (from, until) = (day(&decl.from), day(&decl.until));
        let (from, until) = (from?, until?);
        if from >= until {
            let ends = [date::format(from), date::format(until)];
            self.say(Code::EmptyRange, &decl.until.span, &decl.until.pointer, &[&ends[0], &ends[1]]);
            return None;
        }
        Some((from, until))
    }

    /// The index of an alert that may be held out.
    fn rule(&mut self, text: &Text) -> Option<u16> {
        let Some(at) = self.model.alerts.iter().position(|alert| alert.id == text.text) else {
            self.say(Code::UnknownAlert, &text.span, &text.pointer, &[&text.text]);
            return None;
        };
        if let Some(code) = self.model.alerts.get(at).and_then(|alert| self.refused(at, alert)) {
            self.say(code, &text.span, &text.pointer, &[&text.text]);
        }
        u16::try_from(at).ok()
    }

    /// Why an alert may not be held out.
    fn refused(&self, at: usize, alert: &Alert) -> Option<Code> {
        let of_quota = |quota: &crate::policy::Quota| {
            alert.id.strip_prefix(quota.id.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        let reasons = [
            (Code::HoldoutWithoutTask, alert.task.is_none()),
            (Code::HoldoutOfRisk, alert.kind == AlertKind::Risk),
            (Code::HoldoutOfDuty, alert.contractual || self.policy.quotas.iter().any(of_quota)),
            (Code::HoldoutOfDate, self.tells_of_a_date(alert)),
            (Code::HoldoutOfComplaint, self.answers_complaints(at, alert)),
        ];
        reasons.into_iter().find(|(_, holds)| *holds).map(|(code, _)| code)
    }

    /// Whether the event of an alert rests on a field that is marked as planned. What scores and classes rest on does not
    /// count: a rule that asks for a score tells of no date.
    fn tells_of_a_date(&self, alert: &Alert) -> bool {
        let stages = alert.recurrence.stages.iter().map(|stages| &stages.before);
        let terms = [&alert.when].into_iter().chain(&alert.event_key).chain(stages);
        terms.into_iter().any(|term| {
            self.reads(term, &|id| {
                let table = self.model.schema.table(id.table).map_or("", |table| table.id.as_str());
                let field = self.model.schema.field(id).map_or("", |field| field.id.as_str());
                let decl = self.policy.tables.iter().find(|decl| decl.id == table);
                decl.is_some_and(|decl| decl.fields.iter().any(|f| f.id == field && f.planned))
            })
        })
    }

    /// Whether an alert of service rests on what the contact policy calls a complaint, or names one.
    fn answers_complaints(&self, at: usize, alert: &Alert) -> bool {
        if alert.kind != AlertKind::Service {
            return false;
        }
        let named = |text: &str| text.contains("complain");
        let mut complaint = Vec::new();
        for term in self.model.contact.iter().filter_map(|contact| contact.complaint.as_ref()) {
            rests_on(self.model, term, &mut |id, _| complaint.push(id));
        }
        let each = self.policy.alerts.get(at).and_then(|decl| decl.each.as_ref());
        named(&alert.id)
            || named(&alert.event_kind)
            || each.is_some_and(|(table, _)| named(&table.text))
            || self.reads(&alert.when, &|id| complaint.contains(&id))
    }

    fn reads(&self, term: &Term, is: &dyn Fn(super::FieldId) -> bool) -> bool {
        let mut found = false;
        let model = self.model;
        let by_judgement = |name: &&str| {
            model.scorecards.iter().any(|card| card.id == *name)
                || model.classes.iter().any(|class| class.id == *name)
        };
        rests_on(model, term, &mut |id, path| found |= is(id) && !path.iter().any(by_judgement));
        found
    }
}

//! The check stage: a policy as written becomes a model, or a list of findings.
//!
//! Definitions are checked in dependency order, which is found in the syntax trees before anything is typed; a cycle
//! is reported once, with its path.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::aggregate;
use super::assignment::{self, Assignment, AssignmentCheck};
use super::class::{self, ClassCheck};
use super::consent::{self, Consents};
use super::contact::{self, ContactCheck, Contacts};
use super::decision::{decision, results};
use super::duration::{Period, Unit};
use super::fields::{Fields, mark_used};
use super::govern::{Governed, acting, governed};
use super::group::{GroupCheck, GroupKind};
use super::names::{Name, Names, Resolved, RowScope};
use super::offer::{self, Offer};
use super::playbook::{answered_for, playbooks, whole_condition};
use super::quota::quotas;
use super::recurrence::recurrence;
use super::report::ReportCheck;
use super::reserved::state::STATE_TASKS;
use super::score::ScoreCheck;
use super::suitability::{self, Suitability};
use super::team::Team;
use super::term::{Domain, Function, Template, Term, TermKind};
use super::testcase::TestCheck;
use super::typing::{Scope, Typing, place};
use super::units;
use super::{
    Alert, CUSTOMERS, Calendar, Class, ClassTypes, Decision, Definition, Derived, Escalate, FieldId, Model,
    Output, Override, Param, Population, Report, RowKey, Schema, Scorecard, TableId, Task,
};
use super::{message, overlays, overrides};
use crate::assess::{self, Question};
use crate::cel::ast::{Expr, ExprKind};
use crate::date::{self, Zone};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, AggregateDecl, At, Filter, Policy, Source, Text, WindowDecl};
use crate::value::Type;

pub(super) mod depends;
mod offers;

/// The outcome of the check stage.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The model; absent when there are errors.
    pub model: Option<Model>,
    /// Findings in document order.
    pub diagnostics: Diagnostics,
}

/// Checks a policy. `hashes` are the full and the meaning hash of its canonical document.
#[must_use]
pub fn check(policy: &Policy, hashes: (&str, &str)) -> Checked {
    check_asking(policy, hashes, None)
}

/// As [`check`], with a question that is checked in the scope of the policy.
#[must_use]
pub fn check_asking(policy: &Policy, hashes: (&str, &str), question: Option<&Question<'_>>) -> Checked {
    let mut out = Diagnostics::default();
    let model = Check::new(policy, &mut out).run(hashes, question);
    let diagnostics = out.sorted();
    let model = model.filter(|_| !diagnostics.has_errors());
    Checked { model, diagnostics }
}

/// What is known while a policy is being checked.
struct Check<'a> {
    policy: &'a Policy,
    out: &'a mut Diagnostics,
    schema: Schema,
    calendar: Option<Calendar>,
    consents: Option<Consents>,
    params: Vec<Param>,
    names: Names,
    scores: Vec<(Vec<String>, bool)>,
    columns: Vec<Vec<Output>>,
    outputs: Vec<Vec<Output>>,
    class_types: Vec<ClassTypes>,
    derives: Vec<Option<Derived>>,
    resolved: Vec<Option<Resolved>>,
    cards: Vec<Option<Scorecard>>,
    decisions: Vec<Option<Decision>>,
    governed: Vec<Governed>,
    classes: Vec<Option<Class>>,
    groups: Vec<Option<GroupKind>>,
    suitability: Option<Suitability>,
    /// Whether offers may be asked for: not before they are checked.
    offering: bool,
}

impl<'a> Check<'a> {
    fn new(policy: &'a Policy, out: &'a mut Diagnostics) -> Self {
        let zone = zone(&policy.time_zone, out);
        let mut fields = Fields { out, enums: Vec::new(), zone };
        let tables = fields.tables(policy);
        let calendar = fields.calendar(policy, &tables);
        let params = policy.params.iter().map(|p| fields.param(p, policy.overlays.is_some())).collect();
        let columns: Vec<Vec<Output>> = policy.decisions.iter().map(|d| fields.outputs(&d.outputs)).collect();
        let class_types = policy.classes.iter().map(|c| class::declare(c, &mut fields.enums)).collect();
        let mut schema = Schema { tables, enums: fields.enums, zone };
        let consents = consent::bind(policy, &mut schema, out);
        let outputs =
            policy.decisions.iter().zip(&columns).map(|(d, c)| results(d.hit, c, &schema)).collect();
        let scores = policy
            .scorecards
            .iter()
            .map(|s| (s.dimensions.iter().map(|d| d.id.clone()).collect(), s.baseline.is_some()))
            .collect();
        Self {
            schema,
            calendar,
            consents,
            params,
            names: Names::default(),
            scores,
            columns,
            outputs,
            class_types,
            derives: vec![None; policy.derives.len()],
            resolved: vec![None; policy.derives.len()],
            cards: vec![None; policy.scorecards.len()],
            decisions: vec![None; policy.decisions.len()],
            governed: governed(policy, out),
            classes: vec![None; policy.classes.len()],
            groups: vec![None; policy.groups.len()],
            suitability: None,
            offering: false,
            policy,
            out,
        }
    }

    fn run(mut self, hashes: (&str, &str), question: Option<&Question<'_>>) -> Option<Model> {
        let order = self.define();
        let followed = self.followed();
        let offers = self.offers();
        let alerts = self.alerts();
        let reports: Vec<Option<Report>> = self.policy.reports.iter().map(|r| self.report(r)).collect();
        let (overrides, forms) = (self.overrides(), self.forms());
        let (assignment, teams) = (self.assignment(), self.teams());
        let policy = self.policy;
        let branch = policy.overlays.as_ref().map(|by| self.with(|s, _, out| overlays::branch(s, by, out)));
        let contact = self.contact();
        let population = self.population();
        let consents = self.consents.clone();
        let messages = self.with(|s, _, out| message::messages(s, policy, consents.as_ref(), out));
        let tests = alerts.as_ref().map(|alerts| self.tests(alerts)).unwrap_or_default();
        let known = alerts.as_deref().unwrap_or_default();
        let quotas = quotas(self.policy, &self.derives, known, self.out);
        let asked = self.asked(question);
        let (from, to) = (self.day(policy.effective_from.as_ref()), self.day(policy.effective_to.as_ref()));
        let suspect = super::identity::suspect(self.policy, &self.schema, self.out);
        let head = self.head(hashes);
        let mut model = Model {
            effective_from: from,
            effective_to: to,
            population: population?,
            consents: self.consents,
            suspect,
            schema: self.schema,
            calendar: self.calendar,
            params: self.params,
            derives: self.derives.into_iter().collect::<Option<_>>()?,
            scorecards: self.cards.into_iter().collect::<Option<_>>()?,
            groups: self.groups.into_iter().collect::<Option<_>>()?,
            decisions: self.decisions.into_iter().collect::<Option<_>>()?,
            classes: self.classes.into_iter().collect::<Option<_>>()?,
            order,
            alerts: alerts?,
            playbooks: playbooks(policy, self.out),
            quotas,
            exclusive: super::exclusive::exclusive(self.policy, self.out),
            followed: followed?,
            contact: contact?,
            suitability: self.suitability,
            offers: offers?,
            messages: messages?,
            governed: self.governed,
            overrides: overrides?,
            overlays: sound(branch)?,
            forms: forms?,
            assignment: assignment?,
            teams: teams?,
            reports: reports.into_iter().collect::<Option<_>>()?,
            tests,
            ..head
        };
        whole(&mut model, self.policy, self.out);
        if let Some((question, terms)) = question.zip(sound(asked)?) {
            model.asked = Some(assess::asked(question, terms, &mut model, &mut self.out.0));
        }
        Some(model)
    }

    /// What a model has of its policy as written; the rest is empty.
    fn head(&self, hashes: (&str, &str)) -> Model {
        Model {
            id: self.policy.id.clone(),
            version: self.policy.version.clone(),
            label: self.policy.about.label.clone(),
            outcome_codes: self
                .policy
                .outcome_codes
                .iter()
                .map(|c| (c.id.clone(), c.label.clone()))
                .collect(),
            purposes: self.policy.purposes.iter().map(|p| p.text.clone()).collect(),
            full_hash: hashes.0.into(),
            meaning_hash: hashes.1.into(),
            ..Model::default()
        }
    }

    /// Outcomes; they may not ask for offers.
    fn followed(&mut self) -> Option<Vec<super::Followed>> {
        let policy = self.policy;
        self.with(|scope, _, out| super::followed::followed(scope, policy, out))
    }

    /// Names everything, then defines it, each after what it uses.
    fn define(&mut self) -> Vec<Definition> {
        self.collect_names();
        let order = self.order();
        for definition in &order {
            self.definition(*definition);
        }
        order
    }

    fn collect_names(&mut self) {
        let index = |i: usize| u16::try_from(i).unwrap_or(u16::MAX);
        let mut all: Vec<(String, Name, At)> = Vec::new();
        for (i, table) in self.schema.tables.iter().enumerate() {
            // Reserved and reference tables are not names of expressions.
            let declared = self.policy.tables.iter().find(|t| t.id == table.id);
            if let (RowKey::Child { .. }, Some(decl)) = (&table.key, declared) {
                all.push((table.id.clone(), Name::Table(TableId(index(i))), decl.at.clone()));
            }
        }
        let customers = self.policy.tables.iter().find(|t| t.id == "customers");
        for (i, field) in customers.iter().flat_map(|t| t.fields.iter().enumerate()) {
            let id = FieldId { table: CUSTOMERS, field: index(i) };
            all.push((field.id.clone(), Name::Field(id), field.at.clone()));
        }
        for (i, p) in self.policy.params.iter().enumerate() {
            all.push((p.id.clone(), Name::Param(index(i)), p.at.clone()));
        }
        for (i, d) in self.policy.derives.iter().enumerate() {
            all.push((d.id.clone(), Name::Derive(index(i)), d.at.clone()));
        }
        for (i, s) in self.policy.scorecards.iter().enumerate() {
            all.push((s.id.clone(), Name::Score(index(i)), s.at.clone()));
        }
        for (i, d) in self.policy.decisions.iter().enumerate() {
            all.push((d.id.clone(), Name::Decision(index(i)), d.at.clone()));
        }
        for (i, c) in self.policy.classes.iter().enumerate() {
            all.push((c.id.clone(), Name::Class(index(i)), c.at.clone()));
        }
        for (i, d) in self.policy.groups.iter().enumerate() {
            all.push((d.id.clone(), Name::Group(index(i)), d.at.clone()));
        }
        for (id, name, at) in all {
            let earlier = match id.as_str() {
                "today" => Some("the as-of date"),
                "now" => Some("the as-of instant"),
                _ => self.names.get(&id).map(Name::what),
            };
            if let Some(earlier) = earlier {
                self.out.push(Diagnostic::new(Code::NameTaken, at.span, &at.pointer, &[&id, &earlier]));
                continue;
            }
            self.names.insert(&id, name);
        }
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            schema: &self.schema,
            calendar: self.calendar.is_some(),
            hours: self.calendar.as_ref().is_some_and(|c| c.hours.is_some()),
            params: &self.params,
            names: &self.names,
            derives: &self.resolved,
            scores: &self.scores,
            outputs: &self.outputs,
            classes: &self.class_types,
            offers: if self.offering { &self.policy.offers } else { &[] },
        }
    }

    /// Runs `f` with the scope and a fresh list of findings, which then join the others.
    fn with<T>(&mut self, f: impl FnOnce(&Scope<'_>, &[Option<Scorecard>], &mut Diagnostics) -> T) -> T {
        let mut found = Diagnostics::default();
        let result = f(&self.scope(), &self.cards, &mut found);
        self.out.0.extend(found.0);
        result
    }

    fn definition(&mut self, definition: Definition) {
        let policy = self.policy;
        match definition {
            Definition::Derive(i) => {
                let at = usize::from(i);
                let Some(decl) = policy.derives.get(at) else { return };
                let term = self.with(|scope, _, out| match &decl.source {
                    Source::Cel(text) if decl.tag => Typing::new(scope, None, text, out).condition(),
                    source => aggregate::source(scope, source, out),
                });
                let Some(term) = term else { return };
                let resolved = Resolved { ty: term.ty, kind: TermKind::Derive(i), term: term.clone() };
                let (id, label) = (decl.id.clone(), decl.about.label.clone());
                let derived = Derived { id, label, term, tag: decl.tag };
                if let (Some(slot), Some(known)) = (self.derives.get_mut(at), self.resolved.get_mut(at)) {
                    *slot = Some(derived);
                    *known = Some(resolved);
                }
            }
            Definition::Score(i) => {
                let at = usize::from(i);
                let Some(decl) = policy.scorecards.get(at) else { return };
                let card = self.with(|scope, cards, out| ScoreCheck { scope, cards, out }.scorecard(decl));
                if let Some(slot) = self.cards.get_mut(at) {
                    *slot = card;
                }
            }
            Definition::Decision(i) => {
                let at = usize::from(i);
                let Some(decl) = policy.decisions.get(at) else { return };
                let columns = self.columns.get(at).cloned().unwrap_or_default();
                let table = self.with(|scope, _, out| decision(scope, decl, columns, out));
                if let Some(slot) = self.decisions.get_mut(at) {
                    *slot = table;
                }
            }
            Definition::Class(i) => {
                let at = usize::from(i);
                let Some((decl, types)) = policy.classes.get(at).zip(self.class_types.get(at).copied())
                else {
                    return;
                };
                let class =
                    self.with(|scope, cards, out| ClassCheck { scope, cards, out }.class(decl, types));
                if let Some(slot) = self.classes.get_mut(at) {
                    *slot = class;
                }
            }
            Definition::Group(i) => self.group(usize::from(i)),
        }
    }

    /// A kind of groups; its totals become names.
    fn group(&mut self, at: usize) {
        let policy = self.policy;
        let Some(decl) = policy.groups.get(at) else { return };
        let Some((kind, fields)) = self.with(|scope, _, out| GroupCheck { scope, out }.kind(decl)) else {
            return;
        };
        for (total, field) in kind.totals.iter().zip(fields) {
            self.names.insert(&field.id, Name::Field(total.field));
            if let Some(customers) = self.schema.tables.first_mut() {
                customers.fields.push(field);
            }
        }
        if let Some(slot) = self.groups.get_mut(at) {
            *slot = Some(kind);
        }
    }

    fn alerts(&mut self) -> Option<Vec<Alert>> {
        let alerts: Vec<Option<Alert>> = self.policy.alerts.iter().map(|a| self.alert(a)).collect();
        alerts.into_iter().collect()
    }

    fn alert(&mut self, decl: &policy::Alert) -> Option<Alert> {
        let each = match &decl.each {
            None => None,
            Some((table, alias)) => {
                let id =
                    self.with(|scope, _, out| aggregate::child_table(scope, table.text.trim(), table, out))?;
                Some((id, alias.clone()))
            }
        };
        let row =
            each.as_ref().map(|(table, alias)| RowScope { table: *table, alias: alias.clone(), bare: false });
        let stop = decl.stop.as_ref().map(|text| self.ends_tasks("stop", text, row.clone(), decl));
        let when = self.when(decl, row.as_ref(), stop.as_ref());
        let event_key = decl.event_key.as_ref();
        let event_key =
            event_key.map(|text| self.with(|scope, _, out| text_term(scope, row.clone(), text, out)));
        let suppress = decl.suppress.as_ref();
        let suppress = suppress.map(|text| self.ends_tasks("suppress", text, row.clone(), decl));
        let stake = decl.stake.as_ref();
        let stake =
            stake.map(|text| self.with(|scope, _, out| contact::stake(scope, row.clone(), text, out)));
        let warns = super::followed::warns(self.policy, decl, self.out);
        let recurrence = self.with(|scope, _, out| recurrence(scope, row.as_ref(), decl, out));
        let task = decl.task.as_ref().map(|task| self.task(task, row.as_ref()));
        answered_for(self.policy, decl, self.out);
        let (policy, table) = (self.policy, each.as_ref().map(|(table, _)| *table));
        let notify = self.with(|scope, _, out| message::notify(scope, policy, decl, table, out));
        let named = |g: &&Governed| g.section == "alerts" && g.id == decl.id;
        let review_by = self.governed.iter().find(named).and_then(|g| g.review_by);
        let mut when = acting(&self.governed, ("alerts", &decl.id), Some(when?))?;
        if let Some((table, _)) = &each {
            when.domain = Domain::Child(*table);
        }
        Some(Alert {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            purpose: decl.purpose.as_ref().map(|p| p.text.clone()),
            kind: decl.kind,
            priority: decl.priority,
            each: each.map(|(table, _)| table),
            when,
            stop: sound(stop)?,
            automatic: decl.automatic && !decl.notify.is_empty(),
            event_kind: decl.event_kind.clone().unwrap_or_else(|| decl.id.clone()),
            event_key: sound(event_key)?,
            suppress: sound(suppress)?,
            stake: sound(stake)?,
            contractual: decl.contractual,
            warns: warns?,
            recurrence: recurrence?,
            task: sound(task)?,
            notify: notify?,
            owner: decl.about.owner.clone(),
            source: decl.about.source.clone(),
            review_by,
        })
    }

    /// The conditions of an alert, and that what ends its tasks is not the case.
    fn when(
        &mut self,
        decl: &policy::Alert,
        row: Option<&RowScope>,
        stop: Option<&Option<Term>>,
    ) -> Option<Term> {
        let texts = [&decl.when].into_iter().chain(&decl.also);
        let terms: Vec<Option<Term>> = texts
            .map(|text| self.with(|scope, _, out| Typing::new(scope, row.cloned(), text, out).condition()))
            .collect();
        let terms = terms.into_iter().collect::<Option<Vec<Term>>>()?;
        Some(match (terms.as_slice(), stop) {
            ([_], None) => terms.into_iter().next()?,
            (_, stop) => whole_condition(terms, stop.and_then(Option::as_ref)),
        })
    }

    /// What keeps the tasks of an alert back, or ends them; an alert without a task has none.
    fn ends_tasks(
        &mut self,
        key: &str,
        text: &Text,
        row: Option<RowScope>,
        decl: &policy::Alert,
    ) -> Option<Term> {
        if decl.task.is_none() {
            let found = match key {
                "suppress" => Diagnostic::new(Code::SuppressNothing, text.span, &text.pointer, &[&decl.id]),
                _ => Diagnostic::new(Code::NeedsTask, text.span, &text.pointer, &[&key]),
            };
            self.out.push(found);
        }
        self.with(|scope, _, out| Typing::new(scope, row, text, out).condition())
    }

    /// How customers are contacted.
    fn contact(&mut self) -> Option<Option<Contacts>> {
        let Some(decl) = &self.policy.contact else { return Some(None) };
        let has_state = self.schema.table_named(STATE_TASKS).is_some();
        self.with(|scope, _, out| ContactCheck { scope, out }.contacts(decl, has_state)).map(Some)
    }

    /// Who is scored and who is never contacted.
    fn population(&mut self) -> Option<Population> {
        let declared = &self.policy.population;
        let mut condition = |text: &Option<Text>| {
            let text = text.as_ref()?;
            Some(self.with(|scope, _, out| Typing::new(scope, None, text, out).condition()))
        };
        let (score, never_contact) = (condition(&declared.score), condition(&declared.never_contact));
        Some(Population { score: sound(score)?, never_contact: sound(never_contact)? })
    }

    /// The terms of label, value and time of a question.
    fn asked(&mut self, question: Option<&Question<'_>>) -> Option<Option<Vec<Term>>> {
        let texts = question?.texts();
        let terms = self.with(|scope, _, out| {
            let term = |(at, text)| match at {
                0 => Typing::new(scope, None, text, out).condition(),
                _ => Typing::new(scope, None, text, out).parse(),
            };
            texts.iter().enumerate().map(term).collect::<Vec<Option<Term>>>()
        });
        Some(terms.into_iter().collect())
    }

    /// Names that people may override; each is looked at, so that all findings are told.
    fn overrides(&mut self) -> Option<Vec<Override>> {
        let names = &self.policy.overrides;
        let all: Vec<Option<Override>> = names
            .iter()
            .map(|name| self.with(|scope, _, out| overrides::overridden(scope, name, out)))
            .collect();
        all.into_iter().collect()
    }

    /// Forms that people fill in, likewise.
    fn forms(&mut self) -> Option<Vec<super::Form>> {
        let forms = &self.policy.forms;
        let all: Vec<Option<super::Form>> =
            forms.iter().map(|form| super::form::check(&self.schema, form, self.out)).collect();
        all.into_iter().collect()
    }

    /// The assignment of customers to managers, if there is one.
    fn assignment(&mut self) -> Option<Option<Assignment>> {
        let Some(decl) = &self.policy.assignment else { return Some(None) };
        let alias = assignment::MANAGER;
        self.with(|scope, _, out| AssignmentCheck { scope, alias, out }.assignment(decl)).map(Some)
    }

    fn teams(&mut self) -> Option<Vec<Team>> {
        let (policy, alias) = (self.policy, assignment::SPECIALIST);
        self.with(|scope, _, out| AssignmentCheck { scope, alias, out }.teams(policy)).into_iter().collect()
    }

    fn report(&mut self, decl: &policy::Report) -> Option<Report> {
        let mut report = self.with(|scope, cards, out| ReportCheck { scope, cards, out }.report(decl))?;
        report.filter = acting(&self.governed, ("reports", &decl.id), report.filter);
        Some(report)
    }

    fn task(&mut self, decl: &policy::TaskDecl, row: Option<&RowScope>) -> Option<Task> {
        let due = decl.due.as_ref().and_then(|text| self.due(text));
        let title_en = self.with(|scope, _, out| template(scope, row, &decl.title_en, out));
        let title_zh = self.with(|scope, _, out| template(scope, row, &decl.title_zh, out));
        let closes_with = decl.closes_with.clone();
        let escalate = decl.escalate.as_ref().map(|decl| self.escalate(decl, due));
        let to = decl.to.clone();
        Some(Task { to, due, title_en: title_en?, title_zh: title_zh?, closes_with, escalate })
    }

    /// Who is told of a task that is overdue; one that is never due is never overdue.
    fn escalate(&mut self, decl: &policy::EscalateDecl, due: Option<Period>) -> Escalate {
        if due.is_none() {
            self.out.push(Diagnostic::new(Code::NeverOverdue, decl.at.span, &decl.at.pointer, &[]));
        }
        Escalate { to: decl.to.clone(), after: decl.after.as_ref().and_then(|text| self.due(text)) }
    }

    /// The time to do a task; business time needs a calendar that has it.
    fn due(&mut self, text: &Text) -> Option<Period> {
        let say = |code| Diagnostic::new(code, text.span, &text.pointer, &[&text.text]);
        let due = Period::parse(&text.text);
        let finding = match due.map(|due| due.unit) {
            None => Some(say(Code::BadDuration)),
            Some(Unit::BusinessDays) if self.calendar.is_none() => Some(say(Code::NoCalendar)),
            Some(Unit::BusinessHours) if self.calendar.as_ref().and_then(|c| c.hours).is_none() => {
                Some(say(Code::NoCalendar))
            }
            Some(_) => None,
        };
        let fits = finding.is_none();
        self.out.0.extend(finding);
        due.filter(|_| fits)
    }

    fn tests(&mut self, alerts: &[Alert]) -> Vec<super::TestCase> {
        let policy = self.policy;
        self.with(|scope, _, out| {
            let roles = policy.access.iter().flat_map(|access| &access.roles);
            let roles = roles.map(|role| role.id.as_str()).collect();
            let templates = policy.templates.as_slice();
            let mut check = TestCheck { scope, alerts, roles, templates, out };
            policy.tests.iter().filter_map(|t| check.test(t)).collect()
        })
    }

    fn day(&mut self, text: Option<&Text>) -> Option<i32> {
        let text = text?;
        let day = date::parse(text.text.trim());
        if day.is_none() {
            self.out.push(Diagnostic::new(Code::BadDate, text.span, &text.pointer, &[&text.text]));
        }
        day
    }

    /// Definitions such that each stands after what it uses; those of a cycle are reported and left out.
    fn order(&mut self) -> Vec<Definition> {
        let graph = depends::Graph::of(self.policy, &self.names);
        let (order, cycles) = graph.sorted();
        for cycle in cycles {
            let path: Vec<&str> = cycle.iter().map(|d| depends::id(self.policy, *d).0).collect();
            let (first, at) = cycle.first().map_or(("", At::default()), |d| depends::id(self.policy, *d));
            self.out.push(Diagnostic::new(Code::Cycle, at.span, &at.pointer, &[&first, &path.join(" -> ")]));
        }
        order
    }
}

/// A term as text: strings as they are, everything else through `string(x)`.
pub(super) fn text_term(
    scope: &Scope<'_>,
    row: Option<RowScope>,
    text: &Text,
    out: &mut Diagnostics,
) -> Option<Term> {
    let term = Typing::new(scope, row, text, out).parse()?;
    match term.ty {
        Type::String => Some(term),
        Type::Null | Type::Ratio => {
            let ty = super::names::type_name(term.ty);
            out.push(Diagnostic::new(Code::ConditionType, text.span, &text.pointer, &[&"string", &ty]));
            None
        }
        _ => Some(Term::apply(Type::String, Function::ToString, vec![term])),
    }
}

/// A template's texts and terms.
pub(super) fn template(
    scope: &Scope<'_>,
    row: Option<&RowScope>,
    text: &Text,
    out: &mut Diagnostics,
) -> Option<Template> {
    let mut result = Template::default();
    let mut rest = text.text.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        result.texts.push(before.into());
        let Some((inside, tail)) = after.split_once("}}") else {
            out.push(Diagnostic::new(Code::BadTemplate, text.span, &text.pointer, &[]));
            return None;
        };
        let at = u32::try_from(text.text.len() - after.len()).unwrap_or(0);
        let span = place(text, at);
        let part = Text { text: inside.into(), span, quote: 0, pointer: text.pointer.clone() };
        result.terms.push(Typing::new(scope, row.cloned(), &part, out).parse()?);
        rest = tail;
    }
    result.texts.push(rest.into());
    Some(result)
}

/// What is declared and checked: `Some(None)` for what is not declared, `None` for what is wrong.
fn sound<T>(checked: Option<Option<T>>) -> Option<Option<T>> {
    checked.map_or(Some(None), |found| found.map(Some))
}

/// What can be said of a model once all of it is there.
fn whole(model: &mut Model, policy: &Policy, out: &mut Diagnostics) {
    if policy.tests.is_empty() {
        out.push(Diagnostic::new(Code::NoTests, Default::default(), "/tests", &[]));
    }
    units::check(model, policy, out);
    super::purpose::check(model, policy, out);
    model.access = policy.access.as_ref().and_then(|decl| super::access::check(model, decl, out));
    suitability::check_bypass(model, policy, out);
    offer::check_prices(model, policy, out);
    message::check(model, policy, out);
    model.holdout = super::holdout::check(model, policy, out);
    let used = used_fields(model);
    mark_used(&mut model.schema, &used);
    super::change::idle(&model.schema, policy, out);
}

/// Every field that some rule, template or expectation reads.
fn used_fields(model: &Model) -> Vec<FieldId> {
    let mut used = model.suspect.clone();
    used.extend(model.groups.iter().flat_map(GroupKind::fields));
    used.extend(model.filled());
    used.extend(model.access.iter().flat_map(super::Access::fields));
    let managers = model.contact.iter().filter_map(|contact| contact.managers.as_ref());
    used.extend(managers.filter_map(|managers| managers.capacity));
    let mut visit = |term: &Term| {
        if let TermKind::Field(id) | TermKind::Apply(Function::Refer(id), _) = term.kind {
            used.push(id);
        }
    };
    model.derives.iter().for_each(|d| d.term.walk(&mut visit));
    for card in &model.scorecards {
        let indicators = card.dimensions.iter().flat_map(|d| &d.indicators);
        indicators.chain(&card.baseline).for_each(|i| i.of.walk(&mut visit));
    }
    let tables = model.decisions.iter().chain(model.classes.iter().map(|c| &c.table));
    tables.flat_map(|d| &d.inputs).for_each(|(_, t)| t.walk(&mut visit));
    let totals = model.groups.iter().flat_map(|g| &g.totals);
    totals.filter_map(|t| t.of.as_ref()).for_each(|t| t.walk(&mut visit));
    model.consents.iter().flat_map(|c| &c.permits).for_each(|p| p.term.walk(&mut visit));
    let population = &model.population;
    population.score.iter().chain(&population.never_contact).for_each(|t| t.walk(&mut visit));
    for alert in &model.alerts {
        alert.when.walk(&mut visit);
        let also = alert.event_key.iter().chain(&alert.suppress).chain(&alert.stake);
        also.for_each(|t| t.walk(&mut visit));
        alert.recurrence.terms().for_each(|t| t.walk(&mut visit));
        let titles = alert.task.iter().flat_map(|t| t.title_en.terms.iter().chain(&t.title_zh.terms));
        titles.for_each(|t| t.walk(&mut visit));
    }
    model.contact.iter().flat_map(Contacts::terms).for_each(|t| t.walk(&mut visit));
    model.offers.iter().flat_map(Offer::terms).for_each(|t| t.walk(&mut visit));
    model.offers.iter().flat_map(|o| &o.consent).for_each(|p| p.term.walk(&mut visit));
    model.suitability.iter().flat_map(Suitability::gates).for_each(|(_, t)| t.walk(&mut visit));
    model.messages.roles.iter().for_each(|r| r.of.walk(&mut visit));
    model.messages.templates.iter().flat_map(|t| t.terms()).for_each(|t| t.walk(&mut visit));
    if let Some(by) = model.overlays {
        visit(&Term { ty: Type::String, domain: Domain::Customer, kind: TermKind::Field(by) });
    }
    for overridden in &model.overrides {
        if let super::Overridden::Field(id) = overridden.of {
            visit(&Term { ty: overridden.ty, domain: Domain::Customer, kind: TermKind::Field(id) });
        }
    }
    model.reports.iter().flat_map(Report::terms).for_each(|t| t.walk(&mut visit));
    let roles = model.teams.iter().flat_map(|team| &team.roles);
    let assigned = model.assignment.iter().chain(roles.map(|(_, of)| of));
    assigned.flat_map(|a| a.of_customers().chain(a.of_managers())).for_each(|t| t.walk(&mut visit));
    model.followed.iter().flat_map(super::Followed::terms).for_each(|t| t.walk(&mut visit));
    model.tests.iter().flat_map(|t| &t.values).for_each(|v| v.term.walk(&mut visit));
    used
}

/// The policy's zone; UTC after a finding.
fn zone(text: &Text, out: &mut Diagnostics) -> Zone {
    Zone::named(text.text.trim()).unwrap_or_else(|| {
        let names: Vec<&str> = Zone::names().collect();
        let args: [&dyn alloc::string::ToString; 2] = [&text.text, &names.join(", ")];
        out.push(Diagnostic::new(Code::BadZone, text.span, &text.pointer, &args));
        Zone::UTC
    })
}

//! Purposes: a rule reads only what may be used for its purpose, however long the way to it.
//!
//! Checked when the policy lists its `purposes`. Then every scorecard, class, alert, outcome, offer, team and report, the
//! holdout and the assignment names one, and a field may be used where its own `purpose` holds that one: a field that names none may be used for none. Reference
//! tables are not about customers and serve every purpose; what protects a customer (the population, `suppress`,
//! consents, suitability) and what says who is told (`roles`) may read every field.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::literal;
use super::schema::{CUSTOMERS, FieldId, RowKey, TableId};
use super::term::{Function, Term, TermKind};
use super::{Alert, Model, Scorecard};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{At, Policy, Text};

/// Calls `visit` with every field that a term rests on, and with the names on a way to it.
pub fn rests_on(model: &Model, term: &Term, visit: &mut dyn FnMut(FieldId, &[&str])) {
    Walk { model, path: Vec::new(), seen: Vec::new(), rows: false, visit, part: &mut |_, _| {} }.term(term);
}

/// As [`rests_on`]; of rows that are only counted, their customer's key is visited.
pub fn rests_on_rows(model: &Model, term: &Term, visit: &mut dyn FnMut(FieldId, &[&str])) {
    Walk { model, path: Vec::new(), seen: Vec::new(), rows: true, visit, part: &mut |_, _| {} }.term(term);
}

/// Calls `part` with every part of a term and of what it names, and with the names on a way to it.
pub(crate) fn reaches(model: &Model, term: &Term, part: &mut dyn FnMut(&Term, &[&str])) {
    Walk { model, path: Vec::new(), seen: Vec::new(), rows: false, visit: &mut |_, _| {}, part }.term(term);
}

struct Walk<'m, 'v> {
    model: &'m Model,
    path: Vec<&'m str>,
    /// Names that have been followed: each is once, however many ways lead to it.
    seen: Vec<&'m str>,
    /// Whether rows count as something that is read.
    rows: bool,
    visit: &'v mut dyn FnMut(FieldId, &[&str]),
    part: &'v mut dyn FnMut(&Term, &[&str]),
}

impl<'m> Walk<'m, '_> {
    fn term(&mut self, term: &Term) {
        term.walk(&mut |part| self.part(part));
    }

    /// What a part of a term names. Definitions have no cycle.
    fn part(&mut self, part: &Term) {
        let model = self.model;
        (self.part)(part, &self.path);
        match &part.kind {
            TermKind::Field(id) => match model.total(*id) {
                Some(total) => {
                    if let Some(field) = model.schema.field(*id) {
                        self.named(&field.id, &total.of);
                    }
                    let kind = model.groups.iter().find(|g| g.totals.contains(total));
                    kind.into_iter().for_each(|kind| self.rows_of(kind.table));
                }
                None => (self.visit)(*id, &self.path),
            },
            TermKind::Apply(Function::Refer(id), _) => (self.visit)(*id, &self.path),
            TermKind::Aggregate(aggregate) => self.rows_of(aggregate.table),
            TermKind::Offered(at) => {
                if let Some(offer) = model.offers.get(usize::from(*at)) {
                    self.named(&offer.id, offer.terms());
                }
            }
            TermKind::Derive(at) => {
                if let Some(derive) = model.derives.get(usize::from(*at)) {
                    self.named(&derive.id, [&derive.term]);
                }
            }
            TermKind::Score(at, _) => {
                if let Some(card) = model.scorecards.get(usize::from(*at)) {
                    self.named(&card.id, inputs(card));
                }
            }
            TermKind::Output(at, _) => {
                if let Some(table) = model.decisions.get(usize::from(*at)) {
                    self.named(&table.id, table.inputs.iter().map(|(_, term)| term));
                }
            }
            TermKind::Class(at, _) => {
                if let Some(class) = model.classes.get(usize::from(*at)) {
                    self.named(&class.id, class.table.inputs.iter().map(|(_, term)| term));
                }
            }
            _ => {}
        }
    }

    /// That a table has rows is known from the field that leads to the customer, or from their key.
    fn rows_of(&mut self, table: TableId) {
        let field = match self.model.schema.table(table).map(|t| &t.key) {
            Some(RowKey::Child { parent, .. }) => *parent,
            Some(RowKey::Reference { key, .. }) => *key,
            _ => return,
        };
        if self.rows {
            (self.visit)(FieldId { table, field }, &self.path);
        }
    }

    fn named<'t>(&mut self, id: &'m str, terms: impl IntoIterator<Item = &'t Term>) {
        if self.seen.contains(&id) {
            return;
        }
        self.seen.push(id);
        self.path.push(id);
        terms.into_iter().for_each(|term| self.term(term));
        self.path.pop();
    }
}

/// What the indicators of a scorecard look at.
fn inputs(card: &Scorecard) -> impl Iterator<Item = &Term> {
    let indicators = card.dimensions.iter().flat_map(|d| &d.indicators);
    indicators.chain(&card.baseline).map(|indicator| &indicator.of)
}

/// What an alert reads to say something about a customer, in its task or in messages.
fn read_by<'m>(model: &'m Model, alert: &'m Alert) -> impl Iterator<Item = &'m Term> {
    let titles = alert.task.iter().flat_map(|t| t.title_en.terms.iter().chain(&t.title_zh.terms));
    let templates = alert.notify.iter().flat_map(|notify| model.messages.chain(notify.template));
    let own = [&alert.when].into_iter().chain(&alert.event_key).chain(&alert.stake).chain(titles);
    own.chain(templates.flat_map(|template| template.terms()))
}

/// Checks the purposes of a policy whose rules are checked.
pub(super) fn check(model: &Model, policy: &Policy, out: &mut Diagnostics) {
    let mut check = Check { model, policy, out };
    for field in policy.tables.iter().flat_map(|t| &t.fields).filter(|_| !policy.purposes.is_empty()) {
        for purpose in &field.purpose {
            check.known(purpose);
        }
    }
    for (decl, card) in policy.scorecards.iter().zip(&model.scorecards) {
        let what = format!("scorecard `{}`", decl.id);
        check.rule(&what, &decl.at, decl.purpose.as_ref(), &mut inputs(card));
    }
    for (decl, alert) in policy.alerts.iter().zip(&model.alerts) {
        let what = format!("alert `{}`", decl.id);
        check.rule(&what, &decl.at, decl.purpose.as_ref(), &mut read_by(model, alert));
    }
    for (decl, offer) in policy.offers.iter().zip(&model.offers) {
        let what = format!("offer `{}`", decl.id);
        check.rule(&what, &decl.at, decl.purpose.as_ref(), &mut offer.terms());
    }
    for (decl, class) in policy.classes.iter().zip(&model.classes) {
        let what = format!("class `{}`", decl.id);
        let mut terms = class.table.inputs.iter().map(|(_, term)| term);
        check.rule(&what, &decl.at, decl.purpose.as_ref(), &mut terms);
    }
    for (decl, assignment) in policy.assignment.iter().zip(&model.assignment) {
        let mut terms = assignment.of_customers();
        check.rule("`assignment`", &decl.at, decl.purpose.as_ref(), &mut terms);
    }
    for (decl, team) in policy.teams.iter().zip(&model.teams) {
        let mut terms = team.roles.iter().flat_map(|(_, role)| role.of_customers());
        check.rule(&format!("team `{}`", decl.id), &decl.at, decl.purpose.as_ref(), &mut terms);
    }
    for (decl, outcome) in policy.outcomes.iter().zip(&model.followed) {
        let what = format!("outcome `{}`", decl.id);
        check.rule(&what, &decl.at, decl.purpose.as_ref(), &mut outcome.terms());
    }
    if let Some(decl) = &policy.holdout {
        check.rule("`holdout`", &decl.at, decl.purpose.as_ref(), &mut [].into_iter());
    }
    for (decl, report) in policy.reports.iter().zip(&model.reports) {
        let what = format!("report `{}`", decl.id);
        check.rule(&what, &decl.at, decl.purpose.as_ref(), &mut report.terms());
    }
}

struct Check<'a, 'b> {
    model: &'a Model,
    policy: &'a Policy,
    out: &'b mut Diagnostics,
}

impl Check<'_, '_> {
    fn purposes(&self) -> String {
        literal::join(self.policy.purposes.iter().map(|p| p.text.as_str()))
    }

    fn known(&mut self, purpose: &Text) -> bool {
        let known = self.policy.purposes.iter().any(|p| p.text == purpose.text);
        if !known {
            let args: [&dyn ToString; 2] = [&purpose.text, &self.purposes()];
            self.out.push(Diagnostic::new(Code::UnknownPurpose, purpose.span, &purpose.pointer, &args));
        }
        known
    }

    /// A rule of a policy that lists its purposes names one, and what it rests on may be used for it.
    fn rule(&mut self, what: &str, at: &At, purpose: Option<&Text>, terms: &mut dyn Iterator<Item = &Term>) {
        let Some(purpose) = purpose else {
            if !self.policy.purposes.is_empty() {
                let args: [&dyn ToString; 2] = [&what, &self.purposes()];
                self.out.push(Diagnostic::new(Code::PurposeMissing, at.span, &at.pointer, &args));
            }
            return;
        };
        if !self.known(purpose) {
            return;
        }
        let model = self.model;
        let mut refused: Vec<(FieldId, String)> = Vec::new();
        for term in terms {
            rests_on(model, term, &mut |id, path| {
                let allowed = |f: &super::Field| f.purpose.contains(&purpose.text);
                if model.schema.is_of_customers(id.table)
                    && !model.schema.field(id).is_some_and(allowed)
                    && !refused.iter().any(|(seen, _)| *seen == id)
                {
                    refused.push((id, path.join(" -> ")));
                }
            });
        }
        for (id, path) in refused {
            let (Some(table), Some(field)) = (model.schema.table(id.table), model.schema.field(id)) else {
                continue;
            };
            let name =
                if id.table == CUSTOMERS { field.id.clone() } else { format!("{}.{}", table.id, field.id) };
            let path = if path.is_empty() { name.clone() } else { format!("{path} -> {name}") };
            let own = field.purpose.join(", ");
            let args: [&dyn ToString; 5] = [&what, &purpose.text, &name, &path, &own];
            self.out.push(Diagnostic::new(Code::PurposeRefused, purpose.span, &purpose.pointer, &args));
        }
    }
}

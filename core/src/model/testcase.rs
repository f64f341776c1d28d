//! Tests inside the policy, checked: every name exists and every expectation is of the right type.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::aggregate::child_table;
use super::literal;
use super::message::named;
use super::names::nearest;
use super::reserved::NAMES;
use super::term::{Term, TermKind};
use super::typing::{Scope, Typing};
use super::{Alert, CUSTOMERS, EnumDef, Gate, RowKey, Table, TableId};
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::reserved::state::{RunField, STATE_RUN};
use crate::policy::{self, Text, Verdict};
use crate::value::{MAX_SCALE, Type, Value};

/// A test of the policy: one customer, an instant and what must come out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestCase {
    /// Its name.
    pub name: String,
    /// The as-of instant, microseconds UTC.
    pub as_of: i64,
    /// Cells of the customer: index of the field, text of the cell; `None` is missing.
    pub given: Vec<(u16, Option<String>)>,
    /// Rows of child tables and of reference tables: table, and per row its cells.
    pub children: Vec<(TableId, Vec<Cells>)>,
    /// Exactly these alerts fire.
    pub alerts: Option<Vec<u16>>,
    /// Exactly these alerts are not evaluated.
    pub unknown: Option<Vec<u16>>,
    /// Tasks of exactly these alerts are blocked.
    pub blocked: Option<Vec<u16>>,
    /// Tasks of exactly these alerts are open after the run.
    pub tasks: Option<Vec<u16>>,
    /// Tasks of exactly these alerts are new, or reminded of.
    pub told: Option<Vec<u16>>,
    /// Contacts stand exactly so: alerts whose tasks are on their agendas, in the order of `Standing::ALL`.
    pub contacts: Option<[Vec<u16>; 5]>,
    /// Exactly these people see the customer: role, a space, person; in order.
    pub seen_by: Option<Vec<String>>,
    /// What comes of these alerts, in their order.
    pub rules: Vec<(u16, Verdict)>,
    /// Exactly these offers are made, in this order: `offer` or `offer/product`.
    pub offers: Option<Vec<String>>,
    /// Exactly these are not, in the order of their texts: the same, and by what.
    pub offers_blocked: Option<Vec<String>>,
    /// Messages of exactly these templates are ready.
    pub messages: Option<Vec<u16>>,
    /// Messages of exactly these templates are held.
    pub held: Option<Vec<u16>>,
    /// The manager whom the customer is to have; `None` inside: nobody.
    pub assigned: Option<Option<String>>,
    /// What names have as values.
    pub values: Vec<Expectation>,
}

/// Cells of one row: index of the field, text of the cell.
pub type Cells = Vec<(u16, Option<String>)>;

/// The value that a name is expected to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The name as written.
    pub name: String,
    /// What it means.
    pub term: Term,
    /// The value; `Null` is unknown.
    pub value: Value,
}

/// Checks tests against a policy whose definitions and alerts are checked.
pub(super) struct TestCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// The alerts.
    pub alerts: &'a [Alert],
    /// The roles of `access`.
    pub roles: Vec<&'a str>,
    /// The names of the templates.
    pub templates: &'a [policy::TemplateDecl],
    /// Findings.
    pub out: &'b mut Diagnostics,
}

/// The reserved child table of a name.
fn reserved_child(scope: &Scope<'_>, name: &str) -> Option<TableId> {
    let id = scope.schema.table_named(name).filter(|_| NAMES.contains(&name))?;
    matches!(scope.schema.table(id)?.key, RowKey::Child { .. }).then_some(id)
}

impl TestCheck<'_, '_> {
    /// The checked test.
    pub fn test(&mut self, decl: &policy::Test) -> Option<TestCase> {
        let as_of = date::parse_instant(&decl.as_of.text, self.scope.schema.zone);
        if as_of.is_none() {
            let args: [&dyn alloc::string::ToString; 1] = [&decl.as_of.text];
            self.out.push(Diagnostic::new(Code::BadAsOf, decl.as_of.span, &decl.as_of.pointer, &args));
        }
        let given = self.cells(CUSTOMERS, &decl.given);
        let children = self.children(decl);
        let alerts = decl.alerts.as_ref().map(|names| self.alert_ids(names));
        let unknown = decl.unknown.as_ref().map(|names| self.alert_ids(names));
        let blocked = decl.blocked.as_ref().map(|names| self.alert_ids(names));
        let tasks = decl.tasks.as_ref().map(|names| self.alert_ids(names));
        let told = decl.told.as_ref().map(|names| self.alert_ids(names));
        let contacts = decl.contacts.as_ref().map(|all| all.each_ref().map(|names| self.alert_ids(names)));
        let seen_by = decl.seen_by.as_ref().map(|people| self.people(people));
        let rules = decl.rules.iter().filter_map(|(name, verdict)| {
            let ids = self.alert_ids(core::slice::from_ref(name));
            Some((*ids.first()?, *verdict))
        });
        let rules = rules.collect();
        let offers = decl.offers.as_ref().map(|names| self.offers(names, false));
        let offers_blocked = decl.offers_blocked.as_ref().map(|names| {
            let mut held = self.offers(names, true);
            crate::order::sort(&mut held);
            held
        });
        let messages = decl.messages.as_ref().map(|names| self.template_ids(names));
        let held = decl.held.as_ref().map(|names| self.template_ids(names));
        let values =
            decl.values.iter().filter_map(|(name, value)| self.expectation(name, value.as_ref())).collect();
        let (name, as_of) = (decl.name.clone(), as_of?);
        let assigned = decl.assigned.clone();
        Some(TestCase {
            name,
            as_of,
            given,
            children,
            alerts,
            unknown,
            blocked,
            tasks,
            told,
            contacts,
            seen_by,
            rules,
            offers,
            offers_blocked,
            messages,
            held,
            assigned,
            values,
        })
    }

    /// Rows of child tables, of reference tables and of the state.
    fn children(&mut self, decl: &policy::Test) -> Vec<(TableId, Vec<Cells>)> {
        let mut children = Vec::new();
        for (name, rows) in &decl.children {
            let table = reserved_child(self.scope, &name.text)
                .or_else(|| child_table(self.scope, &name.text, name, self.out));
            let Some(table) = table else { continue };
            children.push((table, rows.iter().map(|row| self.cells(table, row)).collect()));
        }
        for (name, rows) in &decl.refs {
            let Some(table) = self.reference(name) else { continue };
            children.push((table, rows.iter().map(|row| self.cells(table, row)).collect()));
        }
        children.extend(decl.previous_run.as_ref().and_then(|text| self.previous_run(text)));
        children
    }

    /// Roles with a person each.
    fn people(&mut self, people: &[Text]) -> Vec<String> {
        let mut out = Vec::with_capacity(people.len());
        for text in people {
            let role = text.text.split_once(' ').map_or("", |(role, _)| role);
            if !self.roles.contains(&role) {
                let roles = literal::join(self.roles.iter().copied());
                let args: [&dyn alloc::string::ToString; 2] = [&text.text, &roles];
                self.out.push(Diagnostic::new(Code::NotInRole, text.span, &text.pointer, &args));
            }
            out.push(text.text.clone());
        }
        crate::order::sort(&mut out);
        out
    }

    /// The row of `state_run` that says when the run before was.
    fn previous_run(&mut self, text: &Text) -> Option<(TableId, Vec<Cells>)> {
        let table = self.reference(&Text { text: STATE_RUN.into(), ..text.clone() })?;
        if date::parse_instant(&text.text, self.scope.schema.zone).is_none() {
            self.out.push(Diagnostic::new(Code::BadAsOf, text.span, &text.pointer, &[&text.text]));
        }
        let (key, value) = (RunField::Key as u16, RunField::Value as u16);
        Some((table, vec![vec![(key, Some("as_of".into())), (value, Some(text.text.clone()))]]))
    }

    /// The reference table of a name, be it reserved or declared.
    fn reference(&mut self, name: &Text) -> Option<TableId> {
        let schema = self.scope.schema;
        let is_reference = |t: &&Table| matches!(t.key, RowKey::Reference { .. });
        let found = schema.table_named(&name.text);
        if found.and_then(|id| schema.table(id)).as_ref().is_some_and(is_reference) {
            return found;
        }
        let known = literal::join(schema.tables.iter().filter(is_reference).map(|t| t.id.as_str()));
        let args: [&dyn alloc::string::ToString; 2] = [&name.text, &known];
        self.out.push(Diagnostic::new(Code::UnknownReference, name.span, &name.pointer, &args));
        None
    }

    fn cells(&mut self, table: TableId, cells: &[(Text, Option<String>)]) -> Cells {
        let Some(decl) = self.scope.schema.table(table) else { return Vec::new() };
        let mut out = Vec::with_capacity(cells.len());
        for (name, text) in cells {
            match decl.fields.iter().position(|f| f.id == name.text) {
                Some(at) => out.push((u16::try_from(at).unwrap_or(0), text.clone())),
                None => {
                    let near = nearest(&name.text, decl.fields.iter().map(|f| f.id.as_str()));
                    let args: [&dyn alloc::string::ToString; 3] = [&name.text, &decl.id, &near];
                    self.out.push(Diagnostic::new(Code::UnknownField, name.span, &name.pointer, &args));
                }
            }
        }
        out
    }

    fn alert_ids(&mut self, names: &[Text]) -> Vec<u16> {
        let mut out = Vec::with_capacity(names.len());
        for name in names {
            match self.alerts.iter().position(|a| a.id == name.text) {
                Some(at) => out.push(u16::try_from(at).unwrap_or(0)),
                None => {
                    let args: [&dyn alloc::string::ToString; 1] = [&name.text];
                    self.out.push(Diagnostic::new(Code::UnknownAlert, name.span, &name.pointer, &args));
                }
            }
        }
        crate::order::sort(&mut out);
        out
    }

    /// Offers by name, with a product or service or without; `held` ones with what holds them.
    fn offers(&mut self, names: &[Text], held: bool) -> Vec<String> {
        for name in names {
            let (named, by) =
                if held { name.text.rsplit_once(' ').unwrap_or((&name.text, "")) } else { (&*name.text, "") };
            let id = named.split('/').next().unwrap_or("");
            if !self.scope.offers.iter().any(|offer| offer.id == id) {
                let known = literal::join(self.scope.offers.iter().map(|offer| offer.id.as_str()));
                let args: [&dyn alloc::string::ToString; 2] = [&id, &known];
                self.out.push(Diagnostic::new(Code::UnknownOffer, name.span, &name.pointer, &args));
            } else if held && !Gate::ALL.iter().any(|gate| gate.id() == by) {
                let known = literal::join(Gate::ALL.iter().map(|gate| gate.id()));
                let args: [&dyn alloc::string::ToString; 2] = [&name.text, &known];
                self.out.push(Diagnostic::new(Code::BadOfferExpectation, name.span, &name.pointer, &args));
            }
        }
        names.iter().map(|name| name.text.clone()).collect()
    }

    fn template_ids(&mut self, names: &[Text]) -> Vec<u16> {
        let templates = self.templates;
        let all = || templates.iter().map(|t| t.id.as_str());
        let mut ids: Vec<u16> =
            names.iter().filter_map(|name| named(name, all(), Code::UnknownTemplate, self.out)).collect();
        crate::order::sort_unique(&mut ids);
        ids
    }

    fn expectation(&mut self, name: &Text, value: Option<&String>) -> Option<Expectation> {
        let term = Typing::new(self.scope, None, name, self.out).parse()?;
        if matches!(term.kind, TermKind::Apply(..) | TermKind::Value(_) | TermKind::Clock(_))
            && term.as_value().is_some()
        {
            let args: [&dyn alloc::string::ToString; 2] = [&name.text, &""];
            self.out.push(Diagnostic::new(Code::UnknownName, name.span, &name.pointer, &args));
            return None;
        }
        let Some(value) = value else {
            return Some(Expectation { name: name.text.clone(), term, value: Value::Null });
        };
        let members = match term.ty {
            Type::Enum(id) => self.scope.schema.enumeration(id).clone(),
            _ => EnumDef::default(),
        };
        let text = Text { text: value.clone(), ..name.clone() };
        // Computed decimals and ratios may be given with fewer places, or with more for a ratio.
        let ty = if term.ty == Type::Ratio { Type::Decimal(MAX_SCALE) } else { term.ty };
        match literal::value(&text, ty, &members, self.scope.schema.zone) {
            Ok(value) => Some(Expectation { name: name.text.clone(), term, value }),
            Err(finding) => {
                self.out.push(finding);
                None
            }
        }
    }
}

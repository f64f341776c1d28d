//! Who may see what: roles, the customers that each person of a role sees, and the columns.
//!
//! A role sees all customers, or each person of it those whose field names them, directly or by way of a reference
//! table (the head of the customer's branch). The field is the one delivered today: on the day of a hand-over the old
//! manager sees the customer no longer and the new one does, and nobody overrides it. A deputy sees, besides the own
//! customers, those of the absent one from the first to the last day; deputyships are not handed on.
//!
//! A column counts as the highest data class of the fields that it rests on, through derived values, scores and titles.
//! A field of customers without a class counts as C2; C3 is refused when it comes in, so that it cannot leave. What a
//! role gets of a column is worked out in `output::access`, since that is where the columns are.
//!
//! INVARIANT: whoever is not named sees nothing; a table that cannot be cut by customer is for roles that see all.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::literal;
use super::names::{nearest, type_name};
use super::schema::{CUSTOMERS, FieldId, RowKey, TableId};
use super::{Model, Term};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{AccessDecl, DeputiesDecl, Localised, RoleDecl, RowsDecl, Text};
use crate::value::Type;

/// Who may see what.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The roles.
    pub roles: Vec<Role>,
    /// Who stands in for whom.
    pub deputies: Option<Deputies>,
}

/// A role.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Which customers it sees.
    pub rows: Rows,
    /// The highest data class that it sees; absent: none.
    pub highest: Option<DataClass>,
    /// Nothing but these, when given.
    pub only: Option<Vec<Named>>,
    /// None of these, nor what rests on them.
    pub except: Vec<Named>,
    /// Tables that it gets; the ones about its customers when absent.
    pub tables: Option<Vec<String>>,
    /// Fields that it sees as pseudonyms.
    pub pseudonyms: Vec<FieldId>,
}

/// Which customers a role sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// All of them.
    All,
    /// Those whose field, a text, names the person.
    Own(FieldId),
    /// Those whose field leads to a row of a reference table whose field names the person.
    Head(FieldId, FieldId),
}

/// A data class of what leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataClass {
    /// Internal.
    C1,
    /// About a person or their money.
    C2,
}

impl DataClass {
    /// The word of the policy language.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::C1 => "C1",
            Self::C2 => "C2",
        }
    }
}

/// What a list of columns names.
#[derive(Debug, Clone, PartialEq)]
pub enum Named {
    /// A field of an input table.
    Field(FieldId),
    /// A scorecard, decision table, class, tag, derived value or alert.
    Definition(String),
    /// A column of an output table.
    Column(String, String),
}

/// Who stands in for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deputies {
    /// The reference table.
    pub table: TableId,
    /// Its fields: who is absent, who stands in, the first day and the last.
    pub fields: [u16; 4],
}

impl Access {
    /// Every field that says who sees a customer.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> {
        let rows = self.roles.iter().flat_map(|role| match role.rows {
            Rows::All => [None, None],
            Rows::Own(own) => [Some(own), None],
            Rows::Head(own, head) => [Some(own), Some(head)],
        });
        let deputies = self.deputies.into_iter();
        let deputies = deputies.flat_map(|d| d.fields.map(|field| FieldId { table: d.table, field }));
        rows.flatten().chain(deputies)
    }
}

impl Model {
    /// Whether the rows of a table are about customers: not a reference table, unless it says which customers belong
    /// together or are one person.
    #[must_use]
    pub fn is_about_customers(&self, id: TableId) -> bool {
        let groups = self.groups.iter().any(|group| group.table == id);
        groups
            || self.schema.table(id).is_some_and(|table| {
                table.id == super::identity::IDENTITIES || !matches!(table.key, RowKey::Reference { .. })
            })
    }

    /// The class that a field counts as.
    #[must_use]
    pub fn data_class(&self, id: FieldId) -> DataClass {
        match self.schema.field(id).and_then(|field| field.class.as_deref()) {
            Some("C1") => DataClass::C1,
            None if !self.is_about_customers(id.table) => DataClass::C1,
            _ => DataClass::C2,
        }
    }

    /// The terms of a scorecard, decision table, class, tag or alert, by its name.
    #[must_use]
    pub fn definitions(&self) -> Vec<(&str, Vec<&Term>)> {
        let mut all: Vec<(&str, Vec<&Term>)> = Vec::new();
        for card in &self.scorecards {
            let indicators = card.dimensions.iter().flat_map(|d| &d.indicators).chain(&card.baseline);
            let terms = indicators.map(|i| &i.of).chain(&self.population.score);
            all.push((&card.id, terms.collect()));
        }
        for table in &self.decisions {
            all.push((&table.id, table.inputs.iter().map(|(_, term)| term).collect()));
        }
        for class in &self.classes {
            all.push((&class.id, class.table.inputs.iter().map(|(_, term)| term).collect()));
        }
        all.extend(self.derives.iter().map(|d| (d.id.as_str(), alloc::vec![&d.term])));
        for alert in &self.alerts {
            let terms = [&alert.when].into_iter().chain(&alert.event_key).chain(alert.recurrence.terms());
            all.push((&alert.id, terms.collect()));
        }
        all
    }
}

/// The checked block; `None` after a finding.
pub(super) fn check(model: &Model, decl: &AccessDecl, out: &mut Diagnostics) -> Option<Access> {
    let mut check = Check { model, out };
    if !matches!(model.schema.table(CUSTOMERS)?.key, RowKey::Field(_)) {
        check.say::<()>(Code::AccessKey, decl.at.span, &decl.at.pointer, &[]);
    }
    check.unclassified(decl);
    let roles: Vec<Option<Role>> = decl.roles.iter().map(|role| check.role(role)).collect();
    let deputies = decl.deputies.as_ref().map(|decl| check.deputies(decl));
    let roles = roles.into_iter().collect::<Option<_>>()?;
    Some(Access { roles, deputies: deputies.map_or(Some(None), |found| found.map(Some))? })
}

struct Check<'a, 'b> {
    model: &'a Model,
    out: &'b mut Diagnostics,
}

impl Check<'_, '_> {
    fn role(&mut self, decl: &RoleDecl) -> Option<Role> {
        let rows = self.rows(&decl.rows);
        let mut highest = None;
        for class in &decl.classes {
            match class.text.as_str() {
                "C1" => highest = highest.max(Some(DataClass::C1)),
                "C2" => highest = Some(DataClass::C2),
                _ => self.fail::<()>(Code::BadClass, class, &[&class.text]).unwrap_or_default(),
            }
        }
        let only = decl.only.as_ref().map(|list| self.named(list, true));
        let except = self.named(&decl.except, false);
        let pseudonyms: Vec<FieldId> = decl
            .pseudonyms
            .iter()
            .filter_map(|text| match self.name(text, false)? {
                Named::Field(id) => Some(id),
                _ => self.fail(Code::UnknownField, text, &[&text.text, &"customers", &"customer_id"]),
            })
            .collect();
        if let Some(tables) = &decl.tables {
            tables.iter().for_each(|table| self.table(decl, table));
        }
        let tables = decl.tables.as_ref().map(|list| list.iter().map(|t| t.text.clone()).collect());
        Some(Role {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            rows: rows?,
            highest,
            only,
            except,
            tables,
            pseudonyms,
        })
    }

    fn rows(&mut self, decl: &RowsDecl) -> Option<Rows> {
        let RowsDecl::Field { field, of } = decl else { return Some(Rows::All) };
        let own = self.field(CUSTOMERS, field, Type::String)?;
        let Some((table, head)) = of else { return Some(Rows::Own(own)) };
        let id = self.reference(table)?;
        Some(Rows::Head(own, self.field(id, head, Type::String)?))
    }

    fn reference(&mut self, text: &Text) -> Option<TableId> {
        let schema = &self.model.schema;
        let found = schema.reference_named(&text.text);
        if found.is_none() {
            let own = schema.tables.iter().filter(|t| schema.reference_named(&t.id).is_some());
            let known = literal::join(own.map(|t| t.id.as_str()));
            return self.fail(Code::UnknownReference, text, &[&text.text, &known]);
        }
        found
    }

    fn field(&mut self, table: TableId, text: &Text, ty: Type) -> Option<FieldId> {
        let decl = self.model.schema.table(table)?;
        let Some((at, field)) = (0u16..).zip(&decl.fields).find(|(_, f)| f.id == text.text) else {
            let near = nearest(&text.text, decl.fields.iter().map(|f| f.id.as_str()));
            return self.fail(Code::UnknownField, text, &[&text.text, &decl.id, &near]);
        };
        if field.ty != ty {
            return self.fail(Code::ConditionType, text, &[&type_name(ty), &type_name(field.ty)]);
        }
        Some(FieldId { table, field: at })
    }

    fn deputies(&mut self, decl: &DeputiesDecl) -> Option<Deputies> {
        let table = self.reference(&decl.table)?;
        let types = [Type::String, Type::String, Type::Date, Type::Date];
        let mut fields = [0; 4];
        for ((slot, text), ty) in fields.iter_mut().zip(&decl.fields).zip(types) {
            let id = self.field(table, text, ty)?;
            if self.model.schema.field(id)?.nullable {
                return self.fail(Code::DeputyField, text, &[&text.text]);
            }
            *slot = id.field;
        }
        Some(Deputies { table, fields })
    }

    fn named(&mut self, list: &[Text], columns: bool) -> Vec<Named> {
        list.iter().filter_map(|text| self.name(text, columns)).collect()
    }

    /// A field, as `field` of customers or `table.field`; a definition; with `columns`, a column of an output table.
    fn name(&mut self, text: &Text, columns: bool) -> Option<Named> {
        let schema = &self.model.schema;
        let (table, field) = text.text.split_once('.').unwrap_or(("customers", &text.text));
        let found = schema.table_named(table).and_then(|id| {
            let at = schema.table(id)?.fields.iter().position(|f| f.id == field)?;
            Some(Named::Field(FieldId { table: id, field: u16::try_from(at).ok()? }))
        });
        let definitions = self.model.definitions();
        let defined = |name: &str| definitions.iter().any(|(id, _)| *id == name);
        if found.is_some() {
            return found;
        } else if defined(&text.text) {
            return Some(Named::Definition(text.text.clone()));
        } else if columns && text.text.contains('.') && crate::output::tables(self.model).contains(&table) {
            return Some(Named::Column(table.into(), field.into()));
        }
        let customers = schema.table(CUSTOMERS).map_or(&[][..], |t| &t.fields);
        let known = customers.iter().map(|f| f.id.as_str()).chain(definitions.iter().map(|(id, _)| *id));
        let near = nearest(&text.text, known);
        self.fail(Code::AccessFields, text, &[&text.text, &near])
    }

    /// Whether a table that a role is given is one, and one that it may have.
    fn table(&mut self, role: &RoleDecl, text: &Text) {
        let outputs = crate::output::tables(self.model);
        let inputs = self.model.schema.tables.iter().map(|t| t.id.as_str());
        let known = inputs.chain(outputs.iter().copied()).any(|name| name == text.text);
        if !known {
            let names = self.model.schema.tables.iter().map(|t| t.id.as_str());
            let all = literal::join(names.chain(outputs.iter().copied().filter(|o| *o != "customers")));
            self.fail::<()>(Code::UnknownAccessTable, text, &[&text.text, &all]);
        } else if role.rows != RowsDecl::All && UNCUT.contains(&text.text.as_str()) {
            self.fail::<()>(Code::CannotCut, text, &[&role.id, &text.text]);
        }
    }

    /// Advice: fields of customers whose class nobody has said.
    fn unclassified(&mut self, decl: &AccessDecl) {
        let model = self.model;
        let mut names: Vec<String> = Vec::new();
        for (table, id) in model.schema.tables.iter().zip(0u16..) {
            let own = !super::reserved::NAMES.contains(&table.id.as_str());
            if own && model.is_about_customers(TableId(id)) {
                let open = table.fields.iter().filter(|f| f.class.is_none() && !f.id.contains('.'));
                names.extend(open.map(|f| alloc::format!("{}.{}", table.id, f.id)));
            }
        }
        if names.is_empty() {
            return;
        }
        let first = names.iter().take(NAMED_AT_MOST).map(String::as_str);
        let more = if names.len() > NAMED_AT_MOST { ", .." } else { "" };
        let list = literal::join(first) + more;
        self.say::<()>(Code::Unclassified, decl.at.span, &decl.at.pointer, &[&names.len(), &list]);
    }

    fn fail<T>(&mut self, code: Code, at: &Text, args: &[&dyn ToString]) -> Option<T> {
        self.say(code, at.span, &at.pointer, args)
    }

    fn say<T>(
        &mut self,
        code: Code,
        span: crate::diagnostic::Span,
        pointer: &str,
        args: &[&dyn ToString],
    ) -> Option<T> {
        self.out.push(Diagnostic::new(code, span, pointer, args));
        None
    }
}

/// Output tables whose rows are about customers without naming them in a way that can be relied on.
const UNCUT: [&str; 2] = ["faults", "quarantine"];

/// So many fields without a class are named in the advice.
const NAMED_AT_MOST: usize = 8;

//! What sentences are made of: names, values, parameters, conditions and titles.
//!
//! Names are printed by their labels in quotation marks, parameters with their value, literals as people write them.
//!
//! INVARIANT: two things of a policy never read alike: where they share a label, their names stand behind it.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::layout::{fill, join};
use super::words::{self, Phrase};
use crate::date::{self, instant};
use crate::model::{
    CUSTOMERS, FieldId, Function, Model, Param, ScorePart, TableId, Template, Term, TermKind,
};
use crate::policy::Localised;
use crate::value::{Lang, Value};

/// Speaks about one policy in one language.
pub(super) struct Speech<'a> {
    /// The policy.
    pub model: &'a Model,
    /// The language.
    pub lang: Lang,
    /// Labels that several things share, sorted: those are told apart by their names.
    shared: Vec<&'a str>,
}

/// A condition: one sentence, or several that a list shows better.
pub(super) enum Clause {
    /// One sentence.
    One(String),
    /// A list under a phrase that says how many of it have to hold.
    List(Phrase, Vec<String>),
}

/// From so many members a chain of conditions becomes a list.
const LIST_FROM: usize = 3;

impl<'a> Speech<'a> {
    /// Learns which labels are not enough to tell things apart.
    pub fn new(model: &'a Model, lang: Lang) -> Self {
        let mut all: Vec<&str> = Vec::new();
        let mut see = |label: &'a Option<Localised>| all.extend(label.as_ref().map(|l| l.text(lang)));
        model.schema.tables.iter().flat_map(|t| &t.fields).for_each(|f| see(&f.label));
        model.params.iter().for_each(|p| see(&p.label));
        model.derives.iter().for_each(|d| see(&d.label));
        model.scorecards.iter().for_each(|s| see(&s.label));
        model.scorecards.iter().flat_map(|s| &s.dimensions).for_each(|d| see(&d.label));
        model.decisions.iter().flat_map(|d| &d.outputs).for_each(|o| see(&o.label));
        model.classes.iter().for_each(|c| see(&c.label));
        model.offers.iter().for_each(|o| see(&o.label));
        all.sort_unstable();
        let twice = all.iter().zip(all.iter().skip(1)).filter(|(a, b)| a == b);
        let mut shared: Vec<&str> = twice.map(|(a, _)| *a).collect();
        shared.dedup();
        Self { model, lang, shared }
    }

    /// The phrase with its arguments.
    pub fn say(&self, phrase: Phrase, args: &[&str]) -> String {
        fill(self.lang, phrase, args)
    }

    /// The items as an enumeration.
    pub fn listed(&self, items: &[String]) -> String {
        join(items, words::LISTED.text(self.lang))
    }

    /// The label, or the name when there is none.
    pub fn label<'b>(&self, label: &'b Option<Localised>, id: &'b str) -> &'b str {
        label.as_ref().map_or(id, |l| l.text(self.lang))
    }

    /// The label with the name behind it, for headings.
    pub fn titled(&self, label: &Option<Localised>, id: &str) -> String {
        self.say(words::TITLED, &[self.label(label, id), id])
    }

    /// A thing of the policy in a sentence.
    pub fn name(&self, label: &Option<Localised>, id: &str) -> String {
        match label.as_ref().map(|l| l.text(self.lang)) {
            Some(text) if self.shared.binary_search(&text).is_ok() => self.say(words::NAMED, &[text, id]),
            Some(text) => self.say(words::QUOTED, &[text]),
            None => code(id),
        }
    }

    /// A table in a sentence.
    pub fn table(&self, id: TableId) -> String {
        self.model.schema.table(id).map_or(String::new(), |t| self.name(&t.label, &t.id))
    }

    /// A field in a sentence.
    pub fn field(&self, id: FieldId) -> String {
        let schema = &self.model.schema;
        let (Some(table), Some(field)) = (schema.table(id.table), schema.field(id)) else {
            return String::new();
        };
        if id.table == CUSTOMERS {
            return self.name(&field.label, &field.id);
        }
        let mut path = table.id.clone();
        path.push('.');
        path += &field.id;
        self.name(&field.label, &path)
    }

    /// A value as it stands in a table or a list.
    pub fn bare(&self, value: &Value) -> String {
        match value {
            Value::Null => words::MISSING.text(self.lang).into(),
            Value::Bool(b) => if *b { words::YES } else { words::NO }.text(self.lang).into(),
            Value::Int(v) => figure::int(*v),
            Value::Double(v) => figure::double(*v),
            Value::Decimal(v, scale) => figure::decimal(*v, *scale),
            Value::String(text) => text.clone(),
            Value::Date(day) => date::format(*day),
            Value::Timestamp(v) => instant::format(*v, self.model.zone()),
            Value::Duration(v) => instant::format_length(*v),
            Value::Enum(id, member) => {
                let members = &self.model.enumeration(*id).members;
                let member = usize::try_from(*member).ok().and_then(|m| members.get(m));
                member.map_or(String::new(), |(id, label)| self.label(label, id).into())
            }
        }
    }

    /// A value as it stands in a sentence.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::String(_) | Value::Enum(..) | Value::Bool(_) => {
                self.say(words::QUOTED, &[&self.bare(value)])
            }
            _ => self.bare(value),
        }
    }

    /// A value with its unit, shares in percent.
    pub fn quantity(&self, value: &Value, unit: Option<&str>) -> String {
        match (value, unit) {
            (Value::Decimal(v, scale), _) if figure::is_share(unit) => figure::percent(*v, *scale),
            (Value::Int(_) | Value::Decimal(..) | Value::Double(_), Some(unit)) => {
                figure::with_unit(&self.bare(value), unit, self.lang)
            }
            _ => self.bare(value),
        }
    }

    /// A parameter with its value; `percent` when it stands beside a ratio.
    pub fn param(&self, param: &Param, percent: bool) -> String {
        let name = self.name(&param.label, &param.id);
        let value = match &param.value {
            Value::Decimal(v, scale) if percent => figure::percent(*v, *scale),
            value => self.quantity(value, param.unit.as_deref()),
        };
        self.say(words::PARAMETER, &[&name, &value])
    }

    /// What has to hold; a long chain as a list.
    pub fn clause(&self, term: &Term) -> Clause {
        match &term.kind {
            TermKind::Apply(function @ (Function::And | Function::Or), args) if args.len() >= LIST_FROM => {
                let how = if *function == Function::And { words::ALL_OF } else { words::ANY_OF };
                Clause::List(how, args.iter().map(|a| self.condition(a)).collect())
            }
            _ => Clause::One(self.condition(term)),
        }
    }

    /// A title with the names of what will stand in it.
    pub fn template(&self, template: &Template) -> String {
        let mut out = String::new();
        let mut terms = template.terms.iter();
        for text in &template.texts {
            out += text;
            if let Some(term) = terms.next() {
                out += "{";
                out += &self.short(term);
                out += "}";
            }
        }
        out
    }

    /// A term without quotation marks when it is a name, for heads of columns and templates.
    pub fn short(&self, term: &Term) -> String {
        match self.model.labelled(term) {
            Some((label, id)) => self.label(label, id).into(),
            None => self.term(term),
        }
    }

    /// The words of a term with its unit behind them, when it has one.
    pub fn with_unit(&self, text: String, term: &Term) -> String {
        match self.unit(term).filter(|u| *u != "ratio") {
            Some(unit) => self.say(words::IN_UNIT, &[&text, figure::word(words::UNITS, unit, self.lang)]),
            None => text,
        }
    }

    /// The unit of what a term names.
    pub fn unit(&self, term: &Term) -> Option<&'a str> {
        match &term.kind {
            TermKind::Field(id) => self.model.schema.field(*id)?.unit.as_deref(),
            TermKind::Score(_, ScorePart::Confidence) => Some("percent"),
            _ => None,
        }
    }
}

/// A name of the policy language.
pub(super) fn code(id: &str) -> String {
    let mut out = String::from("`");
    out += id;
    out.push('`');
    out
}

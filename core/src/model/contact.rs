//! The contact policy as checked: who contacts customers, in which order, how often at most, and when not.
//!
//! What a bank may decide here is an expression over the customer where it may differ by customer (how many contacts
//! at most, what comes first), and a number or a parameter where it is one for all (the time over which contacts are
//! counted).
//!
//! INVARIANT: kinds that are exempt wait for nothing; what they contact may still count for others.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::aggregate::{child_table, field_term};
use super::duration::{Period, Unit};
use super::names::{Name, RowScope, nearest, type_name};
use super::schema::{FieldId, RowKey, TableId};
use super::term::{Domain, Term};
use super::typing::{Scope, Typing};
use super::{Alert, Model};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{
    AlertKind, CapDecl, ContactDecl, CoolingDecl, HistoryDecl, Localised, ManagersDecl, Text,
};
use crate::value::{Type, Value};

/// The longest time over which contacts are counted or rest, in days.
pub const LONGEST: i32 = 400;

/// The role that has customers' contacts where the policy names none.
const ROLE: &str = "rm";

/// The contact policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Contacts {
    /// Who contacts customers.
    pub managers: Option<Managers>,
    /// The kind of groups that is a household, by index in `Model::groups`.
    pub household: Option<u16>,
    /// With whom a customer is contacted together.
    pub together: Option<Together>,
    /// What comes first, due and priority where the policy does not say; ties go by the customer's key.
    pub order: Vec<Rank>,
    /// How often at most, by their names.
    pub caps: Vec<Cap>,
    /// Kinds that nothing defers.
    pub exempt: Vec<AlertKind>,
    /// Minutes of the day at which quiet begins and ends.
    pub quiet: Option<(u16, u16)>,
    /// The channel that a customer prefers, a text or a member.
    pub preferred: Option<Term>,
    /// Channels that are taken otherwise.
    pub channels: Vec<String>,
    /// The time of rest after an event.
    pub cooling: Option<Cooling>,
    /// Whether a complaint is open: no greetings then.
    pub complaint: Option<Term>,
    /// Where the bank records contacts.
    pub history: Option<History>,
}

/// Who contacts customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Managers {
    /// The reference table.
    pub table: TableId,
    /// The key of a customer's manager, a text.
    pub key: Term,
    /// The field with the contacts that a manager makes a day.
    pub capacity: Option<FieldId>,
    /// The capacity of a manager whose own is not known.
    pub default: Option<Number>,
    /// The role by which tasks name the manager.
    pub role: String,
}

/// A number, or the parameter that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The number.
    pub value: u32,
    /// The parameter, by index in `Model::params`.
    pub param: Option<u16>,
}

/// With whom a customer is contacted together.
#[derive(Debug, Clone, PartialEq)]
pub enum Together {
    /// With the members of the same group of a kind, by index in `Model::groups`.
    Group(u16),
    /// With the customer of a key, a text.
    Key(Term),
}

/// Something by which contacts are put in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    /// What is compared.
    pub by: RankBy,
    /// Whether the largest comes first; what is unknown comes last either way.
    pub descending: bool,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum RankBy {
    /// When the first task of the contact has to be done.
    Due,
    /// The most urgent priority.
    Priority,
    /// The largest stake.
    Stake,
    /// The day on which the oldest task was raised.
    Raised,
    /// A value of the customer.
    Term(Term),
}

/// How often at most.
#[derive(Debug, Clone, PartialEq)]
pub struct Cap {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Contacts of which kinds count.
    pub kinds: Vec<AlertKind>,
    /// Contacts by which channels count; all when empty.
    pub channels: Vec<String>,
    /// How many, an int.
    pub most: Term,
    /// In which time.
    pub per: Length,
    /// Whether those of the whole household count.
    pub of_household: bool,
}

/// A length of time in days or months, or the parameter that gives the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The length.
    pub period: Period,
    /// The parameter, by index in `Model::params`.
    pub param: Option<u16>,
}

/// A time of rest after an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Cooling {
    /// The day of the event. Where it is missing there was none.
    pub after: Term,
    /// How long it lasts.
    pub length: Length,
    /// Contacts of which kinds wait.
    pub kinds: Vec<AlertKind>,
}

/// Where the bank records contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The child table.
    pub table: TableId,
    /// The day of a contact.
    pub day: Term,
    /// Its channel, a text or a member.
    pub channel: Option<Term>,
    /// Which rows are contacts.
    pub filter: Option<Term>,
}

impl Contacts {
    /// Every expression in it.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let order = self.order.iter().filter_map(|rank| match &rank.by {
            RankBy::Term(term) => Some(term),
            _ => None,
        });
        let together = self.together.iter().filter_map(|with| match with {
            Together::Key(term) => Some(term),
            Together::Group(_) => None,
        });
        let history =
            self.history.iter().flat_map(|h| [&h.day].into_iter().chain(&h.channel).chain(&h.filter));
        let own = self.preferred.iter().chain(&self.complaint).chain(self.cooling.iter().map(|c| &c.after));
        let managers = self.managers.iter().map(|m| &m.key);
        order
            .chain(together)
            .chain(self.caps.iter().map(|c| &c.most))
            .chain(own)
            .chain(managers)
            .chain(history)
    }

    /// Whether nothing defers the tasks of an alert.
    #[must_use]
    pub fn is_exempt(&self, alert: &Alert) -> bool {
        alert.contractual || self.exempt.contains(&alert.kind)
    }

    /// Days for which a contact can matter: the longest time over which any are counted.
    #[must_use]
    pub fn memory(&self) -> i32 {
        self.caps.iter().map(|cap| cap.per.days()).max().unwrap_or(0)
    }
}

impl Length {
    /// At most so many days.
    #[must_use]
    pub fn days(&self) -> i32 {
        let count = i32::try_from(self.period.count).unwrap_or(i32::MAX);
        if self.period.unit == Unit::Months { count.saturating_mul(31) } else { count }
    }

    /// The first day of this length that ends with a day.
    #[must_use]
    pub fn begins(&self, last: i32) -> i32 {
        match self.period.unit {
            Unit::Months => {
                let back = crate::date::add_months(last, -i64::from(self.period.count));
                back.map_or(i32::MIN, |day| day.saturating_add(1))
            }
            _ => last.saturating_sub(self.days()).saturating_add(1),
        }
    }

    /// The first day after this length that begins with a day.
    #[must_use]
    pub fn ends(&self, first: i32) -> i32 {
        match self.period.unit {
            Unit::Months => crate::date::add_months(first, i64::from(self.period.count)).unwrap_or(i32::MAX),
            _ => first.saturating_add(self.days()),
        }
    }
}

impl Model {
    /// Whether an open complaint keeps the tasks of an alert back.
    #[must_use]
    pub fn complaint(&self, alert: &Alert) -> Option<&Term> {
        self.contact.as_ref()?.complaint.as_ref().filter(|_| alert.kind == AlertKind::Greeting)
    }
}

/// Checks the contact policy.
pub(super) struct ContactCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl ContactCheck<'_, '_> {
    /// The checked contact policy; `None` has been reported.
    pub fn contacts(&mut self, decl: &ContactDecl, has_state: bool) -> Option<Contacts> {
        if !has_state {
            self.out.push(Diagnostic::new(Code::NothingToContact, decl.at.span, &decl.at.pointer, &[]));
        }
        let exempt = decl.exempt.clone().unwrap_or_else(|| vec![AlertKind::Risk, AlertKind::Service]);
        let managers = decl.managers.as_ref().map(|m| self.managers(m));
        let household = decl.household.as_ref().map(|text| self.group(text));
        let together = decl.group_with.as_ref().map(|text| self.together(text));
        let order: Vec<Option<Rank>> = match decl.order.as_slice() {
            [] => [RankBy::Due, RankBy::Priority].map(|by| Some(Rank { by, descending: false })).into(),
            order => order.iter().map(|text| self.rank(text)).collect(),
        };
        let caps = decl.caps.iter().map(|cap| self.cap(cap, decl.household.is_some(), &exempt));
        let caps: Vec<Option<Cap>> = caps.collect();
        let quiet = decl.quiet.as_ref().map(|(from, to)| self.quiet(from, to));
        let preferred = decl.preferred.as_ref().map(|text| self.of_type(text, &[Type::String], true));
        let cooling = decl.cooling.as_ref().map(|cooling| self.cooling(cooling, &exempt));
        let complaint =
            decl.complaint.as_ref().map(|text| Typing::new(self.scope, None, text, self.out).condition());
        let history = decl.history.as_ref().map(|history| self.history(history));
        let mut caps = caps.into_iter().collect::<Option<Vec<Cap>>>()?;
        crate::order::sort_by(&mut caps, |a, b| a.id.cmp(&b.id));
        Some(Contacts {
            managers: whole(managers)?,
            household: whole(household)?,
            together: whole(together)?,
            order: order.into_iter().collect::<Option<_>>()?,
            caps,
            exempt,
            quiet: whole(quiet)?,
            preferred: whole(preferred)?,
            channels: decl.channels.iter().map(|c| c.text.clone()).collect(),
            cooling: whole(cooling)?,
            complaint: whole(complaint)?,
            history: whole(history)?,
        })
    }

    fn managers(&mut self, decl: &ManagersDecl) -> Option<Managers> {
        let schema = self.scope.schema;
        let Some(table) = schema.reference_named(&decl.table.text) else {
            let known = schema.tables.iter().filter(|t| matches!(t.key, RowKey::Reference { .. }));
            let known = super::literal::join(known.map(|t| t.id.as_str()));
            return self.fail(Code::UnknownReference, &decl.table, &[&decl.table.text, &known]);
        };
        let key = self.of_type(&decl.key, &[Type::String], false)?;
        if let RowKey::Reference { key: own, .. } = schema.table(table)?.key
            && let Some(ty) = schema.field(FieldId { table, field: own }).map(|f| f.ty)
            && ty != key.ty
        {
            return self.fail(Code::ConditionType, &decl.key, &[&type_name(ty), &type_name(key.ty)]);
        }
        let capacity = decl.capacity.as_ref().map(|name| self.capacity(table, name));
        let default = decl.default.as_ref().map(|text| self.number(text));
        let role = decl.role.clone().unwrap_or_else(|| ROLE.into());
        Some(Managers { table, key, capacity: whole(capacity)?, default: whole(default)?, role })
    }

    fn capacity(&mut self, table: TableId, name: &Text) -> Option<FieldId> {
        let decl = self.scope.schema.table(table)?;
        let Some(at) = decl.fields.iter().position(|f| f.id == name.text) else {
            let near = nearest(&name.text, decl.fields.iter().map(|f| f.id.as_str()));
            return self.fail(Code::UnknownField, name, &[&name.text, &decl.id, &near]);
        };
        let ty = decl.fields.get(at)?.ty;
        if ty != Type::Int {
            return self.fail(Code::ConditionType, name, &[&"int", &type_name(ty)]);
        }
        Some(FieldId { table, field: u16::try_from(at).ok()? })
    }

    fn group(&mut self, text: &Text) -> Option<u16> {
        match self.scope.names.get(&text.text) {
            Some(Name::Group(at)) => Some(*at),
            _ => self.fail(Code::NotAGroup, text, &[&text.text]),
        }
    }

    fn together(&mut self, text: &Text) -> Option<Together> {
        match self.scope.names.get(&text.text) {
            Some(Name::Group(at)) => Some(Together::Group(*at)),
            _ => self.of_type(text, &[Type::String], false).map(Together::Key),
        }
    }

    /// `due`, `priority`, `stake`, `raised` or an expression, with `asc` or `desc` behind it.
    fn rank(&mut self, text: &Text) -> Option<Rank> {
        let whole = text.text.trim();
        let (what, descending) = match (whole.strip_suffix(" desc"), whole.strip_suffix(" asc")) {
            (Some(what), _) => (what.trim(), true),
            (None, Some(what)) => (what.trim(), false),
            (None, None) => (whole, false),
        };
        let by = match what {
            "due" => RankBy::Due,
            "priority" => RankBy::Priority,
            "stake" => RankBy::Stake,
            "raised" => RankBy::Raised,
            _ => {
                let text = Text { text: what.into(), ..text.clone() };
                let term = Typing::new(self.scope, None, &text, self.out).parse()?;
                if matches!(term.ty, Type::String | Type::Ratio | Type::Null) {
                    return self.fail(Code::NotOrdered, &text, &[&what, &type_name(term.ty)]);
                }
                RankBy::Term(term)
            }
        };
        Some(Rank { by, descending })
    }

    fn cap(&mut self, decl: &CapDecl, has_household: bool, exempt: &[AlertKind]) -> Option<Cap> {
        if decl.of_household && !has_household {
            let at = Diagnostic::new(Code::NoHousehold, decl.at.span, &decl.at.pointer, &[&decl.id]);
            self.out.push(at);
        }
        let most = self.of_type(&decl.most, &[Type::Int], false);
        let per = self.length(&decl.per);
        let kinds = decl.kinds.clone().unwrap_or_else(|| others(exempt));
        Some(Cap {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            kinds,
            channels: decl.channels.iter().map(|c| c.text.clone()).collect(),
            most: most?,
            per: per?,
            of_household: decl.of_household,
        })
    }

    fn cooling(&mut self, decl: &CoolingDecl, exempt: &[AlertKind]) -> Option<Cooling> {
        let after = self.of_type(&decl.after, &[Type::Date], false);
        let length = self.length(&decl.length);
        let kinds = decl.kinds.clone().unwrap_or_else(|| others(exempt));
        for kind in kinds.iter().filter(|kind| exempt.contains(kind)) {
            let at = &decl.at;
            self.out.push(Diagnostic::new(Code::ExemptWaits, at.span, &at.pointer, &[&kind.id()]));
        }
        Some(Cooling { after: after?, length: length?, kinds })
    }

    fn history(&mut self, decl: &HistoryDecl) -> Option<History> {
        let table = child_table(self.scope, &decl.table.text, &decl.table, self.out)?;
        let day = field_term(self.scope, table, &decl.day.text, &decl.day, self.out)?;
        if day.ty != Type::Date {
            return self.fail(Code::ConditionType, &decl.day, &[&"date", &type_name(day.ty)]);
        }
        let channel = decl.channel.as_ref().map(|name| {
            let term = field_term(self.scope, table, &name.text, name, self.out)?;
            match term.ty {
                Type::String | Type::Enum(_) => Some(term),
                ty => self.fail(Code::ConditionType, name, &[&"string or enum", &type_name(ty)]),
            }
        });
        let row = RowScope { table, alias: String::new(), bare: true };
        let filter = decl.filter.as_ref().map(|text| {
            let mut term = Typing::new(self.scope, Some(row), text, self.out).condition()?;
            term.domain = Domain::Child(table);
            Some(term)
        });
        Some(History { table, day, channel: whole(channel)?, filter: whole(filter)? })
    }

    /// Quiet may go over midnight; it does not last all day.
    fn quiet(&mut self, from: &Text, to: &Text) -> Option<(u16, u16)> {
        let mut minute = |text: &Text| match super::reference::minute(&text.text) {
            Some(minute) => Some(minute),
            None => self.fail(Code::BadTimeOfDay, text, &[&text.text]),
        };
        let (begins, ends) = (minute(from)?, minute(to)?);
        if begins == ends {
            return self.fail(Code::EmptyRange, to, &[&from.text, &to.text]);
        }
        Some((begins, ends))
    }

    /// A whole number, or an int parameter that is one for all.
    fn number(&mut self, text: &Text) -> Option<Number> {
        let literal = text.text.trim().parse().ok().map(|value| Number { value, param: None });
        let found = literal.or_else(|| self.param(text));
        if found.is_none() {
            self.fail::<()>(Code::NotACount, text, &[&text.text]);
        }
        found
    }

    fn param(&self, text: &Text) -> Option<Number> {
        let Some(Name::Param(at)) = self.scope.names.get(text.text.trim()) else { return None };
        let param = self.scope.params.get(usize::from(*at)).filter(|p| !p.overlaid)?;
        match param.value {
            Value::Int(value) => Some(Number { value: u32::try_from(value).ok()?, param: Some(*at) }),
            _ => None,
        }
    }

    /// Days or months, or an int parameter of days.
    fn length(&mut self, text: &Text) -> Option<Length> {
        let days = |n: Number| Length { period: Period { count: n.value, unit: Unit::Days }, param: n.param };
        let written = Period::parse(&text.text).filter(|p| matches!(p.unit, Unit::Days | Unit::Months));
        let found = written.map(|period| Length { period, param: None });
        let found = found.or_else(|| self.param(text).map(days));
        let found = found.filter(|length| (1..=LONGEST).contains(&length.days()));
        if found.is_none() {
            self.fail::<()>(Code::NotALength, text, &[&text.text, &LONGEST]);
        }
        found
    }

    fn of_type(&mut self, text: &Text, types: &[Type], or_member: bool) -> Option<Term> {
        let term = Typing::new(self.scope, None, text, self.out).parse()?;
        if types.contains(&term.ty) || or_member && matches!(term.ty, Type::Enum(_)) {
            return Some(term);
        }
        let wanted: Vec<String> = types.iter().map(|ty| type_name(*ty)).collect();
        self.fail(Code::ConditionType, text, &[&wanted.join(" or "), &type_name(term.ty)])
    }

    fn fail<T>(&mut self, code: Code, at: &Text, args: &[&dyn ToString]) -> Option<T> {
        self.out.push(Diagnostic::new(code, at.span, &at.pointer, args));
        None
    }
}

/// What an alert's event is about in money: an int or a decimal of at most two places.
pub(super) fn stake(
    scope: &Scope<'_>,
    row: Option<RowScope>,
    text: &Text,
    out: &mut Diagnostics,
) -> Option<Term> {
    let term = Typing::new(scope, row, text, out).parse()?;
    match term.ty {
        Type::Int | Type::Decimal(0..=2) => Some(term),
        ty => {
            out.push(Diagnostic::new(Code::NotAStake, text.span, &text.pointer, &[&type_name(ty)]));
            None
        }
    }
}

/// The kinds that are not exempt.
fn others(exempt: &[AlertKind]) -> Vec<AlertKind> {
    AlertKind::ALL.into_iter().filter(|kind| !exempt.contains(kind)).collect()
}

/// Something that is there and has been checked, or is not there.
fn whole<T>(found: Option<Option<T>>) -> Option<Option<T>> {
    found.map_or(Some(None), |found| found.map(Some))
}

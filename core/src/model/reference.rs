//! Reference tables and the calendar, checked.
//!
//! A calendar is a reference table whose fields are made here: `day`, `kind` (`holiday` or `workday`), `name`. A
//! policy has at most one, since a business day means one thing in it.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::fields::Fields;
use super::reserved::{self, NAMES};
use super::schema::{EnumDef, Field, RowKey, Table, TableId, TableTime};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::{At, Policy, RefDecl, RefKind, Text, Validity};
use crate::value::{EnumId, Type};

/// On which days and at which hours the bank works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The table with holidays and make-up workdays.
    pub table: TableId,
    /// Days of the week without business, Sunday first.
    pub weekend: [bool; 7],
    /// Minutes of the day at which business opens and closes.
    pub hours: Option<(u16, u16)>,
}

/// Index of the field `day` of a calendar.
pub const DAY: u16 = 0;
/// Index of the field `kind` of a calendar: member 0 is a holiday, member 1 a workday.
pub const KIND: u16 = 1;

const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl Fields<'_> {
    /// A reference table.
    pub fn reference(&mut self, decl: &RefDecl) -> Table {
        let (key, fields) = match &decl.kind {
            RefKind::Calendar { .. } => {
                (RowKey::Reference { key: DAY, from: None, to: None }, self.calendar_fields())
            }
            RefKind::Lookup { key, valid } => {
                let fields: Vec<Field> = decl.fields.iter().map(|f| self.field(f)).collect();
                self.changeable(&decl.fields, None);
                let key = self.key_field(key, &decl.id, &fields);
                let (from, to) = match valid {
                    Validity::Always => (None, None),
                    Validity::On(day) => {
                        let day = self.day_field(day, decl, &fields);
                        (day, day)
                    }
                    Validity::Between(from, to) => (
                        self.day_field(from, decl, &fields),
                        to.as_ref().and_then(|to| self.day_field(to, decl, &fields)),
                    ),
                };
                (RowKey::Reference { key, from, to }, fields)
            }
        };
        let (id, label) = (decl.id.clone(), decl.about.label.clone());
        let (delimiter, quote) = (decl.delimiter, decl.quote.unwrap_or(b'"'));
        Table { id, label, key, time: TableTime::default(), delimiter, quote, fields }
    }

    fn calendar_fields(&mut self) -> Vec<Field> {
        let kind = EnumId(u16::try_from(self.enums.len()).unwrap_or(u16::MAX));
        self.enums.push(EnumDef { members: vec![("holiday".into(), None), ("workday".into(), None)] });
        vec![
            reserved::field("day", Type::Date),
            reserved::field("kind", Type::Enum(kind)),
            reserved::nullable("name", Type::String),
        ]
    }

    fn day_field(&mut self, text: &Text, decl: &RefDecl, fields: &[Field]) -> Option<u16> {
        let at = self.field_named(text, &decl.id, fields)?;
        if fields.get(usize::from(at)).is_some_and(|f| f.ty == Type::Date) {
            return Some(at);
        }
        self.say(Code::BadDayField, text, &[&text.text]);
        None
    }

    /// The calendar of the policy, whose tables are `tables`.
    pub fn calendar(&mut self, policy: &Policy, tables: &[Table]) -> Option<Calendar> {
        let mut found: Option<Calendar> = None;
        for decl in &policy.refs {
            let RefKind::Calendar { hours, weekend } = &decl.kind else { continue };
            let calendar = Calendar {
                table: TableId(u16::try_from(tables.iter().position(|t| t.id == decl.id)?).ok()?),
                weekend: self.weekend(weekend.as_deref()),
                hours: hours.as_ref().and_then(|(open, close)| self.hours(open, close)),
            };
            if found.is_some() {
                let at = Diagnostic::new(Code::SeveralCalendars, decl.at.span, &decl.at.pointer, &[&decl.id]);
                self.out.push(at);
            }
            found = found.or(Some(calendar));
        }
        found
    }

    fn weekend(&mut self, days: Option<&[Text]>) -> [bool; 7] {
        let Some(days) = days else { return [true, false, false, false, false, false, true] };
        let mut weekend = [false; 7];
        for day in days {
            let at = WEEKDAYS.iter().position(|name| *name == day.text.trim());
            match at.and_then(|at| weekend.get_mut(at)) {
                Some(slot) => *slot = true,
                None => self.say(Code::BadChoice, day, &[&day.text, &WEEKDAYS.join(", ")]),
            }
        }
        // A week without a business day would have no next one.
        if let ([true, true, true, true, true, true, true], Some(day)) = (weekend, days.last()) {
            self.say(Code::NoBusinessDay, day, &[]);
        }
        weekend
    }

    fn hours(&mut self, open: &Text, close: &Text) -> Option<(u16, u16)> {
        let hours = (self.minute(open)?, self.minute(close)?);
        if hours.0 >= hours.1 {
            self.say(Code::EmptyRange, close, &[&open.text, &close.text]);
            return None;
        }
        Some(hours)
    }

    fn minute(&mut self, text: &Text) -> Option<u16> {
        let minute = minute(&text.text);
        if minute.is_none() {
            self.say(Code::BadTimeOfDay, text, &[&text.text]);
        }
        minute
    }

    /// Refuses names of tables that the engine, or another table, has already.
    pub fn refuse_names(&mut self, policy: &Policy) {
        let tables = policy.tables.iter().map(|t| (&t.id, &t.at));
        let all: Vec<(&alloc::string::String, &At)> =
            tables.chain(policy.refs.iter().map(|r| (&r.id, &r.at))).collect();
        for (number, (id, at)) in all.iter().enumerate() {
            let twice = all.iter().take(number).any(|(earlier, _)| earlier == id);
            let earlier = match NAMES.contains(&id.as_str()) {
                true => "a table of the engine",
                false if twice => "a table",
                false => continue,
            };
            self.out.push(Diagnostic::new(Code::NameTaken, at.span, &at.pointer, &[id, &earlier]));
        }
    }

    fn say(&mut self, code: Code, text: &Text, args: &[&dyn ToString]) {
        self.out.push(Diagnostic::new(code, text.span, &text.pointer, args));
    }
}

/// Minutes of the day of `09:00`; `24:00` is its end.
pub(super) fn minute(text: &str) -> Option<u16> {
    let number = |text: &str| {
        let fits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| fits)
    };
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute) = (number(hour)?, number(minute)?);
    (minute < 60).then_some(hour * 60 + minute).filter(|minute| *minute <= 24 * 60)
}

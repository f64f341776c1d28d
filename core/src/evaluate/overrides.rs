//! Overrides and forms at work: which row of the table gives a name of a customer a value on the as-of date.
//!
//! INVARIANT: the value that is computed with is that of the row that [`standings`] says acts.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::lane::set_bit;
use super::{Machine, Slot};
use crate::column::{Column, Texts, Values};
use crate::dataset::{Cell, Dataset, TableData};
use crate::date::{add_months, local_date, parse_instant};
use crate::model::duration::{Period, Unit};
use crate::model::overrides::{AT, AUTHOR, FROM, NAME, REASON, UNTIL, VALUE};
use crate::model::{TableId, form};
use crate::program::{OverrideNodes, Program};

/// Why a row of the table acts or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It acts.
    Applied,
    /// The policy has no such form.
    UnknownForm,
    /// The name is none that may be overridden, or none that the form has.
    UnknownName,
    /// Nobody answers for it.
    NoAuthor,
    /// No reason is given.
    NoReason,
    /// It has no last day, or none that can be read.
    NoExpiry,
    /// It does not say when it was entered.
    NoTime,
    /// It begins later, or was entered after the as-of instant.
    NotYet,
    /// Its last day is over.
    Expired,
    /// The value is none of the name's type.
    BadValue,
    /// Another row of the same name was entered later.
    Superseded,
    /// Another row of the same name was entered at the same instant with another value.
    Contradicted,
}

impl Standing {
    /// The stable id that the output table carries.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::UnknownForm => "unknown_form",
            Self::UnknownName => "unknown_name",
            Self::NoAuthor => "no_author",
            Self::NoReason => "no_reason",
            Self::NoExpiry => "no_expiry",
            Self::NoTime => "no_time",
            Self::NotYet => "not_yet",
            Self::Expired => "expired",
            Self::BadValue => "bad_value",
            Self::Superseded => "superseded",
            Self::Contradicted => "contradicted",
        }
    }
}

/// A row of the table, judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged {
    /// The row.
    pub row: usize,
    /// Which name it overrides.
    pub of: Option<usize>,
    /// What became of it.
    pub standing: Standing,
    /// When it was entered, and its value, as far as it can act.
    entry: Option<(i64, Cell, u32)>,
}

/// Rows of one customer in the table of overrides or of forms, judged.
pub(crate) fn standings(
    dataset: &Dataset,
    program: &Program,
    of: TableId,
    (now, today): (i64, i32),
    customer: usize,
) -> Vec<Judged> {
    let Some((table, rows)) = rows_of(dataset, of, customer) else { return Vec::new() };
    let row = |row: usize| Row { table, texts: &dataset.texts, row };
    let mut all: Vec<Judged> = rows.map(|at| row(at).judged(&program.overrides, of, now, today)).collect();
    for at in 0..all.len() {
        let Some(Judged { of, entry: Some(own), .. }) = all.get(at).copied() else { continue };
        let same = all.iter().enumerate().filter(|(_, other)| other.of == of);
        let others: Vec<(usize, (i64, Cell, u32))> = same.filter_map(|(i, o)| Some((i, o.entry?))).collect();
        let later = others.iter().any(|(i, e)| e.0 > own.0 || e.0 == own.0 && *i < at);
        let differs = others.iter().any(|(_, e)| e.0 == own.0 && (e.1, e.2) != (own.1, own.2));
        let standing = match (others.iter().any(|(_, e)| e.0 > own.0), differs, later) {
            (false, true, _) => Standing::Contradicted,
            (false, false, false) => Standing::Applied,
            _ => Standing::Superseded,
        };
        all.iter_mut().skip(at).take(1).for_each(|judged| judged.standing = standing);
    }
    all
}

/// A cell of a row of a table as text.
pub(crate) fn cell(dataset: &Dataset, table: TableId, row: usize, field: u16) -> Option<String> {
    let table = dataset.tables.get(usize::from(table.0))?;
    let row = Row { table, texts: &dataset.texts, row };
    row.text(field).map(|(text, _)| text.into()).or_else(|| row.day(field).map(crate::date::format))
}

/// The table, and the rows in it that are of a customer.
fn rows_of(dataset: &Dataset, table: TableId, customer: usize) -> Option<(&TableData, Range<usize>)> {
    let table = dataset.tables.get(usize::from(table.0))?;
    let at = |i: usize| table.offsets.get(i).map_or(0, |o| *o as usize);
    Some((table, at(customer)..at(customer + 1)))
}

/// A row of the table.
pub(super) struct Row<'d> {
    pub table: &'d TableData,
    pub texts: &'d Texts,
    pub row: usize,
}

impl<'d> Row<'d> {
    fn column(&self, field: u16) -> Option<&'d Column> {
        let column = self.table.columns.get(usize::from(field))?.as_ref()?;
        column.known.as_ref().is_none_or(|k| k.get(self.row)).then_some(column)
    }

    /// A text that says something, and its code.
    pub fn text(&self, field: u16) -> Option<(&'d str, u32)> {
        let Values::Code(codes) = &self.column(field)?.values else { return None };
        let code = *codes.get(self.row)?;
        Some((self.texts.text(code), code)).filter(|(text, _)| !text.trim().is_empty())
    }

    fn day(&self, field: u16) -> Option<i32> {
        let Values::I32(days) = &self.column(field)?.values else { return None };
        days.get(self.row).copied()
    }

    /// What the row says by itself.
    fn judged(&self, overrides: &[OverrideNodes], table: TableId, now: i64, today: i32) -> Judged {
        let own: Vec<(usize, &OverrideNodes)> =
            (0..).zip(overrides).filter(|(_, o)| o.table == table).collect();
        let filled = own.iter().any(|(_, o)| !o.forms.is_empty());
        let name = self.text(if filled { form::FIELD } else { NAME });
        let of = name.and_then(|(name, _)| own.iter().find(|(_, o)| o.name == name.trim()));
        let nodes = of.map(|(_, nodes)| *nodes);
        let found = match filled {
            true => self.filled(overrides, nodes, now, today),
            false => self.entry(nodes, now, today),
        };
        let (standing, entry) = match found {
            Ok(entry) => (Standing::Applied, Some(entry)),
            Err(standing) => (standing, None),
        };
        Judged { row: self.row, of: of.map(|(at, _)| *at), standing, entry }
    }

    /// A row of the table of overrides.
    fn entry(&self, of: Option<&OverrideNodes>, now: i64, today: i32) -> Result<(i64, Cell, u32), Standing> {
        let of = of.ok_or(Standing::UnknownName)?;
        self.text(AUTHOR).ok_or(Standing::NoAuthor)?;
        self.text(REASON).ok_or(Standing::NoReason)?;
        let until = self.day(UNTIL).ok_or(Standing::NoExpiry)?;
        let entered = self.entered(AT, of, now)?;
        if self.day(FROM).is_some_and(|from| today < from) {
            return Err(Standing::NotYet);
        }
        if today > until {
            return Err(Standing::Expired);
        }
        self.value(VALUE, of, entered)
    }

    /// A row of the table of forms.
    fn filled(
        &self,
        all: &[OverrideNodes],
        of: Option<&OverrideNodes>,
        now: i64,
        today: i32,
    ) -> Result<(i64, Cell, u32), Standing> {
        let name = self.text(form::FORM).map_or("", |(name, _)| name.trim());
        let on = |o: &OverrideNodes| o.forms.iter().find(|(form, _)| form == name).map(|(_, valid)| *valid);
        if !all.iter().any(|o| on(o).is_some()) {
            return Err(Standing::UnknownForm);
        }
        let of = of.ok_or(Standing::UnknownName)?;
        let valid = on(of).ok_or(Standing::UnknownName)?;
        self.text(form::AUTHOR).ok_or(Standing::NoAuthor)?;
        let entered = self.entered(form::AT, of, now)?;
        let last = valid.and_then(|valid| last_day(local_date(entered, of.zone), valid));
        if last.into_iter().chain(self.day(form::UNTIL)).any(|last| today > last) {
            return Err(Standing::Expired);
        }
        self.value(form::VALUE, of, entered)
    }

    /// When the row was entered, which has to be over.
    fn entered(&self, field: u16, of: &OverrideNodes, now: i64) -> Result<i64, Standing> {
        let entered = self.text(field).and_then(|(at, _)| parse_instant(at.trim(), of.zone));
        let entered = entered.ok_or(Standing::NoTime)?;
        if entered > now { Err(Standing::NotYet) } else { Ok(entered) }
    }

    fn value(&self, field: u16, of: &OverrideNodes, entered: i64) -> Result<(i64, Cell, u32), Standing> {
        let (text, code) = self.text(field).ok_or(Standing::BadValue)?;
        match of.reader.read(text) {
            Ok(cell) if cell != Cell::Null => Ok((entered, cell, if cell == Cell::Text { code } else { 0 })),
            _ => Err(Standing::BadValue),
        }
    }
}

/// The last day on which an entry of a day holds; `None` beyond the calendar.
fn last_day(from: i32, valid: Period) -> Option<i32> {
    let end = match valid.unit {
        Unit::Months => add_months(from, valid.count.into())?,
        _ => from.checked_add(i32::try_from(valid.count).ok()?)?,
    };
    end.checked_sub(1)
}

impl Machine<'_> {
    /// The value that an override gives to each customer; unknown where none acts.
    pub(super) fn overridden(&self, index: u32, rows: usize, slot: &mut Slot) {
        slot.known.fill(0);
        let Some(table) = self.program.overrides.get(index as usize).map(|o| o.table) else { return };
        for row in 0..rows {
            let customer = self.customers.start + row;
            if rows_of(self.dataset, table, customer).is_none_or(|(_, rows)| rows.is_empty()) {
                continue;
            }
            let judged = standings(self.dataset, self.program, table, (self.now, self.today), customer);
            let acting = |j: &&Judged| j.of == Some(index as usize) && j.standing == Standing::Applied;
            let Some((_, cell, code)) = judged.iter().find(acting).and_then(|j| j.entry) else { continue };
            set_bit(&mut slot.known, row, true);
            match cell {
                Cell::Bool(value) => set_bit(&mut slot.bits, row, value),
                Cell::I64(value) => {
                    set(&mut slot.i64s, row, value);
                    set(&mut slot.wides, row, i128::from(value) * 1000);
                }
                Cell::I32(value) => set(&mut slot.i32s, row, value),
                Cell::F64(value) => set(&mut slot.f64s, row, value),
                Cell::Member(code) => set(&mut slot.codes, row, code),
                Cell::Text => set(&mut slot.codes, row, code),
                Cell::Null => {}
            }
        }
    }
}

pub(super) fn set<T>(values: &mut [T], row: usize, value: T) {
    if let Some(slot) = values.get_mut(row) {
        *slot = value;
    }
}

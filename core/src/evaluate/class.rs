//! Classes: the state of the run before is read, what today's measure says is put beside it, and the rules of
//! [`crate::standing`] say where the customer stands now. No rule of moving is here.
//!
//! State that cannot be read (a row was quarantined, a cell is not a date, a number is missing) makes the official class
//! of that customer unknown: a customer whose standing was lost is never placed anew as if there had been none. State
//! that names a class which the policy no longer has is no state.

use alloc::vec::Vec;

use super::Machine;
use super::lane::{Slot, set_bit};
use crate::column::{Column, Values};
use crate::dataset::TableData;
use crate::model::{ClassPart, Domain};
use crate::program::{Class, NodeId, Op};
use crate::standing::{Classes, Held, Sight, Standing, next};
use crate::value::Reason;

/// A customer in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classed {
    /// The official class before the run; `None`: unrated.
    pub previous: Option<u32>,
    /// The class of today's measure; `None`: unrated.
    pub indicative: Option<u32>,
    /// Where the customer stands now; `None` when the state could not be read.
    pub standing: Option<Standing>,
    /// Why the official class is not the indicative one, as a code of the class's causes.
    pub cause: Option<u32>,
}

/// Columns of the table of state, in the order of its declaration.
const CLASS: usize = 2;
const OFFICIAL: usize = 3;
const SINCE: usize = 4;
const PENDING: usize = 5;
const REVIEWS_UP: usize = 6;
const REVIEWS_DOWN: usize = 7;
const NOTICE_UNTIL: usize = 8;
const REVIEWED: usize = 9;

impl Machine<'_> {
    pub(super) fn class(&self, index: u32, rows: usize, slot: &mut Slot) {
        slot.classes.clear();
        let Some(class) = self.program().classes.get(index as usize) else { return };
        let state = State::of(self, class);
        for row in 0..rows {
            slot.classes.push(self.classed(class, &state, row));
        }
    }

    fn classed(&self, class: &Class, state: &State<'_>, row: usize) -> Classed {
        let known = self.is_known(class.indicative, row);
        let classes = known.then(|| Classes {
            indicative: self.code_at(class.indicative, row),
            raised: self.code_at(class.raised, row),
            lowered: self.code_at(class.lowered, row),
        });
        // Where it is not known whether something was withdrawn, a person decides as well.
        let kept = |id: &NodeId| self.is_known(*id, row) && !self.is_true(*id, row);
        let sight = Sight { classes, withdrawn: !class.withdrawn.iter().all(kept) };
        let indicative = classes.map(|c| c.indicative);
        let Ok(before) = state.read(self.range(Domain::Customer).start + row) else {
            return Classed { indicative, ..Classed::default() };
        };
        let (standing, held) = next(before, sight, self.today(), &class.rules);
        Classed {
            previous: before.and_then(|b| b.official),
            indicative,
            standing: Some(standing),
            cause: self.class_cause(class, held, row),
        }
    }

    /// The code of a cause: the reasons of unknown values first, then those of a class.
    fn class_cause(&self, class: &Class, held: Held, row: usize) -> Option<u32> {
        let reason = |reason| Reason::ALL.iter().position(|r| *r == reason);
        let own = |at: usize| Some(Reason::ALL.len() + at);
        let at = match held {
            Held::No => None,
            // Which field it is about does not matter here, only the smallest reason.
            Held::Unknown => self.cause(class.indicative, row, &|_| 0).and_then(|c| reason(c.reason)),
            Held::Withdrawn => reason(Reason::Withdrawn),
            Held::Notice => own(0),
            Held::Grace => own(1),
            Held::Margin => own(2),
            Held::Waiting => own(3),
        };
        at.and_then(|at| u32::try_from(at).ok())
    }

    pub(super) fn class_part(&self, class: NodeId, part: ClassPart, rows: usize, slot: &mut Slot) {
        let members = match self.program().node(class).map(|n| &n.op) {
            Some(Op::Class(index)) => {
                self.program().classes.get(*index as usize).map_or(0, |c| c.members.len())
            }
            _ => 0,
        };
        let unrated = u32::try_from(members).unwrap_or(u32::MAX);
        let blocks = &self.slot(class).classes;
        let day = |part: Option<i32>, slot: &mut Slot, row: usize| {
            set_bit(&mut slot.known, row, part.is_some());
            if let Some(out) = slot.i32s.get_mut(row) {
                *out = part.unwrap_or(0);
            }
        };
        for (row, classed) in blocks.iter().enumerate().take(rows) {
            let standing = classed.standing;
            let code = match part {
                ClassPart::Since => {
                    day(standing.map(|s| s.since), slot, row);
                    continue;
                }
                ClassPart::NoticeUntil => {
                    day(standing.and_then(|s| s.notice_until), slot, row);
                    continue;
                }
                ClassPart::Official => standing.map(|s| s.official.unwrap_or(unrated)),
                ClassPart::Indicative => Some(classed.indicative.unwrap_or(unrated)),
                ClassPart::Previous => standing.map(|_| classed.previous.unwrap_or(unrated)),
                ClassPart::Pending => standing.and_then(|s| s.pending),
                ClassPart::Cause => classed.cause,
            };
            set_bit(&mut slot.known, row, code.is_some());
            if let Some(out) = slot.codes.get_mut(row) {
                *out = code.unwrap_or(0);
            }
        }
    }
}

/// The table of state, as one class reads it.
struct State<'a> {
    data: Option<&'a TableData>,
    /// Code of the class's name; `None` when no row can hold it.
    class: Option<u32>,
    /// Codes of the members' names.
    members: Vec<Option<u32>>,
}

/// State that cannot be read.
struct Unreadable;

impl<'a> State<'a> {
    fn of(machine: &Machine<'a>, class: &Class) -> Self {
        let dataset = machine.dataset();
        let code = |text: &str| dataset.texts.find(text);
        Self {
            data: dataset.tables.get(usize::from(class.state.0)).filter(|t| t.supplied),
            class: code(&class.id),
            members: class.members.iter().map(|m| code(m)).collect(),
        }
    }

    /// The standing of a customer; `None` when there is none.
    fn read(&self, customer: usize) -> Result<Option<Standing>, Unreadable> {
        let Some(data) = self.data else { return Ok(None) };
        if data.incomplete.as_ref().is_some_and(|i| i.get(customer)) {
            return Err(Unreadable);
        }
        let at = |i: usize| data.offsets.get(i).map_or(0, |o| *o as usize);
        for row in at(customer)..at(customer + 1) {
            let cells = Cells { data, row };
            let class = cells.code(CLASS)?.ok_or(Unreadable)?;
            if Some(class) == self.class {
                return self.standing(&cells);
            }
        }
        Ok(None)
    }

    fn standing(&self, cells: &Cells<'_>) -> Result<Option<Standing>, Unreadable> {
        let member =
            |code| self.members.iter().position(|m| *m == Some(code)).and_then(|m| u32::try_from(m).ok());
        let official = cells.code(OFFICIAL)?.ok_or(Unreadable)?;
        let count = |field| -> Result<u32, Unreadable> {
            cells.int(field)?.and_then(|n| u32::try_from(n).ok()).ok_or(Unreadable)
        };
        Ok(Some(Standing {
            official: member(official),
            since: cells.day(SINCE)?.ok_or(Unreadable)?,
            pending: cells.code(PENDING)?.and_then(member),
            reviews_up: count(REVIEWS_UP)?,
            reviews_down: count(REVIEWS_DOWN)?,
            notice_until: cells.day(NOTICE_UNTIL)?,
            reviewed: cells.day(REVIEWED)?.ok_or(Unreadable)?,
        }))
    }
}

/// The cells of a row of state.
struct Cells<'a> {
    data: &'a TableData,
    row: usize,
}

impl<'a> Cells<'a> {
    /// The column where the cell has a value, nothing where it is missing.
    fn cell(&self, field: usize) -> Result<Option<&'a Column>, Unreadable> {
        let Some(column) = self.data.columns.get(field).and_then(Option::as_ref) else { return Ok(None) };
        if column.known.as_ref().is_none_or(|k| k.get(self.row)) {
            return Ok(Some(column));
        }
        let row = u32::try_from(self.row).unwrap_or(u32::MAX);
        // Missing cells have no entry of their own.
        let faulty = column.reasons.binary_search_by_key(&row, |(r, _)| *r).is_ok();
        if faulty { Err(Unreadable) } else { Ok(None) }
    }

    fn code(&self, field: usize) -> Result<Option<u32>, Unreadable> {
        Ok(self
            .cell(field)?
            .and_then(|c| if let Values::Code(v) = &c.values { v.get(self.row).copied() } else { None }))
    }

    fn day(&self, field: usize) -> Result<Option<i32>, Unreadable> {
        Ok(self
            .cell(field)?
            .and_then(|c| if let Values::I32(v) = &c.values { v.get(self.row).copied() } else { None }))
    }

    fn int(&self, field: usize) -> Result<Option<i64>, Unreadable> {
        Ok(self
            .cell(field)?
            .and_then(|c| if let Values::I64(v) = &c.values { v.get(self.row).copied() } else { None }))
    }
}

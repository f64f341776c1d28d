//! What customers are sorted into by both policies, and who moves: one matrix per item.

use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::member::{Members, States};
use super::{Pair, Sides};
use crate::column::{Column, Values};
use crate::model::class::UNRATED;
use crate::model::{Domain, Model};
use crate::outcome::{Outcome, Run};
use crate::output::per_customer;
use crate::policy::Localised;
use crate::value::Type;

/// What kind of thing an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A class; its members are in order.
    Class,
    /// An output of a decision table.
    Table,
    /// A tag.
    Tag,
    /// An alert, per customer.
    Alert,
    /// A scorecard, which has no matrix.
    Score,
}

impl Kind {
    /// Its name in reports and tables.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Table => "table",
            Self::Tag => "tag",
            Self::Alert => "alert",
            Self::Score => "score",
        }
    }
}

/// Where an outcome holds the item: table or list index, and the output.
type Place = (usize, usize);

/// An item that both policies have.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its label, the new policy's first.
    pub label: Option<Localised>,
    /// Its states.
    pub states: States,
    /// Place of each state in the order of the new policy, where it has one.
    pub ranks: Vec<Option<usize>>,
    /// Per state before, all states after.
    pub cells: Vec<Cell>,
    /// Of an alert the rows that it asked: fired, not fired, unknown, blocked.
    pub rows: Sides<[u64; 4]>,
    at: Sides<Place>,
}

/// The customers of one pair of states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// How many.
    pub customers: u64,
    /// What they weigh.
    pub value: i128,
    /// Of how many that is unknown.
    pub value_unknown: u64,
}

impl Cell {
    /// Adds the customers of another cell.
    pub fn join(&mut self, other: Self) {
        self.customers += other.customers;
        self.value += other.value;
        self.value_unknown += other.value_unknown;
    }
}

/// An item of one policy.
struct Found {
    kind: Kind,
    id: String,
    label: Option<Localised>,
    members: Members,
    at: Place,
}

/// The items of both policies, and those of one only.
pub(super) fn matched(models: Sides<&Model>) -> (Vec<Item>, Vec<(Kind, String, bool)>) {
    let (old, new) = (found(models.old), found(models.new));
    let other = |of: &Found, all: &[Found]| all.iter().position(|f| (f.kind, &f.id) == (of.kind, &of.id));
    let (mut items, mut alone) = (Vec::new(), Vec::new());
    for before in &old {
        match other(before, &new).and_then(|at| new.get(at)) {
            Some(after) => items.push(Item::of(before, after)),
            None => alone.push((before.kind, before.id.clone(), false)),
        }
    }
    let added = new.iter().filter(|after| other(after, &old).is_none());
    alone.extend(added.map(|after| (after.kind, after.id.clone(), true)));
    (items, alone)
}

/// The items of a policy, in the order of its summary.
fn found(model: &Model) -> Vec<Found> {
    let mut all = Vec::new();
    let mut push = |kind, id: &str, label: &Option<Localised>, members, at| {
        all.push(Found { kind, id: id.into(), label: label.clone(), members, at });
    };
    for (at, class) in model.classes.iter().enumerate() {
        let members = model.enumeration(class.types.member).members.clone();
        push(Kind::Class, &class.id, &class.label, members, (at, 0));
    }
    for (at, table) in model.decisions.iter().enumerate() {
        for (output, of) in table.outputs.iter().enumerate() {
            let Type::Enum(members) = of.ty else { continue };
            let single = table.outputs.len() == 1;
            let id = if single { table.id.clone() } else { format!("{}_{}", table.id, of.id) };
            let label = of.label.clone().or_else(|| table.label.clone());
            push(Kind::Table, &id, &label, model.enumeration(members).members.clone(), (at, output));
        }
    }
    let two = |names: [&str; 2]| names.map(|name| (name.into(), None)).to_vec();
    for (at, tag) in model.derives.iter().filter(|derive| derive.tag).enumerate() {
        push(Kind::Tag, &tag.id, &tag.label, two(["false", "true"]), (at, 0));
    }
    for (at, alert) in model.alerts.iter().enumerate() {
        push(Kind::Alert, &alert.id, &alert.label, two(["not_fired", "fired"]), (at, 0));
    }
    all
}

impl Item {
    fn of(old: &Found, new: &Found) -> Self {
        let states = States::of(&old.members, &new.members);
        let ordered = new.members.iter().filter(|(id, _)| old.kind == Kind::Class && id != UNRATED);
        let ordered: Vec<&String> = ordered.map(|(id, _)| id).collect();
        let rank = |(id, _): &(String, _)| ordered.iter().position(|known| *known == id);
        Self {
            kind: old.kind,
            id: old.id.clone(),
            label: new.label.clone().or_else(|| old.label.clone()),
            ranks: states.all.iter().map(rank).collect(),
            cells: vec![Cell::default(); states.len() * states.len()],
            states,
            rows: Sides::default(),
            at: Sides { old: old.at, new: new.at },
        }
    }

    /// Whether nobody can have moved: both outcomes have the one column, and the members are called alike.
    pub fn is_shared(&self, sides: &Sides<(&Run<'_>, &Outcome)>) -> bool {
        let column = |new: bool| -> Option<&Rc<Column>> {
            let ((at, output), outcome) = (*self.at.of(new), sides.of(new).1);
            match self.kind {
                Kind::Class => outcome.classes.get(at)?.first(),
                Kind::Table => outcome.decisions.get(at)?.get(output),
                Kind::Tag => outcome.tags.get(at),
                Kind::Alert | Kind::Score => None,
            }
        };
        let is_one = match self.kind {
            Kind::Alert => {
                let bits = |new: bool| sides.of(new).1.alerts.get(self.at.of(new).0);
                bits(false).zip(bits(true)).is_some_and(|(old, new)| Rc::ptr_eq(old, new))
            }
            _ => column(false).zip(column(true)).is_some_and(|(old, new)| Rc::ptr_eq(old, new)),
        };
        is_one && self.states.old == self.states.new
    }

    /// Whether somebody was counted.
    pub fn is_counted(&self) -> bool {
        self.cells.iter().any(|cell| cell.customers > 0)
    }

    /// Adds a chunk: who moves, by index of the pair, from which state to which.
    pub fn add(
        &mut self,
        sides: &Sides<(&Run<'_>, &Outcome)>,
        pairs: &[Pair],
        values: &[Option<i64>],
    ) -> Vec<(usize, u16, u16)> {
        let states = Sides::each(|new| self.states_of(*sides.of(new), new));
        let absent = self.states.absent();
        let state = |states: &[u16], row: Option<u32>| {
            row.and_then(|row| states.get(row as usize).copied()).unwrap_or(absent)
        };
        let mut moves = Vec::new();
        for (at, (pair, value)) in pairs.iter().zip(values).enumerate() {
            let (from, to) = (state(&states.old, pair.0), state(&states.new, pair.1));
            let cell = usize::from(from) * self.states.len() + usize::from(to);
            if let Some(cell) = self.cells.get_mut(cell) {
                let value_unknown = u64::from(value.is_none());
                cell.join(Cell { customers: 1, value: value.unwrap_or(0).into(), value_unknown });
            }
            if from != to {
                moves.push((at, from, to));
            }
        }
        moves
    }

    /// The state of each customer of one side.
    fn states_of(&mut self, (run, outcome): (&Run<'_>, &Outcome), new: bool) -> Vec<u16> {
        let (at, output) = *self.at.of(new);
        let column = match self.kind {
            Kind::Class => outcome.classes.get(at).and_then(|parts| parts.first()).cloned(),
            Kind::Table => outcome.decisions.get(at).and_then(|outputs| outputs.get(output)).cloned(),
            Kind::Tag => outcome.tags.get(at).cloned(),
            Kind::Alert => self.alert((run, outcome), new, at).map(Rc::new),
            Kind::Score => None,
        };
        let code = |row: usize| {
            let column = column.as_ref().filter(|c| c.known.as_ref().is_none_or(|known| known.get(row)))?;
            match &column.values {
                Values::Code(codes) => codes.get(row).copied(),
                Values::Bool(bits) => Some(u32::from(bits.get(row))),
                _ => None,
            }
        };
        (0..outcome.rows).map(|row| self.states.of_code(new, code(row))).collect()
    }

    /// An alert per customer; the rows that it asked are counted.
    fn alert(&mut self, (run, outcome): (&Run<'_>, &Outcome), new: bool, at: usize) -> Option<Column> {
        let (alert, bits) = (run.model.alerts.get(at)?, outcome.alerts.get(at)?);
        let (fired, not_fired, unknown) = bits.counts();
        let counts = [fired, not_fired, unknown, bits.blocked.count_ones()];
        for (sum, count) in self.rows.of_mut(new).iter_mut().zip(counts) {
            *sum += u64::try_from(count).unwrap_or(u64::MAX);
        }
        let (fired, known) = per_customer(run, alert.each.map_or(Domain::Customer, Domain::Child), bits);
        Some(Column { values: Values::Bool(fired), known: Some(known), reasons: Vec::new() })
    }

    /// The cells that hold somebody: from, to, and who.
    pub fn filled(&self) -> impl Iterator<Item = (u16, u16, Cell)> + '_ {
        let size = self.states.len().max(1);
        let all = self.cells.iter().enumerate().filter(|(_, cell)| cell.customers > 0);
        all.filter_map(move |(at, cell)| {
            Some((u16::try_from(at / size).ok()?, u16::try_from(at % size).ok()?, *cell))
        })
    }

    /// The customers of all cells of which `takes` is true.
    pub fn sum(&self, takes: &dyn Fn(u16, u16) -> bool) -> Cell {
        let mut sum = Cell::default();
        self.filled().filter(|(from, to, _)| takes(*from, *to)).for_each(|(_, _, cell)| sum.join(cell));
        sum
    }
}

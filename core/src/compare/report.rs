//! A comparison as an object: every number of it, and the first of the customers behind each.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::item::{Cell, Item, Kind};
use super::score::{BINS, SHIFTS, Score, Spread};
use super::table::{ReportRow, TABLES, report_rows};
use super::{Comparison, Move, Named, Sides};
use crate::date;
use crate::model::{Model, POINTS_SCALE};
use crate::number::{decimal_of_double, format_decimal, round_half_away};
use crate::order::sort_by;
use crate::policy::Localised;
use crate::report::{stability, wide};

/// So many customers are named behind one number; tables name all.
pub const NAMED: usize = 20;

/// So many managers and figures of reports are listed; tables list all.
pub const LISTED: usize = 100;

/// Places of a stability index.
const INDEX_PLACES: u8 = 6;

/// What came out.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The two policies.
    pub policies: Sides<Named>,
    /// The day of both runs; absent before the first.
    pub as_of: Option<String>,
    /// Who was compared.
    pub customers: Customers,
    /// In which field value is weighed; absent: in none.
    pub value: Option<Weighed>,
    /// Classes, by official member.
    pub classes: Vec<Matrix>,
    /// Outputs of decision tables.
    pub tables: Vec<Matrix>,
    /// Tags.
    pub tags: Vec<Matrix>,
    /// Alerts.
    pub alerts: Vec<Alert>,
    /// Scorecards.
    pub scorecards: Vec<Scores>,
    /// Tasks that are handed out; absent at a glance.
    pub tasks: Option<Sides<u64>>,
    /// Managers; absent when neither policy plans contacts.
    pub managers: Option<Managers>,
    /// Figures of reports.
    pub reports: Figures,
    /// What only one policy has.
    pub alone: Vec<Alone>,
    /// The names of the tables that say everything.
    pub outputs: [&'static str; TABLES.len()],
}

/// Who was compared.
#[derive(Debug, Clone, Serialize)]
pub struct Customers {
    /// Customers of each run.
    pub rows: Sides<u64>,
    /// Customers of both.
    pub both: u64,
    /// Customers of one run only.
    pub only: Sides<u64>,
    /// The first of their keys.
    pub keys: Sides<Vec<String>>,
    /// Rows in quarantine, of all tables.
    pub quarantined: Sides<u64>,
    /// Cells that could not be read, of all tables.
    pub faults: Sides<u64>,
}

/// The field in which value is weighed.
#[derive(Debug, Clone, Serialize)]
pub struct Weighed {
    /// Its name.
    pub field: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its unit.
    pub unit: Option<String>,
}

/// Customers, and what they weigh.
#[derive(Debug, Clone, Serialize)]
pub struct Weight {
    /// How many.
    pub customers: u64,
    /// The sum of their known values; absent when nothing is weighed or no value is known.
    pub value: Option<String>,
    /// Customers whose value is unknown, when something is weighed.
    pub value_unknown: Option<u64>,
}

/// An item with who moves between its states.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its states with the customers of each run; the last but one is of the unknown, the last of those of the other
    /// run only.
    pub states: Vec<Counted>,
    /// Customers whose state is the same.
    pub same: Weight,
    /// Customers of both runs whose state is another.
    pub moved: Weight,
    /// Of a class, those who move to a higher one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up: Option<Weight>,
    /// Of a class, those who move to a lower one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub down: Option<Weight>,
    /// The population stability index over the members.
    pub psi: Option<String>,
    /// The matrix: pairs of states that somebody has.
    pub cells: Vec<Migration>,
}

/// A state and its customers.
#[derive(Debug, Clone, Serialize)]
pub struct Counted {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers of each run.
    pub customers: Sides<u64>,
}

/// Customers of a pair of states.
#[derive(Debug, Clone, Serialize)]
pub struct Migration {
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// How many, and what they weigh.
    #[serde(flatten)]
    pub weight: Weight,
    /// The first of their keys, when the two differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

/// An alert.
#[derive(Debug, Clone, Serialize)]
pub struct Alert {
    /// Its id, states and matrix, by customer.
    #[serde(flatten)]
    pub matrix: Matrix,
    /// The rows that it asked, customers or child rows.
    pub rows: Sides<Asked>,
    /// It fires for them on both sides.
    pub both: Weight,
    /// It fires now; before it did not, or was unknown.
    pub gained: Weight,
    /// It fired; now it is known not to.
    pub lost: Weight,
    /// It was known, and is unknown now.
    pub newly_unknown: Weight,
}

/// Rows of an alert.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// It fired.
    pub fired: u64,
    /// It did not.
    pub not_fired: u64,
    /// It could not be evaluated.
    pub unknown: u64,
    /// It fired, and its task is blocked.
    pub blocked: u64,
}

/// A scorecard. Scores are decimals with four places.
#[derive(Debug, Clone, Serialize)]
pub struct Scores {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers whose score is known.
    pub known: Sides<u64>,
    /// Customers whose score is unknown.
    pub unknown: Sides<u64>,
    /// Customers of both whose score turned unknown.
    pub newly_unknown: u64,
    /// Customers of both whose score was unknown, and is known now.
    pub newly_known: u64,
    /// The smallest known score.
    pub min: Sides<Option<String>>,
    /// The largest.
    pub max: Sides<Option<String>>,
    /// The mean of the known scores, rounded half away from zero.
    pub mean: Sides<Option<String>>,
    /// The population stability index over the bins.
    pub psi: Option<String>,
    /// Where scores lie.
    pub bins: Vec<Bin>,
    /// After less before, of customers whose score is known on both sides.
    pub shift: Shift,
}

/// Customers whose score is at least `from` and less than `to`; at most, in the last bin.
#[derive(Debug, Clone, Serialize)]
pub struct Bin {
    /// The smallest score.
    pub from: String,
    /// The edge.
    pub to: String,
    /// Customers of each run.
    pub customers: Sides<u64>,
}

/// By how much scores shift.
#[derive(Debug, Clone, Serialize)]
pub struct Shift {
    /// Customers.
    pub customers: u64,
    /// The mean shift, rounded half away from zero.
    pub mean: Option<String>,
    /// The largest fall, or the smallest rise.
    pub min: Option<String>,
    /// The largest rise, or the smallest fall.
    pub max: Option<String>,
    /// Counts; the edge that is further from zero is of the count, and no edge is no end.
    pub counts: Vec<Shifted>,
}

/// Customers whose score shifts by so much.
#[derive(Debug, Clone, Serialize)]
pub struct Shifted {
    /// From.
    pub from: Option<String>,
    /// To.
    pub to: Option<String>,
    /// How many.
    pub customers: u64,
}

/// Managers, and others who have tasks.
#[derive(Debug, Clone, Serialize)]
pub struct Managers {
    /// Whether the policy plans contacts.
    pub planned: Sides<bool>,
    /// How many have more customers to contact than their day takes.
    pub over: Sides<u64>,
    /// Customers to contact, over all persons.
    pub customers: Sides<u64>,
    /// How many persons there are.
    pub count: usize,
    /// Those whose customers change most, then by name.
    pub most: Vec<Manager>,
}

/// A manager.
#[derive(Debug, Clone, Serialize)]
pub struct Manager {
    /// The key; absent: nobody.
    pub manager: Option<String>,
    /// Contacts that a day takes; absent: no end.
    pub capacity: Sides<Option<u32>>,
    /// Customers with an open task that nothing holds.
    pub customers: Sides<u64>,
    /// How many of these are beyond one day.
    pub over: Sides<u64>,
    /// Open tasks.
    pub tasks: Sides<u64>,
    /// Tasks that a block or a time of rest holds.
    pub held: Sides<u64>,
}

/// Figures of reports.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// How many there are.
    pub count: usize,
    /// How many differ.
    pub differ: usize,
    /// The first that do.
    pub first: Vec<ReportRow>,
}

/// What only one policy has.
#[derive(Debug, Clone, Serialize)]
pub struct Alone {
    /// `class`, `table`, `tag`, `alert` or `score`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// `old` or `new`.
    pub policy: &'static str,
}

pub(super) fn report(all: &Comparison, models: Sides<&Model>) -> Report {
    let moves = all.sorted();
    let told = |item: &Item| !all.glance || item.is_counted();
    let items =
        |kind: Kind| (0u16..).zip(&all.items).filter(move |(_, item)| item.kind == kind && told(item));
    let matrices = |kind| items(kind).map(|(at, item)| matrix(all, &moves, at, item)).collect();
    let alone = |(kind, id, new): &(Kind, String, bool)| Alone {
        kind: kind.id(),
        id: id.clone(),
        policy: if *new { "new" } else { "old" },
    };
    let value = |value: &super::Value| Weighed {
        field: value.field.clone(),
        label: value.label.clone(),
        unit: value.unit.clone(),
    };
    Report {
        policies: all.policies.clone(),
        as_of: all.today.map(date::format),
        customers: customers(all),
        value: all.value.as_ref().map(value),
        classes: matrices(Kind::Class),
        tables: matrices(Kind::Table),
        tags: matrices(Kind::Tag),
        alerts: items(Kind::Alert).map(|(at, item)| alert(all, &moves, at, item)).collect(),
        scorecards: all.scores.iter().filter(|s| !all.glance || s.is_counted()).map(scores).collect(),
        tasks: (!all.glance).then_some(all.loads.tasks),
        managers: managers(all),
        reports: figures(report_rows(all, models)),
        alone: all.alone.iter().map(alone).collect(),
        outputs: TABLES,
    }
}

fn customers(all: &Comparison) -> Customers {
    let count = |new| u64::try_from(all.only.of(new).len()).unwrap_or(u64::MAX);
    let keys = |new| all.only(new).into_iter().take(NAMED).map(String::from).collect();
    Customers {
        rows: all.rows,
        both: all.both,
        only: Sides::each(count),
        keys: Sides::each(keys),
        quarantined: Sides::each(|new| all.unread.of(new).0),
        faults: Sides::each(|new| all.unread.of(new).1),
    }
}

/// What the customers of a cell weigh.
pub(super) fn weight(all: &Comparison, cell: Cell) -> Weight {
    let weighed = all.value.as_ref();
    Weight {
        customers: cell.customers,
        value: weighed.filter(|_| cell.value_unknown < cell.customers).map(|v| wide(cell.value, v.scale)),
        value_unknown: weighed.map(|_| cell.value_unknown),
    }
}

fn matrix(all: &Comparison, moves: &[Move], at: u16, item: &Item) -> Matrix {
    let absent = item.states.absent();
    let here = |from: u16, to: u16| from != absent && to != absent;
    let sum = |takes: &dyn Fn(u16, u16) -> bool| weight(all, item.sum(takes));
    let rank = |state: u16| item.ranks.get(usize::from(state)).copied().flatten();
    let ranked = |sign: core::cmp::Ordering| {
        sum(&|from, to| rank(to).zip(rank(from)).is_some_and(|(to, from)| to.cmp(&from) == sign))
    };
    let ordered = (item.kind == Kind::Class).then_some(());
    let states = (0u16..).zip(&item.states.all).map(|(at, (id, label))| Counted {
        id: id.clone(),
        label: label.clone(),
        customers: Sides::each(|new| item.sum(&|from, to| at == if new { to } else { from }).customers),
    });
    let states: Vec<Counted> = states.collect();
    let shares: Vec<Sides<u64>> = states.iter().map(|state| state.customers).collect();
    Matrix {
        id: item.id.clone(),
        label: item.label.clone(),
        psi: psi(shares.get(..usize::from(item.states.unknown())).unwrap_or_default()),
        states,
        same: sum(&|from, to| here(from, to) && from == to),
        moved: sum(&|from, to| here(from, to) && from != to),
        up: ordered.map(|()| ranked(core::cmp::Ordering::Greater)),
        down: ordered.map(|()| ranked(core::cmp::Ordering::Less)),
        cells: item
            .filled()
            .map(|(from, to, cell)| migration(all, moves, (at, item), (from, to, cell)))
            .collect(),
    }
}

fn migration(
    all: &Comparison,
    moves: &[Move],
    (at, item): (u16, &Item),
    (from, to, cell): (u16, u16, Cell),
) -> Migration {
    let name =
        |state: u16| item.states.all.get(usize::from(state)).map_or(String::new(), |(id, _)| id.clone());
    let first = moves.partition_point(|m| (m.item, m.from, m.to) < (at, from, to));
    let own = moves.iter().skip(first).take_while(|m| (m.item, m.from, m.to) == (at, from, to));
    let keys = own.take(NAMED).map(|m| all.keys.text(m.key).into()).collect();
    Migration { from: name(from), to: name(to), weight: weight(all, cell), keys }
}

/// The stability index of counts by bin; none where one side has nobody.
fn psi(counts: &[Sides<u64>]) -> Option<String> {
    let total = Sides::each(|new| counts.iter().map(|count| *count.of(new)).sum::<u64>());
    if total.old == 0 || total.new == 0 {
        return None;
    }
    let share = |count: &Sides<u64>, new| *count.of(new) as f64 / *total.of(new) as f64;
    let shares = counts.iter().map(|count| (share(count, true), share(count, false)));
    decimal_of_double(stability(shares), INDEX_PLACES).map(|index| format_decimal(index, INDEX_PLACES))
}

fn alert(all: &Comparison, moves: &[Move], at: u16, item: &Item) -> Alert {
    // The members of an alert are those of `item::found`.
    let (fired, not_fired) = (1, 0);
    let (unknown, absent) = (item.states.unknown(), item.states.absent());
    let sum = |takes: &dyn Fn(u16, u16) -> bool| weight(all, item.sum(takes));
    let asked = |new| {
        let [fired, not_fired, unknown, blocked] = *item.rows.of(new);
        Asked { fired, not_fired, unknown, blocked }
    };
    Alert {
        matrix: matrix(all, moves, at, item),
        rows: Sides::each(asked),
        both: sum(&|from, to| (from, to) == (fired, fired)),
        gained: sum(&|from, to| from != fired && from != absent && to == fired),
        lost: sum(&|from, to| (from, to) == (fired, not_fired)),
        newly_unknown: sum(&|from, to| from != unknown && from != absent && to == unknown),
    }
}

fn scores(score: &Score) -> Scores {
    let text = |value: Option<i64>| value.map(|v| format_decimal(v, POINTS_SCALE));
    let mean = |spread: &Spread| {
        round_half_away(spread.sum, i128::from(spread.count)).and_then(|mean| i64::try_from(mean).ok())
    };
    let edge = |bin| format_decimal(score.edge(bin), POINTS_SCALE);
    let count = |new: bool, bin| score.bins.of(new).get(bin).copied().unwrap_or(0);
    let bins = (0..BINS).map(|bin| Bin {
        from: edge(bin),
        to: edge(bin + 1),
        customers: Sides::each(|new| count(new, bin)),
    });
    let bins: Vec<Bin> = bins.collect();
    let counts = (0..SHIFTS).zip(score.shifts).map(|(at, customers)| {
        let (from, to) = score.span(at);
        Shifted { from: text(from), to: text(to), customers }
    });
    Scores {
        id: score.id.clone(),
        label: score.label.clone(),
        known: Sides::each(|new| score.scores.of(new).count),
        unknown: score.unknown,
        newly_unknown: score.turned[0],
        newly_known: score.turned[1],
        min: Sides::each(|new| text(score.scores.of(new).min)),
        max: Sides::each(|new| text(score.scores.of(new).max)),
        mean: Sides::each(|new| text(mean(score.scores.of(new)))),
        psi: psi(&bins.iter().map(|bin| bin.customers).collect::<Vec<_>>()),
        bins,
        shift: Shift {
            customers: score.shift.count,
            mean: text(mean(&score.shift)),
            min: text(score.shift.min),
            max: text(score.shift.max),
            counts: counts.collect(),
        },
    }
}

fn managers(all: &Comparison) -> Option<Managers> {
    if !all.loads.planned.old && !all.loads.planned.new {
        return None;
    }
    let manager = |(name, load): &(Option<String>, Sides<super::load::Load>)| Manager {
        manager: name.clone(),
        capacity: Sides::each(|new| load.of(new).capacity),
        customers: Sides::each(|new| load.of(new).customers),
        over: Sides::each(|new| load.of(new).over()),
        tasks: Sides::each(|new| load.of(new).tasks),
        held: Sides::each(|new| load.of(new).held),
    };
    let mut most: Vec<Manager> = all.loads.people.iter().map(manager).collect();
    let over = |new| most.iter().filter(|manager| *manager.over.of(new) > 0).count();
    let (over, count) = (Sides::each(|new| u64::try_from(over(new)).unwrap_or(u64::MAX)), most.len());
    let customers = Sides::each(|new| most.iter().map(|manager| *manager.customers.of(new)).sum());
    let change = |manager: &Manager| manager.customers.old.abs_diff(manager.customers.new);
    sort_by(&mut most, |a, b| change(b).cmp(&change(a)));
    most.truncate(LISTED);
    Some(Managers { planned: all.loads.planned, over, customers, count, most })
}

fn figures(rows: Vec<ReportRow>) -> Figures {
    let count = rows.len();
    let mut first: Vec<ReportRow> = rows.into_iter().filter(|row| row.old != row.new).collect();
    let differ = first.len();
    first.truncate(LISTED);
    Figures { count, differ, first }
}

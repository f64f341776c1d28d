//! What could not be evaluated, and why: as a table of places, and counted for people.
//!
//! A bank that leaves columns out has dozens of such places per customer. The table is for programs that read all of
//! them; whoever wants to know what is missing asks for the [counts](missing), which never hold more than one part of
//! the customers' causes.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use serde::Serialize;

use super::customers::listed_key_name;
use super::due::due;
use super::events::{asked, child_rows, ranks, subject_name, table_cause, tasks_of};
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::column::{Bits, Column, Values};
use crate::evaluate::{BLOCK, Cause, Causes, Machine, Subject, Workdays};
use crate::model::{Alert, ClassPart, Domain, TableId};
use crate::outcome::{Outcome, Run};
use crate::program::{Needs, NodeId};
use crate::value::Reason;

/// A reason why something is unknown, counted over a part of the customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// What the reason is about, as the policy calls it; empty for an expression.
    pub field: String,
    /// The reason's id.
    pub reason: &'static str,
    /// In how many places: a thing of a customer, or of a child row.
    pub places: u64,
    /// Of how many customers.
    pub customers: u64,
    /// What it leaves open.
    pub affects: Vec<Affected>,
}

/// Something that is left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affected {
    /// As in the table: `scorecard`, `table`, `class`, `tag`, `alert`, `due`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// In how many places.
    pub places: u64,
}

/// Of how many customers a part of the counts is: an answer between two screens.
const PART: usize = 4 * BLOCK;

/// What is unknown of one part of the customers, from part 0; `None` after the last. Parts add up: no customer is in
/// two of them.
#[must_use]
pub fn missing(run: &Run<'_>, outcome: &Outcome, part: usize) -> Option<Vec<Missing>> {
    let start = part.saturating_mul(PART);
    if start >= run.rows() {
        return None;
    }
    let mut search = Search::of(run, outcome);
    let mut tally = Tally { run, entries: Vec::new(), seen: alloc::vec![Vec::new(); search.things.len()] };
    search.each(outcome, start..start.saturating_add(PART), &mut |place| tally.add(&place));
    Some(tally.counts(&search.things))
}

/// The table of what could not be evaluated, and why.
pub(super) fn unknowns(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let mut search = Search::of(run, outcome);
    let mut rows: Vec<Place> = Vec::new();
    search.each(outcome, 0..run.rows(), &mut |place| rows.push(place));
    table(run, &search.things, &rows)
}

/// Something that can be unknown of a customer.
#[derive(Debug, Clone, Copy)]
struct Thing<'a> {
    kind: &'static str,
    id: &'a str,
}

/// Something of a customer that is not known.
#[derive(Debug, Clone)]
struct Place {
    row: u32,
    /// Index of the thing.
    thing: usize,
    child: Option<String>,
    cause: Cause,
}

/// Looks for unknowns, block by block.
struct Search<'a> {
    run: &'a Run<'a>,
    machine: Machine<'a>,
    /// What is watched, in its order, then the alerts, then the dues of their tasks.
    things: Vec<Thing<'a>>,
    watched: Vec<NodeId>,
    /// Alerts of which nobody can say when their tasks are due.
    undated: Vec<(usize, Cause)>,
    found: Causes,
}

impl<'a> Search<'a> {
    fn of(run: &'a Run<'a>, outcome: &Outcome) -> Self {
        let watched = watched(run);
        let mut needs = Needs::default();
        needs.all(watched.iter().map(|(_, id)| *id));
        needs.all(run.program.alerts.iter().map(|nodes| nodes.when));
        let undated = unknown_dues(run);
        let mut told = Needs::default();
        let tasks = undated.iter().filter_map(|(at, _)| run.program.alerts.get(*at));
        tasks.for_each(|nodes| told.told(nodes));
        // What keeps a task back is not said here, but it is made with it.
        let blocks = undated.iter().filter_map(|(at, _)| run.program.alerts.get(*at)).flat_map(|n| &n.blocks);
        needs.all(blocks.map(|(_, id)| *id));
        let machine = outcome.machine_after(run, &told, &needs);
        let (mut things, watched): (Vec<_>, Vec<_>) = watched.into_iter().unzip();
        let alerts = |kind| run.model.alerts.iter().map(move |alert| Thing { kind, id: &alert.id });
        things.extend(alerts("alert").chain(alerts("due")));
        Self { run, machine, things, watched, undated, found: Causes::default() }
    }

    /// Takes every unknown of a range of customers that begins with a block: by customer, then as things are listed.
    fn each(&mut self, outcome: &Outcome, customers: Range<usize>, take: &mut dyn FnMut(Place)) {
        for block in self.run.blocks().filter(|block| customers.contains(&block.start)) {
            if self.undated.is_empty() && quiet(self.run, outcome, &block) {
                continue;
            }
            self.machine.block(block.clone());
            let known = self.all_known();
            for customer in block.clone() {
                let row = customer - block.start;
                // Most customers: nothing has to be searched.
                if self.undated.is_empty()
                    && known.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
                {
                    continue;
                }
                self.customer(customer, row, take);
            }
        }
    }

    /// Of one customer of the machine's block, who is at a place in it.
    fn customer(&mut self, customer: usize, row: usize, take: &mut dyn FnMut(Place)) {
        let ranks = ranks(self.run.model);
        let at = u32::try_from(customer).unwrap_or(u32::MAX);
        for (thing, node) in self.watched.iter().enumerate() {
            if let Some(cause) = self.machine.cause_of(*node, row, &ranks, &mut self.found) {
                take(Place { row: at, thing, child: None, cause });
            }
        }
        for (index, (alert, nodes)) in self.run.model.alerts.iter().zip(&self.run.program.alerts).enumerate()
        {
            let thing = self.watched.len() + index;
            match alert.each {
                None => {
                    let cause = self.machine.cause_of(nodes.when, row, &ranks, &mut self.found);
                    cause.into_iter().for_each(|cause| take(Place { row: at, thing, child: None, cause }));
                }
                Some(table) => self.children((customer, at), (table, thing, nodes.when), take),
            }
            if let Some((_, cause)) = self.undated.iter().find(|(at, _)| *at == index) {
                let thing = thing + self.run.model.alerts.len();
                for task in tasks_of(self.run, &self.machine, index, customer, false) {
                    take(Place { row: at, thing, child: task.child, cause: *cause });
                }
            }
        }
    }

    /// Of an alert on child rows: the table, or each row.
    fn children(
        &mut self,
        (customer, at): (usize, u32),
        (table, thing, when): (TableId, usize, NodeId),
        take: &mut dyn FnMut(Place),
    ) {
        let whole = table_cause(self.run, table, customer);
        whole.into_iter().for_each(|cause| take(Place { row: at, thing, child: None, cause }));
        let mut rows = asked(self.run, &self.machine, Some(table), customer);
        if rows.all(|row| self.machine.is_known(when, row)) {
            return;
        }
        let ranks = ranks(self.run.model);
        for (child, id) in child_rows(self.run, &self.machine, table, customer) {
            let cause = self.machine.cause_of(when, child, &ranks, &mut self.found);
            let cause = cause.filter(|cause| whole != Some(*cause));
            cause.into_iter().for_each(|cause| take(Place { row: at, thing, child: id.clone(), cause }));
        }
    }

    /// A bit for each customer of the block of whom everything is known that can be seen without a look at child rows.
    fn all_known(&self) -> Vec<u64> {
        if self.run.model.alerts.iter().any(|alert| alert.each.is_some()) {
            return Vec::new();
        }
        let words = self.machine.rows(Domain::Customer).div_ceil(64);
        let alerts = self.run.program.alerts.iter().map(|nodes| nodes.when);
        let mut all = alloc::vec![u64::MAX; words];
        for node in self.watched.iter().copied().chain(alerts) {
            all.iter_mut().zip(self.machine.known(node)).for_each(|(all, known)| *all &= known);
        }
        all
    }
}

/// Counts places by cause.
struct Tally<'a> {
    run: &'a Run<'a>,
    entries: Vec<Entry>,
    /// By thing: its causes, the entry that each belongs to, and its places. A thing has few causes.
    seen: Vec<Vec<(Cause, usize, u64)>>,
}

/// A field and a reason.
struct Entry {
    field: String,
    reason: Reason,
    customers: u64,
    /// The customer who was counted last: they come one after the other.
    last: Option<u32>,
}

impl Tally<'_> {
    fn add(&mut self, place: &Place) {
        let known =
            self.seen.get(place.thing).and_then(|seen| seen.iter().position(|(c, ..)| *c == place.cause));
        let entry = match known {
            Some(_) => 0,
            None => self.entry(&place.cause),
        };
        let Some(seen) = self.seen.get_mut(place.thing) else { return };
        let at = known.unwrap_or_else(|| {
            seen.push((place.cause, entry, 0));
            seen.len() - 1
        });
        let Some((_, entry, places)) = seen.get_mut(at) else { return };
        *places += 1;
        let Some(entry) = self.entries.get_mut(*entry) else { return };
        if entry.last != Some(place.row) {
            (entry.last, entry.customers) = (Some(place.row), entry.customers + 1);
        }
    }

    /// Two causes may have one name: a table, and the version of its rows.
    fn entry(&mut self, cause: &Cause) -> usize {
        let (field, reason) = (subject_name(self.run.model, cause), cause.reason);
        let same = |entry: &Entry| entry.field == field && entry.reason == reason;
        self.entries.iter().position(same).unwrap_or_else(|| {
            self.entries.push(Entry { field, reason, customers: 0, last: None });
            self.entries.len() - 1
        })
    }

    fn counts(self, things: &[Thing<'_>]) -> Vec<Missing> {
        let entries = self.entries.into_iter().enumerate().map(|(at, entry)| {
            let of = |thing: usize| {
                let seen = self.seen.get(thing).into_iter().flatten();
                seen.filter(|(_, entry, _)| *entry == at).map(|(.., places)| places).sum::<u64>()
            };
            let counted = things.iter().enumerate().map(|(thing, named)| (named, of(thing)));
            let affects = counted.filter(|(_, places)| *places > 0).map(|(thing, places)| Affected {
                kind: thing.kind,
                id: thing.id.into(),
                places,
            });
            let affects: Vec<Affected> = affects.collect();
            Missing {
                field: entry.field,
                reason: entry.reason.id(),
                places: affects.iter().map(|affected| affected.places).sum(),
                customers: entry.customers,
                affects,
            }
        });
        entries.collect()
    }
}

/// What is watched for unknowns: scores, tables, classes, tags.
fn watched<'a>(run: &Run<'a>) -> Vec<(Thing<'a>, NodeId)> {
    let mut out = Vec::new();
    for (card, node) in run.model.scorecards.iter().zip(&run.program.scores) {
        out.push((Thing { kind: "scorecard", id: &card.id }, *node));
    }
    for (table, nodes) in run.model.decisions.iter().zip(&run.program.decisions) {
        out.push((Thing { kind: "table", id: &table.id }, nodes.decided));
    }
    for (class, nodes) in run.model.classes.iter().zip(&run.program.class_nodes) {
        let thing = Thing { kind: "class", id: &class.id };
        out.push((thing, nodes.measured));
        out.push((thing, nodes.part(ClassPart::Official)));
    }
    for (derive, shown) in run.model.derives.iter().zip(&run.program.derives).filter(|(d, _)| d.tag) {
        out.extend(shown.node().map(|(id, _)| (Thing { kind: "tag", id: &derive.id }, id)));
    }
    out
}

/// Alerts of which nobody can say when their tasks are due, by their indexes; that does not depend on the customer.
fn unknown_dues(run: &Run<'_>) -> Vec<(usize, Cause)> {
    let workdays = Workdays::of(run.program.calendar.as_ref(), run.dataset);
    let subject = Subject::Table(workdays.table());
    let alerts = run.model.alerts.iter().enumerate();
    let period = |alert: &Alert| alert.task.as_ref().and_then(|task| task.due);
    let reason = |alert: &Alert| due(run, &workdays, period(alert)?).err();
    alerts.filter_map(|(at, alert)| Some((at, Cause { reason: reason(alert)?, subject }))).collect()
}

/// Whether nothing in a block is unknown.
fn quiet(run: &Run<'_>, outcome: &Outcome, block: &Range<usize>) -> bool {
    let all = |bits: &Bits| block.clone().all(|row| bits.get(row));
    outcome.cards.iter().all(|c| all(&c.score_known))
        && outcome.decisions.iter().flatten().chain(&outcome.tags).all(|c| c.known.as_ref().is_none_or(all))
        && outcome.classes.iter().zip(&run.program.classes).all(|(parts, c)| rated(parts, c, block))
        && run.model.alerts.iter().zip(&outcome.alerts).all(|(a, bits)| a.each.is_none() && all(&bits.known))
}

/// Whether every customer of a block has a class, by its measure and officially.
fn rated(parts: &[Rc<Column>], class: &crate::program::Class, block: &Range<usize>) -> bool {
    let rated = |column: &Column| match &column.values {
        Values::Code(codes) => block.clone().all(|row| {
            column.known.as_ref().is_none_or(|k| k.get(row))
                && codes.get(row).is_some_and(|code| (*code as usize) < class.members.len())
        }),
        _ => false,
    };
    parts.iter().take(2).map(AsRef::as_ref).all(rated)
}

fn table<'a>(run: &Run<'a>, things: &[Thing<'a>], places: &[Place]) -> OutputTable {
    let rows = places.len();
    let whole = |column| OutputColumn { known: None, ..column };
    let named = |name: &str, of: &dyn Fn(&Place) -> &'a str| {
        whole(OutputColumn::names(name, rows, &|row| places.get(row).map(of)))
    };
    let thing = |place: &Place| things.get(place.thing).copied();
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(places.iter().map(|place| place.row).collect())),
        named(&listed_key_name(run.model), &|place| customer_key(run.dataset, place.row as usize)),
        named("kind", &|place| thing(place).map_or("", |thing| thing.kind)),
        named("id", &|place| thing(place).map_or("", |thing| thing.id)),
        OutputColumn::names("child_id", rows, &|row| places.get(row)?.child.as_deref()),
        named("reason", &|place| place.cause.reason.id()),
        whole(OutputColumn::texts("field", rows, &|row| {
            places.get(row).map(|place| subject_name(run.model, &place.cause))
        })),
    ];
    OutputTable { name: "unknowns", rows, columns }
}

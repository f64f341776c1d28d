//! A run: a program over all customers of a dataset at an as-of instant, and what comes out of it.
//!
//! [`Run::evaluate`] fills columns and bitmaps and nothing else. What is said about single rows (tasks with their
//! texts, reasons of unknowns, explanations) is made afterwards by running the blocks concerned again, so that rows
//! nobody asks about cost nothing.
//!
//! INVARIANT: fired + not fired + unknown = rows, for every alert.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{OnceCell, RefCell};

use crate::column::{Bits, Column, Texts, Values};
use crate::dataset::Dataset;
use crate::date;
use crate::diagnostic::{Code, Diagnostic};
use crate::evaluate::{MICRO, Machine, TableClock, Workspace};
use crate::funnel::{Counter, Step};
use crate::model::{Domain, Model, TableId};
use crate::offer::Offers;
use crate::output::shelf::Shelf;
use crate::plan::assign::{Assigned, assign};
use crate::plan::{Planned, plan};
use crate::program::{Needs, NodeId, Program, Repr};
use crate::relate::{Related, relate};
use crate::report::Collector;
use crate::rescore::Kept;
use crate::state::{After, advance};
use crate::value::{Reason, Type};

mod cards;
mod roots;
mod stock;

pub use cards::CardColumns;
pub(crate) use roots::{Root, Roots};

/// A program, a dataset and an instant.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The policy.
    pub model: &'a Model,
    /// Its program.
    pub program: &'a Program,
    /// The tables.
    pub dataset: &'a Dataset,
    /// The as-of instant, microseconds UTC.
    pub as_of: i64,
}

/// What a run yields for all customers.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Number of customers.
    pub rows: usize,
    /// One per scorecard.
    pub cards: Vec<Rc<CardColumns>>,
    /// Whether they have what scores are made of.
    pub(crate) has_contributions: bool,
    /// Per decision table its outputs.
    pub decisions: Vec<Vec<Rc<Column>>>,
    /// Per class its parts, in the order of `ClassPart::ALL`.
    pub classes: Vec<Vec<Rc<Column>>>,
    /// One per tag.
    pub tags: Vec<Rc<Column>>,
    /// One per alert.
    pub alerts: Vec<Rc<AlertBits>>,
    /// Per alert what its conditions let through.
    pub funnels: Vec<Vec<Step>>,
    /// Terms that the program watches, one column each; of a ratio, its numerator.
    pub watched: Vec<Rc<Column>>,
    /// Reports before anything is divided.
    pub reports: Vec<crate::report::State>,
    /// Texts of string columns above; codes of enumerations are member indexes.
    pub texts: Texts,
    /// Values of nodes that a run after this one may read; see [`crate::rescore`].
    pub kept: Kept,
    /// Totals over groups.
    pub(crate) related: OnceCell<Rc<Related>>,
    /// The state after the run, once somebody has asked for it.
    after: OnceCell<After>,
    /// The plan of its day, likewise.
    planned: OnceCell<Planned>,
    /// The offers, once somebody has asked for them.
    offers: OnceCell<Offers>,
    /// The proposal of managers, once somebody has asked for it.
    assigned: OnceCell<Assigned>,
    /// What is kept of the output tables.
    pub(crate) shelf: RefCell<Shelf>,
}

/// An alert's results: per customer, or per row of the table that it asks.
#[derive(Debug, Clone, Default)]
pub struct AlertBits {
    /// Rows for which it is known to be true.
    pub fired: Bits,
    /// Rows for which it is known.
    pub known: Bits,
    /// Rows for which it fired and its task is blocked.
    pub blocked: Bits,
}

/// Reads an as-of instant in the policy's zone and checks it against the policy's effective dates.
///
/// # Errors
/// `BadAsOf`; `NotEffective` unless `force`.
pub fn as_of(model: &Model, text: &str, force: bool) -> Result<i64, Diagnostic> {
    let none = crate::diagnostic::Span::default();
    let instant = date::parse_instant(text.trim(), model.zone())
        .ok_or_else(|| Diagnostic::new(Code::BadAsOf, none, "", &[&text]))?;
    effective(model, instant, force)?;
    Ok(instant)
}

/// Checks an as-of instant against a policy's effective dates.
///
/// # Errors
/// `NotEffective` unless `force`.
pub fn effective(model: &Model, instant: i64, force: bool) -> Result<(), Diagnostic> {
    let day = date::local_date(instant, model.zone());
    let early = model.effective_from.is_some_and(|from| day < from);
    let late = model.effective_to.is_some_and(|to| day >= to);
    if (early || late) && !force {
        let end = |day: Option<i32>| day.map_or_else(|| "..".into(), date::format);
        let range = alloc::format!("{} - {}", end(model.effective_from), end(model.effective_to));
        let none = crate::diagnostic::Span::default();
        return Err(Diagnostic::new(Code::NotEffective, none, "", &[&date::format(day), &range]));
    }
    Ok(())
}

impl<'a> Run<'a> {
    /// The as-of date in the policy's zone.
    #[must_use]
    pub fn today(&self) -> i32 {
        date::local_date(self.as_of, self.model.zone())
    }

    /// Number of customers.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.dataset.tables.first().map_or(0, |t| t.rows)
    }

    /// Why nothing can be concluded from the rows of a child table for a customer.
    #[must_use]
    pub fn table_reason(&self, table: TableId, customer: usize) -> Option<Reason> {
        let data = self.dataset.tables.get(usize::from(table.0))?;
        if !data.supplied {
            return Some(Reason::NotSupplied);
        }
        if data.incomplete.as_ref().is_some_and(|i| i.get(customer)) {
            return Some(Reason::Incomplete);
        }
        let time = self.program.times.get(usize::from(table.0))?;
        TableClock::of(*time, self.dataset.delivery(table), self.today()).doubt
    }

    /// A machine for this run that evaluates all nodes.
    #[must_use]
    pub fn machine(&self) -> Machine<'a> {
        let mut machine = Machine::new(self.program, self.dataset, (self.as_of, self.today()));
        machine.relate(self.related());
        machine
    }

    /// The totals over the groups of its customers.
    pub(crate) fn related(&self) -> Rc<Related> {
        if self.model.groups.is_empty() { Rc::default() } else { Rc::new(relate(self)) }
    }

    /// Blocks of customers.
    pub fn blocks(&self) -> impl Iterator<Item = core::ops::Range<usize>> + use<> {
        let (rows, block) = (self.rows(), self.program.block());
        (0..rows).step_by(block).map(move |start| start..rows.min(start + block))
    }

    /// Evaluates all customers. `contributions` keeps every indicator's contribution to every score.
    #[must_use]
    pub fn evaluate(&self, contributions: bool) -> Outcome {
        self.evaluate_in(&mut Workspace::default(), contributions)
    }

    /// As [`Self::evaluate`], with what the run before has left in `workspace`, for whoever judges few customers often.
    #[must_use]
    pub fn evaluate_in(&self, workspace: &mut Workspace, contributions: bool) -> Outcome {
        let roots = Roots::of(self);
        let related = self.related();
        let outcome = Outcome { related: OnceCell::from(related.clone()), ..roots.outcome(self.program) };
        let (now, needs) = ((self.as_of, self.today()), || roots.needs(self.program));
        let mut machine = Machine::after(workspace, self.program, self.dataset, now, needs);
        machine.relate(related);
        let outcome = outcome.filled(self, &roots, &mut machine, contributions, &mut |_| {});
        *workspace = machine.leave();
        outcome
    }
}

impl Outcome {
    /// Fills the columns of the roots that are open, block by block; `see` is shown every block.
    pub(crate) fn filled<'a>(
        mut self,
        run: &Run<'a>,
        roots: &Roots,
        machine: &mut Machine<'a>,
        contributions: bool,
        see: &mut dyn FnMut(&Machine<'a>),
    ) -> Self {
        self.has_contributions = contributions;
        let (mut reports, mut counter) = (Collector::default(), Counter::default());
        // Without customers an empty block gives every column its place.
        let none = (run.rows() == 0).then_some(0..0);
        for rows in run.blocks().chain(none) {
            let count = rows.len();
            machine.block(rows);
            self.append(run.model, (&*machine, roots), &mut counter, count, contributions);
            reports.add(run, machine, &roots.reports);
            see(machine);
            if self.rows == count {
                self.reserve(run.rows() - count);
            }
        }
        let filled = reports.finish();
        self.reports.resize_with(filled.len(), crate::report::State::default);
        let open = self.reports.iter_mut().zip(filled).zip(&roots.reports).filter(|(_, open)| **open);
        open.for_each(|((state, filled), _)| *state = filled);
        self
    }

    fn append(
        &mut self,
        model: &Model,
        (machine, roots): (&Machine<'_>, &Roots),
        counter: &mut Counter,
        rows: usize,
        contributions: bool,
    ) {
        let program = machine.program();
        self.rows += rows;
        for ((out, root), card) in self.cards.iter_mut().zip(&roots.cards).zip(&model.scorecards) {
            let Some(out) = Rc::get_mut(out).filter(|_| root.open) else { continue };
            out.append(machine, (root.node, card), model, rows, contributions);
        }
        let tables = self.decisions.iter_mut().zip(&roots.decisions);
        for (out, roots) in tables.chain(self.classes.iter_mut().zip(&roots.classes)) {
            append_columns(out, roots, machine, rows, &mut self.texts);
        }
        append_columns(&mut self.tags, &roots.tags, machine, rows, &mut self.texts);
        let alerts = self.alerts.iter_mut().zip(&mut self.funnels).zip(&program.alerts).zip(&roots.alerts);
        for (((out, steps), alert), open) in alerts {
            let Some(out) = Rc::get_mut(out).filter(|_| *open) else { continue };
            let domain = program.node(alert.when).map_or(Domain::Customer, |n| n.domain);
            out.append(machine.masks(alert.when), machine.rows(domain), |at| {
                alert.blocks.iter().fold(0, |blocked, (_, id)| {
                    let (truth, known) = machine.masks(*id);
                    blocked | truth.get(at).unwrap_or(&0) | !known.get(at).unwrap_or(&0)
                })
            });
            counter.add(steps, machine, alert);
        }
        append_columns(&mut self.watched, &roots.watched, machine, rows, &mut self.texts);
    }
}

impl Outcome {
    /// A machine for the run of which this is the outcome, of what some nodes rest on.
    pub(crate) fn machine<'a>(&self, run: &Run<'a>, needs: &Needs) -> Machine<'a> {
        let mut machine = Machine::for_needs(run.program, run.dataset, (run.as_of, run.today()), needs);
        machine.relate(self.related(run).clone());
        machine
    }

    /// The totals over groups of the run of which this is the outcome.
    pub(crate) fn related(&self, run: &Run<'_>) -> &Rc<Related> {
        self.related.get_or_init(|| run.related())
    }

    /// The state after the run of which this is the outcome.
    pub(crate) fn state(&self, run: &Run<'_>) -> &After {
        self.after.get_or_init(|| advance(run, self))
    }

    /// The state after the run if somebody has asked for it, and its plan likewise.
    pub(crate) fn made(&self) -> (Option<&After>, Option<&Planned>) {
        (self.after.get(), self.planned.get())
    }

    /// The plan of the day of the run of which this is the outcome.
    pub(crate) fn plan(&self, run: &Run<'_>) -> &Planned {
        self.planned.get_or_init(|| plan(run, self))
    }

    /// The offers of the run of which this is the outcome.
    pub(crate) fn offers(&self, run: &Run<'_>) -> &Offers {
        self.offers.get_or_init(|| Offers::of(run, self))
    }

    /// The managers proposed for the customers of the run of which this is the outcome.
    pub(crate) fn assigned(&self, run: &Run<'_>) -> &Assigned {
        self.assigned.get_or_init(|| assign(run, self))
    }

    /// Makes room for the rows of the blocks that follow, once the columns are there.
    fn reserve(&mut self, rows: usize) {
        self.cards.iter_mut().filter_map(Rc::get_mut).for_each(|card| card.reserve(rows));
        for column in self.decisions.iter_mut().flatten().filter_map(Rc::get_mut) {
            column.values.reserve(rows);
        }
    }
}

impl AlertBits {
    /// Appends the rows of a block.
    fn append(&mut self, (truth, known): (&[u64], &[u64]), rows: usize, blocks: impl Fn(usize) -> u64) {
        let fired = || truth.iter().zip(known).map(|(truth, known)| truth & known);
        self.blocked.extend(rows, fired().enumerate().map(|(at, fired)| fired & blocks(at)));
        self.fired.extend(rows, fired());
        self.known.extend(rows, known.iter().copied());
    }

    /// How many rows fired, did not, are unknown.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let (fired, known) = (self.fired.count_ones(), self.known.count_ones());
        (fired, known - fired, self.known.len() - known)
    }
}

/// Appends the block's values of customer nodes to the columns that are open.
fn append_columns(
    columns: &mut [Rc<Column>],
    roots: &[Root],
    machine: &Machine<'_>,
    rows: usize,
    texts: &mut Texts,
) {
    for (column, Root { node: id, ty, open }) in columns.iter_mut().zip(roots) {
        let Some(column) = Rc::get_mut(column).filter(|_| *open) else { continue };
        if let Some(bits) = &mut column.known {
            bits.extend(rows, machine.known(*id).iter().copied());
        }
        match &mut column.values {
            Values::Bool(out) => {
                let (truth, known) = machine.masks(*id);
                out.extend(rows, truth.iter().zip(known).map(|(truth, known)| truth & known));
            }
            Values::I64(out) if matches!(ty, Type::Timestamp | Type::Duration) => {
                // What is finer than a column goes down to the microsecond before it.
                out.extend((0..rows).map(|row| {
                    let nanos = if machine.is_known(*id, row) { machine.wide_at(*id, row) } else { 0 };
                    i64::try_from(nanos.div_euclid(MICRO)).unwrap_or(0)
                }));
            }
            Values::I64(out) => machine.append(*id, rows, out),
            Values::I32(out) => machine.append(*id, rows, out),
            Values::F64(out) => machine.append(*id, rows, out),
            Values::Code(out) if *ty == Type::String => {
                for row in 0..rows {
                    let text = machine.is_known(*id, row).then(|| machine.text(machine.code_at(*id, row)));
                    out.push(text.and_then(|t| texts.intern(t)).unwrap_or(0));
                }
            }
            Values::Code(out) => machine.append(*id, rows, out),
        }
    }
}

/// Appends the block's values of a number, a date or a code to column `at`, which is made where it is
/// not there; unknown cells hold zeros.
fn append_input(columns: &mut Vec<Column>, at: usize, id: NodeId, machine: &Machine<'_>, rows: usize) {
    if columns.len() <= at {
        let repr = machine.program().node(id).map_or(Repr::Bits, |n| n.repr);
        columns.push(Column { values: empty(repr), known: Some(Bits::default()), reasons: Vec::new() });
    }
    let Some(column) = columns.get_mut(at) else { return };
    if let Some(bits) = &mut column.known {
        bits.extend(rows, machine.known(id).iter().copied());
    }
    match &mut column.values {
        Values::Bool(_) => {}
        Values::I64(out) => machine.append(id, rows, out),
        Values::I32(out) => machine.append(id, rows, out),
        Values::F64(out) => machine.append(id, rows, out),
        Values::Code(out) => machine.append(id, rows, out),
    }
}

fn empty(repr: Repr) -> Values {
    match repr {
        Repr::Bits => Values::Bool(Bits::default()),
        Repr::I64 | Repr::Wide | Repr::Card => Values::I64(Vec::new()),
        Repr::I32 => Values::I32(Vec::new()),
        Repr::F64 => Values::F64(Vec::new()),
        Repr::Code => Values::Code(Vec::new()),
    }
}

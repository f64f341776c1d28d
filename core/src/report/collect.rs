//! Fills the states of a run's reports, a block of customers at a time.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use appraise_kernels::table;

use super::state::{Cell, State, Sums};
use crate::column::{Bits, Texts};
use crate::evaluate::Machine;
use crate::explain::render;
use crate::model::{Domain, Group, Report};
use crate::outcome::Run;
use crate::policy::FigureKind;
use crate::program::{Lowered, ReportNodes, Repr, Shown};

/// So many combinations of groups are looked up by their number.
const COMBINATIONS: usize = 4096;

/// The group of customers of whom the value is not known.
pub const UNKNOWN: &str = "unknown";

/// The reports of a run while it goes on.
#[derive(Debug, Default)]
pub struct Collector(Vec<Filling>);

/// Where a customer went whom the condition leaves out, and one of whom that is not known.
pub(crate) const OUT: u32 = u32::MAX;
/// As [`OUT`].
pub(crate) const DOUBTFUL: u32 = u32::MAX - 1;

/// What a report notes of single customers.
pub(crate) struct Placing<'a> {
    /// Who counts at all; `None`: everybody.
    pub takes: Option<&'a Bits>,
    /// Per customer so far the place of the cell, counted as cells are met, [`OUT`] or [`DOUBTFUL`].
    pub places: &'a mut Vec<u32>,
}

/// One report while it is being filled.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    /// What is known so far; its cells stand as they were met.
    pub state: State,
    /// Per group the texts seen.
    texts: Vec<Texts>,
    /// Per group and code the number of its text.
    codes: Vec<Vec<u32>>,
    /// A tree of groups: per node the next node by number of the text, and the cell.
    tree: Vec<(Vec<u32>, Option<usize>)>,
}

/// Whom of a block a report takes.
struct Who<'a> {
    /// Who counts at all, and where the block starts in it; `None`: everybody.
    counts: Option<(&'a Bits, usize)>,
    /// The report's condition: where it is true, and where it is known.
    filter: Option<(&'a [u64], &'a [u64])>,
}

impl Who<'_> {
    /// [`OUT`] or [`DOUBTFUL`] for a customer whom the report does not take.
    fn leaves_out(&self, row: usize) -> Option<u32> {
        if self.counts.is_some_and(|(counts, start)| !counts.get(start + row)) {
            return Some(OUT);
        }
        let (truth, known) = self.filter?;
        let bit = |words: &[u64]| words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1);
        match (bit(known), bit(truth)) {
            (true, true) => None,
            (true, false) => Some(OUT),
            (false, _) => Some(DOUBTFUL),
        }
    }

    /// Gives those whom the report does not take the number `behind`, and those of whom that is not known the next.
    fn leave_out(&self, behind: u32, numbers: &mut [u32]) {
        if self.counts.is_none() && self.filter.is_none() {
            return;
        }
        for (row, number) in numbers.iter_mut().enumerate() {
            *number = match self.leaves_out(row) {
                None => *number,
                Some(DOUBTFUL) => behind + 1,
                Some(_) => behind,
            };
        }
    }
}

impl Collector {
    /// Adds the customers of the machine's present block to those reports that are open.
    pub fn add(&mut self, run: &Run<'_>, machine: &Machine<'_>, open: &[bool]) {
        self.0.resize_with(run.model.reports.len(), Filling::default);
        let all = self.0.iter_mut().zip(&run.model.reports).enumerate();
        for ((at, (filling, report)), _) in all.zip(open).filter(|(_, open)| **open) {
            filling.block(run, machine, (at, report), None);
        }
    }

    /// The states.
    #[must_use]
    pub fn finish(self) -> Vec<State> {
        let settled = |mut filling: Filling| {
            filling.state.settle();
            filling.state
        };
        self.0.into_iter().map(settled).collect()
    }
}

impl Filling {
    /// Adds the customers of the machine's present block.
    pub fn block(
        &mut self,
        run: &Run<'_>,
        machine: &Machine<'_>,
        (index, report): (usize, &Report),
        mut placing: Option<Placing<'_>>,
    ) {
        let Some(nodes) = run.program.reports.get(index) else { return };
        let rows = machine.rows(Domain::Customer);
        let start = machine.range(Domain::Customer).start;
        self.texts.resize_with(report.by.len(), Texts::default);
        self.codes.resize_with(report.by.len(), Vec::new);
        if self.tree.is_empty() {
            self.tree.push((Vec::new(), None));
        }
        let who = Who {
            counts: placing.as_ref().and_then(|placing| placing.takes).map(|takes| (takes, start)),
            filter: nodes.filter.map(|filter| machine.masks(filter)),
        };
        let places = self.places((run, machine), report, nodes, (&who, rows)).unwrap_or_else(|| {
            let place =
                |row| who.leaves_out(row).unwrap_or_else(|| self.place((run, machine), report, nodes, row));
            (0..rows).map(place).collect()
        });
        let doubtful = places.iter().filter(|place| **place == DOUBTFUL).count();
        self.state.doubtful += i64::try_from(doubtful).unwrap_or(i64::MAX);
        if let Some(placing) = &mut placing {
            placing.places.extend_from_slice(&places);
        }
        self.count(&places);
        for (figure, (kind, of)) in report.figures.iter().map(|figure| figure.kind).zip(&nodes.of).enumerate()
        {
            if let Some(id) = of {
                self.sum(figure, kind, &places, (&numbers(machine, *id, rows), machine.known(*id)));
            }
        }
    }

    /// Adds customers to their cells.
    fn count(&mut self, places: &[u32]) {
        let mut counts = vec![0; self.state.cells.len()];
        table::count(places, &mut counts);
        self.state.cells.iter_mut().zip(counts).for_each(|(cell, count)| cell.rows += count);
    }

    /// Adds values, as far as they are known, to a figure of their cells.
    fn sum(&mut self, figure: usize, kind: FigureKind, places: &[u32], (values, known): (&[i64], &[u64])) {
        let mut more = vec![(0, 0); self.state.cells.len()];
        table::sum(places, values, known, &mut more);
        for (cell, (count, sum)) in self.state.cells.iter_mut().zip(more) {
            if let Some(sums) = cell.figures.get_mut(figure) {
                sums.known += count;
                sums.sum += sum;
            }
        }
        if kind == FigureKind::Quantiles {
            let is_known = |row: usize| known.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1);
            let rows = places.iter().zip(values).enumerate().filter(|(row, _)| is_known(*row));
            for (_, (place, value)) in rows {
                let cell = self.state.cells.get_mut(*place as usize);
                if let Some(sums) = cell.and_then(|cell| cell.figures.get_mut(figure)) {
                    sums.spread.add(*value);
                }
            }
        }
    }

    /// The places of the cells of a block, found by numbers of groups a column at a time; `None` where a group has to be
    /// looked at row by row, or the groups have too many combinations.
    fn places(
        &mut self,
        (run, machine): (&Run<'_>, &Machine<'_>),
        report: &Report,
        nodes: &ReportNodes,
        (who, rows): (&Who<'_>, usize),
    ) -> Option<Vec<u32>> {
        let mut pairs = vec![0; rows];
        let mut combinations = 1usize;
        for (place, (group, shown)) in report.by.iter().zip(&nodes.by).enumerate() {
            let numbers = self.numbers_of(run, machine, (group, *shown), (place, rows))?;
            let width = self.texts.get(place)?.len().max(1);
            combinations = combinations.checked_mul(width).filter(|all| *all <= COMBINATIONS)?;
            table::pair(&mut pairs, u32::try_from(width).ok()?, &numbers);
        }
        // Those who are left out have numbers of their own behind the combinations.
        let mut cells = vec![OUT; combinations];
        cells.extend([OUT, DOUBTFUL]);
        let behind = u32::try_from(combinations).ok()?;
        who.leave_out(behind, &mut pairs);
        let firsts = table::firsts(&pairs, combinations);
        let mut met: Vec<_> = firsts.iter().zip(&mut cells).filter(|(row, _)| **row != u32::MAX).collect();
        met.sort_unstable_by_key(|(row, _)| **row);
        for (row, cell) in met {
            *cell = self.place((run, machine), report, nodes, *row as usize);
        }
        table::rename(&cells, OUT, &mut pairs);
        Some(pairs)
    }

    /// The number of a group's text in each row; `None` where its values are no codes.
    fn numbers_of(
        &mut self,
        run: &Run<'_>,
        machine: &Machine<'_>,
        (group, shown): (&Group, Shown),
        (place, rows): (usize, usize),
    ) -> Option<Vec<u32>> {
        let Lowered::Node(id) = shown.at else { return None };
        machine.program().node(id).filter(|node| node.repr == Repr::Code)?;
        let mut numbers = Vec::with_capacity(rows);
        machine.append(id, rows, &mut numbers);
        table::rename(self.codes.get(place)?, u32::MAX, &mut numbers);
        let unknown = self.texts.get_mut(place)?.intern(UNKNOWN)?;
        table::mark_unknown(&mut numbers, machine.known(id), unknown);
        for (row, number) in numbers.iter_mut().enumerate().filter(|(_, number)| **number == u32::MAX) {
            *number = self.number(run, machine, group, shown, (place, row));
        }
        Some(numbers)
    }

    /// The place of the cell of a customer whom the report takes.
    fn place(
        &mut self,
        (run, machine): (&Run<'_>, &Machine<'_>),
        report: &Report,
        nodes: &ReportNodes,
        row: usize,
    ) -> u32 {
        let mut at = 0;
        for (place, (group, shown)) in report.by.iter().zip(&nodes.by).enumerate() {
            let text = self.number(run, machine, group, *shown, (place, row));
            at = self.next(at, text);
        }
        self.cell(at, report, (run, machine, &nodes.by, row))
    }

    /// The number of a group's text in a row; that of codes is remembered.
    fn number(
        &mut self,
        run: &Run<'_>,
        machine: &Machine<'_>,
        group: &Group,
        shown: Shown,
        (place, row): (usize, usize),
    ) -> u32 {
        let code = match shown.at {
            Lowered::Node(id) if machine.program().node(id).is_some_and(|n| n.repr == Repr::Code) => {
                machine.is_known(id, row).then(|| machine.code_at(id, row) as usize)
            }
            _ => None,
        };
        let known = self.codes.get(place).zip(code).and_then(|(codes, code)| codes.get(code)).copied();
        if let Some(number) = known.filter(|n| *n != u32::MAX) {
            return number;
        }
        let text = text(run, machine, group, shown, row);
        let number = self.texts.get_mut(place).and_then(|t| t.intern(&text)).unwrap_or(0);
        if let (Some(codes), Some(code)) = (self.codes.get_mut(place), code) {
            set(codes, code, number);
        }
        number
    }

    /// The node below a node of the tree.
    fn next(&mut self, at: usize, number: u32) -> usize {
        let known = self.tree.get(at).and_then(|(next, _)| next.get(number as usize)).copied();
        if let Some(found) = known.filter(|n| *n != u32::MAX) {
            return found as usize;
        }
        let new = self.tree.len();
        self.tree.push((Vec::new(), None));
        if let Some((next, _)) = self.tree.get_mut(at) {
            set(next, number as usize, u32::try_from(new).unwrap_or(u32::MAX));
        }
        new
    }

    /// The place of the cell of a node of the tree, made when a customer comes there for the first time.
    fn cell(
        &mut self,
        at: usize,
        report: &Report,
        (run, machine, by, row): (&Run<'_>, &Machine<'_>, &[Shown], usize),
    ) -> u32 {
        let Some((_, cell)) = self.tree.get_mut(at) else { return OUT };
        let place = *cell.get_or_insert(self.state.cells.len());
        if place == self.state.cells.len() {
            let groups =
                report.by.iter().zip(by).map(|(group, shown)| text(run, machine, group, *shown, row));
            let figures = vec![Sums::default(); report.figures.len()];
            self.state.cells.push(Cell { groups: groups.collect(), rows: 0, figures });
        }
        u32::try_from(place).unwrap_or(OUT)
    }
}

/// The text of a group in a row.
fn text(run: &Run<'_>, machine: &Machine<'_>, group: &Group, shown: Shown, row: usize) -> String {
    let text = match shown.at {
        Lowered::Node(id) if !group.bins.is_empty() => {
            let bin = machine.is_known(id, row).then(|| group.bins.get(machine.code_at(id, row) as usize));
            bin.flatten().map(|b| b.text.clone())
        }
        _ => render::value(run, machine, shown, row),
    };
    text.unwrap_or_else(|| UNKNOWN.into())
}

/// Values of a block as numbers: true is 1.
fn numbers(machine: &Machine<'_>, id: crate::program::NodeId, rows: usize) -> Vec<i64> {
    let mut out = Vec::with_capacity(rows);
    match machine.program().node(id).map(|n| n.repr) {
        Some(Repr::Bits) => out.extend((0..rows).map(|row| i64::from(machine.is_true(id, row)))),
        _ => machine.append(id, rows, &mut out),
    }
    out
}

/// Sets an entry of a list that grows as needed.
fn set(list: &mut Vec<u32>, at: usize, value: u32) {
    if list.len() <= at {
        list.resize(at + 1, u32::MAX);
    }
    list.iter_mut().skip(at).take(1).for_each(|entry| *entry = value);
}

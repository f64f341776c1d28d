//! Why a value is unknown, found from what the slots hold.
//!
//! Where several reasons meet, the smallest (reason, field) wins, so that neither the order of operands nor the way in
//! which common subexpressions were merged can matter.

use alloc::vec::Vec;

use super::Machine;
use crate::model::{ClassPart, Clock, Domain, FieldId, Missing, ScorePart, TableId};
use crate::program::{Arith, Convert, DatePair, Gauge, NodeId, Op, Program};
use crate::value::Reason;

/// Why a value is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The reason.
    pub reason: Reason,
    /// What it is about.
    pub subject: Subject,
}

/// What a reason is about. Tables come before fields, fields go by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The expression itself.
    Expression,
    /// A child table.
    Table(TableId),
    /// A field; the rank orders fields by name.
    Field(u16, FieldId),
}

/// Causes that a machine's nodes have been found to have, for whoever asks for many of them: of each node that of the
/// row that was asked last. They are forgotten when the machine goes on to another block or another product.
#[derive(Debug, Default)]
pub struct Causes {
    /// The pass of the machine in which they were found.
    pass: u64,
    /// By node: a row, and its cause.
    found: Vec<Option<(usize, Cause)>>,
}

impl Causes {
    /// Those of the machine's present pass.
    fn of(&mut self, machine: &Machine<'_>) {
        if self.pass != machine.pass || self.found.is_empty() {
            self.pass = machine.pass;
            self.found.clear();
            self.found.resize(machine.program().nodes.len(), None);
        }
    }

    fn of_row(&self, id: NodeId, row: usize) -> Option<Cause> {
        let (of, cause) = (*self.found.get(id.at())?)?;
        (of == row).then_some(cause)
    }

    fn keep(&mut self, id: NodeId, row: usize, cause: Cause) {
        self.found.iter_mut().skip(id.at()).take(1).for_each(|found| *found = Some((row, cause)));
    }
}

/// Whether a node is what people have written on forms, as far as it may be used.
fn is_given(program: &Program, id: NodeId) -> bool {
    match program.node(id).map(|node| &node.op) {
        Some(Op::Override(_)) => true,
        Some(Op::Select(_, value, _)) => {
            program.node(*value).is_some_and(|node| matches!(node.op, Op::Override(_)))
        }
        _ => false,
    }
}

impl Machine<'_> {
    /// Why a row (counted within the block) of a node is unknown; `None` when it is known. `ranks` gives the rank of
    /// a field by name.
    #[must_use]
    pub fn cause(&self, id: NodeId, row: usize, ranks: &dyn Fn(FieldId) -> u16) -> Option<Cause> {
        self.cause_of(id, row, ranks, &mut Causes::default())
    }

    /// As [`Self::cause`], for whoever asks for many causes: `known` are those that were found before, with the same
    /// ranks.
    #[must_use]
    pub fn cause_of(
        &self,
        id: NodeId,
        row: usize,
        ranks: &dyn Fn(FieldId) -> u16,
        known: &mut Causes,
    ) -> Option<Cause> {
        if self.is_known(id, row) {
            return None;
        }
        known.of(self);
        Search { machine: self, ranks, memo: known }.cause(id, row)
    }
}

struct Search<'a, 'b> {
    machine: &'a Machine<'b>,
    ranks: &'a dyn Fn(FieldId) -> u16,
    memo: &'a mut Causes,
}

impl Search<'_, '_> {
    fn cause(&mut self, id: NodeId, row: usize) -> Option<Cause> {
        if self.machine.is_known(id, row) {
            return None;
        }
        let found = self.memo.of_row(id, row).unwrap_or_else(|| {
            let found = self.find(id, row);
            self.memo.keep(id, row, found);
            found
        });
        Some(found)
    }

    /// The smallest cause among unknown operands.
    fn least(&mut self, ids: &[NodeId], row: usize) -> Option<Cause> {
        self.least_of(ids.iter().copied(), row)
    }

    fn least_of(&mut self, ids: impl Iterator<Item = NodeId>, row: usize) -> Option<Cause> {
        ids.filter_map(|id| self.cause(id, row)).min()
    }

    fn operands_or(&mut self, ids: &[NodeId], row: usize, own: Reason) -> Cause {
        self.least(ids, row).unwrap_or(Cause { reason: own, subject: Subject::Expression })
    }

    /// As [`Self::operands_or`], for operations that divide.
    fn quotient(&mut self, num: NodeId, den: NodeId, row: usize, own: Reason) -> Cause {
        let zero = self.machine.i64_at(den, row) == 0;
        self.operands_or(&[num, den], row, if zero { Reason::DivZero } else { own })
    }

    fn find(&mut self, id: NodeId, row: usize) -> Cause {
        let own = |reason| Cause { reason, subject: Subject::Expression };
        let program = self.machine.program();
        let Some(node) = program.node(id) else { return own(Reason::Missing) };
        match &node.op {
            Op::Input(field) => self.input(*field, row, node.domain),
            Op::Withdrawn(field) => {
                Cause { reason: Reason::Withdrawn, subject: Subject::Field((self.ranks)(*field), *field) }
            }
            Op::And(list) | Op::Or(list) => self.operands_or(list, row, Reason::Missing),
            Op::Not(a) | Op::IsNull(a) | Op::Known(a) => self.operands_or(&[*a], row, Reason::Missing),
            // Of known operands only NaN has no order.
            Op::Compare(_, a, b) => self.operands_or(&[*a, *b], row, Reason::NotFinite),
            // That nobody overrides it is no reason.
            Op::Coalesce(a, b) if program.node(*a).is_some_and(|n| matches!(n.op, Op::Override(_))) => {
                self.operands_or(&[*b], row, Reason::Missing)
            }
            // Nor that nobody has filled it.
            Op::Coalesce(a, b) if is_given(program, *b) => self.operands_or(&[*a], row, Reason::Missing),
            Op::SameCode(_, a, b)
            | Op::CompareText(_, a, b)
            | Op::TextTest(_, a, b)
            | Op::Concat(a, b)
            | Op::Coalesce(a, b) => self.operands_or(&[*a, *b], row, Reason::Missing),
            Op::InInts(a, _) | Op::InDoubles(a, _) | Op::InTexts(a, _) | Op::InMembers(a, _) => {
                self.operands_or(&[*a], row, Reason::Missing)
            }
            Op::CompareRatio { num, den, with, .. } => {
                self.operands_or(&[*num, *den, *with], row, Reason::DivZero)
            }
            Op::CompareRatios { parts, .. } => self.operands_or(parts, row, Reason::DivZero),
            Op::RoundRatio { num, den, .. } => self.quotient(*num, *den, row, Reason::Overflow),
            Op::Arith(Arith::Div | Arith::Rem, a, b) => self.quotient(*a, *b, row, Reason::Overflow),
            Op::DatePair(
                pair @ (DatePair::AddBusinessDays | DatePair::AddBusinessHours(_) | DatePair::BusinessDays),
                a,
                b,
            ) => self.business(*pair, *a, *b, row),
            Op::Arith(_, a, b) | Op::DatePair(_, a, b) => self.operands_or(&[*a, *b], row, Reason::Overflow),
            Op::Convert(convert, a) => self.conversion(*convert, *a, row),
            Op::Select(c, a, b) => self.choice([*c, *a, *b], row).unwrap_or(own(Reason::Missing)),
            Op::DatePart(_, a) => self.operands_or(&[*a], row, Reason::Overflow),
            Op::Finite(a) => self.operands_or(&[*a], row, Reason::NotFinite),
            Op::Segment(_, a) => self.operands_or(&[*a], row, Reason::NoHit),
            Op::SegmentRatio { num, den, .. } => self.quotient(*num, *den, row, Reason::NoHit),
            Op::Pick(a, _) => self.operands_or(&[*a], row, Reason::NoHit),
            Op::Decide(list) => self.decide(list, row),
            Op::Fold(_, list) => self.fold(list, row),
            Op::Find(table, key, day) => self.find_row(*table, *key, *day, row),
            Op::Refer(found, field) => self.referred(*found, *field, row),
            Op::Gather(a) | Op::Beside(a) => self.elsewhere(&node.op, *a, node.domain, row),
            Op::Aggregate { table, .. } => self.aggregate(&node.op, *table, node.domain, row),
            Op::Clock(Clock::CutOff(table)) => {
                Cause { reason: Reason::Invalid, subject: Subject::Table(*table) }
            }
            Op::Usable(table) => {
                let reason = self.machine.table_clock(*table).doubt.unwrap_or(Reason::Missing);
                Cause { reason, subject: Subject::Table(*table) }
            }
            Op::Turn(table) => Cause { reason: Reason::Incomplete, subject: Subject::Table(*table) },
            Op::CardPart(card, part) => self.card_part(*card, *part, row),
            Op::ClassPart(class, part) => self.class_part(*class, *part),
            _ => own(Reason::Missing),
        }
    }

    /// Of a choice the cause of its condition, or of the branch that was taken.
    fn choice(&mut self, [condition, yes, no]: [NodeId; 3], row: usize) -> Option<Cause> {
        let branch = if self.machine.is_true(condition, row) { yes } else { no };
        self.cause(condition, row).or_else(|| self.cause(branch, row))
    }

    fn input(&self, field: FieldId, row: usize, domain: Domain) -> Cause {
        let subject = Subject::Field((self.ranks)(field), field);
        let Some(table) = self.machine.dataset().tables.get(usize::from(field.table.0)) else {
            return Cause { reason: Reason::NotSupplied, subject };
        };
        if !table.supplied {
            return Cause { reason: Reason::NotSupplied, subject: Subject::Table(field.table) };
        }
        let at = u32::try_from(self.machine.range(domain).start + row).unwrap_or(u32::MAX);
        self.cell(field, at)
    }

    /// Why a cell of a table has no value.
    fn cell(&self, field: FieldId, at: u32) -> Cause {
        let subject = Subject::Field((self.ranks)(field), field);
        let column = self.machine.column(field);
        let reason = column.and_then(|c| {
            let found = c.reasons.binary_search_by_key(&at, |(r, _)| *r).ok()?;
            c.reasons.get(found).map(|(_, reason)| *reason)
        });
        Cause { reason: reason.unwrap_or(Reason::Missing), subject }
    }

    /// Why there is no value in the row that was found, if one was.
    fn referred(&mut self, found: NodeId, field: FieldId, row: usize) -> Cause {
        let at = self.machine.code_at(found, row);
        self.cause(found, row).unwrap_or_else(|| self.cell(field, at))
    }

    /// Why no row of a reference table was found.
    fn find_row(&mut self, table: TableId, key: NodeId, day: NodeId, row: usize) -> Cause {
        if let Some(cause) = self.least(&[key, day], row) {
            return cause;
        }
        let data = self.machine.dataset().tables.get(usize::from(table.0));
        let (key, day) = (self.machine.code_at(key, row), self.machine.i32_at(day, row));
        let reason = data.and_then(|data| data.find(key, day).err()).unwrap_or(Reason::NotSupplied);
        Cause { reason, subject: Subject::Table(table) }
    }

    /// Why business days cannot be counted.
    fn business(&mut self, pair: DatePair, a: NodeId, b: NodeId, row: usize) -> Cause {
        if let Some(cause) = self.least(&[a, b], row) {
            return cause;
        }
        let (machine, days) = (self.machine, self.machine.workdays());
        let reason = match pair {
            DatePair::AddBusinessDays => days.add(machine.i32_at(a, row), machine.i64_at(b, row)).err(),
            DatePair::AddBusinessHours(zone) => {
                days.later(machine.wide_at(a, row), machine.i64_at(b, row), zone).err()
            }
            _ => days.between(machine.i32_at(a, row), machine.i32_at(b, row)).err(),
        };
        Cause { reason: reason.unwrap_or(Reason::NoHit), subject: Subject::Table(days.table()) }
    }

    /// The least cause of rows that might have fired before the one that would.
    fn decide(&mut self, list: &[(u32, u32, NodeId)], row: usize) -> Cause {
        let fires = list.iter().find(|(_, _, id)| self.machine.is_true(*id, row));
        let before = fires.map_or(u32::MAX, |(rank, ..)| *rank);
        let doubtful = list.iter().filter(|(rank, ..)| *rank < before).map(|(_, _, id)| *id);
        let none = Cause { reason: Reason::NoHit, subject: Subject::Expression };
        self.least_of(doubtful, row).unwrap_or(none)
    }

    /// Of a row that is unknown; or no row fires; or the sum of those that do does not fit.
    fn fold(&mut self, list: &[(NodeId, i64)], row: usize) -> Cause {
        let none = list.iter().all(|(id, _)| !self.machine.is_true(*id, row));
        let reason = if none { Reason::NoHit } else { Reason::Overflow };
        let own = Cause { reason, subject: Subject::Expression };
        self.least_of(list.iter().map(|(id, _)| *id), row).unwrap_or(own)
    }

    fn conversion(&mut self, convert: Convert, a: NodeId, row: usize) -> Cause {
        let reason = match convert {
            Convert::TextToInt
            | Convert::TextToDouble
            | Convert::TextToBool
            | Convert::TextToDecimal(_)
            | Convert::TextToInstant
            | Convert::TextToMoment(_)
            | Convert::TextToDuration
            | Convert::TextToDate => Reason::Invalid,
            Convert::DoubleToDecimal(_) | Convert::DoubleToInt
                if !self.machine.f64_at(a, row).is_finite() =>
            {
                Reason::NotFinite
            }
            _ => Reason::Overflow,
        };
        self.operands_or(&[a], row, reason)
    }

    /// The cause of a value that comes from a row of another domain.
    fn elsewhere(&mut self, op: &Op, from: NodeId, domain: Domain, row: usize) -> Cause {
        let machine = self.machine;
        let at = match (op, machine.program().node(from)) {
            (Op::Beside(_), _) => machine.inner_row(domain, row),
            (_, Some(node)) => machine.source(node.domain, domain, row),
            _ => row,
        };
        self.cause(from, at).unwrap_or(Cause { reason: Reason::Missing, subject: Subject::Expression })
    }

    fn aggregate(&mut self, op: &Op, table: TableId, domain: Domain, row: usize) -> Cause {
        let own = |reason| Cause { reason, subject: Subject::Table(table) };
        let Op::Aggregate { kind, of, filter, order, since, .. } = op else { return own(Reason::Missing) };
        let rows = match self.machine.reduced_rows(table, domain, row) {
            Ok(rows) => rows,
            Err(reason) => return own(reason),
        };
        let customer = self.machine.source(Domain::Customer, domain, row);
        if let Some(since) = since.filter(|since| !self.machine.covers(table, *since, customer)) {
            return self.cause(since, customer).unwrap_or(own(Reason::NotCovered));
        }
        let mut least: Option<Cause> = None;
        let mut taken = 0usize;
        for child in rows.clone() {
            let unknown_filter = filter.and_then(|f| self.cause(f, child));
            let counts = filter.is_none_or(|f| self.machine.is_true(f, child));
            let unknown_value = if counts { order.or(*of).and_then(|v| self.cause(v, child)) } else { None };
            taken += usize::from(counts);
            least = least.into_iter().chain(unknown_filter).chain(unknown_value).min();
        }
        if let (None, Some(order), Some(of)) = (least, order, of) {
            let taken = self.machine.taken(*filter, Some(*order));
            let picked = self.machine.picked(*kind, *order, &taken, rows);
            least = picked.and_then(|child| self.cause(*of, child));
        }
        least.unwrap_or(own(if taken == 0 { Reason::Empty } else { Reason::Overflow }))
    }

    /// The state could not be read; or there is nothing pending, announced or held.
    fn class_part(&self, class: NodeId, part: ClassPart) -> Cause {
        let program = self.machine.program();
        let table = match program.node(class).map(|n| &n.op) {
            Some(Op::Class(index)) => program.classes.get(*index as usize).map(|c| c.state),
            _ => None,
        };
        match (part, table) {
            (ClassPart::Pending | ClassPart::NoticeUntil | ClassPart::Cause, _) | (_, None) => {
                Cause { reason: Reason::Missing, subject: Subject::Expression }
            }
            (_, Some(table)) => Cause { reason: Reason::Incomplete, subject: Subject::Table(table) },
        }
    }

    fn card_part(&mut self, card: NodeId, part: ScorePart, row: usize) -> Cause {
        let low = Cause { reason: Reason::LowConfidence, subject: Subject::Expression };
        let program = self.machine.program();
        let Some(Op::Card(index)) = program.node(card).map(|n| &n.op) else { return low };
        let Some(card) = program.cards.get(*index as usize) else { return low };
        if let Some(population) = card.population
            && !self.machine.is_true(population, row)
        {
            let outside = Cause { reason: Reason::NotScored, subject: Subject::Expression };
            return self.cause(population, row).unwrap_or(outside);
        }
        match part {
            ScorePart::Baseline => {
                card.baseline.as_ref().and_then(|gauge| self.cause(gauge.input, row)).unwrap_or(low)
            }
            ScorePart::Score => {
                let withdrawn = |g: &Gauge| g.withdrawn.is_some_and(|id| self.machine.is_true(id, row));
                let required = card.gauges.iter().filter(|g| g.missing == Missing::Unknown && !withdrawn(g));
                self.least_of(required.map(|g| g.input), row).unwrap_or(low)
            }
            _ => low,
        }
    }
}

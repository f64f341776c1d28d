//! The columnar evaluator: a program over a dataset, a block of customers at a time.
//!
//! Every node of the program has a slot: its values and a bitmap of which of them are known. Inputs are read where
//! they lie in the dataset. Operands come before their users, so one pass over the nodes evaluates a block. Reasons
//! of unknown values are not carried along: [`Machine::reason`] finds them afterwards from what the slots hold, for
//! the few rows that somebody asks about.
//!
//! INVARIANT: the result of a row depends on nothing but that customer's row, its child rows and the as-of date.
#![expect(
    clippy::indexing_slicing,
    reason = "node ids and row ranges are made by compile and block() and in range"
)]

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use appraise_kernels::child;

use crate::column::bits::ones;
use crate::column::{self, Column, Texts, Values};
use crate::dataset::Dataset;
use crate::model::holdout::is_drawn;
use crate::model::{CUSTOMERS, Domain, FieldId, TableId};
use crate::program::{Needs, Node, NodeId, Op, Program, Repr};
use crate::relate::Related;

mod aggregate;
mod card;
mod class;
mod clock;
mod convert;
mod dates;
mod held;
mod lane;
mod logic;
mod number;
pub(crate) mod overlays;
pub(crate) mod overrides;
mod pairs;
mod ratio;
mod reason;
mod reduce;
mod reference;
mod segment;
mod text;
mod turn;
mod workdays;
mod workspace;

pub use card::CardBlock;
pub use class::Classed;
pub use clock::TableClock;
use lane::Arg;
pub use lane::{Lane, Slot};
use pairs::Pairs;
pub use pairs::{BLOCK_WITH_PAIRS, MAX_PAIRS};
pub use reason::{Cause, Causes, Subject};
pub use turn::Product;
pub(crate) use turn::products;
pub use workdays::Workdays;
pub use workspace::Workspace;

/// Nanoseconds of a microsecond, which is what columns count.
pub(crate) const MICRO: i128 = 1000;

/// Customers per block: a multiple of 64, so that bitmaps of customers are cut at words.
pub const BLOCK: usize = 1024;

/// A program at work on a dataset.
pub struct Machine<'a> {
    program: &'a Program,
    dataset: &'a Dataset,
    now: i64,
    today: i32,
    workdays: Workdays,
    /// The nodes that are evaluated, and the room for their values.
    room: Workspace,
    /// Texts that were made while running; their codes follow those of the dataset.
    made: Texts,
    /// Codes of the program's constant texts.
    constants: Vec<u32>,
    /// What branches give to parameters.
    overlays: overlays::Given,
    /// Per table its clock.
    clocks: Vec<TableClock>,
    customers: Range<usize>,
    /// How often nodes were evaluated anew.
    pass: u64,
    children: Vec<Range<usize>>,
    /// Per table the customers of its rows in the block, where somebody asks for them.
    owners: Vec<Vec<u32>>,
    pairs: Vec<Pairs>,
    /// Totals over groups, which are fields of customers.
    related: Rc<Related>,
    /// The products of the day, and the row of the one whose turn it is.
    products: Vec<Product>,
    product: Option<u32>,
    /// Per node the column that its values are taken from; none for most machines.
    held: Vec<Option<Rc<Column>>>,
}

impl<'a> Machine<'a> {
    /// A machine for a program, a dataset and an as-of instant (microseconds UTC) with its date.
    #[must_use]
    pub fn new(program: &'a Program, dataset: &'a Dataset, now: (i64, i32)) -> Self {
        Self::within(program, dataset, now, Workspace::new(program, program.ids()))
    }

    /// As [`Self::new`], of a machine that evaluates nothing but what some nodes rest on; nothing else of it may be
    /// read.
    #[must_use]
    pub fn for_needs(program: &'a Program, dataset: &'a Dataset, now: (i64, i32), needs: &Needs) -> Self {
        Self::within(program, dataset, now, Workspace::new(program, program.resting(needs)))
    }

    /// As [`Self::for_needs`], of a machine that takes up what the one before it has left in `workspace`. All who share
    /// that need the same of a program.
    pub(crate) fn after(
        workspace: &mut Workspace,
        program: &'a Program,
        dataset: &'a Dataset,
        now: (i64, i32),
        needs: impl FnOnce() -> Needs,
    ) -> Self {
        Self::within(program, dataset, now, workspace.take(program, needs))
    }

    /// What the next machine may take up.
    pub(crate) fn leave(self) -> Workspace {
        self.room.left(self.program)
    }

    fn within(program: &'a Program, dataset: &'a Dataset, (now, today): (i64, i32), room: Workspace) -> Self {
        let mut machine = Self {
            program,
            dataset,
            now,
            today,
            workdays: Workdays::of(program.calendar.as_ref(), dataset),
            room,
            made: Texts::default(),
            constants: Vec::new(),
            overlays: overlays::given(dataset, program),
            clocks: (0u16..)
                .zip(&program.times)
                .map(|(id, time)| TableClock::of(*time, dataset.delivery(TableId(id)), today))
                .collect(),
            customers: 0..0,
            pass: 0,
            children: vec![0..0; dataset.tables.len()],
            owners: vec![Vec::new(); dataset.tables.len()],
            pairs: Pairs::of(program),
            related: Rc::default(),
            products: products(program, dataset, today),
            product: None,
            held: Vec::new(),
        };
        machine.constants = program.texts.iter().map(|t| machine.intern(t)).collect();
        machine
    }

    /// Gives the machine the totals over groups.
    pub(crate) fn relate(&mut self, related: Rc<Related>) {
        self.related = related;
    }

    /// As [`Self::block`], of the nodes on which the totals over groups rest.
    pub(crate) fn first_pass(&mut self, rows: Range<usize>) {
        self.nodes(rows, self.program.first_pass, None);
    }

    /// Evaluates what is asked of the rows of a reference table, of all of them at once. What is asked of customers
    /// has a value for the first of them only, and nothing about the rows may rest on that.
    pub(crate) fn rows_of(&mut self, table: TableId) {
        let customers = self.dataset.tables.first().map_or(0, |t| t.rows.min(1));
        self.nodes(0..customers, usize::MAX, Some(table));
    }

    /// Evaluates the customers of `rows`, which starts at a multiple of 64 and holds at most [`BLOCK`] customers.
    pub fn block(&mut self, rows: Range<usize>) {
        self.nodes(rows, usize::MAX, None);
    }

    fn nodes(&mut self, rows: Range<usize>, count: usize, reference: Option<TableId>) {
        let mut most = rows.len();
        for (table, range) in self.dataset.tables.iter().zip(&mut self.children).skip(1) {
            let at = |row: usize| table.offsets.get(row).map_or(0, |o| *o as usize);
            *range = at(rows.start)..at(rows.end);
            most = most.max(range.len());
        }
        if let Some(at) = reference.map(|table| usize::from(table.0)) {
            self.children[at] = 0..self.dataset.tables[at].rows;
            most = most.max(self.children[at].len());
        }
        for pairs in &mut self.pairs {
            pairs.prepare(self.dataset, &rows);
            most = most.max(pairs.len());
        }
        self.customers = rows;
        let words = most.div_ceil(64);
        if self.room.ones.len() < words {
            self.room.ones.resize(words, u64::MAX);
            self.room.zeros.resize(words, 0);
        }
        self.room.most = self.room.most.max(most);
        self.product = None;
        self.pass += 1;
        self.own();
        let order = core::mem::take(&mut self.room.order);
        order.iter().take_while(|id| id.at() < count).for_each(|id| self.node(*id));
        self.room.order = order;
    }

    /// Evaluates a node on what its operands have now.
    fn node(&mut self, id: NodeId) {
        let (at, program) = (id.at(), self.program);
        let node = &program.nodes[at];
        if self.lies_elsewhere(node) {
            return;
        }
        let mut slot = self.room.slots[at].take().unwrap_or_default();
        let rows = self.rows(node.domain);
        slot.prepare(node.repr, rows);
        if !self.take(id, self.range(node.domain), &mut slot) {
            self.run(at, &node.op, node.repr, rows, &mut slot);
        }
        self.room.slots[at] = Some(slot);
    }

    /// Whether a node is a constant, or a column of customers that is read where it lies.
    fn lies_elsewhere(&self, node: &Node) -> bool {
        match node.op {
            Op::Input(field) => {
                node.domain == Domain::Customer && node.repr != Repr::Wide && self.column(field).is_some()
            }
            _ => node.op.is_value(),
        }
    }

    /// Number of rows of a domain in the present block.
    #[must_use]
    pub fn rows(&self, domain: Domain) -> usize {
        self.range(domain).len()
    }

    /// Rows of a domain in the present block, as rows of its table; pairs are counted within the block.
    #[must_use]
    pub fn range(&self, domain: Domain) -> Range<usize> {
        match domain {
            Domain::Customer => self.customers.clone(),
            Domain::Child(table) => self.children.get(usize::from(table.0)).cloned().unwrap_or(0..0),
            Domain::Pair(outer, inner) => 0..self.pairs(outer, inner).map_or(0, Pairs::len),
        }
    }

    /// The slot of a node after [`Self::block`].
    #[must_use]
    pub fn slot(&self, id: NodeId) -> &Slot {
        debug_assert!(self.is_evaluated(id), "node {} is not among those that were asked for", id.0);
        self.room.slots[id.at()].as_deref().unwrap_or(Slot::empty())
    }

    /// Whether a node is one of those that the machine evaluates. While it does, their list is away.
    fn is_evaluated(&self, id: NodeId) -> bool {
        self.room.order.is_empty() || self.room.order.binary_search(&id).is_ok()
    }

    /// The program that runs.
    #[must_use]
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// The dataset it runs on.
    #[must_use]
    pub fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// The as-of date.
    #[must_use]
    pub fn today(&self) -> i32 {
        self.today
    }

    /// The as-of instant, nanoseconds.
    #[must_use]
    pub fn now(&self) -> i128 {
        i128::from(self.now) * MICRO
    }

    /// The business days of the run.
    #[must_use]
    pub const fn workdays(&self) -> &Workdays {
        &self.workdays
    }

    /// The text of a code.
    #[must_use]
    pub fn text(&self, code: u32) -> &str {
        let base = self.dataset.texts.len();
        match (code as usize).checked_sub(base) {
            Some(made) => self.made.text(u32::try_from(made).unwrap_or(0)),
            None => self.dataset.texts.text(code),
        }
    }

    fn intern(&mut self, text: &str) -> u32 {
        if let Some(code) = self.dataset.texts.find(text) {
            return code;
        }
        let base = u32::try_from(self.dataset.texts.len()).unwrap_or(u32::MAX);
        self.made.intern(text).and_then(|code| code.checked_add(base)).unwrap_or(0)
    }

    /// The column of a field: as delivered, or the totals that it is.
    fn column(&self, id: FieldId) -> Option<&Column> {
        let delivered =
            self.dataset.tables.get(usize::from(id.table.0))?.columns.get(usize::from(id.field))?;
        delivered.as_ref().or_else(|| self.related.column(id))
    }

    /// Values of a numeric or coded node.
    fn arg<T: Lane>(&self, id: NodeId) -> Arg<'_, T> {
        debug_assert!(self.is_evaluated(id), "node {} is not among those that were asked for", id.0);
        let node = &self.program.nodes[id.at()];
        if let Some(value) = T::constant(&node.op, self) {
            return Arg::Const(value);
        }
        if let Op::Input(field) = node.op
            && let Some(values) = self.column(field).and_then(|c| T::values(&c.values))
        {
            return Arg::Slice(values.get(self.range(node.domain)).unwrap_or(&[]));
        }
        Arg::Slice(T::slot(self.slot(id)))
    }

    /// Words of a boolean node: true bits. Bits of unknown rows may be anything.
    fn bits(&self, id: NodeId) -> &[u64] {
        let node = &self.program.nodes[id.at()];
        match node.op {
            Op::Bool(true) | Op::Usable(_) => &self.room.ones,
            Op::Bool(false) | Op::Null | Op::Withdrawn(_) => &self.room.zeros,
            Op::Input(field) if node.domain == Domain::Customer => {
                match self.column(field).map(|c| &c.values) {
                    Some(Values::Bool(bits)) => bits.words().get(self.customers.start / 64..).unwrap_or(&[]),
                    _ => &self.room.zeros,
                }
            }
            _ => &self.slot(id).bits,
        }
    }

    /// Words of which rows of a node are known. Bits beyond the rows may be anything.
    #[must_use]
    pub fn known(&self, id: NodeId) -> &[u64] {
        debug_assert!(self.is_evaluated(id), "node {} is not among those that were asked for", id.0);
        let node = &self.program.nodes[id.at()];
        match node.op {
            Op::Null | Op::Withdrawn(_) => &self.room.zeros,
            ref op if op.is_value() => &self.room.ones,
            Op::Clock(clock) if self.clock(clock).is_some() => &self.room.ones,
            Op::Usable(table) if self.table_clock(table).doubt.is_none() => &self.room.ones,
            Op::Clock(_) | Op::Usable(_) => &self.room.zeros,
            Op::Input(field) if node.domain == Domain::Customer => match self.column(field) {
                Some(column) => match &column.known {
                    Some(known) => known.words().get(self.customers.start / 64..).unwrap_or(&[]),
                    None => &self.room.ones,
                },
                None => &self.room.zeros,
            },
            _ => &self.slot(id).known,
        }
    }

    /// Whether a row (counted within the block) of a node is known.
    #[must_use]
    pub fn is_known(&self, id: NodeId, row: usize) -> bool {
        lane::bit(self.known(id), row)
    }

    /// Whether a boolean node is known to be true in a row of the block.
    #[must_use]
    pub fn is_true(&self, id: NodeId, row: usize) -> bool {
        lane::bit(self.bits(id), row) && self.is_known(id, row)
    }

    /// The value of a row of an `i64` node.
    #[must_use]
    pub fn i64_at(&self, id: NodeId, row: usize) -> i64 {
        self.arg::<i64>(id).at(row)
    }

    /// The value of a row of a date node.
    #[must_use]
    pub fn i32_at(&self, id: NodeId, row: usize) -> i32 {
        self.arg::<i32>(id).at(row)
    }

    /// The value of a row of a double node.
    #[must_use]
    pub fn f64_at(&self, id: NodeId, row: usize) -> f64 {
        self.arg::<f64>(id).at(row)
    }

    /// The value of a row of an instant or a duration, nanoseconds.
    #[must_use]
    pub fn wide_at(&self, id: NodeId, row: usize) -> i128 {
        self.arg::<i128>(id).at(row)
    }

    /// The code of a row of a text, member, bin or table row node.
    #[must_use]
    pub fn code_at(&self, id: NodeId, row: usize) -> u32 {
        self.arg::<u32>(id).at(row)
    }

    /// True bits and known bits of a boolean node, or the known bits twice for others.
    #[must_use]
    pub fn masks(&self, id: NodeId) -> (&[u64], &[u64]) {
        (self.bits(id), self.known(id))
    }

    /// Appends a node's values of the block, zeros where they are unknown.
    pub fn append<T: Lane>(&self, id: NodeId, rows: usize, out: &mut Vec<T>) {
        let start = out.len();
        column::begin(out, rows);
        match self.arg::<T>(id) {
            Arg::Slice(values) => out.extend_from_slice(values.get(..rows).unwrap_or(values)),
            Arg::Const(value) => out.resize(start + rows, value),
        }
        let appended = out.get_mut(start..).unwrap_or(&mut []);
        for (values, known) in appended.chunks_mut(64).zip(self.known(id)) {
            let mut unknown = !known;
            while unknown != 0 {
                if let Some(value) = values.get_mut(unknown.trailing_zeros() as usize) {
                    *value = T::default();
                }
                unknown &= unknown - 1;
            }
        }
    }

    fn run(&mut self, at: usize, op: &Op, repr: Repr, rows: usize, slot: &mut Slot) {
        match op {
            Op::Clock(_)
            | Op::Wide(_)
            | Op::Usable(_)
            | Op::Bool(_)
            | Op::Int(_)
            | Op::Date(_)
            | Op::Double(_)
            | Op::Text(_)
            | Op::Member(_)
            | Op::Null
            | Op::Withdrawn(_) => {}
            Op::Input(field) => self.input(*field, repr, rows, slot),
            Op::Not(a) => self.not(*a, slot),
            Op::And(list) => self.all(list, slot),
            Op::Or(list) => self.any(list, slot),
            Op::IsNull(a) => self.is_null(*a, slot),
            Op::Known(a) => self.is_there(*a, slot),
            Op::Compare(compare, a, b) => self.compare(*compare, *a, *b, rows, slot),
            Op::SameCode(negated, a, b) => self.same_code(*negated, *a, *b, rows, slot),
            Op::CompareText(compare, a, b) => self.compare_text(*compare, *a, *b, rows, slot),
            Op::InInts(a, items) => self.in_ints(*a, items, rows, slot),
            Op::InDoubles(a, items) => self.in_doubles(*a, items, rows, slot),
            Op::InTexts(a, items) => self.in_texts(*a, items, rows, slot),
            Op::InMembers(a, items) => self.in_codes(*a, items, rows, slot),
            Op::CompareRatio { .. } | Op::CompareRatios { .. } | Op::RoundRatio { .. } => {
                self.of_ratios(op, rows, slot);
            }
            Op::Arith(arith, a, b) => self.arith(*arith, *a, *b, repr, rows, slot),
            Op::Convert(convert, a) => self.convert(*convert, *a, repr, rows, slot),
            Op::Select(c, a, b) => self.select(*c, *a, *b, repr, slot),
            Op::Override(index) => self.overridden(*index, rows, slot),
            Op::Overlay(param, by) => self.overlay(*param, *by, rows, slot),
            Op::Coalesce(a, b) => self.coalesce(*a, *b, repr, slot),
            Op::TextTest(test, a, b) => self.text_test(at, *test, *a, *b, rows, slot),
            Op::Concat(a, b) => self.concat(*a, *b, rows, slot),
            Op::DatePart(part, a) => self.date_part(*part, *a, rows, slot),
            Op::DatePair(pair, a, b) => self.date_pair(*pair, *a, *b, rows, slot),
            Op::Gather(_) | Op::Beside(_) => self.gather(at, repr, slot),
            Op::Aggregate { .. } => self.aggregate(op, self.program.nodes[at].domain, repr, slot),
            Op::Find(table, key, day) => self.find(*table, *key, *day, rows, slot),
            Op::Refer(found, field) => self.refer(*found, *field, repr, rows, slot),
            Op::HeldOut(asked, salt, rule, share) => self.held_out(*asked, [*salt, *rule], *share, slot),
            Op::Turn(_) | Op::Offered(_) => self.of_products(op, at, slot),
            Op::Finite(a) => self.finite(*a, rows, slot),
            Op::Segment(index, a) => self.segment(*index, *a, rows, slot),
            Op::SegmentRatio { segments, num, den, left, right } => {
                self.segment_ratio(*segments, *num, *den, (*left, *right), rows, slot);
            }
            Op::Card(index) => self.card(*index as usize, rows, slot),
            Op::CardPart(card, part) => self.card_part(*card, *part, rows, slot),
            Op::Class(index) => self.class(*index, rows, slot),
            Op::ClassPart(class, part) => self.class_part(*class, *part, rows, slot),
            Op::Decide(list) => self.decide(list, slot),
            Op::Fold(fold, list) => self.fold(*fold, list, rows, slot),
            Op::Pick(row, pick) => self.pick(*row, *pick, rows, slot),
        }
    }

    /// True where it is asked and the customer is drawn; always known.
    fn held_out(&self, asked: NodeId, [salt, rule]: [u32; 2], share: u32, slot: &mut Slot) {
        let text = |at: u32| self.program.texts.get(at as usize).map_or("", |text| text.as_str());
        slot.known.fill(u64::MAX);
        slot.bits.fill(0);
        let (truth, known) = self.masks(asked);
        let asked: Vec<u64> = truth.iter().zip(known).map(|(truth, known)| truth & known).collect();
        for row in ones(&asked).take_while(|row| *row < self.customers.len()) {
            let key = crate::output::customer_key(self.dataset, self.customers.start + row);
            lane::set_bit(&mut slot.bits, row, is_drawn(text(salt), text(rule), key, share));
        }
    }

    /// True where the operand is known.
    fn is_there(&self, a: NodeId, slot: &mut Slot) {
        lane::copy_known(self.known(a), &mut slot.known);
        slot.bits.fill(u64::MAX);
    }

    /// Inputs stay where they are, but for microseconds, which become nanoseconds; absent columns are unknown, and bitmaps
    /// of child rows are cut out of their words.
    fn input(&self, field: FieldId, repr: Repr, rows: usize, slot: &mut Slot) {
        let Some(column) = self.column(field) else {
            slot.known.fill(0);
            return;
        };
        if let (Repr::Wide, Values::I64(micros)) = (repr, &column.values) {
            let start = match field.table {
                CUSTOMERS => self.customers.start,
                table => self.children.get(usize::from(table.0)).map_or(0, |r| r.start),
            };
            for (out, micros) in slot.wides.iter_mut().zip(micros.get(start..).unwrap_or(&[])) {
                *out = i128::from(*micros) * MICRO;
            }
        }
        if field.table == CUSTOMERS {
            return;
        }
        let start = self.children.get(usize::from(field.table.0)).map_or(0, |r| r.start);
        match &column.known {
            Some(known) => lane::copy_bits(known.words(), start, rows, &mut slot.known),
            None => slot.known.fill(u64::MAX),
        }
        if let Values::Bool(bits) = &column.values {
            lane::copy_bits(bits.words(), start, rows, &mut slot.bits);
        }
    }

    /// The customer's value beside each of its child rows or pairs, or the value of one of its rows beside each pair.
    fn gather(&self, at: usize, repr: Repr, slot: &mut Slot) {
        let node = &self.program.nodes[at];
        let (a, owners) = match node.op {
            Op::Gather(a) => (a, self.sources(self.program.nodes[a.at()].domain, node.domain)),
            Op::Beside(a) => (a, self.inner_rows(node.domain)),
            _ => return,
        };
        child::gather_bits(self.known(a), &owners, &mut slot.known);
        match repr {
            Repr::Bits => child::gather_bits(self.bits(a), &owners, &mut slot.bits),
            Repr::I64 => gathered(self.arg(a), &owners, &mut slot.i64s),
            Repr::I32 => gathered(self.arg(a), &owners, &mut slot.i32s),
            Repr::F64 => gathered(self.arg(a), &owners, &mut slot.f64s),
            Repr::Wide => gathered(self.arg(a), &owners, &mut slot.wides),
            Repr::Code | Repr::Card => gathered(self.arg(a), &owners, &mut slot.codes),
        }
    }

    /// For each child row of the block its customer, counted within the block.
    fn owners(&self, table: TableId) -> &[u32] {
        self.owners.get(usize::from(table.0)).map_or(&[], Vec::as_slice)
    }

    /// Finds them, of the tables beside whose rows something stands.
    fn own(&mut self) {
        for (at, owners) in
            self.owners.iter_mut().enumerate().filter(|(at, _)| self.room.gathers.get(*at) == Some(&true))
        {
            let offsets = &self.dataset.tables[at].offsets;
            child::owners(offsets.get(self.customers.start..=self.customers.end).unwrap_or(&[]), owners);
            if offsets.is_empty() {
                // Rows of a reference table stand beside the one customer there is.
                owners.resize(self.children[at].len(), 0);
            }
        }
    }
}

fn gathered<T: Lane>(values: Arg<'_, T>, owners: &[u32], out: &mut [T]) {
    match values {
        Arg::Slice(values) => T::gather(values, owners, out),
        Arg::Const(value) => out.fill(value),
    }
}

/// What a program of constants yields.
pub(crate) enum Constant {
    /// A constant operation.
    Op(Op),
    /// A text.
    Text(String),
}

/// The value of the last node of a program without inputs; `None` when it is unknown.
pub(crate) fn constant(program: &Program) -> Option<Constant> {
    let dataset = Dataset::empty();
    let mut machine = Machine::new(program, &dataset, (0, 0));
    machine.block(0..1);
    let last = NodeId(u32::try_from(program.nodes.len().checked_sub(1)?).ok()?);
    if !machine.is_known(last, 0) {
        return None;
    }
    Some(match program.node(last)?.repr {
        Repr::Bits => Constant::Op(Op::Bool(machine.is_true(last, 0))),
        Repr::I64 => Constant::Op(Op::Int(machine.i64_at(last, 0))),
        Repr::I32 => Constant::Op(Op::Date(machine.i32_at(last, 0))),
        Repr::Wide => Constant::Op(Op::Wide(machine.wide_at(last, 0))),
        Repr::F64 => Constant::Op(Op::Double(machine.f64_at(last, 0).to_bits())),
        Repr::Code => Constant::Text(machine.text(machine.code_at(last, 0)).into()),
        Repr::Card => return None,
    })
}

//! Chunks, one after the other: the tables of a run merged by the places of their records, and cut.
//!
//! A chunk ends behind the customer with whom it is full, by number or by bytes, and never between customers who are
//! tied: a group that is larger than a chunk makes the chunk larger. Within a chunk customers stand in the order of their
//! file, or, where the policy ties, of their places: then the chunks together have the order of one.
//!
//! INVARIANT: the cuts depend on the inputs and the two limits alone.

use super::chunk::{Chunk, ChunkTable, LeftOut, NOBODY, Rows};
use super::gather::{Gather, Gathered};
use super::index::{Form, Indexed};
use super::order::{Order, Owners, Stop, Stops};
use super::records::{Record, Records};
use super::scored::Cause;
use super::spill::{Course, Merge, Spilled};
use super::straight::Straight;
use crate::error::{Error, Result};
use crate::input::Encoding;

/// When a chunk is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full {
    /// Records of customers.
    pub rows: u64,
    /// Bytes of all tables.
    pub bytes: usize,
}

impl Full {
    /// Never: one chunk holds everything.
    pub const NEVER: Self = Self { rows: u64::MAX, bytes: usize::MAX };
}

/// A table with everything that is known of the order of its records.
#[derive(Debug)]
pub(super) struct Placed {
    pub indexed: Indexed,
    /// `None` for the customers themselves.
    pub owners: Option<Owners>,
    pub spilled: Spilled,
}

/// Cuts chunks off the tables of a run.
pub(super) enum Cutter<'a> {
    /// Record by record.
    Merged(Merged<'a>),
    /// By runs of rows, where nothing has to be merged.
    Straight(Straight<'a>),
}

impl<'a> Cutter<'a> {
    /// Opens the tables, the customers first.
    pub fn new(tables: &'a [Placed], order: &'a Order, encoding: Encoding, full: Full) -> Result<Self> {
        match Straight::new(tables, order, encoding, full)? {
            Some(straight) => Ok(Self::Straight(straight)),
            None => Merged::new(tables, order, encoding, full).map(Self::Merged),
        }
    }

    /// The next chunk. Without any customer there is one, too.
    pub fn next(&mut self) -> Result<Option<Chunk>> {
        match self {
            Self::Merged(merged) => merged.next(),
            Self::Straight(straight) => straight.next(),
        }
    }
}

/// The tables side by side.
pub(super) struct Merged<'a> {
    customers: Stream<'a>,
    children: Vec<Stream<'a>>,
    full: Full,
    by_place: bool,
    number: u32,
    ended: bool,
}

impl<'a> Merged<'a> {
    /// Opens the tables, the customers first.
    pub fn new(tables: &'a [Placed], order: &'a Order, encoding: Encoding, full: Full) -> Result<Self> {
        let mut streams = tables.iter().map(|placed| Stream::open(placed, order, encoding));
        let customers = streams.next().ok_or_else(|| Error::usage("no customers are given"))??;
        let children = streams.collect::<Result<_>>()?;
        Ok(Self { customers, children, full, by_place: order.by_place, number: 0, ended: false })
    }

    /// As [`Cutter::next`].
    pub fn next(&mut self) -> Result<Option<Chunk>> {
        if self.ended {
            return Ok(None);
        }
        let mut filling = Filling::new(self.children.len(), self.by_place);
        while let Some(place) = self.customers.place() {
            if filling.customers() >= self.full.rows || filling.size() >= self.full.bytes {
                break;
            }
            filling.customer(&mut self.customers, place)?;
            filling.children(&mut self.children, place)?;
        }
        self.ended = self.customers.place().is_none();
        if self.ended {
            filling.children(&mut self.children, u64::MAX)?;
            self.customers.finish()?;
            self.children.iter_mut().try_for_each(Stream::finish)?;
        }
        self.number += 1;
        let indexed = [&self.customers].into_iter().chain(&self.children).map(|stream| stream.indexed);
        filling.chunk(self.number, self.ended, indexed).map(Some)
    }
}

/// A table's records by their places: those that stand right in its files, and those that were spilled.
struct Stream<'a> {
    indexed: &'a Indexed,
    records: Option<Records<'a>>,
    stops: Stops<'a>,
    course: Course,
    /// The next record that stands right.
    head: Option<Stop>,
    spilled: Merge<'a>,
}

impl<'a> Stream<'a> {
    fn open(placed: &'a Placed, order: &'a Order, encoding: Encoding) -> Result<Self> {
        let indexed = &placed.indexed;
        let mut stream = Self {
            indexed,
            records: Some(Records::open(indexed, encoding)?),
            stops: Stops::new(order, placed.owners.as_ref(), indexed.records)?,
            course: Course::default(),
            head: None,
            spilled: placed.spilled.merge()?,
        };
        stream.advance()?;
        Ok(stream)
    }

    /// Finds the next record that was not spilled.
    fn advance(&mut self) -> Result<()> {
        loop {
            self.head = self.stops.next()?;
            match (&self.head, &mut self.records) {
                (Some(stop), Some(records)) if self.course.leaves(stop) => {
                    records.next()?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn peek(&self) -> Option<(Stop, bool)> {
        let key = |stop: &Stop| (stop.place, stop.number);
        match (self.head, self.spilled.peek()) {
            (Some(head), Some(spilled)) if key(&spilled) < key(&head) => Some((spilled, true)),
            (Some(head), _) => Some((head, false)),
            (None, spilled) => spilled.map(|stop| (stop, true)),
        }
    }

    /// The place of the next record.
    fn place(&self) -> Option<u64> {
        self.peek().map(|(stop, _)| stop.place)
    }

    /// Moves the next record if its place is not behind `place`.
    fn take(&mut self, place: u64, to: &mut Table) -> Result<bool> {
        let Some((stop, is_spilled)) = self.peek().filter(|(stop, _)| stop.place <= place) else {
            return Ok(false);
        };
        let cause = self.indexed.left_out.get(&stop.number).copied();
        if is_spilled {
            self.spilled.next(|record| to.push(record, stop, cause))?;
        } else {
            if let Some(records) = &mut self.records {
                to.push(&records.next()?, stop, cause);
            }
            self.advance()?;
        }
        Ok(true)
    }

    fn finish(&mut self) -> Result<()> {
        self.records.take().map_or(Ok(()), Records::finish)
    }
}

/// A chunk that is being filled.
struct Filling {
    customers: Table,
    children: Vec<Table>,
    by_place: bool,
    /// Places of customers so far.
    groups: u64,
}

#[derive(Default)]
struct Table {
    gather: Gather,
    stops: Vec<Stop>,
    left_out: Vec<LeftOut>,
}

impl Filling {
    fn new(children: usize, by_place: bool) -> Self {
        let children = std::iter::repeat_with(Table::default).take(children).collect();
        Self { customers: Table::default(), children, by_place, groups: 0 }
    }

    fn customers(&self) -> u64 {
        u64::try_from(self.customers.stops.len()).unwrap_or(u64::MAX)
    }

    fn size(&self) -> usize {
        self.children.iter().fold(self.customers.gather.size(), |sum, table| sum + table.gather.size())
    }

    /// Takes the customers of a place.
    fn customer(&mut self, from: &mut Stream<'_>, place: u64) -> Result<()> {
        self.groups += 1;
        self.customers.take(from, place)
    }

    /// Takes the child records up to a place.
    fn children(&mut self, from: &mut [Stream<'_>], place: u64) -> Result<()> {
        self.children.iter_mut().zip(from).try_for_each(|(table, from)| table.take(from, place))
    }

    fn chunk<'i>(
        self,
        number: u32,
        last: bool,
        mut indexed: impl Iterator<Item = &'i Indexed>,
    ) -> Result<Chunk> {
        let order = if self.by_place { None } else { order(&self.customers.stops) };
        let numbers = |at: usize| self.customers.stops.get(at).map(|stop| stop.number);
        let mut numbers: Vec<(u64, u32)> = match &order {
            Some(order) => order.iter().filter_map(|at| numbers(*at)).zip(0..).collect(),
            None => self.customers.stops.iter().map(|stop| stop.number).zip(0..).collect(),
        };
        numbers.sort_unstable();
        let (customers, together) = (numbers.len(), self.groups == 1);
        let ties = if self.by_place {
            // These are the policy's, which sees fewer customers when one is left out, as on any other day.
            (0u32..).take(customers).collect()
        } else {
            ties(&self.customers.stops, &numbers)
        };
        let mut tables = Vec::with_capacity(self.children.len() + 1);
        for table in [self.customers].into_iter().chain(self.children) {
            let Some(indexed) = indexed.next() else { break };
            let order = if tables.is_empty() { order.as_deref() } else { None };
            tables.push(table.finish(indexed, order, &numbers)?);
        }
        Ok(Chunk { number, last, customers, together, ties, tables })
    }
}

/// The order of the customers in their file, where ties have changed it.
fn order(stops: &[Stop]) -> Option<Vec<usize>> {
    if stops.is_sorted_by_key(|stop| stop.number) {
        return None;
    }
    let mut order: Vec<usize> = (0..stops.len()).collect();
    order.sort_by_key(|at| stops.get(*at).map(|stop| stop.number));
    Some(order)
}

/// Whom each customer is tied to: the place of customers who are tied is the number of the first of them. `numbers` are
/// those of all customers in order.
fn ties(stops: &[Stop], numbers: &[(u64, u32)]) -> Vec<u32> {
    let at = |number: u64| numbers.binary_search_by_key(&number, |(number, _)| *number).ok();
    let mut ties: Vec<u32> = (0u32..).take(numbers.len()).collect();
    for stop in stops.iter().filter(|stop| stop.place != stop.number) {
        let tie = at(stop.number).and_then(|own| ties.get_mut(own));
        if let (Some(tie), Some(first)) = (tie, at(stop.place).and_then(|first| u32::try_from(first).ok())) {
            *tie = first;
        }
    }
    ties
}

impl Table {
    fn take(&mut self, from: &mut Stream<'_>, place: u64) -> Result<()> {
        while from.take(place, self)? {}
        Ok(())
    }

    /// Takes a record in, or leaves it out.
    fn push(&mut self, record: &Record<'_>, stop: Stop, cause: Option<Cause>) {
        match cause {
            Some(cause) => self.left_out.push(LeftOut { line: record.line(), cause }),
            None => {
                self.gather.push(record);
                self.stops.push(stop);
            }
        }
    }

    fn finish(
        self,
        indexed: &Indexed,
        order: Option<&[usize]>,
        customers: &[(u64, u32)],
    ) -> Result<ChunkTable> {
        let find = |owner: u64| {
            let at = customers.binary_search_by_key(&owner, |(number, _)| *number).ok()?;
            customers.get(at).map(|(_, place)| *place)
        };
        let owner = |stop: &Stop| stop.owner.and_then(find).unwrap_or(NOBODY);
        let (mut lines, mut owners) =
            (self.gather.lines().to_vec(), self.stops.iter().map(owner).collect::<Vec<_>>());
        if let Some(order) = order {
            lines = order.iter().filter_map(|at| lines.get(*at).copied()).collect();
            owners = order.iter().filter_map(|at| owners.get(*at).copied()).collect();
        }
        let rows = match &indexed.form {
            Form::Text { header, .. } => {
                let Gathered { bytes, ends } = self.gather.texts(order);
                Rows::Text { header: header.clone(), bytes, ends }
            }
            Form::Typed { columns, .. } => {
                let mut batches = self.gather.columns(order)?;
                if batches.is_empty() {
                    batches.push(super::gather::empty(columns));
                }
                Rows::Columns(batches)
            }
        };
        Ok(ChunkTable { table: indexed.source.table.clone(), rows, lines, owners, left_out: self.left_out })
    }
}

//! Sealing: duplicates and orphans are found, child rows are put in order and joined to their customers.
//!
//! Child rows are ordered by (customer, id text, version). Rows of one id are left only where their versions can be told
//! apart, all others have been quarantined: the order of the file cannot show.
//!
//! Rows of the state whose customer is not in this run stand behind all others, where no offset leads, by (key of the
//! customer, id); of other tables such rows are orphans.
//!
//! Every step is an array indexed by the code of a key; nothing here hashes or compares texts but the sort of ids.

use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;

use super::builder::{Builder, Reading, Source};
use super::identity::aliases;
use super::intake::{Blame, Intake, NO_CODE, Shared, state};
use super::part::leave_to_first;
use super::reference;
use super::version::Versions;
use super::{Dataset, FaultReason, Lookup, Quarantined, TableData};
use crate::column::{Bits, Column, Values};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::identity::IDENTITIES;
use crate::model::{RowKey, Schema, TableId, TableTime, reserved};
use crate::order::{arrange, sort, sort_by};

/// Row of no customer.
const NO_ROW: u32 = u32::MAX;

impl Builder {
    /// Finishes the dataset. Child tables that were never delivered are not supplied; the customers have to be.
    ///
    /// # Errors
    ///
    /// [`Code::TableNotDelivered`] without customers, [`Code::DatasetState`] when a text was not read to its end.
    pub fn seal(self) -> Result<Dataset, Diagnostic> {
        let Self { tables: readings, mut shared, schema, later } = self;
        if matches!(readings.first().map(|reading| &reading.source), None | Some(Source::None)) {
            return Err(Diagnostic::new(Code::TableNotDelivered, Span::default(), "/schema/customers", &[]));
        }
        if readings.iter().any(|reading| matches!(reading.source, Source::Text(_))) {
            return Err(state("a table has not been read to its end"));
        }
        if readings.iter().any(|reading| reading.intake.told.as_ref().is_some_and(|told| !told.is_used_up()))
        {
            return Err(state("a table has fewer records than lines were told"));
        }
        let mut tables = Vec::with_capacity(readings.len());
        let mut customers = Customers::default();
        let mut readings = readings;
        let (identities, aliases) = identities(&schema, &mut readings, &mut shared);
        for (reading, declared) in readings.into_iter().zip(&schema.tables) {
            let typed = matches!(reading.source, Source::Typed);
            let supplied = !matches!(reading.source, Source::None);
            let mut data = match reading.intake.key {
                RowKey::Child { max_rows, .. } => {
                    let keep = reserved::is_carried(&declared.id);
                    let limits = (max_rows, keep);
                    let mut data = seal_child(reading.intake, &customers, limits, declared.time, &mut shared);
                    if !supplied {
                        data.offsets = vec![0; customers.rows + 1];
                    }
                    data
                }
                RowKey::Reference { .. } => reference::seal(reading.intake, &mut shared),
                RowKey::Field(_) | RowKey::RowNumber => {
                    let data = seal_customers(reading.intake, &aliases, &mut shared);
                    customers = Customers::of(&data.keys, shared.texts.len());
                    customers.join(&aliases);
                    let lost = identities.iter().map(|(_, data)| data.lost_keys().0);
                    customers.doubtful = lost.flatten().copied().collect();
                    data
                }
            };
            data.supplied = supplied;
            if typed {
                data.lines = Vec::new();
            }
            tables.push(data);
        }
        if let Some((table, data)) = identities
            && let Some(slot) = tables.get_mut(usize::from(table.0))
        {
            *slot = data;
        }
        if later {
            leave_to_first(&schema, &mut shared);
        }
        let Shared { texts, mut faults, mut quarantine, .. } = shared;
        sort_by(&mut faults, |a, b| (a.table, a.line, a.column).cmp(&(b.table, b.line, b.column)));
        sort_by(&mut quarantine, |a, b| (a.table, a.line).cmp(&(b.table, b.line)));
        let deliveries = super::delivery::deliveries(&schema, &tables, &texts);
        Ok(Dataset { tables, texts, faults, aliases, quarantine, deliveries, later })
    }
}

/// The table of identities, which is sealed before the others, and what it says; its reading is empty afterwards.
#[expect(clippy::type_complexity, reason = "a table and a list, used once")]
fn identities(
    schema: &Schema,
    readings: &mut [Reading],
    shared: &mut Shared,
) -> (Option<(TableId, TableData)>, Vec<(u32, u32)>) {
    let table = schema.table_named(IDENTITIES);
    let reading = table.and_then(|table| readings.get_mut(usize::from(table.0)));
    let Some((table, reading)) = table.zip(reading) else { return (None, Vec::new()) };
    let (typed, supplied) =
        (matches!(reading.source, Source::Typed), !matches!(reading.source, Source::None));
    let empty = reading.intake.without_rows();
    let mut data = reference::seal(core::mem::replace(&mut reading.intake, empty), shared);
    data.supplied = supplied;
    if typed {
        data.lines = Vec::new();
    }
    let aliases = aliases(&data, &shared.texts);
    (Some((table, data)), aliases)
}

/// The customers by their keys.
#[derive(Default)]
struct Customers {
    rows: usize,
    /// Row of the customer whose key has this code.
    by_code: Vec<u32>,
    /// Codes of aliases of which it is not certain whose they are, in order.
    doubtful: Vec<u32>,
}

impl Customers {
    fn of(keys: &[u32], codes: usize) -> Self {
        let mut by_code = vec![NO_ROW; codes];
        for (&code, row) in keys.iter().zip(0..) {
            if let Some(slot) = by_code.get_mut(code as usize) {
                *slot = row;
            }
        }
        Self { rows: keys.len(), by_code, doubtful: Vec::new() }
    }

    /// Makes aliases lead to the customers whose they are.
    fn join(&mut self, aliases: &[(u32, u32)]) {
        for (alias, key) in aliases {
            let row = self.row(*key);
            if let Some(slot) = self.by_code.get_mut(*alias as usize).filter(|_| row != NO_ROW) {
                *slot = row;
            }
        }
    }

    fn row(&self, code: u32) -> u32 {
        self.by_code.get(code as usize).copied().unwrap_or(NO_ROW)
    }
}

/// How often each code occurs among `keys`, at most 2.
fn occurrences(keys: &[u32], codes: usize) -> Vec<u8> {
    let mut counts = vec![0u8; codes];
    for &code in keys {
        if let Some(count) = counts.get_mut(code as usize) {
            *count = (*count + 1).min(2);
        }
    }
    counts
}

fn is_duplicate(counts: &[u8], code: u32) -> bool {
    counts.get(code as usize).is_some_and(|count| *count > 1)
}

fn seal_customers(intake: Intake, aliases: &[(u32, u32)], shared: &mut Shared) -> TableData {
    let counts = occurrences(&intake.keys, shared.texts.len());
    let is_alias = |key: u32| {
        let at = aliases.binary_search_by_key(&key, |(alias, _)| *alias).ok();
        at.and_then(|at| aliases.get(at)).is_some_and(|(_, owner)| counts.get(*owner as usize) == Some(&1))
    };
    let rows = u32::try_from(intake.keys.len()).unwrap_or(u32::MAX);
    let mut kept = Vec::new();
    if intake.keys.iter().any(|&code| is_duplicate(&counts, code) || is_alias(code)) {
        for (&key, row) in intake.keys.iter().zip(0..) {
            if is_duplicate(&counts, key) {
                quarantine(&intake, row, FaultReason::DuplicateKey, shared);
            } else if is_alias(key) {
                quarantine(&intake, row, FaultReason::Alias, shared);
            } else {
                kept.push(row);
            }
        }
    } else {
        kept.extend(0..rows);
    }
    gather(intake, &kept)
}

/// `limits` are the rows that a customer may have, and whether rows without a customer are kept.
fn seal_child(
    mut intake: Intake,
    customers: &Customers,
    limits: (u32, bool),
    time: TableTime,
    shared: &mut Shared,
) -> TableData {
    let (max_rows, keep) = limits;
    let counts = occurrences(&intake.keys, shared.texts.len());
    let versions = Versions::of(&intake, time, |key| is_duplicate(&counts, key));
    let mut incomplete = Bits::zeros(customers.rows);
    blame(&intake.blame, customers, &mut incomplete);
    // A row of an alias that nobody can be sure of may be anybody's.
    let mut everyone = false;
    // The customer of each row, or NO_ROW for a row that is quarantined; the number of rows per customer.
    let mut owners = vec![NO_ROW; intake.keys.len()];
    let mut sizes = vec![0u32; customers.rows];
    // Rows without a customer that are kept.
    let mut kept: Vec<u32> = Vec::new();
    for (((&lost, &parent), owner), row) in
        versions.lost.iter().zip(&intake.parents).zip(&mut owners).zip(0..)
    {
        let customer = customers.row(parent);
        if customer == NO_ROW && !keep {
            everyone |= customers.doubtful.binary_search(&parent).is_ok();
            quarantine(&intake, row, FaultReason::Orphan, shared);
        } else if let Some(reason) = lost {
            if reason == FaultReason::DuplicateKey && customer != NO_ROW {
                incomplete.set(customer as usize, true);
            }
            quarantine(&intake, row, reason, shared);
        } else if customer == NO_ROW {
            kept.push(row);
        } else {
            *owner = customer;
            if let Some(size) = sizes.get_mut(customer as usize) {
                *size += 1;
            }
        }
    }
    if everyone {
        incomplete = Bits::ones(customers.rows);
    }
    for (owner, row) in owners.iter_mut().zip(0..) {
        if sizes.get(*owner as usize).is_some_and(|size| *size > max_rows) {
            incomplete.set(*owner as usize, true);
            quarantine(&intake, row, FaultReason::TooManyRows, shared);
            *owner = NO_ROW;
        }
    }
    for size in &mut sizes {
        *size = if *size > max_rows { 0 } else { *size };
    }
    let (offsets, mut order) = join(&intake, &owners, &sizes, &versions.places, shared);
    let key = |row: u32| {
        let text = |codes: &[u32]| shared.texts.text(codes.get(row as usize).copied().unwrap_or(NO_CODE));
        (text(&intake.parents), text(&intake.keys))
    };
    arrange(&mut kept, &mut |a, b| key(a).cmp(&key(b)));
    order.extend(kept);
    if let Some(superseded) = versions.superseded {
        intake.columns.push(Some(superseded));
    }
    let mut data = gather(intake, &order);
    data.offsets = offsets;
    data.incomplete = (incomplete.count_ones() > 0).then_some(incomplete);
    data
}

/// Marks the customers to whom lost rows belong or may belong.
fn blame(blame: &Blame, customers: &Customers, incomplete: &mut Bits) {
    let mut everyone = blame.everyone;
    for codes in &blame.keys {
        let rows = codes.map(|code| customers.row(code));
        // Read the same from both sides, the parent is certain: when it is no customer, the row is an orphan's.
        let [left, right] = codes;
        let orphan = left == right && *left != NO_CODE;
        everyone |= rows == [NO_ROW, NO_ROW] && !orphan;
        for row in rows.into_iter().filter(|row| *row != NO_ROW) {
            incomplete.set(row as usize, true);
        }
    }
    if everyone {
        *incomplete = Bits::ones(customers.rows);
    }
}

/// Offsets of the customers' rows, and the rows in (customer, id, version) order.
fn join(
    intake: &Intake,
    owners: &[u32],
    sizes: &[u32],
    places: &[u32],
    shared: &Shared,
) -> (Vec<u32>, Vec<u32>) {
    let mut offsets = Vec::with_capacity(sizes.len() + 1);
    let mut total = 0u32;
    offsets.push(0);
    for &size in sizes {
        total += size;
        offsets.push(total);
    }
    let mut next = offsets.clone();
    let mut order = vec![0u32; total as usize];
    for (&owner, row) in owners.iter().zip(0..) {
        let Some(slot) = next.get_mut(owner as usize).filter(|_| owner != NO_ROW) else { continue };
        if let Some(place) = order.get_mut(*slot as usize) {
            *place = row;
        }
        *slot += 1;
    }
    let id = |row: u32| shared.texts.text(intake.keys.get(row as usize).copied().unwrap_or(NO_CODE));
    for (&start, &end) in offsets.iter().zip(offsets.iter().skip(1)) {
        if let Some(rows) = order.get_mut(start as usize..end as usize) {
            let place = |row: u32| places.get(row as usize);
            arrange(rows, &mut |a, b| id(a).cmp(id(b)).then(place(a).cmp(&place(b))));
        }
    }
    (offsets, order)
}

pub(super) fn quarantine(intake: &Intake, row: u32, reason: FaultReason, shared: &mut Shared) {
    let at = row as usize;
    let key = intake.keys.get(at).copied().unwrap_or(NO_CODE);
    shared.quarantine.push(Quarantined {
        table: intake.table,
        line: intake.lines.get(at).copied().unwrap_or(0),
        column: 0,
        reason,
        key: shared.texts.text(key).to_string(),
    });
}

/// The rows of `order`, in that order.
pub(super) fn gather(intake: Intake, order: &[u32]) -> TableData {
    let untouched =
        order.len() == intake.keys.len() && order.iter().zip(0..).all(|(row, place)| *row == place);
    let (columns, keys, lines) = if untouched {
        (intake.columns, intake.keys, intake.lines)
    } else {
        let place = places(order, intake.keys.len());
        let columns = intake.columns.into_iter();
        (
            columns.map(|column| column.map(|column| gather_column(&column, order, &place))).collect(),
            pick(&intake.keys, order),
            pick(&intake.lines, order),
        )
    };
    TableData {
        supplied: true,
        rows: order.len(),
        columns,
        keys,
        lines,
        offsets: Vec::new(),
        incomplete: None,
        lookup: Lookup::default(),
    }
}

/// Where each old row is now; [`NO_ROW`] when it is gone.
fn places(order: &[u32], rows: usize) -> Vec<u32> {
    let mut places = vec![NO_ROW; rows];
    for (&row, place) in order.iter().zip(0..) {
        if let Some(slot) = places.get_mut(row as usize) {
            *slot = place;
        }
    }
    places
}

fn gather_column(column: &Column, order: &[u32], places: &[u32]) -> Column {
    let bits = |bits: &Bits| {
        let mut picked = Bits::default();
        for &row in order {
            picked.push(bits.get(row as usize));
        }
        picked
    };
    let values = match &column.values {
        Values::Bool(v) => Values::Bool(bits(v)),
        Values::I64(v) => Values::I64(pick(v, order)),
        Values::I32(v) => Values::I32(pick(v, order)),
        Values::F64(v) => Values::F64(pick(v, order)),
        Values::Code(v) => Values::Code(pick(v, order)),
    };
    let known = column.known.as_ref().map(bits).filter(|known| known.count_ones() < known.len());
    let moved = column.reasons.iter().filter_map(|(row, reason)| {
        let place = places.get(*row as usize).copied().filter(|place| *place != NO_ROW)?;
        Some((place, *reason))
    });
    let mut reasons: Vec<_> = moved.collect();
    sort(&mut reasons);
    Column { values, known, reasons }
}

fn pick<T: Copy + Default>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&row| values.get(row as usize).copied().unwrap_or_default()).collect()
}

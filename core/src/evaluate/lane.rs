//! Slots, operands and the null rule, written once. The loops themselves are in `appraise-kernels`.

use alloc::boxed::Box;
use alloc::vec::Vec;

use appraise_kernels::{Order, child, compare, select};

use super::Machine;
use super::card::CardBlock;
use super::class::Classed;
use crate::column::Values;
use crate::model::Clock;
use crate::program::{Op, Repr};

/// The values of a node in the present block. Only the vectors of its representation are filled.
#[derive(Debug, Clone, Default)]
pub struct Slot {
    /// Which rows are known, 64 to a word.
    pub known: Vec<u64>,
    /// Booleans.
    pub bits: Vec<u64>,
    /// Ints and decimals.
    pub i64s: Vec<i64>,
    /// Dates.
    pub i32s: Vec<i32>,
    /// Doubles.
    pub f64s: Vec<f64>,
    /// Instants and durations.
    pub wides: Vec<i128>,
    /// Codes.
    pub codes: Vec<u32>,
    /// A scorecard's block.
    pub card: Option<Box<CardBlock>>,
    /// A class's block.
    pub classes: Vec<Classed>,
}

/// Of a node that is read where it lies.
static EMPTY: Slot = Slot {
    known: Vec::new(),
    bits: Vec::new(),
    i64s: Vec::new(),
    i32s: Vec::new(),
    f64s: Vec::new(),
    wides: Vec::new(),
    codes: Vec::new(),
    card: None,
    classes: Vec::new(),
};

impl Slot {
    /// One that holds nothing.
    pub(super) fn empty() -> &'static Self {
        &EMPTY
    }

    /// A scorecard's block; an empty one of other nodes.
    #[must_use]
    pub fn card(&self) -> &CardBlock {
        self.card.as_deref().unwrap_or(CardBlock::empty())
    }

    /// Makes room for `rows` values; their contents are left over from the block or the run before.
    pub(super) fn prepare(&mut self, repr: Repr, rows: usize) {
        room(&mut self.known, rows.div_ceil(64));
        match repr {
            Repr::Bits => room(&mut self.bits, rows.div_ceil(64)),
            Repr::I64 => room(&mut self.i64s, rows),
            Repr::I32 => room(&mut self.i32s, rows),
            Repr::F64 => room(&mut self.f64s, rows),
            Repr::Wide => room(&mut self.wides, rows),
            Repr::Code => room(&mut self.codes, rows),
            Repr::Card => {}
        }
    }
}

/// Gives a column so many values. What has to grow is made anew: zeros from the allocator are cheaper than written ones.
fn room<T: Copy + Default>(column: &mut Vec<T>, rows: usize) {
    if column.len() >= rows {
        column.truncate(rows);
    } else if column.capacity() >= rows {
        column.resize(rows, T::default());
    } else {
        *column = alloc::vec![T::default(); rows];
    }
}

/// A type of values that has columns, slots and constants.
pub trait Lane: Copy + Default + 'static {
    /// The values of a column of this type.
    fn values(values: &Values) -> Option<&[Self]>;
    /// The values of a slot.
    fn slot(slot: &Slot) -> &[Self];
    /// The constant that an operation is.
    fn constant(op: &Op, machine: &Machine<'_>) -> Option<Self>;
    /// `a order b` for a column and a constant, one bit per row.
    fn compare_constant(order: Order, a: &[Self], b: Self, out: &mut [u64]);
    /// `a order b` for two columns, one bit per row.
    fn compare_column(order: Order, a: &[Self], b: &[Self], out: &mut [u64]);
    /// `out = a` where the bit is 1.
    fn choose_column(choice: &[u64], a: &[Self], out: &mut [Self]);
    /// `out = a` where the bit is 1.
    fn choose_constant(choice: &[u64], a: Self, out: &mut [Self]);
    /// `out[row] = values[owners[row]]`
    fn gather(values: &[Self], owners: &[u32], out: &mut [Self]);
}

impl Lane for i64 {
    fn choose_column(choice: &[u64], a: &[Self], out: &mut [Self]) {
        select::i64_column(choice, a, out);
    }
    fn choose_constant(choice: &[u64], a: Self, out: &mut [Self]) {
        select::i64_constant(choice, a, out);
    }
    fn gather(values: &[Self], owners: &[u32], out: &mut [Self]) {
        child::gather_i64(values, owners, out);
    }
    fn compare_constant(order: Order, a: &[Self], b: Self, out: &mut [u64]) {
        compare::i64_constant(order, a, b, out);
    }
    fn compare_column(order: Order, a: &[Self], b: &[Self], out: &mut [u64]) {
        compare::i64_column(order, a, b, out);
    }
    fn values(values: &Values) -> Option<&[Self]> {
        if let Values::I64(v) = values { Some(v) } else { None }
    }
    fn slot(slot: &Slot) -> &[Self] {
        &slot.i64s
    }
    fn constant(op: &Op, _: &Machine<'_>) -> Option<Self> {
        if let Op::Int(v) = op { Some(*v) } else { None }
    }
}

impl Lane for i32 {
    fn choose_column(choice: &[u64], a: &[Self], out: &mut [Self]) {
        select::i32_column(choice, a, out);
    }
    fn choose_constant(choice: &[u64], a: Self, out: &mut [Self]) {
        select::i32_constant(choice, a, out);
    }
    fn gather(values: &[Self], owners: &[u32], out: &mut [Self]) {
        child::gather_i32(values, owners, out);
    }
    fn compare_constant(order: Order, a: &[Self], b: Self, out: &mut [u64]) {
        compare::i32_constant(order, a, b, out);
    }
    fn compare_column(order: Order, a: &[Self], b: &[Self], out: &mut [u64]) {
        compare::i32_column(order, a, b, out);
    }
    fn values(values: &Values) -> Option<&[Self]> {
        if let Values::I32(v) = values { Some(v) } else { None }
    }
    fn slot(slot: &Slot) -> &[Self] {
        &slot.i32s
    }
    fn constant(op: &Op, machine: &Machine<'_>) -> Option<Self> {
        match op {
            Op::Date(v) => Some(*v),
            // An unknown date is a zero whose known bits say so.
            Op::Clock(clock) => Some(machine.clock(*clock).unwrap_or(0)),
            _ => None,
        }
    }
}

impl Lane for f64 {
    fn choose_column(choice: &[u64], a: &[Self], out: &mut [Self]) {
        select::f64_column(choice, a, out);
    }
    fn choose_constant(choice: &[u64], a: Self, out: &mut [Self]) {
        select::f64_constant(choice, a, out);
    }
    fn gather(values: &[Self], owners: &[u32], out: &mut [Self]) {
        child::gather_f64(values, owners, out);
    }
    fn compare_constant(order: Order, a: &[Self], b: Self, out: &mut [u64]) {
        compare::f64_constant(order, a, b, out);
    }
    fn compare_column(order: Order, a: &[Self], b: &[Self], out: &mut [u64]) {
        compare::f64_column(order, a, b, out);
    }
    fn values(values: &Values) -> Option<&[Self]> {
        if let Values::F64(v) = values { Some(v) } else { None }
    }
    fn slot(slot: &Slot) -> &[Self] {
        &slot.f64s
    }
    fn constant(op: &Op, _: &Machine<'_>) -> Option<Self> {
        if let Op::Double(v) = op { Some(Self::from_bits(*v)) } else { None }
    }
}

impl Lane for i128 {
    fn choose_column(choice: &[u64], a: &[Self], out: &mut [Self]) {
        for (row, (a, out)) in a.iter().zip(out).enumerate() {
            *out = if bit(choice, row) { *a } else { *out };
        }
    }
    fn choose_constant(choice: &[u64], a: Self, out: &mut [Self]) {
        for (row, out) in out.iter_mut().enumerate() {
            *out = if bit(choice, row) { a } else { *out };
        }
    }
    fn gather(values: &[Self], owners: &[u32], out: &mut [Self]) {
        for (owner, out) in owners.iter().zip(out) {
            *out = values.get(*owner as usize).copied().unwrap_or_default();
        }
    }
    fn compare_constant(order: Order, a: &[Self], b: Self, out: &mut [u64]) {
        compare_wide(order, a, |_| b, out);
    }
    fn compare_column(order: Order, a: &[Self], b: &[Self], out: &mut [u64]) {
        compare_wide(order, a, |row| b.get(row).copied().unwrap_or(0), out);
    }
    // Columns hold microseconds; what they become stands in slots.
    fn values(_: &Values) -> Option<&[Self]> {
        None
    }
    fn slot(slot: &Slot) -> &[Self] {
        &slot.wides
    }
    fn constant(op: &Op, machine: &Machine<'_>) -> Option<Self> {
        match op {
            Op::Wide(v) => Some(*v),
            Op::Clock(Clock::Now) => Some(machine.now()),
            _ => None,
        }
    }
}

fn compare_wide(order: Order, a: &[i128], b: impl Fn(usize) -> i128, out: &mut [u64]) {
    for (row, a) in a.iter().enumerate() {
        let b = b(row);
        let holds = match order {
            Order::Equal => *a == b,
            Order::Less => *a < b,
            Order::Greater => *a > b,
        };
        set_bit(out, row, holds);
    }
}

impl Lane for u32 {
    fn choose_column(choice: &[u64], a: &[Self], out: &mut [Self]) {
        select::u32_column(choice, a, out);
    }
    fn choose_constant(choice: &[u64], a: Self, out: &mut [Self]) {
        select::u32_constant(choice, a, out);
    }
    fn gather(values: &[Self], owners: &[u32], out: &mut [Self]) {
        child::gather_u32(values, owners, out);
    }
    fn compare_constant(order: Order, a: &[Self], b: Self, out: &mut [u64]) {
        compare::u32_constant(order, a, b, out);
    }
    fn compare_column(order: Order, a: &[Self], b: &[Self], out: &mut [u64]) {
        compare::u32_column(order, a, b, out);
    }
    fn values(values: &Values) -> Option<&[Self]> {
        if let Values::Code(v) = values { Some(v) } else { None }
    }
    fn slot(slot: &Slot) -> &[Self] {
        &slot.codes
    }
    fn constant(op: &Op, machine: &Machine<'_>) -> Option<Self> {
        match op {
            Op::Member(m) => Some(*m),
            Op::Text(t) => machine.constants.get(*t as usize).copied(),
            _ => None,
        }
    }
}

/// An operand: a value per row, or one for all.
#[derive(Debug, Clone, Copy)]
pub(super) enum Arg<'a, T> {
    Slice(&'a [T]),
    Const(T),
}

impl<T: Copy + Default> Arg<'_, T> {
    /// The value of a row.
    pub fn at(&self, row: usize) -> T {
        match self {
            Self::Slice(values) => values.get(row).copied().unwrap_or_default(),
            Self::Const(value) => *value,
        }
    }

    /// A value per row.
    pub fn to_vec(self, rows: usize) -> Vec<T> {
        match self {
            Self::Slice(values) => values.to_vec(),
            Self::Const(value) => alloc::vec![value; rows],
        }
    }
}

/// The bit of a row.
pub(super) fn bit(words: &[u64], row: usize) -> bool {
    words.get(row / 64).is_some_and(|w| w >> (row % 64) & 1 == 1)
}

/// Sets the bit of a row.
pub(super) fn set_bit(words: &mut [u64], row: usize, value: bool) {
    if let Some(word) = words.get_mut(row / 64) {
        let mask = 1u64 << (row % 64);
        *word = if value { *word | mask } else { *word & !mask };
    }
}

/// Copies `rows` bits that start at bit `start` of `from` to the start of `to`.
pub(super) fn copy_bits(from: &[u64], start: usize, rows: usize, to: &mut [u64]) {
    let (word, shift) = (start / 64, start % 64);
    for (i, out) in to.iter_mut().enumerate().take(rows.div_ceil(64)) {
        let low = from.get(word + i).copied().unwrap_or(0);
        let high = from.get(word + i + 1).copied().unwrap_or(0);
        *out = if shift == 0 { low } else { low >> shift | high << (64 - shift) };
    }
}

/// One value per row from two operands; rows without result become unknown and zero, as do those that are unknown.
pub(super) fn try_map2<T: Copy + Default, U: Copy + Default, R: Copy + Default>(
    a: Arg<'_, T>,
    b: Arg<'_, U>,
    known: &mut [u64],
    out: &mut [R],
    f: impl Fn(T, U) -> Option<R>,
) {
    match (a, b) {
        (Arg::Const(a), Arg::Const(b)) => try_fill(f(a, b), known, out),
        _ => try_rows(known, out, |row| f(a.at(row), b.at(row))),
    }
}

/// One value per row from one operand; rows without result become unknown and zero, as do those that are unknown.
pub(super) fn try_map1<T: Copy + Default, R: Copy + Default>(
    a: Arg<'_, T>,
    known: &mut [u64],
    out: &mut [R],
    mut f: impl FnMut(T) -> Option<R>,
) {
    match a {
        Arg::Const(a) => try_fill(f(a), known, out),
        Arg::Slice(_) => try_rows(known, out, |row| f(a.at(row))),
    }
}

/// One value for all rows.
fn try_fill<R: Copy + Default>(value: Option<R>, known: &mut [u64], out: &mut [R]) {
    if value.is_none() {
        known.fill(0);
    }
    out.fill(value.unwrap_or_default());
}

/// A value per row that is known so far.
fn try_rows<R: Default>(known: &mut [u64], out: &mut [R], mut f: impl FnMut(usize) -> Option<R>) {
    for (at, (known, out)) in known.iter_mut().zip(out.chunks_mut(64)).enumerate() {
        let wanted = *known;
        for (row, out) in out.iter_mut().enumerate() {
            let value = if wanted >> row & 1 == 1 { f(at * 64 + row) } else { None };
            *known &= !(u64::from(value.is_none()) << row);
            *out = value.unwrap_or_default();
        }
    }
}

/// Rows known in both.
pub(super) fn both_known(a: &[u64], b: &[u64], out: &mut [u64]) {
    for ((a, b), out) in a.iter().zip(b).zip(out) {
        *out = a & b;
    }
}

/// Rows known in one.
pub(super) fn copy_known(a: &[u64], out: &mut [u64]) {
    for (a, out) in a.iter().zip(out) {
        *out = *a;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_bits_are_the_bits_of_the_rows() {
        let from: Vec<u64> = (0..5).map(|i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        for start in [0, 1, 63, 64, 65, 130] {
            let mut to = [0; 2];
            copy_bits(&from, start, 100, &mut to);
            for row in 0..100 {
                assert_eq!(bit(&to, row), bit(&from, start + row), "start {start}, row {row}");
            }
        }
    }
}

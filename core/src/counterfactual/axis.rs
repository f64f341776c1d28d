//! A field that may move: the values that its steps lead to, and which of them look different to the goal.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::copies::Copies;
use crate::column::Texts;
use crate::evaluate::Machine;
use crate::model::{CUSTOMERS, Change, FieldId};
use crate::order::{arrange, positions};
use crate::policy::Direction;
use crate::program::{Needs, NodeId, Program, Repr};

/// Steps of one field that are looked at.
const MAX_STEPS: usize = 4096;

/// A field that may move.
pub(super) struct Axis {
    /// Index of the field of customers.
    pub field: u16,
    /// Its steps.
    change: Change,
    /// The customer's own value.
    pub base: i64,
    /// The customer's own value and others that look different, the cheapest of each kind, by cost.
    pub choices: Vec<Choice>,
    /// What the first step costs that was not looked at; `None` when all were.
    pub open: Option<i64>,
}

/// A value that a field may be changed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    /// Its key.
    pub key: i64,
    /// How many steps away it is.
    pub steps: i64,
    /// What they cost, decimal(4).
    pub cost: i64,
}

/// What the goal can see of a field: per boundary whether it is known, and its value.
type Sight = Vec<(bool, i128)>;

impl Axis {
    /// A field that may move from the customer's own value.
    pub const fn new(field: u16, change: Change, base: i64) -> Self {
        Self { field, change, base, choices: Vec::new(), open: None }
    }

    /// The field.
    pub const fn id(&self) -> FieldId {
        FieldId { table: CUSTOMERS, field: self.field }
    }

    /// The values that steps lead to, the nearest first, upwards before downwards; the customer's own is the first.
    fn lattice(&self) -> impl Iterator<Item = Choice> {
        let Change { cost, step, direction, low, high } = self.change;
        let [base, step, low, high] = [self.base, step, low, high].map(i128::from);
        // From how many steps on the values are within the range, and up to how many.
        let span = |open: bool, gap: i128, far: i128| {
            let (first, last) = ((gap.max(0) + step - 1) / step, far.max(0) / step);
            (first.max(1), if open { last } else { 0 })
        };
        let up = span(direction != Direction::Down, low - base, high - base);
        let down = span(direction != Direction::Up, base - high, base - low);
        let at = move |steps: i128, (first, last): (i128, i128), sign: i128| {
            let key =
                i64::try_from(base + sign * steps * step).ok().filter(|_| first <= steps && steps <= last)?;
            let steps = i64::try_from(steps).ok()?;
            Some(Choice { key, steps, cost: steps.checked_mul(cost)? })
        };
        let both = move |steps: i128| [at(steps, up, 1), at(steps, down, -1)].into_iter().flatten();
        let start =
            [up, down].into_iter().filter(|(first, last)| first <= last).map(|(first, _)| first).min();
        let steps = start.map(|start| start..=up.1.max(down.1)).into_iter().flatten();
        core::iter::once(self.own()).chain(steps.flat_map(both))
    }

    /// The customer's own value.
    const fn own(&self) -> Choice {
        Choice { key: self.base, steps: 0, cost: 0 }
    }

    /// Finds the values that look different at the field's boundaries.
    pub fn scan(&mut self, copies: &mut Copies<'_>, boundaries: &[NodeId]) {
        self.choices = alloc::vec![self.own()];
        if boundaries.is_empty() {
            return;
        }
        let mut all: Vec<Choice> = self.lattice().take(MAX_STEPS + 1).collect();
        self.open = if all.len() > MAX_STEPS { all.pop().map(|beyond| beyond.cost) } else { None };
        let mut seen: Vec<Sight> = Vec::with_capacity(all.len());
        let mut names = Texts::default();
        let mut needs = Needs::default();
        needs.all(boundaries.iter().copied());
        for block in all.chunks(copies.rows.max(1)) {
            let keys: Vec<i64> = block.iter().map(|choice| choice.key).collect();
            copies.fill(self.field, &keys);
            copies.evaluate(keys.len(), Some(&needs), |run, machine| {
                let sight = |row: usize| {
                    let value = |id: &NodeId| value(run.program, machine, *id, row, &mut names);
                    boundaries.iter().map(value).collect::<Sight>()
                };
                seen.extend((0..keys.len()).map(sight));
            });
        }
        copies.fill(self.field, &[self.base]);
        self.choices = different(&all, &seen);
    }
}

/// The first of all choices that look the same, in their order.
fn different(all: &[Choice], seen: &[Sight]) -> Vec<Choice> {
    let sight = |at: u32| seen.get(at as usize);
    let mut order = positions(all.len());
    arrange(&mut order, &mut |a, b| sight(a).cmp(&sight(b)).then(Ordering::Equal));
    let mut first = Vec::with_capacity(order.len());
    let mut last: Option<u32> = None;
    for at in order {
        if last.is_none_or(|last| sight(last) != sight(at)) {
            first.push(at);
        }
        last = Some(at);
    }
    crate::order::sort(&mut first);
    first.iter().filter_map(|at| all.get(*at as usize)).copied().collect()
}

/// What a node is in a row, so that equal values are equal and no others.
fn value(
    program: &Program,
    machine: &Machine<'_>,
    id: NodeId,
    row: usize,
    names: &mut Texts,
) -> (bool, i128) {
    if !machine.is_known(id, row) {
        return (false, 0);
    }
    let value = match program.node(id).map(|n| n.repr) {
        Some(Repr::Bits) => i128::from(machine.is_true(id, row)),
        Some(Repr::I64) => i128::from(machine.i64_at(id, row)),
        Some(Repr::I32) => i128::from(machine.i32_at(id, row)),
        Some(Repr::F64) => i128::from(machine.f64_at(id, row).to_bits()),
        Some(Repr::Wide) => machine.wide_at(id, row),
        _ => {
            let code = machine.code_at(id, row);
            // Texts that a block has made have codes of that block only.
            match code as usize >= machine.dataset().texts.len() {
                true => -1 - names.intern(machine.text(code)).map_or(0, i128::from),
                false => i128::from(code),
            }
        }
    };
    (true, value)
}

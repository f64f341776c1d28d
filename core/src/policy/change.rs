//! Whether and in what steps a field may be changed when the cheapest change is asked for, as written.

use alloc::boxed::Box;

use super::{At, Text};
use crate::text::read::{Item, Reader};

/// `change: never`, or what a step costs and how large it is.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeDecl {
    /// It may not be changed, which is also what a field without the key says.
    Never,
    /// It may be changed in steps.
    Steps(Box<StepsDecl>),
}

/// The steps of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct StepsDecl {
    /// Where they are.
    pub at: At,
    /// What one step costs.
    pub cost: Text,
    /// How much one step is; one of the field's unit when absent.
    pub step: Option<Text>,
    /// Which way.
    pub direction: Direction,
    /// The smallest value that it may be changed to.
    pub from: Option<Text>,
    /// The largest value.
    pub to: Option<Text>,
}

/// Which way a field may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Upwards only.
    Up,
    /// Downwards only.
    Down,
    /// Both ways.
    #[default]
    Both,
}

/// Reads the value of `change`.
pub(super) fn change(r: &mut Reader, item: &Item<'_>) -> Option<ChangeDecl> {
    if item.is_scalar() {
        return r.choice(item, &[("never", ())]).map(|()| ChangeDecl::Never);
    }
    let mut map = r.map(item)?;
    let ways = [("up", Direction::Up), ("down", Direction::Down), ("both", Direction::Both)];
    let cost = map.need(r, "cost").and_then(|i| r.number(&i));
    let step = map.take("step").and_then(|i| r.value(&i));
    let direction = map.take("direction").and_then(|i| r.choice(&i, &ways)).unwrap_or_default();
    let from = map.take("from").and_then(|i| r.value(&i));
    let to = map.take("to").and_then(|i| r.value(&i));
    map.finish(r);
    Some(ChangeDecl::Steps(Box::new(StepsDecl { at: item.at(), cost: cost?, step, direction, from, to })))
}

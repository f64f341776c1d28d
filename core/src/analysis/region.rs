//! Sets of customers: unions of cases, each of which says of some variables what they may be.
//!
//! A variable is a field; what it may be is a set of its values, and whether it may be missing. A variable that a case does
//! not name may be anything. Everything here is exact, and bounded: an operation that would need more than
//! [`MAX_CASES`] cases gives nothing, and whoever asked says so.
//!
//! INVARIANT: no case is empty: a case with a variable that can be nothing is left out.

use alloc::vec;
use alloc::vec::Vec;

use crate::model::CellSet;

/// Most cases of a region.
pub const MAX_CASES: usize = 4096;

/// What a variable may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its values.
    pub values: CellSet,
    /// Whether it may be missing.
    pub missing: bool,
}

impl Side {
    /// What both allow.
    fn and(&self, other: &Self) -> Self {
        Self { values: self.values.intersect(&other.values), missing: self.missing && other.missing }
    }

    /// What this allows and the other does not.
    fn minus(&self, other: &Self) -> Self {
        Self { values: self.values.minus(&other.values), missing: self.missing && !other.missing }
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.missing
    }
}

/// A conjunction: variables and what each may be, by variable.
pub type Case = Vec<(u16, Side)>;

/// A union of cases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Region(pub Vec<Case>);

impl Region {
    /// Every customer.
    #[must_use]
    pub fn everything() -> Self {
        Self(vec![Case::new()])
    }

    /// Customers of whom a variable is of a side.
    #[must_use]
    pub fn of(variable: u16, side: Side) -> Self {
        if side.is_empty() { Self::default() } else { Self(vec![vec![(variable, side)]]) }
    }

    /// Whether nobody is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Customers of both; `None` when that needs too many cases.
    #[must_use]
    pub fn and(&self, other: &Self) -> Option<Self> {
        let mut cases: Vec<Case> = Vec::new();
        for a in &self.0 {
            for b in &other.0 {
                cases.extend(both(a, b).filter(|case| !cases.contains(case)));
                if cases.len() > MAX_CASES {
                    return None;
                }
            }
        }
        Some(Self(cases))
    }

    /// Customers of either; `None` when that needs too many cases.
    #[must_use]
    pub fn or(&self, other: &Self) -> Option<Self> {
        let mut cases = self.0.clone();
        cases.extend(other.0.iter().filter(|case| !self.0.contains(case)).cloned());
        (cases.len() <= MAX_CASES).then_some(Self(cases))
    }

    /// Customers of this region who are not of the other, where `whole` is what a variable may be at all; `None` when
    /// that needs too many cases.
    #[must_use]
    pub fn minus(&self, other: &Self, whole: &dyn Fn(u16) -> Side) -> Option<Self> {
        let mut left = self.0.clone();
        for cut in &other.0 {
            let mut next = Vec::new();
            for case in &left {
                without(case, cut, whole, &mut next);
                if next.len() > MAX_CASES {
                    return None;
                }
            }
            left = next;
        }
        Some(Self(left))
    }

    /// A case of both, the first one.
    #[must_use]
    pub fn common(&self, other: &Self) -> Option<Case> {
        self.0.iter().find_map(|a| other.0.iter().find_map(|b| both(a, b)))
    }
}

/// The conjunction of two cases; `None` when nobody is in it.
#[must_use]
pub fn both(a: &Case, b: &Case) -> Option<Case> {
    let mut case = Case::with_capacity(a.len().max(b.len()));
    let (mut a, mut b) = (a.iter(), b.iter());
    let (mut left, mut right) = (a.next(), b.next());
    loop {
        let (x, y) = (left.map_or(u16::MAX, |(v, _)| *v), right.map_or(u16::MAX, |(v, _)| *v));
        match (left, right) {
            (Some((variable, l)), Some((_, r))) if x == y => {
                let side = l.and(r);
                if side.is_empty() {
                    return None;
                }
                case.push((*variable, side));
                (left, right) = (a.next(), b.next());
            }
            (Some(entry), _) if x <= y => {
                case.push(entry.clone());
                left = a.next();
            }
            (_, Some(entry)) => {
                case.push(entry.clone());
                right = b.next();
            }
            _ => return Some(case),
        }
    }
}

/// The parts of `case` outside of `cut`: disjoint, one per variable that `cut` names.
fn without(case: &Case, cut: &Case, whole: &dyn Fn(u16) -> Side, out: &mut Vec<Case>) {
    if both(case, cut).is_none() {
        out.push(case.clone());
        return;
    }
    let mut rest = case.clone();
    for (variable, side) in cut {
        let at = rest.binary_search_by_key(variable, |(v, _)| *v);
        let mine = at.ok().and_then(|at| rest.get(at)).map_or_else(|| whole(*variable), |(_, s)| s.clone());
        let outside = mine.minus(side);
        let put = |case: &mut Case, side: Side| match at {
            Ok(at) => case.get_mut(at).into_iter().for_each(|(_, slot)| *slot = side.clone()),
            Err(at) => case.insert(at, (*variable, side)),
        };
        if !outside.is_empty() {
            let mut part = rest.clone();
            put(&mut part, outside);
            out.push(part);
        }
        put(&mut rest, mine.and(side));
    }
}

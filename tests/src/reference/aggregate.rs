//! Aggregates: over the rows of one customer, in the order of their ids.

use std::cmp::Ordering;

use appraise_core::model::{Aggregate, TableId};
use appraise_core::policy::AggregateKind;
use num_bigint::BigInt;

use super::function::{compare, magnitude};
use super::{Cell, Known, Row, Scene};

impl Scene<'_> {
    pub(super) fn aggregate(&self, aggregate: &Aggregate) -> Cell {
        let rows = self.customer.children.get(usize::from(aggregate.table.0))?.as_ref()?;
        let mut taken: Vec<&Row> = Vec::new();
        let mut doubtful = false;
        for row in rows {
            match self.happened(aggregate.table, row) {
                Some(false) => continue,
                Some(true) => {}
                // Whether the row is there yet is not known, unless the filter leaves it out anyway.
                None => {
                    let kept =
                        aggregate.filter.as_ref().map(|filter| self.beside(aggregate, row).value(filter));
                    doubtful |= kept != Some(Some(Known::Bool(false)));
                    continue;
                }
            }
            let scene = self.beside(aggregate, row);
            match aggregate.filter.as_ref().map(|filter| scene.value(filter)) {
                None | Some(Some(Known::Bool(true))) => taken.push(row),
                Some(None) => doubtful = true,
                Some(Some(_)) => {}
            }
        }
        if aggregate.kind == AggregateKind::Exists && !taken.is_empty() {
            return Some(Known::Bool(true));
        }
        if doubtful {
            return None;
        }
        match aggregate.kind {
            AggregateKind::Exists => return Some(Known::Bool(false)),
            AggregateKind::Count => return i64::try_from(taken.len()).ok().map(Known::Int),
            _ => {}
        }
        let of = aggregate.of.as_ref()?;
        let value = |row: &Row| self.beside(aggregate, row).value(of);
        if let AggregateKind::First | AggregateKind::Last = aggregate.kind {
            return self.end(aggregate, &taken, &value);
        }
        let values: Option<Vec<Known>> = taken.into_iter().map(value).collect();
        reduced(aggregate.kind, values?, of.ty)
    }

    /// Whether a row had happened on the as-of date; what is planned may lie ahead.
    fn happened(&self, table: TableId, row: &Row) -> Option<bool> {
        let time = self.model.schema.table(table)?.time;
        match time.event_date.filter(|_| !time.planned) {
            Some(field) => match row.get(usize::from(field))?.as_ref()? {
                Known::Date(day) => Some(*day <= self.today),
                other => unreachable!("{other:?} is no day"),
            },
            None => Some(true),
        }
    }

    /// What the terms of an aggregate see: a row, or a row beside the one that is in sight already.
    fn beside<'b>(&'b self, aggregate: &Aggregate, row: &'b Row) -> Scene<'b> {
        let row = Some((aggregate.table, row));
        match aggregate.within {
            Some(_) => Scene { inner: row, ..*self },
            None => Scene { child: row, inner: None, ..*self },
        }
    }

    /// The value of the first or last row by event date; rows of one day go by their ids.
    fn end(&self, aggregate: &Aggregate, taken: &[&Row], value: &dyn Fn(&Row) -> Cell) -> Cell {
        let table = self.model.schema.table(aggregate.table)?;
        let date = usize::from(table.time.event_date?);
        let mut best: Option<(&Row, &Known)> = None;
        for row in taken {
            let at = row.get(date)?.as_ref()?;
            let better = best.is_none_or(|(_, best)| match compare(at, best) {
                Some(Ordering::Less) => aggregate.kind == AggregateKind::First,
                Some(_) if aggregate.kind == AggregateKind::Last => true,
                _ => false,
            });
            if better {
                best = Some((row, at));
            }
        }
        value(best?.0)
    }
}

fn reduced(kind: AggregateKind, values: Vec<Known>, ty: appraise_core::value::Type) -> Cell {
    use appraise_core::value::Type;
    let number = |value: &Known| match value {
        Known::Int(i) | Known::Decimal(i, _) => BigInt::from(*i),
        other => unreachable!("no sum of {other:?}"),
    };
    let as_number = |sum: BigInt, more: u8| {
        let value = i64::try_from(sum).ok()?;
        Some(match ty {
            Type::Decimal(scale) => Known::Decimal(value, scale + more),
            _ if more > 0 => Known::Decimal(value, more),
            _ => Known::Int(value),
        })
    };
    match kind {
        AggregateKind::Sum => as_number(values.iter().map(number).sum(), 0),
        AggregateKind::Avg => {
            let count = BigInt::from(values.len());
            let sum: BigInt = values.iter().map(number).sum::<BigInt>() * 100;
            if values.is_empty() {
                return None;
            }
            let negative = sum < BigInt::ZERO;
            let size: BigInt = (magnitude(sum) * 2 + &count) / (count * 2);
            as_number(if negative { -size } else { size }, 2)
        }
        AggregateKind::CountDistinct => {
            let mut different: Vec<Known> = Vec::new();
            for value in values {
                if !different.contains(&value) {
                    different.push(value);
                }
            }
            i64::try_from(different.len()).ok().map(Known::Int)
        }
        AggregateKind::Min => {
            values.into_iter().reduce(|a, b| if compare(&b, &a) == Some(Ordering::Less) { b } else { a })
        }
        AggregateKind::Max => {
            values.into_iter().reduce(|a, b| if compare(&b, &a) == Some(Ordering::Greater) { b } else { a })
        }
        other => unreachable!("the reference has no {other:?}"),
    }
}

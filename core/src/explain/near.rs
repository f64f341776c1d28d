//! Alerts that nearly fired: exactly one condition fails, and it compares a number or a date with one that does not
//! rest on the customer. The distance is the smallest move of that value, in its own places, after which it would hold.
//!
//! INVARIANT: the value moved by the distance meets the condition, moved by one unit of its last place less it does not;
//! of doubles, which have no last place, the distance leads to the bound itself.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::{Explain, render};
use crate::model::{Alert, Function, Gap, TableId, Term, TermKind};
use crate::number::{POW10, format_decimal, format_double_plain, round_half_away};
use crate::output::events::child_rows;
use crate::print::{Distance, nearly};
use crate::program::{AlertNodes, Lowered, Shown};
use crate::value::{Type, Value};

/// An alert that one condition keeps from firing.
#[derive(Debug, Clone, Serialize)]
pub struct NearText {
    /// The alert.
    pub alert: String,
    /// Its label.
    pub label: String,
    /// The child row, of an alert on rows: the one that is nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child_id: Option<String>,
    /// The condition that fails, in words.
    pub condition: String,
    /// The value.
    pub value: String,
    /// What it is compared with.
    pub threshold: String,
    /// By how much the value would have to change: negative where it would have to fall; of dates in days.
    pub difference: String,
    /// The unit of the value, `days` of dates.
    pub unit: Option<String>,
    /// The difference in percent of the larger of value and threshold, two places; of dates, of a year.
    pub relative: String,
    /// All of it in a sentence.
    pub text: String,
}

/// Places to which ratios are shown.
const RATIO_PLACES: u8 = 4;

/// Days that are the whole that a distance between dates is a part of.
const YEAR: i128 = 365;

/// A distance that was found: its size relative to the whole, by which alerts are listed, and what is said of it.
struct Found {
    /// Hundredths of a percent.
    relative: i128,
    text: NearText,
}

impl Explain<'_, '_> {
    /// Alerts that nearly fired, the nearest first, then in the order of the policy.
    pub(super) fn nearly(&self) -> Vec<NearText> {
        let all = self.run.model.alerts.iter().zip(&self.run.program.alerts);
        let mut found: Vec<Found> = all.filter_map(|(alert, nodes)| self.near(alert, nodes)).collect();
        crate::order::sort_by(&mut found, |a, b| a.relative.cmp(&b.relative));
        found.into_iter().map(|found| found.text).collect()
    }

    /// The nearest row of an alert that is known not to fire.
    fn near(&self, alert: &Alert, nodes: &AlertNodes) -> Option<Found> {
        let rows = self.rows(alert.each, nodes.visible)?;
        let known =
            |row: &usize| self.machine.is_known(nodes.when, *row) && !self.machine.is_true(nodes.when, *row);
        if !rows.iter().all(known) {
            return None;
        }
        let terms = alert.conjuncts(self.run.model);
        let mut nearest: Option<Found> = None;
        for row in rows {
            let asked = nodes.asked.iter().all(|id| self.machine.is_true(*id, row));
            let mut failing = (0..).zip(&nodes.conditions).filter(|(_, id)| !self.machine.is_true(**id, row));
            let (Some((at, _)), None, true) = (failing.next(), failing.next(), asked) else { continue };
            let at: usize = at;
            let (Some(term), Some(Some(sides))) = (terms.get(at), nodes.gaps.get(at)) else { continue };
            let found = self.distance(alert, term, *sides, row);
            if let Some(found) = found.filter(|f| nearest.as_ref().is_none_or(|n| f.relative < n.relative)) {
                nearest = Some(found);
            }
        }
        nearest
    }

    /// How far the value of a row is from where a condition holds.
    fn distance(&self, alert: &Alert, condition: &Term, sides: [Shown; 2], row: usize) -> Option<Found> {
        let model = self.run.model;
        let gap = model.gap(condition)?;
        let [value, threshold] = sides.map(|side| render::value(self.run, self.machine, side, row));
        let moved = self.moved(&gap, sides, row)?;
        let unit = match gap.value.ty {
            Type::Ratio => Some("share".into()),
            _ => self.unit(gap.value).or_else(|| self.unit(gap.bound)),
        };
        let distance = Distance {
            term: gap.value,
            condition,
            value: &moved.value,
            distance: &moved.distance,
            up: moved.up,
            unit: unit.as_deref(),
        };
        let dated = gap.value.ty == Type::Date;
        let text = NearText {
            alert: alert.id.clone(),
            label: self.label(alert.label.as_ref(), &alert.id),
            child_id: alert.each.and_then(|table| self.child_id(table, row)),
            condition: crate::print::condition(model, condition, self.lang),
            value: value?,
            threshold: threshold?,
            difference: signed(&moved),
            relative: format_decimal(i64::try_from(moved.relative).ok()?, 2),
            text: nearly(model, &distance, self.lang),
            unit: if dated { Some("days".into()) } else { unit },
        };
        Some(Found { relative: moved.relative, text })
    }

    /// The id of a child row, counted within the block.
    fn child_id(&self, table: TableId, row: usize) -> Option<String> {
        let rows = child_rows(self.run, self.machine, table, self.customer);
        rows.into_iter().find(|(at, _)| *at == row).and_then(|(_, id)| id)
    }

    /// The unit of a field or a parameter.
    pub(super) fn unit(&self, term: &Term) -> Option<String> {
        let model = self.run.model;
        match &model.meant(term).kind {
            TermKind::Field(id) => model.schema.field(*id)?.unit.clone(),
            TermKind::Param(at) => model.params.get(usize::from(*at))?.unit.clone(),
            _ => None,
        }
    }

    /// The smallest move of a value after which it meets the bound.
    fn moved(&self, gap: &Gap<'_>, [value, bound]: [Shown; 2], row: usize) -> Option<Moved> {
        if gap.value.ty == Type::Double || gap.bound.ty == Type::Double {
            return self.moved_double(value, bound, row);
        }
        let (value, bound) = (self.number(value, row)?, self.number(bound, row)?);
        let places = match gap.value.ty {
            Type::Decimal(scale) => scale,
            Type::Ratio => RATIO_PLACES,
            _ => 0,
        };
        let unit = i128::from(*POW10.get(usize::from(places))?);
        // bound - value, in units of the last place, as a fraction.
        let over = bound.1.checked_mul(value.1)?;
        let by =
            bound.0.checked_mul(value.1)?.checked_sub(value.0.checked_mul(bound.1)?)?.checked_mul(unit)?;
        let (floor, even) = (by.div_euclid(over), by.rem_euclid(over) == 0);
        let ceil = floor + i128::from(!even);
        let by = match gap.compare {
            Function::Ge => ceil,
            Function::Gt => floor + 1,
            Function::Le => floor,
            Function::Lt => ceil - 1,
            _ if even => floor,
            _ => return None,
        };
        let part = |(n, d): (i128, i128)| n.checked_mul(unit)?.checked_div(d);
        let whole = match gap.value.ty {
            Type::Date => YEAR,
            _ => part(value)?.abs().max(part(bound)?.abs()).max(1),
        };
        let size = i64::try_from(by.abs()).ok()?;
        let shown =
            round_half_away(value.0.checked_mul(unit)?, value.1).and_then(|v| i64::try_from(v).ok())?;
        let decimal = |v: i64| if places == 0 { Value::Int(v) } else { Value::Decimal(v, places) };
        Some(Moved {
            up: by > 0,
            relative: by.abs().checked_mul(10_000)? / whole,
            value: match gap.value.ty {
                Type::Date => Value::Date(i32::try_from(shown).ok()?),
                _ => decimal(shown),
            },
            distance: decimal(size),
        })
    }

    fn moved_double(&self, value: Shown, bound: Shown, row: usize) -> Option<Moved> {
        let double = |shown: Shown| match (shown.at, shown.ty) {
            (Lowered::Node(id), Type::Double) if self.machine.is_known(id, row) => {
                Some(self.machine.f64_at(id, row))
            }
            #[expect(clippy::cast_precision_loss, reason = "shown, not compared")]
            _ => self.number(shown, row).map(|(n, d)| n as f64 / d as f64),
        };
        let (value, bound) = (double(value)?, double(bound)?);
        let by = bound - value;
        let whole = libm::fabs(value).max(libm::fabs(bound));
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let relative = (libm::fabs(by) / whole * 10_000.0) as i128;
        let finite = by.is_finite() && whole > 0.0;
        finite.then(|| Moved {
            up: by >= 0.0,
            relative,
            value: Value::Double(value),
            distance: Value::Double(libm::fabs(by)),
        })
    }

    /// A known number or date as a fraction, the denominator positive.
    pub(super) fn number(&self, shown: Shown, row: usize) -> Option<(i128, i128)> {
        let power = |places: u8| POW10.get(usize::from(places)).copied().map(i128::from);
        match shown.at {
            Lowered::Node(id) if self.machine.is_known(id, row) => match shown.ty {
                Type::Int => Some((self.machine.i64_at(id, row).into(), 1)),
                Type::Decimal(scale) => Some((self.machine.i64_at(id, row).into(), power(scale)?)),
                Type::Date => Some((self.machine.i32_at(id, row).into(), 1)),
                _ => None,
            },
            Lowered::Ratio { num, den }
                if self.machine.is_known(num.0, row) && self.machine.is_known(den.0, row) =>
            {
                let (n, d) = (self.machine.i64_at(num.0, row), self.machine.i64_at(den.0, row));
                let (n, d) =
                    (i128::from(n).checked_mul(power(den.1)?)?, i128::from(d).checked_mul(power(num.1)?)?);
                (d != 0).then(|| if d < 0 { (-n, -d) } else { (n, d) })
            }
            _ => None,
        }
    }
}

/// A move of a value.
struct Moved {
    /// Whether it becomes more, or later.
    up: bool,
    /// How large it is, in hundredths of a percent of the whole.
    relative: i128,
    /// The value before.
    value: Value,
    /// Its size.
    distance: Value,
}

/// The distance with its sign.
fn signed(moved: &Moved) -> String {
    let text = match &moved.distance {
        Value::Int(v) => v.to_string(),
        Value::Decimal(v, scale) => format_decimal(*v, *scale),
        Value::Double(v) => format_double_plain(*v),
        _ => String::new(),
    };
    if moved.up { text } else { alloc::format!("-{text}") }
}

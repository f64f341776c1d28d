//! Operators and functions of known and unknown values.

use std::cmp::Ordering;

use appraise_core::model::{Function, Term};
use appraise_core::value::Type;
use num_bigint::BigInt;

use super::{Cell, Known, Scene, power};

impl Scene<'_> {
    pub(super) fn apply(&self, function: Function, args: &[Term], ty: Type) -> Cell {
        match function {
            Function::And => self.settled(args, false),
            Function::Or => self.settled(args, true),
            Function::If => match self.value(args.first()?)? {
                Known::Bool(true) => typed(self.value(args.get(1)?)?, ty),
                _ => typed(self.value(args.get(2)?)?, ty),
            },
            Function::Coalesce => {
                let first = self.value(args.first()?).and_then(|value| typed(value, ty));
                first.or_else(|| typed(self.value(args.get(1)?)?, ty))
            }
            Function::IsNull => Some(Known::Bool(self.value(args.first()?).is_none())),
            Function::In => {
                let element = self.value(args.first()?)?;
                let mut items = args.iter().skip(1).filter_map(|item| self.value(item));
                Some(Known::Bool(items.any(|item| compare(&element, &item) == Some(Ordering::Equal))))
            }
            Function::ToString => self.as_text(args.first()?),
            _ => {
                let values: Option<Vec<Known>> = args.iter().map(|arg| self.value(arg)).collect();
                self.of_known(function, &values?, ty)
            }
        }
    }

    /// Kleene's conjunction and disjunction: one operand that settles it is enough.
    fn settled(&self, args: &[Term], settles: bool) -> Cell {
        let values: Vec<Cell> = args.iter().map(|arg| self.value(arg)).collect();
        if values.contains(&Some(Known::Bool(settles))) {
            return Some(Known::Bool(settles));
        }
        if values.contains(&None) { None } else { Some(Known::Bool(!settles)) }
    }

    fn as_text(&self, term: &Term) -> Cell {
        Some(Known::Text(match (self.value(term)?, term.ty) {
            (Known::Text(text), _) => text,
            (Known::Bool(b), _) => b.to_string(),
            (Known::Int(i), _) => i.to_string(),
            (Known::Decimal(value, scale), _) => decimal_text(value, scale),
            (Known::Date(day), _) => {
                let (year, month, day) = self.calendar.civil(day)?;
                format!("{year:04}-{month:02}-{day:02}")
            }
            (Known::Member(member), Type::Enum(id)) => {
                let members = &self.model.enumeration(id).members;
                members.get(usize::try_from(member).ok()?)?.0.clone()
            }
            (other, _) => unreachable!("no text of {other:?}"),
        }))
    }

    fn of_known(&self, function: Function, values: &[Known], ty: Type) -> Cell {
        use Known::{Bool, Date, Decimal, Int, Member, Ratio, Text};
        let calendar = self.calendar;
        match (function, values) {
            (Function::Not, [Bool(b)]) => Some(Bool(!b)),
            (Function::Eq, [a, b]) => compare(a, b).map(|o| Bool(o == Ordering::Equal)),
            (Function::Ne, [a, b]) => compare(a, b).map(|o| Bool(o != Ordering::Equal)),
            (Function::Lt, [a, b]) => compare(a, b).map(|o| Bool(o == Ordering::Less)),
            (Function::Le, [a, b]) => compare(a, b).map(|o| Bool(o != Ordering::Greater)),
            (Function::Gt, [a, b]) => compare(a, b).map(|o| Bool(o == Ordering::Greater)),
            (Function::Ge, [a, b]) => compare(a, b).map(|o| Bool(o != Ordering::Less)),
            (Function::Contains, [Text(a), Text(b)]) => Some(Bool(a.contains(b.as_str()))),
            (Function::StartsWith, [Text(a), Text(b)]) => Some(Bool(a.starts_with(b.as_str()))),
            (Function::EndsWith, [Text(a), Text(b)]) => Some(Bool(a.ends_with(b.as_str()))),
            (Function::Size, [Text(a)]) => i64::try_from(a.chars().count()).ok().map(Int),
            (Function::Add, [Text(a), Text(b)]) => Some(Text(format!("{a}{b}"))),
            (Function::Neg, [Ratio((n, s), d)]) => Some(Ratio((n.checked_neg()?, *s), *d)),
            (Function::Add | Function::Sub, [Ratio(n, d), by] | [by, Ratio(n, d)]) if ty == Type::Ratio => {
                shifted(*n, *d, decimal(by)?, function == Function::Sub)
            }
            (Function::Div, [a, b]) if ty == Type::Ratio => quotient(decimal(a)?, decimal(b)?),
            (Function::Share, [a, b]) => quotient(decimal(a)?, decimal(b)?),
            (Function::Change, [a, b]) => {
                let (a, b) = (decimal(a)?, decimal(b)?);
                let scale = a.1.max(b.1);
                quotient((aligned(a, scale)?.checked_sub(aligned(b, scale)?)?, scale), b)
            }
            (Function::Round, [Ratio(n, d)]) => rounded(*n, *d, ty),
            (Function::Round, [value]) => rounded(decimal(value)?, (1, 0), ty),
            (Function::ToDecimal, [value]) => typed(value.clone(), ty),
            (Function::ToInt, [Int(i)]) => Some(Int(*i)),
            (Function::ToInt, [Decimal(value, scale)]) => {
                i64::try_from(BigInt::from(*value) / power(*scale)).ok().map(Int)
            }
            (Function::DaysBetween, [Date(a), Date(b)]) => Some(Int(i64::from(*b) - i64::from(*a))),
            (Function::MonthsBetween, [Date(a), Date(b)]) => calendar.months_between(*a, *b).map(Int),
            (Function::YearsBetween, [Date(a), Date(b)]) => {
                calendar.months_between(*a, *b).map(|m| Int(m / 12))
            }
            (Function::AddDays, [Date(a), Int(n)]) => i32::try_from(i64::from(*a) + n).ok().map(Date),
            (Function::AddMonths, [Date(a), Int(n)]) => calendar.add_months(*a, *n).map(Date),
            (Function::NextAnniversary, [Date(a), Date(b)]) => calendar.next_anniversary(*a, *b).map(Date),
            (Function::Year, [Date(a)]) => calendar.civil(*a).map(|(year, ..)| Int(year.into())),
            (Function::Month, [Date(a)]) => calendar.civil(*a).map(|(_, month, _)| Int(i64::from(month) - 1)),
            (Function::Date, [Date(a)]) => calendar.civil(*a).map(|(.., day)| Int(day.into())),
            (Function::DayOfMonth, [Date(a)]) => calendar.civil(*a).map(|(.., day)| Int(i64::from(day) - 1)),
            // 1970-01-01 was a Thursday.
            (Function::DayOfWeek, [Date(a)]) => Some(Int((i64::from(*a) + 4).rem_euclid(7))),
            (Function::DayOfYear, [Date(a)]) => {
                let (year, ..) = calendar.civil(*a)?;
                Some(Int(i64::from(*a - calendar.day(year, 1, 1)?)))
            }
            (Function::Min | Function::Max, [Date(a), Date(b)]) => {
                Some(Date(if function == Function::Min { *a.min(b) } else { *a.max(b) }))
            }
            (_, [Member(_), ..]) => unreachable!("no {function:?} of members"),
            _ => arithmetic(function, values, ty),
        }
    }
}

/// Ints, and decimals brought to the scale of the result; a product takes its factors as they are.
fn arithmetic(function: Function, values: &[Known], ty: Type) -> Cell {
    let operand = |value: &Known| match ty {
        Type::Decimal(scale) if function != Function::Mul => aligned(decimal(value)?, scale),
        _ => decimal(value).map(|(value, _)| value),
    };
    let result = match (function, values) {
        (Function::Neg, [a]) => operand(a)?.checked_neg()?,
        (Function::Abs, [a]) => operand(a)?.checked_abs()?,
        (Function::Add, [a, b]) => operand(a)?.checked_add(operand(b)?)?,
        (Function::Sub, [a, b]) => operand(a)?.checked_sub(operand(b)?)?,
        (Function::Mul, [a, b]) => operand(a)?.checked_mul(operand(b)?)?,
        (Function::Div, [a, b]) => operand(a)?.checked_div(operand(b)?)?,
        (Function::Rem, [a, b]) => operand(a)?.checked_rem(operand(b)?)?,
        (Function::Min, [a, b]) => operand(a)?.min(operand(b)?),
        (Function::Max, [a, b]) => operand(a)?.max(operand(b)?),
        _ => unreachable!("the reference has no {function:?} of {values:?}"),
    };
    Some(if let Type::Decimal(scale) = ty { Known::Decimal(result, scale) } else { Known::Int(result) })
}

/// An int is a decimal without places.
fn decimal(value: &Known) -> Option<(i64, u8)> {
    match value {
        Known::Int(i) => Some((*i, 0)),
        Known::Decimal(d, scale) => Some((*d, *scale)),
        other => unreachable!("{other:?} is not a number"),
    }
}

/// A decimal with more places; unknown when it does not fit.
fn aligned((value, from): (i64, u8), to: u8) -> Option<i64> {
    i64::try_from(BigInt::from(value) * power(to - from)).ok()
}

/// A value as the type that an operation gives: ints and decimals get more places.
fn typed(value: Known, ty: Type) -> Cell {
    match (ty, &value) {
        (Type::Decimal(scale), Known::Int(_) | Known::Decimal(..)) => {
            aligned(decimal(&value)?, scale).map(|value| Known::Decimal(value, scale))
        }
        _ => Some(value),
    }
}

fn quotient(num: (i64, u8), den: (i64, u8)) -> Cell {
    (den.0 != 0).then_some(Known::Ratio(num, den))
}

/// `n / d + by`, as a quotient over the same denominator.
fn shifted(num: (i64, u8), den: (i64, u8), by: (i64, u8), minus: bool) -> Cell {
    let moved = (den.0.checked_mul(by.0)?, den.1 + by.1);
    let scale = num.1.max(moved.1);
    let (num, moved) = (aligned(num, scale)?, aligned(moved, scale)?);
    let sum = if minus { num.checked_sub(moved)? } else { num.checked_add(moved)? };
    Some(Known::Ratio((sum, scale), den))
}

/// Rounded to the places of `ty`, half away from zero.
fn rounded(num: (i64, u8), den: (i64, u8), ty: Type) -> Cell {
    let Type::Decimal(scale) = ty else { unreachable!("a rounded value is a decimal") };
    let top = BigInt::from(num.0) * power(den.1) * power(scale);
    let bottom = BigInt::from(den.0) * power(num.1);
    let negative = (top < BigInt::ZERO) != (bottom < BigInt::ZERO);
    let (top, bottom): (BigInt, BigInt) = (magnitude(top), magnitude(bottom));
    let size: BigInt = (top * 2 + &bottom) / (bottom * 2);
    i64::try_from(if negative { -size } else { size }).ok().map(|value| Known::Decimal(value, scale))
}

pub(super) fn magnitude(value: BigInt) -> BigInt {
    if value < BigInt::ZERO { -value } else { value }
}

/// The order of two values of one kind; numbers are compared exactly.
pub(super) fn compare(a: &Known, b: &Known) -> Option<Ordering> {
    Some(match (a, b) {
        (Known::Bool(a), Known::Bool(b)) => a.cmp(b),
        (Known::Text(a), Known::Text(b)) => a.chars().cmp(b.chars()),
        (Known::Member(a), Known::Member(b)) => a.cmp(b),
        (Known::Date(a), Known::Date(b)) => a.cmp(b),
        _ => {
            let ((n1, d1), (n2, d2)) = (fraction(a)?, fraction(b)?);
            (n1 * d2).cmp(&(n2 * d1))
        }
    })
}

/// A number as numerator and positive denominator.
fn fraction(value: &Known) -> Option<(BigInt, BigInt)> {
    let ((num, s), (den, t)) = match value {
        Known::Ratio(num, den) => (*num, *den),
        other => (decimal(other)?, (1, 0)),
    };
    let (top, bottom) = (BigInt::from(num) * power(t), BigInt::from(den) * power(s));
    Some(if bottom < BigInt::ZERO { (-top, -bottom) } else { (top, bottom) })
}

fn decimal_text(value: i64, scale: u8) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, places) = digits.split_at(digits.len() - usize::from(scale));
    let sign = if value < 0 { "-" } else { "" };
    if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }
}

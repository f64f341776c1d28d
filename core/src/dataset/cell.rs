//! What a cell means: from the text of a cell, or from a typed value, to a value of its field or to the reason why
//! there is none.
//!
//! Blanks around a cell do not count, except in strings: ASCII white space, the ideographic space U+3000 and the mark
//! U+FEFF. A blank cell is missing, and so is one that says a declared null text; for numbers and dates a null text
//! also stands for its value, so that `-1` covers `-1.00` and the integer -1 of a typed column.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use appraise_kernels::text::{Names, is_solid};

use super::FaultReason;
use super::put::InputData;
use crate::date::{Zone, instant};
use crate::evaluate::MICRO;
use crate::model::{Field, FieldId, Schema};
use crate::number::{self, NumberError};
use crate::value::{Type, Value};

/// The value of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer, a decimal scaled as its field says, or microseconds.
    I64(i64),
    /// Days since 1970-01-01.
    I32(i32),
    /// A finite double.
    F64(f64),
    /// The cell's text itself, blanks and all.
    Text,
    /// Index of a member of the field's enumeration.
    Member(u32),
}

/// What values of a column may be when they are the field's without a further look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Plain {
    /// All of them.
    Bool,
    /// Those from the first to the last.
    I64(i64, i64),
    /// As before.
    I32(i32, i32),
    /// As before; finite ones.
    F64(f64, f64),
}

/// Reads the cells of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct CellReader {
    kind: Kind,
    nullable: bool,
    null_texts: Vec<String>,
    null_values: Vec<Cell>,
    masked: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Bool {
        yes: Vec<String>,
        no: Vec<String>,
    },
    Int {
        min: i64,
        max: i64,
    },
    Decimal {
        scale: u8,
        min: i64,
        max: i64,
    },
    Double {
        min: f64,
        max: f64,
    },
    Date {
        min: i32,
        max: i32,
    },
    /// Microseconds; without a zone, of durations.
    Time {
        zone: Option<Zone>,
        min: i64,
        max: i64,
    },
    Text,
    /// Members sorted by their ids.
    Member(Vec<(String, u32)>),
}

impl CellReader {
    /// The reader of a field; `None` for an id that is not of this schema.
    #[must_use]
    pub fn new(schema: &Schema, id: FieldId) -> Option<Self> {
        schema.field(id).map(|field| Self::of(schema, field))
    }

    /// The reader of `field`, whose enumeration is one of `schema`.
    #[must_use]
    pub fn of(schema: &Schema, field: &Field) -> Self {
        let mut reader = Self {
            kind: Kind::of(schema, field),
            nullable: field.nullable,
            null_texts: field.null_texts.clone(),
            null_values: Vec::new(),
            masked: field.is_secret(),
        };
        if !matches!(reader.kind, Kind::Bool { .. } | Kind::Text | Kind::Member(_)) {
            let unbounded = Self { kind: reader.kind.unbounded(), nullable: true, ..Self::empty() };
            reader.null_values =
                field.null_texts.iter().filter_map(|text| unbounded.read(text).ok()).collect();
            reader.null_values.retain(|cell| *cell != Cell::Null);
        }
        reader
    }

    const fn empty() -> Self {
        Self {
            kind: Kind::Text,
            nullable: true,
            null_texts: Vec::new(),
            null_values: Vec::new(),
            masked: false,
        }
    }

    /// What `text` says.
    ///
    /// # Errors
    ///
    /// Why it is not a value of the field; [`FaultReason::Required`] for a missing value that the field needs.
    pub fn read(&self, text: &str) -> Result<Cell, FaultReason> {
        let trimmed = trim(text);
        if trimmed.is_empty() || self.null_texts.iter().any(|null| null == trimmed) {
            return self.null();
        }
        match &self.kind {
            Kind::Text => Ok(Cell::Text),
            Kind::Bool { yes, no } => {
                let says = |texts: &[String]| texts.iter().any(|t| t == trimmed);
                if says(yes) {
                    Ok(Cell::Bool(true))
                } else if says(no) {
                    Ok(Cell::Bool(false))
                } else {
                    Err(FaultReason::NotOfType)
                }
            }
            Kind::Int { .. } => self.bounded(Cell::I64(number::parse_int(trimmed)?)),
            Kind::Decimal { scale, .. } => self.bounded(Cell::I64(number::parse_decimal(trimmed, *scale)?)),
            Kind::Double { .. } => self.bounded(Cell::F64(number::parse_double(trimmed)?)),
            Kind::Date { .. } => {
                self.bounded(Cell::I32(crate::date::parse(trimmed).ok_or(FaultReason::InvalidDate)?))
            }
            Kind::Time { zone: Some(zone), .. } => {
                // A day is no instant: nobody would know when on that day.
                let text = Some(trimmed).filter(|text| text.len() > 10);
                let micros = text.and_then(|text| crate::date::parse_instant(text, *zone));
                self.bounded(Cell::I64(micros.ok_or(FaultReason::NotOfType)?))
            }
            Kind::Time { zone: None, .. } => {
                let nanos = instant::parse_duration(trimmed).ok_or(FaultReason::NotOfType)?;
                let micros = i64::try_from(nanos / MICRO).map_err(|_| FaultReason::OutOfRange)?;
                if nanos % MICRO != 0 {
                    return Err(FaultReason::TooManyDecimals);
                }
                self.bounded(Cell::I64(micros))
            }
            Kind::Member(members) => members
                .binary_search_by(|(id, _)| id.as_str().cmp(trimmed))
                .ok()
                .and_then(|at| members.get(at))
                .map(|(_, index)| Cell::Member(*index))
                .ok_or(FaultReason::NotAMember),
        }
    }

    /// A cell without a value.
    ///
    /// # Errors
    ///
    /// [`FaultReason::Required`] when the field is not nullable.
    pub const fn null(&self) -> Result<Cell, FaultReason> {
        if self.nullable { Ok(Cell::Null) } else { Err(FaultReason::Required) }
    }

    /// A typed boolean.
    ///
    /// # Errors
    ///
    /// [`FaultReason::NotOfType`] when the field is of another type.
    pub const fn bool(&self, value: bool) -> Result<Cell, FaultReason> {
        if matches!(self.kind, Kind::Bool { .. }) {
            Ok(Cell::Bool(value))
        } else {
            Err(FaultReason::NotOfType)
        }
    }

    /// A typed decimal of `scale` places, or an integer when that is 0. Excess places have to be zeros, as in texts.
    ///
    /// # Errors
    ///
    /// Why it is not a value of the field.
    pub fn decimal(&self, value: i64, scale: u8) -> Result<Cell, FaultReason> {
        let (to, excess) = match self.kind {
            Kind::Decimal { scale, .. } => (scale, FaultReason::TooManyDecimals),
            Kind::Int { .. } => (0, FaultReason::NotOfType),
            _ => return Err(FaultReason::NotOfType),
        };
        let scaled = number::rescale(value, scale, to).ok_or(FaultReason::OutOfRange)?;
        if to < scale && number::rescale(scaled, to, scale) != Some(value) {
            return Err(excess);
        }
        self.bounded(Cell::I64(scaled))
    }

    /// A typed double: itself, a decimal by [`number::decimal_of_double`], or an integer when it is one.
    ///
    /// # Errors
    ///
    /// Why it is not a value of the field; a double that is not finite is [`FaultReason::OutOfRange`].
    pub fn double(&self, value: f64) -> Result<Cell, FaultReason> {
        if !value.is_finite() {
            return Err(FaultReason::OutOfRange);
        }
        let whole = |scale| number::decimal_of_double(value, scale).ok_or(FaultReason::OutOfRange);
        match self.kind {
            Kind::Double { .. } => self.bounded(Cell::F64(value)),
            Kind::Decimal { scale, .. } => self.bounded(Cell::I64(whole(scale)?)),
            Kind::Int { .. } if libm::trunc(value) == value => self.bounded(Cell::I64(whole(0)?)),
            _ => Err(FaultReason::NotOfType),
        }
    }

    /// A typed date, days since 1970-01-01.
    ///
    /// # Errors
    ///
    /// Why it is not a value of the field; days outside the calendar are [`FaultReason::InvalidDate`].
    pub fn date(&self, days: i32) -> Result<Cell, FaultReason> {
        match self.kind {
            Kind::Date { .. } if !(crate::date::MIN_DAY..=crate::date::MAX_DAY).contains(&days) => {
                Err(FaultReason::InvalidDate)
            }
            Kind::Date { .. } => self.bounded(Cell::I32(days)),
            _ => Err(FaultReason::NotOfType),
        }
    }

    /// A typed instant or duration, microseconds.
    ///
    /// # Errors
    ///
    /// Why it is not a value of the field.
    pub fn micros(&self, value: i64) -> Result<Cell, FaultReason> {
        if matches!(self.kind, Kind::Time { .. }) {
            self.bounded(Cell::I64(value))
        } else {
            Err(FaultReason::NotOfType)
        }
    }

    /// A typed instant or duration as a text: what is no instant as its number.
    pub(super) fn micros_text(&self, value: i64) -> String {
        let text = match self.kind {
            Kind::Time { zone: Some(_), .. } => crate::date::format_instant(value, Zone::UTC),
            _ => alloc::format!("{value}us"),
        };
        if text.is_empty() { alloc::format!("{value}") } else { text }
    }

    /// Which values of a column of this kind are values of the field as they are; `None` when each has to be read.
    pub(super) fn plain(&self, data: &InputData<'_>) -> Option<Plain> {
        if !self.null_values.is_empty() {
            return None;
        }
        match (&self.kind, data) {
            (Kind::Bool { .. }, InputData::Bool(..)) => Some(Plain::Bool),
            (Kind::Int { min, max }, InputData::I64(_))
            | (Kind::Time { min, max, .. }, InputData::Micros(_)) => Some(Plain::I64(*min, *max)),
            (Kind::Decimal { scale, min, max }, InputData::Decimal(_, given)) if scale == given => {
                Some(Plain::I64(*min, *max))
            }
            (Kind::Date { min, max }, InputData::Date(_)) => {
                Some(Plain::I32((*min).max(crate::date::MIN_DAY), (*max).min(crate::date::MAX_DAY)))
            }
            (Kind::Double { min, max }, InputData::F64(_)) => {
                Some(Plain::F64(min.max(f64::MIN), max.min(f64::MAX)))
            }
            _ => None,
        }
    }

    /// Whether every text that is not blank is a value as it stands.
    pub(super) fn takes_every_text(&self) -> bool {
        self.is_text() && self.null_texts.is_empty()
    }

    /// The members of an enumeration whose ids are theirs as they stand; `None` for other fields.
    pub(super) fn names(&self) -> Option<Names<'_>> {
        let Kind::Member(members) = &self.kind else { return None };
        let plain = |id: &str| is_solid(id) && self.null_texts.iter().all(|null| null != id);
        Names::new(members.iter().map(|(id, member)| (id.as_str(), *member)).filter(|(id, _)| plain(id)))
    }

    /// Whether the field is a string.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text)
    }

    /// `text` as a list of faults may show it.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        mask(text, self.masked)
    }

    /// The value, when it is within the declared bounds and does not stand for a missing one.
    fn bounded(&self, cell: Cell) -> Result<Cell, FaultReason> {
        if self.null_values.contains(&cell) {
            return self.null();
        }
        let inside = match (&self.kind, cell) {
            (
                Kind::Int { min, max } | Kind::Decimal { min, max, .. } | Kind::Time { min, max, .. },
                Cell::I64(v),
            ) => *min <= v && v <= *max,
            (Kind::Double { min, max }, Cell::F64(v)) => *min <= v && v <= *max,
            (Kind::Date { min, max }, Cell::I32(v)) => *min <= v && v <= *max,
            _ => true,
        };
        if inside { Ok(cell) } else { Err(FaultReason::OutOfRange) }
    }
}

impl Kind {
    fn of(schema: &Schema, field: &Field) -> Self {
        let integer = |value: &Option<Value>, scale: u8| match *value {
            Some(Value::Int(v)) => number::rescale(v, 0, scale),
            Some(Value::Decimal(v, from)) => number::rescale(v, from, scale),
            _ => None,
        };
        let double = |value: &Option<Value>| match *value {
            Some(Value::Double(v)) => Some(v),
            _ => None,
        };
        let date = |value: &Option<Value>| match *value {
            Some(Value::Date(v)) => Some(v),
            _ => None,
        };
        let micros = |value: &Option<Value>| match *value {
            Some(Value::Timestamp(v) | Value::Duration(v)) => i64::try_from(v.div_euclid(MICRO)).ok(),
            _ => None,
        };
        let (min, max) = (&field.min, &field.max);
        match field.ty {
            Type::Bool => Self::Bool { yes: field.true_texts.clone(), no: field.false_texts.clone() },
            Type::Int => Self::Int {
                min: integer(min, 0).unwrap_or(i64::MIN),
                max: integer(max, 0).unwrap_or(i64::MAX),
            },
            Type::Decimal(scale) => Self::Decimal {
                scale,
                min: integer(min, scale).unwrap_or(i64::MIN),
                max: integer(max, scale).unwrap_or(i64::MAX),
            },
            Type::Double => Self::Double {
                min: double(min).unwrap_or(f64::NEG_INFINITY),
                max: double(max).unwrap_or(f64::INFINITY),
            },
            Type::Date => {
                Self::Date { min: date(min).unwrap_or(i32::MIN), max: date(max).unwrap_or(i32::MAX) }
            }
            Type::Timestamp | Type::Duration => {
                let zone = (field.ty == Type::Timestamp).then_some(schema.zone);
                let (low, high) = Self::time_range(zone);
                Self::Time { zone, min: micros(min).unwrap_or(low), max: micros(max).unwrap_or(high) }
            }
            Type::Enum(id) => {
                let ids = schema.enumeration(id).members.iter().map(|(id, _)| id.clone());
                let mut members: Vec<_> = ids.zip(0..).collect();
                crate::order::sort(&mut members);
                Self::Member(members)
            }
            Type::String | Type::Null | Type::Ratio => Self::Text,
        }
    }

    /// The representable microseconds of instants (with a zone) and of durations.
    fn time_range(zone: Option<Zone>) -> (i64, i64) {
        let (low, high) = match zone {
            Some(_) => (instant::MIN_INSTANT, instant::MAX_INSTANT),
            None => (-instant::MAX_DURATION, instant::MAX_DURATION),
        };
        let micros = |nanos: i128| i64::try_from(nanos.div_euclid(MICRO)).unwrap_or(0);
        (micros(low), micros(high))
    }

    fn unbounded(&self) -> Self {
        match *self {
            Self::Int { .. } => Self::Int { min: i64::MIN, max: i64::MAX },
            Self::Decimal { scale, .. } => Self::Decimal { scale, min: i64::MIN, max: i64::MAX },
            Self::Double { .. } => Self::Double { min: f64::NEG_INFINITY, max: f64::INFINITY },
            Self::Date { .. } => Self::Date { min: i32::MIN, max: i32::MAX },
            Self::Time { zone, .. } => {
                let (min, max) = Self::time_range(zone);
                Self::Time { zone, min, max }
            }
            Self::Bool { .. } | Self::Text | Self::Member(_) => self.clone(),
        }
    }
}

impl From<NumberError> for FaultReason {
    fn from(error: NumberError) -> Self {
        match error {
            NumberError::NotANumber => Self::NotOfType,
            NumberError::TooManyDecimals => Self::TooManyDecimals,
            NumberError::OutOfRange => Self::OutOfRange,
        }
    }
}

/// `text` without the blanks around it.
#[must_use]
pub fn trim(text: &str) -> &str {
    if is_solid(text) {
        return text;
    }
    // U+000B is ASCII white space for people, though not for `char::is_ascii_whitespace`.
    text.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\u{b}' | '\u{3000}' | '\u{feff}'))
}

/// A cell as a list of faults may show it: `***` for data of class C2, else at most 64 characters.
#[must_use]
pub fn mask(text: &str, secret: bool) -> String {
    if secret {
        return "***".to_owned();
    }
    text.char_indices().nth(64).and_then(|(end, _)| text.get(..end)).unwrap_or(text).to_owned()
}

//! The types of the language and the reasons why a value can be unknown.
//!
//! This module is vocabulary only: it holds no rule of evaluation. A [`Type`] is what `check` proves about an
//! expression, a [`Value`] is one cell outside the columns (a literal, a parameter, an expectation of a test), a
//! [`Reason`] says why a cell has no value.

use alloc::string::String;

/// The static type of an expression or a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// The type of the literal `null`, and of nothing else.
    Null,
    /// `true` or `false`.
    Bool,
    /// A signed 64-bit integer; arithmetic that leaves the range is unknown (overflow).
    Int,
    /// An IEEE 754 double; a non-finite one that leaves an expression is unknown.
    Double,
    /// An `i64` scaled by a power of ten, at most [`MAX_SCALE`] places.
    Decimal(u8),
    /// The exact quotient of two decimals; compared, negated, added to a literal and binned, never stored.
    Ratio,
    /// UTF-8 text, ordered by code point.
    String,
    /// One of the members of an enumeration, see `Model::enums`.
    Enum(EnumId),
    /// A civil date, days since 1970-01-01.
    Date,
    /// An instant: nanoseconds since 1970-01-01T00:00Z in expressions, microseconds in columns; years 1 to 9999.
    Timestamp,
    /// A length of time, likewise; see `date::instant::MAX_DURATION`.
    Duration,
}

/// The largest number of decimal places of a [`Type::Decimal`].
pub const MAX_SCALE: u8 = 8;

/// Index of an enumeration in `Model::enums`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumId(pub u16);

/// One value outside the columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A double.
    Double(f64),
    /// A decimal: scaled integer and its scale.
    Decimal(i64, u8),
    /// Text.
    String(String),
    /// Member index of an enumeration.
    Enum(EnumId, u32),
    /// Days since 1970-01-01.
    Date(i32),
    /// Nanoseconds since 1970-01-01T00:00Z.
    Timestamp(i128),
    /// Nanoseconds.
    Duration(i128),
}

impl Value {
    /// The type of the value.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Null => Type::Null,
            Self::Bool(_) => Type::Bool,
            Self::Int(_) => Type::Int,
            Self::Double(_) => Type::Double,
            Self::Decimal(_, scale) => Type::Decimal(*scale),
            Self::String(_) => Type::String,
            Self::Enum(id, _) => Type::Enum(*id),
            Self::Date(_) => Type::Date,
            Self::Timestamp(_) => Type::Timestamp,
            Self::Duration(_) => Type::Duration,
        }
    }
}

/// Why a cell has no value. The order is part of the language: where reasons meet, the smallest wins, so that the
/// order of operands never matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The cell was empty or held a text that means missing.
    Missing,
    /// The cell held something that its field does not allow; listed in `faults`.
    Invalid,
    /// The table was not delivered.
    NotSupplied,
    /// A row of the table for this customer was quarantined.
    Incomplete,
    /// The table is older than it may be.
    Stale,
    /// The days asked for begin before what was delivered of the table.
    NotCovered,
    /// The customer withdrew consent to this category.
    Withdrawn,
    /// `min`, `max` or `avg` of no rows.
    Empty,
    /// Division of an integer or a decimal by zero.
    DivZero,
    /// A result outside the range of its type.
    Overflow,
    /// A double that is infinite or not a number.
    NotFinite,
    /// No row of a table, or no bin, takes the value.
    NoHit,
    /// Too small a share of a score's weight rests on known inputs.
    LowConfidence,
    /// The customer is not in the population that is scored.
    NotScored,
}

impl Reason {
    /// Every reason, in the order of the language.
    pub const ALL: [Self; 14] = [
        Self::Missing,
        Self::Invalid,
        Self::NotSupplied,
        Self::Incomplete,
        Self::Stale,
        Self::NotCovered,
        Self::Withdrawn,
        Self::Empty,
        Self::DivZero,
        Self::Overflow,
        Self::NotFinite,
        Self::NoHit,
        Self::LowConfidence,
        Self::NotScored,
    ];

    /// The stable id that output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Invalid => "invalid",
            Self::NotSupplied => "not_supplied",
            Self::Incomplete => "incomplete",
            Self::Stale => "stale",
            Self::NotCovered => "not_covered",
            Self::Withdrawn => "withdrawn",
            Self::Empty => "empty",
            Self::DivZero => "div_zero",
            Self::Overflow => "overflow",
            Self::NotFinite => "not_finite",
            Self::NoHit => "no_hit",
            Self::LowConfidence => "low_confidence",
            Self::NotScored => "not_scored",
        }
    }

    /// The reason as a phrase for people.
    #[must_use]
    pub const fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Missing, Lang::En) => "is missing",
            (Self::Missing, Lang::ZhCn) => "缺失",
            (Self::Invalid, Lang::En) => "is not a valid value",
            (Self::Invalid, Lang::ZhCn) => "取值无效",
            (Self::NotSupplied, Lang::En) => "was not delivered",
            (Self::NotSupplied, Lang::ZhCn) => "未送达",
            (Self::Incomplete, Lang::En) => "is incomplete: a row was quarantined",
            (Self::Incomplete, Lang::ZhCn) => "不完整:有行被隔离",
            (Self::Stale, Lang::En) => "is out of date",
            (Self::Stale, Lang::ZhCn) => "已过期",
            (Self::NotCovered, Lang::En) => "was not delivered that far back",
            (Self::NotCovered, Lang::ZhCn) => "送达数据未覆盖所需期间",
            (Self::Withdrawn, Lang::En) => "was withdrawn by the customer",
            (Self::Withdrawn, Lang::ZhCn) => "客户已撤回授权",
            (Self::Empty, Lang::En) => "has no rows",
            (Self::Empty, Lang::ZhCn) => "没有记录",
            (Self::DivZero, Lang::En) => "divides by zero",
            (Self::DivZero, Lang::ZhCn) => "除数为零",
            (Self::Overflow, Lang::En) => "is out of range",
            (Self::Overflow, Lang::ZhCn) => "超出范围",
            (Self::NotFinite, Lang::En) => "is not a finite number",
            (Self::NotFinite, Lang::ZhCn) => "不是有限数",
            (Self::NoHit, Lang::En) => "is taken by no row",
            (Self::NoHit, Lang::ZhCn) => "没有匹配的行",
            (Self::LowConfidence, Lang::En) => "rests on too few known inputs",
            (Self::LowConfidence, Lang::ZhCn) => "已知信息不足",
            (Self::NotScored, Lang::En) => "is not given: the customer is outside the scored population",
            (Self::NotScored, Lang::ZhCn) => "不予评分:客户不在评分范围内",
        }
    }
}

/// A language of the engine's own texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    ZhCn,
}

impl Lang {
    /// The language of a tag: `zh`, `zh-CN` and the like are Chinese, everything else is English.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        if tag.starts_with("zh") { Self::ZhCn } else { Self::En }
    }
}

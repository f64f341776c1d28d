//! Typed expressions: every name resolved, every operator applied to types that it accepts.
//!
//! A [`Term`] is what `compile`, `print` and analyses read. It is a tree; common subexpressions are found when a
//! program is built from it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::schema::{FieldId, TableId};
use crate::date::Zone;
use crate::policy::{AggregateKind, Localised};
use crate::value::{Type, Value};

/// Whose rows a term has one value for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// One value per customer.
    Customer,
    /// One value per row of a child table.
    Child(TableId),
    /// One value per pair of rows of one customer: the outer table's and the inner one's, which may be the same table.
    Pair(TableId, TableId),
}

/// A typed expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Its type.
    pub ty: Type,
    /// Whose rows it has a value for.
    pub domain: Domain,
    /// What it is.
    pub kind: TermKind,
}

/// What a typed expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum TermKind {
    /// A literal.
    Value(Value),
    /// A parameter, by index in `Model::params`.
    Param(u16),
    /// A field of a table.
    Field(FieldId),
    /// A derived value, by index in `Model::derives`.
    Derive(u16),
    /// A part of a scorecard, by index in `Model::scorecards`.
    Score(u16, ScorePart),
    /// An output of a decision table: table and output.
    Output(u16, u16),
    /// A part of a class, by index in `Model::classes`.
    Class(u16, ClassPart),
    /// A date that a run has: see [`Clock`].
    Clock(Clock),
    /// Whether an offer, by index in `Model::offers`, may be made.
    Offered(u16),
    /// A function or operator of typed arguments.
    Apply(Function, Vec<Term>),
    /// An aggregate over a child table.
    Aggregate(Box<Aggregate>),
}

/// A date that is the same for all rows of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// The as-of date in the policy's zone.
    Today,
    /// The as-of instant itself.
    Now,
    /// The last complete day of a table: unknown when its delivery names none.
    CutOff(TableId),
}

/// What of a scorecard is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScorePart {
    /// The score, decimal(4).
    Score,
    /// The points of a dimension on the scale of its indicators, decimal(4).
    Dimension(u16),
    /// The share of weight on known inputs in percent, decimal(2).
    Confidence,
    /// The yardstick beside the score, decimal(4).
    Baseline,
    /// The n-th reason code, a code of the card's reason codes.
    Reason(u16),
}

/// What of a class is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClassPart {
    /// The official class.
    Official,
    /// The class of today's measure.
    Indicative,
    /// The official class before this run; of a customer without one `unrated`.
    Previous,
    /// The day on which the customer joined the official class.
    Since,
    /// The class that the customer is on the way to; unknown when there is none.
    Pending,
    /// The day on which an announced fall takes effect; unknown when none is announced.
    NoticeUntil,
    /// Why the official class is not the indicative one; unknown when it is.
    Cause,
}

impl ClassPart {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::Official,
        Self::Indicative,
        Self::Previous,
        Self::Since,
        Self::Pending,
        Self::NoticeUntil,
        Self::Cause,
    ];

    /// What the part is called.
    #[must_use]
    pub fn label(self) -> Localised {
        let (en, zh) = match self {
            Self::Official => ("official", "正式"),
            Self::Indicative => ("by today's figures", "按当日数据"),
            Self::Previous => ("before this run", "本次运行前"),
            Self::Since => ("since", "起始日"),
            Self::Pending => ("pending", "待生效"),
            Self::NoticeUntil => ("end of notice", "通知截止日"),
            Self::Cause => ("cause", "原因"),
        };
        Localised { en: en.into(), zh_cn: zh.into() }
    }

    /// The name after the dot; empty for the class itself.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Official => "",
            Self::Indicative => "indicative",
            Self::Previous => "previous",
            Self::Since => "since",
            Self::Pending => "pending",
            Self::NoticeUntil => "notice_until",
            Self::Cause => "cause",
        }
    }
}

/// An aggregate over the rows of one child table.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// What is computed.
    pub kind: AggregateKind,
    /// Over which table.
    pub table: TableId,
    /// The table for each of whose rows there is a value. Then `of` and `filter` are in the domain of its pairs with
    /// `table`; without it, in the domain of `table`, and there is a value per customer.
    pub within: Option<TableId>,
    /// Of which value, in the table's domain; absent for `count` and `exists`. `first` and `last` go by the table's
    /// event date, then by the row's id.
    pub of: Option<Term>,
    /// Over which rows: a boolean in the table's domain.
    pub filter: Option<Term>,
    /// Over which days.
    pub window: Option<Window>,
}

/// The days over which an aggregate goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// How it is called.
    pub name: WindowName,
    /// Its first day, a date of the customer.
    pub from: Term,
    /// Its last day, a date of the customer.
    pub to: Term,
}

/// A window as written; all but the last end at the table's last complete day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowName {
    /// `last_day`
    LastDay,
    /// `30d`
    Days(u32),
    /// `3m`
    Months(u32),
    /// `mtd`
    MonthToDate,
    /// `qtd`
    QuarterToDate,
    /// `ytd`
    YearToDate,
    /// `last_month`
    LastMonth,
    /// `last_quarter`
    LastQuarter,
    /// `{from, to}`
    Dates,
}

/// Every function and operator. What it does to which types is decided in `typing`; by then the arguments fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// `!a`
    Not,
    /// `a && b && ...`, Kleene
    And,
    /// `a || b || ...`, Kleene
    Or,
    /// `a == b`
    Eq,
    /// `a != b`
    Ne,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a > b`
    Gt,
    /// `a >= b`
    Ge,
    /// `a in [b, c, ...]`: the first argument is the element
    In,
    /// `a == null`
    IsNull,
    /// `-a`
    Neg,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`; of decimals a ratio
    Div,
    /// `a % b`
    Rem,
    /// `c ? a : b`
    If,
    /// True where the argument is known, unknown elsewhere, for the argument's reason.
    Known,
    /// The first argument where all others, conditions that are never false, are known.
    Given,
    /// Conditions and values in turn: the value after the first condition that is true; unknown when none is.
    Choose,
    /// `coalesce(a, b)`
    Coalesce,
    /// `change(a, b)`: `(a - b) / b`
    Change,
    /// `share(a, b)`: `a / b`
    Share,
    /// `a.contains(b)`
    Contains,
    /// `a.startsWith(b)`
    StartsWith,
    /// `a.endsWith(b)`
    EndsWith,
    /// `size(a)`: code points
    Size,
    /// `int(a)`
    ToInt,
    /// `double(a)`
    ToDouble,
    /// `string(a)`
    ToString,
    /// `bool(a)`
    ToBool,
    /// `date(a)`
    ToDate,
    /// `decimal(a, s)`: exact, or unknown when it does not fit
    ToDecimal,
    /// `round(a, s)`: half away from zero
    Round,
    /// `abs(a)`
    Abs,
    /// `min(a, b)`
    Min,
    /// `max(a, b)`
    Max,
    /// `days_between(a, b)`: b - a
    DaysBetween,
    /// `months_between(a, b)`: whole months from a to b
    MonthsBetween,
    /// `years_between(a, b)`: whole years from a to b
    YearsBetween,
    /// `add_days(a, n)`
    AddDays,
    /// `add_months(a, n)`
    AddMonths,
    /// `next_anniversary(a, b)`: the first anniversary of a on or after b
    NextAnniversary,
    /// `next_lunar_anniversary(a, b)`: the first lunar anniversary of a on or after b
    NextLunarAnniversary,
    /// `lunar_month(a)`
    LunarMonth,
    /// `lunar_day(a)`
    LunarDay,
    /// `is_business_day(a)`
    IsBusinessDay,
    /// `add_business_days(a, n)`
    AddBusinessDays,
    /// `add_business_hours(a, n)`
    AddBusinessHours,
    /// `business_days_between(a, b)`: business days after a up to b
    BusinessDaysBetween,
    /// `ref('table', key, day).field`: the key as text, and the day when rows of the table have days
    Refer(FieldId),
    /// `a.getFullYear()`
    Year,
    /// `a.getMonth()`, 0 = January
    Month,
    /// `a.getDate()`, from 1
    Date,
    /// `a.getDayOfMonth()`, from 0
    DayOfMonth,
    /// `a.getDayOfWeek()`, 0 = Sunday
    DayOfWeek,
    /// `a.getDayOfYear()`, from 0
    DayOfYear,
    /// `a.getHours()` and the like, of an instant in a zone
    ClockPart(ClockUnit, Zone),
    /// `a.getHours()` and the like, of a duration: all of it in that unit
    Whole(ClockUnit),
    /// `timestamp(a)`; of a date its midnight in the policy's zone
    ToTimestamp,
    /// The instant that a text is, a day its midnight, in a zone: what people may write where they need no offset
    Moment(Zone),
    /// `duration(a)`
    ToDuration,
    /// The date of an instant in a zone
    LocalDate(Zone),
}

/// A unit of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockUnit {
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

impl Term {
    /// A literal.
    #[must_use]
    pub fn value(value: Value) -> Self {
        Self { ty: value.ty(), domain: Domain::Customer, kind: TermKind::Value(value) }
    }

    /// An application whose domain is that of its arguments.
    #[must_use]
    pub fn apply(ty: Type, function: Function, args: Vec<Self>) -> Self {
        let domain = args.iter().map(|a| a.domain).max().unwrap_or(Domain::Customer);
        Self { ty, domain, kind: TermKind::Apply(function, args) }
    }

    /// The literal that this term is.
    #[must_use]
    pub fn as_value(&self) -> Option<&Value> {
        if let TermKind::Value(value) = &self.kind { Some(value) } else { None }
    }

    /// The conditions that all have to hold, in order; the term itself when it is no conjunction.
    pub fn conjuncts(&self) -> impl Iterator<Item = &Self> {
        match &self.kind {
            TermKind::Apply(Function::And, args) => args.iter(),
            _ => core::slice::from_ref(self).iter(),
        }
    }

    /// Calls `visit` on this term and on all below it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match &self.kind {
            TermKind::Apply(_, args) => args.iter().for_each(|a| a.walk(visit)),
            TermKind::Aggregate(aggregate) => {
                let window = aggregate.window.iter().flat_map(|w| [&w.from, &w.to]);
                aggregate.of.iter().chain(&aggregate.filter).chain(window).for_each(|t| t.walk(visit));
            }
            _ => {}
        }
    }
}

/// A template: literal texts with terms between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Template {
    /// Literal text, then alternating with the terms: `texts[0] terms[0] texts[1] ...`.
    pub texts: Vec<String>,
    /// The terms.
    pub terms: Vec<Term>,
}

//! The flat program of a policy: one list of nodes in which every subexpression occurs once.
//!
//! [`compile`] lowers the terms of a `Model` into nodes over columns. A node has a row domain and a physical
//! representation; types of the language are gone, except where they decide what an operation does. Ratios are not
//! values: they are pairs of nodes until they are compared, binned or rounded.
//!
//! INVARIANT: a node's operands have smaller ids than the node.
//! INVARIANT: equal operations on equal operands are one node.

use alloc::string::String;
use alloc::vec::Vec;

use crate::date::Zone;
use crate::model::{
    Block, Calendar, ClassPart, Clock, ClockUnit, Domain, FieldId, ScorePart, TableId, TableTime,
};
use crate::policy::{AggregateKind, Fold};
use crate::value::Type;

mod assignment;
pub mod bound;
pub mod card;
pub mod class;
mod contact;
pub(crate) mod curve;
mod decision;
mod fold;
mod identity;
mod known;
mod lower;
mod lower_aggregate;
mod lower_call;
mod lower_compare;
mod message;
mod needs;
mod offer;
mod operand;
mod overlays;
mod overrides;
pub(crate) mod pattern;
mod report;
mod same;
mod segments;

pub use assignment::AssignmentNodes;
pub use bound::Bound;
pub use card::{Card, Gauge, PointsKind};
pub use class::{Class, ClassNodes};
pub use contact::{ContactNodes, HistoryNodes};
pub use identity::Identity;
pub use lower::{Options, compile, compile_with};
pub use message::{MessageNodes, TemplateNodes};
pub(crate) use needs::Ask;
pub use needs::Needs;
pub use offer::{ItemNodes, OfferNodes, Products};
pub use overlays::Overlays;
pub use overrides::OverrideNodes;
pub use pattern::{Pattern, PatternEntry};
pub use report::ReportNodes;
pub(crate) use same::Same;
pub use segments::Segments;

/// Index of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The index as a `usize`.
    #[must_use]
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// How values of a node are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repr {
    /// Bits.
    Bits,
    /// `i64`: ints and scaled decimals.
    I64,
    /// `i32`: dates.
    I32,
    /// `f64`.
    F64,
    /// `i128`: instants and durations, nanoseconds.
    Wide,
    /// `u32`: text codes, member indexes, bins, rows of decision tables.
    Code,
    /// A block of a scorecard or a class, read through [`Op::CardPart`] or [`Op::ClassPart`].
    Card,
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// Whose rows it has values for.
    pub domain: Domain,
    /// How they are held.
    pub repr: Repr,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Compare {
    /// The comparison with its operands exchanged.
    #[must_use]
    pub const fn flipped(self) -> Self {
        match self {
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
            same => same,
        }
    }

    /// Whether an ordering satisfies it.
    #[must_use]
    pub const fn holds(self, ordering: core::cmp::Ordering) -> bool {
        match self {
            Self::Eq => ordering.is_eq(),
            Self::Ne => ordering.is_ne(),
            Self::Lt => ordering.is_lt(),
            Self::Le => ordering.is_le(),
            Self::Gt => ordering.is_gt(),
            Self::Ge => ordering.is_ge(),
        }
    }
}

/// An arithmetic operation on two values of one representation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arith {
    /// `+`; an int or decimal outside `i64` is unknown.
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`: of ints truncated towards zero, unknown by zero; of doubles IEEE.
    Div,
    /// `%`: sign of the dividend.
    Rem,
    /// The smaller.
    Min,
    /// The larger.
    Max,
}

/// A test of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextTest {
    /// `a.contains(b)`
    Contains,
    /// `a.startsWith(b)`
    StartsWith,
    /// `a.endsWith(b)`
    EndsWith,
}

/// A conversion of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Convert {
    /// int to double
    IntToDouble,
    /// decimal(s) to double, correctly rounded
    DecimalToDouble(u8),
    /// double to int, truncated; unknown outside the open range of `i64`
    DoubleToInt,
    /// double to decimal(s), rounded half away from zero
    DoubleToDecimal(u8),
    /// decimal(s) to int, truncated
    DecimalToInt(u8),
    /// text to int
    TextToInt,
    /// text to double, as CEL does
    TextToDouble,
    /// text to bool, as CEL does
    TextToBool,
    /// text to decimal(s)
    TextToDecimal(u8),
    /// text to date
    TextToDate,
    /// int to text
    IntToText,
    /// double to text
    DoubleToText,
    /// bool to text
    BoolToText,
    /// decimal(s) to text, with s places
    DecimalToText(u8),
    /// date to text
    DateToText,
    /// RFC 3339 to instant
    TextToInstant,
    /// a day or an instant, as people may write it without an offset, to instant
    TextToMoment(Zone),
    /// text to duration
    TextToDuration,
    /// seconds since 1970 to instant
    IntToInstant,
    /// instant to seconds since 1970, downwards
    InstantToInt,
    /// the beginning of a day in a zone
    DateToInstant(Zone),
    /// the day of an instant in a zone
    InstantToDate(Zone),
    /// instant to text, in UTC
    InstantToText,
    /// duration to text
    DurationToText,
    /// a unit of the clock of an instant in a zone
    ClockPart(ClockUnit, Zone),
    /// a duration in whole units
    Whole(ClockUnit),
    /// an instant or a duration itself, where it is within a range
    Within(Span),
    /// number of code points
    TextSize,
    /// decimal(s) with fewer places, rounded half away from zero: drops so many
    Round(u8),
    /// decimal with so many more places, exact or unknown
    Widen(u8),
    /// `-x`
    Neg,
    /// `abs(x)`
    Abs,
}

/// A range of results in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// Years 1 to 9999.
    Instant,
    /// What sums and differences may be: 64 bits of nanoseconds, about 292 years, as cel-go has it.
    Duration,
}

/// A function of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// Calendar year.
    Year,
    /// Month from 0.
    Month,
    /// Day of the month from 1.
    Day,
    /// Day of the month from 0.
    DayFromZero,
    /// Day of the week, 0 = Sunday.
    Weekday,
    /// Day of the year from 0.
    YearDay,
    /// Month of the lunar year from 1; a leap month has the number of the month before it.
    LunarMonth,
    /// Day of the lunar month from 1.
    LunarDay,
}

/// A function of a date and something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePair {
    /// Days from the first to the second.
    Days,
    /// Whole months from the first to the second.
    Months,
    /// Whole years from the first to the second.
    Years,
    /// The date so many days later.
    AddDays,
    /// The date so many months later.
    AddMonths,
    /// The first anniversary of the first on or after the second.
    Anniversary,
    /// The first lunar anniversary of the first on or after the second.
    LunarAnniversary,
    /// The business day so many later.
    AddBusinessDays,
    /// The instant so many business hours later.
    AddBusinessHours(Zone),
    /// Business days after the first up to the second.
    BusinessDays,
}

/// What a node computes. Operands are nodes of the same domain or constants.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// A column of the dataset.
    Input(FieldId),
    /// A date, or the instant, that a run has.
    Clock(Clock),
    /// A constant instant or duration.
    Wide(i128),
    /// True, or unknown when nothing may be concluded from a table.
    Usable(TableId),
    /// A constant.
    Bool(bool),
    /// A constant.
    Int(i64),
    /// A constant.
    Date(i32),
    /// A constant, by its bits.
    Double(u64),
    /// A constant, by index in [`Program::texts`].
    Text(u32),
    /// A constant member index.
    Member(u32),
    /// Never known.
    Null,
    /// Never known: the customer does not permit the use of the field.
    Withdrawn(FieldId),
    /// Kleene negation.
    Not(NodeId),
    /// Kleene conjunction.
    And(Vec<NodeId>),
    /// Kleene disjunction.
    Or(Vec<NodeId>),
    /// Whether the operand is unknown; always known.
    IsNull(NodeId),
    /// True where the operand is known, unknown elsewhere.
    Known(NodeId),
    /// A comparison of two numbers, dates or booleans.
    Compare(Compare, NodeId, NodeId),
    /// Equality of codes; negated when true.
    SameCode(bool, NodeId, NodeId),
    /// A comparison of two texts by code point.
    CompareText(Compare, NodeId, NodeId),
    /// Membership in sorted integers.
    InInts(NodeId, Vec<i64>),
    /// Membership in doubles, by their bits.
    InDoubles(NodeId, Vec<u64>),
    /// Membership in texts, by index in [`Program::texts`].
    InTexts(NodeId, Vec<u32>),
    /// Membership in member indexes.
    InMembers(NodeId, Vec<u32>),
    /// `num * 10^left  cmp  with * den * 10^right`, the sides exchanged when `den < 0`; unknown when it is 0.
    CompareRatio {
        /// The comparison.
        compare: Compare,
        /// Numerator.
        num: NodeId,
        /// Denominator.
        den: NodeId,
        /// What it is compared with.
        with: NodeId,
        /// Power of ten on the left.
        left: u8,
        /// Power of ten on the right.
        right: u8,
    },
    /// `a / b * 10^left  cmp  c / d * 10^right`, exactly.
    CompareRatios {
        /// The comparison.
        compare: Compare,
        /// `a`, `b`, `c`, `d`.
        parts: [NodeId; 4],
        /// Power of ten on the left.
        left: u8,
        /// Power of ten on the right.
        right: u8,
    },
    /// `num * 10^up / (den * 10^down)`, rounded half away from zero.
    RoundRatio {
        /// Numerator.
        num: NodeId,
        /// Denominator.
        den: NodeId,
        /// Power of ten on the numerator.
        up: u8,
        /// Power of ten on the denominator.
        down: u8,
    },
    /// Arithmetic.
    Arith(Arith, NodeId, NodeId),
    /// A conversion.
    Convert(Convert, NodeId),
    /// `c ? a : b`
    Select(NodeId, NodeId, NodeId),
    /// The value that people give to the name of that index in [`Program::overrides`], on a form or instead of the one
    /// computed; unknown where they give none.
    Override(u32),
    /// The value that a branch (a text) gives to the parameter of that index; unknown where it gives none.
    Overlay(u32, NodeId),
    /// The first where it is known, else the second.
    Coalesce(NodeId, NodeId),
    /// A test of texts.
    TextTest(TextTest, NodeId, NodeId),
    /// Concatenation.
    Concat(NodeId, NodeId),
    /// A part of a date.
    DatePart(DatePart, NodeId),
    /// A function of a date and something else.
    DatePair(DatePair, NodeId, NodeId),
    /// The customer's value beside each of the rows of a child table or of its pairs, or the outer row's beside its pairs.
    Gather(NodeId),
    /// The inner row's value beside each pair.
    Beside(NodeId),
    /// An aggregate over the rows of a child table.
    Aggregate {
        /// What.
        kind: AggregateKind,
        /// Of which table.
        table: TableId,
        /// Of which value.
        of: Option<NodeId>,
        /// Over which rows.
        filter: Option<NodeId>,
        /// Of `first` and `last`: the date by which rows follow each other; then by id.
        order: Option<NodeId>,
        /// The first day of its window, of the customer: unknown when the table does not reach so far back.
        since: Option<NodeId>,
    },
    /// The row of a reference table that holds for a key on a day.
    Find(TableId, NodeId, NodeId),
    /// A field of a row that was found.
    Refer(NodeId, FieldId),
    /// The row of the product table whose turn it is, for all customers.
    Turn(TableId),
    /// Whether a rule leaves the customer alone: where the first is true, the customer is drawn by salt and rule, by
    /// index in [`Program::texts`], and the share in hundredths of a percent; always known, and false elsewhere.
    HeldOut(NodeId, u32, u32, u32),
    /// Whether something of the offer of that index may be made; always known.
    Offered(u32),
    /// The double where it is finite.
    Finite(NodeId),
    /// Which segment of [`Program::segments`] takes the value.
    Segment(u32, NodeId),
    /// Which segment takes `num / den` (values scaled by the two powers of ten as in `CompareRatio`).
    SegmentRatio {
        /// Index in [`Program::segments`].
        segments: u32,
        /// Numerator.
        num: NodeId,
        /// Denominator.
        den: NodeId,
        /// Power of ten on the numerator.
        left: u8,
        /// Power of ten on the denominator.
        right: u8,
    },
    /// A block of the scorecard of that index.
    Card(u32),
    /// A part of a scorecard's block.
    CardPart(NodeId, ScorePart),
    /// A block of the class of that index.
    Class(u32),
    /// A part of a class's block.
    ClassPart(NodeId, ClassPart),
    /// The row of a decision table that fires: rank, row and whether it takes the values, in order of ranks. The first
    /// true one, if nothing of a smaller rank is unknown; of no row unknown, `no_hit`.
    Decide(Vec<(u32, u32, NodeId)>),
    /// What follows from the numbers of all rows that are true; unknown when a row is.
    Fold(Fold, Vec<(NodeId, i64)>),
    /// The value that a row of a decision table gives to an output.
    Pick(NodeId, PickId),
}

/// Index of a list of constants in [`Program::picks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PickId(pub u32);

/// The values of an output, one per row of a decision table.
#[derive(Debug, Clone, PartialEq)]
pub enum Pick {
    /// Booleans.
    Bits(Vec<bool>),
    /// Ints, decimals.
    I64(Vec<i64>),
    /// Dates.
    I32(Vec<i32>),
    /// Instants and durations.
    Wide(Vec<i128>),
    /// Doubles.
    F64(Vec<f64>),
    /// Member indexes.
    Code(Vec<u32>),
    /// Texts, by index in [`Program::texts`].
    Text(Vec<u32>),
}

/// A term as nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lowered {
    /// A node.
    Node(NodeId),
    /// `num / den`, both decimals of the given scales.
    Ratio {
        /// Numerator and its scale.
        num: (NodeId, u8),
        /// Denominator and its scale.
        den: (NodeId, u8),
    },
}

/// A term that is shown or watched: its nodes and its type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// The nodes.
    pub at: Lowered,
    /// The type.
    pub ty: Type,
}

impl Shown {
    /// Its node and type, unless it is a ratio.
    #[must_use]
    pub const fn node(self) -> Option<(NodeId, Type)> {
        match self.at {
            Lowered::Node(id) => Some((id, self.ty)),
            Lowered::Ratio { .. } => None,
        }
    }
}

/// An alert as nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertNodes {
    /// The condition; of an alert on rows, that the row is there, too.
    pub when: NodeId,
    /// That a row is there, of an alert on rows of a table in time.
    pub visible: Option<NodeId>,
    /// What has to be true of a row before the conditions are asked at all.
    pub asked: Vec<NodeId>,
    /// The conditions of [`Alert::conjuncts`](crate::model::Alert::conjuncts).
    pub conditions: Vec<NodeId>,
    /// Per condition the comparison that it is, where it is one: its value and its bound.
    pub gaps: Vec<Option<[Shown; 2]>>,
    /// The event's key, a text.
    pub event_key: Option<NodeId>,
    /// What ends its tasks: of the customer, or one value per row of the condition.
    pub stop: Option<NodeId>,
    /// What keeps its tasks back, one value per row of the condition; the first that is not known to be false does.
    pub blocks: Vec<(Block, NodeId)>,
    /// The money at stake and its places, one value per row of the condition.
    pub stake: Option<(NodeId, u8)>,
    /// The stages at which it tells of its event.
    pub stages: Option<StageNodes>,
    /// Terms of the titles: English, then Chinese.
    pub titles: [Vec<Shown>; 2],
}

/// Stages of an alert as nodes, all dates.
#[derive(Debug, Clone, PartialEq)]
pub struct StageNodes {
    /// The date before which they are.
    pub date: NodeId,
    /// Their days, the earliest first.
    pub days: Vec<NodeId>,
}

/// A total over groups as nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotalNodes {
    /// The member's value; absent for the number of members.
    pub value: Option<NodeId>,
    /// Where rows of a child table have to be told apart: their values, and which are taken.
    pub rows: Option<(NodeId, Option<NodeId>)>,
}

/// A decision table as nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionNodes {
    /// What is unknown where the table decides nothing: the row that fires, or else an output.
    pub decided: NodeId,
    /// Whether one row fires, so that `decided` is its number.
    pub single: bool,
    /// What its rows look at.
    pub inputs: Vec<Shown>,
    /// Of a table that collects: per row, whether it takes the values.
    pub rows: Vec<NodeId>,
    /// The outputs.
    pub outputs: Vec<NodeId>,
}

/// The program of a policy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// Per table of the schema its place in time.
    pub times: Vec<TableTime>,
    /// Constant texts.
    pub texts: Vec<String>,
    /// Segments of bins and of tables with one ordered input.
    pub segments: Vec<Segments>,
    /// Output values of decision tables.
    pub picks: Vec<Pick>,
    /// Scorecards.
    pub cards: Vec<Card>,
    /// Per scorecard: its block.
    pub card_nodes: Vec<NodeId>,
    /// Per scorecard: its score.
    pub scores: Vec<NodeId>,
    /// Per kind of groups its totals.
    pub groups: Vec<Vec<TotalNodes>>,
    /// Kinds of groups such that each stands after those on whose totals it rests.
    pub group_order: Vec<u16>,
    /// How many of the nodes the totals of groups rest on.
    pub first_pass: usize,
    /// Decision tables.
    pub decisions: Vec<DecisionNodes>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Per class its nodes.
    pub class_nodes: Vec<ClassNodes>,
    /// Alerts.
    pub alerts: Vec<AlertNodes>,
    /// How customers are contacted.
    pub contact: Option<ContactNodes>,
    /// Offers.
    pub offers: Vec<OfferNodes>,
    /// The table of products.
    pub products: Option<Products>,
    /// The nodes that rest on the product whose turn it is.
    pub turns: Vec<NodeId>,
    /// Messages.
    pub messages: MessageNodes,
    /// Names that people may override, in the order of the model's, then fields that forms fill.
    pub overrides: Vec<OverrideNodes>,
    /// Parameters that branches may set.
    pub overlays: Option<Overlays>,
    /// The assignment of customers to managers.
    pub assignment: Option<AssignmentNodes>,
    /// Per kind of teams its roles.
    pub teams: Vec<Vec<AssignmentNodes>>,
    /// Reports.
    pub reports: Vec<ReportNodes>,
    /// Customers who are never contacted.
    pub never_contact: Option<NodeId>,
    /// Fields that something reads, and their values as far as they may be used.
    pub fields: Vec<(FieldId, NodeId)>,
    /// Derived values.
    pub derives: Vec<Shown>,
    /// The calendar of business days.
    pub calendar: Option<Calendar>,
    /// Terms to watch: see [`Options::watch`].
    pub watched: Vec<Shown>,
    /// Which program it is.
    pub identity: Identity,
}

impl Program {
    /// Customers per block: fewer where pairs of rows multiply.
    #[must_use]
    pub fn block(&self) -> usize {
        let pairs = self.nodes.iter().any(|n| matches!(n.domain, Domain::Pair(..)));
        if pairs { crate::evaluate::BLOCK_WITH_PAIRS } else { crate::evaluate::BLOCK }
    }

    /// The node of an id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.at())
    }
}

/// The code that a segment or a decision has where no cell takes the value.
#[must_use]
pub const fn no_segment() -> u32 {
    segments::NONE
}

/// The representation of a type.
#[must_use]
pub fn repr_of(ty: Type) -> Repr {
    match ty {
        Type::Bool | Type::Null => Repr::Bits,
        Type::Int | Type::Decimal(_) | Type::Ratio => Repr::I64,
        Type::Double => Repr::F64,
        Type::String | Type::Enum(_) => Repr::Code,
        Type::Date => Repr::I32,
        Type::Timestamp | Type::Duration => Repr::Wide,
    }
}

//! The policy as written: the document's structure is right, its meaning is not yet checked.
//!
//! [`parse`] reads files into one [`Policy`]. Every item keeps the place and the JSON pointer that a later finding
//! will name. Expressions and cells are still texts; names are not resolved; weights are not added up. That is
//! `model::check`.
//!
//! INVARIANT: a key that this build does not act on never gets into a `Policy`: it is refused by name.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::diagnostic::Span;

mod access;
mod alert;
mod assignment;
mod change;
mod class;
mod contact;
mod followed;
mod form;
mod given;
mod group;
mod holdout;
mod lawful;
mod measure;
mod message;
mod offer;
mod parse;
mod playbook;
mod population;
pub(crate) mod quota;
mod recurrence;
mod reference;
mod report;
mod schema;
mod scorecard;
mod table;
mod team;
mod time;

pub use access::{AccessDecl, DeputiesDecl, RoleDecl, RowsDecl};
pub use assignment::{AssignmentDecl, LimitDecl, MatchDecl, PeopleDecl};
pub use change::{ChangeDecl, Direction, StepsDecl};
pub use class::{Class, Move};
pub use contact::{CapDecl, ContactDecl, CoolingDecl, HistoryDecl, ManagersDecl, Standing};
pub use followed::{By, CompareDecl, Gone, OutcomeDecl, Seen};
pub use form::FormDecl;
pub use given::Verdict;
pub use group::{GroupDecl, TotalDecl};
pub use holdout::HoldoutDecl;
pub use lawful::{Basis, ConsentsDecl, LawfulDecl};
pub use measure::{Balance, Currency, MeasureDecl};
pub use message::{ChannelDecl, NotifyDecl, QuietDecl, RecipientDecl, Telling, TemplateDecl, Wording};
pub use offer::{ItemsDecl, OfferDecl, SuitabilityDecl};
pub use parse::{Parsed, SourceFile, parse, tree};
pub use playbook::Playbook;
pub use population::Population;
pub use quota::{EntriesDecl, Per, Quota};
pub use recurrence::{After, Recurrence, Shift, Stages};
pub use reference::{RefDecl, RefKind, Validity};
pub use report::{Figure, FigureKind, GroupBy, Report, Shape};
pub use table::{DecisionTable, Fold, Hit};
pub use team::{SpecialistsDecl, TeamDecl};
pub use time::{TimeDecl, WindowDecl};

/// A text of the document with its place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where it starts. For plain and single-line quoted scalars an offset inside the text is a column offset.
    pub span: Span,
    /// 1 when the text stands in quotes (the first character is one column further), else 0.
    pub quote: u32,
    /// JSON pointer of the node.
    pub pointer: String,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localised {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh_cn: String,
}

/// Where an item of the document is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct At {
    /// Place of its key (or of the item itself, in a list).
    pub span: Span,
    /// JSON pointer.
    pub pointer: String,
}

/// What every named thing can say about itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct About {
    /// Its name for people.
    pub label: Option<Localised>,
    /// More words.
    pub description: Option<Localised>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Day on which it must have been looked at again.
    pub review_by: Option<Text>,
    /// First day on which it acts.
    pub from: Option<Text>,
    /// First day on which it no longer acts.
    pub to: Option<Text>,
}

/// A policy as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Label, description, source, owner.
    pub about: About,
    /// First day on which it may be used, as text `YYYY-MM-DD`.
    pub effective_from: Option<Text>,
    /// First day on which it may no longer be used.
    pub effective_to: Option<Text>,
    /// Time zone: `UTC`, `+08:00` or a listed name.
    pub time_zone: Text,
    /// Whom it is about.
    pub population: Population,
    /// For what data may be used; empty: not checked.
    pub purposes: Vec<Text>,
    /// Where the customers' consents are recorded.
    pub consents: Option<ConsentsDecl>,
    /// Parameters, in document order.
    pub params: Vec<Param>,
    /// Tables of the schema, `customers` among them.
    pub tables: Vec<TableDecl>,
    /// Reference tables, the calendar among them.
    pub refs: Vec<RefDecl>,
    /// Derived values.
    pub derives: Vec<Derive>,
    /// Scorecards.
    pub scorecards: Vec<Scorecard>,
    /// Groups of customers.
    pub groups: Vec<GroupDecl>,
    /// Decision tables.
    pub decisions: Vec<DecisionTable>,
    /// Systems of classes.
    pub classes: Vec<Class>,
    /// Alerts, and behind them what steps of playbooks and quotas are made to.
    pub alerts: Vec<Alert>,
    /// Playbooks.
    pub playbooks: Vec<Playbook>,
    /// Quotas.
    pub quotas: Vec<Quota>,
    /// Codes that end tasks, with their labels.
    pub outcome_codes: Vec<Member>,
    /// Whether a rule that raises tasks must name its owner and its outcomes.
    pub strict: bool,
    /// Lists of alerts of which at most one may fire for a customer.
    pub exclusive: Vec<Vec<Text>>,
    /// What is looked for after a rule has told.
    pub outcomes: Vec<OutcomeDecl>,
    /// Customers whom some alerts leave alone.
    pub holdout: Option<HoldoutDecl>,
    /// How customers are contacted.
    pub contact: Option<ContactDecl>,
    /// Which products may be offered to whom.
    pub suitability: Option<SuitabilityDecl>,
    /// Offers.
    pub offers: Vec<OfferDecl>,
    /// Who can be told of something.
    pub roles: Vec<RecipientDecl>,
    /// Ways by which messages go.
    pub channels: Vec<ChannelDecl>,
    /// What messages say.
    pub templates: Vec<TemplateDecl>,
    /// Names that people may override.
    pub overrides: Vec<Text>,
    /// Forms that people fill in.
    pub forms: Vec<FormDecl>,
    /// The field of customers that names their branch, when branches may set local parameters.
    pub overlays: Option<Text>,
    /// Who may see what.
    pub access: Option<AccessDecl>,
    /// The assignment of customers to managers.
    pub assignment: Option<AssignmentDecl>,
    /// Teams of specialists.
    pub teams: Vec<TeamDecl>,
    /// Reports.
    pub reports: Vec<Report>,
    /// Tests.
    pub tests: Vec<Test>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Type name, such as `decimal(2)`.
    pub ty: Text,
    /// The value, as written.
    pub value: Text,
    /// Permitted range, as written.
    pub range: Option<(Text, Text)>,
    /// Unit.
    pub unit: Option<String>,
    /// Whether a branch may move it.
    pub local: bool,
}

/// A table of the schema.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableDecl {
    /// Its name; `customers` is the table of customers.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Key field of `customers`, or `row_number`.
    pub key: Option<Text>,
    /// Whether a customer may go by several keys, which the table `identities` joins.
    pub aliases: bool,
    /// Fields of `customers` that two rows of one person are likely to share.
    pub suspect: Vec<Text>,
    /// Field of a child table that holds the customer's key.
    pub parent: Option<Text>,
    /// Id field of a child table.
    pub row_id: Option<Text>,
    /// Rows per customer of a child table.
    pub max_rows: Option<u32>,
    /// Declared CSV delimiter.
    pub delimiter: Option<u8>,
    /// Declared CSV quote.
    pub quote: Option<u8>,
    /// Of a child table: its place in time.
    pub time: TimeDecl,
    /// Its fields, in document order.
    pub fields: Vec<FieldDecl>,
}

/// A field of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FieldDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Type name: `bool`, `int`, `double`, `decimal(n)`, `string`, `enum`, `date`.
    pub ty: Text,
    /// Members of an enumeration.
    pub values: Vec<Member>,
    /// Column of the source, when it has another name.
    pub from: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Smallest permitted value, as written.
    pub min: Option<Text>,
    /// Largest permitted value, as written.
    pub max: Option<Text>,
    /// Whether it may be missing.
    pub nullable: bool,
    /// Whether it is a fact about the future, so that a day after the as-of date is no reason to doubt the row.
    pub planned: bool,
    /// Cell texts that mean missing.
    pub null_texts: Vec<String>,
    /// Cell texts that mean true; empty: the default ones.
    pub true_texts: Vec<String>,
    /// Cell texts that mean false.
    pub false_texts: Vec<String>,
    /// Data class, C1 or C2.
    pub class: Option<Text>,
    /// Purposes.
    pub purpose: Vec<Text>,
    /// The ground on which it is used.
    pub lawful: LawfulDecl,
    /// Whether and in what steps it may be changed when the cheapest change is asked for.
    pub change: Option<ChangeDecl>,
}

/// A member of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its id, which is also the text of the cell.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Where it is.
    pub at: At,
}

/// A derived value.
#[derive(Debug, Clone, PartialEq)]
pub struct Derive {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// How it is computed.
    pub source: Source,
    /// Whether it is a tag: a condition that is put out.
    pub tag: bool,
}

/// An expression, or a structured aggregate over a child table.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A CEL text.
    Cel(Text),
    /// A structured aggregate.
    Aggregate(Box<AggregateDecl>),
    /// A measure.
    Measure(Box<MeasureDecl>),
    /// A count of entries of the journal.
    Entries(Box<EntriesDecl>),
}

/// A structured aggregate.
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateDecl {
    /// Where it is.
    pub at: At,
    /// `sum`, `min`, `max` and so on.
    pub kind: AggregateKind,
    /// Whether it is asked which share the filter takes of the same without it.
    pub share: bool,
    /// `holdings.amount`, or `holdings` for `count` and `exists`.
    pub of: Text,
    /// Field with the customer's share of each value; only measures have it.
    pub by: Option<Text>,
    /// Into which currency each value is converted; only measures have it.
    pub currency: Option<Currency>,
    /// Which rows.
    pub filter: Option<Filter>,
    /// Of which days.
    pub window: Option<WindowDecl>,
}

/// What an aggregate computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AggregateKind {
    /// Exact sum; 0 of no rows.
    Sum,
    /// Smallest; unknown (empty) of no rows.
    Min,
    /// Largest; unknown (empty) of no rows.
    Max,
    /// Mean, with two more places, rounded half away from zero; unknown (empty) of no rows.
    Avg,
    /// Number of rows.
    Count,
    /// Number of different values.
    CountDistinct,
    /// Value of the first row by event date, then id; unknown (empty) of no rows.
    First,
    /// Value of the last row by event date, then id; unknown (empty) of no rows.
    Last,
    /// Whether there is a row.
    Exists,
}

/// Which child rows an aggregate takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// A CEL text over the child's fields.
    Cel(Text),
    /// Field by field: the cells that it must match.
    Fields(Vec<(Text, Vec<Text>)>),
}

/// A scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// Range of the score, as written.
    pub range: (Text, Text),
    /// The yardstick computed beside the score.
    pub baseline: Option<Indicator>,
    /// Its dimensions.
    pub dimensions: Vec<Dimension>,
    /// Smallest share of weight on known inputs, percent.
    pub min_confidence: Option<Text>,
    /// How many reason codes are reported; 0 when `reasons` is absent.
    pub reasons_top: u32,
    /// Wording of the reason codes.
    pub reason_codes: Vec<Member>,
    /// Reason codes that the customer may be told, with the words for the customer.
    pub customer_reasons: Vec<Member>,
}

/// A dimension of a scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Weight, as written.
    pub weight: Text,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
}

/// An indicator of a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name; `baseline` for a baseline.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it looks at.
    pub of: Source,
    /// Weight, as written; absent on a baseline.
    pub weight: Option<Text>,
    /// How the value becomes points.
    pub points: Points,
    /// What a missing value does; absent only on a baseline (unknown).
    pub missing: Option<Missing>,
    /// Reason code.
    pub reason: Option<Text>,
}

/// How a value becomes points.
#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// Cells with points; the first that takes the value wins.
    Bins(Vec<(Text, Text)>),
    /// Points of a curve: value, points.
    Curve(Vec<(Text, Text)>),
    /// Categories with points, and points of every other category.
    Map(Vec<(Text, Text)>, Option<Text>),
}

/// What a missing value does to an indicator.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// The indicator drops out and the others are weighted up.
    Neutral,
    /// The score is unknown.
    Unknown,
    /// It gets these points.
    Points(Text),
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alert {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// Kind: `risk`, `service`, `demand`, `greeting`.
    pub kind: AlertKind,
    /// Child table and the name of its row.
    pub each: Option<(Text, String)>,
    /// Condition.
    pub when: Text,
    /// Further conditions.
    pub also: Vec<Text>,
    /// What ends its tasks.
    pub stop: Option<Text>,
    /// Whether messages do its task, and not a person.
    pub automatic: bool,
    /// Priority.
    pub priority: Priority,
    /// Kind of the event; the alert's id when absent.
    pub event_kind: Option<String>,
    /// Key of the event.
    pub event_key: Option<Text>,
    /// What keeps its tasks back.
    pub suppress: Option<Text>,
    /// The money at stake.
    pub stake: Option<Text>,
    /// Whether a contract or a law asks for it, so that nothing defers it.
    pub contractual: bool,
    /// The outcome of which it warns.
    pub warns: Option<Text>,
    /// When it tells of its event again.
    pub recurrence: Recurrence,
    /// The task it raises.
    pub task: Option<TaskDecl>,
    /// The messages that tell of it.
    pub notify: Vec<NotifyDecl>,
}

/// What an alert is about; decides how unknown, suppression and caps treat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AlertKind {
    /// A warning.
    Risk,
    /// Service owed.
    #[default]
    Service,
    /// A need of the customer.
    Demand,
    /// A greeting.
    Greeting,
}

/// How urgent an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    /// Before everything else.
    Urgent,
    /// Today.
    High,
    /// In its turn.
    #[default]
    Normal,
    /// When there is time.
    Low,
}

/// A task as an alert declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskDecl {
    /// Role that gets it.
    pub to: String,
    /// Time to do it, such as `2h`.
    pub due: Option<Text>,
    /// Title template in English.
    pub title_en: Text,
    /// Title template in Chinese.
    pub title_zh: Text,
    /// Outcome codes that close it.
    pub closes_with: Vec<String>,
    /// Who is told when it is overdue.
    pub escalate: Option<EscalateDecl>,
}

/// Who is told of an overdue task, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct EscalateDecl {
    /// Where it is.
    pub at: At,
    /// The role.
    pub to: String,
    /// How long after the task was due; at once when absent.
    pub after: Option<Text>,
}

/// Cells by name; `None` is null.
pub type Cells = Vec<(Text, Option<String>)>;

/// A test of the policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub at: At,
    /// As-of instant.
    pub as_of: Text,
    /// Cells of the customer: field and text; `None` is null.
    pub given: Cells,
    /// Child rows by table: the table's name, and per row its cells.
    pub children: Vec<(Text, Vec<Cells>)>,
    /// Rows of reference tables, likewise.
    pub refs: Vec<(Text, Vec<Cells>)>,
    /// Exactly these alerts fire.
    pub alerts: Option<Vec<Text>>,
    /// Exactly these alerts are unknown.
    pub unknown: Option<Vec<Text>>,
    /// Tasks of exactly these alerts are blocked.
    pub blocked: Option<Vec<Text>>,
    /// As-of instant of the run before.
    pub previous_run: Option<Text>,
    /// Tasks of exactly these alerts are open after the run.
    pub tasks: Option<Vec<Text>>,
    /// Tasks of exactly these alerts are new, or reminded of.
    pub told: Option<Vec<Text>>,
    /// Contacts stand exactly so: alerts whose tasks are on their agendas, in the order of `Standing::ALL`.
    pub contacts: Option<[Vec<Text>; 5]>,
    /// Exactly these people see the customer.
    pub seen_by: Option<Vec<Text>>,
    /// What comes of these alerts, whatever the others do.
    pub rules: Vec<(Text, Verdict)>,
    /// Exactly these offers are made, in this order: `offer` or `offer/product`.
    pub offers: Option<Vec<Text>>,
    /// Exactly these are not: the same, and by what: `offer/product risk_grade`.
    pub offers_blocked: Option<Vec<Text>>,
    /// Messages of exactly these templates are ready.
    pub messages: Option<Vec<Text>>,
    /// Messages of exactly these templates are held.
    pub held: Option<Vec<Text>>,
    /// The manager whom the customer is to have; `None` inside: nobody.
    pub assigned: Option<Option<String>>,
    /// Values of names; `None` is unknown.
    pub values: Cells,
}

impl Localised {
    /// The text in `lang`.
    #[must_use]
    pub fn text(&self, lang: crate::value::Lang) -> &str {
        match lang {
            crate::value::Lang::En => &self.en,
            crate::value::Lang::ZhCn => &self.zh_cn,
        }
    }
}

impl AlertKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Risk, Self::Service, Self::Demand, Self::Greeting];

    /// The key of the policy language, which is also what output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Service => "service",
            Self::Demand => "demand",
            Self::Greeting => "greeting",
        }
    }
}

impl Priority {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::High, Self::Normal, Self::Low];

    /// The key of the policy language, which is also what output tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }
}

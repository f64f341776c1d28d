//! The checked policy: every name is resolved, every expression is typed, every weight adds up.
//!
//! [`check`] turns a [`crate::policy::Policy`] into a [`Model`] or into findings. What later stages need is here and
//! complete: they never look at the policy's text again. Printing, analysis and other readers of rules start here.
//!
//! INVARIANT: a `Model` exists only without errors; its definitions are in dependency order and without cycle.

use alloc::string::String;
use alloc::vec::Vec;

pub mod access;
mod aggregate;
pub mod assignment;
pub(crate) mod cells;
pub mod change;
mod check;
pub mod class;
mod consent;
pub mod contact;
mod currency;
mod decision;
pub mod duration;
mod exclusive;
mod fields;
pub mod followed;
pub mod form;
mod gap;
mod govern;
pub mod group;
pub mod holdout;
pub mod identity;
mod label;
mod literal;
mod measure;
pub mod message;
pub(crate) mod names;
pub mod offer;
pub mod overlays;
pub mod overrides;
mod playbook;
mod points;
mod population;
mod purpose;
mod quota;
mod recurrence;
pub mod reference;
mod report;
pub mod reserved;
pub mod schema;
mod score;
pub mod sets;
pub mod suitability;
pub mod team;
pub mod term;
mod testcase;
mod time;
mod typing;
mod units;
mod window;

pub use access::Access;
pub use cells::CellSet;
pub use change::Change;
pub use check::{Checked, check, check_asking};
pub use class::{Class, ClassTypes};
pub use consent::{Consents, Lawful, Permit};
pub use contact::Contacts;
pub(crate) use decision::priority;
pub use followed::{Compare, Followed};
pub use form::Form;
pub use gap::Gap;
pub use govern::Governed;
pub use holdout::Holdout;
pub(crate) use label::joined;
pub use message::{Channel, MessageTemplate, Messages, Notify, Quiet, Role};
pub(crate) use names::nearest;
pub use offer::{Items, Offer};
pub use overrides::{Overridden, Override};
pub use playbook::Playbook;
pub use population::{Block, Population};
pub(crate) use purpose::reaches;
pub use purpose::{rests_on, rests_on_rows};
pub use quota::{Quota, QuotaPart};
pub use recurrence::{Recurrence, Stages, Step};
pub use reference::Calendar;
pub use report::{Figure, Group, Report};
pub use schema::{CUSTOMERS, EnumDef, Field, FieldId, RowKey, Schema, Table, TableId, TableTime};
pub use suitability::{Gate, Suitability};
pub use term::{
    Aggregate, ClassPart, Clock, ClockUnit, Domain, Function, ScorePart, Template, Term, TermKind, Window,
    WindowName,
};
pub use testcase::{Cells, Expectation, TestCase};

use self::duration::Period;
use crate::date::Zone;
use crate::policy::{AggregateKind, AlertKind, Hit, Localised, Priority};
use crate::value::{EnumId, Type, Value};

/// Places of points, contributions and scores.
pub const POINTS_SCALE: u8 = 4;

/// A checked policy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The policy's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its label.
    pub label: Option<Localised>,
    /// First day of use.
    pub effective_from: Option<i32>,
    /// First day of no longer use.
    pub effective_to: Option<i32>,
    /// Whom it is about.
    pub population: Population,
    /// For what data may be used; empty: not checked.
    pub purposes: Vec<String>,
    /// The customers' consents.
    pub consents: Option<Consents>,
    /// What customers who may be one person share; empty: nobody is suspected.
    pub suspect: Vec<FieldId>,
    /// Input tables and enumerations.
    pub schema: Schema,
    /// The calendar of business days.
    pub calendar: Option<Calendar>,
    /// Parameters.
    pub params: Vec<Param>,
    /// Derived values.
    pub derives: Vec<Derived>,
    /// Scorecards.
    pub scorecards: Vec<Scorecard>,
    /// Groups of customers.
    pub groups: Vec<group::GroupKind>,
    /// Decision tables.
    pub decisions: Vec<Decision>,
    /// Systems of classes.
    pub classes: Vec<Class>,
    /// Derived values, scorecards, decision tables and classes such that each stands after what it uses.
    pub order: Vec<Definition>,
    /// Alerts, steps of playbooks and those of quotas among them.
    pub alerts: Vec<Alert>,
    /// Playbooks.
    pub playbooks: Vec<Playbook>,
    /// Quotas.
    pub quotas: Vec<Quota>,
    /// Alerts that must not fire for one customer, as pairs of indexes, the smaller first; sorted.
    pub exclusive: Vec<(u16, u16)>,
    /// What is looked for after a rule has told.
    pub followed: Vec<Followed>,
    /// Customers whom some alerts leave alone.
    pub holdout: Option<Holdout>,
    /// How customers are contacted.
    pub contact: Option<Contacts>,
    /// Which products may be offered to whom.
    pub suitability: Option<Suitability>,
    /// Offers.
    pub offers: Vec<Offer>,
    /// Codes that end tasks, as far as they have labels.
    pub outcome_codes: Vec<(String, Option<Localised>)>,
    /// Whom, how and with what texts they tell.
    pub messages: Messages,
    /// What says when it is reviewed or when it acts.
    pub governed: Vec<Governed>,
    /// Names that people may override.
    pub overrides: Vec<Override>,
    /// Forms that people fill in.
    pub forms: Vec<Form>,
    /// The field of customers that names their branch, when branches may set local parameters.
    pub overlays: Option<FieldId>,
    /// Who may see what.
    pub access: Option<Access>,
    /// The assignment of customers to managers.
    pub assignment: Option<assignment::Assignment>,
    /// Teams of specialists.
    pub teams: Vec<team::Team>,
    /// Reports.
    pub reports: Vec<Report>,
    /// Tests.
    pub tests: Vec<TestCase>,
    /// What a labelled history is asked, when the policy was loaded for that.
    pub asked: Option<crate::assess::Asked>,
    /// Hash of the whole canonical document.
    pub full_hash: String,
    /// Hash of its meaning: labels and wording left out.
    pub meaning_hash: String,
}

/// A named thing that others may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Definition {
    /// Index in [`Model::derives`].
    Derive(u16),
    /// Index in [`Model::scorecards`].
    Score(u16),
    /// Index in [`Model::decisions`].
    Decision(u16),
    /// Index in [`Model::classes`].
    Class(u16),
    /// Index in [`Model::groups`].
    Group(u16),
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Value,
    /// Permitted range.
    pub range: Option<(Value, Value)>,
    /// Unit.
    pub unit: Option<String>,
    /// Source of the figure.
    pub source: Option<String>,
    /// Whether a branch may move it.
    pub local: bool,
    /// Whether rows of the table of overlays move it: it is local and the policy knows the branches of customers.
    pub overlaid: bool,
}

/// A derived value.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What it is.
    pub term: Term,
    /// Whether it is a tag: a condition that is put out.
    pub tag: bool,
}

/// A scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Smallest score, decimal(4).
    pub low: i64,
    /// Largest score, decimal(4).
    pub high: i64,
    /// The yardstick beside the score.
    pub baseline: Option<Indicator>,
    /// Its dimensions.
    pub dimensions: Vec<Dimension>,
    /// Smallest share of weight on known inputs, percent, decimal(4).
    pub min_confidence: i64,
    /// Number of reason codes reported.
    pub reasons_top: u32,
    /// Reason codes: id and wording, sorted by id.
    pub reason_codes: Vec<(String, Option<Localised>)>,
    /// Reason codes that the customer may be told, with the words for the customer. A code that is not here is for the
    /// bank alone.
    pub customer_reasons: Vec<(String, Localised)>,
}

/// A dimension of a scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its weight, decimal(4); weights of a scorecard sum to 100.
    pub weight: i64,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What it looks at.
    pub of: Term,
    /// Its weight within the dimension, decimal(4); weights of a dimension sum to 100.
    pub weight: i64,
    /// How the value becomes points.
    pub points: Points,
    /// What a missing value does.
    pub missing: Missing,
    /// Index in [`Scorecard::reason_codes`].
    pub reason: Option<u16>,
}

/// How a value becomes points (decimal(4)).
#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// The first bin whose set holds the value; together they hold every value.
    Bins(Vec<Bin>),
    /// Linear between knots, flat outside. Values are scaled like the indicator's type.
    Curve(Vec<(i64, i64)>),
}

/// A bin.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    /// Its cell as written, for people.
    pub text: String,
    /// What it takes.
    pub set: CellSet,
    /// Its points, decimal(4).
    pub points: i64,
}

/// What a missing value does to an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It drops out, the others are weighted up.
    Neutral,
    /// The score is unknown.
    Unknown,
    /// It gets these points, decimal(4).
    Points(i64),
}

/// A decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its hit policy.
    pub hit: Hit,
    /// Inputs.
    pub inputs: Vec<(String, Term)>,
    /// What the rows give, in the order of their values.
    pub columns: Vec<Output>,
    /// What the table gives: its columns, or what follows from all rows that take a value.
    pub outputs: Vec<Output>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// An output of a decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its type.
    pub ty: Type,
}

/// A row of a decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Cells as written, for people.
    pub texts: Vec<String>,
    /// What each input's cell takes; `None` is `-`, which also takes unknown values.
    pub cells: Vec<Option<CellSet>>,
    /// Values of the columns.
    pub values: Vec<Value>,
}

/// An alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Its kind.
    pub kind: AlertKind,
    /// Its priority.
    pub priority: Priority,
    /// The child table of whose rows it asks.
    pub each: Option<TableId>,
    /// Its condition, `stop` not being true included.
    pub when: Term,
    /// What ends its tasks: of the customer, or one value per row of `when`.
    pub stop: Option<Term>,
    /// Whether messages do its task, and not a person; then it has some.
    pub automatic: bool,
    /// Kind of the event, part of the task's id.
    pub event_kind: String,
    /// Key of the event, as a string term.
    pub event_key: Option<Term>,
    /// What keeps its tasks back; has one value per row of `when`.
    pub suppress: Option<Term>,
    /// The money at stake: an int, or a decimal of at most two places; has one value per row of `when`.
    pub stake: Option<Term>,
    /// Whether a contract or a law asks for it, so that nothing defers it.
    pub contractual: bool,
    /// The outcome of which it warns, by index in [`Model::followed`].
    pub warns: Option<u16>,
    /// When it tells of its event again.
    pub recurrence: Recurrence,
    /// The task that it raises.
    pub task: Option<Task>,
    /// The messages that tell of it.
    pub notify: Vec<Notify>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Day on which it must be looked at again.
    pub review_by: Option<i32>,
}

/// A task of an alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Role that gets it.
    pub to: String,
    /// Time from the as-of instant until it has to be done.
    pub due: Option<Period>,
    /// Title in English.
    pub title_en: Template,
    /// Title in Chinese.
    pub title_zh: Template,
    /// Outcome codes.
    pub closes_with: Vec<String>,
    /// Who is told when it is overdue.
    pub escalate: Option<Escalate>,
}

/// Who is told of an overdue task.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalate {
    /// The role.
    pub to: String,
    /// How long after the task was due; `None`: at once.
    pub after: Option<Period>,
}

impl Decision {
    /// The name of an output's column: the table's own when there is but one.
    #[must_use]
    pub fn column(&self, output: &Output) -> String {
        let single = self.outputs.len() == 1;
        if single { self.id.clone() } else { alloc::format!("{}_{}", self.id, output.id) }
    }
}

impl Model {
    /// The members of an enumeration of this policy.
    #[must_use]
    pub fn enumeration(&self, id: EnumId) -> &EnumDef {
        self.schema.enumeration(id)
    }

    /// Whether two alerts must not fire for one customer.
    #[must_use]
    pub fn are_exclusive(&self, a: u16, b: u16) -> bool {
        self.exclusive.binary_search(&(a.min(b), a.max(b))).is_ok()
    }

    /// Reads fields that no rule reads; where only these need them, they may be missing without a fault.
    pub(crate) fn read_also(&mut self, fields: &[FieldId]) {
        for id in fields {
            if let Some(field) = self.schema.field_mut(*id).filter(|field| !field.used) {
                field.nullable = true;
            }
        }
        fields::mark_used(&mut self.schema, fields);
    }

    /// The zone of its dates and of instants that name none.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.schema.zone
    }

    /// The name of a type for people: `decimal(2)`, `string`.
    #[must_use]
    pub fn type_name(ty: Type) -> String {
        names::type_name(ty)
    }
}

impl AggregateKind {
    /// The key of the policy language.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Avg => "avg",
            Self::Count => "count",
            Self::CountDistinct => "count_distinct",
            Self::First => "first",
            Self::Last => "last",
            Self::Exists => "exists",
        }
    }
}

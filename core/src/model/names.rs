//! Names in scope, and how types and near misses are called in messages.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::schema::{FieldId, TableId};
use super::term::ScorePart;
use crate::column::Texts;
use crate::value::{EnumId, Type};

/// What a name of the policy means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A field of `customers`.
    Field(FieldId),
    /// A parameter.
    Param(u16),
    /// A derived value.
    Derive(u16),
    /// A scorecard.
    Score(u16),
    /// A decision table.
    Decision(u16),
    /// A class.
    Class(u16),
    /// A child table.
    Table(TableId),
    /// A kind of groups.
    Group(u16),
}

impl Name {
    /// What it names, for messages.
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Field(_) => "a field of `customers`",
            Self::Param(_) => "a parameter",
            Self::Derive(_) => "a derived value",
            Self::Score(_) => "a scorecard",
            Self::Decision(_) => "a table of decisions",
            Self::Class(_) => "a class",
            Self::Table(_) => "a table",
            Self::Group(_) => "a kind of groups",
        }
    }
}

/// What a name stands for once the thing it names has been checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Resolved {
    /// Type of the value.
    pub ty: Type,
    /// How it is named.
    pub kind: super::term::TermKind,
    /// What it is, for what its declaration says about its values.
    pub term: super::term::Term,
}

/// The row that an expression may name besides the customer.
#[derive(Debug, Clone)]
pub(super) struct RowScope {
    /// Its table.
    pub table: TableId,
    /// Its name (`h` of `each: holdings h`).
    pub alias: String,
    /// Whether its fields may be named without the alias (filters of aggregates).
    pub bare: bool,
}

/// The public parts of a scorecard, by the name after the dot.
pub(super) fn score_part(dimensions: &[String], has_baseline: bool, name: &str) -> Option<(ScorePart, Type)> {
    match name {
        "confidence" => Some((ScorePart::Confidence, Type::Decimal(2))),
        "baseline" if has_baseline => Some((ScorePart::Baseline, Type::Decimal(4))),
        _ => {
            let index = dimensions.iter().position(|d| d == name)?;
            Some((ScorePart::Dimension(u16::try_from(index).ok()?), Type::Decimal(4)))
        }
    }
}

/// The name of a type in messages.
pub(super) fn type_name(ty: Type) -> String {
    match ty {
        Type::Null => "null".into(),
        Type::Bool => "bool".into(),
        Type::Int => "int".into(),
        Type::Double => "double".into(),
        Type::Decimal(s) => format!("decimal({s})"),
        Type::Ratio => "ratio".into(),
        Type::String => "string".into(),
        Type::Enum(_) => "enum".into(),
        Type::Date => "date".into(),
        Type::Timestamp => "timestamp".into(),
        Type::Duration => "duration".into(),
    }
}

/// The type that a type name of the language means; enumerations get `id`.
pub(super) fn type_of(name: &str, id: EnumId) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "double" => Type::Double,
        "string" => Type::String,
        "date" => Type::Date,
        "timestamp" => Type::Timestamp,
        "duration" => Type::Duration,
        "enum" => Type::Enum(id),
        _ => {
            let scale = name.strip_prefix("decimal(")?.strip_suffix(')')?.trim();
            let scale = scale.parse::<u8>().ok().filter(|s| *s <= crate::value::MAX_SCALE)?;
            Type::Decimal(scale)
        }
    })
}

/// The known name nearest to `wanted`, or the first one.
pub(crate) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    known.min_by_key(|k| (distance(wanted, k), k.to_string())).unwrap_or("").to_string()
}

/// Levenshtein distance over bytes, cut at 64 bytes: a hint, not a rule.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<u8> = b.bytes().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().take(64).enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        for ((y, above), diagonal) in b.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            next.push((above + 1).min(left + 1).min(diagonal + usize::from(x != *y)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// Names of the policy with what they mean.
#[derive(Debug, Default)]
pub(super) struct Names {
    texts: Texts,
    names: Vec<Name>,
}

impl Names {
    /// What a name means.
    pub fn get(&self, name: &str) -> Option<&Name> {
        self.names.get(self.texts.find(name)? as usize)
    }

    /// Whether it is a name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Adds a name that is not there.
    pub fn insert(&mut self, id: &str, name: Name) {
        if self.texts.intern(id).is_some() {
            self.names.push(name);
        }
    }

    /// All names.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        (0..).zip(&self.names).map(|(code, _)| self.texts.text(code))
    }
}

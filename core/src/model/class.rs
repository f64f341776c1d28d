//! Classes: members, rows that say which member takes what, and rules of moving.
//!
//! The rows of a system of classes are those of a unique decision table, with one thing more to prove: together they
//! take every value that the inputs can have. What no row takes is named, value by value.
//!
//! An edge between two classes is the first value of the upper one. A margin is a percentage of the edge, away from
//! zero where it does not come out even, so that "5 % above 1,000,000" is exactly 1,050,000.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::cells::{CellSet, universe};
use super::decision::decision;
use super::duration::Period;
use super::names::Name;
use super::sets::RangeSet;
use super::term::{ClassPart, Domain, Term};
use super::typing::{Scope, Typing};
use super::{Decision, EnumDef, Output, Row, Scorecard};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, Localised, Text};
use crate::standing::Rules;
use crate::value::{EnumId, Lang, Reason, Type, Value};

/// A system of classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Which member takes what: a table with one output.
    pub table: Decision,
    /// Whether what it looks at is what was delivered: booleans.
    pub confirmed: Vec<Term>,
    /// Enumerations of its parts.
    pub types: ClassTypes,
    /// How far beyond an edge a rise has to be, in hundredths of a percent of the edge.
    pub up_margin: i64,
    /// How far below an edge a fall has to be, likewise.
    pub down_margin: i64,
    /// Rules of moving.
    pub rules: Rules,
}

/// The enumerations that a system of classes adds to the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassTypes {
    /// The members, the lowest first, and last [`UNRATED`].
    pub member: EnumId,
    /// The members, and last [`NONE`].
    pub pending: EnumId,
    /// Why the official class is not the indicative one, or [`NONE`].
    pub cause: EnumId,
}

/// The member of a customer without a class.
pub const UNRATED: &str = "unrated";

/// The member of "nothing".
pub const NONE: &str = "none";

/// Causes besides the reasons of unknown values, in the order of their codes, with their wording; [`NONE`] comes last.
const CAUSES: [(&str, &str, &str); 7] = [
    ("notice", "announced", "已通知"),
    ("grace", "within the grace time", "宽限期内"),
    ("margin", "within the margin", "未超出缓冲幅度"),
    ("waiting", "waiting for a review", "等待复核"),
    ("granted", "granted by a person", "人工授予"),
    ("not_confirmed", "the figures are not confirmed", "数据未经核对"),
    (NONE, "none", "无"),
];

/// The code of the cause `granted`.
#[must_use]
pub fn granted() -> u32 {
    u32::try_from(Reason::ALL.len() + 4).unwrap_or(u32::MAX)
}

/// The code of the cause `not_confirmed`, which stands only where there is no other.
#[must_use]
pub fn not_confirmed() -> u32 {
    granted().saturating_add(1)
}

/// Most uncovered values that are named.
const NAMED: usize = 4;

/// Most combinations of ranges that a proof looks at.
const COMBINATIONS: usize = 100_000;

/// The enumerations of a system of classes, entered in the list.
pub(super) fn declare(decl: &policy::Class, enums: &mut Vec<EnumDef>) -> ClassTypes {
    let mut enter = |members: Vec<(String, Option<Localised>)>| {
        enums.push(EnumDef { members });
        EnumId(u16::try_from(enums.len() - 1).unwrap_or(u16::MAX))
    };
    let members = || decl.members.iter().map(|m| (m.id.clone(), m.label.clone()));
    let words = |en: &str, zh: &str| Some(Localised { en: en.into(), zh_cn: zh.into() });
    let reasons = Reason::ALL.iter().map(|r| (r.id(), r.text(Lang::En), r.text(Lang::ZhCn)));
    let unrated = decl.unrated.clone().or_else(|| words("not rated", "未评级"));
    ClassTypes {
        member: enter(members().chain([(UNRATED.into(), unrated)]).collect()),
        pending: enter(members().chain([(NONE.into(), words("none", "无"))]).collect()),
        cause: enter(reasons.chain(CAUSES).map(|(id, en, zh)| (id.into(), words(en, zh))).collect()),
    }
}

/// The parts of a class by the name after the dot.
pub(super) fn part(types: ClassTypes, name: &str) -> Option<(ClassPart, Type)> {
    let part = ClassPart::ALL.into_iter().skip(1).find(|part| part.id() == name)?;
    Some((part, types.of(part)))
}

impl ClassTypes {
    /// The type of a part.
    #[must_use]
    pub const fn of(self, part: ClassPart) -> Type {
        match part {
            ClassPart::Official | ClassPart::Indicative | ClassPart::Previous => Type::Enum(self.member),
            ClassPart::Pending => Type::Enum(self.pending),
            ClassPart::Cause => Type::Enum(self.cause),
            ClassPart::Since | ClassPart::NoticeUntil => Type::Date,
        }
    }
}

/// Checks a system of classes.
pub(super) struct ClassCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// Scorecards that are already checked.
    pub cards: &'a [Option<Scorecard>],
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl ClassCheck<'_, '_> {
    /// The checked system of classes.
    pub fn class(&mut self, decl: &policy::Class, types: ClassTypes) -> Option<Class> {
        self.members(decl);
        let column =
            Output { id: decl.id.clone(), label: decl.about.label.clone(), ty: Type::Enum(types.member) };
        let (up_margin, down_margin) = (self.margin(&decl.up.margin), self.margin(&decl.down.margin));
        let rules = Rules {
            review: decl.review,
            up_after: self.after(&decl.up.after),
            down_after: self.after(&decl.down.after),
            notice: self.days(&decl.down.notice),
            grace: self.days(&decl.down.grace),
        };
        let table = policy::DecisionTable {
            id: decl.id.clone(),
            at: decl.at.clone(),
            about: policy::About::default(),
            hit: policy::Hit::Unique,
            inputs: decl.inputs.clone(),
            outputs: Vec::new(),
            rows: decl.rows.clone(),
        };
        let table = decision(self.scope, &table, [column].into(), self.out)?;
        self.rated(decl, &table, types);
        self.covered(decl, &table);
        let measured =
            matches!(table.inputs.as_slice(), [(_, Term { ty: Type::Int | Type::Decimal(_), .. })]);
        if let Some(text) = decl.up.margin.iter().chain(&decl.down.margin).next().filter(|_| !measured) {
            self.out.push(Diagnostic::new(Code::MarginWithoutEdge, text.span, &text.pointer, &[]));
        }
        let (id, label) = (decl.id.clone(), decl.about.label.clone());
        let confirmed = decl.confirmed().filter_map(|name| self.named(&name)).collect();
        Some(Class { confirmed, id, label, table, types, up_margin, down_margin, rules })
    }

    /// A derived value of that name.
    fn named(&self, name: &str) -> Option<Term> {
        let Some(Name::Derive(index)) = self.scope.names.get(name) else { return None };
        let resolved = self.scope.derives.get(usize::from(*index))?.as_ref()?;
        Some(Term { ty: resolved.ty, domain: Domain::Customer, kind: resolved.kind.clone() })
    }

    fn members(&mut self, decl: &policy::Class) {
        if decl.members.is_empty() {
            let finding =
                Diagnostic::new(Code::NoIndicators, decl.at.span, &decl.at.pointer, &[&"`members`"]);
            self.out.push(finding);
        }
        for (i, member) in decl.members.iter().enumerate() {
            let taken = [UNRATED, NONE].contains(&member.id.as_str());
            if taken || decl.members.iter().take(i).any(|m| m.id == member.id) {
                let at = &member.at;
                self.out.push(Diagnostic::new(Code::DuplicateMember, at.span, &at.pointer, &[&member.id]));
            }
        }
    }

    /// No row can say that a customer is unrated: that follows from what is missing.
    fn rated(&mut self, decl: &policy::Class, table: &Decision, types: ClassTypes) {
        let unrated = u32::try_from(decl.members.len()).unwrap_or(u32::MAX);
        let names = super::literal::join(decl.members.iter().map(|m| m.id.as_str()));
        for (row, (_, texts)) in table.rows.iter().zip(&decl.rows) {
            if row.values.first() == Some(&Value::Enum(types.member, unrated))
                && let Some(text) = texts.last()
            {
                let args: [&dyn ToString; 2] = [&text.text, &names];
                self.out.push(Diagnostic::new(Code::NotAMember, text.span, &text.pointer, &args));
            }
        }
    }

    /// Hundredths of a percent; 0 when nothing is said.
    fn margin(&mut self, text: &Option<Text>) -> i64 {
        let Some(text) = text else { return 0 };
        let percent = text.text.trim().strip_suffix('%').and_then(|t| super::literal::decimal(t.trim(), 2));
        match percent.filter(|p| (0..10_000).contains(p)) {
            Some(margin) => margin,
            None => {
                self.out.push(Diagnostic::new(Code::BadMargin, text.span, &text.pointer, &[&text.text]));
                0
            }
        }
    }

    fn after(&mut self, text: &Option<Text>) -> u32 {
        let Some(text) = text else { return 1 };
        match text.text.trim().parse().ok().filter(|n| (1..=MOST_REVIEWS).contains(n)) {
            Some(after) => after,
            None => {
                let args: [&dyn ToString; 3] = [&text.text, &1, &MOST_REVIEWS];
                self.out.push(Diagnostic::new(Code::OutOfRange, text.span, &text.pointer, &args));
                1
            }
        }
    }

    fn days(&mut self, text: &Option<Text>) -> i32 {
        let Some(text) = text else { return 0 };
        match Period::parse(&text.text).and_then(Period::days) {
            Some(days) => days,
            None => {
                self.out.push(Diagnostic::new(Code::NotInDays, text.span, &text.pointer, &[&text.text]));
                0
            }
        }
    }

    /// Reports values that no row takes.
    fn covered(&mut self, decl: &policy::Class, table: &Decision) {
        let mut search =
            Gaps { table, universes: Vec::new(), steps: 0, found: Vec::new(), scope: self.scope };
        for ((_, term), (_, text)) in table.inputs.iter().zip(&decl.inputs) {
            let typing = Typing::new(self.scope, None, text, self.out);
            search.universes.push(universe(term, &typing, self.cards));
        }
        let rows: Vec<&Row> = table.rows.iter().collect();
        search.search(&rows, &mut Vec::new());
        let Gaps { steps, found, .. } = search;
        let at = &decl.at;
        if steps > COMBINATIONS {
            let args: [&dyn ToString; 3] = [&steps, &"combinations of ranges", &COMBINATIONS];
            self.out.push(Diagnostic::new(Code::TooLarge, at.span, &at.pointer, &args));
        }
        for gap in found.iter().take(NAMED) {
            self.out.push(Diagnostic::new(Code::ClassGap, at.span, &at.pointer, &[gap]));
        }
    }
}

/// Most reviews in a row that a rule can ask for.
const MOST_REVIEWS: u32 = 1000;

/// The search for values that no row takes, input by input.
struct Gaps<'a> {
    table: &'a Decision,
    universes: Vec<CellSet>,
    steps: usize,
    found: Vec<String>,
    scope: &'a Scope<'a>,
}

impl Gaps<'_> {
    /// `rows` take the values chosen so far, which `example` lists.
    fn search(&mut self, rows: &[&Row], example: &mut Vec<String>) {
        let at = example.len();
        self.steps += 1;
        if self.steps > COMBINATIONS || self.found.len() >= NAMED {
            return;
        }
        let (Some(universe), Some((name, term))) = (self.universes.get(at), self.table.inputs.get(at)) else {
            if rows.is_empty() {
                self.found.push(example.join(", "));
            }
            return;
        };
        let members: Vec<&str> = match term.ty {
            Type::Enum(id) => {
                self.scope.schema.enumeration(id).members.iter().map(|(m, _)| m.as_str()).collect()
            }
            _ => Vec::new(),
        };
        let sets = rows.iter().filter_map(|row| row.cells.get(at)?.as_ref());
        for part in parts(universe.clone(), sets) {
            let takes = |row: &&&Row| match row.cells.get(at).and_then(Option::as_ref) {
                Some(set) => !set.intersect(&part).is_empty(),
                None => true,
            };
            let rows: Vec<&Row> = rows.iter().filter(takes).copied().collect();
            example.push(format!("{name} = {}", part.example(term.ty, &members)));
            self.search(&rows, example);
            example.pop();
        }
    }
}

/// The universe cut into parts that each set takes wholly or not at all; ranges are parts of their own.
fn parts<'s>(universe: CellSet, sets: impl Iterator<Item = &'s CellSet>) -> Vec<CellSet> {
    let mut parts = Vec::from([universe]);
    for set in sets {
        let halves = parts.iter().flat_map(|part| [part.intersect(set), part.minus(set)]);
        parts = halves.filter(|part| !part.is_empty()).collect();
    }
    let single = |part: CellSet| -> Vec<CellSet> {
        match part {
            CellSet::Ranges(set) => {
                set.0.iter().map(|r| CellSet::Ranges(RangeSet(Vec::from([*r])))).collect()
            }
            texts => Vec::from([texts]),
        }
    };
    parts.into_iter().flat_map(single).collect()
}

impl Class {
    /// The table with its edges moved by so many hundredths of a percent.
    #[must_use]
    pub fn moved(&self, margin: i64) -> Decision {
        let mut table = self.table.clone();
        for set in table.rows.iter_mut().flat_map(|row| &mut row.cells).flatten() {
            if let CellSet::Ranges(ranges) = set {
                let moved =
                    ranges.0.iter().map(|(low, high)| (edge(*low, margin), edge(*high + 1, margin) - 1));
                ranges.0 = moved.filter(|(low, high)| low <= high).collect();
            }
        }
        table
    }
}

/// An edge moved up (or down, by a negative margin), away from the edge where it does not come out even.
fn edge(at: i128, margin: i64) -> i128 {
    const WHOLE: i128 = 10_000;
    // The ends of the type itself are no edges.
    if at <= i128::from(i64::MIN) || at > i128::from(i64::MAX) {
        return at;
    }
    let by = at.abs() * i128::from(margin.abs());
    let by = by / WHOLE + i128::from(by % WHOLE != 0);
    if margin < 0 { at - by } else { at + by }
}

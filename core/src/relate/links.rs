//! Who belongs together: relations that hold on the as-of date, followed to groups.
//!
//! A relation names its member's group, or its head, and the head without a head is the group. A member of two groups
//! at once is in neither, and neither is whole; who leads, by heads, to himself is in no group.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use crate::column::{Column, Texts, Values};
use crate::dataset::{Dataset, Fault, FaultReason, TableData};
use crate::model::group::{GroupKind, Link};
use crate::model::{FieldId, TableId};
use crate::number::POW10;
use crate::order::sort_by;
use crate::outcome::Run;
use crate::value::{Reason, Type};

/// Who belongs together, of one kind of groups.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Per customer its group in [`Links::groups`], or why that is unknown.
    pub group_of: Vec<Result<u32, Reason>>,
    /// The groups in which there is a customer.
    pub groups: Vec<Group>,
    /// Per customer its share, scaled; `None` when it is unknown.
    pub shares: Vec<Option<i64>>,
    /// Places of the shares.
    pub share_scale: u8,
    /// Relations that cannot be used.
    pub faults: Vec<Fault>,
}

/// A group.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Its id, or the key of its head.
    pub id: String,
    /// Members, delivered or not.
    pub members: u32,
    /// Whether a member was not delivered as a customer.
    pub undelivered: bool,
    /// Whether it is not certain who belongs to it.
    pub doubtful: bool,
}

/// A relation that holds: people are numbered, customers first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Relation {
    member: u32,
    /// A group's or a person's number.
    target: u32,
    share: Option<i64>,
    row: usize,
    /// Whether it may not hold.
    doubtful: bool,
}

/// A cell of a relation.
enum Cell<T> {
    Value(T),
    Missing,
    Unreadable,
}

impl Links {
    /// The groups of a kind on the as-of date.
    #[must_use]
    pub fn of(run: &Run<'_>, kind: &GroupKind) -> Self {
        let dataset = run.dataset;
        let customers = run.rows();
        let Some(data) = dataset.tables.get(usize::from(kind.table.0)).filter(|t| t.supplied) else {
            return Self { group_of: vec![Err(Reason::NotSupplied); customers], ..Self::default() };
        };
        let mut reading = Reading::new(run, kind, data);
        (0..data.rows).for_each(|row| reading.row(row));
        let (keys, any) = data.lost_keys();
        let lost = dataset.quarantine.iter().any(|q| q.table == kind.table);
        reading.doubtful |= lost || any || !keys.is_empty();
        reading.finish(customers)
    }
}

/// Relations while they are read.
struct Reading<'a> {
    dataset: &'a Dataset,
    kind: &'a GroupKind,
    data: &'a TableData,
    today: i32,
    unit: i64,
    scale: u8,
    /// People, customers first; groups are apart from them.
    people: Texts,
    groups: Texts,
    relations: Vec<Relation>,
    /// Whether a relation is lost that may concern any group.
    doubtful: bool,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    fn new(run: &Run<'a>, kind: &'a GroupKind, data: &'a TableData) -> Self {
        let mut people = Texts::default();
        for row in 0..run.rows() {
            people.intern(crate::output::customer_key(run.dataset, row));
        }
        let ty = kind.share.and_then(|field| run.model.schema.field(FieldId { table: kind.table, field }));
        let scale = match ty.map(|f| f.ty) {
            Some(Type::Decimal(scale)) => scale,
            _ => 0,
        };
        Self {
            dataset: run.dataset,
            kind,
            data,
            today: run.today(),
            unit: POW10.get(usize::from(scale)).copied().unwrap_or(1),
            scale,
            people,
            groups: Texts::default(),
            relations: Vec::new(),
            doubtful: false,
            faults: Vec::new(),
        }
    }

    fn column(&self, field: u16) -> Option<&'a Column> {
        self.data.columns.get(usize::from(field))?.as_ref()
    }

    fn cell<T>(&self, field: u16, row: usize, read: impl Fn(&Values) -> Option<T>) -> Cell<T> {
        let Some(column) = self.column(field) else { return Cell::Missing };
        if column.known.as_ref().is_none_or(|known| known.get(row)) {
            return read(&column.values).map_or(Cell::Missing, Cell::Value);
        }
        let unreadable =
            column.reasons.iter().any(|(at, reason)| *at as usize == row && *reason != Reason::Missing);
        if unreadable { Cell::Unreadable } else { Cell::Missing }
    }

    /// A key as text: of the person, when it is an alias.
    fn key(&self, field: u16, row: usize) -> Cell<String> {
        self.cell(field, row, |values| match values {
            Values::Code(codes) => codes.get(row).map(|code| self.dataset.texts.text(*code).into()),
            Values::I64(numbers) => numbers.get(row).map(ToString::to_string),
            _ => None,
        })
    }

    fn person(&mut self, key: &str) -> u32 {
        let texts = &self.dataset.texts;
        let aliases = &self.dataset.aliases;
        let owner = texts.find(key).and_then(|code| {
            let at = aliases.binary_search_by_key(&code, |(alias, _)| *alias).ok()?;
            aliases.get(at).map(|(_, owner)| texts.text(*owner))
        });
        self.people.intern(owner.unwrap_or(key)).unwrap_or(u32::MAX)
    }

    /// Whether the as-of date is on the side of a bound on which the relation holds; `None` when that is unknown.
    fn within(&self, field: Option<u16>, row: usize, holds: impl Fn(i32) -> bool) -> Option<bool> {
        let Some(field) = field else { return Some(true) };
        let day =
            |values: &Values| if let Values::I32(days) = values { days.get(row).copied() } else { None };
        match self.cell(field, row, day) {
            Cell::Value(day) => Some(holds(day)),
            Cell::Missing => Some(true),
            Cell::Unreadable => None,
        }
    }

    fn row(&mut self, row: usize) {
        let today = self.today;
        let began = self.within(self.kind.from, row, |from| from <= today);
        let lasts = self.within(self.kind.to, row, |to| today < to);
        if began == Some(false) || lasts == Some(false) {
            return;
        }
        let member = match self.kind.member {
            Some(field) => match self.key(field, row) {
                Cell::Value(key) => self.person(&key),
                _ => {
                    self.doubtful = true;
                    return;
                }
            },
            None => {
                let at = u32::try_from(row).unwrap_or(u32::MAX);
                let after = self.data.offsets.partition_point(|offset| *offset <= at);
                u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX)
            }
        };
        let (Link::Group(field) | Link::Head(field)) = self.kind.link;
        let target = match (self.key(field, row), self.kind.link) {
            (Cell::Value(key), Link::Group(_)) => self.groups.intern(&key).unwrap_or(u32::MAX),
            (Cell::Value(key), Link::Head(_)) => self.person(&key),
            // Who has no group and no head is no one's member.
            (Cell::Missing, _) => return,
            (Cell::Unreadable, _) => {
                self.doubtful = true;
                return;
            }
        };
        let share = match self.kind.share {
            None => Some(self.unit),
            Some(field) => {
                let read =
                    |values: &Values| if let Values::I64(v) = values { v.get(row).copied() } else { None };
                if let Cell::Value(share) = self.cell(field, row, read) { Some(share) } else { None }
            }
        };
        // Who is named as his own head has none.
        if matches!(self.kind.link, Link::Head(_)) && member == target {
            return;
        }
        let doubtful = began.is_none() || lasts.is_none();
        self.relations.push(Relation { member, target, share, row, doubtful });
    }

    fn finish(mut self, customers: usize) -> Links {
        let rank = |r: &Relation| (r.member, r.target, r.share, r.doubtful);
        sort_by(&mut self.relations, |a, b| rank(a).cmp(&rank(b)));
        let people = self.people.len();
        let heads = matches!(self.kind.link, Link::Head(_));
        let mut found = Membership::new(people, heads);
        let relations = core::mem::take(&mut self.relations);
        for of_one in relations.chunk_by(|a, b| a.member == b.member) {
            let two = of_one.iter().zip(of_one.iter().skip(1)).any(|(a, b)| a.target != b.target);
            if two {
                of_one.iter().for_each(|r| self.fault(r, FaultReason::TwoGroups));
            }
            found.person(of_one, two);
        }
        if heads {
            for row in found.follow(&relations) {
                self.fault(&row, FaultReason::HeadOfItself);
            }
        }
        self.links(customers, &found, &relations)
    }

    /// The groups of the customers, from everybody's.
    fn links(mut self, customers: usize, found: &Membership, relations: &[Relation]) -> Links {
        // Numbers of groups: those of relations first, then one for each person.
        let named = if found.heads { 0 } else { self.groups.len() };
        let mut groups: Vec<Group> = Vec::new();
        let mut place = vec![u32::MAX; named + found.of.len()];
        let number = |person: usize, of: &Of| match *of {
            Of::Group(group) if found.heads => Some(named + group as usize),
            Of::Group(group) => Some(group as usize),
            Of::Alone => Some(named + person),
            Of::Unknown => None,
        };
        let mut group_of = Vec::with_capacity(customers);
        for (person, of) in found.of.iter().enumerate().take(customers) {
            let Some(at) = number(person, of) else {
                group_of.push(Err(Reason::Invalid));
                continue;
            };
            let Some(slot) = place.get_mut(at) else { continue };
            if *slot == u32::MAX {
                *slot = u32::try_from(groups.len()).unwrap_or(u32::MAX);
                let code = u32::try_from(at.checked_sub(named).unwrap_or(at)).unwrap_or(u32::MAX);
                let id = if at < named { self.groups.text(code) } else { self.people.text(code) };
                groups.push(Group { id: id.into(), doubtful: self.doubtful, ..Group::default() });
            }
            group_of.push(Ok(*slot));
        }
        for (person, of) in found.of.iter().enumerate() {
            let at = number(person, of).and_then(|at| place.get(at).copied());
            if let Some(group) = at.and_then(|at| groups.get_mut(at as usize)) {
                group.members += 1;
                group.undelivered |= person >= customers;
            }
        }
        for target in &found.doubtful {
            let at = if found.heads {
                found.of.get(*target as usize).and_then(|of| number(*target as usize, of))
            } else {
                Some(*target as usize)
            };
            if let Some(group) = at.and_then(|at| place.get(at)).and_then(|at| groups.get_mut(*at as usize)) {
                group.doubtful = true;
            }
        }
        let mut shares = vec![Some(self.unit); customers];
        for relation in relations {
            if let Some(share) = shares.get_mut(relation.member as usize) {
                *share = relation.share;
            }
            let at =
                found.of.get(relation.member as usize).and_then(|of| number(relation.member as usize, of));
            let shown = at.and_then(|at| place.get(at)).is_some_and(|at| *at != u32::MAX);
            if relation.member as usize >= customers && shown {
                self.fault(relation, FaultReason::NotDelivered);
            }
        }
        sort_by(&mut self.faults, |a, b| (a.line, &a.key, a.reason).cmp(&(b.line, &b.key, b.reason)));
        Links { group_of, groups, shares, share_scale: self.scale, faults: self.faults }
    }

    /// Notes a relation that cannot be used. What is wrong whoever the customers are is told by the first part.
    fn fault(&mut self, relation: &Relation, reason: FaultReason) {
        if self.dataset.later && reason != FaultReason::NotDelivered {
            return;
        }
        let (Link::Group(field) | Link::Head(field)) = self.kind.link;
        let text = if matches!(self.kind.link, Link::Head(_)) { &self.people } else { &self.groups };
        let table: TableId = self.kind.table;
        self.faults.push(Fault {
            table,
            line: self.data.lines.get(relation.row).copied().unwrap_or(0),
            column: 0,
            key: self.people.text(relation.member).into(),
            field,
            reason,
            text: text.text(relation.target).into(),
        });
    }
}

/// Where a person belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// To a group: its number, or the number of its head.
    Group(u32),
    /// To no other.
    Alone,
    /// That cannot be told.
    Unknown,
}

/// Where everybody belongs.
struct Membership {
    heads: bool,
    of: Vec<Of>,
    /// Groups, or heads, of which it is not certain who belongs to them.
    doubtful: Vec<u32>,
}

impl Membership {
    fn new(people: usize, heads: bool) -> Self {
        Self { heads, of: vec![Of::Alone; people], doubtful: Vec::new() }
    }

    /// What the relations of one person say.
    fn person(&mut self, relations: &[Relation], two: bool) {
        let Some(first) = relations.first() else { return };
        let shares = relations.iter().any(|r| r.share != first.share);
        let unsure = two || relations.iter().any(|r| r.doubtful);
        if unsure || shares {
            self.doubtful.extend(relations.iter().map(|r| r.target));
        }
        if let Some(of) = self.of.get_mut(first.member as usize) {
            *of = if unsure { Of::Unknown } else { Of::Group(first.target) };
        }
    }

    /// Follows heads to their ends; gives the relations that lead back to where they start.
    fn follow(&mut self, relations: &[Relation]) -> Vec<Relation> {
        let direct = self.of.clone();
        let step = |person: u32| match direct.get(person as usize) {
            Some(Of::Group(head)) => Some(*head),
            _ => None,
        };
        let mut circles = Vec::new();
        // 0: not seen, else the number of the walk that came here, or `DONE`.
        const DONE: u32 = u32::MAX;
        let mut seen = vec![0u32; direct.len()];
        for start in 0..u32::try_from(direct.len()).unwrap_or(0) {
            let mut path = Vec::new();
            let mut at = start;
            let mut end = None;
            while let Some(mark) = seen.get_mut(at as usize) {
                if *mark == DONE {
                    end = self.of.get(at as usize).copied();
                    break;
                }
                if *mark == start + 1 {
                    circles.extend(path.iter().skip_while(|p| **p != at).copied());
                    end = Some(Of::Unknown);
                    break;
                }
                *mark = start + 1;
                path.push(at);
                match step(at) {
                    Some(head) => at = head,
                    None => {
                        end = direct.get(at as usize).copied();
                        break;
                    }
                }
            }
            // Who has no head is the head of its group.
            let end = match end {
                Some(Of::Alone) => Of::Group(at),
                Some(end) => end,
                None => Of::Unknown,
            };
            for person in path {
                if let Some(of) = self.of.get_mut(person as usize) {
                    *of = end;
                }
                if let Some(mark) = seen.get_mut(person as usize) {
                    *mark = DONE;
                }
            }
        }
        relations.iter().filter(|r| circles.contains(&r.member)).copied().collect()
    }
}

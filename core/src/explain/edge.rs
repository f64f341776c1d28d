//! How far a customer is from another member of a class or a decision table, one input at a time: "50,000 more average
//! balance by 2027-01-01 keeps the tier".
//!
//! Asked is for the nearest value of one whole-numbered or decimal input, all others staying as they are, that a field
//! or a scorecard can have at all. For a class that is the value by which the official class is kept, lost or raised,
//! margins included, and the day on which the rules of moving do it if all runs see the same from tomorrow on. Nothing is
//! said where an input is unknown, where a person has granted the class, or of a customer without one.
//!
//! INVARIANT: the engine, given the moved value, says what is said here; the value one unit nearer does not suffice.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

mod region;

use region::{Key, Keys, Moving, Regions, nearest, regions};

use super::Explain;
use crate::model::cells::{bounds, key};
use crate::model::sets::RangeSet;
use crate::model::{Class, ClassPart, Decision, ScorePart, Term, TermKind};
use crate::number::format_decimal;
use crate::print::{Edge, EdgeKind, edge};
use crate::program::{ClassNodes, DecisionNodes, Lowered, Op, Shown};
use crate::standing::{Classes, Sight, Standing, forecast};
use crate::value::{Type, Value};

/// A value at which another member is reached or the present one is kept.
#[derive(Debug, Clone, Serialize)]
pub struct EdgeText {
    /// `keep`: it takes so much not to lose the class; `lose`: so much less loses it; `reach`: so much more raises it;
    /// `becomes`, of a decision table.
    pub kind: &'static str,
    /// The input that would have to move.
    pub input: String,
    /// The member that is kept or reached.
    pub member: String,
    /// Its label.
    pub member_label: Option<String>,
    /// The input's value.
    pub value: String,
    /// The nearest value that does it.
    pub edge: String,
    /// From the one to the other; negative downwards, zero where the value suffices already.
    pub difference: String,
    /// The unit of the input.
    pub unit: Option<String>,
    /// Of a class: the day on which it happens, or until which it is to be done.
    pub by: Option<String>,
    /// In a sentence.
    pub text: String,
}

impl Explain<'_, '_> {
    /// The edges of a class.
    pub(super) fn class_edges(&self, class: &Class, nodes: &ClassNodes) -> Vec<EdgeText> {
        let standing = self.machine.slot(nodes.block).classes.get(self.row).and_then(|c| c.standing);
        let (Some(standing), Some(keys)) = (standing, self.keys(&class.table, &nodes.inputs)) else {
            return Vec::new();
        };
        let Some(official) = standing.official else { return Vec::new() };
        let node = nodes.part(ClassPart::Official);
        if !self.machine.is_known(node, self.row) || self.machine.code_at(node, self.row) != official {
            return Vec::new();
        }
        let inputs = self.moving(&class.table, &keys);
        let tables = [0, class.up_margin, -class.down_margin].map(|margin| class.moved(margin));
        let edges = inputs.iter().flat_map(|input| {
            let [plain, raised, lowered] = tables.each_ref().map(|table| regions(table, input, &keys));
            let climb =
                Climb { class, standing, official, withdrawn: self.withdrawn(nodes), plain, raised, lowered };
            climb.edges(self.machine.today(), input)
        });
        edges.filter_map(|found| self.edge(&class.table, found)).collect()
    }

    /// Whether a fall would only follow from something withdrawn.
    fn withdrawn(&self, nodes: &ClassNodes) -> bool {
        let Some(Op::Class(at)) = self.run.program.node(nodes.block).map(|node| &node.op) else {
            return true;
        };
        let class = self.run.program.classes.get(*at as usize);
        let kept = |id| self.machine.is_known(id, self.row) && !self.machine.is_true(id, self.row);
        class.is_none_or(|class| !class.withdrawn.iter().all(|id| kept(*id)))
    }

    /// The edges of a decision table of which one row fires: the nearest value above and below that gives its first
    /// enumeration another member.
    pub(super) fn table_edges(&self, table: &Decision, nodes: &DecisionNodes) -> Vec<EdgeText> {
        let output = table.outputs.iter().position(|output| matches!(output.ty, Type::Enum(_)));
        let (Some(output), Some(keys), true) = (output, self.keys(table, &nodes.inputs), nodes.single) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for input in self.moving(table, &keys) {
            let regions = regions(table, &input, &keys);
            let member =
                |row: usize| table.rows.get(row).and_then(|row| row.values.get(output)).and_then(key);
            let taken = regions.iter().find(|(_, values)| values.contains(input.value));
            let Some(now) = taken.and_then(|(row, _)| member(*row)) else { continue };
            let mut others = RangeSet::default();
            for (_, values) in regions.iter().filter(|(row, _)| member(*row).is_some_and(|m| m != now)) {
                others = others.union(values);
            }
            let sides = [RangeSet::range(input.value, i128::MAX), RangeSet::range(i128::MIN, input.value)];
            for side in sides {
                let Some(to) = nearest(&others.intersect(&side), input.value) else { continue };
                let row = regions.iter().find(|(_, values)| values.contains(to)).map(|(row, _)| *row);
                let Some(member) = row.and_then(member).and_then(|m| u32::try_from(m).ok()) else { continue };
                found.extend(Found::of(EdgeKind::Becomes, &input, to, member, None));
            }
        }
        found.into_iter().filter_map(|found| self.edge_of(table, output, found)).collect()
    }

    /// The customer's inputs; nothing when one is unknown.
    fn keys(&self, table: &Decision, inputs: &[Shown]) -> Option<Keys> {
        table.inputs.iter().zip(inputs).map(|((_, term), shown)| self.key(term.ty, *shown)).collect()
    }

    fn key(&self, ty: Type, shown: Shown) -> Option<Key> {
        let (machine, row) = (self.machine, self.row);
        let Lowered::Node(id) = shown.at else { return self.ratio_key(shown) };
        if !machine.is_known(id, row) {
            return None;
        }
        Some(Key::Number(match ty {
            Type::Bool => machine.is_true(id, row).into(),
            Type::Int | Type::Decimal(_) => machine.i64_at(id, row).into(),
            Type::Date => machine.i32_at(id, row).into(),
            Type::Enum(_) => machine.code_at(id, row).into(),
            Type::Double => crate::model::sets::double_key(machine.f64_at(id, row)),
            Type::Timestamp | Type::Duration => machine.wide_at(id, row),
            Type::String => return Some(Key::Text(machine.text(machine.code_at(id, row)).into())),
            Type::Null | Type::Ratio => return None,
        }))
    }

    fn ratio_key(&self, shown: Shown) -> Option<Key> {
        let (n, d) = self.number(shown, self.row)?;
        let scaled =
            n.checked_mul(i128::from(*crate::number::POW10.get(usize::from(crate::value::MAX_SCALE))?))?;
        let between = i128::from(scaled.rem_euclid(d) != 0);
        Some(Key::Number(scaled.div_euclid(d) * 2 + between))
    }

    /// The inputs that can move.
    fn moving<'t>(&self, table: &'t Decision, keys: &Keys) -> Vec<Moving<'t>> {
        let all = table.inputs.iter().zip(keys).enumerate();
        all.filter_map(|(at, ((id, term), key))| {
            let (Type::Int | Type::Decimal(_), Key::Number(value)) = (term.ty, key) else { return None };
            Some(Moving { at, id, term, value: *value, whole: self.whole(term) })
        })
        .collect()
    }

    /// What an input can be, as far as its field or scorecard says.
    fn whole(&self, term: &Term) -> RangeSet {
        let model = self.run.model;
        let (mut low, mut high) = bounds(term.ty, 0);
        match &model.meant(term).kind {
            TermKind::Field(id) => {
                let field = model.schema.field(*id);
                low = field.and_then(|f| f.min.as_ref()).and_then(key).unwrap_or(low);
                high = field.and_then(|f| f.max.as_ref()).and_then(key).unwrap_or(high);
            }
            TermKind::Score(at, ScorePart::Score) => {
                if let Some(card) = model.scorecards.get(usize::from(*at)) {
                    (low, high) = (card.low.into(), card.high.into());
                }
            }
            _ => {}
        }
        RangeSet::range(low, high)
    }

    fn edge(&self, table: &Decision, found: Found<'_>) -> Option<EdgeText> {
        self.edge_of(table, 0, found)
    }

    fn edge_of(&self, table: &Decision, output: usize, found: Found<'_>) -> Option<EdgeText> {
        let Type::Enum(members) = table.outputs.get(output)?.ty else { return None };
        let (member, label) = self.run.model.enumeration(members).members.get(found.member as usize)?;
        let member_label: Option<String> = label.as_ref().map(|label| label.text(self.lang).into());
        let places = if let Type::Decimal(scale) = found.term.ty { scale } else { 0 };
        let unit = match self.run.model.meant(found.term).kind {
            TermKind::Score(_, ScorePart::Score | ScorePart::Dimension(_)) => Some("points".into()),
            _ => self.unit(found.term),
        };
        let difference = found.edge.checked_sub(found.value)?;
        let size = difference.unsigned_abs();
        let size = i64::try_from(size).ok()?;
        let by = found.by.map(crate::date::format);
        let said = Edge {
            kind: found.kind,
            term: found.term,
            member: member_label.as_ref().unwrap_or(member),
            amount: &if places == 0 { Value::Int(size) } else { Value::Decimal(size, places) },
            up: difference > 0,
            unit: unit.as_deref(),
            by: by.as_deref(),
        };
        Some(EdgeText {
            kind: found.kind.id(),
            input: found.input.into(),
            text: edge(self.run.model, &said, self.lang),
            member: member.clone(),
            member_label,
            value: format_decimal(found.value, places),
            edge: format_decimal(found.edge, places),
            difference: format_decimal(difference, places),
            unit,
            by,
        })
    }
}

/// An edge that was found.
struct Found<'a> {
    kind: EdgeKind,
    input: &'a str,
    term: &'a Term,
    value: i64,
    edge: i64,
    member: u32,
    by: Option<i32>,
}

impl<'a> Found<'a> {
    fn of(kind: EdgeKind, input: &Moving<'a>, to: i128, member: u32, by: Option<i32>) -> Option<Self> {
        let (value, edge) = (i64::try_from(input.value).ok()?, i64::try_from(to).ok()?);
        Some(Self { kind, input: input.id, term: input.term, value, edge, member, by })
    }
}

/// A customer in a class, and what one input decides by edges as they are, raised and lowered.
struct Climb<'a> {
    class: &'a Class,
    standing: Standing,
    official: u32,
    withdrawn: bool,
    plain: Regions,
    raised: Regions,
    lowered: Regions,
}

impl Climb<'_> {
    fn edges<'i>(&self, today: i32, input: &Moving<'i>) -> Vec<Found<'i>> {
        let kept = self.whose(&self.lowered, &|member| member >= self.official).intersect(&input.whole);
        let above = self.whose(&self.raised, &|member| member > self.official).intersect(&input.whole);
        let mut found = Vec::new();
        let foretold = |value: i128, asked: &dyn Fn(u32) -> bool| {
            let sight = Sight { classes: self.classes(value), withdrawn: self.withdrawn };
            forecast(self.standing, sight, today, &self.class.rules, asked)
        };
        let falls = |member: u32| member < self.official;
        if !kept.contains(input.value) {
            if let Some(to) = nearest(&kept, input.value) {
                let by = foretold(input.value, &falls).map(|(day, _)| day);
                found.extend(Found::of(EdgeKind::Keep, input, to, self.official, by));
            }
        } else if let Some(to) = nearest(&input.whole.minus(&kept), input.value)
            && let Some((day, member)) = foretold(to, &falls)
        {
            found.extend(Found::of(EdgeKind::Lose, input, to, member, Some(day)));
        }
        if let Some(to) = nearest(&above, input.value)
            && let Some((day, member)) = foretold(to, &|member| member > self.official)
        {
            found.extend(Found::of(EdgeKind::Reach, input, to, member, Some(day)));
        }
        found
    }

    /// The values whose member is one that is asked for.
    fn whose(&self, regions: &Regions, asked: &dyn Fn(u32) -> bool) -> RangeSet {
        let mut all = RangeSet::default();
        for (row, values) in regions {
            if self.member(*row).is_some_and(asked) {
                all = all.union(values);
            }
        }
        all
    }

    fn member(&self, row: usize) -> Option<u32> {
        let value = self.class.table.rows.get(row)?.values.first();
        if let Some(Value::Enum(_, member)) = value { Some(*member) } else { None }
    }

    /// The classes of a value.
    fn classes(&self, value: i128) -> Option<Classes> {
        let of = |regions: &Regions| {
            let row = regions.iter().find(|(_, values)| values.contains(value)).map(|(row, _)| *row);
            row.and_then(|row| self.member(row))
        };
        Some(Classes { indicative: of(&self.plain)?, raised: of(&self.raised)?, lowered: of(&self.lowered)? })
    }
}

//! For whom a condition is true and for whom it is false, as regions; everybody else does not know.
//!
//! The fragment that is exact: boolean operators over comparisons, memberships and presence tests of fields, of what is
//! a field plus or minus a number or counted in days from today, of boolean fields, and of decision tables whose inputs
//! are such. Names of derived values stand for what they are, parameters for their values. Whatever else occurs (totals
//! over rows, quotients, comparisons of two fields) makes the condition one of which nothing is claimed.

use alloc::string::String;
use alloc::vec::Vec;

use super::region::{Region, Side};
use crate::model::cells::{bounds, key};
use crate::model::sets::RangeSet;
use crate::model::{CellSet, Clock, Field, FieldId, Function, Model, Term, TermKind};
use crate::policy::Hit;
use crate::value::{Type, Value};

/// For whom a condition is true, and for whom it is false.
#[derive(Debug, Clone)]
pub struct Truth {
    /// It is true.
    pub yes: Region,
    /// It is false.
    pub no: Region,
}

/// The fields that conditions speak of, as variables.
#[derive(Debug)]
pub struct Variables<'a> {
    /// The policy.
    pub model: &'a Model,
    /// The day that conditions call today.
    pub today: i32,
    /// The fields, in the order in which they were met.
    pub fields: Vec<FieldId>,
}

/// Why nothing is claimed of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// It is not of the fragment.
    Fragment,
    /// It needs more cases than the bound.
    Bound,
}

type Found<T> = Result<T, Outside>;

/// A number as places after the point and the whole without it: 2.50 is 250 with 2.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: i128,
    scale: u8,
}

/// A field, or its negative, plus a number, all with the field's places.
struct Line {
    variable: u16,
    ty: Type,
    negative: bool,
    offset: i128,
}

impl<'a> Variables<'a> {
    /// No fields yet.
    #[must_use]
    pub const fn new(model: &'a Model, today: i32) -> Self {
        Self { model, today, fields: Vec::new() }
    }

    /// The variable of a field.
    fn variable(&mut self, id: FieldId) -> u16 {
        let at = self.fields.iter().position(|f| *f == id).unwrap_or_else(|| {
            self.fields.push(id);
            self.fields.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// The field of a variable.
    #[must_use]
    pub fn field(&self, variable: u16) -> Option<(FieldId, &'a Field)> {
        let id = *self.fields.get(usize::from(variable))?;
        Some((id, self.model.schema.field(id)?))
    }

    /// What a variable may be at all: what its field declares.
    #[must_use]
    pub fn whole(&self, variable: u16) -> Side {
        let Some((_, field)) = self.field(variable) else {
            return Side { values: CellSet::Ranges(RangeSet::default()), missing: true };
        };
        let missing = field.nullable;
        if field.ty == Type::String {
            return Side { values: CellSet::Texts { items: Vec::new(), negated: true }, missing };
        }
        let members =
            if let Type::Enum(id) = field.ty { self.model.enumeration(id).members.len() } else { 0 };
        let (low, high) = bounds(field.ty, members);
        let low = field.min.as_ref().and_then(key).unwrap_or(low);
        let high = field.max.as_ref().and_then(key).unwrap_or(high);
        Side { values: CellSet::Ranges(RangeSet::range(low, high)), missing }
    }

    /// For whom a condition is true and false.
    ///
    /// # Errors
    /// [`Outside`] when it is not of the fragment or too large.
    pub fn truth(&mut self, term: &Term) -> Found<Truth> {
        match &term.kind {
            TermKind::Value(Value::Bool(value)) => Ok(Truth::constant(*value)),
            TermKind::Param(id) => match self.model.params.get(usize::from(*id)).map(|p| &p.value) {
                Some(Value::Bool(value)) => Ok(Truth::constant(*value)),
                _ => Err(Outside::Fragment),
            },
            TermKind::Derive(id) => {
                let derive = self.model.derives.get(usize::from(*id)).ok_or(Outside::Fragment)?;
                self.truth(&derive.term)
            }
            TermKind::Field(_) if term.ty == Type::Bool => {
                let line = self.line(term)?;
                Ok(self.within(&line, RangeSet::range(1, 1)))
            }
            TermKind::Apply(function, args) => self.apply(*function, args),
            _ => Err(Outside::Fragment),
        }
    }

    fn apply(&mut self, function: Function, args: &[Term]) -> Found<Truth> {
        match (function, args) {
            (Function::Not, [one]) => self.truth(one).map(|t| Truth { yes: t.no, no: t.yes }),
            (Function::And, all) => self.join(all, true),
            (Function::Or, all) => self.join(all, false),
            (Function::If, [condition, then, otherwise]) => {
                let (c, a, b) = (self.truth(condition)?, self.truth(then)?, self.truth(otherwise)?);
                let either = |a: Region, b: Region| a.or(&b).ok_or(Outside::Bound);
                let and = |a: &Region, b: &Region| a.and(b).ok_or(Outside::Bound);
                let yes = either(and(&c.yes, &a.yes)?, and(&c.no, &b.yes)?)?;
                Ok(Truth { yes, no: either(and(&c.yes, &a.no)?, and(&c.no, &b.no)?)? })
            }
            (Function::IsNull, [one]) => {
                let TermKind::Field(id) = self.resolved(one).kind else { return Err(Outside::Fragment) };
                let variable = self.variable(id);
                let whole = self.whole(variable);
                let none = CellSet::Ranges(RangeSet::default());
                let yes = Side { values: none, missing: whole.missing };
                let no = Side { values: whole.values, missing: false };
                Ok(Truth { yes: Region::of(variable, yes), no: Region::of(variable, no) })
            }
            (Function::In, [element, members @ ..]) => self.member(element, members),
            (Function::Eq | Function::Ne, [a, b]) if a.ty == Type::String => {
                let (element, text) = if self.text(b).is_some() { (a, b) } else { (b, a) };
                let truth = self.member(element, core::slice::from_ref(text))?;
                Ok(if function == Function::Eq { truth } else { Truth { yes: truth.no, no: truth.yes } })
            }
            (Function::Eq | Function::Ne, [a, b]) if self.output(a).is_some() || self.output(b).is_some() => {
                let (output, value) = if self.output(a).is_some() { (a, b) } else { (b, a) };
                let truth = self.decided(output, core::slice::from_ref(value))?;
                Ok(if function == Function::Eq { truth } else { Truth { yes: truth.no, no: truth.yes } })
            }
            (
                Function::Eq | Function::Ne | Function::Lt | Function::Le | Function::Gt | Function::Ge,
                [a, b],
            ) => self.compare(function, a, b),
            _ => Err(Outside::Fragment),
        }
    }

    /// `&&` of all, or `||` of all.
    fn join(&mut self, all: &[Term], and: bool) -> Found<Truth> {
        let mut joined = Truth::constant(and);
        for term in all {
            let truth = self.truth(term)?;
            let (yes, no) = if and {
                (joined.yes.and(&truth.yes), joined.no.or(&truth.no))
            } else {
                (joined.yes.or(&truth.yes), joined.no.and(&truth.no))
            };
            joined = Truth { yes: yes.ok_or(Outside::Bound)?, no: no.ok_or(Outside::Bound)? };
        }
        Ok(joined)
    }

    /// What a term is once names of derived values stand for what they are.
    fn resolved<'t>(&self, term: &'t Term) -> &'t Term
    where
        'a: 't,
    {
        let mut term = term;
        while let TermKind::Derive(id) = term.kind {
            let Some(derive) = self.model.derives.get(usize::from(id)) else { break };
            term = &derive.term;
        }
        term
    }

    /// The value of a term that has the same one for all customers.
    fn constant(&self, term: &Term) -> Option<Value> {
        let term = self.resolved(term);
        match &term.kind {
            TermKind::Value(value) => Some(value.clone()),
            TermKind::Param(id) => self.model.params.get(usize::from(*id)).map(|p| p.value.clone()),
            TermKind::Clock(Clock::Today) => Some(Value::Date(self.today)),
            TermKind::Apply(Function::Neg, args) => match self.constant(args.first()?)? {
                Value::Int(v) => v.checked_neg().map(Value::Int),
                Value::Decimal(v, s) => v.checked_neg().map(|v| Value::Decimal(v, s)),
                Value::Double(v) => Some(Value::Double(-v)),
                _ => None,
            },
            TermKind::Apply(Function::AddDays, args) => {
                let (day, days) = (self.constant(args.first()?)?, self.constant(args.get(1)?)?);
                match (day, days) {
                    (Value::Date(day), Value::Int(days)) => {
                        day.checked_add(i32::try_from(days).ok()?).map(Value::Date)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn text(&self, term: &Term) -> Option<String> {
        if let Some(Value::String(text)) = self.constant(term) { Some(text) } else { None }
    }

    /// A term as a field, or its negative, plus a number.
    fn line(&mut self, term: &Term) -> Found<Line> {
        let term = self.resolved(term);
        match &term.kind {
            TermKind::Field(id) => {
                Ok(Line { variable: self.variable(*id), ty: term.ty, negative: false, offset: 0 })
            }
            TermKind::Apply(Function::Neg, args) => {
                let line = self.line(args.first().ok_or(Outside::Fragment)?)?;
                Ok(Line { negative: !line.negative, offset: -line.offset, ..line })
            }
            TermKind::Apply(Function::DaysBetween, args) => {
                let [from, to] = args.as_slice() else { return Err(Outside::Fragment) };
                let (line, negative, day) = match (self.constant(from), self.constant(to)) {
                    (Some(Value::Date(day)), None) => (self.line(to)?, false, day),
                    (None, Some(Value::Date(day))) => (self.line(from)?, true, day),
                    _ => return Err(Outside::Fragment),
                };
                let offset = if negative { i128::from(day) } else { -i128::from(day) };
                let plain = !line.negative && line.offset == 0 && line.ty == Type::Date;
                if plain { Ok(Line { negative, offset, ..line }) } else { Err(Outside::Fragment) }
            }
            TermKind::Apply(function @ (Function::Add | Function::Sub), args) => {
                let [a, b] = args.as_slice() else { return Err(Outside::Fragment) };
                let scale = places(term.ty).ok_or(Outside::Fragment)?;
                let number =
                    |value: Option<Value>| value.as_ref().and_then(Number::of).and_then(|n| n.at(scale));
                let (left, right) = (number(self.constant(a)), number(self.constant(b)));
                let (mut line, added) = match (function, left, right) {
                    (_, None, Some(v)) => (self.line(a)?, if *function == Function::Sub { -v } else { v }),
                    (Function::Add, Some(v), None) => (self.line(b)?, v),
                    (_, Some(v), None) => {
                        let line = self.line(b)?;
                        (Line { negative: !line.negative, offset: -line.offset, ..line }, v)
                    }
                    _ => return Err(Outside::Fragment),
                };
                // A field of other places would have to be scaled.
                if self.field(line.variable).and_then(|(_, f)| places(f.ty)) != Some(scale) {
                    return Err(Outside::Fragment);
                }
                line.offset += added;
                Ok(line)
            }
            _ => Err(Outside::Fragment),
        }
    }

    /// Where a line lies within a set, and where not.
    fn within(&self, line: &Line, set: RangeSet) -> Truth {
        let moved = |v: i128| if line.negative { line.offset - v } else { v - line.offset };
        let mut ranges: Vec<(i128, i128)> =
            set.0.iter().map(|(low, high)| (moved(*low), moved(*high))).collect();
        if line.negative {
            ranges.iter_mut().for_each(|range| *range = (range.1, range.0));
            ranges.reverse();
        }
        self.of(line.variable, CellSet::Ranges(RangeSet(ranges)))
    }

    /// Where a variable is one of some values, and where it is another.
    fn of(&self, variable: u16, values: CellSet) -> Truth {
        let whole = self.whole(variable).values;
        let side = |values| Region::of(variable, Side { values, missing: false });
        Truth { yes: side(whole.intersect(&values)), no: side(whole.minus(&values)) }
    }

    fn compare(&mut self, function: Function, a: &Term, b: &Term) -> Found<Truth> {
        let (line, value, function) = match (self.constant(a), self.constant(b)) {
            (None, Some(value)) => (self.line(a)?, value, function),
            (Some(value), None) => (self.line(b)?, value, mirrored(function)),
            _ => return Err(Outside::Fragment),
        };
        let (below, equal, above) = cut(&line, &value).ok_or(Outside::Fragment)?;
        let least = RangeSet::range(-FAR, below);
        let most = RangeSet::range(above, FAR);
        let equal = equal.map_or_else(RangeSet::default, |v| RangeSet::range(v, v));
        let set = match function {
            Function::Eq => equal,
            Function::Ne => least.union(&most),
            Function::Lt => least,
            Function::Le => least.union(&equal),
            Function::Gt => most,
            _ => most.union(&equal),
        };
        Ok(self.within(&line, set))
    }

    /// `element in [...]`.
    fn member(&mut self, element: &Term, members: &[Term]) -> Found<Truth> {
        if self.output(element).is_some() {
            return self.decided(element, members);
        }
        if element.ty == Type::String {
            let TermKind::Field(id) = self.resolved(element).kind else { return Err(Outside::Fragment) };
            let mut items =
                members.iter().map(|m| self.text(m).ok_or(Outside::Fragment)).collect::<Found<Vec<_>>>()?;
            crate::order::sort_unique(&mut items);
            let variable = self.variable(id);
            return Ok(self.of(variable, CellSet::Texts { items, negated: false }));
        }
        let line = self.line(element)?;
        let mut set = RangeSet::default();
        for member in members {
            let value = self.constant(member).ok_or(Outside::Fragment)?;
            let (_, equal, _) = cut(&line, &value).ok_or(Outside::Fragment)?;
            set = set.union(&equal.map_or_else(RangeSet::default, |v| RangeSet::range(v, v)));
        }
        Ok(self.within(&line, set))
    }

    /// The table and the output that a term reads.
    fn output(&self, term: &Term) -> Option<(u16, u16)> {
        if let TermKind::Output(table, output) = self.resolved(term).kind {
            Some((table, output))
        } else {
            None
        }
    }

    /// Where the output of a table is one of some values: the rows that give one, as long as one row decides.
    fn decided(&mut self, term: &Term, values: &[Term]) -> Found<Truth> {
        let (table, output) = self.output(term).ok_or(Outside::Fragment)?;
        let table = self.model.decisions.get(usize::from(table)).ok_or(Outside::Fragment)?;
        if !matches!(table.hit, Hit::Unique) {
            return Err(Outside::Fragment);
        }
        let wanted =
            values.iter().map(|v| self.constant(v).ok_or(Outside::Fragment)).collect::<Found<Vec<_>>>()?;
        let lines = table.inputs.iter().map(|(_, input)| self.input(input)).collect::<Found<Vec<_>>>()?;
        let (mut yes, mut no) = (Region::default(), Region::default());
        for row in &table.rows {
            let mut region = Region::everything();
            for (variable, cell) in lines.iter().zip(&row.cells) {
                let Some(set) = cell else { continue };
                region = region.and(&self.of(*variable, set.clone()).yes).ok_or(Outside::Bound)?;
            }
            let side = if row.values.get(usize::from(output)).is_some_and(|v| wanted.contains(v)) {
                &mut yes
            } else {
                &mut no
            };
            *side = side.or(&region).ok_or(Outside::Bound)?;
        }
        Ok(Truth { yes, no })
    }

    /// The variable that an input of a table is, if it is a field as it stands.
    pub(crate) fn input(&mut self, term: &Term) -> Found<u16> {
        match self.resolved(term).kind {
            TermKind::Field(id) => Ok(self.variable(id)),
            _ => Err(Outside::Fragment),
        }
    }
}

/// Beyond every key of every type.
const FAR: i128 = 1 << 110;

/// Where a line is below, at and above a value: the largest key below, the key that is equal, the smallest key above.
fn cut(line: &Line, value: &Value) -> Option<(i128, Option<i128>, i128)> {
    let exact = |key: i128| Some((key - 1, Some(key), key + 1));
    match (line.ty, value) {
        (Type::Int | Type::Decimal(_), Value::Int(_) | Value::Decimal(..)) => {
            let scale = places(line.ty)?;
            let number = Number::of(value)?;
            if let Some(key) = number.at(scale) {
                return exact(key);
            }
            let below = number.value.div_euclid(10i128.pow(u32::from(number.scale - scale)));
            Some((below, None, below + 1))
        }
        (Type::Date, Value::Int(days)) => exact(i128::from(*days)),
        (Type::Date | Type::Bool | Type::Enum(_) | Type::Timestamp | Type::Duration, value) => {
            exact(key(value)?)
        }
        (Type::Double, Value::Double(_)) => exact(key(value)?),
        _ => None,
    }
}

/// Places of a number's type.
const fn places(ty: Type) -> Option<u8> {
    match ty {
        Type::Int => Some(0),
        Type::Decimal(scale) => Some(scale),
        _ => None,
    }
}

const fn mirrored(function: Function) -> Function {
    match function {
        Function::Lt => Function::Gt,
        Function::Le => Function::Ge,
        Function::Gt => Function::Lt,
        Function::Ge => Function::Le,
        other => other,
    }
}

impl Number {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(v) => Some(Self { value: i128::from(*v), scale: 0 }),
            Value::Decimal(v, scale) => Some(Self { value: i128::from(*v), scale: *scale }),
            _ => None,
        }
    }

    /// The same number with so many places, if it has no more.
    fn at(self, scale: u8) -> Option<i128> {
        if scale >= self.scale {
            return Some(self.value * 10i128.pow(u32::from(scale - self.scale)));
        }
        let unit = 10i128.pow(u32::from(self.scale - scale));
        (self.value % unit == 0).then(|| self.value / unit)
    }
}

impl Truth {
    fn constant(value: bool) -> Self {
        let (all, none) = (Region::everything(), Region::default());
        if value { Self { yes: all, no: none } } else { Self { yes: none, no: all } }
    }
}

//! For whom a condition is true and for whom it is false, as regions; everybody else does not know.
//!
//! What conditions ask is taken apart down to atoms. An atom is a field, or anything else that has one value per
//! customer or row and is not taken apart: a total over rows, a quotient, a score, a comparison of two fields. Atoms are
//! taken as independent of each other. Of fields that is exact; where another atom takes part, a region may hold customers
//! who cannot be, so what is empty is empty, and what is not is believed only after the engine has confirmed a customer.
//!
//! Taken apart are: boolean operators and choices; comparisons, memberships and presence tests of what is linear in one
//! atom (times and plus constants, days from today, with a substitute for a missing value); outputs of tables in which one
//! row decides. Names of derived values stand for what they are, parameters for their values.

use alloc::string::String;
use alloc::vec::Vec;

use super::line::{Line, Sides};
use super::region::{Region, Side};
use crate::model::cells::{bounds, key};
use crate::model::sets::RangeSet;
use crate::model::{CellSet, Field, FieldId, Function, Model, Term, TermKind};
use crate::policy::{AggregateKind, Hit};
use crate::value::{Type, Value};

/// For whom a condition is true, and for whom it is false.
#[derive(Debug, Clone)]
pub struct Truth {
    /// It is true.
    pub yes: Region,
    /// It is false.
    pub no: Region,
}

/// What a variable is.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// A field of a table.
    Field(FieldId),
    /// Something else, as a whole.
    Other(Term),
}

/// What conditions speak of, as variables.
#[derive(Debug)]
pub struct Variables<'a> {
    /// The policy.
    pub model: &'a Model,
    /// The day that conditions call today.
    pub today: i32,
    /// What each variable is, in the order in which they were met.
    pub atoms: Vec<Atom>,
    /// Whether an atom that is no field was met since this was set to false.
    pub partly: bool,
}

/// Why nothing is claimed of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// It asks more than fields, and nobody shows what it says.
    Fragment,
    /// It needs more cases than the bound.
    Bound,
}

type Found<T> = Result<T, Outside>;

impl<'a> Variables<'a> {
    /// No variables yet.
    #[must_use]
    pub const fn new(model: &'a Model, today: i32) -> Self {
        Self { model, today, atoms: Vec::new(), partly: false }
    }

    /// The variable of an atom.
    pub(super) fn variable(&mut self, atom: Atom) -> u16 {
        self.partly |= matches!(atom, Atom::Other(_));
        let at = self.atoms.iter().position(|known| *known == atom).unwrap_or_else(|| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// The field of a variable, if it is one.
    #[must_use]
    pub fn field(&self, variable: u16) -> Option<(FieldId, &'a Field)> {
        let Atom::Field(id) = *self.atoms.get(usize::from(variable))? else { return None };
        Some((id, self.model.schema.field(id)?))
    }

    /// What a variable may be at all: what its declaration or its type allows.
    #[must_use]
    pub fn whole(&self, variable: u16) -> Side {
        if let Some((_, field)) = self.field(variable) {
            let (low, high) = (field.min.as_ref().and_then(key), field.max.as_ref().and_then(key));
            return Side { values: self.all(field.ty, low, high), missing: field.nullable };
        }
        let Some(Atom::Other(term)) = self.atoms.get(usize::from(variable)) else {
            return Side { values: CellSet::Ranges(RangeSet::default()), missing: true };
        };
        let low = match &term.kind {
            TermKind::Aggregate(a)
                if matches!(a.kind, AggregateKind::Count | AggregateKind::CountDistinct) =>
            {
                Some(0)
            }
            _ => None,
        };
        Side { values: self.all(term.ty, low, None), missing: true }
    }

    /// The values of a type between two keys.
    pub(super) fn all(&self, ty: Type, low: Option<i128>, high: Option<i128>) -> CellSet {
        if ty == Type::String {
            return CellSet::Texts { items: Vec::new(), negated: true };
        }
        let members = if let Type::Enum(id) = ty { self.model.enumeration(id).members.len() } else { 0 };
        let (first, last) = bounds(ty, members);
        CellSet::Ranges(RangeSet::range(low.unwrap_or(first), high.unwrap_or(last)))
    }

    /// For whom a condition is true and false.
    ///
    /// # Errors
    /// [`Outside::Bound`] when it is too large.
    pub fn truth(&mut self, term: &Term) -> Found<Truth> {
        match &term.kind {
            TermKind::Value(Value::Bool(value)) => Ok(Truth::constant(*value)),
            TermKind::Param(_) => match self.constant(term) {
                Some(Value::Bool(value)) => Ok(Truth::constant(value)),
                _ => self.whether(term),
            },
            TermKind::Derive(id) => match self.model.derives.get(usize::from(*id)) {
                Some(derive) => self.truth(&derive.term),
                None => Err(Outside::Fragment),
            },
            TermKind::Apply(function, args) => self.apply(*function, args, term),
            _ => self.whether(term),
        }
    }

    /// A condition that is not taken apart.
    fn whether(&mut self, term: &Term) -> Found<Truth> {
        let line = self.line(term);
        self.within(&line, &CellSet::Ranges(RangeSet::range(1, 1)))
    }

    fn apply(&mut self, function: Function, args: &[Term], term: &Term) -> Found<Truth> {
        match (function, args) {
            (Function::Not, [one]) => self.truth(one).map(Truth::negated),
            (Function::And, all) => self.join(all, true),
            (Function::Or, all) => self.join(all, false),
            (Function::If, [condition, then, otherwise]) => {
                let condition = self.truth(condition)?;
                let (then, otherwise) = (self.truth(then)?, self.truth(otherwise)?);
                condition.choose(&then, &otherwise)
            }
            (Function::IsNull, [one]) => Ok(self.missing(one)),
            (Function::Coalesce, [one, instead]) => match self.constant(instead) {
                Some(Value::Bool(instead)) => self.truth(one)?.settled(instead, &|v| self.whole(v)),
                _ => self.whether(term),
            },
            (Function::In, [element, members @ ..]) => {
                match members.iter().map(|m| self.constant(m)).collect::<Option<Vec<Value>>>() {
                    Some(members) => self.member(element, &members),
                    None => self.whether(term),
                }
            }
            (
                Function::Eq | Function::Ne | Function::Lt | Function::Le | Function::Gt | Function::Ge,
                [a, b],
            ) => match (self.constant(a), self.constant(b)) {
                (None, Some(value)) => self.compare(function, a, &value),
                (Some(value), None) => self.compare(mirrored(function), b, &value),
                _ => self.other(function, a, b),
            },
            _ => self.whether(term),
        }
    }

    /// A comparison of two values of a customer, as an atom: `a >= b` is what `a < b` is not.
    fn other(&mut self, function: Function, a: &Term, b: &Term) -> Found<Truth> {
        let (plain, negated, a, b) = match function {
            Function::Ne => (Function::Eq, true, a, b),
            Function::Ge => (Function::Lt, true, a, b),
            Function::Gt => (Function::Lt, false, b, a),
            Function::Le => (Function::Lt, true, b, a),
            other => (other, false, a, b),
        };
        let args = [a, b].map(|side| self.resolved(side).clone());
        let truth = self.whether(&Term::apply(Type::Bool, plain, args.into()))?;
        Ok(if negated { truth.negated() } else { truth })
    }

    /// `a == null`.
    fn missing(&mut self, term: &Term) -> Truth {
        let line = self.line(term);
        let whole = self.whole(line.variable);
        let none = whole.values.minus(&whole.values);
        let missing = whole.missing && line.instead.is_none();
        let yes = Side { values: none, missing };
        let no = Side { values: whole.values, missing: whole.missing && !missing };
        Truth { yes: Region::of(line.variable, yes), no: Region::of(line.variable, no) }
    }

    /// `&&` of all, or `||` of all.
    fn join(&mut self, all: &[Term], and: bool) -> Found<Truth> {
        let mut joined = Truth::constant(and);
        for term in all {
            let truth = self.truth(term)?;
            joined =
                if and { joined.and(&truth)? } else { joined.negated().and(&truth.negated())?.negated() };
        }
        Ok(joined)
    }

    /// What a term is once names of derived values stand for what they are.
    pub(super) fn resolved<'t>(&self, term: &'t Term) -> &'t Term
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

    /// The variable that a term is, if it is a field as it stands.
    pub(crate) fn input(&mut self, term: &Term) -> Found<u16> {
        match self.resolved(term).kind {
            TermKind::Field(id) => Ok(self.variable(Atom::Field(id))),
            _ => Err(Outside::Fragment),
        }
    }

    /// Where what a line says is of a set of values of its type, and where not.
    pub(super) fn within(&self, line: &Line, set: &CellSet) -> Found<Truth> {
        let values = match set {
            CellSet::Texts { .. } => set.clone(),
            CellSet::Ranges(set) => CellSet::Ranges(line.reaching(set).ok_or(Outside::Bound)?),
        };
        let instead = line.instead.is_some_and(|value| line.takes(set, value));
        Ok(self.of(line, values, instead))
    }

    /// Where a term, and the line that it is, has one of a set of values of its type.
    pub(super) fn takes(&mut self, term: &Term, line: &Line, set: &CellSet) -> Found<Truth> {
        let resolved = self.resolved(term);
        match (&resolved.kind, set) {
            (TermKind::Output(table, output), CellSet::Ranges(keys)) => {
                let of = |value: &Value| Some(key(value).is_some_and(|key| keys.contains(key)));
                match self.decided(*table, *output, &of)? {
                    Some(truth) => Ok(truth),
                    None => self.within(line, set),
                }
            }
            (_, CellSet::Ranges(keys)) if resolved.ty == Type::Bool => {
                let truth = self.truth(resolved)?;
                match (keys.contains(0), keys.contains(1)) {
                    (false, true) => Ok(truth),
                    (true, false) => Ok(truth.negated()),
                    _ => self.within(line, set),
                }
            }
            _ => self.within(line, set),
        }
    }

    /// Where a line's variable is of some values, and where it is not; `instead`: so is what stands for a missing one.
    fn of(&self, line: &Line, values: CellSet, instead: bool) -> Truth {
        let whole = self.whole(line.variable);
        let stands = whole.missing && line.instead.is_some();
        let yes = Side { values: whole.values.intersect(&values), missing: stands && instead };
        let no = Side { values: whole.values.minus(&values), missing: stands && !instead };
        Truth { yes: Region::of(line.variable, yes), no: Region::of(line.variable, no) }
    }

    fn compare(&mut self, function: Function, term: &Term, value: &Value) -> Found<Truth> {
        let term = self.resolved(term);
        if let TermKind::Apply(Function::If, parts) = &term.kind
            && let [condition, then, otherwise] = parts.as_slice()
        {
            let condition = self.truth(condition)?;
            let then = self.side(function, then, value)?;
            let otherwise = self.side(function, otherwise, value)?;
            return condition.choose(&then, &otherwise);
        }
        if let TermKind::Output(table, output) = term.kind
            && let Some(truth) = self.decided(table, output, &|other| holds(function, other, value))?
        {
            return Ok(truth);
        }
        if term.ty == Type::String {
            let truth = self.member(term, core::slice::from_ref(value))?;
            return match function {
                Function::Eq => Ok(truth),
                Function::Ne => Ok(truth.negated()),
                _ => self.whether(&Term::apply(
                    Type::Bool,
                    function,
                    [term.clone(), Term::value(value.clone())].into(),
                )),
            };
        }
        let line = self.line(term);
        let Some(sides) = line.sides(value) else {
            return self.whether(&Term::apply(
                Type::Bool,
                function,
                [term.clone(), Term::value(value.clone())].into(),
            ));
        };
        let instead =
            line.instead.is_some_and(|at| Sides::of(at, value).is_some_and(|order| says(function, order)));
        Ok(self.of(&line, CellSet::Ranges(sides.of_function(function)), instead))
    }

    /// One branch of a choice, compared with a value.
    fn side(&mut self, function: Function, term: &Term, value: &Value) -> Found<Truth> {
        match self.constant(term) {
            Some(constant) => {
                Ok(holds(function, &constant, value).map_or_else(Truth::unknown, Truth::constant))
            }
            None => self.compare(function, term, value),
        }
    }

    /// `element in [...]`.
    fn member(&mut self, element: &Term, members: &[Value]) -> Found<Truth> {
        let element = self.resolved(element);
        if let TermKind::Output(table, output) = element.kind
            && let Some(truth) = self.decided(table, output, &|value| Some(members.contains(value)))?
        {
            return Ok(truth);
        }
        let line = self.line(element);
        if element.ty == Type::String {
            let text = |m: &Value| if let Value::String(text) = m { Some(text.clone()) } else { None };
            let mut items: Vec<String> = members.iter().filter_map(text).collect();
            crate::order::sort_unique(&mut items);
            return self.within(&line, &CellSet::Texts { items, negated: false });
        }
        let mut truth = Truth::constant(false);
        for member in members {
            let one = self.compare(Function::Eq, element, member)?;
            truth = truth.negated().and(&one.negated())?.negated();
        }
        Ok(truth)
    }

    /// Where the output of a table is as wanted: the row that decides says so. `None` when several rows may decide.
    fn decided(
        &mut self,
        table: u16,
        output: u16,
        wanted: &dyn Fn(&Value) -> Option<bool>,
    ) -> Found<Option<Truth>> {
        let Some(table) = self.model.decisions.get(usize::from(table)) else { return Ok(None) };
        if !matches!(table.hit, Hit::Unique | Hit::First) {
            return Ok(None);
        }
        let lines: Vec<Line> = table.inputs.iter().map(|(_, input)| self.line(input)).collect();
        let (mut yes, mut no) = (Region::default(), Region::default());
        let mut before = Truth::constant(true);
        for row in &table.rows {
            let mut truth = if table.hit == Hit::First { before.clone() } else { Truth::constant(true) };
            let mut own = Truth::constant(true);
            for ((line, (_, input)), cell) in lines.iter().zip(&table.inputs).zip(&row.cells) {
                let Some(set) = cell else { continue };
                own = own.and(&self.takes(input, line, set)?)?;
            }
            truth = truth.and(&own)?;
            if table.hit == Hit::First {
                before = before.and(&own.negated())?;
            }
            match row.values.get(usize::from(output)).and_then(wanted) {
                Some(true) => yes = yes.or(&truth.yes).ok_or(Outside::Bound)?,
                Some(false) => no = no.or(&truth.yes).ok_or(Outside::Bound)?,
                None => return Ok(None),
            }
        }
        Ok(Some(Truth { yes, no }))
    }
}

/// Whether a comparison of two constants holds; `None` when they have no order.
fn holds(function: Function, a: &Value, b: &Value) -> Option<bool> {
    Sides::order(a, b).map(|order| says(function, order)).or(match function {
        Function::Eq => Some(a == b),
        Function::Ne => Some(a != b),
        _ => None,
    })
}

fn says(function: Function, order: core::cmp::Ordering) -> bool {
    match function {
        Function::Eq => order.is_eq(),
        Function::Ne => order.is_ne(),
        Function::Lt => order.is_lt(),
        Function::Le => order.is_le(),
        Function::Gt => order.is_gt(),
        _ => order.is_ge(),
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

impl Truth {
    /// The same for everybody.
    pub(super) fn constant(value: bool) -> Self {
        let (all, none) = (Region::everything(), Region::default());
        if value { Self { yes: all, no: none } } else { Self { yes: none, no: all } }
    }

    /// Nobody knows.
    fn unknown() -> Self {
        Self { yes: Region::default(), no: Region::default() }
    }

    pub(super) fn negated(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }

    pub(super) fn and(&self, other: &Self) -> Found<Self> {
        let yes = self.yes.and(&other.yes).ok_or(Outside::Bound)?;
        Ok(Self { yes, no: self.no.or(&other.no).ok_or(Outside::Bound)? })
    }

    /// Those who do not know counted to one side.
    fn settled(self, known: bool, whole: &dyn Fn(u16) -> Side) -> Found<Self> {
        let yes = if known { self.no } else { self.yes };
        let no = Region::everything().minus(&yes, whole).ok_or(Outside::Bound)?;
        let settled = Self { yes, no };
        Ok(if known { settled.negated() } else { settled })
    }

    /// `self ? then : otherwise`.
    fn choose(&self, then: &Self, otherwise: &Self) -> Found<Self> {
        let side = |a: &Region, b: &Region| {
            let (a, b) = (self.yes.and(a)?, self.no.and(b)?);
            a.or(&b)
        };
        let yes = side(&then.yes, &otherwise.yes).ok_or(Outside::Bound)?;
        Ok(Self { yes, no: side(&then.no, &otherwise.no).ok_or(Outside::Bound)? })
    }
}

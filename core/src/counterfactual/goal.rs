//! Goals: `NAME=VALUE`, and for what is ordered `>=`, `<=`, `>` and `<`.
//!
//! A name is that of a score, of an output of a decision table, of a class (`tier`, `tier.indicative`) or of a derived
//! value; or of an alert, whose values are `fired` and `not_fired`. Members are ordered as they are declared, those of a
//! class from the lowest to the highest; who is not rated is below none and above none.
//!
//! INVARIANT: what is unknown reaches no goal, the goal that an alert does not fire among them.

use alloc::string::{String, ToString};

use crate::date;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::evaluate::Machine;
use crate::model::{ClassPart, Domain, Model, POINTS_SCALE};
use crate::number::{parse_decimal, parse_int};
use crate::outcome::Run;
use crate::output::events::table_cause;
use crate::program::{NodeId, Program, Repr};
use crate::value::Type;

/// What is to be reached.
pub(super) enum Goal {
    /// A value within a range of keys.
    Within { node: NodeId, low: i64, high: i64 },
    /// An alert that fires, or does not.
    Alert { at: usize, fires: bool },
}

/// Comparisons, the longer ones first.
const OPERATORS: [&str; 6] = ["==", ">=", "<=", "=", ">", "<"];

impl Goal {
    /// Reads a goal.
    ///
    /// # Errors
    /// `NotAGoal`, `UnknownGoal`.
    pub fn parse(run: &Run<'_>, text: &str) -> Result<Self, Diagnostic> {
        let not_a_goal = || Diagnostic::new(Code::NotAGoal, Span::default(), "", &[&text]);
        let at = text.find(['=', '<', '>']).ok_or_else(not_a_goal)?;
        let (name, rest) = (text.get(..at).unwrap_or("").trim(), text.get(at..).unwrap_or(""));
        let operator = OPERATORS.into_iter().find(|o| rest.starts_with(o)).ok_or_else(not_a_goal)?;
        let value = rest.get(operator.len()..).unwrap_or("").trim();
        if let Some(at) = run.model.alerts.iter().position(|alert| alert.id == name) {
            let fires = match (operator, value) {
                ("=" | "==", "fired") => true,
                ("=" | "==", "not_fired") => false,
                _ => return Err(not_a_goal()),
            };
            return Ok(Self::Alert { at, fires });
        }
        let (node, ty, class) = named(run, name).ok_or_else(|| unknown(run.model, name))?;
        let key = key(run.model, ty, value).ok_or_else(not_a_goal)?;
        let (least, most) = ends(run.model, ty, class);
        let (low, high) = match operator {
            ">=" => (key, most),
            ">" => (key.checked_add(1).ok_or_else(not_a_goal)?, most),
            "<=" => (least, key),
            "<" => (least, key.checked_sub(1).ok_or_else(not_a_goal)?),
            _ => (key, key),
        };
        Ok(Self::Within { node, low, high })
    }

    /// The node that says whether it is reached.
    pub fn node(&self, program: &Program) -> NodeId {
        match self {
            Self::Within { node, .. } => *node,
            Self::Alert { at, .. } => program.alerts.get(*at).map_or(NodeId(0), |alert| alert.when),
        }
    }

    /// Whether a customer of a block has reached it.
    pub fn holds(&self, run: &Run<'_>, machine: &Machine<'_>, row: usize) -> bool {
        match self {
            Self::Within { node, low, high } => {
                machine.is_known(*node, row) && (*low..=*high).contains(&number(machine, *node, row))
            }
            Self::Alert { at, fires } => alert(run, machine, *at, *fires, row).unwrap_or(false),
        }
    }
}

/// Whether an alert is known to fire, or known not to.
fn alert(run: &Run<'_>, machine: &Machine<'_>, at: usize, fires: bool, customer: usize) -> Option<bool> {
    let (alert, when) = (run.model.alerts.get(at)?, run.program.alerts.get(at)?.when);
    let Some(table) = alert.each else {
        return Some(machine.is_known(when, customer) && machine.is_true(when, customer) == fires);
    };
    let start = machine.range(Domain::Child(table)).start;
    let offsets = &run.dataset.tables.get(usize::from(table.0))?.offsets;
    let end = |at: usize| offsets.get(at).map_or(0, |at| *at as usize);
    let mut rows = (end(customer)..end(customer + 1)).map(|row| row.saturating_sub(start));
    Some(if fires {
        rows.any(|row| machine.is_true(when, row))
    } else {
        let rests = |row| machine.is_known(when, row) && !machine.is_true(when, row);
        table_cause(run, table, customer).is_none() && rows.all(rests)
    })
}

/// The value of a node in a row, as a key.
fn number(machine: &Machine<'_>, node: NodeId, row: usize) -> i64 {
    match machine.program().node(node).map(|n| n.repr) {
        Some(Repr::Bits) => i64::from(machine.is_true(node, row)),
        Some(Repr::I64) => machine.i64_at(node, row),
        Some(Repr::I32) => i64::from(machine.i32_at(node, row)),
        _ => i64::from(machine.code_at(node, row)),
    }
}

/// The node and type of a name, and whether it is a class.
fn named(run: &Run<'_>, name: &str) -> Option<(NodeId, Type, bool)> {
    let (model, program) = (run.model, run.program);
    if let Some(at) = model.scorecards.iter().position(|card| card.id == name) {
        return Some((*program.scores.get(at)?, Type::Decimal(POINTS_SCALE), false));
    }
    let part = |id: &str, part: &str| match name.split_once('.') {
        Some((of, rest)) => of == id && rest == part,
        None => name == id && part.is_empty(),
    };
    for (class, nodes) in model.classes.iter().zip(&program.class_nodes) {
        for of in [ClassPart::Official, ClassPart::Indicative] {
            if part(&class.id, of.id()) {
                return Some((nodes.part(of), class.types.of(of), true));
            }
        }
    }
    for (table, nodes) in model.decisions.iter().zip(&program.decisions) {
        let single = table.outputs.len() == 1;
        let found = table.outputs.iter().zip(&nodes.outputs).find(|(output, _)| {
            output.id == name || part(&table.id, &output.id) || single && table.id == name
        });
        if let Some((output, node)) = found {
            return Some((*node, output.ty, false));
        }
    }
    let derive = model.derives.iter().position(|derive| derive.id == name)?;
    let (node, ty) = program.derives.get(derive)?.node()?;
    Some((node, ty, false))
}

/// The name that is nobody's, with one that is near.
fn unknown(model: &Model, name: &str) -> Diagnostic {
    let cards = model.scorecards.iter().map(|c| c.id.as_str());
    let tables = model.decisions.iter().map(|t| t.id.as_str());
    let names = cards.chain(tables).chain(model.classes.iter().map(|c| c.id.as_str()));
    let names = names.chain(model.derives.iter().map(|d| d.id.as_str()));
    let near = crate::model::nearest(name, names.chain(model.alerts.iter().map(|a| a.id.as_str())));
    let args: [&dyn ToString; 2] = [&name, &near];
    Diagnostic::new(Code::UnknownGoal, Span::default(), "", &args)
}

/// The key of a value; `None` for a text that is none of the type, and for types without an order of keys.
fn key(model: &Model, ty: Type, text: &str) -> Option<i64> {
    let text: String = text.trim_matches(['\'', '"']).into();
    match ty {
        Type::Bool => ["false", "true"].iter().position(|t| *t == text).and_then(|at| i64::try_from(at).ok()),
        Type::Int => parse_int(&text).ok(),
        Type::Decimal(scale) => parse_decimal(&text, scale).ok(),
        Type::Date => date::parse(&text).map(i64::from),
        Type::Enum(id) => {
            let members = &model.enumeration(id).members;
            members.iter().position(|(member, _)| *member == text).and_then(|at| i64::try_from(at).ok())
        }
        _ => None,
    }
}

/// The smallest and the largest key of what is ordered.
fn ends(model: &Model, ty: Type, class: bool) -> (i64, i64) {
    match ty {
        Type::Enum(id) => {
            let members = i64::try_from(model.enumeration(id).members.len()).unwrap_or(0);
            // The last member of a class is that of who is not rated.
            (0, members - 1 - i64::from(class))
        }
        _ => (i64::MIN, i64::MAX),
    }
}

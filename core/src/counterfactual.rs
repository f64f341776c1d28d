//! The cheapest change: what would have to be otherwise for one customer to reach a goal, and what comes out if something
//! is otherwise.
//!
//! ```text
//! goal --cone--> nodes that it rests on --axis--> steps of each field that look different --search--> edits --engine--> confirmed
//! ```
//!
//! Fields that the policy marks with `change:` move in their steps, everything else stands. Of all values that the steps
//! of a field lead to, only the cheapest of those that the rest of the program cannot tell apart are tried: whether it
//! can is asked of the engine, which evaluates the nodes that rest on that field alone. The combinations that are left
//! are tried in order of their cost until one reaches the goal.
//!
//! INVARIANT: no set of edits within the policy's steps that reaches the goal costs less than the one that is answered.
//! INVARIANT: what is answered has been confirmed by a run of the whole program over the edited customer.
//! INVARIANT: where more would have to be tried than the bound allows, the answer says so and claims nothing else.
//!
//! Deliberately absent: rows of child tables are never changed; totals over groups stay as they are, so a field that
//! they rest on does not move where the goal rests on them.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::outcome::Run;
use crate::output::customer_row;
use crate::print::change as words;
use crate::program::Needs;
use crate::relate::{Related, relate};
use crate::value::Lang;

mod axis;
mod cone;
mod copies;
mod goal;
mod report;
mod search;
mod what_if;

use axis::Axis;
use copies::Copies;
use goal::Goal;
use report::Fixed;
use search::Found;
pub use what_if::{Edit, what_if};

/// What the cheapest change is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// The customer's key.
    pub customer: String,
    /// The goal as it was asked.
    pub goal: String,
    /// `already`, `reached`, `not_reachable`, `beyond_bound` or `not_confirmed`.
    pub status: &'static str,
    /// The answer as a sentence.
    pub text: String,
    /// What the edits cost together, decimal(4); absent unless `already` or `reached`.
    pub cost: Option<String>,
    /// The edits, in the order of the fields.
    pub edits: Vec<Edited>,
    /// When beyond the bound: nothing that costs less reaches the goal.
    pub at_least: Option<String>,
    /// What the goal rests on and what was not changed, with why.
    pub fixed: Vec<Fixed>,
    /// How many customers the engine evaluated for it.
    pub evaluated: u32,
}

/// One edit of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// The field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// Its unit.
    pub unit: Option<String>,
    /// Its value, as a cell.
    pub from: String,
    /// What it has to become, as a cell.
    pub to: String,
    /// How many steps that are.
    pub steps: i64,
    /// What they cost, decimal(4).
    pub cost: String,
}

/// The cheapest change by which a customer reaches a goal: `tier>=gold`, `score>=60`, `alert=not_fired`.
///
/// # Errors
/// `UnknownCustomer`, `NotAGoal`, `UnknownGoal`.
pub fn reach(run: &Run<'_>, key: &str, goal: &str, lang: Lang) -> Result<Reach, Diagnostic> {
    let row = customer_row(run.dataset, key)
        .ok_or_else(|| Diagnostic::new(Code::UnknownCustomer, Span::default(), "", &[&key]))?;
    let aim = Goal::parse(run, goal)?;
    let related = if run.model.groups.is_empty() { Related::default() } else { relate(run) };
    let node = aim.node(run.program);
    let mut goals = Needs::default();
    goals.add(node);
    let mut cone = cone::Cone::of(run.program, goals);
    let (mut axes, fixed) = report::axes(run, row, &cone, lang);
    cone.bound(run.program, &axes, node);
    let mut copies = Copies::of(run, row, &related);
    let already = copies.evaluate(1, Some(&cone.goals), |run, machine| aim.holds(run, machine, 0));
    for (at, axis) in axes.iter_mut().enumerate() {
        // Of what holds already nothing needs to be changed.
        let boundaries = cone.boundaries.get(at).filter(|_| !already);
        axis.scan(&mut copies, boundaries.map_or(&[], Vec::as_slice));
    }
    let found = search::search(&mut copies, &axes, &cone, &aim);
    let found = match found {
        Found::Reached(steps) if !confirmed(run, (row, &related), &axes, &steps, &aim) => Found::NotConfirmed,
        found => found,
    };
    let mut reach = Reach {
        customer: key.into(),
        goal: goal.trim().into(),
        status: found.id(&axes),
        text: String::new(),
        cost: None,
        edits: Vec::new(),
        at_least: None,
        fixed,
        evaluated: copies.evaluated,
    };
    match &found {
        Found::Reached(steps) => {
            reach.cost = Some(report::cost(search::total(&axes, steps)));
            reach.edits = report::edits(run, &axes, steps, lang);
        }
        Found::Beyond(least) => reach.at_least = Some(report::cost(*least)),
        Found::Nothing | Found::NotConfirmed => {}
    }
    reach.text = report::sentence(run, &axes, &found, lang);
    Ok(reach)
}

/// Whether the whole program says that the edited customer reaches the goal.
fn confirmed(
    run: &Run<'_>,
    (row, related): (usize, &Related),
    axes: &[Axis],
    steps: &[usize],
    goal: &Goal,
) -> bool {
    let mut one = Copies::sized(run, row, related, 1);
    let values =
        axes.iter().zip(steps).filter_map(|(axis, at)| Some((axis.field, axis.choices.get(*at)?.key)));
    for (field, key) in values {
        one.fill(field, &[key]);
    }
    one.evaluate(1, None, |run, machine| goal.holds(run, machine, 0))
}

//! Teams as proposed: of each customer who has a team every role, with the person who fills it, or why nobody does.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::assignment::sentence;
use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::model::assignment::Assignment;
use crate::outcome::{Outcome, Run};
use crate::plan::assign::{Assigned, Change, propose};
use crate::value::Lang;

/// A role of a customer's team.
struct Seat<'a> {
    row: u32,
    team: &'a str,
    role: &'a str,
    person: Option<String>,
    /// Who is to leave, who is to come and why; absent of those who stay.
    change: Option<(Change, &'a Assignment)>,
}

/// The table of teams, by customer, then kind of teams, then role.
pub(super) fn teams(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let mut seats: Vec<Seat<'_>> = Vec::new();
    for (team, nodes) in run.model.teams.iter().zip(&run.program.teams) {
        for ((role, assignment), nodes) in team.roles.iter().zip(nodes) {
            let Assigned { stays, changes, .. } = propose(run, outcome, assignment, nodes);
            let seat = |row| Seat { row, team: &team.id, role, person: None, change: None };
            seats.extend(stays.into_iter().map(|(row, person)| Seat { person: Some(person), ..seat(row) }));
            seats.extend(changes.into_iter().map(|change| Seat {
                person: change.to.clone(),
                change: Some((change.clone(), assignment)),
                ..seat(change.row)
            }));
        }
    }
    // Teams and roles are in order already, and equal rows keep it.
    crate::order::sort_by(&mut seats, |a, b| a.row.cmp(&b.row));
    let text = |name: &str, of: &dyn Fn(&Seat<'_>) -> Option<String>| {
        OutputColumn::texts(name, seats.len(), &|at| seats.get(at).and_then(of))
    };
    let change = |seat: &Seat<'_>, lang| seat.change.as_ref().map(|(c, of)| sentence(run, of, c, lang));
    let columns = vec![
        OutputColumn::new("row", OutputValues::Index(seats.iter().map(|seat| seat.row).collect())),
        text(&listed_key_name(run.model), &|s| Some(customer_key(run.dataset, s.row as usize).into())),
        text("team", &|s| Some(s.team.into())),
        text("role", &|s| Some(s.role.into())),
        text("person", &|s| s.person.clone()),
        text("status", &|s| Some(status(s).into())),
        text("from", &|s| s.change.as_ref().and_then(|(c, _)| c.from.clone())),
        text("cause", &|s| s.change.as_ref().map(|(c, _)| c.why.id().into())),
        text("blocked_by", &|s| s.change.as_ref().and_then(|(c, _)| c.against).map(|a| a.id().into())),
        text("reason_en", &|s| change(s, Lang::En)),
        text("reason_zh", &|s| change(s, Lang::ZhCn)),
    ];
    OutputTable { name: "teams", rows: seats.len(), columns }
}

/// `stays`, `new`, `changed` or `unfilled`.
fn status(seat: &Seat<'_>) -> &'static str {
    match (&seat.change, &seat.person) {
        (None, _) => "stays",
        (Some(_), None) => "unfilled",
        (Some((change, _)), Some(_)) if change.from.is_none() => "new",
        (Some(_), Some(_)) => "changed",
    }
}

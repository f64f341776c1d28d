//! Teams as checked: each role of a kind of teams is an assignment of its own, of the customers who have such a team
//! to the specialists of that role.
//!
//! INVARIANT: a role of a table is filled by one kind of teams, so that nobody's capacity is counted twice.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::assignment::{Assignment, AssignmentCheck};
use super::term::{Function, Term};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::{AssignmentDecl, Localised, PeopleDecl, Policy, TeamDecl, Text};
use crate::value::Type;

/// A kind of teams.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Its roles, each with its assignment.
    pub roles: Vec<(String, Assignment)>,
}

impl AssignmentCheck<'_, '_> {
    /// All kinds of teams.
    pub fn teams(&mut self, policy: &Policy) -> Vec<Option<Team>> {
        let mut seen: Vec<(&str, &str, &str)> = Vec::new();
        let mut teams = Vec::with_capacity(policy.teams.len());
        for decl in &policy.teams {
            for (role, _) in &decl.roles {
                let same = |(table, name, _): &&(&str, &str, &str)| {
                    *table == decl.from.table.text && *name == role.text
                };
                if let Some((table, name, team)) = seen.iter().find(same).copied() {
                    let args: [&dyn ToString; 3] = [&name, &table, &team];
                    self.out.push(Diagnostic::new(Code::RoleTwice, role.span, &role.pointer, &args));
                }
                seen.push((&decl.from.table.text, &role.text, &decl.id));
            }
            teams.push(self.team(decl));
        }
        teams
    }

    fn team(&mut self, decl: &TeamDecl) -> Option<Team> {
        if decl.roles.is_empty() {
            let what = format!("`roles` of team `{}`", decl.id);
            let args: [&dyn ToString; 1] = [&what];
            self.out.push(Diagnostic::new(Code::NoIndicators, decl.at.span, &decl.at.pointer, &args));
            return None;
        }
        let mut roles = Vec::with_capacity(decl.roles.len());
        for (role, current) in &decl.roles {
            let assignment = self.assignment(&of_role(decl, current))?;
            let asked = format!("{}.{} == '{}'", self.alias, decl.from.role.text, role.text);
            let place = Text { text: asked, quote: 0, ..role.clone() };
            let asked = self.of_person(&place, assignment.managers)?;
            let active = match assignment.active {
                Some(active) => Term::apply(Type::Bool, Function::And, vec![asked, active]),
                None => asked,
            };
            roles.push((role.text.clone(), Assignment { active: Some(active), ..assignment }));
        }
        Some(Team {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            owner: decl.about.owner.clone(),
            purpose: decl.purpose.as_ref().map(|p| p.text.clone()),
            roles,
        })
    }
}

/// The assignment that a role is, but for the condition that a specialist has the role.
fn of_role(decl: &TeamDecl, current: &Text) -> AssignmentDecl {
    AssignmentDecl {
        at: decl.at.clone(),
        about: decl.about.clone(),
        purpose: decl.purpose.clone(),
        managers: PeopleDecl {
            table: decl.from.table.clone(),
            capacity: decl.from.capacity.clone(),
            branch: decl.from.branch.clone(),
            active: decl.from.active.clone(),
        },
        who: Some(decl.when.clone()),
        current: current.clone(),
        within: decl.within.clone(),
        limits: Vec::new(),
        needs: Vec::new(),
        prefers: Vec::new(),
        change: None,
        effective: None,
    }
}

//! The assignment of customers to managers: who may serve whom, how many, and what a change costs.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::wording::{about, governed};
use super::{About, At, Text};
use crate::text::read::{Item, Reader};

/// The assignment of customers to managers.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentDecl {
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// The managers.
    pub managers: PeopleDecl,
    /// Who needs a manager; everyone when absent.
    pub who: Option<Text>,
    /// The customer's manager today.
    pub current: Text,
    /// What customer and manager have to share: the customer's branch.
    pub within: Option<Text>,
    /// How many customers managers of a kind have at most, besides their own capacity.
    pub limits: Vec<LimitDecl>,
    /// What a manager has to meet for a customer.
    pub needs: Vec<MatchDecl>,
    /// What a manager had better meet for a customer.
    pub prefers: Vec<MatchDecl>,
    /// What a change of the manager costs; 1 when absent.
    pub change: Option<Text>,
    /// From when a change is to hold: `next_month`, or a date.
    pub effective: Option<Text>,
}

/// The table of managers.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleDecl {
    /// A reference table.
    pub table: Text,
    /// Its field with the number of customers.
    pub capacity: Text,
    /// Its field with the branch.
    pub branch: Option<Text>,
    /// Which managers serve customers; all who hold today when absent.
    pub active: Option<Text>,
}

/// How many customers a manager of a kind has at most.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitDecl {
    /// Its name.
    pub id: String,
    /// Label and the rest.
    pub about: About,
    /// Which managers.
    pub manager: Text,
    /// How many.
    pub most: Text,
}

/// What a manager meets for a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// For which customers; for all when absent.
    pub when: Option<Text>,
    /// Which managers meet it.
    pub manager: Text,
    /// What it costs when the manager does not meet it; absent of what is needed.
    pub cost: Option<Text>,
}

pub(super) fn assignment(r: &mut Reader, item: &Item<'_>) -> Option<AssignmentDecl> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "description", "source", "owner"]);
    governed(r, &mut map, &mut about, false);
    let managers = map.need(r, "managers").and_then(|i| managers(r, &i));
    let current = map.need(r, "current").and_then(|i| r.text(&i));
    let mut text = |key| map.take(key).and_then(|i| r.text(&i));
    let [purpose, who, within, effective] = ["purpose", "who", "within", "effective"].map(&mut text);
    let change = map.take("change").and_then(|i| r.value(&i));
    let limits = each(r, map.take("limits"), limit);
    let needs = each(r, map.take("needs"), |r, id, item| meets(r, id, item, false));
    let prefers = each(r, map.take("prefers"), |r, id, item| meets(r, id, item, true));
    map.finish(r);
    let (at, managers, current) = (item.at(), managers?, current?);
    Some(AssignmentDecl {
        at,
        about,
        purpose,
        managers,
        who,
        current,
        within,
        limits,
        needs,
        prefers,
        change,
        effective,
    })
}

fn managers(r: &mut Reader, item: &Item<'_>) -> Option<PeopleDecl> {
    let mut map = r.map(item)?;
    let table = map.need(r, "table").and_then(|i| r.text(&i));
    let capacity = map.need(r, "capacity").and_then(|i| r.text(&i));
    let branch = map.take("branch").and_then(|i| r.text(&i));
    let active = map.take("active").and_then(|i| r.text(&i));
    map.finish(r);
    Some(PeopleDecl { table: table?, capacity: capacity?, branch, active })
}

fn limit(r: &mut Reader, id: String, item: &Item<'_>) -> Option<LimitDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "source", "owner"]);
    let manager = map.need(r, "manager").and_then(|i| r.text(&i));
    let most = map.need(r, "most").and_then(|i| r.value(&i));
    map.finish(r);
    Some(LimitDecl { id, about, manager: manager?, most: most? })
}

fn meets(r: &mut Reader, id: String, item: &Item<'_>, priced: bool) -> Option<MatchDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "source", "owner"]);
    let when = map.take("when").and_then(|i| r.text(&i));
    let manager = map.need(r, "manager").and_then(|i| r.text(&i));
    let cost = if priced { Some(map.need(r, "cost").and_then(|i| r.value(&i))?) } else { None };
    map.finish(r);
    Some(MatchDecl { id, at: item.at(), about, when, manager: manager?, cost })
}

//! Teams: which specialists a customer has beside the manager.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::source::key_text;
use super::parse::wording::{about, governed};
use super::{About, At, Text};
use crate::text::read::{Item, Reader};

/// A kind of teams.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// Which customers have one.
    pub when: Text,
    /// What customer and specialist have to share: the customer's branch.
    pub within: Option<Text>,
    /// The specialists.
    pub from: SpecialistsDecl,
    /// The roles, each with one person, and who it is today.
    pub roles: Vec<(Text, Text)>,
}

/// The table of specialists.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecialistsDecl {
    /// A reference table.
    pub table: Text,
    /// Its field with the role.
    pub role: Text,
    /// Its field with the number of customers.
    pub capacity: Text,
    /// Its field with the branch.
    pub branch: Option<Text>,
    /// Which specialists serve customers; all who hold today when absent.
    pub active: Option<Text>,
}

pub(super) fn team(r: &mut Reader, id: String, item: &Item<'_>) -> Option<TeamDecl> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "description", "source", "owner"]);
    governed(r, &mut map, &mut about, false);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let when = map.need(r, "when").and_then(|i| r.text(&i));
    let within = map.take("within").and_then(|i| r.text(&i));
    let from = map.need(r, "from").and_then(|i| specialists(r, &i));
    let roles = map.need(r, "roles").map(|i| roles(r, &i)).unwrap_or_default();
    map.finish(r);
    Some(TeamDecl { id, at: item.at(), about, purpose, when: when?, within, from: from?, roles })
}

fn specialists(r: &mut Reader, item: &Item<'_>) -> Option<SpecialistsDecl> {
    let mut map = r.map(item)?;
    let table = map.need(r, "table").and_then(|i| r.text(&i));
    let role = map.need(r, "role").and_then(|i| r.text(&i));
    let capacity = map.need(r, "capacity").and_then(|i| r.text(&i));
    let branch = map.take("branch").and_then(|i| r.text(&i));
    let active = map.take("active").and_then(|i| r.text(&i));
    map.finish(r);
    Some(SpecialistsDecl { table: table?, role: role?, capacity: capacity?, branch, active })
}

/// Roles with who fills them today.
fn roles(r: &mut Reader, item: &Item<'_>) -> Vec<(Text, Text)> {
    let mut roles = Vec::new();
    for (key, item) in r.entries(item) {
        roles.extend(r.text(&item).map(|current| (key_text(key, &item), current)));
    }
    roles
}

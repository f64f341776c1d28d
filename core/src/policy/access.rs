//! Who may see what, as written: roles with their rows and columns, and who stands in for whom.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::wording::about;
use super::{About, At, Text};
use crate::text::read::{Item, Map, Reader};

/// Who may see what.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessDecl {
    /// Where it is.
    pub at: At,
    /// The roles, in document order.
    pub roles: Vec<RoleDecl>,
    /// Who stands in for whom.
    pub deputies: Option<DeputiesDecl>,
}

/// A role.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleDecl {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// Which customers it sees.
    pub rows: RowsDecl,
    /// Data classes that it sees.
    pub classes: Vec<Text>,
    /// Nothing but these, when given.
    pub only: Option<Vec<Text>>,
    /// None of these, nor what rests on them.
    pub except: Vec<Text>,
    /// Tables that it gets; the ones about its customers when absent.
    pub tables: Option<Vec<Text>>,
    /// Fields that it sees as pseudonyms.
    pub pseudonyms: Vec<Text>,
}

/// Which customers a role sees.
#[derive(Debug, Clone, PartialEq)]
pub enum RowsDecl {
    /// All of them.
    All,
    /// Each person of the role those whose field names them.
    Field {
        /// The field of customers.
        field: Text,
        /// The reference table that the field leads to, and its field that names the person.
        of: Option<(Text, Text)>,
    },
}

/// Who stands in for whom: a reference table and what its fields are.
#[derive(Debug, Clone, PartialEq)]
pub struct DeputiesDecl {
    /// The table.
    pub table: Text,
    /// Its fields: who is absent, who stands in, the first day and the last.
    pub fields: [Text; 4],
}

pub(super) fn access(r: &mut Reader, item: &Item<'_>) -> Option<AccessDecl> {
    let mut map = r.map(item)?;
    let roles = map.need(r, "roles");
    let roles = each(r, roles, role);
    let deputies = map.take("deputies").and_then(|i| deputies(r, &i));
    map.finish(r);
    Some(AccessDecl { at: item.at(), roles, deputies })
}

fn role(r: &mut Reader, id: String, item: &Item<'_>) -> Option<RoleDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description", "owner"]);
    let rows = map.need(r, "rows").and_then(|i| rows(r, &i));
    let mut columns = map.need(r, "columns").and_then(|i| r.map(&i));
    let classes = columns.as_mut().and_then(|c| c.need(r, "classes"));
    let classes = classes.map(|i| r.texts(&i)).unwrap_or_default();
    let mut named = |r: &mut Reader, key: &'static str| {
        columns.as_mut().and_then(|c: &mut Map<'_>| c.take(key)).map(|i| r.texts(&i))
    };
    let (only, except) = (named(r, "only"), named(r, "except").unwrap_or_default());
    columns?.finish(r);
    let tables = map.take("tables").map(|i| r.texts(&i));
    let pseudonyms = map.take("pseudonyms").map(|i| r.texts(&i)).unwrap_or_default();
    map.finish(r);
    Some(RoleDecl { id, at: item.at(), about, rows: rows?, classes, only, except, tables, pseudonyms })
}

/// `all`, or the field that names the person.
fn rows(r: &mut Reader, item: &Item<'_>) -> Option<RowsDecl> {
    if item.is_scalar() {
        return r.choice(item, &[("all", ())]).map(|()| RowsDecl::All);
    }
    let mut map = r.map(item)?;
    let field = map.need(r, "field").and_then(|i| r.text(&i));
    let of = map.take("of").and_then(|i| {
        let mut of = r.map(&i)?;
        let table = of.need(r, "table").and_then(|i| r.text(&i));
        let head = of.need(r, "head").and_then(|i| r.text(&i));
        of.finish(r);
        table.zip(head)
    });
    map.finish(r);
    Some(RowsDecl::Field { field: field?, of })
}

fn deputies(r: &mut Reader, item: &Item<'_>) -> Option<DeputiesDecl> {
    let mut map = r.map(item)?;
    let table = map.need(r, "table").and_then(|i| r.text(&i));
    let mut field = |key| map.need(r, key).and_then(|i| r.text(&i));
    let [absent, deputy, from, until] = ["absent", "deputy", "from", "until"].map(&mut field);
    map.finish(r);
    Some(DeputiesDecl { table: table?, fields: [absent?, deputy?, from?, until?] })
}

//! Which customers each person of a role sees on the as-of day.
//!
//! A role that sees all customers has one line without a customer, whose `grant` says `all`. Every other role has a
//! line per customer and person: `own`, or `deputy` with the absent person in `of`; `nobody` with the `cause` where the
//! person is not known. A customer with aliases has the same lines once more for each of them, since child rows may
//! come under an alias.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::customers::listed_key_name;
use super::super::{OutputColumn, OutputTable, OutputValues};
use super::{ALL, ROWS};
use crate::column::{Bits, Values};
use crate::dataset::{Dataset, TableData};
use crate::model::access::{Deputies, Role, Rows};
use crate::model::{FieldId, TableId};
use crate::outcome::Run;
use crate::value::Reason;

/// A line of the table. Texts are codes of the dataset's dictionary.
struct Line<'a> {
    customer: Option<u32>,
    key: Option<u32>,
    role: &'a str,
    audience: Option<u32>,
    grant: &'static str,
    of: Option<u32>,
    cause: Option<Reason>,
}

/// The table: roles that see all first, then by customer, role and person.
pub(in crate::output) fn rows(run: &Run<'_>) -> OutputTable {
    let Some(access) = &run.model.access else {
        return OutputTable { name: ROWS, rows: 0, columns: Vec::new() };
    };
    let deputies = access.deputies.map_or_else(Vec::new, |d| standing_in(run, d));
    let mut lines: Vec<Line<'_>> = Vec::new();
    let for_all = access.roles.iter().filter(|role| role.rows == Rows::All && !run.dataset.later);
    for role in for_all {
        let (customer, key, audience, of, cause) = (None, None, None, None, None);
        lines.push(Line { customer, key, role: &role.id, audience, grant: ALL, of, cause });
    }
    let mut aliases: Vec<(u32, u32)> =
        run.dataset.aliases.iter().map(|(alias, key)| (*key, *alias)).collect();
    crate::order::sort(&mut aliases);
    let keys = run.dataset.tables.first().map_or(&[][..], |t| &t.keys);
    for (customer, own) in (0u32..).zip(keys) {
        let first = aliases.partition_point(|(key, _)| key < own);
        let others = aliases.iter().skip(first).take_while(|(key, _)| key == own).map(|(_, alias)| *alias);
        for key in [*own].into_iter().chain(others) {
            for role in access.roles.iter().filter(|role| role.rows != Rows::All) {
                audiences(run, role, &deputies, (customer, key), &mut lines);
            }
        }
    }
    table(run, &lines)
}

/// Who sees a customer by roles that do not see all: role, a space, person; in order.
pub(crate) fn seen_by(run: &Run<'_>, customer: u32) -> Vec<String> {
    let Some(access) = &run.model.access else { return Vec::new() };
    let deputies = access.deputies.map_or_else(Vec::new, |d| standing_in(run, d));
    let mut lines = Vec::new();
    for role in access.roles.iter().filter(|role| role.rows != Rows::All) {
        audiences(run, role, &deputies, (customer, 0), &mut lines);
    }
    let name = |line: &Line<'_>| {
        let person = run.dataset.texts.text(line.audience?);
        Some([line.role, " ", person].concat())
    };
    let mut people: Vec<String> = lines.iter().filter_map(name).collect();
    crate::order::sort_unique(&mut people);
    people
}

/// The lines of a customer, under one key, for a role.
fn audiences<'a>(
    run: &Run<'_>,
    role: &'a Role,
    deputies: &[(u32, u32)],
    (customer, key): (u32, u32),
    lines: &mut Vec<Line<'a>>,
) {
    let line = |audience, grant, of, cause| Line {
        customer: Some(customer),
        key: Some(key),
        role: &role.id,
        audience,
        grant,
        of,
        cause,
    };
    match person(run, role, customer as usize) {
        Err(cause) => lines.push(line(None, "nobody", None, Some(cause))),
        Ok(person) => {
            lines.push(line(Some(person), "own", None, None));
            let first = deputies.partition_point(|(absent, _)| *absent < person);
            let standing = deputies.iter().skip(first).take_while(|(absent, _)| *absent == person);
            lines.extend(standing.map(|(_, deputy)| line(Some(*deputy), "deputy", Some(person), None)));
        }
    }
}

/// The person of a role who sees a customer.
fn person(run: &Run<'_>, role: &Role, customer: usize) -> Result<u32, Reason> {
    let (own, head) = match role.rows {
        Rows::All => return Err(Reason::Missing),
        Rows::Own(own) => (own, None),
        Rows::Head(own, head) => (own, Some(head)),
    };
    let named = text(run.dataset, own, customer)?;
    let Some(head) = head else { return Ok(named) };
    let table = table_of(run.dataset, head.table).ok_or(Reason::NotSupplied)?;
    text(run.dataset, head, table.find(named, run.today())?)
}

fn table_of(dataset: &Dataset, id: TableId) -> Option<&TableData> {
    dataset.tables.get(usize::from(id.0))
}

/// A text of a row that says something.
fn text(dataset: &Dataset, id: FieldId, row: usize) -> Result<u32, Reason> {
    let column = table_of(dataset, id.table).and_then(|t| t.columns.get(usize::from(id.field))?.as_ref());
    let Some(column) = column else { return Err(Reason::Missing) };
    if column.known.as_ref().is_some_and(|known| !known.get(row)) {
        let reason = column.reasons.iter().find(|(at, _)| *at as usize == row);
        return Err(reason.map_or(Reason::Missing, |(_, reason)| *reason));
    }
    let Values::Code(codes) = &column.values else { return Err(Reason::Missing) };
    let code = codes.get(row).copied().ok_or(Reason::Missing)?;
    if dataset.texts.text(code).trim().is_empty() { Err(Reason::Missing) } else { Ok(code) }
}

/// Who stands in for whom today: absent and deputy, in order, each pair once. A row that does not name both people and
/// both days, or names one person twice, gives nothing.
fn standing_in(run: &Run<'_>, deputies: Deputies) -> Vec<(u32, u32)> {
    let Some(table) = table_of(run.dataset, deputies.table) else { return Vec::new() };
    let [absent, deputy, from, until] = deputies.fields;
    let name = |field, row| text(run.dataset, FieldId { table: deputies.table, field }, row).ok();
    let mut found: Vec<(u32, u32)> = (0..table.rows)
        .filter(|row| {
            let days = table.day(from, *row).zip(table.day(until, *row));
            days.is_some_and(|(from, until)| (from..=until).contains(&run.today()))
        })
        .filter_map(|row| name(absent, row).zip(name(deputy, row)))
        .filter(|(absent, deputy)| absent != deputy)
        .collect();
    crate::order::sort_unique(&mut found);
    let name = |code: u32| run.dataset.texts.text(code);
    let by_name = |a: &(u32, u32), b: &(u32, u32)| a.0.cmp(&b.0).then_with(|| name(a.1).cmp(name(b.1)));
    crate::order::sort_by(&mut found, by_name);
    found
}

fn table(run: &Run<'_>, lines: &[Line<'_>]) -> OutputTable {
    let mut known = Bits::default();
    lines.iter().for_each(|line| known.push(line.customer.is_some()));
    let row = OutputValues::Index(lines.iter().map(|line| line.customer.unwrap_or(0)).collect());
    let column = |name: &str, of: &dyn Fn(&Line<'_>) -> Option<String>| {
        OutputColumn::texts(name, lines.len(), &|at| lines.get(at).and_then(of))
    };
    let text = |code: u32| String::from(run.dataset.texts.text(code));
    let columns = alloc::vec![
        OutputColumn { known: Some(known), ..OutputColumn::new("row", row) },
        column(&listed_key_name(run.model), &|line| line.key.map(text)),
        column("role", &|line| Some(line.role.into())),
        column("audience", &|line| match line.grant {
            ALL => Some(ALL.into()),
            _ => line.audience.map(text),
        }),
        column("grant", &|line| Some(line.grant.into())),
        column("of", &|line| line.of.map(text)),
        column("cause", &|line| line.cause.map(|cause| cause.id().into())),
    ];
    OutputTable { name: ROWS, rows: lines.len(), columns }
}

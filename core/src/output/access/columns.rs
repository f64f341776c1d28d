//! What each role gets of each column of the input and output tables.
//!
//! `treatment` is `keep`, `drop`, `pseudonym` or `seen`, which keeps a cell only for those who see the customer whom it
//! names; `customer` marks a column that holds a customer's key, by which rows
//! are cut. A table of which a role sees nothing, or nothing but keys, is not listed for it.
//!
//! What an output column rests on is read off the policy: a column of `customers` belongs to every definition
//! of which its name begins with the id, one of `tasks` to all alerts that raise tasks and, where it is a title, to
//! what stands in their titles. Every other output column counts as resting on all fields that anything reads, and so
//! does what people or an earlier run have written (the journal, the state). A customer's key counts as the key of
//! `customers` wherever it stands.
//!
//! Numbers of rows are dropped, since they count the rows of the whole bank's file. An id that the engine derived from
//! a customer's key becomes a pseudonym wherever the key does.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::customers::{key_name, listed_key_name};
use super::super::{OutputColumn, OutputTable, OutputValues};
use super::{COLUMNS, ROWS};
use crate::catalogue;
use crate::column::Bits;
use crate::model::access::{DataClass, Named, Role, Rows};
use crate::model::group::{GroupKind, Link, Total};
use crate::model::identity::{CUSTOMER, IDENTITIES};
use crate::model::reserved::state::STATE_RUN;
use crate::model::{
    CUSTOMERS, FieldId, Model, Offer, RowKey, Suitability, TableId, Term, reserved, rests_on_rows,
};
use crate::outcome::Run;

/// Output tables that are about no single customer: a role that sees some customers gets them when it names them.
const WHOLE: [&str; 7] =
    ["reports", "funnel", "notices", "overlays", "state_run", "assignment_summary", "assignment_total"];

/// A column of an input or output table.
struct Place<'m> {
    /// `input` or `output`.
    side: &'static str,
    table: &'m str,
    column: String,
    /// Whether it holds a customer's key.
    customer: bool,
    /// The field that it holds, as it is.
    field: Option<FieldId>,
    /// The definitions that it shows.
    shows: Vec<&'m str>,
    /// What it rests on.
    rests: Rests<'m>,
}

/// The fields and definitions that a column rests on.
type Rests<'m> = (Vec<FieldId>, Vec<&'m str>);

/// A table as far as a role may have it.
struct Whose {
    /// Whether a column of it holds a customer's key.
    cut: bool,
    /// Whether its rows are about customers.
    personal: bool,
}

/// The table, by role, then input tables before output tables, each in its order.
pub(in crate::output) fn columns(run: &Run<'_>) -> OutputTable {
    let model = run.model;
    let definitions = definitions(model);
    let everything: Rests<'_> = (read(model), definitions.iter().map(|(id, _)| *id).collect());
    let mut places = inputs(model, &everything);
    places.extend(outputs(run, &definitions, &everything));
    let mut lines: Vec<(&str, &Place<'_>, &'static str)> = Vec::new();
    for role in model.access.iter().flat_map(|access| &access.roles) {
        for table in places.chunk_by(|a, b| a.side == b.side && a.table == b.table) {
            let cut = table.iter().any(|place| place.customer);
            let first = table.first();
            let personal = first.is_some_and(|place| is_personal(model, place));
            let whose = Whose { cut, personal };
            let treated =
                table.iter().map(|place| (role.id.as_str(), place, treatment(model, role, place, &whose)));
            let treated: Vec<(&str, &Place<'_>, &'static str)> = treated.collect();
            // Keys alone would only tell how many rows there are; those of one customer join the rows of the others.
            let joins = |place: &Place<'_>| !place.customer || place.table == IDENTITIES;
            if treated.iter().any(|(_, place, treatment)| *treatment != DROP && joins(place)) {
                lines.extend(treated);
            }
        }
    }
    let text = |name: &str, of: &dyn Fn(&(&str, &Place<'_>, &'static str)) -> String| {
        OutputColumn::texts(name, lines.len(), &|at| lines.get(at).map(of))
    };
    let mut customer = Bits::default();
    lines.iter().for_each(|(_, place, _)| customer.push(place.customer));
    let columns = alloc::vec![
        text("role", &|(role, ..)| (*role).into()),
        text("side", &|(_, place, _)| place.side.into()),
        text("table", &|(_, place, _)| place.table.into()),
        text("column", &|(_, place, _)| place.column.clone()),
        text("treatment", &|(.., treatment)| (*treatment).into()),
        OutputColumn::new("customer", OutputValues::Bool(customer)),
        text("class", &|(_, place, _)| class(model, place).id().into()),
    ];
    OutputTable { name: COLUMNS, rows: lines.len(), columns }
}

fn is_personal(model: &Model, place: &Place<'_>) -> bool {
    match model.schema.table_named(place.table).filter(|_| place.side == INPUT) {
        Some(id) => model.is_about_customers(id),
        None => place.side == OUTPUT && !WHOLE.contains(&place.table),
    }
}

const DROP: &str = "drop";
const SEEN: &str = "seen";
const INPUT: &str = "input";
const OUTPUT: &str = "output";

/// The columns of the input tables.
fn inputs<'m>(model: &'m Model, everything: &Rests<'m>) -> Vec<Place<'m>> {
    let mut places = Vec::new();
    let own = key_field(model);
    for (table, id) in model.schema.tables.iter().zip((0u16..).map(TableId)) {
        let key = key_of(model, id);
        let written = reserved::NAMES.contains(&table.id.as_str()) && model.is_about_customers(id);
        for (field, at) in table.fields.iter().zip(0u16..) {
            let id = FieldId { table: id, field: at };
            if let Some(total) = model.total(id) {
                places.push(given_total(model, &table.id, (id, &field.source), total, everything));
                continue;
            }
            let customer = key.contains(&Some(at));
            let rests = match customer {
                true => ([id].into_iter().chain(own).collect(), Vec::new()),
                false if written => everything.clone(),
                false => (alloc::vec![id], Vec::new()),
            };
            places.push(Place {
                side: INPUT,
                table: &table.id,
                column: field.source.clone(),
                customer,
                field: Some(id),
                shows: Vec::new(),
                rests,
            });
        }
    }
    places
}

/// The column of customers in which a total over a group can be given. It is made of what other customers have, so it
/// rests on that.
fn given_total<'m>(
    model: &'m Model,
    table: &'m str,
    (id, column): (FieldId, &str),
    total: &'m Total,
    everything: &Rests<'m>,
) -> Place<'m> {
    let fields = model.groups.iter().filter(|kind| kind.totals.contains(total)).flat_map(GroupKind::fields);
    let mut rests: Vec<FieldId> = fields.collect();
    let mut names = Vec::new();
    if let Some(term) = &total.of {
        rests_on_rows(model, term, &mut |field, path| {
            rests.push(field);
            let known = |name: &&str| everything.1.iter().find(|id| *id == name).copied();
            names.extend(path.iter().filter_map(known));
        });
    }
    let column = column.into();
    Place {
        side: INPUT,
        table,
        column,
        customer: false,
        field: Some(id),
        shows: Vec::new(),
        rests: (rests, names),
    }
}

/// The fields of a table that hold customers' keys.
fn key_of(model: &Model, id: TableId) -> [Option<u16>; 2] {
    let Some(table) = model.schema.table(id) else { return [None; 2] };
    match table.key {
        RowKey::Field(key) => [Some(key), None],
        RowKey::Child { parent, .. } => [Some(parent), None],
        RowKey::Reference { key, .. } if table.id == IDENTITIES => [Some(key), Some(CUSTOMER)],
        _ => {
            let group = model.groups.iter().find(|group| group.table == id);
            group.map_or([None; 2], |group| match group.link {
                Link::Head(head) => [group.member, Some(head)],
                Link::Group(_) => [group.member, None],
            })
        }
    }
}

/// The definitions of a policy, and what each rests on.
fn definitions(model: &Model) -> Vec<(&str, Rests<'_>)> {
    let all = model.definitions();
    let names: Vec<&str> = all.iter().map(|(id, _)| *id).collect();
    all.into_iter().map(|(id, terms)| (id, resting(model, &names, terms.into_iter()))).collect()
}

/// The columns of the output tables, but those of this block.
fn outputs<'m>(
    run: &Run<'m>,
    definitions: &[(&'m str, Rests<'m>)],
    everything: &Rests<'m>,
) -> Vec<Place<'m>> {
    let model = run.model;
    let offered = offered(model, definitions);
    let names: Vec<&str> = definitions.iter().map(|(id, _)| *id).collect();
    let (key, listed) = (key_name(model), listed_key_name(model));
    let field = key_field(model);
    let mut places = Vec::new();
    for card in catalogue::outputs(model, run.program, &[ROWS, COLUMNS]) {
        for column in card.columns {
            let own = match card.name {
                "customers" => column.name == key,
                name if name.starts_with("state_") => column.name == "customer_id",
                _ => column.name == listed,
            };
            let (shows, rests) = match (own, card.name) {
                (true, _) => (Vec::new(), Some((field.into_iter().collect(), Vec::new()))),
                (false, "customers") => shown(definitions, &column.name),
                (false, "tasks") => (Vec::new(), told(model, (definitions, &names), &column.name)),
                (false, "offers") => (Vec::new(), offered.clone()),
                _ => (Vec::new(), None),
            };
            let rests = rests.unwrap_or_else(|| everything.clone());
            let (table, column, field) = (card.name, column.name, field.filter(|_| own));
            places.push(Place { side: OUTPUT, table, column, customer: own, field, shows, rests });
        }
    }
    places
}

/// The key of customers.
fn key_field(model: &Model) -> Option<FieldId> {
    match model.schema.table(CUSTOMERS)?.key {
        RowKey::Field(field) => Some(FieldId { table: CUSTOMERS, field }),
        _ => None,
    }
}

/// Every field that something of the policy reads.
fn read(model: &Model) -> Vec<FieldId> {
    let tables = model.schema.tables.iter().zip((0u16..).map(TableId));
    let fields = tables.flat_map(|(table, id)| {
        let used = table.fields.iter().zip(0u16..).filter(|(field, _)| field.used);
        used.map(move |(_, field)| FieldId { table: id, field })
    });
    fields.collect()
}

/// The definitions that a column of `customers` shows, and what they rest on.
fn shown<'m>(definitions: &[(&'m str, Rests<'m>)], column: &str) -> (Vec<&'m str>, Option<Rests<'m>>) {
    let begins = |id: &str| {
        let rest = column.strip_prefix("alert_").and_then(|rest| rest.strip_prefix(id));
        let rest = rest.or_else(|| column.strip_prefix(id));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let own: Vec<&(&str, Rests<'_>)> = definitions.iter().filter(|(id, _)| begins(id)).collect();
    let rests = told_of(all_of(own.iter().map(|(_, rests)| rests)));
    (own.iter().map(|(id, _)| *id).collect(), rests)
}

/// What a column of `tasks` rests on: the conditions of all tasks and, of titles, what stands in them.
fn told<'m>(
    model: &'m Model,
    (definitions, names): (&[(&'m str, Rests<'m>)], &[&'m str]),
    column: &str,
) -> Option<Rests<'m>> {
    let with = model.alerts.iter().filter(|alert| alert.task.is_some());
    let (mut terms, mut ids): (Vec<&Term>, Vec<FieldId>) = Default::default();
    let mut own: Vec<&Rests<'_>> = Vec::new();
    for alert in with {
        let task = alert.task.as_ref();
        own.extend(definitions.iter().filter(|(id, _)| *id == alert.id).map(|(_, rests)| rests));
        if column == "child_id" {
            ids.extend(alert.each.and_then(|table| id_of(model, table)));
        }
        if column.starts_with("title") {
            terms.extend(task.iter().flat_map(|t| t.title_en.terms.iter().chain(&t.title_zh.terms)));
        }
    }
    let titles = resting(model, names, terms.into_iter());
    let (fields, names) = told_of(all_of(own.into_iter().chain([&titles])))?;
    Some((fields.into_iter().chain(ids).collect(), names))
}

/// What a column of `offers` rests on: that something is offered tells of everything that it has to pass.
fn offered<'m>(model: &'m Model, definitions: &[(&'m str, Rests<'m>)]) -> Option<Rests<'m>> {
    let names: Vec<&str> = definitions.iter().map(|(id, _)| *id).collect();
    let consents = model.offers.iter().flat_map(|offer| &offer.consent).map(|permit| &permit.term);
    let suitable = model.suitability.iter().flat_map(Suitability::terms);
    let population = model.population.score.iter().chain(&model.population.never_contact);
    let own = model.offers.iter().flat_map(Offer::terms);
    told_of(resting(model, &names, own.chain(consents).chain(suitable).chain(population)))
}

/// The field with the ids of the rows of a child table.
fn id_of(model: &Model, table: TableId) -> Option<FieldId> {
    match model.schema.table(table)?.key {
        RowKey::Child { id, .. } => Some(FieldId { table, field: id }),
        _ => None,
    }
}

/// What several things rest on.
fn all_of<'r, 'm: 'r>(each: impl Iterator<Item = &'r Rests<'m>>) -> Rests<'m> {
    let (mut fields, mut names) = (Vec::new(), Vec::new());
    for (of_one, named) in each {
        fields.extend_from_slice(of_one);
        names.extend_from_slice(named);
    }
    crate::order::sort_unique(&mut fields);
    crate::order::sort_unique(&mut names);
    (fields, names)
}

/// What something rests on; `None`, which stands for all, when it rests on no field: that cannot be told from not
/// knowing.
fn told_of(rests: Rests<'_>) -> Option<Rests<'_>> {
    Some(rests).filter(|(fields, _)| !fields.is_empty())
}

/// The fields and definitions that terms rest on; `definitions` are the names of all.
fn resting<'m>(
    model: &'m Model,
    definitions: &[&'m str],
    terms: impl Iterator<Item = &'m Term>,
) -> Rests<'m> {
    let (mut fields, mut names) = (Vec::new(), Vec::new());
    for term in terms {
        rests_on_rows(model, term, &mut |field, path| {
            fields.push(field);
            let known = |name: &&str| definitions.iter().find(|id| *id == name).copied();
            names.extend(path.iter().filter_map(known));
        });
    }
    crate::order::sort_unique(&mut fields);
    crate::order::sort_unique(&mut names);
    (fields, names)
}

/// The highest class of what a column rests on.
fn class(model: &Model, place: &Place<'_>) -> DataClass {
    let (fields, _) = &place.rests;
    fields.iter().map(|id| model.data_class(*id)).max().unwrap_or(DataClass::C2)
}

fn treatment(model: &Model, role: &Role, place: &Place<'_>, whose: &Whose) -> &'static str {
    let hidden = key_field(model).is_some_and(|key| role.pseudonyms.contains(&key));
    let held = place.field.is_some_and(|field| role.pseudonyms.contains(&field)) || place.customer && hidden;
    if !is_given(role, place, whose) || !is_listed(role, place) || is_excepted(role, place) {
        return DROP;
    }
    if held || hidden && is_derived_id(place) {
        return "pseudonym";
    }
    // What is made of something that is seen as a pseudonym might give it away.
    let told = role.pseudonyms.iter().any(|id| place.rests.0.contains(id));
    let counted = place.side == OUTPUT && place.column == "row";
    let group = is_group(model, role, place);
    if told || counted || group && hidden || role.highest.is_none_or(|highest| class(model, place) > highest)
    {
        return DROP;
    }
    if group { SEEN } else { "keep" }
}

/// Whether a role gets the table at all.
fn is_given(role: &Role, place: &Place<'_>, whose: &Whose) -> bool {
    let named = role.tables.as_ref().is_none_or(|tables| tables.iter().any(|table| table == place.table));
    let cuttable = role.rows == Rows::All || whose.cut || !whose.personal;
    // What is about the bank as a whole is given to who sees only a part of it when that has been said.
    // When the run was says nothing of it, and the next run has to know.
    let whole = place.side == OUTPUT
        && !whose.cut
        && role.rows != Rows::All
        && role.tables.is_none()
        && place.table != STATE_RUN;
    named && cuttable && !whole
}

fn is_listed(role: &Role, place: &Place<'_>) -> bool {
    role.only.as_ref().is_none_or(|only| only.iter().any(|named| is_own(named, place)))
}

/// Whether a column is what a list names.
fn is_own(named: &Named, place: &Place<'_>) -> bool {
    match named {
        Named::Field(id) => place.field == Some(*id),
        Named::Definition(name) => place.shows.contains(&name.as_str()),
        Named::Column(table, column) => {
            place.side == OUTPUT && *table == place.table && *column == place.column
        }
    }
}

/// Whether a column is, or rests on, something that the role is not to see.
fn is_excepted(role: &Role, place: &Place<'_>) -> bool {
    role.except.iter().any(|named| {
        let (fields, names) = &place.rests;
        is_own(named, place)
            || match named {
                Named::Field(id) => fields.contains(id),
                Named::Definition(name) => names.contains(&name.as_str()),
                Named::Column(..) => false,
            }
    })
}

/// Whether a column holds ids that the engine made from a customer's key.
fn is_derived_id(place: &Place<'_>) -> bool {
    let own = place.side == OUTPUT || reserved::NAMES.contains(&place.table);
    own && place.column.ends_with("_id") && place.column != "child_id" && !place.customer
}

/// Whether a column names the group of a customer by another customer's key, which is another's to see.
fn is_group(model: &Model, role: &Role, place: &Place<'_>) -> bool {
    let by_head = model.groups.iter().any(|group| matches!(group.link, Link::Head(_)));
    let own = place.side == OUTPUT || reserved::NAMES.contains(&place.table);
    own && by_head && role.rows != Rows::All && matches!(place.column.as_str(), "group" | "household")
}

//! Parameters and input tables.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::layout::Page;
use super::reference;
use super::speech::{Speech, code};
use super::words::{self, Phrase};
use super::{change, figure, lawful};
use crate::model::identity::IDENTITIES;
use crate::model::{CUSTOMERS, Field, FieldId, Param, RowKey, Table, TableId};
use crate::value::{MAX_SCALE, Type, Value};

/// The parameters with their values, ranges and sources.
pub(super) fn params(page: &mut Page, speech: &Speech<'_>) {
    let params = &speech.model.params;
    if params.is_empty() {
        return;
    }
    page.heading(2, words::PARAMETERS.text(speech.lang));
    let mut rows = vec![head(&words::PARAM_COLUMNS, speech)];
    rows.extend(params.iter().map(|p| param(p, speech)));
    page.table(rows);
    let overlaid: Vec<String> =
        params.iter().filter(|p| p.overlaid).map(|p| speech.name(&p.label, &p.id)).collect();
    if let Some(by) = speech.model.overlays.filter(|_| !overlaid.is_empty()) {
        page.paragraph(&speech.say(words::OVERLAID, &[&speech.listed(&overlaid), &speech.field(by)]));
    }
}

/// The words as the first row of a table.
pub(super) fn head(words: &[Phrase], speech: &Speech<'_>) -> Vec<String> {
    words.iter().map(|w| w.text(speech.lang).into()).collect()
}

fn param(param: &Param, speech: &Speech<'_>) -> Vec<String> {
    let unit = param.unit.as_deref();
    let mut value = speech.quantity(&param.value, unit);
    if let Some(unit) = unit.filter(|u| figure::is_share(Some(u))) {
        value = speech.say(words::PARAMETER, &[&value, figure::word(words::UNITS, unit, speech.lang)]);
    }
    let ends = param.range.as_ref().map(|(low, high)| (Some(low), Some(high)));
    // The unit is said once, in the value; a share is a percentage there and here.
    let unit = unit.filter(|u| figure::is_share(Some(u)));
    vec![
        speech.label(&param.label, &param.id).into(),
        code(&param.id),
        value,
        ends.map_or(String::new(), |(low, high)| range(low, high, unit, speech)),
        yes_no(param.local, speech),
        param.source.clone().unwrap_or_default(),
    ]
}

fn yes_no(is: bool, speech: &Speech<'_>) -> String {
    if is { words::YES } else { words::NO }.text(speech.lang).into()
}

/// From, at least, or at most.
pub(super) fn range(
    low: Option<&Value>,
    high: Option<&Value>,
    unit: Option<&str>,
    speech: &Speech<'_>,
) -> String {
    let text = |v: Option<&Value>| v.map_or(String::new(), |v| speech.quantity(v, unit));
    let phrase = match (low, high) {
        (Some(_), Some(_)) => words::RANGE,
        (Some(_), None) => words::AT_LEAST,
        (None, Some(_)) => words::AT_MOST,
        (None, None) => return String::new(),
    };
    speech.say(phrase, &[&text(low), &text(high)])
}

/// An input table: its fields, and below them what a column would not hold.
pub(super) fn table(page: &mut Page, speech: &Speech<'_>, id: TableId, table: &Table) {
    page.heading(2, &speech.say(words::INPUT_TABLE, &[&speech.titled(&table.label, &table.id)]));
    let name = |at: u16| table.fields.get(usize::from(at)).map_or(String::new(), |f| local(f, speech));
    page.paragraph(&match &table.key {
        RowKey::Field(at) => speech.say(words::KEY_FIELD, &[&name(*at)]),
        RowKey::RowNumber => words::KEY_NUMBER.text(speech.lang).into(),
        RowKey::Child { parent, id, max_rows } => {
            let rows = figure::int(i64::from(*max_rows));
            speech.say(words::KEY_CHILD, &[&name(*parent), &name(*id), &rows])
        }
        RowKey::Reference { key, from, to } => {
            reference::held(speech, table, &name(*key), [*from, *to].map(|at| at.map(&name)))
        }
    });
    time(page, speech, table);
    if id == CUSTOMERS {
        identity(page, speech);
    }
    let mut rows = vec![head(&words::FIELD_COLUMNS, speech)];
    rows.extend(table.fields.iter().map(|f| field(f, speech)));
    if table.fields.iter().all(|f| f.source == f.id) {
        rows.iter_mut().for_each(|r| r.truncate(r.len().saturating_sub(1)));
    }
    page.table(rows);
    for (field, at) in table.fields.iter().zip(0u16..) {
        notes(page, speech, field);
        lawful::field(page, speech, FieldId { table: id, field: at }, field);
    }
    let unused: Vec<String> = table.fields.iter().filter(|f| !f.used).map(|f| local(f, speech)).collect();
    if !unused.is_empty() {
        page.item(0, &speech.say(words::UNUSED, &[&speech.listed(&unused)]));
    }
}

/// What a child table says about time.
fn time(page: &mut Page, speech: &Speech<'_>, table: &Table) {
    let name =
        |at: Option<u16>| at.and_then(|at| table.fields.get(usize::from(at))).map(|f| local(f, speech));
    let days = |days: Option<i32>| days.map(|days| figure::int(days.into()));
    let time = table.time;
    let event = if time.planned { words::TIME_PLANNED } else { words::TIME_EVENT };
    let said = [
        (event, name(time.event_date)),
        (words::TIME_KNOWN, name(time.known_at)),
        (words::TIME_LATEST, name(time.latest_by)),
        (words::TIME_COVERAGE, days(time.coverage)),
        (words::TIME_MAX_AGE, days(time.max_age)),
    ];
    for (phrase, what) in said {
        if let Some(what) = what {
            page.item(0, &speech.say(phrase, &[&what]));
        }
    }
}

/// Who may be one person.
fn identity(page: &mut Page, speech: &Speech<'_>) {
    if speech.model.schema.table_named(IDENTITIES).is_some() {
        page.paragraph(words::ALIASES.text(speech.lang));
    }
    let shared: Vec<String> = speech.model.suspect.iter().map(|id| speech.field(*id)).collect();
    if !shared.is_empty() {
        page.paragraph(&speech.say(words::SUSPECT, &[&speech.listed(&shared)]));
    }
}

/// A field where its table is known.
fn local(field: &Field, speech: &Speech<'_>) -> String {
    match &field.label {
        Some(label) => speech.say(words::QUOTED, &[label.text(speech.lang)]),
        None => code(&field.id),
    }
}

fn field(field: &Field, speech: &Speech<'_>) -> Vec<String> {
    let unit = field.unit.as_deref();
    let purposes: Vec<String> =
        field.purpose.iter().map(|p| figure::word(words::PURPOSES, p, speech.lang).into()).collect();
    vec![
        speech.label(&field.label, &field.id).into(),
        code(&field.id),
        type_name(field.ty, speech),
        unit.map_or("", |u| figure::word(words::UNITS, u, speech.lang)).into(),
        range(field.min.as_ref(), field.max.as_ref(), unit.filter(|u| figure::is_share(Some(u))), speech),
        yes_no(field.nullable, speech),
        field.class.clone().unwrap_or_default(),
        speech.listed(&purposes),
        code(&field.source),
    ]
}

/// The name of a type for people.
fn type_name(ty: Type, speech: &Speech<'_>) -> String {
    let phrase = match ty {
        Type::Bool => words::TYPE_BOOL,
        Type::Int => words::TYPE_INT,
        Type::Double => words::TYPE_DOUBLE,
        Type::String | Type::Null => words::TYPE_STRING,
        Type::Enum(_) => words::TYPE_ENUM,
        Type::Date => words::TYPE_DATE,
        Type::Timestamp => words::TYPE_TIMESTAMP,
        Type::Duration => words::TYPE_DURATION,
        Type::Decimal(_) | Type::Ratio => words::TYPE_DECIMAL,
    };
    let places = if let Type::Decimal(scale) = ty { scale } else { MAX_SCALE };
    speech.say(phrase, &[&figure::int(places.into())])
}

fn notes(page: &mut Page, speech: &Speech<'_>, field: &Field) {
    let name = local(field, speech);
    let quoted = |texts: &[String]| {
        let texts: Vec<String> = texts.iter().map(|t| speech.say(words::QUOTED, &[t])).collect();
        speech.listed(&texts)
    };
    if let Type::Enum(id) = field.ty {
        let members = &speech.model.enumeration(id).members;
        let members: Vec<String> = members.iter().map(|(id, label)| member(id, label, speech)).collect();
        page.item(0, &speech.say(words::MEMBERS, &[&name, &speech.listed(&members)]));
    }
    if !field.null_texts.is_empty() {
        page.item(0, &speech.say(words::NULL_TEXTS, &[&name, &quoted(&field.null_texts)]));
    }
    if let Some(change) = field.change {
        page.item(0, &change::steps(speech, field, &name, change));
    }
    if field.ty == Type::Bool && (field.true_texts != ["true", "1"] || field.false_texts != ["false", "0"]) {
        let (yes, no) = (quoted(&field.true_texts), quoted(&field.false_texts));
        page.item(0, &speech.say(words::BOOL_TEXTS, &[&name, &yes, &no]));
    }
}

fn member(id: &str, label: &Option<crate::policy::Localised>, speech: &Speech<'_>) -> String {
    match label.as_ref().map(|l| l.text(speech.lang)) {
        Some(text) if text != id => speech.say(words::TITLED, &[text, id]),
        _ => code(id),
    }
}

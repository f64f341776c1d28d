//! The table of customers: one row per customer, in the order of the input.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use appraise_kernels::table::mark_unknown;
use appraise_kernels::text::{append_names, hash};

use super::{OutputColumn, OutputTable, OutputValues, Strings};
use crate::column::{Bits, Column, Values};
use crate::date::instant::format_duration;
use crate::evaluate::MICRO;
use crate::model::{CUSTOMERS, Domain, Model, POINTS_SCALE, RowKey, joined};
use crate::outcome::{AlertBits, CardColumns, Outcome, Run};
use crate::policy::Localised;
use crate::value::Type;

/// Builds the table.
pub(super) fn customers(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let mut columns = alloc::vec![key_column(run, outcome.rows)];
    for (card, columns_of) in run.model.scorecards.iter().zip(&outcome.cards) {
        card_columns(card, columns_of, &mut columns);
    }
    for (table, values) in run.model.decisions.iter().zip(&outcome.decisions) {
        for (output, column) in table.outputs.iter().zip(values) {
            let single = table.outputs.len() == 1;
            let name = table.column(output);
            let label = output.label.clone().or_else(|| if single { table.label.clone() } else { None });
            let (values, known) = column_values(run.model, outcome, column, output.ty);
            columns.push(OutputColumn { name, label, values, known });
        }
    }
    super::classes::columns(run, outcome, &mut columns);
    for (alert, bits) in run.model.alerts.iter().zip(&outcome.alerts) {
        let (fired, known) = per_customer(run, alert.each.map_or(Domain::Customer, Domain::Child), bits);
        columns.push(OutputColumn {
            name: ["alert_", &alert.id].concat(),
            label: alert.label.clone(),
            values: OutputValues::Bool(fired),
            known: Some(known),
        });
    }
    part_names(&mut columns);
    OutputTable { name: "customers", rows: outcome.rows, columns }
}

/// Gives columns names of their own: those of parts may meet, of dimension `b` of scorecard `a` and a table `a_b`.
fn part_names(columns: &mut [OutputColumn]) {
    // A bit per hash: names of which no two share one differ, and the set of them need not be made.
    let mut taken = [0u64; 64];
    let meets = |column: &OutputColumn| {
        let bit = hash(&column.name) % 4096;
        let Some(word) = taken.get_mut(bit as usize / 64) else { return true };
        core::mem::replace(word, *word | 1 << (bit % 64)) >> (bit % 64) & 1 == 1
    };
    if !columns.iter().any(meets) {
        return;
    }
    let mut names = alloc::collections::BTreeSet::new();
    for column in columns {
        while !names.insert(column.name.clone()) {
            column.name.push('_');
        }
    }
}

/// Columns of the tables that list what happened; a key of such a name is called `customer` there.
const LISTED: &[&str] = &[
    "row",
    "task_id",
    "alert",
    "kind",
    "priority",
    "child_id",
    "to",
    "due",
    "title_en",
    "title_zh",
    "id",
    "by",
    "suspicion",
    "group",
    "members",
    "reason",
    "field",
    "scorecard",
    "dimension",
    "indicator",
    "bin",
    "points",
    "contribution",
    "override_id",
    "name",
    "value",
    "author",
    "from",
    "until",
    "at",
    "core",
    "status",
    "entry_id",
    "form",
    "source",
    "valid_until",
    "role",
    "audience",
    "grant",
    "of",
    "cause",
    "contact_id",
    "manager",
    "household",
    "rank",
    "tasks",
    "stake",
    "channel",
    "not_before",
    "since",
    "last_contact",
    "contact_with",
    "capacity",
    "capacity_from",
    "position",
];

/// The name of the column that holds customers' keys beside columns of other meanings.
pub(super) fn listed_key_name(model: &Model) -> String {
    let name = key_name(model);
    if LISTED.contains(&name.as_str()) { "customer".into() } else { name }
}

/// As [`listed_key_name`], in the table of changes of scores.
pub(crate) fn changed_key_name(model: &Model) -> String {
    let name = listed_key_name(model);
    let own = ["case", "before", "by_data", "by_model", "after"].contains(&name.as_str());
    if own { "customer".into() } else { name }
}

/// The name of the column that holds customers' keys.
pub(super) fn key_name(model: &Model) -> String {
    let table = model.schema.table(CUSTOMERS);
    match table.map(|t| (&t.key, &t.fields)) {
        Some((RowKey::Field(key), fields)) => {
            fields.get(usize::from(*key)).map_or_else(|| "customer".into(), |f| f.id.clone())
        }
        _ => "row_number".into(),
    }
}

fn key_column(run: &Run<'_>, rows: usize) -> OutputColumn {
    let mut keys = Strings::default();
    let codes = run.dataset.tables.first().and_then(|table| table.keys.get(..rows)).unwrap_or_default();
    run.dataset.texts.append_to(codes, &mut keys.bytes, &mut keys.offsets);
    let table = run.model.schema.table(CUSTOMERS);
    let label = table.and_then(|t| match t.key {
        RowKey::Field(key) => t.fields.get(usize::from(key))?.label.clone(),
        _ => None,
    });
    OutputColumn { label, ..OutputColumn::new(&key_name(run.model), OutputValues::Text(keys)) }
}

fn card_columns(card: &crate::model::Scorecard, values: &CardColumns, out: &mut Vec<OutputColumn>) {
    let points = |name: String, label: Option<Localised>, values: &[i64], known: &Bits| OutputColumn {
        name,
        label,
        values: OutputValues::Decimal(values.to_vec(), POINTS_SCALE),
        known: Some(known.clone()),
    };
    out.push(points(card.id.clone(), card.label.clone(), &values.score, &values.score_known));
    let confidence = OutputValues::Decimal(values.confidence.clone(), 2);
    let confidence = OutputColumn::new(&[&card.id, "_confidence"].concat(), confidence);
    let label = part(card, "confidence", "可信度");
    out.push(OutputColumn { label, known: values.scored.clone(), ..confidence });
    for (dimension, (values, known)) in card.dimensions.iter().zip(&values.dimensions) {
        out.push(points([&card.id, "_", &dimension.id].concat(), dimension.label.clone(), values, known));
    }
    if let Some((values, known)) = &values.baseline {
        out.push(points([&card.id, "_baseline"].concat(), part(card, "baseline", "基准"), values, known));
    }
    let names: Vec<&str> = card.reason_codes.iter().map(|(id, _)| id.as_str()).collect();
    for (rank, (codes, known)) in (1u32..).zip(&values.reasons) {
        let (mut texts, mut codes, rank) = (Strings::default(), codes.clone(), rank.to_string());
        mark_unknown(&mut codes, known.words(), u32::MAX);
        append_names(&names, &codes, &mut texts.bytes, &mut texts.offsets);
        out.push(OutputColumn {
            name: [&card.id, "_reason_", &rank].concat(),
            label: part(card, &["reason ", &rank].concat(), &["原因 ", &rank].concat()),
            values: OutputValues::Text(texts),
            known: Some(known.clone()),
        });
    }
}

/// The label of a column that belongs to a scorecard: what it holds, after the scorecard's own label.
fn part(card: &crate::model::Scorecard, en: &str, zh: &str) -> Option<Localised> {
    let of = card.label.as_ref()?;
    Some(joined(of, en, zh))
}

/// A column of the outcome as output values: codes become texts.
pub(crate) fn column_values(
    model: &Model,
    outcome: &Outcome,
    column: &Column,
    ty: Type,
) -> (OutputValues, Option<Bits>) {
    let values = match (&column.values, ty) {
        (Values::Bool(bits), _) => OutputValues::Bool(bits.clone()),
        (Values::I64(values), Type::Decimal(scale)) => OutputValues::Decimal(values.clone(), scale),
        (Values::I64(values), Type::Timestamp) => OutputValues::Instant(values.clone(), model.zone()),
        (Values::I64(values), Type::Duration) => {
            let mut texts = Strings::default();
            for (row, micros) in values.iter().enumerate() {
                let known = column.known.as_ref().is_none_or(|k| k.get(row));
                let text = format_duration(i128::from(*micros) * MICRO);
                texts.push(if known { &text } else { "" });
            }
            OutputValues::Text(texts)
        }
        (Values::I64(values), _) => OutputValues::Int(values.clone()),
        (Values::I32(values), _) => OutputValues::Date(values.clone()),
        (Values::F64(values), _) => OutputValues::Double(values.clone()),
        (Values::Code(codes), ty) => {
            let (mut texts, mut codes) = (Strings::default(), codes.clone());
            if let Some(known) = &column.known {
                mark_unknown(&mut codes, known.words(), u32::MAX);
            }
            match ty {
                Type::Enum(id) => {
                    let names = model.enumeration(id).members.iter().map(|(member, _)| member.as_str());
                    let names: Vec<&str> = names.collect();
                    append_names(&names, &codes, &mut texts.bytes, &mut texts.offsets);
                }
                _ => outcome.texts.append_to(&codes, &mut texts.bytes, &mut texts.offsets),
            }
            OutputValues::Text(texts)
        }
    };
    (values, column.known.clone())
}

/// An alert's results per customer: fired when it fired for a row, unknown when it did not and is unknown for a row.
pub(crate) fn per_customer(run: &Run<'_>, domain: Domain, bits: &AlertBits) -> (Bits, Bits) {
    let Domain::Child(table) = domain else { return (bits.fired.clone(), bits.known.clone()) };
    let rows = run.rows();
    let (mut fired, mut known) = (Bits::zeros(rows), Bits::ones(rows));
    let Some(data) = run.dataset.tables.get(usize::from(table.0)) else { return (fired, Bits::zeros(rows)) };
    // What is wrong with the whole table is so for a customer who is not there.
    let whole = run.table_reason(table, usize::MAX).is_some();
    for customer in 0..rows {
        let at = |i: usize| data.offsets.get(i).map_or(0, |o| *o as usize);
        let children = at(customer)..at(customer + 1);
        let any = children.clone().any(|c| bits.fired.get(c));
        let is_incomplete = || data.incomplete.as_ref().is_some_and(|incomplete| incomplete.get(customer));
        let doubtful = whole || is_incomplete() || children.clone().any(|c| !bits.known.get(c));
        fired.set(customer, any);
        known.set(customer, any || !doubtful);
    }
    (fired, known)
}

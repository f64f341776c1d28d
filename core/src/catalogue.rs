//! What a policy takes in and puts out, as objects: tables, columns, types, labels.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::dataset::{Dataset, TableData, key_fields};
use crate::model::reserved::is_carried;
use crate::model::{FieldId, Model, RowKey, Schema, Table, TableId};
use crate::outcome::Run;
use crate::output::{table, tables};
use crate::parts::{Scope, scope, ties, whole};
use crate::policy::{Basis, Localised};
use crate::program::Program;
use crate::value::Type;

mod names;

pub use names::{AlertNames, Named, Names, Parts, ReportNames, names};

/// Everything that a caller needs to know about a policy's tables.
#[derive(Debug, Clone, Serialize)]
pub struct Catalogue {
    /// The policy.
    pub policy: PolicyCard,
    /// Input tables.
    pub inputs: Vec<InputTable>,
    /// Output tables.
    pub outputs: Vec<OutputTableCard>,
    /// The sections for which the policy has to be run on all customers at once; empty when it can be run in parts.
    pub whole: Vec<&'static str>,
}

/// Name and identity of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyCard {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Hash of the whole canonical document.
    pub full_hash: String,
    /// Hash of its meaning.
    pub meaning_hash: String,
}

/// An input table.
#[derive(Debug, Clone, Serialize)]
pub struct InputTable {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<Localised>,
    /// `customers`, `child` or `reference`.
    pub kind: &'static str,
    /// The field that is its key, or `row_number`; of a child table, its row id.
    pub key: String,
    /// Of a child table: the field that holds the customer's key.
    pub parent: Option<String>,
    /// Columns of the source with the keys of customers and of the rows and with what ties customers to others; none
    /// for tables that are not about customers.
    pub key_columns: Vec<String>,
    /// Whether its values tie customers, who have to be in one part then.
    pub ties: bool,
    /// Whether rows whose customer is not delivered are kept for the next run; elsewhere they are quarantined.
    pub carried: bool,
    /// Its fields.
    pub fields: Vec<InputField>,
}

/// A field of an input table.
#[derive(Debug, Clone, Serialize)]
pub struct InputField {
    /// Its name.
    pub name: String,
    /// The source's column.
    pub from: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Members of an enumeration.
    pub values: Vec<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// Whether it may be missing.
    pub nullable: bool,
    /// Whether a rule needs it.
    pub used: bool,
    /// Its data class.
    pub class: Option<String>,
    /// Its purposes.
    pub purpose: Vec<String>,
    /// Said when it is sensitive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<&'static str>,
    /// The ground on which it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<&'static str>,
    /// The category of consent that it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
}

/// An output table.
#[derive(Debug, Clone, Serialize)]
pub struct OutputTableCard {
    /// Its name.
    pub name: &'static str,
    /// What the tables of parts of a run make together.
    pub scope: Scope,
    /// Its columns.
    pub columns: Vec<OutputField>,
}

/// A column of an output table.
#[derive(Debug, Clone, Serialize)]
pub struct OutputField {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// Its label.
    pub label: Option<Localised>,
}

/// The catalogue of a policy. Output columns are read off a run over no customers, so they cannot differ from a run's.
#[must_use]
pub fn catalogue(model: &Model, program: &Program) -> Catalogue {
    Catalogue {
        policy: PolicyCard {
            id: model.id.clone(),
            version: model.version.clone(),
            label: model.label.clone(),
            full_hash: model.full_hash.clone(),
            meaning_hash: model.meaning_hash.clone(),
        },
        inputs: model.schema.tables.iter().zip(0u16..).map(|(t, id)| input(model, TableId(id), t)).collect(),
        outputs: outputs(model, program, &[]),
        whole: whole(model),
    }
}

/// The output tables of a policy, but those left out.
pub(crate) fn outputs(model: &Model, program: &Program, without: &[&str]) -> Vec<OutputTableCard> {
    let dataset = no_customers(&model.schema);
    let run = Run { model, program, dataset: &dataset, as_of: 0 };
    let outcome = run.evaluate(true);
    let cards = tables(model).into_iter().filter(|name| !without.contains(name)).filter_map(|name| {
        let table = table(&run, &outcome, name).ok()?;
        let columns = table.columns.iter();
        let columns =
            columns.map(|c| OutputField { name: c.name.clone(), ty: c.type_name(), label: c.label.clone() });
        Some(OutputTableCard { name, scope: scope(name), columns: columns.collect() })
    });
    cards.collect()
}

fn input(model: &Model, id: TableId, table: &Table) -> InputTable {
    let name = |at: u16| table.fields.get(usize::from(at)).map_or(String::new(), |f| f.id.clone());
    let (kind, key, parent) = match table.key {
        RowKey::Field(key) => ("customers", name(key), None),
        RowKey::RowNumber => ("customers", "row_number".into(), None),
        RowKey::Child { parent, id, .. } => ("child", name(id), Some(name(parent))),
        RowKey::Reference { key, .. } => ("reference", name(key), None),
    };
    let fields = table.fields.iter().zip(0u16..).map(|(field, at)| InputField {
        name: field.id.clone(),
        from: field.source.clone(),
        label: field.label.clone(),
        ty: Model::type_name(field.ty),
        values: match field.ty {
            Type::Enum(id) => model.enumeration(id).members.iter().map(|(m, _)| m.clone()).collect(),
            _ => Vec::new(),
        },
        unit: field.unit.clone(),
        nullable: field.nullable,
        used: field.used,
        class: field.class.clone(),
        purpose: field.purpose.clone(),
        sensitivity: field.lawful.sensitive.then_some("sensitive"),
        basis: field.lawful.basis.map(Basis::id),
        consent: model.permit(FieldId { table: id, field: at }).map(|permit| permit.category.clone()),
    });
    let mut tied = ties(model);
    tied.retain(|tie| tie.table == id);
    let mut keys: Vec<u16> = key_fields(table).into_iter().flatten().flatten().collect();
    // No row is read without its key.
    let own = table.key.fields().filter(|_| !tied.is_empty());
    for field in own.chain(tied.iter().flat_map(|tie| tie.fields.iter().copied())) {
        if !keys.contains(&field) {
            keys.push(field);
        }
    }
    let source = |at: u16| table.fields.get(usize::from(at)).map(|field| field.source.clone());
    InputTable {
        name: table.id.clone(),
        label: table.label.clone(),
        kind,
        key,
        parent,
        key_columns: keys.into_iter().filter_map(source).collect(),
        ties: !tied.is_empty(),
        carried: is_carried(&table.id),
        fields: fields.collect(),
    }
}

/// A dataset in which every table was delivered and none has rows.
pub(crate) fn no_customers(schema: &Schema) -> Dataset {
    let tables = schema.tables.iter().map(|table| TableData {
        supplied: true,
        rows: 0,
        columns: table.fields.iter().map(|_| None).collect(),
        keys: Vec::new(),
        lines: Vec::new(),
        offsets: alloc::vec![0],
        incomplete: None,
        lookup: Default::default(),
    });
    Dataset { tables: tables.collect(), ..Dataset::empty() }
}

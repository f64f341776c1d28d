//! What a sealed dataset holds, per field: how much is known and why the rest is not, ranges, and examples.
//!
//! It is for people who put files and a policy together. INVARIANT: a value of class C2, or of a sensitive field, is
//! never shown, neither as an example nor as a smallest or largest one.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::affect::Affects;
use super::{Affected, Dataset, FaultReason, TableData};
use crate::column::{Column, Values};
use crate::date;
use crate::model::{Field, FieldId, Model, RowKey, Schema, Table, TableId};
use crate::number::{self, format_decimal, round_half_away};
use crate::order::{sort_by, sort_unique};
use crate::policy::Localised;
use crate::value::{Reason, Type};

/// Examples per kind of finding.
const EXAMPLES: usize = 3;

/// What a dataset holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// One per table of the schema that was delivered, in its order.
    pub tables: Vec<TableProfile>,
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableProfile {
    /// The table's name.
    pub name: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Records that were read: rows + those in quarantine.
    pub read: usize,
    /// Usable rows.
    pub rows: usize,
    /// Rows in quarantine, by reason.
    pub quarantined: Vec<Finding>,
    /// Of a child table: customers who have no row of it.
    pub without: Option<usize>,
    /// Of a child table: customers of whom a row is in quarantine, so that what is computed over the table is unknown.
    pub incomplete: Option<usize>,
    /// Its last complete day, and the first day that it holds, as far as its delivery says.
    pub days: [Option<String>; 2],
    /// The fields that a rule, a key or an output reads, in the policy's order.
    pub fields: Vec<FieldProfile>,
}

/// Something that is wrong, how often, and where for example.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The reason, as in `faults` and `quarantine`.
    pub reason: &'static str,
    /// How often.
    pub count: usize,
    /// The first lines, or numbers of rows of typed columns.
    pub lines: Vec<u32>,
    /// The cells of those lines, masked by their class; none for rows.
    pub cells: Vec<String>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldProfile {
    /// The field.
    pub name: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether its column is there at all.
    pub found: bool,
    /// Rows in which it has a value.
    pub known: usize,
    /// Rows in which it has none and nothing is wrong with that, or a value was required.
    pub missing: usize,
    /// Rows in which it holds what it may not.
    pub invalid: usize,
    /// The share of rows in which it has no value, to four places; `None` without rows.
    pub unknown: Option<String>,
    /// How many different values there are.
    pub distinct: usize,
    /// The smallest and the largest value of numbers and days that may be shown.
    pub range: Option<[String; 2]>,
    /// The values of an enumeration or a switch that may be shown, with their counts.
    pub values: Vec<(String, usize)>,
    /// Cells that could not be read, by reason.
    pub faults: Vec<Finding>,
    /// What of the policy rests on it, and so is doubtful where it is not known.
    pub affects: Vec<Affected>,
}

impl Dataset {
    /// Says what the delivered tables hold.
    #[must_use]
    pub fn profile(&self, model: &Model) -> Profile {
        let (schema, affects) = (&model.schema, Affects::of(model));
        let tables = schema.tables.iter().zip(&self.tables).zip(0u16..);
        let tables = tables.filter(|((_, data), _)| data.supplied);
        Profile {
            tables: tables
                .map(|((table, data), id)| self.table_profile(schema, &affects, (TableId(id), table), data))
                .collect(),
        }
    }

    fn table_profile(
        &self,
        schema: &Schema,
        affects: &Affects,
        (id, table): (TableId, &Table),
        data: &TableData,
    ) -> TableProfile {
        let delivery = self.delivery(id);
        let day = |day: Option<i32>| day.map(date::format);
        let rows = self.quarantine.iter().filter(|row| row.table == id);
        let fields =
            table.fields.iter().zip(&data.columns).zip(0u16..).filter(|((field, _), at)| {
                field.used || field.kept || table.key.fields().any(|key| key == *at)
            });
        let is_child = matches!(table.key, RowKey::Child { .. });
        let sizes = data.offsets.iter().zip(data.offsets.iter().skip(1));
        TableProfile {
            name: table.id.clone(),
            label: table.label.clone(),
            read: data.rows + rows.clone().count(),
            rows: data.rows,
            days: [day(delivery.and_then(|d| d.cut_off)), day(delivery.and_then(|d| d.covers_from))],
            quarantined: findings(rows.map(|row| (row.reason, row.line, None))),
            without: is_child.then(|| sizes.filter(|(start, end)| start == end).count()),
            incomplete: is_child.then(|| data.incomplete.as_ref().map_or(0, |bits| bits.count_ones())),
            fields: fields
                .map(|((field, column), at)| {
                    let faults = self.faults.iter().filter(|fault| fault.table == id && fault.field == at);
                    FieldProfile {
                        faults: findings(
                            faults.map(|fault| (fault.reason, fault.line, Some(fault.text.as_str()))),
                        ),
                        affects: affects.by(FieldId { table: id, field: at }),
                        ..self.field_profile(schema, field, column.as_ref(), data)
                    }
                })
                .collect(),
        }
    }

    fn field_profile(
        &self,
        schema: &Schema,
        field: &Field,
        column: Option<&Column>,
        data: &TableData,
    ) -> FieldProfile {
        let known: Vec<i64> = column
            .map_or_else(Vec::new, |column| (0..data.rows).filter_map(|row| column.number(row)).collect());
        let invalid =
            column.map_or(0, |c| c.reasons.iter().filter(|(_, reason)| *reason == Reason::Invalid).count());
        // A key of the table that no rule reads is kept as a key only.
        let is_key = column.is_none() && !field.used;
        let count = if is_key { data.rows } else { known.len() };
        let shown = !field.is_secret();
        let mut different = known;
        let values = if shown { values(schema, field, &different) } else { Vec::new() };
        sort_unique(&mut different);
        FieldProfile {
            name: field.id.clone(),
            label: field.label.clone(),
            unknown: share(data.rows - count, data.rows),
            ty: Model::type_name(field.ty),
            found: column.is_some() || is_key,
            known: count,
            missing: data.rows - count - invalid,
            invalid,
            distinct: different.len(),
            range: if shown { range(schema, field, column, &different) } else { None },
            values,
            faults: Vec::new(),
            affects: Vec::new(),
        }
    }
}

/// A part of a whole to four places, rounded half away from zero.
fn share(part: usize, whole: usize) -> Option<String> {
    let share = round_half_away(part as i128 * 10_000, whole as i128)?;
    i64::try_from(share).ok().map(|share| format_decimal(share, 4))
}

/// Counts and first examples by reason, the most frequent first.
fn findings<'a>(of: impl Iterator<Item = (FaultReason, u32, Option<&'a str>)>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for (reason, line, cell) in of {
        let at = found.iter().position(|other| other.reason == reason.id()).unwrap_or(found.len());
        if at == found.len() {
            found.push(Finding { reason: reason.id(), count: 0, lines: Vec::new(), cells: Vec::new() });
        }
        let Some(finding) = found.get_mut(at) else { continue };
        finding.count += 1;
        if finding.lines.len() < EXAMPLES {
            finding.lines.push(line);
            finding.cells.extend(cell.map(String::from));
        }
    }
    sort_by(&mut found, |a, b| (b.count, a.reason).cmp(&(a.count, b.reason)));
    found
}

/// How often each member of an enumeration, or each side of a switch, occurs.
fn values(schema: &Schema, field: &Field, known: &[i64]) -> Vec<(String, usize)> {
    let names: Vec<String> = match field.ty {
        Type::Bool => ["false", "true"].map(String::from).into(),
        Type::Enum(id) => schema.enumeration(id).members.iter().map(|(name, _)| name.clone()).collect(),
        _ => return Vec::new(),
    };
    let mut counts = alloc::vec![0usize; names.len()];
    for value in known {
        let slot = usize::try_from(*value).ok().and_then(|at| counts.get_mut(at));
        slot.into_iter().for_each(|count| *count += 1);
    }
    names.into_iter().zip(counts).collect()
}

/// The smallest and the largest value, of types that have an order and of which an end tells nobody's name.
fn range(schema: &Schema, field: &Field, column: Option<&Column>, different: &[i64]) -> Option<[String; 2]> {
    let text = |value: i64| match field.ty {
        Type::Int => Some(value.to_string()),
        Type::Decimal(scale) => Some(format_decimal(value, scale)),
        Type::Date => Some(date::format(i32::try_from(value).ok()?)),
        Type::Timestamp => Some(date::format_instant(value, schema.zone)),
        Type::Duration => Some(date::instant::format_length(i128::from(value) * 1000)),
        _ => None,
    };
    if let Some(Values::F64(_)) = column.map(|column| &column.values) {
        let mut doubles: Vec<f64> =
            different.iter().map(|bits| f64::from_bits(bits.cast_unsigned())).collect();
        sort_by(&mut doubles, f64::total_cmp);
        return Some([number::format_double(*doubles.first()?), number::format_double(*doubles.last()?)]);
    }
    Some([text(*different.first()?)?, text(*different.last()?)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load;
    use crate::policy::SourceFile;

    const POLICY: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      aum: {type: decimal(2), min: 0}
      score: {type: double, nullable: true}
      grade: {type: enum, values: [a, b], nullable: true}
      phone: {type: int, nullable: true, class: C2}
      spare: {type: int, nullable: true}
  loans:
    parent: id
    id: loan
    fields: {id: {type: string}, loan: {type: string}, due: {type: date, nullable: true}}
alerts:
  n: {kind: risk, when: \"aum > 1 && score > 1.0 && grade == 'a' && phone > 1 && loans.exists(l, l.due > date('2026-01-01'))\",
      priority: low, event: {key: aum}, task: {to: rm, title: {en: a, zh-CN: a}}}
";

    fn profile() -> Profile {
        let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: POLICY }]);
        let model = loaded.unwrap_or_else(|| panic!("{:?}", report.diagnostics)).model;
        let mut builder = crate::dataset::Builder::new(&model.schema);
        let customers = "id,aum,score,grade,phone,spare\nC1,10,1.5,a,13800000000,1\nC2,-5,,b,x,y\nC3,20.50,-2,c,,\nC4,x,,a,,\nC4,1,,a,,\n";
        builder.read("customers", customers.as_bytes(), true).unwrap();
        let loans = "id,loan,due\nC1,L1,2027-01-02\nC1,L2,2026-12-31\nC9,L3,\nC2,\"L4\"x,\n";
        builder.read("loans", loans.as_bytes(), true).unwrap();
        builder.seal().unwrap().profile(&model)
    }

    fn field<'a>(profile: &'a Profile, table: usize, name: &str) -> &'a FieldProfile {
        profile.tables[table].fields.iter().find(|field| field.name == name).unwrap()
    }

    #[test]
    fn rows_are_known_missing_or_invalid() {
        let profile = profile();
        let counts = |name| {
            let f = field(&profile, 0, name);
            (f.known, f.missing, f.invalid, f.distinct)
        };
        assert_eq!(profile.tables[0].rows, 3);
        assert_eq!(counts("id"), (3, 0, 0, 3));
        assert_eq!(counts("aum"), (2, 0, 1, 2));
        assert_eq!(counts("score"), (2, 1, 0, 2));
        assert_eq!(counts("grade"), (2, 0, 1, 2));
        assert!(profile.tables[0].fields.iter().all(|field| field.name != "spare"));
    }

    #[test]
    fn ranges_are_of_the_type_and_of_nobody_s_phone() {
        let profile = profile();
        let range = |table, name: &str| field(&profile, table, name).range.clone().map(|ends| ends.join(" "));
        assert_eq!(range(0, "aum").as_deref(), Some("10.00 20.50"));
        assert_eq!(range(0, "score").as_deref(), Some("-2 1.5"));
        assert_eq!(range(1, "due").as_deref(), Some("2026-12-31 2027-01-02"));
        assert_eq!([range(0, "id"), range(0, "phone")], [None, None]);
        assert_eq!(field(&profile, 0, "grade").values, [("a".to_string(), 1), ("b".to_string(), 1)]);
        assert_eq!(field(&profile, 0, "phone").faults[0].cells, ["***"]);
    }

    #[test]
    fn what_is_wrong_is_counted_and_shown_by_example() {
        let profile = profile();
        let faults = &field(&profile, 0, "aum").faults;
        let reasons: Vec<&str> = faults.iter().map(|fault| fault.reason).collect();
        assert_eq!(reasons, ["not_of_type", "out_of_range"]);
        assert_eq!((&faults[1].lines[..], &faults[1].cells[..]), (&[3][..], &["-5".to_string()][..]));
        let lost = &profile.tables[0].quarantined[0];
        assert_eq!((lost.reason, lost.count, &lost.lines[..]), ("duplicate_key", 2, &[5, 6][..]));
        let customers = &profile.tables[0];
        assert_eq!((customers.read, customers.rows), (5, 3));
        assert_eq!(field(&profile, 0, "aum").unknown.as_deref(), Some("0.3333"));
        let affected = |table, name: &str| -> Vec<(&str, String)> {
            field(&profile, table, name).affects.iter().map(|a| (a.kind, a.id.clone())).collect()
        };
        assert_eq!(affected(0, "aum"), [("alert", "n".to_string())]);
        assert_eq!(affected(1, "due"), [("alert", "n".to_string())]);
        assert_eq!(affected(0, "id"), []);
        let loans = &profile.tables[1];
        let reasons: Vec<&str> = loans.quarantined.iter().map(|finding| finding.reason).collect();
        assert_eq!(
            (reasons, loans.without, loans.incomplete),
            (alloc::vec!["orphan", "stray_quote"], Some(2), Some(1))
        );
    }
}

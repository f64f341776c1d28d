//! What sealed datasets hold, per field: how much is known and why the rest is not, ranges, and examples.
//!
//! It is for people who put files and a policy together. A population that is too large for one dataset comes as the
//! parts of one, each by itself; what is kept of them does not grow with them.
//!
//! INVARIANT: a value of class C2, or of a sensitive field, is never shown, neither as an example nor as a smallest or
//! largest one.
//! INVARIANT: of the parts of a dataset the profile is the one that the whole would give.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::affect::Affects;
use super::index::{hash, mixed};
use super::{Affected, Dataset, FaultReason, TableData};
use crate::column::Column;
use crate::date;
use crate::model::{CUSTOMERS, Field, FieldId, Model, RowKey, Schema, Table, TableId};
use crate::number::{self, format_decimal, round_half_away};
use crate::order::{sort_by, sort_unique};
use crate::policy::Localised;
use crate::value::{Reason, Type};

mod distinct;

use distinct::Distinct;

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
    /// Whether that is an estimate, which is right to a few percent.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub estimated: bool,
    /// The smallest and the largest value of numbers and days that may be shown.
    pub range: Option<[String; 2]>,
    /// The values of an enumeration or a switch that may be shown, with their counts.
    pub values: Vec<(String, usize)>,
    /// Cells that could not be read, by reason.
    pub faults: Vec<Finding>,
    /// What of the policy rests on it, and so is doubtful where it is not known.
    pub affects: Vec<Affected>,
}

/// What was found in the datasets so far.
#[derive(Debug, Clone)]
pub struct Profiler {
    /// One per table of the schema.
    tables: Vec<TableFigures>,
}

#[derive(Debug, Clone, Default)]
struct TableFigures {
    supplied: bool,
    rows: usize,
    quarantined: Vec<Finding>,
    without: usize,
    incomplete: usize,
    /// The last complete day and the first one.
    days: [Option<i32>; 2],
    /// One per field of the table.
    fields: Vec<FieldFigures>,
}

#[derive(Debug, Clone, Default)]
struct FieldFigures {
    found: bool,
    known: usize,
    invalid: usize,
    distinct: Distinct,
    /// The smallest and the largest value.
    ends: Option<[i64; 2]>,
    /// How often each member of an enumeration, or each side of a switch, occurs.
    counts: Vec<usize>,
    faults: Vec<Finding>,
}

impl Profiler {
    /// Nothing was found yet.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let fields = |table: &Table| alloc::vec![FieldFigures::default(); table.fields.len()];
        let tables = schema.tables.iter();
        let tables = tables.map(|table| TableFigures { fields: fields(table), ..TableFigures::default() });
        Self { tables: tables.collect() }
    }

    /// Takes in what a dataset holds, or a part of one. Reference tables, which every part has, count in the first.
    pub fn add(&mut self, schema: &Schema, dataset: &Dataset) {
        let tables = schema.tables.iter().zip(&dataset.tables).zip(0u16..);
        for (figures, ((table, data), id)) in self.tables.iter_mut().zip(tables) {
            let told = dataset.later && matches!(table.key, RowKey::Reference { .. });
            if data.supplied && !told {
                figures.add(schema, dataset, (TableId(id), table), data);
            }
        }
    }

    /// What the delivered tables hold.
    #[must_use]
    pub fn profile(&self, model: &Model) -> Profile {
        let (schema, affects) = (&model.schema, Affects::of(model));
        let tables = schema.tables.iter().zip(&self.tables).zip(0u16..);
        let supplied = tables.filter(|((_, figures), _)| figures.supplied);
        Profile {
            tables: supplied
                .map(|((table, figures), id)| figures.profile(schema, &affects, TableId(id), table))
                .collect(),
        }
    }
}

impl Dataset {
    /// What the delivered tables hold.
    #[must_use]
    pub fn profile(&self, model: &Model) -> Profile {
        let mut profiler = Profiler::new(&model.schema);
        profiler.add(&model.schema, self);
        profiler.profile(model)
    }
}

impl TableFigures {
    fn add(&mut self, schema: &Schema, dataset: &Dataset, (id, table): (TableId, &Table), data: &TableData) {
        self.supplied = true;
        self.rows += data.rows;
        for row in dataset.quarantine.iter().filter(|row| row.table == id) {
            note(&mut self.quarantined, row.reason, row.line, None);
        }
        let sizes = data.offsets.iter().zip(data.offsets.iter().skip(1));
        self.without += sizes.filter(|(start, end)| start == end).count();
        self.incomplete += data.incomplete.as_ref().map_or(0, |bits| bits.count_ones());
        if let Some(delivery) = dataset.delivery(id) {
            self.days = [delivery.cut_off, delivery.covers_from];
        }
        let columns = table.fields.iter().zip(&data.columns);
        for (figures, (field, column)) in self.fields.iter_mut().zip(columns) {
            match column {
                Some(column) => figures.add(schema, dataset, field, (column, data.rows)),
                // A key of the table that no rule reads is kept as a key only.
                None if !field.used => figures.known += data.rows,
                None => {}
            }
            figures.found |= column.is_some() || !field.used;
        }
        for fault in dataset.faults.iter().filter(|fault| fault.table == id) {
            if let Some(figures) = self.fields.get_mut(usize::from(fault.field)) {
                note(&mut figures.faults, fault.reason, fault.line, Some(&fault.text));
            }
        }
    }

    fn profile(&self, schema: &Schema, affects: &Affects, id: TableId, table: &Table) -> TableProfile {
        let is_child = matches!(table.key, RowKey::Child { .. });
        let is_key = |at: u16| table.key.fields().any(|key| key == at);
        let fields = table.fields.iter().zip(&self.fields).zip(0u16..);
        let shown = fields.filter(|((field, _), at)| field.used || field.kept || is_key(*at));
        TableProfile {
            name: table.id.clone(),
            label: table.label.clone(),
            read: self.rows + self.quarantined.iter().map(|finding| finding.count).sum::<usize>(),
            rows: self.rows,
            days: self.days.map(|day| day.map(date::format)),
            quarantined: in_order(&self.quarantined),
            without: is_child.then_some(self.without),
            incomplete: is_child.then_some(self.incomplete),
            fields: shown
                .map(|((field, figures), at)| {
                    let is_customer = id == CUSTOMERS && is_key(at);
                    FieldProfile {
                        affects: affects.by(FieldId { table: id, field: at }),
                        ..figures.profile(schema, field, self.rows, is_customer)
                    }
                })
                .collect(),
        }
    }
}

impl FieldFigures {
    fn add(&mut self, schema: &Schema, dataset: &Dataset, field: &Field, (column, rows): (&Column, usize)) {
        let mut values: Vec<i64> = (0..rows).filter_map(|row| column.number(row)).collect();
        self.known += values.len();
        self.invalid += column.reasons.iter().filter(|(_, reason)| *reason == Reason::Invalid).count();
        self.counts.resize(members(schema, field).len(), 0);
        for value in &values {
            let slot = usize::try_from(*value).ok().and_then(|at| self.counts.get_mut(at));
            slot.into_iter().for_each(|count| *count += 1);
        }
        sort_unique(&mut values);
        let is_text = field.ty == Type::String;
        self.distinct.add(values.iter().map(|value| match u32::try_from(*value) {
            // Codes are those of one dataset.
            Ok(code) if is_text => hash(dataset.texts.text(code)),
            _ => mixed(value.cast_unsigned()),
        }));
        if !is_text {
            sort_by(&mut values, |a, b| rank(field.ty, *a).cmp(&rank(field.ty, *b)));
            self.widen(field.ty, values.first().copied().zip(values.last().copied()));
        }
    }

    fn widen(&mut self, ty: Type, ends: Option<(i64, i64)>) {
        let Some((low, high)) = ends else { return };
        let [least, most] = self.ends.unwrap_or([low, high]);
        self.ends = Some([
            core::cmp::min_by_key(least, low, |value| rank(ty, *value)),
            core::cmp::max_by_key(most, high, |value| rank(ty, *value)),
        ]);
    }

    fn profile(&self, schema: &Schema, field: &Field, rows: usize, is_customer: bool) -> FieldProfile {
        let shown = !field.is_secret();
        let (distinct, estimated) = self.distinct.count();
        // No two customers have one key, whatever their number.
        let (distinct, estimated) =
            if estimated && is_customer { (self.known, false) } else { (distinct, estimated) };
        let values = if shown { members(schema, field) } else { Vec::new() };
        FieldProfile {
            name: field.id.clone(),
            label: field.label.clone(),
            ty: Model::type_name(field.ty),
            found: self.found,
            known: self.known,
            missing: rows.saturating_sub(self.known + self.invalid),
            invalid: self.invalid,
            unknown: share(rows.saturating_sub(self.known), rows),
            distinct,
            estimated,
            range: self.ends.filter(|_| shown).and_then(|ends| range(schema, field.ty, ends)),
            values: values
                .into_iter()
                .zip(self.counts.iter().copied().chain(core::iter::repeat(0)))
                .collect(),
            faults: in_order(&self.faults),
            affects: Vec::new(),
        }
    }
}

/// A part of a whole to four places, rounded half away from zero.
fn share(part: usize, whole: usize) -> Option<String> {
    let share = round_half_away(part as i128 * 10_000, whole as i128)?;
    i64::try_from(share).ok().map(|share| format_decimal(share, 4))
}

/// A value by which those of a type are in order: of doubles their bits, which are in order for numbers of one sign.
fn rank(ty: Type, value: i64) -> i64 {
    match ty {
        Type::Double if value < 0 => value ^ i64::MAX,
        _ => value,
    }
}

/// Counts something that is wrong, and keeps the first examples of it.
fn note(found: &mut Vec<Finding>, reason: FaultReason, line: u32, cell: Option<&str>) {
    let at = found.iter().position(|other| other.reason == reason.id()).unwrap_or(found.len());
    if at == found.len() {
        found.push(Finding { reason: reason.id(), count: 0, lines: Vec::new(), cells: Vec::new() });
    }
    let Some(finding) = found.get_mut(at) else { return };
    finding.count += 1;
    // Those of a part are in order, but a part need not be behind the one before it.
    let place = finding.lines.partition_point(|other| *other <= line);
    if place < EXAMPLES {
        finding.lines.insert(place, line);
        finding.lines.truncate(EXAMPLES);
        if let Some(cell) = cell {
            finding.cells.insert(place.min(finding.cells.len()), cell.into());
            finding.cells.truncate(EXAMPLES);
        }
    }
}

/// The most frequent first.
fn in_order(found: &[Finding]) -> Vec<Finding> {
    let mut found = found.to_vec();
    sort_by(&mut found, |a, b| (b.count, a.reason).cmp(&(a.count, b.reason)));
    found
}

/// The members of an enumeration, or the sides of a switch.
fn members(schema: &Schema, field: &Field) -> Vec<String> {
    match field.ty {
        Type::Bool => ["false", "true"].map(String::from).into(),
        Type::Enum(id) => schema.enumeration(id).members.iter().map(|(name, _)| name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The smallest and the largest value, of types that have an order and of which an end tells nobody's name.
fn range(schema: &Schema, ty: Type, [low, high]: [i64; 2]) -> Option<[String; 2]> {
    let text = |value: i64| match ty {
        Type::Int => Some(value.to_string()),
        Type::Decimal(scale) => Some(format_decimal(value, scale)),
        Type::Double => Some(number::format_double(f64::from_bits(value.cast_unsigned()))),
        Type::Date => Some(date::format(i32::try_from(value).ok()?)),
        Type::Timestamp => Some(date::format_instant(value, schema.zone)),
        Type::Duration => Some(date::instant::format_length(i128::from(value) * 1000)),
        _ => None,
    };
    Some([text(low)?, text(high)?])
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

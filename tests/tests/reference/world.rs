//! The tables of the comparison: what a policy declares, and random customers twice, as cells and as CSV text.

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::date;
use appraise_core::model::{Model, Table};
use appraise_core::number::format_decimal;
use appraise_core::value::Type;
use appraise_tests::random::Random;
use appraise_tests::reference::{Customer, Known, Row};

/// The as-of instant, 2026-11-21T00:00Z, and its day.
pub const AS_OF: i64 = 1_795_219_200_000_000;
/// See [`AS_OF`].
pub const TODAY: i32 = 20_778;

/// What every batch declares; expressions come on top.
pub const POLICY: &str = "
appraise: 1
policy: reference
version: 1.0.0
time_zone: UTC
params:
  limit: {type: decimal(2), value: 12.50}
  cap: {type: int, value: 3}
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      n1: {type: int, nullable: true}
      n2: {type: int, nullable: true}
      m1: {type: decimal(2), nullable: true}
      m2: {type: decimal(2), nullable: true}
      p1: {type: decimal(4), nullable: true}
      s1: {type: string, nullable: true}
      s2: {type: string, nullable: true}
      e1: {type: enum, values: [A, B, C], nullable: true}
      d1: {type: date, nullable: true}
      d2: {type: date, nullable: true}
      b1: {type: bool, nullable: true}
      b2: {type: bool, nullable: true}
  items:
    parent: id
    id: item
    event_date: day
    fields:
      item: {type: string}
      id: {type: string}
      a: {type: decimal(2), nullable: true}
      k: {type: int, nullable: true}
      day: {type: date, nullable: true}
      kind: {type: enum, values: [x, y, z], nullable: true}
      on: {type: bool, nullable: true}
      t: {type: string, nullable: true}
  acts:
    parent: id
    id: act
    fields:
      act: {type: string}
      id: {type: string}
      v: {type: decimal(4), nullable: true}
      w: {type: int, nullable: true}
      at: {type: date, nullable: true}
";

/// Random customers; one in ten lacks the rows of a table.
pub fn customers(random: &mut Random, model: &Model, count: usize) -> Vec<Customer> {
    (0..count)
        .map(|number| {
            let mut children: Vec<Option<Vec<Row>>> = vec![None];
            for table in model.schema.tables.iter().skip(1).take(2) {
                let rows = random.below(6);
                children.push(Some((0..rows).map(|at| row(random, table, number, Some(at))).collect()));
            }
            Customer { row: row(random, &model.schema.tables[0], number, None), children }
        })
        .collect()
}

fn row(random: &mut Random, table: &Table, customer: usize, at: Option<usize>) -> Row {
    let key = format!("c{customer:03}");
    let cell = |field: &appraise_core::model::Field, random: &mut Random| match (field.id.as_str(), at) {
        ("id", _) => Some(Known::Text(key.clone())),
        ("item" | "act", Some(at)) => Some(Known::Text(format!("{key}-{at}"))),
        _ if random.percent(20) => None,
        _ => Some(value(random, field.ty)),
    };
    table.fields.iter().map(|field| cell(field, random)).collect()
}

/// A value of a type: mostly small ones that meet often, now and then an edge.
fn value(random: &mut Random, ty: Type) -> Known {
    const EDGES: [i64; 6] =
        [i64::MAX, i64::MIN + 1, 1 << 53, 3_037_000_500, -9_000_000_000_000_000, 922_337_203_685_477];
    let number = |random: &mut Random, most: i64| match random.below(20) {
        0 => *random.pick(&EDGES),
        1 => 0,
        _ => random.within(-most, most),
    };
    match ty {
        Type::Int => Known::Int(number(random, 6)),
        Type::Decimal(scale) => Known::Decimal(number(random, 4_000), scale),
        Type::String => Known::Text(
            (*random.pick(&["a", "ab", "b", "ba", "张", "张伟", "é", "A", "aab", "-"])).to_owned(),
        ),
        Type::Enum(_) => Known::Member(u32::try_from(random.below(3)).unwrap()),
        Type::Date => {
            let near = TODAY + i32::try_from(random.within(-400, 400)).unwrap();
            Known::Date(if random.percent(20) {
                *random.pick(&[11_016, 20_147, 0, 18_321, 20_819])
            } else {
                near
            })
        }
        Type::Bool => Known::Bool(random.percent(50)),
        other => unreachable!("no field is {other:?}"),
    }
}

/// The customers as the engine reads them: child rows in an order of their own.
pub fn dataset(random: &mut Random, model: &Model, customers: &[Customer]) -> Dataset {
    let mut builder = Builder::new(&model.schema);
    for (at, table) in model.schema.tables.iter().enumerate().take(3) {
        let mut rows: Vec<&Row> = match at {
            0 => customers.iter().map(|customer| &customer.row).collect(),
            _ => customers.iter().flat_map(|customer| customer.children[at].iter().flatten()).collect(),
        };
        if at > 0 {
            for last in (1..rows.len()).rev() {
                rows.swap(last, random.below(last + 1));
            }
        }
        let names: Vec<&str> = table.fields.iter().map(|field| field.source.as_str()).collect();
        let mut text = names.join(",") + "\n";
        for row in rows {
            let cells: Vec<String> = row
                .iter()
                .zip(&table.fields)
                .map(|(cell, field)| cell_text(model, cell.as_ref(), field.ty))
                .collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        builder.read(&table.id, text.as_bytes(), true).unwrap();
    }
    let dataset = builder.seal().unwrap();
    assert!(dataset.faults.is_empty() && dataset.quarantine.is_empty(), "{:?}", dataset.faults);
    dataset
}

fn cell_text(model: &Model, cell: Option<&Known>, ty: Type) -> String {
    match (cell, ty) {
        (None, _) => String::new(),
        (Some(Known::Bool(b)), _) => b.to_string(),
        (Some(Known::Int(i)), _) => i.to_string(),
        (Some(Known::Decimal(value, scale)), _) => format_decimal(*value, *scale),
        (Some(Known::Text(text)), _) => text.clone(),
        (Some(Known::Member(member)), Type::Enum(id)) => {
            model.enumeration(id).members[usize::try_from(*member).unwrap()].0.clone()
        }
        (Some(Known::Date(day)), _) => date::format(*day),
        other => unreachable!("no cell holds {other:?}"),
    }
}

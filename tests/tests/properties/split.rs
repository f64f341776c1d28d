//! Changes of scores divided into data and model, on every policy that ships: the parts sum exactly, for all customers.

use std::collections::BTreeMap;
use std::path::Path;

use appraise_core::column::Bits;
use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::{Loaded, load};
use appraise_core::model::{Field, Missing, Model, Points, RowKey, Table};
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_core::program::compile;
use appraise_core::split::{Case, Change, Runs, Split};
use appraise_core::value::{Type, Value};
use appraise_core::{date, number, output};
use appraise_host::synth::{Mornings, Options};
use appraise_tests::corpus::root;
use appraise_tests::random::{Random, size};

/// Tables as CSV.
type Tables = Vec<(String, String)>;

fn loaded(path: &Path) -> Loaded {
    let mut paths = vec![path.to_owned()];
    if path.is_dir() {
        paths = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
    }
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let texts: Vec<(String, String)> =
        paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect();
    let files: Vec<SourceFile<'_>> = texts.iter().map(|(name, text)| SourceFile { name, text }).collect();
    load(&files).1.unwrap()
}

/// Another version of a policy: points, weights and what is missing are others, an indicator has gone and one has come.
fn newer(old: &Loaded) -> Loaded {
    let mut model: Model = old.model.clone();
    model.full_hash.push('x');
    for card in &mut model.scorecards {
        for dimension in &mut card.dimensions {
            for indicator in &mut dimension.indicators {
                match &mut indicator.points {
                    Points::Bins(bins) => {
                        let points: Vec<i64> = bins.iter().rev().map(|bin| bin.points).collect();
                        bins.iter_mut().zip(points).for_each(|(bin, points)| bin.points = points);
                    }
                    Points::Curve(knots) => knots.iter_mut().for_each(|knot| knot.1 /= 2),
                }
            }
            let weights: Vec<i64> = dimension.indicators.iter().rev().map(|i| i.weight).collect();
            dimension.indicators.iter_mut().zip(weights).for_each(|(i, weight)| i.weight = weight);
        }
        let first = card.dimensions.first_mut().and_then(|dimension| dimension.indicators.first_mut());
        if let Some(first) = first {
            first.id.push_str("_new");
            first.missing = Missing::Points(10_000);
        }
    }
    Loaded { program: compile(&model), model, policy: old.policy.clone() }
}

/// A random cell of a field.
fn cell(model: &Model, field: &Field, random: &mut Random) -> String {
    if field.nullable && random.percent(10) {
        return String::new();
    }
    let end = |value: &Option<Value>, otherwise: i64| match value {
        Some(Value::Int(v) | Value::Decimal(v, _)) => *v,
        Some(Value::Date(v)) => i64::from(*v),
        _ => otherwise,
    };
    let mut within =
        |low: i64, high: i64| random.within(end(&field.min, low), end(&field.max, high).max(low));
    match field.ty {
        Type::Bool => {
            let texts = if within(0, 1) == 0 { &field.false_texts } else { &field.true_texts };
            texts[0].clone()
        }
        Type::Int => within(0, 60).to_string(),
        Type::Decimal(scale) => number::format_decimal(within(0, 100_000_000), scale),
        Type::Date => date::format(i32::try_from(within(20_000, 20_600)).unwrap()),
        Type::Double => format!("{}.5", within(0, 1000)),
        Type::Enum(id) => {
            let members = &model.enumeration(id).members;
            members[usize::try_from(within(0, 1_000)).unwrap() % members.len()].0.clone()
        }
        _ => format!("t{}", within(0, 9)),
    }
}

/// Random rows of a policy's own tables.
fn generated(model: &Model, customers: usize, seed: u64) -> Tables {
    let mut random = Random::new(seed);
    let mut tables = Tables::new();
    for table in &model.schema.tables {
        let (key, parent, rows) = match table.key {
            RowKey::Field(key) => (Some(key), None, customers),
            RowKey::RowNumber => (None, None, customers),
            RowKey::Child { parent, id, .. } => (Some(id), Some(parent), customers * 2),
            RowKey::Reference { .. } => continue,
        };
        if table.id.starts_with("state_") || ["journal", "overrides", "forms"].contains(&table.id.as_str()) {
            continue;
        }
        tables.push((table.id.clone(), csv(model, table, (key, parent), (rows, customers), &mut random)));
    }
    tables
}

fn csv(
    model: &Model,
    table: &Table,
    (key, parent): (Option<u16>, Option<u16>),
    (rows, customers): (usize, usize),
    random: &mut Random,
) -> String {
    let own = |field: &&Field| !field.id.contains('.');
    let head: Vec<&str> = table.fields.iter().filter(own).map(|field| field.source.as_str()).collect();
    let separator = char::from(table.delimiter.unwrap_or(b',')).to_string();
    let separator = separator.as_str();
    let mut text = head.join(separator) + "\n";
    for row in 0..rows {
        let cells = table.fields.iter().zip(0u16..).filter(|(field, _)| own(field)).map(|(field, at)| {
            if Some(at) == key {
                // Some customers come and some go.
                format!(
                    "{}",
                    row + usize::from(row % 7 == 0 && customers == rows)
                        * usize::try_from(random.bits() % 3).unwrap()
                        * 100_000
                )
            } else if Some(at) == parent {
                format!("{}", random.below(customers))
            } else {
                cell(model, field, random)
            }
        });
        text += &(cells.collect::<Vec<_>>().join(separator) + "\n");
    }
    text
}

fn dataset(model: &Model, tables: &Tables) -> Dataset {
    let mut builder = Builder::new(&model.schema);
    for (name, text) in tables {
        if model.schema.table_named(name).is_some() {
            builder.read(name, text.as_bytes(), true).unwrap();
        }
    }
    builder.seal().unwrap()
}

/// The scores of a run by customer.
fn scores(run: &Run<'_>, outcome: &Outcome, card: usize) -> BTreeMap<String, Option<i64>> {
    let columns = &outcome.cards[card];
    let known = |row: usize, bits: &Bits| bits.get(row).then(|| columns.score[row]);
    let key = |row: usize| output::customer_key(run.dataset, row).to_owned();
    (0..outcome.rows).map(|row| (key(row), known(row, &columns.score_known))).collect()
}

/// Checks all customers; how many scores were divided and how many of them had a change by data and by model.
fn reconcile(old: &Loaded, new: &Loaded, days: [&str; 2], tables: [&Tables; 2]) -> [usize; 3] {
    let data =
        [dataset(&old.model, tables[0]), dataset(&old.model, tables[1]), dataset(&new.model, tables[1])];
    let instant = |loaded: &Loaded, day: &str| as_of(&loaded.model, day, true).unwrap();
    let make = |of: usize| {
        let loaded = if of == 2 { new } else { old };
        let day = days[usize::from(of > 0)];
        Run {
            model: &loaded.model,
            program: &loaded.program,
            dataset: &data[of],
            as_of: instant(loaded, day),
        }
    };
    let (before, between, after) = (make(0), make(1), make(2));
    let split = Split::of(Runs { before: &before, between: &between, after: &after }, None).unwrap();
    assert!(Split::of(Runs { before: &before, between: &before, after: &after }, None).is_none());
    let runs = [&before, &between, &after];
    let outcomes = runs.map(|run| run.evaluate(true));
    let mut seen = [0; 3];
    for card in 0..old.model.scorecards.len() {
        let single: Vec<_> =
            runs.iter().zip(&outcomes).map(|(run, outcome)| scores(run, outcome, card)).collect();
        for (customer, key) in split.customers().enumerate() {
            let change = split.change(customer, card).unwrap();
            let own = |of: usize| single[of].get(key).copied().flatten();
            let expected = [0, 1, 2].map(own);
            assert_eq!([change.before, change.between, change.after], expected, "{key}");
            let parts: Vec<Change> = split.contributions(customer, card).map(|(.., part)| part).collect();
            let Some((by_data, by_model)) = change.parts() else {
                assert!(change.case != Case::Divided && parts.is_empty());
                assert!(expected.iter().any(Option::is_none), "{key}: {:?}", change.case);
                continue;
            };
            assert_eq!(change.before.unwrap() + by_data + by_model, change.after.unwrap(), "{key}");
            let sums =
                parts.iter().map(|part| part.parts().unwrap()).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            assert_eq!(sums, (by_data, by_model), "{key}: indicators");
            for part in &parts {
                let (data, model) = part.parts().unwrap();
                assert_eq!(part.before.unwrap() + data + model, part.after.unwrap());
            }
            let wholes = [0, 1, 2].map(|of| {
                parts.iter().map(|part| [part.before, part.between, part.after][of].unwrap()).sum::<i64>()
            });
            assert_eq!(wholes.map(Some), expected, "{key}: contributions sum to the score");
            seen[0] += 1;
            seen[1] += usize::from(by_data != 0);
            seen[2] += usize::from(by_model != 0);
        }
    }
    let report = split.report();
    for card in &report.scorecards {
        assert_eq!(card.cases.iter().map(|case| case.customers).sum::<usize>(), report.customers);
    }
    let lines = split.customers().len() * split.scorecards().len();
    assert!(split.table().rows >= lines);
    seen
}

#[test]
fn the_parts_sum_to_the_change_for_all_customers_of_all_policies_that_ship() {
    let customers = size("SPLIT_CUSTOMERS", 150);
    let mut entries: Vec<_> =
        std::fs::read_dir(root().join("core/policies")).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.retain(|path| path.is_dir() || path.extension().is_some_and(|e| e == "yaml"));
    entries.sort();
    assert!(entries.len() >= 5);
    for path in entries {
        let old = loaded(&path);
        let new = newer(&old);
        if old.model.scorecards.is_empty() {
            continue;
        }
        let seen = if path.is_dir() {
            let mornings = Mornings::new(Options { customers, seed: 1, days: 2 }).collect::<Vec<_>>();
            let tables = |at: usize| -> Tables {
                mornings[at].tables.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect()
            };
            let days = [0, 1].map(|at: usize| mornings[at].day.as_str());
            reconcile(&old, &new, days, [&tables(0), &tables(1)])
        } else {
            let rows = usize::try_from(customers).unwrap();
            let tables = [1, 2].map(|seed| generated(&old.model, rows, seed));
            reconcile(&old, &new, ["2026-06-30", "2026-07-31"], [&tables[0], &tables[1]])
        };
        assert!(seen.iter().all(|count| *count > 10), "{}: {seen:?}", path.display());
    }
}

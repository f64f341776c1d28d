//! Shares of the parts of a population, added in any order, are the share of the population; and no text that is not a
//! share of the policy is taken for one, nor stops the engine.

use std::collections::BTreeMap;

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::Loaded;
use appraise_core::model::{Model, RowKey};
use appraise_core::outcome::Run;
use appraise_core::output;
use appraise_core::share::{Share, is_shared};
use appraise_core::state::accepts;
use appraise_tests::random::Random;

use super::population::{Population, Table, populations};
use super::seeds;

/// A case whose customers can be parted: its tables as records, and of each the customer to whom it belongs.
struct Parted {
    loaded: Loaded,
    as_of: i64,
    customers: usize,
    tables: Vec<Records>,
}

struct Records {
    name: String,
    header: Vec<u8>,
    /// Records, each with the number of its customer; `None`: every part gets it.
    records: Vec<(Option<usize>, Vec<u8>)>,
}

#[test]
fn shares_of_any_cut_added_in_any_order_are_the_share_of_the_whole() {
    let (mut cases, mut parts) = (0, 0);
    for population in all_parted() {
        let model = &population.loaded.model;
        let whole = share(&population, &|_| true).unwrap();
        cases += 1;
        for seed in 0..seeds() / 100 + 2 {
            let mut random = Random::new(seed);
            let count = 1 + random.below(population.customers + 1);
            let owner: Vec<usize> = (0..population.customers).map(|_| random.below(count)).collect();
            let mut texts: Vec<String> = Vec::new();
            for part in 0..count {
                let part = share(&population, &|customer| owner[customer] == part).unwrap();
                texts.insert(random.below(texts.len() + 1), part.write(model));
            }
            parts += count;
            let mut joined = Share::none(model, &population.loaded.program, population.as_of);
            texts.iter().for_each(|text| joined.add(model, text).unwrap());
            assert_eq!(joined, whole, "{} seed {seed}", model.id);
            same_figures(&population, &joined);
        }
    }
    assert!(cases > 150 && parts > 500, "{cases} cases in {parts} parts");
    println!("{cases} cases in {parts} parts");
}

/// Summary and tables of a share are those that the run itself gives.
fn same_figures(population: &Parted, joined: &Share) {
    let (model, dataset) = (&population.loaded.model, dataset(population, &|_| true).unwrap());
    let run = Run { model, program: &population.loaded.program, dataset: &dataset, as_of: population.as_of };
    let outcome = run.evaluate(false);
    let json = |summary| serde_json::to_string(&summary).unwrap();
    assert_eq!(json(joined.summary(model)), json(output::summary(&run, &outcome)), "{}", model.id);
    for name in output::tables(model) {
        match joined.table(model, name) {
            Ok(table) => {
                assert_eq!(table, output::table(&run, &outcome, name).unwrap(), "{} {name}", model.id)
            }
            Err(_) => assert!(!is_shared(name), "{name}"),
        }
    }
}

#[test]
fn a_text_that_is_no_share_of_the_policy_is_refused_and_adds_nothing() {
    let mut refused = 0;
    for (at, population) in all_parted().enumerate() {
        let model = &population.loaded.model;
        let text = share(&population, &|_| true).unwrap().write(model);
        let none = Share::none(model, &population.loaded.program, population.as_of);
        let mut later = Share::none(model, &population.loaded.program, population.as_of + 1);
        assert!(later.add(model, &text).is_err(), "a share of another instant");
        let mut random = Random::new(at as u64);
        for _ in 0..seeds() / 4 + 16 {
            let text = damaged(&text, &mut random);
            let mut joined = none.clone();
            if joined.add(model, &text).is_err() {
                refused += 1;
                assert_eq!(joined, none);
            }
            // Figures of a share that lies within what a run may give are made without a stop.
            output::tables(model).iter().for_each(|name| drop(joined.table(model, name)));
            drop(joined.summary(model));
        }
    }
    assert!(refused > 1000, "{refused}");
}

/// The text with a piece cut out, doubled, or a number in the place of another.
fn damaged(text: &str, random: &mut Random) -> String {
    let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut cut = [*random.pick(&bounds), *random.pick(&bounds)];
    cut.sort_unstable();
    let [start, end] = cut;
    let numbers =
        ["0", "-1", "9223372036854775807", "18446744073709551615", "1e9", "281474976710656", "\"\"", "[]"];
    match random.below(4) {
        0 => [&text[..start], &text[end..]].concat(),
        1 => [&text[..end], &text[start..]].concat(),
        2 => text[..start].into(),
        _ => {
            let rest = &text[start..];
            let from = start + rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            let digits = text[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
            [&text[..from], *random.pick(&numbers), &text[from + digits..]].concat()
        }
    }
}

fn share(population: &Parted, takes: &dyn Fn(usize) -> bool) -> Option<Share> {
    let dataset = dataset(population, takes)?;
    let Loaded { model, program, .. } = &population.loaded;
    let run = Run { model, program, dataset: &dataset, as_of: population.as_of };
    Some(Share::of(&run, &run.evaluate(false)))
}

/// The dataset of the customers that are taken, their rows, and what every part gets.
fn dataset(population: &Parted, takes: &dyn Fn(usize) -> bool) -> Option<Dataset> {
    let mut builder = Builder::new(&population.loaded.model.schema);
    for table in &population.tables {
        let mut text = table.header.clone();
        let records = table.records.iter().filter(|(owner, _)| owner.is_none_or(takes));
        records.for_each(|(_, record)| text.extend_from_slice(record));
        builder.read(&table.name, &text, true).ok()?;
    }
    builder.seal().ok()
}

/// The cases whose policy counts every customer alone and whose tables are sound.
fn all_parted() -> impl Iterator<Item = Parted> {
    populations().filter_map(parted)
}

fn parted(population: Population) -> Option<Parted> {
    let Population { loaded, as_of, tables: texts, .. } = population;
    loaded.model.groups.is_empty().then_some(())?;
    let (tables, customers) = tables(&loaded.model, &texts)?;
    let parted = Parted { loaded, as_of, customers, tables };
    let dataset = dataset(&parted, &|_| true)?;
    let Loaded { model, program, .. } = &parted.loaded;
    accepts(&Run { model, program, dataset: &dataset, as_of }).ok()?;
    let of_all = |table| matches!(model.schema.table(table).map(|t| &t.key), Some(RowKey::Reference { .. }));
    let sound = dataset.quarantine.is_empty() && dataset.aliases.is_empty();
    (sound && !dataset.faults.iter().any(|fault| of_all(fault.table))).then_some(parted)
}

/// The tables of a case as records, and the number of its customers.
fn tables(model: &Model, texts: &[Table]) -> Option<(Vec<Records>, usize)> {
    let mut customers: BTreeMap<String, usize> = BTreeMap::new();
    let own = &model.schema.tables.first()?;
    let RowKey::Field(key) = own.key else { return None };
    let Table { text, .. } = texts.iter().find(|table| table.name == own.id)?;
    for record in records(text)?.1 {
        let column = column(text, &own.fields[usize::from(key)].source)?;
        let number = customers.len();
        customers.insert(record.get(column)?.trim().to_owned(), number);
    }
    let mut tables = Vec::new();
    for Table { name, text, .. } in texts {
        let table = model.schema.tables.iter().find(|table| table.id == *name)?;
        let parent = match table.key {
            RowKey::Field(at) => Some(at),
            RowKey::Child { parent, .. } => Some(parent),
            RowKey::Reference { .. } => None,
            RowKey::RowNumber => return None,
        };
        let (header, all) = records(text)?;
        let mut made = Records { name: name.clone(), header: line(&header), records: Vec::new() };
        for record in all {
            let owner = match parent {
                // A row of nobody goes with the first part.
                Some(at) => {
                    let key = record.get(column(text, &table.fields[usize::from(at)].source)?)?.trim();
                    Some(customers.get(key).copied().unwrap_or(0))
                }
                None => None,
            };
            made.records.push((owner, line(&record)));
        }
        tables.push(made);
    }
    (customers.len() > 1).then_some((tables, customers.len()))
}

fn records(text: &[u8]) -> Option<(csv::StringRecord, Vec<csv::StringRecord>)> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text);
    let header = reader.headers().ok()?.clone();
    Some((header, reader.records().collect::<Result<_, _>>().ok()?))
}

fn column(text: &[u8], source: &str) -> Option<usize> {
    records(text)?.0.iter().position(|name| name.trim() == source)
}

fn line(record: &csv::StringRecord) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(record).unwrap();
    writer.into_inner().unwrap()
}

//! No cell of a CSV file for people is a formula to a spreadsheet, whatever the input says.
//!
//! The tables of the state are for the next run, which has to read every key as it was, and are left as they are.

use std::collections::BTreeSet;

use appraise_host::output::Format;
use appraise_host::run::Options;

use super::bank::{Place, settings};

/// What spreadsheets take for the beginning of a formula.
const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[test]
fn a_text_that_begins_like_a_formula_is_made_plain_in_every_column() {
    let place = Place::new();
    let (mut customers, mut rows) = ("id,rm,k\n".to_owned(), "row_id,id,note,amount\n".to_owned());
    for (at, begin) in BEGINNINGS.iter().enumerate() {
        // A cell that is read as a text keeps its beginning; one that is no number is told of as a fault.
        customers.push_str(&format!("\"{begin}cmd{at}\",\"{begin}rm{at}\",\"{begin}5x\"\n"));
        rows.push_str(&format!("\"{begin}row{at}\",\"{begin}cmd{at}\",\"{begin}note{at}\",99.50\n"));
        rows.push_str(&format!("\"{begin}lost{at}\",\"{begin}nobody{at}\",\"{begin}\",\"{begin}x\"\n"));
    }
    place.file("bank/customers.csv", &customers);
    place.file("bank/rows.csv", &rows);
    let formats = [Format::Csv];
    let manifest = place.score(&settings(1, 4, &formats), Options::default()).unwrap();
    let mut plain = BTreeSet::new();
    for output in manifest.outputs.iter().filter(|output| !output.file.starts_with("state_")) {
        let mut reader = csv::Reader::from_path(place.out().join(&output.file)).unwrap();
        let header = reader.headers().unwrap().clone();
        for record in reader.records() {
            for (column, cell) in header.iter().zip(&record.unwrap()) {
                let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
                let where_ = format!("{} {column}: {cell:?}", output.file);
                assert!(is_number || !cell.starts_with(BEGINNINGS), "{where_}");
                if cell.strip_prefix('\'').is_some_and(|rest| rest.starts_with(BEGINNINGS)) {
                    let table = output.file.split(['/', '.']).next().unwrap();
                    plain.insert(format!("{table}.{column}"));
                }
            }
        }
    }
    println!("{plain:?}");
    for column in [
        "customers.id",
        "tasks.customer",
        "tasks.title_en",
        "faults.value",
        "quarantine.key",
        "reports.group_1",
    ] {
        assert!(plain.contains(column), "{column} is not among {plain:?}");
    }
}

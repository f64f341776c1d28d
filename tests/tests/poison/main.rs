//! One record that stops the module, among many: exactly that customer is put in quarantine, with what they did, and
//! everybody else is scored as if they had not been there.
//!
//! The module is the real one with a weakness planted in it. `APPRAISE_FULL=1` runs a million rows in chunks of 65,536.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod apart;
mod bank;
mod tied;

use appraise_host::Code;
use appraise_host::batch::Cause;
use appraise_tests::folder::Folder;
use appraise_tests::planted_module::{Harm, Spot};
use bank::{Form, TRAP, engine, file, lines, run, scored, told};

fn most(chunk_rows: u64) -> u32 {
    chunk_rows.next_power_of_two().ilog2() + 2
}

#[test]
fn one_poisonous_row_among_many_is_the_only_one_in_quarantine() {
    let full = std::env::var_os("APPRAISE_FULL").is_some();
    let (rows, chunk_rows) = if full { (1_000_000, 65_536) } else { (6_000, 1_024) };
    let poison = rows / 3 * 2 + 1;
    for form in [Form::Csv, Form::Parquet] {
        let place = Folder::new("poison");
        let input = file(&place, form, rows, &[], &[poison]);
        let (without, retried) = run(&TRAP, &place, &input, chunk_rows);
        assert!(without.unwrap().poisoned.is_empty() && retried.is_empty());
        let expected = scored(&place);
        let input = file(&place, form, rows, &[poison], &[]);
        let (manifest, retried) = run(&TRAP, &place, &input, chunk_rows);
        let manifest = manifest.unwrap();
        let line = if form == Form::Csv { poison + 2 } else { poison + 1 };
        assert_eq!(manifest.poisoned, [told(line, Cause::Trap)]);
        let quarantine = lines(&place, "quarantine");
        assert_eq!(quarantine.len(), 1, "{quarantine:?}");
        assert!(quarantine[0].contains("trapped"), "{quarantine:?}");
        assert_eq!(scored(&place), expected, "everybody else as if they had not been there");
        let attempts: Vec<u32> = retried.values().copied().collect();
        assert!(attempts.len() == 1 && attempts[0] <= most(chunk_rows), "{retried:?}");
        println!(
            "{rows} rows in chunks of {chunk_rows}: {} more attempts of at most {}",
            attempts[0],
            most(chunk_rows)
        );
    }
}

#[test]
fn several_poisonous_rows_are_found_whatever_the_chunks() {
    let place = Folder::new("several");
    let input = file(&place, Form::Csv, 500, &[0, 1, 250, 499], &[]);
    for chunk_rows in [7, 64, 65_536] {
        let manifest = run(&TRAP, &place, &input, chunk_rows).0.unwrap();
        let found: Vec<u32> = manifest.poisoned.iter().map(|poisoned| poisoned.line).collect();
        assert_eq!(found, [2, 3, 252, 501], "{chunk_rows}");
        assert_eq!(scored(&place).len(), 496);
    }
}

#[test]
fn work_without_end_is_quarantined_as_such_and_hunger_for_memory_ends_the_run() {
    let place = Folder::new("harms");
    let input = file(&place, Form::Csv, 40, &[11], &[]);
    let manifest = run(&engine(Harm::Loop, Spot::Rows), &place, &input, 16).0.unwrap();
    assert_eq!(manifest.poisoned, [told(13, Cause::Fuel)]);
    assert!(lines(&place, "quarantine")[0].contains("out_of_fuel"));
    let error = run(&engine(Harm::Grow, Spot::Rows), &place, &input, 16).0.unwrap_err();
    assert_eq!(error.code(), Code::MEMORY, "{error}");
}

//! One customer of a run, judged again.

use std::path::PathBuf;

use appraise_host::batch::{Replay, Replayed, replay};
use appraise_host::output::Format;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::Options;
use appraise_host::{ErrorKind, Result};

use super::bank::{ENGINE, POLICY, Place, settings};

fn again(place: &Place, customer: &str, policy: &PolicyFiles) -> Result<Replayed> {
    let out: PathBuf = place.out();
    let asked = Replay {
        engine: &ENGINE,
        files: policy,
        sources: place.sources(),
        run: &out,
        customer,
        scratch: place.0.join("scratch"),
    };
    replay(&asked, &|_| {})
}

#[test]
fn every_customer_of_a_run_gives_the_same_bits_in_every_format() {
    for format in [Format::Csv, Format::Parquet] {
        for rows in [7, 65_536] {
            let place = Place::new();
            place.score(&settings(2, rows, &[format]), Options::default()).unwrap();
            // The first and the last, one with an unreadable cell, one who is tied, one who is there twice.
            for customer in ["C0", "C59", "C9", "C50", "C20"] {
                let replayed = again(&place, customer, &place.policy()).unwrap();
                assert!(replayed.is_same(), "{customer} {format:?}: {replayed:?}");
                assert!(replayed.tables.iter().any(|table| table.same > 0), "{customer}: {replayed:?}");
            }
            let alone = again(&place, "C31", &place.policy()).unwrap();
            assert_eq!(alone.together, None);
            assert!(!place.0.join("scratch").exists());
        }
    }
}

#[test]
fn a_row_that_was_changed_afterwards_is_shown_beside_the_right_one() {
    let place = Place::new();
    place.score(&settings(1, 7, &[Format::Csv]), Options::default()).unwrap();
    let part = place.out().join("customers/part-00005.csv");
    let text = std::fs::read_to_string(&part).unwrap();
    let (right, wrong) = ("C31,false,true", "C31,true,true");
    assert!(text.contains(right), "{text}");
    std::fs::write(&part, text.replace(right, wrong)).unwrap();
    let replayed = again(&place, "C31", &place.policy()).unwrap();
    assert!(!replayed.is_same());
    // What is judged again is what the log tells of, and not what lies in the folder.
    assert_eq!((replayed.chunk, replayed.together), (5, Some(true)));
    let table = replayed.tables.iter().find(|table| table.table == "customers").unwrap();
    assert!(table.gone.len() == 1 && table.gone[0] == "C31 | true | true", "{table:?}");
    assert!(table.new.len() == 1 && table.new[0] == "C31 | false | true", "{table:?}");
}

#[test]
fn another_policy_another_input_and_a_stranger_are_refused() {
    let place = Place::new();
    place.score(&settings(1, 7, &[Format::Csv]), Options::default()).unwrap();
    let refused = |customer: &str, policy: &PolicyFiles, said: &str| {
        let error = again(&place, customer, policy).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(error.to_string().contains(said), "{error}");
    };
    refused("X1", &place.policy(), "has no row of the customer `X1`");
    let other = PolicyFiles::from_text("p.yaml", POLICY.replace("50.0", "51.0"));
    refused("C31", &other, "was made with another one: the policy");
    place.file("bank/rows.csv", "row_id,id,note,amount\n");
    refused("C31", &place.policy(), "was made with another one: the input");
}

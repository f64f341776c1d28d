//! Verifying a run: whatever is changed in its folder is named.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod chunks;

use std::path::Path;

use appraise_host::manifest::{self, PolicyFileEntry};
use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::{Against, Finding, LOG, Options, REGISTER, Verdict, verify};
use appraise_host::{Lang, Result};
use chunks::{Place, files, run, stopped_after_three};

fn plain(out: &Path) -> Verdict {
    verify(out, &Against::default()).unwrap()
}

fn finished(chunks: u32) -> Place {
    let place = Place::new();
    run(&place.out(), chunks, Options::default()).unwrap();
    place
}

#[test]
fn an_untouched_run_is_what_it_was() {
    for chunks in [1, 3] {
        let place = finished(chunks);
        let verdict = plain(&place.out());
        assert_eq!(verdict.findings, []);
        assert_eq!(verdict.chunks, chunks as usize);
        assert!(verdict.manifest.is_some() && verdict.bytes > 0);
    }
}

#[test]
fn a_bit_that_is_flipped_in_any_file_is_found() {
    let place = finished(3);
    let out = place.out();
    for (name, bytes) in
        files(&out).into_iter().chain([(REGISTER.to_owned(), std::fs::read(out.join(REGISTER)).unwrap())])
    {
        // No hash covers the fuel.
        if name == "fuel.json" {
            continue;
        }
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            std::fs::write(out.join(&name), changed).unwrap();
            let verdict: Result<Verdict> = verify(&out, &Against::default());
            assert!(!verdict.is_ok_and(|verdict| verdict.findings.is_empty()), "{name}, byte {at}");
        }
        std::fs::write(out.join(&name), bytes).unwrap();
    }
    assert_eq!(plain(&out).findings, []);
}

#[test]
fn a_file_that_is_missing_changed_or_foreign_is_named() {
    let place = finished(3);
    let out = place.out();
    std::fs::remove_file(out.join("tasks/part-00001.csv")).unwrap();
    std::fs::write(out.join("customers/part-00002.csv"), "key\n").unwrap();
    std::fs::write(out.join("customers/part-00009.csv"), "key\nC9\n").unwrap();
    std::fs::write(out.join("notes.txt"), "mine").unwrap();
    let found = plain(&out).findings;
    let want = [
        Finding::Missing("tasks/part-00001.csv".to_owned()),
        Finding::Changed("customers/part-00002.csv".to_owned()),
        Finding::Stray("customers/part-00009.csv".to_owned()),
    ];
    assert!(found.len() == 3 && want.iter().all(|finding| found.contains(finding)), "{found:?}");
    let said: Vec<String> = found.iter().map(|finding| finding.text(Lang::ZhCn)).collect();
    assert!(said.contains(&"缺少 `tasks/part-00001.csv`".to_owned()), "{said:?}");
}

#[test]
fn a_manifest_that_was_written_anew_does_not_fit_its_log_and_register() {
    let place = finished(3);
    let out = place.out();
    let text = std::fs::read_to_string(out.join(manifest::FILE)).unwrap();
    std::fs::write(out.join(manifest::FILE), text.replace("2026-11-21", "2026-11-22")).unwrap();
    assert_eq!(plain(&out).findings, [Finding::Disagree("the settings"), Finding::Unregistered]);
}

#[test]
fn a_run_that_was_stopped_says_so_and_its_parts_are_looked_at() {
    let place = Place::new();
    stopped_after_three(&place);
    assert_eq!(plain(&place.out()).findings, [Finding::Unfinished]);
    let log = std::fs::read(place.out().join(LOG)).unwrap();
    std::fs::write(place.out().join(LOG), &log[..log.len() - 9]).unwrap();
    let verdict = plain(&place.out());
    assert_eq!(verdict.chunks, 2);
    let stray = Finding::Stray("customers/part-00003.csv".to_owned());
    assert_eq!(verdict.findings, [Finding::Unfinished, stray, Finding::Torn]);
}

#[test]
fn module_policy_and_inputs_are_held_against_the_run() {
    let place = Place::new();
    let policy = PolicyFiles::from_text("p.yaml", "appraise: 1");
    let input = place.0.join("customers.csv");
    std::fs::write(&input, "id\nA\n").unwrap();
    let mut settings = chunks::settings();
    let hash = |files: &PolicyFiles| files.sha256()[0].1.clone();
    settings.policy.files = vec![PolicyFileEntry { file: "p.yaml".to_owned(), sha256: hash(&policy) }];
    let bytes = PolicyFiles::from_text("customers.csv", "id\nA\n");
    settings.inputs = vec![appraise_host::input::InputFile {
        table: "customers".to_owned(),
        file: "customers.csv".to_owned(),
        bytes: 5,
        sha256: hash(&bytes),
    }];
    chunks::run_as(&place.out(), settings, 2, Options::default()).unwrap();
    let held = |against: Against| verify(&place.out(), &against).unwrap().findings;
    let right = Against {
        module: Some("00ff".to_owned()),
        policy: Some(policy),
        inputs: vec![place.0.to_path_buf()],
        register: None,
    };
    assert_eq!(held(right.clone()), []);
    assert_eq!(held(Against { inputs: vec![input.clone()], ..right.clone() }), []);
    std::fs::write(&input, "id\nB\n").unwrap();
    let other = PolicyFiles::from_text("p.yaml", "appraise: 2");
    let wrong = Against { module: Some("11".to_owned()), policy: Some(other), ..right.clone() };
    let name = "customers: customers.csv".to_owned();
    assert_eq!(held(wrong), [Finding::Module, Finding::Policy, Finding::Input(name.clone())]);
    assert_eq!(held(Against { inputs: vec![place.out()], ..right }), [Finding::NoInput(name)]);
}

#[test]
fn a_folder_without_a_run_is_an_error() {
    let place = Place::new();
    let error = verify(&place.0, &Against::default()).unwrap_err();
    assert!(error.to_string().ends_with("holds no run: it has no manifest.log"), "{error}");
}

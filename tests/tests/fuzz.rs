//! The fuzz targets on stable: every input that was kept, then changes of them at random.
//!
//! `APPRAISE_FUZZ` is the number of changes per target, `APPRAISE_SEED` where they begin. An input on which a target
//! fails is written to `tests/out`; it belongs into `tests/fuzz/corpus/<target>` once the defect is mended.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite, where a panic is the report")]

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use appraise_tests::fuzz::{Mutator, TARGETS, run};

/// Changes per target unless told otherwise.
const CHANGES: usize = 4_000;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The kept inputs of a target, in the order of their names.
fn kept(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = root().join("fuzz/corpus").join(target);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

#[test]
fn every_kept_input_comes_back() {
    for (target, _) in TARGETS {
        let kept = kept(target);
        assert!(!kept.is_empty(), "{target} has no inputs");
        for (name, bytes) in kept {
            assert!(catch_unwind(|| run(target, &bytes)).is_ok(), "{target} fails on {name}");
        }
    }
}

#[test]
fn changes_of_kept_inputs_come_back() {
    let (changes, seed) = (number("APPRAISE_FUZZ", CHANGES), number("APPRAISE_SEED", 1));
    println!("{changes} changes per target from seed {seed}; APPRAISE_FUZZ asks for more");
    for (target, _) in TARGETS {
        let inputs: Vec<Vec<u8>> = kept(target).into_iter().map(|(_, bytes)| bytes).collect();
        let mut mutator = Mutator::new(u64::try_from(seed).unwrap());
        for change in 0..changes {
            let bytes = mutator.change(&inputs);
            if catch_unwind(|| run(target, &bytes)).is_err() {
                let place = root().join(format!("out/fuzz-{target}-{seed}-{change}"));
                std::fs::create_dir_all(root().join("out")).unwrap();
                std::fs::write(&place, &bytes).unwrap();
                panic!("{target} fails on {}", place.display());
            }
        }
    }
}

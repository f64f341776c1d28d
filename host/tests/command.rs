//! The command from outside, as far as it needs no module: exit codes, one clear line, files.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod folder;

use std::process::{Command, Output};

use folder::Folder;

struct Place(Folder);

impl Place {
    fn new(name: &str) -> Self {
        Self(Folder::new(name))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        self.0.file(name, bytes).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_appraise"))
            .args(arguments)
            .current_dir(&*self.0)
            .env_remove("APPRAISE_MODULE")
            .output()
            .unwrap()
    }

    /// Exit code and the one line on stderr.
    fn fails(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        (output.status.code(), text.trim_end().to_owned())
    }
}

#[test]
fn a_policy_that_is_not_there_is_one_line_and_exit_code_2() {
    let place = Place::new("absent");
    let (code, line) = place.fails(&["check", "no.yaml"]);
    assert_eq!(code, Some(2));
    assert!(line.starts_with("appraise: H201 cannot read the policy `no.yaml`: "), "{line}");
}

#[test]
fn a_folder_without_a_policy_is_one_line_and_exit_code_2() {
    let place = Place::new("folder");
    place.file("notes.txt", b"x");
    place.file(".hidden.yaml", b"x");
    let (code, line) = place.fails(&["check", "."]);
    assert_eq!(code, Some(2));
    assert_eq!(line, "appraise: H200 no policy in the folder `.`: it has no .yaml, .yml, .json or .csv file");
}

#[test]
fn a_policy_that_is_not_utf_8_names_the_byte() {
    let place = Place::new("bytes");
    let path = place.file("p.yaml", b"appraise: \xff");
    let (code, line) = place.fails(&["check", &path]);
    assert_eq!(code, Some(2));
    assert!(line.ends_with("it is not UTF-8 text (byte 11); save it as UTF-8"), "{line}");
}

#[test]
fn a_module_that_is_not_there_is_one_line_and_exit_code_2() {
    let place = Place::new("module");
    place.file("p.yaml", b"appraise: 1");
    let (code, line) = place.fails(&["check", "p.yaml", "--module", "no.wasm"]);
    assert_eq!(
        (code, line.as_str()),
        (Some(2), "appraise: H301 no module at `no.wasm`, which --module names")
    );
    place.file("bad.wasm", b"\0asm");
    let (code, line) = place.fails(&["check", "p.yaml", "--module", "bad.wasm"]);
    assert_eq!(code, Some(2));
    assert!(line.starts_with("appraise: H302 this is not a module that the host can run: "), "{line}");
}

#[test]
fn an_input_that_is_not_there_is_found_before_the_module_is() {
    let place = Place::new("input");
    place.file("p.yaml", b"appraise: 1");
    let (code, line) = place.fails(&[
        "score",
        "--policy",
        "p.yaml",
        "--input",
        "no.csv",
        "--as-of",
        "2026-11-21",
        "--out",
        "out",
    ]);
    assert_eq!(code, Some(2));
    assert!(line.starts_with("appraise: H201 cannot read the input `no.csv`: "), "{line}");
}

#[test]
fn arguments_that_make_no_sense_end_with_exit_code_2() {
    let place = Place::new("usage");
    for arguments in [
        &["score", "--policy", "p", "--input", "i", "--out", "o"][..],
        &["score", "--policy", "p", "--input", "i", "--out", "o", "--as-of", "d", "--encoding", "utf-9"],
        &["score", "--policy", "p", "--input", "i", "--out", "o", "--as-of", "d", "--table", "holdings"],
        &["check"],
        &["print", "p", "--lang", "fr"],
        &["nonsense"],
    ] {
        assert_eq!(place.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn synth_writes_the_same_files_again() {
    let place = Place::new("synth");
    let make = |out: &str| {
        let output = place.run(&["synth", "--customers", "50", "--seed", "9", "--out", out]);
        assert_eq!(output.status.code(), Some(0));
        ["customers.csv", "holdings.csv"].map(|name| std::fs::read(place.0.join(out).join(name)).unwrap())
    };
    assert_eq!(make("a"), make("b"));
    let left: Vec<_> =
        std::fs::read_dir(place.0.join("a")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 31, "{left:?}");
}

//! The record of a run, with chunks handed in by the test: stopped at every durable step and taken up again, its files
//! are the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod chunks;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use appraise_host::batch::{Cause, Poisoned, Scored};
use appraise_host::output::Format;
use appraise_host::run::{Act, Begin, Claim, Hook, LOG, Options, REGISTER, Settings, Step};
use appraise_host::{Error, ErrorKind, Lang};
use chunks::folder::same;
use chunks::{Place, begin, chunk, files, run, settings, stopped_after_three};

fn plain() -> Options {
    Options::default()
}

/// A hook that fails from step `stop` on, as a killed process does no more.
fn stopping(stop: usize, cause: fn() -> io::Error) -> (Options, Arc<AtomicUsize>) {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    let hook: Hook =
        Arc::new(
            move |_: &Step| {
                if count.fetch_add(1, Ordering::Relaxed) < stop { Ok(()) } else { Err(cause()) }
            },
        );
    (Options { hook: Some(hook), ..Options::default() }, seen)
}

fn killed() -> io::Error {
    io::Error::other("killed")
}

fn undisturbed(chunks: u32) -> BTreeMap<String, Vec<u8>> {
    let place = Place::new();
    run(&place.out(), chunks, plain()).unwrap();
    files(&place.out())
}

#[test]
fn stopped_at_any_step_and_taken_up_again_the_files_are_the_same_bytes() {
    let mut stops = 0;
    for chunks in [1, 2, 5] {
        let want = undisturbed(chunks);
        for stop in 0.. {
            let place = Place::new();
            let (options, seen) = stopping(stop, killed);
            let ended = run(&place.out(), chunks, options);
            // Once more, at another step, before it is let go on.
            let _ = run(&place.out(), chunks, stopping(stop / 2, killed).0);
            let (_, judged) = run(&place.out(), chunks, plain()).unwrap();
            same(&files(&place.out()), &want, &format!("{chunks} chunks, step {stop}"));
            if ended.is_ok() {
                assert!(seen.load(Ordering::Relaxed) <= stop && judged == 0);
                break;
            }
            stops += 1;
        }
    }
    assert!(stops > 200, "{stops} stops");
}

#[test]
fn of_several_chunks_each_table_has_a_folder_and_of_one_it_has_a_file() {
    let names = |chunks| undisturbed(chunks).into_keys().collect::<Vec<_>>();
    let always = ["fuel.json", LOG, "manifest.json", "reports.csv"];
    let with = |more: &[&str]| {
        let mut all: Vec<String> = always.iter().chain(more).map(|name| (*name).to_owned()).collect();
        all.sort();
        all
    };
    assert_eq!(names(1), with(&["customers.csv", "tasks.csv"]));
    let parts = ["customers/part-00001.csv", "customers/part-00002.csv", "customers/part-00003.csv"];
    assert_eq!(names(3), with(&[&parts[..], &["tasks/part-00001.csv", "tasks/part-00002.csv"]].concat()));
}

#[test]
fn the_manifest_adds_up_what_the_chunks_say() {
    let place = Place::new();
    let (manifest, judged) = run(&place.out(), 3, plain()).unwrap();
    assert_eq!((judged, manifest.chunks, manifest.read.tables[0].rows), (3, 3, 9));
    assert_eq!(manifest.poisoned, [Poisoned { table: "customers".to_owned(), line: 5, cause: Cause::Trap }]);
    let fuel = std::fs::read_to_string(place.out().join("fuel.json")).unwrap();
    assert!(fuel.contains("\"total\": 60"), "{fuel}");
    assert_eq!(appraise_host::manifest::read(&place.out()).unwrap(), manifest);
    assert_eq!(std::fs::read(place.out().join("reports.csv")).unwrap(), b"share\nshare 1share 2share 3\n");
}

#[test]
fn a_part_that_was_changed_or_lost_is_done_again_and_no_other() {
    let want = undisturbed(4);
    for (file, change) in [
        ("customers/part-00002.csv", Some(&b"key\nflipped\n"[..])),
        ("customers/part-00001.csv", None),
        (".work/shares/00003", None),
        (".work/shares/00001", Some(b"share 9")),
    ] {
        let place = Place::new();
        stopped_after_three(&place);
        let path = place.out().join(file);
        match change {
            Some(bytes) => std::fs::write(path, bytes).unwrap(),
            None => std::fs::remove_file(path).unwrap(),
        }
        let (_, judged) = run(&place.out(), 4, plain()).unwrap();
        assert_eq!(judged, 2, "{file}");
        same(&files(&place.out()), &want, file);
    }
}

#[test]
fn a_log_cut_at_any_byte_is_taken_up_where_it_is_whole() {
    let want = undisturbed(4);
    let place = Place::new();
    stopped_after_three(&place);
    let whole = std::fs::read(place.out().join(LOG)).unwrap();
    for cut in (0..whole.len()).step_by(61).chain([whole.len() - 1]) {
        let place = Place::new();
        stopped_after_three(&place);
        std::fs::write(place.out().join(LOG), &whole[..cut]).unwrap();
        let lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
        let (_, judged) = run(&place.out(), 4, plain()).unwrap();
        assert_eq!(judged as usize, 5 - lines.max(1), "cut at {cut}");
        same(&files(&place.out()), &want, &format!("cut at {cut}"));
    }
}

#[test]
fn a_line_in_the_middle_that_was_changed_ends_with_its_number() {
    let place = Place::new();
    stopped_after_three(&place);
    let path = place.out().join(LOG);
    let text = std::fs::read_to_string(&path).unwrap().replace("digest 1", "digest 7");
    std::fs::write(&path, text).unwrap();
    let error = begin(&place, settings()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().starts_with("line 2 of `"), "{error}");
}

#[test]
fn another_module_policy_input_or_setting_is_refused_by_name() {
    let place = Place::new();
    stopped_after_three(&place);
    let refused = |change: fn(&mut Settings), name: &str, zh: &str| {
        let mut other = settings();
        change(&mut other);
        let error = begin(&place, other).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(
            error.to_string().contains(&format!("holds a run that differs in {name}; choose")),
            "{error}"
        );
        assert!(error.message(Lang::ZhCn).contains(zh), "{}", error.message(Lang::ZhCn));
    };
    refused(|other| other.engine.module_sha256 = "11".to_owned(), "the module", "模块");
    refused(|other| other.policy.hashes = "x".into(), "the policy", "策略");
    refused(|other| other.inputs = vec![appraise_host::input::InputFile::default()], "the input", "输入文件");
    refused(|other| other.chunk_rows = 7, "--chunk-rows", "--chunk-rows");
    refused(|other| other.formats.push(Format::Parquet), "--format", "--format");
    refused(|other| other.as_of.push('x'), "the as-of date", "评分日期");
}

#[test]
fn restart_throws_the_old_run_away_and_nothing_else() {
    let place = Place::new();
    stopped_after_three(&place);
    std::fs::write(place.out().join("customers/mine.txt"), "x").unwrap();
    std::fs::write(place.out().join("notes.csv"), "x").unwrap();
    let restart = Options { restart: true, ..Options::default() };
    run(&place.out(), 2, restart).unwrap();
    let mut want = undisturbed(2);
    want.insert("customers/mine.txt".to_owned(), b"x".to_vec());
    want.insert("notes.csv".to_owned(), b"x".to_vec());
    same(&files(&place.out()), &want, "restart");
}

#[test]
fn a_finished_run_is_not_done_again_but_its_files_are_looked_at() {
    let place = Place::new();
    let (first, _) = run(&place.out(), 2, plain()).unwrap();
    let (again, judged) = run(&place.out(), 2, plain()).unwrap();
    assert_eq!((judged, again), (0, first));
    std::fs::write(place.out().join("tasks/part-00001.csv"), "key\n").unwrap();
    let error = run(&place.out(), 2, plain()).unwrap_err();
    assert!(error.to_string().contains("`tasks/part-00001.csv` was changed since"), "{error}");
}

#[test]
fn a_full_disk_is_said_and_the_run_goes_on_from_there() {
    let place = Place::new();
    let (options, _) = stopping(75, || io::Error::from(io::ErrorKind::StorageFull));
    let error = run(&place.out(), 4, options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("the disk is full"), "{error}");
    assert!(error.message(Lang::ZhCn).contains("磁盘已满"));
    let (_, judged) = run(&place.out(), 4, plain()).unwrap();
    assert!((1..4).contains(&judged), "{judged} chunks were done again");
    same(&files(&place.out()), &undisturbed(4), "full disk");
}

#[test]
fn a_chunk_that_gives_other_bits_the_second_time_ends_the_run() {
    let place = Place::new();
    stopped_after_three(&place);
    std::fs::remove_file(place.out().join("tasks/part-00002.csv")).unwrap();
    let Begin::Open(mut record) = begin(&place, settings()).unwrap() else { panic!("it is finished") };
    let error = record.put(Scored { engine_digest: Some("other".to_owned()), ..chunk(2, 4) }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "chunk 2 gave other bits than before, from the same module, policy and input"
    );
}

#[test]
fn two_runs_never_write_to_one_folder_at_the_same_time() {
    let place = Place::new();
    let _first = Claim::on(&place.out(), &[]).unwrap();
    let error = Claim::on(&place.out(), &[]).unwrap_err();
    assert!(error.to_string().starts_with("another run is writing to `"), "{error}");
}

#[test]
fn the_register_tells_who_when_and_what_in_lines_that_hang_together() {
    let place = Place::new();
    let log = place.0.join("audit.log");
    let options = |hook| Options { register: Some(log.clone()), hook, ..Options::default() };
    let hook = stopping(30, killed).0.hook;
    let out = place.out();
    let stopped = run(&out, 2, options(hook)).unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::File);
    run(&out, 2, options(None)).unwrap();
    run(&out, 2, options(None)).unwrap();
    let text = std::fs::read_to_string(&log).unwrap();
    let whats: Vec<String> =
        text.lines().map(|line| json(line)["what"].as_str().unwrap().to_owned()).collect();
    assert_eq!(whats, ["began", "resumed", "finished", "repeated"]);
    let finished = json(text.lines().nth(2).unwrap());
    assert_eq!(
        (&finished["exit"], &finished["customers"], &finished["number"]),
        (&0.into(), &6.into(), &3.into())
    );
    assert!(finished["at"].as_str().unwrap().ends_with('Z') && !finished["by"].as_str().unwrap().is_empty());
    assert!(!out.join(REGISTER).exists());
    std::fs::write(&log, text.replace("resumed", "removed")).unwrap();
    let error: Error = run(&out, 2, options(None)).unwrap_err();
    assert!(error.to_string().starts_with("line 2 of the register of runs"), "{error}");
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line.split_once(' ').unwrap().1).unwrap()
}

#[test]
fn every_kind_of_step_is_seen_before_and_after() {
    let place = Place::new();
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let steps = Arc::clone(&seen);
    let hook: Hook = Arc::new(move |step: &Step| {
        steps.lock().unwrap().push((step.act, step.done));
        Ok(())
    });
    run(&place.out(), 2, Options { hook: Some(hook), ..Options::default() }).unwrap();
    let seen = seen.lock().unwrap();
    for act in [Act::Folder, Act::Write, Act::Sync, Act::Rename, Act::SyncFolder, Act::Append, Act::Remove] {
        assert!(seen.contains(&(act, false)) && seen.contains(&(act, true)), "{act:?}");
    }
}

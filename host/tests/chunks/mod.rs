//! A run whose chunks are made by the test: a function of their numbers.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use appraise_host::Result;
use appraise_host::batch::{Cause, Part, Poisoned, Scored};
use appraise_host::manifest::{EngineEntry, Manifest};
use appraise_host::output::Format;
use appraise_host::report::{SealReport, SealedTable};
use appraise_host::run::{Begin, Claim, Ending, Options, REGISTER, Record, Settings};

#[path = "../folder/mod.rs"]
pub mod folder;

use folder::Folder;

/// A folder with a run.
pub struct Place(pub Folder);

impl Place {
    pub fn new() -> Self {
        Self(Folder::new("record"))
    }

    pub fn out(&self) -> PathBuf {
        self.0.join("out")
    }
}

pub fn settings() -> Settings {
    Settings {
        engine: EngineEntry::new("00ff"),
        as_of: "2026-11-21".to_owned(),
        formats: vec![Format::Csv],
        tables: vec!["customers".to_owned(), "tasks".to_owned(), "reports".to_owned()],
        ..Settings::default()
    }
}

/// Chunk `number` of `of`, a function of both.
pub fn chunk(number: u32, of: u32) -> Scored {
    let rows = |table: &str, rows: u32| {
        let text: String = (0..rows).map(|row| format!("{table}-{number}-{row}\n")).collect();
        let bytes = format!("key\n{text}").into_bytes();
        Part { table: table.to_owned(), format: Format::Csv, rows: u64::from(rows), bytes }
    };
    let table =
        SealedTable { name: "customers".to_owned(), supplied: true, rows: 3, ..SealedTable::default() };
    Scored {
        number,
        last: number == of,
        customers: 3,
        // The third chunk has no tasks.
        parts: vec![rows("customers", 3), rows("tasks", number % 3)],
        share: format!("share {number}").into_bytes(),
        read: SealReport { tables: vec![table], ..SealReport::default() },
        poisoned: if number == 2 {
            vec![Poisoned { table: "customers".to_owned(), line: 5, cause: Cause::Trap }]
        } else {
            Vec::new()
        },
        fuel: u64::from(number) * 10,
        engine_digest: Some(format!("digest {number}")),
    }
}

/// Runs until the end or the first error; gives the manifest and the number of chunks that were judged.
pub fn run(out: &Path, chunks: u32, options: Options) -> Result<(Manifest, u32)> {
    run_as(out, settings(), chunks, options)
}

/// The same with other settings.
pub fn run_as(out: &Path, settings: Settings, chunks: u32, options: Options) -> Result<(Manifest, u32)> {
    let mut record = match Record::begin(Claim::on(out, &[])?, settings, options)? {
        Begin::Finished(manifest) => return Ok((*manifest, 0)),
        Begin::Open(record) => *record,
    };
    let mut judged = 0;
    for number in 1..=chunks {
        if record.done(number).is_none() {
            judged += 1;
            record.put(chunk(number, chunks))?;
        }
    }
    let shares = record.shares().collect::<Result<Vec<_>>>()?.concat();
    let bytes = [&b"share\n"[..], &shares, b"\n"].concat();
    let merged = Part { table: "reports".to_owned(), rows: 1, bytes, ..Part::default() };
    record.finish(Ending { merged: vec![merged], ..Ending::default() }).map(|manifest| (manifest, judged))
}

/// Every file below the folder but the register.
pub fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    folder::files(out, &[REGISTER])
}

/// A run of four chunks that was stopped after the third.
pub fn stopped_after_three(place: &Place) {
    let Begin::Open(mut record) = begin(place, settings()).unwrap() else { panic!("it is finished") };
    (1..=3).for_each(|number| record.put(chunk(number, 4)).unwrap());
}

pub fn begin(place: &Place, settings: Settings) -> Result<Begin> {
    Record::begin(Claim::on(&place.out(), &[])?, settings, Options::default())
}

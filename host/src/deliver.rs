//! Deliveries: a finished run, cut into one folder per audience.
//!
//! ```text
//! run: access_rows ─────┐
//!      access_columns ──┼─> Grants ──> Cut, table by table ──> <role>/<person>/{input,output}/<table>.csv
//!      tables ──────────┤                                      <role>/<person>/manifest.json
//! input files ──────────┘                                      deliveries.log
//! ```
//!
//! Who sees which rows and columns was decided by the engine and stands in two tables of the run; here they are joined
//! with the other tables and nothing is decided. Every file that is read has to be the one that the run's manifest
//! names. All audiences are written beside their places first: if one cannot be delivered, nobody is.
//!
//! INVARIANT: a column that is not listed, a row whose customer is not listed and a line that cannot be read stay behind.
//! INVARIANT: two deliveries of the same run with the same key are the same bytes; no clock is read.

mod cut;
mod grant;
mod log;
mod place;
mod pseudonym;
pub(crate) mod records;
mod run;
mod total;

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};
use cut::Cut;
use grant::{Audience, Grants, Table};
use log::{Entry, Log};
use pseudonym::Key;
use run::Run;
use total::Totals;

pub use cut::Counts;
pub use log::FILE as LOG;
pub use place::Delivered;

/// What to deliver, and where.
#[derive(Clone, Debug)]
pub struct Order {
    /// The folder of the run.
    pub run: PathBuf,
    /// Folders with the files that the run read; those that are not there are not delivered.
    pub inputs: Vec<PathBuf>,
    /// The folder for the deliveries.
    pub out: PathBuf,
    /// The file with the key of pseudonyms.
    pub key: Option<PathBuf>,
    /// When it is delivered, for the log.
    pub at: String,
    /// Who delivers it, for the log.
    pub by: String,
}

/// What was delivered.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The folders that are new, relative to the folder of deliveries.
    pub new: Vec<PathBuf>,
    /// How many folders were there already, with the very same files.
    pub same: usize,
    /// Per table what came of it.
    pub tables: Vec<(String, Counts)>,
    /// Input tables that the run has read and whose file was not found.
    pub absent: Vec<String>,
}

/// What a folder holds.
#[derive(Serialize)]
struct Manifest<'a> {
    delivery: u32,
    role: &'a str,
    audience: &'a str,
    policy: Value,
    as_of: Value,
    run: Value,
    files: &'a [Delivered],
}

/// The folder in which deliveries are made before they are put in their places.
const STAGE: &str = ".part";
/// The manifest of a folder.
const MANIFEST: &str = "manifest.json";

/// Delivers a run.
///
/// # Errors
///
/// [`ErrorKind::Usage`](crate::ErrorKind::Usage) for a run without access tables, or pseudonyms without a key;
/// [`ErrorKind::File`](crate::ErrorKind::File) for a file that is not the run's, a folder that holds another delivery,
/// and a log that was changed. Nothing is delivered then.
pub fn deliver(order: &Order) -> Result<Report> {
    let run = Run::open(&order.run)?;
    let grants = Grants::of(&run)?;
    let key = order.key.as_deref().map(Key::read).transpose()?;
    if key.is_none() && grants.needs_key() {
        return Err(Error::usage("the policy gives pseudonyms: name the file of their key with --key"));
    }
    let folders = place::folders(&grants.audiences)?;
    std::fs::create_dir_all(&order.out).map_err(|cause| Error::file("make the folder", &order.out, cause))?;
    let mut log = Log::open(&order.out)?;
    let stage = Stage::open(order.out.join(STAGE))?;
    let stages: Vec<PathBuf> = folders.iter().map(|folder| stage.0.join(folder)).collect();
    let mut files: Vec<Vec<Delivered>> = vec![Vec::new(); folders.len()];
    let mut report = Report::default();
    let totals = Totals::of(&run)?;
    let cut = Cut { grants: &grants, key: key.as_ref(), stages: &stages, totals: &totals };
    cut_all(order, &run, &cut, &mut files, &mut report)?;
    for ((audience, stage), files) in grants.audiences.iter().zip(&stages).zip(&files) {
        place::write(stage, MANIFEST, &manifest(&run, audience, files)?)?;
    }
    let mut fresh = Vec::new();
    for (at, (folder, stage)) in folders.iter().zip(&stages).enumerate() {
        if place::is_same(&order.out.join(folder), stage)? {
            report.same += 1;
        } else {
            fresh.push(at);
        }
    }
    for at in fresh {
        let (Some(audience), Some(folder), Some(files)) =
            (grants.audiences.get(at), folders.get(at), files.get(at))
        else {
            continue;
        };
        // The log first: what is in its place has been told of.
        log.append(entry(order, &run, audience, files))?;
        publish(&stage.0.join(folder), &order.out.join(folder))?;
        report.new.push(folder.clone());
    }
    Ok(report)
}

/// Cuts every table that somebody gets something of.
fn cut_all(
    order: &Order,
    run: &Run,
    cut: &Cut<'_>,
    files: &mut [Vec<Delivered>],
    report: &mut Report,
) -> Result<()> {
    let encoding = run.encoding()?;
    for table in cut.grants.tables.keys() {
        let input = table.side == "input";
        let known = if input { run.input(&table.name, &order.inputs) } else { run.output(&table.name) };
        if !known.is_empty() {
            let encoding = if input { encoding } else { Default::default() };
            let counts = cut.table(table, &known, encoding, files)?;
            report.tables.push((name(table), counts));
        } else if input && run.has_read(&table.name) {
            report.absent.push(table.name.clone());
        }
    }
    Ok(())
}

fn name(table: &Table) -> String {
    format!("{}/{}", table.side, table.name)
}

fn manifest(run: &Run, audience: &Audience, files: &[Delivered]) -> Result<String> {
    let manifest = Manifest {
        delivery: 1,
        role: &audience.role,
        audience: &audience.person,
        policy: run.value("policy"),
        as_of: run.value("as_of"),
        run: run.value("digest"),
        files,
    };
    let text = serde_json::to_string_pretty(&manifest);
    text.map(|text| text + "\n").map_err(|cause| Error::abi(cause.to_string()))
}

fn entry<'a>(order: &'a Order, run: &Run, audience: &'a Audience, files: &'a [Delivered]) -> Entry<'a> {
    Entry {
        number: 0,
        at: &order.at,
        by: &order.by,
        role: &audience.role,
        audience: &audience.person,
        as_of: run.value("as_of"),
        run: run.value("digest"),
        files,
    }
}

/// Puts a staged folder in its place.
fn publish(stage: &Path, place: &Path) -> Result<()> {
    let parent = place.parent().unwrap_or(place);
    let moved = std::fs::create_dir_all(parent).and_then(|()| std::fs::rename(stage, place));
    moved.map_err(|cause| Error::file("make the folder", place, cause))
}

/// The folder in which deliveries are made; it goes when this does.
struct Stage(PathBuf);

impl Stage {
    fn open(path: PathBuf) -> Result<Self> {
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|cause| Error::file("clear", &path, cause))?;
        }
        std::fs::create_dir_all(&path).map_err(|cause| Error::file("make the folder", &path, cause))?;
        Ok(Self(path))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The first error is the one to tell.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

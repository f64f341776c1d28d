//! The end of a run: the merged tables, the fuel, and the manifest as the last of all files.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::disk::Disk;
use super::entry::{self, ChunkEntry};
use super::{FUEL, Record, RegisterEntry, What, hash};
use crate::batch::Part;
use crate::error::{Error, ErrorKind, Result};
use crate::manifest::{self, Manifest};
use crate::output::OutputFile;
use crate::report::{SealReport, SealedTable, Summary};

/// What is known when the last chunk was put.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// What the run gave, merged from the shares.
    pub summary: Summary,
    /// The tables that are merged from the shares.
    pub merged: Vec<Part>,
    /// The tables that every chunk reads whole: their rows count once.
    pub references: Vec<String>,
}

/// The work of a run.
#[derive(Serialize)]
struct Fuel<'a> {
    /// The sum over the chunks that are known.
    total: u64,
    /// By the number of the chunk; one of a machine that lost its power may be missing.
    chunks: &'a BTreeMap<u32, u64>,
}

impl Record {
    /// What every chunk adds to the whole, in their order; to be read one by one.
    pub fn shares(&self) -> impl Iterator<Item = Result<Vec<u8>>> + '_ {
        self.entries.iter().map(|known| {
            let path = entry::share(self.claim.out(), known.number);
            let bytes = std::fs::read(&path).map_err(|cause| Error::file("read", &path, cause))?;
            if hash(&bytes) == known.share.sha256 {
                return Ok(bytes);
            }
            let message =
                format!("`{}` was changed while the run went on; give the command again", path.display());
            Err(Error::new(ErrorKind::File, message))
        })
    }

    /// Ends the run: after this the folder holds a finished one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] if a chunk is missing; [`ErrorKind::File`] if something cannot be written. What was put
    /// stays, and the run can be taken up again.
    pub fn finish(self, ending: Ending) -> Result<Manifest> {
        let is_whole = self.entries.last().is_some_and(|entry| entry.last);
        if !is_whole || self.sound.contains(&false) {
            return Err(Error::usage("the run is not at its end: a chunk is missing"));
        }
        let out = self.claim.out().to_owned();
        let merged = Disk::each(&ending.merged, |part| self.file(part, None))?;
        let manifest = self.manifest(ending, merged);
        let text = manifest.text()?;
        self.disk.write(&out.join(FUEL), fuel_text(&out)?.as_bytes())?;
        self.disk.sync_folder(&out)?;
        self.disk.write(&out.join(manifest::FILE), text.as_bytes())?;
        self.disk.sync_folder(&out)?;
        self.disk.remove(&self.claim.work())?;
        self.register.append(self.ended(&manifest, &text))?;
        Ok(manifest)
    }

    fn manifest(&self, ending: Ending, merged: Vec<OutputFile>) -> Manifest {
        let files = self.entries.iter().flat_map(|entry| entry.files.iter().cloned());
        let outputs: Vec<OutputFile> = files.chain(merged).collect();
        Manifest {
            manifest: manifest::VERSION,
            settings: self.settings.clone(),
            log: self.chain.last().to_owned(),
            chunks: u32::try_from(self.entries.len()).unwrap_or(u32::MAX),
            read: read(&self.entries, &ending.references),
            summary: ending.summary,
            digest: digest(&outputs),
            engine_digest: engine_digest(&self.entries),
            poisoned: self.entries.iter().flat_map(|entry| entry.poisoned.iter().cloned()).collect(),
            outputs,
        }
    }

    fn ended(&self, manifest: &Manifest, text: &str) -> RegisterEntry {
        let (quarantined, faults) = (manifest.read.quarantined(), manifest.read.faults());
        RegisterEntry {
            quarantined,
            faults,
            exit: Some(u8::from(quarantined > 0 || faults > 0)),
            manifest: Some(hash(text.as_bytes())),
            ..self.told(What::Finished)
        }
    }
}

/// What reading gave in all chunks together.
fn read(entries: &[ChunkEntry], references: &[String]) -> SealReport {
    let mut tables: Vec<SealedTable> = Vec::new();
    for table in entries.iter().flat_map(|entry| &entry.read.tables) {
        let Some(sum) = tables.iter_mut().find(|sum| sum.name == table.name) else {
            tables.push(table.clone());
            continue;
        };
        sum.supplied |= table.supplied;
        if !references.contains(&table.name) {
            sum.rows += table.rows;
            sum.quarantined += table.quarantined;
            sum.faults += table.faults;
        }
    }
    SealReport { tables, ..SealReport::default() }
}

/// The hash over the names and hashes of all files that a run wrote, a line each.
pub(super) fn digest(outputs: &[OutputFile]) -> String {
    let lines = outputs.iter().map(|output| format!("{}  {}\n", output.sha256, output.file));
    hash(lines.collect::<String>().as_bytes())
}

/// The module's digest of a run in one chunk, or of the digests of several; none where none was asked for.
pub(super) fn engine_digest(entries: &[ChunkEntry]) -> Option<String> {
    let digests: Option<Vec<&str>> = entries.iter().map(|entry| entry.engine_digest.as_deref()).collect();
    match digests?.as_slice() {
        [only] => Some((*only).to_owned()),
        several => Some(hash((several.join("\n") + "\n").as_bytes())),
    }
}

/// Notes the fuel of a chunk for [`FUEL`].
pub(super) fn note_fuel(out: &Path, number: u32, fuel: u64) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(entry::fuel(out))?;
    file.write_all(format!("{number} {fuel}\n").as_bytes())
}

fn fuel_text(out: &Path) -> Result<String> {
    let noted = std::fs::read_to_string(entry::fuel(out)).unwrap_or_default();
    let pair = |line: &str| {
        let (number, fuel) = line.split_once(' ')?;
        Some((number.parse().ok()?, fuel.parse().ok()?))
    };
    let chunks: BTreeMap<u32, u64> = noted.lines().filter_map(pair).collect();
    let fuel = Fuel { total: chunks.values().copied().fold(0, u64::saturating_add), chunks: &chunks };
    let text = serde_json::to_string_pretty(&fuel);
    text.map(|text| text + "\n").map_err(|cause| Error::abi(format!("the fuel of the run: {cause}")))
}

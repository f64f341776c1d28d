//! The record of a run: files on the disk that say what was done, and that a killed run goes on from.
//!
//! ```text
//! <out>/customers.csv             the file of a table, if the run has one chunk, or
//! <out>/customers/part-00001.csv  the part of chunk 1, if it has several; a part without rows is only written once
//! <out>/manifest.log              a line for the settings and one per chunk, each with the hash of the line before
//! <out>/manifest.json             at the end: what went in, what came out
//! <out>/fuel.json                 at the end: the work of every chunk, which no hash covers
//! <out>/runs.log                  who ran what, when (elsewhere with --audit-log)
//! <out>/.work/                    shares of the chunks and spill files, until the end
//! ```
//!
//! A chunk is put in its place before the log tells of it, and the log is on the disk before the next one is put.
//! Whatever a process is killed at, a new one finds whole chunks that the log tells of, and does the others again;
//! since a chunk depends on the inputs and the settings alone, all files are the same bytes in the end.
//!
//! In memory are the lines of the log: some 150 bytes per file that was written. This module knows nothing of how a
//! chunk is judged, and holds no clock but that of the register.
//!
//! INVARIANT: what the log tells of was synced before; a chunk that is done again has to give the same bits.
//! INVARIANT: a folder with a manifest holds a finished run.

mod claim;
mod clear;
mod disk;
mod earlier;
mod entry;
mod finish;
mod register;
mod settings;
mod verify;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::batch::{Part, Scored};
use crate::chain::Chain;
use crate::error::{Code, Error, Result};
use crate::manifest::{self, Manifest};
use crate::output::OutputFile;
use crate::text::hex;

pub use claim::Claim;
pub use disk::{Act, Hook, Step};
pub use earlier::Left;
pub use entry::{ChunkEntry, Stored};
pub use finish::Ending;
pub use register::{FILE as REGISTER, RegisterEntry, What};
pub use settings::{Difference, Settings};
pub use verify::{Against, Finding, Verdict, verify};

use disk::Disk;
use entry::Line;
use register::Register;

/// The log's name in the output folder.
pub const LOG: &str = "manifest.log";
/// The name of the file with the fuel of every chunk.
pub const FUEL: &str = "fuel.json";

/// How a record is kept; none of it shows in what a run gives.
#[derive(Clone, Default)]
pub struct Options {
    /// Throw away what an earlier run left.
    pub restart: bool,
    /// The register of runs, if not the one in the output folder.
    pub register: Option<PathBuf>,
    /// Sees every durable step.
    pub hook: Option<Hook>,
}

/// What there is to do.
#[derive(Debug)]
pub enum Begin {
    /// Chunks are to be put, perhaps not all of them.
    Open(Box<Record>),
    /// The same run is there already, whole.
    Finished(Box<Manifest>),
}

/// A run that is being recorded.
#[derive(Debug)]
pub struct Record {
    claim: Claim,
    settings: Settings,
    disk: Disk,
    register: Register,
    /// The hash of the first line of the log.
    id: String,
    chain: Chain,
    /// The chunks that the log tells of.
    entries: Vec<ChunkEntry>,
    /// Which of them are there as they were written.
    sound: Vec<bool>,
}

impl Record {
    /// Begins a run in a folder, or takes it up where an earlier process left it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`](crate::ErrorKind::Usage) if the folder holds another run (the message says in what it differs), or a finished one
    /// whose files are no longer its own; [`ErrorKind::File`](crate::ErrorKind::File) if the log was changed, or something cannot be written.
    pub fn begin(claim: Claim, settings: Settings, options: Options) -> Result<Begin> {
        let out = claim.out().to_owned();
        let register = Register::open(options.register.unwrap_or_else(|| out.join(REGISTER)))?;
        let disk = Disk::new(options.hook);
        let (id, chain) = (String::new(), Chain::default());
        let mut record =
            Self { claim, settings, disk, register, id, chain, entries: Vec::new(), sound: Vec::new() };
        if options.restart {
            record.discard()?;
        }
        match earlier::read(&out)? {
            Some(earlier) => record.resume(earlier),
            None if out.join(manifest::FILE).exists() => Err(holds_another(&out, &[])),
            None => record.open().map(|()| Begin::Open(Box::new(record))),
        }
    }

    /// What the log says of a chunk that needs not be done again.
    pub fn done(&self, number: u32) -> Option<&ChunkEntry> {
        let at = place(number)?;
        self.entries.get(at).filter(|_| self.sound.get(at) == Some(&true))
    }

    /// The chunks that need not be done again, and the customers in them.
    pub fn found(&self) -> (u32, u64) {
        let sound = self.entries.iter().zip(&self.sound).filter(|(_, sound)| **sound);
        sound.fold((0, 0), |(chunks, customers), (entry, _)| (chunks + 1, customers + entry.customers))
    }

    /// Puts a chunk: its files, its share, and the line that tells of them. Chunks come in their order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`](crate::ErrorKind::File) if it cannot be written; [`ErrorKind::Abi`](crate::ErrorKind::Abi) if the log tells of the same chunk with other
    /// files, which two runs of one module over the same input cannot give.
    pub fn put(&mut self, scored: Scored) -> Result<()> {
        let number = scored.number;
        let at = place(number).filter(|at| *at <= self.entries.len() && number <= entry::MOST);
        let at = at.ok_or_else(|| out_of_order(number))?;
        let entry = self.store(&scored)?;
        // Beside the record: a lost line is a number that is missing from a report.
        let _ = finish::note_fuel(self.claim.out(), number, scored.fuel);
        match self.entries.get(at) {
            Some(known) if *known == entry => {}
            Some(_) => return Err(other_bits(number)),
            None => {
                self.append(&Line { chunk: Some(Box::new(entry.clone())), ..Line::default() })?;
                self.entries.push(entry);
                self.sound.push(true);
            }
        }
        self.sound.iter_mut().skip(at).take(1).for_each(|sound| *sound = true);
        Ok(())
    }

    /// Says in the register that the run ended with an error.
    pub fn stopped(&self, error: &Error) {
        let entry = RegisterEntry {
            error: Some(format!("{:?}", error.kind())),
            exit: Some(2),
            ..self.told(What::Stopped)
        };
        // The error that stopped the run is the one to tell.
        let _ = self.register.append(entry);
    }

    /// Writes the files of a chunk, and then brings their names to the disk.
    fn store(&self, scored: &Scored) -> Result<ChunkEntry> {
        let chunk = (scored.number != 1 || !scored.last).then_some(scored.number);
        let is_told = |part: &&Part| part.rows > 0 || scored.number == 1;
        let parts = scored.parts.iter().filter(is_told).map(Some);
        // Nothing stands for the share.
        let parts: Vec<Option<&Part>> = parts.chain([None]).collect();
        let mut folders = BTreeSet::from([entry::shares(self.claim.out())]);
        for part in parts.iter().flatten() {
            let folder = self.folder(part, chunk);
            self.disk.folder(&folder)?;
            folders.insert(folder);
        }
        let share = entry::share(self.claim.out(), scored.number);
        let files = Disk::each(&parts, |part| match part {
            Some(part) => self.file(part, chunk).map(Some),
            None => self.disk.write(&share, &scored.share).map(|()| None),
        })?;
        let folders: Vec<PathBuf> = folders.into_iter().collect();
        Disk::each(&folders, |folder| self.disk.sync_folder(folder))?;
        Ok(ChunkEntry {
            number: scored.number,
            last: scored.last,
            customers: scored.customers,
            engine_digest: scored.engine_digest.clone(),
            read: scored.read.clone(),
            poisoned: scored.poisoned.clone(),
            share: Stored { bytes: count(&scored.share), sha256: hash(&scored.share) },
            files: files.into_iter().flatten().collect(),
        })
    }

    /// The folder of a part.
    fn folder(&self, part: &Part, chunk: Option<u32>) -> PathBuf {
        match chunk {
            Some(_) => self.claim.out().join(&part.table),
            None => self.claim.out().to_owned(),
        }
    }

    /// Writes a file in its place; its folder is there, and still to be synced.
    fn file(&self, part: &Part, chunk: Option<u32>) -> Result<OutputFile> {
        let file = entry::name(&part.table, part.format, chunk);
        self.disk.write(&self.claim.out().join(&file), &part.bytes)?;
        Ok(OutputFile { file, rows: part.rows, bytes: count(&part.bytes), sha256: hash(&part.bytes) })
    }

    fn append(&mut self, line: &Line) -> Result<()> {
        let linked = self.chain.link(line);
        let (text, chain) = linked.map_err(|cause| Error::abi(format!("a line of the log: {cause}")))?;
        self.disk.append(&self.claim.out().join(LOG), &text)?;
        self.chain = chain;
        Ok(())
    }

    /// Begins in a folder without a run.
    fn open(&mut self) -> Result<()> {
        let out = self.claim.out().to_owned();
        // A log of which not even the first line is whole.
        self.disk.remove(&out.join(LOG))?;
        clear::unfinished(&out, &self.settings.tables, &self.disk)?;
        self.disk.folder(&entry::shares(&out))?;
        self.append(&Line { run: Some(Box::new(self.settings.clone())), ..Line::default() })?;
        self.disk.sync_folder(&out)?;
        self.chain.last().clone_into(&mut self.id);
        self.register.append(self.told(What::Began))
    }

    /// Takes up a run.
    fn resume(mut self, earlier: Left) -> Result<Begin> {
        let out = self.claim.out().to_owned();
        let differences = self.settings.differences(&earlier.settings);
        if self.settings != earlier.settings {
            return Err(holds_another(&out, &differences));
        }
        let Left { id, entries, chain, torn, .. } = earlier;
        (self.id, self.entries, self.chain) = (id, entries, chain);
        if out.join(manifest::FILE).exists() {
            return self.repeat().map(|manifest| Begin::Finished(Box::new(manifest)));
        }
        if let Some(bytes) = torn {
            self.disk.cut(&out.join(LOG), bytes)?;
        }
        clear::unfinished(&out, &self.settings.tables, &self.disk)?;
        self.disk.folder(&entry::shares(&out))?;
        self.sound = self.entries.iter().map(|entry| earlier::is_sound(&out, entry)).collect();
        self.register.append(self.told(What::Resumed))?;
        Ok(Begin::Open(Box::new(self)))
    }

    /// The manifest of a run that is done, after a look at every file of it.
    fn repeat(&self) -> Result<Manifest> {
        let out = self.claim.out();
        let manifest = manifest::read(out)?;
        let mut files = manifest.outputs.iter();
        if let Some(file) =
            files.find(|file| !earlier::holds(&out.join(&file.file), file.bytes, &file.sha256))
        {
            return Err(is_damaged(out, &file.file));
        }
        self.disk.remove(&self.claim.work())?;
        self.register.append(RegisterEntry {
            quarantined: manifest.read.quarantined(),
            faults: manifest.read.faults(),
            ..self.told(What::Repeated)
        })?;
        Ok(manifest)
    }

    /// Throws away what is there.
    fn discard(&mut self) -> Result<()> {
        let out = self.claim.out().to_owned();
        if !out.join(LOG).exists() && !out.join(manifest::FILE).exists() {
            return Ok(());
        }
        self.register.append(self.told(What::Discarded))?;
        clear::everything(&out, &self.disk)
    }

    /// What the register is told of the run as it is now.
    fn told(&self, what: What) -> RegisterEntry {
        let read = self.entries.iter().map(|entry| &entry.read);
        let sum =
            |of: fn(&crate::report::SealReport) -> u64| read.clone().map(of).fold(0, u64::saturating_add);
        RegisterEntry {
            number: 0,
            at: String::new(),
            by: String::new(),
            what,
            folder: self.claim.out().display().to_string(),
            run: self.id.clone(),
            module: self.settings.engine.module_sha256.clone(),
            policy: self.settings.policy.hashes.clone(),
            as_of: self.settings.as_of.clone(),
            chunks: u32::try_from(self.entries.len()).unwrap_or(u32::MAX),
            customers: self.entries.iter().map(|entry| entry.customers).sum(),
            quarantined: sum(crate::report::SealReport::quarantined),
            faults: sum(crate::report::SealReport::faults),
            exit: None,
            error: None,
            manifest: None,
        }
    }
}

/// The place of a chunk in a list.
fn place(number: u32) -> Option<usize> {
    usize::try_from(number).ok()?.checked_sub(1)
}

fn count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn out_of_order(number: u32) -> Error {
    let most = entry::MOST;
    let message = format!("chunk {number} is not the next one, or more than the {most} that a run may have");
    Error::usage(format!("{message}; larger chunks (--chunk-rows) are fewer"))
}

fn other_bits(number: u32) -> Error {
    let message =
        format!("chunk {number} gave other bits than before, from the same module, policy and input");
    let zh = format!("第 {number} 块在模块、策略与输入相同的情况下给出了不同的结果");
    Error::coded(Code::ABI_BITS, message).with_zh(zh)
}

fn is_damaged(out: &Path, file: &str) -> Error {
    let out = out.display();
    let message = format!(
        "`{out}` holds this run, finished, but `{file}` was changed since; `appraise verify` says more, --restart does it \
         again"
    );
    let zh = format!(
        "`{out}` 中已有此次运行的完整结果，但 `{file}` 之后被改动；可用 `appraise verify` 查看，或用 --restart 重做"
    );
    Error::coded(Code::RUN_CHANGED, message).with_zh(zh)
}

/// The error for a folder that holds another run.
fn holds_another(out: &Path, differences: &[Difference]) -> Error {
    let out = out.display();
    let (en, zh): (Vec<&str>, Vec<&str>) = differences.iter().map(|differs| (differs.en, differs.zh)).unzip();
    let (en, zh) = match differences {
        [] => ("another run".to_owned(), "另一次运行".to_owned()),
        _ => (
            format!("a run that differs in {}", en.join(", ")),
            format!("另一次运行（不同之处：{}）", zh.join("、")),
        ),
    };
    let message = format!("`{out}` holds {en}; choose another folder, or throw that away with --restart");
    let zh = format!("`{out}` 中有{zh}；请另选文件夹，或用 --restart 丢弃它");
    Error::coded(Code::RUN_OTHER, message).with_zh(zh)
}

//! The durable steps of a record, one by one: files that appear whole or not at all, folders that know of them, lines
//! that are on the disk before anything builds on them.
//!
//! A file is written beside its place as `.<name>.part`, synced and renamed; then its folder is synced, without which
//! a rename can be lost. A [`Hook`] sees every step before and after it, so that a test can stop a run at any of them.
//!
//! Several files are written side by side, since a disk brings many of them down in the time of a few; each of them takes
//! its steps in their order, and nothing that builds on them begins before all are done.
//!
//! INVARIANT: every file that a hash covers comes to the disk through this module.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::Builder;

use crate::error::{Code, Error, Result};

/// The most files that are written at the same time.
const SIDE_BY_SIDE: usize = 16;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Makes a folder.
    Folder,
    /// Writes a file beside its place.
    Write,
    /// Brings what was written to the disk.
    Sync,
    /// Puts a file in its place.
    Rename,
    /// Brings the names in a folder to the disk.
    SyncFolder,
    /// Appends a line to a log and brings it to the disk.
    Append,
    /// Cuts off what an interrupted write left at the end of a log.
    Cut,
    /// Removes a file or a folder.
    Remove,
}

/// A durable step, seen before or after it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub act: Act,
    /// The file or folder.
    pub path: PathBuf,
    /// Whether it is done.
    pub done: bool,
}

/// Sees every step; its error is the step's.
pub type Hook = Arc<dyn Fn(&Step) -> io::Result<()> + Send + Sync>;

/// The way to the disk.
#[derive(Clone, Default)]
pub(super) struct Disk {
    hook: Option<Hook>,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("hooked", &self.hook.is_some()).finish()
    }
}

impl Disk {
    pub fn new(hook: Option<Hook>) -> Self {
        Self { hook }
    }

    /// Writes a file whole; its folder is not synced yet.
    pub fn write(&self, place: &Path, bytes: &[u8]) -> Result<()> {
        let part = beside(place);
        self.try_write(&part, place, bytes).map_err(|cause| failed(place, &cause))
    }

    fn try_write(&self, part: &Path, place: &Path, bytes: &[u8]) -> io::Result<()> {
        let file = self.step(Act::Write, place, || {
            let mut file = File::create(part)?;
            file.write_all(bytes)?;
            Ok(file)
        })?;
        self.step(Act::Sync, place, || file.sync_all())?;
        self.step(Act::Rename, place, || std::fs::rename(part, place))
    }

    /// Makes a folder that may be there already.
    pub fn folder(&self, path: &Path) -> Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.step(Act::Folder, path, || std::fs::create_dir_all(path))
            .map_err(|cause| failed(path, &cause))?;
        path.parent().map_or(Ok(()), |parent| self.sync_folder(parent))
    }

    /// Does something for each of several files or folders, side by side, and gives what came of it in their order.
    ///
    /// # Errors
    ///
    /// That of the first in their order which failed, when all that were begun have ended; after an error none is begun.
    pub fn each<T: Sync, R: Send>(of: &[T], what: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let work = || {
            let mut done = Vec::new();
            while !failed.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(one) = of.get(at) else { break };
                let result = what(one);
                failed.fetch_or(result.is_err(), Ordering::Relaxed);
                done.push((at, result));
            }
            done
        };
        let mut done = std::thread::scope(|scope| {
            let others = 1..of.len().min(SIDE_BY_SIDE);
            // Where no thread can be had, there are fewer.
            let others = others.filter_map(|_| Builder::new().spawn_scoped(scope, work).ok());
            let others: Vec<_> = others.collect();
            let mut done = work();
            for other in others {
                match other.join() {
                    Ok(more) => done.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            done
        });
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    }

    /// Brings the names in a folder to the disk.
    pub fn sync_folder(&self, path: &Path) -> Result<()> {
        self.step(Act::SyncFolder, path, || sync_names(path)).map_err(|cause| failed(path, &cause))
    }

    /// Appends a line to a log.
    pub fn append(&self, path: &Path, line: &str) -> Result<()> {
        let append = || {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            file.write_all(line.as_bytes())?;
            file.sync_all()
        };
        self.step(Act::Append, path, append).map_err(|cause| failed(path, &cause))
    }

    /// Cuts a log to its first `bytes`.
    pub fn cut(&self, path: &Path, bytes: usize) -> Result<()> {
        let cut = || {
            let file = OpenOptions::new().write(true).open(path)?;
            file.set_len(u64::try_from(bytes).map_err(io::Error::other)?)?;
            file.sync_all()
        };
        self.step(Act::Cut, path, cut).map_err(|cause| failed(path, &cause))
    }

    /// Removes a file or a folder with all that is in it; nothing happens where there is none.
    pub fn remove(&self, path: &Path) -> Result<()> {
        let Ok(found) = std::fs::symlink_metadata(path) else { return Ok(()) };
        let remove = || {
            if found.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
        };
        self.step(Act::Remove, path, remove).map_err(|cause| failed(path, &cause))
    }

    fn step<T>(&self, act: Act, path: &Path, what: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.tell(act, path, false)?;
        let done = what()?;
        self.tell(act, path, true)?;
        Ok(done)
    }

    fn tell(&self, act: Act, path: &Path, done: bool) -> io::Result<()> {
        let Some(hook) = &self.hook else { return Ok(()) };
        hook(&Step { act, path: path.to_owned(), done })
    }
}

/// Where a file is written before it is put in its place.
fn beside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.part"))
}

/// Whether a name is one that [`beside`] gives.
pub(super) fn is_beside(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(".part")
}

#[cfg(unix)]
fn sync_names(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Other systems give no handle of a folder that could be synced.
#[cfg(not(unix))]
fn sync_names(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// An error of writing that says how to go on.
fn failed(path: &Path, cause: &io::Error) -> Error {
    let place = path.display();
    let (what, was) = match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ("the disk is full", "磁盘已满"),
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            ("writing is not allowed", "没有写入权限")
        }
        _ => ("writing failed", "写入失败"),
    };
    let message = format!(
        "cannot write `{place}`: {what} ({cause}); what is done is kept, and the same command goes on from there"
    );
    let zh = format!("无法写入 `{place}`：{was}（{cause}）；已完成的部分会保留，重新运行同一命令即可继续");
    Error::coded(Code::of_file(cause), message).with_zh(zh)
}

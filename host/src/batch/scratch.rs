//! The folder of a run for what does not fit in memory: spill files that go when their owner does.
//!
//! It lies in the output folder, where there is room for what the run makes. Nothing in it is needed by a run that is
//! taken up again: what was spilled is spilled again, to the same effect.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::{Error, Result};

/// Bytes between a spill file and what reads or writes it. Hundreds of files may be open at once.
const BUFFER: usize = 1 << 16;

/// The folder, and how much memory one list may take before it spills.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: PathBuf,
    memory: usize,
    files: AtomicU32,
}

impl Scratch {
    /// Makes the folder; what an earlier run left in it goes.
    pub fn new(folder: &Path, memory: usize) -> Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(|cause| Error::file("empty", folder, cause))?;
        }
        std::fs::create_dir_all(folder).map_err(|cause| Error::file("make the folder", folder, cause))?;
        Ok(Self { folder: folder.to_owned(), memory, files: AtomicU32::new(0) })
    }

    /// Bytes that one list may hold in memory.
    pub fn memory(&self) -> usize {
        self.memory
    }

    /// A place in the folder by name.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A new spill file.
    pub fn begin(&self) -> Result<Writing> {
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        let spill = Spill(self.folder.join(format!("{number:06}.run")));
        let file = File::create(&spill.0).map_err(|cause| Error::file("write", &spill.0, cause))?;
        Ok(Writing { spill, file: BufWriter::with_capacity(BUFFER, file) })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is removed by the next run into the folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A spill file that is being written.
#[derive(Debug)]
pub(super) struct Writing {
    spill: Spill,
    file: BufWriter<File>,
}

impl Writing {
    /// Appends bytes.
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|cause| Error::file("write", &self.spill.0, cause))
    }

    /// The file, whole. Nothing is synced: a spill file means nothing after a crash.
    pub fn finish(mut self) -> Result<Spill> {
        self.file.flush().map_err(|cause| Error::file("write", &self.spill.0, cause))?;
        Ok(self.spill)
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// A spill file; it goes when this does.
#[derive(Debug)]
pub(super) struct Spill(PathBuf);

impl Spill {
    /// Reads the file from its start.
    pub fn open(&self) -> Result<BufReader<File>> {
        let file = File::open(&self.0).map_err(|cause| self.unreadable(cause))?;
        Ok(BufReader::with_capacity(BUFFER, file))
    }

    /// The error of a read that failed.
    pub fn unreadable(&self, cause: impl Into<Box<dyn std::error::Error>>) -> Error {
        Error::file("read the spill file", &self.0, cause)
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        // The folder goes with the run.
        let _ = std::fs::remove_file(&self.0);
    }
}

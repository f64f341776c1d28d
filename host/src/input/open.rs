//! A file as bytes: counted and hashed as they lie on disk, unpacked as they are read.
//!
//! Whether a file is packed is told from its first bytes, not from its name. A pack that grows out of all proportion is
//! not unpacked to its end.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::{Arc, Mutex};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::STDIN;
use crate::error::{Code, Coded, Error, Result};
use crate::text::hex;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const PARQUET: &[u8] = b"PAR1";
/// Bytes read at once from a disk.
const BLOCK: usize = 1 << 18;
/// A pack may always grow to so many bytes, and beyond them to so many times its own size.
const FREE: u64 = 1 << 30;
const GROWTH: u64 = 200;

/// A file that is read from its start to its end.
pub(super) struct Opened {
    reader: Box<dyn Read + Send>,
    raw: Arc<Mutex<Raw>>,
    packed: bool,
    bytes: u64,
}

/// What has been read from the disk.
#[derive(Default)]
struct Raw {
    hash: Sha256,
    bytes: u64,
}

struct Counted {
    inner: Box<dyn Read + Send>,
    raw: Arc<Mutex<Raw>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut raw = self.raw.lock().map_err(|_| io::Error::other("a thread that read it ended badly"))?;
        raw.hash.update(buffer.get(..count).unwrap_or_default());
        raw.bytes += u64::try_from(count).unwrap_or(0);
        Ok(count)
    }
}

impl Opened {
    /// Opens a file, or the standard input for `-`.
    pub(super) fn new(path: &Path) -> Result<Self> {
        let fail = |cause: io::Error| Error::file("read the input", path, cause);
        let inner: Box<dyn Read + Send> = if path.as_os_str() == STDIN {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).map_err(fail)?)
        };
        let raw = Arc::new(Mutex::new(Raw::default()));
        let mut file = BufReader::with_capacity(BLOCK, Counted { inner, raw: raw.clone() });
        let first = file.fill_buf().map_err(fail)?;
        let (gzip, zstd) = (first.starts_with(GZIP), first.starts_with(ZSTD));
        let reader: Box<dyn Read + Send> = if gzip {
            Box::new(MultiGzDecoder::new(file))
        } else if zstd {
            Box::new(zstd::stream::read::Decoder::with_buffer(file).map_err(fail)?)
        } else {
            Box::new(file)
        };
        Ok(Self { reader, raw, packed: gzip || zstd, bytes: 0 })
    }

    /// Bytes read from the disk so far.
    pub(super) fn raw_bytes(&self) -> u64 {
        self.raw.lock().map_or(0, |raw| raw.bytes)
    }

    /// Size and SHA-256 of what was read, which is the file once its end was reached.
    pub(super) fn seal(self) -> (u64, String) {
        seal(&self.raw)
    }
}

/// Size and SHA-256 of a file.
pub(crate) fn whole(path: &Path) -> Result<(u64, String)> {
    let fail = |cause: io::Error| Error::file("read the input", path, cause);
    let raw = Arc::new(Mutex::new(Raw::default()));
    let file = Counted { inner: Box::new(File::open(path).map_err(fail)?), raw: raw.clone() };
    io::copy(&mut BufReader::with_capacity(BLOCK, file), &mut io::sink()).map_err(fail)?;
    Ok(seal(&raw))
}

fn seal(raw: &Mutex<Raw>) -> (u64, String) {
    let raw = raw.lock().map(|mut raw| std::mem::take(&mut *raw)).unwrap_or_default();
    (raw.bytes, hex(&raw.hash.finalize()))
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.bytes += u64::try_from(count).unwrap_or(0);
        if self.packed && self.bytes > FREE && self.bytes / GROWTH > self.raw_bytes() {
            let message = format!("unpacked it is more than {} MiB and {GROWTH} times its size", FREE >> 20);
            return Err(Coded { code: Code::PACK_BOMB, message }.into_io());
        }
        Ok(count)
    }
}

/// Whether a file is one of Parquet.
pub(super) fn is_parquet(path: &Path) -> Result<bool> {
    if path.as_os_str() == STDIN {
        return Ok(false);
    }
    let fail = |cause: io::Error| Error::file("read the input", path, cause);
    let mut first = Vec::new();
    File::open(path).map_err(fail)?.take(4).read_to_end(&mut first).map_err(fail)?;
    Ok(first == PARQUET)
}

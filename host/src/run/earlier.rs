//! What an earlier run left in its folder, believed only as far as its hashes agree.

use std::path::Path;

use super::entry::{ChunkEntry, Line, share};
use super::{LOG, Settings};
use crate::chain::{self, Chain, Rest};
use crate::error::{Code, Error, Result};
use crate::input;

/// What a run left, as its log tells.
#[derive(Debug)]
pub struct Left {
    /// What the run is.
    pub settings: Settings,
    /// The hash of the first line.
    pub(super) id: String,
    /// The chunks that were written, in their order.
    pub entries: Vec<ChunkEntry>,
    /// Where the log ends.
    pub(super) chain: Chain,
    /// The bytes of its whole lines, if something that is not whole comes after them.
    pub(super) torn: Option<usize>,
}

impl Left {
    /// Reads the log of the run in a folder.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`](crate::ErrorKind::File) if there is none, it cannot be read, or a line in the middle was changed.
    pub fn open(folder: &Path) -> Result<Self> {
        read(folder)?.ok_or_else(|| {
            let (folder, log) = (folder.display(), LOG);
            let zh = format!("`{folder}` 中没有运行记录：缺少 {log}");
            Error::coded(Code::RUN_MISSING, format!("`{folder}` holds no run: it has no {log}")).with_zh(zh)
        })
    }
}

/// Reads the log of a folder; nothing if there is none, or not even its first line is whole.
///
/// # Errors
///
/// [`ErrorKind::File`](crate::ErrorKind::File) if it cannot be read, or a line in the middle was changed.
pub(super) fn read(out: &Path) -> Result<Option<Left>> {
    let path = out.join(LOG);
    let text = match std::fs::read(&path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|cause| Error::file("read", &path, cause))?,
    };
    let log = chain::read(&text);
    if log.rest == Rest::Broken {
        return Err(broken(&path, log.chain.lines() + 1));
    }
    let mut lines = log
        .entries
        .iter()
        .zip(1..)
        .map(|(json, number)| serde_json::from_str::<Line>(json).map_err(|_| broken(&path, number)));
    let Some(first) = lines.next().transpose()? else { return Ok(None) };
    let settings = *first.run.ok_or_else(|| broken(&path, 1))?;
    let mut entries: Vec<ChunkEntry> = Vec::new();
    for (line, number) in lines.zip(1..) {
        let after_last = entries.last().is_some_and(|entry| entry.last);
        let entry = line?.chunk.filter(|entry| entry.number == number && !after_last);
        entries.push(*entry.ok_or_else(|| broken(&path, u64::from(number) + 1))?);
    }
    let torn = (log.rest == Rest::Torn).then_some(log.bytes);
    Ok(Some(Left { settings, id: first_hash(&text), entries, chain: log.chain, torn }))
}

/// The hash at the head of the first line.
fn first_hash(text: &[u8]) -> String {
    String::from_utf8_lossy(text.get(..64).unwrap_or_default()).into_owned()
}

fn broken(path: &Path, line: u64) -> Error {
    let path = path.display();
    let message =
        format!("line {line} of `{path}` was changed; choose another folder, or begin again with --restart");
    let zh = format!("`{path}` 的第 {line} 行已被改动；请另选文件夹，或用 --restart 重新开始");
    Error::coded(Code::LOG_CHANGED, message).with_zh(zh)
}

/// Whether everything that a chunk wrote is there as it was written.
pub(super) fn is_sound(out: &Path, entry: &ChunkEntry) -> bool {
    let files = entry.files.iter().map(|file| (out.join(&file.file), file.bytes, &file.sha256));
    let share = (share(out, entry.number), entry.share.bytes, &entry.share.sha256);
    files.chain([share]).all(|(path, bytes, sha256)| holds(&path, bytes, sha256))
}

/// Whether a file has a size and a hash.
pub(super) fn holds(path: &Path, bytes: u64, sha256: &str) -> bool {
    let is_long = || std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes);
    is_long() && input::whole(path).is_ok_and(|(_, found)| found == sha256)
}

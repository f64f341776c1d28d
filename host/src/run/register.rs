//! The register of runs: who ran what, when, and what came of it.
//!
//! It stands outside the identity of a run: it alone knows the time of day and the user, and two runs that are the same
//! to the last bit have different lines in it. Its lines are chained, so that a line that was changed or taken out is
//! seen. One file may serve many runs, also at the same time.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::chain::{self, Chain, Rest};
use crate::date::Day;
use crate::error::{Code, Error, Result};

/// The register's name in the output folder, where no other is named.
pub const FILE: &str = "runs.log";

/// What happened to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It was begun in an empty folder.
    Began,
    /// It was taken up again after it had been stopped.
    Resumed,
    /// It was given again and had been done already.
    Repeated,
    /// It is done.
    Finished,
    /// It ended with an error.
    Stopped,
    /// What had been there was thrown away.
    Discarded,
}

/// A line of the register.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RegisterEntry {
    /// Its number in the register, from 1.
    pub number: u64,
    /// When, in UTC by the machine's clock.
    pub at: String,
    /// Who, by the operating system.
    pub by: String,
    /// What happened.
    pub what: What,
    /// The folder of the run.
    pub folder: String,
    /// The identity of the run: the hash of the first line of its `manifest.log`.
    pub run: String,
    /// The SHA-256 of the module.
    pub module: String,
    /// The policy's hashes.
    pub policy: serde_json::Value,
    /// The as-of date.
    pub as_of: String,
    /// Chunks that are done.
    pub chunks: u32,
    /// Customers in them.
    pub customers: u64,
    /// Records in quarantine.
    pub quarantined: u64,
    /// Faulty cells.
    pub faults: u64,
    /// The exit code of the command, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<u8>,
    /// The kind of the error that stopped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The SHA-256 of `manifest.json`, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
}

/// A register that can be appended to.
#[derive(Clone, Debug)]
pub(super) struct Register {
    path: PathBuf,
}

impl Register {
    /// A register whose lines hang together so far.
    pub fn open(path: PathBuf) -> Result<Self> {
        let register = Self { path };
        register.locked().map(|_| register)
    }

    /// Appends a line; number, time and user are filled in.
    pub fn append(&self, entry: RegisterEntry) -> Result<()> {
        let (mut file, chain) = self.locked()?;
        let entry = RegisterEntry { number: chain.lines() + 1, at: now(), by: user(), ..entry };
        let fail = |cause: std::io::Error| Error::file("write the register of runs", &self.path, cause);
        let (line, _) = chain.link(&entry).map_err(|cause| fail(cause.into()))?;
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(fail)
    }

    /// The file, locked, and where it ends. What an interrupted write left is cut off.
    fn locked(&self) -> Result<(File, Chain)> {
        let fail = |cause: std::io::Error| Error::file("open the register of runs", &self.path, cause);
        let open = OpenOptions::new().create(true).append(true).read(true).open(&self.path);
        let mut file = open.map_err(fail)?;
        // A file system without locks is written to as before.
        let _ = file.lock();
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(fail)?;
        let read = chain::read(&text);
        match read.rest {
            Rest::Nothing => {}
            Rest::Torn if !text.ends_with(b"\n") => {
                let whole = u64::try_from(read.bytes).unwrap_or(u64::MAX);
                file.set_len(whole).map_err(fail)?;
            }
            Rest::Torn | Rest::Broken => return Err(broken(&self.path, read.chain.lines() + 1)),
        }
        Ok((file, read.chain))
    }
}

/// The entries of a register.
///
/// # Errors
///
/// [`ErrorKind::File`](crate::ErrorKind::File) if it cannot be read, or a line does not follow the one before.
pub(super) fn entries(path: &Path) -> Result<Vec<RegisterEntry>> {
    let text = std::fs::read(path).map_err(|cause| Error::file("read the register of runs", path, cause))?;
    let read = chain::read(&text);
    if read.rest != Rest::Nothing {
        return Err(broken(path, read.chain.lines() + 1));
    }
    let parse = |json: &&str| serde_json::from_str(json);
    let parsed: serde_json::Result<Vec<_>> = read.entries.iter().map(parse).collect();
    parsed.map_err(|cause| Error::file("read the register of runs", path, cause))
}

fn broken(path: &Path, line: u64) -> Error {
    let path = path.display();
    let message = format!(
        "line {line} of the register of runs `{path}` does not follow the one before; keep it as it is and name another \
         with --audit-log"
    );
    let zh =
        format!("运行登记簿 `{path}` 的第 {line} 行与上一行不衔接；请原样保存，并用 --audit-log 另指定一个");
    Error::coded(Code::LOG_CHANGED, message).with_zh(zh)
}

/// The machine's clock, as `2026-11-21T07:00:00Z`. Nothing that a run gives depends on it.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| past.as_secs());
    let (day, rest) = (seconds / 86_400, seconds % 86_400);
    let day = Day(i64::try_from(day).unwrap_or(0));
    format!("{day}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

/// The user who runs this process, by the system's word and not by the environment's.
#[cfg(unix)]
fn user() -> String {
    use std::os::unix::fs::MetadataExt;
    let Ok(own) = std::fs::metadata("/proc/self") else { return said() };
    let id = own.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = users.lines().find_map(|line| {
        let mut cells = line.split(':');
        let name = cells.next()?;
        (cells.nth(1)? == id).then(|| name.to_owned())
    });
    format!("{} (uid {id})", named.unwrap_or_default()).trim_start().to_owned()
}

/// The user who runs this process, as the environment has it.
#[cfg(not(unix))]
fn user() -> String {
    said()
}

fn said() -> String {
    std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_else(|_| "unknown".to_owned())
}

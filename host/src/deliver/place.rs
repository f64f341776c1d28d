//! The folders of a delivery: names that cannot lead anywhere else, and files that are there whole or not at all.
//!
//! Everything is written below a folder beside its place first. A folder that is there already is left as it is when
//! it holds the very same files, and is never overwritten with others.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::grant::{Audience, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::text::hex;

/// Bytes of a file that are kept before they are written, since there are as many files as audiences.
const KEPT: usize = 1 << 15;
/// The longest name of a folder.
const LONGEST: usize = 120;

/// A file of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// Its place in the folder, such as `output/tasks.csv`.
    pub file: String,
    /// Rows, without the header.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A file that is being written piece by piece, open only while a piece is.
pub(super) struct Piecewise {
    path: PathBuf,
    kept: String,
    hash: Sha256,
    bytes: u64,
    rows: u64,
}

impl Piecewise {
    /// Begins a file with its header.
    pub fn begin(stage: &Path, table: &Table, header: &str) -> Result<Self> {
        let folder = stage.join(&table.side);
        std::fs::create_dir_all(&folder).map_err(|cause| Error::file("make the folder", &folder, cause))?;
        let path = folder.join(format!("{}.csv", table.name));
        Ok(Self { path, kept: header.to_owned(), hash: Sha256::new(), bytes: 0, rows: 0 })
    }

    /// Appends a row.
    pub fn row(&mut self, line: &str) -> Result<()> {
        self.rows += 1;
        self.kept.push_str(line);
        if self.kept.len() >= KEPT { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let file = OpenOptions::new().create(true).append(true).open(&self.path);
        let written = file.and_then(|mut file| file.write_all(self.kept.as_bytes()));
        written.map_err(|cause| Error::file("write", &self.path, cause))?;
        self.hash.update(self.kept.as_bytes());
        self.bytes += u64::try_from(self.kept.len()).unwrap_or(u64::MAX);
        self.kept.clear();
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self, table: &Table) -> Result<Delivered> {
        self.flush()?;
        let file = format!("{}/{}.csv", table.side, table.name);
        Ok(Delivered { file, rows: self.rows, bytes: self.bytes, sha256: hex(&self.hash.finalize()) })
    }
}

/// The folder of each audience, relative to that of all deliveries.
///
/// # Errors
///
/// [`ErrorKind::Usage`] when two audiences would share a folder where large and small letters are the same.
pub(super) fn folders(audiences: &[Audience]) -> Result<Vec<PathBuf>> {
    let mut taken: BTreeMap<String, &Audience> = BTreeMap::new();
    let mut folders = Vec::new();
    for audience in audiences {
        let (role, person) = (safe(&audience.role), safe(&audience.person));
        if let Some(other) = taken.insert(format!("{role}/{person}").to_lowercase(), audience) {
            let message = format!(
                "`{}` and `{}` of the role `{}` would share a folder",
                other.person, audience.person, audience.role
            );
            return Err(Error::usage(message));
        }
        folders.push(Path::new(&role).join(person));
    }
    Ok(folders)
}

/// A text as the name of a folder: letters, digits, `-`, `_` and inner dots as they are, other bytes as `%41`.
fn safe(text: &str) -> String {
    let mut name = String::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' => name.push(char::from(byte)),
            b'.' if at > 0 && at + 1 < text.len() => name.push('.'),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    if name.len() > LONGEST {
        name.truncate(LONGEST - 26);
        name = format!("{name}~{}", hex(&Sha256::digest(text.as_bytes())).get(..24).unwrap_or_default());
    }
    name
}

/// Writes a file of a staged folder.
pub(super) fn write(stage: &Path, name: &str, text: &str) -> Result<()> {
    let path = stage.join(name);
    let made = std::fs::create_dir_all(stage).and_then(|()| std::fs::write(&path, text));
    made.map_err(|cause| Error::file("write", &path, cause))
}

/// Whether a folder holds exactly the files of another.
///
/// # Errors
///
/// [`ErrorKind::File`] when it is there and holds something else, or cannot be read.
pub(super) fn is_same(place: &Path, stage: &Path) -> Result<bool> {
    if !place.exists() {
        return Ok(false);
    }
    if hashes(place)? == hashes(stage)? {
        return Ok(true);
    }
    let message = format!("`{}` is there already and holds another delivery", place.display());
    Err(Error::new(ErrorKind::File, message))
}

/// The hash of every file below a folder.
fn hashes(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let fail = |cause| Error::file("read", &next, cause);
        for entry in std::fs::read_dir(&next).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).map_err(|cause| Error::file("read", &path, cause))?;
            let name = path.strip_prefix(folder).unwrap_or(&path).to_owned();
            found.insert(name, hex(&Sha256::digest(bytes)));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audience(person: &str) -> Audience {
        Audience { role: "rm".into(), person: person.into(), all: false }
    }

    #[test]
    fn a_name_never_leads_out_of_its_folder() {
        assert_eq!(safe("../../etc"), "%2E.%2F..%2Fetc");
        assert_eq!(safe(".."), "%2E%2E");
        assert_eq!(safe("R.1"), "R.1");
        assert_eq!(safe("张"), "%E5%BC%A0");
        assert!(safe(&"x".repeat(500)).len() <= LONGEST);
    }

    #[test]
    fn two_people_never_share_a_folder() {
        assert!(folders(&[audience("R1"), audience("r1")]).is_err());
        assert!(folders(&[audience("R1"), audience("R2")]).is_ok());
    }
}

//! Input files: which file is which table, and its bytes into the module.
//!
//! The module frames and types the text; this file only moves bytes in pieces of 1 MiB and turns GB18030 into UTF-8
//! where the user says that the file is GB18030. Undeclared GB18030 is quarantined by the module.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use crate::encoding::Encoding;
use crate::encoding::Transcoder;
use crate::error::{Error, ErrorKind, Result};
use crate::instance::{Dataset, Instance};
use crate::text::hex;

/// The one table with a row per customer.
pub const CUSTOMERS: &str = "customers";
/// Bytes read at once.
const PIECE: usize = 1 << 20;
/// The longest record that the host keeps back for the module, for example behind a stray quote.
const RECORD_BYTES: usize = 64 << 20;

/// One table and the file that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The table's name in the policy.
    pub table: String,
    /// Its CSV file.
    pub path: PathBuf,
}

/// Which tables are taken from a folder beside the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShelfKind {
    /// The folder of an earlier run: what it hands on, and none of its results.
    State,
    /// The folder in which people write: the journal, the overrides and the forms.
    Journal,
}

/// A folder beside the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Where it is.
    pub folder: PathBuf,
    /// What is taken from it.
    pub kind: ShelfKind,
}

impl Shelf {
    fn holds(&self, table: &str) -> bool {
        match self.kind {
            ShelfKind::State => table.starts_with("state_"),
            ShelfKind::Journal => matches!(table, "journal" | "overrides" | "forms"),
        }
    }
}

/// What was read from one file.
#[derive(Clone, Debug, Serialize)]
pub struct InputFile {
    /// The table.
    pub table: String,
    /// The file's name without its folder.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, before any decoding.
    pub sha256: String,
}

/// Decides which file is which table.
///
/// `input` is the customers' file, or a folder in which every table of the policy (`known`) is looked for as
/// `<table>.csv`. `tables` names more files, and wins over the folders. `folders` are more places to look in.
///
/// # Errors
///
/// [`ErrorKind::Usage`] for a table that the policy does not have or that is given twice, [`ErrorKind::File`] if there
/// is no file of customers.
pub fn sources(
    input: &Path,
    tables: &[(String, PathBuf)],
    folders: &[Shelf],
    known: &[String],
) -> Result<Vec<Source>> {
    let mut sources: Vec<Source> = Vec::new();
    for (table, path) in tables {
        if !known.contains(table) {
            let have = known.join(", ");
            return Err(Error::usage(format!("the policy has no table `{table}`; it has {have}")));
        }
        if sources.iter().any(|source| source.table == *table) {
            return Err(Error::usage(format!("the table `{table}` is given twice")));
        }
        sources.push(Source { table: table.clone(), path: path.clone() });
    }
    for shelf in folders {
        for table in known.iter().filter(|table| shelf.holds(table)) {
            let path = shelf.folder.join(format!("{table}.csv"));
            if !path.is_file() {
                continue;
            }
            if sources.iter().any(|source| source.table == *table) {
                return Err(Error::usage(format!("the table `{table}` is given twice")));
            }
            sources.push(Source { table: table.clone(), path });
        }
    }
    if metadata(input)?.is_dir() {
        for table in known {
            let path = input.join(format!("{table}.csv"));
            if path.is_file() && !sources.iter().any(|source| source.table == *table) {
                sources.push(Source { table: table.clone(), path });
            }
        }
    } else if sources.iter().any(|source| source.table == CUSTOMERS) {
        return Err(Error::usage(format!(
            "the table `{CUSTOMERS}` is given twice: by --input and by --table"
        )));
    } else {
        sources.push(Source { table: CUSTOMERS.to_owned(), path: input.to_owned() });
    }
    if !sources.iter().any(|source| source.table == CUSTOMERS) {
        let message = format!("the input folder `{}` has no {CUSTOMERS}.csv", input.display());
        return Err(Error::new(ErrorKind::File, message));
    }
    sources.sort_by(|a, b| (a.table != CUSTOMERS, &a.table).cmp(&(b.table != CUSTOMERS, &b.table)));
    Ok(sources)
}

/// The metadata of an input, which is how to find out early that it is not there.
///
/// # Errors
///
/// [`ErrorKind::File`] if it cannot be read.
pub fn metadata(path: &Path) -> Result<std::fs::Metadata> {
    std::fs::metadata(path).map_err(|cause| Error::file("read the input", path, cause))
}

/// Reads one file into a dataset. `progress` is told the bytes read so far.
///
/// # Errors
///
/// [`ErrorKind::File`] if it cannot be read or a record is longer than 64 MiB; what [`Instance::read`] says.
pub fn feed(
    instance: &mut Instance,
    dataset: Dataset,
    source: &Source,
    encoding: Encoding,
    progress: &mut dyn FnMut(u64),
) -> Result<InputFile> {
    let path = &source.path;
    let fail = |cause: std::io::Error| Error::file("read the input", path, cause);
    let mut file = File::open(path).map_err(fail)?;
    let mut text = Transcoder::new(encoding);
    let (mut piece, mut pending) = (Vec::new(), Vec::new());
    let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
    loop {
        piece.clear();
        let limit = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let count = file.by_ref().take(limit).read_to_end(&mut piece).map_err(fail)?;
        let last = count < PIECE;
        hash.update(&piece);
        bytes += u64::try_from(count).unwrap_or(u64::MAX);
        text.append(&piece, last, &mut pending);
        let consumed = instance.read(dataset, &source.table, &pending, last)?;
        pending.drain(..consumed);
        progress(bytes);
        if last {
            break;
        }
        if pending.len() > RECORD_BYTES {
            let cause = format!("a record is longer than {} MiB; is a quote left open?", RECORD_BYTES >> 20);
            return Err(Error::file("read the input", path, cause));
        }
    }
    if !pending.is_empty() {
        return Err(Error::abi(format!("the module left {} bytes of the input unread", pending.len())));
    }
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(InputFile { table: source.table.clone(), file, bytes, sha256: hex(&hash.finalize()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_the_policy_does_not_have_is_refused() {
        let known = ["customers".to_owned(), "holdings".to_owned()];
        let error = sources(".".as_ref(), &[("trades".to_owned(), "t.csv".into())], &[], &known).unwrap_err();
        assert_eq!(error.to_string(), "the policy has no table `trades`; it has customers, holdings");
    }

    #[test]
    fn customers_come_first_and_a_folder_is_searched_by_name() {
        let folder = std::env::temp_dir().join(format!("appraise-input-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["customers.csv", "accounts.csv", "other.csv"] {
            std::fs::write(folder.join(name), "x\n").unwrap();
        }
        let known = ["accounts".to_owned(), "customers".to_owned(), "holdings".to_owned()];
        let found = sources(&folder, &[], &[], &known).unwrap();
        let tables: Vec<_> = found.iter().map(|source| source.table.as_str()).collect();
        assert_eq!(tables, ["customers", "accounts"]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn of_an_earlier_run_only_its_state_is_taken() {
        let folder = std::env::temp_dir().join(format!("appraise-shelf-{}", std::process::id()));
        let (bank, run) = (folder.join("bank"), folder.join("run"));
        for (folder, name) in [(&bank, "customers.csv"), (&run, "customers.csv"), (&run, "state_tasks.csv")] {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(name), "x\n").unwrap();
        }
        let known = ["customers".to_owned(), "state_tasks".to_owned(), "journal".to_owned()];
        let shelves = [Shelf { folder: run.clone(), kind: ShelfKind::State }];
        let found = sources(&bank, &[], &shelves, &known).unwrap();
        let paths: Vec<_> = found.iter().map(|source| source.path.clone()).collect();
        assert_eq!(paths, [bank.join("customers.csv"), run.join("state_tasks.csv")]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

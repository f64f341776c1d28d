//! Which file is which table: by the tables' names in folders, by what the command line says, parts in order.

use std::path::{Path, PathBuf};

use super::{CUSTOMERS, STDIN, Source};
use crate::error::{Code, Error, ErrorKind, Result};
use crate::manifest;
use crate::output::Format;
use crate::run::LOG;

/// What the names of readable files end with, packed or not.
const ENDINGS: [&str; 4] = [".csv", ".ndjson", ".jsonl", ".parquet"];
const PACKED: [&str; 3] = ["", ".gz", ".zst"];

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

/// Decides which files are which table.
///
/// `input` is the customers' file, or a folder in which every table of the policy (`known`) is looked for: a file
/// `<table>.csv`, `.ndjson`, `.jsonl` or `.parquet`, the texts also as `.gz` or `.zst`, or a folder `<table>` of such
/// files, which are its parts in the order of their names. Of the folder of a finished run, the files are those that its
/// manifest names, in one of its formats. `tables` names more files, and wins over the folders; where
/// there is no file of such a name, it may be a pattern with `*` and `?`. `folders` are more places to look in.
///
/// # Errors
///
/// [`ErrorKind::Usage`] for a table that the policy does not have or that is given twice, [`ErrorKind::File`] if there
/// is no file of customers or a folder cannot be read.
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
            let message = format!("the policy has no table `{table}`; it has {have}");
            return Err(Error::coded(Code::TABLE_UNKNOWN, message));
        }
        add(&mut sources, Source { table: table.clone(), files: files(path)? })?;
    }
    for shelf in folders {
        for table in known.iter().filter(|table| shelf.holds(table)) {
            if let Some(source) = found(&shelf.folder, table)? {
                add(&mut sources, source)?;
            }
        }
    }
    if input.is_dir() {
        for table in known {
            if sources.iter().all(|source| source.table != *table)
                && let Some(source) = found(input, table)?
            {
                sources.push(source);
            }
        }
    } else {
        add(&mut sources, Source { table: CUSTOMERS.to_owned(), files: files(input)? })?;
    }
    if !sources.iter().any(|source| source.table == CUSTOMERS) {
        let folder = input.display();
        let message =
            format!("the input folder `{folder}` has no {CUSTOMERS}.csv (or .ndjson, .parquet, or a folder)");
        return Err(Error::new(ErrorKind::File, message));
    }
    sources.sort_by(|a, b| (a.table != CUSTOMERS, &a.table).cmp(&(b.table != CUSTOMERS, &b.table)));
    Ok(sources)
}

fn add(sources: &mut Vec<Source>, source: Source) -> Result<()> {
    if sources.iter().any(|other| other.table == source.table) {
        return Err(Error::coded(Code::TABLE_TWICE, format!("the table `{}` is given twice", source.table)));
    }
    sources.push(source);
    Ok(())
}

/// The files of a table in a folder.
fn found(folder: &Path, table: &str) -> Result<Option<Source>> {
    if folder.join(LOG).exists() {
        return of_run(folder, table);
    }
    let names = ENDINGS.iter().flat_map(|ending| PACKED.map(|packed| format!("{table}{ending}{packed}")));
    let mut places: Vec<PathBuf> =
        names.map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
    places.extend(Some(folder.join(table)).filter(|path| path.is_dir()));
    if let [first, second, ..] = places.as_slice() {
        let (first, second) = (first.display(), second.display());
        let message = format!("the table `{table}` is given twice: by `{first}` and `{second}`");
        return Err(Error::coded(Code::TABLE_TWICE, message));
    }
    let Some(place) = places.pop() else { return Ok(None) };
    Ok(Some(Source { table: table.to_owned(), files: files(&place)? }))
}

/// The files of a table in the folder of a run, by its manifest: one file or the parts of all chunks, in one of the
/// formats in which the run wrote it.
fn of_run(folder: &Path, table: &str) -> Result<Option<Source>> {
    if !folder.join(manifest::FILE).exists() {
        let message =
            format!("the run in `{}` is not finished; finish it before it is read", folder.display());
        return Err(Error::coded(Code::RUN_OPEN, message));
    }
    let outputs = manifest::read(folder)?.outputs;
    let written = |format: &Format| {
        let (ending, part) = (format.name(), format!("{table}/part-"));
        let whole = format!("{table}.{ending}");
        let is_it =
            |file: &&str| **file == whole || file.starts_with(&part) && file.ends_with(&format!(".{ending}"));
        let names = outputs.iter().map(|output| output.file.as_str()).filter(is_it);
        names.map(|name| folder.join(name)).collect::<Vec<_>>()
    };
    let formats = [Format::Csv, Format::Ndjson, Format::Parquet];
    let files = formats.iter().map(written).find(|files| !files.is_empty());
    Ok(files.map(|files| Source { table: table.to_owned(), files }))
}

/// The files that a path means: itself, the readable ones of a folder, or those that a pattern fits.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = if path.as_os_str() == STDIN || path.is_file() {
        vec![path.to_owned()]
    } else if path.is_dir() {
        let fail = |cause: std::io::Error| Error::file("read the folder", path, cause);
        let entries = std::fs::read_dir(path).map_err(fail)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(fail));
        let paths = paths.collect::<Result<Vec<_>>>()?;
        paths.into_iter().filter(|path| path.is_file() && is_readable(path)).collect()
    } else {
        let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']));
        let found = pattern.and_then(|pattern| glob::glob(pattern).ok());
        found
            .into_iter()
            .flatten()
            .filter_map(std::result::Result::ok)
            .filter(|path| path.is_file())
            .collect()
    };
    if files.is_empty() {
        // Says why: not there, not allowed, or nothing in it that can be read.
        super::metadata(path)?;
        return Err(Error::new(
            ErrorKind::File,
            format!("the folder `{}` has no table file", path.display()),
        ));
    }
    files.sort();
    Ok(files)
}

fn is_readable(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = PACKED.iter().find_map(|packed| name.strip_suffix(packed).filter(|_| !packed.is_empty()));
    let plain = plain.unwrap_or(&name);
    !name.starts_with(['.', '_']) && ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::OutputFile;

    struct Bench(PathBuf);

    impl Bench {
        fn new(name: &str, files: &[&str]) -> Self {
            let folder = std::env::temp_dir().join(format!("appraise-place-{}-{name}", std::process::id()));
            let bench = Self(folder);
            for file in files {
                let path = bench.0.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "x\n").unwrap();
            }
            bench
        }
    }

    impl Drop for Bench {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn known(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_table_that_the_policy_does_not_have_is_refused() {
        let known = known(&["customers", "holdings"]);
        let error = sources(".".as_ref(), &[("trades".to_owned(), "t.csv".into())], &[], &known).unwrap_err();
        assert_eq!(error.to_string(), "the policy has no table `trades`; it has customers, holdings");
    }

    #[test]
    fn customers_come_first_and_a_folder_is_searched_by_name() {
        let bench =
            Bench::new("names", &["customers.csv.gz", "accounts.parquet", "other.csv", "loans/b.csv"]);
        let found =
            sources(&bench.0, &[], &[], &known(&["accounts", "customers", "holdings", "loans"])).unwrap();
        let tables: Vec<_> = found.iter().map(|source| source.table.as_str()).collect();
        assert_eq!(tables, ["customers", "accounts", "loans"]);
    }

    #[test]
    fn the_parts_of_a_table_are_in_the_order_of_their_names() {
        let files =
            ["customers/part-2.csv", "customers/part-1.csv", "customers/_SUCCESS", "customers/.part-3.csv"];
        let bench = Bench::new("parts", &files);
        let parts = [bench.0.join("customers/part-1.csv"), bench.0.join("customers/part-2.csv")];
        let of = |input: PathBuf| sources(&input, &[], &[], &known(&["customers"])).unwrap().remove(0).files;
        assert_eq!(of(bench.0.clone()), parts);
        assert_eq!(of(bench.0.join("customers/part-*.csv")), parts);
    }

    #[test]
    fn a_table_that_two_files_could_be_is_refused() {
        let bench = Bench::new("twice", &["customers.csv", "customers.parquet"]);
        let error = sources(&bench.0, &[], &[], &known(&["customers"])).unwrap_err();
        assert!(error.to_string().starts_with("the table `customers` is given twice: by `"), "{error}");
    }

    #[test]
    fn of_an_earlier_run_only_its_state_is_taken() {
        let bench = Bench::new("shelf", &["bank/customers.csv", "run/customers.csv", "run/state_tasks.csv"]);
        let shelves = [Shelf { folder: bench.0.join("run"), kind: ShelfKind::State }];
        let known = known(&["customers", "state_tasks", "journal"]);
        let found = sources(&bench.0.join("bank"), &[], &shelves, &known).unwrap();
        let files: Vec<_> = found.into_iter().flat_map(|source| source.files).collect();
        assert_eq!(files, [bench.0.join("bank/customers.csv"), bench.0.join("run/state_tasks.csv")]);
    }

    /// A finished run that wrote these files.
    fn finished(bench: &Bench, files: &[&str]) {
        let output =
            |file: &&str| OutputFile { file: (*file).to_owned(), rows: 0, bytes: 2, sha256: String::new() };
        let outputs = files.iter().map(output).collect();
        let manifest = manifest::Manifest { outputs, ..manifest::Manifest::default() };
        std::fs::write(bench.0.join("run").join(manifest::FILE), manifest.text().unwrap()).unwrap();
    }

    #[test]
    fn of_a_finished_run_the_files_are_those_of_its_manifest_in_one_format() {
        let parts =
            ["run/state_a/part-00001.csv", "run/state_a/part-00002.csv", "run/state_a/part-00001.parquet"];
        let others =
            ["run/state_a/part-00009.csv", "run/state_b.csv", "run/state_b.parquet", "run/manifest.log"];
        let bench = Bench::new("run", &[&parts[..], &others, &["customers.csv"]].concat());
        let shelves = [Shelf { folder: bench.0.join("run"), kind: ShelfKind::State }];
        let known = known(&["customers", "state_a", "state_b", "state_c"]);
        let sources = || sources(&bench.0, &[], &shelves, &known);
        let error = sources().unwrap_err().to_string();
        assert!(error.ends_with("is not finished; finish it before it is read"), "{error}");
        let written = parts.iter().chain(&others[1..3]).map(|file| file.strip_prefix("run/").unwrap());
        finished(&bench, &written.collect::<Vec<_>>());
        let found: Vec<_> = sources().unwrap().into_iter().skip(1).flat_map(|source| source.files).collect();
        assert_eq!(found, [parts[0], parts[1], others[1]].map(|file| bench.0.join(file)));
    }
}

//! Throwing away: what an interrupted write left, and with --restart a whole earlier run.
//!
//! INVARIANT: only files are removed whose names this program gives: tables of the run, its parts, its logs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::disk::{Disk, is_beside};
use super::entry::{fuel, shares};
use super::{FUEL, LOG};
use crate::error::{Error, Result};
use crate::manifest::{self, Manifest};

/// Removes files that were being written when a run was stopped.
pub(super) fn unfinished(out: &Path, tables: &[String], disk: &Disk) -> Result<()> {
    let folders = tables.iter().map(|table| out.join(table));
    for folder in folders.chain([out.to_owned(), shares(out)]) {
        for path in files(&folder)? {
            if is_beside(&name(&path)) {
                disk.remove(&path)?;
            }
        }
    }
    Ok(())
}

/// Removes the run that a folder holds, finished or not. The manifest goes first, so that no folder with a manifest is
/// half a run, and the log last, so that what is left can be named again.
pub(super) fn everything(out: &Path, disk: &Disk) -> Result<()> {
    let manifest = manifest::read(out).unwrap_or_default();
    disk.remove(&out.join(manifest::FILE))?;
    let tables = match super::earlier::read(out) {
        Ok(Some(earlier)) => earlier.settings.tables,
        _ => tables_of(&manifest),
    };
    unfinished(out, &tables, disk)?;
    for file in self::tables(out, &tables)? {
        disk.remove(&out.join(file))?;
    }
    for folder in tables.iter().map(|table| out.join(table)) {
        // It may hold files of others, and stays then.
        let _ = std::fs::remove_dir(&folder);
    }
    for path in [shares(out), fuel(out), out.join(FUEL), out.join(LOG)] {
        disk.remove(&path)?;
    }
    disk.sync_folder(out)
}

/// The files in a folder that are tables of a run by their names, or parts of them.
pub(super) fn tables(out: &Path, tables: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in files(out)? {
        let name = name(&path);
        if tables.iter().any(|table| is_table(&name, table)) {
            found.push(name);
        }
    }
    for table in tables {
        let names = files(&out.join(table))?.into_iter().map(|path| name(&path));
        found.extend(names.filter(|name| is_table(name, "part-")).map(|name| format!("{table}/{name}")));
    }
    Ok(found)
}

/// The tables that a manifest lists.
fn tables_of(manifest: &Manifest) -> Vec<String> {
    let first = |file: &str| file.split(['/', '.']).next().map(str::to_owned);
    manifest.outputs.iter().filter_map(|file| first(&file.file)).collect()
}

/// Whether a name is that of a table, or with `part-` of a part, in one of the formats.
fn is_table(name: &str, table: &str) -> bool {
    let Some((stem, ending)) = name.split_once('.') else { return false };
    let is_format = ending.parse::<crate::output::Format>().is_ok();
    let is_number = |rest: &str| rest.len() == 5 && rest.bytes().all(|byte| byte.is_ascii_digit());
    is_format && (stem == table || table == "part-" && stem.strip_prefix(table).is_some_and(is_number))
}

/// The files of a folder, none if it is not there.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let fail = |cause: std::io::Error| Error::file("read the folder", folder, cause);
    let entries = match std::fs::read_dir(folder) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(fail)?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(fail));
    let mut paths: Vec<PathBuf> = paths.collect::<Result<_>>()?;
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().map(OsStr::to_string_lossy).unwrap_or_default().into_owned()
}

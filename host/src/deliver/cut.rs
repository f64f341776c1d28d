//! Cutting one table: each row to those who see all its customers, each column as their role gets it.
//!
//! A row that names several customers goes to whoever sees every one of them; a row that names none goes to the roles
//! that see all. A table without a column of customers' keys goes whole to every role that gets it.
//!
//! INVARIANT: nothing is written of a record that was not read whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::grant::{Columns, Grants, Table, Treatment};
use super::place::{Delivered, Piecewise};
use super::pseudonym::Key;
use super::records::{Cell, Records, push};
use super::run::Known;
use super::total::Totals;
use crate::encoding::Encoding;
use crate::error::{Error, ErrorKind, Result};
use crate::input::CUSTOMERS;

/// What is needed beside the table.
pub(super) struct Cut<'a> {
    /// Who gets what.
    pub grants: &'a Grants,
    /// The key of pseudonyms, when one is needed.
    pub key: Option<&'a Key>,
    /// Where each audience's files are written.
    pub stages: &'a [PathBuf],
    /// What customers get beside their own columns.
    pub totals: &'a Totals,
}

/// A role's view of a table: places of its columns in the file, and the header.
struct View {
    columns: Vec<(usize, Treatment)>,
    header: String,
    /// Whether what a person gets of a row depends on whom else he sees.
    personal: bool,
}

/// A table that is being cut.
struct Open<'a> {
    header: Vec<String>,
    keys: Vec<usize>,
    views: BTreeMap<&'a str, View>,
    writers: Vec<Option<Piecewise>>,
}

/// What came of a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Rows that were read.
    pub rows: u64,
    /// Rows that nobody got.
    pub kept_back: u64,
    /// Lines that could not be read.
    pub broken: u64,
}

impl Cut<'_> {
    /// Cuts a table, which is one file or several parts, into the folders of its audiences; each new file is added to
    /// those of its audience.
    pub fn table(
        &self,
        table: &Table,
        parts: &[Known],
        encoding: Encoding,
        files: &mut [Vec<Delivered>],
    ) -> Result<Counts> {
        let Some(roles) = self.grants.tables.get(table) else { return Ok(Counts::default()) };
        let mut counts = Counts::default();
        let mut open: Option<Open<'_>> = None;
        for part in parts {
            let mut records = Records::open(&part.path, encoding)?;
            let mut header = records.header()?;
            let own = header.len();
            let totals =
                self.totals_of(table).filter(|t| !t.columns.iter().any(|name| header.contains(name)));
            header.extend(totals.iter().flat_map(|totals| totals.columns.iter().cloned()));
            let open = match &mut open {
                None => open.insert(self.open(table, roles, header)?),
                Some(open) if open.header == header => open,
                Some(_) => return Err(other_header(&part.path)),
            };
            while let Some(mut cells) = records.next()? {
                if let (Some(totals), Some(key)) = (totals, open.keys.first()) {
                    let key = cells.get(*key).map_or(String::new(), |cell| cell.text.trim().to_owned());
                    cells.truncate(own);
                    cells.extend(totals.row(&key).map(|text| Cell { text: text.into(), quoted: false }));
                }
                counts.rows += 1;
                counts.kept_back += u64::from(!self.row(open, &cells)?);
            }
            counts.broken += records.broken;
            part.confirm(records.finish()?)?;
        }
        for (writer, files) in open.into_iter().flat_map(|open| open.writers).zip(files) {
            if let Some(writer) = writer {
                files.push(writer.finish(table)?);
            }
        }
        Ok(counts)
    }

    /// The totals that a table gets.
    fn totals_of(&self, table: &Table) -> Option<&Totals> {
        let customers = table.side == "input" && table.name == CUSTOMERS;
        Some(self.totals).filter(|totals| customers && !totals.columns.is_empty())
    }

    fn open<'r>(
        &self,
        table: &Table,
        roles: &'r BTreeMap<String, Columns>,
        header: Vec<String>,
    ) -> Result<Open<'r>> {
        let keys = keys(table, roles, &header)?;
        let views: BTreeMap<&str, View> =
            roles.iter().map(|(role, columns)| (role.as_str(), view(columns, &header))).collect();
        let writers = self.writers(table, &views)?;
        Ok(Open { header, keys, views, writers })
    }

    /// Writes a row to everybody who sees it; whether that is anybody.
    fn row(&self, open: &mut Open<'_>, cells: &[Cell]) -> Result<bool> {
        let mut lines: BTreeMap<&str, String> = BTreeMap::new();
        for at in self.seers(&open.keys, cells) {
            let role = self.grants.audiences.get(at).map_or("", |audience| audience.role.as_str());
            let (Some(Some(writer)), Some(view)) = (open.writers.get_mut(at), open.views.get(role)) else {
                continue;
            };
            if view.personal {
                lines.insert(role, self.line(view, cells, at));
            }
            writer.row(lines.entry(role).or_insert_with(|| self.line(view, cells, at)))?;
        }
        Ok(!lines.is_empty())
    }

    /// A file for every audience whose role gets the table.
    fn writers(&self, table: &Table, views: &BTreeMap<&str, View>) -> Result<Vec<Option<Piecewise>>> {
        let audiences = self.grants.audiences.iter().zip(self.stages);
        let writers = audiences.map(|(audience, stage)| {
            let view = views.get(audience.role.as_str()).filter(|view| !view.columns.is_empty());
            view.map(|view| Piecewise::begin(stage, table, &view.header)).transpose()
        });
        writers.collect()
    }

    /// The audiences that a row goes to.
    fn seers(&self, keys: &[usize], cells: &[Cell]) -> Vec<usize> {
        let audiences = self.grants.audiences.iter().enumerate();
        if keys.is_empty() {
            return audiences.map(|(at, _)| at).collect();
        }
        let named = keys.iter().filter_map(|at| cells.get(*at)).map(|cell| cell.text.trim());
        let named: Vec<&str> = named.filter(|key| !key.is_empty()).collect();
        let mut seers: Vec<usize> = audiences.filter(|(_, a)| a.all).map(|(at, _)| at).collect();
        let of = |key: &&str| self.grants.customers.get(*key).map_or(&[][..], Vec::as_slice);
        let Some((first, others)) = named.split_first() else { return seers };
        let common = of(first).iter().filter(|at| others.iter().all(|key| of(key).contains(at)));
        seers.extend(common);
        seers
    }

    /// The line that an audience gets.
    fn line(&self, view: &View, cells: &[Cell], audience: usize) -> String {
        let sees = |key: &str| self.grants.customers.get(key).is_some_and(|seers| seers.contains(&audience));
        let mut line = String::new();
        for (at, (column, treatment)) in view.columns.iter().enumerate() {
            if at > 0 {
                line.push(',');
            }
            let Some(cell) = cells.get(*column) else { continue };
            let value = cell.text.trim();
            match (treatment, self.key) {
                (Treatment::Keep, _) => push(&mut line, cell),
                (Treatment::Seen, _) if sees(value) => push(&mut line, cell),
                (Treatment::Pseudonym, Some(key)) if !value.is_empty() => {
                    line.push_str(&key.pseudonym(value));
                }
                _ => {}
            }
        }
        line.push_str("\r\n");
        line
    }
}

/// The places of the columns that hold customers' keys.
fn keys(table: &Table, roles: &BTreeMap<String, Columns>, header: &[String]) -> Result<Vec<usize>> {
    let mut places = Vec::new();
    for name in roles.values().flat_map(|columns| &columns.keys) {
        let Some(at) = header.iter().position(|column| column == name) else {
            let (side, table) = (&table.side, &table.name);
            return Err(Error::usage(format!("the {side} table `{table}` has no column `{name}`")));
        };
        places.push(at);
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

/// The columns that a role gets, in the order of the file.
fn view(columns: &Columns, header: &[String]) -> View {
    let mut found = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let listed = columns.columns.iter().find(|(column, _)| column == name);
        let treatment = listed.map_or(Treatment::Drop, |(_, treatment)| *treatment);
        if treatment != Treatment::Drop {
            found.push((at, treatment));
        }
    }
    let mut line = String::new();
    for (number, (at, _)) in found.iter().enumerate() {
        if number > 0 {
            line.push(',');
        }
        let text = header.get(*at).cloned().unwrap_or_default();
        push(&mut line, &Cell { text, quoted: false });
    }
    line.push_str("\r\n");
    let personal = found.iter().any(|(_, treatment)| *treatment == Treatment::Seen);
    View { columns: found, header: line, personal }
}

fn other_header(path: &Path) -> Error {
    let path = path.display();
    Error::new(ErrorKind::File, format!("`{path}` has other columns than the first part of its table"))
}

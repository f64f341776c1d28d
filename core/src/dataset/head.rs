//! The names that the head of a text gives its columns, before anything is read from it.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::cell::trim;
use super::csv::{BOM, Frame, Framer, Splitter};
use super::ndjson::is_ndjson;
use crate::model::Table;
use crate::text::json::{MAX_DEPTH, Scanner};

/// Names that are kept; a record of more is none that a policy has fields for.
const MOST: usize = 10_000;

/// The columns of a text, as far as its head says them: the header of CSV, or the names that occur in the whole lines of
/// newline-delimited JSON. Empty where there is no header that can be read.
#[must_use]
pub fn columns(table: &Table, head: &[u8]) -> Vec<String> {
    if is_ndjson(head, true) == Some(true) { names(head) } else { header(table, head).unwrap_or_default() }
}

fn header(table: &Table, head: &[u8]) -> Option<Vec<String>> {
    let mut framer = Framer::new(table.delimiter, table.quote);
    let (_, frame) = framer.next(head, true);
    let Frame::Record { bytes, cells, .. } = frame? else { return None };
    let delimiter = framer.delimiter().unwrap_or(b',');
    let mut splitter = Splitter::new(delimiter, table.quote);
    let cells = splitter.split(bytes, cells)?;
    Some(cells.iter().take(MOST).map(|name| trim(name).to_string()).collect())
}

fn names(head: &[u8]) -> Vec<String> {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    // A name is looked for among those before it: the records of a file mostly have the same ones, in one order.
    let mut found: Vec<String> = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let Some(line) = core::str::from_utf8(line).ok() else { continue };
        let mut scanner = Scanner::new(line);
        let mut record = Vec::new();
        let whole = scanner.items(("{", "}"), &mut |scanner| {
            record.push(scanner.name()?.into_owned());
            scanner.pass(MAX_DEPTH)
        });
        for (name, at) in record.into_iter().zip(0..).filter(|_| whole.is_some()) {
            if found.get(at) != Some(&name) && !found.contains(&name) && found.len() < MOST {
                found.push(name);
            }
        }
    }
    found
}

//! Records of a CSV file, strictly: a stray quote must never join the rows of two customers.
//!
//! A quote may open a cell only at its start, and only a delimiter or the end of the line may follow the one that
//! closes it. Where that is broken the first physical line is given up and reading resumes on the next line, as the
//! engine itself reads. A record with more or fewer cells than the header is given up, too.
//!
//! INVARIANT: a record that is handed out lies between two line ends of the file and has as many cells as the header.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::encoding::{Encoding, Transcoder};
use crate::error::{Error, Result};
use crate::text::hex;

/// Bytes read at once.
const PIECE: usize = 1 << 20;
/// The longest record; a longer line is given up.
const MAX_RECORD: usize = 1 << 20;
/// What a delimiter is detected among; earlier ones win ties.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A cell: its text, and whether it stood in quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// Its text without quotes.
    pub text: String,
    /// Whether it stood in quotes: an empty text, where an empty cell is nothing.
    pub quoted: bool,
}

/// The records of a file.
pub(crate) struct Records<'a> {
    path: &'a Path,
    source: std::fs::File,
    transcoder: Transcoder,
    hash: Sha256,
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
    delimiter: u8,
    /// Number of cells of the header; 0 before it.
    width: usize,
    /// Lines that were given up.
    pub broken: u64,
}

/// What stands at the front.
enum Front {
    /// A record, and where it ends.
    Record(Vec<Cell>, usize),
    Broken,
    /// More has to be read to know.
    Open,
}

impl<'a> Records<'a> {
    /// Opens a file; the delimiter of its header is detected.
    pub fn open(path: &'a Path, encoding: Encoding) -> Result<Self> {
        let source = std::fs::File::open(path).map_err(|cause| Error::file("read", path, cause))?;
        let (transcoder, hash) = (Transcoder::new(encoding), Sha256::new());
        let (bytes, at, ended, delimiter, width, broken) = (Vec::new(), 0, false, b',', 0, 0);
        let mut records = Self { path, source, transcoder, hash, bytes, at, ended, delimiter, width, broken };
        while !records.ended && line_end(&records.bytes, 0).is_none() {
            records.more()?;
        }
        if records.bytes.starts_with(b"\xef\xbb\xbf") {
            records.at = 3;
        }
        records.detect();
        Ok(records)
    }

    /// The names of the columns.
    pub fn header(&mut self) -> Result<Vec<String>> {
        let cells = self.next()?.unwrap_or_default();
        self.width = cells.len();
        Ok(cells.into_iter().map(|cell| cell.text.trim().to_owned()).collect())
    }

    /// The next record.
    pub fn next(&mut self) -> Result<Option<Vec<Cell>>> {
        loop {
            let blank = self.rest().iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            self.at += blank;
            if self.rest().is_empty() {
                if self.ended {
                    return Ok(None);
                }
                self.more()?;
                continue;
            }
            match self.front() {
                Front::Record(cells, end) => {
                    self.at += end;
                    if self.width == 0 || cells.len() == self.width {
                        return Ok(Some(cells));
                    }
                    self.broken += 1;
                }
                Front::Open if !self.ended && self.rest().len() <= MAX_RECORD => self.more()?,
                Front::Open | Front::Broken => self.give_up()?,
            }
        }
    }

    /// Reads what is left and gives the SHA-256 of the file's bytes.
    pub fn finish(mut self) -> Result<String> {
        while !self.ended {
            self.bytes.clear();
            self.at = 0;
            self.more()?;
        }
        Ok(hex(&self.hash.finalize()))
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn more(&mut self) -> Result<()> {
        self.bytes.drain(..self.at);
        self.at = 0;
        let mut piece = Vec::new();
        let limit = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let read = (&mut self.source).take(limit).read_to_end(&mut piece);
        let count = read.map_err(|cause| Error::file("read", self.path, cause))?;
        self.hash.update(&piece);
        self.ended = count < PIECE;
        self.transcoder.append(&piece, self.ended, &mut self.bytes);
        Ok(())
    }

    /// Goes on behind the end of the line.
    fn give_up(&mut self) -> Result<()> {
        self.broken += 1;
        loop {
            if let Some(end) = line_end(&self.bytes, self.at) {
                self.at = end;
                return Ok(());
            }
            self.at = self.bytes.len();
            if self.ended {
                return Ok(());
            }
            self.more()?;
        }
    }

    /// The delimiter that occurs most often outside quotes in the header line.
    fn detect(&mut self) {
        let end = line_end(&self.bytes, self.at).unwrap_or(self.bytes.len());
        let mut counts = [0_usize; 4];
        let mut quoted = false;
        for byte in self.bytes.get(self.at..end).unwrap_or_default() {
            quoted ^= *byte == b'"';
            for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
                *count += usize::from(!quoted && *byte == delimiter);
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let found = counts.iter().zip(DELIMITERS).find(|(count, _)| **count == most);
        self.delimiter = found.map_or(b',', |(_, delimiter)| delimiter);
    }

    fn front(&self) -> Front {
        let (mut cells, mut cell, mut state) = (Vec::new(), Vec::new(), State::Start);
        for (at, &byte) in self.rest().iter().enumerate().take(MAX_RECORD + 1) {
            let ends = matches!(byte, b'\n' | b'\r');
            state = match state {
                State::Quoted if byte == b'"' => State::Closing,
                State::Quoted => {
                    cell.push(byte);
                    State::Quoted
                }
                _ if ends || byte == self.delimiter => {
                    let quoted = state == State::Closing;
                    let Ok(text) = String::from_utf8(std::mem::take(&mut cell)) else { return Front::Broken };
                    cells.push(Cell { text, quoted });
                    if ends {
                        return Front::Record(cells, at);
                    }
                    State::Start
                }
                State::Start if byte == b'"' => State::Quoted,
                State::Closing if byte == b'"' => {
                    cell.push(byte);
                    State::Quoted
                }
                State::Start | State::Plain if byte != b'"' => {
                    cell.push(byte);
                    State::Plain
                }
                _ => return Front::Broken,
            };
        }
        if !self.ended || state == State::Quoted || self.rest().len() > MAX_RECORD {
            return if self.ended { Front::Broken } else { Front::Open };
        }
        let Ok(text) = String::from_utf8(cell) else { return Front::Broken };
        cells.push(Cell { text, quoted: state == State::Closing });
        Front::Record(cells, self.rest().len())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: its end, or the first half of a doubled quote.
    Closing,
}

/// Where the line ends, looking from `from` on.
fn line_end(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map(|at| from + at)
}

/// Appends a cell, quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe
/// before it; a plain number is left alone, and a cell without a value stays empty.
pub(super) fn push(line: &mut String, cell: &Cell) {
    let text = &cell.text;
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(text);
    let edge = text.starts_with(' ') || text.ends_with(' ');
    let breaks = text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n'));
    if !(formula || edge || breaks || text.is_empty() && cell.quoted) {
        line.push_str(text);
        return;
    }
    line.push('"');
    if formula {
        line.push('\'');
    }
    line.push_str(&text.replace('"', "\"\""));
    line.push('"');
}

fn is_number(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    text.bytes().all(plain) && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> (Vec<Vec<String>>, u64) {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("appraise-records-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        let mut records = Records::open(&path, Encoding::Utf8).unwrap();
        let mut all = vec![records.header().unwrap()];
        while let Some(cells) = records.next().unwrap() {
            all.push(cells.into_iter().map(|cell| cell.text).collect());
        }
        let broken = records.broken;
        std::fs::remove_file(&path).unwrap();
        (all, broken)
    }

    #[test]
    fn a_stray_quote_costs_its_line_and_never_joins_two() {
        let (all, broken) = read(b"id,note\nK1,\"open\nK2,b\nK3,\"c\"x\nK4,\"d,\n\"\"e\"\nK5,f,g\nK6,\n");
        let rows: Vec<&str> = all.iter().map(|cells| cells[0].as_str()).collect();
        assert_eq!((rows, broken), (vec!["id", "K2", "K4", "K6"], 3));
        assert_eq!(all[2][1], "d,\n\"e");
    }

    #[test]
    fn delimiters_marks_and_last_lines_without_an_end() {
        let (all, broken) = read(b"\xef\xbb\xbfid;note\r\nK1;\"x,y\"\r\n\r\nK2;z");
        assert_eq!(all, [["id", "note"], ["K1", "x,y"], ["K2", "z"]]);
        assert_eq!(broken, 0);
    }

    #[test]
    fn formulas_are_defused_and_nothing_stays_nothing() {
        let mut line = String::new();
        for (text, quoted) in [("=1+1", false), ("-5.20", false), ("-inf", false), ("", true), ("", false)] {
            push(&mut line, &Cell { text: text.into(), quoted });
            line.push('|');
        }
        assert_eq!(line, "\"'=1+1\"|-5.20|\"'-inf\"|\"\"||");
    }
}

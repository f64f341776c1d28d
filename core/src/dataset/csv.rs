//! CSV framing: where records end, over pieces of any size, strictly.
//!
//! [`Framer`] finds the records, [`Splitter`] the cells of one (with `csv-core` where a record has quotes). A quote may
//! open a cell only at its start, and only a delimiter or the end of the line may follow the one that closes it. Where
//! that is broken, the first physical line of the record is given up and framing resumes on the next line, so that one
//! stray quote costs one line and not the rest of the file. Lines end with LF, CR LF or CR. Empty lines are not records.
//!
//! Work is linear. A record is looked at for at most [`MAX_RECORD`] bytes, and a scan resumes where the last piece
//! ended. A scan that breaks off goes back to its second line; every line that it crossed whole holds an even number
//! of quotes, so a scan that starts there ends there. Hence no byte is scanned more than three times: by a scan that
//! crosses its line, by one that breaks off in it, and by one that starts in it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::FaultReason;

/// Largest length of a record in bytes, without the end of its line.
pub const MAX_RECORD: usize = 1 << 20;

/// The byte-order mark of UTF-8.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";
/// What a delimiter is detected among; earlier ones win ties.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A record, or a line that is part of none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A well-framed record without the end of its line.
    Record {
        /// Its bytes, quotes and all.
        bytes: &'a [u8],
        /// 1-based line on which it starts.
        line: u32,
        /// Number of its cells.
        cells: usize,
    },
    /// A physical line that was given up.
    Broken {
        /// Its bytes; empty when it is longer than [`MAX_RECORD`].
        bytes: &'a [u8],
        /// 1-based line.
        line: u32,
        /// [`FaultReason::StrayQuote`] or [`FaultReason::TooLong`].
        reason: FaultReason,
    },
}

/// Finds records.
#[derive(Debug, Clone)]
pub struct Framer {
    delimiter: Option<u8>,
    quote: u8,
    line: u32,
    /// The byte-order mark has been looked for.
    started: bool,
    /// The last line ended with CR: an LF that follows belongs to it.
    after_cr: bool,
    /// In a line that is too long.
    skipping: bool,
    scan: Scan,
}

/// How far the record at the front has been scanned.
#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    at: usize,
    state: State,
    delimiters: usize,
    breaks: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    CellStart,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: its end, or the first half of a doubled quote.
    Closing,
    /// The record is broken; its first line's end is being looked for.
    Broken,
}

enum Scanned {
    /// The record ends here.
    End(usize),
    Broken,
    More,
}

impl Framer {
    /// Frames a file; a delimiter that is not declared is detected in the header line: the one of comma, semicolon,
    /// tab and `|` that occurs most often outside quotes.
    #[must_use]
    pub fn new(delimiter: Option<u8>, quote: u8) -> Self {
        Self {
            delimiter,
            quote,
            line: 1,
            started: false,
            after_cr: false,
            skipping: false,
            scan: Scan::default(),
        }
    }

    /// The delimiter, once it is declared or detected.
    #[must_use]
    pub fn delimiter(&self) -> Option<u8> {
        self.delimiter
    }

    /// Forgets what is around the next record: it stands by itself at the front of the bytes that come.
    pub(super) fn apart(&mut self) {
        (self.started, self.after_cr, self.skipping) = (true, false, false);
        self.scan = Scan::default();
    }

    /// The next frame at the front of `bytes`, and how many bytes it and what was skipped before it take up. Without
    /// a frame the rest of `bytes` has to be given again with more behind it; with `last` there is none.
    pub fn next<'a>(&mut self, bytes: &'a [u8], last: bool) -> (usize, Option<Frame<'a>>) {
        let skipped = self.skip(bytes, last);
        let rest = bytes.get(skipped..).unwrap_or_default();
        if rest.is_empty() || self.skipping || !self.started {
            return (skipped, None);
        }
        let Some(delimiter) = self.delimiter.or_else(|| self.detect(rest, last)) else {
            return (skipped, None);
        };
        let (taken, frame) = self.frame(rest, last, delimiter);
        (skipped + taken, frame)
    }

    /// Bytes before the next record: a byte-order mark, ends of lines, the rest of a line that is too long.
    fn skip(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut at = 0;
        if !self.started {
            if bytes.starts_with(BOM) {
                at = BOM.len();
            } else if !last && bytes.len() < BOM.len() && BOM.starts_with(bytes) {
                return 0;
            }
            self.started = true;
        }
        if self.scan.at > 0 {
            // A record is being scanned: it starts at the front.
            return at;
        }
        if self.skipping {
            match line_end(bytes, 0) {
                Some(end) => at = end,
                None => return bytes.len(),
            }
            self.skipping = false;
        }
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\n' if self.after_cr => {}
                b'\n' | b'\r' => self.line = self.line.saturating_add(1),
                _ => break,
            }
            self.after_cr = byte == b'\r';
            at += 1;
        }
        if at < bytes.len() {
            self.after_cr = false;
        }
        at
    }

    /// Detects the delimiter in the first physical line; `None` when that is not there yet.
    fn detect(&mut self, bytes: &[u8], last: bool) -> Option<u8> {
        let window = bytes.get(..=MAX_RECORD).unwrap_or(bytes);
        let end = match line_end(window, self.scan.at) {
            Some(end) => end,
            None if last || window.len() > MAX_RECORD => window.len(),
            None => {
                self.scan.at = window.len();
                return None;
            }
        };
        self.scan = Scan::default();
        let mut counts = [0usize; 4];
        let mut quoted = false;
        for &byte in window.get(..end).unwrap_or_default() {
            quoted ^= byte == self.quote;
            if !quoted {
                for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
                    *count += usize::from(byte == delimiter);
                }
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let found = counts.iter().zip(DELIMITERS).find(|(count, _)| **count == most);
        self.delimiter = Some(found.map_or(b',', |(_, delimiter)| delimiter));
        self.delimiter
    }

    fn frame<'a>(&mut self, bytes: &'a [u8], last: bool, delimiter: u8) -> (usize, Option<Frame<'a>>) {
        let window = bytes.get(..=MAX_RECORD).unwrap_or(bytes);
        if self.scan.state != State::Broken {
            match self.scan.run(window, delimiter, self.quote) {
                Scanned::End(end) => return self.record(bytes, end),
                Scanned::More if window.len() <= MAX_RECORD && !last => return (0, None),
                Scanned::More if window.len() <= MAX_RECORD && self.scan.state != State::Quoted => {
                    return self.record(bytes, window.len());
                }
                Scanned::More | Scanned::Broken => {
                    self.scan = Scan { state: State::Broken, ..Scan::default() }
                }
            }
        }
        let line = self.line;
        let end = match line_end(window, self.scan.at) {
            Some(end) => end,
            None if window.len() > MAX_RECORD => {
                self.scan = Scan::default();
                self.skipping = true;
                return (
                    window.len(),
                    Some(Frame::Broken { bytes: &[], line, reason: FaultReason::TooLong }),
                );
            }
            None if last => window.len(),
            None => {
                // At least 1, so that the scan counts as begun.
                self.scan.at = window.len();
                return (0, None);
            }
        };
        self.scan = Scan::default();
        let broken = bytes.get(..end).unwrap_or_default();
        (end, Some(Frame::Broken { bytes: broken, line, reason: FaultReason::StrayQuote }))
    }

    /// The record that ends at `end`. The end of its line stays, for [`Framer::skip`] to count.
    fn record<'a>(&mut self, bytes: &'a [u8], end: usize) -> (usize, Option<Frame<'a>>) {
        let record = bytes.get(..end).unwrap_or_default();
        let (line, cells) = (self.line, self.scan.delimiters + 1);
        if self.scan.breaks {
            self.line = self.line.saturating_add(line_breaks(record));
        }
        self.scan = Scan::default();
        (end, Some(Frame::Record { bytes: record, line, cells }))
    }
}

impl Scan {
    /// Goes on scanning where it stopped.
    fn run(&mut self, window: &[u8], delimiter: u8, quote: u8) -> Scanned {
        let mut state = self.state;
        let from = self.at;
        for (offset, &byte) in window.get(from..).unwrap_or_default().iter().enumerate() {
            let line_end = byte == b'\n' || byte == b'\r';
            state = match state {
                State::Quoted if byte == quote => State::Closing,
                State::Quoted => {
                    self.breaks |= line_end;
                    State::Quoted
                }
                _ if line_end => return Scanned::End(from + offset),
                _ if byte == delimiter => {
                    self.delimiters += 1;
                    State::CellStart
                }
                State::CellStart | State::Closing if byte == quote => State::Quoted,
                State::CellStart | State::Plain if byte != quote => State::Plain,
                _ => return Scanned::Broken,
            };
        }
        self.state = state;
        self.at = window.len();
        Scanned::More
    }
}

/// Where the line ends, looking from `from` on.
fn line_end(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map(|at| from + at)
}

/// Number of line ends in a record.
fn line_breaks(bytes: &[u8]) -> u32 {
    let mut after_cr = false;
    let mut count = 0u32;
    for &byte in bytes {
        count = count.saturating_add(u32::from(byte == b'\r' || byte == b'\n' && !after_cr));
        after_cr = byte == b'\r';
    }
    count
}

/// Splits framed records into cells; its buffers are used again for every record.
#[derive(Debug)]
pub struct Splitter {
    delimiter: u8,
    quote: u8,
    /// Takes quotes off; made for the first record that has one, which takes longer than to read a customer.
    reader: Option<Box<Reader>>,
    out: Vec<u8>,
    ends: Vec<usize>,
}

/// The cells of one record.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    text: &'a str,
    ends: &'a [usize],
    /// Bytes between the end of a cell and the start of the next.
    between: usize,
}

impl Splitter {
    /// A splitter for one file.
    #[must_use]
    pub fn new(delimiter: u8, quote: u8) -> Self {
        Self { delimiter, quote, reader: None, out: Vec::new(), ends: Vec::new() }
    }

    /// The cells of a framed record; `None` when it is not UTF-8 or holds U+FFFD, which a decoder left behind.
    pub fn split<'a>(&'a mut self, record: &'a [u8], cells: usize) -> Option<Cells<'a>> {
        if self.ends.len() < cells {
            self.ends.resize(cells, 0);
        }
        let (bytes, between) = if self.delimiter.is_ascii() && !record.contains(&self.quote) {
            self.cut(record);
            (record, 1)
        } else {
            let written = self.unquote(record)?;
            (self.out.get(..written)?, 0)
        };
        let text = core::str::from_utf8(bytes).ok()?;
        let ends = self.ends.get(..cells)?;
        // Each cell has to be UTF-8 by itself: the last byte of one and the first of the next make no character.
        if !ends.iter().all(|&end| text.is_char_boundary(end))
            || (!text.is_ascii() && text.contains('\u{fffd}'))
        {
            return None;
        }
        Some(Cells { text, ends, between })
    }

    /// Finds where the cells of a record without quotes end.
    fn cut(&mut self, record: &[u8]) {
        let is_end = |(_, byte): &(usize, &u8)| **byte == self.delimiter;
        let found = record.iter().enumerate().filter(is_end).map(|(at, _)| at).chain([record.len()]);
        self.ends.iter_mut().zip(found).for_each(|(end, at)| *end = at);
    }

    /// Writes the cells of a record one after the other, without delimiters and quotes: how many bytes that are.
    fn unquote(&mut self, record: &[u8]) -> Option<usize> {
        if self.out.len() <= record.len() {
            // One byte of room is left, since the reader stops when its output is full.
            self.out.resize((record.len() + 1).next_power_of_two(), 0);
        }
        let (delimiter, quote) = (self.delimiter, self.quote);
        let reader = self.reader.get_or_insert_with(|| {
            let mut reader = ReaderBuilder::new().delimiter(delimiter).quote(quote).build();
            // The reader drops a byte-order mark in what it reads first; that has been done already.
            reader.read_record(b"\n", &mut [0], &mut [0]);
            Box::new(reader)
        });
        let (_, _, written, ended) = reader.read_record(record, &mut self.out, &mut self.ends);
        let ends = self.ends.get_mut(ended..)?;
        let (result, ..) = reader.read_record(b"\n", &mut [0], ends);
        if result != ReadRecordResult::Record {
            // Not reached for a framed record of so many cells; a reader in the midst of one is of no more use.
            self.reader = None;
            return None;
        }
        Some(written)
    }
}

impl<'a> Cells<'a> {
    /// The cell of a column, counted from 0; empty beyond the last.
    #[must_use]
    #[inline]
    pub fn cell(&self, column: usize) -> &'a str {
        let start = match column.checked_sub(1) {
            Some(before) => self.ends.get(before).map(|end| end + self.between),
            None => Some(0),
        };
        let end = self.ends.get(column).copied();
        start.zip(end).and_then(|(start, end)| self.text.get(start..end)).unwrap_or("")
    }

    /// All cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.ends.len()).map(|column| self.cell(column))
    }
}

/// The cell of `column` (of `columns`) in a line that is not a sound record: as counted from the left and as counted
/// from the right, without quotes around it. With one delimiter too many or too few, one of the two is right.
#[must_use]
pub fn lenient(line: &[u8], delimiter: u8, quote: u8, column: usize, columns: usize) -> [Option<&str>; 2] {
    let from_right = columns.checked_sub(column + 1);
    let left = line.split(|b| *b == delimiter).nth(column);
    let right = from_right.and_then(|n| line.rsplit(|b| *b == delimiter).nth(n));
    [left, right].map(|cell| {
        let cell = cell?;
        let inner = cell.strip_prefix(&[quote]).unwrap_or(cell);
        let inner = inner.strip_suffix(&[quote]).unwrap_or(inner);
        core::str::from_utf8(inner).ok().filter(|text| !text.contains('\u{fffd}'))
    })
}

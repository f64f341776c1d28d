//! The text of a table: its parts one after the other, as UTF-8, with one header.
//!
//! It is read in pieces of 1 MiB. Where its records begin and end is not known here.

use std::io::Read;
use std::path::PathBuf;

use super::open::Opened;
use super::{InputFile, Source, entry};
use crate::encoding::{Encoding, Transcoder};
use crate::error::{Code, Error, Result};

/// Bytes read at once.
const PIECE: usize = 1 << 20;

/// A table's text on its way from its files.
pub(crate) struct TableText<'a> {
    source: &'a Source,
    encoding: Encoding,
    /// The part that is being read, and the number of the one after it.
    part: Option<Part>,
    next: usize,
    /// The first line of the first part, to compare other parts with.
    header: Option<Vec<u8>>,
    /// The last byte of the text so far.
    ending: u8,
    done: Vec<InputFile>,
    piece: Vec<u8>,
}

struct Part {
    path: PathBuf,
    file: Opened,
    text: Transcoder,
    /// The beginning of the part, until its first line is whole.
    head: Option<Vec<u8>>,
}

impl<'a> TableText<'a> {
    /// The text of a source whose files are texts.
    pub(crate) fn new(source: &'a Source, encoding: Encoding) -> Self {
        Self {
            source,
            encoding,
            part: None,
            next: 0,
            header: None,
            ending: b'\n',
            done: Vec::new(),
            piece: Vec::new(),
        }
    }

    /// Appends the next piece of the text, which may be empty, and says whether more comes.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or unpacked, or a part begins otherwise than the first.
    pub(crate) fn append(&mut self, to: &mut Vec<u8>) -> Result<bool> {
        let before = to.len();
        let mut part = match self.part.take() {
            Some(part) => part,
            None => match self.source.files.get(self.next) {
                Some(path) => self.open(path.clone())?,
                None => return Ok(false),
            },
        };
        let ended = self.read(&mut part, to)?;
        self.ending = to.get(before..).and_then(<[u8]>::last).copied().unwrap_or(self.ending);
        if !ended {
            self.part = Some(part);
            return Ok(true);
        }
        let (bytes, sha256) = part.file.seal();
        self.done.push(entry(&self.source.table, &part.path, bytes, sha256));
        let more = self.next < self.source.files.len();
        if more && self.ending != b'\n' {
            to.push(b'\n');
            self.ending = b'\n';
        }
        Ok(more)
    }

    /// Bytes read from the files so far, as they lie on disk.
    pub(crate) fn bytes(&self) -> u64 {
        let before = self.done.iter().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
        before.saturating_add(self.part.as_ref().map_or(0, |part| part.file.raw_bytes()))
    }

    /// The files that were read to their ends, with their hashes.
    pub(crate) fn files(self) -> Vec<InputFile> {
        self.done
    }

    fn open(&mut self, path: PathBuf) -> Result<Part> {
        self.next += 1;
        let file = Opened::new(&path)?;
        Ok(Part { path, file, text: Transcoder::new(self.encoding), head: Some(Vec::new()) })
    }

    /// Appends the next piece of a part, and says whether the part ends with it.
    fn read(&mut self, part: &mut Part, to: &mut Vec<u8>) -> Result<bool> {
        self.piece.clear();
        let limit = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let read = part.file.by_ref().take(limit).read_to_end(&mut self.piece);
        let ended = read.map_err(|cause| Error::file("read the input", &part.path, cause))? < PIECE;
        match &mut part.head {
            Some(lines) => part.text.append(&self.piece, ended, lines),
            None => part.text.append(&self.piece, ended, to),
        }
        if let Some(lines) = part.head.take_if(|lines| ended || lines.contains(&b'\n')) {
            self.begin(&lines, part, to)?;
        }
        Ok(ended)
    }

    /// Takes the beginning of a part, without the header where it is another part of CSV.
    fn begin(&mut self, lines: &[u8], part: &Part, to: &mut Vec<u8>) -> Result<()> {
        let text = lines.strip_prefix("\u{feff}".as_bytes()).unwrap_or(lines);
        let json = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let line = text.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
        let header = if json { &[][..] } else { line.trim_ascii_end() };
        match &self.header {
            None => {
                self.header = Some(header.to_vec());
                to.extend_from_slice(lines);
            }
            Some(first) if first == header => {
                let rest = if json { text } else { text.get(line.len()..).unwrap_or_default() };
                to.extend_from_slice(rest);
            }
            Some(_) => {
                let path = part.path.display();
                let message = format!("`{path}` begins otherwise than the first part of its table");
                return Err(Error::coded(Code::PARTS_DIFFER, message));
            }
        }
        Ok(())
    }
}

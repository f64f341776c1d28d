//! An index of a table that goes on behind a record which stops the engine.
//!
//! Such a record is found by halving the piece of text, or of rows, in which it is: the longest beginning that does no
//! harm says where it starts. It is left out then, together with the rest of its line, under the number that it has in
//! its file; it goes to quarantine with what it did, and nobody knows whose it was. The index begins anew behind it, in a
//! fresh store, and what it counts from there is put right here.
//!
//! INVARIANT: the records of all other lines have the numbers, lines, places and keys that they have when no record does
//! harm.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;

use super::bisect::MOST;
use super::event::{Event, Tell};
use super::live::Live;
use super::scored::Cause;
use crate::error::{Code, Error, Result};
use crate::instance::{Index, Key, Lost};

/// An index under way.
pub(super) struct Survey<'a, 'l> {
    live: &'a mut Live<'l>,
    table: &'a str,
    tell: &'a Tell<'a>,
    index: Index,
    /// Whether the engine has stopped, and with it the index.
    stopped: bool,
    /// Whether a record without a key has the number of its row for one: such an index cannot begin anew.
    complete: bool,
    /// The header of a CSV text.
    header: Vec<u8>,
    /// What is done with.
    done: Place,
    /// What was done with before the index began, less what it was given to begin with.
    base: Place,
    left_out: BTreeMap<u64, Cause>,
}

/// A place in a table: bytes and ends of lines of its text, records.
#[derive(Clone, Copy, Default)]
struct Place {
    bytes: u64,
    lines: u32,
    /// The last byte was CR: an LF that follows belongs to it.
    after_cr: bool,
    records: u64,
}

/// What a survey found besides its records.
pub(super) struct Surveyed {
    /// The header of a CSV text, else nothing.
    pub header: Vec<u8>,
    /// The records that are left out, by their numbers.
    pub left_out: BTreeMap<u64, Cause>,
}

impl<'a, 'l> Survey<'a, 'l> {
    /// Begins an index of a table. `complete`: none of its records can be left out.
    pub fn begin(live: &'a mut Live<'l>, table: &'a str, complete: bool, tell: &'a Tell<'a>) -> Result<Self> {
        let index = live.instance.index(live.policy, table)?;
        Ok(Self {
            live,
            table,
            tell,
            index,
            stopped: false,
            complete,
            header: Vec::new(),
            done: Place::default(),
            base: Place::default(),
            left_out: BTreeMap::new(),
        })
    }

    /// Ends it.
    pub fn finish(self) -> Result<Surveyed> {
        self.live.instance.release(self.index)?;
        Ok(Surveyed { header: self.header, left_out: self.left_out })
    }

    /// Takes a piece of text in, as [`Instance::index_read`](crate::Instance::index_read), with the keys of its records.
    pub fn read(&mut self, bytes: &[u8], last: bool) -> Result<(usize, Vec<Key>)> {
        let (mut used, mut found) = (0, Vec::new());
        loop {
            let rest = bytes.get(used..).unwrap_or_default();
            let cause = match self.text(rest, last) {
                Ok((more, keys)) => {
                    found.extend(keys);
                    return Ok((used + more, found));
                }
                Err(error) => self.cause(error)?,
            };
            let behind = self.behind(rest, last, cause, &mut found)?;
            if behind == 0 {
                // The record goes on in the next piece.
                return Ok((used, found));
            }
            used += behind;
        }
    }

    /// Takes rows of typed columns in, and gives their keys.
    pub fn put(&mut self, batch: &RecordBatch) -> Result<Vec<Key>> {
        let (mut used, mut found) = (0, Vec::new());
        loop {
            let rest = batch.slice(used, batch.num_rows() - used);
            let cause = match self.rows(&rest) {
                Ok(keys) => {
                    found.extend(keys);
                    return Ok(found);
                }
                Err(error) => self.cause(error)?,
            };
            let sound =
                self.sound(rest.num_rows(), &mut |survey, rows| survey.rows(&rest.slice(0, rows)).map(drop))?;
            if sound > 0 {
                found.extend(self.rows(&rest.slice(0, sound))?);
            }
            let line = u32::try_from(self.done.records + 1).unwrap_or(u32::MAX);
            let key = Key { end: u64::from(line), line, len: 1, ..Key::default() };
            found.push(self.leave_out(key, cause)?);
            self.again()?;
            used += sound + 1;
        }
    }

    /// Behind a record that stops the engine, or behind some before it: how much of a text is done with up to there.
    /// The keys of these records are added to `found`.
    fn behind(&mut self, text: &[u8], last: bool, cause: Cause, found: &mut Vec<Key>) -> Result<usize> {
        let piece = |bytes: usize| text.get(..bytes).unwrap_or_default();
        let sound =
            self.sound(text.len(), &mut |survey, bytes| survey.text(piece(bytes), false).map(drop))?;
        let (used, keys) = self.text(piece(sound), false)?;
        found.extend(keys);
        if used > 0 {
            return Ok(used);
        }
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        if let Some(before) = piece(sound).iter().rposition(is_end) {
            // A quote that was opened in a line before it: as if the text ended there, so that no line is swallowed.
            self.again()?;
            let (_, keys) = self.text(piece(before + 1), true)?;
            found.extend(keys);
            self.again()?;
            return Ok(before + 1);
        }
        if self.header.is_empty() && self.done.records == 0 && !text.starts_with(b"{") {
            return Err(without_header(self.table, cause));
        }
        let end = text.iter().skip(sound).position(is_end).map(|at| (sound + at).max(1));
        let Some(end) = end.or(last.then_some(text.len())) else { return Ok(0) };
        let key = Key {
            end: self.done.bytes + end as u64,
            line: self.done.lines + 1,
            len: u32::try_from(end).unwrap_or(u32::MAX),
            ..Key::default()
        };
        found.push(self.leave_out(key, cause)?);
        self.advance(piece(end));
        self.again()?;
        Ok(end)
    }

    /// The longest beginning that does no harm, of something that does as a whole; the index begins anew after it.
    fn sound(
        &mut self,
        len: usize,
        attempt: &mut dyn FnMut(&mut Self, usize) -> Result<()>,
    ) -> Result<usize> {
        let (done, header) = (self.done, self.header.clone());
        let (mut sound, mut harmful) = (0, len);
        while harmful - sound > 1 {
            let middle = sound + (harmful - sound) / 2;
            self.again()?;
            match attempt(self, middle) {
                Ok(()) => sound = middle,
                Err(error) => {
                    self.cause(error)?;
                    harmful = middle;
                }
            }
            self.done = done;
            self.header.clone_from(&header);
        }
        self.again()?;
        Ok(sound)
    }

    fn text(&mut self, bytes: &[u8], last: bool) -> Result<(usize, Vec<Key>)> {
        let Live { instance, .. } = &mut *self.live;
        let used = instance.index_read(self.index, bytes, last)?;
        let mut keys = instance.index_take(self.index)?;
        if self.done.records == 0 && used > 0 {
            self.header = instance.index_header(self.index)?;
        }
        for key in &mut keys {
            key.end = key.end.wrapping_add(self.base.bytes);
            key.line = key.line.wrapping_add(self.base.lines);
        }
        self.done.records += records(&keys);
        self.advance(bytes.get(..used).unwrap_or_default());
        Ok((used, keys))
    }

    fn rows(&mut self, batch: &RecordBatch) -> Result<Vec<Key>> {
        let put = self.live.instance.index_put(self.index, batch);
        let mut keys = put.and_then(|()| self.live.instance.index_take(self.index))?;
        for key in &mut keys {
            key.end = key.end.wrapping_add(self.base.records);
            key.line = u32::try_from(key.end).unwrap_or(u32::MAX);
        }
        self.done.records += records(&keys);
        Ok(keys)
    }

    fn advance(&mut self, bytes: &[u8]) {
        self.done.bytes += bytes.len() as u64;
        let count = |wanted: u8| bytes.iter().filter(|byte| **byte == wanted).count();
        let pairs = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
        let before = usize::from(self.done.after_cr && bytes.starts_with(b"\n"));
        let lines = count(b'\n') + count(b'\r') - pairs - before;
        self.done.lines = self.done.lines.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        if let Some(last) = bytes.last() {
            self.done.after_cr = *last == b'\r';
        }
    }

    /// Leaves a record out that has the next number.
    fn leave_out(&mut self, key: Key, cause: Cause) -> Result<Key> {
        if self.left_out.len() == MOST {
            return Err(many(self.table));
        }
        self.left_out.insert(self.done.records, cause);
        self.done.records += 1;
        (self.tell)(&Event::Poisoned { table: self.table.to_owned(), line: key.line, cause });
        Ok(Key { lost: Lost::Anybody, ..key })
    }

    /// What stopped the engine, if a record can be to blame.
    fn cause(&mut self, error: Error) -> Result<Cause> {
        let Some(cause) = Cause::of(error.kind()).filter(|_| !self.complete) else { return Err(error) };
        self.stopped = true;
        Ok(cause)
    }

    /// Begins the index anew where everything before is done with.
    fn again(&mut self) -> Result<()> {
        if self.stopped {
            self.live.renew()?;
            self.stopped = false;
        } else {
            self.live.instance.release(self.index)?;
        }
        self.index = self.live.instance.index(self.live.policy, self.table)?;
        let begin = self.beginning();
        let used = self.live.instance.index_read(self.index, &begin, false)?;
        if used < begin.len() {
            return Err(Error::abi("the module does not read a header that it has read before"));
        }
        // The record of a beginning of JSON is none of the table.
        self.live.instance.index_take(self.index)?;
        let mut own = Place::default();
        std::mem::swap(&mut own, &mut self.done);
        self.advance(&begin);
        let fed = std::mem::replace(&mut self.done, own);
        self.base = Place {
            bytes: own.bytes.wrapping_sub(fed.bytes),
            lines: own.lines.wrapping_sub(fed.lines),
            ..own
        };
        Ok(())
    }

    /// What a text begins with, so that the rest of it is read as what it is.
    fn beginning(&self) -> Vec<u8> {
        if self.header.is_empty() {
            return if self.done.records > 0 && self.is_text() { b"{}\n".to_vec() } else { Vec::new() };
        }
        // Empty lines mean nothing, and a text of less than three bytes is not looked at.
        let end = if self.done.after_cr { "\n\n\r" } else { "\n\n\n" };
        [self.header.as_slice(), end.as_bytes()].concat()
    }

    /// Rows of typed columns are counted by themselves.
    fn is_text(&self) -> bool {
        self.done.bytes > 0
    }
}

/// Keys that are records: the others say what ties the one before them.
fn records(keys: &[Key]) -> u64 {
    keys.iter().filter(|key| key.lost != Lost::Tie).count() as u64
}

fn without_header(table: &str, cause: Cause) -> Error {
    let message =
        format!("the header of the table `{table}` stops the module; keep the file for who makes the module");
    let zh = format!("表 `{table}` 的表头使模块停止；请将该文件保留给模块的提供方");
    let code = match cause {
        Cause::Trap => Code::TRAP,
        Cause::Fuel => Code::FUEL,
    };
    Error::coded(code, message).with_zh(zh)
}

fn many(table: &str) -> Error {
    let message = format!(
        "more than {MOST} records of the table `{table}` stop the module when they are taken apart: rather the module or \
         the file is to blame"
    );
    let zh = format!("表 `{table}` 中有超过 {MOST} 条记录在拆分时使模块停止：应检查模块或文件");
    Error::coded(Code::TRAP_MANY, message).with_zh(zh)
}

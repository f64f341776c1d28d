//! Logs whose lines hang together: each carries the hash of the line before.
//!
//! A line is the SHA-256 of its JSON, a space and the JSON, whose `previous` is the hash of the line before (64 zeros
//! in the first). Whoever keeps the last hash elsewhere can tell whether a line was changed, taken out or put in.
//!
//! This module knows texts only; who appends to a file, and what a broken line means there, is for its callers to say.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::text::hex;

/// Where a log ends, and so what its next line hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    last: String,
    lines: u64,
}

/// A line with its hash before it is known.
#[derive(Serialize)]
struct Linked<'a, T> {
    #[serde(flatten)]
    entry: &'a T,
    previous: &'a str,
}

impl Default for Chain {
    fn default() -> Self {
        Self { last: "0".repeat(64), lines: 0 }
    }
}

impl Chain {
    /// The hash of the last line; 64 zeros where there is none.
    pub fn last(&self) -> &str {
        &self.last
    }

    /// How many lines there are.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The next line for an entry, with its line feed, and the chain that ends with it.
    pub fn link(&self, entry: &impl Serialize) -> serde_json::Result<(String, Self)> {
        let json = serde_json::to_string(&Linked { entry, previous: &self.last })?;
        let last = hash_of(&json);
        Ok((format!("{last} {json}\n"), Self { last, lines: self.lines + 1 }))
    }

    /// The JSON of a line, without its line feed, if it is the next one.
    fn follow<'a>(&mut self, line: &'a [u8]) -> Option<&'a str> {
        let (hash, json) = std::str::from_utf8(line).ok()?.split_once(' ')?;
        if hash != hash_of(json) || previous(json)? != self.last {
            return None;
        }
        hash.clone_into(&mut self.last);
        self.lines += 1;
        Some(json)
    }
}

/// What a log holds, up to its end or its first line that does not hang on the one before.
pub(crate) struct Read<'a> {
    /// The JSON of the lines.
    pub entries: Vec<&'a str>,
    /// Where they end.
    pub chain: Chain,
    /// The bytes that they take.
    pub bytes: usize,
    /// What comes after them.
    pub rest: Rest,
}

/// What comes after the lines that hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Nothing.
    Nothing,
    /// One line, cut short or not whole: a write that was interrupted looks like this.
    Torn,
    /// A line that was changed, and more after it.
    Broken,
}

/// Reads a log.
pub(crate) fn read(text: &[u8]) -> Read<'_> {
    let mut read = Read { entries: Vec::new(), chain: Chain::default(), bytes: 0, rest: Rest::Nothing };
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let Some(json) = line.strip_suffix(b"\n").and_then(|line| read.chain.follow(line)) else {
            let is_last = read.bytes + line.len() == text.len();
            read.rest = if is_last { Rest::Torn } else { Rest::Broken };
            return read;
        };
        read.entries.push(json);
        read.bytes += line.len();
    }
    read
}

fn hash_of(json: &str) -> String {
    hex(&Sha256::digest(json.as_bytes()))
}

fn previous(json: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    value.get("previous")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Entry {
        n: u32,
    }

    fn log(lines: u32) -> String {
        let (mut text, mut chain) = (String::new(), Chain::default());
        for n in 0..lines {
            let (line, next) = chain.link(&Entry { n }).unwrap();
            text.push_str(&line);
            chain = next;
        }
        text
    }

    #[test]
    fn a_log_cut_at_any_byte_gives_its_whole_lines() {
        let text = log(4);
        for cut in 0..=text.len() {
            let part = text.get(..cut).unwrap();
            let whole = part.matches('\n').count();
            let read = read(part.as_bytes());
            assert_eq!((read.entries.len(), read.chain.lines()), (whole, whole as u64), "cut at {cut}");
            let torn = !part.is_empty() && !part.ends_with('\n');
            assert_eq!(read.rest, if torn { Rest::Torn } else { Rest::Nothing }, "cut at {cut}");
        }
    }

    #[test]
    fn a_byte_that_was_changed_is_seen() {
        let text = log(3).into_bytes();
        for at in 0..text.len() {
            let mut changed = text.clone();
            changed[at] ^= 1;
            let read = read(&changed);
            assert_ne!(read.rest, Rest::Nothing, "byte {at}");
            assert!(read.entries.len() < 3, "byte {at}");
        }
    }
}

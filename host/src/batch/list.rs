//! Lists of small entries of fixed size, longer than memory.
//!
//! A [`List`] is sorted: what outgrows its memory goes to disk in sorted runs, which a walk merges. A [`Series`] stays
//! in the order in which it was written, and lies on disk from the start. Both may be walked again and again.
//!
//! INVARIANT: neither holds more than [`Scratch::memory`] bytes, whatever its length.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{BufReader, ErrorKind as IoKind, Read};
use std::sync::Arc;

use super::scratch::{Scratch, Spill, Writing};
use crate::error::Result;

/// An entry; entries are ordered by their words, first to last.
pub(super) type Entry<const WORDS: usize> = [u64; WORDS];

/// A list that is being filled.
#[derive(Debug)]
pub(super) struct List<const WORDS: usize> {
    scratch: Arc<Scratch>,
    entries: Vec<Entry<WORDS>>,
    runs: Vec<Spill>,
}

impl<const WORDS: usize> List<WORDS> {
    /// An empty list.
    pub fn new(scratch: &Arc<Scratch>) -> Self {
        Self { scratch: Arc::clone(scratch), entries: Vec::new(), runs: Vec::new() }
    }

    /// Adds an entry.
    pub fn push(&mut self, entry: Entry<WORDS>) -> Result<()> {
        if self.entries.len() >= (self.scratch.memory() / size_of::<Entry<WORDS>>()).max(1) {
            self.spill()?;
        }
        self.entries.push(entry);
        Ok(())
    }

    fn spill(&mut self) -> Result<()> {
        self.entries.sort_unstable();
        let mut run = self.scratch.begin()?;
        for entry in self.entries.drain(..) {
            put(&mut run, &entry)?;
        }
        self.runs.push(run.finish()?);
        Ok(())
    }

    /// The whole list, in order.
    pub fn sort(mut self) -> Sorted<WORDS> {
        self.entries.sort_unstable();
        self.entries.shrink_to_fit();
        Sorted { entries: self.entries, runs: self.runs }
    }
}

/// A list in order.
#[derive(Debug, Default)]
pub(super) struct Sorted<const WORDS: usize> {
    entries: Vec<Entry<WORDS>>,
    runs: Vec<Spill>,
}

impl<const WORDS: usize> Sorted<WORDS> {
    /// Walks over the entries from the smallest to the largest.
    pub fn walk(&self) -> Result<Walk<'_, WORDS>> {
        let mut sources = vec![Run::Memory(self.entries.iter())];
        for run in &self.runs {
            sources.push(Run::File(Box::new(Reading::new(run)?)));
        }
        let mut heads = BinaryHeap::with_capacity(sources.len());
        for (source, at) in sources.iter_mut().zip(0..) {
            if let Some(entry) = source.next()? {
                heads.push(Reverse((entry, at)));
            }
        }
        Ok(Walk { sources, heads })
    }
}

/// The entries of a list in order.
pub(super) struct Walk<'a, const WORDS: usize> {
    sources: Vec<Run<'a, WORDS>>,
    heads: BinaryHeap<Reverse<(Entry<WORDS>, usize)>>,
}

enum Run<'a, const WORDS: usize> {
    Memory(std::slice::Iter<'a, Entry<WORDS>>),
    File(Box<Reading<'a, WORDS>>),
}

impl<const WORDS: usize> Run<'_, WORDS> {
    fn next(&mut self) -> Result<Option<Entry<WORDS>>> {
        match self {
            Self::Memory(entries) => Ok(entries.next().copied()),
            Self::File(run) => run.next(),
        }
    }
}

impl<const WORDS: usize> Walk<'_, WORDS> {
    /// The next entry that there is.
    pub fn next(&mut self) -> Result<Option<Entry<WORDS>>> {
        let Some(mut head) = self.heads.peek_mut() else { return Ok(None) };
        let Reverse((entry, at)) = *head;
        let following = match self.sources.get_mut(at) {
            Some(source) => source.next()?,
            None => None,
        };
        match following {
            Some(following) => *head = Reverse((following, at)),
            None => drop(PeekMut::pop(head)),
        }
        Ok(Some(entry))
    }

    /// The next entry, which is not taken.
    pub fn peek(&self) -> Option<Entry<WORDS>> {
        self.heads.peek().map(|Reverse((entry, _))| *entry)
    }
}

/// A series that is being written.
#[derive(Debug)]
pub(super) struct SeriesWriting<const WORDS: usize>(Writing);

impl<const WORDS: usize> SeriesWriting<WORDS> {
    /// An empty series.
    pub fn new(scratch: &Scratch) -> Result<Self> {
        scratch.begin().map(Self)
    }

    /// Appends an entry.
    pub fn push(&mut self, entry: Entry<WORDS>) -> Result<()> {
        put(&mut self.0, &entry)
    }

    /// The whole series.
    pub fn finish(self) -> Result<Series<WORDS>> {
        self.0.finish().map(Series)
    }
}

/// Entries in the order in which they were written.
#[derive(Debug)]
pub(super) struct Series<const WORDS: usize>(Spill);

impl<const WORDS: usize> Series<WORDS> {
    /// Walks over the entries from the first to the last.
    pub fn walk(&self) -> Result<Reading<'_, WORDS>> {
        Reading::new(&self.0)
    }
}

/// Entries of a file, one after the other.
pub(super) struct Reading<'a, const WORDS: usize> {
    file: BufReader<File>,
    spill: &'a Spill,
}

impl<'a, const WORDS: usize> Reading<'a, WORDS> {
    fn new(spill: &'a Spill) -> Result<Self> {
        Ok(Self { file: spill.open()?, spill })
    }

    /// The next entry that there is.
    pub fn next(&mut self) -> Result<Option<Entry<WORDS>>> {
        let mut entry = [0; WORDS];
        for (word, at) in entry.iter_mut().zip(0..) {
            let mut bytes = [0; 8];
            match self.file.read_exact(&mut bytes) {
                Ok(()) => *word = u64::from_le_bytes(bytes),
                Err(cause) if at == 0 && cause.kind() == IoKind::UnexpectedEof => return Ok(None),
                Err(cause) => return Err(self.spill.unreadable(cause)),
            }
        }
        Ok(Some(entry))
    }
}

fn put<const WORDS: usize>(run: &mut Writing, entry: &Entry<WORDS>) -> Result<()> {
    entry.iter().try_for_each(|word| run.put(&word.to_le_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A scratch folder of the test's own, with room for `memory` bytes per list.
    fn scratch(name: &str, memory: usize) -> Arc<Scratch> {
        let folder = std::env::temp_dir().join(format!("appraise-list-{}-{name}", std::process::id()));
        Arc::new(Scratch::new(&folder, memory).unwrap())
    }

    /// Numbers without an order that one sees, some of them twice.
    fn numbers(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50)
    }

    #[test]
    fn a_list_is_in_order_whatever_its_memory() {
        for memory in [1, 16, 160, 100_000] {
            let scratch = scratch("sorted", memory);
            let mut list = List::new(&scratch);
            for (number, at) in numbers(1000).zip(0..) {
                list.push([number, at]).unwrap();
            }
            let sorted = list.sort();
            let mut expected: Vec<[u64; 2]> = numbers(1000).zip(0..).map(|(n, at)| [n, at]).collect();
            expected.sort_unstable();
            // Twice: a walk takes nothing away.
            for _ in 0..2 {
                let mut walk = sorted.walk().unwrap();
                let found: Vec<_> = std::iter::from_fn(|| walk.next().unwrap()).collect();
                assert_eq!(found, expected, "{memory} bytes");
            }
        }
    }

    #[test]
    fn a_series_keeps_its_order_and_an_empty_one_is_empty() {
        let scratch = scratch("series", 1);
        let mut writing = SeriesWriting::<1>::new(&scratch).unwrap();
        numbers(100).for_each(|n| writing.push([n]).unwrap());
        let series = writing.finish().unwrap();
        let mut walk = series.walk().unwrap();
        assert!(std::iter::from_fn(|| walk.next().unwrap()).map(|[n]| n).eq(numbers(100)));
        let empty = SeriesWriting::<2>::new(&scratch).unwrap().finish().unwrap();
        assert_eq!(empty.walk().unwrap().next().unwrap(), None);
    }

    #[test]
    fn nothing_is_left_of_a_scratch_folder() {
        let scratch = scratch("gone", 8);
        let mut list = List::new(&scratch);
        numbers(10).for_each(|n| list.push([n]).unwrap());
        let folder = scratch.path("");
        let sorted = list.sort();
        assert!(std::fs::read_dir(&folder).unwrap().count() > 1);
        drop((sorted, scratch));
        assert!(!folder.exists());
    }
}

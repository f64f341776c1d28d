//! Chunks to workers and back, in order: one thread cuts, some judge, and the caller's writes.
//!
//! ```text
//! cutter --chunk--> worker 1..n --Scored--> in the order of their numbers --> put
//!    ^                                                                         |
//!    '---------------------------- a permit per chunk -------------------------'
//! ```
//!
//! INVARIANT: no more chunks are between the cutter and the writer than there are permits.
//! INVARIANT: `put` sees the chunks in the order of their numbers, whichever worker is done first.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, Scope, ScopedJoinHandle};
use std::time::Instant;

use super::chunk::Chunk;
use super::scored::Scored;
use crate::error::{Error, ErrorKind, Result};

/// Room for a deep call of the module and for the host around it.
const STACK: usize = 8 << 20;
/// Chunks that are cut, or wait to be written, while every worker has one.
const WAITING: usize = 2;

/// A chunk that was judged.
pub(super) struct Done {
    /// `None`: it was there already.
    pub scored: Option<Scored>,
    /// How long a worker was busy with it.
    pub seconds: f64,
}

/// The number of a chunk, and what became of it.
type Arrived = (u32, Result<Done>);

/// The threads of a run and what they do.
pub(super) struct Pipeline<'a> {
    pub threads: usize,
    /// Whether a chunk is there already.
    pub is_done: &'a (dyn Fn(u32) -> bool + Sync),
    /// Makes what a worker judges with; called once in every worker.
    pub worker: &'a (dyn Fn() -> Box<dyn FnMut(Chunk) -> Result<Scored> + 'a> + Sync),
}

impl Pipeline<'_> {
    /// Runs until every chunk of `next` was given to `put`, or something failed.
    ///
    /// # Errors
    ///
    /// That of the first chunk, in their order, that could not be cut or judged, when all before it were put; that of
    /// `put`.
    pub fn run(
        &self,
        next: impl FnMut() -> Result<Option<Chunk>> + Send,
        put: &mut dyn FnMut(Done) -> Result<()>,
    ) -> Result<()> {
        let threads = self.threads.max(1);
        let (permit, permits) = sync_channel(threads + WAITING);
        (0..threads + WAITING).try_for_each(|_| permit.send(())).map_err(|_| ended())?;
        let (to_workers, chunks) = sync_channel(1);
        let (to_writer, done) = channel();
        // The workers' alone: when the last of them ends, the reader notices.
        let chunks = Arc::new(Mutex::new(chunks));
        std::thread::scope(move |scope| {
            let reader = to_writer.clone();
            spawn(scope, "appraise-reader", move || self.read(next, &permits, &to_workers, &reader))?;
            for _ in 0..threads {
                let (chunks, to_writer) = (Arc::clone(&chunks), to_writer.clone());
                spawn(scope, "appraise-worker", move || self.work(&chunks, &to_writer))?;
            }
            drop((chunks, to_writer));
            // What the writer has goes with it: without permits the reader stops, and without it the workers do.
            write(done, permit, put)
        })
    }

    fn read(
        &self,
        mut next: impl FnMut() -> Result<Option<Chunk>>,
        permits: &Receiver<()>,
        to_workers: &SyncSender<Chunk>,
        to_writer: &Sender<Arrived>,
    ) {
        let mut number = 1;
        while permits.recv().is_ok() {
            let sent = match next() {
                Ok(Some(chunk)) if (self.is_done)(chunk.number) => {
                    to_writer.send((chunk.number, Ok(Done { scored: None, seconds: 0.0 }))).is_ok()
                }
                Ok(Some(chunk)) => to_workers.send(chunk).is_ok(),
                Ok(None) => return,
                Err(error) => {
                    // Nobody listens any more where the writer has failed before.
                    let _ = to_writer.send((number, Err(error)));
                    return;
                }
            };
            if !sent {
                return;
            }
            number += 1;
        }
    }

    fn work(&self, chunks: &Mutex<Receiver<Chunk>>, to_writer: &Sender<Arrived>) {
        let mut judge = (self.worker)();
        loop {
            let next = match chunks.lock() {
                Ok(chunks) => chunks.recv(),
                Err(_) => return,
            };
            let Ok(chunk) = next else { return };
            let (number, began) = (chunk.number, Instant::now());
            let seconds = || began.elapsed().as_secs_f64();
            let done = judge(chunk).map(|scored| Done { scored: Some(scored), seconds: seconds() });
            let failed = done.is_err();
            if to_writer.send((number, done)).is_err() || failed {
                return;
            }
        }
    }
}

/// Both ends are its own, so that they go when it ends.
fn write(
    done: Receiver<Arrived>,
    permit: SyncSender<()>,
    put: &mut dyn FnMut(Done) -> Result<()>,
) -> Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 1;
    for (number, arrived) in done {
        waiting.insert(number, arrived);
        while let Some(arrived) = waiting.remove(&next) {
            put(arrived?)?;
            next += 1;
            // The reader may be at the end already.
            let _ = permit.try_send(());
        }
    }
    if waiting.is_empty() { Ok(()) } else { Err(ended()) }
}

/// A thread of a run.
pub(super) fn spawn<'scope, 'env: 'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    name: &str,
    run: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    let thread = Builder::new().name(name.to_owned()).stack_size(STACK);
    let spawned = thread.spawn_scoped(scope, run);
    spawned.map_err(|cause| Error::new(ErrorKind::Module, format!("cannot start a thread: {cause}")))
}

/// The error for a thread that went before its time.
pub(super) fn ended() -> Error {
    Error::new(ErrorKind::Module, "a thread of the run ended too early")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    /// Hands out so many chunks, and counts them.
    fn chunks(last: u32, cut: &AtomicUsize) -> impl FnMut() -> Result<Option<Chunk>> + Send {
        let mut number = 0;
        move || {
            number += 1;
            cut.fetch_add(1, Ordering::SeqCst);
            let (last_one, ties, tables) = (number == last, Vec::new(), Vec::new());
            let chunk = Chunk { number, last: last_one, customers: 0, together: false, ties, tables };
            Ok((number <= last).then_some(chunk))
        }
    }

    /// Judges a chunk in a time that has nothing to do with its number; `bad` fails.
    fn judged(chunk: &Chunk, bad: u32) -> Result<Scored> {
        std::thread::sleep(Duration::from_micros(u64::from(chunk.number * 7919 % 13) * 300));
        if chunk.number == bad {
            return Err(Error::usage("bad"));
        }
        Ok(Scored { number: chunk.number, ..Scored::default() })
    }

    fn run(threads: usize, bad: u32) -> (Vec<u32>, Result<()>) {
        let (cut, mut put) = (AtomicUsize::new(0), Vec::new());
        let pipeline = Pipeline {
            threads,
            is_done: &|number| number == 2,
            worker: &|| Box::new(move |chunk: Chunk| judged(&chunk, bad)),
        };
        let ended = pipeline.run(chunks(60, &cut), &mut |done| {
            let number = done.scored.map_or(2, |scored| scored.number);
            put.push(number);
            assert!(cut.load(Ordering::SeqCst) < put.len() + threads + WAITING + 2);
            Ok(())
        });
        (put, ended)
    }

    #[test]
    fn chunks_are_put_in_their_order_and_few_are_under_way() {
        for threads in [1, 2, 7] {
            let (put, ended) = run(threads, 0);
            assert!(ended.is_ok());
            assert!(put.into_iter().eq(1..=60), "{threads} threads");
        }
    }

    #[test]
    fn what_is_before_a_chunk_that_fails_is_put() {
        for threads in [1, 2, 7] {
            let (put, ended) = run(threads, 40);
            assert_eq!(ended.unwrap_err().to_string(), "bad");
            assert!(put.into_iter().eq(1..40), "{threads} threads");
        }
    }

    #[test]
    fn a_failed_writer_ends_all_threads() {
        let cut = AtomicUsize::new(0);
        let worker = || Box::new(|chunk: Chunk| judged(&chunk, 0)) as Box<dyn FnMut(Chunk) -> Result<Scored>>;
        let pipeline = Pipeline { threads: 3, is_done: &|_| false, worker: &worker };
        let ended = pipeline.run(chunks(1000, &cut), &mut |_| Err(Error::usage("full")));
        assert_eq!(ended.unwrap_err().to_string(), "full");
        assert!(cut.load(Ordering::SeqCst) < 20);
    }
}

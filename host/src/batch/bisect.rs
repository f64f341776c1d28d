//! A chunk that stops the engine: which of its customers do it, and what becomes of the others.
//!
//! The chunk is halved until one customer is left who stops the engine when judged alone; then the chunk is judged
//! without them, and they go to quarantine with what they did, and their child rows with them. Customers who are tied
//! stay together: without the rows of one, another would be judged for what it is not. So they are halved as one, and go
//! as one.
//!
//! Nothing but such a customer is ever put there: an engine that is stopped by the clock or for want of memory, or by
//! customers only when they are together, ends the run. What was written before stays, and the run goes on from there.
//!
//! INVARIANT: one such customer among n costs at most log2(n), rounded up, and 2 more attempts.
//! INVARIANT: what comes out is a function of the chunk; neither threads nor clocks decide who is put in quarantine. What a
//! store has judged before changes the fuel of a chunk a little: limits that follow from the policy's bound leave room for
//! that, one that somebody sets close to what a chunk takes does not.

use super::{Cause, Chunk, Event, Scored};
use crate::error::{Code, Error, ErrorKind, Result};

/// So many customers of a chunk, or records of a table, may stop the engine. More are not their fault.
pub(super) const MOST: usize = 64;

/// Judges some customers in a store that nothing has stopped yet.
pub type Attempt<'a> = dyn FnMut(&Chunk) -> Result<Scored> + 'a;

/// Judges a chunk, if need be without the customers who stop the engine.
///
/// # Errors
///
/// What an attempt says, if it is no trap and not fuel; [`Code::TRAP_SHARED`] and [`Code::TRAP_MANY`].
pub fn judge(chunk: &Chunk, attempt: &mut Attempt<'_>, tell: &dyn Fn(&Event)) -> Result<Scored> {
    let poisoned = chunk.left_out();
    let error = match attempt(chunk) {
        Ok(scored) => return Ok(Scored { poisoned, ..scored }),
        Err(error) => error,
    };
    let mut search = Search { chunk, groups: chunk.groups(), attempt, tell, found: Vec::new() };
    let mut scored = match error.kind() {
        ErrorKind::Trap | ErrorKind::Fuel => search.run(),
        ErrorKind::Timeout | ErrorKind::Memory => search.once_more(error),
        _ => Err(error),
    }?;
    search.found.sort_unstable_by_key(|(customer, _)| *customer);
    scored.poisoned = [poisoned, chunk.poisoned(&search.found)].concat();
    Ok(scored)
}

struct Search<'a, 'b> {
    chunk: &'a Chunk,
    /// Its customers, those who are tied together.
    groups: Vec<Vec<u32>>,
    attempt: &'a mut Attempt<'b>,
    tell: &'a dyn Fn(&Event),
    /// The customers found so far, by their places in the chunk.
    found: Vec<(u32, Cause)>,
}

impl Search<'_, '_> {
    fn run(&mut self) -> Result<Scored> {
        let (end, mut from) = (self.groups.len(), 0);
        for _ in 0..MOST {
            if from == end {
                return Err(together(self.chunk));
            }
            let (group, cause) = self.next(from..end)?;
            let customers: Vec<(u32, Cause)> =
                self.groups.get(group).into_iter().flatten().map(|customer| (*customer, cause)).collect();
            for poisoned in self.chunk.poisoned(&customers) {
                (self.tell)(&Event::Poisoned { table: poisoned.table, line: poisoned.line, cause });
            }
            self.found.extend(customers);
            if let Ok(scored) = self.judged(&self.chunk.without(&self.found)?)? {
                return Ok(scored);
            }
            // Those before this one were judged without harm.
            from = group + 1;
        }
        Err(if from < end { many(self.chunk) } else { together(self.chunk) })
    }

    /// The first group of a range that stops the engine alone. The range as a whole does.
    fn next(&mut self, within: std::ops::Range<usize>) -> Result<(usize, Cause)> {
        let (mut low, mut high) = (within.start, within.end);
        let mut alone = None;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match self.judged(&self.only(low..middle)?)? {
                Ok(_) => (low, alone) = (middle, None),
                Err(cause) => (high, alone) = (middle, Some(cause)),
            }
        }
        if alone.is_none() {
            alone = self.judged(&self.only(low..high)?)?.err();
        }
        alone.map(|cause| (low, cause)).ok_or_else(|| together(self.chunk))
    }

    /// The chunk with some of its groups alone.
    fn only(&self, groups: std::ops::Range<usize>) -> Result<Chunk> {
        self.chunk.only(&self.groups.get(groups).unwrap_or_default().concat())
    }

    /// Judges some customers once more: what came of it, or what stopped the engine.
    fn judged(&mut self, some: &Chunk) -> Result<std::result::Result<Scored, Cause>> {
        (self.tell)(&Event::Retried { number: self.chunk.number });
        match (self.attempt)(some) {
            Ok(scored) => Ok(Ok(scored)),
            Err(error) => Cause::of(error.kind()).map(Err).ok_or(error),
        }
    }

    /// A chunk that took too long or too much memory is judged again in a fresh store: a machine that slept, or a store
    /// that had grown over other chunks, is forgiven. If that does not help, half the customers say what would.
    fn once_more(&mut self, error: Error) -> Result<Scored> {
        if let Ok(scored) = (self.attempt)(self.chunk) {
            return Ok(scored);
        }
        let half = self.only(0..self.groups.len() / 2)?;
        let fits = half.customers > 0 && !self.chunk.together && (self.attempt)(&half).is_ok();
        Err(too_much(self.chunk, &error, fits.then_some(half.customers)))
    }
}

fn too_much(chunk: &Chunk, error: &Error, fits: Option<usize>) -> Error {
    let number = chunk.number;
    let (more, more_zh) = match (fits, chunk.customers) {
        (Some(half), _) => (
            format!("; half the customers are not too many: --chunk-rows {half} with --restart"),
            format!("；减半即可：--chunk-rows {half} 并加 --restart"),
        ),
        (None, customers) if chunk.together && customers > 1 => (
            format!(
                "; its {customers} customers have to be decided together: --max-memory or --timeout has to be larger"
            ),
            format!("；其中 {customers} 位客户须一并决策，无法再分：请加大 --max-memory 或 --timeout"),
        ),
        _ => (String::new(), String::new()),
    };
    let message = format!("chunk {number}: {error}{more}; what is done is kept");
    let zh =
        format!("第 {number} 块：{}{more_zh}；已完成的部分会保留", error.message(crate::text::Lang::ZhCn));
    Error::coded(error.code(), message).with_zh(zh)
}

fn together(chunk: &Chunk) -> Error {
    let number = chunk.number;
    let message = format!(
        "chunk {number} stops the module, and no customer of it does so alone; keep the module, the policy and the input \
         for who makes the module; what is done is kept"
    );
    let zh = format!(
        "第 {number} 块会使模块停止，但其中没有客户单独如此；请将模块、策略与输入保留给模块的提供方；已完成的部分会保留"
    );
    Error::coded(Code::TRAP_SHARED, message).with_zh(zh)
}

fn many(chunk: &Chunk) -> Error {
    let number = chunk.number;
    let message = format!(
        "more than {MOST} customers of chunk {number} stop the module: rather the module or the policy is to blame; what is \
         done is kept"
    );
    let zh = format!("第 {number} 块中有超过 {MOST} 个客户使模块停止：应检查模块或策略；已完成的部分会保留");
    Error::coded(Code::TRAP_MANY, message).with_zh(zh)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::batch::{ChunkTable, Poisoned, Rows};
    use crate::text::Lang;

    fn chunk(customers: u32) -> Chunk {
        let lines: Vec<u32> = (2..customers + 2).collect();
        let rows = Rows::Text {
            header: b"id".to_vec(),
            bytes: vec![b'x'; lines.len()],
            ends: (1..=lines.len()).collect(),
        };
        let table = ChunkTable {
            table: "customers".to_owned(),
            rows,
            lines,
            owners: (0..customers).collect(),
            left_out: Vec::new(),
        };
        let ties = (0..customers).collect();
        let customers = customers.try_into().unwrap();
        Chunk { number: 1, last: true, customers, together: false, ties, tables: vec![table] }
    }

    fn told(line: u32, cause: Cause) -> Poisoned {
        Poisoned { table: "customers".to_owned(), line, cause }
    }

    /// What happens when lines of a chunk are judged: `bad` says what.
    struct Bench<'a> {
        bad: &'a dyn Fn(&[u32]) -> Option<ErrorKind>,
        attempts: RefCell<Vec<usize>>,
    }

    impl<'a> Bench<'a> {
        fn new(bad: &'a dyn Fn(&[u32]) -> Option<ErrorKind>) -> Self {
            Self { bad, attempts: RefCell::default() }
        }

        fn judge(&self, chunk: &Chunk) -> Result<Scored> {
            let mut attempt = |chunk: &Chunk| {
                let lines = &chunk.tables.first().unwrap().lines;
                self.attempts.borrow_mut().push(lines.len());
                match (self.bad)(lines) {
                    Some(kind) => Err(Error::new(kind, "stopped")),
                    None => Ok(Scored { fuel: lines.len() as u64, ..Scored::default() }),
                }
            };
            judge(chunk, &mut attempt, &|_| ())
        }

        fn extra(&self) -> u32 {
            u32::try_from(self.attempts.borrow().len() - 1).unwrap()
        }
    }

    #[test]
    fn one_among_n_is_found_within_the_logarithm_of_n_and_two() {
        for customers in [1, 2, 3, 7, 64, 1000] {
            for line in [2, 3, customers / 2 + 2, customers + 1] {
                if line > customers + 1 {
                    continue;
                }
                let bad = |lines: &[u32]| lines.contains(&line).then_some(ErrorKind::Trap);
                let bench = Bench::new(&bad);
                let scored = bench.judge(&chunk(customers)).unwrap();
                assert_eq!(scored.poisoned, [told(line, Cause::Trap)]);
                assert_eq!(scored.fuel, u64::from(customers - 1), "the others are judged");
                let most = customers.next_power_of_two().ilog2() + 2;
                assert!(bench.extra() <= most, "{} of {most} for {customers}", bench.extra());
            }
        }
    }

    #[test]
    fn several_are_found_each_with_what_it_did() {
        let bad = |lines: &[u32]| {
            let trap = lines.contains(&5) || lines.contains(&300);
            if trap { Some(ErrorKind::Trap) } else { lines.contains(&77).then_some(ErrorKind::Fuel) }
        };
        let bench = Bench::new(&bad);
        let scored = bench.judge(&chunk(400)).unwrap();
        let expected = [told(5, Cause::Trap), told(77, Cause::Fuel), told(300, Cause::Trap)];
        assert_eq!(scored.poisoned, expected);
        assert_eq!(scored.fuel, 397);
        assert!(bench.extra() <= 3 * (9 + 2));
    }

    #[test]
    fn tied_customers_are_halved_and_put_in_quarantine_together() {
        let mut chunk = chunk(16);
        // The second, the sixth and the last; of two who are tied neither does harm with the other.
        (chunk.ties[5], chunk.ties[15], chunk.ties[9]) = (1, 1, 8);
        let bad = |lines: &[u32]| {
            let apart = lines.contains(&10) != lines.contains(&11);
            (apart || lines.contains(&7)).then_some(ErrorKind::Trap)
        };
        let scored = Bench::new(&bad).judge(&chunk).unwrap();
        assert_eq!(scored.poisoned, [3, 7, 17].map(|line| told(line, Cause::Trap)));
        assert_eq!(scored.fuel, 13);
    }

    #[test]
    fn customers_who_are_harmless_alone_are_never_put_in_quarantine() {
        let pair = |lines: &[u32]| (lines.contains(&3) && lines.contains(&9)).then_some(ErrorKind::Trap);
        assert_eq!(Bench::new(&pair).judge(&chunk(16)).unwrap_err().code(), Code::TRAP_SHARED);
        let any = |_: &[u32]| Some(ErrorKind::Fuel);
        assert_eq!(Bench::new(&any).judge(&chunk(0)).unwrap_err().code(), Code::TRAP_SHARED);
        assert_eq!(Bench::new(&any).judge(&chunk(1)).unwrap_err().code(), Code::TRAP_SHARED);
    }

    #[test]
    fn a_module_that_everybody_stops_ends_the_run_before_it_costs_too_much() {
        let all = |lines: &[u32]| (!lines.is_empty()).then_some(ErrorKind::Trap);
        let bench = Bench::new(&all);
        assert_eq!(bench.judge(&chunk(5000)).unwrap_err().code(), Code::TRAP_MANY);
        assert!(bench.extra() <= 64 * 15);
    }

    #[test]
    fn a_stop_by_the_clock_or_for_memory_is_tried_once_more_and_never_puts_anybody_in_quarantine() {
        for (kind, code) in [(ErrorKind::Timeout, Code::TIMEOUT), (ErrorKind::Memory, Code::MEMORY)] {
            let times = RefCell::new(0);
            let once = |_: &[u32]| {
                *times.borrow_mut() += 1;
                (*times.borrow() == 1).then_some(kind)
            };
            assert_eq!(Bench::new(&once).judge(&chunk(8)).unwrap().poisoned, []);
            let large = |lines: &[u32]| (lines.len() > 4).then_some(kind);
            let bench = Bench::new(&large);
            let error = bench.judge(&chunk(8)).unwrap_err();
            assert_eq!((error.code(), bench.extra()), (code, 2));
            assert!(error.to_string().contains("--chunk-rows 4"), "{error}");
            assert!(error.message(Lang::ZhCn).contains("--chunk-rows 4"));
        }
        // Found while looking for something else, it ends the run too.
        let mixed = |lines: &[u32]| match lines.len() {
            8 => Some(ErrorKind::Trap),
            4 => Some(ErrorKind::Timeout),
            _ => None,
        };
        assert_eq!(Bench::new(&mixed).judge(&chunk(8)).unwrap_err().kind(), ErrorKind::Timeout);
    }

    #[test]
    fn other_errors_pass_as_they_are() {
        let abi = |_: &[u32]| Some(ErrorKind::Abi);
        let bench = Bench::new(&abi);
        assert_eq!((bench.judge(&chunk(8)).unwrap_err().kind(), bench.extra()), (ErrorKind::Abi, 0));
    }
}

//! A year of mornings: a synthetic bank day by day, the state handed from run to run, and managers who do what the run
//! asks of them and write it into the journal.
//!
//! Nothing here decides anything about a customer: the bank makes the tables, the engine the tasks, and the managers take
//! them in the order in which they are given, as many customers a day as the bank's table says. What comes out is counted
//! ([`tally`]) and held against what must be true on every day.
//!
//! INVARIANT: the same options give the same year.

pub mod cap;
pub mod manager;
pub mod morning;
pub mod tally;

use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

use appraise_host::synth::{Mornings, Options};

use manager::Managers;
use morning::Engine;
use tally::Tally;

/// A year's worth of what to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The policy: a file or a folder.
    pub policy: PathBuf,
    /// The bank, and for how many days.
    pub bank: Options,
    /// Whether to say a word on every thirtieth day.
    pub talk: bool,
}

/// Lives through the days and counts. The bank makes tomorrow's tables on a thread of its own while a day is run.
///
/// # Errors
/// What makes a run impossible, with its day.
pub fn live(plan: &Plan) -> Result<Tally, String> {
    let engine = Engine::of(&plan.policy)?;
    let mut managers = Managers::new(&engine);
    let mut tally = Tally::new(&engine);
    let (give, take) = sync_channel(1);
    let bank = plan.bank;
    let maker = std::thread::spawn(move || {
        for morning in Mornings::new(bank) {
            if give.send(morning).is_err() {
                break;
            }
        }
    });
    let start = Instant::now();
    let mut hand = Vec::new();
    for (morning, number) in take.iter().zip(1u32..) {
        let day = engine
            .run(&morning, &hand, managers.journal())
            .map_err(|why| format!("{}: {why}", morning.day))?;
        let made = managers.work(&morning, &day);
        tally.add(&day, &made);
        if plan.talk && number % 30 == 1 {
            let at = start.elapsed().as_secs();
            println!("{}: {} tasks open, {at} s", morning.day, day.tasks.len());
        }
        hand = day.hand;
    }
    maker.join().map_err(|_| "the bank stopped".to_owned())?;
    tally.seconds = start.elapsed().as_secs_f64();
    tally.done = managers.done();
    Ok(tally)
}

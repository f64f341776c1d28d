//! A hundred and twenty days: nine without a run, five run twice, one run again on corrected input.

use appraise_core::date;
use appraise_tests::random::Random;

use crate::bank::{Customer, Engine, Left, Said};
use crate::oracle::Oracle;

const DAYS: i32 = 120;
const CUSTOMERS: usize = 20;

/// The customers of the next day.
fn tomorrow(random: &mut Random, customers: &mut [Customer], day: i32) {
    for customer in customers {
        // Balances stay where they are for a while, so that conditions last.
        if random.percent(8) {
            customer.balance = (!random.percent(10)).then(|| random.within(-1, 1));
        }
        customer.outflow = i64::from(random.percent(5));
        if customer.matures_on < day && random.percent(20) {
            customer.matures_on = day + random.within(5, 40) as i32;
        }
    }
}

/// What people say on a day about tasks that are open.
fn said(random: &mut Random, open: &Left, day: i32) -> Vec<Said> {
    let mut all = Vec::new();
    for (customer, alert, key, _) in &open.open {
        let action = match random.below(12) {
            0 | 1 => "done",
            2 => "drop",
            3 => "postpone",
            _ => continue,
        };
        let alert = *["low", "outflow", "maturing"].iter().find(|a| *a == alert).unwrap();
        let until = (action == "postpone").then(|| day + random.within(1, 12) as i32);
        all.push(Said { customer: customer.parse().unwrap(), alert, key: key.clone(), action, day, until });
    }
    all
}

#[test]
fn days_with_skipped_repeated_and_corrected_runs_leave_the_tasks_of_the_oracle() {
    let seeds = appraise_tests::random::size("APPRAISE_STATE_SEEDS", 2);
    let engine = Engine::new();
    for seed in 0..seeds {
        let (first, mut random) = (date::parse("2026-01-05").unwrap(), Random::new(seed));
        let pick = |random: &mut Random, count: usize| -> Vec<i32> {
            let mut days: Vec<i32> = (1..DAYS).collect();
            (0..count).map(|_| days.swap_remove(random.below(days.len()))).collect()
        };
        let special = pick(&mut random, 15);
        let (skipped, twice, corrected) = (&special[..9], &special[9..14], special[14]);
        let start = Customer { balance: Some(1), outflow: 0, matures_on: first + 20 };
        let mut customers = vec![start; CUSTOMERS];
        let (mut oracle, mut journal) = (Oracle::default(), Vec::new());
        let mut left: Option<Left> = None;
        for number in 0..DAYS {
            let day = first + number;
            tomorrow(&mut random, &mut customers, day);
            if skipped.contains(&number) {
                continue;
            }
            // The journal comes as a whole on some days, and as what is new on others.
            let recent: Vec<Said> = journal.iter().filter(|s: &&Said| s.day >= day - 12).cloned().collect();
            let journal_today = if random.percent(50) { &journal } else { &recent };
            if number == corrected {
                let mut wrong = customers.clone();
                wrong.iter_mut().for_each(|c| c.outflow = 1 - c.outflow);
                let _ = engine.run(day, &wrong, left.as_ref(), journal_today);
            }
            let after = engine.run(day, &customers, left.as_ref(), journal_today);
            if twice.contains(&number) {
                assert_eq!(
                    engine.run(day, &customers, left.as_ref(), journal_today),
                    after,
                    "the same state in"
                );
                assert_eq!(
                    engine.run(day, &customers, Some(&after), journal_today),
                    after,
                    "its own state in"
                );
            }
            oracle.ran(day, &customers);
            assert_eq!(after.open, oracle.open(&journal), "seed {seed}, day {number}");
            journal.extend(said(&mut random, &after, day));
            left = Some(after);
        }
    }
    println!("{seeds} times {DAYS} days of {CUSTOMERS} customers; APPRAISE_STATE_SEEDS asks for more");
}

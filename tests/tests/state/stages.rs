//! Ten years of dates, stages, calendars and runs against every day looked at one by one.

use appraise_core::state::{Day, Says, Stage, Status, Task, Verdict, Words, step};
use appraise_tests::random::{Random, size};

use crate::shift::{Calendar, SHIFTS, by_engine};

const YEARS: i32 = 10;

fn fresh(today: i32, stage: Option<Stage>) -> Task {
    Task {
        id: "t".into(),
        alerts: vec!["a".into()],
        event_kind: "a".into(),
        event_key: String::new(),
        child: None,
        raised: today,
        first: today,
        reminded: None,
        stage: stage.map(|s| s.days),
        status: Status::Open,
        outcome: None,
        ended: None,
        until: None,
        to: None,
        true_on: today,
        false_since: None,
        escalated: None,
        words: Words::default(),
    }
}

/// The stage that a run has to tell: the latest of those whose day lies after the run before and not after this one.
/// `stages` are told on the days in `on`, the latest stage first.
fn brute_force(stages: &[i32], on: &[i32], previous: i32, today: i32) -> Option<i32> {
    let days = (previous + 1..=today).rev();
    days.filter_map(|day| on.iter().position(|on| *on == day).map(|at| stages[at])).next()
}

/// Runs over all days, some of them skipped; the number of stages told. `engine` are the days on which the engine
/// tells the stages, `brute` those of a walk through the calendar.
fn ten_years(random: &mut Random, stages: &[i32], date: i32, engine: &[i32], brute: &[i32]) -> usize {
    let skips = random.below(60);
    let mut told = 0;
    // A run before any stage, so that there is one to count from.
    let (mut task, mut previous) = (None, 0);
    for today in 1..=YEARS * 365 {
        if random.percent(skips) {
            continue;
        }
        let come = stages.iter().zip(engine);
        let come = come.map(|(days, on)| Stage { days: *days, on: *on, date: date.max(*on) });
        let come = come.filter(|stage| stage.on <= today).min_by_key(|stage| stage.days);
        let says = Says {
            verdict: Verdict::True(Box::new(fresh(today, come))),
            rearm: None,
            remind_every: None,
            waits: true,
            stage: come,
            outcomes: Vec::new(),
        };
        task = step(task, &says, &[], Day { today, previous: Some(previous) }, &mut Vec::new());
        let said = task.as_ref().filter(|task| task.told() == today).and_then(|task| task.stage);
        let expected = brute_force(stages, brute, previous, today);
        assert_eq!(said, expected, "{stages:?} before {date}: run of {today} after {previous}");
        told += usize::from(said.is_some());
        previous = today;
    }
    told
}

#[test]
fn a_stage_is_told_by_the_first_run_on_or_after_its_day() {
    let dates = size("APPRAISE_STAGES", 200);
    let mut random = Random::new(7);
    let (mut calendars, mut moved, mut told) = (0usize, 0usize, 0usize);
    let mut left = dates;
    while left > 0 {
        let count = left.min(10);
        left -= count;
        let days = YEARS * 365;
        let calendar = Calendar::new(&mut random, days);
        let mut stages: Vec<i32> = (0..random.within(1, 5)).map(|_| random.within(0, 25) as i32).collect();
        stages.sort_unstable();
        stages.dedup();
        let dates: Vec<i32> = (0..count).map(|_| random.within(60, i64::from(days)) as i32).collect();
        for shift in SHIFTS {
            let engine = by_engine(&calendar, shift, &stages, &dates);
            for (date, engine) in dates.iter().zip(&engine) {
                let days = stages.iter().map(|stage| date - stage);
                let brute: Vec<i32> = days.clone().map(|day| calendar.shifted(shift, day)).collect();
                assert_eq!(*engine, brute, "{shift}: {stages:?} before {date} by {calendar:?}");
                moved += days.zip(&brute).filter(|(day, on)| day != *on).count();
                told += ten_years(&mut random, &stages, *date, engine, &brute);
            }
        }
        calendars += 1;
    }
    println!(
        "{dates} dates in {YEARS} years, each by 1 of {calendars} calendars and {} shifts: {moved} days moved, \
         {told} reminders, 0 mismatches; APPRAISE_STAGES asks for more",
        SHIFTS.len()
    );
}

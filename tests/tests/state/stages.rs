//! Ten years of dates, stages and runs against every day looked at one by one.

use appraise_core::state::{Day, Says, Stage, Status, Task, Verdict, Words, step};
use appraise_tests::random::{Random, size};

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
        words: Words::default(),
    }
}

/// The stage that a run has to tell: the latest of those whose day lies after the run before and not after this one.
fn brute_force(stages: &[i32], date: i32, previous: i32, today: i32) -> Option<i32> {
    let days = (previous + 1..=today).rev();
    days.filter_map(|day| stages.iter().copied().find(|stage| date - stage == day)).next()
}

#[test]
fn a_stage_is_told_by_the_first_run_on_or_after_its_day() {
    let dates = size("APPRAISE_STAGES", 200);
    let mut random = Random::new(7);
    let mut told = 0usize;
    for _ in 0..dates {
        let date = random.within(30, i64::from(YEARS) * 365) as i32;
        let mut stages: Vec<i32> = (0..random.within(1, 5)).map(|_| random.within(0, 25) as i32).collect();
        stages.sort_unstable();
        stages.dedup();
        let skips = random.below(60);
        // A run before any stage, so that there is one to count from.
        let (mut task, mut previous) = (None, 0);
        for today in 1..=YEARS * 365 {
            if random.percent(skips) {
                continue;
            }
            let come = stages.iter().map(|days| Stage { days: *days, on: date - days, date });
            let come = come.filter(|stage| stage.on <= today).min_by_key(|stage| stage.days);
            let says = Says {
                verdict: Verdict::True(Box::new(fresh(today, come))),
                rearm: None,
                remind_every: None,
                staged: Some(come),
                outcomes: Vec::new(),
            };
            task = step(task, &says, &[], Day { today, previous: Some(previous) }, &mut Vec::new());
            let said = task.as_ref().filter(|task| task.told() == today).and_then(|task| task.stage);
            let expected = brute_force(&stages, date, previous, today);
            assert_eq!(said, expected, "{stages:?} before {date}: run of {today} after {previous}");
            told += usize::from(said.is_some());
            previous = today;
        }
    }
    println!("{dates} dates in {YEARS} years, {told} reminders; APPRAISE_STAGES asks for more");
}

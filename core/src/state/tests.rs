//! The life of one task, a character a day.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::*;

/// What becomes of a task day by day: `says` is what the condition is (`T`rue, `F`alse, `?` unknown, `R`etired, `-` no
/// run), the result is `N`ew, `!` reminded, `o`pen, `p`ostponed, `d`one, `x` dropped, `c`losed, `h`eld out, `.` nothing.
struct Life {
    rearm: Option<i32>,
    remind_every: Option<i32>,
    /// Days before the date, and the date.
    stages: Option<(Vec<i32>, i32)>,
    entries: Vec<Entry>,
}

const LIFE: Life = Life { rearm: None, remind_every: None, stages: None, entries: Vec::new() };

fn entry(day: i32, action: Action) -> Entry {
    let at = i64::from(day) * 86_400_000_000 + 1;
    let note = (action == Action::Drop).then(|| "why".into());
    Entry { action, outcome: None, until: None, to: None, due: None, note, at, day, row: day as usize }
}

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

impl Life {
    fn says(&self, letter: char, today: i32) -> Says {
        let stage = self.stages.as_ref().map(|(days, date)| {
            let mut come = days.iter().map(|days| Stage { days: *days, on: date - days, date: *date });
            come.rfind(|stage| stage.on <= today)
        });
        Says {
            verdict: match letter {
                'T' => Verdict::True(Box::new(fresh(today, stage.flatten()))),
                'F' => Verdict::False,
                'R' => Verdict::Over(RETIRED),
                _ => Verdict::Unknown,
            },
            rearm: self.rearm,
            remind_every: self.remind_every,
            waits: stage.is_some(),
            stage: stage.flatten(),
            outcomes: Vec::new(),
        }
    }

    /// The letters of the result, and the days of refused entries.
    fn live(&self, says: &str) -> (String, Vec<usize>) {
        let (mut task, mut previous, mut refused, mut out) = (None, None, Vec::new(), String::new());
        for (today, letter) in (0..).zip(says.chars()) {
            if letter == '-' {
                out.push('-');
                continue;
            }
            let day = Day { today, previous };
            // Entries of today come after the run, as it is one of the morning.
            let known: Vec<Entry> = self.entries.iter().filter(|e| e.day < today).cloned().collect();
            let mut now = Vec::new();
            let says = self.says(letter, today);
            task = step(task, &says, &known, day, &mut now);
            let again = step(task.clone(), &says, &known, Day { today, previous: Some(today) }, &mut now);
            assert_eq!(again, task, "a second run of day {today} on its own state");
            refused.extend(now.into_iter().map(|(row, _)| row));
            out.push(letter_of(task.as_ref(), today));
            previous = Some(today);
        }
        crate::order::sort_unique(&mut refused);
        (out, refused)
    }
}

fn letter_of(task: Option<&Task>, today: i32) -> char {
    let Some(task) = task else { return '.' };
    match task.status {
        Status::Open if task.reminded == Some(today) => '!',
        Status::Open if task.raised == today => 'N',
        Status::Open => 'o',
        Status::Postponed => 'p',
        Status::Done => 'd',
        Status::Dropped => 'x',
        Status::Closed => 'c',
        Status::HeldOut => 'h',
    }
}

#[track_caller]
fn lives(life: &Life, says: &str, expected: &str) {
    let (out, refused) = life.live(says);
    assert_eq!((out.as_str(), refused), (expected, Vec::new()), "{says}");
}

#[test]
fn an_event_is_told_once_and_its_task_stays_until_people_end_it() {
    lives(&LIFE, "FTTFTT", ".Noooo");
    let life = Life { entries: vec![entry(2, Action::Done)], ..LIFE };
    lives(&life, "FTTTFTT", ".Nodddd");
    let life = Life { entries: vec![entry(2, Action::Drop)], ..LIFE };
    lives(&life, "FTTTFTT", ".Noxxxx");
}

#[test]
fn a_lasting_condition_is_told_again_after_it_has_been_false_for_long_enough() {
    let life = Life { rearm: Some(3), entries: vec![entry(1, Action::Done)], ..LIFE };
    lives(&life, "TTTFFTTFFFTT", "NoddddddddNo");
    // Skipped runs are neither true nor false.
    lives(&life, "TTT-----TTT", "Nod-----ddd");
    lives(&life, "TTF-----TTT", "Nod-----Noo");
    // Unknown goes on as it was.
    lives(&life, "TTT????TTT", "Nodddddddd");
    lives(&life, "TTF????TTT", "NodddddNoo");
}

#[test]
fn a_task_that_nobody_ended_is_told_again_as_well() {
    lives(&Life { rearm: Some(2), ..LIFE }, "TFFFT", "NoooN");
    lives(&Life { rearm: Some(4), ..LIFE }, "TFFFT", "Noooo");
}

#[test]
fn a_condition_that_stays_true_is_reminded_of() {
    let life = Life { remind_every: Some(3), ..LIFE };
    lives(&life, "TTTTTTTT", "Noo!oo!o");
    lives(&life, "TT---TTT", "No---!oo");
    lives(&Life { entries: vec![entry(1, Action::Done)], ..life }, "TTTTTTTT", "Nod!oo!o");
    let life = Life { remind_every: Some(3), entries: vec![entry(1, Action::Drop)], ..LIFE };
    lives(&life, "TTTTTTTT", "Noxxxxxx");
}

#[test]
fn of_several_passed_stages_the_latest_is_told() {
    let life = Life { stages: Some((vec![7, 4, 1], 10)), ..LIFE };
    lives(&life, "TTTTTTTTTTTTT", "...Noo!oo!ooo");
    lives(&life, "TTTT----TTTTT", "...N----!!ooo");
    lives(&life, "TT-------TT", "..-------No");
    // Beyond the date only what a skipped run would have told.
    lives(&life, "TTT---------TT", "...---------No");
    lives(&life, "FFFFFFFFFFFTT", ".............");
    lives(&life, "----------------TT", "----------------..");
    // What could not be told on its day is made up for.
    lives(&life, "TTT??TTTTTT", ".....N!oo!o");
}

#[test]
fn a_postponed_task_is_open_again_on_its_day() {
    let later = Entry { until: Some(4), ..entry(1, Action::Postpone) };
    lives(&Life { entries: vec![later.clone()], ..LIFE }, "TTTTTT", "Noppoo");
    let done = entry(2, Action::Done);
    lives(&Life { entries: vec![later.clone(), done], ..LIFE }, "TTTTTT", "Nopddd");
    lives(&Life { remind_every: Some(2), entries: vec![later], ..LIFE }, "TTTTTTT", "Nopp!o!");
}

#[test]
fn a_retired_rule_closes_its_task_and_a_returning_one_opens_it() {
    lives(&LIFE, "TTRRTT", "NoccNo");
    let life = Life { entries: vec![entry(0, Action::Done)], ..LIFE };
    lives(&life, "TTRRTT", "Nddddd");
}

#[test]
fn entries_that_contradict_or_come_from_nowhere_are_refused() {
    let life = Life { entries: vec![entry(1, Action::Done), entry(3, Action::Drop)], ..LIFE };
    assert_eq!(life.live("TTTTT"), ("Noddd".into(), vec![3]));
    let life = Life { entries: vec![entry(1, Action::Done)], ..LIFE };
    assert_eq!(life.live("FFFFF"), (".....".into(), vec![1]));
    let life = Life { entries: vec![entry(1, Action::Done), entry(2, Action::Note)], ..LIFE };
    assert_eq!(life.live("FFFTT"), ("...No".into(), vec![1, 2]));
    let life = Life { entries: vec![entry(1, Action::Postpone), entry(2, Action::HandOver)], ..LIFE };
    assert_eq!(life.live("TTTTT"), ("Noooo".into(), vec![1, 2]));
}

#[test]
fn an_ended_task_is_forgotten_in_the_end() {
    let says: String = "TT".chars().chain("F".repeat(KEPT_DAYS as usize + 2).chars()).collect();
    let life = Life { entries: vec![entry(1, Action::Done)], ..LIFE };
    let (out, refused) = life.live(&says);
    assert_eq!((out.trim_start_matches("Nod").trim_start_matches('d'), refused), ("..", vec![]));
    assert!(LIFE.live(&says).0.ends_with('o'));
}

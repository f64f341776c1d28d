//! Reference tables and the calendar as sentences.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::speech::Speech;
use super::words;
use crate::model::{Calendar, Table};

/// How rows are looked up and when they hold; of a calendar, when the bank works.
pub(super) fn held(speech: &Speech<'_>, table: &Table, key: &str, days: [Option<String>; 2]) -> String {
    let calendar = speech.model.calendar.as_ref();
    if let Some(calendar) = calendar.filter(|c| speech.model.schema.table(c.table) == Some(table)) {
        return worked(speech, calendar);
    }
    let held = match &days {
        [None, _] => String::new(),
        [Some(from), None] => speech.say(words::HOLDS_FROM, &[from]),
        [Some(from), Some(to)] if from == to => speech.say(words::HOLDS_ON, &[from]),
        [Some(from), Some(to)] => speech.say(words::HOLDS_BETWEEN, &[from, to]),
    };
    speech.say(words::KEY_REFERENCE, &[key, &held])
}

fn worked(speech: &Speech<'_>, calendar: &Calendar) -> String {
    let days = words::WEEKDAYS.iter().zip(calendar.weekend).filter(|(_, rest)| *rest);
    let days: Vec<String> = days.map(|(day, _)| day.text(speech.lang).into()).collect();
    let weekend = match days.is_empty() {
        true => String::new(),
        false => speech.say(words::BUT_WEEKEND, &[&speech.listed(&days)]),
    };
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let hours =
        calendar.hours.map(|(open, close)| speech.say(words::OPEN_HOURS, &[&time(open), &time(close)]));
    speech.say(words::CALENDAR, &[&weekend, &hours.unwrap_or_default()])
}

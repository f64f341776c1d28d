//! Where the engine moves the days of stages, and where a walk through the calendar from day to day moves them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use appraise_core::dataset::Builder;
use appraise_core::date;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_tests::random::Random;

/// What a policy may say of a day without business.
pub const SHIFTS: [&str; 3] = ["none", "previous", "next"];

/// Holidays and make-up workdays drawn by lot.
#[derive(Debug)]
pub struct Calendar {
    /// The days it names, and whether they are business days.
    named: BTreeMap<i32, bool>,
    /// The years in which it names one.
    years: BTreeSet<i32>,
}

impl Calendar {
    /// Runs of holidays, workdays on some weekends; some calendars leave out a year.
    pub fn new(random: &mut Random, days: i32) -> Self {
        let left_out = random.percent(50).then(|| year(random.within(0, i64::from(days)) as i32));
        let mut named = BTreeMap::new();
        for _ in 0..days / 40 {
            let (start, length) = (random.within(0, i64::from(days)) as i32, random.within(1, 9) as i32);
            named.extend((start..start + length).map(|day| (day, false)));
            let worked = start + length + random.within(0, 9) as i32;
            named.insert(worked, true);
        }
        named.retain(|day, _| Some(year(*day)) != left_out);
        let years = named.keys().map(|day| year(*day)).collect();
        Self { named, years }
    }

    /// Whether a day is a business day; `None` where the calendar does not cover it.
    fn is_open(&self, day: i32) -> Option<bool> {
        let weekend = matches!(day.rem_euclid(7), 2 | 3);
        self.years.contains(&year(day)).then(|| self.named.get(&day).copied().unwrap_or(!weekend))
    }

    /// The day that stands for another: walked to, or the day itself where the walk leaves the calendar.
    pub fn shifted(&self, shift: &str, day: i32) -> i32 {
        let step = match shift {
            "previous" => -1,
            "next" => 1,
            _ => return day,
        };
        let mut at = day;
        loop {
            match self.is_open(at) {
                None => return day,
                Some(true) => return at,
                Some(false) => at += step,
            }
        }
    }

    fn csv(&self) -> String {
        let mut text = String::from("day,kind,name\n");
        for (day, is_open) in &self.named {
            let kind = if *is_open { "workday" } else { "holiday" };
            writeln!(text, "{},{kind},", date::format(*day)).unwrap();
        }
        text
    }
}

fn year(day: i32) -> i32 {
    date::civil(day).0
}

/// The days on which the engine tells the stages before each of the dates, in the order of the stages as given.
pub fn by_engine(calendar: &Calendar, shift: &str, stages: &[i32], dates: &[i32]) -> Vec<Vec<i32>> {
    let policy = format!(
        r#"
appraise: 1
policy: stages
version: 1.0.0
time_zone: UTC
refs:
  calendar: {{kind: calendar}}
schema:
  customers:
    key: id
    fields: {{id: {{type: string}}, d: {{type: date}}}}
alerts:
  one:
    kind: service
    when: "d >= today"
    priority: low
    event: {{key: d}}
    stages: {{before: d, days: {stages:?}, shift: {shift}}}
    task: {{to: rm, due: 1d, title: {{en: a, zh-CN: b}}}}
"#
    );
    let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: &policy }]);
    let loaded = loaded.unwrap_or_else(|| panic!("{:?}", report.diagnostics));
    let mut builder = Builder::new(&loaded.model.schema);
    let mut customers = String::from("id,d\n");
    dates.iter().enumerate().for_each(|(at, d)| writeln!(customers, "{at},{}", date::format(*d)).unwrap());
    for (table, text) in [("customers", customers), ("calendar", calendar.csv())] {
        assert_eq!(builder.read(table, text.as_bytes(), true).unwrap(), text.len());
    }
    let dataset = builder.seal().unwrap();
    let as_of = as_of(&loaded.model, "1970-01-01", false).unwrap();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let checked = loaded.model.alerts[0].recurrence.stages.as_ref().unwrap();
    let nodes = &loaded.program.alerts[0].stages.as_ref().unwrap().days;
    let node = |stage: &i32| nodes[checked.days.iter().position(|(days, _)| days == stage).unwrap()];
    let mut machine = run.machine();
    let mut out = Vec::new();
    for block in run.blocks() {
        machine.block(block.clone());
        for row in 0..block.len() {
            assert!(stages.iter().all(|stage| machine.is_known(node(stage), row)));
            out.push(stages.iter().map(|stage| machine.i32_at(node(stage), row)).collect());
        }
    }
    out
}

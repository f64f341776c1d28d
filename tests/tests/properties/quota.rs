//! Periods of quotas, and what is done in them, against a walk from day to day.

use std::fmt::Write as _;

use appraise_core::dataset::Builder;
use appraise_core::date;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output;
use appraise_core::policy::SourceFile;
use appraise_tests::random::Random;

use super::seeds;

const QUOTAS: [&str; 5] = ["by_month", "by_quarter", "by_year", "by_membership", "rolling"];
const ROLLING: i32 = 45;

fn policy() -> String {
    let mut text = String::from(
        "appraise: 1\npolicy: p\nversion: 1.0.0\ntime_zone: Asia/Shanghai\nschema:\n  customers: {key: id, fields: {id: \
         {type: string}, since: {type: date}}}\n  visits: {parent: id, id: visit, event_date: held, fields: {visit: \
         {type: string}, id: {type: string}, held: {type: date}}}\nquotas:\n",
    );
    for (name, per) in QUOTAS.iter().zip(["month", "quarter", "year", "membership_year, since: since", "45d"])
    {
        writeln!(text, "  {name}: {{kind: service, done: {{count: visits}}, target: 2, per: {per}}}")
            .unwrap();
    }
    text
}

/// Whether a day is the anniversary of another: 28 February stands for the 29th in common years.
fn is_anniversary(day: i32, since: i32) -> bool {
    let ((_, month, of_month), (_, born, on)) = (date::civil(day), date::civil(since));
    let common = born == 2 && on == 29 && date::civil(day + 1) == (date::civil(day).0, 3, 1);
    (month, of_month) == (born, on) || (common && (month, of_month) == (2, 28))
}

/// Whether a period of a quota begins on a day.
fn begins(quota: usize, day: i32, since: i32) -> bool {
    let (_, month, of_month) = date::civil(day);
    match quota {
        0 => of_month == 1,
        1 => of_month == 1 && [1, 4, 7, 10].contains(&month),
        2 => of_month == 1 && month == 1,
        _ => is_anniversary(day, since),
    }
}

/// The first and the last day of the period that holds a day.
fn period(quota: usize, day: i32, since: i32) -> (i32, i32) {
    if quota == 4 {
        return (day - ROLLING + 1, day);
    }
    let from = (0..).map(|back| day - back).find(|day| begins(quota, *day, since)).unwrap();
    let next = (1..).map(|ahead| day + ahead).find(|day| begins(quota, *day, since)).unwrap();
    (from, next - 1)
}

#[test]
fn periods_tile_the_calendar_and_hold_the_days_that_are_counted() {
    let text = policy();
    let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: &text }]);
    let loaded = loaded.unwrap_or_else(|| panic!("{:?}", report.diagnostics));
    let start = date::parse("2027-12-20").unwrap();
    let mut random = Random::new(11);
    // 29 February, the last and the first day of a year, and others.
    let mut since: Vec<i32> =
        ["2020-02-29", "2019-12-31", "2021-01-01"].map(|day| date::parse(day).unwrap()).into();
    since.extend((0..5).map(|_| date::parse("2015-01-01").unwrap() + random.below(3_000) as i32));
    let visits: Vec<(usize, i32)> =
        (0..400).map(|_| (random.below(8), start - 400 + random.below(1_300) as i32)).collect();
    let (mut customers, mut rows) = (String::from("id,since\n"), String::from("visit,id,held\n"));
    for (at, day) in since.iter().enumerate() {
        writeln!(customers, "C{at},{}", date::format(*day)).unwrap();
    }
    for (at, (customer, day)) in visits.iter().enumerate() {
        writeln!(rows, "V{at},C{customer},{}", date::format(*day)).unwrap();
    }
    let mut builder = Builder::new(&loaded.model.schema);
    for (table, text) in [("customers", &customers), ("visits", &rows)] {
        assert_eq!(builder.read(table, text.as_bytes(), true).unwrap(), text.len());
    }
    let dataset = builder.seal().unwrap();
    let mut today = start;
    for _ in 0..seeds() {
        let (model, program) = (&loaded.model, &loaded.program);
        let as_of = as_of(model, &date::format(today), false).unwrap();
        let run = Run { model, program, dataset: &dataset, as_of };
        let table = output::csv(&output::table(&run, &run.evaluate(false), "quotas").unwrap());
        let mut lines = table.lines().skip(1);
        for (at, since) in since.iter().enumerate() {
            for (quota, name) in QUOTAS.iter().enumerate() {
                let (from, until) = period(quota, today, *since);
                // What happened today is delivered tomorrow.
                let counts = |(customer, day): &&(usize, i32)| {
                    *customer == at && from <= *day && *day <= until.min(today - 1)
                };
                let done = visits.iter().filter(counts).count();
                let days = [date::format(from), date::format(until)].join(",");
                let open = 2usize.saturating_sub(done);
                let due = open > 0;
                let expected = format!("{at},C{at},{name},{days},{done},2,{open},{due},,");
                assert_eq!(lines.next(), Some(expected.as_str()), "as of {}", date::format(today));
            }
        }
        today += 1 + random.below(3) as i32;
    }
}

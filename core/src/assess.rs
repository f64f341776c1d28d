//! What the rules and scores of a policy have been worth on a labelled history.
//!
//! A policy is loaded with a [`Question`]: a label, and perhaps a value, a time, fields for a baseline. A run of it
//! keeps their values, and [`assess`] puts rules and scores beside the label: what alerts and tags found, how scores
//! order rows, what simpler numbers would have done, how all of it holds over time, and which fields may know the
//! label already.
//!
//! - A row whose label is unknown is in no figure, and counted. A rule that is unknown has not found its row; a score
//!   that is unknown ranks nowhere. Both are counted.
//! - Nothing is trained. Only the baseline of fields is fitted: by weights of evidence, on the development part.
//! - `direction` of a field and of a simple number is taken from the rows, which flatters them and never the policy.
//! - Drift is the population stability index over tenths of the earlier rows, unknown being a bin of its own; a share
//!   below 0.0001 counts as 0.0001, as in reports.
//! - What cannot be given (a label of one class, a period without rows) is absent with a reason, and a finding says so.
//!
//! INVARIANT: no figure is infinite or not a number.
//! INVARIANT: figures do not depend on the order of rows, but for a split by their places in the file.

use alloc::string::String;
use alloc::vec::Vec;

use crate::column::Column;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::number::parse_decimal;
use crate::outcome::{Outcome, Run};
use crate::report::wide;

mod bins;
mod field;
mod period;
mod question;
mod rank;
pub mod report;
mod rules;
mod sample;
mod score;

use question::Looked;
pub(crate) use question::asked;
pub use question::{Asked, Question};
pub use report::Assessment;
use report::{Part, Share};
use rules::Answers;
use sample::{Measured, Sample, count};
use score::{Scored, Simple};

/// Places of shares that are asked for.
const SHARE: u8 = 4;

/// Rows of a class below which a part is said to say little.
const FEW: i64 = 30;

/// How a history is cut.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    split: Option<Split>,
    by: period::By,
}

/// Where the test part begins.
#[derive(Debug, Clone, Copy)]
enum Split {
    /// On a day.
    Day(i32),
    /// So that it holds this share of the rows, decimal(4).
    Share(i64),
}

impl Options {
    /// Options as texts: `split` is a date or a share, `by` is `month`, `quarter` or `year`.
    ///
    /// # Errors
    /// `BadSplit`, `NotAsked`.
    pub fn of(split: Option<&str>, by: Option<&str>) -> Result<Self, Diagnostic> {
        let bad = |code, text: &str| Diagnostic::new(code, Span::default(), "", &[&text]);
        let split = split.map(|text| {
            let share = || parse_decimal(text, SHARE).ok().filter(|share| (1..10_000).contains(share));
            let found = date::parse(text).map(Split::Day).or_else(|| share().map(Split::Share));
            found.ok_or_else(|| bad(Code::BadSplit, text))
        });
        let by = by.map_or(Some(period::By::Month), period::By::named);
        let by = by.ok_or_else(|| bad(Code::NotAsked, "rows are told apart by month, quarter or year"));
        Ok(Self { split: split.transpose()?, by: by? })
    }
}

/// What rules and scores have been worth, of a run of a policy that was loaded with a question.
///
/// # Errors
/// `NotAsked` when it was loaded without one.
pub fn assess(run: &Run<'_>, outcome: &Outcome, options: Options) -> Result<Assessment, Diagnostic> {
    let Some(asked) = &run.model.asked else {
        let what = "the policy was loaded without a label";
        return Err(Diagnostic::new(Code::NotAsked, Span::default(), "", &[&what]));
    };
    let sample = Sample::of(run, outcome, asked);
    let study = Study::of(run, outcome, asked, sample, options);
    let [label, value, time] = asked.texts.clone();
    let timed = if time.is_some() { study.sample.day.iter().filter(|day| day.is_none()).count() } else { 0 };
    let parts: Vec<Part> = study.parts.iter().map(|(id, rows)| study.part(id, rows)).collect();
    let variables = study.variables();
    let periods = study.periods();
    let suspects = study.suspects();
    let findings = study.findings(outcome.rows, &parts, &periods, &suspects);
    Ok(Assessment {
        label: label.unwrap_or_default(),
        value,
        time,
        rows: outcome.rows,
        unlabelled: outcome.rows - study.sample.rows.len(),
        without_value: study.sample.without_value,
        without_time: timed,
        parts,
        variables,
        periods,
        suspects,
        findings,
    })
}

/// Everything that is measured, once for all parts.
struct Study<'a> {
    sample: Sample,
    options: Options,
    /// Name and rows of each part: all, and where there is a split development and test.
    parts: Vec<(&'static str, Vec<u32>)>,
    scores: Vec<Scored<'a>>,
    rules: Vec<Answers<'a>>,
    fields: Vec<field::Field<'a>>,
    /// Numbers that stand beside every score.
    simple: Vec<Simple>,
}

impl<'a> Study<'a> {
    fn of(run: &Run<'a>, outcome: &Outcome, asked: &'a Asked, sample: Sample, options: Options) -> Self {
        let parts = parts(&sample, options.split, outcome.rows);
        let cards = run.model.scorecards.iter().zip(&outcome.cards);
        let scores = cards.map(|(card, columns)| Scored::of(&sample, card, columns)).collect();
        let first = asked.places().into_iter().flatten().count();
        let columns = outcome.watched.get(first..).unwrap_or(&[]);
        let fields = asked.variables.iter().zip(columns);
        let fields: Vec<field::Field<'_>> =
            fields.map(|(looked, column)| field::Field::of(run, &sample, looked, column)).collect();
        let mut study = Self {
            sample,
            options,
            parts,
            scores,
            rules: Answers::all(run, outcome),
            fields,
            simple: Vec::new(),
        };
        let value = asked.places()[1].and_then(|at| outcome.watched.get(at)).map(AsRef::as_ref);
        study.simple = study.simple(value);
        study
    }

    /// The rows on which directions and weights are set, and their name.
    fn fitting(&self) -> (&'static str, &[u32]) {
        let development = self.parts.iter().find(|(id, rows)| *id == "development" && !rows.is_empty());
        development.or(self.parts.first()).map_or(("all", &[]), |(id, rows)| (*id, rows))
    }

    /// The value alone and the fields of the baseline together.
    fn simple(&self, value: Option<&Column>) -> Vec<Simple> {
        let (fitted_on, rows) = self.fitting();
        let mut simple = Vec::new();
        if value.is_some() {
            let measured = self.sample.column(value);
            let area = score::ranking(&self.sample, &measured, rows).0.auc;
            let smaller = area.is_some_and(|area| area < 0.5);
            let (direction, measured) =
                if smaller { ("smaller", measured.turned()) } else { ("larger", measured) };
            simple.push(Simple { id: "value", direction, fitted_on, measured });
        }
        let mut sums: Option<Vec<i64>> = None;
        for field in self.fields.iter().filter(|field| field.looked.baseline) {
            let weights = field.evidence(&self.sample, rows);
            let sums = sums.get_or_insert_with(|| alloc::vec![0; weights.len()]);
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        }
        if let Some(sums) = sums {
            let measured = Measured(sums.into_iter().map(Some).collect());
            simple.push(Simple { id: "fields", direction: "larger", fitted_on, measured });
        }
        simple
    }

    /// The part that a later one is compared with.
    fn base(&self, id: &str) -> Option<&[u32]> {
        let development = self.parts.iter().find(|(id, _)| *id == "development");
        development.filter(|_| id == "test").map(|(_, rows)| rows.as_slice())
    }

    fn part(&self, id: &'static str, rows: &[u32]) -> Part {
        let sample = &self.sample;
        let positives = sample.positives(rows);
        let worth = |at: &&u32| sample.positive.get(**at as usize) == Some(&true);
        let worth = rows.iter().filter(worth).filter_map(|at| sample.worth.get(*at as usize));
        let worth: i128 = worth.map(|worth| i128::from(*worth)).sum();
        let scores = self.scores.iter().map(|score| {
            let own = score.baseline.as_ref().map(|measured| Simple {
                id: "policy",
                direction: "larger",
                fitted_on: "policy",
                measured: measured.clone(),
            });
            let simple: Vec<&Simple> = own.iter().chain(&self.simple).collect();
            score.figures(sample, rows, self.base(id), &simple)
        });
        Part {
            id,
            rows: count(rows.len()),
            positives,
            rate: Share::of(positives, count(rows.len())),
            worth: sample.scale.map(|scale| wide(worth, scale)),
            scores: scores.collect(),
            rules: self.rules.iter().map(|rule| rule.rule(sample, rows)).collect(),
        }
    }

    fn findings(
        &self,
        rows: usize,
        parts: &[Part],
        periods: &[report::Period],
        suspects: &[report::Suspect],
    ) -> Vec<crate::load::Finding> {
        let mut found: Vec<(Code, Vec<String>)> = Vec::new();
        let labelled = self.sample.rows.len();
        if labelled < rows {
            found.push((Code::Unlabelled, alloc::vec![text(rows - labelled), text(rows)]));
        }
        for part in parts {
            let (positives, negatives) = (part.positives, part.rows - part.positives);
            if part.rows == 0 {
                found.push((Code::EmptyPart, alloc::vec![part.id.into()]));
            } else if positives == 0 || negatives == 0 {
                found.push((Code::OneClass, alloc::vec![part.id.into(), text(part.rows)]));
            } else if positives < FEW || negatives < FEW {
                let args = alloc::vec![part.id.into(), text(positives), text(negatives), text(FEW)];
                found.push((Code::FewPositives, args));
            }
        }
        let empty = periods.iter().filter(|period| period.rows == 0);
        found.extend(empty.map(|period| (Code::EmptyPart, alloc::vec![period.id.clone()])));
        for suspect in suspects {
            let args = alloc::vec![suspect.id.clone(), field::told(suspect)];
            found.push((Code::LeakSuspect, args));
        }
        let finding = |(code, args)| {
            let diagnostic = Diagnostic { code, span: Span::default(), pointer: String::new(), args };
            crate::load::finding(&diagnostic, &[])
        };
        found.into_iter().map(finding).collect()
    }
}

fn text(number: impl alloc::string::ToString) -> String {
    number.to_string()
}

/// The rows of each part, as places among the labelled ones.
fn parts(sample: &Sample, split: Option<Split>, all: usize) -> Vec<(&'static str, Vec<u32>)> {
    let rows: Vec<u32> = crate::order::positions(sample.rows.len());
    let mut parts = alloc::vec![("all", rows)];
    let Some(split) = split else { return parts };
    let first = match split {
        Split::Day(day) => Some(day),
        Split::Share(share) => {
            let mut days: Vec<i32> = sample.day.iter().filter_map(|day| *day).collect();
            crate::order::sort(&mut days);
            days.get(days.len() - portion(days.len(), share)).copied()
        }
    };
    // Without a time, a share is one of the rows of the file.
    let place = if let Split::Share(share) = split { all - portion(all, share) } else { all };
    let timed = sample.day.iter().any(Option::is_some);
    let (mut development, mut test) = (Vec::new(), Vec::new());
    for ((at, row), day) in (0u32..).zip(&sample.rows).zip(&sample.day) {
        let later = match (timed, day, first) {
            (true, Some(day), Some(first)) => Some(*day >= first),
            (false, None, _) if matches!(split, Split::Share(_)) => Some(*row as usize >= place),
            _ => None,
        };
        match later {
            Some(true) => test.push(at),
            Some(false) => development.push(at),
            None => {}
        }
    }
    parts.push(("development", development));
    parts.push(("test", test));
    parts
}

/// A share, decimal(4), of so many rows, rounded down.
fn portion(rows: usize, share: i64) -> usize {
    rows * usize::try_from(share).unwrap_or(0) / 10_000
}

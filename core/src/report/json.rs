//! States as JSON and back.
//!
//! ```json
//! {"policy":"<hash>","reports":[{"doubtful":0,"cells":[{"groups":["north"],"rows":3,"figures":["3 12000 =10 20"]}]}]}
//! ```
//!
//! A figure is `known sum`, then for quantiles `=` and the values, or `~` and `bucket:count` pairs.
//!
//! INVARIANT: a state that is read is one that was written: sorted, each cell once, and its figures add up.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::state::{Cell, MOST, Spread, State, Sums};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Model, Report};
use crate::policy::FigureKind;
use crate::text::canonical::write_string;
use crate::text::json::Scanner;

pub(super) fn write(model: &Model, states: &[State]) -> String {
    let mut out = format!("{{\"policy\":\"{}\",\"reports\":", model.full_hash);
    push_states(states, &mut out);
    out.push('}');
    out
}

/// Appends the list of states.
pub(crate) fn push_states(states: &[State], out: &mut String) {
    for (i, state) in states.iter().enumerate() {
        let _ = write!(out, "{}{{\"doubtful\":{},\"cells\":[", if i > 0 { "," } else { "[" }, state.doubtful);
        for (i, cell) in state.cells.iter().enumerate() {
            out.push_str(if i > 0 { ",{\"groups\":[" } else { "{\"groups\":[" });
            for (i, group) in cell.groups.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                write_string(group, out);
            }
            let _ = write!(out, "],\"rows\":{},\"figures\":[", cell.rows);
            for (i, sums) in cell.figures.iter().enumerate() {
                out.push_str(if i > 0 { ",\"" } else { "\"" });
                figure(sums, out);
                out.push('"');
            }
            out.push_str("]}");
        }
        out.push_str("]}");
    }
    out.push_str(if states.is_empty() { "[]" } else { "]" });
}

fn figure(sums: &Sums, out: &mut String) {
    let _ = write!(out, "{} {}", sums.known, sums.sum);
    match &sums.spread {
        Spread::Exact(values) if values.is_empty() => {}
        Spread::Exact(values) => {
            out.push_str(" =");
            values.iter().for_each(|v| out.push_str(&format!(" {v}")));
        }
        Spread::Buckets(all) => {
            out.push_str(" ~");
            all.iter().for_each(|(bucket, count)| out.push_str(&format!(" {bucket}:{count}")));
        }
    }
}

pub(super) fn read(model: &Model, text: &str) -> Result<Vec<State>, Diagnostic> {
    let mut scanner = Scanner::new(text);
    let states = document(model, &mut scanner).filter(|_| scanner.is_done());
    let what = "the report state is of another policy, or cut off";
    states.ok_or_else(|| Diagnostic::new(Code::UnreadableRequest, Span::default(), "", &[&what]))
}

fn document(model: &Model, s: &mut Scanner<'_>) -> Option<Vec<State>> {
    s.mark("{")?;
    s.entry("policy")?;
    (s.string()? == model.full_hash.as_str()).then_some(())?;
    s.mark(",")?;
    s.entry("reports")?;
    let states = states(model, s)?;
    s.mark("}")?;
    Some(states)
}

/// The list of states, one per report of the policy.
pub(crate) fn states(model: &Model, s: &mut Scanner<'_>) -> Option<Vec<State>> {
    let mut states = Vec::new();
    s.items(("[", "]"), &mut |s| {
        let report = model.reports.get(states.len())?;
        states.push(state(report, s)?);
        Some(())
    })?;
    (states.len() == model.reports.len()).then_some(states)
}

fn state(report: &Report, s: &mut Scanner<'_>) -> Option<State> {
    s.mark("{")?;
    s.entry("doubtful")?;
    let mut state = State { doubtful: count(s.number()?)?, cells: Vec::new() };
    s.mark(",")?;
    s.entry("cells")?;
    s.items(("[", "]"), &mut |s| {
        let cell = cell(report, s)?;
        state.cells.last().is_none_or(|last| last.groups < cell.groups).then_some(())?;
        state.cells.push(cell);
        Some(())
    })?;
    s.mark("}")?;
    Some(state)
}

fn cell(report: &Report, s: &mut Scanner<'_>) -> Option<Cell> {
    s.mark("{")?;
    s.entry("groups")?;
    let groups = texts(s)?;
    s.mark(",")?;
    s.entry("rows")?;
    let rows = count(s.number()?)?;
    s.mark(",")?;
    s.entry("figures")?;
    let figures: Vec<Sums> = texts(s)?.iter().map(|text| sums(text)).collect::<Option<_>>()?;
    s.mark("}")?;
    let shaped = groups.len() == report.by.len() && figures.len() == report.figures.len();
    let kinds = || report.figures.iter().map(|figure| figure.kind == FigureKind::Quantiles);
    let fits = figures.iter().zip(kinds()).all(|(sums, spread)| sums.known <= rows && sums.adds_up(spread));
    (shaped && fits).then_some(Cell { groups, rows, figures })
}

fn texts(s: &mut Scanner<'_>) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    s.items(("[", "]"), &mut |s| {
        texts.push(s.string()?.into_owned());
        Some(())
    })?;
    Some(texts)
}

/// A number of customers.
fn count(text: &str) -> Option<i64> {
    text.parse().ok().filter(|count| (0..=MOST).contains(count))
}

fn sums(text: &str) -> Option<Sums> {
    let mut words = text.split(' ');
    let (known, sum) = (count(words.next()?)?, words.next()?.parse().ok()?);
    let spread = match words.next() {
        None => Spread::default(),
        Some("=") => Spread::Exact(words.map(|w| w.parse().ok()).collect::<Option<_>>()?),
        Some("~") => {
            let pair = |word: &str| {
                let (bucket, of) = word.split_once(':')?;
                Some((bucket.parse().ok()?, count(of)?))
            };
            Spread::Buckets(words.map(pair).collect::<Option<_>>()?)
        }
        Some(_) => return None,
    };
    Some(Sums { known, sum, spread })
}

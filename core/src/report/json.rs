//! States as JSON and back.
//!
//! ```json
//! {"policy":"<hash>","reports":[{"doubtful":0,"cells":[{"groups":["north"],"rows":3,"figures":["3 12000 =10 20"]}]}]}
//! ```
//!
//! A figure is `known sum`, then for quantiles `=` and the values, or `~` and `bucket:count` pairs.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::state::{Cell, Spread, State, Sums};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::Model;
use crate::text::canonical::write_string;
use crate::text::read::{Item, Reader};
use crate::text::yaml;

pub(super) fn write(model: &Model, states: &[State]) -> String {
    let mut out = format!("{{\"policy\":\"{}\",\"reports\":[", model.full_hash);
    for (i, state) in states.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        let _ = write!(out, "{comma}{{\"doubtful\":{},\"cells\":[", state.doubtful);
        for (i, cell) in state.cells.iter().enumerate() {
            out.push_str(if i > 0 { ",{\"groups\":[" } else { "{\"groups\":[" });
            for (i, group) in cell.groups.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                write_string(group, &mut out);
            }
            let _ = write!(out, "],\"rows\":{},\"figures\":[", cell.rows);
            for (i, sums) in cell.figures.iter().enumerate() {
                out.push_str(if i > 0 { ",\"" } else { "\"" });
                figure(sums, &mut out);
                out.push('"');
            }
            out.push_str("]}");
        }
        out.push_str("]}");
    }
    out.push_str("]}");
    out
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
    let bad = |what: &str| Diagnostic::new(Code::UnreadableRequest, Span::default(), "", &[&what]);
    let mut reader = Reader::default();
    let node = yaml::parse(0, text, &mut reader.out).ok_or_else(|| bad("the report state is not JSON"))?;
    let states = document(&mut reader, &Item::root(&node), &model.full_hash);
    let states = states.ok_or_else(|| bad("the report state is of another policy, or cut off"))?;
    let figures = |cell: &Cell, at: usize| {
        let report = model.reports.get(at);
        report.is_some_and(|r| r.figures.len() == cell.figures.len() && r.by.len() == cell.groups.len())
    };
    let fits = states.iter().enumerate().all(|(at, s)| s.cells.iter().all(|c| figures(c, at)));
    if fits && states.len() == model.reports.len() {
        Ok(states)
    } else {
        Err(bad("the report state is of other reports"))
    }
}

fn document(r: &mut Reader, root: &Item<'_>, hash: &str) -> Option<Vec<State>> {
    let mut map = r.map(root)?;
    let policy = map.need(r, "policy").and_then(|i| r.value(&i))?;
    let reports = map.need(r, "reports")?;
    if policy.text != hash {
        return None;
    }
    r.list(&reports).iter().map(|item| state(r, item)).collect()
}

fn state(r: &mut Reader, item: &Item<'_>) -> Option<State> {
    let mut map = r.map(item)?;
    let doubtful = whole(r, map.take("doubtful"))?;
    let cells = map.need(r, "cells")?;
    let cells: Option<Vec<Cell>> = r.list(&cells).iter().map(|item| cell(r, item)).collect();
    let mut state = State { doubtful, cells: cells? };
    state.settle();
    Some(state)
}

fn cell(r: &mut Reader, item: &Item<'_>) -> Option<Cell> {
    let mut map = r.map(item)?;
    let groups = map.need(r, "groups").map(|i| r.values(&i))?;
    let rows = whole(r, map.take("rows"))?;
    let figures = map.need(r, "figures").map(|i| r.values(&i))?;
    let figures: Option<Vec<Sums>> = figures.iter().map(|text| sums(text)).collect();
    Some(Cell { groups, rows, figures: figures? })
}

fn whole(r: &mut Reader, item: Option<Item<'_>>) -> Option<i64> {
    r.value(&item?)?.text.parse().ok()
}

fn sums(text: &str) -> Option<Sums> {
    let mut words = text.split(' ');
    let (known, sum) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let spread = match words.next() {
        None => Spread::default(),
        Some("=") => Spread::Exact(words.map(|w| w.parse().ok()).collect::<Option<_>>()?),
        Some("~") => {
            let pair = |word: &str| {
                let (bucket, count) = word.split_once(':')?;
                Some((bucket.parse().ok()?, count.parse().ok()?))
            };
            Spread::Buckets(words.map(pair).collect::<Option<_>>()?)
        }
        Some(_) => return None,
    };
    Some(Sums { known, sum, spread })
}

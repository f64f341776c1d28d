//! Shares as JSON and back.
//!
//! ```json
//! {"share":1,"policy":"<hash>","as_of":1764633600000000,"rows":[3,0,1],"alerts":[[1,2,0,0]],"tables":[[0,1,2]],
//!  "classes":[],"tags":[[1,0]],"scorecards":["3 0 1730000 500000 680000"],"funnels":[[[0,0,0,3],[2,0,2,1]]],"reports":[]}
//! ```
//!
//! A list of a table or class begins with the unknown; a scorecard is `known unknown sum`, then the smallest and the
//! largest if one is known.
//!
//! INVARIANT: what is read has the shape of the policy, and adds up as every run does: per alert, table, class, tag and
//! scorecard to its rows, and no report has more customers than the part.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::Share;
use super::counts::{AlertCounts, Counts, MemberCounts, ScoreCounts, TagCounts};
use crate::funnel::Step;
use crate::model::Model;
use crate::report::{json as report, state::MOST};
use crate::text::json::Scanner;

/// The form of the text.
const FORM: u64 = 1;

pub(super) fn write(model: &Model, share: &Share) -> String {
    let (counts, mut out) = (&share.counts, String::new());
    let _ = write!(
        out,
        "{{\"share\":{FORM},\"policy\":\"{}\",\"as_of\":{},\"rows\":",
        model.full_hash, share.as_of
    );
    numbers(&[counts.rows, counts.quarantined, counts.faults], &mut out);
    let alert = |c: &AlertCounts| Vec::from([c.fired, c.not_fired, c.unknown, c.blocked]);
    let member = |c: &MemberCounts| [c.unknown].iter().chain(&c.members).copied().collect();
    lists("alerts", counts.alerts.iter().map(alert), &mut out);
    lists("tables", counts.tables.iter().map(member), &mut out);
    lists("classes", counts.classes.iter().map(member), &mut out);
    lists("tags", counts.tags.iter().map(|c| Vec::from([c.count, c.unknown])), &mut out);
    let scores: Vec<String> = counts.scorecards.iter().map(score).collect();
    let _ = write!(out, ",\"scorecards\":[{}],\"funnels\":[", scores.join(","));
    for (at, steps) in share.funnels.iter().enumerate() {
        out.push_str(if at > 0 { ",[" } else { "[" });
        for (at, step) in steps.iter().enumerate() {
            out.push_str(if at > 0 { "," } else { "" });
            numbers(&[step.failed, step.unknown, step.alone, step.left], &mut out);
        }
        out.push(']');
    }
    out.push_str("],\"reports\":");
    report::push_states(&share.reports, &mut out);
    out.push('}');
    out
}

fn numbers(of: &[u64], out: &mut String) {
    for (at, number) in of.iter().enumerate() {
        let _ = write!(out, "{}{number}", if at > 0 { "," } else { "[" });
    }
    out.push(']');
}

fn lists(name: &str, of: impl Iterator<Item = Vec<u64>>, out: &mut String) {
    let _ = write!(out, ",\"{name}\":[");
    for (at, list) in of.enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        numbers(&list, out);
    }
    out.push(']');
}

fn score(counts: &ScoreCounts) -> String {
    let range = counts.range.map_or_else(String::new, |(min, max)| format!(" {min} {max}"));
    format!("\"{} {} {}{range}\"", counts.known, counts.unknown, counts.sum)
}

/// The share of a text, of the shape of another share of the policy.
pub(super) fn read(model: &Model, shape: &Share, text: &str) -> Result<Share, &'static str> {
    let mut scanner = Scanner::new(text);
    let (policy, as_of) = head(&mut scanner).ok_or("the share is cut off, or of another version")?;
    if policy != model.full_hash {
        return Err("the share is of another policy");
    }
    if as_of != shape.as_of {
        return Err("the share is of another as-of instant");
    }
    let share = body(model, &mut scanner, as_of).filter(|_| scanner.is_done());
    let share = share.ok_or("the share is cut off, or its reports are of another policy")?;
    if fits(model, &share, shape) {
        Ok(share)
    } else {
        Err("the share does not add up as a run of this policy does")
    }
}

fn head(s: &mut Scanner<'_>) -> Option<(String, i64)> {
    s.mark("{")?;
    s.entry("share")?;
    (count(s)? == FORM).then_some(())?;
    next(s, "policy")?;
    let policy = s.string()?.into_owned();
    next(s, "as_of")?;
    Some((policy, s.number()?.parse().ok()?))
}

fn body(model: &Model, s: &mut Scanner<'_>, as_of: i64) -> Option<Share> {
    next(s, "rows")?;
    let [rows, quarantined, faults] = fixed(s)?;
    let mut counts = Counts { rows, quarantined, faults, ..Counts::default() };
    next(s, "alerts")?;
    counts.alerts = list(s, &mut |s| {
        let [fired, not_fired, unknown, blocked] = fixed(s)?;
        Some(AlertCounts { fired, not_fired, unknown, blocked })
    })?;
    next(s, "tables")?;
    counts.tables = list(s, &mut members)?;
    next(s, "classes")?;
    counts.classes = list(s, &mut members)?;
    next(s, "tags")?;
    counts.tags = list(s, &mut |s| fixed(s).map(|[count, unknown]| TagCounts { count, unknown }))?;
    next(s, "scorecards")?;
    counts.scorecards = list(s, &mut |s| read_score(&s.string()?))?;
    next(s, "funnels")?;
    let funnels = list(s, &mut |s| {
        list(s, &mut |s| fixed(s).map(|[failed, unknown, alone, left]| Step { failed, unknown, alone, left }))
    })?;
    next(s, "reports")?;
    let reports = report::states(model, s)?;
    s.mark("}")?;
    Some(Share { as_of, counts, funnels, reports })
}

/// The comma and the name before the next value.
fn next(s: &mut Scanner<'_>, name: &str) -> Option<()> {
    s.mark(",")?;
    s.entry(name)
}

fn list<T>(s: &mut Scanner<'_>, item: &mut dyn FnMut(&mut Scanner<'_>) -> Option<T>) -> Option<Vec<T>> {
    let mut items = Vec::new();
    s.items(("[", "]"), &mut |s| {
        items.push(item(s)?);
        Some(())
    })?;
    Some(items)
}

fn count(s: &mut Scanner<'_>) -> Option<u64> {
    s.number()?.parse().ok().filter(|count| *count <= MOST.unsigned_abs())
}

/// A list of so many counts.
fn fixed<const N: usize>(s: &mut Scanner<'_>) -> Option<[u64; N]> {
    list(s, &mut count)?.try_into().ok()
}

fn members(s: &mut Scanner<'_>) -> Option<MemberCounts> {
    let all = list(s, &mut count)?;
    let (unknown, members) = all.split_first()?;
    Some(MemberCounts { members: members.to_vec(), unknown: *unknown })
}

fn read_score(text: &str) -> Option<ScoreCounts> {
    let words: Vec<&str> = text.split(' ').collect();
    let ([known, unknown, sum], range) = words.split_first_chunk()?;
    let range = match range {
        [] => None,
        [min, max] => Some((min.parse().ok()?, max.parse().ok()?)),
        _ => return None,
    };
    let bounded = |text: &str| text.parse().ok().filter(|count| *count <= MOST.unsigned_abs());
    Some(ScoreCounts { known: bounded(known)?, unknown: bounded(unknown)?, sum: sum.parse().ok()?, range })
}

/// Whether a share has the shape of another, and its figures could be those of a run.
fn fits(model: &Model, share: &Share, shape: &Share) -> bool {
    let (counts, like) = (&share.counts, &shape.counts);
    let alerts = model.alerts.iter().zip(&counts.alerts).zip(&share.funnels);
    let mut alerts = alerts.map(|((alert, c), steps)| {
        let all = c.fired + c.not_fired + c.unknown;
        let left = steps.last().map(|last| last.left);
        (alert.each.is_some() || all == counts.rows) && c.blocked <= c.fired && left == Some(c.fired)
    });
    let tables = |of: &[MemberCounts], like: &[MemberCounts]| {
        of.len() == like.len() && of.iter().zip(like).all(|(c, like)| c.adds_up(like, counts.rows))
    };
    counts.alerts.len() == like.alerts.len()
        && alerts.all(|fits| fits)
        && tables(&counts.tables, &like.tables)
        && tables(&counts.classes, &like.classes)
        && counts.tags.len() == like.tags.len()
        && counts.tags.iter().all(|c| c.count + c.unknown <= counts.rows)
        && counts.scorecards.len() == like.scorecards.len()
        && counts.scorecards.iter().all(|c| c.adds_up(counts.rows))
        && share.funnels.len() == shape.funnels.len()
        && share.funnels.iter().zip(&shape.funnels).all(|(steps, like)| steps.len() == like.len())
        && share.reports.iter().all(|state| state.customers() <= i128::from(counts.rows))
}

impl MemberCounts {
    fn adds_up(&self, like: &Self, rows: u64) -> bool {
        let all = self.members.iter().fold(self.unknown, |all, count| all.saturating_add(*count));
        self.members.len() == like.members.len() && all == rows
    }
}

impl ScoreCounts {
    fn adds_up(&self, rows: u64) -> bool {
        let known = i128::from(self.known);
        let inside = match self.range {
            Some((min, max)) => (i128::from(min) * known..=i128::from(max) * known).contains(&self.sum),
            None => self.sum == 0,
        };
        self.known + self.unknown == rows && self.range.is_some() == (self.known > 0) && inside
    }
}

//! Classes (tiers, segments): a measure or several inputs, rows that say which member takes what, and the rules by
//! which the official class follows. Tags: named conditions that are put out beside them.

use alloc::string::String;
use alloc::vec::Vec;

use super::parse::each;
use super::parse::wording::{about, governed, localised, members};
use super::table::rows;
use super::{About, At, Derive, Localised, Member, Source, Text};
use crate::standing::Rhythm;
use crate::text::read::{Item, Reader};

/// A system of classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// What it is for.
    pub purpose: Option<Text>,
    /// What the rows look at: name and expression; of `measure`, one of that name.
    pub inputs: Vec<(String, Text)>,
    /// Rows: cells of the inputs, then the member.
    pub rows: Vec<(At, Vec<Text>)>,
    /// The members, the lowest first.
    pub members: Vec<Member>,
    /// What a customer without a class is called.
    pub unrated: Option<Localised>,
    /// How often official classes are reviewed.
    pub review: Rhythm,
    /// Rules of a rise.
    pub up: Move,
    /// Rules of a fall.
    pub down: Move,
}

/// The rules by which an official class rises or falls.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Move {
    /// Reviews in a row, from 1.
    pub after: Option<Text>,
    /// How far beyond an edge, as a percentage of it: `5%`.
    pub margin: Option<Text>,
    /// Of a fall: days from its announcement until it takes effect, as a duration.
    pub notice: Option<Text>,
    /// Of a fall: days after joining a class in which it does not begin.
    pub grace: Option<Text>,
}

impl Class {
    /// The names that say whether its inputs are confirmed, where inputs are measures that are delivered as well.
    pub fn confirmed(&self) -> impl Iterator<Item = String> + '_ {
        self.inputs.iter().map(|(_, text)| alloc::format!("{}.confirmed", text.text.trim()))
    }
}

pub(super) fn class(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Class> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "source", "owner"]);
    governed(r, &mut map, &mut about, false);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let inputs = match map.take("inputs") {
        Some(inputs) => each(r, Some(inputs), |r, id, item| r.text(item).map(|expr| (id, expr))),
        None => map
            .need(r, "measure")
            .and_then(|i| r.text(&i))
            .map(|expr| (String::from("measure"), expr))
            .into_iter()
            .collect(),
    };
    let rows = map.need(r, "rows").map(|i| rows(r, &i)).unwrap_or_default();
    let members = map.need(r, "members").map(|i| members(r, &i)).unwrap_or_default();
    let unrated = map.take("unrated").and_then(|i| unrated(r, &i));
    let rhythms = [
        ("daily", Rhythm::Daily),
        ("monthly", Rhythm::Monthly),
        ("quarterly", Rhythm::Quarterly),
        ("yearly", Rhythm::Yearly),
    ];
    let review = map.need(r, "review").and_then(|i| r.choice(&i, &rhythms));
    let up = map.take("up").and_then(|i| movement(r, &i, false)).unwrap_or_default();
    let down = map.take("down").and_then(|i| movement(r, &i, true)).unwrap_or_default();
    map.finish(r);
    Some(Class {
        purpose,
        id,
        at: item.at(),
        about,
        inputs,
        rows,
        members,
        unrated,
        review: review?,
        up,
        down,
    })
}

fn unrated(r: &mut Reader, item: &Item<'_>) -> Option<Localised> {
    let lost = r.lost;
    let mut map = r.map(item)?;
    let label = map.need(r, "label").and_then(|i| {
        r.wording(&i);
        localised(r, &i)
    });
    map.finish(r);
    r.lost = lost;
    label
}

fn movement(r: &mut Reader, item: &Item<'_>, down: bool) -> Option<Move> {
    let mut map = r.map(item)?;
    let mut read = |r: &mut Reader, key| map.take(key).and_then(|i| r.value(&i));
    let (after, margin) = (read(r, "after"), read(r, "margin"));
    let (notice, grace) = if down { (read(r, "notice"), read(r, "grace")) } else { (None, None) };
    map.finish(r);
    Some(Move { after, margin, notice, grace })
}

/// A tag: a condition with a name, which is a derived value that is put out.
pub(super) fn tag(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Derive> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "source", "owner"]);
    let when = map.need(r, "when").and_then(|i| r.text(&i));
    map.finish(r);
    Some(Derive { id, at: item.at(), about, source: Source::Cel(when?), tag: true })
}

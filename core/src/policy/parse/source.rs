//! Where a value comes from: an expression, or a structured aggregate over a child table.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::wording::about;
use crate::diagnostic::Code;
use crate::policy::{AggregateDecl, AggregateKind, Derive, Filter, Source, Text};
use crate::text::node::Key;
use crate::text::read::{Item, Map, Reader};

/// The words for aggregates.
pub const KINDS: [(&str, AggregateKind); 9] = [
    ("sum", AggregateKind::Sum),
    ("min", AggregateKind::Min),
    ("max", AggregateKind::Max),
    ("avg", AggregateKind::Avg),
    ("count", AggregateKind::Count),
    ("count_distinct", AggregateKind::CountDistinct),
    ("first", AggregateKind::First),
    ("last", AggregateKind::Last),
    ("exists", AggregateKind::Exists),
];

/// An item of `derive`: a CEL text, or a mapping with `expr` or an aggregate.
pub fn derive(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Derive> {
    if !item.is_map() {
        let source = Source::Cel(r.text(item)?);
        return Some(Derive { id, at: item.at(), about: Default::default(), source, tag: false });
    }
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label"]);
    let source = match map.take("expr") {
        Some(expr) => r.text(&expr).map(Source::Cel),
        None => aggregate(r, &mut map).map(Box::new).map(Source::Aggregate),
    };
    map.finish(r);
    Some(Derive { id, at: item.at(), about, source: source?, tag: false })
}

/// What an indicator looks at: a CEL text or an aggregate.
pub fn source(r: &mut Reader, item: &Item<'_>) -> Option<Source> {
    if !item.is_map() {
        return r.text(item).map(Source::Cel);
    }
    let mut map = r.map(item)?;
    let aggregate = aggregate(r, &mut map);
    map.finish(r);
    aggregate.map(Box::new).map(Source::Aggregate)
}

/// `sum: t.f` and the like with `where`, or `share` of such a total.
fn aggregate(r: &mut Reader, map: &mut Map<'_>) -> Option<AggregateDecl> {
    let Some(share) = map.take("share") else { return total(r, map) };
    let mut inner = r.map(&share)?;
    let decl = total(r, &mut inner);
    inner.finish(r);
    let decl = decl?;
    if !matches!(decl.kind, AggregateKind::Sum | AggregateKind::Count) {
        r.wrong_shape(&share, "a `sum` or a `count` with `where`");
        return None;
    }
    if decl.filter.is_none() {
        r.lose(Code::MissingKey, decl.at.span, &decl.at.pointer, &[&"where"]);
        return None;
    }
    Some(AggregateDecl { share: true, ..decl })
}

fn total(r: &mut Reader, map: &mut Map<'_>) -> Option<AggregateDecl> {
    let mut found = Vec::new();
    for (word, kind) in KINDS {
        found.extend(map.take(word).map(|item| (word, kind, item)));
    }
    let filter = map.take("where").and_then(|i| filter(r, &i));
    let window = map.take("window").and_then(|i| crate::policy::time::window(r, &i));
    let at = map.item().at();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some((_, kind, of)), None) => {
            let of = r.text(&of)?;
            Some(AggregateDecl { at, kind, share: false, of, by: None, currency: None, filter, window })
        }
        (first, second) => {
            let words: Vec<&str> = [first, second].iter().flatten().map(|(word, ..)| *word).collect();
            let found = if words.is_empty() { "none of them".into() } else { words.join(" and ") };
            let known: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
            let expected = String::from("one of `") + &known.join("`, `") + "`, `share`";
            r.lose(Code::WrongShape, at.span, &at.pointer, &[&expected, &found]);
            None
        }
    }
}

/// `where:` of an aggregate.
pub fn filter(r: &mut Reader, item: &Item<'_>) -> Option<Filter> {
    if !item.is_map() {
        return r.text(item).map(Filter::Cel);
    }
    let mut fields = Vec::new();
    for (key, item) in r.entries(item) {
        let cells = if item.is_list() {
            let items = r.list(&item);
            items.iter().filter_map(|i| r.value(i)).collect()
        } else {
            r.value(&item).map(|cell| vec![cell]).unwrap_or_default()
        };
        fields.push((key_text(key, &item), cells));
    }
    Some(Filter::Fields(fields))
}

/// A key as a text with its place.
pub fn key_text(key: &Key, item: &Item<'_>) -> Text {
    Text { text: key.text.clone(), span: key.span, quote: 0, pointer: item.pointer.clone() }
}

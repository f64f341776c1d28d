//! Queries about scored customers, as JSON: `{where, alerts, find, by, measures, columns, order, descending, purpose}`, of
//! which everything may be left out. A group is an expression, or `{of, bins}`; a measure is `"count"`, or one of `{sum}`,
//! `{mean}`, `{share}`, `{median}` with its expression.

use appraise_core::policy::FigureKind;
use appraise_core::query::{By, Measure, Query};

use super::{Failure, tree};
use crate::tree::Tree;

/// Keys of a request; another one is refused, so that a misspelt condition does not take everybody.
const KEYS: [&str; 9] =
    ["where", "alerts", "find", "by", "measures", "columns", "order", "descending", "purpose"];

/// Figures by the key that names their expression.
const KINDS: [(&str, FigureKind); 4] = [
    ("sum", FigureKind::Sum),
    ("mean", FigureKind::Mean),
    ("share", FigureKind::Share),
    ("median", FigureKind::Quantiles),
];

/// The query of a request.
pub fn query(json: &[u8]) -> Result<Query, Failure> {
    let request = tree(json)?;
    let Tree::Map(entries) = &request else { return Err(unreadable("the request is no object")) };
    if let Some((key, _)) = entries.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
        return Err(unreadable(&format!("unknown key `{key}`, known are {}", KEYS.join(", "))));
    }
    Ok(Query {
        filter: text(&request, "where")?,
        alerts: texts(&request, "alerts")?,
        find: text(&request, "find")?.unwrap_or_default(),
        by: list(&request, "by")?.iter().map(by).collect::<Result<_, _>>()?,
        measures: measures(&request)?,
        columns: texts(&request, "columns")?,
        order: text(&request, "order")?,
        descending: matches!(request.get("descending"), Some(Tree::Bool(true))),
        purpose: text(&request, "purpose")?,
    })
}

/// What of an answered query is wanted: `{cell, offset, limit}`. The cell has a text or `null` per group.
pub fn page(json: &[u8]) -> Result<(Vec<Option<String>>, usize, usize), Failure> {
    let request = tree(json)?;
    let number = |key: &str, default: usize| match request.get(key) {
        Some(Tree::Double(value)) if *value >= 0.0 && value.fract() == 0.0 => Ok(*value as usize),
        None | Some(Tree::Null) => Ok(default),
        _ => Err(unreadable(&format!("`{key}` is no number of rows"))),
    };
    let group = |item: &Tree| match item {
        Tree::Null => Ok(None),
        item => {
            item.text().map(|text| Some(text.into())).ok_or_else(|| unreadable("`cell` is no list of texts"))
        }
    };
    let cell = list(&request, "cell")?.iter().map(group).collect::<Result<_, _>>()?;
    Ok((cell, number("offset", 0)?, number("limit", 100)?))
}

fn unreadable(what: &str) -> Failure {
    Failure::request(what)
}

fn text(request: &Tree, key: &str) -> Result<Option<String>, Failure> {
    match request.get(key) {
        None | Some(Tree::Null) => Ok(None),
        Some(Tree::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(unreadable(&format!("`{key}` is no text"))),
    }
}

fn list<'t>(request: &'t Tree, key: &str) -> Result<&'t [Tree], Failure> {
    match request.get(key) {
        None | Some(Tree::Null) => Ok(&[]),
        Some(Tree::List(items)) => Ok(items),
        Some(_) => Err(unreadable(&format!("`{key}` is no list"))),
    }
}

fn texts(request: &Tree, key: &str) -> Result<Vec<String>, Failure> {
    let text = |item: &Tree| item.text().map(String::from);
    let all: Option<Vec<String>> = list(request, key)?.iter().map(text).collect();
    all.ok_or_else(|| unreadable(&format!("`{key}` is no list of texts")))
}

fn by(item: &Tree) -> Result<By, Failure> {
    if let Tree::Text(of) = item {
        return Ok(By { of: of.clone(), bins: Vec::new() });
    }
    let of = text(item, "of")?.ok_or_else(|| unreadable("a group is an expression or {of, bins}"))?;
    Ok(By { of, bins: texts(item, "bins")? })
}

fn measures(request: &Tree) -> Result<Vec<Measure>, Failure> {
    match request.get("measures") {
        None | Some(Tree::Null) => Ok(Vec::new()),
        Some(Tree::Map(entries)) => entries.iter().map(|(id, item)| measure(id, item)).collect(),
        Some(_) => Err(unreadable("`measures` is no object")),
    }
}

fn measure(id: &str, item: &Tree) -> Result<Measure, Failure> {
    if item.text() == Some(FigureKind::Customers.id()) {
        return Ok(Measure { id: id.into(), kind: FigureKind::Customers, of: None });
    }
    if let Tree::Map(entries) = item
        && let [(key, Tree::Text(of))] = entries.as_slice()
        && let Some((_, kind)) = KINDS.iter().find(|(name, _)| name == key)
    {
        return Ok(Measure { id: id.into(), kind: *kind, of: Some(of.clone()) });
    }
    Err(unreadable(&format!(
        "measure `{id}` is neither `count` nor one of {{sum}}, {{mean}}, {{share}}, {{median}}"
    )))
}

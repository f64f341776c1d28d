//! A query of a case for the core, which takes no JSON.

use std::collections::BTreeMap;

use appraise_core::policy::FigureKind;
use appraise_core::query::{By, Measure, Query};
use serde::Deserialize;

/// A query as a door takes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    r#where: Option<String>,
    alerts: Vec<String>,
    find: String,
    by: Vec<Group>,
    measures: BTreeMap<String, Figure>,
    columns: Vec<String>,
    order: Option<String>,
    descending: bool,
    purpose: Option<String>,
}

/// Which customers of a query are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    /// A group per axis; none means all.
    pub cell: Vec<Option<String>>,
    /// The first.
    pub offset: usize,
    /// How many.
    pub limit: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Group {
    Each(String),
    Bins { of: String, bins: Vec<String> },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Figure {
    Count,
    Sum(String),
    Mean(String),
    Share(String),
    Median(String),
}

impl From<Asked> for Query {
    fn from(asked: Asked) -> Self {
        let by = asked.by.into_iter().map(|group| match group {
            Group::Each(of) => By { of, bins: Vec::new() },
            Group::Bins { of, bins } => By { of, bins },
        });
        let measures = asked.measures.into_iter().map(|(id, figure)| {
            let (kind, of) = match figure {
                Figure::Count => (FigureKind::Customers, None),
                Figure::Sum(of) => (FigureKind::Sum, Some(of)),
                Figure::Mean(of) => (FigureKind::Mean, Some(of)),
                Figure::Share(of) => (FigureKind::Share, Some(of)),
                Figure::Median(of) => (FigureKind::Quantiles, Some(of)),
            };
            Measure { id, kind, of }
        });
        Self {
            filter: asked.r#where,
            alerts: asked.alerts,
            find: asked.find,
            by: by.collect(),
            measures: measures.collect(),
            columns: asked.columns,
            order: asked.order,
            descending: asked.descending,
            purpose: asked.purpose,
        }
    }
}

//! What a comparison has to add up to: the figures of the two runs, each summed up alone.
//!
//! [`Totals`] takes the figures of a single run from its summary and its output tables, [`of_side`] the same figures
//! from a comparison. Both are maps of text to text, so that a difference has a name.

#![allow(clippy::indexing_slicing, reason = "a JSON value gives null for what it does not have")]

use std::collections::BTreeMap;

use appraise_core::compare::{Comparison, Sides};
use appraise_core::model::{Model, POINTS_SCALE};
use appraise_core::number::{format_decimal, round_half_away};
use appraise_core::outcome::{Outcome, Run};
use appraise_core::output::{self, OutputTable, json};
use appraise_core::report::{self, State};
use serde_json::Value;

/// Figures by name.
pub type Figures = BTreeMap<String, String>;

/// The figures of one run over all chunks so far.
#[derive(Debug, Default)]
pub struct Totals {
    counts: BTreeMap<String, i128>,
    /// Per scorecard how many scores are known, and their sum.
    scores: Vec<(i128, i128)>,
    reports: Vec<State>,
}

impl Totals {
    /// Adds the run of a chunk.
    pub fn add(&mut self, run: &Run<'_>, outcome: &Outcome) {
        let summary = serde_json::to_value(output::summary(run, outcome)).unwrap_or_default();
        for key in ["rows", "quarantined", "faults"] {
            self.count(key.into(), &summary[key]);
        }
        for alert in list(&summary, "alerts") {
            for key in ["fired", "not_fired", "unknown", "blocked"] {
                self.count(format!("alert {} {key}", id(alert)), &alert[key]);
            }
        }
        for (kind, key) in [("class", "classes"), ("table", "tables")] {
            for item in list(&summary, key) {
                self.count(format!("{kind} {} unknown", id(item)), &item["unknown"]);
                for member in list(item, "values") {
                    self.count(format!("{kind} {} {}", id(item), id(member)), &member["count"]);
                }
            }
        }
        for tag in list(&summary, "tags") {
            self.count(format!("tag {} true", id(tag)), &tag["count"]);
            self.count(format!("tag {} unknown", id(tag)), &tag["unknown"]);
        }
        for card in list(&summary, "scorecards") {
            self.count(format!("score {} unknown", id(card)), &card["unknown"]);
        }
        self.scores.resize(outcome.cards.len(), (0, 0));
        for ((known, sum), columns) in self.scores.iter_mut().zip(&outcome.cards) {
            let scores = columns.score.iter().zip(0..).filter(|(_, row)| columns.score_known.get(*row));
            scores.for_each(|(score, _)| (*known, *sum) = (*known + 1, *sum + i128::from(*score)));
        }
        for table in ["tasks", "agenda"] {
            let rows = output::table(run, outcome, table).map_or(0, |table| table.rows);
            *self.counts.entry(table.to_owned()).or_default() += rows as i128;
        }
        self.reports.resize_with(outcome.reports.len(), State::default);
        self.reports.iter_mut().zip(&outcome.reports).for_each(|(state, other)| state.join(other.clone()));
    }

    fn count(&mut self, key: String, value: &Value) {
        *self.counts.entry(key).or_default() += i128::from(value.as_i64().unwrap_or(0));
    }

    /// The figures.
    #[must_use]
    pub fn figures(&self, model: &Model) -> Figures {
        let mut figures: Figures = self.counts.iter().map(|(key, n)| (key.clone(), n.to_string())).collect();
        for (card, (known, sum)) in model.scorecards.iter().zip(&self.scores) {
            let mean = round_half_away(*sum, *known).and_then(|mean| i64::try_from(mean).ok());
            figures.insert(format!("score {} known", card.id), known.to_string());
            figures.insert(
                format!("score {} mean", card.id),
                mean.map_or(String::new(), |m| format_decimal(m, POINTS_SCALE)),
            );
        }
        let table = report::table(model, &self.reports);
        for cells in rows(&table) {
            if let [key @ .., value, _, _] = cells.as_slice() {
                insert_figure(&mut figures, key, value);
            }
        }
        figures
    }
}

/// The figures of one side of a comparison, under the names that [`Totals::figures`] has.
#[must_use]
pub fn of_side(comparison: &Comparison, models: Sides<&Model>, new: bool) -> Figures {
    let side = if new { "new" } else { "old" };
    let report = serde_json::to_value(comparison.report(models)).unwrap_or_default();
    let mut figures = Figures::new();
    let mut put = |key: String, value: &Value| {
        figures
            .insert(key, value.as_str().map_or_else(|| value.to_string().replace("null", ""), str::to_owned));
    };
    for key in ["rows", "quarantined", "faults"] {
        put(key.into(), &report["customers"][key][side]);
    }
    for alert in list(&report, "alerts") {
        for key in ["fired", "not_fired", "unknown", "blocked"] {
            put(format!("alert {} {key}", id(alert)), &alert["rows"][side][key]);
        }
    }
    for (kind, key) in [("class", "classes"), ("table", "tables"), ("tag", "tags")] {
        for item in list(&report, key) {
            for state in list(item, "states") {
                put(format!("{kind} {} {}", id(item), id(state)), &state["customers"][side]);
            }
        }
    }
    for card in list(&report, "scorecards") {
        for key in ["known", "unknown", "mean"] {
            put(format!("score {} {key}", id(card)), &card[key][side]);
        }
    }
    put("tasks".into(), &report["tasks"][side]);
    let column = format!("tasks_{side}");
    let loads = comparison.table(models, "manager_load").ok();
    let loads = loads.iter().flat_map(|table| table.columns.iter().filter(|of| of.name == column));
    let agenda: i64 = loads.flat_map(|of| (0..).map_while(|row| int(of.cell(row)))).sum();
    figures.insert("agenda".into(), agenda.to_string());
    for cells in comparison.table(models, "report_changes").iter().flat_map(rows) {
        if let [key @ .., old, new_value] = cells.as_slice() {
            insert_figure(&mut figures, key, if new { new_value } else { old });
        }
    }
    figures
}

/// What differs, as lines. What one policy has and the other has not is no part of a comparison.
#[must_use]
pub fn differences(alone: &Figures, compared: &Figures, shared: &dyn Fn(&str) -> bool) -> Vec<String> {
    let keys = alone.iter().filter(|(key, value)| shared(key) && compared.get(*key) != Some(*value));
    keys.map(|(key, value)| format!("{key}: {value} alone, {:?} compared", compared.get(key))).collect()
}

/// Figures of reports that have no value are left out: a comparison has a row for whatever one side has.
fn insert_figure(figures: &mut Figures, key: &[String], value: &str) {
    let key: Vec<&str> = key.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if !value.is_empty() {
        figures.insert(format!("report {}", key.join(" ")), value.to_owned());
    }
}

fn rows(table: &OutputTable) -> Vec<Vec<String>> {
    let text = |cell: json::Cell| match cell {
        json::Cell::Text(text) => text,
        json::Cell::Int(n) => n.to_string(),
        json::Cell::Bool(b) => b.to_string(),
        json::Cell::Double(_) | json::Cell::Null => String::new(),
    };
    (0..table.rows).map(|row| table.columns.iter().map(|of| text(of.cell(row))).collect()).collect()
}

fn int(cell: json::Cell) -> Option<i64> {
    if let json::Cell::Int(n) = cell { Some(n) } else { None }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap_or_default()
}

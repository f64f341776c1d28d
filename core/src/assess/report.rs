//! What an assessment says, as objects.
//!
//! A figure that cannot be given is absent, and `reason` beside it says why: `no_rows`, `one_class` (every row has the
//! same label), `too_few` (no interval: a class has fewer than two rows). Shares are 0..1; intervals hold 95 %.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::load::Finding;
use crate::policy::Localised;

/// What rules and scores have been worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// The label, as asked.
    pub label: String,
    /// The value that rows are weighted by.
    pub value: Option<String>,
    /// When a row happened.
    pub time: Option<String>,
    /// Rows of the run.
    pub rows: usize,
    /// Those whose label is not known; they are in no figure.
    pub unlabelled: usize,
    /// Labelled rows of which the value is not known; they weigh nothing.
    pub without_value: usize,
    /// Labelled rows of which the time is not known; they are in no part but `all`, and in no period.
    pub without_time: usize,
    /// `all`, and where a split is asked for `development` and `test`.
    pub parts: Vec<Part>,
    /// What each field says alone, over all labelled rows.
    pub variables: Vec<Variable>,
    /// Rows by period, the earliest first; empty without a time.
    pub periods: Vec<Period>,
    /// Fields that may know the label.
    pub suspects: Vec<Suspect>,
    /// What the reader has to know about the figures.
    pub findings: Vec<Finding>,
}

/// Figures of some of the rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// `all`, `development` or `test`.
    pub id: &'static str,
    /// Labelled rows.
    pub rows: i64,
    /// Those whose label is true.
    pub positives: i64,
    /// Their share.
    pub rate: Share,
    /// What the positive rows are worth in all, exactly; absent without a value.
    pub worth: Option<String>,
    /// One per scorecard.
    pub scores: Vec<Score>,
    /// One per alert, then one per tag.
    pub rules: Vec<Rule>,
}

/// A share with Wilson's interval.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Share {
    /// The share; absent of nothing.
    pub value: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// How well numbers order rows by their label.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Ranking {
    /// Rows of which the number is known; only they are ranked.
    pub known: i64,
    /// The others.
    pub unknown: i64,
    /// The chance that a row with the label has a larger number than one without, a tie counting half.
    pub auc: Option<f64>,
    /// The lower end of its interval (DeLong).
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// `2 auc - 1`.
    pub gini: Option<f64>,
    /// The largest distance between the distributions of both classes.
    pub ks: Option<f64>,
    /// Why a figure is absent.
    pub reason: Option<&'static str>,
}

/// A scorecard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// How it ranks.
    pub ranking: Ranking,
    /// Precision averaged over recall.
    pub average_precision: Option<f64>,
    /// The mean square between the label and the score, brought to 0..1 by its range. A score that only ranks is not
    /// meant to make it small.
    pub brier: Option<f64>,
    /// Tenths of the rows, the largest scores first.
    pub lift: Vec<Tenth>,
    /// Ten bins of equal width over the range of the score, the lowest first.
    pub calibration: Vec<Bin>,
    /// Whether the rate never falls from a bin with rows to the next; absent with fewer than two.
    pub monotone: Option<bool>,
    /// Points of the curve of hits over false alarms: share of false alarms, share of hits.
    pub roc: Vec<(f64, f64)>,
    /// How its dimensions rank.
    pub dimensions: Vec<Dimension>,
    /// What simpler numbers do.
    pub baselines: Vec<Baseline>,
    /// How far its distribution in the test part is from that in the development part.
    pub psi: Option<f64>,
}

/// A dimension of a scorecard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dimension {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// How it ranks.
    pub ranking: Ranking,
}

/// A tenth of the rows by falling score; a tie that is cut counts with its share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tenth {
    /// 1 to 10.
    pub tenth: i64,
    /// Rows in it.
    pub rows: f64,
    /// Of them with the label.
    pub positives: f64,
    /// Their share.
    pub rate: f64,
    /// The rate as a multiple of the rate of all.
    pub lift: Option<f64>,
    /// Share of all positive rows in this tenth and those before.
    pub captured: Option<f64>,
    /// Likewise, each row weighing its value.
    pub value_captured: Option<f64>,
}

/// A bin of scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    /// Its smallest score.
    pub from: String,
    /// Where the next begins; the last holds this one, too.
    pub to: String,
    /// Rows.
    pub rows: i64,
    /// Of them with the label.
    pub positives: i64,
    /// Their share.
    pub rate: Share,
}

/// A simpler number beside a score, on the rows that both know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Baseline {
    /// `policy`: the scorecard's own; `value`: what rows are weighted by; `fields`: those named, weighed by how often
    /// the label is true where they say so (naive Bayes).
    pub id: &'static str,
    /// `larger` or `smaller` numbers speak for the label, as the rows say on which it was set.
    pub direction: &'static str,
    /// Where the direction and the weights come from: `policy`, `development` or `all`, which then flatters it.
    pub fitted_on: &'static str,
    /// Rows of which both are known.
    pub rows: i64,
    /// Its area.
    pub auc: Option<f64>,
    /// The score's area less this one.
    pub difference: Option<f64>,
    /// The lower end of the difference's interval (DeLong, of paired rows).
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// An alert or a tag. A row of which it is unknown counts as one that it did not find.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// `alert` or `tag`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Customers for whom it is true.
    pub fired: i64,
    /// Of them with the label.
    pub hits: i64,
    /// Customers for whom it is unknown.
    pub unknown: i64,
    /// Of them with the label.
    pub unknown_positives: i64,
    /// Hits of what fired.
    pub precision: Share,
    /// Hits of all positive rows.
    pub recall: Share,
    /// Precision as a multiple of the rate of all.
    pub lift: Option<f64>,
    /// Share of what the positive rows are worth that is worth of hits.
    pub value_captured: Option<f64>,
}

/// A field alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variable {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Whether the policy reads it.
    pub used: bool,
    /// `larger`, `smaller`, or `members`: those of an enumeration ordered by how often the label is true.
    pub direction: &'static str,
    /// How it ranks in that direction.
    pub ranking: Ranking,
    /// How far its distribution in the test part is from that in the development part.
    pub psi: Option<f64>,
}

/// The rows of a month, a quarter or a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// `2026-01`, `2026-Q1` or `2026`.
    pub id: String,
    /// Labelled rows.
    pub rows: i64,
    /// Those whose label is true.
    pub positives: i64,
    /// Their share.
    pub rate: Share,
    /// Scores in the order of the policy.
    pub scores: Vec<PeriodScore>,
    /// The index of each field in the order of the variables: how far it is from the first period.
    pub drift: Vec<Option<f64>>,
}

/// A score in a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeriodScore {
    /// Its id.
    pub id: String,
    /// How it ranks.
    pub ranking: Ranking,
    /// How far its distribution is from that of the first period.
    pub psi: Option<f64>,
}

/// A field that may know the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suspect {
    /// Its name.
    pub id: String,
    /// `ranks` (it alone orders rows nearly by their label), `unknown` (whether it is known does), `later` (dates after
    /// the row's own, or after the run where rows have none), `marked` (declared for evaluation only), `named` (by the
    /// question).
    pub why: &'static str,
    /// The area, or the share of later dates.
    pub figure: Option<f64>,
    /// Whether the policy reads it.
    pub used: bool,
}

//! The explain stage: one customer's results with everything that led to them.
//!
//! The block that holds the customer is run once more and its slots are read: values, bins, contributions, conditions
//! and reasons of unknowns. Nothing is computed in another way than in the run itself.
//!
//! INVARIANT: the contributions shown, `range` included, sum to the score shown.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::evaluate::overrides::{Standing, cell, standings};
use crate::evaluate::{Cause, Machine};
use crate::model::overrides::{AUTHOR, ID, REASON, UNTIL};
use crate::model::{CUSTOMERS, Domain, Indicator, Missing, Overridden, POINTS_SCALE, Scorecard, TableId};
use crate::number::{format_decimal, round_half_away};
use crate::outcome::Run;
use crate::output::events::{ranks, table_cause, tasks_of};
use crate::output::rows::gauge_hit;
use crate::policy::Localised;
use crate::program::{Lowered, NodeId, Op, Shown};
use crate::split::{Runs, ScoreChange, Split};
use crate::value::{Lang, MAX_SCALE, Type};

mod class;
mod edge;
mod form;
mod message;
mod near;
mod offer;
mod overlay;
pub mod render;

pub use class::ClassText;
pub use edge::EdgeText;
pub use form::FormText;
pub use message::MessageText;
pub use near::NearText;
pub use offer::OfferText;
pub use overlay::OverlayText;

/// Everything about one customer.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The customer's key.
    pub key: String,
    /// The as-of instant.
    pub as_of: String,
    /// Scores.
    pub scorecards: Vec<ScoreText>,
    /// Decision tables.
    pub tables: Vec<TableText>,
    /// Classes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassText>,
    /// Alerts.
    pub alerts: Vec<AlertText>,
    /// Alerts that nearly fired, the nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearly: Vec<NearText>,
    /// Offers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<OfferText>,
    /// Derived values.
    pub derived: Vec<ValueText>,
    /// The customer's fields.
    pub fields: Vec<ValueText>,
    /// Parameters that the customer's branch has set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overlaid: Vec<OverlayText>,
    /// What changed since a run before, and why; empty unless such a run is given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ScoreChange>,
}

/// Why something is unknown, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownText {
    /// The reason's id.
    pub reason: &'static str,
    /// The field or table, as the policy calls it.
    pub field: String,
    /// A sentence.
    pub text: String,
}

/// A name and its value.
#[derive(Debug, Clone, Serialize)]
pub struct ValueText {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its value as text; absent when unknown.
    pub value: Option<String>,
    /// Its value in words, when it is a member of an enumeration.
    pub value_label: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Its unit.
    pub unit: Option<String>,
    /// Why it is unknown.
    pub unknown: Option<UnknownText>,
    /// Who gave it another value than the one computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overridden: Option<OverrideText>,
    /// The form that gave it, where the bank's systems delivered nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filled: Option<FormText>,
}

/// An override that acts.
#[derive(Debug, Clone, Serialize)]
pub struct OverrideText {
    /// Id of its row.
    pub id: String,
    /// The value computed; absent when unknown.
    pub core: Option<String>,
    /// Who says so.
    pub author: String,
    /// Why.
    pub reason: String,
    /// Its last day.
    pub until: String,
}

/// A scorecard explained.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The score; absent when unknown.
    pub score: Option<String>,
    /// Why it is unknown.
    pub unknown: Option<UnknownText>,
    /// Share of weight on known inputs, percent.
    pub confidence: String,
    /// The yardstick.
    pub baseline: Option<String>,
    /// Its dimensions.
    pub dimensions: Vec<DimensionText>,
    /// What the clamp to the range added.
    pub range: String,
    /// Reason codes, the largest loss first.
    pub reasons: Vec<ReasonText>,
}

/// A dimension explained.
#[derive(Debug, Clone, Serialize)]
pub struct DimensionText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its weight, percent.
    pub weight: String,
    /// Points on the scale of its indicators; absent when it is not assessable.
    pub points: Option<String>,
    /// Sum of its indicators' contributions.
    pub contribution: String,
    /// Share of its weight on known inputs, percent.
    pub confidence: String,
    /// Whether enough is known about it.
    pub assessable: bool,
    /// Its indicators.
    pub indicators: Vec<IndicatorText>,
}

/// An indicator explained.
#[derive(Debug, Clone, Serialize)]
pub struct IndicatorText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The value it looked at.
    pub value: Option<String>,
    /// That value in words, when it is a member of an enumeration.
    pub value_label: Option<String>,
    /// The bin that took it.
    pub bin: Option<String>,
    /// Points of the bin.
    pub points: Option<String>,
    /// Effective weight, percent of the score.
    pub weight: String,
    /// What it adds to the score.
    pub contribution: String,
    /// Why the value is unknown.
    pub unknown: Option<UnknownText>,
    /// How the missing value was treated: `neutral`, `unknown`, `points`.
    pub missing: Option<&'static str>,
    /// Its reason code.
    pub reason_code: Option<String>,
}

/// A reason code of a score.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonText {
    /// The code.
    pub code: String,
    /// Its wording.
    pub text: String,
    /// Points lost against the best.
    pub lost: String,
    /// The words for the customer; absent when the code is for the bank alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// A decision table explained.
#[derive(Debug, Clone, Serialize)]
pub struct TableText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its outputs.
    pub outputs: Vec<OutputText>,
    /// Number of the row that fired, from 1; of a table that collects, absent.
    pub row: Option<u32>,
    /// Of a table that collects: numbers of all rows that fired, from 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u32>,
    /// Why no row fired.
    pub unknown: Option<UnknownText>,
    /// How far the customer is from another member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edges: Vec<EdgeText>,
}

/// An output of a decision table.
#[derive(Debug, Clone, Serialize)]
pub struct OutputText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its value.
    pub value: Option<String>,
    /// Its value in words.
    pub value_label: Option<String>,
}

/// An alert explained.
#[derive(Debug, Clone, Serialize)]
pub struct AlertText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its priority.
    pub priority: &'static str,
    /// `fired`, `not_fired` or `unknown`.
    pub status: &'static str,
    /// The conjuncts of the condition, in words.
    pub conditions: Vec<ConditionText>,
    /// Why it could not be evaluated.
    pub unknown: Vec<UnknownText>,
    /// Tasks that it raised.
    pub tasks: Vec<TaskText>,
}

/// A condition and whether it held.
#[derive(Debug, Clone, Serialize)]
pub struct ConditionText {
    /// The condition in words.
    pub text: String,
    /// `true`, `false` or `unknown`; of an alert on child rows: of the rows together (`true` when true of one).
    pub status: &'static str,
}

/// A task.
#[derive(Debug, Clone, Serialize)]
pub struct TaskText {
    /// Its identity.
    pub task_id: String,
    /// Its title.
    pub title: String,
    /// When it has to be done.
    pub due: Option<String>,
    /// The child row.
    pub child_id: Option<String>,
    /// What keeps it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<BlockText>,
    /// Messages that tell of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageText>,
}

/// What keeps a task back.
#[derive(Debug, Clone, Serialize)]
pub struct BlockText {
    /// `never_contact` or `suppress`.
    pub by: &'static str,
    /// Why that is unknown; absent when it is known to hold.
    pub unknown: Option<UnknownText>,
}

/// Explains the results of one customer.
///
/// # Errors
/// `UnknownCustomer`.
pub fn explain(run: &Run<'_>, key: &str, lang: Lang) -> Result<Explanation, Diagnostic> {
    let row = crate::output::customer_row(run.dataset, key)
        .ok_or_else(|| Diagnostic::new(Code::UnknownCustomer, Span::default(), "", &[&key]))?;
    let mut machine = run.machine();
    // The least that blocks may begin and end with.
    let start = row / 64 * 64;
    machine.block(start..run.rows().min(start + 64));
    let offers = crate::offer::Offers::of_row(run, &mut machine, row - start);
    let explain = Explain { run, machine: &machine, row: row - start, customer: row, lang };
    Ok(Explanation {
        key: key.into(),
        as_of: crate::date::format_instant(run.as_of, run.model.zone()),
        scorecards: run.model.scorecards.iter().enumerate().map(|(i, c)| explain.card(i, c)).collect(),
        tables: (0..run.model.decisions.len()).filter_map(|i| explain.table(i)).collect(),
        classes: explain.classes(),
        alerts: (0..run.model.alerts.len()).filter_map(|i| explain.alert(i)).collect(),
        nearly: explain.nearly(),
        offers: explain.offers(&offers),
        derived: explain.derived(),
        fields: explain.fields(),
        overlaid: explain.overlaid(),
        changes: Vec::new(),
    })
}

/// Explains the results of one customer, and what changed since a run before. `None` when the run between is not one of
/// the old policy at the instant of the run after.
///
/// # Errors
/// `UnknownCustomer`.
pub fn explain_since(runs: Runs<'_>, key: &str, lang: Lang) -> Result<Option<Explanation>, Diagnostic> {
    let mut explanation = explain(runs.after, key, lang)?;
    let Some(split) = Split::of(runs, Some(key)) else { return Ok(None) };
    explanation.changes = split.scores(key, lang);
    Ok(Some(explanation))
}

struct Explain<'a, 'm> {
    run: &'a Run<'a>,
    machine: &'a Machine<'m>,
    /// Row within the block.
    row: usize,
    customer: usize,
    lang: Lang,
}

impl Explain<'_, '_> {
    fn label(&self, label: Option<&Localised>, id: &str) -> String {
        label.map_or_else(|| id.to_string(), |l| l.text(self.lang).to_string())
    }

    /// The label of a member; `None` for values of other types.
    fn member(&self, ty: Type, value: Option<&str>) -> Option<String> {
        let Type::Enum(members) = ty else { return None };
        let members = &self.run.model.enumeration(members).members;
        members
            .iter()
            .find(|(m, _)| Some(m.as_str()) == value)
            .map(|(m, label)| self.label(label.as_ref(), m))
    }

    fn unknown(&self, cause: &Cause) -> UnknownText {
        render::unknown(self.run.model, cause, self.lang)
    }

    fn cause(&self, id: NodeId, row: usize) -> Option<UnknownText> {
        self.machine.cause(id, row, &ranks(self.run.model)).map(|c| self.unknown(&c))
    }

    fn shown(&self, shown: Shown) -> (Option<String>, Option<UnknownText>) {
        let value = render::value(self.run, self.machine, shown, self.row);
        let cause =
            if value.is_none() { render::cause(self.run, self.machine, shown, self.row) } else { None };
        let unknown = cause.map(|cause| self.unknown(&cause));
        (value, unknown)
    }

    /// A name and what it shows.
    fn named(&self, id: &str, label: Option<&Localised>, ty: Type, shown: Shown) -> ValueText {
        let (value, unknown) = self.shown(shown);
        ValueText {
            id: id.into(),
            label: self.label(label, id),
            value_label: self.member(ty, value.as_deref()),
            value,
            ty: crate::model::Model::type_name(ty),
            unit: None,
            unknown,
            overridden: None,
            filled: None,
        }
    }

    fn derived(&self) -> Vec<ValueText> {
        let all = self.run.model.derives.iter().zip(&self.run.program.derives);
        all.map(|(derive, shown)| self.named(&derive.id, derive.label.as_ref(), derive.term.ty, *shown))
            .collect()
    }

    fn fields(&self) -> Vec<ValueText> {
        let Some(table) = self.run.model.schema.table(CUSTOMERS) else { return Vec::new() };
        let mut out = Vec::new();
        for (at, field) in table.fields.iter().enumerate() {
            let id = crate::model::FieldId { table: CUSTOMERS, field: u16::try_from(at).unwrap_or(u16::MAX) };
            let Some((_, node)) = self.run.program.fields.iter().find(|(read, _)| *read == id) else {
                continue;
            };
            let (value, unknown) = self.shown(Shown { at: Lowered::Node(*node), ty: field.ty });
            let overridden = self.overridden(Overridden::Field(id));
            out.push(ValueText {
                id: field.id.clone(),
                label: self.label(field.label.as_ref(), &field.id),
                value_label: self.member(field.ty, value.as_deref()),
                value,
                ty: crate::model::Model::type_name(field.ty),
                unit: field.unit.clone(),
                unknown,
                filled: if overridden.is_none() { self.filled(id) } else { None },
                overridden,
            });
        }
        out
    }

    /// Who overrides a value, where somebody does.
    fn overridden(&self, of: Overridden) -> Option<OverrideText> {
        let run = self.run;
        let at = run.model.overrides.iter().position(|o| o.of == of)?;
        let nodes = run.program.overrides.get(at)?;
        let time = (run.as_of, run.today());
        let judged = standings(run.dataset, run.program, nodes.table, time, self.customer);
        let acting = judged.iter().find(|j| j.of == Some(at) && j.standing == Standing::Applied);
        acting.map(|acting| {
            let text = |field| cell(run.dataset, nodes.table, acting.row, field).unwrap_or_default();
            OverrideText {
                id: text(ID),
                core: render::value(run, self.machine, nodes.core, self.row),
                author: text(AUTHOR),
                reason: text(REASON),
                until: text(UNTIL),
            }
        })
    }

    fn card(&self, index: usize, card: &Scorecard) -> ScoreText {
        let node = self.run.program.card_nodes.get(index).copied().unwrap_or(NodeId(0));
        let block = self.machine.slot(node).card();
        let at = |v: &[i64]| v.get(self.row).copied().unwrap_or(0);
        let points = |v: i64| format_decimal(v, POINTS_SCALE);
        let score_node = self.run.program.scores.get(index).copied().unwrap_or(NodeId(0));
        let known = self.machine.is_known(score_node, self.row);
        let Some(Op::Card(place)) = self.run.program.node(node).map(|n| &n.op) else {
            return self.no_card(card);
        };
        let Some(numbers) = self.run.program.cards.get(*place as usize) else { return self.no_card(card) };
        let pattern = block.patterns.get(self.row).copied().unwrap_or_default();
        let entry = crate::program::PatternEntry::of(numbers, pattern);
        let mut dimensions = Vec::new();
        let mut gauges = numbers.gauges.iter().enumerate();
        let mut lost: Vec<i64> = alloc::vec![0; card.reason_codes.len()];
        for (d, dimension) in card.dimensions.iter().enumerate() {
            let mut sum = 0;
            let mut indicators = Vec::new();
            for indicator in &dimension.indicators {
                let Some((g, gauge)) = gauges.next() else { break };
                let contribution = block.contributions.get(g).map_or(0, |c| at(c));
                sum += contribution;
                if let Some(slot) = indicator.reason.and_then(|r| lost.get_mut(usize::from(r))) {
                    *slot += entry.most.get(g).copied().unwrap_or(0) - contribution;
                }
                let weight = entry.weights.get(g).copied().unwrap_or((0, 1));
                indicators.push(self.indicator(card, indicator, gauge, contribution, weight));
            }
            let assessable = entry.assessable.get(d).copied().unwrap_or(false) && block.is_scored(self.row);
            let own = block.dimensions.get(d).map_or(0, |v| at(v));
            dimensions.push(DimensionText {
                id: dimension.id.clone(),
                label: self.label(dimension.label.as_ref(), &dimension.id),
                weight: points(dimension.weight),
                points: assessable.then(|| points(own)),
                contribution: points(sum),
                confidence: format_decimal(entry.dimension_confidence.get(d).copied().unwrap_or(0), 2),
                assessable,
                indicators,
            });
        }
        let baseline_known =
            block.baseline_known.get(self.row / 64).is_some_and(|w| w >> (self.row % 64) & 1 == 1);
        ScoreText {
            id: card.id.clone(),
            label: self.label(card.label.as_ref(), &card.id),
            score: known.then(|| points(at(&block.score))),
            unknown: self.cause(score_node, self.row),
            confidence: format_decimal(at(&block.confidence), 2),
            baseline: (card.baseline.is_some() && baseline_known).then(|| points(at(&block.baseline))),
            dimensions,
            range: points(at(&block.range)),
            reasons: self.reasons(card, block, &lost),
        }
    }

    fn no_card(&self, card: &Scorecard) -> ScoreText {
        ScoreText {
            id: card.id.clone(),
            label: self.label(card.label.as_ref(), &card.id),
            score: None,
            unknown: None,
            confidence: format_decimal(0, 2),
            baseline: None,
            dimensions: Vec::new(),
            range: format_decimal(0, POINTS_SCALE),
            reasons: Vec::new(),
        }
    }

    fn reasons(&self, card: &Scorecard, block: &crate::evaluate::CardBlock, lost: &[i64]) -> Vec<ReasonText> {
        let codes = block.reasons.iter().filter_map(|r| r.get(self.row)).filter(|c| **c != u32::MAX);
        codes
            .filter_map(|code| {
                let (id, wording) = card.reason_codes.get(*code as usize)?;
                let told = card.customer_reasons.iter().find(|(code, _)| code == id);
                Some(ReasonText {
                    code: id.clone(),
                    text: self.label(wording.as_ref(), id),
                    lost: format_decimal(lost.get(*code as usize).copied().unwrap_or(0), POINTS_SCALE),
                    customer: told.map(|(_, words)| words.text(self.lang).into()),
                })
            })
            .collect()
    }

    fn indicator(
        &self,
        card: &Scorecard,
        indicator: &Indicator,
        gauge: &crate::program::Gauge,
        contribution: i64,
        weight: (i128, i128),
    ) -> IndicatorText {
        let hit = gauge_hit(self.machine, gauge, indicator, self.row);
        let percent = round_half_away(weight.0 * 1_000_000, weight.1).and_then(|p| i64::try_from(p).ok());
        let value = self.gauge_value(gauge, indicator);
        IndicatorText {
            id: indicator.id.clone(),
            label: self.label(indicator.label.as_ref(), &indicator.id),
            value_label: self.member(indicator.of.ty, value.as_deref()),
            value: value.or_else(|| hit.as_ref().map(|h| h.0.clone())),
            bin: hit.as_ref().map(|h| h.0.clone()),
            points: hit.as_ref().map(|h| format_decimal(h.1, POINTS_SCALE)),
            weight: format_decimal(percent.unwrap_or(0), POINTS_SCALE),
            contribution: format_decimal(contribution, POINTS_SCALE),
            unknown: self.cause(gauge.input, self.row),
            missing: hit.is_none().then_some(match indicator.missing {
                _ if gauge.withdrawn.is_some_and(|id| self.machine.is_true(id, self.row)) => "neutral",
                Missing::Neutral => "neutral",
                Missing::Unknown => "unknown",
                Missing::Points(_) => "points",
            }),
            reason_code: indicator
                .reason
                .and_then(|r| card.reason_codes.get(usize::from(r)))
                .map(|(id, _)| id.clone()),
        }
    }

    /// The value that a gauge looked at: the node behind its segments.
    fn gauge_value(&self, gauge: &crate::program::Gauge, indicator: &Indicator) -> Option<String> {
        let at = match self.run.program.node(gauge.input).map(|n| &n.op)? {
            Op::Segment(_, id) => Lowered::Node(*id),
            Op::SegmentRatio { num, den, left, right, .. } => {
                // The search compares num * 10^left with value * 10^8 * den * 10^right.
                let places = (MAX_SCALE + *right).saturating_sub(*left);
                Lowered::Ratio { num: (*num, places), den: (*den, left.saturating_sub(MAX_SCALE + *right)) }
            }
            _ => Lowered::Node(gauge.input),
        };
        render::value(self.run, self.machine, Shown { at, ty: indicator.of.ty }, self.row)
    }

    fn table(&self, index: usize) -> Option<TableText> {
        let (table, nodes) = (self.run.model.decisions.get(index)?, self.run.program.decisions.get(index)?);
        let outputs = table.outputs.iter().zip(&nodes.outputs).map(|(output, id)| {
            let (value, _) = self.shown(Shown { at: Lowered::Node(*id), ty: output.ty });
            let value_label = self.member(output.ty, value.as_deref()).or_else(|| value.clone());
            let label = self.label(output.label.as_ref().or(table.label.as_ref()), &output.id);
            OutputText { id: output.id.clone(), label, value, value_label }
        });
        let known = nodes.single && self.machine.is_known(nodes.decided, self.row);
        let fired = (1..).zip(&nodes.rows).filter(|(_, id)| self.machine.is_true(**id, self.row));
        Some(TableText {
            id: table.id.clone(),
            label: self.label(table.label.as_ref(), &table.id),
            outputs: outputs.collect(),
            row: known.then(|| self.machine.code_at(nodes.decided, self.row) + 1),
            rows: fired.map(|(number, _)| number).collect(),
            unknown: self.cause(nodes.decided, self.row),
            edges: self.table_edges(table, nodes),
        })
    }

    /// The rows of which an alert asks, counted within the block. Those that are not there yet say nothing.
    fn rows(&self, each: Option<TableId>, visible: Option<NodeId>) -> Option<Vec<usize>> {
        let Some(table) = each else { return Some(alloc::vec![self.row]) };
        let data = self.run.dataset.tables.get(usize::from(table.0))?;
        let start = self.machine.range(Domain::Child(table)).start;
        let at = |i: usize| data.offsets.get(i).map_or(0, |o| *o as usize);
        let seen = |row: &usize| {
            visible.is_none_or(|v| self.machine.is_true(v, *row) || !self.machine.is_known(v, *row))
        };
        Some((at(self.customer)..at(self.customer + 1)).map(|row| row - start).filter(seen).collect())
    }

    fn alert(&self, index: usize) -> Option<AlertText> {
        let (alert, nodes) = (self.run.model.alerts.get(index)?, self.run.program.alerts.get(index)?);
        let rows = self.rows(alert.each, nodes.visible)?;
        let whole = alert.each.and_then(|t| table_cause(self.run, t, self.customer));
        let status = |id: NodeId| {
            let any = rows.iter().any(|r| self.machine.is_true(id, *r));
            let doubtful = whole.is_some() || rows.iter().any(|r| !self.machine.is_known(id, *r));
            if any {
                "true"
            } else if doubtful {
                "unknown"
            } else {
                "false"
            }
        };
        let conjuncts = alert.conjuncts(self.run.model);
        let conditions = conjuncts.iter().zip(&nodes.conditions).map(|(term, id)| ConditionText {
            text: crate::print::condition(self.run.model, term, self.lang),
            status: status(*id),
        });
        let mut unknown: Vec<UnknownText> = whole.iter().map(|c| self.unknown(c)).collect();
        unknown.extend(rows.iter().filter_map(|r| self.cause(nodes.when, *r)));
        unknown.dedup();
        let tasks = tasks_of(self.run, self.machine, index, self.customer, true).into_iter().map(|task| {
            let messages = self.messages(alert, &task);
            let [en, zh] = task.titles;
            TaskText {
                messages,
                task_id: task.id,
                title: if self.lang == Lang::En { en } else { zh },
                due: task.due.map(|d| crate::date::format_instant(d, self.run.model.zone())),
                child_id: task.child,
                blocked: task
                    .block
                    .map(|(by, cause)| BlockText { by: by.id(), unknown: cause.map(|c| self.unknown(&c)) }),
            }
        });
        Some(AlertText {
            id: alert.id.clone(),
            label: self.label(alert.label.as_ref(), &alert.id),
            kind: alert.kind.id(),
            priority: alert.priority.id(),
            status: match status(nodes.when) {
                "true" => "fired",
                "unknown" => "unknown",
                _ => "not_fired",
            },
            conditions: conditions.collect(),
            unknown,
            tasks: tasks.collect(),
        })
    }
}

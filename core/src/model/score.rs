//! Scorecards: weights add up, every indicator has its points, every reason its wording.

use alloc::string::String;
use alloc::vec::Vec;

use super::aggregate;
use super::literal;
use super::points::PointsCheck;
use super::typing::Scope;
use super::{Dimension, Indicator, Missing, Points, Scorecard};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::number;
use crate::policy::{self, At, Localised, Member, Text};

/// Indicators of one scorecard: which of them are known is a bit pattern of this many bits.
pub const MAX_INDICATORS: usize = 64;

/// A hundred percent, decimal(4).
const HUNDRED: i64 = 1_000_000;

/// Checks a scorecard.
pub(super) struct ScoreCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// Scorecards that are already checked.
    pub cards: &'a [Option<Scorecard>],
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl ScoreCheck<'_, '_> {
    /// The checked scorecard.
    pub fn scorecard(&mut self, decl: &policy::Scorecard) -> Option<Scorecard> {
        let (low, high) = (self.number(&decl.range.0)?, self.number(&decl.range.1)?);
        if low >= high {
            let args: [&dyn alloc::string::ToString; 2] = [&decl.range.0.text, &decl.range.1.text];
            self.out.push(Diagnostic::new(Code::EmptyRange, decl.range.1.span, &decl.range.1.pointer, &args));
        }
        let count: usize = decl.dimensions.iter().map(|d| d.indicators.len()).sum();
        if count > MAX_INDICATORS {
            let args: [&dyn alloc::string::ToString; 2] = [&count, &MAX_INDICATORS];
            self.out.push(Diagnostic::new(Code::TooManyIndicators, decl.at.span, &decl.at.pointer, &args));
            return None;
        }
        let mut codes: Vec<(String, Option<Localised>)> =
            decl.reason_codes.iter().map(|m| (m.id.clone(), m.label.clone())).collect();
        crate::order::sort_by(&mut codes, |a, b| a.0.cmp(&b.0));
        let weights: Vec<&Text> = decl.dimensions.iter().map(|d| &d.weight).collect();
        self.weights(&weights, ("the dimensions", "`dimensions`"), &decl.id, &decl.at);
        let wanted = decl.reasons_top > 0;
        let dimensions: Vec<Option<Dimension>> =
            decl.dimensions.iter().map(|d| self.dimension(d, &codes, wanted)).collect();
        let baseline = match &decl.baseline {
            Some(indicator) => Some(self.indicator(indicator, &codes, false)?),
            None => None,
        };
        let min_confidence = match &decl.min_confidence {
            Some(text) => self.number(text)?,
            None => 0,
        };
        Some(Scorecard {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            purpose: decl.purpose.as_ref().map(|p| p.text.clone()),
            low,
            high,
            baseline,
            dimensions: dimensions.into_iter().collect::<Option<Vec<_>>>()?,
            min_confidence,
            reasons_top: decl.reasons_top,
            customer_reasons: self.customer_reasons(decl, &codes),
            reason_codes: codes,
        })
    }

    /// Words for the customer, each of a reason code of the scorecard.
    fn customer_reasons(
        &mut self,
        decl: &policy::Scorecard,
        codes: &[(String, Option<Localised>)],
    ) -> Vec<(String, Localised)> {
        let mut told = Vec::new();
        for Member { id, label, at } in &decl.customer_reasons {
            if !codes.iter().any(|(code, _)| code == id) {
                self.out.push(Diagnostic::new(Code::UnknownReasonCode, at.span, &at.pointer, &[id]));
            }
            told.extend(label.clone().map(|words| (id.clone(), words)));
        }
        told
    }

    fn number(&mut self, text: &Text) -> Option<i64> {
        literal::points(text).map_err(|finding| self.out.push(finding)).ok()
    }

    fn weights(&mut self, texts: &[&Text], (what, key): (&str, &str), of: &str, at: &At) {
        if texts.is_empty() {
            self.out.push(Diagnostic::new(Code::NoIndicators, at.span, &at.pointer, &[&key]));
            return;
        }
        let mut sum = 0i64;
        for text in texts {
            match literal::points(text) {
                Ok(weight) if weight > 0 => sum = sum.saturating_add(weight),
                Ok(_) => {
                    let args: [&dyn alloc::string::ToString; 3] = [&text.text, &"0", &"100"];
                    self.out.push(Diagnostic::new(Code::OutOfRange, text.span, &text.pointer, &args));
                    return;
                }
                Err(finding) => {
                    self.out.push(finding);
                    return;
                }
            }
        }
        if sum != HUNDRED {
            let sum = number::format_decimal(sum, super::POINTS_SCALE);
            let sum = sum.trim_end_matches('0').trim_end_matches('.');
            self.out.push(Diagnostic::new(Code::WeightsSum, at.span, &at.pointer, &[&what, &of, &sum]));
        }
    }

    fn dimension(
        &mut self,
        decl: &policy::Dimension,
        codes: &[(String, Option<Localised>)],
        reasons: bool,
    ) -> Option<Dimension> {
        let weights: Vec<&Text> = decl.indicators.iter().filter_map(|i| i.weight.as_ref()).collect();
        self.weights(&weights, ("the indicators", "`indicators`"), &decl.id, &decl.at);
        let indicators: Vec<Option<Indicator>> =
            decl.indicators.iter().map(|i| self.indicator(i, codes, reasons)).collect();
        Some(Dimension {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            weight: literal::points(&decl.weight).ok()?,
            indicators: indicators.into_iter().collect::<Option<Vec<_>>>()?,
        })
    }

    fn indicator(
        &mut self,
        decl: &policy::Indicator,
        codes: &[(String, Option<Localised>)],
        reasons: bool,
    ) -> Option<Indicator> {
        let reason = self.reason(decl, codes, reasons);
        let missing = match &decl.missing {
            None | Some(policy::Missing::Unknown) => Missing::Unknown,
            Some(policy::Missing::Neutral) => Missing::Neutral,
            Some(policy::Missing::Points(text)) => Missing::Points(self.number(text)?),
        };
        let of = aggregate::source(self.scope, &decl.of, self.out)?;
        let mut check = PointsCheck { scope: self.scope, cards: self.cards, out: self.out };
        let points: Points = check.points(&decl.points, &of, &decl.at)?;
        let weight = match &decl.weight {
            Some(text) => literal::points(text).ok()?,
            None => HUNDRED,
        };
        let (id, label) = (decl.id.clone(), decl.about.label.clone());
        Some(Indicator { id, label, of, weight, points, missing, reason })
    }

    fn reason(
        &mut self,
        decl: &policy::Indicator,
        codes: &[(String, Option<Localised>)],
        wanted: bool,
    ) -> Option<u16> {
        let Some(text) = &decl.reason else {
            if wanted {
                let finding =
                    Diagnostic::new(Code::ReasonWithoutCode, decl.at.span, &decl.at.pointer, &[&decl.id]);
                self.out.push(finding);
            }
            return None;
        };
        match codes.iter().position(|(c, _)| *c == text.text) {
            Some(at) => u16::try_from(at).ok(),
            None => {
                self.out.push(Diagnostic::new(
                    Code::UnknownReasonCode,
                    text.span,
                    &text.pointer,
                    &[&text.text],
                ));
                None
            }
        }
    }
}

//! Findings about indicators: bins and stretches of curves that no declared value reaches.
//!
//! That bins leave no gap, and that earlier ones do not take all of a later one, was checked for what fields declare; here
//! it is asked of what is computed from them: ten thousands of a balance, days since a date, a substitute for what is
//! missing.

use alloc::string::String;

use super::truth::Variables;
use super::{Analysis, Subject};
use crate::diagnostic::Code;
use crate::model::{CellSet, Indicator, Points};
use crate::policy::At;

/// Looks at every indicator.
pub(super) fn points(subject: Subject<'_>, out: &mut Analysis) {
    let mut variables = Variables::new(subject.model, subject.today);
    for (card, decl) in subject.model.scorecards.iter().zip(&subject.policy.scorecards) {
        for (dimension, decl) in card.dimensions.iter().zip(&decl.dimensions) {
            for (indicator, decl) in dimension.indicators.iter().zip(&decl.indicators) {
                reached(&mut variables, indicator, &decl.at, out);
            }
        }
        if let (Some(indicator), Some(decl)) = (&card.baseline, &decl.baseline) {
            reached(&mut variables, indicator, &decl.at, out);
        }
    }
}

fn reached(variables: &mut Variables<'_>, indicator: &Indicator, at: &At, out: &mut Analysis) {
    let line = variables.line(&indicator.of);
    let mut rest = variables.reached(&line);
    let mut never = |part: String| out.found(Code::PointsNeverReached, at, &[&part, &indicator.id], None);
    match &indicator.points {
        Points::Bins(bins) => {
            for bin in bins {
                if !bin.set.meets(&rest) {
                    never(bin.text.clone());
                }
                rest = rest.minus(&bin.set);
            }
        }
        Points::Curve(knots) => {
            let CellSet::Ranges(set) = &rest else { return };
            let Some((low, high)) = set.0.first().zip(set.0.last()).map(|(a, b)| (a.0, b.1)) else { return };
            for pair in knots.windows(2) {
                let [(from, _), (to, _)] = pair else { continue };
                if i128::from(*to) <= low || i128::from(*from) >= high {
                    let end = |at: i64| {
                        CellSet::Ranges(crate::model::sets::RangeSet::range(at.into(), at.into()))
                            .example(indicator.of.ty, &[])
                    };
                    never(alloc::format!("{}..{}", end(*from), end(*to)));
                }
            }
        }
    }
}

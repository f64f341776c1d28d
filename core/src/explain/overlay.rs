//! Parameters that have another value for a customer, because the customer's branch set them.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::Explain;
use crate::evaluate::overlays::{Judged, Status, cell, judged};
use crate::model::overlays::{AUTHOR, BRANCH, ID, REASON};
use crate::number::format_decimal;
use crate::value::{Type, Value};

/// A parameter that a branch has set.
#[derive(Debug, Clone, Serialize)]
pub struct OverlayText {
    /// The parameter's name.
    pub param: String,
    /// Its label.
    pub label: String,
    /// Its value for the customers of the branch.
    pub value: String,
    /// The policy's value.
    pub core: String,
    /// The branch.
    pub branch: String,
    /// Id of the row that says so.
    pub id: String,
    /// Who says so; empty when nobody is named.
    pub author: String,
    /// Why; empty when it is not said.
    pub reason: String,
}

impl Explain<'_, '_> {
    /// The parameters that the customer's branch has set, in the policy's order.
    pub(super) fn overlaid(&self) -> Vec<OverlayText> {
        let Some(overlays) = &self.run.program.overlays else { return Vec::new() };
        if !self.machine.is_known(overlays.by, self.row) {
            return Vec::new();
        }
        let branch = self.machine.code_at(overlays.by, self.row);
        let rows = judged(self.run.dataset, self.run.program);
        let acting = |at: u32| {
            let of = Some((at, branch));
            rows.iter().find(move |j| j.of == of && j.status == Status::Applied)
        };
        (0..)
            .zip(&self.run.model.params)
            .filter_map(|(at, param)| Some(self.overlay(param, acting(at)?)))
            .collect()
    }

    fn overlay(&self, param: &crate::model::Param, acting: &Judged) -> OverlayText {
        let text = |field| {
            cell(self.run.dataset, self.run.program, acting.row, field).unwrap_or_default().to_string()
        };
        let core = match param.value {
            Value::Int(value) | Value::Decimal(value, _) => value,
            Value::Date(day) => day.into(),
            _ => 0,
        };
        OverlayText {
            param: param.id.clone(),
            label: self.label(param.label.as_ref(), &param.id),
            value: show(param.ty, acting.value),
            core: show(param.ty, core),
            branch: text(BRANCH),
            id: text(ID),
            author: text(AUTHOR),
            reason: text(REASON),
        }
    }
}

/// A value of a type that a branch can set.
fn show(ty: Type, value: i64) -> String {
    match ty {
        Type::Decimal(scale) => format_decimal(value, scale),
        Type::Date => crate::date::format(i32::try_from(value).unwrap_or(0)),
        _ => value.to_string(),
    }
}

//! What went to customers and is on its way to them, as the next run takes it.

use alloc::string::String;

use super::{OutputColumn, OutputTable, OutputValues};
use crate::column::Bits;
use crate::model::reserved::state::{STATE_TOUCHES, TouchField as Of};
use crate::outcome::{Outcome, Run};
use crate::plan::TouchRow;
use crate::policy::AlertKind;

/// The touches that the next run has to know of, by customer and id.
pub(super) fn state(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let all = &outcome.plan(run).touches;
    let text = |of: Of, value: &dyn Fn(&TouchRow) -> Option<String>| {
        OutputColumn::texts(of.name(), all.len(), &|row| all.get(row).and_then(value))
    };
    let days = OutputValues::Date(all.iter().map(|touch| touch.day).collect());
    let columns = alloc::vec![
        text(Of::CustomerId, &|touch| Some(touch.key.clone())),
        text(Of::TouchId, &|touch| Some(touch.id.clone())),
        OutputColumn { known: Some(Bits::ones(all.len())), ..OutputColumn::new(Of::Day.name(), days) },
        text(Of::Kind, &|touch| touch.kind.map(|kind| AlertKind::id(kind).into())),
        text(Of::Channel, &|touch| touch.channel.clone()),
        text(Of::Form, &|touch| Some(touch.form.id().into())),
        text(Of::Household, &|touch| touch.household.clone()),
    ];
    OutputTable { name: STATE_TOUCHES, rows: all.len(), columns }
}

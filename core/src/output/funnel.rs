//! The table of funnels: per alert what its conditions let through, one after the other and each alone.

use alloc::vec::Vec;

use super::{OutputColumn, OutputTable, OutputValues};
use crate::funnel::Step;
use crate::model::{Alert, Model};
use crate::value::Lang;

/// Its name.
pub(crate) const FUNNEL: &str = "funnel";

/// The table: alerts in the order of the policy, of each first of how many it is asked, then its conditions.
pub(crate) fn funnel(model: &Model, funnels: &[Vec<Step>]) -> OutputTable {
    let steps: Vec<(&Alert, u32, &Step)> = model
        .alerts
        .iter()
        .zip(funnels)
        .flat_map(|(alert, steps)| (0u32..).zip(steps).map(move |(at, step)| (alert, at, step)))
        .collect();
    let texts = |name, lang| {
        let texts = crate::print::steps(model, lang);
        OutputColumn::texts(name, steps.len(), &|at| texts.get(at).cloned())
    };
    let count = |name: &str, of: &dyn Fn(&Step) -> u64| {
        let values = steps.iter().map(|(.., step)| i64::try_from(of(step)).unwrap_or(i64::MAX)).collect();
        OutputColumn::new(name, OutputValues::Int(values))
    };
    let columns = alloc::vec![
        OutputColumn::texts("alert", steps.len(), &|at| steps.get(at).map(|(alert, ..)| alert.id.clone())),
        OutputColumn::new("position", OutputValues::Index(steps.iter().map(|(_, at, _)| *at).collect())),
        texts("condition_en", Lang::En),
        texts("condition_zh", Lang::ZhCn),
        count("false", &|step| step.failed),
        count("unknown", &|step| step.unknown),
        count("alone", &|step| step.alone),
        count("left", &|step| step.left),
    ];
    OutputTable { name: FUNNEL, rows: steps.len(), columns }
}

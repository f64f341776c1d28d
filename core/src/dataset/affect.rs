//! What rests on a field, so that people see what becomes doubtful when it is not known.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::model::{FieldId, Model, Report, Term, rests_on_rows};
use crate::order::sort_unique;
use crate::policy::Localised;

/// A part of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affected {
    /// `scorecard`, `dimension`, `table`, `class`, `tag`, `alert`, `offer` or `report`.
    pub kind: &'static str,
    /// Its name; of a dimension with the scorecard's before it, as expressions name it.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
}

/// What rests on the fields of a policy.
pub(super) struct Affects {
    parts: Vec<Affected>,
    /// Field and index of a part, sorted.
    pairs: Vec<(FieldId, usize)>,
}

impl Affects {
    /// Follows every part of the policy to the fields that it reads.
    pub(super) fn of(model: &Model) -> Self {
        let mut found = Self { parts: Vec::new(), pairs: Vec::new() };
        for card in &model.scorecards {
            let indicators = card.dimensions.iter().flat_map(|d| &d.indicators).chain(&card.baseline);
            found.add(model, "scorecard", (card.id.clone(), &card.label), indicators.map(|i| &i.of));
            for dimension in &card.dimensions {
                let id = format!("{}.{}", card.id, dimension.id);
                let terms = dimension.indicators.iter().map(|i| &i.of);
                found.add(model, "dimension", (id, &dimension.label), terms);
            }
        }
        for table in &model.decisions {
            let terms = table.inputs.iter().map(|(_, term)| term);
            found.add(model, "table", (table.id.clone(), &table.label), terms);
        }
        for class in &model.classes {
            let terms = class.table.inputs.iter().map(|(_, term)| term);
            found.add(model, "class", (class.id.clone(), &class.label), terms);
        }
        for tag in model.derives.iter().filter(|derive| derive.tag) {
            found.add(model, "tag", (tag.id.clone(), &tag.label), [&tag.term].into_iter());
        }
        for alert in &model.alerts {
            let terms = [&alert.when].into_iter().chain(&alert.event_key).chain(&alert.stop);
            let terms = terms.chain(&alert.suppress).chain(&alert.stake);
            found.add(model, "alert", (alert.id.clone(), &alert.label), terms);
        }
        for offer in &model.offers {
            found.add(model, "offer", (offer.id.clone(), &offer.label), offer.terms());
        }
        for report in &model.reports {
            found.add(model, "report", (report.id.clone(), &report.label), Report::terms(report));
        }
        sort_unique(&mut found.pairs);
        found
    }

    fn add<'t>(
        &mut self,
        model: &Model,
        kind: &'static str,
        (id, label): (String, &Option<Localised>),
        terms: impl Iterator<Item = &'t Term>,
    ) {
        let at = self.parts.len();
        self.parts.push(Affected { kind, id, label: label.clone() });
        for term in terms {
            rests_on_rows(model, term, &mut |field, _| self.pairs.push((field, at)));
        }
    }

    /// The parts that rest on a field, in the policy's order.
    pub(super) fn by(&self, field: FieldId) -> Vec<Affected> {
        let start = self.pairs.partition_point(|(of, _)| *of < field);
        let own = self.pairs.iter().skip(start).take_while(|(of, _)| *of == field);
        own.filter_map(|(_, at)| self.parts.get(*at)).cloned().collect()
    }
}

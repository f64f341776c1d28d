//! Classes as columns of the customers, and the state that the next run reads.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::column_values;
use super::{OutputColumn, OutputTable, OutputValues, Strings, customer_key};
use crate::column::Bits;
use crate::model::{Class, ClassPart, Model, joined};
use crate::outcome::{Outcome, Run};
use crate::policy::Localised;
use crate::program::Needs;
use crate::standing::Standing;

/// The columns of classes, then those of tags.
pub(super) fn columns(run: &Run<'_>, outcome: &Outcome, out: &mut Vec<OutputColumn>) {
    for (class, columns) in run.model.classes.iter().zip(&outcome.classes) {
        for (part, column) in ClassPart::ALL.into_iter().zip(columns) {
            let (values, known) = column_values(run.model, outcome, column, class.types.of(part));
            let (name, label) = (name(class, part), label(class, part));
            out.push(OutputColumn { name, label, values, known });
        }
    }
    let tags = run.model.derives.iter().filter(|d| d.tag);
    for (tag, column) in tags.zip(&outcome.tags) {
        let (values, known) = column_values(run.model, outcome, column, tag.term.ty);
        out.push(OutputColumn { name: tag.id.clone(), label: tag.label.clone(), values, known });
    }
}

fn name(class: &Class, part: ClassPart) -> String {
    match part {
        ClassPart::Official => class.id.clone(),
        part => alloc::format!("{}_{}", class.id, part.id()),
    }
}

fn label(class: &Class, part: ClassPart) -> Option<Localised> {
    let of = class.label.as_ref()?;
    if part == ClassPart::Official {
        return Some(of.clone());
    }
    let part = part.label();
    Some(joined(of, &part.en, &part.zh_cn))
}

/// Where every customer stands in every class after the run, as the next run reads it. A customer whose state could not
/// be read has no row: what was quarantined has to be put right first.
pub(super) fn state(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let mut out = StateRows::default();
    let mut needs = Needs::default();
    needs.all(run.program.class_nodes.iter().map(|nodes| nodes.block));
    let mut machine = outcome.machine(run, &needs);
    for block in run.blocks() {
        machine.block(block.clone());
        for (row, customer) in block.enumerate() {
            for (class, nodes) in run.model.classes.iter().zip(&run.program.class_nodes) {
                let standing = machine.slot(nodes.block).classes.get(row).and_then(|c| c.standing);
                if let Some(standing) = standing {
                    out.push(run.model, class, customer_key(run.dataset, customer), &standing);
                }
            }
        }
    }
    out.table()
}

#[derive(Default)]
struct StateRows {
    customer: Strings,
    id: Strings,
    class: Strings,
    official: Strings,
    since: Vec<i32>,
    pending: (Strings, Bits),
    reviews: [Vec<i64>; 2],
    notice_until: (Vec<i32>, Bits),
    reviewed: Vec<i32>,
}

impl StateRows {
    fn push(&mut self, model: &Model, class: &Class, customer: &str, standing: &Standing) {
        let members = &model.enumeration(class.types.member).members;
        let name = |member: u32| members.get(member as usize).map_or("", |(id, _)| id.as_str());
        self.customer.push(customer);
        self.id.push(&alloc::format!("{}:{customer}", class.id));
        self.class.push(&class.id);
        self.official.push(standing.official.map_or(crate::model::class::UNRATED, name));
        self.since.push(standing.since);
        self.pending.0.push(standing.pending.map_or("", name));
        self.pending.1.push(standing.pending.is_some());
        let [up, down] = &mut self.reviews;
        up.push(standing.reviews_up.into());
        down.push(standing.reviews_down.into());
        self.notice_until.0.push(standing.notice_until.unwrap_or(0));
        self.notice_until.1.push(standing.notice_until.is_some());
        self.reviewed.push(standing.reviewed);
    }

    fn table(self) -> OutputTable {
        let rows = self.customer.len();
        let [up, down] = self.reviews;
        let maybe = |name: &str, values, known| OutputColumn {
            known: Some(known),
            ..OutputColumn::new(name, values)
        };
        let columns = alloc::vec![
            OutputColumn::new("customer_id", OutputValues::Text(self.customer)),
            OutputColumn::new("state_id", OutputValues::Text(self.id)),
            OutputColumn::new("class", OutputValues::Text(self.class)),
            OutputColumn::new("official", OutputValues::Text(self.official)),
            OutputColumn::new("since", OutputValues::Date(self.since)),
            maybe("pending", OutputValues::Text(self.pending.0), self.pending.1),
            OutputColumn::new("reviews_up", OutputValues::Int(up)),
            OutputColumn::new("reviews_down", OutputValues::Int(down)),
            maybe("notice_until", OutputValues::Date(self.notice_until.0), self.notice_until.1),
            OutputColumn::new("reviewed", OutputValues::Date(self.reviewed)),
        ];
        OutputTable { name: "state_classes", rows, columns }
    }
}

//! Parameters that branches may set, as nodes: what the customer's branch says, or else the policy's value.

use alloc::string::String;
use alloc::vec::Vec;

use super::lower::Lower;
use super::{NodeId, Op, Repr, repr_of};
use crate::dataset::CellReader;
use crate::model::overlays::OVERLAYS;
use crate::model::{Domain, Field, Param, TableId, reserved};
use crate::value::Value;

/// What is needed to judge rows of the table of overlays.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlays {
    /// The table.
    pub table: TableId,
    /// The branch of a customer, a text.
    pub by: NodeId,
    /// Every parameter by its name; those that branches may set with what the cells of their values may hold.
    pub params: Vec<(String, Option<CellReader>)>,
}

impl Lower<'_> {
    /// Notes the parameters and the branch, before anything is lowered that may use them.
    pub(super) fn overlays(&mut self) {
        let model = self.model;
        let (Some(id), Some(table)) = (model.overlays, model.schema.table_named(OVERLAYS)) else { return };
        let by = self.read(id, Repr::Code, Domain::Customer);
        let reader = |param: &Param| {
            let (min, max) = param.range.clone()?;
            let cell = reserved::nullable(&param.id, param.ty);
            let cell = Field { min: Some(min), max: Some(max), ..cell };
            param.overlaid.then(|| CellReader::of(&model.schema, &cell))
        };
        let params = model.params.iter().map(|p| (p.id.clone(), reader(p))).collect();
        self.program.overlays = Some(Overlays { table, by, params });
    }

    /// A parameter.
    pub(super) fn param(&mut self, index: u16) -> NodeId {
        let Some(param) = self.model.params.get(usize::from(index)) else { return self.value(&Value::Null) };
        let value = self.value(&param.value);
        let Some(by) = self.program.overlays.as_ref().filter(|_| param.overlaid).map(|o| o.by) else {
            return value;
        };
        let repr = repr_of(param.ty);
        let given = self.node(Op::Overlay(index.into(), by), Domain::Customer, repr);
        self.node(Op::Coalesce(given, value), Domain::Customer, repr)
    }
}

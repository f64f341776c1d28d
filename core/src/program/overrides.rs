//! Names that people may override or fill, as nodes: the value computed, unless a row of the table of overrides gives
//! another; and, where the bank's systems deliver none, the one that a row of the table of forms gives.

use alloc::string::String;
use alloc::vec::Vec;

use super::lower::Lower;
use super::{Lowered, NodeId, Op, Shown, repr_of};
use crate::dataset::CellReader;
use crate::date::Zone;
use crate::model::duration::Period;
use crate::model::form::FORMS;
use crate::model::overrides::OVERRIDES;
use crate::model::{Domain, Field, FieldId, Overridden, TableId, reserved};

/// A name that people may override, or a field that they may fill, as nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct OverrideNodes {
    /// The name.
    pub name: String,
    /// The table of overrides, or that of forms.
    pub table: TableId,
    /// The forms that fill it, and for how long an entry holds; none of an override.
    pub forms: Vec<(String, Option<Period>)>,
    /// What its cells may hold.
    pub reader: CellReader,
    /// The zone of times of entry that name none.
    pub zone: Zone,
    /// The value computed.
    pub core: Shown,
    /// The value that people give.
    pub given: NodeId,
    /// What stands: of an override the value that people give, or else the one computed; of a form the other way.
    pub stands: NodeId,
}

impl Lower<'_> {
    /// Makes the list of names, before anything is lowered that may use them: overrides, then fields that forms fill.
    pub(super) fn overrides(&mut self) {
        let model = self.model;
        for decl in &model.overrides {
            let (id, field) = match decl.of {
                Overridden::Field(id) => (Some(id), model.schema.field(id).cloned()),
                // Its nodes follow when the class is lowered.
                Overridden::Class(_) => (None, None),
            };
            let field = field.unwrap_or_else(|| reserved::nullable(&decl.name, decl.ty));
            self.named(OVERRIDES, id, &field, Vec::new());
        }
        let filled = model.filled();
        for id in &filled {
            let with = model.forms.iter().filter(|form| form.fields.contains(id));
            let forms = with.map(|form| (form.id.clone(), form.valid)).collect();
            if let Some(field) = model.schema.field(*id) {
                self.named(FORMS, Some(*id), field, forms);
            }
        }
        let overridden = model.overrides.iter().filter_map(|decl| match decl.of {
            Overridden::Field(id) => Some(id),
            Overridden::Class(_) => None,
        });
        overridden.chain(filled).for_each(|id| {
            self.field(id);
        });
    }

    /// Enters a name in the list; of a field, with the value that was delivered and may be used.
    fn named(
        &mut self,
        table: &str,
        id: Option<FieldId>,
        field: &Field,
        forms: Vec<(String, Option<Period>)>,
    ) {
        let Some(table) = self.model.schema.table_named(table) else { return };
        let core = id.map_or(NodeId(0), |id| {
            let repr = repr_of(field.ty);
            let node = self.node(Op::Input(id), Domain::Customer, repr);
            self.permitted(id, node, repr)
        });
        self.program.overrides.push(OverrideNodes {
            name: field.id.clone(),
            table,
            forms,
            reader: CellReader::of(&self.model.schema, field),
            zone: self.model.zone(),
            core: Shown { at: Lowered::Node(core), ty: field.ty },
            given: NodeId(0),
            stands: NodeId(0),
        });
    }

    /// A field of customers, or what people say where it is missing, or what they say instead.
    pub(super) fn field(&mut self, id: FieldId) -> Option<NodeId> {
        let filled = self.filled(id);
        let Some(index) = self.model.overrides.iter().position(|o| o.of == Overridden::Field(id)) else {
            return filled;
        };
        let Lowered::Node(core) = self.program.overrides.get(index)?.core.at else { return None };
        Some(self.overridden(index, filled.unwrap_or(core)))
    }

    /// A field that forms fill: the value that was delivered or, where there is none, the one that people give. What
    /// the customer does not permit to be used is not given either.
    fn filled(&mut self, id: FieldId) -> Option<NodeId> {
        let at = self.model.filled().iter().position(|filled| *filled == id)?;
        let index = self.model.overrides.len() + at;
        let Lowered::Node(core) = self.program.overrides.get(index)?.core.at else { return None };
        let repr = self.program.node(core)?.repr;
        let given = self.node(Op::Override(u32::try_from(index).ok()?), Domain::Customer, repr);
        let given = self.permitted(id, given, repr);
        let stands = self.node(Op::Coalesce(core, given), Domain::Customer, repr);
        let nodes = self.program.overrides.get_mut(index)?;
        (nodes.given, nodes.stands) = (given, stands);
        Some(stands)
    }

    /// What stands when people may override the value that a node computes.
    pub(super) fn overridden(&mut self, index: usize, core: NodeId) -> NodeId {
        let Some(repr) = self.program.node(core).map(|n| n.repr) else { return core };
        let given = Op::Override(u32::try_from(index).unwrap_or(u32::MAX));
        let given = self.node(given, Domain::Customer, repr);
        let stands = self.node(Op::Coalesce(given, core), Domain::Customer, repr);
        if let Some(nodes) = self.program.overrides.get_mut(index) {
            nodes.core.at = Lowered::Node(core);
            (nodes.given, nodes.stands) = (given, stands);
        }
        stands
    }
}

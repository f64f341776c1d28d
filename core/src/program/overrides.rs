//! Names that people may override, as nodes: the value computed, unless a row of the table gives another.

use alloc::string::String;

use super::lower::Lower;
use super::{Lowered, NodeId, Op, Shown, repr_of};
use crate::dataset::CellReader;
use crate::date::Zone;
use crate::model::overrides::OVERRIDES;
use crate::model::{Domain, FieldId, Overridden, TableId, reserved};

/// A name that people may override, as nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct OverrideNodes {
    /// The name.
    pub name: String,
    /// The table of overrides.
    pub table: TableId,
    /// What its cells may hold.
    pub reader: CellReader,
    /// The zone of times of entry that name none.
    pub zone: Zone,
    /// The value computed.
    pub core: Shown,
    /// What stands: the value that people give, or else the one computed.
    pub stands: NodeId,
}

impl Lower<'_> {
    /// Makes the list of names, before anything is lowered that may use them.
    pub(super) fn overrides(&mut self) {
        let Some(table) = self.model.schema.table_named(OVERRIDES) else { return };
        for decl in &self.model.overrides {
            let (id, field) = match decl.of {
                Overridden::Field(id) => (Some(id), self.model.schema.field(id).cloned()),
                // Its nodes follow when the class is lowered.
                Overridden::Class(_) => (None, None),
            };
            let field = field.unwrap_or_else(|| reserved::nullable(&decl.name, decl.ty));
            let reader = CellReader::of(&self.model.schema, &field);
            let core = id.map_or(NodeId(0), |id| {
                let repr = repr_of(decl.ty);
                let node = self.node(Op::Input(id), Domain::Customer, repr);
                self.permitted(id, node, repr)
            });
            let core = Shown { at: Lowered::Node(core), ty: decl.ty };
            let (name, zone) = (decl.name.clone(), self.model.zone());
            self.program.overrides.push(OverrideNodes { name, table, reader, zone, core, stands: NodeId(0) });
            if let Some(id) = id {
                self.field(id);
            }
        }
    }

    /// A field of customers, or what people say instead.
    pub(super) fn field(&mut self, id: FieldId) -> Option<NodeId> {
        let index = self.model.overrides.iter().position(|o| o.of == Overridden::Field(id))?;
        let Lowered::Node(core) = self.program.overrides.get(index)?.core.at else { return None };
        Some(self.overridden(index, core))
    }

    /// What stands when people may override the value that a node computes.
    pub(super) fn overridden(&mut self, index: usize, core: NodeId) -> NodeId {
        let Some(repr) = self.program.node(core).map(|n| n.repr) else { return core };
        let given = Op::Override(u32::try_from(index).unwrap_or(u32::MAX));
        let given = self.node(given, Domain::Customer, repr);
        let stands = self.node(Op::Coalesce(given, core), Domain::Customer, repr);
        if let Some(nodes) = self.program.overrides.get_mut(index) {
            nodes.core.at = Lowered::Node(core);
            nodes.stands = stands;
        }
        stands
    }
}

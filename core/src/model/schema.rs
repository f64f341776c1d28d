//! Tables and fields as checked: what a column may hold and how its cells are read.

use alloc::string::String;
use alloc::vec::Vec;

use super::change::Change;
use super::consent::Lawful;
use crate::date::Zone;
use crate::policy::Localised;
use crate::value::{EnumId, Type, Value};

/// Index of a table in [`Schema::tables`]; 0 is `customers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TableId(pub u16);

/// The table of customers.
pub const CUSTOMERS: TableId = TableId(0);

/// A field: its table and its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId {
    /// The table.
    pub table: TableId,
    /// Index in [`Table::fields`].
    pub field: u16,
}

/// All input tables, and the enumerations of the whole policy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// `customers` first, then the child tables and the reference tables in document order, then reserved tables.
    pub tables: Vec<Table>,
    /// Enumerations of fields and of outputs.
    pub enums: Vec<EnumDef>,
    /// The policy's zone: that of cells and literals that name none.
    pub zone: Zone,
}

/// An input table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub id: String,
    /// Its label.
    pub label: Option<Localised>,
    /// What identifies a row.
    pub key: RowKey,
    /// Declared CSV delimiter; detected when absent.
    pub delimiter: Option<u8>,
    /// CSV quote.
    pub quote: u8,
    /// Its fields, in document order.
    pub fields: Vec<Field>,
    /// Of a child table: its place in time.
    pub time: TableTime,
}

/// When the rows of a child table happened and became known, and how far its deliveries reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableTime {
    /// The field with the date of the event.
    pub event_date: Option<u16>,
    /// Whether that date may lie in the future.
    pub planned: bool,
    /// The field that says when the bank learned of a row.
    pub known_at: Option<u16>,
    /// The field by which the latest of several rows of one id is told.
    pub latest_by: Option<u16>,
    /// How many days a delivery holds, the last complete day among them.
    pub coverage: Option<i32>,
    /// How many days after its last complete day the table may still be used.
    pub max_age: Option<i32>,
}

impl TableTime {
    /// The fields without which it is not known when a row is there.
    pub fn fields(self) -> impl Iterator<Item = u16> {
        [self.event_date, self.known_at, self.latest_by].into_iter().flatten()
    }
}

/// What identifies a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKey {
    /// Customers: the key is this field.
    Field(u16),
    /// Customers: the number of the row, from 1.
    RowNumber,
    /// Child rows: the field with the customer's key, the field with the row's id, rows allowed per customer.
    Child {
        /// Field with the customer's key.
        parent: u16,
        /// Field with the row's own id.
        id: u16,
        /// Rows allowed per customer.
        max_rows: u32,
    },
    /// Rows that are not about a customer: the field that they are looked up by, and when each of them holds.
    ///
    /// Without `from` a row always holds. With `from` only, it holds until the next row of its key begins; with both,
    /// from the one day until before the other (open when missing); with the same field twice, on that day only.
    Reference {
        /// Field with the key.
        key: u16,
        /// Field with the first day.
        from: Option<u16>,
        /// Field with the day after the last.
        to: Option<u16>,
    },
}

impl RowKey {
    /// The fields without which there is no row.
    pub fn fields(&self) -> impl Iterator<Item = u16> {
        let fields = match self {
            Self::Field(key) => [Some(*key), None, None],
            Self::RowNumber => [None; 3],
            Self::Child { parent, id, .. } => [Some(*parent), Some(*id), None],
            Self::Reference { key, from, to } => [Some(*key), *from, *to],
        };
        fields.into_iter().flatten()
    }
}

/// A field of an input table.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub id: String,
    /// Column of the source.
    pub source: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its type: never `Null` or `Ratio`.
    pub ty: Type,
    /// Unit, such as `CNY`.
    pub unit: Option<String>,
    /// Smallest permitted value (same type as the field).
    pub min: Option<Value>,
    /// Largest permitted value.
    pub max: Option<Value>,
    /// Whether its column may be absent and its cells empty without a fault.
    pub nullable: bool,
    /// Cell texts that mean missing, besides the empty cell.
    pub null_texts: Vec<String>,
    /// Cell texts that mean true (booleans only; never empty for them).
    pub true_texts: Vec<String>,
    /// Cell texts that mean false.
    pub false_texts: Vec<String>,
    /// Data class: `C1` or `C2`; a C2 value is masked in faults.
    pub class: Option<String>,
    /// Purposes for which it may be used.
    pub purpose: Vec<String>,
    /// The ground on which it is used.
    pub lawful: Lawful,
    /// In what steps it may be changed when the cheapest change is asked for; `None`: it may not.
    pub change: Option<Change>,
    /// Whether some rule, key or output of the policy needs it; an unneeded column is not read.
    pub used: bool,
    /// Whether its column is read for people to look at, though nothing rests on it: a cell that cannot be read is
    /// unknown then, and no fault. See [`Schema::keep`].
    pub kept: bool,
    /// Rank of (table, field) by name: where unknown reasons meet, the smallest (reason, rank) wins.
    pub rank: u16,
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnumDef {
    /// Its members, in document order: id and label.
    pub members: Vec<(String, Option<Localised>)>,
}

impl Field {
    /// Whether its values are shown to nobody who looks for what is wrong with a file.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.class.as_deref() == Some("C2") || self.lawful.sensitive
    }
}

impl Schema {
    /// Keeps the fields that nothing in the policy reads, so that people may look at them. What a run puts out is the
    /// same with and without them.
    pub fn keep(&mut self) {
        for field in self.tables.iter_mut().flat_map(|table| &mut table.fields) {
            field.kept = !field.used;
        }
    }

    /// Whether fields that nothing reads are kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.tables.iter().flat_map(|table| &table.fields).any(|field| field.kept)
    }

    /// The field of an id.
    #[must_use]
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.tables.get(usize::from(id.table.0))?.fields.get(usize::from(id.field))
    }

    /// Whether the rows of a table are about customers.
    pub(crate) fn is_of_customers(&self, id: TableId) -> bool {
        self.table(id).is_some_and(|t| !matches!(t.key, RowKey::Reference { .. }))
    }

    /// The field of an id, to change it.
    pub(super) fn field_mut(&mut self, id: FieldId) -> Option<&mut Field> {
        self.tables.get_mut(usize::from(id.table.0))?.fields.get_mut(usize::from(id.field))
    }

    /// The table of an id.
    #[must_use]
    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(usize::from(id.0))
    }

    /// The table of a name.
    #[must_use]
    pub fn table_named(&self, name: &str) -> Option<TableId> {
        let index = self.tables.iter().position(|t| t.id == name)?;
        u16::try_from(index).ok().map(TableId)
    }

    /// The reference table of a name, which is not a reserved one's.
    #[must_use]
    pub fn reference_named(&self, name: &str) -> Option<TableId> {
        let id = self.table_named(name)?;
        let reference = matches!(self.table(id)?.key, RowKey::Reference { .. });
        (reference && !super::reserved::NAMES.contains(&name)).then_some(id)
    }

    /// The enumeration of an id; an empty one for an id that is not of this schema.
    #[must_use]
    pub fn enumeration(&self, id: EnumId) -> &EnumDef {
        static NONE: EnumDef = EnumDef { members: Vec::new() };
        self.enums.get(usize::from(id.0)).unwrap_or(&NONE)
    }
}

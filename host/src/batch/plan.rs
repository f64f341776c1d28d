//! What is known of a run before the first customer is judged: its tables, read once, and the places of their records.

use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;

use super::cut::{Cutter, Full, Placed};
use super::event::{Event, Tell};
use super::index::Indexer;
use super::live::Live;
use super::order::Order;
use super::scratch::Scratch;
use super::spill::Spilled;
use crate::error::{Error, Result};
use crate::input::{Batches, Encoding, InputFile, STDIN, Source, TableText, entry, is_typed, size, whole};
use crate::schema::Schema;

/// The tables of a run.
#[derive(Debug)]
pub(super) struct Plan {
    /// The customers first, then the child tables.
    tables: Vec<Placed>,
    order: Order,
    references: Vec<Reference>,
    encoding: Encoding,
    inputs: Vec<InputFile>,
    _scratch: Arc<Scratch>,
}

/// A table that every chunk gets whole.
#[derive(Debug)]
pub(super) struct Reference {
    pub table: String,
    pub content: Content,
}

/// A whole table.
#[derive(Debug)]
pub(super) enum Content {
    Text(Vec<u8>),
    Columns(Vec<RecordBatch>),
}

/// What a plan is made with.
pub(super) struct Planner<'a, 'l> {
    pub live: &'a mut Live<'l>,
    pub schema: &'a Schema,
    pub encoding: Encoding,
    pub tell: &'a Tell<'a>,
}

impl Planner<'_, '_> {
    /// Reads every table once. `folder` is for what does not fit into `memory` bytes per list.
    ///
    /// # Errors
    ///
    /// As [`crate::input::feed`].
    pub fn plan(&mut self, sources: Vec<Source>, folder: &Path, memory: usize) -> Result<Plan> {
        let scratch = Arc::new(Scratch::new(folder, memory)?);
        let (mut references, mut inputs, mut tables) = (Vec::new(), Vec::new(), Vec::new());
        let mut relations = Vec::new();
        let mut order = Order::default();
        for source in sources {
            let source = spooled(source, &scratch)?;
            if self.schema.kind(&source.table) == Some("reference") {
                if self.schema.has_ties() && self.schema.ties(&source.table) {
                    relations.push(self.index(source.clone(), &scratch)?);
                }
                let (reference, files) = self.reference(&source)?;
                references.push(reference);
                inputs.extend(files);
                continue;
            }
            let mut indexed = self.index(source, &scratch)?;
            inputs.extend(indexed.files.iter().cloned());
            let Some(customers) = tables.first().map(|placed: &Placed| &placed.indexed) else {
                order = Order::of(&indexed, self.schema.has_ties())?;
                tables.push(Placed { indexed, owners: None, spilled: Spilled::default() });
                continue;
            };
            let carried = self.schema.is_carried(&indexed.source.table);
            let owners = order.child(&indexed, carried, customers, &scratch)?;
            order.tied_by(&mut indexed)?;
            tables.push(Placed { indexed, owners: Some(owners), spilled: Spilled::default() });
        }
        relations.iter_mut().try_for_each(|indexed| order.tied_by(indexed))?;
        if let Some(customers) = tables.first() {
            order.close(&customers.indexed)?;
        }
        for placed in &mut tables {
            placed.indexed.forget_keys();
            let owners = placed.owners.as_ref();
            placed.spilled = Spilled::of(&placed.indexed, &order, owners, self.encoding, &scratch)?;
        }
        Ok(Plan { tables, order, references, encoding: self.encoding, inputs, _scratch: scratch })
    }

    fn index(&mut self, source: Source, scratch: &Arc<Scratch>) -> Result<super::index::Indexed> {
        let (tell, total) = (self.tell, size(&source));
        let reading =
            &mut |table: &str, bytes| tell(&Event::Reading { table: table.to_owned(), bytes, total });
        let mut indexer = Indexer {
            live: self.live,
            schema: self.schema,
            encoding: self.encoding,
            scratch,
            progress: reading,
            tell,
        };
        let indexed = indexer.table(source)?;
        let (table, records) = (indexed.source.table.clone(), indexed.records);
        (self.tell)(&Event::Indexed { table, records });
        Ok(indexed)
    }

    fn reference(&self, source: &Source) -> Result<(Reference, Vec<InputFile>)> {
        let table = source.table.clone();
        if !is_typed(source)? {
            let (mut text, mut bytes) = (TableText::new(source, self.encoding), Vec::new());
            while text.append(&mut bytes)? {}
            return Ok((Reference { table, content: Content::Text(bytes) }, text.files()));
        }
        let (mut batches, mut files) = (Vec::new(), Vec::new());
        let columns = self.schema.columns(&table);
        for path in &source.files {
            let (bytes, sha256) = whole(path)?;
            files.push(entry(&table, path, bytes, sha256));
            batches.extend(Batches::open(path, &columns)?.collect::<Result<Vec<_>>>()?);
        }
        Ok((Reference { table, content: Content::Columns(batches) }, files))
    }
}

/// The source with a file in the place of the standard input, which can be read only once.
fn spooled(mut source: Source, scratch: &Scratch) -> Result<Source> {
    for path in source.files.iter_mut().filter(|path| path.as_os_str() == STDIN) {
        // It is called as the standard input is, so that the files of a run are named as they were given.
        let place = scratch.path(STDIN);
        let fail = |cause| Error::file("keep the standard input in", &place, cause);
        let mut file = std::fs::File::create(&place).map_err(fail)?;
        std::io::copy(&mut std::io::stdin().lock(), &mut file).map_err(fail)?;
        *path = place;
    }
    Ok(source)
}

impl Plan {
    /// The chunks of the run.
    pub fn chunks(&self, full: Full) -> Result<Cutter<'_>> {
        Cutter::new(&self.tables, &self.order, self.encoding, full)
    }

    /// The files that were read, the customers' first.
    pub fn inputs(&self) -> &[InputFile] {
        &self.inputs
    }

    /// The tables that every chunk gets whole.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// Child tables of which every customer's rows are incomplete.
    pub fn incomplete(&self) -> &[String] {
        &self.order.incomplete
    }

    /// The most customers who have to be judged together.
    pub fn largest(&self) -> u64 {
        self.order.ties.largest(self.order.customers)
    }

    /// Records of customers.
    pub fn customers(&self) -> u64 {
        self.order.customers
    }
}

//! Output tables: what leaves the engine, as typed columns and as CSV text.
//!
//! Every door hands out these tables and nothing else, so a file has the same columns, the same numbers and the same
//! text everywhere. Cells that could start a formula in a spreadsheet are written so that they do not.

use alloc::string::String;
use alloc::vec::Vec;

use appraise_kernels::long::{Lying, SLACK, repeat_ends};

use crate::column::Bits;
use crate::date::Zone;
use crate::policy::Localised;

pub mod access;
mod assignment;
mod blocked;
mod classes;
mod contacts;
mod contributions;
mod customers;
mod digest;
pub(crate) mod due;
pub(crate) mod events;
pub(crate) mod funnel;
mod groups;
pub mod json;
mod manager;
mod ndjson;
mod notices;
mod offers;
mod outbox;
mod overlays;
mod overrides;
mod quotas;
pub(crate) mod rows;
pub(crate) mod shelf;
pub mod summary;
mod suspects;
mod tasks;
mod teams;
mod touches;
pub mod unknowns;
mod write;

pub(crate) use customers::changed_key_name;
pub(crate) use customers::per_customer;
pub use digest::digest;
pub use ndjson::ndjson;
pub use shelf::shared;
pub use summary::{Summary, summary};
pub(crate) use write::cell as cell_text;

use crate::dataset::Dataset;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::evaluate::BLOCK;
use crate::model::Model;
use crate::model::form::FORMS;
use crate::model::overrides::OVERRIDES;
use crate::model::reserved::state::{STATE_OUTBOX, STATE_RUN, STATE_TASKS, STATE_TOUCHES};
use crate::outcome::{Outcome, Run};

/// Names of the output tables of a policy, in the order in which they are listed. A table that nothing in the policy
/// can fill is not one of its tables.
#[must_use]
pub fn tables(model: &Model) -> Vec<&'static str> {
    listed(model).into_iter().filter(|(_, filled)| *filled).map(|(name, _)| name).collect()
}

/// All output tables that there are, and whether something in a policy can fill them.
fn listed(model: &Model) -> [(&'static str, bool); 32] {
    let state = model.schema.table_named(STATE_RUN).is_some();
    [
        ("customers", true),
        ("tasks", true),
        ("blocked", model.blocks()),
        ("offers", !model.offers.is_empty()),
        ("offers_blocked", !model.offers.is_empty()),
        ("outbox", model.schema.table_named(STATE_OUTBOX).is_some()),
        ("contributions", true),
        ("unknowns", true),
        ("faults", true),
        ("quarantine", true),
        ("notices", !model.governed.is_empty()),
        ("overlays", model.overlays.is_some()),
        (OVERRIDES, !model.overrides.is_empty()),
        (FORMS, !model.forms.is_empty()),
        ("groups", !model.groups.is_empty()),
        ("suspects", !model.suspect.is_empty()),
        (contacts::CONTACTS, model.contact.is_some()),
        (contacts::AGENDA, model.contact.is_some()),
        ("quotas", !model.quotas.is_empty()),
        ("assignment", model.assignment.is_some()),
        ("assignment_summary", model.assignment.is_some()),
        ("assignment_total", model.assignment.is_some()),
        ("teams", !model.teams.is_empty()),
        ("reports", !model.reports.is_empty()),
        (funnel::FUNNEL, !model.alerts.is_empty()),
        (access::ROWS, model.access.is_some()),
        (access::COLUMNS, model.access.is_some()),
        ("state_classes", !model.classes.is_empty()),
        (STATE_TASKS, state),
        (STATE_OUTBOX, model.schema.table_named(STATE_OUTBOX).is_some()),
        (STATE_TOUCHES, model.schema.table_named(STATE_TOUCHES).is_some()),
        (STATE_RUN, state),
    ]
}

/// One output table.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputTable {
    /// Its name.
    pub name: &'static str,
    /// Number of rows.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<OutputColumn>,
}

/// One column of an output table.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// Its label, when the policy gives one.
    pub label: Option<Localised>,
    /// Its values; unknown cells hold the zero of the type.
    pub values: OutputValues,
    /// Which cells have a value; `None`: all.
    pub known: Option<Bits>,
}

/// Values of an output column.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValues {
    /// Booleans.
    Bool(Bits),
    /// Ints.
    Int(Vec<i64>),
    /// Decimals: scaled ints and their scale.
    Decimal(Vec<i64>, u8),
    /// Doubles.
    Double(Vec<f64>),
    /// Dates: days since 1970-01-01.
    Date(Vec<i32>),
    /// Instants: microseconds UTC, shown in a zone.
    Instant(Vec<i64>, Zone),
    /// Texts: ends of each, and the bytes.
    Text(Strings),
    /// Row numbers and counts.
    Index(Vec<u32>),
}

/// Texts one after the other, Arrow's layout of UTF-8 columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strings {
    /// Text `i` is `bytes[offsets[i]..offsets[i + 1]]`.
    pub offsets: Vec<i32>,
    /// All texts.
    pub bytes: String,
}

impl Default for Strings {
    fn default() -> Self {
        Self { offsets: alloc::vec![0], bytes: String::new() }
    }
}

impl Strings {
    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.offsets.push(i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    /// Appends the texts of some codes.
    pub(crate) fn extend(&mut self, texts: Lying<'_>, codes: &[u32]) {
        let (start, last) = (self.offsets.len(), self.offsets.last().copied().unwrap_or(0));
        self.offsets.resize(start + codes.len(), 0);
        let bytes = texts.ends_of(codes, last, self.offsets.get_mut(start..).unwrap_or(&mut []));
        let mut copied = alloc::vec![0; bytes + SLACK];
        let end = texts.copy(codes, &mut copied);
        self.bytes.push_str(core::str::from_utf8(copied.get(..end).unwrap_or(&[])).unwrap_or(""));
    }

    /// Appends a few texts several times over.
    pub(crate) fn repeat<'a>(&mut self, texts: impl Iterator<Item = &'a str>, times: usize) {
        let mut unit = Self::default();
        texts.for_each(|text| unit.push(text));
        let (start, last) = (self.offsets.len(), self.offsets.last().copied().unwrap_or(0));
        self.offsets.resize(start + unit.len() * times, 0);
        let ends = unit.offsets.get(1..).unwrap_or(&[]);
        repeat_ends(ends, last, self.offsets.get_mut(start..).unwrap_or(&mut []));
        self.bytes.push_str(&unit.bytes.repeat(times));
    }

    /// Text `i`.
    #[must_use]
    pub fn get(&self, i: usize) -> &str {
        let at = |i: usize| self.offsets.get(i).and_then(|o| usize::try_from(*o).ok());
        match (at(i), at(i + 1)) {
            (Some(start), Some(end)) => self.bytes.get(start..end).unwrap_or(""),
            _ => "",
        }
    }

    /// Number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl OutputColumn {
    /// A column without unknown cells.
    pub(crate) fn new(name: &str, values: OutputValues) -> Self {
        Self { name: name.into(), label: None, values, known: None }
    }

    /// As [`Self::texts`], of texts that are there already.
    pub(crate) fn names<'a>(name: &str, rows: usize, of: &dyn Fn(usize) -> Option<&'a str>) -> Self {
        let (mut texts, mut known) = (Strings::default(), Bits::default());
        for row in 0..rows {
            let text = of(row);
            known.push(text.is_some());
            texts.push(text.unwrap_or(""));
        }
        Self { known: Some(known), ..Self::new(name, OutputValues::Text(texts)) }
    }

    /// A column of texts, one per row; a row without one is unknown.
    pub(crate) fn texts(name: &str, rows: usize, of: &dyn Fn(usize) -> Option<String>) -> Self {
        let (mut texts, mut known) = (Strings::default(), Bits::default());
        for row in 0..rows {
            let text = of(row);
            known.push(text.is_some());
            texts.push(text.as_deref().unwrap_or(""));
        }
        Self { known: Some(known), ..Self::new(name, OutputValues::Text(texts)) }
    }
}

/// Builds an output table of a run.
///
/// # Errors
/// `UnknownOutput` for a name that is not one of [`tables`].
pub fn table(run: &Run<'_>, outcome: &Outcome, name: &str) -> Result<OutputTable, Diagnostic> {
    let is_it = |(known, filled): &(&str, bool)| *filled && *known == name;
    Ok(match listed(run.model).into_iter().find(is_it).map_or("", |(known, _)| known) {
        "customers" => customers::customers(run, outcome),
        "tasks" => tasks::tasks(run, outcome),
        "blocked" => blocked::blocked(run, outcome),
        "offers" => offers::offers(run, outcome),
        "offers_blocked" => offers::blocked(run, outcome),
        "outbox" => outbox::outbox(run, outcome),
        "contributions" => contributions::contributions(run, outcome, 0..run.rows()),
        "unknowns" => unknowns::unknowns(run, outcome),
        "faults" => rows::faults(run, outcome),
        "quarantine" => rows::quarantine(run.model, run.dataset),
        "notices" => notices::notices(run),
        "overlays" => overlays::overlays(run),
        OVERRIDES => overrides::overrides(run, outcome, OVERRIDES),
        FORMS => overrides::overrides(run, outcome, FORMS),
        "groups" => groups::groups(run, outcome),
        "suspects" => suspects::suspects(run),
        contacts::CONTACTS => contacts::contacts(run, outcome),
        contacts::AGENDA => contacts::agenda(run, outcome),
        "quotas" => quotas::quotas(run, outcome),
        "assignment" => assignment::assignment(run, outcome),
        "assignment_summary" => assignment::summary(run, outcome),
        "assignment_total" => assignment::total(run, outcome),
        "teams" => teams::teams(run, outcome),
        "reports" => crate::report::table(run.model, &outcome.reports),
        funnel::FUNNEL => funnel::funnel(run.model, &outcome.funnels),
        access::ROWS => access::rows(run),
        access::COLUMNS => access::columns(run),
        "state_classes" => classes::state(run, outcome),
        STATE_TASKS => tasks::state_tasks(run, outcome),
        STATE_OUTBOX => outbox::state_outbox(run, outcome),
        STATE_TOUCHES => touches::state(run, outcome),
        STATE_RUN => tasks::state_run(run),
        _ => {
            return Err(Diagnostic::new(
                Code::UnknownOutput,
                Span::default(),
                "",
                &[&name, &tables(run.model).join(", ")],
            ));
        }
    })
}

/// A table as CSV text: header, one line per row, `\r\n` after each, cells quoted where they must be.
#[must_use]
pub fn csv(table: &OutputTable) -> String {
    write::csv(table)
}

/// Of how many customers a part of the contributions is.
const PART: usize = 16 * BLOCK;

/// A part of a table as CSV text, the header in part 0; `None` after the last. Contributions are many times as many
/// rows as there are customers, so they are made part by part and never all at once; another table is one part.
///
/// # Errors
/// `UnknownOutput` for a name that is not one of [`tables`].
pub fn csv_part(
    run: &Run<'_>,
    outcome: &Outcome,
    name: &str,
    part: usize,
) -> Result<Option<String>, Diagnostic> {
    let start = part.saturating_mul(PART);
    if part > 0 && (name != "contributions" || start >= run.rows()) {
        return Ok(None);
    }
    if name != "contributions" {
        return Ok(Some(csv(shared(run, outcome, name)?.as_ref())));
    }
    let made = contributions::contributions(run, outcome, start..start.saturating_add(PART));
    let text = csv(&made);
    let header = if part == 0 { 0 } else { text.find("\r\n").map_or(0, |end| end + 2) };
    Ok(text.get(header..).map(String::from))
}

/// The key of a customer.
#[must_use]
pub fn customer_key(dataset: &Dataset, row: usize) -> &str {
    let code = dataset.tables.first().and_then(|t| t.keys.get(row)).copied();
    code.map_or("", |c| dataset.texts.text(c))
}

/// The row of a customer's key.
#[must_use]
pub fn customer_row(dataset: &Dataset, key: &str) -> Option<usize> {
    let code = dataset.texts.find(key)?;
    dataset.tables.first()?.keys.iter().position(|k| *k == code)
}

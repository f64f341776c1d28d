//! One morning's run, and what of its tables the year looks at.

use std::path::Path;
use std::time::Instant;

use appraise_core::dataset::Builder;
use appraise_core::date;
use appraise_core::diagnostic::Diagnostic;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::output::{self, OutputTable, OutputValues};
use appraise_core::policy::{AlertKind, SourceFile};
use appraise_core::state;
use appraise_host::synth::Morning;

use crate::corpus::case::policy_files;
use crate::policy_schema::document::Document;

/// A policy, ready to run.
pub struct Engine {
    /// Its model and program.
    pub loaded: Loaded,
    /// Its text as one document.
    pub document: serde_json::Value,
}

/// A run of a day.
#[derive(Debug, Clone, Default)]
pub struct Day {
    /// The day, counted from 1970-01-01.
    pub day: i32,
    /// Customers in the run.
    pub customers: usize,
    /// What the next run takes: tables of the state.
    pub hand: Vec<(&'static str, String)>,
    /// Tasks that are open.
    pub tasks: Vec<Open>,
    /// Contacts of the day, where the policy plans them.
    pub contacts: Option<Vec<Contact>>,
    /// Per alert: rows for which it fired, and rows for which it is known not to hold.
    pub alerts: Vec<(usize, usize)>,
    /// What went to customers, as the state says: customer, day, kind, channel.
    pub touches: Vec<[String; 4]>,
    /// Rows that could not be read, and cells.
    pub unreadable: [usize; 2],
    /// Seconds that the run took.
    pub seconds: f64,
}

/// An open task.
#[derive(Debug, Clone)]
pub struct Open {
    /// The customer.
    pub customer: String,
    /// The task.
    pub id: String,
    /// The alerts that told of it, the most urgent first.
    pub alert: String,
    /// Its kind: that of the most urgent alert.
    pub kind: Option<AlertKind>,
    /// `new`, `reminder`, or nothing.
    pub mark: String,
}

/// A contact of the day.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The contact.
    pub id: String,
    /// The customer.
    pub customer: String,
    /// `today`, `overflow`, `deferred`, `blocked`.
    pub status: String,
    /// Its tasks.
    pub tasks: Vec<String>,
}

impl Engine {
    /// The policy of a file or a folder.
    ///
    /// # Errors
    /// What keeps it from being loaded.
    pub fn of(policy: &Path) -> Result<Self, String> {
        let files = policy_files(policy).map_err(|why| format!("{}: {why}", policy.display()))?;
        let files: Vec<SourceFile<'_>> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
        let (checked, loaded) = load(&files);
        let loaded = loaded.ok_or_else(|| format!("{:#?}", checked.diagnostics))?;
        let name = policy.display().to_string();
        let files = files.iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
        let document = Document { name, files }.whole().unwrap_or_default();
        Ok(Self { loaded, document })
    }

    /// The run of a morning on the state that another left.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn run(
        &self,
        morning: &Morning,
        hand: &[(&'static str, String)],
        journal: &str,
    ) -> Result<Day, String> {
        let told = |found: Diagnostic| format!("{found:?}");
        let start = Instant::now();
        let Loaded { model, program, .. } = &self.loaded;
        let mut builder = Builder::new(&model.schema);
        let own = morning.tables.iter().chain(hand).map(|(name, text)| (*name, text.as_str()));
        for (name, text) in own.chain([("journal", journal)]) {
            if model.schema.tables.iter().any(|table| table.id == name) {
                builder.read(name, text.as_bytes(), true).map_err(told)?;
            }
        }
        let dataset = builder.seal().map_err(told)?;
        let instant = format!("{}T08:30:00+08:00", morning.day);
        let as_of = as_of(model, &instant, true).map_err(told)?;
        let run = Run { model, program, dataset: &dataset, as_of };
        state::accepts(&run).map_err(told)?;
        let outcome = run.evaluate(false);
        let mut day = look(&run, &outcome);
        day.seconds = start.elapsed().as_secs_f64();
        Ok(day)
    }
}

/// What the year looks at.
fn look(run: &Run<'_>, outcome: &Outcome) -> Day {
    let names = output::tables(run.model);
    let table = |name: &str| {
        let none = OutputTable { name: "", rows: 0, columns: Vec::new() };
        output::table(run, outcome, name).unwrap_or(none)
    };
    let hand = names.iter().filter(|name| name.starts_with("state_"));
    let hand = hand.map(|name| (*name, output::csv(&table(name)))).collect();
    let tasks = table("tasks");
    let alerts = outcome.alerts.iter().map(|alert| {
        let fired = alert.fired.count_ones();
        (fired, alert.known.count_ones().saturating_sub(fired))
    });
    Day {
        day: run.today(),
        customers: run.rows(),
        hand,
        tasks: open(&tasks),
        contacts: names.contains(&"contacts").then(|| contacts(&table("contacts"), &table("agenda"))),
        alerts: alerts.collect(),
        touches: touches(&table("state_touches")),
        unreadable: [table("quarantine").rows, table("faults").rows],
        seconds: 0.0,
    }
}

fn open(table: &OutputTable) -> Vec<Open> {
    // The second column is the customer's key, whatever its name.
    let customer = table.columns.get(1).map(|column| column.name.clone()).unwrap_or_default();
    let columns = [customer.as_str(), "task_id", "alert", "kind", "mark"];
    let kinds = [AlertKind::Risk, AlertKind::Service, AlertKind::Demand, AlertKind::Greeting];
    rows(table, columns)
        .map(|[customer, id, alert, kind, mark]| {
            let kind = kinds.into_iter().find(|known| known.id() == kind);
            Open { customer, id, alert, kind, mark }
        })
        .collect()
}

fn contacts(table: &OutputTable, agenda: &OutputTable) -> Vec<Contact> {
    let customer = table.columns.get(1).map(|column| column.name.clone()).unwrap_or_default();
    let columns = [customer.as_str(), "contact_id", "status"];
    let mut contacts: Vec<Contact> = rows(table, columns)
        .map(|[customer, id, status]| Contact { id, customer, status, tasks: Vec::new() })
        .collect();
    let places: std::collections::HashMap<String, usize> =
        contacts.iter().enumerate().map(|(at, contact)| (contact.id.clone(), at)).collect();
    for [contact, task] in rows(agenda, ["contact_id", "task_id"]) {
        if let Some(contact) = places.get(&contact).and_then(|at| contacts.get_mut(*at)) {
            contact.tasks.push(task);
        }
    }
    contacts
}

fn touches(table: &OutputTable) -> Vec<[String; 4]> {
    rows(table, ["customer_id", "day", "kind", "channel"]).collect()
}

/// Rows of some columns as texts; a column that is not there is empty.
fn rows<'t, const N: usize>(
    table: &'t OutputTable,
    names: [&str; N],
) -> impl Iterator<Item = [String; N]> + 't {
    let columns = names.map(|name| table.columns.iter().find(|column| column.name == name));
    (0..table.rows).map(move |row| {
        columns.map(|column| {
            let Some(column) = column else { return String::new() };
            if column.known.as_ref().is_some_and(|known| !known.get(row)) {
                return String::new();
            }
            match &column.values {
                OutputValues::Text(texts) => texts.get(row).to_owned(),
                OutputValues::Date(days) => days.get(row).map_or(String::new(), |day| date::format(*day)),
                _ => String::new(),
            }
        })
    })
}

//! What judging one chunk gives: its rows as they will lie on disk, and what it adds to the whole.
//!
//! INVARIANT: all of it but `fuel` is a function of the inputs and the settings; no worker, thread or clock shows in it.

use serde::{Deserialize, Serialize};

use crate::error::ErrorKind;
use crate::output::Format;
use crate::report::SealReport;

/// One judged chunk.
#[derive(Clone, Debug, Default)]
pub struct Scored {
    /// Its number, from 1.
    pub number: u32,
    /// Whether no chunk comes after it.
    pub last: bool,
    /// Its customers, poisonous ones among them.
    pub customers: u64,
    /// Its tables, each once per format, in the order of the catalogue.
    pub parts: Vec<Part>,
    /// What it adds to the summary and to the tables that are merged; opaque to the host.
    pub share: Vec<u8>,
    /// What reading it gave.
    pub read: SealReport,
    /// The records that stopped the engine; they are in quarantine.
    pub poisoned: Vec<Poisoned>,
    /// The fuel that it took. What was judged before in a store can change it a little, so that it is never hashed.
    pub fuel: u64,
    /// The module's own SHA-256 over all its output tables, written or not, where it was asked for.
    pub engine_digest: Option<String>,
}

/// One table of a chunk in one format, ready to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The table.
    pub table: String,
    /// Its format.
    pub format: Format,
    /// Rows, without the header.
    pub rows: u64,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// A record that stops the engine: that of a customer with whom it does, or one that cannot even be taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Poisoned {
    /// Its table.
    pub table: String,
    /// Its line in the table's files, or the number of its row.
    pub line: u32,
    /// What stopped it.
    pub cause: Cause,
}

/// What a record did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Cause {
    /// The module trapped.
    #[serde(rename = "trapped")]
    Trap,
    /// The module used up the fuel that so many rows may take.
    #[serde(rename = "out_of_fuel")]
    Fuel,
}

impl Cause {
    /// The cause behind an error, if it is one for which a record can be to blame.
    pub fn of(kind: ErrorKind) -> Option<Self> {
        match kind {
            ErrorKind::Trap => Some(Self::Trap),
            ErrorKind::Fuel => Some(Self::Fuel),
            _ => None,
        }
    }
}
